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
        let pairs = edges.rows.len() as u64;
        if Self::looks(pairs, rows.len()) < pairs {
            let places = rows.iter().flat_map(|row| edges.find(row));
            return Self::Items(places.map(|at| edges.get(at)).collect());
        }
        Self::Items(edges.iter().filter(|item| rows.contains(item.row)).collect())
    }

    /// How many pairs [`Self::filtered`] looks at, of so many pairs and with so many rows.
    pub fn looks(pairs: u64, rows: u64) -> u64 {
        /// Looking for a row among pairs costs as much as looking at this many of them.
        const SEARCH: u64 = 32;
        pairs.min(rows.saturating_mul(SEARCH))
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
}

impl Image {
    /// The part of a list of records of `table` that `slice` names.
    ///
    /// A list in the order of slugs is cut where it stands. Of any other, the page is looked for
    /// along the order of the whole table where the list is large, so that the cost is that of the
    /// page; where that does not find it soon, it is chosen from all records of the list.
    pub fn page(&self, table: usize, set: Set<'_>, order: Order, slice: &Slice) -> Page {
        /// A set that is this many times smaller than its table is not looked for along the order.
        const SPARSE: usize = 64;
        let table = self.table(table);
        let sequence = Sequence { table, order };
        let size = set.len(table);
        let by_slug = order == Order::default();
        let sparse = size.saturating_mul(SPARSE) < table.rows;
        match set {
            Set::All => cut(&sequence, slice, table.rows, |at| plain(sequence.get(at))),
            Set::Edges(edges) if by_slug => cut(&sequence, slice, size, |at| edges.get(at)),
            Set::Rows(rows) if by_slug => {
                cut(&sequence, slice, size, |at| plain(rows.select(at as u32).unwrap_or_default()))
            }
            Set::Rows(rows) => {
                let walked = if sparse { None } else { walk(&sequence, slice, &rows) };
                walked.unwrap_or_else(|| choose(&sequence, slice, rows.iter().map(plain)))
            }
            Set::Edges(edges) => choose(&sequence, slice, edges.iter()),
            Set::Items(items) => choose(&sequence, slice, items.into_iter()),
        }
    }
}

impl Image {
    /// The first records of a table in an order, or of a set of them.
    pub fn ordered(
        &self,
        table: usize,
        set: Option<&RoaringBitmap>,
        order: Order,
        most: usize,
    ) -> Vec<Row> {
        let sequence = Sequence { table: self.table(table), order };
        let rows = (0..sequence.len()).map(|at| sequence.get(at));
        rows.filter(|row| set.is_none_or(|set| set.contains(*row))).take(most).collect()
    }
}

const fn plain(row: Row) -> Item {
    Item { row, edge: EdgeData(0) }
}

/// The page of a list whose records can be reached by their place.
fn cut(sequence: &Sequence<'_>, slice: &Slice, size: usize, get: impl Fn(usize) -> Item) -> Page {
    let place = |before: &dyn Fn(Ordering) -> bool, cursor: &Cursor| {
        partition(size, |at| {
            let item = get(at);
            before(sequence.compare(item.row, cursor).then(item.edge.cmp(&cursor.edge)))
        })
    };
    let mut start = slice.after.as_ref().map_or(0, |cursor| place(&Ordering::is_le, cursor));
    let mut end = slice.before.as_ref().map_or(size, |cursor| place(&Ordering::is_lt, cursor));
    if end < start {
        // Behind one record and before an earlier one there is nothing, but both are there.
        return Page { items: Vec::new(), has_next: end < size, has_previous: start > 0 };
    }
    if let Some(first) = slice.first {
        end = end.min(start.saturating_add(first));
    } else if let Some(last) = slice.last {
        start = start.max(end.saturating_sub(last));
    }
    Page { items: (start..end).map(get).collect(), has_next: end < size, has_previous: start > 0 }
}

