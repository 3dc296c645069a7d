//! Filters and pages of the image against a naive reference that scans every record.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "image/dates.rs"]
mod dates;
#[cfg(test)]
#[path = "image/forms.rs"]
mod forms;
#[cfg(test)]
#[path = "image/print.rs"]
mod print;

use std::cmp::Ordering;

use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::filter::parse::filter;
use opencoop::image::links::EdgeData;
use opencoop::image::page::{Cursor, Fingerprint, Order, Set, Slice};
use opencoop::image::{Image, Revision, Way};
use opencoop::model::value::PartialDate;
use opencoop::model::{TABLES, find_table};
use proptest::prelude::*;
use serde_json::{Value, json};

/// A project as the reference knows it.
#[derive(Debug, Clone)]
struct Project {
    slug: String,
    title: String,
    status: Option<u8>,
    starts_on: Option<PartialDate>,
    countries: Vec<usize>,
    organisations: Vec<(usize, Option<usize>)>,
}

const COUNTRIES: [&str; 6] = ["al", "it", "ke", "mm", "mz", "sn"];

fn project() -> impl Strategy<Value = Project> {
    let date = prop_oneof![
        Just("2018"),
        Just("2018-01"),
        Just("2018-01-01"),
        Just("2018-12"),
        Just("2018-12-31"),
        Just("2019"),
        Just("2019-06"),
        Just("2019-06-15"),
        Just("2020"),
        Just("2020-02-29"),
    ];
    (
        "[a-e]{1,3}(-[0-9]{1,2})?",
        "[A-Ca-c]{1,3}",
        proptest::option::of(1_u8..=6),
        proptest::option::of(date),
        proptest::collection::btree_set(0_usize..6, 0..4),
        proptest::collection::btree_set((0_usize..3, proptest::option::of(0_usize..4)), 0..5),
    )
        .prop_map(|(slug, title, status, date, countries, organisations)| Project {
            slug,
            title,
            status,
            starts_on: date.map(|text| text.parse().unwrap()),
            countries: countries.into_iter().collect(),
            organisations: organisations.into_iter().collect(),
        })
}

fn projects(most: usize) -> impl Strategy<Value = Vec<Project>> {
    proptest::collection::vec(project(), 0..most).prop_map(|mut all| {
        all.sort_by(|one, two| one.slug.cmp(&two.slug));
        all.dedup_by(|one, two| one.slug == two.slug);
        all
    })
}

fn at(table: &str) -> usize {
    find_table(table).unwrap().0
}

/// The same records as an image; they come in from the last to the first.
fn image_of(projects: &[Project]) -> Image {
    let languages = ["en".to_owned(), "it".to_owned()];
    let mut builders: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    for (key, slug) in COUNTRIES.iter().enumerate() {
        let row = builders[at("countries")].record(key as u32 + 1, slug);
        builders[at("countries")].translate(0, row, "en", slug);
    }
    for key in 1..=3 {
        builders[at("organisations")].record(key, &format!("org-{key}"));
    }
    let table = &TABLES[0];
    let column = |name: &str| table.column(name).unwrap().0;
    let link = |name: &str| table.link(name).unwrap().0;
    for (key, project) in projects.iter().enumerate().rev() {
        let key = key as u32 + 1;
        let builder = &mut builders[0];
        let row = builder.record(key, &project.slug);
        builder.translate(column("title"), row, "en", &project.title);
        if let (Some(status), Data::Code(_, cells)) =
            (project.status, builder.column(column("status")))
        {
            cells.push(row, status);
        }
        if let (Some(date), Data::Date(cells)) =
            (project.starts_on, builder.column(column("starts_on")))
        {
            cells.push(row, date.packed());
        }
        for country in &project.countries {
            let to = *country as u32 + 1;
            builder.pair(link("countries"), 0, key, to, EdgeData::new(Some(0), None));
        }
        for (organisation, role) in &project.organisations {
            let to = *organisation as u32 + 1;
            builder.pair(link("organisations"), 0, key, to, EdgeData::new(None, *role));
        }
    }
    let revision = Revision { number: 1, published_at: "2026-01-01T00:00:00Z".to_owned() };
    finish(revision, &languages, builders)
}

