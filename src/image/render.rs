//! Render plans: the fields of a table in order, and how each is written as text or as JSON.
//!
//! Doors know no entity by name: they ask for the plan of a table and write line after line.

mod cell;
mod column;
mod json;
mod length;
pub mod select;
pub mod write;

use std::io::Write as _;

use super::columns::{Data, Row, code_of, currency_of, date_of};
use super::links::Item;
use super::{Image, TableImage, Way};
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{Arity, Code, Kind, Target};
use crate::model::value::{Point, format_instant};
pub use cell::{Cell, Description, Form};
pub use column::{KeptTexts, Run};

/// One line of a file: a record, or a pair of a link.
#[derive(Debug, Clone, Copy)]
pub struct Line {
    /// The record, or the one where the pair starts.
    pub row: Row,
    /// Where the pair leads and what it says; nothing for a record.
    pub pair: Item,
}

impl Line {
    /// The line of a record.
    pub fn of(row: Row) -> Self {
        Self { row, pair: Item { row, edge: super::links::EdgeData::default() } }
    }
}

/// What a field is read from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Source {
    Id,
    Slug,
    /// A whole column; in JSON with all its parts.
    Column(usize),
    Language(usize, usize),
    Label(usize),
    Currency(usize),
    Latitude(usize),
    Longitude(usize),
    /// A link to at most one record, at its place in the list of links.
    Single(usize),
    Many(Way),
    To(Way),
    Basis,
    Role(Way),
    /// The text of a localised column in the language that is wanted most.
    Text(usize),
    /// The language of that text.
    TextLanguage(usize),
    /// Linked records as objects.
    Nested,
}

/// One field of a plan.
#[derive(Debug, Clone)]
pub struct Field {
    /// The name in the file.
    pub name: String,
    source: Source,
    /// The name with the signs around it, as JSON has it.
    key: Vec<u8>,
    /// The codes of the column's list, each as JSON.
    codes: Vec<Vec<u8>>,
    /// The places of the languages of a localised column, from the most to the least wanted.
    order: Vec<usize>,
    nested: Option<select::Nested>,
}

/// The fields of a table, or of the pairs of a link, in the order of files.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The table that lines start from.
    pub table: usize,
    /// The link, if lines are its pairs.
    pub pairs: Option<Way>,
    /// The fields.
    pub fields: Vec<Field>,
    /// The language of labels.
    language: String,
}

impl Plan {
    /// One field for each cell, for files of rows and columns. A code stands with its label.
    pub fn flat(image: &Image, table: usize) -> Self {
        let mut fields = vec![field("slug", Source::Slug)];
        for (at, column) in TABLES[table].columns.iter().enumerate() {
            let name = column.name;
            match column.kind {
                Kind::Localised => {
                    let Data::Localised(tags) = &image.table(table).column(at).data else {
                        continue;
                    };
                    let tags = tags.iter().enumerate();
                    fields.extend(tags.map(|(tag, (language, _))| {
                        field(format!("{name}_{language}"), Source::Language(at, tag))
                    }));
                }
                Kind::Code(_) => {
                    fields.push(field(name, Source::Column(at)));
                    fields.push(field(format!("{name}_label"), Source::Label(at)));
                }
                Kind::Money => {
                    fields.push(field(name, Source::Column(at)));
                    fields.push(field(format!("{name}_currency"), Source::Currency(at)));
                }
                Kind::Point => {
                    fields.push(field(format!("{name}_latitude"), Source::Latitude(at)));
                    fields.push(field(format!("{name}_longitude"), Source::Longitude(at)));
                }
                _ => fields.push(field(name, Source::Column(at))),
            }
        }
        fields.extend(links(table));
        Self { table, pairs: None, fields, language: first_language(image) }
    }

    /// No field at all.
    pub fn empty(image: &Image) -> Self {
        Self { table: 0, pairs: None, fields: Vec::new(), language: first_language(image) }
    }

