//! Answers and errors in the one shape that they have on every URL.

use std::sync::{Arc, Weak};

use futures_util::stream;
use poem::http::header::HeaderName;
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Response, ResponseBuilder};

use super::cache::REVISION;
use crate::error::{Error, Result};
use crate::export::Pieces;
use crate::image::Image;

/// An error of ours on its way through poem.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub(super) struct Failed(pub(super) Error);

impl poem::error::ResponseError for Failed {
    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn as_response(&self) -> Response {
        problem(&self.0)
    }
}

/// The error as problem+json (RFC 9457); the cause of an internal one goes to the log with an id.
pub(super) fn problem(error: &Error) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = problem_json(error).to_string();
    let mut response = Response::builder().status(status).body(body);
    set(&mut response, header::CONTENT_TYPE, "application/problem+json");
    if let Error::TooOften { wait_seconds } = error {
        set(&mut response, header::RETRY_AFTER, &wait_seconds.to_string());
    } else if status == StatusCode::SERVICE_UNAVAILABLE {
        set(&mut response, header::RETRY_AFTER, "5");
    }
    response
}

/// The body of such an answer.
pub(super) fn problem_json(error: &Error) -> serde_json::Value {
    let mut body = serde_json::json!({
        "type": format!("urn:opencoop:error:{}", error.code()),
        "title": error.to_string(),
        "status": error.status(),
        "code": error.code(),
    });
    if let Some(id) = error.log() {
        body["instance"] = serde_json::Value::from(format!("urn:opencoop:fault:{id}"));
    }
    if !error.hint().is_empty() {
        body["detail"] = serde_json::Value::from(error.hint());
    }
    if let Error::Argument { argument, .. } | Error::Cursor { argument } = error {
        body["argument"] = serde_json::Value::from(argument.as_str());
    }
    body
}

/// What poem refuses before a handler sees it, in the same shape.
pub(super) async fn failed(error: poem::Error) -> Response {
    if error.is::<Failed>() {
        return error.into_response();
    }
    let status = error.status();
    let refused = |what: &str, hint: &str| Error::Request {
        status: status.as_u16(),
        what: what.to_owned(),
        hint: hint.to_owned(),
    };
    problem(&match status {
        StatusCode::NOT_FOUND => Error::NotFound {
            what: "there is nothing at this address".to_owned(),
            hint: "begin at `/api`".to_owned(),
        },
        StatusCode::METHOD_NOT_ALLOWED => {
            refused("the address does not take this method", "use GET")
        }
        _ => refused("the request cannot be understood", "see the documentation of the address"),
    })
}

/// Sets a header; a value that no header can have is left out.
pub(super) fn set(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// An answer that says which revision it is of.
pub(super) fn with_revision(image: &Arc<Image>, builder: ResponseBuilder) -> ResponseBuilder {
    builder.header(REVISION, image.revision.number)
}

/// An answer of JSON.
pub(super) fn json(image: &Arc<Image>, body: Vec<u8>) -> Response {
    with_revision(image, Response::builder()).content_type("application/json").body(body)
}

/// An answer that the store had a part in: it may know of a newer revision, or of imports that
/// made none, so that the answer is not kept.
pub(super) fn from_store(mut response: Response) -> Response {
    set(&mut response, header::CACHE_CONTROL, "no-store");
    response
}

/// How much of a file is made in one go, away from the threads that answer others.
const AT_ONCE: usize = 256 * 1024;

/// The pieces of a file, each made when the one before it has been taken. A fault ends the
/// connection, so that no client takes a part for the whole.
pub(super) fn stream(pieces: Pieces) -> Body {
    // The first bytes are sent before more is made.
    let start = Some((pieces, 0));
    Body::from_bytes_stream(stream::unfold(start, |left| async {
        let (pieces, least) = left?;
        // It is dropped when the answer is: then nothing more is made.
        let reader = Arc::new(());
        let watched = Arc::downgrade(&reader);
        let made = tokio::task::spawn_blocking(move || some(pieces, least, &watched)).await;
        drop(reader);
        match made.map_err(Error::internal).flatten() {
            Ok((bytes, _)) if bytes.is_empty() => None,
            Ok((bytes, pieces)) => Some((Ok(bytes), Some((pieces, AT_ONCE)))),
            Err(error) => {
                let _ = error.log();
                Some((Err(std::io::Error::other(error)), None))
            }
        }
    }))
}

/// Names the file under which a reader keeps an answer.
pub(super) fn attach(response: &mut Response, file_name: &str) {
    let disposition = format!("attachment; filename=\"{file_name}\"");
    set(response, header::CONTENT_DISPOSITION, &disposition);
}

/// The next bytes of a file, no fewer than `least` but at its end; nothing behind it, and no more
/// once the reader is gone.
fn some(mut pieces: Pieces, least: usize, reader: &Weak<()>) -> Result<(Vec<u8>, Pieces)> {
    let mut bytes = Vec::new();
    while (bytes.is_empty() || bytes.len() < least) && reader.strong_count() > 0 {
        match pieces.next().transpose()? {
            Some(piece) if bytes.is_empty() => bytes = piece,
            Some(piece) => bytes.extend_from_slice(&piece),
            None => break,
        }
    }
    Ok((bytes, pieces))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn nothing_more_is_made_for_a_reader_who_is_gone() {
        let making = Arc::new(());
        let watched = Arc::downgrade(&making);
        // A file of which nothing comes for a long time.
        let pieces = std::iter::repeat_with(move || {
            std::thread::sleep(Duration::from_millis(1));
            let _ = &making;
            Ok(Vec::new())
        });
        let body = stream(Box::new(pieces)).into_vec();
        assert!(tokio::time::timeout(Duration::from_millis(20), body).await.is_err());
        for _ in 0..1_000 {
            if watched.strong_count() == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        panic!("the file is still being made");
    }
}