/// A filter as JSON.
fn question() -> impl Strategy<Value = Value> {
    let date = prop_oneof![
        Just("2018"),
        Just("2018-01"),
        Just("2018-01-01"),
        Just("2018-12-31"),
        Just("2019-06"),
        Just("2020-02"),
    ];
    let test = prop_oneof![
        (1_u8..=6).prop_map(|status| json!({"status": {"eq": status.to_string()}})),
        (1_u8..=6).prop_map(|status| json!({"status": {"not": status.to_string()}})),
        any::<bool>().prop_map(|is| json!({"status": {"isNull": is}})),
        date.clone().prop_map(|date| json!({"startsOn": {"gte": date}})),
        date.clone().prop_map(|date| json!({"startsOn": {"lte": date}})),
        (date.clone(), date.clone())
            .prop_map(|(from, to)| json!({"startsOn": {"gte": from, "lte": to}})),
        date.prop_map(|date| json!({"startsOn": {"eq": date}})),
        "[a-c]{1,2}".prop_map(|part| json!({"title": {"contains": part}})),
        (0_usize..6).prop_map(|at| json!({"countries": {"in": [COUNTRIES[at]]}})),
        (0_usize..6).prop_map(|at| json!({"countries": {"none": {"slug": {"eq": COUNTRIES[at]}}}})),
        (0_usize..6)
            .prop_map(|at| json!({"countries": {"some": {"slug": {"not": COUNTRIES[at]}}}})),
        any::<bool>().prop_map(|is| json!({"countries": {"isNull": is}})),
        Just(json!({})),
    ];
    test.prop_recursive(3, 16, 3, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..3);
        prop_oneof![
            list.clone().prop_map(|all| json!({ "all": all })),
            list.prop_map(|any| json!({ "any": any })),
            inner.prop_map(|not| json!({ "not": not })),
        ]
    })
}

/// The reference: what a filter means, record by record.
fn holds(project: &Project, json: &Value) -> bool {
    json.as_object().unwrap().iter().all(|(name, tests)| match name.as_str() {
        "all" => tests.as_array().unwrap().iter().all(|part| holds(project, part)),
        "any" => tests.as_array().unwrap().iter().any(|part| holds(project, part)),
        "not" => !holds(project, tests),
        _ => tests.as_object().unwrap().iter().all(|(test, value)| {
            let text = || value.as_str().unwrap();
            let date = || text().parse::<PartialDate>().unwrap();
            let slugs = || project.countries.iter().map(|at| COUNTRIES[*at]);
            match (name.as_str(), test.as_str()) {
                ("status", "eq") => {
                    project.status.map(|s| s.to_string()).as_deref() == Some(text())
                }
                ("status", "not") => {
                    project.status.map(|s| s.to_string()).as_deref() != Some(text())
                }
                ("status", "isNull") => project.status.is_none() == value.as_bool().unwrap(),
                ("startsOn", "eq") => project.starts_on == Some(date()),
                ("startsOn", "gte") => {
                    project.starts_on.is_some_and(|own| own.first_day() >= date().first_day())
                }
                ("startsOn", "lte") => {
                    project.starts_on.is_some_and(|own| own.last_day() <= date().last_day())
                }
                ("title", _) => project.title.to_lowercase().contains(text()),
                ("countries", "in") => slugs().any(|slug| value[0] == slug),
                ("countries", "none") => !slugs().any(|slug| value["slug"]["eq"] == slug),
                ("countries", "some") => slugs().any(|slug| value["slug"]["not"] != slug),
                ("countries", _) => project.countries.is_empty() == value.as_bool().unwrap(),
                _ => unreachable!("{name}.{test}"),
            }
        }),
    })
}

/// The reference: the order of a list. What has no value comes last; equals stand by slug.
fn compare(one: &Project, two: &Project, by: &str, descending: bool) -> Ordering {
    let key = |project: &Project| match by {
        "starts_on" => project.starts_on.map(|date| date.to_string()),
        "title" => Some(project.title.clone()),
        _ => Some(project.slug.clone()),
    };
    let by_slug = one.slug.cmp(&two.slug);
    match (key(one), key(two)) {
        (None, None) => by_slug,
        (None, Some(_)) => Ordering::Greater,
        (Some(_), None) => Ordering::Less,
        (Some(left), Some(right)) => {
            let order = left.cmp(&right).then(by_slug);
            if descending { order.reverse() } else { order }
        }
    }
}

