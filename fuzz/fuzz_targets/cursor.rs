//! Cursors, those that someone forged with the right fingerprint too: a page is always made.

#![no_main]

use data_encoding::BASE64URL_NOPAD;
use libfuzzer_sys::fuzz_target;
use opencoop::image::page::{Cursor, Fingerprint, Order, Set, Slice};
use opencoop::model::TABLES;
use opencoop_fuzz::IMAGE;

fuzz_target!(|data: &[u8]| {
    let query = Fingerprint::new(&["fuzz"]);
    if let Ok(text) = std::str::from_utf8(data) {
        let _ = Cursor::parse(text, query, "after");
    }
    let Some((&[table, column, flags, first], rest)) = data.split_first_chunk::<4>() else {
        return;
    };
    let table = usize::from(table) % TABLES.len();
    let names = Order::names(table);
    let name = names[usize::from(column) % names.len()];
    let Some(order) = Order::by(table, name, flags & 1 == 1) else { return };
    // A true cursor lends its fingerprint to the forged one.
    let item = opencoop::image::links::Item { row: 0, edge: Default::default() };
    if IMAGE.table(table).rows == 0 {
        return;
    }
    let own = Cursor::new(IMAGE.table(table), order, item).encode(query);
    assert!(Cursor::parse(&own, query, "after").is_ok());
    let bytes = BASE64URL_NOPAD.decode(own.as_bytes()).expect("our own form");
    let forged = BASE64URL_NOPAD.encode(&[&bytes[..4], rest].concat());
    let Ok(cursor) = Cursor::parse(&forged, query, "after") else { return };
    assert_eq!(Cursor::parse(&cursor.encode(query), query, "after").ok(), Some(cursor.clone()));
    let size = Some(usize::from(first));
    let backwards = flags & 2 == 2;
    let slice = Slice {
        first: if backwards { None } else { size },
        last: if backwards { size } else { None },
        after: (flags & 4 == 0).then(|| cursor.clone()),
        before: (flags & 8 == 8).then_some(cursor),
    };
    for set in [Set::All, Set::Rows(IMAGE.every_row(table))] {
        let page = IMAGE.page(table, set, order, &slice);
        assert!(page.items.len() <= usize::from(first));
        assert!(page.items.iter().all(|item| (item.row as usize) < IMAGE.table(table).rows));
    }
});
