//! The registry itself, and the registry against the database of each engine.

mod support;

use std::collections::BTreeSet;

use opencoop::model::codes::{CODE_LISTS, CURRENCIES};
use opencoop::model::short::{Asks, SHORTS};
use opencoop::model::table::{Arity, Kind, Label, Target};
use opencoop::model::{TABLES, back_links, find_table, targets};
use opencoop::store::Store;
use opencoop::store::layout::{PairTable, fields};

fn assert_distinct<'a>(what: &str, names: impl IntoIterator<Item = &'a str>) {
    let mut seen = BTreeSet::new();
    for name in names {
        assert!(seen.insert(name), "{what}: `{name}` stands twice");
    }
}

fn assert_described(place: &str, label: Label, doc: &str) {
    assert!(!label.en.is_empty() && !label.it.is_empty(), "{place} has no label in a language");
    assert!(doc.ends_with('.') && doc.len() > 10, "{place} is not described by a sentence: {doc}");
    assert!(doc.starts_with(char::is_uppercase), "{place}: {doc}");
}

#[test]
fn every_name_is_unique_where_it_is_used() {
    assert_distinct("tables", TABLES.iter().map(|table| table.name));
    assert_distinct("types", TABLES.iter().map(|table| table.one));
    // What stands beside the tables under `/api`.
    let taken = ["search", "changes", "explain", "codelists"];
    assert_distinct("addresses", TABLES.iter().map(|table| table.name).chain(taken));
    assert_distinct("code lists", CODE_LISTS.iter().map(|list| list.name));
    for (at, table) in TABLES.iter().enumerate() {
        let columns = table.columns.iter().map(|column| column.name);
        let links = table.links.iter().map(|link| link.name);
        let found = back_links(at);
        let backs = found.iter().map(|back| back.link.back);
        let own = ["id", "slug", "history"].into_iter();
        assert_distinct(table.name, own.chain(columns).chain(links).chain(backs));
    }
    for list in CODE_LISTS {
        assert_distinct(list.name, list.codes.iter().map(|entry| entry.code));
    }
}

#[test]
fn short_forms_lead_somewhere_and_have_names_of_their_own() {
    use opencoop::image::filter::{offers, parse};
    assert_distinct("short forms", SHORTS.iter().map(|short| short.name));
    for short in SHORTS {
        assert!(short.doc.starts_with("Holds where") && short.doc.ends_with('.'), "{}", short.name);
        assert!((0..TABLES.len()).any(|at| offers(at, short)), "`{}` leads nowhere", short.name);
        if let Asks::Linked(target) = short.asks {
            assert!(find_table(target).is_some(), "`{}` leads to no table", short.name);
        }
        for (at, table) in TABLES.iter().enumerate() {
            let is_column = table.columns.iter().any(|column| column.name == short.name);
            assert!(!is_column, "`{}.{}` would hide a short form", table.name, short.name);
            let names = parse::names(at);
            assert_distinct(table.name, names.iter().map(String::as_str));
        }
    }
}

#[test]
fn what_contains_a_row_is_one_row_and_what_dates_it_is_a_date() {
    for table in TABLES {
        for link in table.links.iter().filter(|link| link.within) {
            assert!(link.arity == Arity::One, "{}.{}", table.name, link.name);
            assert!(matches!(link.target, Target::Table(_)), "{}.{}", table.name, link.name);
        }
        assert!(table.links.iter().filter(|link| link.within).count() < 2, "{}", table.name);
        let dated = table.columns.iter().filter(|column| column.dates.is_some());
        assert!(dated.clone().all(|column| matches!(column.kind, Kind::Date)), "{}", table.name);
        let ends: usize =
            table.spans().iter().map(|(_, last)| 1 + usize::from(last.is_some())).sum();
        assert_eq!(dated.count(), ends, "{}: an end has no beginning", table.name);
    }
}

