//! `/oai`: OAI-PMH 2.0, by GET and by POST of a form.
//!
//! Every answer names the moment at which it is given, as the standard demands, so that no two are
//! the same: none is kept or has a tag. What changed since is asked for with `from`.

use std::sync::Arc;

use poem::http::{Method, header};
use poem::{Request, Response};

use super::answer::set;
use super::cache::REVISION;
use super::{State, body, parts};
use crate::api::parameters::pairs;
use crate::catalogue::oai;
use crate::error::{Error, Result};

/// The one media type that the standard allows.
const XML: &str = "text/xml; charset=utf-8";

/// The media type of forms.
const FORM: &str = "application/x-www-form-urlencoded";

/// The answer to a request.
pub(super) async fn answer(state: Arc<State>, mut request: Request) -> Result<Response> {
    let mut arguments = parts(&request);
    if request.method() == Method::POST {
        arguments.extend(form(&state, &mut request).await?);
    }
    let now = (state.clock)();
    let revision = state.catalogues.newest()?.revision.number;
    // A page of records is some RDF to make.
    let made = tokio::task::spawn_blocking(move || oai::answer(&state.catalogues, &arguments, now));
    let bytes = made.await.map_err(Error::internal).flatten()?;
    let mut response = Response::builder().content_type(XML).header(REVISION, revision).body(bytes);
    set(&mut response, header::CACHE_CONTROL, "no-store");
    Ok(response)
}

/// The arguments in the body of a request.
async fn form(state: &State, request: &mut Request) -> Result<Vec<(String, String)>> {
    let media_type = request.content_type().unwrap_or(FORM);
    let media_type = media_type.split(';').next().unwrap_or_default().trim();
    if !media_type.eq_ignore_ascii_case(FORM) {
        return Err(Error::Request {
            status: 415,
            what: format!("the body is `{media_type}`, and OAI-PMH takes forms"),
            hint: format!("send the arguments as `{FORM}`, or by GET"),
        });
    }
    let bytes = body::read(state, request).await?;
    let text = String::from_utf8(bytes).map_err(|_| Error::Request {
        status: 400,
        what: "the body is no form: it is not in UTF-8".to_owned(),
        hint: "write each byte of a sign in UTF-8 as `%` and two digits".to_owned(),
    })?;
    Ok(pairs(text.trim_end()))
}
