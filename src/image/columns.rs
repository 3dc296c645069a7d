//! Typed columns: the cells of one revision, one array a column.
//!
//! A row is its position in slug order. A cell without a value costs no allocation, and a column
//! without any value costs nothing.

mod key;
mod texts;

use crate::model::codes::CURRENCIES;
use crate::model::table::{Code, CodeList, Kind};
use crate::model::value::{Decimal, PartialDate, Point};

pub use key::Key;
pub use texts::Texts;

pub use super::Row;

/// One value a row, with a value of the type that means none; rows beyond the end have none.
#[derive(Debug)]
pub struct Cells<T> {
    values: Vec<T>,
    none: T,
}

impl<T: Copy + PartialEq> Cells<T> {
    const fn new(none: T) -> Self {
        Self { values: Vec::new(), none }
    }

    /// The value of a row, or the one that means none.
    pub fn get(&self, row: Row) -> T {
        self.values.get(row as usize).copied().unwrap_or(self.none)
    }

    /// The value of a row, if it has one.
    pub fn find(&self, row: Row) -> Option<T> {
        Some(self.get(row)).filter(|value| *value != self.none)
    }

    /// Sets the value of row number `row`, which is beyond all that were set before.
    pub fn push(&mut self, row: usize, value: T) {
        self.values.resize(row, self.none);
        self.values.push(value);
    }

    fn reordered(&self, order: &[Row]) -> Self {
        let values = if self.values.is_empty() {
            Vec::new()
        } else {
            order.iter().map(|from| self.get(*from)).collect()
        };
        Self { values, none: self.none }
    }

    fn bytes(&self) -> usize {
        self.values.capacity() * size_of::<T>()
    }
}

/// The cells of a decimal column: digits and scale.
#[derive(Debug)]
pub struct Decimals {
    digits: Cells<i64>,
    scales: Cells<u8>,
}

impl Decimals {
    const NONE: u8 = u8::MAX;

    const fn new() -> Self {
        Self { digits: Cells::new(0), scales: Cells::new(Self::NONE) }
    }

    /// The number of a row, if it has one.
    pub fn get(&self, row: Row) -> Option<Decimal> {
        let scale = self.scales.find(row)?;
        Some(Decimal { digits: self.digits.get(row), scale })
    }

    /// The most digits behind the point that any of them has.
    pub fn greatest_scale(&self) -> u8 {
        let scales = self.scales.values.iter().copied();
        scales.filter(|scale| *scale != Self::NONE).max().unwrap_or_default()
    }

    /// Sets the number of row number `row`, which is beyond all that were set before.
    pub fn push(&mut self, row: usize, number: Decimal) {
        self.digits.push(row, number.digits);
        self.scales.push(row, number.scale);
    }

    fn reordered(&self, order: &[Row]) -> Self {
        Self { digits: self.digits.reordered(order), scales: self.scales.reordered(order) }
    }

    fn bytes(&self) -> usize {
        self.digits.bytes() + self.scales.bytes()
    }
}

/// The position that means none.
const NOWHERE: Point = Point { latitude: i32::MIN, longitude: i32::MIN };

/// The cells of one column.
#[derive(Debug)]
pub enum Data {
    /// Text and url columns.
    Text(Texts),
    /// Localised columns: a language tag and its texts, the publisher's languages first.
    Localised(Vec<(String, Texts)>),
    /// Code columns: the position in the code list plus one; zero means none.
    Code(&'static CodeList, Cells<u8>),
    /// Integer columns.
    Integer(Cells<i64>),
    /// Decimal columns.
    Decimal(Decimals),
    /// Money columns: the amount and the position in [`CURRENCIES`].
    Money(Decimals, Cells<u8>),
    /// Date columns, packed; zero means none.
    Date(Cells<u32>),
    /// Instant columns, in seconds since 1970.
    Instant(Cells<i64>),
    /// Boolean columns: 1 is false, 2 is true.
    Boolean(Cells<u8>),
    /// Point columns.
    Point(Cells<Point>),
}

impl Data {
    /// An empty column of a kind, with the languages that come first in a localised one.
    pub fn new(kind: &Kind, languages: &[String]) -> Self {
        match kind {
            Kind::Text | Kind::Url => Self::Text(Texts::default()),
            Kind::Localised => {
                let tags = languages.iter().map(|tag| (tag.clone(), Texts::default()));
                Self::Localised(tags.collect())
            }
            Kind::Code(list) => Self::Code(list, Cells::new(0)),
            Kind::Integer => Self::Integer(Cells::new(i64::MIN)),
            Kind::Decimal => Self::Decimal(Decimals::new()),
            Kind::Money => Self::Money(Decimals::new(), Cells::new(u8::MAX)),
            Kind::Date => Self::Date(Cells::new(0)),
            Kind::Instant => Self::Instant(Cells::new(i64::MIN)),
            Kind::Boolean => Self::Boolean(Cells::new(0)),
            Kind::Point => Self::Point(Cells::new(NOWHERE)),
        }
    }

