//! The answer to a filter: the rows that say yes, as a bitmap.
//!
//! Everything but `contains` is answered from indexes. `contains` reads texts, and comes last: only
//! the rows that all else leaves are read.

use roaring::{MultiOps as _, RoaringBitmap};

use super::{Filter, Operand, Test};
use crate::image::bits::{bitmap_of, bitmap_of_sorted};
use crate::image::columns::{Data, Key, Row, Texts};
use crate::image::{ColumnImage, Image};
use crate::model::TABLES;
use crate::model::value::{Decimal, PartialDate};

impl Filter {
    /// Whether it reads texts.
    pub(super) fn reads_texts(&self) -> bool {
        match self {
            Self::All(filters) | Self::Any(filters) => filters.iter().any(Self::reads_texts),
            Self::Not(filter) => filter.reads_texts(),
            Self::Some { ways } => ways.iter().any(|(_, filter)| filter.reads_texts()),
            Self::Column { test, .. } => matches!(test, Test::Contains(_)),
            _ => false,
        }
    }
}

impl Image {
    /// The rows of a table that answer yes.
    pub fn rows(&self, table: usize, filter: &Filter) -> RoaringBitmap {
        if filter.reads_texts() {
            return unhindered(|| self.rows_among(table, filter, None));
        }
        self.rows_among(table, filter, None)
    }

    /// The rows that answer yes among some, or among all.
    fn rows_among(
        &self,
        table: usize,
        filter: &Filter,
        among: Option<&RoaringBitmap>,
    ) -> RoaringBitmap {
        let found = match filter {
            Filter::All(filters) => {
                let mut left = self.without_reading(table, filters, among);
                for filter in filters.iter().filter(|filter| filter.reads_texts()) {
                    left = Some(self.rows_among(table, filter, left.as_ref()));
                }
                return left.unwrap_or_else(|| self.every_row(table));
            }
            Filter::Any(filters) => {
                return filters
                    .iter()
                    .map(|filter| self.rows_among(table, filter, among))
                    .collect::<Vec<_>>()
                    .union();
            }
            Filter::Not(filter) => {
                let rows = self.rows_among(table, filter, among);
                return among.map_or_else(|| self.every_row(table) - &rows, |all| all - &rows);
            }
            Filter::Column { at, test: Test::Contains(part) } => {
                return self.table(table).column(*at).containing(part, among);
            }
            Filter::Slug(slugs) => self.named(table, slugs),
            Filter::Within(slugs) => self.contained(table, self.named(table, slugs)),
            Filter::Search(query) => self.search_rows(table, query),
            Filter::Column { at, test } => self.table(table).column(*at).tested(test),
            Filter::Some { ways } => ways
                .iter()
                .map(|(way, filter)| {
                    let pairs = self.pairs(*way);
                    if filter.is_everything() {
                        return pairs.linked(way.forward);
                    }
                    let ends = self.rows_among(way.to, filter, None);
                    if way.forward { pairs.sources(&ends) } else { pairs.targets(&ends) }
                })
                .collect::<Vec<_>>()
                .union(),
        };
        match among {
            Some(among) => found & among,
            None => found,
        }
    }

    /// The rows for which all filters hold that read no texts; none if there are none of these.
    pub(super) fn without_reading(
        &self,
        table: usize,
        filters: &[Filter],
        among: Option<&RoaringBitmap>,
    ) -> Option<RoaringBitmap> {
        let mut left = among.cloned();
        for filter in filters.iter().filter(|filter| !filter.reads_texts()) {
            if left.as_ref().is_some_and(RoaringBitmap::is_empty) {
                break;
            }
            let rows = self.rows_among(table, filter, None);
            left = Some(match left {
                Some(left) => left & rows,
                None => rows,
            });
        }
        left
    }

    /// All rows of a table.
    pub fn every_row(&self, table: usize) -> RoaringBitmap {
        let mut rows = RoaringBitmap::new();
        rows.insert_range(0..self.table(table).rows as u32);
        rows
    }

