//! The values of each record in each dimension, as small numbers: what counting runs over.
//!
//! The numbers of a dimension stand in the order of its keys, and the one behind the last stands
//! for no value. What can be read from columns and links as they are is read there; what a
//! hierarchy adds is worked out once, when the image is made.

use super::dimension::{Dimension, Source, inner_links};
use crate::image::columns::{Data, Row};
use crate::image::{TableImage, Way};
use crate::model::codes::CURRENCIES;

/// How deep what lies in something can lie in something else.
const DEPTH: usize = 64;

/// One dimension of the records of a table.
#[derive(Debug)]
pub(in crate::image) struct Members {
    values: Values,
    /// How many numbers there are, the one for no value aside.
    pub(super) size: u32,
    /// How many pairs of a record and a value there are, no value being one.
    pub(super) pairs: u64,
}

#[derive(Debug)]
enum Values {
    Cells(usize),
    Year {
        at: usize,
        first: u32,
    },
    Month {
        at: usize,
        first: u32,
    },
    Currency(usize),
    /// The records that ways lead to, each table's behind those of the one before.
    Direct(Vec<(Way, u32)>),
    Short(Lists<u16>),
    Long(Lists<u32>),
}

/// For each row, its numbers in ascending order.
#[derive(Debug)]
struct Lists<T> {
    starts: Vec<u32>,
    values: Vec<T>,
}

impl<T: Copy + Into<u32>> Lists<T> {
    fn get(&self, row: Row) -> &[T] {
        let at = row as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => &self.values[*start as usize..*end as usize],
            _ => &[],
        }
    }

    fn each(&self, rows: impl Iterator<Item = Row>, none: u32, mut each: impl FnMut(usize, u32)) {
        for (place, row) in rows.enumerate() {
            let values = self.get(row);
            if values.is_empty() {
                each(place, none);
            }
            for value in values {
                each(place, (*value).into());
            }
        }
    }
}

impl Members {
    /// The values of a dimension of the table at `table`.
    pub(super) fn new(tables: &[TableImage], table: usize, dimension: &Dimension) -> Self {
        let own = &tables[table];
        let single = |values, size| Self { values, size, pairs: own.rows as u64 };
        match &dimension.source {
            Source::Cells(at) => {
                let size = match &own.column(*at).data {
                    Data::Code(list, _) => list.codes.len() as u32,
                    _ => 2,
                };
                single(Values::Cells(*at), size)
            }
            Source::Year(at) => {
                let (first, last) = years(own, *at);
                single(Values::Year { at: *at, first }, last - first)
            }
            Source::Month(at) => {
                let (first, last) = years(own, *at);
                single(Values::Month { at: *at, first }, (last - first) * 12)
            }
            Source::Currency(at) => single(Values::Currency(*at), CURRENCIES.len() as u32),
            Source::Linked { ways, to } => match ways.as_slice() {
                [way] if way.to == *to && inner_links(*to).all(|(_, whole)| whole != *to) => {
                    Self::direct(tables, table, &[*way])
                }
                _ => Self::lists(tables, table, ways, tables[*to].rows as u32, &|from, row| {
                    contained(tables, from, row, *to)
                }),
            },
            Source::Any(ways) => Self::direct(tables, table, ways),
            Source::Whole { ways, to, at } => {
                let Data::Code(list, cells) = &tables[*to].column(*at).data else {
                    return Self::direct(tables, table, &[]);
                };
                let size = list.codes.len() as u32;
                Self::lists(tables, table, ways, size, &|from, row| {
                    let rows = contained(tables, from, row, *to);
                    let codes = rows.into_iter().filter_map(|row| cells.find(row));
                    codes.map(|code| u32::from(code) - 1).collect()
                })
            }
        }
    }

    fn direct(tables: &[TableImage], table: usize, ways: &[Way]) -> Self {
        let mut size = 0;
        let mut offsets = Vec::with_capacity(ways.len());
        for way in ways {
            offsets.push((*way, size));
            size += tables[way.to].rows as u32;
        }
        let adjacencies: Vec<_> = ways.iter().map(|way| &pairs_of(tables, *way).forward).collect();
        let length = |row| adjacencies.iter().map(|to| to.rows(row).len()).sum::<usize>().max(1);
        let pairs = (0..tables[table].rows as Row).map(|row| length(row) as u64).sum();
        Self { values: Values::Direct(offsets), size, pairs }
    }

    /// The numbers that `lift` gives for each record at the end of the ways.
    fn lists(
        tables: &[TableImage],
        table: usize,
        ways: &[Way],
        size: u32,
        lift: &dyn Fn(usize, Row) -> Vec<u32>,
    ) -> Self {
        let lifted: Vec<Vec<Vec<u32>>> = ways
            .iter()
            .map(|way| (0..tables[way.to].rows as Row).map(|row| lift(way.to, row)).collect())
            .collect();
        let rows = tables[table].rows;
        let mut lists = Lists { starts: Vec::with_capacity(rows + 1), values: Vec::<u32>::new() };
        let mut of_row = Vec::new();
        let mut pairs = 0;
        lists.starts.push(0);
        for row in 0..rows as Row {
            of_row.clear();
            for (way, lifted) in ways.iter().zip(&lifted) {
                for target in pairs_of(tables, *way).forward.rows(row) {
                    of_row.extend_from_slice(&lifted[*target as usize]);
                }
            }
            of_row.sort_unstable();
            of_row.dedup();
            pairs += of_row.len().max(1) as u64;
            lists.values.extend_from_slice(&of_row);
            lists.starts.push(lists.values.len() as u32);
        }
        lists.values.shrink_to_fit();
        let values = if u16::try_from(size).is_ok() {
            let short = lists.values.iter().map(|value| *value as u16).collect();
            Values::Short(Lists { starts: lists.starts, values: short })
        } else {
            Values::Long(lists)
        };
        Self { values, size, pairs }
    }

