//! Bodies that clients send, under the limits of their length and of the time that they take.

use std::time::Duration;

use poem::Request;
use poem::error::ReadBodyError;

use super::State;
use crate::error::{Error, Result};

/// The body of a request.
///
/// # Errors
///
/// [`Error::Request`] if it is too long, comes too slowly or not to its end.
pub(super) async fn read(state: &State, request: &mut Request) -> Result<Vec<u8>> {
    let limits = &state.config.limits;
    let (limit, seconds) = (limits.body_bytes, limits.body_seconds);
    let body = request.take_body().into_bytes_limit(limit);
    let refused = |status: u16, what: String, hint: &str| Error::Request {
        status,
        what,
        hint: hint.to_owned(),
    };
    let read = tokio::time::timeout(Duration::from_secs(seconds), body).await;
    let read = read.map_err(|_| {
        refused(408, format!("the body did not come within {seconds} seconds"), "send it faster")
    })?;
    let bytes = read.map_err(|error| match error {
        ReadBodyError::PayloadTooLarge => refused(
            413,
            format!("the body has more bytes than the limit, which is {limit}"),
            "ask for less in one request",
        ),
        error => {
            refused(400, format!("the body could not be read: {error}"), "send the request again")
        }
    })?;
    Ok(bytes.into())
}
