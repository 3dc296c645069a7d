//! The rules that follow from the registry: from the cells of a row to values of the store.

use std::collections::BTreeMap;

use crate::model::codes::BASIS;
use crate::model::table::{Arity, CodeList, Column, Kind, Link, Table, Target};
use crate::model::value::{self, Decimal, Expected, PartialDate, Point};
use crate::model::{TABLES, find_table};
use crate::store::Cell;
use crate::store::layout::PairTable;

use super::finding::Finding;
use super::header::{Header, PairHeader, Part};
use super::keys::Keys;

/// What is wrong with a cell: its place in the row and the finding.
pub(super) type CellFinding = (usize, Finding);

/// A link to a record that is not known so far; a later row may still bring it.
#[derive(Debug, Clone)]
pub(super) struct Mention {
    /// The place of the cell in the row.
    pub place: usize,
    /// The position in [`TABLES`] of the table.
    pub table: usize,
    /// The slug.
    pub slug: String,
}

/// What a row of a table says.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The slug; empty if it is not one.
    pub slug: String,
    /// The values of the data fields, in the order of the store.
    pub cells: Vec<Cell>,
    /// For each to-many link that the row lists, the keys.
    pub links: Vec<(usize, Vec<u32>)>,
    /// What is wrong.
    pub findings: Vec<CellFinding>,
    /// Links that lead nowhere yet.
    pub mentions: Vec<Mention>,
}

/// What a row of a link's file says.
#[derive(Debug, Default)]
pub(super) struct PairRow {
    /// The key where the link starts.
    pub from: Option<u32>,
    /// The key where it leads.
    pub to: Option<u32>,
    /// The place of the basis in its list.
    pub basis: Option<usize>,
    /// The place of the role in its list.
    pub role: Option<usize>,
    /// What is wrong.
    pub findings: Vec<CellFinding>,
    /// Ends that are not known yet.
    pub mentions: Vec<Mention>,
}

/// The longest text that lists can be ordered by, in bytes: cursors carry it.
const SORTED_LIMIT: usize = 1_000;

/// Spaces around a value carry no meaning.
fn trim(cell: &str) -> &str {
    cell.trim_matches(' ')
}

/// What makes a text unsafe in a spreadsheet or unreadable.
fn suspicious(cell: &str) -> Option<Finding> {
    let control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
    match cell.as_bytes().first()? {
        b'=' | b'@' | b'\t' | b'\r' => return Some(Finding::Formula),
        b'+' | b'-' if cell.parse::<Decimal>().is_err() => return Some(Finding::Formula),
        _ => {}
    }
    if cell.bytes().any(|byte| byte < b' ' || byte == 0x7f || byte == 0xc2)
        && cell.replace("\r\n", "\n").chars().any(control)
    {
        return Some(Finding::ControlCharacter);
    }
    None
}

impl Record {
    /// What `cells`, a row of the file of the table at `at`, says.
    pub(super) fn check(at: usize, header: &Header, cells: &[&str], keys: &Keys) -> Self {
        let table = &TABLES[at];
        let mut record = Self::default();
        for (place, cell) in cells.iter().enumerate() {
            record.findings.extend(suspicious(trim(cell)).map(|finding| (place, finding)));
        }
        let cell = |place: usize| cells.get(place).map_or("", |cell| trim(cell));
        match value::parse_slug(cell(header.slug)) {
            Ok(slug) => {
                slug.clone_into(&mut record.slug);
                if let Err(expected) = value::check_free(slug) {
                    record.findings.push((header.slug, Finding::ValueInvalid(expected)));
                }
            }
            Err(_) if cell(header.slug).is_empty() => {
                record.findings.push((header.slug, Finding::ValueMissing));
            }
            Err(expected) => {
                record.findings.push((header.slug, Finding::ValueInvalid(expected)));
            }
        }
        for (column, parts) in table.columns.iter().zip(&header.columns) {
            record.column(column, parts, &cell);
        }
        for (link_at, (link, place)) in table.links.iter().zip(&header.links).enumerate() {
            let place = *place;
            match link.arity {
                Arity::One => record.single(table, link, place, place.map_or("", cell), keys),
                Arity::Many => {
                    if let Some(place) = place {
                        let targets = record.list(link, place, cell(place), keys);
                        record.links.push((link_at, targets));
                    }
                }
            }
        }
        record
    }

