//! Answers that are no records: groups, facets, what was found, changes, codes, health.

use serde_json::{Map, Value, json};

use super::super::{described, exact, or_null, properties, schema};
use super::records::{page, revision};
use crate::model::TABLES;

/// The schemas, by name.
pub(super) fn all() -> Map<String, Value> {
    properties([
        ("Catalogue", catalogue()),
        ("Groups", answer(&list(&group()))),
        ("Facets", answer(&list(&facet()))),
        ("Found", answer(&list(&json!({ "type": "object" })))),
        ("Changes", answer(&list(&json!({ "type": "object" })))),
        ("Explanation", answer(&json!({ "type": "object" }))),
        ("CodeLists", answer(&list(&code_list()))),
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

fn group() -> Value {
    let key = json!({
        "type": "object",
        "properties": {
            "dimension": { "type": "string" },
            "id": { "type": ["string", "null"], "description": "`null` where it is not stated." },
        },
    });
    let amount = json!({
        "type": "object",
        "properties": {
            "kind": { "type": ["string", "null"] },
            "currency": schema("Currency"),
            "total": schema("Decimal"),
            "count": count(),
        },
    });
    let fields = [("keys", list(&key)), ("count", count()), ("amounts", list(&amount))];
    let group = json!({ "type": "object", "properties": properties(fields) });
    described(group, "The records that have the same values, counted; sums are for each currency.")
}

fn facet() -> Value {
    let value = json!({
        "type": "object",
        "properties": { "id": { "type": ["string", "null"] }, "count": count() },
    });
    let fields = [("dimension", json!({ "type": "string" })), ("values", list(&value))];
    described(
        json!({ "type": "object", "properties": properties(fields) }),
        "The values of one dimension, each with the number of records that have it.",
    )
}

fn code_list() -> Value {
    json!({
        "type": "object",
        "properties": { "name": { "type": "string" }, "codes": list(&json!({ "type": "object" })) },
    })
}

fn catalogue() -> Value {
    let text = json!({ "type": "string" });
    let names: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let table = exact(properties([
        ("name", json!({ "type": "string", "enum": names })),
        ("label", schema("Label")),
        ("description", text.clone()),
        ("records", count()),
        ("list", text.clone()),
        ("files", list(&text)),
    ]));
    json!({
        "type": "object",
        "properties": {
            "revision": revision(),
            "publishedAt": schema("Instant"),
            "publisher": exact(properties([("name", text.clone()), ("contact", text.clone())])),
            "licence": schema("Url"),
            "baseUrl": schema("Url"),
            "graphql": text.clone(),
            "schema": text.clone(),
            "openapi": text,
            "tables": list(&table),
        },
        "required": ["revision", "publishedAt", "licence", "tables"],
    })
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
        },
        "required": ["live"],
    })
}
