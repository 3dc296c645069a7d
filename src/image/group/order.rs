//! The order of groups, and cursors that hold a place in it.
//!
//! A cursor holds what a group is ordered by, not a count of groups, so that a page stays right
//! while records come and go.

use std::cmp::Ordering;

use data_encoding::BASE64URL_NOPAD;

use super::count::Counted;
use super::key::{Key, Rank};
use super::measure::{Measures, sums};
use super::{Groups, Question};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::page::Fingerprint;
use crate::model::table::snake_case;

/// What groups are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// The number of records.
    Count,
    /// The keys, in the order of the dimensions.
    Keys,
    /// One of [`sums`], by its position.
    Sum(usize),
}

/// The order of groups. Groups that are equal in it stand in the order of their keys, and groups
/// without a value come last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct GroupOrder {
    /// What it goes by.
    pub by: By,
    /// From the greatest to the least.
    pub descending: bool,
}

impl Default for GroupOrder {
    fn default() -> Self {
        Self { by: By::Count, descending: true }
    }
}

impl GroupOrder {
    /// The names of what groups can be ordered by, as in files.
    pub fn names() -> Vec<&'static str> {
        ["count", "key"].into_iter().chain(sums().iter().map(|column| column.name)).collect()
    }

    /// What this name, as in GraphQL or as in files, orders by.
    pub fn by(name: &str) -> Option<By> {
        match snake_case(name).as_str() {
            "count" => Some(By::Count),
            "key" => Some(By::Keys),
            name => sums().iter().position(|column| column.name == name).map(By::Sum),
        }
    }

    /// The order that `text` writes: a name, after `-` for descending, such as `-count`.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] lists the names that there are.
    pub fn parse(text: &str, argument: &str) -> Result<Self> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        let by = Self::by(name).ok_or_else(|| Error::Argument {
            argument: argument.to_owned(),
            what: format!("groups cannot be ordered by `{name}`"),
            hint: format!("use one of {}", Self::names().join(", ")),
        })?;
        Ok(Self { by, descending })
    }

    /// Which of two values comes first; none comes last either way.
    fn compare(self, one: Option<i64>, two: Option<i64>) -> Ordering {
        match (one, two) {
            (Some(one), Some(two)) if self.descending => two.cmp(&one),
            (Some(one), Some(two)) => one.cmp(&two),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    }

    fn reverses_keys(self) -> bool {
        self.descending && self.by == By::Keys
    }
}

/// The place of a group in an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupCursor {
    value: Option<i64>,
    keys: Vec<Rank<'static>>,
}

impl GroupCursor {
    /// The cursor that `text` writes, if it was made by the query of this fingerprint.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] for anything else.
    pub fn parse(text: &str, query: Fingerprint, argument: &str) -> Result<Self> {
        Self::decode(text, query).ok_or_else(|| Error::Cursor { argument: argument.to_owned() })
    }

    fn decode(text: &str, query: Fingerprint) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (fingerprint, rest) = bytes.split_first_chunk::<4>()?;
        if *fingerprint != query.bytes() {
            return None;
        }
        let (value, mut rest) = match rest.split_first()? {
            (0, rest) => (None, rest),
            (1, rest) => {
                let (value, rest) = rest.split_first_chunk::<8>()?;
                (Some(i64::from_le_bytes(*value)), rest)
            }
            _ => return None,
        };
        let mut keys = Vec::new();
        while !rest.is_empty() {
            let (key, behind) = Rank::decode(rest)?;
            keys.push(key);
            rest = behind;
        }
        Some(Self { value, keys })
    }
}

/// Which of two keys comes first; `Last` comes last either way.
fn compare_keys<K: Ord>(one: &K, two: &K, last: &K, reversed: bool) -> Ordering {
    if reversed && one != last && two != last { two.cmp(one) } else { one.cmp(two) }
}

impl<'i> Groups<'i> {
    /// Puts groups in order.
    pub(super) fn new(
        image: &'i Image,
        table: usize,
        question: Question,
        counted: Counted,
    ) -> Self {
        let members = &image.table(table).grouping.members;
        let of = question.by.iter().filter_map(|at| members.get(*at));
        let bases = of.map(|members| u64::from(members.size) + 1).collect();
        let mut groups = Self { image, table, question, bases, counted, order: Vec::new() };
        let places = 0..groups.counted.numbers.len() as u32;
        let mut order: Vec<_> = places.map(|group| (groups.rank(group), group)).collect();
        order.sort_unstable();
        groups.order = order.into_iter().map(|(_, group)| group).collect();
        groups
    }

