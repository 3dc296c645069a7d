//! `/data.json`: the catalogue in the form of DCAT-US.

use std::sync::Arc;

use poem::{Request, Response};

use super::{State, whole};
use crate::catalogue::data_json;
use crate::error::Result;

/// The document.
pub(super) async fn answer(state: Arc<State>, request: Request) -> Result<Response> {
    let catalogue = state.catalogues.newest()?;
    let bytes = data_json::document(&catalogue)?;
    Ok(whole::answer(&state, &catalogue.revision, "application/json", bytes, &request))
}