    /// Whether a row has a value.
    pub fn has(&self, row: Row) -> bool {
        match self {
            Self::Text(texts) => !texts.get(row).is_empty(),
            Self::Localised(tags) => tags.iter().any(|(_, texts)| !texts.get(row).is_empty()),
            Self::Code(_, cells) | Self::Boolean(cells) => cells.find(row).is_some(),
            Self::Integer(cells) | Self::Instant(cells) => cells.find(row).is_some(),
            Self::Decimal(numbers) | Self::Money(numbers, _) => numbers.get(row).is_some(),
            Self::Date(cells) => cells.find(row).is_some(),
            Self::Point(cells) => cells.find(row).is_some(),
        }
    }

    /// The key by which a row is ordered; [`Key::None`] where it has no value.
    pub fn key(&self, row: Row) -> Key<'_> {
        match self {
            Self::Text(texts) => Key::text(texts.get(row)),
            Self::Localised(tags) => tags
                .iter()
                .map(|(_, texts)| Key::text(texts.get(row)))
                .find(|key| *key != Key::None)
                .unwrap_or(Key::None),
            Self::Code(_, cells) | Self::Boolean(cells) => {
                cells.find(row).map_or(Key::None, |value| Key::Number(i64::from(value)))
            }
            Self::Integer(cells) | Self::Instant(cells) => {
                cells.find(row).map_or(Key::None, Key::Number)
            }
            Self::Date(cells) => {
                cells.find(row).map_or(Key::None, |value| Key::Number(i64::from(value)))
            }
            Self::Decimal(numbers) => numbers.get(row).map_or(Key::None, |n| Key::Amount(0, n)),
            Self::Money(numbers, currencies) => {
                numbers.get(row).map_or(Key::None, |n| Key::Amount(currencies.get(row), n))
            }
            Self::Point(_) => Key::None,
        }
    }

    /// The same cells with row `i` taken from `order[i]`.
    #[must_use]
    pub fn reordered(&self, order: &[Row]) -> Self {
        match self {
            Self::Text(texts) => Self::Text(texts.reordered(order)),
            Self::Localised(tags) => Self::Localised(
                tags.iter().map(|(tag, texts)| (tag.clone(), texts.reordered(order))).collect(),
            ),
            Self::Code(list, cells) => Self::Code(list, cells.reordered(order)),
            Self::Integer(cells) => Self::Integer(cells.reordered(order)),
            Self::Decimal(numbers) => Self::Decimal(numbers.reordered(order)),
            Self::Money(numbers, currencies) => {
                Self::Money(numbers.reordered(order), currencies.reordered(order))
            }
            Self::Date(cells) => Self::Date(cells.reordered(order)),
            Self::Instant(cells) => Self::Instant(cells.reordered(order)),
            Self::Boolean(cells) => Self::Boolean(cells.reordered(order)),
            Self::Point(cells) => Self::Point(cells.reordered(order)),
        }
    }

    /// The bytes of memory held.
    pub fn bytes(&self) -> usize {
        match self {
            Self::Text(texts) => texts.bytes(),
            Self::Localised(tags) => tags.iter().map(|(_, texts)| texts.bytes()).sum(),
            Self::Code(_, cells) | Self::Boolean(cells) => cells.bytes(),
            Self::Integer(cells) | Self::Instant(cells) => cells.bytes(),
            Self::Decimal(numbers) => numbers.bytes(),
            Self::Money(numbers, currencies) => numbers.bytes() + currencies.bytes(),
            Self::Date(cells) => cells.bytes(),
            Self::Point(cells) => cells.bytes(),
        }
    }

    /// Gives back the memory that growing left over.
    pub fn shrink(&mut self) {
        match self {
            Self::Text(texts) => texts.shrink(),
            Self::Localised(tags) => tags.iter_mut().for_each(|(_, texts)| texts.shrink()),
            Self::Code(_, cells) | Self::Boolean(cells) => cells.values.shrink_to_fit(),
            Self::Integer(cells) | Self::Instant(cells) => cells.values.shrink_to_fit(),
            Self::Decimal(numbers) | Self::Money(numbers, _) => {
                numbers.digits.values.shrink_to_fit();
            }
            Self::Date(cells) => cells.values.shrink_to_fit(),
            Self::Point(cells) => cells.values.shrink_to_fit(),
        }
    }
}

/// The entry of a code list that a cell holds.
pub fn code_of(list: &'static CodeList, cell: u8) -> Option<&'static Code> {
    list.codes.get(usize::from(cell).checked_sub(1)?)
}

/// The ISO 4217 code that a cell holds.
pub fn currency_of(cell: u8) -> &'static str {
    CURRENCIES.get(usize::from(cell)).copied().unwrap_or_default()
}

/// The date that a cell holds.
pub fn date_of(cell: u32) -> Option<PartialDate> {
    PartialDate::from_packed(cell)
}
