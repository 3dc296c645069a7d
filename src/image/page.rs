//! Pages of a list: its order, keyset cursors, and the records between them.
//!
//! A cursor holds the place of a record in the order, not a count of records, so that a page
//! stays right while records come and go.

mod cursor;
mod order;

use std::cmp::Ordering;

use roaring::RoaringBitmap;

use super::columns::{Key, Row};
use super::links::{EdgeData, Edges, Item};
use super::{Image, TableImage};
pub use cursor::{Cursor, Fingerprint};
pub use order::Order;

/// The records of a list, before order and page.
#[derive(Debug)]
pub enum Set<'a> {
    /// Every record of the table.
    All,
    /// These records.
    Rows(RoaringBitmap),
    /// The records at the end of these pairs.
    Edges(Edges<'a>),
    /// Some of the records at the end of pairs.
    Items(Vec<Item>),
}

impl<'a> Set<'a> {
    /// The pairs whose record is among `rows`.
    pub fn filtered(edges: Edges<'a>, rows: &RoaringBitmap) -> Self {
        Self::Items(edges.iter().filter(|item| rows.contains(item.row)).collect())
    }

    /// The number of records.
    pub fn len(&self, table: &TableImage) -> usize {
        match self {
            Self::All => table.rows,
            Self::Rows(rows) => rows.len() as usize,
            Self::Edges(edges) => edges.rows.len(),
            Self::Items(items) => items.len(),
        }
    }
}

/// Which part of a list is wanted: `first` behind `after`, or `last` before `before`.
#[derive(Debug, Clone, Default)]
pub struct Slice {
    /// The number of records from the front; none with `last`.
    pub first: Option<usize>,
    /// Begin behind this place.
    pub after: Option<Cursor>,
    /// The number of records from the back.
    pub last: Option<usize>,
    /// End before this place.
    pub before: Option<Cursor>,
}

/// A part of a list.
#[derive(Debug)]
pub struct Page {
    /// The records in order.
    pub items: Vec<Item>,
    /// Whether records follow.
    pub has_next: bool,
    /// Whether records come before.
    pub has_previous: bool,
}

/// All rows of a table in an order, without a copy.
struct Sequence<'a> {
    table: &'a TableImage,
    order: Order,
}

