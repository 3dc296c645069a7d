//! Short forms, containment, nearness and texts against a reference that looks at each record.

use std::collections::BTreeSet;

use opencoop::api::parameters::{self, pairs};
use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::filter::parse::filter;
use opencoop::image::links::EdgeData;
use opencoop::image::{Image, Revision};
use opencoop::model::value::{PartialDate, Point};
use opencoop::model::{TABLES, find_table};
use proptest::prelude::*;
use serde_json::{Value, json};

const COUNTRIES: [&str; 3] = ["ke", "mz", "sn"];
const DATES: [&str; 7] =
    ["2017", "2018-02", "2018-12-31", "2019", "2019-01-01", "2020-06", "2021-03-04"];
const PLACES: [(f64, f64); 8] = [
    (45.46, 9.19),
    (45.07, 7.69),
    (0.0, 179.9),
    (0.1, -179.9),
    (89.9, 10.0),
    (89.8, -170.0),
    (-90.0, 0.0),
    (-33.9, 18.4),
];
const DISTANCES: [f64; 8] = [0.0, 0.001, 30.0, 130.0, 900.0, 5_000.0, 12_000.0, 20_040.0];

/// A city as the reference knows it.
#[derive(Debug, Clone)]
struct City {
    country: usize,
    place: Option<usize>,
}

#[derive(Debug, Clone)]
struct Project {
    title: usize,
    status: u8,
    starts_on: Option<usize>,
    ends_on: Option<usize>,
    countries: BTreeSet<usize>,
    cities: BTreeSet<usize>,
    themes: BTreeSet<usize>,
}

#[derive(Debug, Clone)]
struct World {
    cities: Vec<City>,
    /// The parent of each theme; circles may occur.
    themes: Vec<Option<usize>>,
    projects: Vec<Project>,
}

const TITLES: [&str; 4] = ["Acqua pulita", "ACQUA", "Scuola", "x"];

fn world() -> impl Strategy<Value = World> {
    let city = (0_usize..3, proptest::option::of(0..PLACES.len()))
        .prop_map(|(country, place)| City { country, place });
    let themes = proptest::collection::vec(proptest::option::of(0_usize..5), 5);
    let set = |most| proptest::collection::btree_set(0_usize..most, 0..3);
    let project = (
        (0..TITLES.len(), 1_u8..=6),
        proptest::option::of(0..DATES.len()),
        proptest::option::of(0..DATES.len()),
        set(3),
        set(6),
        set(5),
    )
        .prop_map(|((title, status), one, two, countries, cities, themes)| {
            // Dates stand in the order of days.
            let (starts_on, ends_on) = match (one, two) {
                (Some(one), Some(two)) => (Some(one.min(two)), Some(one.max(two))),
                other => other,
            };
            Project { title, status, starts_on, ends_on, countries, cities, themes }
        });
    let projects = proptest::collection::vec(project, 0..60);
    (proptest::collection::vec(city, 6), themes, projects)
        .prop_map(|(cities, themes, projects)| World { cities, themes, projects })
}

fn at(table: &str) -> usize {
    find_table(table).unwrap().0
}

fn image_of(world: &World) -> Image {
    let languages = ["en".to_owned()];
    let mut builders: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    let column = |table: &str, name: &str| TABLES[at(table)].column(name).unwrap().0;
    let link = |table: &str, name: &str| TABLES[at(table)].link(name).unwrap().0;
    for (key, slug) in COUNTRIES.iter().enumerate() {
        builders[at("countries")].record(key as u32 + 1, slug);
    }
    for (key, city) in world.cities.iter().enumerate() {
        let builder = &mut builders[at("cities")];
        let row = builder.record(key as u32 + 1, &format!("city-{key}"));
        if let (Some(place), Data::Point(cells)) =
            (city.place, builder.column(column("cities", "point")))
        {
            let (latitude, longitude) = PLACES[place];
            cells.push(row, Point::from_degrees(latitude, longitude).unwrap());
        }
        let (from, to) = (key as u32 + 1, city.country as u32 + 1);
        builder.pair(link("cities", "country"), 0, from, to, EdgeData::default());
    }
    for (key, parent) in world.themes.iter().enumerate() {
        let builder = &mut builders[at("themes")];
        builder.record(key as u32 + 1, &format!("theme-{key}"));
        if let Some(parent) = parent {
            let (from, to) = (key as u32 + 1, *parent as u32 + 1);
            builder.pair(link("themes", "parent"), 0, from, to, EdgeData::default());
        }
    }
    for (key, project) in world.projects.iter().enumerate() {
        let from = key as u32 + 1;
        let builder = &mut builders[at("projects")];
        let row = builder.record(from, &format!("p-{key:03}"));
        builder.translate(column("projects", "title"), row, "en", TITLES[project.title]);
        if let Data::Code(_, cells) = builder.column(column("projects", "status")) {
            cells.push(row, project.status);
        }
        for (name, date) in [("starts_on", project.starts_on), ("ends_on", project.ends_on)] {
            let cells = builder.column(column("projects", name));
            if let (Some(date), Data::Date(cells)) = (date, cells) {
                cells.push(row, DATES[date].parse::<PartialDate>().unwrap().packed());
            }
        }
        let links = [
            ("countries", &project.countries),
            ("cities", &project.cities),
            ("themes", &project.themes),
        ];
        for (name, targets) in links {
            for to in targets {
                let edge = EdgeData::default();
                builder.pair(link("projects", name), 0, from, *to as u32 + 1, edge);
            }
        }
    }
    let revision = Revision { number: 1, published_at: "2026-01-01T00:00:00Z".to_owned() };
    finish(revision, &languages, builders)
}

