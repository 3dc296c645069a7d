//! The name of a request: in its answer, in the log, and in its faults.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use poem::http::header::{HeaderMap, HeaderName};

/// The header that names a request.
pub(super) const X_REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The longest name that a client can give.
const LENGTH_LIMIT: usize = 64;

/// Names requests.
pub(super) struct RequestIds {
    start: String,
    count: AtomicU64,
}

impl RequestIds {
    /// Names that no server gives that started at another moment.
    pub(super) fn new(started_at: i64) -> Self {
        let start = format!("{started_at:x}-{:x}-", std::process::id());
        Self { start, count: AtomicU64::new(1) }
    }

    /// The name that the client gave, if it is a plain one, or a new one.
    pub(super) fn of(&self, headers: &HeaderMap) -> Arc<str> {
        let given = headers.get(X_REQUEST_ID).and_then(|given| given.to_str().ok());
        given.filter(|given| is_plain(given)).map_or_else(
            || format!("{}{:x}", self.start, self.count.fetch_add(1, Ordering::Relaxed)).into(),
            Into::into,
        )
    }
}

fn is_plain(text: &str) -> bool {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    (1..=LENGTH_LIMIT).contains(&text.len()) && text.bytes().all(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_taken() {
        assert!(is_plain("a") && is_plain("0aA-_.") && is_plain(&"a".repeat(64)));
        for text in ["", "a b", "a\"", "a=b", "è", "<a>", &"a".repeat(65)] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn names_differ() {
        let ids = RequestIds::new(1);
        assert_ne!(ids.of(&HeaderMap::new()), ids.of(&HeaderMap::new()));
    }
}