#[test]
fn everything_is_described_in_english_and_labelled_in_both_languages() {
    for table in TABLES {
        assert_described(table.name, table.label, table.doc);
        for column in table.columns {
            let place = format!("{}.{}", table.name, column.name);
            assert_described(&place, column.label, column.doc);
        }
        for link in table.links {
            let place = format!("{}.{}", table.name, link.name);
            assert_described(&place, link.label, link.doc);
            assert_described(&place, link.back_label, link.doc);
        }
    }
    for list in CODE_LISTS {
        assert!(list.doc.ends_with('.') && !list.source.is_empty(), "{}", list.name);
        for entry in list.codes {
            assert!(!entry.label.en.is_empty() && !entry.label.it.is_empty(), "{}", entry.code);
        }
    }
}

#[test]
fn names_are_lower_case_words_joined_by_underscores() {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    };
    for table in TABLES {
        assert!(is_name(table.name) && table.one.starts_with(|c: char| c.is_ascii_uppercase()));
        for name in table.columns.iter().map(|c| c.name).chain(table.links.iter().map(|l| l.name)) {
            assert!(is_name(name), "{}.{name}", table.name);
        }
    }
}

#[test]
fn every_link_leads_somewhere_and_back() {
    for table in TABLES {
        for link in table.links {
            let place = format!("{}.{}", table.name, link.name);
            assert!(!targets(link).is_empty(), "{place} leads to no table");
            assert!(!link.back.is_empty(), "{place} has no name on the way back");
            for to in targets(link) {
                let found = back_links(to);
                let found = found.iter().any(|back| {
                    TABLES[back.from].name == table.name && back.link.name == link.name
                });
                assert!(found, "{place} is not found from `{}`", TABLES[to].name);
            }
            assert!(
                link.arity == Arity::One || link.target != Target::Any,
                "{place}: pairs need a table to lead to"
            );
        }
    }
}

#[test]
fn code_lists_fit_into_a_cell() {
    for list in CODE_LISTS {
        assert!(list.codes.len() < 255, "{}", list.name);
    }
    assert!(CURRENCIES.len() < 255 && CURRENCIES.is_sorted());
    for table in TABLES {
        for column in table.columns {
            if let Kind::Code(list) = column.kind {
                assert!(CODE_LISTS.iter().any(|known| known.name == list.name), "{}", list.name);
            }
        }
        for role in table.links.iter().filter_map(|link| link.role) {
            assert!(role.codes.len() < 15, "{} has more codes than a pair can hold", role.name);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_registry_is_the_database() {
    support::both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        for table in TABLES {
            // A column that a later migration adds stands last, wherever the registry has it.
            let expected: BTreeSet<String> =
                fields(table).into_iter().map(|field| field.name).collect();
            let found: BTreeSet<String> =
                store.fields_of(table.name).await.unwrap().into_iter().collect();
            assert_eq!(found, expected, "{}", table.name);
            for link in table.links {
                let Some(pairs) = PairTable::of(table, link) else { continue };
                let found = store.fields_of(&pairs.name).await.unwrap();
                assert_eq!(found, pairs.fields(), "{}", pairs.name);
            }
        }
    })
    .await;
}

#[test]
fn every_link_of_the_database_has_an_index_in_both_directions() {
    let migrations = concat!(
        include_str!("../migrations/0001_foundation.sql"),
        include_str!("../migrations/0002_journal.sql")
    );
    for table in TABLES {
        // The journal reads what each revision added.
        let wanted = format!("ON {} (added_in, slug COLLATE \"BINARY\")", table.name);
        assert!(migrations.contains(&wanted), "no index {wanted}");
        for link in table.links {
            let wanted = match PairTable::of(table, link) {
                Some(pairs) => {
                    format!("ON {} ({}, {})", pairs.name, pairs.to, pairs.from)
                }
                None if link.target == Target::Any => {
                    format!("ON {0} ({1}_table, {1}_id)", table.name, link.name)
                }
                None => format!("ON {} ({}_id)", table.name, link.name),
            };
            assert!(migrations.contains(&wanted), "no index {wanted}");
        }
    }
    assert!(find_table("projects").is_some());
}