/// What can be asked, as the reference understands it.
#[derive(Debug, Clone)]
enum Question {
    Country(usize),
    City(usize),
    Theme(usize),
    Status(Vec<u8>),
    Year(Option<u32>, Option<u32>),
    Near(usize, usize),
    Title(usize),
    All(Vec<Self>),
    Any(Vec<Self>),
    Not(Box<Self>),
}

const PARTS: [&str; 4] = ["acqua", "A P", "x", "ol"];

fn question() -> impl Strategy<Value = Question> {
    let year = || proptest::option::of(2016_u32..2023);
    let simple = prop_oneof![
        (0_usize..3).prop_map(Question::Country),
        (0_usize..6).prop_map(Question::City),
        (0_usize..5).prop_map(Question::Theme),
        proptest::collection::vec(1_u8..=6, 1..3).prop_map(Question::Status),
        (year(), year()).prop_map(|(from, to)| match (from, to) {
            (Some(from), Some(to)) => Question::Year(Some(from.min(to)), Some(from.max(to))),
            (from, to) => Question::Year(from, to),
        }),
        (0..PLACES.len(), 0..DISTANCES.len()).prop_map(|(at, far)| Question::Near(at, far)),
        (0..PARTS.len()).prop_map(Question::Title),
    ];
    simple.prop_recursive(3, 12, 3, |inner| {
        let list = proptest::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            list.clone().prop_map(Question::All),
            list.prop_map(Question::Any),
            inner.prop_map(|inner| Question::Not(Box::new(inner))),
        ]
    })
}

impl Question {
    fn json(&self) -> Value {
        let list = |all: &[Self]| all.iter().map(Self::json).collect::<Vec<_>>();
        match self {
            Self::Country(at) => json!({"country": [COUNTRIES[*at].to_uppercase()]}),
            Self::City(at) => json!({"city": format!("city.{at}")}),
            Self::Theme(at) => json!({"theme": format!("Theme-{at}")}),
            Self::Status(codes) => {
                json!({"status": codes.iter().map(u8::to_string).collect::<Vec<_>>()})
            }
            Self::Year(from, to) => json!({"year": {"from": from, "to": to}}),
            Self::Near(at, far) => {
                let (latitude, longitude) = PLACES[*at];
                let (distance, text) = (DISTANCES[*far], format!("{latitude}, {longitude}"));
                let near = if *far % 2 == 0 {
                    json!({"latitude": latitude, "longitude": longitude, "distanceKm": distance})
                } else {
                    json!(format!("{text},{distance}"))
                };
                json!({"cities": {"some": {"point": {"near": near}}}})
            }
            Self::Title(at) => json!({"title": {"contains": PARTS[*at]}}),
            Self::All(all) => json!({"all": list(all)}),
            Self::Any(any) => json!({"any": list(any)}),
            Self::Not(inner) => json!({"not": inner.json()}),
        }
    }

