//! `/health`: whether the server lives, and whether it has something to answer from.

use std::sync::Mutex;

use poem::Response;
use poem::http::StatusCode;
use serde_json::json;

use super::State;
use crate::model::value::parse_instant;

/// What goes wrong behind the answers.
#[derive(Debug, Default)]
pub(super) struct Health {
    failure: Mutex<Option<String>>,
}

impl Health {
    /// The newest revision cannot be loaded; `code` says why.
    pub(super) fn fail(&self, code: &str) {
        self.set(Some(code.to_owned()));
    }

    /// The newest revision is loaded.
    pub(super) fn recover(&self) {
        self.set(None);
    }

    fn set(&self, failure: Option<String>) {
        if let Ok(mut slot) = self.failure.lock() {
            *slot = failure;
        }
    }

    fn failure(&self) -> Option<String> {
        self.failure.lock().ok().and_then(|slot| slot.clone())
    }
}

/// The state of the server; 503 until the first revision is loaded.
pub(super) fn answer(state: &State) -> Response {
    let image = state.published.current();
    let revision = image.as_ref().map(|image| &image.revision);
    let published_at = revision.map(|revision| revision.published_at.as_str());
    let age = published_at
        .and_then(|at| parse_instant(at).ok())
        .map(|at| (state.clock)().saturating_sub(at).max(0));
    let body = json!({
        "live": true,
        "ready": revision.is_some(),
        "revision": revision.map(|revision| revision.number),
        "publishedAt": published_at,
        "ageSeconds": age,
        "failure": state.health.failure(),
        "files": {
            "revision": state.files.newest().map(|set| set.revision.number),
            "failure": state.files.failure(),
        },
    });
    let status = if revision.is_some() { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    respond(status, &body)
}

/// Whether the process answers at all.
pub(super) fn live() -> Response {
    respond(StatusCode::OK, &json!({ "live": true }))
}

fn respond(status: StatusCode, body: &serde_json::Value) -> Response {
    Response::builder()
        .status(status)
        .content_type("application/json")
        .header("Cache-Control", "no-store")
        .body(body.to_string())
}
