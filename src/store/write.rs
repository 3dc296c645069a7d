//! One import's way into the store: one transaction, one revision, or nothing at all.

use std::fmt::Write as _;

use crate::error::{Error, Result};
use crate::model::table::{Link, Table, Target};

use super::Store;
use super::dialect::{Cell, Transact};
use super::history::{ChangeKind, FieldChange, Report};
use super::layout::{Field, FieldType, PairTable, data_fields, fields};
use super::load::{StoredPair, broken, scan, scan_pairs, select};

/// How many keys one statement names.
const KEYS_AT_ONCE: usize = 1_000;

/// The one transaction that may write. Dropped without [`Writer::publish`], it leaves no trace.
pub struct Writer {
    pub(super) transaction: Transact,
    pub(super) revision: i64,
    /// When the revision before this one was published.
    before: Option<String>,
    history: Vec<Cell>,
}

/// What the store knows of the newest import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastImport {
    /// The revision that it published.
    pub revision: i64,
    /// The hash of all that was given to it.
    pub input_hash: String,
}

impl Store {
    /// Begins to write.
    ///
    /// # Errors
    ///
    /// [`Error::StoreBusy`] while another import runs.
    pub async fn writer(&self) -> Result<Writer> {
        Writer::new(self.pool.write().await?).await
    }

    /// A writer that sees the store as it is and may not write; it stops no other.
    pub async fn onlooker(&self) -> Result<Writer> {
        Writer::new(self.read().await?).await
    }
}

impl Writer {
    async fn new(mut transaction: Transact) -> Result<Self> {
        let newest = super::newest_revision(&mut transaction).await?;
        let revision = newest.as_ref().map_or(1, |newest| newest.number + 1);
        let before = newest.map(|newest| newest.published_at);
        Ok(Self { transaction, revision, before, history: Vec::new() })
    }

    /// Ends without a trace, so that another may write at once.
    pub async fn abandon(self) -> Result<()> {
        self.transaction.rollback().await
    }

    /// The number of the revision that this will publish.
    pub const fn revision(&self) -> i64 {
        self.revision
    }

    /// The import that published the newest revision.
    pub async fn last_import(&mut self) -> Result<Option<LastImport>> {
        let rows = self
            .transaction
            .fetch(
                "SELECT CAST(number AS TEXT), input_hash FROM revisions \
                 ORDER BY revisions.number DESC LIMIT 1",
                &[],
            )
            .await?;
        Ok(rows.into_iter().next().and_then(|row| {
            let mut fields = row.into_iter();
            let revision = fields.next()??.parse().ok()?;
            Some(LastImport { revision, input_hash: fields.next()?? })
        }))
    }

    /// The report of the import that published a revision.
    pub async fn report(&mut self, revision: i64) -> Result<Option<Report>> {
        let sql = "SELECT report FROM import_reports WHERE revision = $1";
        let rows = self.transaction.fetch(sql, &[Cell::Integer(revision)]).await?;
        let json = rows.into_iter().flatten().flatten().next();
        json.map(|json| serde_json::from_str(&json).map_err(Error::internal)).transpose()
    }

    /// Calls `each` for every record of a table with its key, its slug, the hash of its content
    /// and the revision that added it.
    pub async fn existing(
        &mut self,
        table: &Table,
        mut each: impl FnMut(u32, &str, i64, i64),
    ) -> Result<()> {
        let system = ["content_hash", "added_in"];
        let fields =
            system.map(|name| Field { name: name.to_owned(), field_type: FieldType::Integer });
        scan(&mut self.transaction, table.name, "id", &select(&fields), |parts| {
            let [key, slug, hash, added_in] = parts else { return Err(broken(table.name)) };
            match (key.parse(), hash.parse(), added_in.parse()) {
                (Ok(key), Ok(hash), Ok(added_in)) => each(key, slug, hash, added_in),
                _ => return Err(broken(table.name)),
            }
            Ok(())
        })
        .await
    }