    fn holds(&self, world: &World, project: &Project) -> bool {
        let year = |date: usize| DATES[date].parse::<PartialDate>().unwrap().year();
        match self {
            Self::Country(at) => {
                project.countries.contains(at)
                    || project.cities.iter().any(|city| world.cities[*city].country == *at)
            }
            Self::City(at) => project.cities.contains(at),
            Self::Theme(at) => project.themes.iter().any(|theme| is_within(world, *theme, *at)),
            Self::Status(codes) => codes.contains(&project.status),
            Self::Year(None, None) => true,
            Self::Year(from, to) => {
                let ends = match (project.starts_on, project.ends_on) {
                    (None, None) => None,
                    (Some(one), None) | (None, Some(one)) => Some((year(one), year(one))),
                    (Some(one), Some(two)) => Some((year(one), year(two))),
                };
                ends.is_some_and(|(first, last)| {
                    to.is_none_or(|to| first <= to) && from.is_none_or(|from| from <= last)
                })
            }
            Self::Near(at, far) => project.cities.iter().any(|city| {
                world.cities[*city]
                    .place
                    .is_some_and(|place| kilometres(PLACES[*at], PLACES[place]) <= DISTANCES[*far])
            }),
            Self::Title(at) => {
                TITLES[project.title].to_lowercase().contains(&PARTS[*at].to_lowercase())
            }
            Self::All(all) => all.iter().all(|inner| inner.holds(world, project)),
            Self::Any(any) => any.iter().any(|inner| inner.holds(world, project)),
            Self::Not(inner) => !inner.holds(world, project),
        }
    }
}

fn is_within(world: &World, theme: usize, broader: usize) -> bool {
    let mut place = Some(theme);
    // In as many steps as there are themes every one is met.
    for _ in 0..=world.themes.len() {
        match place {
            Some(at) if at == broader => return true,
            Some(at) => place = world.themes[at],
            None => return false,
        }
    }
    false
}

/// The distance by another formula than that of the image: the angle between two vectors.
fn kilometres(one: (f64, f64), two: (f64, f64)) -> f64 {
    let vector = |(latitude, longitude): (f64, f64)| {
        let (north, east) = (latitude.to_radians(), longitude.to_radians());
        [north.cos() * east.cos(), north.cos() * east.sin(), north.sin()]
    };
    let (a, b) = (vector(one), vector(two));
    let cross = [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
    let length = |v: [f64; 3]| v.iter().map(|part| part * part).sum::<f64>().sqrt();
    let dot: f64 = a.iter().zip(&b).map(|(one, two)| one * two).sum();
    6_371.008_8 * length(cross).atan2(dot)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn short_forms_and_places_are_those_of_a_scan(world in world(), question in question()) {
        let image = image_of(&world);
        let json = question.json();
        // Only more than four `contains` are refused.
        let Ok(asked) = filter(0, &json, "filter") else { return Ok(()) };
        let expected: Vec<u32> = world.projects.iter().zip(0..)
            .filter(|(project, _)| question.holds(&world, project))
            .map(|(_, row)| row)
            .collect();
        let found: Vec<u32> = image.rows(0, &asked).iter().collect();
        prop_assert_eq!(&found, &expected, "{}", json);

        // The same by what the filter is written as.
        let again = parameters::filter(0, &pairs(&asked.to_query(0))).unwrap();
        prop_assert_eq!(image.rows(0, &again).iter().collect::<Vec<_>>(), expected, "{}", json);

        // What is read can be told, and is never more than four times all titles.
        let titles: usize = world.projects.iter().map(|project| TITLES[project.title].len()).sum();
        prop_assert!(image.scan_bytes(0, &asked) <= 4 * titles as u64 + 4);
    }
}

#[test]
fn texts_are_only_read_of_records_that_all_else_leaves() {
    let project = |status| Project {
        title: 0,
        status,
        starts_on: None,
        ends_on: None,
        countries: BTreeSet::new(),
        cities: BTreeSet::new(),
        themes: BTreeSet::new(),
    };
    let projects: Vec<Project> = (0..100).map(|number| project(1 + u8::from(number > 9))).collect();
    let image = image_of(&World { cities: Vec::new(), themes: Vec::new(), projects });
    let bytes = |json: Value| image.scan_bytes(0, &filter(0, &json, "filter").unwrap());
    let all = 100 * TITLES[0].len() as u64;
    let acqua = json!({"contains": "acqua"});
    assert_eq!(bytes(json!({"status": "1"})), 0);
    assert_eq!(bytes(json!({"title": acqua})), all);
    assert_eq!(bytes(json!({"title": acqua, "status": "1"})), all / 10);
    assert_eq!(bytes(json!({"status": "1", "any": [{"title": acqua}, {"slug": "x"}]})), all / 10);
    assert_eq!(bytes(json!({"title": acqua, "status": "2"})), all);
    assert_eq!(bytes(json!({"title": acqua, "status": "6"})), 0);
    assert_eq!(bytes(json!({"not": {"title": acqua}})), all);
    assert_eq!(bytes(json!({"parent": {"some": {"title": acqua}}, "status": "1"})), all);
    assert_eq!(bytes(json!({"any": [{"title": acqua}, {"title": {"contains": "x"}}]})), 2 * all);
}
