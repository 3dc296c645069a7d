//! What a client reads: RDF in one form or another, or a page.

use poem::http::{HeaderMap, header};

use crate::catalogue::graph::Form;
use crate::http::pages::accepted;

/// What a client wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// RDF.
    Form(Form),
    /// A page.
    Page,
    /// Anything, or only what there is not: importers send all kinds of headers, and go by the media
    /// type of what comes.
    Anything,
}

/// Names under which clients ask for a form.
const NAMES: [(Form, &[&str]); 3] = [
    (Form::RdfXml, &["application/rdf+xml", "application/xml", "text/xml"]),
    (Form::Turtle, &["text/turtle", "application/x-turtle", "text/n3"]),
    (Form::JsonLd, &["application/ld+json", "application/json"]),
];

/// What a client wants most of what it names. A page is for those who like no RDF as much.
pub(super) fn wanted(headers: &HeaderMap) -> Wanted {
    let ranges = accepted(headers, &header::ACCEPT);
    let quality = |name: &str| {
        ranges.iter().find(|(range, _)| range == name).map_or(0, |(_, quality)| *quality)
    };
    let mut best = (0, Wanted::Anything);
    for (form, names) in NAMES {
        let quality = names.iter().map(|name| quality(name)).max().unwrap_or(0);
        if quality > best.0 {
            best = (quality, Wanted::Form(form));
        }
    }
    let page = quality("text/html").max(quality("application/xhtml+xml"));
    if page > best.0 { Wanted::Page } else { best.1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(accept: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        wanted(&headers)
    }

    #[test]
    fn importers_get_rdf_and_browsers_a_page() {
        assert_eq!(wanted(&HeaderMap::new()), Wanted::Anything);
        for accept in ["*/*", "", "image/png", "text/html;q=0", "application/*"] {
            assert_eq!(of(accept), Wanted::Anything, "{accept}");
        }
        for (accept, form) in [
            ("application/rdf+xml", Form::RdfXml),
            ("application/xml, */*;q=0.1", Form::RdfXml),
            ("text/turtle", Form::Turtle),
            ("text/turtle;q=0.5, application/ld+json", Form::JsonLd),
            ("application/json", Form::JsonLd),
            ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", Form::Turtle),
            ("text/html;q=0.9, text/turtle", Form::Turtle),
            ("text/html, application/rdf+xml", Form::RdfXml),
        ] {
            assert_eq!(of(accept), Wanted::Form(form), "{accept}");
        }
        for accept in [
            "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
            "text/html",
            "text/html, text/turtle;q=0.9",
        ] {
            assert_eq!(of(accept), Wanted::Page, "{accept}");
        }
    }
}
