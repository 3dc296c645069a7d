//! The catalogues that are served: the newest, and the one before it for those who began with it.

use std::sync::Arc;

use arc_swap::ArcSwap;

use super::{Catalogue, key};
use crate::error::{Error, Result};
use crate::files::Files;
use crate::image::Image;
use crate::store::Store;

/// How many catalogues are kept, so that a harvest of several pages ends with the one it began.
const KEPT: usize = 2;

/// The catalogues that are served, the newest first.
#[derive(Debug, Default)]
pub struct Shelf(ArcSwap<Vec<Arc<Catalogue>>>);

impl Shelf {
    /// The newest catalogue.
    ///
    /// # Errors
    ///
    /// [`Error::FilesNotReady`] before the first one is whole.
    pub fn newest(&self) -> Result<Arc<Catalogue>> {
        self.0.load().first().cloned().ok_or_else(|| Error::FilesNotReady {
            what: "the catalogue is made once the files are whole that it tells of".to_owned(),
        })
    }

    /// The catalogue of this key, while it is kept.
    pub fn of(&self, key: &str) -> Option<Arc<Catalogue>> {
        self.0.load().iter().find(|catalogue| catalogue.key == key).cloned()
    }

    /// Puts a catalogue before the others.
    pub fn publish(&self, catalogue: Catalogue) {
        let before = self.0.load_full();
        let others = before.iter().filter(|other| other.key != catalogue.key).cloned();
        let others: Vec<_> = others.take(KEPT - 1).collect();
        let kept = std::iter::once(Arc::new(catalogue)).chain(others).collect();
        self.0.store(Arc::new(kept));
    }

    /// Brings the catalogue up to date with an image, once its files are whole; where none are
    /// kept, at once. `change` is done to it before it is published.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn bring(
        &self,
        image: &Arc<Image>,
        files: &Files,
        store: &Store,
        change: fn(Catalogue) -> Catalogue,
    ) -> Result<()> {
        let set = if files.are_made() {
            let newest = files.newest().filter(|set| set.revision == image.revision);
            let Some(set) = newest else { return Ok(()) };
            Some(set)
        } else {
            None
        };
        let key = key(image, set.as_deref());
        if self.newest().is_ok_and(|newest| newest.key == key) {
            return Ok(());
        }
        let ages = store.ages(image.revision.number).await?;
        let (image, service) = (Arc::clone(image), Arc::clone(files.service()));
        // It looks at the dates of all records.
        let made = tokio::task::spawn_blocking(move || {
            change(Catalogue::of(&image, &service, set.as_deref(), &ages))
        });
        self.publish(made.await.map_err(Error::internal)?);
        Ok(())
    }
}
