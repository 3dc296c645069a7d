//! Parameters of a GET: whatever is accepted can be answered.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use opencoop::api::parameters::Parameters;
use opencoop::config::Limits;
use opencoop_fuzz::{IMAGE, table_and_text};

static LIMITS: LazyLock<Limits> = LazyLock::new(|| Limits::standard().expect("the defaults"));

fuzz_target!(|data: &[u8]| {
    let Some((table, text)) = table_and_text(data) else { return };
    let pairs: Vec<(String, String)> = form_urlencoded::parse(text.as_bytes())
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect();
    if let Ok(asked) = Parameters::parse(table, &pairs, &LIMITS) {
        let rows = IMAGE.rows(table, &asked.filter);
        assert!(rows.max().is_none_or(|row| (row as usize) < IMAGE.table(table).rows));
        assert!(asked.limit <= LIMITS.page_size_max);
    }
});
