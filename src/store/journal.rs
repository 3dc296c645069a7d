//! What changed in all records after a revision, and what imports refused of a record.
//!
//! Whatever is asked has an index: a page is read from its first entry to its last, and nothing
//! before or behind it.

use std::collections::HashMap;
use std::fmt::Write as _;

use crate::error::{Error, Result};
use crate::model::{TABLES, find_table};

use super::Store;
use super::dialect::{Cell, Transact};
use super::history::{Change, ChangeKind, Problem, change_of, merge};

/// Where the journal is read from.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Start {
    /// Behind this revision.
    Revision(i64),
    /// At the first revision published at this moment or later. It is the beginning of a moment in
    /// RFC 3339 (UTC), such as `2026-03-01` or `2026-03-01T10:30:00`: texts order as moments do.
    Moment(String),
}

/// A question to the journal: one page of it.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Since {
    /// Where it begins.
    pub since: Start,
    /// The last revision that is looked at.
    pub until: i64,
    /// The tables, by their position in the registry.
    pub tables: Vec<usize>,
    /// Where the page begins: behind the entry of this revision and record.
    pub after: Option<(i64, String)>,
    /// How many entries the page has at most.
    pub first: usize,
}

/// What a revision did to a record, which is given by its table and slug.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The position of the table.
    pub table: usize,
    /// The slug.
    pub slug: String,
    /// What happened, and in which revision.
    pub change: Change,
}

impl Entry {
    /// The id of the record.
    pub fn record(&self) -> String {
        format!("{}/{}", TABLES[self.table].name, self.slug)
    }
}

/// A page of the journal.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Journal {
    /// The entries, by revision and then by the id of the record.
    pub entries: Vec<Entry>,
    /// Whether more follow.
    pub has_next: bool,
}

/// Something that an import left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The revision that the import published.
    pub revision: i64,
    /// Why.
    pub problem: Problem,
}

impl Store {
    /// A page of what changed after a revision: two statements, and one before them where a moment
    /// is given.
    pub async fn journal(&self, asked: &Since) -> Result<Journal> {
        let mut transaction = self.read().await?;
        let since = match &asked.since {
            Start::Revision(number) => *number,
            Start::Moment(moment) => last_before(&mut transaction, moment).await?,
        };
        let (sql, values) = Statement::of(asked, since);
        let rows = if sql.is_empty() || since >= asked.until {
            Vec::new()
        } else {
            transaction.fetch(&sql, &values).await?
        };
        let mut entries = Vec::with_capacity(rows.len());
        for row in rows {
            entries.push(entry_of(row).ok_or_else(|| Error::internal("a broken journal"))?);
        }
        let has_next = entries.len() > asked.first;
        entries.truncate(asked.first);
        tell(&mut transaction, &mut entries).await?;
        transaction.rollback().await?;
        Ok(Journal { entries, has_next })
    }

    /// The number of the revision behind which a start stands.
    pub async fn behind(&self, start: &Start) -> Result<i64> {
        match start {
            Start::Revision(number) => Ok(*number),
            Start::Moment(moment) => {
                let mut transaction = self.read().await?;
                let number = last_before(&mut transaction, moment).await?;
                transaction.rollback().await?;
                Ok(number)
            }
        }
    }

    /// What imports left out of some records, given by table and slug; oldest first.
    pub async fn refusals(
        &self,
        records: &[(usize, String)],
    ) -> Result<HashMap<(usize, String), Vec<Refusal>>> {
        let mut found: HashMap<_, Vec<Refusal>> = HashMap::new();
        if records.is_empty() {
            return Ok(found);
        }
        let mut statement = Statement::default();
        let ids = records.iter().map(|(table, slug)| format!("{}/{slug}", TABLES[*table].name));
        let places: Vec<String> = ids.map(|id| statement.bind(Cell::Text(id))).collect();
        let sql = format!(
            "SELECT record, CAST(revision AS TEXT), problem FROM record_refusals \
             WHERE record IN ({}) ORDER BY record_refusals.revision",
            places.join(", ")
        );
        let mut transaction = self.read().await?;
        for row in transaction.fetch(&sql, &statement.values).await? {
            let [Some(record), Some(revision), Some(problem)] = row.as_slice() else { continue };
            let Some(key) = key_of(record) else { continue };
            let revision = revision.parse().map_err(Error::internal)?;
            let problem = serde_json::from_str(problem).map_err(Error::internal)?;
            found.entry(key).or_default().push(Refusal { revision, problem });
        }
        transaction.rollback().await?;
        Ok(found)
    }
}

pub(super) fn key_of(record: &str) -> Option<(usize, String)> {
    let (table, slug) = record.split_once('/')?;
    Some((find_table(table)?.0, slug.to_owned()))
}

fn entry_of(row: Vec<Option<String>>) -> Option<Entry> {
    let mut fields = row.into_iter();
    let revision = fields.next()??.parse().ok()?;
    let (table, slug) = key_of(&fields.next()??)?;
    let kind = ChangeKind::parse(&fields.next()??)?;
    Some(Entry { table, slug, change: Change { revision, kind, fields: Vec::new() } })
}

