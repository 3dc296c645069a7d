//! One record at its address: found, gone, or never there.

use std::sync::Arc;

use poem::{Request, Response};

use super::answer::json;
use super::{State, parts};
use crate::api;
use crate::error::{Error, Result};
use crate::image::{Image, Row};
use crate::model::TABLES;
use crate::model::value::parse_slug;
use crate::store::Store;
use crate::store::history::ChangeKind;

/// A record; the store is asked only about one that is not there.
pub(super) async fn answer(state: Arc<State>, request: Request) -> Result<Response> {
    let image = state.image()?;
    let table = api::table(request.raw_path_param("table").unwrap_or_default())?;
    let slug = request.raw_path_param("slug").unwrap_or_default();
    match api::record(state.context(&image), table, slug, &parts(&request)) {
        Err(Error::NotFound { what, hint }) => {
            Err(gone(&state.store, table, slug).await?.unwrap_or(Error::NotFound { what, hint }))
        }
        other => Ok(json(&image, other?)),
    }
}

/// The row of a record that is there, with the image that has it.
///
/// # Errors
///
/// [`Error::Gone`] if it was removed, [`Error::NotFound`] if there never was one.
pub(super) async fn find(state: &State, table: usize, slug: &str) -> Result<(Arc<Image>, Row)> {
    let image = state.image()?;
    if let Some(row) = image.table(table).find(slug) {
        return Ok((image, row));
    }
    let name = TABLES[table].name;
    Err(gone(&state.store, table, slug).await?.unwrap_or_else(|| Error::NotFound {
        what: format!("`{name}` has no record `{slug}`"),
        hint: format!("the records are at `/api/{name}`"),
    }))
}

/// What is to be said of a record that was removed; nothing if there never was one.
async fn gone(store: &Store, table: usize, slug: &str) -> Result<Option<Error>> {
    // The store is not asked about what cannot be a record.
    if parse_slug(slug).is_err() {
        return Ok(None);
    }
    let key = (table, slug.to_owned());
    let mut changes = store.changes(std::slice::from_ref(&key)).await?;
    let last = changes.remove(&key).and_then(|mut changes| changes.pop());
    let Some(removed) = last.filter(|change| change.kind == ChangeKind::Removed) else {
        return Ok(None);
    };
    let number = removed.revision;
    let revisions = store.revisions(&[number]).await?;
    let moment = revisions.get(&number).map(|revision| format!(" of {}", revision.published_at));
    let name = TABLES[table].name;
    Ok(Some(Error::Gone {
        what: format!(
            "`{name}` has no record `{slug}` since revision {number}{}",
            moment.unwrap_or_default()
        ),
        hint: format!("the records that there are stand at `/api/{name}`"),
    }))
}
