//! What changed and when: the history of records, and the reports of imports.
//!
//! The store keeps what was changed and what was removed; that a record was added, and when, is a
//! field of the record itself, so that a first import writes no history.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::model::{TABLES, find_table};

use super::dialect::Cell;
use super::{RevisionRecord, Store, revision_of};

/// What happened to a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeKind {
    /// It came in.
    Added,
    /// Some of its fields changed.
    Changed,
    /// It went out.
    Removed,
}

impl ChangeKind {
    /// The name in the store and in files.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Added => "added",
            Self::Changed => "changed",
            Self::Removed => "removed",
        }
    }

    pub(super) fn parse(name: &str) -> Option<Self> {
        [Self::Added, Self::Changed, Self::Removed].into_iter().find(|kind| kind.name() == name)
    }
}

/// A field of a record before and after a revision, as files write it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldChange {
    /// The field, as the header of a file names it.
    pub name: String,
    /// What it held before; none if it was empty.
    pub before: Option<String>,
    /// What it held after; none if it was emptied.
    pub after: Option<String>,
}

/// What one revision did to one record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The number of the revision.
    pub revision: i64,
    /// What happened.
    pub kind: ChangeKind,
    /// The fields that changed; none for a record that was added.
    pub fields: Vec<FieldChange>,
}

/// One thing that is wrong with the data given to an import.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The name of the file, without its folder.
    pub file: String,
    /// The line on which the record begins, from 1; none for the file as a whole.
    pub line: Option<u64>,
    /// The column of the file; none for the record as a whole.
    pub column: Option<String>,
    /// What stands there, shortened.
    pub value: Option<String>,
    /// The stable code.
    pub code: String,
    /// What is wrong, as a sentence.
    pub message: String,
    /// How to mend it.
    pub hint: String,
    /// The id of the record that the row is of, where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<String>,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub struct Report {
    /// When it began, in RFC 3339.
    pub started_at: String,
    /// When it was published, in RFC 3339.
    pub finished_at: String,
    /// The records and pairs that were read.
    pub rows: u64,
    /// The records that came in.
    pub added: u64,
    /// The records of which something changed.
    pub changed: u64,
    /// The records that went out.
    pub removed: u64,
    /// The rows that were left out because of problems.
    pub refused: u64,
    /// How many problems were found; the list below names the first ten thousand.
    pub problem_count: u64,
    /// The problems.
    pub problems: Vec<Problem>,
}

impl Store {
    /// The history of records, given by table and slug; oldest change first. The number of
    /// statements is that of the tables plus one, however many records are asked for.
    pub async fn changes(
        &self,
        records: &[(usize, String)],
    ) -> Result<HashMap<(usize, String), Vec<Change>>> {
        let mut found: HashMap<(usize, String), Vec<Change>> = HashMap::new();
        let mut transaction = self.read().await?;
        for (at, table) in TABLES.iter().enumerate() {
            let slugs: Vec<Cell> = records
                .iter()
                .filter(|(table, _)| *table == at)
                .map(|(_, slug)| Cell::Text(slug.clone()))
                .collect();
            if slugs.is_empty() {
                continue;
            }
            let sql = format!(
                "SELECT slug, CAST(added_in AS TEXT) FROM {} WHERE slug IN ({})",
                table.name,
                places(1, slugs.len())
            );
            for row in transaction.fetch(&sql, &slugs).await? {
                if let [Some(slug), Some(revision)] = row.as_slice() {
                    let revision = revision.parse().map_err(Error::internal)?;
                    let change = Change { revision, kind: ChangeKind::Added, fields: Vec::new() };
                    found.entry((at, slug.clone())).or_default().push(change);
                }
            }
        }
        let ids: Vec<Cell> = records
            .iter()
            .map(|(table, slug)| Cell::Text(format!("{}/{slug}", TABLES[*table].name)))
            .collect();
        if !ids.is_empty() {
            let sql = format!(
                "SELECT record, CAST(revision AS TEXT), change, fields FROM record_history \
                 WHERE record IN ({}) ORDER BY record_history.revision",
                places(1, ids.len())
            );
            for row in transaction.fetch(&sql, &ids).await? {
                if let Some((key, change)) = change_of(row) {
                    found.entry(key).or_default().push(change);
                }
            }
        }
        transaction.rollback().await?;
        found.values_mut().for_each(merge);
        Ok(found)
    }

    /// The revisions of these numbers.
    pub async fn revisions(&self, numbers: &[i64]) -> Result<HashMap<i64, RevisionRecord>> {
        let rows = self
            .by_number(
                "SELECT CAST(number AS TEXT), published_at FROM revisions WHERE number",
                numbers,
            )
            .await?;
        Ok(rows.into_iter().filter_map(revision_of).map(|record| (record.number, record)).collect())
    }

    /// The reports of the imports that published these revisions.
    pub async fn reports(&self, numbers: &[i64]) -> Result<HashMap<i64, Report>> {
        let rows = self
            .by_number(
                "SELECT CAST(revision AS TEXT), report FROM import_reports WHERE revision",
                numbers,
            )
            .await?;
        let reports = rows.into_iter().filter_map(|row| {
            let mut fields = row.into_iter();
            let number = fields.next()??.parse().ok()?;
            Some((number, fields.next()??))
        });
        reports
            .map(|(number, json)| {
                Ok((number, serde_json::from_str(&json).map_err(Error::internal)?))
            })
            .collect()
    }

    async fn by_number(&self, start: &str, numbers: &[i64]) -> Result<Vec<Vec<Option<String>>>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let values: Vec<Cell> = numbers.iter().copied().map(Cell::Integer).collect();
        let sql = format!("{start} IN ({})", places(1, values.len()));
        let mut transaction = self.read().await?;
        let rows = transaction.fetch(&sql, &values).await?;
        transaction.rollback().await?;
        Ok(rows)
    }
}

/// Puts the changes of a record in order. What an import notes of columns and of each link is one
/// change of the record.
pub(super) fn merge(changes: &mut Vec<Change>) {
    changes.sort_by_key(|change| change.revision);
    changes.dedup_by(|next, change| {
        let same = (next.revision, next.kind) == (change.revision, change.kind);
        if same {
            change.fields.append(&mut next.fields);
            change.fields.sort_by(|one, two| one.name.cmp(&two.name));
        }
        same
    });
}

pub(super) fn change_of(row: Vec<Option<String>>) -> Option<((usize, String), Change)> {
    let mut fields = row.into_iter();
    let record = fields.next()??;
    let (table, slug) = record.split_once('/')?;
    let key = (find_table(table)?.0, slug.to_owned());
    let revision = fields.next()??.parse().ok()?;
    let kind = ChangeKind::parse(&fields.next()??)?;
    let fields = serde_json::from_str(&fields.next()??).ok()?;
    Some((key, Change { revision, kind, fields }))
}

/// `$1, $2, …` for a list of values.
fn places(first: usize, count: usize) -> String {
    (first..first + count).map(|at| format!("${at}")).collect::<Vec<_>>().join(", ")
}
