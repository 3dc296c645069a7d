//! How long the cells of a file can be, for formats that hold no text of any length.

use super::{Field, Plan, Source};
use crate::image::Image;
use crate::image::columns::{Data, Texts};
use crate::model::value::SLUG_LIMIT;

impl Plan {
    /// The most bytes that a cell of a field can have as text, known without reading the cells.
    /// Cells of other kinds than free texts and lists of slugs are short: they count as none.
    pub fn longest(&self, image: &Image, field: &Field) -> usize {
        match field.source {
            // Each slug stands before a `;`, or at the end.
            Source::Many(way) => image.longest(way) * (SLUG_LIMIT + 1),
            _ => self.texts(image, field).map_or(0, Texts::longest),
        }
    }

    /// The bytes of all free texts of the table that stand in these fields.
    pub fn text_bytes(&self, image: &Image) -> u64 {
        self.fields.iter().filter_map(|field| self.texts(image, field)).map(Texts::len).sum()
    }

    fn texts<'i>(&self, image: &'i Image, field: &Field) -> Option<&'i Texts> {
        let data = |at| &image.table(self.table).column(at).data;
        match field.source {
            Source::Column(at) => match data(at) {
                Data::Text(texts) => Some(texts),
                _ => None,
            },
            Source::Language(at, tag) => match data(at) {
                Data::Localised(tags) => tags.get(tag).map(|(_, texts)| texts),
                _ => None,
            },
            _ => None,
        }
    }
}
