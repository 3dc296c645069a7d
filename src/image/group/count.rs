//! Counting: the records of a list, block after block, into the groups that they belong to.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use roaring::RoaringBitmap;

use super::Rows;
use super::budget::Budget;
use super::measure::Wanted;
use super::members::Members;
use super::spread::Spread;
use super::tally::{Tally, Values};
use crate::error::Result;
use crate::image::TableImage;
use crate::image::columns::Row;

/// How many records are looked at together.
const BLOCK: usize = 1024;

/// A block that makes more pairs than this is looked at in halves, so that memory stays small.
const PAIRS: usize = 1 << 18;

/// Up to this many possible groups there is a place for each.
const DENSE: u64 = 1 << 20;

/// The place of each group among those that were made.
enum Places {
    /// For each possible group its place plus one; zero where it was not made.
    Dense(Vec<u32>),
    Sparse(HashMap<u64, u32, BuildHasherDefault<Spread>>),
}

/// Groups as they were counted.
#[derive(Debug)]
pub(super) struct Counted {
    /// The number of each group: those of its dimensions, the first one highest.
    pub(super) numbers: Vec<u64>,
    /// What each group says.
    pub(super) tally: Tally,
    /// What all records say together.
    pub(super) total: Tally,
}

/// One count.
struct Counter<'a> {
    tables: &'a [TableImage],
    table: usize,
    /// The dimensions of one number a record, each with what its numbers count.
    single: Vec<(&'a Members, u64)>,
    /// The other dimensions.
    several: Vec<(&'a Members, u64)>,
    wanted: Wanted,
    places: Places,
    counted: Counted,
    values: Values<'a>,
    pairs: Pairs,
    /// The places of the groups of the pairs.
    groups: Vec<u32>,
    budget: &'a mut Budget,
}

/// Pairs of a record of the block and the number of a group.
#[derive(Default)]
struct Pairs {
    places: Vec<u16>,
    numbers: Vec<u64>,
}

/// Counts the records of `rows` by some dimensions.
///
/// # Errors
///
/// [`crate::error::Error::Limit`] for more pairs or groups than the budget has.
pub(super) fn count(
    tables: &[TableImage],
    table: usize,
    rows: &Rows<'_>,
    by: &[usize],
    wanted: Wanted,
    budget: &mut Budget,
) -> Result<Counted> {
    let members = &tables[table].grouping.members;
    let by: Vec<&Members> = by.iter().filter_map(|at| members.get(*at)).collect();
    let most = possible(&by).unwrap_or(u64::MAX);
    let few = rows.len(tables[table].rows) * 8 + BLOCK as u64;
    let places = if most <= DENSE.min(few) {
        Places::Dense(vec![0; most as usize])
    } else {
        Places::Sparse(HashMap::default())
    };
    let mut total = Tally::new(tables, table, wanted, 1);
    total.open();
    let tally = Tally::new(tables, table, wanted, most);
    let counted = Counted { numbers: Vec::new(), tally, total };
    let mut count = 1;
    let mut weighed = Vec::new();
    for members in by.into_iter().rev() {
        weighed.push((members, count));
        count *= u64::from(members.size) + 1;
    }
    let (single, several) = weighed.into_iter().partition(|(members, _)| members.is_single());
    let mut running = Counter {
        tables,
        table,
        single,
        several,
        wanted,
        places,
        counted,
        values: Values::default(),
        pairs: Pairs::default(),
        groups: Vec::new(),
        budget,
    };
    rows.blocks(tables[table].rows, &mut |rows| running.block(rows))?;
    Ok(running.counted)
}

/// How many groups there can be, those of no value counted; `None` if a number cannot say it.
pub(super) fn possible(by: &[&Members]) -> Option<u64> {
    by.iter().try_fold(1_u64, |all, members| all.checked_mul(u64::from(members.size) + 1))
}

impl Counter<'_> {
    fn block(&mut self, rows: &[Row]) -> Result<()> {
        if !self.spread(rows) && rows.len() > 1 {
            let (one, two) = rows.split_at(rows.len() / 2);
            self.block(one)?;
            return self.block(two);
        }
        self.budget.spend(self.pairs.numbers.len() as u64)?;
        self.values.read(self.tables, self.table, rows, self.wanted);
        self.counted.total.add_to_first(&self.values, rows.len());
        let Counted { numbers, tally, .. } = &mut self.counted;
        self.groups.clear();
        for number in &self.pairs.numbers {
            let held = match &mut self.places {
                Places::Dense(places) => &mut places[*number as usize],
                Places::Sparse(places) => places.entry(*number).or_default(),
            };
            if *held == 0 {
                *held = tally.open() + 1;
                numbers.push(*number);
            }
            self.groups.push(*held - 1);
        }
        tally.add(&self.groups, &self.pairs.places, &self.values);
        self.budget.check_groups(self.counted.numbers.len() as u64)
    }

    /// Pairs each record of a block with its groups. Gives whether they are not too many.
    fn spread(&mut self, rows: &[Row]) -> bool {
        let Pairs { places, numbers } = &mut self.pairs;
        places.clear();
        places.extend(0..rows.len() as u16);
        numbers.clear();
        numbers.resize(rows.len(), 0);
        for (members, weight) in &self.single {
            members.each(self.tables, self.table, rows.iter().copied(), |at, number| {
                numbers[at] += u64::from(number) * weight;
            });
        }
        for (members, weight) in &self.several {
            let mut to = Pairs::default();
            to.places.reserve(self.pairs.places.len() * 2);
            to.numbers.reserve(self.pairs.places.len() * 2);
            let from = &self.pairs;
            let of_pairs = from.places.iter().map(|place| rows[usize::from(*place)]);
            members.each(self.tables, self.table, of_pairs, |at, number| {
                to.places.push(from.places[at]);
                to.numbers.push(from.numbers[at] + u64::from(number) * weight);
            });
            if to.numbers.len() > PAIRS && rows.len() > 1 {
                return false;
            }
            self.pairs = to;
        }
        true
    }
}