/// All items of a list, page by page, forwards or backwards.
fn walk<'a>(
    image: &'a Image,
    table: usize,
    set: &dyn Fn() -> Set<'a>,
    order: Order,
    size: usize,
    backwards: bool,
) -> Vec<(u32, EdgeData)> {
    let query = Fingerprint::new(&["test"]);
    let mut found = Vec::new();
    let mut cursor: Option<String> = None;
    loop {
        let place = cursor.as_deref().map(|text| Cursor::parse(text, query, "after").unwrap());
        let slice = if backwards {
            Slice { last: Some(size), before: place, ..Slice::default() }
        } else {
            Slice { first: Some(size), after: place, ..Slice::default() }
        };
        let page = image.page(table, set(), order, &slice);
        assert!(page.items.len() <= size);
        let more = if backwards { page.has_previous } else { page.has_next };
        let edge = if backwards { page.items.first() } else { page.items.last() };
        cursor = edge.map(|item| Cursor::new(image.table(table), order, *item).encode(query));
        let mut items: Vec<_> = page.items.iter().map(|item| (item.row, item.edge)).collect();
        if backwards {
            items.append(&mut found);
            found = items;
        } else {
            found.append(&mut items);
        }
        if !more {
            return found;
        }
        assert!(edge.is_some(), "a page that says there is more has a record");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn filters_and_pages_are_those_of_a_scan(
        projects in projects(260),
        question in question(),
        by in prop_oneof![Just("slug"), Just("title"), Just("starts_on")],
        descending: bool,
        size in 1_usize..7,
        backwards: bool,
    ) {
        let image = image_of(&projects);
        let rows = image.rows(0, &filter(0, &question, "filter").unwrap());
        let mut expected: Vec<&Project> =
            projects.iter().filter(|project| holds(project, &question)).collect();
        expected.sort_by(|one, two| compare(one, two, by, descending));
        let order = Order::by(0, by, descending).unwrap();
        let found = walk(&image, 0, &|| Set::Rows(rows.clone()), order, size, backwards);
        let slugs: Vec<&str> = found.iter().map(|(row, _)| image.table(0).slug(*row)).collect();
        let expected: Vec<&str> = expected.iter().map(|project| project.slug.as_str()).collect();
        prop_assert_eq!(slugs, expected, "{}", question);
    }

    #[test]
    fn whole_tables_and_links_are_walked_without_loss(
        projects in projects(200),
        by in prop_oneof![Just("slug"), Just("title"), Just("starts_on")],
        descending: bool,
        size in 1_usize..9,
        backwards: bool,
    ) {
        let image = image_of(&projects);
        let order = Order::by(0, by, descending).unwrap();
        let mut expected: Vec<&Project> = projects.iter().collect();
        expected.sort_by(|one, two| compare(one, two, by, descending));
        let found = walk(&image, 0, &|| Set::All, order, size, backwards);
        let slugs: Vec<&str> = found.iter().map(|(row, _)| image.table(0).slug(*row)).collect();
        let expected: Vec<&str> = expected.iter().map(|project| project.slug.as_str()).collect();
        prop_assert_eq!(slugs, expected);

        // The way back from an organisation: a project stands once for each of its roles.
        let organisations = at("organisations");
        let way = Way::backward(organisations)
            .into_iter()
            .find(|way| way.owner == 0 && way.name() == "projects")
            .unwrap();
        for (row, key) in (0..3).zip(0_usize..) {
            let edges = || Set::Edges(image.edges(way, row));
            let found = walk(&image, 0, &edges, order, size, backwards);
            let roles = |project: &Project| {
                project.organisations.iter().filter(|(at, _)| *at == key).count()
            };
            let expected: usize = projects.iter().map(roles).sum();
            prop_assert_eq!(found.len(), expected);
            let mut distinct = found.clone();
            distinct.sort_unstable();
            distinct.dedup();
            prop_assert_eq!(distinct.len(), expected);
        }
    }
}

#[test]
fn a_large_list_of_links_is_walked_along_the_order() {
    let dates = ["2018", "2018-03", "2019-06-15"].map(|text| text.parse().unwrap());
    let projects: Vec<Project> = (0..5_000)
        .map(|number| Project {
            slug: format!("p-{number:05}"),
            title: "x".to_owned(),
            status: None,
            starts_on: dates.get(number % 4).copied(),
            countries: vec![0],
            organisations: if number % 3 == 0 {
                vec![(0, Some(0)), (0, Some(3))]
            } else {
                vec![(0, None)]
            },
        })
        .collect();
    let image = image_of(&projects);
    let organisations = at("organisations");
    let ways = Way::backward(organisations);
    let way = *ways.iter().find(|way| way.owner == 0 && way.name() == "projects").unwrap();
    for descending in [false, true] {
        let order = Order::by(0, "starts_on", descending).unwrap();
        let mut expected: Vec<&Project> = projects.iter().collect();
        expected.sort_by(|one, two| compare(one, two, "starts_on", descending));
        let expected: Vec<&str> = expected.iter().map(|project| project.slug.as_str()).collect();
        for backwards in [false, true] {
            let edges = || Set::Edges(image.edges(way, 0));
            let found = walk(&image, 0, &edges, order, 997, backwards);
            assert_eq!(found.len(), 5_000 + 1_667);
            let mut slugs: Vec<&str> =
                found.iter().map(|(row, _)| image.table(0).slug(*row)).collect();
            slugs.dedup();
            assert_eq!(slugs, expected);
        }
    }
}

#[test]
fn a_cursor_fits_no_other_query_and_no_forgery_is_taken() {
    let projects: Vec<Project> = Vec::new();
    let image = image_of(&projects);
    assert_eq!(image.table(0).rows, 0);
    let (one, two) = (Fingerprint::new(&["a", "bc"]), Fingerprint::new(&["ab", "c"]));
    assert_ne!(one, two);
    let countries = at("countries");
    let item = opencoop::image::links::Item { row: 2, edge: EdgeData::default() };
    let order = Order::by(countries, "name", false).unwrap();
    let text = Cursor::new(image.table(countries), order, item).encode(one);
    assert!(Cursor::parse(&text, one, "after").is_ok());
    assert!(Cursor::parse(&text, two, "after").is_err());
    for forged in ["", "x", "AAAA", "____", &"A".repeat(10_000), &text[1..], &text[..7]] {
        assert!(Cursor::parse(forged, one, "after").is_err(), "{forged}");
    }
}