/// The page of a large list, found along the order of its whole table; `None` where its records
/// stand too far from each other.
fn walk(sequence: &Sequence<'_>, slice: &Slice, rows: &RoaringBitmap) -> Option<Page> {
    /// The most places that are looked at.
    const STEPS: usize = 16_384;
    let place = |before: &dyn Fn(Ordering) -> bool, cursor: &Cursor| {
        partition(sequence.len(), |at| before(sequence.compare(sequence.get(at), cursor)))
    };
    let start = slice.after.as_ref().map_or(0, |cursor| place(&Ordering::is_le, cursor));
    let end =
        slice.before.as_ref().map_or(sequence.len(), |cursor| place(&Ordering::is_lt, cursor));
    let places = start..end.max(start);
    let steps = places.len();
    let found = |at: usize| Some(sequence.get(at)).filter(|row| rows.contains(*row)).map(plain);
    let backwards = slice.first.is_none() && slice.last.is_some();
    let wanted = slice.first.or(slice.last).unwrap_or(usize::MAX);
    // One more than is wanted tells whether there is more.
    let take = wanted.saturating_add(1);
    let mut items: Vec<Item> = if backwards {
        places.rev().take(STEPS).filter_map(found).take(take).collect()
    } else {
        places.take(STEPS).filter_map(found).take(take).collect()
    };
    if items.len() < take && steps > STEPS {
        return None;
    }
    let more = items.len() > wanted;
    items.truncate(wanted);
    let (after, before) = (slice.after.is_some(), slice.before.is_some());
    if backwards {
        items.reverse();
        return Some(Page { items, has_next: before, has_previous: more || after });
    }
    Some(Page { items, has_next: more || before, has_previous: after })
}

/// The page of a list in any order: the records inside the slice, and of these the first or last.
fn choose(sequence: &Sequence<'_>, slice: &Slice, items: impl Iterator<Item = Item>) -> Page {
    // The place in the order, and behind it what a pair says: one record may stand under two roles.
    let key = |place: usize, edge: EdgeData| (place as u64) << 8 | u64::from(edge.0);
    let bound = |cursor: &Cursor, behind: u64| {
        let before = |at| sequence.compare(sequence.get(at), cursor).is_lt();
        let place = partition(sequence.len(), before);
        let is_there = place < sequence.len()
            && sequence.compare(sequence.get(place), cursor) == Ordering::Equal;
        if is_there { key(place, cursor.edge) + behind } else { key(place, EdgeData(0)) }
    };
    let start = slice.after.as_ref().map_or(0, |cursor| bound(cursor, 1));
    let end = slice.before.as_ref().map_or(u64::MAX, |cursor| bound(cursor, 0));
    let (mut has_previous, mut has_next) = (false, false);
    let mut keys = Vec::new();
    for item in items {
        let key = key(sequence.rank(item.row), item.edge);
        // With the bounds the wrong way round a record can be on both sides.
        has_previous |= key < start;
        has_next |= key >= end;
        if (start..end).contains(&key) {
            keys.push(key);
        }
    }
    let wanted = slice.first.or(slice.last).unwrap_or(usize::MAX);
    if let Some(surplus) = keys.len().checked_sub(wanted).filter(|surplus| *surplus > 0) {
        if slice.first.is_some() {
            keys.select_nth_unstable(wanted);
            keys.truncate(wanted);
            has_next = true;
        } else {
            keys.select_nth_unstable(surplus - 1);
            keys.drain(..surplus);
            has_previous = true;
        }
    }
    keys.sort_unstable();
    let item =
        |key: u64| Item { row: sequence.get((key >> 8) as usize), edge: EdgeData(key as u8) };
    Page { items: keys.into_iter().map(item).collect(), has_next, has_previous }
}

