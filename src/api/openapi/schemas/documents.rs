//! Answers that count or find records, and the health of the server.

use serde_json::{Map, Value, json};

use super::super::{described, exact, or_null, properties, schema};
use super::records::{page, revision};
use crate::image::group::sums;
use crate::model::TABLES;

/// The schemas, by name.
pub(super) fn all() -> Map<String, Value> {
    properties([
        ("Groups", groups()),
        ("Facets", facets()),
        ("Found", answer(&list(&found()))),
        ("Health", health()),
    ])
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items })
}

/// An answer with what every one has; some have a page.
fn answer(data: &Value) -> Value {
    json!({
        "type": "object",
        "properties": {
            "data": data,
            "page": { "type": "object", "properties": page()["properties"] },
            "revision": revision(),
            "licence": schema("Url"),
        },
        "required": ["data"],
    })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

/// What a dimension has as a value.
fn key() -> Map<String, Value> {
    properties([
        (
            "id",
            json!({ "type": ["string", "null"], "description": "`null` where it is not stated." }),
        ),
        ("label", json!({ "type": "object", "additionalProperties": { "type": "string" } })),
    ])
}

/// What records say together.
fn measures() -> Map<String, Value> {
    let amount = exact(properties([
        ("kind", json!({ "type": ["string", "null"] })),
        ("currency", schema("Currency")),
        ("total", json!({ "type": "string", "pattern": "^-?[0-9]+(\\.[0-9]+)?$" })),
        ("count", count()),
    ]));
    let mut all = properties([("count", count())]);
    for column in sums() {
        all.insert(
            column.name.to_owned(),
            described(json!({ "type": ["integer", "null"] }), column.doc),
        );
    }
    all.extend(properties([
        ("amounts", list(&amount)),
        ("first_date", or_null(&schema("PartialDate"))),
        ("last_date", or_null(&schema("PartialDate"))),
    ]));
    all
}

fn group() -> Value {
    let mut of_key = properties([("dimension", json!({ "type": "string" }))]);
    of_key.extend(key());
    let mut fields = properties([("keys", list(&exact(of_key)))]);
    fields.extend(measures());
    described(
        exact(fields),
        "The records that have the same values, counted; sums are for each kind and currency.",
    )
}

fn groups() -> Value {
    let mut all = answer(&list(&group()));
    let doc = "All records, each counted once, whatever the number of its groups.";
    all["properties"]["total"] = described(exact(measures()), doc);
    all["required"] = json!(["data", "page", "total", "revision", "licence"]);
    all["additionalProperties"] = Value::Bool(false);
    all
}

fn facets() -> Value {
    let mut of_value = key();
    of_value.insert("count".to_owned(), count());
    let facet = exact(properties([
        ("dimension", json!({ "type": "string" })),
        ("total", described(count(), "How many values there are.")),
        ("missing", described(count(), "How many records have none.")),
        ("values", list(&exact(of_value))),
    ]));
    let mut all = answer(&list(&facet));
    all["properties"]["total"] = exact(properties([("count", count())]));
    all["required"] = json!(["data", "total", "revision", "licence"]);
    all
}

/// A record that was found, and where.
fn found() -> Value {
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let records: Vec<Value> = TABLES.iter().map(|table| schema(table.one)).collect();
    let snippet = exact(properties([
        ("field", json!({ "type": "string" })),
        ("language", json!({ "type": ["string", "null"] })),
        (
            "html",
            described(json!({ "type": "string" }), "Escaped, the words found within `<mark>`."),
        ),
    ]));
    exact(properties([
        ("type", json!({ "type": "string", "enum": tables })),
        ("score", described(json!({ "type": "number" }), "The higher, the better (BM25).")),
        ("snippets", list(&snippet)),
        ("record", json!({ "anyOf": records })),
    ]))
}

fn health() -> Value {
    json!({
        "type": "object",
        "properties": {
            "live": { "const": true },
            "ready": { "type": "boolean" },
            "revision": or_null(&json!({ "type": "integer", "minimum": 1 })),
            "publishedAt": or_null(&schema("Instant")),
            "ageSeconds": or_null(&count()),
            "failure": { "type": ["string", "null"] },
            "files": described(
                json!({
                    "type": "object",
                    "properties": {
                        "revision": or_null(&json!({ "type": "integer", "minimum": 1 })),
                        "failure": { "type": ["string", "null"] },
                    },
                    "required": ["revision", "failure"],
                }),
                "The newest revision whose files are whole, and the code of what keeps those of a \
                 newer one from being made.",
            ),
        },
        "required": ["live"],
    })
}
