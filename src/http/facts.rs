//! The addresses of what stands beside the records.

use std::sync::Arc;

use poem::{Request, Response};

use super::answer::{from_store, json};
use super::{State, page, parts};
use crate::api::facts;
use crate::error::Result;

/// The code lists.
pub(super) fn code_lists(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    Ok(json(&image, facts::code_lists(state.context(&image), &parts(request))?))
}

/// One code list.
pub(super) fn code_list(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let name = request.raw_path_param("name").unwrap_or_default();
    Ok(json(&image, facts::code_list(state.context(&image), name)?))
}

/// The journal of changes, which the store remembers.
pub(super) async fn changes(state: Arc<State>, request: Request) -> Result<Response> {
    let image = state.image()?;
    let parts = parts(&request);
    let list = facts::changes(state.context(&image), &state.store, &parts).await?;
    Ok(from_store(page(&image, list)))
}

/// What became of a record.
pub(super) async fn explain(state: Arc<State>, request: Request) -> Result<Response> {
    let image = state.image()?;
    let parts = parts(&request);
    let explained = facts::explain(state.context(&image), &state.store, &parts).await?;
    Ok(from_store(json(&image, explained)))
}
