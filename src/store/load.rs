//! The rows of a revision, read in one state of the store.
//!
//! Many rows come as one text, made by the engine: a driver costs microseconds for each row that
//! it hands over, and next to nothing for each byte.

use crate::error::{Error, Result};
use crate::model::table::Table;

use super::dialect::{Cell, Transact};
use super::layout::{Field, FieldType, PairTable, data_fields};
use super::{RECORD, RevisionRecord, Store, UNIT, newest_revision};

/// How many keys one text spans. A record is at most two megabytes, and a text must stay below the
/// gigabyte that an engine can hold.
const KEYS_AT_ONCE: i64 = 250;

/// A pair as the store holds it.
#[derive(Debug, Clone, Copy)]
pub struct StoredPair<'a> {
    /// The key where the link starts.
    pub from: u32,
    /// The key where it leads.
    pub to: u32,
    /// The code of the basis; empty if not stated.
    pub basis: &'a str,
    /// The code of the role; empty if not stated.
    pub role: &'a str,
}

/// A reader that sees one state of the store from its first statement on.
pub struct Reader {
    transaction: Transact,
}

impl Store {
    /// A reader of the present state.
    pub async fn reader(&self) -> Result<Reader> {
        let mut transaction = self.read().await?;
        transaction.map_file(true).await?;
        Ok(Reader { transaction })
    }
}

impl Reader {
    /// Ends the reading and gives back what it held.
    pub async fn end(mut self) -> Result<()> {
        self.transaction.map_file(false).await?;
        self.transaction.rollback().await
    }

    /// The newest revision in this state.
    pub async fn revision(&mut self) -> Result<Option<RevisionRecord>> {
        newest_revision(&mut self.transaction).await
    }

    /// Calls `each` for every record of a table with its key, its slug and the texts of its data
    /// fields; a field without a value is empty.
    pub async fn records(
        &mut self,
        table: &Table,
        mut each: impl FnMut(u32, &str, &[&str]) -> Result<()>,
    ) -> Result<()> {
        let fields = data_fields(table);
        scan(&mut self.transaction, table.name, "id", &select(&fields), |parts| {
            let [key, slug, data @ ..] = parts else { return Err(broken(table.name)) };
            each(key.parse().map_err(|_| broken(table.name))?, slug, data)
        })
        .await
    }

    /// Calls `each` for every pair of a link.
    pub async fn pairs(
        &mut self,
        pairs: &PairTable,
        each: impl FnMut(StoredPair<'_>) -> Result<()>,
    ) -> Result<()> {
        scan_pairs(&mut self.transaction, pairs, each).await
    }
}

/// The pairs of a link, in no order.
pub(super) async fn scan_pairs(
    transaction: &mut Transact,
    pairs: &PairTable,
    mut each: impl FnMut(StoredPair<'_>) -> Result<()>,
) -> Result<()> {
    let number = |name: &str| format!("CAST({name} AS TEXT)");
    let mut parts = vec![number(&pairs.from), number(&pairs.to)];
    for (has, name) in [(pairs.basis, "basis"), (pairs.role, "role")] {
        parts.push(if has { format!("coalesce({name}, '')") } else { "''".to_owned() });
    }
    let broken = || broken(&pairs.name);
    scan(transaction, &pairs.name, &pairs.from, &parts, |parts| {
        let [from, to, basis, role] = parts else { return Err(broken()) };
        let key = |text: &str| text.parse().map_err(|_| broken());
        each(StoredPair { from: key(from)?, to: key(to)?, basis, role })
    })
    .await
}

/// The SQL for key, slug and fields, each as a text.
pub(super) fn select(fields: &[Field]) -> Vec<String> {
    let mut parts = vec!["CAST(id AS TEXT)".to_owned(), "slug".to_owned()];
    parts.extend(fields.iter().map(|field| match field.field_type {
        FieldType::Text => format!("coalesce(\"{}\", '')", field.name),
        _ => format!("coalesce(CAST(\"{}\" AS TEXT), '')", field.name),
    }));
    parts
}

/// Reads the `parts` of every row of a table, many rows at once along `key`.
pub(super) async fn scan(
    transaction: &mut Transact,
    table: &str,
    key: &str,
    parts: &[String],
    mut each: impl FnMut(&[&str]) -> Result<()>,
) -> Result<()> {
    let greatest =
        transaction.fetch(&format!("SELECT CAST(max({key}) AS TEXT) FROM {table}"), &[]).await?;
    let greatest = greatest.into_iter().flatten().flatten().next();
    let greatest: i64 = greatest.and_then(|text| text.parse().ok()).unwrap_or(0);
    let row = parts.join(&format!(" || '{UNIT}' || "));
    let statement = format!(
        "SELECT string_agg(row_text, '{RECORD}') FROM (SELECT {row} AS row_text FROM {table} \
         WHERE {key} > $1 AND {key} <= $2) AS rows_of_table"
    );
    let mut start = 0;
    let mut cells: Vec<&str> = Vec::new();
    while start < greatest {
        let end = start + KEYS_AT_ONCE;
        let range = [Cell::Integer(start), Cell::Integer(end)];
        let texts = transaction.fetch(&statement, &range).await?;
        let text = texts.into_iter().flatten().flatten().next().unwrap_or_default();
        for row in text.split(RECORD).filter(|row| !row.is_empty()) {
            let mut reused = std::mem::take(&mut cells);
            reused.clear();
            reused.extend(row.split(UNIT));
            each(&reused)?;
        }
        start = end;
    }
    Ok(())
}

pub(super) fn broken(table: &str) -> Error {
    Error::internal(format!("the store holds a row of `{table}` that cannot be read"))
}
