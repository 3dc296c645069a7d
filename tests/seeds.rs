//! The seeds of Milan: what they hold, and that every fact says where it comes from.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;

use opencoop::model::TABLES;
use opencoop::model::table::Kind;

type Record = BTreeMap<String, String>;

/// The rows of a seed file, read by a library that is not the importer's.
fn rows(name: &str) -> Vec<Record> {
    let file = File::open(support::seeds().join(format!("{name}.csv"))).unwrap();
    let mut reader = csv::Reader::from_reader(file);
    reader.deserialize().map(Result::unwrap).collect()
}

fn slugs(name: &str) -> BTreeSet<String> {
    rows(name).into_iter().map(|row| row["slug"].clone()).collect()
}

#[test]
fn missions_and_officials_are_those_of_the_page() {
    let missions = rows("missions");
    let of = |direction: &str| {
        let of: Vec<&Record> =
            missions.iter().filter(|row| row["direction"] == direction).collect();
        let officials: u32 = of.iter().map(|row| row["officials"].parse::<u32>().unwrap()).sum();
        (of.len(), officials)
    };
    assert_eq!((of("outbound"), of("inbound")), ((5, 6), (3, 7)));
}

#[test]
fn the_listed_projects_are_there_and_mentor_is_not_mentor_2() {
    let listed = rows("projects")
        .into_iter()
        .filter(|row| row["url"].contains("comune.milano.it/aree-tematiche"))
        .count();
    assert!(listed >= 23, "{listed}");
    let projects = slugs("projects");
    assert!(projects.contains("mentor-2") && projects.contains("mentor-2017"));
}

#[test]
fn reference_tables_are_complete() {
    assert_eq!(rows("countries").len(), 249);
    let sdgs = rows("sdgs");
    let of = |kind: &str| sdgs.iter().filter(|row| row["kind"] == kind).count();
    assert_eq!((of("goal"), of("target")), (17, 169));
}

#[test]
fn every_fact_is_cited() {
    let cited: BTreeSet<String> =
        rows("citations").into_iter().map(|row| row["subject"].clone()).collect();
    let tables = [
        "projects",
        "missions",
        "organisations",
        "agreements",
        "networks",
        "services",
        "budgets",
        "observations",
        "events",
    ];
    for table in tables {
        for slug in slugs(table) {
            assert!(cited.contains(&format!("{table}/{slug}")), "{table}/{slug} has no citation");
        }
    }
}

#[test]
fn a_citation_names_a_field_that_exists() {
    for row in rows("citations") {
        let (table, _) = row["subject"].split_once('/').unwrap();
        let (_, table) = opencoop::model::find_table(table).unwrap();
        let field = row["field"].as_str();
        assert!(
            field.is_empty() || table.column(field).is_some() || table.link(field).is_some(),
            "{}: `{field}`",
            row["slug"]
        );
    }
}

#[test]
fn texts_stand_in_both_languages() {
    // The texts of the United Nations and of the DAC are kept in the languages of their source.
    for table in TABLES.iter().filter(|table| !["sdgs", "themes"].contains(&table.name)) {
        for row in rows(table.name) {
            for column in table.columns.iter().filter(|c| matches!(c.kind, Kind::Localised)) {
                let text = |language: &str| {
                    row.get(&format!("{}_{language}", column.name)).map_or("", String::as_str)
                };
                assert_eq!(
                    text("it").is_empty(),
                    text("en").is_empty(),
                    "{}/{}: {}",
                    table.name,
                    row["slug"],
                    column.name
                );
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeds_are_imported_without_a_problem_and_once() {
    support::both(|url| async move {
        let seeds = support::seeds().display().to_string();
        let first = support::opencoop(&url, &["import", &seeds]).success();
        assert!(first.stderr.contains("published revision 1"), "{}", first.stderr);
        let second = support::opencoop(&url, &["import", &seeds]).success();
        assert!(second.stderr.contains("nothing changed"), "{}", second.stderr);
    })
    .await;
}
