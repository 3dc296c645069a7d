//! What stays in the store: history and reports, read through async-graphql's DataLoader.
//!
//! An operation asks for all that it needs of one kind at once, so that fifty records and their
//! histories are a fixed number of statements.

use std::collections::HashMap;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use async_graphql::dataloader::{DataLoader, Loader};
use futures_util::future::{join, join5};

use crate::error::{Error, Result};
use crate::store::Store;
use crate::store::history::{Change, Report};
use crate::store::journal::{Journal, Refusal, Since};
use crate::store::renames::Rename;

/// A record: the position of its table in the registry, and its slug.
pub type RecordKey = (usize, String);

/// The answer of a store, which takes its time.
pub type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// What remembers the revisions: each question is a fixed number of statements.
pub trait Memory: Send + Sync + 'static {
    /// The changes of records, the oldest first; also under the ids that they had before.
    fn changes<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Change>>>;
    /// When revisions were published, in RFC 3339.
    fn published<'a>(&'a self, numbers: &'a [i64]) -> Answer<'a, HashMap<i64, String>>;
    /// The reports of the imports that made revisions.
    fn reports<'a>(&'a self, numbers: &'a [i64]) -> Answer<'a, HashMap<i64, Report>>;
    /// A page of what changed in all records.
    fn journal<'a>(&'a self, asked: &'a Since) -> Answer<'a, Journal>;
    /// What imports left out of records, the oldest first.
    fn refusals<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Refusal>>>;
    /// The renames that lead on from records, each chain from its first step to its last.
    fn renames<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Rename>>>;
}

impl Memory for Store {
    fn changes<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Change>>> {
        Box::pin(self.history(of))
    }

    fn published<'a>(&'a self, numbers: &'a [i64]) -> Answer<'a, HashMap<i64, String>> {
        Box::pin(async move {
            let found = self.revisions(numbers).await?;
            Ok(found.into_iter().map(|(number, record)| (number, record.published_at)).collect())
        })
    }

    fn reports<'a>(&'a self, numbers: &'a [i64]) -> Answer<'a, HashMap<i64, Report>> {
        Box::pin(self.reports(numbers))
    }

    fn journal<'a>(&'a self, asked: &'a Since) -> Answer<'a, Journal> {
        Box::pin(self.journal(asked))
    }

    fn refusals<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Refusal>>> {
        Box::pin(self.refusals(of))
    }

    fn renames<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Rename>>> {
        Box::pin(self.renames(of))
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Changes(RecordKey);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Published(i64);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Reports(i64);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Refusals(RecordKey);

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Renames(RecordKey);

struct Source(Arc<dyn Memory>);

/// An error that several askers can share: its cause was logged, or it says nothing secret.
type Shared = Arc<Error>;

fn again(error: &Shared) -> Error {
    match &**error {
        Error::StoreUnavailable { store, cause, hint } => Error::StoreUnavailable {
            store: store.clone(),
            cause: cause.clone(),
            hint: hint.clone(),
        },
        Error::StoreBusy { what } => Error::StoreBusy { what: what.clone() },
        Error::Internal { cause } => Error::Internal { cause: cause.clone() },
        other => Error::internal(other),
    }
}

impl Loader<Changes> for Source {
    type Value = Arc<[Change]>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[Changes],
    ) -> std::result::Result<HashMap<Changes, Self::Value>, Shared> {
        let records: Vec<RecordKey> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.0.changes(&records).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(key, changes)| (Changes(key), changes.into())).collect())
    }
}

impl Loader<Published> for Source {
    type Value = String;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[Published],
    ) -> std::result::Result<HashMap<Published, String>, Shared> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let found = self.0.published(&numbers).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(number, at)| (Published(number), at)).collect())
    }
}

