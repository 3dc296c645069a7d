//! Import: files in, one new revision out, or nothing at all and a report of all that is wrong.
//!
//! Two readings: the first checks every row and writes nothing; the second writes what differs
//! from the store, in one transaction.

mod apply;
mod check;
pub mod csv;
mod differ;
mod files;
pub mod finding;
mod header;
mod keys;
mod referrers;
mod renames;
pub mod report;
mod survey;

use std::path::PathBuf;

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::store::Store;
use crate::store::history::Report;
use crate::store::write::Writer;

use files::{Content, Source, discover};
use finding::Language;
use keys::{Keys, Stored};
use survey::{Refused, Survey, survey};

/// What happens to a file in which something is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// Nothing is written unless all is right.
    #[default]
    Refuse,
    /// Rows that are wrong stay out and are named in the report; the others go in.
    Skip,
}

/// How an import goes about its work.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// What happens when something is wrong.
    pub on_error: OnError,
    /// Leave records in the store that no file gives; else they are removed.
    pub keep_missing: bool,
    /// Check only, and write nothing.
    pub dry_run: bool,
    /// The language of the report.
    pub language: Language,
}

/// Told how far an import is.
pub trait Progress: Sync {
    /// The work begins; it is done when `bytes` were read.
    fn begin(&self, bytes: u64);
    /// `bytes` were read; `step` says what is being done.
    fn advance(&self, step: &'static str, bytes: u64);
}

/// Nobody is told.
impl Progress for () {
    fn begin(&self, _: u64) {}
    fn advance(&self, _: &'static str, _: u64) {}
}

/// How an import ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// A new revision is there.
    Published(i64, Report),
    /// The files say what the store holds already; no revision was made.
    Unchanged(Report),
    /// The files are right (`dry_run`).
    Valid(Report),
    /// Nothing was written, since something is wrong.
    Refused(Report),
}

/// Imports the files at `paths`; `now` gives the moment in RFC 3339.
///
/// # Errors
///
/// Those of the store; what is wrong with the files is in [`Outcome::Refused`].
pub async fn run(
    store: &Store,
    paths: &[PathBuf],
    options: &Options,
    now: &(dyn Fn() -> String + Sync),
    progress: &dyn Progress,
) -> Result<Outcome> {
    // A check writes nothing, and so waits for no import that runs.
    let mut writer = if options.dry_run { store.onlooker().await? } else { store.writer().await? };
    match prepare(&mut writer, paths, options, now, progress).await? {
        Prepared::Ended(outcome) => {
            writer.abandon().await?;
            Ok(outcome)
        }
        Prepared::Ready { input_hash, report } => {
            let revision = writer.publish(&report.finished_at, &input_hash, &report).await?;
            Ok(Outcome::Published(revision, report))
        }
    }
}

/// How far an import is before it is published.
enum Prepared {
    /// There is nothing to publish.
    Ended(Outcome),
    /// All is written and waits to be published.
    Ready {
        /// What was given.
        input_hash: String,
        /// What was done.
        report: Report,
    },
}

async fn prepare(
    writer: &mut Writer,
    paths: &[PathBuf],
    options: &Options,
    now: &(dyn Fn() -> String + Sync),
    progress: &dyn Progress,
) -> Result<Prepared> {
    let mut report = Report { started_at: now(), ..Report::default() };
    let (sources, mut findings) = discover(paths);
    let last = writer.last_import().await?;
    if let (Some(last), true) = (&last, findings.is_empty() && !options.dry_run)
        && last.input_hash == input_hash(&sources, &hash_files(&sources)?, options)
    {
        // What was left out then is still left out.
        let report = writer.report(last.revision).await?.unwrap_or(report);
        return Ok(Prepared::Ended(Outcome::Unchanged(report)));
    }
    let mut keys = Keys::default();
    if last.is_some() {
        known_records(writer, &mut keys).await?;
    }
    for source in &sources {
        if let Content::Records(at) = source.content {
            keys.table_mut(at).replaced = !options.keep_missing;
        }
    }
    progress.begin(sources.iter().map(|source| source.bytes).sum());
    let (mut survey, refused) = check(&sources, &mut keys, options, progress);
    let broken = referrers::find(writer, &sources, &survey, &keys).await?;
    survey.unusable |= !broken.is_empty() || !findings.is_empty();
    survey.problems += broken.len() + findings.len();
    findings.extend(broken);
    findings.append(&mut survey.findings);
    findings.truncate(report::PROBLEMS_LIMIT);

    report.rows = survey.rows;
    report.refused = refused.len() as u64;
    report.problem_count = survey.problems as u64;
    report.problems = findings.iter().map(|found| found.problem(options.language)).collect();
    report.finished_at = now();
    if survey.problems > 0 && (survey.unusable || options.on_error == OnError::Refuse) {
        return Ok(Prepared::Ended(Outcome::Refused(report)));
    }
    if options.dry_run {
        return Ok(Prepared::Ended(Outcome::Valid(report)));
    }
    let keep_missing = options.keep_missing || !refused.is_empty();
    let changes =
        apply::apply(writer, keep_missing, &sources, &survey, &refused, &keys, progress).await?;
    (report.added, report.changed, report.removed) =
        (changes.added, changes.changed, changes.removed);
    report.finished_at = now();
    if changes.is_nothing() && last.is_some() {
        return Ok(Prepared::Ended(Outcome::Unchanged(report)));
    }
    Ok(Prepared::Ready { input_hash: input_hash(&sources, &survey.hashes, options), report })
}

async fn known_records(writer: &mut Writer, keys: &mut Keys) -> Result<()> {
    for (at, table) in TABLES.iter().enumerate() {
        let records = keys.table_mut(at);
        writer
            .existing(table, |key, slug, hash, added_in| {
                records.store(key, slug, Stored { hash, added_in });
            })
            .await?;
    }
    let renames = &mut keys.renames;
    writer.known_renames(|old, new, revision| renames.store(old, new, revision)).await
}

/// Reads all files, again for as long as rows that are left out take others with them. An import
/// that leaves rows out removes nothing: one of those rows may be what seems to be missing.
fn check(
    sources: &[Source],
    keys: &mut Keys,
    options: &Options,
    progress: &dyn Progress,
) -> (Survey, Refused) {
    let mut refused = Refused::new();
    loop {
        let found = survey(sources, keys, &refused, options.on_error, progress);
        let all: Refused = refused.union(&found.refused).copied().collect();
        if options.on_error == OnError::Refuse || found.unusable || all.len() == refused.len() {
            return (found, all);
        }
        refused = all;
        keys.forget_files();
    }
}

fn hash_files(sources: &[Source]) -> Result<Vec<[u8; 32]>> {
    let hash = |source: &Source| -> std::io::Result<[u8; 32]> {
        let mut hash = Sha256::new();
        let mut file = std::fs::File::open(&source.path)?;
        std::io::copy(&mut file, &mut HashWriter(&mut hash))?;
        Ok(hash.finalize().into())
    };
    sources.iter().map(|source| hash(source).map_err(|error| unreadable(source, &error))).collect()
}

struct HashWriter<'a>(&'a mut Sha256);

impl std::io::Write for HashWriter<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

fn unreadable(source: &Source, error: &std::io::Error) -> Error {
    Error::File {
        action: "read",
        path: source.path.display().to_string(),
        cause: error.to_string(),
        hint: "see that the file is there and can be read, and that nothing writes to it"
            .to_owned(),
    }
}

/// What was given and how: the same again changes nothing.
fn input_hash(sources: &[Source], hashes: &[[u8; 32]], options: &Options) -> String {
    let mut parts: Vec<_> = sources.iter().map(|source| &source.name).zip(hashes).collect();
    parts.sort();
    let mut hash = Sha256::new();
    hash.update([u8::from(options.keep_missing), u8::from(options.on_error == OnError::Skip)]);
    for (name, content) in parts {
        hash.update((name.len() as u64).to_le_bytes());
        hash.update(name.as_bytes());
        hash.update(content);
    }
    data_encoding::HEXLOWER.encode(&hash.finalize())
}
