//! One record at its address: found, renamed, gone, or never there.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::{Request, Response};

use super::answer::{from_store, json, set, with_revision};
use super::{State, parts};
use crate::about::explain;
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
            if let Some(new) = renamed(&state.store, &image, table, slug).await? {
                let address = format!("/api/{}/{new}", TABLES[table].name);
                return Ok(moved(&image, &address, request.uri().query()));
            }
            Err(gone(&state.store, table, slug).await?.unwrap_or(Error::NotFound { what, hint }))
        }
        other => Ok(json(&image, other?)),
    }
}

/// What is at the address of a record.
pub(super) enum Found {
    /// The record, by its row in the image.
    Here(Arc<Image>, Row),
    /// Nothing any more: the record has this slug.
    Renamed(Arc<Image>, String),
}

/// What is at the address of a record.
///
/// # Errors
///
/// [`Error::Gone`] if it was removed, [`Error::NotFound`] if there never was one.
pub(super) async fn find(state: &State, table: usize, slug: &str) -> Result<Found> {
    let image = state.image()?;
    if let Some(row) = image.table(table).find(slug) {
        return Ok(Found::Here(image, row));
    }
    if let Some(new) = renamed(&state.store, &image, table, slug).await? {
        return Ok(Found::Renamed(image, new));
    }
    let name = TABLES[table].name;
    Err(gone(&state.store, table, slug).await?.unwrap_or_else(|| Error::NotFound {
        what: format!("`{name}` has no record `{slug}`"),
        hint: format!("the records are at `/api/{name}`"),
    }))
}

/// The slug of the record that an id leads to in the revision of an image, through however many
/// renames; none for an id that was not renamed.
async fn renamed(store: &Store, image: &Image, table: usize, slug: &str) -> Result<Option<String>> {
    // The store is not asked about what cannot be a record.
    if parse_slug(slug).is_err() {
        return Ok(None);
    }
    let key = (table, slug.to_owned());
    let chain = store.renames(std::slice::from_ref(&key)).await?.remove(&key).unwrap_or_default();
    Ok(explain::renamed_to(image, &chain).map(str::to_owned))
}

/// The answer that leads from an old id to the address of its record, where the same is asked.
pub(super) fn moved(image: &Arc<Image>, address: &str, query: Option<&str>) -> Response {
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    let mut response =
        with_revision(image, Response::builder()).status(StatusCode::MOVED_PERMANENTLY).finish();
    set(&mut response, header::LOCATION, &format!("{address}{query}"));
    // The record may get a third id.
    from_store(response)
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