    /// Keeps the fields of these names, in their order.
    ///
    /// # Errors
    ///
    /// The first name that no field has, or that stands twice.
    pub fn choose(&mut self, names: &[String]) -> Result<(), String> {
        let mut chosen: Vec<Field> = Vec::with_capacity(names.len());
        for name in names {
            let found = self.fields.iter().find(|field| field.name == *name);
            match found.filter(|_| chosen.iter().all(|field| field.name != *name)) {
                Some(field) => chosen.push(field.clone()),
                None => return Err(name.clone()),
            }
        }
        self.fields = chosen;
        Ok(())
    }

    /// Writes labels in this language.
    pub fn speak(&mut self, language: &str) {
        language.clone_into(&mut self.language);
    }

    /// The fields of the pairs of the to-many link of this name, such as `project_countries`.
    pub fn of_pairs(image: &Image, name: &str) -> Option<Self> {
        let way = TABLES.iter().enumerate().find_map(|(owner, table)| {
            let links = table.links.iter().enumerate();
            let (at, _) = links
                .into_iter()
                .find(|(_, link)| link.arity == Arity::Many && table.pairs(link) == name)?;
            Way::forward(owner, at).first().copied()
        })?;
        let mut fields = vec![
            field(TABLES[way.owner].singular(), Source::Slug),
            field(TABLES[way.to].singular(), Source::To(way)),
        ];
        if way.link.basis {
            fields.push(field("basis", Source::Basis));
        }
        if way.link.role.is_some() {
            fields.push(field("role", Source::Role(way)));
        }
        let language = first_language(image);
        Some(Self { table: way.owner, pairs: Some(way), fields, language })
    }

    /// Calls `each` for every line of a row: itself, or its pairs.
    pub fn lines(&self, image: &Image, row: Row, mut each: impl FnMut(Line)) {
        match self.pairs {
            None => each(Line::of(row)),
            Some(way) => image.edges(way, row).iter().for_each(|pair| each(Line { row, pair })),
        }
    }

    /// Writes a field as plain text. Gives whether the text is free, so that it may need quoting.
    pub fn write_text(&self, image: &Image, field: &Field, line: Line, out: &mut Vec<u8>) -> bool {
        let table = image.table(self.table);
        match field.source {
            Source::Id => {
                out.extend_from_slice(table.table.name.as_bytes());
                out.push(b'/');
                out.extend_from_slice(table.slug(line.row).as_bytes());
            }
            Source::Slug => out.extend_from_slice(table.slug(line.row).as_bytes()),
            Source::Language(at, tag) => {
                if let Data::Localised(tags) = &table.column(at).data {
                    let text = tags.get(tag).map_or("", |(_, texts)| texts.get(line.row));
                    out.extend_from_slice(text.as_bytes());
                }
                return true;
            }
            Source::Label(at) => {
                if let Some(code) = code_at(table, at, line.row) {
                    out.extend_from_slice(code.label.text(&self.language).as_bytes());
                }
                return true;
            }
            Source::Column(at) => return write_cell(table, at, line.row, out),
            Source::Currency(at) => {
                if let Data::Money(amounts, currencies) = &table.column(at).data
                    && amounts.get(line.row).is_some()
                {
                    out.extend_from_slice(currency_of(currencies.get(line.row)).as_bytes());
                }
            }
            Source::Latitude(at) => write_degrees(table, at, line.row, |point| point.0, out),
            Source::Longitude(at) => write_degrees(table, at, line.row, |point| point.1, out),
            Source::Single(link_at) => {
                write_single(image, self.table, link_at, line.row, out);
            }
            Source::Many(way) => {
                let slugs = image.table(way.to);
                let mut last = None;
                for row in image.edges(way, line.row).rows {
                    // A record under two roles stands once.
                    if last == Some(*row) {
                        continue;
                    }
                    if last.replace(*row).is_some() {
                        out.push(b';');
                    }
                    out.extend_from_slice(slugs.slug(*row).as_bytes());
                }
            }
            Source::To(way) => {
                out.extend_from_slice(image.table(way.to).slug(line.pair.row).as_bytes());
            }
            Source::Basis => out.extend_from_slice(basis_of(line.pair).as_bytes()),
            Source::Role(way) => out.extend_from_slice(role_of(way, line.pair).as_bytes()),
            // Files of rows and columns have a field for each language, and no linked records.
            Source::Text(_) | Source::TextLanguage(_) | Source::Nested => {}
        }
        false
    }
}

