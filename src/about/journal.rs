//! Pages of the journal of changes: what a door may ask, and cursors that last.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::store::journal::{Entry, Since};

/// The page of what changed after the revision `since` up to the revision `until`, behind the place
/// that a cursor marks.
///
/// # Errors
///
/// [`Error::Argument`] for a revision below zero, [`Error::Cursor`] for a cursor of another list.
pub fn page(
    (since, until): (i64, i64),
    tables: Vec<usize>,
    after: Option<&str>,
    first: usize,
) -> Result<Since> {
    if since < 0 {
        return Err(Error::Argument {
            argument: "since".to_owned(),
            what: format!("expected the number of a revision, not {since}"),
            hint: "give 0 for all changes, or the revision that you have".to_owned(),
        });
    }
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
    hash.update(asked.since.to_le_bytes());
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
        let asked = page((3, 9), vec![1, 0, 1], None, 10).unwrap();
        let change = Change { revision: 4, kind: ChangeKind::Added, fields: Vec::new() };
        let entry = Entry { table: 1, slug: "nairobi".to_owned(), change };
        let cursor = cursor(&asked, &entry);
        let next = page((3, 12), vec![0, 1], Some(&cursor), 50).unwrap();
        assert_eq!(next.after, Some((4, entry.record())));
        for (since, tables) in [(2, vec![0, 1]), (3, vec![0])] {
            let error = page((since, 12), tables, Some(&cursor), 50).unwrap_err();
            assert_eq!(error.code(), "CURSOR_INVALID");
        }
        for text in ["", "x", "AAAA", "%%", &"A".repeat(500)] {
            assert!(page((3, 9), vec![0, 1], Some(text), 10).is_err(), "{text}");
        }
        assert_eq!(page((-1, 9), vec![], None, 1).unwrap_err().code(), "ARGUMENT_INVALID");
    }
}
