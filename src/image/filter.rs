//! The filter: the one language in which every door asks for records.
//!
//! A filter is written as JSON (see [`parse`]) and answered from indexes as a bitmap of rows.

pub mod parse;

use std::fmt;

use roaring::RoaringBitmap;

use super::columns::{Data, Key};
use super::links::bitmap_of_sorted;
use super::text::Query;
use super::{ColumnImage, Image, Way};
use crate::model::value::{Decimal, PartialDate};

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
            Self::Slug(_) => (1, 0),
            Self::Search(query) => query.tests(),
            Self::Column { test, .. } => (1, usize::from(matches!(test, Test::Contains(_)))),
            Self::Some { ways } => {
                let inner = sum(&mut ways.iter().map(|(_, filter)| filter.tests()));
                (inner.0 + 1, inner.1)
            }
        }
    }
}

impl Image {
    /// The rows of a table that answer yes.
    pub fn rows(&self, table: usize, filter: &Filter) -> RoaringBitmap {
        let records = self.table(table);
        match filter {
            Filter::All(filters) => {
                let mut found: Option<RoaringBitmap> = None;
                for filter in filters {
                    let rows = self.rows(table, filter);
                    found = Some(found.map_or_else(|| rows.clone(), |all| all & &rows));
                    if found.as_ref().is_some_and(RoaringBitmap::is_empty) {
                        break;
                    }
                }
                found.unwrap_or_else(|| self.every_row(table))
            }
            Filter::Any(filters) => filters
                .iter()
                .fold(RoaringBitmap::new(), |found, filter| found | self.rows(table, filter)),
            Filter::Not(filter) => self.every_row(table) - self.rows(table, filter),
            Filter::Slug(slugs) => slugs.iter().filter_map(|slug| records.find(slug)).collect(),
            Filter::Search(query) => self.search_rows(table, query),
            Filter::Column { at, test } => self.tested(table, *at, test),
            Filter::Some { ways } => {
                ways.iter().fold(RoaringBitmap::new(), |found, (way, filter)| {
                    let ends = self.rows(way.to, filter);
                    let pairs = self.pairs(*way);
                    found | if way.forward { pairs.sources(&ends) } else { pairs.targets(&ends) }
                })
            }
        }
    }

    /// All rows of a table.
    pub fn every_row(&self, table: usize) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        rows.insert_range(0..self.table(table).rows as u32);
        rows
    }

    fn tested(&self, table: usize, at: usize, test: &Test) -> RoaringBitmap {
        let column = self.table(table).column(at);
        match test {
            Test::Missing => column.index.missing.clone(),
            Test::In(operands) => operands
                .iter()
                .fold(RoaringBitmap::new(), |found, operand| found | column.equal(operand)),
            Test::Between(from, to) => column.between(from.as_ref(), to.as_ref()),
            Test::Contains(part) => unhindered(|| column.containing(part)),
        }
    }
}

/// Does work of many milliseconds while other tasks of this thread go on elsewhere.
pub(super) fn unhindered<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

impl ColumnImage {
    fn equal(&self, operand: &Operand) -> RoaringBitmap {
        if let Operand::Cell(cell) = operand {
            return self.index.values.get(usize::from(*cell)).cloned().unwrap_or_default();
        }
        self.range(Some(operand.key()), Some(operand.key()))
    }

    fn range(&self, from: Option<Key<'_>>, to: Option<Key<'_>>) -> RoaringBitmap {
        let Some(order) = &self.index.order else { return RoaringBitmap::new() };
        order.between(&self.data, from, to).iter().copied().collect()
    }

    fn between(&self, from: Option<&Operand>, to: Option<&Operand>) -> RoaringBitmap {
        let date = |operand: Option<&Operand>| match operand {
            Some(Operand::Date(date)) => Some(*date),
            _ => None,
        };
        if let (None, None) = (date(from), date(to)) {
            // A range of money that is open on one side still stays within its currency.
            let end = |operand: &Operand, digits| match operand {
                Operand::Amount(currency, _) => {
                    Some(Key::Amount(*currency, Decimal { digits, scale: 0 }))
                }
                _ => None,
            };
            return self.range(
                from.map(Operand::key).or_else(|| to.and_then(|to| end(to, i64::MIN))),
                to.map(Operand::key).or_else(|| from.and_then(|from| end(from, i64::MAX))),
            );
        }
        self.between_dates(date(from), date(to))
    }

    /// The rows whose every possible day lies between two dates.
    fn between_dates(&self, from: Option<PartialDate>, to: Option<PartialDate>) -> RoaringBitmap {
        let key = |packed: u32| Some(Key::Number(i64::from(packed)));
        // A year and its January sort before its first day, which is also their first day.
        let start = from.map(PartialDate::first_day).and_then(|day| match day.packed() {
            packed if packed % 10_000 == 101 => key(packed - 101),
            packed if packed % 100 == 1 => key(packed - 1),
            packed => key(packed),
        });
        let Some(last) = to.map(PartialDate::last_day) else { return self.range(start, None) };
        let mut found = self.range(start, key(last.packed()));
        // The year and the month of the last day begin before it and may end after it.
        for packed in [last.packed() / 10_000 * 10_000, last.packed() / 100 * 100] {
            if PartialDate::from_packed(packed).is_some_and(|date| date.last_day() > last) {
                found -= self.range(key(packed), key(packed));
            }
        }
        found
    }

    fn containing(&self, text: &str) -> RoaringBitmap {
        let pattern = regex::RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build();
        let Ok(pattern) = pattern else { return RoaringBitmap::new() };
        match &self.data {
            Data::Text(texts) => bitmap_of_sorted(&texts.matches(&pattern)),
            Data::Localised(tags) => tags.iter().fold(RoaringBitmap::new(), |found, (_, texts)| {
                found | bitmap_of_sorted(&texts.matches(&pattern))
            }),
            _ => RoaringBitmap::new(),
        }
    }
}