    /// Calls `each` for every pair of a link.
    pub async fn existing_pairs(
        &mut self,
        pairs: &PairTable,
        each: impl FnMut(StoredPair<'_>) -> Result<()>,
    ) -> Result<()> {
        scan_pairs(&mut self.transaction, pairs, each).await
    }

    /// Calls `each` for every record of a table with its key and the texts of its data fields.
    pub async fn all_texts(
        &mut self,
        table: &Table,
        mut each: impl FnMut(u32, &[&str]),
    ) -> Result<()> {
        let parts = select(&data_fields(table));
        scan(&mut self.transaction, table.name, "id", &parts, |parts| {
            let [key, _, texts @ ..] = parts else { return Err(broken(table.name)) };
            each(key.parse().map_err(|_| broken(table.name))?, texts);
            Ok(())
        })
        .await
    }

    /// The texts of the data fields of some records, each with its key and slug.
    pub async fn texts(
        &mut self,
        table: &Table,
        keys: &[u32],
    ) -> Result<Vec<(u32, String, Vec<String>)>> {
        let mut found = Vec::with_capacity(keys.len());
        let parts = select(&data_fields(table)).join(", ");
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let sql = format!("SELECT {parts} FROM {} WHERE id IN ({})", table.name, numbers(keys));
            for row in self.transaction.fetch(&sql, &[]).await? {
                let mut texts = row.into_iter().map(Option::unwrap_or_default);
                let key = texts.next().and_then(|key| key.parse().ok());
                let (Some(key), Some(slug)) = (key, texts.next()) else {
                    return Err(broken(table.name));
                };
                found.push((key, slug, texts.collect()));
            }
        }
        Ok(found)
    }

    /// Adds records; `cells` holds all fields of [`fields`], record after record.
    pub async fn insert(&mut self, table: &Table, cells: &[Cell]) -> Result<()> {
        let fields = fields(table);
        let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        self.transaction.insert(table.name, &names, cells).await
    }

    /// Removes records by their keys; links from and to them must go in the same transaction.
    pub async fn delete(&mut self, table: &Table, keys: &[u32]) -> Result<()> {
        self.delete_where(table.name, "id", keys).await
    }

    /// Adds pairs; `cells` holds the fields of [`PairTable::fields`], pair after pair.
    pub async fn insert_pairs(&mut self, pairs: &PairTable, cells: &[Cell]) -> Result<()> {
        self.transaction.insert(&pairs.name, &pairs.fields(), cells).await
    }

    /// Removes all pairs that start at these keys.
    pub async fn delete_pairs(&mut self, pairs: &PairTable, from: &[u32]) -> Result<()> {
        self.delete_where(&pairs.name, &pairs.from, from).await
    }

