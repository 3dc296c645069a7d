//! The words of the registry: what a table, a column, a link and a code list are.
//!
//! Plain data, built by `const` functions, so that an entity reads like a list. This file knows no
//! entity and no door.

pub use super::column::{Column, End, Kind, SameAs, Sum};
pub(crate) use super::label::code;
pub use super::label::{Code, CodeList, Label, Words};
pub use super::link::{Arity, Link, Target};

/// One published table.
#[derive(Debug)]
pub struct Table {
    /// The plural name: the URL, the file, the table in the store, the GraphQL field.
    pub name: &'static str,
    /// The singular name in Pascal case: the GraphQL type.
    pub one: &'static str,
    /// The heading for people.
    pub label: Label,
    /// What a row is, as a sentence.
    pub doc: &'static str,
    /// What the table holds, in a sentence or two of 50 to 1,000 characters, for catalogues.
    pub description: Label,
    /// The classes of public vocabularies that its rows belong to in linked data, such as
    /// `schema:Place`; they belong to a class of our own as well.
    pub classes: &'static [&'static str],
    /// The columns beyond `slug`, in the order of the files.
    pub columns: &'static [Column],
    /// The links that start here, in the order of the files.
    pub links: &'static [Link],
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// The link of this name that starts here.
    pub fn link(&self, name: &str) -> Option<(usize, &'static Link)> {
        self.links.iter().enumerate().find(|(_, link)| link.name == name)
    }

    /// Whether its rows have a position.
    pub fn has_point(&self) -> bool {
        self.columns.iter().any(|column| matches!(column.kind, Kind::Point))
    }

    /// The link to rows of the same table that contain a row, as a goal contains its targets.
    pub fn container(&self) -> Option<usize> {
        let contains = |link: &Link| link.within && link.target == Target::Table(self.name);
        self.links.iter().position(contains)
    }

    /// The times that a row is about: the columns of the first and of the last day.
    pub fn spans(&self) -> Vec<(usize, Option<usize>)> {
        let mut spans: Vec<(usize, Option<usize>)> = Vec::new();
        for (at, column) in self.columns.iter().enumerate() {
            match (column.dates, spans.last_mut()) {
                (Some(End::First), _) => spans.push((at, None)),
                (Some(End::Last), Some((_, last @ None))) => *last = Some(at),
                _ => {}
            }
        }
        spans
    }

    /// The singular name in snake case, as in `project_countries` and `project_id`.
    pub fn singular(&self) -> String {
        snake_case(self.one)
    }

    /// The name of the table and file that hold the pairs of `link`, such as `project_countries`.
    pub fn pairs(&self, link: &Link) -> String {
        format!("{}_{}", self.singular(), link.name)
    }
}

/// `StartsOn` and `startsOn` become `starts_on`.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// `starts_on` becomes `startsOn`.
pub fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        if letter == '_' {
            raise = true;
        } else if raise {
            out.push(letter.to_ascii_uppercase());
            raise = false;
        } else {
            out.push(letter);
        }
    }
    out
}
