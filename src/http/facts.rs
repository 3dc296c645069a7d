//! The addresses of what stands beside the records.

use std::sync::Arc;

use poem::{Endpoint, Request, Response};

use super::answer::{Failed, from_store, json};
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
pub(super) fn changes(state: &Arc<State>) -> impl Endpoint<Output = Response> + use<> {
    let state = Arc::clone(state);
    poem::endpoint::make(move |request: Request| {
        let state = Arc::clone(&state);
        async move {
            let image = state.image().map_err(Failed)?;
            let parts = parts(&request);
            let asked = facts::changes(state.context(&image), &state.store, &parts);
            let list = asked.await.map_err(Failed)?;
            Ok::<_, poem::Error>(from_store(page(&image, list)))
        }
    })
}

/// What became of a record.
pub(super) fn explain(state: &Arc<State>) -> impl Endpoint<Output = Response> + use<> {
    let state = Arc::clone(state);
    poem::endpoint::make(move |request: Request| {
        let state = Arc::clone(&state);
        async move {
            let image = state.image().map_err(Failed)?;
            let parts = parts(&request);
            let asked = facts::explain(state.context(&image), &state.store, &parts);
            Ok::<_, poem::Error>(from_store(json(&image, asked.await.map_err(Failed)?)))
        }
    })
}
