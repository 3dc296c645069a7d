//! Filters of every table, written and read again.

use opencoop::api::parameters::{self, pairs};
use opencoop::image::Way;
use opencoop::image::filter::parse::{filter, link_tests, names, slug_tests_of, tests_of};
use opencoop::image::filter::print::export_url;
use opencoop::model::table::{Column, Kind, camel_case};
use opencoop::model::{TABLES, find_table, short};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Choices, one after the other; zero where there are no more.
struct Draw(std::vec::IntoIter<u32>);

impl Draw {
    fn below(&mut self, limit: usize) -> usize {
        self.0.next().unwrap_or(0) as usize % limit
    }

    fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[self.below(all.len())].clone()
    }

    fn some<T>(&mut self, most: usize, mut each: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| each(self)).collect()
    }
}

const TEXTS: &[&str] =
    &["acqua", "a,b", " a", "", "é & ü", "x=1", "11.2", "..", "MZ", "mz", "true", "%2C", "a\"b\\"];

fn value(draw: &mut Draw, column: &Column) -> Value {
    match column.kind {
        Kind::Code(list) => {
            let code = list.codes[draw.below(list.codes.len())].code;
            json!(if list.closed { code.to_ascii_uppercase() } else { code.to_owned() })
        }
        Kind::Integer => json!(draw.one_of(&[-3, 0, 7, 2_147_483_647])),
        Kind::Decimal | Kind::Money => json!(draw.one_of(&["0", "-0.50", "1.5", "1.50", "12"])),
        Kind::Date => json!(draw.one_of(&["2018", "2018-09", "2018-09-01", "0001", "9999-12-31"])),
        Kind::Instant => json!(draw.one_of(&["2026-11-21T10:30:00Z", "1969-01-01T00:00:00Z"])),
        Kind::Boolean => json!(draw.below(2) == 0),
        _ => json!(draw.one_of(TEXTS)),
    }
}

fn column_tests(draw: &mut Draw, column: &Column) -> Value {
    let known = tests_of(column);
    if known.contains(&"in") && draw.below(4) == 0 {
        return json!(draw.some(3, |draw| value(draw, column)));
    }
    let mut tests = Map::new();
    for _ in 0..=draw.below(3) {
        let test = draw.one_of(known);
        let json = match test {
            "in" | "not" => json!(draw.some(3, |draw| value(draw, column))),
            "isNull" => json!(draw.below(2) == 0),
            "contains" => json!(draw.one_of(&["a", "a,b", " ", "Ü"])),
            "currency" => json!(draw.one_of(&["EUR", "ALL"])),
            "near" => json!({
                "latitude": draw.one_of(&[45.46, -90.0, 0.0, 1e-7]),
                "longitude": draw.one_of(&[9.19, -180.0, 179.999_999_9]),
                "distanceKm": draw.one_of(&[0.0, 50.0, 0.001, 20_040.0, 12.345]),
            }),
            _ => value(draw, column),
        };
        tests.insert(test.to_owned(), json);
        if matches!(column.kind, Kind::Money) && (test == "gte" || test == "lte") {
            tests.insert("currency".to_owned(), json!("EUR"));
        }
    }
    Value::Object(tests)
}

fn slugs(draw: &mut Draw) -> Value {
    json!(draw.some(3, |draw| draw.one_of(&["mz", "KE", "11-2", "dakar-reve", "a,b", " x"])))
}

fn link_test(draw: &mut Draw, way: &Way, depth: usize) -> Value {
    let test = draw.one_of(link_tests(way));
    let to_any = !link_tests(way).contains(&"some");
    if to_any && draw.below(3) == 0 {
        let table = draw.below(TABLES.len());
        return json!({ camel_case(TABLES[table].name): question(draw, table, depth + 1) });
    }
    let json = match test {
        "isNull" => json!(draw.below(2) == 0),
        "in" if to_any => {
            json!(draw.some(3, |draw| draw.one_of(&["projects/a", "cities/b", "cities/C"])))
        }
        "in" => slugs(draw),
        _ => question(draw, way.to, depth + 1),
    };
    if test == "in" && draw.below(2) == 0 { json } else { json!({ test: json }) }
}

