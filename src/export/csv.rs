//! CSV: RFC 4180, UTF-8, a header line, one line a record, no JSON in cells.

use crate::image::Image;
use crate::image::render::{Line, Plan};

use super::format::Format;

/// The format.
pub(super) struct Csv;

impl Format for Csv {
    fn name(&self) -> &'static str {
        "csv"
    }

    fn media_type(&self) -> &'static str {
        "text/csv; charset=utf-8; header=present"
    }

    fn plan(&self, image: &Image, table: usize) -> Plan {
        Plan::flat(image, table)
    }

    fn begin(&self, _: &Image, plan: &Plan, out: &mut Vec<u8>) {
        for (at, field) in plan.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(field.name.as_bytes());
        }
        out.extend_from_slice(b"\r\n");
    }

    fn line(&self, image: &Image, plan: &Plan, line: Line, _: bool, out: &mut Vec<u8>) {
        for (at, field) in plan.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            let start = out.len();
            if plan.write_text(image, field, line, out) {
                quote(out, start);
            }
        }
        out.extend_from_slice(b"\r\n");
    }

    fn end(&self, _: &Image, _: &Plan, _: &mut Vec<u8>) {}
}

/// Puts what was written from `start` on between quotation marks, if it needs them.
fn quote(out: &mut Vec<u8>, start: usize) {
    let Some(text) = out.get(start..) else { return };
    // The import lets no carriage return through that has no line feed behind it.
    if memchr::memchr3(b',', b'"', b'\n', text).is_none() {
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
        quote(&mut out, 2);
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
