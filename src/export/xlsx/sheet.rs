//! The sheet of the data, written line by line.

use std::io::Write as _;

use super::cells;
use super::parts::{BOLD, DATE, MOMENT, QUOTED};
use crate::error::Result;
use crate::export::format::Writer;
use crate::export::subject::Subject;
use crate::image::render::{Cell, Form, Line, write};
use crate::model::value::format_instant;

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<worksheet \
    xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">";

/// A text as wide as this, in characters, is not made wider.
const WIDEST: usize = 60;

/// The writer of the lines, and what stands before them.
pub(super) fn begin(subject: &Subject, lines: u64) -> (Rows, Vec<u8>) {
    let columns = subject.plan.fields.len();
    let letters: Vec<_> = (0..columns).map(letters).collect();
    let range = range(columns, lines);
    let mut out = HEAD.as_bytes().to_vec();
    // Writing to a Vec cannot fail.
    let _ = write!(
        out,
        "<dimension ref=\"{range}\"/><sheetViews><sheetView tabSelected=\"1\" \
         workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" \
         state=\"frozen\"/><selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/>\
         </sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>"
    );
    let widths = subject.plan.fields.iter().map(|field| {
        // The sign of the filter stands beside the name.
        let name = field.name.chars().count() + 4;
        name.max(width(subject.plan.describe(&subject.image, field).form)).min(WIDEST)
    });
    put_widths(&mut out, widths);
    out.extend_from_slice(b"<sheetData><row r=\"1\">");
    for (letters, field) in letters.iter().zip(&subject.plan.fields) {
        put_text(&mut out, letters, b"1", Some(BOLD), &field.name);
    }
    out.extend_from_slice(b"</row>");
    (Rows { number: 1, letters, range, scratch: Vec::new() }, out)
}

/// The cells from the first of the header to the last.
pub(super) fn range(columns: usize, lines: u64) -> String {
    let last = letters(columns.saturating_sub(1));
    format!("A1:{}{}", String::from_utf8_lossy(&last), lines + 1)
}

/// The letters of a column, from `A`.
fn letters(column: usize) -> Vec<u8> {
    let mut letters = Vec::with_capacity(3);
    let mut rest = column + 1;
    while rest > 0 {
        rest -= 1;
        letters.insert(0, b'A' + (rest % 26) as u8);
        rest /= 26;
    }
    letters
}

/// The characters that cells of a kind usually have.
const fn width(form: Form) -> usize {
    match form {
        Form::Integer | Form::Boolean | Form::Currency | Form::Code(_) => 10,
        Form::Date | Form::Degrees => 12,
        Form::Decimal => 16,
        Form::Instant => 20,
        Form::Slug | Form::Label | Form::Link(_) | Form::Links(_) => 28,
        Form::Text | Form::Url => 40,
    }
}

/// Writes the widths of columns, in characters.
pub(super) fn put_widths(out: &mut Vec<u8>, widths: impl Iterator<Item = usize>) {
    out.extend_from_slice(b"<cols>");
    for (at, width) in widths.enumerate() {
        let place = at + 1;
        let _ = write!(
            out,
            "<col min=\"{place}\" max=\"{place}\" width=\"{width}\" customWidth=\"1\"/>"
        );
    }
    out.extend_from_slice(b"</cols>");
}

/// Writes a cell with a text, which is a text whatever it looks like.
fn put_text(out: &mut Vec<u8>, letters: &[u8], row: &[u8], style: Option<u8>, text: &str) {
    let style = style.or_else(|| cells::is_ambiguous(text).then_some(QUOTED));
    put_start(out, letters, row, style);
    out.extend_from_slice(b" t=\"inlineStr\"><is><t");
    if cells::has_space(text) {
        out.extend_from_slice(b" xml:space=\"preserve\"");
    }
    out.push(b'>');
    cells::text(text, out);
    out.extend_from_slice(b"</t></is></c>");
}

fn put_start(out: &mut Vec<u8>, letters: &[u8], row: &[u8], style: Option<u8>) {
    out.extend_from_slice(b"<c r=\"");
    out.extend_from_slice(letters);
    out.extend_from_slice(row);
    out.push(b'"');
    if let Some(style) = style {
        out.extend_from_slice(b" s=\"");
        out.extend_from_slice(&[b'0' + style, b'"']);
    }
}

/// Writes a cell with a number.
fn put_number(
    out: &mut Vec<u8>,
    letters: &[u8],
    row: &[u8],
    style: Option<u8>,
    number: impl FnOnce(&mut Vec<u8>),
) {
    put_start(out, letters, row, style);
    out.extend_from_slice(b"><v>");
    number(out);
    out.extend_from_slice(b"</v></c>");
}

