//! `/api/3/action/{name}` and `/api/action/{name}`: the catalogue as a CKAN answers it.
//!
//! Errors have the shape that clients of CKAN read, and no answer has a `result` beside one.

use std::sync::Arc;

use arc_swap::ArcSwapOption;
use poem::http::{Method, StatusCode, header};
use poem::{Request, Response};
use serde_json::{Value, json};
use tokio::sync::Mutex;

use super::answer::set;
use super::catalogue::since;
use super::{State, body, parts};
use crate::api::parameters::pairs;
use crate::catalogue::Catalogue;
use crate::catalogue::ckan::{self, Action, Ckan, Parameters};
use crate::error::{Error, Result};
use crate::http::whole::Whole;

/// The media type of every answer, as CKAN writes it.
const JSON: &str = "application/json;charset=utf-8";

/// An answer is asked for again: one that is a minute old would hide what changed in it from who
/// asks for changes alone, and never asks for that minute again.
const KEPT: &str = "public, max-age=0, must-revalidate";

/// The catalogue in the words of CKAN, made once for each.
#[derive(Default)]
pub(super) struct Made {
    newest: ArcSwapOption<Ckan>,
    making: Mutex<()>,
}

impl Made {
    /// That of a catalogue.
    async fn of(&self, catalogue: &Arc<Catalogue>) -> Result<Arc<Ckan>> {
        if let Some(made) = self.find(catalogue) {
            return Ok(made);
        }
        let _making = self.making.lock().await;
        // Another request may have made it in the meantime.
        if let Some(made) = self.find(catalogue) {
            return Ok(made);
        }
        let catalogue = Arc::clone(catalogue);
        let made = tokio::task::spawn_blocking(move || Arc::new(Ckan::of(&catalogue))).await;
        let made = made.map_err(Error::internal)?;
        self.newest.store(Some(Arc::clone(&made)));
        Ok(made)
    }

    fn find(&self, catalogue: &Arc<Catalogue>) -> Option<Arc<Ckan>> {
        self.newest.load_full().filter(|made| Arc::ptr_eq(made.catalogue(), catalogue))
    }
}

/// The answer of an action.
pub(super) async fn answer(state: Arc<State>, request: Request) -> Result<Response> {
    Ok(result(&state, request).await.unwrap_or_else(|error| refusal(&error)))
}

async fn result(state: &State, mut request: Request) -> Result<Response> {
    let action = ckan::action(request.raw_path_param("name").unwrap_or_default())?;
    let parameters = parameters(state, &mut request).await?;
    let catalogue = state.catalogues.filled()?;
    let ckan = state.ckan.of(&catalogue).await?;
    let help = help(&catalogue, action);
    // Many packages are many bytes, and looking at all of them takes time.
    let made = tokio::task::spawn_blocking(move || {
        let result = action.answer(&ckan, &parameters)?;
        Ok::<_, Error>(Whole::new(JSON, enveloped(&help, &result)))
    });
    let document = Arc::new(made.await.map_err(Error::internal).flatten()?);
    if request.method() == Method::POST {
        // Whoever sends something wants the answer, and not to hear that nothing changed.
        for name in [header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE] {
            request.headers_mut().remove(name);
        }
    }
    document.ready(&request).await?;
    let mut response = document.answer(state, &since(&catalogue), &request, false);
    set(&mut response, header::CACHE_CONTROL, KEPT);
    Ok(response)
}

/// The address that says what an action answers.
fn help(catalogue: &Catalogue, action: &Action) -> String {
    format!("{}/api/3/action/help_show?name={}", catalogue.service.base_url, action.name)
}

/// A result as an answer.
fn enveloped(help: &str, result: &[u8]) -> Vec<u8> {
    let help = Value::from(help);
    let before = format!("{{\"help\":{help},\"success\":true,\"result\":");
    [before.as_bytes(), result, b"}"].concat()
}

/// The parameters of a request: those of its body, and those of its address that are not there.
async fn parameters(state: &State, request: &mut Request) -> Result<Parameters> {
    let of_address = Parameters::of_pairs(parts(request));
    if request.method() != Method::POST {
        return Ok(of_address);
    }
    let bytes = body::read(state, request).await?;
    let media_type = request.content_type().unwrap_or_default().to_ascii_lowercase();
    Ok(of_body(&bytes, &media_type)?.or(of_address))
}

/// The parameters of a body. Clients that name no media type, or that of forms, send JSON too.
fn of_body(bytes: &[u8], media_type: &str) -> Result<Parameters> {
    let text = bytes.trim_ascii();
    if text.is_empty() {
        return Ok(Parameters::default());
    }
    if text.starts_with(b"{") || !media_type.starts_with("application/x-www-form-urlencoded") {
        return Parameters::of_json(text);
    }
    let text = std::str::from_utf8(text).map_err(|error| Error::Request {
        status: 400,
        what: format!("the body is no form: {error}"),
        hint: "send an object of JSON".to_owned(),
    })?;
    match pairs(text).as_slice() {
        [(json, _)] if json.starts_with('{') => Parameters::of_json(json.as_bytes()),
        pairs => Ok(Parameters::of_pairs(pairs.to_vec())),
    }
}

/// An error in the shape of CKAN.
fn refusal(error: &Error) -> Response {
    // CKAN has a status of its own for parameters that cannot be.
    let (status, kind) = match error {
        Error::Argument { .. } => (409, "Validation Error"),
        _ => match error.status() {
            404 | 410 => (404, "Not Found Error"),
            503 => (503, "Service Unavailable Error"),
            status @ 500.. => (status, "Internal Server Error"),
            status => (status, "Bad Request Error"),
        },
    };
    let message = match error.log() {
        Some(id) => format!("{error} (urn:opencoop:fault:{id})"),
        None => error.to_string(),
    };
    let mut body = json!({
        "success": false,
        "error": { "message": message, "__type": kind },
    });
    if let Error::Argument { argument, what, .. } = error {
        body["error"][argument.as_str()] = json!([what]);
    }
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = Response::builder().status(status).body(body.to_string());
    set(&mut response, header::CONTENT_TYPE, JSON);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        set(&mut response, header::RETRY_AFTER, "5");
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "application/x-www-form-urlencoded";

    fn id(bytes: &[u8], media_type: &str) -> String {
        format!("{:?}", of_body(bytes, media_type).unwrap())
    }

    #[test]
    fn a_body_is_json_or_a_form_whatever_it_says_that_it_is() {
        let json = id(b"{\"id\":\"a\"}", "application/json");
        assert!(json.contains("\"a\""), "{json}");
        for (body, media_type) in [
            ("id=a", FORM),
            ("{\"id\":\"a\"}", FORM),
            ("{\"id\":\"a\"}", ""),
            ("%7B%22id%22%3A%22a%22%7D=1", FORM),
            (" {\"id\": \"a\"}\n", "text/plain"),
        ] {
            assert_eq!(id(body.as_bytes(), media_type), json, "{body}");
        }
        for body in ["[]", "a", "\"\"", "{"] {
            assert!(of_body(body.as_bytes(), "application/json").is_err(), "{body}");
        }
        assert!(of_body(b" \n", "application/json").is_ok());
    }
}