    /// How many groups there are.
    pub fn len(&self) -> usize {
        self.order.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.order.is_empty()
    }

    /// What all records say together, each counted once.
    pub fn total(&self) -> Measures {
        self.counted.total.measures(&self.image.tables, self.table, 0)
    }

    /// What the group at a place of the order says.
    pub fn measures(&self, place: usize) -> Measures {
        let group = self.order.get(place).copied().unwrap_or(u32::MAX);
        self.counted.tally.measures(&self.image.tables, self.table, group)
    }

    /// The keys of the group at a place of the order, one a dimension.
    pub fn keys(&self, place: usize) -> Vec<Key> {
        let group = self.order.get(place).copied().unwrap_or(u32::MAX);
        let numbers = self.numbers(group).into_iter().zip(&self.question.by);
        numbers.map(|(number, at)| self.image.key(self.table, *at, number)).collect()
    }

    /// The places of a page: `first` groups behind a cursor.
    pub fn page(&self, first: usize, after: Option<&GroupCursor>) -> std::ops::Range<usize> {
        let start = after.map_or(0, |cursor| {
            self.order.partition_point(|group| self.compare_cursor(*group, cursor).is_le())
        });
        start..self.len().min(start.saturating_add(first))
    }

    /// The written form of the place of a group.
    pub fn cursor(&self, place: usize, query: Fingerprint) -> String {
        let mut bytes = query.bytes().to_vec();
        match self.order.get(place).and_then(|group| self.value(*group)) {
            None => bytes.push(0),
            Some(value) => {
                bytes.push(1);
                bytes.extend(value.to_le_bytes());
            }
        }
        for key in self.keys(place) {
            key.rank(self.image).encode(&mut bytes);
        }
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// The numbers of a group, one a dimension.
    fn numbers(&self, group: u32) -> Vec<u32> {
        let mut number = self.counted.numbers.get(group as usize).copied().unwrap_or(u64::MAX);
        let mut numbers = vec![0; self.bases.len()];
        for (place, base) in numbers.iter_mut().zip(&self.bases).rev() {
            *place = (number % base) as u32;
            number /= base;
        }
        numbers
    }

    /// What a group is ordered by before its keys.
    fn value(&self, group: u32) -> Option<i64> {
        match self.question.order.by {
            By::Count => self.counted.tally.counts.get(group as usize).copied().map(i64::from),
            By::Keys => None,
            By::Sum(sum) => self.counted.tally.sum(group, sum),
        }
    }

    /// What orders a group as the question wants it; of two groups the one with less comes first.
    fn rank(&self, group: u32) -> (bool, i64, u64) {
        let order = self.question.order;
        let value = self.value(group);
        let rank = value.map_or(0, |value| if order.descending { !value } else { value });
        // Numbers stand in the order of the keys; the last of each dimension stays the last.
        let keys = if order.reverses_keys() {
            self.numbers(group).into_iter().zip(&self.bases).fold(0, |all, (number, base)| {
                let number = u64::from(number);
                let last = number + 1 >= *base;
                all * base + if last { number } else { base - 2 - number }
            })
        } else {
            self.counted.numbers.get(group as usize).copied().unwrap_or(u64::MAX)
        };
        (value.is_none(), rank, keys)
    }

    fn compare_cursor(&self, group: u32, cursor: &GroupCursor) -> Ordering {
        let order = self.question.order;
        order.compare(self.value(group), cursor.value).then_with(|| {
            let numbers = self.numbers(group).into_iter().zip(&self.question.by);
            let own = numbers.map(|(number, at)| self.image.key(self.table, *at, number));
            let mut parts = own.zip(&cursor.keys).map(|(own, key)| {
                compare_keys(&own.rank(self.image), key, &Rank::Last, order.reverses_keys())
            });
            parts.find(|order| order.is_ne()).unwrap_or(Ordering::Equal)
        })
    }
}
