//! XLSX: a workbook (ISO/IEC 29500) with the lines as a sheet, typed, and a sheet that says what
//! they are. A text is never a formula.

mod about;
mod cells;
mod parts;
mod sheet;

use super::archive::{self, Entry};
use super::format::{Format, Pieces, Profile, by_line};
use super::subject::Subject;
use crate::error::{Error, Result};
use crate::image::render::{Cell, Field};
use crate::model::table::Label;

/// The most rows of a sheet.
const ROWS: u64 = 1 << 20;

/// The most UTF-16 code units of a cell.
const UNITS: usize = 32_767;

/// The bytes of a sheet from which it is written in the form for 4 GiB and more.
const LARGE: u64 = 1 << 31;

/// The format.
pub(super) struct Xlsx;

impl Format for Xlsx {
    fn name(&self) -> &'static str {
        "xlsx"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "XLSX",
            file_type: "XLSX",
            content: Label { en: "as an Excel workbook", it: "in una cartella di lavoro Excel" },
        }
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        let lines = subject.lines();
        check_rows(&subject.name, lines, ROWS)?;
        check_cells(&subject, UNITS)?;
        let instant = subject.image.revision.published_at.clone();
        let mut entries = parts::entries(&subject, lines);
        entries.push(Entry::of(parts::ABOUT, about::sheet(&subject, lines)));
        let is_large = estimate(&subject, lines) > LARGE;
        let (writer, begun) = sheet::begin(&subject, lines);
        entries.push(Entry::streamed(parts::DATA, by_line(subject, writer, begun), is_large));
        Ok(archive::pieces(&instant, entries.into_iter().map(Ok)))
    }
}

/// About how many bytes the sheet of the data has.
fn estimate(subject: &Subject, lines: u64) -> u64 {
    let rows = subject.image.table(subject.plan.table).rows.max(1) as u64;
    let texts = subject.plan.text_bytes(&subject.image) / rows;
    lines * (subject.plan.fields.len() as u64 * 64 + texts)
}

/// Whether a sheet can hold so many lines and their header.
fn check_rows(name: &str, lines: u64, limit: u64) -> Result<()> {
    if lines < limit {
        return Ok(());
    }
    Err(Error::Limit {
        what: "the number of lines for one sheet of a spreadsheet",
        value: lines,
        limit: limit - 1,
        hint: format!(
            "take `/export/{name}.csv` with the same parameters, which has no limit, or select \
             fewer lines"
        ),
    })
}

/// Whether a sheet can hold every cell. To cut a text would be to lose some of it.
fn check_cells(subject: &Subject, limit: usize) -> Result<()> {
    let (plan, image) = (&subject.plan, &*subject.image);
    // A text has no more code units than bytes.
    let doubtful = |field: &&Field| plan.longest(image, field) > limit;
    let mut scratch = Vec::new();
    for field in plan.fields.iter().filter(doubtful) {
        let mut longest = 0;
        subject.each_row(|row| {
            plan.lines(image, row, |line| {
                if let Cell::Text(text) = plan.cell(image, field, line, &mut scratch)
                    && text.len() > limit
                {
                    longest = longest.max(text.encode_utf16().count());
                }
            });
        });
        if longest > limit {
            return Err(Error::Limit {
                what: "the number of characters in one cell of a spreadsheet",
                value: longest as u64,
                limit: limit as u64,
                hint: format!(
                    "it stands in the column `{}`: take `/export/{}.csv` with the same \
                     parameters, or leave the column out with `columns`",
                    field.name, subject.name
                ),
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sheet_holds_its_header_and_one_line_less_than_rows() {
        assert!(check_rows("projects", 1_048_575, ROWS).is_ok());
        let error = check_rows("projects", 1_048_576, ROWS).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the number of lines for one sheet of a spreadsheet is 1048576, and the limit is \
             1048575"
        );
        assert!(error.hint().contains("`/export/projects.csv`"), "{}", error.hint());
        assert_eq!(error.status(), 400);
    }
}
