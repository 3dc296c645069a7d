//! Which files were given, and what each of them is.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::TABLES;
use crate::model::table::{Link, Table, Target};
use crate::store::layout::PairTable;

use super::csv::{CELLS_KEPT, CsvReader, Fault, Row};
use super::finding::{Finding, Located};

/// The name of the file of ids that were given up for others.
const RENAMES: &str = "renames";

/// What the rows of a file are.
#[derive(Debug, Clone)]
pub(super) enum Content {
    /// Records of the table at this position of [`TABLES`].
    Records(usize),
    /// Pairs of a link.
    Pairs {
        /// The position of the table that the link starts from.
        owner: usize,
        /// The position of the link in that table's list.
        link_at: usize,
        /// How the store keeps it.
        table: PairTable,
    },
    /// Ids that were given up for others.
    Renames,
}

/// One file of an import.
#[derive(Debug, Clone)]
pub(super) struct Source {
    /// Where it is.
    pub path: PathBuf,
    /// Its name, as reports give it.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// What its rows are.
    pub content: Content,
}

/// The files at `paths`, in the order in which links find their targets, and what is wrong with
/// others. A folder stands for the `.csv` files in it.
pub(super) fn discover(paths: &[PathBuf]) -> (Vec<Source>, Vec<Located>) {
    let mut sources: Vec<Source> = Vec::new();
    let mut findings = Vec::new();
    for path in expand(paths, &mut findings) {
        let name = name_of(&path);
        let mut refuse = |finding| findings.push(whole_file(&name, finding));
        let bytes = match fs::metadata(&path) {
            Ok(metadata) if metadata.is_dir() => {
                let cause = "it is a folder".to_owned();
                refuse(Finding::FileUnreadable { cause });
                continue;
            }
            Ok(metadata) => metadata.len(),
            Err(error) => {
                refuse(Finding::FileUnreadable { cause: error.to_string() });
                continue;
            }
        };
        let Some(content) = name.strip_suffix(".csv").and_then(content_of) else {
            refuse(Finding::FileUnknown { known: known_names() });
            continue;
        };
        if sources.iter().any(|source| source.name == name) {
            refuse(Finding::FileTwice);
            continue;
        }
        sources.push(Source { path, name, bytes, content });
    }
    let order = reference_order();
    let place = |at: usize| order.iter().position(|table| *table == at).unwrap_or(order.len());
    sources.sort_by_key(|source| match source.content {
        // Whether a record may have its id is known before any record is read.
        Content::Renames => (0, 0, 0),
        Content::Records(at) => (1, place(at), 0),
        Content::Pairs { owner, link_at, .. } => (2, place(owner), link_at),
    });
    (sources, findings)
}

fn expand(paths: &[PathBuf], findings: &mut Vec<Located>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        if !path.is_dir() {
            files.push(path.clone());
            continue;
        }
        match fs::read_dir(path) {
            Ok(entries) => {
                let found = entries.flatten().map(|entry| entry.path());
                let mut found: Vec<_> =
                    found.filter(|path| path.extension().is_some_and(|e| e == "csv")).collect();
                found.sort();
                if found.is_empty() {
                    let cause = "the folder has no `.csv` file".to_owned();
                    let finding = Finding::FileUnreadable { cause };
                    findings.push(whole_file(&name_of(path), finding));
                }
                files.extend(found);
            }
            Err(error) => {
                let finding = Finding::FileUnreadable { cause: error.to_string() };
                findings.push(whole_file(&name_of(path), finding));
            }
        }
    }
    files
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

/// A finding about a file as a whole.
pub(super) fn whole_file(name: &str, finding: Finding) -> Located {
    Located { file: name.to_owned(), line: None, column: None, value: None, finding, record: None }
}

fn pair_tables() -> impl Iterator<Item = (usize, usize, PairTable)> {
    TABLES.iter().enumerate().flat_map(|(owner, table)| {
        let links = table.links.iter().enumerate();
        links.filter_map(move |(at, link)| Some((owner, at, PairTable::of(table, link)?)))
    })
}

