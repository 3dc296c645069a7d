//! What went out of the store, revision by revision.

use crate::error::{Error, Result};

use super::Store;
use super::dialect::Cell;
use super::journal::{BYTES, key_of};

/// A record that a revision took out, which is given by its table and slug. It may have come back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removal {
    /// The revision.
    pub revision: i64,
    /// The position of the table.
    pub table: usize,
    /// The slug.
    pub slug: String,
}

impl Store {
    /// The first records that went out behind the place of a revision and an id, up to a revision;
    /// by revision and then by id, along an index.
    pub async fn removals(
        &self,
        (revision, record): (i64, &str),
        until: i64,
        first: usize,
    ) -> Result<Vec<Removal>> {
        // `revision` alone would be the text, on PostgreSQL.
        let sql = format!(
            "SELECT CAST(revision AS TEXT), record FROM (SELECT DISTINCT revision, \
             record {BYTES} AS record FROM record_history WHERE change = 'removed' \
             AND (revision, record {BYTES}) > ($1, $2) AND revision <= $3 \
             ORDER BY revision, record {BYTES} LIMIT $4) AS removed \
             ORDER BY removed.revision, record {BYTES}"
        );
        let values = [
            Cell::Integer(revision),
            Cell::Text(record.to_owned()),
            Cell::Integer(until),
            Cell::Integer(first.cast_signed() as i64),
        ];
        let mut transaction = self.read().await?;
        let rows = transaction.fetch(&sql, &values).await?;
        transaction.rollback().await?;
        let removal = |row: Vec<Option<String>>| {
            let mut fields = row.into_iter();
            let revision = fields.next()??.parse().ok()?;
            let (table, slug) = key_of(&fields.next()??)?;
            Some(Removal { revision, table, slug })
        };
        let removals = rows.into_iter().map(removal);
        removals.map(|found| found.ok_or_else(|| Error::internal("a broken journal"))).collect()
    }
}
