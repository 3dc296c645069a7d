//! Searches: what is accepted can be answered, with snippets, and reads the same when it is
//! written back.

#![no_main]

use libfuzzer_sys::fuzz_target;
use opencoop::image::text::{Query, searched_tables};
use opencoop_fuzz::IMAGE;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let Ok(query) = Query::parse(text, "search") else { return };
    let written = query.to_string();
    assert_eq!(Query::parse(&written, "search").as_ref().ok(), Some(&query), "{written}");
    let tables = searched_tables();
    let found = IMAGE.search(&query, &tables, 10, None).expect("an index in memory");
    assert!(found.hits.len() <= 10 && found.hits.len() <= found.total);
    let rows: u64 = tables.iter().map(|table| IMAGE.search_rows(*table, &query).len()).sum();
    assert_eq!(rows, found.total as u64);
    assert_eq!(IMAGE.snippets(&query, &found.hits).len(), found.hits.len());
});
