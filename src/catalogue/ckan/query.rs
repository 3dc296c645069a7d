//! What `q` and `fq` ask for, in the part of Solr's language that harvesters speak.
//!
//! What is not understood is neither true nor false: it never takes a package out of an answer,
//! since a harvester would take that for the end of the package, or miss that it changed.

mod parse;
mod range;
mod token;

use super::{Ckan, Package};
use range::Range;

/// What packages are looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Query {
    /// Any of them.
    Any,
    /// What is not understood.
    Unknown,
    /// Those that have this text.
    Text(String),
    /// Those of this organisation.
    Organisation(String),
    /// Those in a group.
    Grouped,
    /// Those with a moment in this range.
    Within(Moment, Range),
    /// Those that another query does not look for.
    Not(Box<Self>),
    /// Those that all of these look for.
    All(Vec<Self>),
    /// Those that one of these looks for.
    One(Vec<Self>),
}

/// A moment of a package.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Moment {
    Created,
    Modified,
}

impl Query {
    /// The query of a text; words without a field are searched if `has_texts`.
    pub(super) fn of(text: &str, has_texts: bool) -> Self {
        parse::query(text, has_texts).unwrap_or(Self::Unknown)
    }

    /// Whether a package is looked for; none where that cannot be said.
    pub(super) fn finds(&self, ckan: &Ckan, package: &Package) -> Option<bool> {
        match self {
            Self::Any => Some(true),
            Self::Unknown => None,
            Self::Text(text) => Some(package.text.contains(text.as_str())),
            Self::Organisation(name) => Some(ckan.is_organisation(name)),
            // No package is in one.
            Self::Grouped => Some(false),
            Self::Within(Moment::Created, range) => Some(range.has(&package.created)),
            Self::Within(Moment::Modified, range) => Some(range.has(&ckan.modified)),
            Self::Not(query) => query.finds(ckan, package).map(|found| !found),
            Self::All(queries) => decided(queries, ckan, package, false),
            Self::One(queries) => decided(queries, ckan, package, true),
        }
    }
}

/// What several queries say together: one that says `decisive` is enough for that.
fn decided(queries: &[Query], ckan: &Ckan, package: &Package, decisive: bool) -> Option<bool> {
    let mut said = Some(!decisive);
    for query in queries {
        match query.finds(ckan, package) {
            Some(found) if found == decisive => return Some(decisive),
            Some(_) => {}
            None => said = None,
        }
    }
    said
}
