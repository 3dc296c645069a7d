//! Filters as JSON: the same as in GraphQL.

use serde_json::{Map, Value, json};

use super::super::{properties, schema};
use crate::image::Way;
use crate::image::filter::parse::{link_tests, tests_of};
use crate::image::render::select::{link_names, ways};
use crate::model::TABLES;
use crate::model::codes::CODE_LISTS;
use crate::model::table::{Column, Kind, camel_case};

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
    let text = json!({ "type": "string", "maxLength": 250 });
    all.insert(
        "SlugTests".to_owned(),
        object(properties([("eq", text.clone()), ("in", list(&text)), ("not", list(&text))])),
    );
    all
}

/// The filter of a table.
pub(super) fn of_table(at: usize) -> Value {
    let table = &TABLES[at];
    let own = schema(&format!("{}Filter", table.one));
    let mut fields = properties([
        ("all", list(&own)),
        ("any", list(&own)),
        ("not", own),
        ("slug", schema("SlugTests")),
    ]);
    for column in table.columns {
        fields.insert(camel_case(column.name), schema(&name(column.kind)));
    }
    for name in link_names(at) {
        if let Some(way) = ways(at, name).first() {
            fields.insert(camel_case(name), of_link(way));
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
            "in" => list(&json!({ "type": "string", "maxLength": 250 })),
            _ => schema(&format!("{}Filter", TABLES[way.to].one)),
        };
        (*test, form)
    });
    object(properties(tests))
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
            "contains" => json!({ "type": "string", "minLength": 1, "maxLength": 250 }),
            "currency" => schema("Currency"),
            _ => value.clone(),
        };
        (*test, form)
    });
    object(properties(tests))
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "maxItems": 1000 })
}

fn object(fields: Map<String, Value>) -> Value {
    json!({ "type": "object", "properties": fields, "additionalProperties": false })
}
