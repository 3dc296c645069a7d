//! The records that revisions touched.

use std::collections::BTreeSet;

use roaring::RoaringBitmap;

use crate::error::Result;
use crate::image::{Image, Row};
use crate::store::Store;
use crate::store::journal::{Since, Start};

/// How many entries of the journal are read at once.
const PAGE: usize = 1_000;

/// The records of a table of which a file of changes may tell.
pub(super) struct OfTable {
    /// The position of the table.
    pub table: usize,
    /// Those that the image has.
    pub rows: RoaringBitmap,
    /// The slugs of those that it does not have.
    pub gone: BTreeSet<String>,
    /// The names of the fields that were noted.
    pub fields: BTreeSet<String>,
    /// Whether those that are here are told of whatever happened to them.
    pub every_line: bool,
}

impl OfTable {
    fn none(table: usize) -> Self {
        let (rows, gone, fields) = (RoaringBitmap::new(), BTreeSet::new(), BTreeSet::new());
        Self { table, rows, gone, fields, every_line: false }
    }

    /// All records of the image.
    pub(super) fn all(image: &Image, table: usize) -> Self {
        let mut all = Self::none(table);
        all.rows.insert_range(0..image.table(table).rows as Row);
        all
    }
}

/// The records of tables that revisions later than `since` touched, up to that of the image.
///
/// The store may be ahead of the image and get further ahead between two pages. Nothing is missed:
/// when a record goes out, the store notes that it was added, at the same place of the journal.
pub(super) async fn touched(
    store: &Store,
    image: &Image,
    since: i64,
    tables: &[usize],
) -> Result<Vec<OfTable>> {
    let mut found: Vec<OfTable> = tables.iter().copied().map(OfTable::none).collect();
    let until = image.revision.number;
    let (tables, first) = (tables.to_vec(), PAGE);
    let mut asked = Since { since: Start::Revision(since), until, tables, after: None, first };
    loop {
        let page = store.journal(&asked).await?;
        asked.after = page.entries.last().map(|last| (last.change.revision, last.record()));
        for entry in page.entries {
            let of_table = found.iter_mut().find(|of_table| of_table.table == entry.table);
            let Some(of_table) = of_table else { continue };
            match image.table(entry.table).find(&entry.slug) {
                Some(row) => {
                    of_table.rows.insert(row);
                }
                None => {
                    of_table.gone.insert(entry.slug);
                }
            }
            for field in entry.change.fields {
                if !of_table.fields.contains(&field.name) {
                    of_table.fields.insert(field.name);
                }
            }
        }
        if !page.has_next {
            return Ok(found);
        }
    }
}
