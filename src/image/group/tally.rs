//! The running measures of groups: what each record adds to the groups that it is in.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::measure::{Measures, Money, Wanted, amounts, sums};
use super::spread::Spread;
use crate::image::TableImage;
use crate::image::columns::{Data, Row};
use crate::model::value::PartialDate;

/// The values of the records of one block.
#[derive(Debug, Default)]
pub(super) struct Values<'a> {
    /// For each sum and record the number, or the least one where none is stated; empty where no
    /// record states it.
    sums: Vec<Vec<i64>>,
    /// For each record its amounts.
    amounts: Vec<Range<usize>>,
    money: Option<&'a Money>,
    days: Vec<(u32, u32)>,
}

/// What stands for a sum that nobody states.
const UNSTATED: i64 = i64::MIN;

impl<'a> Values<'a> {
    /// Reads the values of these records.
    pub(super) fn read(
        &mut self,
        tables: &'a [TableImage],
        table: usize,
        rows: &[Row],
        wanted: Wanted,
    ) {
        let measured = &tables[table].grouping.measured;
        if wanted.sums {
            self.sums.resize_with(measured.sums.len(), Vec::new);
            for (origin, values) in measured.sums.iter().zip(&mut self.sums) {
                values.clear();
                let Some(origin) = origin else { continue };
                let Data::Integer(cells) = &tables[origin.table].column(origin.at).data else {
                    continue;
                };
                values.resize(rows.len(), UNSTATED);
                let mut stated = false;
                for (value, row) in values.iter_mut().zip(rows) {
                    origin.each(tables, *row, |row| {
                        if let Some(number) = cells.find(row) {
                            add(value, number);
                            stated = true;
                        }
                    });
                }
                if !stated {
                    values.clear();
                }
            }
        }
        self.money = measured.money.as_ref().filter(|_| wanted.amounts);
        if let Some(money) = self.money {
            self.amounts.clear();
            self.amounts.extend(rows.iter().map(|row| money.of(tables, *row)));
        }
        if wanted.days {
            self.days.clear();
            self.days.resize(rows.len(), (u32::MAX, 0));
            for at in &measured.spans {
                let Data::Date(cells) = &tables[table].column(*at).data else { continue };
                for (days, row) in self.days.iter_mut().zip(rows) {
                    let date = cells.get(*row);
                    if date > 0 {
                        *days = (days.0.min(date), days.1.max(late(date)));
                    }
                }
            }
        }
    }
}

fn add(sum: &mut i64, number: i64) {
    *sum = if *sum == UNSTATED { number } else { *sum + number };
}

/// A number that orders dates by their last possible day.
const fn late(packed: u32) -> u32 {
    if packed.is_multiple_of(10_000) {
        packed + 9_999
    } else if packed.is_multiple_of(100) {
        packed + 99
    } else {
        packed
    }
}

/// The date that [`late`] made this number of.
const fn date_of_late(late: u32) -> Option<PartialDate> {
    PartialDate::from_packed(match (late % 10_000, late % 100) {
        (9_999, _) => late - 9_999,
        (_, 99) => late - 99,
        _ => late,
    })
}

/// The measures of groups while their records come in.
#[derive(Debug)]
pub(super) struct Tally {
    wanted: Wanted,
    /// The number of slots of money.
    slots: usize,
    /// The records of each group.
    pub(super) counts: Vec<u32>,
    sums: Vec<Vec<i64>>,
    amounts: Amounts,
    days: Vec<(u32, u32)>,
}

/// A running sum of amounts.
#[derive(Debug, Clone, Copy, Default)]
struct Running {
    /// The sum as far as 64 bits hold it.
    digits: i64,
    /// How often it went beyond them, upwards less downwards.
    wraps: i32,
    /// How many amounts it is of.
    count: u32,
}

impl Running {
    const fn add(&mut self, digits: i64) {
        let (sum, wrapped) = self.digits.overflowing_add(digits);
        self.digits = sum;
        if wrapped {
            self.wraps += if digits > 0 { 1 } else { -1 };
        }
        self.count += 1;
    }

    fn total(self) -> i128 {
        i128::from(self.digits) + (i128::from(self.wraps) << 64)
    }
}

/// The amounts of groups: all slots of each, or where that is much those that have one.
#[derive(Debug)]
enum Amounts {
    Dense(Vec<Running>),
    Sparse(HashMap<u64, Running, BuildHasherDefault<Spread>>),
}

/// Up to this many sums of money there is a place for each.
const DENSE: u64 = 1 << 19;

/// A group and a slot as one number.
const fn pair(group: usize, slot: u16) -> u64 {
    (group as u64) << 16 | slot as u64
}

impl Amounts {
    /// Adds amounts to a group that has a place for each of some slots.
    fn add(&mut self, group: usize, slots: usize, money: &Money, amounts: Range<usize>) {
        let slot_of = money.slot_of.get(amounts.clone()).unwrap_or_default();
        let digits = money.digits.get(amounts).unwrap_or_default();
        for (slot, digits) in slot_of.iter().zip(digits) {
            if usize::from(*slot) >= slots {
                continue;
            }
            match self {
                Self::Dense(sums) => sums[group * slots + usize::from(*slot)].add(*digits),
                Self::Sparse(sums) => sums.entry(pair(group, *slot)).or_default().add(*digits),
            }
        }
    }
}

