//! Headers that every answer has, whatever it says: who may read it, and what a browser may do
//! with it. The data is public: any page may read it, and none can send credentials along.

use poem::Response;
use poem::http::header::{HeaderMap, HeaderName};
use poem::http::{HeaderValue, StatusCode, Uri, header};

/// What any page may read beside the body.
const EXPOSED: &str = "ETag, Link, Revision, RateLimit, RateLimit-Policy, Retry-After, \
                       X-Request-Id, Content-Disposition, Content-Range, Accept-Ranges, \
                       Repr-Digest";

/// What any page may send: `*` is all but credentials, the names are for old browsers.
const ACCEPTED: &str = "*, Accept, Content-Type, If-None-Match, If-Modified-Since, If-Range, \
                        Range, X-Request-Id";

/// How long a browser may keep the answer to a preflight, in seconds.
const PREFLIGHT_SECONDS: &str = "86400";

/// Headers that every answer has.
pub(super) struct Policy(Vec<(HeaderName, HeaderValue)>);

impl Policy {
    /// The headers of a server with this address.
    pub(super) fn new(base_url: &str) -> Self {
        let mut headers = vec![
            (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
            (header::ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED),
            (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (header::REFERRER_POLICY, "strict-origin-when-cross-origin"),
            (HeaderName::from_static("cross-origin-resource-policy"), "cross-origin"),
            // Data is not a page. A page sets its own policy.
            (header::CONTENT_SECURITY_POLICY, "default-src 'none'; frame-ancestors 'none'"),
        ];
        if base_url.starts_with("https://") {
            headers.push((header::STRICT_TRANSPORT_SECURITY, "max-age=31536000"));
        }
        let to_value = |(name, value)| (name, HeaderValue::from_static(value));
        Self(headers.into_iter().map(to_value).collect())
    }

    /// Writes them; what an answer says itself stays.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        headers.reserve(self.0.len());
        for (name, value) in &self.0 {
            if !headers.contains_key(name) {
                headers.insert(name, value.clone());
            }
        }
    }
}

/// The methods that an address takes.
fn methods(uri: &Uri) -> HeaderValue {
    let path = uri.path();
    HeaderValue::from_static(match path {
        "/graphql" | "/oai" | "*" => "GET, HEAD, POST, OPTIONS",
        _ if path.starts_with("/api/3/action/") || path.starts_with("/api/action/") => {
            "GET, HEAD, POST, OPTIONS"
        }
        _ => "GET, HEAD, OPTIONS",
    })
}

/// The answer to OPTIONS: to a browser that asks before it sends, and to anyone else.
pub(super) fn options(uri: &Uri, asked: &HeaderMap) -> Response {
    let mut response = Response::builder().status(StatusCode::NO_CONTENT).finish();
    let headers = response.headers_mut();
    headers.insert(header::ALLOW, methods(uri));
    if asked.contains_key(header::ACCESS_CONTROL_REQUEST_METHOD) {
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods(uri));
        let accepted = HeaderValue::from_static(ACCEPTED);
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, accepted);
        let seconds = HeaderValue::from_static(PREFLIGHT_SECONDS);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, seconds);
    }
    response
}

/// Names the methods in a refusal of another one.
pub(super) fn name_methods(uri: &Uri, status: StatusCode, headers: &mut HeaderMap) {
    if status == StatusCode::METHOD_NOT_ALLOWED {
        headers.insert(header::ALLOW, methods(uri));
    }
}
