//! Whose turn it is on a connection: the client's, who asks, or ours, who answer.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Whose turn it is.
#[derive(Debug, Default)]
pub(super) struct Turn {
    answering: AtomicBool,
    requests: AtomicU64,
    ending: AtomicBool,
}

impl Turn {
    /// A request is here; it is our turn.
    pub(super) fn begin(&self) {
        self.requests.fetch_add(1, Ordering::Relaxed);
        self.answering.store(true, Ordering::Release);
    }

    /// The answer is gone; it is the client's turn.
    pub(super) fn end(&self) {
        self.answering.store(false, Ordering::Release);
    }

    /// Whether it is our turn.
    pub(super) fn is_ours(&self) -> bool {
        self.answering.load(Ordering::Acquire)
    }

    /// How many requests there were.
    pub(super) fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    /// The server ends: there is no other request to wait for.
    pub(super) fn last(&self) {
        self.ending.store(true, Ordering::Release);
    }

    /// Whether the server ends.
    pub(super) fn is_last(&self) -> bool {
        self.ending.load(Ordering::Acquire)
    }
}
