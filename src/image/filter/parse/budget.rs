//! How much the filters of one request can ask.

use crate::error::{Error, Result};

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
