//! Ids that were given up for others: what the store knows and the file of renames says.
//!
//! A rename is kept for ever: an old id is never the id of a record again, and always leads on.

use std::collections::HashMap;

use crate::model::value::{check_free, parse_slug};
use crate::model::{TABLES, find_table};
use crate::store::renames::NewRename;

use super::check::CellFinding;
use super::finding::{Finding, Renamed, Said};
use super::header::HeaderFinding;
use super::keys::{Keys, Known};

/// The columns of the file.
const COLUMNS: [&str; 2] = ["old_id", "new_id"];

/// An id: the position of a table and a slug.
pub(super) type Id = (usize, String);

/// All renames, by their old ids.
#[derive(Debug, Default)]
pub(super) struct Renames(HashMap<Id, (Id, Said)>);

/// A rename that the file says and the store does not know.
#[derive(Debug, Clone)]
pub(super) struct Declared {
    /// The place of the file in the list, and the line.
    pub at: (usize, u64),
    /// The id that is given up.
    pub old: Id,
    /// The id in its place.
    pub new: Id,
    /// Whether what is published under the old id goes on under the last one.
    pub moves: bool,
}

impl Declared {
    /// The rename as the store notes it.
    pub(super) fn noted(&self, renames: &Renames) -> NewRename {
        let moved_to = self.moves.then(|| written(renames.last(&self.new)));
        NewRename { record: written(&self.old), renamed_to: written(&self.new), moved_to }
    }
}

/// The id as answers and files write it.
pub(super) fn written((table, slug): &Id) -> String {
    format!("{}/{slug}", TABLES[*table].name)
}

impl Renames {
    /// Notes a rename of the store.
    pub(super) fn store(&mut self, old: Id, new: Id, revision: i64) {
        self.0.insert(old, (new, Said::Revision(revision)));
    }

    /// Forgets what the file said.
    pub(super) fn forget_files(&mut self) {
        self.0.retain(|_, (_, said)| matches!(said, Said::Revision(_)));
    }

    /// The id in the place of an old one, and where that was said.
    pub(super) fn find(&self, id: &Id) -> Option<Renamed> {
        let (new, said) = self.0.get(id)?;
        Some(Renamed { to: written(new), said: *said })
    }

    /// Whether an id was given up.
    pub(super) fn has(&self, id: &Id) -> bool {
        self.0.contains_key(id)
    }

    /// The id that an id leads to in the end.
    pub(super) fn last<'a>(&'a self, id: &'a Id) -> &'a Id {
        self.chain(id).last().unwrap_or(id)
    }

    /// An id and those that it leads to, one after the other.
    fn chain<'a>(&'a self, id: &'a Id) -> impl Iterator<Item = &'a Id> {
        // There are no circles: none is ever noted.
        std::iter::successors(Some(id), |id| self.0.get(*id).map(|(next, _)| next))
    }

    /// Notes what a row says; `None` where the store knows it already.
    fn declare(&mut self, row: Row, at: (usize, u64)) -> Result<Option<Declared>, CellFinding> {
        let Row { old, new, places } = row;
        if let Some((known, said)) = self.0.get(&old) {
            if *known == new && matches!(said, Said::Revision(_)) {
                return Ok(None);
            }
            let renamed = Renamed { to: written(known), said: *said };
            return Err((places[0], Finding::RenameTwice(renamed)));
        }
        if old.0 != new.0 {
            return Err((places[1], Finding::RenameTable));
        }
        if *self.last(&new) == old {
            return Err((places[1], Finding::RenameCircle));
        }
        self.0.insert(old.clone(), (new.clone(), Said::Line(at.1)));
        Ok(Some(Declared { at, old, new, moves: false }))
    }
}

/// The places of the cells of the file.
#[derive(Debug)]
pub(super) struct RenameHeader {
    /// The names, as the file writes them.
    pub names: Vec<String>,
    /// Those of the old and the new id.
    pub places: [usize; 2],
}

impl RenameHeader {
    /// The header of the file, or all that is wrong with it.
    pub(super) fn parse(names: Vec<String>) -> Result<Self, Vec<HeaderFinding>> {
        let known = COLUMNS.join(", ");
        let mut findings = super::header::twice(&names);
        let strange = names.iter().filter(|name| !COLUMNS.contains(&name.as_str()));
        findings.extend(strange.map(|name| {
            let known = known.clone();
            (Some(name.clone()), Finding::ColumnUnknown { known })
        }));
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        for column in COLUMNS.iter().filter(|column| place(column).is_none()) {
            findings.push((Some((*column).to_owned()), Finding::ColumnMissing));
        }
        match COLUMNS.map(place) {
            [Some(old), Some(new)] if findings.is_empty() => Ok(Self { names, places: [old, new] }),
            _ => Err(findings),
        }
    }
}

/// What a row of the file says.
struct Row {
    old: Id,
    new: Id,
    places: [usize; 2],
}

