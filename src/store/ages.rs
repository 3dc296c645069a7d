//! Since when tables have had records, and when something last happened in them.

use crate::error::Result;
use crate::model::TABLES;

use super::dialect::Cell;
use super::{RevisionRecord, Store};

/// When the records of a table first and last changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Age {
    /// The revision that brought its first record.
    pub first: RevisionRecord,
    /// The newest one that added, changed or removed a record, or a link that starts from one.
    pub last: RevisionRecord,
}

impl Store {
    /// The age of each table in reading order, up to a revision; none for a table that never had a
    /// record. Each question is answered from one end of an index.
    pub async fn ages(&self, until: i64) -> Result<Vec<Option<Age>>> {
        let mut transaction = self.read().await?;
        let mut found = Vec::with_capacity(TABLES.len());
        let mut numbers = Vec::new();
        for table in TABLES {
            let (name, of_table) = (table.name, [Cell::Integer(until)]);
            let sql = format!(
                "SELECT CAST(min(added_in) AS TEXT), CAST(max(added_in) AS TEXT) FROM {name} \
                 WHERE added_in <= $1 \
                 UNION ALL SELECT CAST(min(revision) AS TEXT), CAST(max(revision) AS TEXT) \
                 FROM record_history WHERE record_table = '{name}' AND revision <= $1"
            );
            let rows = transaction.fetch(&sql, &of_table).await?;
            let of_rows = rows.into_iter().flatten().flatten();
            let of_rows: Vec<i64> = of_rows.filter_map(|text| text.parse().ok()).collect();
            let ends = of_rows.iter().min().copied().zip(of_rows.iter().max().copied());
            numbers.extend(ends.into_iter().flat_map(|(first, last)| [first, last]));
            found.push(ends);
        }
        transaction.rollback().await?;
        let revisions = self.revisions(&numbers).await?;
        let age = |(first, last): (i64, i64)| {
            let (first, last) = (revisions.get(&first)?.clone(), revisions.get(&last)?.clone());
            Some(Age { first, last })
        };
        Ok(found.into_iter().map(|ends| ends.and_then(age)).collect())
    }
}
