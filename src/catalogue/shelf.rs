//! The catalogues that are served: the newest, and the one before it for those who began with it.

use std::sync::Arc;

use arc_swap::ArcSwap;
use tokio::sync::Mutex;

use super::{Catalogue, key};
use crate::error::{Error, Result};
use crate::files::{Files, Set};
use crate::image::Image;
use crate::model::value::{format_instant, parse_instant};
use crate::store::Store;

/// How many catalogues are kept, so that a harvest of several pages ends with the one it began.
const KEPT: usize = 2;

/// The catalogues that are served.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The newest first.
    kept: ArcSwap<Vec<Arc<Catalogue>>>,
    /// Held while one is made, so that none is put before a newer one.
    making: Mutex<()>,
}

impl Shelf {
    /// The newest catalogue.
    ///
    /// # Errors
    ///
    /// [`Error::FilesNotReady`] before the first one is whole.
    pub fn newest(&self) -> Result<Arc<Catalogue>> {
        self.kept.load().first().cloned().ok_or_else(|| Error::FilesNotReady {
            what: "the catalogue is made once the files are whole that it tells of".to_owned(),
        })
    }

    /// The newest catalogue, if it has a dataset: who harvests one without any deletes all that
    /// came from here. That this is meant can be said of each dataset (410), and over OAI-PMH.
    ///
    /// # Errors
    ///
    /// [`Error::FilesNotReady`] if it has none, and before the first one is whole.
    pub fn filled(&self) -> Result<Arc<Catalogue>> {
        let newest = self.newest()?;
        if newest.datasets.is_empty() {
            let what = "no table has a record, and a catalogue without a dataset would make portals \
                        delete all that they have of it";
            return Err(Error::FilesNotReady { what: what.to_owned() });
        }
        Ok(newest)
    }

    /// The catalogue of this key, while it is kept.
    pub fn of(&self, key: &str) -> Option<Arc<Catalogue>> {
        self.kept.load().iter().find(|catalogue| catalogue.key == key).cloned()
    }

    /// Puts a catalogue before the others.
    pub fn publish(&self, catalogue: Catalogue) {
        let before = self.kept.load_full();
        let others = before.iter().filter(|other| other.key != catalogue.key).cloned();
        let others: Vec<_> = others.take(KEPT - 1).collect();
        let kept = std::iter::once(Arc::new(catalogue)).chain(others).collect();
        self.kept.store(Arc::new(kept));
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
        let _making = self.making.lock().await;
        let Some((image, set)) = whole(image, files) else { return Ok(()) };
        if let Some(made) = self.made(&image, set, files, store, change).await? {
            self.publish(made);
        }
        files.forget_source(&image);
        Ok(())
    }

    /// The catalogue of an image and its files; none if it is there already, or a newer one.
    async fn made(
        &self,
        image: &Arc<Image>,
        set: Option<Arc<Set>>,
        files: &Files,
        store: &Store,
        change: fn(Catalogue) -> Catalogue,
    ) -> Result<Option<Catalogue>> {
        let before = self.newest().ok();
        let key = key(image, set.as_deref());
        let is_old = |before: &Arc<Catalogue>| {
            before.key == key || before.revision.number > image.revision.number
        };
        if before.as_ref().is_some_and(is_old) {
            return Ok(None);
        }
        // The first one that this server has was served from then on by the one before it, too.
        let is_dated = before.is_none()
            && set
                .as_ref()
                .is_some_and(|set| !set.completed_at.is_empty() && files.is_own(set, image));
        let ages = store.ages(image.revision.number).await?;
        let (image, service) = (Arc::clone(image), Arc::clone(files.service()));
        // It looks at the dates of all records.
        let made = tokio::task::spawn_blocking(move || {
            change(Catalogue::of(&image, &service, set.as_deref(), &ages))
        });
        let mut made = made.await.map_err(Error::internal)?;
        if !is_dated {
            let before = before.as_ref().map(|before| before.served_from.as_str());
            made.served_from = served_from(&made.served_from, before, files.now());
        }
        Ok(Some(made))
    }
}

/// The image that a catalogue is made from, with its files where they are kept; none before these
/// are whole. Where revisions follow each other faster than files are made, it is an older one.
fn whole(image: &Arc<Image>, files: &Files) -> Option<(Arc<Image>, Option<Arc<Set>>)> {
    if !files.are_made() {
        return Some((Arc::clone(image), None));
    }
    let set = files.newest()?;
    let image =
        if set.revision == image.revision { Arc::clone(image) } else { files.source(&set)? };
    Some((image, Some(set)))
}

/// From when on a catalogue is served that takes the place of another at this moment, rounded up:
/// who comes until then may still be given the other, and asks the next time for what changed since
/// its visit. It is not before that of the other either, whatever the clock says.
fn served_from(own: &str, before: Option<&str>, now: i64) -> String {
    let moments = [Some(own), before].into_iter().flatten();
    let moments = moments.filter_map(|moment| parse_instant(moment).ok());
    format_instant(moments.fold(now + 1, i64::max))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_catalogue_is_served_from_before_the_moment_at_which_it_takes_the_place_of_another() {
        let second = |second: i64| format_instant(second);
        assert_eq!(served_from(&second(10), None, 20), second(21));
        assert_eq!(served_from(&second(30), None, 20), second(30));
        assert_eq!(served_from(&second(10), Some(&second(5)), 20), second(21));
        // The clock was set back.
        assert_eq!(served_from(&second(10), Some(&second(90)), 20), second(90));
        assert_eq!(served_from("never", Some(""), 20), second(21));
    }
}