impl Sequence<'_> {
    fn len(&self) -> usize {
        self.table.rows
    }

    fn index(&self) -> Option<(&super::index::Order, &RoaringBitmap)> {
        let index = &self.table.column(self.order.column?).index;
        Some((index.order.as_ref()?, &index.missing))
    }

    fn get(&self, at: usize) -> Row {
        match self.index() {
            None if self.order.descending => (self.len() - 1 - at) as Row,
            None => at as Row,
            Some((order, _)) if at < order.rows.len() => {
                let at = if self.order.descending { order.rows.len() - 1 - at } else { at };
                order.rows[at]
            }
            Some((order, missing)) => {
                missing.select((at - order.rows.len()) as u32).unwrap_or_default()
            }
        }
    }

    /// The place of a row.
    fn rank(&self, row: Row) -> usize {
        match self.index() {
            None if self.order.descending => self.len() - 1 - row as usize,
            None => row as usize,
            Some((order, _)) => {
                let rank = order.rank(row) as usize;
                if self.order.descending && rank < order.rows.len() {
                    order.rows.len() - 1 - rank
                } else {
                    rank
                }
            }
        }
    }

    /// Whether a row stands before, at or behind the place of a cursor.
    fn compare(&self, row: Row, cursor: &Cursor) -> Ordering {
        let by_slug = || self.table.slug(row).cmp(&cursor.slug);
        let Some(at) = self.order.column else {
            return if self.order.descending { by_slug().reverse() } else { by_slug() };
        };
        let (one, two) = (self.table.column(at).data.key(row), cursor.key());
        match (one == Key::None, two == Key::None) {
            (true, true) => by_slug(),
            (false, false) if self.order.descending => one.cmp(&two).then_with(by_slug).reverse(),
            (false, false) => one.cmp(&two).then_with(by_slug),
            (true, false) => Ordering::Greater,
            (false, true) => Ordering::Less,
        }
    }

    /// The number of places for which `before` holds; it holds for a first part of the sequence.
    fn partition(&self, before: impl Fn(Row) -> bool) -> usize {
        let (mut low, mut high) = (0, self.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if before(self.get(middle)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

impl Image {
    /// The part of a list of records of `table` that `slice` names.
    ///
    /// The cost is that of the page, not of the list: a set that is large is walked along the
    /// order of the whole table, one that is small is sorted by the ranks of that order.
    pub fn page(&self, table: usize, set: Set<'_>, order: Order, slice: &Slice) -> Page {
        /// A set that is this many times smaller than its table is sorted instead of walked.
        const SPARSE: usize = 64;
        let table = self.table(table);
        let sequence = Sequence { table, order };
        let size = set.len(table);
        let by_slug = order == Order::default();
        match set {
            Set::All => walk(&sequence, slice, |row, found| found.push(plain(row))),
            Set::Edges(edges) if by_slug => {
                cut(&sequence, slice, edges.rows.len(), |at| edges.get(at))
            }
            Set::Rows(rows) if by_slug => {
                cut(&sequence, slice, size, |at| plain(rows.select(at as u32).unwrap_or_default()))
            }
            Set::Rows(rows) if size.saturating_mul(SPARSE) < table.rows => {
                sorted(&sequence, slice, rows.iter().map(plain).collect())
            }
            Set::Rows(rows) => walk(&sequence, slice, |row, found| {
                if rows.contains(row) {
                    found.push(plain(row));
                }
            }),
            Set::Edges(edges) if size.saturating_mul(SPARSE) < table.rows || size < 4096 => {
                sorted(&sequence, slice, edges.iter().collect())
            }
            Set::Edges(edges) => walk(&sequence, slice, |row, found| {
                found.extend(edges.find(row).map(|at| edges.get(at)));
            }),
            Set::Items(items) => sorted(&sequence, slice, items),
        }
    }
}

const fn plain(row: Row) -> Item {
    Item { row, edge: EdgeData(0) }
}

fn sorted(sequence: &Sequence<'_>, slice: &Slice, mut items: Vec<Item>) -> Page {
    items.sort_by_cached_key(|item| (sequence.rank(item.row), item.edge));
    cut(sequence, slice, items.len(), |at| items[at])
}

/// The page of a list whose records can be reached by their place.
fn cut(sequence: &Sequence<'_>, slice: &Slice, size: usize, get: impl Fn(usize) -> Item) -> Page {
    let compare = |item: Item, cursor: &Cursor| {
        sequence.compare(item.row, cursor).then(item.edge.cmp(&cursor.edge))
    };
    let place = |before: &dyn Fn(Ordering) -> bool, cursor: &Cursor| {
        let (mut low, mut high) = (0, size);
        while low < high {
            let middle = usize::midpoint(low, high);
            if before(compare(get(middle), cursor)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    };
    let mut start = slice.after.as_ref().map_or(0, |cursor| place(&|o| o.is_le(), cursor));
    let mut end = slice.before.as_ref().map_or(size, |cursor| place(&|o| o.is_lt(), cursor));
    if end < start {
        // Behind one record and before an earlier one: there is nothing between, and both are there.
        return Page { items: Vec::new(), has_next: end < size, has_previous: start > 0 };
    }
    if let Some(first) = slice.first {
        end = end.min(start.saturating_add(first));
    } else if let Some(last) = slice.last {
        start = start.max(end.saturating_sub(last));
    }
    Page { items: (start..end).map(get).collect(), has_next: end < size, has_previous: start > 0 }
}

/// The page of a large list, found along the order of its whole table. `collect` adds the records
/// of the list that a row stands for.
fn walk(sequence: &Sequence<'_>, slice: &Slice, collect: impl Fn(Row, &mut Vec<Item>)) -> Page {
    // The row of a cursor is walked too: one record may stand twice, under two roles.
    let start = slice
        .after
        .as_ref()
        .map_or(0, |cursor| sequence.partition(|row| sequence.compare(row, cursor).is_lt()));
    let end = slice.before.as_ref().map_or_else(
        || sequence.len(),
        |cursor| sequence.partition(|row| sequence.compare(row, cursor).is_le()),
    );
    let inside = |item: &Item| {
        let compare =
            |cursor: &Cursor| sequence.compare(item.row, cursor).then(item.edge.cmp(&cursor.edge));
        slice.after.as_ref().is_none_or(|cursor| compare(cursor).is_gt())
            && slice.before.as_ref().is_none_or(|cursor| compare(cursor).is_lt())
    };
    let mut items = Vec::new();
    let mut of_row = Vec::new();
    let wanted = slice.first.or(slice.last).unwrap_or(usize::MAX);
    let backwards = slice.first.is_none() && slice.last.is_some();
    let mut place = if backwards { end } else { start };
    while items.len() <= wanted && if backwards { place > start } else { place < end } {
        let at = if backwards { place - 1 } else { place };
        collect(sequence.get(at), &mut of_row);
        of_row.retain(inside);
        if backwards {
            items.extend(of_row.drain(..).rev());
            place -= 1;
        } else {
            items.append(&mut of_row);
            place += 1;
        }
    }
    let more = items.len() > wanted;
    items.truncate(wanted);
    if backwards {
        items.reverse();
        let has_previous = more || slice.after.is_some();
        return Page { items, has_next: slice.before.is_some(), has_previous };
    }
    Page { items, has_next: more || slice.before.is_some(), has_previous: slice.after.is_some() }
}
