//! What the headers of a browser ask for.

use poem::Request;
use poem::http::header::{self, HeaderName};
use poem::http::{HeaderMap, Method};

/// The parts of a header such as `Accept`, in lower case and with their quality in thousandths, the
/// best first; equals stay in their order.
pub(in crate::http) fn ranges(headers: &HeaderMap, name: &HeaderName) -> Vec<(String, u16)> {
    let mut found = Vec::new();
    for value in headers.get_all(name) {
        for part in value.to_str().unwrap_or_default().split(',') {
            let mut pieces = part.split(';').map(str::trim);
            let Some(range) = pieces.next().filter(|range| !range.is_empty()) else { continue };
            let quality = pieces.find_map(|piece| {
                piece.strip_prefix("q=").or_else(|| piece.strip_prefix("Q="))?.parse::<f32>().ok()
            });
            let quality = (quality.unwrap_or(1.0).clamp(0.0, 1.0) * 1000.0) as u16;
            found.push((range.to_ascii_lowercase(), quality));
        }
    }
    found.sort_by_key(|(_, quality)| std::cmp::Reverse(*quality));
    found
}

/// The quality of a range that stands in the header as it is; nothing where it does not.
pub(super) fn quality(ranges: &[(String, u16)], wanted: &str) -> Option<u16> {
    ranges.iter().find(|(range, _)| range == wanted).map(|(_, quality)| *quality)
}

/// Whether a request wants to see a page: it names HTML, and no JSON that it likes as much. What
/// takes anything gets data.
pub(crate) fn wants_page(request: &Request) -> bool {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return false;
    }
    let ranges = ranges(request.headers(), &header::ACCEPT);
    let data = ["application/json", "application/graphql-response+json"];
    let data = data.iter().filter_map(|name| quality(&ranges, name)).max().unwrap_or(0);
    quality(&ranges, "text/html").is_some_and(|html| html > data)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wants(accept: &str) -> bool {
        wants_page(&Request::builder().header("accept", accept).finish())
    }

    #[test]
    fn browsers_get_pages_and_all_others_data() {
        assert!(wants("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"));
        assert!(wants("application/json;q=0.5, text/html"));
        for accept in
            ["*/*", "application/json", "text/html;q=0", "", "application/json, text/html"]
        {
            assert!(!wants(accept), "{accept}");
        }
        let post = Request::builder().method(Method::POST).header("accept", "text/html").finish();
        assert!(!wants_page(&post));
    }

    #[test]
    fn the_best_range_comes_first() {
        let request =
            Request::builder().header("accept-language", "en;q=0.8, it-IT, de;q=x, ").finish();
        let found = ranges(request.headers(), &header::ACCEPT_LANGUAGE);
        let tags: Vec<&str> = found.iter().map(|(tag, _)| tag.as_str()).collect();
        assert_eq!(tags, ["it-it", "de", "en"]);
    }
}
