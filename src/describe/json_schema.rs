//! JSON Schema (2020-12) of a line of a file: an object of cells, as in JSON and NDJSON.

use serde_json::{Map, Value, json};

use super::file::{Entry, File};
use super::pattern::{self, whole};
use super::pretty;
use crate::about::Service;
use crate::image::render::Form;
use crate::model::codes::CURRENCIES;
use crate::model::value::SLUG_LIMIT;

/// The schema of the lines of a file.
pub fn document(service: &Service, file: &File) -> Vec<u8> {
    let properties: Map<String, Value> =
        file.entries.iter().map(|entry| (entry.name.clone(), property(entry))).collect();
    let names: Vec<&str> = file.entries.iter().map(|entry| entry.name.as_str()).collect();
    pretty(&json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": format!("{}/export/{}.schema.json", service.base_url, file.name),
        "title": file.title_en,
        "description": file.doc,
        "type": "object",
        "properties": properties,
        "required": names,
        "additionalProperties": false,
    }))
}

fn property(entry: &Entry) -> Value {
    let mut property = Map::new();
    property.insert("title".to_owned(), json!(entry.title_en));
    property.insert("description".to_owned(), json!(entry.doc));
    let (kind, rules) = rules(entry.form);
    let kind = if entry.required { json!(kind) } else { json!([kind, "null"]) };
    property.insert("type".to_owned(), kind);
    for (name, mut rule) in rules {
        // What is not stated is no code of a list.
        if let (false, "enum", Value::Array(codes)) = (entry.required, name, &mut rule) {
            codes.push(Value::Null);
        }
        property.insert(name.to_owned(), rule);
    }
    Value::Object(property)
}

/// The type of a cell and what else holds for it.
fn rules(form: Form) -> (&'static str, Vec<(&'static str, Value)>) {
    let matches = |pattern: &str| vec![("pattern", json!(pattern))];
    match form {
        Form::Slug | Form::Link(Some(_)) => {
            let mut rules = matches(&whole(pattern::SLUG));
            rules.push(("maxLength", json!(SLUG_LIMIT)));
            ("string", rules)
        }
        Form::Link(None) => ("string", matches(&whole(&pattern::id()))),
        Form::Links(_) => ("string", matches(&whole(pattern::SLUGS))),
        Form::Text | Form::Label => ("string", vec![("minLength", json!(1))]),
        Form::Code(list) => {
            let codes: Vec<&str> = list.codes.iter().map(|code| code.code).collect();
            ("string", vec![("enum", json!(codes))])
        }
        Form::Currency => ("string", vec![("enum", json!(CURRENCIES))]),
        Form::Integer => {
            ("integer", vec![("minimum", json!(i32::MIN)), ("maximum", json!(i32::MAX))])
        }
        // A text, so that no digit is lost.
        Form::Decimal => ("string", matches(pattern::DECIMAL)),
        Form::Date => ("string", matches(pattern::DATE)),
        Form::Instant => ("string", vec![("format", json!("date-time"))]),
        Form::Boolean => ("boolean", Vec::new()),
        Form::Url => ("string", matches(&whole(pattern::URL))),
        Form::Degrees => ("number", vec![("minimum", json!(-180)), ("maximum", json!(180))]),
    }
}
