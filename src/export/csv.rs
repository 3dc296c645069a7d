//! CSV: RFC 4180, UTF-8, a header line, one line a record, no JSON in cells.

use super::format::{Format, Pieces, Profile, Writer, by_line};
use super::subject::Subject;
use crate::error::Result;
use crate::image::render::Line;
use crate::model::table::Label;

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "CSV",
            file_type: "CSV",
            content: Label {
                en: "as CSV (RFC 4180, UTF-8, comma, header line)",
                it: "in CSV (RFC 4180, UTF-8, virgola, riga di intestazione)",
            },
        }
    }

    fn parameters(&self) -> &'static [&'static str] {
        &["bom", "sep"]
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        let separator = subject.options.separator;
        let mut begun = Vec::new();
        if subject.options.bom {
            begun.extend_from_slice("\u{feff}".as_bytes());
        }
        for (at, field) in subject.plan.fields.iter().enumerate() {
            if at > 0 {
                begun.push(separator);
            }
            begun.extend_from_slice(field.name.as_bytes());
        }
        begun.extend_from_slice(b"\r\n");
        Ok(by_line(subject, Cells { separator }, begun))
    }
}

/// Writes cells.
struct Cells {
    separator: u8,
}

impl Writer for Cells {
    fn line(&mut self, subject: &Subject, line: Line, out: &mut Vec<u8>) -> Result<()> {
        for (at, field) in subject.plan.fields.iter().enumerate() {
            if at > 0 {
                out.push(self.separator);
            }
            let start = out.len();
            let is_free = subject.plan.write_text(&subject.image, field, line, out);
            // Slugs are joined by `;`.
            if is_free || self.separator == b';' {
                quote(out, start, self.separator);
            }
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn end(&mut self, _: &Subject, _: &mut Vec<u8>) -> Result<()> {
        Ok(())
    }
}

/// Puts what was written from `start` on between quotation marks, if it needs them.
pub(super) fn quote(out: &mut Vec<u8>, start: usize, separator: u8) {
    let Some(text) = out.get(start..) else { return };
    // The import lets no carriage return through that has no line feed behind it.
    if memchr::memchr3(separator, b'"', b'\n', text).is_none() {
        return;
    }
    let marks = memchr::memchr_iter(b'"', text).count();
    if marks == 0 {
        out.push(b'"');
        out.insert(start, b'"');
        return;
    }
    let text = out.split_off(start);
    out.push(b'"');
    for byte in text {
        if byte == b'"' {
            out.push(b'"');
        }
        out.push(byte);
    }
    out.push(b'"');
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted(text: &str) -> String {
        let mut out = b"x,".to_vec();
        out.extend_from_slice(text.as_bytes());
        quote(&mut out, 2, b',');
        String::from_utf8(out[2..].to_vec()).unwrap()
    }

    #[test]
    fn quotes_what_needs_it_and_nothing_else() {
        assert_eq!(quoted("città"), "città");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("a\nb"), "\"a\nb\"");
        assert_eq!(quoted("say \"so\""), "\"say \"\"so\"\"\"");
    }
}
