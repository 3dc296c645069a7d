//! Filters as JSON: what is accepted can be answered, and reads the same when it is written back,
//! as JSON and as a query string.

#![no_main]

use libfuzzer_sys::fuzz_target;
use opencoop::api::parameters;
use opencoop::image::filter::parse;
use opencoop_fuzz::{IMAGE, table_and_text};

fuzz_target!(|data: &[u8]| {
    let Some((table, text)) = table_and_text(data) else { return };
    let Ok(filter) = parse::filter_of_text(table, text, "filter") else { return };
    let rows = IMAGE.rows(table, &filter);
    assert!(rows.max().is_none_or(|row| (row as usize) < IMAGE.table(table).rows));
    let json = filter.to_json(table);
    assert_eq!(parse::filter(table, &json, "filter").as_ref().ok(), Some(&filter), "{json}");
    let query = filter.to_query(table);
    let again = parameters::filter(table, &parameters::pairs(&query));
    assert_eq!(again.as_ref().ok(), Some(&filter), "{query}");
});
