//! Facets and groups: how many records of a list have each value, and what they say together.
//!
//! Everything is derived from the registry: what records can be counted by ([`dimensions`]) and
//! what a group says beside their number ([`Measures`]). A record counts once in each group
//! however many ways lead there.

mod budget;
mod count;
mod dimension;
mod key;
mod measure;
mod members;
mod order;
mod spread;
mod tally;

use roaring::RoaringBitmap;

use super::columns::Row;
use super::filter::unhindered;
use super::page::Set;
use super::{Image, TableImage};
use crate::error::{Error, Result};
use crate::model::TABLES;
use count::Counted;
use measure::Measured;
use members::Members;

pub use budget::Budget;
pub use dimension::{Dimension, dimensions, find_dimension};
pub use key::{HEADINGS, Key, NOT_STATED};
pub use measure::{AmountSum, Measures, Wanted, sums};
pub use order::{By, GroupCursor, GroupOrder};

/// The most dimensions of groups.
pub const DIMENSIONS_LIMIT: usize = 3;

/// Work of more pairs than this lets other tasks of its thread go on elsewhere.
const LONG: u64 = 50_000;

/// What is prepared of a table for groups.
#[derive(Debug, Default)]
pub(super) struct Grouping {
    members: Vec<Members>,
    measured: Measured,
}

impl Grouping {
    /// Prepares the table at a position.
    pub(super) fn new(tables: &[TableImage], table: usize) -> Self {
        let dimensions = dimensions(table).iter();
        Self {
            members: dimensions.map(|dimension| Members::new(tables, table, dimension)).collect(),
            measured: Measured::new(tables, table),
        }
    }

    /// The bytes of memory held.
    pub(super) fn bytes(&self) -> usize {
        self.members.iter().map(Members::bytes).sum::<usize>() + self.measured.bytes()
    }
}

/// The distinct records of a list.
#[derive(Debug)]
pub enum Rows<'a> {
    /// Every record of the table.
    All,
    /// These records.
    Bitmap(&'a RoaringBitmap),
    /// These records, in ascending order.
    List(Vec<Row>),
}

impl<'a> Rows<'a> {
    /// The records of a set; one that is linked under two roles is one record.
    pub fn of(set: &'a Set<'_>) -> Self {
        let distinct = |rows: &mut dyn Iterator<Item = Row>| {
            let mut rows: Vec<Row> = rows.collect();
            rows.sort_unstable();
            rows.dedup();
            Self::List(rows)
        };
        match set {
            Set::All => Self::All,
            Set::Rows(rows) => Self::Bitmap(rows),
            Set::Edges(edges) => distinct(&mut edges.rows.iter().copied()),
            Set::Items(items) => distinct(&mut items.iter().map(|item| item.row)),
        }
    }
}

/// A question for groups.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    /// The dimensions, as positions among those of the table.
    pub by: Vec<usize>,
    /// The order of the groups.
    pub order: GroupOrder,
    /// What the groups say.
    pub wanted: Wanted,
}

/// The groups of a list, in order.
#[derive(Debug)]
pub struct Groups<'i> {
    image: &'i Image,
    table: usize,
    question: Question,
    /// For each dimension how many numbers it has, the one for no value among them.
    bases: Vec<u64>,
    counted: Counted,
    /// The groups in order, by their places.
    order: Vec<u32>,
}

/// How many records of a list have each value of a dimension.
#[derive(Debug)]
pub struct Facet {
    /// The dimension, as its position among those of the table.
    pub dimension: usize,
    /// How many records have no value.
    pub missing: u64,
    /// How many values occur.
    pub total: usize,
    /// The values that occur most often, each with the number of its records.
    pub values: Vec<(Key, u64)>,
}

/// The dimensions of these names, each once and at most `most`.
///
/// # Errors
///
/// [`Error::Argument`] names those that there are, [`Error::Limit`] says how many there can be.
pub fn parse_dimensions<'n>(
    table: usize,
    names: impl IntoIterator<Item = &'n str>,
    most: usize,
    argument: &str,
) -> Result<Vec<usize>> {
    let refuse =
        |what: String, hint: String| Error::Argument { argument: argument.to_owned(), what, hint };
    let known = || {
        let names: Vec<&str> = dimensions(table).iter().map(|known| known.name.as_str()).collect();
        format!("use one of {}", names.join(", "))
    };
    let mut found = Vec::new();
    for name in names {
        let Some(at) = find_dimension(table, name) else {
            let what = format!("`{}` cannot be counted by `{name}`", TABLES[table].name);
            return Err(refuse(what, known()));
        };
        if found.contains(&at) {
            return Err(refuse(format!("`{name}` stands twice"), "name it once".to_owned()));
        }
        found.push(at);
    }
    if found.is_empty() {
        return Err(refuse("expected at least one dimension".to_owned(), known()));
    }
    if found.len() > most {
        return Err(Error::Limit {
            what: "the number of dimensions",
            value: found.len() as u64,
            limit: most as u64,
            hint: format!("name fewer in `{argument}`, or ask in several requests"),
        });
    }
    Ok(found)
}

impl Image {
    /// The groups of some records of a table.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] where the budget does not reach.
    pub fn group(
        &self,
        table: usize,
        rows: &Rows<'_>,
        question: &Question,
        budget: &mut Budget,
    ) -> Result<Groups<'_>> {
        let records = self.records_of(table, rows);
        if self.most_groups(table, &question.by) == u64::MAX {
            budget.check_groups(u64::MAX)?;
        }
        let mut work = || {
            let (by, wanted) = (&question.by, question.wanted);
            let counted = count::count(&self.tables, table, rows, by, wanted, budget)?;
            Ok(Groups::new(self, table, question.clone(), counted))
        };
        if self.pairs_to_group(table, records, &question.by) > LONG {
            unhindered(work)
        } else {
            work()
        }
    }

    /// How many of some records of a table have each value of a dimension: those that occur most
    /// often, at most `first`.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] where the budget does not reach.
    pub fn facet(
        &self,
        table: usize,
        rows: &Rows<'_>,
        dimension: usize,
        first: usize,
        budget: &mut Budget,
    ) -> Result<Facet> {
        let records = self.records_of(table, rows);
        let mut work = || count::facet(&self.tables, table, rows, dimension, budget);
        let mut counts = if records > LONG { unhindered(work) } else { work() }?;
        let none = self.table(table).grouping.members.get(dimension).map_or(0, |of| of.size);
        let missing = counts.pop_if(|(number, _)| *number == none).map_or(0, |(_, count)| count);
        let total = counts.len();
        let by_count = |pair: &(u32, u32)| (std::cmp::Reverse(pair.1), pair.0);
        counts.sort_unstable_by_key(by_count);
        counts.truncate(first);
        let values = counts.into_iter();
        let values = values
            .map(|(number, count)| (self.key(table, dimension, number), u64::from(count)))
            .collect();
        Ok(Facet { dimension, missing: u64::from(missing), total, values })
    }
}