/// The last revision that was published before a moment, or 0 if none was. A revision is never
/// published before an older one (see [`super::write::Writer::publish`]), so that the index is read
/// at one place.
async fn last_before(transaction: &mut Transact, moment: &str) -> Result<i64> {
    let sql = format!(
        "SELECT CAST(number AS TEXT) FROM revisions WHERE published_at {BYTES} < $1 \
         ORDER BY published_at {BYTES} DESC, revisions.number DESC LIMIT 1"
    );
    let rows = transaction.fetch(&sql, &[Cell::Text(moment.to_owned())]).await?;
    let number = rows.into_iter().flatten().flatten().next();
    number.map_or(Ok(0), |number| number.parse().map_err(Error::internal))
}

/// Puts the fields that changed into entries.
async fn tell(transaction: &mut Transact, entries: &mut [Entry]) -> Result<()> {
    let told = || entries.iter().filter(|entry| entry.change.kind != ChangeKind::Added);
    let (Some(first), Some(last)) = (told().next(), told().next_back()) else { return Ok(()) };
    let mut statement = Statement::default();
    let range = [first.change.revision, last.change.revision].map(Cell::Integer);
    let [from, until] = range.map(|cell| statement.bind(cell));
    let mut ids: Vec<String> = told().map(Entry::record).collect();
    ids.sort_unstable();
    ids.dedup();
    let places: Vec<String> = ids.into_iter().map(|id| statement.bind(Cell::Text(id))).collect();
    let sql = format!(
        "SELECT record, CAST(revision AS TEXT), change, fields FROM record_history \
         WHERE record IN ({}) AND revision >= {from} AND revision <= {until} \
         ORDER BY record_history.revision",
        places.join(", ")
    );
    let mut found: HashMap<(usize, String), Vec<Change>> = HashMap::new();
    for row in transaction.fetch(&sql, &statement.values).await? {
        if let Some((key, change)) = change_of(row) {
            found.entry(key).or_default().push(change);
        }
    }
    found.values_mut().for_each(merge);
    for entry in entries {
        let changes = found.get_mut(&(entry.table, entry.slug.clone()));
        let same = |change: &&mut Change| {
            (change.revision, change.kind) == (entry.change.revision, entry.change.kind)
        };
        if let Some(change) = changes.and_then(|changes| changes.iter_mut().find(same)) {
            entry.change.fields = std::mem::take(&mut change.fields);
        }
    }
    Ok(())
}

/// The values that a statement binds.
#[derive(Default)]
struct Statement {
    values: Vec<Cell>,
}

impl Statement {
    /// The place of a value.
    fn bind(&mut self, value: Cell) -> String {
        self.values.push(value);
        format!("${}", self.values.len())
    }

    /// The statement for a page of the journal: for each table, the records that it added and what
    /// is noted of others, each read along an index up to the size of the page.
    fn of(asked: &Since, since: i64) -> (String, Vec<Cell>) {
        let mut statement = Self::default();
        let rows = Cell::Integer(asked.first.saturating_add(1).cast_signed() as i64);
        let (until, rows) = (statement.bind(Cell::Integer(asked.until)), statement.bind(rows));
        let (revision, record) = match &asked.after {
            Some((revision, record)) => ((*revision).max(since), record.as_str()),
            // No id is below the empty one, and none of that revision is wanted.
            None => (since.saturating_add(1), ""),
        };
        let revision = statement.bind(Cell::Integer(revision));
        let mut parts = String::new();
        for at in &asked.tables {
            let Some(table) = TABLES.get(*at) else { continue };
            let name = table.name;
            let first = format!("{name}/");
            // All ids of a table stand together in the order of ids.
            let (added, noted) = match record.strip_prefix(&first) {
                Some(slug) => {
                    let slug = statement.bind(Cell::Text(slug.to_owned()));
                    let record = statement.bind(Cell::Text(record.to_owned()));
                    (
                        format!("(added_in, slug {BYTES}) > ({revision}, {slug})"),
                        format!("(revision, record {BYTES}) > ({revision}, {record})"),
                    )
                }
                None if first.as_str() > record => {
                    (format!("added_in >= {revision}"), format!("revision >= {revision}"))
                }
                None => (format!("added_in > {revision}"), format!("revision > {revision}")),
            };
            if !parts.is_empty() {
                parts.push_str(" UNION ALL ");
            }
            // Writing into a text cannot fail.
            let _ = write!(
                parts,
                "SELECT * FROM (SELECT added_in AS revision, '{first}' || slug {BYTES} AS record, \
                 CAST('added' AS TEXT) AS change FROM {name} \
                 WHERE {added} AND added_in <= {until} \
                 ORDER BY added_in, slug {BYTES} LIMIT {rows}) AS added_{at} \
                 UNION ALL \
                 SELECT * FROM (SELECT DISTINCT revision, record {BYTES} AS record, change \
                 FROM record_history WHERE record_table = '{name}' AND {noted} \
                 AND revision <= {until} \
                 ORDER BY revision, record, change LIMIT {rows}) AS noted_{at}"
            );
        }
        if parts.is_empty() {
            return (parts, Vec::new());
        }
        let sql = format!(
            "SELECT CAST(revision AS TEXT), record, change FROM ({parts}) AS journal \
             ORDER BY journal.revision, record {BYTES}, change LIMIT {rows}"
        );
        (sql, statement.values)
    }
}

/// Text in the order of its bytes, on both engines: see the migration.
pub(super) const BYTES: &str = "COLLATE \"BINARY\"";
