//! The running measures of groups: what each record adds to the groups that it is in.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use super::measure::{Measures, Slot, Wanted, amounts, sums};
use super::spread::Spread;
use crate::image::TableImage;
use crate::image::columns::{Data, Row};
use crate::model::value::PartialDate;

/// The values of the records of one block.
#[derive(Debug, Default)]
pub(super) struct Values {
    /// For each sum and record the number, or the least one where none is stated.
    sums: Vec<Vec<i64>>,
    /// For each record where its amounts begin.
    starts: Vec<u32>,
    amounts: Vec<(u16, i64)>,
    days: Vec<(u32, u32)>,
}

/// What stands for a sum that nobody states.
const UNSTATED: i64 = i64::MIN;

impl Values {
    /// Reads the values of these records.
    pub(super) fn read(
        &mut self,
        tables: &[TableImage],
        table: usize,
        rows: &[Row],
        wanted: Wanted,
    ) {
        let measured = &tables[table].grouping.measured;
        if wanted.sums {
            self.sums.resize_with(measured.sums.len(), Vec::new);
            for (origin, values) in measured.sums.iter().zip(&mut self.sums) {
                values.clear();
                values.resize(rows.len(), UNSTATED);
                let Some(origin) = origin else { continue };
                let Data::Integer(cells) = &tables[origin.table].column(origin.at).data else {
                    continue;
                };
                for (value, row) in values.iter_mut().zip(rows) {
                    origin.each(tables, *row, |row| {
                        if let Some(number) = cells.find(row) {
                            add(value, number);
                        }
                    });
                }
            }
        }
        if wanted.amounts {
            self.starts.clear();
            self.amounts.clear();
            let money = measured.money(tables);
            for row in rows {
                self.starts.push(self.amounts.len() as u32);
                let Some((origin, held)) = money else { continue };
                let Data::Money(numbers, _) = &tables[origin.table].column(origin.at).data else {
                    continue;
                };
                origin.each(tables, *row, |row| {
                    if let (Some(slot), Some(number)) =
                        (held.slot_of.get(row as usize), numbers.get(row))
                    {
                        self.amounts.push((*slot, number.digits));
                    }
                });
            }
            self.starts.push(self.amounts.len() as u32);
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

/// The amounts of groups: all slots of each, or where that is much those that have one.
#[derive(Debug)]
enum Amounts {
    Dense(Vec<(i128, u32)>),
    Sparse(HashMap<u64, (i128, u32), BuildHasherDefault<Spread>>),
}

/// Up to this many sums of money there is a place for each.
const DENSE: u64 = 1 << 19;

/// A group and a slot as one number.
fn pair(group: u32, slot: u16) -> u64 {
    u64::from(group) << 16 | u64::from(slot)
}

impl Tally {
    /// No groups; there can be so many at most.
    pub(super) fn new(tables: &[TableImage], table: usize, wanted: Wanted, most: u64) -> Self {
        let measured = &tables[table].grouping.measured;
        let slots = measured.money(tables).map_or(0, |(_, held)| held.slots.len());
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
            sums.resize(sums.len() + self.slots, (0, 0));
        }
        if self.wanted.days {
            self.days.push((u32::MAX, 0));
        }
        group
    }

    /// Adds the record at a place of the block to a group.
    pub(super) fn add(&mut self, group: u32, place: usize, values: &Values) {
        let at = group as usize;
        self.counts[at] += 1;
        for (sums, numbers) in self.sums.iter_mut().zip(&values.sums) {
            if numbers[place] != UNSTATED {
                add(&mut sums[at], numbers[place]);
            }
        }
        if self.wanted.amounts {
            let (start, end) = (values.starts[place] as usize, values.starts[place + 1] as usize);
            for (slot, digits) in &values.amounts[start..end] {
                if usize::from(*slot) >= self.slots {
                    continue;
                }
                let sum = match &mut self.amounts {
                    Amounts::Dense(sums) => &mut sums[at * self.slots + usize::from(*slot)],
                    Amounts::Sparse(sums) => sums.entry(pair(group, *slot)).or_default(),
                };
                *sum = (sum.0 + i128::from(*digits), sum.1 + 1);
            }
        }
        if self.wanted.days {
            let (days, own) = (&mut self.days[at], values.days[place]);
            *days = (days.0.min(own.0), days.1.max(own.1));
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
            Amounts::Dense(sums) => sums.get(at * self.slots + usize::from(slot)).copied(),
            Amounts::Sparse(sums) => sums.get(&pair(group, slot)).copied(),
        };
        let mut by_slot: Vec<(Slot, i128, u32)> = Vec::new();
        let money = tables[table].grouping.measured.money(tables);
        if let (Some((_, held)), true) = (money, self.wanted.amounts) {
            for (slot, number) in held.slots.iter().zip(0..) {
                if let Some((sum, count)) = sum_of(number).filter(|(_, count)| *count > 0) {
                    by_slot.push((*slot, sum, count));
                }
            }
        }
        Measures {
            count: u64::from(self.counts.get(at).copied().unwrap_or_default()),
            sums: (0..sums().len()).map(|sum| self.sum(group, sum)).collect(),
            amounts: amounts(money.map(|(origin, _)| origin), by_slot),
            first_day: first.map(PartialDate::first_day),
            last_day: date_of_late(days.1).map(PartialDate::last_day),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_possible_day_orders_dates() {
        let latest = ["2018", "2018-06", "2018-11-30"]
            .map(|text| late(text.parse::<PartialDate>().unwrap().packed()));
        let greatest = latest.into_iter().max().and_then(date_of_late);
        assert_eq!(greatest.unwrap().last_day(), "2018-12-31".parse().unwrap());
        assert_eq!(date_of_late(late(20_180_600)), PartialDate::from_packed(20_180_600));
    }
}
