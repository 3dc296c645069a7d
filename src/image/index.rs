//! Indexes over columns: a bitmap for each code, and the order of the values.

use std::ops::Range;

use roaring::RoaringBitmap;

use super::bits::bitmap_of;
use super::columns::{Cells, Data, Key, Row};

/// The rows of a column in the order of their values, and those that have none.
#[derive(Debug, Default)]
pub struct Order {
    /// The rows that have a value, by value and then by slug.
    pub rows: Vec<Row>,
    /// The place of each row in the whole order, rows without a value last; empty where the
    /// column cannot be sorted by.
    ranks: Vec<u32>,
}

impl Order {
    /// The order of a column of `rows` rows; with ranks where lists can be sorted by it.
    pub fn new(data: &Data, missing: &RoaringBitmap, rows: usize, with_ranks: bool) -> Self {
        let mut order: Vec<Row> = (0..rows as Row).filter(|row| !missing.contains(*row)).collect();
        match data {
            Data::Date(cells) => sort_by_number(&mut order, cells),
            Data::Integer(cells) | Data::Instant(cells) => sort_by_number(&mut order, cells),
            // From south to north, for what is near.
            Data::Point(cells) => {
                order.sort_unstable_by_key(|row| (cells.get(*row).latitude, *row));
            }
            _ => order.sort_by(|one, two| data.key(*one).cmp(&data.key(*two))),
        }
        let mut ranks = Vec::new();
        if with_ranks {
            ranks.resize(rows, 0);
            for (rank, row) in order.iter().copied().chain(missing).enumerate() {
                ranks[row as usize] = rank as u32;
            }
        }
        Self { rows: order, ranks }
    }

    /// The place of a row in the whole order, ascending, rows without a value last.
    pub fn rank(&self, row: Row) -> u32 {
        self.ranks.get(row as usize).copied().unwrap_or(row)
    }

    /// The places of the rows whose key is at least `from` and at most `to`.
    fn span(&self, data: &Data, from: Option<Key<'_>>, to: Option<Key<'_>>) -> Range<usize> {
        let start = from.map_or(0, |key| self.rows.partition_point(|row| data.key(*row) < key));
        let end = to
            .map_or(self.rows.len(), |key| self.rows.partition_point(|row| data.key(*row) <= key));
        start..end.max(start)
    }

    /// The rows whose key is at least `from` and at most `to`.
    pub fn between(&self, data: &Data, from: Option<Key<'_>>, to: Option<Key<'_>>) -> &[Row] {
        self.rows.get(self.span(data, from, to)).unwrap_or_default()
    }

    /// The same rows as a bitmap; `missing` are the rows without a value.
    pub fn bitmap_between(
        &self,
        data: &Data,
        from: Option<Key<'_>>,
        to: Option<Key<'_>>,
        missing: &RoaringBitmap,
    ) -> RoaringBitmap {
        let Range { start, end } = self.span(data, from, to);
        let all = self.rows.len() + missing.len() as usize;
        let (before, rest) = self.rows.split_at(start);
        let (inside, behind) = rest.split_at(end - start);
        if inside.len() <= before.len() + behind.len() {
            return bitmap_of(inside.to_vec(), all);
        }
        // Most rows: taking away the others costs less.
        let mut rows = RoaringBitmap::new();
        rows.insert_range(0..all as Row);
        rows - missing - bitmap_of([before, behind].concat(), all)
    }

    fn bytes(&self) -> usize {
        (self.rows.capacity() + self.ranks.capacity()) * size_of::<u32>()
    }
}

fn sort_by_number<T: Copy + PartialEq + Ord>(order: &mut [Row], cells: &Cells<T>) {
    order.sort_unstable_by_key(|row| (cells.get(*row), *row));
}

/// What can be asked of a column without reading its cells.
#[derive(Debug, Default)]
pub struct Index {
    /// The rows that have no value.
    pub missing: RoaringBitmap,
    /// For code and boolean columns: the rows of each cell value; the first is of none.
    pub values: Vec<RoaringBitmap>,
    /// For all other columns that are compared or sorted by.
    pub order: Option<Order>,
}

impl Index {
    /// The index of a column of `rows` rows.
    pub fn new(data: &Data, rows: usize, sorted: bool) -> Self {
        let mut missing = RoaringBitmap::new();
        // Rows ascend, so that appending cannot fail.
        let _ = missing.append((0..rows as Row).filter(|row| !data.has(*row)));
        let mut values = Vec::new();
        let mut order = None;
        match data {
            Data::Code(_, cells) | Data::Boolean(cells) => {
                for row in 0..rows as Row {
                    let value = usize::from(cells.get(row));
                    if values.len() <= value {
                        values.resize_with(value + 1, RoaringBitmap::new);
                    }
                    let _ = values[value].try_push(row);
                }
            }
            Data::Localised(_) if !sorted => {}
            _ => order = Some(Order::new(data, &missing, rows, sorted)),
        }
        Self { missing, values, order }
    }

    /// The bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.missing.serialized_size()
            + self.values.iter().map(RoaringBitmap::serialized_size).sum::<usize>()
            + self.order.as_ref().map_or(0, Order::bytes)
    }
}
