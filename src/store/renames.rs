//! Ids that were given up for others: where each leads, and what was published under it.
//!
//! A rename is never taken back, and an id that was renamed is never used again, so that whoever
//! holds an old id finds its record.

use std::collections::HashMap;

use crate::error::{Error, Result};
use crate::model::TABLES;

use super::Store;
use super::dialect::{Cell, Transact};
use super::history::{Change, ChangeKind};
use super::journal::key_of;
use super::write::Writer;

/// How many steps of a chain one question follows; the id behind them leads on.
const STEPS: i64 = 1_000;

/// One step of a chain of renames: the new id, and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rename {
    /// The slug of the new id, which is of the same table.
    pub slug: String,
    /// The revision that brought the rename.
    pub revision: i64,
}

/// A rename on its way into the store: ids of records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewRename {
    /// The id that is given up.
    pub record: String,
    /// The id in its place.
    pub renamed_to: String,
    /// The id under which what was published goes on, if it does.
    pub moved_to: Option<String>,
}

/// A record: the position of its table and its slug.
type Key = (usize, String);

impl Store {
    /// The slug of the record that an id leads to now, through however many renames; none for an id
    /// that was not renamed. Whether the record is still there is not said.
    pub async fn renamed(&self, table: usize, slug: &str) -> Result<Option<String>> {
        let key = (table, slug.to_owned());
        let chain = self.renames(std::slice::from_ref(&key)).await?.remove(&key);
        Ok(chain.and_then(|mut chain| chain.pop()).map(|last| last.slug))
    }

    /// The renames that lead on from records, given by table and slug: each chain from its first
    /// step to its last. One question along an index, however many records are asked for.
    pub async fn renames(&self, records: &[Key]) -> Result<HashMap<Key, Vec<Rename>>> {
        let mut transaction = self.read().await?;
        let steps = chains(&mut transaction, records, "record", "renamed_to").await?;
        transaction.rollback().await?;
        let mut found: HashMap<Key, Vec<Rename>> = HashMap::new();
        for Step { origin, to: (_, slug), revision, .. } in steps {
            found.entry(origin).or_default().push(Rename { slug, revision });
        }
        Ok(found)
    }

    /// The history of records, as [`Store::changes`] has it, with what happened under former ids
    /// before it: a record that was renamed was changed, and was added under its first id. Another
    /// record that had the new id before is not told of.
    pub async fn history(&self, records: &[Key]) -> Result<HashMap<Key, Vec<Change>>> {
        let mut transaction = self.read().await?;
        let former = chains(&mut transaction, records, "moved_to", "record").await?;
        transaction.rollback().await?;
        if former.is_empty() {
            return self.changes(records).await;
        }
        let mut all = records.to_vec();
        all.extend(former.iter().map(|step| step.to.clone()));
        all.sort_unstable();
        all.dedup();
        let changes = self.changes(&all).await?;
        let histories = records.iter().map(|key| (key.clone(), through(key, &former, &changes)));
        Ok(histories.filter(|(_, history)| !history.is_empty()).collect())
    }
}

impl Writer {
    /// Calls `each` for every rename that is known, with the old id, the new one and the revision.
    pub async fn known_renames(&mut self, mut each: impl FnMut(Key, Key, i64)) -> Result<()> {
        let sql = "SELECT record, record, renamed_to, CAST(revision AS TEXT) FROM record_renames";
        for row in self.transaction.fetch(sql, &[]).await? {
            let step = step_of(row).ok_or_else(broken)?;
            each(step.from, step.to, step.revision);
        }
        Ok(())
    }

    /// Notes renames for ever.
    pub async fn rename(&mut self, renames: Vec<NewRename>) -> Result<()> {
        let mut cells = Vec::with_capacity(4 * renames.len());
        for NewRename { record, renamed_to, moved_to } in renames {
            cells.extend([record, renamed_to].map(Cell::Text));
            cells.push(moved_to.map_or(Cell::Null, Cell::Text));
            cells.push(Cell::Integer(self.revision));
        }
        let fields = ["record", "renamed_to", "moved_to", "revision"];
        self.transaction.insert("record_renames", &fields, &cells).await
    }
}

/// A step of a chain that begins at a record.
struct Step {
    origin: Key,
    from: Key,
    to: Key,
    revision: i64,
}

/// What happened to a record through all its ids: under each, from the revision in which it got it
/// to the one in which it gave it up.
fn through(key: &Key, former: &[Step], changes: &HashMap<Key, Vec<Change>>) -> Vec<Change> {
    let (mut id, mut until) = (key, i64::MAX);
    let mut history = Vec::new();
    loop {
        let steps = former.iter().filter(|step| step.origin == *key && step.from == *id);
        let came = steps.filter(|step| step.revision < until).max_by_key(|step| step.revision);
        let since = came.map_or(i64::MIN, |step| step.revision);
        let is_told = |change: &&Change| {
            let came_here = change.kind == ChangeKind::Added && change.revision == since;
            (since..until).contains(&change.revision) && !came_here
        };
        let here = changes.get(id).into_iter().flatten().filter(is_told).cloned();
        history.splice(0..0, here);
        let Some(step) = came else { return history };
        (id, until) = (&step.to, step.revision);
    }
}

/// The chains that begin at records, each in the order of its steps, which lead from the field
/// `from` to the field `to`.
async fn chains(
    transaction: &mut Transact,
    records: &[Key],
    from: &str,
    to: &str,
) -> Result<Vec<Step>> {
    if records.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=records.len()).map(|at| format!("${at}")).collect();
    let places = places.join(", ");
    let sql = format!(
        "WITH RECURSIVE chain (origin, step, before, place, since) AS (\
         SELECT {from}, 1, {from}, {to}, revision FROM record_renames WHERE {from} IN ({places}) \
         UNION ALL \
         SELECT chain.origin, chain.step + 1, chain.place, record_renames.{to}, \
         record_renames.revision \
         FROM chain JOIN record_renames ON record_renames.{from} = chain.place \
         WHERE chain.step < {STEPS}) \
         SELECT origin, before, place, CAST(since AS TEXT) FROM chain ORDER BY origin, chain.step"
    );
    let ids = records.iter().map(|(table, slug)| format!("{}/{slug}", TABLES[*table].name));
    let values: Vec<Cell> = ids.map(Cell::Text).collect();
    let rows = transaction.fetch(&sql, &values).await?;
    rows.into_iter().map(|row| step_of(row).ok_or_else(broken)).collect()
}

fn step_of(row: Vec<Option<String>>) -> Option<Step> {
    let mut fields = row.into_iter();
    let mut key = || key_of(&fields.next()??);
    let (origin, from, to) = (key()?, key()?, key()?);
    Some(Step { origin, from, to, revision: fields.next()??.parse().ok()? })
}

fn broken() -> Error {
    Error::internal("the store holds a rename that cannot be read")
}