impl Tally {
    /// No groups; there can be so many at most.
    pub(super) fn new(tables: &[TableImage], table: usize, wanted: Wanted, most: u64) -> Self {
        let measured = &tables[table].grouping.measured;
        let slots = measured.money.as_ref().map_or(0, |money| money.slots.len());
        let is_dense = most.saturating_mul(slots as u64) <= DENSE;
        Self {
            wanted,
            slots,
            counts: Vec::new(),
            sums: vec![Vec::new(); if wanted.sums { measured.sums.len() } else { 0 }],
            amounts: if is_dense {
                Amounts::Dense(Vec::new())
            } else {
                Amounts::Sparse(HashMap::default())
            },
            days: Vec::new(),
        }
    }

    /// Begins a group.
    pub(super) fn open(&mut self) -> u32 {
        let group = self.counts.len() as u32;
        self.counts.push(0);
        for sums in &mut self.sums {
            sums.push(UNSTATED);
        }
        if let (true, Amounts::Dense(sums)) = (self.wanted.amounts, &mut self.amounts) {
            sums.resize(sums.len() + self.slots, Running::default());
        }
        if self.wanted.days {
            self.days.push((u32::MAX, 0));
        }
        group
    }

    /// Adds records of a block, by their places there, to groups: one measure after the other.
    pub(super) fn add(&mut self, groups: &[u32], places: &[u16], values: &Values<'_>) {
        let pairs =
            || groups.iter().map(|at| *at as usize).zip(places.iter().map(|at| usize::from(*at)));
        for group in groups {
            self.counts[*group as usize] += 1;
        }
        for (sums, numbers) in self.sums.iter_mut().zip(&values.sums) {
            if numbers.is_empty() {
                continue;
            }
            for (group, place) in pairs() {
                if numbers[place] != UNSTATED {
                    add(&mut sums[group], numbers[place]);
                }
            }
        }
        if let Some(money) = values.money {
            for (group, place) in pairs() {
                self.amounts.add(group, self.slots, money, values.amounts[place].clone());
            }
        }
        if self.wanted.days {
            for (group, place) in pairs() {
                let (days, own) = (&mut self.days[group], values.days[place]);
                *days = (days.0.min(own.0), days.1.max(own.1));
            }
        }
    }

    /// Adds all records of a block, of which there are so many, to the first group.
    pub(super) fn add_to_first(&mut self, values: &Values<'_>, records: usize) {
        if let Some(count) = self.counts.first_mut() {
            *count += records as u32;
        }
        for (sums, numbers) in self.sums.iter_mut().zip(&values.sums) {
            for number in numbers.iter().filter(|number| **number != UNSTATED) {
                sums.iter_mut().take(1).for_each(|sum| add(sum, *number));
            }
        }
        if let Some(money) = values.money {
            for amounts in &values.amounts {
                self.amounts.add(0, self.slots, money, amounts.clone());
            }
        }
        if let (true, Some(days)) = (self.wanted.days, self.days.first_mut()) {
            for own in &values.days {
                *days = (days.0.min(own.0), days.1.max(own.1));
            }
        }
    }

    /// A sum of a group, where it is stated.
    pub(super) fn sum(&self, group: u32, sum: usize) -> Option<i64> {
        self.sums.get(sum)?.get(group as usize).copied().filter(|sum| *sum != UNSTATED)
    }

    /// What the group at a place says.
    pub(super) fn measures(&self, tables: &[TableImage], table: usize, group: u32) -> Measures {
        let at = group as usize;
        let days = self.days.get(at).copied().unwrap_or((u32::MAX, 0));
        let first = (days.0 < u32::MAX).then(|| PartialDate::from_packed(days.0)).flatten();
        let sum_of = |slot: u16| match &self.amounts {
            Amounts::Dense(sums) => sums.get(at * self.slots + usize::from(slot)),
            Amounts::Sparse(sums) => sums.get(&pair(at, slot)),
        };
        let money = tables[table].grouping.measured.money.as_ref();
        let amounts = money.filter(|_| self.wanted.amounts).map(|money| {
            let of_slots = money.slots.iter().zip(0..).filter_map(|(slot, number)| {
                let sum = sum_of(number).filter(|sum| sum.count > 0)?;
                Some((*slot, sum.total(), sum.count))
            });
            amounts(money, of_slots.collect())
        });
        Measures {
            count: u64::from(self.counts.get(at).copied().unwrap_or_default()),
            sums: (0..sums().len()).map(|sum| self.sum(group, sum)).collect(),
            amounts: amounts.unwrap_or_default(),
            first_day: first.map(PartialDate::first_day),
            last_day: date_of_late(days.1).map(PartialDate::last_day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_beyond_64_bits_are_exact() {
        let mut sum = Running::default();
        for digits in [i64::MAX, i64::MAX, 5, i64::MIN, i64::MIN, i64::MIN, i64::MIN, -7] {
            sum.add(digits);
        }
        let wanted = i128::from(i64::MAX) * 2 + 5 + i128::from(i64::MIN) * 4 - 7;
        assert_eq!((sum.total(), sum.count), (wanted, 8));
    }

    #[test]
    fn the_last_possible_day_orders_dates() {
        let latest = ["2018", "2018-06", "2018-11-30"]
            .map(|text| late(text.parse::<PartialDate>().unwrap().packed()));
        let greatest = latest.into_iter().max().and_then(date_of_late);
        assert_eq!(greatest.unwrap().last_day(), "2018-12-31".parse().unwrap());
        assert_eq!(date_of_late(late(20_180_600)), PartialDate::from_packed(20_180_600));
    }
}