/// Writes a value into the cell at these letters and this row; nothing where there is none.
pub(super) fn put(out: &mut Vec<u8>, letters: &[u8], row: &[u8], cell: Cell<'_>) {
    let number = |out: &mut Vec<u8>, style, number: &dyn Fn(&mut Vec<u8>)| {
        put_number(out, letters, row, style, |out| number(out));
    };
    match cell {
        Cell::None => {}
        Cell::Text(text) => put_text(out, letters, row, None, text),
        Cell::Integer(value) if cells::is_exact(value) => {
            number(out, None, &|out| write::integer(out, value));
        }
        Cell::Integer(value) => put_text(out, letters, row, None, &value.to_string()),
        Cell::Decimal(value) if cells::is_exact(value.digits) => {
            number(out, None, &|out| cells::decimal(value, out));
        }
        Cell::Decimal(value) => put_text(out, letters, row, None, &value.to_string()),
        Cell::Date(date) => match cells::day(date) {
            Some(day) => number(out, Some(DATE), &|out| write::integer(out, day)),
            None => put_text(out, letters, row, None, &date.to_string()),
        },
        Cell::Instant(seconds) => match cells::moment(seconds) {
            Some(moment) => number(out, Some(MOMENT), &|out| write::float(out, moment)),
            None => put_text(out, letters, row, None, &format_instant(seconds)),
        },
        Cell::Boolean(is) => {
            put_start(out, letters, row, None);
            out.extend_from_slice(b" t=\"b\"><v>");
            out.push(b'0' + u8::from(is));
            out.extend_from_slice(b"</v></c>");
        }
        Cell::Degrees(degrees) => number(out, None, &|out| write::float(out, degrees)),
    }
}

/// Writes rows.
pub(super) struct Rows {
    number: u32,
    letters: Vec<Vec<u8>>,
    range: String,
    scratch: Vec<u8>,
}

impl Writer for Rows {
    fn line(&mut self, subject: &Subject, line: Line, out: &mut Vec<u8>) -> Result<()> {
        self.number += 1;
        let mut buffer = itoa::Buffer::new();
        let row = buffer.format(self.number).as_bytes();
        out.extend_from_slice(b"<row r=\"");
        out.extend_from_slice(row);
        out.extend_from_slice(b"\">");
        for (letters, field) in self.letters.iter().zip(&subject.plan.fields) {
            put(
                out,
                letters,
                row,
                subject.plan.cell(&subject.image, field, line, &mut self.scratch),
            );
        }
        out.extend_from_slice(b"</row>");
        Ok(())
    }

    fn end(&mut self, _: &Subject, out: &mut Vec<u8>) -> Result<()> {
        let _ = write!(out, "</sheetData><autoFilter ref=\"{}\"/></worksheet>", self.range);
        Ok(())
    }
}

/// A small sheet of texts and numbers, with some of its rows in bold.
pub(super) fn small(widths: &[usize], rows: &[(bool, Vec<Cell<'_>>)]) -> Vec<u8> {
    let mut out = HEAD.as_bytes().to_vec();
    out.extend_from_slice(b"<sheetFormatPr defaultRowHeight=\"15\"/>");
    put_widths(&mut out, widths.iter().copied());
    out.extend_from_slice(b"<sheetData>");
    for (number, (is_bold, cells)) in (1_u32..).zip(rows) {
        let row = number.to_string();
        let _ = write!(out, "<row r=\"{row}\">");
        for (column, cell) in cells.iter().enumerate() {
            let letters = letters(column);
            match cell {
                Cell::Text(text) if *is_bold => {
                    put_text(&mut out, &letters, row.as_bytes(), Some(BOLD), text);
                }
                cell => put(&mut out, &letters, row.as_bytes(), *cell),
            }
        }
        out.extend_from_slice(b"</row>");
    }
    out.extend_from_slice(b"</sheetData></worksheet>");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_of_spreadsheets() {
        for (column, expected) in
            [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")]
        {
            assert_eq!(String::from_utf8(letters(column)).unwrap(), expected);
        }
        assert_eq!(range(3, 0), "A1:C1");
    }

    #[test]
    fn long_numbers_are_texts() {
        let mut out = Vec::new();
        put(&mut out, b"A", b"2", Cell::Decimal("1234567890123456.5".parse().unwrap()));
        put(&mut out, b"B", b"2", Cell::Decimal("12345678901234.5".parse().unwrap()));
        let expected = "<c r=\"A2\" s=\"4\" t=\"inlineStr\"><is><t>1234567890123456.5</t></is></c>\
                        <c r=\"B2\"><v>12345678901234.5</v></c>";
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }
}