/// The number of places from the front for which `before` holds; it holds for none behind them.
fn partition(size: usize, before: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (0, size);
    while low < high {
        let middle = usize::midpoint(low, high);
        if before(middle) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::image::Revision;
    use crate::image::build::{TableBuilder, finish};
    use crate::image::columns::Data;
    use crate::model::TABLES;

    /// Forty thousand projects; those of the second half begin before all of the first.
    fn image() -> Image {
        let languages = ["en".to_owned()];
        let mut builders: Vec<TableBuilder> =
            TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
        let (starts_on, _) = TABLES[0].column("starts_on").unwrap();
        for key in 0..40_000 {
            let row = builders[0].record(key + 1, &format!("p-{key:05}"));
            let Data::Date(cells) = builders[0].column(starts_on) else { panic!() };
            cells.push(row, if key < 20_000 { 20_200_000 } else { 20_100_000 } + key % 12 * 100);
        }
        finish(Revision { number: 1, published_at: String::new() }, &languages, builders)
    }

    #[test]
    fn records_that_stand_far_behind_in_the_order_are_found_too() {
        let image = image();
        let rows: RoaringBitmap = (0..20_000).step_by(2).collect();
        let order = Order::by(0, "starts_on", false).unwrap();
        let mut sorted: Vec<Row> = rows.iter().collect();
        sorted.sort_by_key(|row| (row % 12, *row));
        let query = Fingerprint::new(&["test"]);
        let set = || Set::Rows(rows.clone());
        let mut slice = Slice { first: Some(700), ..Slice::default() };
        let mut found = Vec::new();
        loop {
            let page = image.page(0, set(), order, &slice);
            found.extend(page.items.iter().map(|item| item.row));
            if !page.has_next {
                break;
            }
            let last = Cursor::new(image.table(0), order, *page.items.last().unwrap());
            slice.after = Some(Cursor::parse(&last.encode(query), query, "after").unwrap());
        }
        assert_eq!(found, sorted);
        let page = image.page(0, set(), order, &Slice { last: Some(3), ..Slice::default() });
        let rows: Vec<Row> = page.items.iter().map(|item| item.row).collect();
        assert_eq!((rows.as_slice(), page.has_next), (&sorted[9_997..], false));
        assert!(page.has_previous);
    }

    #[test]
    fn few_rows_are_looked_for_among_pairs_and_many_are_compared_with_them() {
        let pairs: Vec<(Row, Row, EdgeData)> = (0..1000)
            .flat_map(|to| [1, 2].map(|role| (0, to / 3 * 3, EdgeData::new(None, Some(role)))))
            .collect();
        let pairs = crate::image::links::Pairs::new(pairs, 1, 1000, true);
        let edges = pairs.forward.edges(0);
        for rows in [vec![], vec![3], vec![0, 4, 999], (0..500).collect()] {
            let rows = RoaringBitmap::from_iter(rows);
            let expected: Vec<Item> = edges.iter().filter(|item| rows.contains(item.row)).collect();
            let Set::Items(found) = Set::filtered(edges, &rows) else { panic!() };
            assert_eq!(found, expected);
        }
    }

    #[test]
    fn behind_a_record_and_before_an_earlier_one_is_nothing_with_records_on_both_sides() {
        let image = image();
        let set = |step| Set::Rows((0..40_000).step_by(step).collect());
        let by_date = Order::by(0, "starts_on", false).unwrap();
        let lists = [(1, Order::default()), (1, by_date), (2, Order::default()), (900, by_date)];
        for (step, order) in lists {
            let list = || if step == 1 { Set::All } else { set(step) };
            let end = |slice| {
                let page = image.page(0, list(), order, &slice);
                Some(Cursor::new(image.table(0), order, page.items[0]))
            };
            let before = end(Slice { first: Some(1), ..Slice::default() });
            let after = end(Slice { last: Some(1), ..Slice::default() });
            let page =
                image.page(0, list(), order, &Slice { first: Some(5), after, before, last: None });
            assert_eq!((page.items.len(), page.has_next, page.has_previous), (0, true, true));
        }
    }
}
