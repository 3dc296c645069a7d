//! `/export/changes.ndjson` and `/export/deletions.csv`: what happened, as files, made from what
//! the store remembers while they are read.

use std::sync::Arc;

use futures_util::stream::{Stream, StreamExt as _};
use poem::{Body, Request, Response};

use super::answer::{self, from_store};
use super::{State, parts};
use crate::error::Result;
use crate::export::changes::{self, Changes};
use crate::export::deletions::{self, Deletions};
use crate::export::find_format;
use crate::image::Image;

/// What happened since a revision, all in all.
pub(super) async fn changes(state: Arc<State>, request: Request) -> Result<Response> {
    let image = state.image()?;
    let asked = changes::Asked::parse(&parts(&request))?;
    let (languages, store) = (state.config.languages.clone(), state.store.clone());
    let file = Changes::open(Arc::clone(&image), store, languages, asked).await?;
    let name = file.file_name();
    Ok(streamed(&image, changes::MEDIA_TYPE, &name, file.pieces()))
}

/// What is not published any more.
pub(super) async fn deletions(state: Arc<State>, request: Request) -> Result<Response> {
    let image = state.image()?;
    let asked = deletions::Asked::parse(&parts(&request))?;
    let (languages, store) = (state.config.languages.clone(), state.store.clone());
    let file = Deletions::open(Arc::clone(&image), store, languages, asked).await?;
    let (name, media_type) = (file.file_name(), find_format("csv")?.media_type());
    Ok(streamed(&image, media_type, &name, file.pieces()))
}

/// A file of these pieces. A fault ends the connection, so that no client takes a part for the
/// whole.
fn streamed(
    image: &Arc<Image>,
    media_type: &str,
    name: &str,
    pieces: impl Stream<Item = Result<Vec<u8>>> + Send + 'static,
) -> Response {
    let pieces = pieces.map(|piece| {
        piece.map_err(|error| {
            let _ = error.log();
            std::io::Error::other(error)
        })
    });
    let mut response = answer::with_revision(image, Response::builder())
        .content_type(media_type)
        .body(Body::from_bytes_stream(pieces));
    answer::attach(&mut response, name);
    from_store(response)
}
