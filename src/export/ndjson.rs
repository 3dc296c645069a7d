//! NDJSON: one JSON object a line.

use super::format::{Format, Pieces, Profile, Writer, by_line};
use super::json::write_object;
use super::subject::Subject;
use crate::error::Result;
use crate::image::render::Line;
use crate::model::table::Label;

/// The format.
pub(super) struct NdJson;

impl Format for NdJson {
    fn name(&self) -> &'static str {
        "ndjson"
    }

    fn media_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "NDJSON",
            // The EU has no type for it, and who reads it as one JSON document fails at its second line.
            file_type: "TXT",
            content: Label {
                en: "as NDJSON: one JSON object a line",
                it: "in NDJSON: un oggetto JSON per riga",
            },
        }
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