    fn column<'a>(
        &mut self,
        column: &Column,
        parts: &[(usize, Part)],
        cell: &impl Fn(usize) -> &'a str,
    ) {
        let first_place = parts.first().map_or(0, |part| part.0);
        let text = |wanted: &Part| {
            parts.iter().find(|(_, part)| part == wanted).map_or("", |(place, _)| cell(*place))
        };
        let has_value = parts.iter().any(|(place, _)| !cell(*place).is_empty());
        if column.required && !has_value {
            self.findings.push((first_place, Finding::ValueMissing));
        }
        let is_long = |place: usize| column.sorted && cell(place).len() > SORTED_LIMIT;
        for (place, _) in parts.iter().filter(|(place, _)| is_long(*place)) {
            let expected = Expected(
                "expected a text of at most 1000 bytes",
                "qui serve un testo di al massimo 1000 byte",
            );
            self.findings.push((*place, Finding::ValueInvalid(expected)));
        }
        match column.kind {
            Kind::Localised => self.cells.push(localised(parts, cell)),
            Kind::Point => {
                let point = self.halves(parts, [Part::Latitude, Part::Longitude], cell, |texts| {
                    let degrees = texts.map(|text| text.parse::<Decimal>().map(to_degrees));
                    let latitude = degrees[0].map_err(|expected| (0, expected))?;
                    let longitude = degrees[1].map_err(|expected| (1, expected))?;
                    Point::from_degrees(latitude, 0.0).map_err(|expected| (0, expected))?;
                    let point = Point::from_degrees(latitude, longitude);
                    let (latitude, longitude) = point.map_err(|expected| (1, expected))?.degrees();
                    Ok(vec![Cell::Double(latitude), Cell::Double(longitude)])
                });
                self.cells.extend(point.unwrap_or_else(|| vec![Cell::Null; 2]));
            }
            Kind::Money => {
                let money = self.halves(parts, [Part::Whole, Part::Currency], cell, |texts| {
                    let mut cells = decimal(texts[0]).map_err(|expected| (0, expected))?;
                    value::parse_currency(texts[1]).map_err(|expected| (1, expected))?;
                    cells.push(Cell::text(texts[1]));
                    Ok(cells)
                });
                self.cells.extend(money.unwrap_or_else(|| vec![Cell::Null; 3]));
            }
            _ => {
                let empty = if let Kind::Decimal = column.kind { 2 } else { 1 };
                let text = text(&Part::Whole);
                let cells = if text.is_empty() { Ok(Vec::new()) } else { plain(column, text) };
                match cells {
                    Ok(cells) if cells.is_empty() => {
                        self.cells.extend(vec![Cell::Null; empty]);
                    }
                    Ok(cells) => self.cells.extend(cells),
                    Err(finding) => {
                        self.findings.push((first_place, finding));
                        self.cells.extend(vec![Cell::Null; empty]);
                    }
                }
            }
        }
    }

    /// A value of two cells, both filled or both empty; `parse` says which half is wrong.
    fn halves<'a>(
        &mut self,
        parts: &[(usize, Part)],
        halves: [Part; 2],
        cell: &impl Fn(usize) -> &'a str,
        parse: impl Fn([&str; 2]) -> Result<Vec<Cell>, (usize, Expected)>,
    ) -> Option<Vec<Cell>> {
        let places = halves.map(|half| {
            parts.iter().find(|(_, part)| *part == half).map_or(0, |(place, _)| *place)
        });
        let texts = places.map(|place| if parts.is_empty() { "" } else { cell(place) });
        let (half, finding) = match texts.map(str::is_empty) {
            [true, true] => return None,
            [true, false] => (0, Finding::HalfMissing),
            [false, true] => (1, Finding::HalfMissing),
            [false, false] => match parse(texts) {
                Ok(cells) => return Some(cells),
                Err((half, expected)) => (half, Finding::ValueInvalid(expected)),
            },
        };
        self.findings.push((places[half], finding));
        None
    }

    fn single(
        &mut self,
        table: &Table,
        link: &Link,
        place: Option<usize>,
        text: &str,
        keys: &Keys,
    ) {
        let any = link.target == Target::Any;
        let empty = if any { 2 } else { 1 };
        let Some(place) = place.filter(|_| !text.is_empty()) else {
            if link.required {
                self.findings.push((place.unwrap_or(0), Finding::ValueMissing));
            }
            self.cells.extend(vec![Cell::Null; empty]);
            return;
        };
        let (target, slug) = match link.target {
            Target::Table(name) => (find_table(name), text),
            Target::Any => match text.split_once('/') {
                Some((name, slug)) => (find_table(name), slug),
                None => (None, text),
            },
        };
        let Some((target, found)) = target else {
            let finding = Finding::LinkUnknown { table: None, near: None };
            self.findings.push((place, finding));
            self.cells.extend(vec![Cell::Null; empty]);
            return;
        };
        if found.name == table.name && slug == self.slug {
            self.findings.push((place, Finding::LinkSelf));
        }
        if any {
            self.cells.push(Cell::text(found.name));
        }
        let key = self.resolve(target, slug, place, keys);
        self.cells.push(key.map_or(Cell::Null, |key| Cell::Integer(i64::from(key))));
    }

    fn list(&mut self, link: &Link, place: usize, text: &str, keys: &Keys) -> Vec<u32> {
        let Target::Table(name) = link.target else { return Vec::new() };
        let Some((target, _)) = find_table(name) else { return Vec::new() };
        let slugs = text.split(';').map(trim).filter(|slug| !slug.is_empty());
        slugs.filter_map(|slug| self.resolve(target, slug, place, keys)).collect()
    }

    fn resolve(&mut self, table: usize, slug: &str, place: usize, keys: &Keys) -> Option<u32> {
        resolve(&mut self.mentions, table, slug, place, keys)
    }
}

