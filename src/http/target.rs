//! What is refused before any door sees it: addresses and headers that nobody needs.

use poem::Response;
use poem::http::{HeaderMap, StatusCode, Uri, header};

use super::answer::set;
use crate::config::Limits;
use crate::error::Error;

/// What separates the name of a header from its value, and ends it.
const HEADER_SIGNS: usize = 4;

/// Looks at the length of the address and of the header.
pub(super) fn check_lengths(uri: &Uri, headers: &HeaderMap, limits: &Limits) -> Result<(), Error> {
    let target = uri.path_and_query().map_or(0, |target| target.as_str().len());
    if target > limits.target_bytes {
        return Err(too_long(414, "address", target, limits.target_bytes));
    }
    let pairs = headers.iter().map(|(name, value)| name.as_str().len() + value.len());
    let header: usize = pairs.map(|length| length + HEADER_SIGNS).sum();
    if header > limits.header_bytes {
        return Err(too_long(431, "header", header, limits.header_bytes));
    }
    Ok(())
}

fn too_long(status: u16, what: &str, length: usize, limit: usize) -> Error {
    Error::Request {
        status,
        what: format!("the {what} of the request has {length} bytes, and the limit is {limit}"),
        hint: match status {
            414 => "send long questions to `/graphql` by POST",
            _ => "send fewer or shorter headers",
        }
        .to_owned(),
    }
}

/// Looks at the encoding of the address: bytes as `%41`, which together are text.
pub(super) fn check_encoding(uri: &Uri) -> Result<(), Error> {
    let Some(target) = uri.path_and_query().map(|target| target.as_str().as_bytes()) else {
        return Ok(());
    };
    if memchr::memchr(b'%', target).is_none() {
        return Ok(());
    }
    let refuse = |what: &str| Error::Request {
        status: 400,
        what: format!("the address is not encoded as it should be: {what}"),
        hint: "write each byte of a sign in UTF-8 as `%` and two digits, `%` itself as `%25`"
            .to_owned(),
    };
    let mut decoded = Vec::with_capacity(target.len());
    let mut rest = target;
    while let Some(at) = memchr::memchr(b'%', rest) {
        let (before, code) = rest.split_at(at);
        decoded.extend_from_slice(before);
        let digit = |at: usize| code.get(at).and_then(|byte| char::from(*byte).to_digit(16));
        let (Some(high), Some(low)) = (digit(1), digit(2)) else {
            return Err(refuse("two hexadecimal digits must follow `%`"));
        };
        decoded.push((high * 16 + low) as u8);
        rest = code.get(3..).unwrap_or_default();
    }
    decoded.extend_from_slice(rest);
    if decoded.contains(&0) {
        return Err(refuse("it contains the byte 0"));
    }
    std::str::from_utf8(&decoded).map_err(|_| refuse("it is not in UTF-8"))?;
    Ok(())
}

/// The way to an address without the slashes at its end.
pub(super) fn redirect(uri: &Uri) -> Option<Response> {
    let path = uri.path();
    let bare = path.trim_end_matches('/');
    // `//host` would lead to another host.
    if bare.len() == path.len() || bare.is_empty() || bare.starts_with("//") {
        return None;
    }
    let query = uri.query().map_or_else(String::new, |query| format!("?{query}"));
    let mut response = Response::builder().status(StatusCode::PERMANENT_REDIRECT).finish();
    set(&mut response, header::LOCATION, &format!("{bare}{query}"));
    Some(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uri(text: &str) -> Uri {
        text.parse().unwrap()
    }

    #[test]
    fn addresses_are_text() {
        for text in ["/api", "/api?q=%C3%A8+%25", "/caf%c3%a9", "/?a=b%20c"] {
            assert!(check_encoding(&uri(text)).is_ok(), "{text}");
        }
        for text in ["/%", "/%4", "/%zz", "/a?b=100%", "/%ff", "/%C3", "/?a=%00", "/%+1"] {
            assert_eq!(check_encoding(&uri(text)).unwrap_err().status(), 400, "{text}");
        }
    }

    #[test]
    fn a_slash_at_the_end_leads_to_the_address_without() {
        let location = |text: &str| {
            let response = redirect(&uri(text))?;
            Some(response.headers()[header::LOCATION].to_str().unwrap().to_owned())
        };
        assert_eq!(location("/api/").as_deref(), Some("/api"));
        assert_eq!(location("/api/projects//?a=1/").as_deref(), Some("/api/projects?a=1/"));
        for text in ["/", "//", "/api", "//host/", "///host/", "/api?a=/"] {
            assert_eq!(location(text), None, "{text}");
        }
    }
}
