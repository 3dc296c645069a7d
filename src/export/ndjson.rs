//! NDJSON: one JSON object a line.

use super::format::{Format, Pieces, Writer, by_line};
use super::json::write_object;
use super::subject::Subject;
use crate::error::Result;
use crate::image::render::Line;

/// The format.
pub(super) struct NdJson;

impl Format for NdJson {
    fn name(&self) -> &'static str {
        "ndjson"
    }

    fn media_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn parameters(&self) -> &'static [&'static str] {
        &["nested"]
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        Ok(by_line(subject, Objects, Vec::new()))
    }
}

/// Writes an object a line.
struct Objects;

impl Writer for Objects {
    fn line(&mut self, subject: &Subject, line: Line, out: &mut Vec<u8>) -> Result<()> {
        write_object(subject, line, out);
        out.push(b'\n');
        Ok(())
    }

    fn end(&mut self, _: &Subject, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}