fn resolve(
    mentions: &mut Vec<Mention>,
    table: usize,
    slug: &str,
    place: usize,
    keys: &Keys,
) -> Option<u32> {
    let keys = keys.table(table);
    match keys.find(slug) {
        Some(known) if keys.remains(&known) => Some(known.key),
        _ => {
            mentions.push(Mention { place, table, slug: slug.to_owned() });
            None
        }
    }
}

/// The object from language tag to text.
fn localised<'a>(parts: &[(usize, Part)], cell: &impl Fn(usize) -> &'a str) -> Cell {
    let mut texts = BTreeMap::new();
    for (place, part) in parts {
        if let (Part::Language(tag), false) = (part, cell(*place).is_empty()) {
            texts.insert(tag.as_str(), cell(*place).replace("\r\n", "\n"));
        }
    }
    if texts.is_empty() {
        return Cell::Null;
    }
    // A map of texts can always be written.
    serde_json::to_string(&texts).map_or(Cell::Null, Cell::Text)
}

fn decimal(text: &str) -> Result<Vec<Cell>, Expected> {
    let number: Decimal = text.parse()?;
    Ok(vec![Cell::Integer(number.digits), Cell::Integer(i64::from(number.scale))])
}

fn to_degrees(number: Decimal) -> f64 {
    number.digits as f64 / 10_f64.powi(i32::from(number.scale))
}

/// The values of a column of one cell, in the order of the store.
fn plain(column: &Column, text: &str) -> Result<Vec<Cell>, Finding> {
    let cells = match column.kind {
        Kind::Code(list) => return coded(list, text).map(|_| vec![Cell::text(text)]),
        Kind::Integer => value::parse_integer(text).map(|number| vec![Cell::Integer(number)]),
        Kind::Decimal => decimal(text),
        Kind::Boolean => value::parse_boolean(text).map(|truth| vec![Cell::Boolean(truth)]),
        Kind::Date => text.parse::<PartialDate>().map(|_| vec![Cell::text(text)]),
        Kind::Instant => value::parse_instant(text)
            .map(|seconds| vec![Cell::Text(value::format_instant(seconds))]),
        Kind::Url => value::parse_url(text).map(|url| vec![Cell::text(url)]),
        Kind::Text | Kind::Localised | Kind::Money | Kind::Point => {
            Ok(vec![Cell::Text(text.replace("\r\n", "\n"))])
        }
    };
    cells.map_err(Finding::ValueInvalid)
}

fn coded(list: &'static CodeList, text: &str) -> Result<usize, Finding> {
    list.find(text).map(|(at, _)| at).ok_or_else(|| {
        let known: Vec<&str> = list.codes.iter().map(|entry| entry.code).collect();
        Finding::CodeUnknown { list: list.name, known: known.join(", ") }
    })
}

impl PairRow {
    /// What `cells`, a row of the file of a link of the table at `owner`, says.
    pub(super) fn check(
        owner: usize,
        link: &Link,
        pairs: &PairTable,
        header: &PairHeader,
        cells: &[&str],
        keys: &Keys,
    ) -> Self {
        let mut row = Self::default();
        for (place, cell) in cells.iter().enumerate() {
            row.findings.extend(suspicious(trim(cell)).map(|finding| (place, finding)));
        }
        let cell = |place: usize| cells.get(place).map_or("", |cell| trim(cell));
        for (place, table) in [(header.from, owner), (header.to, pairs.target)] {
            if cell(place).is_empty() {
                row.findings.push((place, Finding::ValueMissing));
            }
            let key = resolve(&mut row.mentions, table, cell(place), place, keys);
            if place == header.from {
                row.from = key;
            } else {
                row.to = key;
            }
        }
        if row.findings.iter().any(|(_, finding)| *finding == Finding::ValueMissing) {
            row.mentions.retain(|mention| !mention.slug.is_empty());
        }
        if owner == pairs.target && row.from.is_some() && row.from == row.to {
            row.findings.push((header.to, Finding::LinkSelf));
        }
        let mut code = |place: Option<usize>, list: Option<&'static CodeList>| {
            let (place, list) = (place?, list?);
            let text = Some(cell(place)).filter(|text| !text.is_empty())?;
            coded(list, text).map_err(|finding| row.findings.push((place, finding))).ok()
        };
        let basis = code(header.basis, Some(&BASIS));
        let role = code(header.role, link.role);
        (row.basis, row.role) = (basis, role);
        row
    }
}