    /// Says in which revision these records last changed, where only their links did.
    pub async fn touch(&mut self, table: &Table, keys: &[u32]) -> Result<()> {
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let sql = format!(
                "UPDATE {} SET changed_in = $1 WHERE id IN ({})",
                table.name,
                numbers(keys)
            );
            self.transaction.execute(&sql, &[Cell::Integer(self.revision)]).await?;
        }
        Ok(())
    }

    /// Gives a record another slug, as one that this revision added.
    pub async fn reslug(&mut self, table: &Table, key: u32, slug: &str) -> Result<()> {
        let sql = format!(
            "UPDATE {} SET slug = $1, added_in = $2, changed_in = $2 WHERE id = $3",
            table.name
        );
        let (revision, key) = (Cell::Integer(self.revision), Cell::Integer(key.into()));
        self.transaction.execute(&sql, &[Cell::Text(slug.to_owned()), revision, key]).await?;
        Ok(())
    }

    /// The keys of the records of a table that a link to one leads from to any of these records of
    /// the table `target`.
    pub async fn linked_from(
        &mut self,
        table: &Table,
        link: &Link,
        target: &Table,
        keys: &[u32],
    ) -> Result<Vec<u32>> {
        let mut found = Vec::new();
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let (name, field, keys) = (table.name, link.name, numbers(keys));
            let mut sql =
                format!("SELECT CAST(id AS TEXT) FROM {name} WHERE {field}_id IN ({keys})");
            if link.target == Target::Any {
                // Names of tables are the registry's.
                let _ = write!(sql, " AND {field}_table = '{}'", target.name);
            }
            for key in self.transaction.fetch(&sql, &[]).await?.into_iter().flatten().flatten() {
                found.push(key.parse().map_err(|_| broken(table.name))?);
            }
        }
        Ok(found)
    }

    async fn delete_where(&mut self, table: &str, field: &str, keys: &[u32]) -> Result<()> {
        for keys in keys.chunks(KEYS_AT_ONCE) {
            let sql = format!("DELETE FROM {table} WHERE {field} IN ({})", numbers(keys));
            self.transaction.execute(&sql, &[]).await?;
        }
        Ok(())
    }

    /// Notes what happens to a record in a revision; by default this one.
    pub async fn note(
        &mut self,
        record: String,
        revision: Option<i64>,
        kind: ChangeKind,
        fields: &[FieldChange],
    ) -> Result<()> {
        const NOTES_AT_ONCE: usize = 4_000;
        let fields = serde_json::to_string(fields).map_err(Error::internal)?;
        let table = record.split('/').next().unwrap_or_default().to_owned();
        self.history.extend([
            Cell::Text(record),
            Cell::Text(table),
            Cell::Integer(revision.unwrap_or(self.revision)),
            Cell::Text(kind.name().to_owned()),
            Cell::Text(fields),
        ]);
        if self.history.len() >= NOTES_AT_ONCE {
            self.flush().await?;
        }
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        let notes = std::mem::take(&mut self.history);
        let fields = ["record", "record_table", "revision", "change", "fields"];
        self.transaction.insert("record_history", &fields, &notes).await
    }

    /// Makes all that was written the newest revision, at the moment `now` (RFC 3339, UTC). Where a
    /// clock was set back, it is published together with the revision before it: never earlier.
    pub async fn publish(mut self, now: &str, input_hash: &str, report: &Report) -> Result<i64> {
        let now = self.before.as_deref().map_or(now, |before| before.max(now));
        let refusals = self.refusals(report)?;
        let report = serde_json::to_string(report).map_err(Error::internal)?;
        let number = Cell::Integer(self.revision);
        let revision =
            [number.clone(), Cell::Text(now.to_owned()), Cell::Text(input_hash.to_owned())];
        self.transaction
            .execute(
                "INSERT INTO revisions (number, published_at, input_hash) VALUES ($1, $2, $3)",
                &revision,
            )
            .await?;
        self.flush().await?;
        self.transaction
            .execute(
                "INSERT INTO import_reports (revision, report) VALUES ($1, $2)",
                &[number, Cell::Text(report)],
            )
            .await?;
        let fields = ["record", "revision", "problem"];
        self.transaction.insert("record_refusals", &fields, &refusals).await?;
        self.transaction.notify(self.revision).await?;
        self.transaction.commit().await?;
        Ok(self.revision)
    }
}

impl Writer {
    /// The problems of a report that name a record, as rows of the store.
    fn refusals(&self, report: &Report) -> Result<Vec<Cell>> {
        let mut cells = Vec::new();
        for problem in &report.problems {
            let Some(record) = &problem.record else { continue };
            let told = serde_json::to_string(problem).map_err(Error::internal)?;
            let number = Cell::Integer(self.revision);
            cells.extend([Cell::Text(record.clone()), number, Cell::Text(told)]);
        }
        Ok(cells)
    }
}

fn numbers(keys: &[u32]) -> String {
    keys.iter().map(u32::to_string).collect::<Vec<_>>().join(",")
}