fn field(name: impl Into<String>, source: Source) -> Field {
    let name = name.into();
    let mut key = Vec::with_capacity(name.len() + 3);
    write::string(&mut key, &name);
    key.push(b':');
    Field { name, source, key, codes: Vec::new(), order: Vec::new(), nested: None }
}

fn links(table: usize) -> impl Iterator<Item = Field> {
    TABLES[table].links.iter().enumerate().filter_map(move |(at, link)| match link.arity {
        Arity::One => Some(field(link.name, Source::Single(at))),
        Arity::Many => Some(field(link.name, Source::Many(*Way::forward(table, at).first()?))),
    })
}

fn first_language(image: &Image) -> String {
    image.languages.first().cloned().unwrap_or_default()
}

fn code_at(table: &TableImage, at: usize, row: Row) -> Option<&'static Code> {
    match &table.column(at).data {
        Data::Code(list, cells) => code_of(list, cells.get(row)),
        _ => None,
    }
}

fn point_at(table: &TableImage, at: usize, row: Row) -> Option<Point> {
    match &table.column(at).data {
        Data::Point(cells) => cells.find(row),
        _ => None,
    }
}

fn write_degrees(
    table: &TableImage,
    at: usize,
    row: Row,
    part: impl Fn((f64, f64)) -> f64,
    out: &mut Vec<u8>,
) {
    if let Some(point) = point_at(table, at, row) {
        // Writing to a Vec cannot fail.
        let _ = write!(out, "{}", part(point.degrees()));
    }
}

/// Writes the cell of a column of one part as text. Gives whether it is free text.
fn write_cell(table: &TableImage, at: usize, row: Row, out: &mut Vec<u8>) -> bool {
    // Writing to a Vec cannot fail.
    match &table.column(at).data {
        Data::Text(texts) => {
            out.extend_from_slice(texts.get(row).as_bytes());
            return true;
        }
        Data::Code(list, cells) => {
            if let Some(code) = code_of(list, cells.get(row)) {
                out.extend_from_slice(code.code.as_bytes());
            }
        }
        Data::Integer(cells) => {
            if let Some(number) = cells.find(row) {
                out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
            }
        }
        Data::Decimal(numbers) | Data::Money(numbers, _) => {
            if let Some(number) = numbers.get(row) {
                let _ = write!(out, "{number}");
            }
        }
        Data::Date(cells) => {
            if let Some(date) = date_of(cells.get(row)) {
                let _ = write!(out, "{date}");
            }
        }
        Data::Instant(cells) => {
            if let Some(seconds) = cells.find(row) {
                let _ = write!(out, "{}", format_instant(seconds));
            }
        }
        Data::Boolean(cells) => match cells.get(row) {
            1 => out.extend_from_slice(b"false"),
            2 => out.extend_from_slice(b"true"),
            _ => {}
        },
        Data::Localised(_) | Data::Point(_) => {}
    }
    false
}

fn write_single(image: &Image, owner: usize, link_at: usize, row: Row, out: &mut Vec<u8>) {
    if let Some((to, target)) = image.linked(owner, link_at, row) {
        let table = image.table(to);
        if TABLES[owner].links[link_at].target == Target::Any {
            out.extend_from_slice(table.table.name.as_bytes());
            out.push(b'/');
        }
        out.extend_from_slice(table.slug(target).as_bytes());
    }
}

fn basis_of(pair: Item) -> &'static str {
    pair.edge.basis().and_then(|at| BASIS.codes.get(at)).map_or("", |entry| entry.code)
}

fn role_of(way: Way, pair: Item) -> &'static str {
    let entry = pair.edge.role().and_then(|at| way.link.role?.codes.get(at));
    entry.map_or("", |entry| entry.code)
}