impl Row {
    /// What the cells of a row say, or all that is wrong with them.
    fn parse(header: &RenameHeader, cells: &[&str]) -> Result<Self, Vec<CellFinding>> {
        let ids = header.places.map(|place| {
            let cell = cells.get(place).map_or("", |cell| cell.trim_matches(' '));
            id_of(cell).map_err(|finding| (place, finding))
        });
        match ids {
            [Ok(old), Ok(new)] => Ok(Self { old, new, places: header.places }),
            ids => Err(ids.into_iter().filter_map(Result::err).collect()),
        }
    }
}

fn id_of(text: &str) -> Result<Id, Finding> {
    if text.is_empty() {
        return Err(Finding::ValueMissing);
    }
    let id = text.split_once('/').and_then(|(table, slug)| Some((find_table(table)?.0, slug)));
    let (table, slug) = id.ok_or(Finding::LinkUnknown { table: None, near: None })?;
    parse_slug(slug).and_then(check_free).map_err(Finding::ValueInvalid)?;
    Ok((table, slug.to_owned()))
}

/// Notes what a row of the file says; `None` where the store knows it already.
pub(super) fn declare(
    keys: &mut Keys,
    header: &RenameHeader,
    cells: &[&str],
    at: (usize, u64),
) -> Result<Option<Declared>, Vec<CellFinding>> {
    let row = Row::parse(header, cells)?;
    keys.renames.declare(row, at).map_err(|finding| vec![finding])
}

/// Gives what is published under old ids the new ones, where these are free: of several old ids of
/// one record the nearest goes on, and of those the first.
pub(super) fn move_records(keys: &mut Keys, declared: &mut [Declared]) {
    let mut nearest: Vec<&mut Declared> = declared.iter_mut().collect();
    nearest.sort_by_cached_key(|rename| keys.renames.chain(&rename.new).count());
    for rename in nearest {
        let (table, last) = keys.renames.last(&rename.new).clone();
        rename.moves = keys.table_mut(table).rename(&rename.old.1, &last);
    }
}

/// What is wrong with a rename now that every record is known: the column, the id, the finding.
/// `skip` says whether the stored state of a record stays where its row is wrong.
pub(super) fn check<'a>(
    keys: &Keys,
    rename: &'a Declared,
    skip: bool,
) -> Option<(&'static str, &'a Id, Finding)> {
    let Declared { old, new, .. } = rename;
    let records = keys.table(old.0);
    // Where nothing is left out, a row of the old id is refused itself.
    let is_kept = |known: &Known| records.remains(known) && (skip || known.line.is_none());
    if records.find(&old.1).as_ref().is_some_and(is_kept) {
        return Some((COLUMNS[0], old, Finding::RenameKept));
    }
    if keys.renames.has(new) {
        return None;
    }
    let finding = match records.find(&new.1) {
        Some(known) if records.remains(&known) => return None,
        Some(known) if known.refused => {
            Finding::LinkRefused { line: known.line.map_or(0, u64::from) }
        }
        _ => Finding::LinkUnknown { table: Some(TABLES[new.0].name), near: None },
    };
    Some((COLUMNS[1], new, finding))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(rows: &[(&str, &str)]) -> Vec<&'static str> {
        let mut keys = Keys::default();
        keys.renames.store((0, "known".to_owned()), (0, "new".to_owned()), 7);
        let header = RenameHeader { names: Vec::new(), places: [0, 1] };
        let declared = rows.iter().zip(2..).map(|((old, new), line)| {
            match declare(&mut keys, &header, &[old, new], (0, line)) {
                Ok(Some(_)) => "new",
                Ok(None) => "known",
                Err(findings) => findings[0].1.code(),
            }
        });
        declared.collect()
    }

    #[test]
    fn each_id_is_renamed_once_within_its_table_and_never_back() {
        let rows = [
            ("projects/a", "projects/b"),
            ("projects/b", "projects/c"),
            ("projects/c", "projects/a"),
            ("projects/d", "projects/d"),
            ("projects/a", "projects/c"),
            ("projects/known", "projects/new"),
            ("projects/known", "projects/other"),
            ("projects/new", "projects/known"),
            ("missions/a", "projects/x"),
            ("missions/a", "missions/B"),
            ("missions/groups", "missions/b"),
            ("a", "missions/b"),
            ("", "missions/b"),
        ];
        let expected = [
            "new",
            "new",
            "RENAME_CIRCLE",
            "RENAME_CIRCLE",
            "RENAME_TWICE",
            "known",
            "RENAME_TWICE",
            "RENAME_CIRCLE",
            "RENAME_TABLE",
            "VALUE_INVALID",
            "VALUE_INVALID",
            "LINK_UNKNOWN",
            "VALUE_MISSING",
        ];
        assert_eq!(codes(&rows), expected);
    }

    #[test]
    fn an_id_leads_on_through_all_its_renames() {
        let mut renames = Renames::default();
        let id = |slug: &str| (0, slug.to_owned());
        renames.store(id("a"), id("b"), 1);
        renames.store(id("b"), id("c"), 2);
        assert_eq!(renames.last(&id("a")), &id("c"));
        assert_eq!(renames.last(&id("c")), &id("c"));
        assert!(renames.has(&id("b")) && !renames.has(&id("c")));
    }
}
