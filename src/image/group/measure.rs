//! What a group says of its records beside their number: sums, amounts of money, first and last
//! day. Exact: amounts are added as whole numbers, per scale, and never through a float.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

use super::members::pairs_of;
use crate::image::columns::{Data, Row};
use crate::image::{TableImage, Way};
use crate::model::TABLES;
use crate::model::codes::CURRENCIES;
use crate::model::table::{Arity, Code, Column, Kind, Sum, Target};
use crate::model::value::{Decimal, PartialDate};

/// The columns of whole numbers that groups add up, each name once.
pub fn sums() -> &'static [&'static Column] {
    static SUMS: LazyLock<Vec<&'static Column>> = LazyLock::new(|| {
        let mut found: Vec<&'static Column> = Vec::new();
        for column in TABLES.iter().flat_map(|table| table.columns).filter(|c| is_summed(c)) {
            if found.iter().all(|other| other.name != column.name) {
                found.push(column);
            }
        }
        found
    });
    &SUMS
}

fn is_summed(column: &Column) -> bool {
    matches!((column.kind, column.sum), (Kind::Integer, Some(Sum::Whole)))
}

/// Which measures are wanted beside the number of records; the others cost nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wanted {
    /// The sums of whole numbers.
    pub sums: bool,
    /// The sums of money.
    pub amounts: bool,
    /// The first and the last day.
    pub days: bool,
}

/// Where the values of a measure stand: in a table's own column, or in one of a table whose link
/// to at most one record leads to it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Origin {
    way: Option<Way>,
    /// The table that holds them.
    pub(super) table: usize,
    /// The column.
    pub(super) at: usize,
}

impl Origin {
    fn find(table: usize, wanted: impl Fn(&Column) -> bool) -> Option<Self> {
        let column = |table: usize| TABLES[table].columns.iter().position(&wanted);
        if let Some(at) = column(table) {
            return Some(Self { way: None, table, at });
        }
        Way::backward(table).into_iter().find_map(|way| {
            let one = way.link.arity == Arity::One && way.link.target != Target::Any;
            let at = column(way.owner).filter(|_| one)?;
            Some(Self { way: Some(way), table: way.owner, at })
        })
    }

    /// Calls `each` for every row that holds values of `row`.
    pub(super) fn each(&self, tables: &[TableImage], row: Row, mut each: impl FnMut(Row)) {
        match self.way {
            None => each(row),
            Some(way) => pairs_of(tables, way).backward.rows(row).iter().for_each(|row| each(*row)),
        }
    }
}

/// A kind of amounts that may be added up: one code, one currency, one scale.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct Slot {
    code: u8,
    currency: u8,
    scale: u8,
}

/// What can be measured of the records of a table.
#[derive(Debug, Default)]
pub(in crate::image) struct Measured {
    /// Where each of [`sums`] stands.
    pub(super) sums: Vec<Option<Origin>>,
    /// The date columns that say when a record was.
    pub(super) spans: Vec<usize>,
    /// The amounts of money, if records can have such.
    pub(super) money: Option<Money>,
}

/// The amounts of the records of a table, those of each record behind those of the one before: so
/// that adding up many is reading on.
#[derive(Debug)]
pub(super) struct Money {
    origin: Origin,
    /// The kinds of amounts that occur.
    pub(super) slots: Vec<Slot>,
    /// For each amount its slot; behind the last one where none is stated.
    pub(super) slot_of: Vec<u16>,
    /// For each amount its digits.
    pub(super) digits: Vec<i64>,
}

impl Measured {
    pub(super) fn new(tables: &[TableImage], table: usize) -> Self {
        let sums = sums()
            .iter()
            .map(|sum| Origin::find(table, |column| is_summed(column) && column.name == sum.name));
        let money = Origin::find(table, |column| {
            matches!(column.kind, Kind::Money) && column.sum.is_some()
        });
        let columns = TABLES[table].columns.iter().enumerate();
        let spans =
            columns.filter(|(_, column)| column.dates.is_some()).map(|(at, _)| at).collect();
        let money = money.map(|origin| Money::new(tables, tables[table].rows, origin));
        Self { sums: sums.collect(), spans, money }
    }

    /// The bytes of memory held.
    pub(in crate::image) fn bytes(&self) -> usize {
        self.money.as_ref().map_or(0, |money| {
            money.slot_of.capacity() * size_of::<u16>() + money.digits.capacity() * size_of::<i64>()
        })
    }
}