/// How many records have each value of a dimension, those without a value last: pairs of the
/// number of the value and how often it stands.
pub(super) fn facet(
    tables: &[TableImage],
    table: usize,
    rows: &Rows<'_>,
    dimension: usize,
    budget: &mut Budget,
) -> Result<Vec<(u32, u32)>> {
    let own = &tables[table];
    let Some(members) = own.grouping.members.get(dimension) else { return Ok(Vec::new()) };
    let numbers = 0..=members.size;
    if let Some(at) = members.cells() {
        let of_value = &own.column(at).index.values;
        let count = |number: u32| {
            // The first bitmap is that of no value.
            let at = if number == members.size { 0 } else { number as usize + 1 };
            let found = of_value.get(at).map_or(0, |of_value| overlap(rows, of_value));
            (number, found)
        };
        budget.spend(rows.len(own.rows))?;
        return Ok(numbers.map(count).filter(|(_, count)| *count > 0).collect());
    }
    if rows.len(own.rows).saturating_mul(8) < u64::from(members.size) {
        // Few records of many values: what there is, in order.
        let mut found = Vec::new();
        rows.blocks(own.rows, &mut |rows| {
            let before = found.len();
            members.each(tables, table, rows.iter().copied(), |_, number| found.push(number));
            budget.spend((found.len() - before) as u64)
        })?;
        found.sort_unstable();
        let runs = found.chunk_by(|one, two| one == two);
        return Ok(runs.filter_map(|run| Some((*run.first()?, run.len() as u32))).collect());
    }
    let mut counts = vec![0_u32; members.size as usize + 1];
    rows.blocks(own.rows, &mut |rows| {
        let mut pairs = 0;
        members.each(tables, table, rows.iter().copied(), |_, number| {
            pairs += 1;
            counts[number as usize] += 1;
        });
        budget.spend(pairs)
    })?;
    Ok(numbers.zip(counts).filter(|(_, count)| *count > 0).collect())
}

/// How many of `rows` are in a bitmap.
fn overlap(rows: &Rows<'_>, bitmap: &RoaringBitmap) -> u32 {
    match rows {
        Rows::All => bitmap.len() as u32,
        Rows::Bitmap(rows) => rows.intersection_len(bitmap) as u32,
        Rows::List(rows) => rows.iter().filter(|row| bitmap.contains(**row)).count() as u32,
    }
}

impl Rows<'_> {
    /// How many records there are.
    pub(super) fn len(&self, all: usize) -> u64 {
        match self {
            Self::All => all as u64,
            Self::Bitmap(rows) => rows.len(),
            Self::List(rows) => rows.len() as u64,
        }
    }

    fn blocks(&self, all: usize, each: &mut dyn FnMut(&[Row]) -> Result<()>) -> Result<()> {
        let mut buffer = [0; BLOCK];
        match self {
            Self::All => {
                let mut from = 0;
                while from < all {
                    let length = BLOCK.min(all - from);
                    let block = &mut buffer[..length];
                    for (row, number) in block.iter_mut().zip(from as Row..) {
                        *row = number;
                    }
                    each(block)?;
                    from += length;
                }
            }
            Self::Bitmap(rows) => {
                let mut rows = rows.iter();
                loop {
                    let block = rows.next_many(&mut buffer);
                    if block.is_empty() {
                        break;
                    }
                    each(block)?;
                }
            }
            Self::List(rows) => rows.chunks(BLOCK).try_for_each(each)?,
        }
        Ok(())
    }
}