/// A filter of a table, by chance.
fn question(draw: &mut Draw, table: usize, depth: usize) -> Value {
    let mut object = Map::new();
    let names = names(table);
    for _ in 0..draw.below(4) {
        let at =
            if depth < 4 { draw.below(names.len() + 4) } else { 4 + draw.below(names.len() - 4) };
        let name = names.get(at).unwrap_or(&names[at % 3]).as_str();
        let columns = TABLES[table].columns.iter();
        let column = columns.into_iter().find(|column| camel_case(column.name) == name);
        let forward = (0..TABLES[table].links.len()).flat_map(|at| Way::forward(table, at));
        let way = forward.chain(Way::backward(table)).find(|way| camel_case(way.name()) == name);
        let json = match name {
            "all" | "any" => json!(draw.some(3, |draw| question(draw, table, depth + 1))),
            "not" => question(draw, table, depth + 1),
            "slug" => json!({ draw.one_of(slug_tests_of(table)): slugs(draw) }),
            "year" => draw.one_of(&[
                json!(2018),
                json!("2018..2020"),
                json!({"from": 2018}),
                json!("..2020"),
                json!({}),
            ]),
            _ if short::find(name).is_some() && draw.below(2) == 0 => slugs(draw),
            _ => match (column, way) {
                (Some(column), _) => column_tests(draw, column),
                (None, Some(way)) => link_test(draw, &way, depth),
                (None, None) => slugs(draw),
            },
        };
        object.insert(name.to_owned(), json);
    }
    Value::Object(object)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn a_filter_that_is_written_is_read_as_itself(
        table in 0..TABLES.len(),
        choices in proptest::collection::vec(0_u32..1_000_000, 0..120),
    ) {
        let question = question(&mut Draw(choices.into_iter()), table, 0);
        // Questions that ask too much are refused, and all others must come back.
        let Ok(first) = filter(table, &question, "filter") else { return Ok(()) };
        let json = first.to_json(table);
        let again = filter(table, &json, "filter");
        prop_assert_eq!(Some(&first), again.as_ref().ok(), "{} {:?}", json, again.as_ref().err());
        prop_assert_eq!(&json, &again.unwrap().to_json(table));
        let query = first.to_query(table);
        let again = parameters::filter(table, &pairs(&query));
        prop_assert_eq!(Some(&first), again.as_ref().ok(), "{} {:?}", query, again.as_ref().err());
    }
}

#[test]
fn most_questions_by_chance_are_accepted() {
    let mut accepted = 0;
    for seed in 0..400_u32 {
        let choices = (0..80).map(|at: u32| (seed * 7_919 + at * 104_729 + 13) % 99_991).collect();
        let table = seed as usize % TABLES.len();
        let question = question(&mut Draw(Vec::into_iter(choices)), table, 0);
        accepted += usize::from(filter(table, &question, "filter").is_ok());
    }
    assert!(accepted > 200, "{accepted}");
}

#[test]
fn a_filter_is_written_in_few_words() {
    let written = |name: &str, question: Value| {
        let table = find_table(name).unwrap().0;
        let filter = filter(table, &question, "filter").unwrap();
        (filter.to_json(table).to_string(), export_url(table, &filter))
    };
    for (table, question, json, query) in [
        ("projects", json!({}), "{}", ""),
        (
            "projects",
            json!({"status": "2", "countries": ["MZ", "ke", "mz"]}),
            r#"{"status":{"in":["2"]},"countries":{"in":["ke","mz"]}}"#,
            "status=2&countries=ke%2Cmz",
        ),
        (
            "projects",
            json!({"country": "mz"}),
            r#"{"any":[{"countries":{"in":["mz"]}},{"cities":{"some":{"country":{"in":["mz"]}}}}]}"#,
            "filter=%7B%22any%22%3A%5B%7B%22countries%22%3A%7B%22in%22%3A%5B%22mz%22%5D%7D%7D%2C\
             %7B%22cities%22%3A%7B%22some%22%3A%7B%22country%22%3A%7B%22in%22%3A%5B%22mz%22%5D%7D\
             %7D%7D%7D%5D%7D",
        ),
        (
            "organisations",
            json!({"country": {"in": ["it"]}}),
            r#"{"country":{"in":["it"]}}"#,
            "country.in=it",
        ),
        ("sdgs", json!({"sdg": [11]}), r#"{"slug":{"within":["11"]}}"#, "slug.within=11"),
        (
            "cities",
            json!({"point": {"near": {"latitude": 45.46, "longitude": 9, "distanceKm": 50}}}),
            r#"{"point":{"near":{"latitude":45.46,"longitude":9,"distanceKm":50}}}"#,
            "point.near=45.46%2C9%2C50",
        ),
        (
            "budgets",
            json!({"amount": {"gte": "10", "currency": "EUR", "isNull": false}}),
            r#"{"amount":{"currency":"EUR","gte":"10","isNull":false}}"#,
            "amount.currency=EUR&amount.gte=10&amount.is_null=false",
        ),
        (
            "projects",
            json!({"startsOn": {"gte": "2018"}, "all": [{"startsOn": {"lte": "2019"}}]}),
            r#"{"startsOn":{"lte":"2019"},"all":[{"startsOn":{"gte":"2018"}}]}"#,
            "starts_on.lte=2019&filter=%7B%22startsOn%22%3A%7B%22gte%22%3A%222018%22%7D%7D",
        ),
        (
            "observations",
            json!({"subject": {"projects": {"status": "2"}}}),
            r#"{"subject":{"projects":{"status":{"in":["2"]}}}}"#,
            "filter=%7B%22subject%22%3A%7B%22projects%22%3A%7B%22status%22%3A%7B%22in%22%3A%5B%222\
             %22%5D%7D%7D%7D%7D",
        ),
    ] {
        let (found_json, found_query) = written(table, question);
        assert_eq!(found_json, json);
        assert_eq!(found_query, query);
    }
}
