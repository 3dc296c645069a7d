//! Places among the best records of a search, written as cursors.

use data_encoding::BASE64URL_NOPAD;

use super::{Hit, RANKED};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::page::Fingerprint;
use crate::model::TABLES;

/// The longest cursor that is looked at, in bytes.
const BYTES_LIMIT: usize = 400;

impl Hit {
    /// The place of this record as a cursor of a query; `rank` is its number, from 1.
    pub fn cursor(&self, image: &Image, rank: usize, query: Fingerprint) -> String {
        let mut bytes = query.bytes().to_vec();
        bytes.extend(self.score.to_bits().to_le_bytes());
        bytes.extend((rank as u16).to_le_bytes());
        let slug = image.table(self.table).slug(self.row);
        bytes.extend(format!("{}/{slug}", TABLES[self.table].name).into_bytes());
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// The place that a cursor writes.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] if it was not made by this query, [`Error::Limit`] where no more records
    /// are ranked behind it.
    pub fn at_cursor(
        image: &Image,
        text: &str,
        query: Fingerprint,
        argument: &str,
    ) -> Result<Self> {
        let read = Self::read(image, text, query);
        let (hit, rank) = read.ok_or_else(|| Error::Cursor { argument: argument.to_owned() })?;
        if rank >= RANKED {
            return Err(Error::Limit {
                what: "the number of records before a page of a search",
                value: rank as u64,
                limit: RANKED as u64 - 1,
                hint: "search for more words, or take all matches of a table with the filter \
                       `search`"
                    .to_owned(),
            });
        }
        Ok(hit)
    }

    fn read(image: &Image, text: &str, query: Fingerprint) -> Option<(Self, usize)> {
        if text.len() > BYTES_LIMIT {
            return None;
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (fingerprint, rest) = bytes.split_first_chunk::<4>()?;
        let (score, rest) = rest.split_first_chunk::<4>()?;
        let (rank, id) = rest.split_first_chunk::<2>()?;
        let (table, slug) = std::str::from_utf8(id).ok()?.split_once('/')?;
        let table = crate::model::find_table(table)?.0;
        // A record that is gone leaves its place to the next one.
        let row = image.table(table).lower_bound(slug);
        let score = f32::from_bits(u32::from_le_bytes(*score));
        let is_right = *fingerprint == query.bytes() && score.is_finite();
        is_right.then_some((Self { table, row, score }, u16::from_le_bytes(*rank).into()))
    }
}
