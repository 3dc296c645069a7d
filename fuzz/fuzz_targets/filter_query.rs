//! Parameters of a GET: what is accepted can be answered, and reads the same when its filter is
//! written back.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use opencoop::api::parameters::{Parameters, filter, pairs};
use opencoop::config::Limits;
use opencoop_fuzz::{IMAGE, table_and_text};

static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits::standard().expect("the defaults"));

fuzz_target!(|data: &[u8]| {
    let Some((table, text)) = table_and_text(data) else { return };
    let Ok(asked) = Parameters::parse(table, &pairs(text), &LIMITS) else { return };
    let rows = IMAGE.rows(table, &asked.filter);
    assert!(rows.max().is_none_or(|row| (row as usize) < IMAGE.table(table).rows));
    let query = asked.filter.to_query(table);
    assert_eq!(filter(table, &pairs(&query)).as_ref().ok(), Some(&asked.filter), "{query}");
});
