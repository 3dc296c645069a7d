//! How much the filters of one request can ask.

use serde_json::Value;

use crate::error::{Error, Result};

/// The deepest that filters can stand in each other.
pub(super) const DEPTH_LIMIT: usize = 16;

/// The most tests that one filter can have, those of links inside it counted.
const TESTS_LIMIT: usize = 100;

/// The most `contains` that one filter can have: each reads all texts of a column.
const CONTAINS_LIMIT: usize = 4;

/// Refuses more tests than one request can ask, given as [`Filter::tests`](crate::image::filter::Filter::tests) counts them.
///
/// # Errors
///
/// [`Error::Limit`] says which of the two counts is too great.
pub fn within_limits((tests, contains): (usize, usize)) -> Result<()> {
    let (value, limit, what) = if contains > CONTAINS_LIMIT {
        (contains, CONTAINS_LIMIT, "the number of `contains` in the filters of a request")
    } else if tests > TESTS_LIMIT {
        (tests, TESTS_LIMIT, "the number of tests in the filters of a request")
    } else {
        return Ok(());
    };
    let hint = "ask in several requests, or take the whole file from `/export`".to_owned();
    Err(Error::Limit { what, value: value as u64, limit: limit as u64, hint })
}

/// Refuses filters that stand deeper in each other than can be read.
pub(super) fn within_depth(depth: usize) -> Result<()> {
    if depth <= DEPTH_LIMIT {
        return Ok(());
    }
    Err(Error::Limit {
        what: "the depth of a filter",
        value: depth as u64,
        limit: DEPTH_LIMIT as u64,
        hint: "ask in several steps".to_owned(),
    })
}

/// How deep the filters of a filter written in longhand stand in each other.
pub(super) fn depth_of(filter: &Value) -> usize {
    let deepest = |inner: &mut dyn Iterator<Item = &Value>| inner.map(depth_of).max().unwrap_or(0);
    let fields = filter.as_object().into_iter().flatten();
    let depths = fields.map(|(name, value)| match (name.as_str(), value) {
        ("all" | "any", Value::Array(filters)) => deepest(&mut filters.iter()),
        ("not", _) => depth_of(value),
        // Tests hold filters where they hold objects, but for a place.
        (_, Value::Object(tests)) => {
            let filters = tests.iter().filter(|(test, value)| *test != "near" && value.is_object());
            deepest(&mut filters.map(|(_, value)| value))
        }
        _ => 0,
    });
    1 + depths.max().unwrap_or(0)
}
