//! `/data.json`: the catalogue in the form of DCAT-US.

use std::sync::Arc;

use poem::{Request, Response};

use super::catalogue::since;
use super::{State, documents};
use crate::catalogue::data_json;
use crate::error::Result;

/// The name of the document, and its media type.
const DOCUMENT: (&str, &str) = ("data.json", "application/json");

/// The document.
pub(super) async fn answer(state: Arc<State>, request: Request) -> Result<Response> {
    let catalogue = state.catalogues.filled()?;
    let (name, media_type) = DOCUMENT;
    let document = documents::of(&state, &catalogue, name.to_owned(), move |catalogue| {
        Ok((media_type, data_json::document(catalogue)?))
    });
    let document = document.await?;
    document.ready(&request).await?;
    Ok(document.answer(&state, &since(&catalogue), &request, false))
}
