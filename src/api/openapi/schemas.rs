//! JSON Schemas (2020-12) of what records hold.

mod documents;
mod facts;
pub(super) mod filters;
mod records;

use serde_json::{Map, Value, json};

use super::{described, exact, properties, schema};
use crate::describe::pattern::{DATE, DECIMAL};
use crate::model::TABLES;
use crate::model::codes::{CODE_LISTS, CURRENCIES};
use crate::model::table::{CodeList, Kind};
use crate::model::value::{RESERVED_SLUGS, SLUG_LIMIT};

/// Language tags in their usual spelling.
const LANGUAGE: &str = "^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$";

/// All schemas, by name.
pub(super) fn all() -> Map<String, Value> {
    let mut all = properties(keys());
    all.extend(properties(values()));
    all.extend(properties(compounds()));
    for list in CODE_LISTS {
        all.extend(of_list(list));
    }
    for table in 0..TABLES.len() {
        all.extend(records::of_table(table));
    }
    all.extend(documents::all());
    all.extend(facts::all());
    all.extend(filters::tests());
    for (at, table) in TABLES.iter().enumerate() {
        all.insert(format!("{}Filter", table.one), filters::of_table(at));
    }
    all
}

/// What records are found by.
fn keys() -> Vec<(&'static str, Value)> {
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let reserved = RESERVED_SLUGS.join("|");
    let id = format!("^({})/(?!({reserved})$)[a-z0-9]+(-[a-z0-9]+)*$", tables.join("|"));
    vec![
        (
            "Id",
            json!({
                "type": "string",
                "pattern": id,
                "description": "The key of a record among all records: table and slug.",
                "examples": ["projects/dakar-reve"],
            }),
        ),
        (
            "Slug",
            json!({
                "type": "string",
                "pattern": format!("^(?!({reserved})$)[a-z0-9]+(-[a-z0-9]+)*$"),
                "maxLength": SLUG_LIMIT,
                "description": "The key of a record in its table; it never changes.",
            }),
        ),
    ]
}

/// Values of one part.
fn values() -> Vec<(&'static str, Value)> {
    vec![
        (
            "PartialDate",
            json!({
                "type": "string",
                "pattern": DATE,
                "description": "A date as precise as its source: a year, a month or a day (ISO 8601-2).",
                "examples": ["2018", "2018-09", "2018-09-01"],
            }),
        ),
        (
            "Instant",
            json!({
                "type": "string",
                "format": "date-time",
                "description": "A moment in UTC (RFC 3339).",
            }),
        ),
        (
            "Decimal",
            json!({
                "type": "string",
                "pattern": DECIMAL,
                "description": "An exact number, as a text, so that no digit is lost.",
                "examples": ["1311894.50"],
            }),
        ),
        (
            "Integer",
            json!({
                "type": "integer",
                "minimum": i32::MIN,
                "maximum": i32::MAX,
                "description": "A whole number of 32 bits.",
            }),
        ),
        (
            "Url",
            json!({
                "type": "string",
                "pattern": "^https?://",
                "description": "An absolute address.",
            }),
        ),
        (
            "Currency",
            json!({
                "type": "string",
                "enum": CURRENCIES,
                "description": "A currency of ISO 4217.",
            }),
        ),
        (
            "LanguageTag",
            json!({
                "type": "string",
                "pattern": LANGUAGE,
                "description": "A language tag (BCP 47).",
                "examples": ["it", "en", "pt-BR"],
            }),
        ),
    ]
}

/// Values of several parts.
fn compounds() -> Vec<(&'static str, Value)> {
    let degrees = |limit: i32| json!({ "type": "number", "minimum": -limit, "maximum": limit });
    let text = json!({ "type": "string" });
    vec![
        (
            "Localised",
            json!({
                "type": "object",
                "description": "A text in several languages, by language tag.",
                "propertyNames": schema("LanguageTag"),
                "additionalProperties": { "type": "string", "minLength": 1 },
                "minProperties": 1,
            }),
        ),
        (
            "Label",
            described(
                exact(properties([("en", text.clone()), ("it", text)])),
                "What a code means, in English and Italian.",
            ),
        ),
        (
            "Money",
            described(
                exact(properties([
                    ("amount", schema("Decimal")),
                    ("currency", schema("Currency")),
                ])),
                "An exact amount in its own currency.",
            ),
        ),
        (
            "Point",
            described(
                exact(properties([("latitude", degrees(90)), ("longitude", degrees(180))])),
                "A position in degrees (WGS 84).",
            ),
        ),
    ]
}

/// The schemas of a code list: the codes, and what answers say of one.
fn of_list(list: &CodeList) -> [(String, Value); 3] {
    let codes: Vec<&str> = list.codes.iter().map(|code| code.code).collect();
    let meanings: Vec<String> =
        list.codes.iter().map(|code| format!("`{}` {}", code.code, code.label.en)).collect();
    let doc = format!("{} Source: {}. {}.", list.doc, list.source, meanings.join("; "));
    let of = |label: Value| {
        let schema = exact(properties([("code", schema(&code_name(list))), ("label", label)]));
        described(schema, list.doc)
    };
    [
        (code_name(list), json!({ "type": "string", "enum": codes, "description": doc })),
        (list.name.to_owned(), of(schema("Label"))),
        (format!("{}InOneLanguage", list.name), of(json!({ "type": "string" }))),
    ]
}

/// The name of the schema of the codes of a list.
pub(super) fn code_name(list: &CodeList) -> String {
    format!("{}Code", list.name)
}

/// The schema of a value that a column is compared with.
pub(super) fn operand(kind: Kind) -> Value {
    match kind {
        Kind::Text | Kind::Url | Kind::Localised => json!({ "type": "string" }),
        Kind::Code(list) => schema(&code_name(list)),
        Kind::Integer => schema("Integer"),
        Kind::Decimal | Kind::Money => schema("Decimal"),
        Kind::Date => schema("PartialDate"),
        Kind::Instant => schema("Instant"),
        Kind::Boolean => json!({ "type": "boolean" }),
        Kind::Point => schema("Point"),
    }
}
