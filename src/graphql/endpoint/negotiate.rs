//! Media types: what the client takes, and what it sends.

use poem::http::header::GetAll;
use poem::http::{HeaderMap, HeaderValue, header};

use crate::error::Error;

/// The media type of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Media {
    /// `application/json`, of which clients expect the status 200 whatever happened.
    Json,
    /// `application/graphql-response+json`, whose status says what happened.
    GraphQl,
}

impl Media {
    /// The value of `Content-Type`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Json => "application/json; charset=utf-8",
            Self::GraphQl => "application/graphql-response+json; charset=utf-8",
        }
    }
}

/// The media type that the client likes best; the old one where it does not say.
pub(super) fn media(accepted: GetAll<'_, HeaderValue>) -> Result<Media, Error> {
    let mut ranges = Vec::new();
    for value in accepted {
        for range in value.to_str().unwrap_or_default().split(',') {
            ranges.extend(Range::parse(range));
        }
    }
    if ranges.is_empty() {
        return Ok(Media::Json);
    }
    let json = quality(&ranges, "json");
    let graphql = quality(&ranges, "graphql-response+json");
    let best = match (json, graphql) {
        // A wildcard says nothing about either: old clients send it.
        (Some(json), Some(graphql)) if graphql == json && graphql.1 < 2 => Some(Media::Json),
        (Some(json), Some(graphql)) if graphql.0 >= json.0 => Some(Media::GraphQl),
        (Some(json), _) if json.0 > 0 => Some(Media::Json),
        (_, Some(graphql)) if graphql.0 > 0 => Some(Media::GraphQl),
        _ => None,
    };
    best.filter(|_| json.into_iter().chain(graphql).any(|(quality, _)| quality > 0)).ok_or_else(
        || Error::Request {
            status: 406,
            what: "none of the media types in `Accept` can be answered".to_owned(),
            hint: "accept `application/graphql-response+json` or `application/json`".to_owned(),
        },
    )
}

/// One part of `Accept`.
struct Range {
    kind: String,
    subtype: String,
    /// In thousandths.
    quality: u16,
}

impl Range {
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split(';');
        let (kind, subtype) = parts.next()?.trim().split_once('/')?;
        let mut quality = 1000;
        for parameter in parts {
            let (name, value) = parameter.trim().split_once('=')?;
            if name.trim().eq_ignore_ascii_case("q") {
                let value: f32 = value.trim().parse().ok()?;
                quality = (value.clamp(0.0, 1.0) * 1000.0) as u16;
            } else if name.trim().eq_ignore_ascii_case("charset")
                && !value.trim().trim_matches('"').eq_ignore_ascii_case("utf-8")
            {
                // Answers have no other encoding.
                return None;
            }
        }
        let (kind, subtype) = (kind.to_ascii_lowercase(), subtype.to_ascii_lowercase());
        Some(Self { kind, subtype, quality })
    }
}

/// How much a media type is wanted, and how exactly it was named; the most exact range counts.
fn quality(ranges: &[Range], subtype: &str) -> Option<(u16, u8)> {
    let exactness = |range: &Range| match (range.kind.as_str(), range.subtype.as_str()) {
        ("application", name) if name == subtype => Some(2),
        ("application", "*") => Some(1),
        ("*", "*") => Some(0),
        _ => None,
    };
    let found = ranges.iter().filter_map(|range| Some((exactness(range)?, range.quality)));
    found.max().map(|(exactness, quality)| (quality, exactness))
}

/// Whether a body of this kind can be read.
pub(super) fn body(headers: &HeaderMap) -> Result<(), Error> {
    let refuse = |what: String| Error::Request {
        status: 415,
        what,
        hint: "send `Content-Type: application/json`, in UTF-8 and not compressed".to_owned(),
    };
    let Some(given) = headers.get(header::CONTENT_TYPE) else {
        return Err(refuse("the request has no `Content-Type`".to_owned()));
    };
    let text = given.to_str().unwrap_or_default();
    let mut parts = text.split(';');
    let essence = parts.next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(refuse(format!("a body of `{essence}` is not read here")));
    }
    for parameter in parts {
        let (name, value) = parameter.trim().split_once('=').unwrap_or_default();
        let value = value.trim().trim_matches('"');
        if name.trim().eq_ignore_ascii_case("charset")
            && !value.eq_ignore_ascii_case("utf-8")
            && !value.eq_ignore_ascii_case("utf8")
        {
            return Err(refuse(format!("a body in `{value}` is not read here")));
        }
    }
    let coding = headers.get(header::CONTENT_ENCODING).and_then(|coding| coding.to_str().ok());
    match coding.map(str::trim).filter(|coding| !coding.eq_ignore_ascii_case("identity")) {
        Some(coding) => Err(refuse(format!("a body in the coding `{coding}` is not read here"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn accept(values: &[&str]) -> Option<Media> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ACCEPT, value.parse().unwrap());
        }
        media(headers.get_all(header::ACCEPT)).ok()
    }

    #[test]
    fn the_client_chooses_the_media_type() {
        let graphql = "application/graphql-response+json";
        for (values, expected) in [
            (&[][..], Some(Media::Json)),
            (&["*/*"], Some(Media::Json)),
            (&["application/*"], Some(Media::Json)),
            (&["application/json"], Some(Media::Json)),
            (&["application/json; charset=utf-8"], Some(Media::Json)),
            (&[graphql], Some(Media::GraphQl)),
            (&["Application/GraphQL-Response+JSON; charset=UTF-8"], Some(Media::GraphQl)),
            (&["application/graphql-response+json, application/json;q=0.9"], Some(Media::GraphQl)),
            (&["application/json, application/graphql-response+json;q=0.5"], Some(Media::Json)),
            (&["application/json", graphql], Some(Media::GraphQl)),
            (&["text/html, */*;q=0.1"], Some(Media::Json)),
            (&["application/graphql-response+json, */*;q=0.1"], Some(Media::GraphQl)),
            (&["application/json;q=0, */*"], Some(Media::GraphQl)),
            (&["text/html"], None),
            (&["application/json;q=0"], None),
            (&["application/json; charset=latin1"], Some(Media::Json)),
        ] {
            assert_eq!(accept(values), expected, "{values:?}");
        }
    }

    #[test]
    fn only_json_in_utf_8_is_read() {
        let read = |pairs: &[(&str, &str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                let name: header::HeaderName = name.parse().unwrap();
                headers.append(name, value.parse().unwrap());
            }
            body(&headers).map_err(|error| error.status())
        };
        assert_eq!(read(&[("content-type", "application/json")]), Ok(()));
        assert_eq!(read(&[("content-type", "application/JSON; charset=\"UTF-8\"")]), Ok(()));
        for pairs in [
            &[][..],
            &[("content-type", "text/plain")],
            &[("content-type", "application/json; charset=iso-8859-1")],
            &[("content-type", "application/json"), ("content-encoding", "gzip")],
        ] {
            assert_eq!(read(pairs), Err(415), "{pairs:?}");
        }
    }
}
