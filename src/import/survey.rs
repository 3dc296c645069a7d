//! The first reading: every row of every file is checked, all problems are gathered, and each
//! record gets its key. Nothing is written.

mod renames;

use std::collections::{BTreeSet, HashSet};
use std::io;

use crate::model::TABLES;
use crate::model::value::parse_slug;

use super::check::{CellFinding, Mention, PairRow, Record};
use super::files::{Content, Rows, Source, whole_file};
use super::finding::{Finding, Located, shorten};
use super::header::{Header, HeaderFinding, PairHeader};
use super::keys::Keys;
use super::renames::Declared;
use super::report::PROBLEMS_LIMIT;
use super::{OnError, Progress};

/// The rows that are left out: the place of the file in the list, and the line.
pub(super) type Refused = HashSet<(usize, u64)>;

/// What the first reading found.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// What is wrong, as far as reports list it.
    pub findings: Vec<Located>,
    /// How much is wrong.
    pub problems: usize,
    /// Whether a file as a whole cannot be used.
    pub unusable: bool,
    /// The rows that are wrong.
    pub refused: Refused,
    /// The rows that were read.
    pub rows: u64,
    /// The tables of which a row has no readable slug: what seems to go out may stand in it.
    pub unreadable: BTreeSet<usize>,
    /// The tables of which a file or a row cannot be read at all, so that any record may be there.
    pub lost: BTreeSet<usize>,
    /// The SHA-256 of each file.
    pub hashes: Vec<[u8; 32]>,
    /// The links that the files say: the owner and the place of the link.
    pub links: HashSet<(usize, usize)>,
    /// The renames that are new.
    pub renames: Vec<Declared>,
}

/// A link that leads nowhere so far, and where it stands.
struct Waiting {
    file: usize,
    line: u64,
    column: String,
    mention: Mention,
    /// The id of the record that the row is of.
    record: Option<String>,
}

/// Reads all files once.
pub(super) fn survey(
    sources: &[Source],
    keys: &mut Keys,
    left_out: &Refused,
    on_error: OnError,
    progress: &dyn Progress,
) -> Survey {
    let mut surveyor = Surveyor {
        survey: Survey::default(),
        waiting: Vec::new(),
        sources,
        left_out,
        skip: on_error == OnError::Skip,
        progress,
        done: 0,
    };
    for (file, source) in sources.iter().enumerate() {
        let read = match &source.content {
            Content::Records(at) => surveyor.records(file, *at, keys),
            Content::Pairs { .. } => surveyor.pairs(file, keys),
            Content::Renames => surveyor.renames(file, keys),
        };
        if let Err(error) = read {
            surveyor.unusable(file, Finding::FileUnreadable { cause: error.to_string() });
        }
        surveyor.done += source.bytes;
    }
    surveyor.check_renames(keys);
    surveyor.resolve(keys);
    let mut survey = surveyor.survey;
    let order = |located: &Located| sources.iter().position(|source| source.name == located.file);
    survey.findings.sort_by_key(|located| (order(located), located.line));
    survey
}

struct Surveyor<'a> {
    survey: Survey,
    waiting: Vec<Waiting>,
    sources: &'a [Source],
    left_out: &'a Refused,
    skip: bool,
    progress: &'a dyn Progress,
    done: u64,
}

