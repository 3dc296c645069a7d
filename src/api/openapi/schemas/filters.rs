//! Filters as JSON: the same as in GraphQL.

use serde_json::{Map, Value, json};

use super::super::{described, exact, properties, schema};
use crate::image::Way;
use crate::image::filter::near::FARTHEST;
use crate::image::filter::parse::{link_tests, names, slug_tests_of, tests_of};
use crate::image::render::select::{link_names, ways};
use crate::image::text::is_searched;
use crate::model::TABLES;
use crate::model::codes::CODE_LISTS;
use crate::model::short::{self, Asks};
use crate::model::table::{Column, Kind, Target, camel_case};

/// A year or a span of years, as a text.
pub(in crate::api::openapi) const YEARS: &str = "^(?!0+(\\.\\.|$))([0-9]{1,4}(\\.\\.)?|\\.\\.[0-9]{1,4}|\
    [0-9]{1,4}\\.\\.[0-9]{1,4})$";

/// The tests of each kind of column.
pub(super) fn tests() -> Map<String, Value> {
    let kinds = [
        Kind::Text,
        Kind::Localised,
        Kind::Integer,
        Kind::Decimal,
        Kind::Money,
        Kind::Date,
        Kind::Instant,
        Kind::Boolean,
        Kind::Url,
        Kind::Point,
    ];
    let lists = CODE_LISTS.iter().copied().map(Kind::Code);
    let mut all =
        properties(kinds.into_iter().chain(lists).map(|kind| (name(kind), of_kind(kind))));
    let year = json!({ "type": "integer", "minimum": 1, "maximum": 9999 });
    let ends = object(properties([("from", year.clone()), ("to", year.clone())]));
    let span = json!({ "type": "string", "pattern": YEARS });
    all.insert("Years".to_owned(), json!({ "anyOf": [ends, year, span] }));
    all
}

/// The filter of a table.
pub(super) fn of_table(at: usize) -> Value {
    let table = &TABLES[at];
    let own = schema(&format!("{}Filter", table.one));
    let mut fields = properties([("all", list(&own)), ("any", list(&own)), ("not", own)]);
    let tests = slug_tests_of(at).iter().map(|test| match *test {
        "eq" => (*test, slug()),
        _ => (*test, list(&slug())),
    });
    fields.insert("slug".to_owned(), or_values(&slug(), &object(properties(tests))));
    for column in table.columns {
        fields.insert(camel_case(column.name), schema(&name(column.kind)));
    }
    for name in link_names(at) {
        if let Some(way) = ways(at, name).first() {
            fields.insert(camel_case(name), of_link(way));
        }
    }
    if is_searched(at) {
        let doc = "Found by the full-text search for these words.";
        fields.insert("search".to_owned(), described(json!({ "type": "string" }), doc));
    }
    for name in names(at) {
        let short = short::find(&name).filter(|_| !fields.contains_key(&name));
        if let Some(short) = short {
            let form = match short.asks {
                Asks::Years => schema("Years"),
                Asks::Linked(_) => values(&slug()),
            };
            fields.insert(name, described(form, short.doc));
        }
    }
    let mut filter = object(fields);
    filter["description"] =
        Value::from(format!("Which records of `{}` are wanted; all tests must hold.", table.name));
    filter
}

fn of_link(way: &Way) -> Value {
    let tests = link_tests(way).iter().map(|test| {
        let form = match *test {
            "isNull" => json!({ "type": "boolean" }),
            "in" => list(&slug()),
            _ => schema(&format!("{}Filter", TABLES[way.to].one)),
        };
        (*test, form)
    });
    let mut tests = properties(tests);
    if way.forward && way.link.target == Target::Any {
        // A filter for each table that the link can lead to.
        let tables = TABLES
            .iter()
            .map(|table| (camel_case(table.name), schema(&format!("{}Filter", table.one))));
        tests.extend(tables);
    }
    or_values(&slug(), &object(tests))
}

/// A slug, or an id, in whatever case.
fn slug() -> Value {
    json!({ "type": "string" })
}

/// A value alone, or a list.
fn values(value: &Value) -> Value {
    json!({ "anyOf": [value, list(value)] })
}

/// A value alone or a list, which mean `in`, or tests.
fn or_values(value: &Value, tests: &Value) -> Value {
    json!({ "anyOf": [tests, value, list(value)] })
}

fn name(kind: Kind) -> String {
    match kind {
        Kind::Code(list) => format!("{}Tests", list.name),
        other => {
            let name = other.name();
            format!("{}{}Tests", name[..1].to_ascii_uppercase(), &name[1..])
        }
    }
}

fn of_kind(kind: Kind) -> Value {
    let value = super::operand(kind);
    let tests = tests_of(&Column::of(kind, "", "", "", "")).iter().map(|test| {
        let form = match *test {
            "isNull" => json!({ "type": "boolean" }),
            "in" | "not" => list(&value),
            "near" => near(),
            "contains" => json!({ "type": "string", "minLength": 1 }),
            "currency" => schema("Currency"),
            _ => value.clone(),
        };
        (*test, form)
    });
    let known = tests_of(&Column::of(kind, "", "", "", ""));
    let tests = object(properties(tests));
    if known.contains(&"in") { or_values(&value, &tests) } else { tests }
}

/// A place and a distance from it.
fn near() -> Value {
    let number =
        |limit: u32| json!({ "type": "number", "minimum": -f64::from(limit), "maximum": limit });
    let kilometres = json!({ "type": "number", "minimum": 0, "maximum": FARTHEST / 1000 });
    exact(properties([
        ("latitude", number(90)),
        ("longitude", number(180)),
        ("distanceKm", kilometres),
    ]))
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "maxItems": 1000 })
}

fn object(fields: Map<String, Value>) -> Value {
    let mut schema = json!({ "type": "object", "additionalProperties": false });
    schema["properties"] = Value::Object(fields);
    schema
}
