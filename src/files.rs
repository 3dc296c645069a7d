//! Whole files of revisions: made once in the background, kept, and read as they are.
//!
//! The files of a revision are a set. It is there when its manifest is, which is written last; what
//! is served is always of a set that is whole. Nothing here knows HTTP.

mod build;
mod coded;
mod keep;
mod manifest;
mod set;
mod store;

use std::sync::{Arc, Mutex};

use arc_swap::ArcSwapOption;
use tokio::sync::Notify;

use crate::about::Service;
use crate::config::Config;
use crate::config::files::Place;
use crate::image::Image;
pub use coded::is_coded;
pub use set::{Kept, Set, Stored};
pub use store::Reading;

/// The sets that there are.
#[derive(Debug)]
pub struct Files {
    place: Place,
    kept: usize,
    service: Arc<Service>,
    languages: Vec<String>,
    clock: fn() -> i64,
    /// None before they were looked at.
    sets: ArcSwapOption<Vec<Arc<Set>>>,
    /// What the newest set was made from, until somebody has looked at it.
    source: ArcSwapOption<Image>,
    failure: Mutex<Option<&'static str>>,
    wake: Notify,
    changed: Notify,
}

impl Files {
    /// No sets yet, to be kept where the settings say; `clock` gives the moment in seconds since
    /// 1970.
    pub fn new(config: &Config, service: Arc<Service>, clock: fn() -> i64) -> Self {
        Self {
            place: config.files.clone(),
            kept: config.files_kept,
            service,
            languages: config.languages.clone(),
            clock,
            sets: ArcSwapOption::empty(),
            source: ArcSwapOption::empty(),
            failure: Mutex::default(),
            wake: Notify::new(),
            changed: Notify::new(),
        }
    }

    /// Who publishes them.
    pub const fn service(&self) -> &Arc<Service> {
        &self.service
    }

    /// Whether files are made at all.
    pub const fn are_made(&self) -> bool {
        !matches!(self.place, Place::Nowhere)
    }

    /// The sets that are whole, the newest first; none before they were looked at.
    pub fn sets(&self) -> Option<Arc<Vec<Arc<Set>>>> {
        self.sets.load_full()
    }

    /// The newest set that is whole.
    pub fn newest(&self) -> Option<Arc<Set>> {
        self.sets.load().as_ref()?.first().cloned()
    }

    /// The set of a revision.
    pub fn of(&self, number: i64) -> Option<Arc<Set>> {
        let sets = self.sets.load();
        sets.as_ref()?.iter().find(|set| set.revision.number == number).cloned()
    }

    /// The bytes of a file of the newest set that is whole; none if they are not known.
    pub fn bytes(&self, name: &str) -> Option<u64> {
        Some(self.newest()?.find(name)?.identity.size.bytes)
    }

    /// The code of what keeps the files of the newest revision from being made.
    pub fn failure(&self) -> Option<&'static str> {
        self.failure.lock().ok().and_then(|slot| *slot)
    }

    /// There is a newer revision. Where no files are made, nothing is to be waited for.
    pub fn wake(&self) {
        if self.are_made() {
            self.wake.notify_one();
        } else {
            self.changed.notify_one();
        }
    }

    /// Whether a set is the one of an image under the settings of today: until that is whole, one
    /// that an older program made, or other settings, may stand for it.
    pub fn is_own(&self, set: &Set, image: &Image) -> bool {
        set.key == manifest::key(image, &self.service, &self.languages)
    }

    /// The image that a set was made from, where it was made a moment ago.
    pub fn source(&self, set: &Set) -> Option<Arc<Image>> {
        self.source.load_full().filter(|image| image.revision == set.revision)
    }

    /// Lets an image go that a set was made from.
    pub fn forget_source(&self, image: &Arc<Image>) {
        if self.source.load().as_ref().is_some_and(|source| Arc::ptr_eq(source, image)) {
            self.source.store(None);
        }
    }

    /// The moment, in seconds since 1970.
    pub fn now(&self) -> i64 {
        (self.clock)()
    }

    /// A file is not where it was: all are looked at, unless they are anyway.
    pub fn miss(&self) {
        if self.failure().is_none() {
            self.wake();
        }
    }

    /// Waits until other sets are there or, where none are made, a newer revision; one waiter is
    /// told.
    pub async fn changed(&self) {
        self.changed.notified().await;
    }

    fn fail(&self, code: Option<&'static str>) {
        if let Ok(mut slot) = self.failure.lock() {
            *slot = code;
        }
    }

    fn publish(&self, sets: &[Arc<Set>]) {
        self.sets.store(Some(Arc::new(sets.to_vec())));
        self.changed.notify_one();
    }
}