impl Surveyor<'_> {
    fn add(&mut self, located: Located) {
        self.survey.problems += 1;
        if self.survey.findings.len() < PROBLEMS_LIMIT {
            self.survey.findings.push(located);
        }
    }

    fn unusable(&mut self, file: usize, finding: Finding) {
        self.lose(file);
        self.add(whole_file(&self.sources[file].name, finding));
    }

    fn lose(&mut self, file: usize) {
        self.survey.unusable = true;
        self.survey.hashes.resize(file + 1, [0; 32]);
        if let Content::Records(at) = self.sources[file].content {
            self.lose_rows(at);
        }
    }

    fn lose_rows(&mut self, at: usize) {
        self.survey.lost.insert(at);
        self.survey.unreadable.insert(at);
    }

    fn bad_header(&mut self, file: usize, findings: Vec<HeaderFinding>) {
        self.lose(file);
        for (column, finding) in findings {
            let file = self.sources[file].name.clone();
            self.add(Located { file, line: Some(1), column, value: None, finding, record: None });
        }
    }

    /// Opens a file; `None` if it cannot be used, which is then said.
    fn open(&mut self, file: usize) -> io::Result<Option<(Rows, Vec<String>)>> {
        match Rows::open(&self.sources[file])? {
            Ok(opened) => Ok(Some(opened)),
            Err(finding) => {
                self.unusable(file, finding);
                Ok(None)
            }
        }
    }

    fn close(&mut self, file: usize, rows: Rows) {
        self.survey.hashes.resize(file, [0; 32]);
        self.survey.hashes.push(rows.hash());
    }

    fn records(&mut self, file: usize, at: usize, keys: &mut Keys) -> io::Result<()> {
        let Some((mut rows, names)) = self.open(file)? else { return Ok(()) };
        let header = match Header::parse(&TABLES[at], names) {
            Ok(header) => header,
            Err(findings) => {
                self.bad_header(file, findings);
                return Ok(());
            }
        };
        let mut renamed: Vec<(String, u32)> = Vec::new();
        let lists = header.links.iter().enumerate().filter(|(_, place)| place.is_some());
        self.survey.links.extend(lists.map(|(link, _)| (at, link)));
        while rows.next()? {
            self.count(&rows);
            let line = rows.row.line;
            let cells: Vec<&str> = rows.row.cells().collect();
            let form = self.form(&rows, header.names.len());
            if !form.is_empty() {
                match slug_before(&form, header.slug, &cells).filter(|_| !rows.is_lost()) {
                    // The record is there, so that links to it are not wrong too.
                    Some(slug) => drop(keys.table_mut(at).define(slug, line as u32, self.skip)),
                    None => self.lose_rows(at),
                }
                self.blame(file, line, (&header.names, header.slug), &cells, form);
                continue;
            }
            let mut record = Record::check(at, &header, &cells, keys);
            let id = (at, record.slug);
            let given_up = keys.renames.find(&id);
            let is_renamed = given_up.is_some();
            record.findings.extend(given_up.map(|to| (header.slug, Finding::IdRenamed(to))));
            let refused = !record.findings.is_empty() || self.left_out.contains(&(file, line));
            if id.1.is_empty() {
                self.survey.unreadable.insert(at);
            } else if is_renamed {
                renamed.push((keys.renames.last(&id).1.clone(), line as u32));
            } else {
                let table = keys.table_mut(at);
                // Without `skip` nothing is written anyhow, and links to it are not wrong too.
                if let Err(first) = table.define(&id.1, line as u32, refused && self.skip) {
                    let first = u64::from(first);
                    record.findings.push((header.slug, Finding::SlugTwice { first }));
                }
            }
            let names = (header.names.as_slice(), header.slug);
            self.wait(file, line, names, &cells, record.mentions);
            self.blame(file, line, names, &cells, record.findings);
        }
        for (slug, line) in renamed {
            // The record is there, under an id of before; a row of its own comes first.
            let _ = keys.table_mut(at).define(&slug, line, self.skip);
        }
        self.close(file, rows);
        Ok(())
    }

    fn pairs(&mut self, file: usize, keys: &Keys) -> io::Result<()> {
        let source = &self.sources[file];
        let Content::Pairs { owner, link_at, table } = source.content.clone() else {
            return Ok(());
        };
        let Some((mut rows, names)) = self.open(file)? else { return Ok(()) };
        let header = match PairHeader::parse(&table, names) {
            Ok(header) => header,
            Err(findings) => {
                self.bad_header(file, findings);
                return Ok(());
            }
        };
        self.survey.links.insert((owner, link_at));
        let descriptor = &TABLES[owner].links[link_at];
        let mut seen: Vec<(u32, u32, u8, u32)> = Vec::new();
        while rows.next()? {
            self.count(&rows);
            let line = rows.row.line;
            let cells: Vec<&str> = rows.row.cells().collect();
            let form = self.form(&rows, header.names.len());
            if !form.is_empty() {
                self.blame(file, line, (&header.names, header.from), &cells, form);
                continue;
            }
            let row = PairRow::check(owner, descriptor, &table, &header, &cells, keys);
            if let (Some(from), Some(to)) = (row.from, row.to) {
                let role = row.role.map_or(0, |role| role as u8 + 1);
                seen.push((from, to, role, line as u32));
            }
            let names = (header.names.as_slice(), header.from);
            self.wait(file, line, names, &cells, row.mentions);
            self.blame(file, line, names, &cells, row.findings);
        }
        seen.sort_unstable();
        for pair in seen.windows(2) {
            let [one, two] = pair else { continue };
            if (one.0, one.1, one.2) == (two.0, two.1, two.2) {
                let first = u64::from(one.3);
                let finding = (header.to, Finding::PairTwice { first });
                let names = (header.names.as_slice(), header.from);
                self.blame(file, u64::from(two.3), names, &[], vec![finding]);
            }
        }
        self.close(file, rows);
        Ok(())
    }

    fn count(&mut self, rows: &Rows) {
        self.survey.rows += 1;
        if self.survey.rows.is_multiple_of(4_096) {
            self.progress.advance("checking", self.done + rows.bytes());
        }
    }

    /// What is wrong with the form of the current row.
    fn form(&mut self, rows: &Rows, expected: usize) -> Vec<CellFinding> {
        let found = rows.row.count();
        if rows.is_lost() {
            self.survey.unusable = true;
        }
        match rows.row.fault {
            Some((fault, cell)) => vec![(cell, Finding::Form(fault))],
            None if found != expected => {
                vec![(usize::MAX, Finding::CellCount { found, expected })]
            }
            None => Vec::new(),
        }
    }

    /// The id of the record that a row is of, whose slug stands at `place`.
    fn record_of(&self, file: usize, place: usize, cells: &[&str]) -> Option<String> {
        let table = match self.sources[file].content {
            Content::Records(at) => at,
            Content::Pairs { owner, .. } => owner,
            Content::Renames => return None,
        };
        let slug = parse_slug(cells.get(place)?.trim_matches(' ')).ok()?;
        Some(format!("{}/{slug}", TABLES[table].name))
    }

    fn wait(
        &mut self,
        file: usize,
        line: u64,
        (names, slug): (&[String], usize),
        cells: &[&str],
        mentions: Vec<Mention>,
    ) {
        for mention in mentions {
            let column = names.get(mention.place).cloned().unwrap_or_default();
            let record = self.record_of(file, slug, cells);
            self.waiting.push(Waiting { file, line, column, mention, record });
        }
    }

    fn blame(
        &mut self,
        file: usize,
        line: u64,
        (names, slug): (&[String], usize),
        cells: &[&str],
        findings: Vec<CellFinding>,
    ) {
        for (place, finding) in findings {
            self.survey.refused.insert((file, line));
            let column = names.get(place).cloned();
            let value = cells.get(place).filter(|cell| !cell.is_empty());
            let value = value.map(|cell| shorten(cell));
            let record = self.record_of(file, slug, cells);
            let file = self.sources[file].name.clone();
            self.add(Located { file, line: Some(line), column, value, finding, record });
        }
    }

    /// Says which links lead nowhere, now that every row is known.
    fn resolve(&mut self, keys: &Keys) {
        let is_written = self.skip && !self.survey.unusable;
        for waiting in std::mem::take(&mut self.waiting) {
            let Mention { table, slug, .. } = &waiting.mention;
            if !is_written && self.survey.lost.contains(table) {
                continue;
            }
            let records = keys.table(*table);
            let known = records.find(slug);
            if known.is_some_and(|known| records.remains(&known)) {
                continue;
            }
            let finding = match known {
                Some(known) if known.refused => {
                    Finding::LinkRefused { line: known.line.map_or(0, u64::from) }
                }
                _ => {
                    let id = (*table, slug.clone());
                    let last = keys.renames.has(&id).then(|| keys.renames.last(&id).1.clone());
                    let near = slug.to_ascii_lowercase().replace(['_', ' '], "-");
                    let near = last.or(Some(near)).filter(|near| records.find(near).is_some());
                    Finding::LinkUnknown { table: Some(TABLES[*table].name), near }
                }
            };
            self.survey.refused.insert((waiting.file, waiting.line));
            self.add(Located {
                file: self.sources[waiting.file].name.clone(),
                line: Some(waiting.line),
                column: Some(waiting.column),
                value: Some(shorten(&waiting.mention.slug)),
                finding,
                record: waiting.record,
            });
        }
    }
}

/// The slug of a row whose form is wrong, if it stands before what is wrong.
fn slug_before<'a>(form: &[CellFinding], place: usize, cells: &[&'a str]) -> Option<&'a str> {
    let is_before = form.iter().all(|(cell, _)| *cell > place);
    let slug = cells.get(place).filter(|_| is_before)?;
    parse_slug(slug.trim_matches(' ')).ok()
}
