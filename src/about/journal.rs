//! Pages of the journal of changes: what a door may ask, and cursors that last.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::model::value::{PartialDate, format_instant};
use crate::store::journal::{Entry, Since, Start};

/// How to say since when.
const HINT: &str = "give 0 for all changes, the number of the revision that you have, or a date \
                    such as `2026-03`";

/// The start behind the revision of this number.
///
/// # Errors
///
/// [`Error::Argument`] for a number below zero.
pub fn behind(number: i64) -> Result<Start> {
    if number >= 0 {
        return Ok(Start::Revision(number));
    }
    Err(Error::Argument {
        argument: "since".to_owned(),
        what: format!("expected the number of a revision, not {number}"),
        hint: HINT.to_owned(),
    })
}

/// The start at the first day (UTC) that a date can mean.
pub fn from_date(date: PartialDate) -> Start {
    Start::Moment(date.first_day().to_string())
}

/// The start that a text says: a number of digits is a revision; a text with `-` is a date or a
/// moment.
///
/// # Errors
///
/// [`Error::Argument`] for any other text.
pub fn start(text: &str) -> Result<Start> {
    let found = if let Ok(date) = text.parse::<PartialDate>()
        && text.contains('-')
    {
        Some(from_date(date))
    } else if text.contains('-') {
        moment(text)
    } else {
        // As many as the `Int` of GraphQL has.
        text.parse::<i32>().ok().map(|number| Start::Revision(number.into()))
    };
    found.ok_or_else(|| Error::Argument {
        argument: "since".to_owned(),
        what: format!("expected the number of a revision, a date or a moment, not `{text}`"),
        hint: HINT.to_owned(),
    })
}

/// The start at a moment. Revisions are published at whole seconds: what lies between two of them
/// begins at the second.
fn moment(text: &str) -> Option<Start> {
    let at = text.parse::<jiff::Timestamp>().ok()?;
    let seconds = at.as_second() + i64::from(at.subsec_nanosecond() > 0);
    let written = format_instant(seconds);
    Some(Start::Moment(written.trim_end_matches('Z').to_owned()))
}

/// The page of what changed since a start up to the revision `until`, behind the place that a cursor
/// marks.
///
/// # Errors
///
/// [`Error::Cursor`] for a cursor of another list.
pub fn page(
    (since, until): (Start, i64),
    tables: Vec<usize>,
    after: Option<&str>,
    first: usize,
) -> Result<Since> {
    let mut asked = Since { since, until, tables, after: None, first };
    asked.tables.sort_unstable();
    asked.tables.dedup();
    if let Some(text) = after {
        let place = place(&asked, text);
        asked.after = Some(place.ok_or_else(|| Error::Cursor { argument: "after".to_owned() })?);
    }
    Ok(asked)
}

/// The tables of these names, or all of them.
///
/// # Errors
///
/// [`Error::Argument`] for a name that no table has.
pub fn tables<'a>(names: impl IntoIterator<Item = &'a str>) -> Result<Vec<usize>> {
    let names = names.into_iter().map(|name| {
        let found = TABLES.iter().position(|table| table.name.eq_ignore_ascii_case(name));
        found.ok_or_else(|| Error::Argument {
            argument: "types".to_owned(),
            what: format!("there is no table `{name}`"),
            hint: "the names of all tables are at `/api`".to_owned(),
        })
    });
    names.collect()
}

/// The place of an entry in its list, for the next page. It fits every revision to come, so that a
/// reader who follows the journal never begins anew.
pub fn cursor(asked: &Since, entry: &Entry) -> String {
    let mut bytes = fingerprint(asked).to_vec();
    bytes.extend(entry.change.revision.to_le_bytes());
    bytes.extend(entry.record().as_bytes());
    BASE64URL_NOPAD.encode(&bytes)
}

fn place(asked: &Since, text: &str) -> Option<(i64, String)> {
    let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
    let (marked, rest) = bytes.split_first_chunk::<4>()?;
    let (revision, record) = rest.split_first_chunk::<8>()?;
    let record = String::from_utf8(record.to_vec()).ok()?;
    // A text with a zero byte is none that a store can hold.
    let known = *marked == fingerprint(asked) && !record.contains('\0');
    known.then(|| (i64::from_le_bytes(*revision), record))
}

fn fingerprint(asked: &Since) -> [u8; 4] {
    let mut hash = Sha256::new();
    match &asked.since {
        Start::Revision(number) => hash.update(number.to_le_bytes()),
        Start::Moment(moment) => {
            hash.update(moment.as_bytes());
            hash.update([0]);
        }
    }
    for table in &asked.tables {
        hash.update(TABLES.get(*table).map_or("", |table| table.name).as_bytes());
        hash.update([0]);
    }
    let digest = hash.finalize();
    [digest[0], digest[1], digest[2], digest[3]]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::history::{Change, ChangeKind};

    #[test]
    fn a_cursor_fits_its_list_in_every_later_revision_and_no_other_list() {
        let behind = Start::Revision;
        let asked = page((behind(3), 9), vec![1, 0, 1], None, 10).unwrap();
        let change = Change { revision: 4, kind: ChangeKind::Added, fields: Vec::new() };
        let entry = Entry { table: 1, slug: "nairobi".to_owned(), change };
        let cursor = cursor(&asked, &entry);
        let next = page((behind(3), 12), vec![0, 1], Some(&cursor), 50).unwrap();
        assert_eq!(next.after, Some((4, entry.record())));
        let march = || Start::Moment("2026-03-01".to_owned());
        for (since, tables) in
            [(behind(2), vec![0, 1]), (behind(3), vec![0]), (march(), vec![0, 1])]
        {
            let error = page((since, 12), tables, Some(&cursor), 50).unwrap_err();
            assert_eq!(error.code(), "CURSOR_INVALID");
        }
        for text in ["", "x", "AAAA", "%%", &"A".repeat(500)] {
            assert!(page((behind(3), 9), vec![0, 1], Some(text), 10).is_err(), "{text}");
        }
    }

    #[test]
    fn a_start_is_a_revision_a_date_or_a_moment() {
        let moment = |text: &str| Start::Moment(text.to_owned());
        for (text, expected) in [
            ("0", Start::Revision(0)),
            ("2026", Start::Revision(2026)),
            ("2026-03", moment("2026-03-01")),
            ("2024-02-29", moment("2024-02-29")),
            ("2026-03-01T10:30:00Z", moment("2026-03-01T10:30:00")),
            ("2026-03-01T10:30:00.25Z", moment("2026-03-01T10:30:01")),
            ("2026-03-01T00:30:00+01:00", moment("2026-02-28T23:30:00")),
        ] {
            assert_eq!(start(text).unwrap(), expected, "{text}");
        }
        assert_eq!(from_date("2026".parse().unwrap()), moment("2026-01-01"));
        for text in ["", "-1", "x", "+", "1.5", "2026-13", "2025-02-29", "2026-3", "2147483648"] {
            assert_eq!(start(text).unwrap_err().code(), "ARGUMENT_INVALID", "{text}");
        }
        assert_eq!(behind(-1).unwrap_err().code(), "ARGUMENT_INVALID");
    }
}
