//! One form for filters that ask the same in other words: order and repetition mean nothing.

use std::fmt::Debug;

use super::{Filter, Operand, Test};

impl Filter {
    /// Yes where all of these are.
    pub fn all(filters: Vec<Self>) -> Self {
        let flat = filters.into_iter().flat_map(|filter| match filter {
            Self::All(inner) => inner,
            one => vec![one],
        });
        let mut parts = distinct(flat.collect());
        if parts.len() == 1 { parts.remove(0) } else { Self::All(parts) }
    }

    /// Yes where any of these is.
    pub fn any(filters: Vec<Self>) -> Self {
        let flat = filters.into_iter().flat_map(|filter| match filter {
            Self::Any(inner) => inner,
            one => vec![one],
        });
        let mut parts = distinct(flat.collect());
        if parts.len() == 1 { parts.remove(0) } else { Self::Any(parts) }
    }

    /// Yes where this is not.
    #[must_use]
    pub fn negated(self) -> Self {
        match self {
            Self::Not(inner) => *inner,
            one => Self::Not(Box::new(one)),
        }
    }

    /// Yes where the slug is one of these.
    pub fn slugs(slugs: Vec<String>) -> Self {
        Self::Slug(distinct(slugs))
    }

    /// Yes where the slug is one of these or lies within one.
    pub fn within(slugs: Vec<String>) -> Self {
        Self::Within(distinct(slugs))
    }
}

impl Test {
    /// Yes where the value is one of these.
    pub fn one_of(operands: Vec<Operand>) -> Self {
        Self::In(distinct(operands))
    }
}

/// The parts in one order, each once. What they look like to a debugger is as good an order as any.
fn distinct<T: Debug>(parts: Vec<T>) -> Vec<T> {
    if parts.len() < 2 {
        return parts;
    }
    let mut keyed: Vec<(String, T)> =
        parts.into_iter().map(|part| (format!("{part:?}"), part)).collect();
    keyed.sort_by(|one, two| one.0.cmp(&two.0));
    keyed.dedup_by(|one, two| one.0 == two.0);
    keyed.into_iter().map(|(_, part)| part).collect()
}
