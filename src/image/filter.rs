//! The filter: the one language in which every door asks for records.
//!
//! A filter is read from JSON ([`parse`]), answered as a bitmap of rows (`rows`), and written
//! again as JSON or as a query string ([`mod@print`]).

mod canonical;
pub mod near;
pub mod parse;
pub mod print;
mod rows;
pub mod scan;
mod short;

use std::fmt;

use super::Way;
#[expect(unused_imports, reason = "named by the documentation")]
use super::columns::Data;
use super::columns::Key;
use super::text::Query;
use crate::model::value::{Decimal, PartialDate, Point};
pub(super) use rows::unhindered;
pub use short::offers;

/// A question that each record of a table answers with yes or no.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// Yes for each record that answers yes to all of these; for every record if there are none.
    All(Vec<Self>),
    /// Yes for each record that answers yes to at least one of these.
    Any(Vec<Self>),
    /// Yes for each record that answers no.
    Not(Box<Self>),
    /// Whether the slug is one of these.
    Slug(Vec<String>),
    /// Whether the slug is one of these, or the record lies in one of them, at any depth: along the
    /// link by which records of the table contain each other.
    Within(Vec<String>),
    /// Whether the searched texts hold these words.
    Search(Query),
    /// What a column holds.
    Column {
        /// The position of the column in the registry's list.
        at: usize,
        /// What is asked of it.
        test: Test,
    },
    /// Whether the record is linked, along any of the ways, to a record that answers yes.
    Some {
        /// The ways of one link: several where it can lead to several tables.
        ways: Vec<(Way, Self)>,
    },
}

/// What can be asked of a column.
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// It has no value.
    Missing,
    /// It has one of these values; a partial date must be written with the same precision.
    In(Vec<Operand>),
    /// It lies between the two, each included. A partial date lies between them if every day that
    /// it can mean does.
    Between(Option<Operand>, Option<Operand>),
    /// A text, in any language, contains this one, whatever the case of its letters.
    Contains(String),
    /// A position lies at most so many metres from this one.
    Near(Point, u32),
}

/// A value to compare a column with.
#[derive(Debug, Clone, PartialEq)]
pub enum Operand {
    /// For text and url columns, and localised ones that can be sorted by.
    Text(String),
    /// For integer and instant columns.
    Number(i64),
    /// For code and boolean columns: the cell, as [`Data`] holds it.
    Cell(u8),
    /// For decimal columns, and money columns with the position of the currency.
    Amount(u8, Decimal),
    /// For date columns.
    Date(PartialDate),
}

impl Operand {
    fn key(&self) -> Key<'_> {
        match self {
            Self::Text(text) => Key::Text(text),
            Self::Number(number) => Key::Number(*number),
            Self::Cell(cell) => Key::Number(i64::from(*cell)),
            Self::Amount(currency, number) => Key::Amount(*currency, *number),
            Self::Date(date) => Key::Number(i64::from(date.packed())),
        }
    }
}

impl Default for Filter {
    fn default() -> Self {
        Self::All(Vec::new())
    }
}

impl fmt::Debug for Way {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}.{}.{}.{}", self.owner, self.link_at, self.to, self.forward)
    }
}

impl Filter {
    /// Whether every record answers yes whatever it holds.
    pub fn is_everything(&self) -> bool {
        matches!(self, Self::All(filters) if filters.iter().all(Self::is_everything))
    }

    /// How many tests it has, a link being one beside those of its target, and how many of them
    /// are `contains`.
    pub fn tests(&self) -> (usize, usize) {
        let sum = |counts: &mut dyn Iterator<Item = (usize, usize)>| {
            counts.fold((0, 0), |all, one| (all.0 + one.0, all.1 + one.1))
        };
        match self {
            Self::All(filters) | Self::Any(filters) => sum(&mut filters.iter().map(Self::tests)),
            Self::Not(filter) => filter.tests(),
            Self::Slug(_) | Self::Within(_) => (1, 0),
            Self::Search(query) => query.tests(),
            Self::Column { test, .. } => (1, usize::from(matches!(test, Test::Contains(_)))),
            Self::Some { ways } => {
                let inner = sum(&mut ways.iter().map(|(_, filter)| filter.tests()));
                (inner.0 + 1, inner.1)
            }
        }
    }
}