impl Money {
    fn new(tables: &[TableImage], rows: usize, origin: Origin) -> Self {
        let mut made = Self { origin, slots: Vec::new(), slot_of: Vec::new(), digits: Vec::new() };
        let held = &tables[origin.table];
        let Data::Money(numbers, currencies) = &held.column(origin.at).data else { return made };
        let codes = match held.table.columns[origin.at].sum {
            Some(Sum::Apart(name)) => held.table.column(name),
            _ => None,
        };
        let codes = codes.and_then(|(at, _)| match &held.column(at).data {
            Data::Code(_, cells) => Some(cells),
            _ => None,
        });
        let mut known: HashMap<Slot, u16> = HashMap::new();
        for row in 0..rows as Row {
            origin.each(tables, row, |row| {
                let number = numbers.get(row);
                let slot = number.map(|number| {
                    let code = codes.map_or(0, |cells| cells.get(row));
                    let slot = Slot { code, currency: currencies.get(row), scale: number.scale };
                    *known.entry(slot).or_insert_with(|| {
                        made.slots.push(slot);
                        (made.slots.len() - 1) as u16
                    })
                });
                made.slot_of.push(slot.unwrap_or(u16::MAX));
                made.digits.push(number.map_or(0, |number| number.digits));
            });
        }
        made.slot_of.shrink_to_fit();
        made.digits.shrink_to_fit();
        made
    }

    /// The places of the amounts of a record.
    pub(super) fn of(&self, tables: &[TableImage], row: Row) -> Range<usize> {
        match self.origin.way {
            None => row as usize..row as usize + 1,
            Some(way) => pairs_of(tables, way).backward.range(row),
        }
    }
}

/// What a group says of its records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Measures {
    /// How many distinct records it has.
    pub count: u64,
    /// For each of [`sums`] what is stated of it in all, if anything is.
    pub sums: Vec<Option<i64>>,
    /// The sums of money, by code and currency.
    pub amounts: Vec<AmountSum>,
    /// The first day on which the earliest record can have begun.
    pub first_day: Option<PartialDate>,
    /// The last day on which the latest record can have ended.
    pub last_day: Option<PartialDate>,
}

/// A sum of amounts of one kind in one currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AmountSum {
    /// The code that the amounts have in common; none where amounts are not kept apart.
    pub kind: Option<&'static Code>,
    /// The currency (ISO 4217).
    pub currency: &'static str,
    /// The sum, exactly, as a decimal number.
    pub total: String,
    /// How many amounts were added.
    pub count: u64,
}

/// The sums of all scales of each code and currency, in the order of the code list.
pub(super) fn amounts(money: &Money, mut by_slot: Vec<(Slot, i128, u32)>) -> Vec<AmountSum> {
    by_slot.sort_unstable_by_key(|(slot, ..)| (slot.code, slot.currency, slot.scale));
    let table = &TABLES[money.origin.table];
    let apart = match table.columns[money.origin.at].sum {
        Some(Sum::Apart(name)) => table.column(name),
        _ => None,
    };
    let codes = apart.and_then(|(_, column)| match column.kind {
        Kind::Code(list) => Some(list),
        _ => None,
    });
    by_slot
        .chunk_by(|one, two| (one.0.code, one.0.currency) == (two.0.code, two.0.currency))
        .filter_map(|slots| {
            let slot = slots.first()?.0;
            let parts: Vec<(u8, i128)> =
                slots.iter().map(|(slot, sum, _)| (slot.scale, *sum)).collect();
            Some(AmountSum {
                kind: codes.and_then(|list| list.codes.get(usize::from(slot.code).checked_sub(1)?)),
                currency: CURRENCIES.get(usize::from(slot.currency)).copied().unwrap_or_default(),
                total: exact(&parts),
                count: slots.iter().map(|(.., count)| u64::from(*count)).sum(),
            })
        })
        .collect()
}

/// The sum of numbers of several scales. Whole and broken parts are added on their own, so that
/// nothing can overflow: 2³² amounts of 63 bits are 95 bits.
fn exact(parts: &[(u8, i128)]) -> String {
    let most = parts.iter().map(|(scale, _)| *scale).max().unwrap_or(0).min(Decimal::SCALE_LIMIT);
    let power = |scale: u8| 10_i128.pow(u32::from(scale.min(Decimal::SCALE_LIMIT)));
    let (mut whole, mut broken) = (0, 0);
    for (scale, sum) in parts {
        whole += sum.div_euclid(power(*scale));
        broken += sum.rem_euclid(power(*scale)) * power(most - (*scale).min(most));
    }
    whole += broken / power(most);
    broken %= power(most);
    let sign = if whole < 0 { "-" } else { "" };
    if whole < 0 && broken > 0 {
        // -1.25 stands as -2 and 0.75.
        (whole, broken) = (whole + 1, power(most) - broken);
    }
    let whole = whole.unsigned_abs();
    if most == 0 {
        return format!("{sign}{whole}");
    }
    format!("{sign}{whole}.{broken:0places$}", places = usize::from(most))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_of_several_scales_are_exact() {
        assert_eq!(exact(&[(0, 3), (2, 150), (1, -5)]), "4.00");
        assert_eq!(exact(&[(2, -125)]), "-1.25");
        assert_eq!(exact(&[(2, -5)]), "-0.05");
        assert_eq!(exact(&[(0, -1), (2, 25)]), "-0.75");
        assert_eq!(exact(&[(0, 7)]), "7");
        let most = i128::from(u32::MAX) * 999_999_999_999_999_999;
        assert_eq!(exact(&[(0, most), (18, most)]).len(), 28 + 1 + 18);
    }
}
