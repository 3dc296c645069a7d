//! What `contains` costs: the texts that it has to read, worked out before it reads them.

use roaring::RoaringBitmap;

use super::{Filter, Test};
use crate::error::{Error, Result};
use crate::image::columns::Data;
use crate::image::{ColumnImage, Image};

/// Refuses to read more bytes of texts than one request can ask, as [`Image::scan_bytes`] counts
/// them.
///
/// # Errors
///
/// [`Error::Limit`] says what to ask instead.
pub fn within_limit(bytes: u64, limit: u64) -> Result<()> {
    if bytes <= limit {
        return Ok(());
    }
    Err(Error::Limit {
        what: "the number of bytes of texts that `contains` has to read",
        value: bytes,
        limit,
        hint:
            "use `search`, which has an index; or add tests that leave fewer records to read, or \
               take the file from `/export` with the same filter"
                .to_owned(),
    })
}

impl Image {
    /// Refuses a filter that has to read more bytes of texts than `limit` to be answered.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`], as [`within_limit`].
    pub fn check_scan(&self, table: usize, filter: &Filter, limit: u64) -> Result<()> {
        within_limit(self.scan_bytes(table, filter), limit)
    }

    /// The bytes of texts that a filter has to read to be answered; none without `contains`.
    ///
    /// Tests that stand beside `contains` and read nothing are answered first, from indexes; then
    /// only the texts of the rows that are left are counted, at the average length of the column.
    pub fn scan_bytes(&self, table: usize, filter: &Filter) -> u64 {
        if filter.reads_texts() { self.scanned(table, filter, None) } else { 0 }
    }

    fn scanned(&self, table: usize, filter: &Filter, among: Option<&RoaringBitmap>) -> u64 {
        match filter {
            Filter::All(filters) => {
                let reading = || filters.iter().filter(|filter| filter.reads_texts());
                if reading().next().is_none() {
                    return 0;
                }
                let left = self.without_reading(table, filters, among);
                reading().map(|filter| self.scanned(table, filter, left.as_ref())).sum()
            }
            Filter::Any(filters) => {
                filters.iter().map(|filter| self.scanned(table, filter, among)).sum()
            }
            Filter::Not(filter) => self.scanned(table, filter, among),
            Filter::Some { ways } => {
                ways.iter().map(|(way, filter)| self.scanned(way.to, filter, None)).sum()
            }
            Filter::Column { at, test: Test::Contains(_) } => {
                let column = self.table(table).column(*at);
                match among {
                    Some(among) if column.reads_only(among) => {
                        let rows = (self.table(table).rows as u64).max(1);
                        // Rounded up: a row that is read is never free.
                        (column.text_bytes() * among.len()).div_ceil(rows)
                    }
                    _ => column.text_bytes(),
                }
            }
            _ => 0,
        }
    }
}

impl ColumnImage {
    /// Whether the texts of these rows are read one by one; the texts of many, or of a few that
    /// are most, are read end to end.
    pub(super) fn reads_only(&self, among: &RoaringBitmap) -> bool {
        let rows = match &self.data {
            Data::Text(texts) => texts.rows(),
            Data::Localised(tags) => tags.iter().map(|(_, texts)| texts.rows()).max().unwrap_or(0),
            _ => 0,
        };
        among.len() * 2 < rows as u64
    }

    fn text_bytes(&self) -> u64 {
        match &self.data {
            Data::Text(texts) => texts.len(),
            Data::Localised(tags) => tags.iter().map(|(_, texts)| texts.len()).sum(),
            _ => 0,
        }
    }
}
