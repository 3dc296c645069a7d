//! Full-text search: the words of all searched columns, in one index for each revision.
//!
//! A [`Query`] is answered as a set of rows, which filters put together with others, or as the
//! best records of several tables with the parts of texts in which its words stand.

mod find;
mod index;
mod place;
mod query;
mod rank;
mod shelf;
mod snippet;
mod words;

use std::sync::OnceLock;

use roaring::RoaringBitmap;

use super::Image;
use crate::error::{Error, Result};
use find::Wanted;
pub use index::{TextIndex, is_searched};
pub use query::{Part, Query, What};
pub use rank::Hit;
pub use shelf::Shelf;
use snippet::Marker;
pub use snippet::Snippet;

/// How many of the best records a search gives; a filter gives all.
pub const RANKED: usize = 1_000;

/// The index of an image: given with it, or made in memory when it is first needed.
#[derive(Debug, Default)]
pub struct Text(OnceLock<std::result::Result<TextIndex, String>>);

/// A part of the best records of a search.
#[derive(Debug)]
pub struct Found {
    /// How many records match in all.
    pub total: usize,
    /// The records of the page, the best first.
    pub hits: Vec<Hit>,
    /// The place of the first of them among all, from zero.
    pub start: usize,
    /// Whether records follow.
    pub has_next: bool,
}

impl Image {
    /// Takes the index of the texts from a shelf, or puts a new one there.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] if not even an index in memory can be made.
    pub fn index_texts(&self, kept: &Shelf) -> Result<()> {
        let taken = kept.take(self).map_err(Error::internal)?;
        let _ = self.text.0.set(Ok(taken));
        Ok(())
    }

    fn text_index(&self) -> Result<&TextIndex> {
        let made = self.text.0.get_or_init(|| {
            super::filter::unhindered(|| {
                TextIndex::in_memory(self).map_err(|error| error.to_string())
            })
        });
        made.as_ref().map_err(Error::internal)
    }

    /// The rows of a table whose texts a query holds for.
    pub fn search_rows(&self, table: usize, query: &Query) -> RoaringBitmap {
        let find = || {
            let wanted = Wanted::new(query);
            let found = self.text_index()?.find(table, self.table(table).rows, &wanted);
            found.map(|rows| rows.to_bitmap()).map_err(Error::internal)
        };
        let found = if query.tests().1 > 0 { super::filter::unhindered(find) } else { find() };
        // An index was checked when it was opened: this is a fault of the machine.
        found.unwrap_or_else(|error| {
            error.log();
            RoaringBitmap::new()
        })
    }

    /// The best records of some tables, from the front or behind a place.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] if the index cannot be read.
    pub fn search(
        &self,
        query: &Query,
        tables: &[usize],
        first: usize,
        after: Option<Hit>,
    ) -> Result<Found> {
        let search = || self.search_now(query, tables, first, after);
        if query.tests().1 > 0 { super::filter::unhindered(search) } else { search() }
    }

    fn search_now(
        &self,
        query: &Query,
        tables: &[usize],
        first: usize,
        after: Option<Hit>,
    ) -> Result<Found> {
        let index = self.text_index()?;
        let wanted = Wanted::new(query);
        let mut found = Vec::with_capacity(tables.len());
        for table in tables {
            let rows = index.find(*table, self.table(*table).rows, &wanted);
            let rows = rows.map_err(Error::internal)?;
            found.push((*table, rows.len(), rows));
        }
        // In reading order, in which the one of two equals comes first.
        found.sort_unstable_by_key(|(table, ..)| *table);
        let total = found.iter().map(|(_, count, _)| count).sum();
        let most = if after.is_some() { RANKED } else { first.min(RANKED) };
        let mut hits = index.best(&wanted, &found, most).map_err(Error::internal)?;
        let start = after.map_or(0, |after| hits.partition_point(|hit| *hit <= after));
        hits.drain(..start);
        hits.truncate(first);
        let has_next = start + hits.len() < total;
        Ok(Found { total, hits, start, has_next })
    }

    /// For each record, the parts of its texts in which words of a query stand.
    pub fn snippets(&self, query: &Query, hits: &[Hit]) -> Vec<Vec<Snippet>> {
        let mut marker = Marker::new(&Wanted::new(query));
        hits.iter().map(|hit| marker.snippets(self, hit.table, hit.row)).collect()
    }
}

/// The tables that a search reads, in reading order.
pub fn searched_tables() -> Vec<usize> {
    (0..crate::model::TABLES.len()).filter(|table| is_searched(*table)).collect()
}