fn content_of(name: &str) -> Option<Content> {
    if name == RENAMES {
        return Some(Content::Renames);
    }
    if let Some((at, _)) = crate::model::find_table(name) {
        return Some(Content::Records(at));
    }
    let (owner, link_at, table) = pair_tables().find(|(_, _, pairs)| pairs.name == name)?;
    Some(Content::Pairs { owner, link_at, table })
}

fn known_names() -> String {
    let tables = TABLES.iter().map(|table| format!("{}.csv", table.name));
    let pairs = pair_tables().map(|(_, _, pairs)| format!("{}.csv", pairs.name));
    let renames = std::iter::once(format!("{RENAMES}.csv"));
    tables.chain(pairs).chain(renames).collect::<Vec<_>>().join(", ")
}

/// The tables in an order in which, as far as there is one, links lead to tables before their own.
pub(super) fn reference_order() -> Vec<usize> {
    let leads_to = |table: &Table, other: usize| {
        let name = TABLES[other].name;
        let hits = |link: &Link| match link.target {
            Target::Table(target) => target == name && target != table.name,
            Target::Any => false,
        };
        table.links.iter().any(hits)
    };
    let is_last = |table: &Table| table.links.iter().any(|link| link.target == Target::Any);
    let mut order: Vec<usize> = Vec::with_capacity(TABLES.len());
    while order.len() < TABLES.len() {
        let rest = (0..TABLES.len()).filter(|at| !order.contains(at));
        let ready = |at: &usize| {
            (0..TABLES.len()).all(|other| {
                let waits_for = leads_to(&TABLES[*at], other)
                    || is_last(&TABLES[*at]) && !is_last(&TABLES[other]);
                !waits_for || order.contains(&other)
            })
        };
        let next = rest.clone().find(ready).or_else(|| rest.clone().next());
        order.extend(next);
    }
    order
}

/// The rows of a file behind its header.
pub(super) struct Rows {
    reader: CsvReader<fs::File>,
    /// The current row.
    pub row: Row,
}

impl Rows {
    /// Opens a file and reads its header line.
    pub(super) fn open(source: &Source) -> io::Result<Result<(Self, Vec<String>), Finding>> {
        let reader = match CsvReader::open(&source.path)? {
            Ok(reader) => reader,
            Err(fault) => return Ok(Err(Finding::Form(fault))),
        };
        let mut rows = Self { reader, row: Row::default() };
        if !rows.reader.read(&mut rows.row)? {
            return Ok(Err(Finding::FileEmpty));
        }
        if let Some((fault, _)) = rows.row.fault {
            return Ok(Err(Finding::Form(fault)));
        }
        if rows.row.count() > CELLS_KEPT {
            let found = rows.row.count();
            return Ok(Err(Finding::CellCount { found, expected: CELLS_KEPT }));
        }
        let names = rows.row.cells().map(|name| name.trim().to_owned()).collect();
        Ok(Ok((rows, names)))
    }

    /// Reads the next row; `false` at the end.
    pub(super) fn next(&mut self) -> io::Result<bool> {
        self.reader.read(&mut self.row)
    }

    /// Whether the current row is the last that can be read, since its quotation never ends.
    pub(super) fn is_lost(&self) -> bool {
        matches!(self.row.fault, Some((Fault::QuoteNeverClosed, _)))
    }

    /// The bytes read so far.
    pub(super) fn bytes(&self) -> u64 {
        self.reader.bytes()
    }

    /// The SHA-256 of the file, which must have been read to its end.
    pub(super) fn hash(self) -> [u8; 32] {
        self.reader.hash()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_find_their_targets_before_them() {
        let names: Vec<_> = reference_order().into_iter().map(|at| TABLES[at].name).collect();
        let place = |name: &str| names.iter().position(|other| *other == name).unwrap();
        assert!(place("countries") < place("cities"));
        assert!(place("organisations") < place("projects"));
        assert!(place("projects") < place("budgets"));
        assert_eq!(names.last(), Some(&"citations"));
    }

    #[test]
    fn a_file_is_known_by_its_name() {
        assert!(matches!(content_of("projects"), Some(Content::Records(0))));
        assert!(matches!(content_of("project_countries"), Some(Content::Pairs { .. })));
        assert!(content_of("revisions").is_none());
    }
}
