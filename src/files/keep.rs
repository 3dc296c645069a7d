//! The sets that there are follow what is published: made, used again, tidied away.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::Files;
use super::build::Build;
use super::manifest::{self, MANIFEST, Manifest};
use super::set::Set;
use super::store::{Listing, Shelf};
use crate::error::{Error, Result};
use crate::image::{Image, Published, Revision};
use crate::store::Store;

/// How long to wait before what failed is tried again: at first, and at most.
const AGAIN: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_mins(1);

/// How often to look whether all files are still there.
const LOOK: Duration = Duration::from_mins(10);

/// What stands in a place.
struct Found {
    /// The sets of this store that are whole, the newest first.
    sets: Vec<Arc<Set>>,
    /// The names of those that were never finished, or have lost something.
    broken: Vec<String>,
}

impl Files {
    /// Keeps the files of what is published, for as long as the server runs. If they cannot be
    /// made, those that there are stay, and `/health` and the log say so.
    pub async fn keep(&self, published: &Published, store: &Store) {
        let mut wait = AGAIN;
        let mut was_given_up = false;
        loop {
            let Some(image) = published.current() else {
                self.wake.notified().await;
                continue;
            };
            // Where revisions follow each other faster than files are made, every other one has some.
            let is_stale = || {
                !was_given_up
                    && published.current().is_some_and(|newest| newest.revision != image.revision)
            };
            let rest = match self.bring(&image, store, &is_stale).await {
                Ok(true) => {
                    was_given_up = false;
                    self.fail(None);
                    wait = AGAIN;
                    LOOK
                }
                Ok(false) => {
                    was_given_up = true;
                    continue;
                }
                Err(error) => {
                    let _ = error.log();
                    let revision = image.revision.number;
                    tracing::error!(revision, %error, "the files of the revision cannot be made");
                    self.fail(Some(error.code()));
                    let rest = wait;
                    wait = LONGEST.min(wait * 2);
                    rest
                }
            };
            // The image is not held while there is nothing to do.
            drop(image);
            let _ = tokio::time::timeout(rest, self.wake.notified()).await;
        }
    }

    /// Makes the files of an image, unless they are there.
    ///
    /// # Errors
    ///
    /// [`Error::File`] if they cannot be written; those of the store.
    pub async fn make(&self, image: &Arc<Image>, store: &Store) -> Result<()> {
        self.bring(image, store, &|| false).await.map(drop)
    }

    /// Brings the sets up to date with an image; false if there is a newer one before that is done.
    async fn bring(
        &self,
        image: &Arc<Image>,
        store: &Store,
        is_stale: &(dyn Fn() -> bool + Sync),
    ) -> Result<bool> {
        let place = self.place.clone();
        let opened = tokio::task::spawn_blocking(move || Shelf::open(&place));
        let Some(place) = opened.await.map_err(Error::internal)?? else { return Ok(true) };
        let place = Arc::new(place);
        let key = manifest::key(image, &self.service, &self.languages);
        let listing = place.list().await?;
        let Found { mut sets, broken } = look(&place, &listing, image, store).await?;
        self.publish(&sets);
        for name in broken.iter().filter(|name| **name != key) {
            remove(&place, name, &listing).await?;
        }
        if !sets.iter().any(|set| set.key == key) {
            let (start, revision) = (Instant::now(), image.revision.number);
            place.sweep(&key);
            let (service, clock) = (&self.service, self.clock);
            let build = Build { shelf: &place, key: &key, image, service, clock, is_stale };
            let Some(set) = build.run().await? else { return Ok(false) };
            let milliseconds = start.elapsed().as_millis() as u64;
            tracing::info!(revision, milliseconds, "files ready");
            sets.insert(0, Arc::new(set));
        }
        let (kept, gone) = retained(sets, &key, self.kept);
        self.source.store(Some(Arc::clone(image)));
        self.publish(&kept);
        let listing = if gone.is_empty() { listing } else { place.list().await? };
        for set in gone {
            remove(&place, &set.key, &listing).await?;
        }
        Ok(true)
    }
}

async fn remove(shelf: &Shelf, key: &str, listing: &Listing) -> Result<()> {
    let files = listing.get(key).into_iter().flat_map(|files| files.keys().cloned());
    shelf.remove(key, MANIFEST, files.filter(|name| name != MANIFEST).collect()).await
}

/// Which sets are kept and which are not: one for each of the newest revisions, of which the set
/// of this key is one.
fn retained(mut sets: Vec<Arc<Set>>, key: &str, kept: usize) -> (Vec<Arc<Set>>, Vec<Arc<Set>>) {
    sets.sort_by(|one, two| {
        let order = |set: &Set| (std::cmp::Reverse(set.revision.number), set.key != key);
        order(one).cmp(&order(two)).then_with(|| one.key.cmp(&two.key))
    });
    let mut numbers = BTreeSet::new();
    sets.into_iter().partition(|set| {
        let is_first = !numbers.contains(&set.revision.number);
        let is_kept = is_first && numbers.len() < kept;
        if is_kept {
            numbers.insert(set.revision.number);
        }
        is_kept
    })
}

/// Looks at what stands in a place. A set of another store, or of a revision that this server does
/// not know yet, is neither used nor removed.
async fn look(
    shelf: &Arc<Shelf>,
    listing: &Listing,
    image: &Image,
    store: &Store,
) -> Result<Found> {
    let newest = image.revision.number;
    let known = listing.keys().filter_map(|key| Some((key, manifest::number(key)?)));
    let known: Vec<_> = known.filter(|(_, number)| *number <= newest).collect();
    let numbers: Vec<i64> = known.iter().map(|(_, number)| *number).collect();
    let revisions = store.revisions(&numbers).await?;
    let mut found = Found { sets: Vec::new(), broken: Vec::new() };
    for (key, number) in known {
        let Some(sizes) = listing.get(key).filter(|files| files.contains_key(MANIFEST)) else {
            found.broken.push(key.clone());
            continue;
        };
        let text = shelf.read(key, MANIFEST).await?;
        if let Ok(Manifest { revision, published_at, .. }) = serde_json::from_slice(&text) {
            let of = Revision { number: revision, published_at };
            let ours = revisions.get(&number).is_some_and(|record| {
                of.number == record.number && of.published_at == record.published_at
            });
            if !ours {
                tracing::debug!(key, "files of another store");
                continue;
            }
        }
        match Set::of(shelf, key, text, sizes) {
            Some(set) => found.sets.push(Arc::new(set)),
            None => found.broken.push(key.clone()),
        }
    }
    found.sets.sort_by_key(|set| std::cmp::Reverse(set.revision.number));
    Ok(found)
}