impl Loader<Reports> for Source {
    type Value = Arc<Report>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[Reports],
    ) -> std::result::Result<HashMap<Reports, Arc<Report>>, Shared> {
        let numbers: Vec<i64> = keys.iter().map(|key| key.0).collect();
        let found = self.0.reports(&numbers).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(number, report)| (Reports(number), report.into())).collect())
    }
}

impl Loader<Since> for Source {
    type Value = Arc<Journal>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[Since],
    ) -> std::result::Result<HashMap<Since, Self::Value>, Shared> {
        let mut found = HashMap::new();
        for asked in keys {
            let page = self.0.journal(asked).await.map_err(Arc::new)?;
            found.insert(asked.clone(), Arc::new(page));
        }
        Ok(found)
    }
}

impl Loader<Refusals> for Source {
    type Value = Arc<[Refusal]>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[Refusals],
    ) -> std::result::Result<HashMap<Refusals, Self::Value>, Shared> {
        let records: Vec<RecordKey> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.0.refusals(&records).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(key, refusals)| (Refusals(key), refusals.into())).collect())
    }
}

impl Loader<Renames> for Source {
    type Value = Arc<[Rename]>;
    type Error = Shared;

    async fn load(
        &self,
        keys: &[Renames],
    ) -> std::result::Result<HashMap<Renames, Self::Value>, Shared> {
        let records: Vec<RecordKey> = keys.iter().map(|key| key.0.clone()).collect();
        let found = self.0.renames(&records).await.map_err(Arc::new)?;
        Ok(found.into_iter().map(|(key, renames)| (Renames(key), renames.into())).collect())
    }
}

/// The loader of the door.
pub(super) struct History(DataLoader<Source>);

/// What an operation still has to ask the store.
#[derive(Debug, Default)]
pub(super) struct Wanted {
    /// Records whose changes are asked for.
    pub(super) changes: Vec<RecordKey>,
    /// Revisions whose moment is asked for.
    pub(super) published: Vec<i64>,
    /// Revisions whose report is asked for.
    pub(super) reports: Vec<i64>,
    /// Pages of the journal that are asked for.
    pub(super) journals: Vec<Since>,
    /// Records of which it is asked what was left out.
    pub(super) refusals: Vec<RecordKey>,
    /// Records of which it is asked what they are called now.
    pub(super) renames: Vec<RecordKey>,
}

impl Wanted {
    /// Whether nothing is left to ask.
    pub(super) const fn is_empty(&self) -> bool {
        self.changes.is_empty()
            && self.published.is_empty()
            && self.reports.is_empty()
            && self.journals.is_empty()
            && self.refusals.is_empty()
            && self.renames.is_empty()
    }
}

/// What the store told of something.
pub(super) enum Told<T> {
    /// It was not asked yet.
    NotAsked,
    /// It has nothing.
    Nothing,
    /// This.
    Value(T),
}

/// What the store has answered so far; what it does not have is here as nothing.
#[derive(Debug, Default)]
pub(super) struct Known {
    changes: HashMap<RecordKey, Arc<[Change]>>,
    published: HashMap<i64, Option<String>>,
    reports: HashMap<i64, Option<Arc<Report>>>,
    journals: HashMap<Since, Arc<Journal>>,
    refusals: HashMap<RecordKey, Arc<[Refusal]>>,
    renames: HashMap<RecordKey, Arc<[Rename]>>,
    failure: Option<Shared>,
}

impl Known {
    /// Notes that the store cannot answer.
    pub(super) fn fail(&mut self, error: Error) {
        self.failure = Some(Arc::new(error));
    }

    /// The failure of the store, if it failed.
    pub(super) fn failure(&self) -> Option<Error> {
        self.failure.as_ref().map(again)
    }

    /// The changes of a record, if they were asked for.
    pub(super) fn changes(&self, of: &RecordKey) -> Option<Arc<[Change]>> {
        self.changes.get(of).cloned()
    }