    fn named(&self, table: usize, slugs: &[String]) -> RoaringBitmap {
        slugs.iter().filter_map(|slug| self.table(table).find(slug)).collect()
    }

    /// These rows and all that they contain, at any depth, along the link by which the rows of the
    /// table contain each other.
    pub fn contained(&self, table: usize, rows: RoaringBitmap) -> RoaringBitmap {
        let way =
            TABLES[table].container().and_then(|at| crate::image::Way::forward(table, at).pop());
        let Some(way) = way else { return rows };
        let pairs = self.pairs(way);
        let (mut found, mut newest) = (rows.clone(), rows);
        while !newest.is_empty() {
            // Without those that are known, so that a circle comes to an end.
            newest = pairs.sources(&newest) - &found;
            found |= &newest;
        }
        found
    }
}

/// Does work of many milliseconds while other tasks of this thread go on elsewhere.
pub(in crate::image) fn unhindered<T>(work: impl FnOnce() -> T) -> T {
    use tokio::runtime::{Handle, RuntimeFlavor};
    match Handle::try_current().map(|handle| handle.runtime_flavor()) {
        Ok(RuntimeFlavor::MultiThread) => tokio::task::block_in_place(work),
        _ => work(),
    }
}

impl ColumnImage {
    fn tested(&self, test: &Test) -> RoaringBitmap {
        match test {
            Test::Missing => self.index.missing.clone(),
            Test::In(operands) => self.equal(operands),
            Test::Between(from, to) => self.between(from.as_ref(), to.as_ref()),
            Test::Contains(part) => self.containing(part, None),
            Test::Near(centre, distance) => self.near(*centre, *distance),
        }
    }

    fn equal(&self, operands: &[Operand]) -> RoaringBitmap {
        let cells = operands.iter().filter_map(|operand| match operand {
            Operand::Cell(cell) => self.index.values.get(usize::from(*cell)),
            _ => None,
        });
        let found = cells.union();
        let mut rows: Vec<Row> = Vec::new();
        for operand in operands.iter().filter(|operand| !matches!(operand, Operand::Cell(_))) {
            rows.extend_from_slice(self.range_rows(Some(operand.key()), Some(operand.key())));
        }
        if rows.is_empty() {
            return found;
        }
        found | bitmap_of(rows, self.rows())
    }

    fn range_rows(&self, from: Option<Key<'_>>, to: Option<Key<'_>>) -> &[Row] {
        let order = self.index.order.as_ref();
        order.map_or(&[], |order| order.between(&self.data, from, to))
    }

    fn range(&self, from: Option<Key<'_>>, to: Option<Key<'_>>) -> RoaringBitmap {
        let order = self.index.order.as_ref();
        let rows =
            order.map(|order| order.bitmap_between(&self.data, from, to, &self.index.missing));
        rows.unwrap_or_default()
    }

    /// The number of rows of a column with an order.
    fn rows(&self) -> usize {
        let stated = self.index.order.as_ref().map_or(0, |order| order.rows.len());
        stated + self.index.missing.len() as usize
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

    fn containing(&self, text: &str, among: Option<&RoaringBitmap>) -> RoaringBitmap {
        let pattern = regex::RegexBuilder::new(&regex::escape(text)).case_insensitive(true).build();
        let Ok(pattern) = pattern else { return RoaringBitmap::new() };
        let in_texts = |texts: &Texts| match among {
            Some(among) if self.reads_only(among) => {
                among.iter().filter(|row| pattern.is_match(texts.get(*row))).collect()
            }
            Some(among) => bitmap_of_sorted(&texts.matches(&pattern)) & among,
            None => bitmap_of_sorted(&texts.matches(&pattern)),
        };
        match &self.data {
            Data::Text(texts) => in_texts(texts),
            Data::Localised(tags) => {
                tags.iter().map(|(_, texts)| in_texts(texts)).collect::<Vec<_>>().union()
            }
            _ => RoaringBitmap::new(),
        }
    }
}
