//! GraphQL over HTTP: a poem endpoint around the door.
//!
//! The rules are those of the GraphQL-over-HTTP specification (working draft): which requests are
//! well formed, which media types are answered, which status says what.

mod negotiate;
mod parameters;
mod persisted;

use std::sync::Arc;
use std::time::Duration;

use poem::http::{HeaderValue, Method, StatusCode, header};
use poem::{Body, Endpoint, Response};
use serde_json::json;

use super::{Answer, Door};
use crate::error::Error;
use crate::image::Published;
use negotiate::Media;
use parameters::Parameters;

/// The endpoint of `/graphql`.
pub struct GraphQl {
    door: Arc<Door>,
    published: Arc<Published>,
}

impl GraphQl {
    /// An endpoint that answers from whatever revision is published when a request comes in.
    pub const fn new(door: Arc<Door>, published: Arc<Published>) -> Self {
        Self { door, published }
    }

    async fn answer(&self, request: poem::Request) -> Response {
        let head = *request.method() == Method::HEAD;
        let media = match negotiate::media(request.headers().get_all(header::ACCEPT)) {
            Ok(media) => media,
            Err(error) => return refusal(&error, Media::Json, head),
        };
        let parameters = match self.parameters(request).await {
            Ok(parameters) => parameters,
            Err(error) => return refusal(&error, media, head),
        };
        let Some(image) = self.published.current() else {
            return refusal(&Error::NotReady, media, head);
        };
        let (request, hash) = match persisted::resolve(&self.door.persisted, parameters) {
            Ok(resolved) => resolved,
            Err(Error::PersistedQueryNotFound) => return persisted::not_found(media, head),
            Err(error) => return refusal(&error, media, head),
        };
        let answer = self.door.answer(&image, &request).await;
        if let Some(hash) = hash.filter(|_| answer.status == 200) {
            persisted::keep(&self.door.persisted, hash, request.query);
        }
        let mut response = respond(answer, media, head);
        response.headers_mut().insert("Revision", HeaderValue::from(image.revision.number));
        response
    }

    /// The parameters of a request, from its address or its body.
    async fn parameters(&self, request: poem::Request) -> Result<Parameters, Error> {
        match *request.method() {
            Method::GET | Method::HEAD => {
                let query = request.uri().query().unwrap_or_default();
                if query.len() > self.door.limits().body_bytes {
                    return Err(too_large(query.len(), self.door.limits().body_bytes));
                }
                parameters::of_query(query)
            }
            Method::POST => {
                negotiate::body(request.headers())?;
                let body = self.body(request).await?;
                parameters::of_body(&body)
            }
            _ => Err(Error::Request {
                status: 405,
                what: format!("the method {} is not answered here", request.method()),
                hint: "use POST with a JSON body, or GET with the query in the address".to_owned(),
            }),
        }
    }

    async fn body(&self, mut request: poem::Request) -> Result<Vec<u8>, Error> {
        use poem::error::ReadBodyError;
        let limit = self.door.limits().body_bytes;
        let declared = request.headers().get(header::CONTENT_LENGTH);
        let declared = declared.and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
        if let Some(length) = declared.filter(|length| *length > limit) {
            return Err(too_large(length, limit));
        }
        let seconds = self.door.limits().body_seconds;
        let body = request.take_body().into_bytes_limit(limit);
        let read = tokio::time::timeout(Duration::from_secs(seconds), body).await;
        let read = read.map_err(|_| Error::Request {
            status: 408,
            what: format!("the body did not come within {seconds} seconds"),
            hint: "send it faster".to_owned(),
        })?;
        match read {
            Ok(bytes) => Ok(bytes.into()),
            Err(ReadBodyError::PayloadTooLarge) => Err(too_large(limit + 1, limit)),
            Err(error) => Err(Error::Request {
                status: 400,
                what: format!("the body could not be read: {error}"),
                hint: "send the request again".to_owned(),
            }),
        }
    }
}

impl Endpoint for GraphQl {
    type Output = Response;

    async fn call(&self, request: poem::Request) -> poem::Result<Response> {
        Ok(self.answer(request).await)
    }
}

fn too_large(size: usize, limit: usize) -> Error {
    Error::Request {
        status: 413,
        what: format!("the request has {size} bytes or more, and the limit is {limit}"),
        hint: "ask for less in one request".to_owned(),
    }
}

/// A request that did not reach the door.
fn refusal(error: &Error, media: Media, head: bool) -> Response {
    let mut extensions = json!({ "code": error.code() });
    if !error.hint().is_empty() {
        extensions["hint"] = json!(error.hint());
    }
    let body = json!({ "errors": [{ "message": error.to_string(), "extensions": extensions }] });
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = written(body.to_string().into_bytes(), status, media, head);
    if status == StatusCode::METHOD_NOT_ALLOWED {
        let allowed = HeaderValue::from_static("GET, HEAD, POST");
        response.headers_mut().insert(header::ALLOW, allowed);
    }
    response
}

/// The answer of the door.
fn respond(answer: Answer, media: Media, head: bool) -> Response {
    let status = match media {
        // Clients of the old media type look into the body for what went wrong.
        Media::Json if answer.status < 500 => StatusCode::OK,
        _ => StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
    };
    let mut response = written(answer.body, status, media, head);
    if !answer.pure {
        response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    response
}

fn written(body: Vec<u8>, status: StatusCode, media: Media, head: bool) -> Response {
    let length = body.len();
    let response = Response::builder()
        .status(status)
        .header(header::CONTENT_TYPE, media.name())
        .header(header::VARY, "Accept");
    if head {
        // As for GET, without the body.
        return response.header(header::CONTENT_LENGTH, length).body(Body::empty());
    }
    response.body(Body::from_vec(body))
}
