//! Exports: a selection of one revision as a file, made while it is read, in constant memory.

mod csv;
pub mod format;
mod json;
mod ndjson;

use std::sync::Arc;

use roaring::RoaringBitmap;

use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::filter::Filter;
use crate::image::render::Plan;
use crate::model::find_table;
use format::Format;

/// All formats, in the order of the documentation.
pub const FORMATS: &[&dyn Format] = &[&csv::Csv, &json::Json, &ndjson::NdJson];

/// How much is made at once: small enough for memory, large enough for speed.
const CHUNK: usize = 64 * 1024;

/// The names of all formats.
pub fn format_names() -> Vec<&'static str> {
    FORMATS.iter().map(|format| format.name()).collect()
}

/// The names and media types of all formats.
pub fn format_kinds() -> Vec<(&'static str, &'static str)> {
    FORMATS.iter().map(|format| (format.name(), format.media_type())).collect()
}

/// The format of this name.
pub fn find_format(name: &str) -> Option<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name)
}

/// A file on its way out, chunk by chunk.
pub struct Export {
    image: Arc<Image>,
    format: &'static dyn Format,
    plan: Plan,
    rows: Rows,
    state: State,
}

#[derive(PartialEq)]
enum State {
    Before,
    First,
    Within,
    Done,
}

enum Rows {
    All(std::ops::Range<u32>),
    Some(Box<roaring::bitmap::IntoIter>),
}

impl Iterator for Rows {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        match self {
            Self::All(rows) => rows.next(),
            Self::Some(rows) => rows.next(),
        }
    }
}

impl Export {
    /// The file of a table such as `projects`, or of a link such as `project_countries`; `filter`
    /// is that of the table, or of the one where the link starts. Records stand in slug order.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such table.
    pub fn new(
        image: Arc<Image>,
        name: &str,
        format: &'static dyn Format,
        filter: &dyn Fn(usize) -> Result<Filter>,
    ) -> Result<Self> {
        let plan = match find_table(name) {
            Some((table, _)) => Some(format.plan(&image, table)),
            None => Plan::of_pairs(&image, name),
        };
        let plan = plan.ok_or_else(|| Error::NotFound {
            what: format!("there is no table `{name}`"),
            hint: "the names of all tables are at `/api`".to_owned(),
        })?;
        let filter = filter(plan.table)?;
        let rows = if filter.is_everything() {
            Rows::All(0..image.table(plan.table).rows as u32)
        } else {
            let rows: RoaringBitmap = image.rows(plan.table, &filter);
            Rows::Some(Box::new(rows.into_iter()))
        };
        Ok(Self { image, format, plan, rows, state: State::Before })
    }

    /// The format.
    pub fn format(&self) -> &'static dyn Format {
        self.format
    }

    /// The revision that the file is of.
    pub fn image(&self) -> &Image {
        &self.image
    }
}

/// The chunks of the file.
impl Iterator for Export {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.state == State::Done {
            return None;
        }
        let mut out = Vec::with_capacity(CHUNK + CHUNK / 4);
        if self.state == State::Before {
            self.format.begin(&self.image, &self.plan, &mut out);
            self.state = State::First;
        }
        while out.len() < CHUNK {
            let Some(row) = self.rows.next() else {
                self.format.end(&self.image, &self.plan, &mut out);
                self.state = State::Done;
                break;
            };
            let (image, plan, format) = (&self.image, &self.plan, self.format);
            let state = &mut self.state;
            plan.lines(image, row, |line| {
                format.line(image, plan, line, *state == State::First, &mut out);
                *state = State::Within;
            });
        }
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_names_of_their_own() {
        let names = format_names();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name}");
        }
    }
}
