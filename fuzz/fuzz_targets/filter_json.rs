//! Filters as JSON: whatever is accepted can be answered.

#![no_main]

use libfuzzer_sys::fuzz_target;
use opencoop::image::filter::parse;
use opencoop_fuzz::{IMAGE, table_and_text};

fuzz_target!(|data: &[u8]| {
    let Some((table, text)) = table_and_text(data) else { return };
    if let Ok(filter) = parse::filter_of_text(table, text, "filter") {
        let rows = IMAGE.rows(table, &filter);
        assert!(rows.max().is_none_or(|row| (row as usize) < IMAGE.table(table).rows));
    }
});
