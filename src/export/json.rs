//! JSON: one object that says where the data comes from, with all lines in `data`.

use super::format::{Format, Pieces, Profile, Writer, by_line};
use super::subject::Subject;
use crate::error::Result;
use crate::image::render::{Line, write};
use crate::model::table::Label;

/// The format.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn media_type(&self) -> &'static str {
        "application/json"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "JSON",
            file_type: "JSON",
            content: Label { en: "as one JSON document", it: "in un documento JSON" },
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        &["nested"]
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        let mut begun = b"{".to_vec();
        write_source(&subject, self, &mut begun);
        begun.extend_from_slice(b",\"data\":[\n");
        Ok(by_line(subject, Objects { is_first: true }, begun))
    }
}

/// Writes objects between commas.
struct Objects {
    is_first: bool,
}

impl Writer for Objects {
    fn line(&mut self, subject: &Subject, line: Line, out: &mut Vec<u8>) -> Result<()> {
        if !std::mem::take(&mut self.is_first) {
            out.extend_from_slice(b",\n");
        }
        write_object(subject, line, out);
        Ok(())
    }

    fn end(&mut self, _: &Subject, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(b"\n]}\n");
        Ok(())
    }
}

/// Writes the members that say what the file of a format is, of which revision, and from where.
pub(super) fn write_source(subject: &Subject, format: &dyn Format, out: &mut Vec<u8>) {
    let (revision, service) = (&subject.image.revision, &subject.service);
    out.extend_from_slice(b"\"name\":");
    write::string(out, &subject.name);
    out.extend_from_slice(b",\"revision\":");
    write::integer(out, revision.number);
    let source = format!("{}/export/{}.{}", service.base_url, subject.name, format.name());
    for (key, text) in [
        ("publishedAt", &revision.published_at),
        ("publisher", &service.publisher),
        ("licence", &service.licence),
        ("source", &source),
    ] {
        out.push(b',');
        write::string(out, key);
        out.push(b':');
        write::string(out, text);
    }
}

/// Writes a line as an object: of cells, or of all that its record says.
pub(super) fn write_object(subject: &Subject, line: Line, out: &mut Vec<u8>) {
    if subject.options.nested {
        subject.plan.write_json(&subject.image, line, out);
    } else {
        subject.plan.write_cells(&subject.image, line, out);
    }
}
