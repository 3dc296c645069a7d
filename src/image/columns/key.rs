//! What rows are ordered by.

use std::cmp::Ordering;

use crate::model::value::Decimal;

/// What rows of a column are ordered by; no value comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key<'a> {
    /// Numbers, dates, moments, positions in a code list.
    Number(i64),
    /// Exact numbers, first by currency where they have one.
    Amount(u8, Decimal),
    /// Texts, by their bytes.
    Text(&'a str),
    /// No value.
    None,
}

impl<'a> Key<'a> {
    /// The key of a text; an empty one is no value.
    pub const fn text(text: &'a str) -> Self {
        if text.is_empty() { Self::None } else { Self::Text(text) }
    }

    const fn rank(&self) -> u8 {
        match self {
            Self::Number(_) => 0,
            Self::Amount(..) => 1,
            Self::Text(_) => 2,
            Self::None => 3,
        }
    }
}

impl Ord for Key<'_> {
    fn cmp(&self, other: &Self) -> Ordering {
        match (self, other) {
            (Self::Number(one), Self::Number(two)) => one.cmp(two),
            (Self::Amount(money, one), Self::Amount(currency, two)) => {
                money.cmp(currency).then_with(|| one.cmp(two))
            }
            (Self::Text(one), Self::Text(two)) => one.cmp(two),
            _ => self.rank().cmp(&other.rank()),
        }
    }
}

impl PartialOrd for Key<'_> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_value_comes_last() {
        assert!(Key::Text("z") < Key::None && Key::Number(9) < Key::None);
    }
}
