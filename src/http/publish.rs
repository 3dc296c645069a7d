//! From the store to the readers: each new revision becomes the image that is answered from.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::State;
use crate::config::{Config, without_password};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::load::load;
use crate::image::text::Shelf;
use crate::store::Store;

/// How long to wait before a store that failed is asked again.
const AGAIN: Duration = Duration::from_secs(1);

/// Loads the newest revision and answers from it; says whether there was one.
pub(super) async fn load_newest(state: &State, store: &Store) -> Result<bool> {
    let start = Instant::now();
    let Some(image) = load(store, &state.config.languages).await? else { return Ok(false) };
    report(&image, start.elapsed());
    let (image, shelf) = with_search(image, &state.config).await?;
    let revision = image.revision.clone();
    state.published.publish(image);
    state.files.wake();
    // The image before it is gone with its last reader; files that it maps stay until then.
    let tidied = tokio::task::spawn_blocking(move || shelf.tidy(&revision)).await;
    tidied.map_err(Error::internal)?;
    if !state.files.are_made() {
        bring_catalogue(state).await?;
    }
    state.health.recover();
    Ok(true)
}

async fn bring_catalogue(state: &State) -> Result<()> {
    let Some(image) = state.published.current() else { return Ok(()) };
    state.catalogues.bring(&image, &state.files, &state.store, state.change).await
}

/// Keeps the catalogue of what is published, for as long as the server runs: it is made anew when
/// files are, and until then the one before it is served. What failed is tried again, also where no
/// files are made.
pub(super) async fn keep_catalogue(state: Arc<State>) {
    loop {
        if let Err(error) = bring_catalogue(&state).await {
            let _ = error.log();
            tracing::error!(%error, "the catalogue cannot be made");
            tokio::time::sleep(AGAIN).await;
        } else {
            state.files.changed().await;
        }
    }
}

/// Follows the store for as long as the server runs. If a revision cannot be loaded, the one
/// before it goes on answering, and `/health` and the log say so.
pub(super) async fn follow(state: Arc<State>, store: Store) {
    let mut watch = store.watch().await;
    loop {
        let known = state.published.current().map_or(0, |image| image.revision.number);
        let followed = match watch.newer(known).await {
            Ok(Some(_)) => load_newest(&state, &store).await.map(drop),
            Ok(None) => {
                state.health.recover();
                Ok(())
            }
            Err(error) => Err(error),
        };
        if let Err(error) = followed {
            let _ = error.log();
            tracing::error!(%error, "the newest revision cannot be loaded");
            state.health.fail(error.code());
            tokio::time::sleep(AGAIN).await;
        }
    }
}

/// Keeps the files of what is published, for as long as the server runs.
pub(super) async fn keep_files(state: Arc<State>, store: Store) {
    if state.files.are_made() {
        state.files.keep(&state.published, &store).await;
    }
}

/// The image with the index of its texts, and the shelf where that is kept.
async fn with_search(image: Image, config: &Config) -> Result<(Image, Shelf)> {
    let shelf = Shelf::new(&config.data, &without_password(&config.store));
    let start = Instant::now();
    let indexed = tokio::task::spawn_blocking(move || {
        image.index_texts(&shelf)?;
        Ok((image, shelf))
    });
    let (image, shelf) = indexed.await.map_err(Error::internal)??;
    let milliseconds = start.elapsed().as_millis() as u64;
    tracing::info!(revision = image.revision.number, milliseconds, "search index ready");
    Ok((image, shelf))
}

fn report(image: &Image, took: Duration) {
    for table in image.tables() {
        let (records, bytes) = (table.rows, table.bytes());
        tracing::info!(table = table.table.name, records, bytes, "in memory");
    }
    let records: usize = image.tables().iter().map(|table| table.rows).sum();
    let bytes: usize = image.tables().iter().map(crate::image::TableImage::bytes).sum();
    let milliseconds = took.as_millis() as u64;
    tracing::info!(
        revision = image.revision.number,
        records,
        bytes,
        milliseconds,
        "answering from revision"
    );
}