    /// A page of the journal, if it was asked for.
    pub(super) fn journal(&self, asked: &Since) -> Option<Arc<Journal>> {
        self.journals.get(asked).cloned()
    }

    /// What imports left out of a record, if that was asked.
    pub(super) fn refusals(&self, of: &RecordKey) -> Option<Arc<[Refusal]>> {
        self.refusals.get(of).cloned()
    }

    /// The renames that lead on from a record, if that was asked.
    pub(super) fn renames(&self, of: &RecordKey) -> Option<Arc<[Rename]>> {
        self.renames.get(of).cloned()
    }

    /// When a revision was published, if that was asked.
    pub(super) fn published(&self, number: i64) -> Told<&str> {
        match self.published.get(&number) {
            None => Told::NotAsked,
            Some(None) => Told::Nothing,
            Some(Some(at)) => Told::Value(at),
        }
    }

    /// The report of a revision, if it was asked for.
    pub(super) fn report(&self, number: i64) -> Told<Arc<Report>> {
        match self.reports.get(&number) {
            None => Told::NotAsked,
            Some(None) => Told::Nothing,
            Some(Some(report)) => Told::Value(report.clone()),
        }
    }
}

impl History {
    /// A loader over what remembers the revisions.
    pub(super) fn new(memory: Arc<dyn Memory>) -> Self {
        // Each operation asks for all of a kind at once, so that there is nothing to wait for.
        Self(DataLoader::new(Source(memory), tokio::spawn).max_batch_size(1))
    }

    /// Asks the store for all that is wanted.
    pub(super) async fn load(&self, mut wanted: Wanted, known: &mut Known) {
        wanted.changes.sort_unstable();
        wanted.changes.dedup();
        wanted.published.sort_unstable();
        wanted.published.dedup();
        wanted.reports.sort_unstable();
        wanted.reports.dedup();
        wanted.refusals.sort_unstable();
        wanted.refusals.dedup();
        wanted.renames.sort_unstable();
        wanted.renames.dedup();
        let told = join5(
            self.0.load_many(wanted.changes.iter().cloned().map(Changes)),
            self.0.load_many(wanted.published.iter().copied().map(Published)),
            self.0.load_many(wanted.reports.iter().copied().map(Reports)),
            self.0.load_many(wanted.journals),
            self.0.load_many(wanted.refusals.iter().cloned().map(Refusals)),
        );
        let called = self.0.load_many(wanted.renames.iter().cloned().map(Renames));
        let ((changes, published, reports, journals, refusals), renames) = join(told, called).await;
        let mut failed = |error: Shared| known.failure = Some(error);
        match changes {
            Ok(mut found) => known.changes.extend(wanted.changes.into_iter().map(|key| {
                let key = Changes(key);
                let changes = found.remove(&key).unwrap_or_default();
                (key.0, changes)
            })),
            Err(error) => failed(error),
        }
        match journals {
            Ok(found) => known.journals.extend(found),
            Err(error) => failed(error),
        }
        match refusals {
            Ok(mut found) => known.refusals.extend(wanted.refusals.into_iter().map(|key| {
                let key = Refusals(key);
                let refusals = found.remove(&key).unwrap_or_default();
                (key.0, refusals)
            })),
            Err(error) => failed(error),
        }
        match renames {
            Ok(mut found) => known.renames.extend(wanted.renames.into_iter().map(|key| {
                let key = Renames(key);
                let renames = found.remove(&key).unwrap_or_default();
                (key.0, renames)
            })),
            Err(error) => failed(error),
        }
        match published {
            Ok(mut found) => known.published.extend(
                wanted
                    .published
                    .into_iter()
                    .map(|number| (number, found.remove(&Published(number)))),
            ),
            Err(error) => failed(error),
        }
        match reports {
            Ok(mut found) => known.reports.extend(
                wanted.reports.into_iter().map(|number| (number, found.remove(&Reports(number)))),
            ),
            Err(error) => failed(error),
        }
    }
}