    /// Calls `each` for every value of every row, with the place of the row among `rows`; once,
    /// with the number of no value, for a row without one.
    pub(super) fn each(
        &self,
        tables: &[TableImage],
        table: usize,
        rows: impl Iterator<Item = Row>,
        mut each: impl FnMut(usize, u32),
    ) {
        let none = self.size;
        let column = |at: usize| &tables[table].column(at).data;
        match &self.values {
            Values::Cells(at) => {
                if let Data::Code(_, cells) | Data::Boolean(cells) = column(*at) {
                    for (place, row) in rows.enumerate() {
                        each(place, u32::from(cells.get(row)).wrapping_sub(1).min(none));
                    }
                }
            }
            Values::Year { at, first } => {
                if let Data::Date(cells) = column(*at) {
                    for (place, row) in rows.enumerate() {
                        // A date of no value is the year 0, which is before the first.
                        each(place, (cells.get(row) / 10_000).wrapping_sub(*first).min(none));
                    }
                }
            }
            Values::Month { at, first } => {
                if let Data::Date(cells) = column(*at) {
                    for (place, row) in rows.enumerate() {
                        let (year, month) = (cells.get(row) / 10_000, cells.get(row) / 100 % 100);
                        let stated = month > 0;
                        let months = (year.wrapping_sub(*first)).wrapping_mul(12);
                        each(place, if stated { months + month - 1 } else { none });
                    }
                }
            }
            Values::Currency(at) => {
                if let Data::Money(_, cells) = column(*at) {
                    for (place, row) in rows.enumerate() {
                        each(place, u32::from(cells.get(row)).min(none));
                    }
                }
            }
            Values::Direct(ways) => match ways.as_slice() {
                [(way, _)] => {
                    let to = &pairs_of(tables, *way).forward;
                    for (place, row) in rows.enumerate() {
                        let mut last = none;
                        for target in to.rows(row) {
                            // A record under two roles counts once.
                            if *target != last {
                                each(place, *target);
                            }
                            last = *target;
                        }
                        if last == none {
                            each(place, none);
                        }
                    }
                }
                ways => {
                    for (place, row) in rows.enumerate() {
                        let mut last = none;
                        for (way, offset) in ways {
                            for target in pairs_of(tables, *way).forward.rows(row) {
                                if target + offset != last {
                                    each(place, target + offset);
                                }
                                last = target + offset;
                            }
                        }
                        if last == none {
                            each(place, none);
                        }
                    }
                }
            },
            Values::Short(lists) => lists.each(rows, none, each),
            Values::Long(lists) => lists.each(rows, none, each),
        }
    }

    /// Whether each record has exactly one number.
    pub(super) const fn is_single(&self) -> bool {
        matches!(
            self.values,
            Values::Cells(_) | Values::Year { .. } | Values::Month { .. } | Values::Currency(_)
        )
    }

    /// The column whose bitmaps count the values, where there are such.
    pub(super) const fn cells(&self) -> Option<usize> {
        match self.values {
            Values::Cells(at) => Some(at),
            _ => None,
        }
    }

    /// The year that the numbers begin with.
    pub(super) const fn first_year(&self) -> u32 {
        match self.values {
            Values::Year { first, .. } | Values::Month { first, .. } => first,
            _ => 0,
        }
    }

    /// The table and row of a number that stands for a record of several tables.
    pub(super) fn record(&self, number: u32) -> Option<(usize, Row)> {
        let Values::Direct(ways) = &self.values else { return None };
        let (way, offset) = ways.iter().rev().find(|(_, offset)| *offset <= number)?;
        Some((way.to, number - offset))
    }

    /// The bytes of memory held.
    pub(in crate::image) const fn bytes(&self) -> usize {
        match &self.values {
            Values::Short(lists) => {
                lists.starts.capacity() * size_of::<u32>() + lists.values.capacity() * 2
            }
            Values::Long(lists) => {
                (lists.starts.capacity() + lists.values.capacity()) * size_of::<u32>()
            }
            _ => 0,
        }
    }
}

pub(super) fn pairs_of(tables: &[TableImage], way: Way) -> &crate::image::links::Pairs {
    &tables[way.owner].links[way.link_at][way.target_at].1
}

/// The first year of a date column, and the one behind the last.
fn years(table: &TableImage, at: usize) -> (u32, u32) {
    let column = table.column(at);
    let (Data::Date(cells), Some(order)) = (&column.data, &column.index.order) else {
        return (0, 0);
    };
    match (order.rows.first(), order.rows.last()) {
        (Some(first), Some(last)) => (cells.get(*first) / 10_000, cells.get(*last) / 10_000 + 1),
        _ => (1, 1),
    }
}

/// The records of `to` that a record is or lies in.
fn contained(tables: &[TableImage], table: usize, row: Row, to: usize) -> Vec<u32> {
    let mut found = Vec::new();
    let mut step = vec![(table, row)];
    // Links in a circle end with the depth.
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for (table, row) in step {
            if table == to {
                if found.contains(&row) {
                    continue;
                }
                found.push(row);
            }
            for (link_at, _) in inner_links(table) {
                let linked = &tables[table].links[link_at];
                next.extend(linked.iter().flat_map(|(whole, pairs)| {
                    pairs.forward.rows(row).iter().map(|row| (*whole, *row))
                }));
            }
        }
        if next.is_empty() {
            break;
        }
        step = next;
    }
    found
}
