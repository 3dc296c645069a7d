//! The description of all addresses in OpenAPI 3.1, made from the registry.

mod answers;
mod catalogue;
mod ckan;
mod examples;
mod files;
mod linked;
mod parameters;
mod paths;
mod schemas;
mod service;

use serde_json::{Map, Value, json};

use crate::about::FileFormat;
use crate::config::Limits;
use crate::model::TABLES;

pub use examples::EXAMPLES;

/// What the document says of itself.
const ABOUT: &str = "International cooperation of a city: projects, missions, places, organisations, \
                     agreements, money and figures, with the source of each fact. Nothing needs a \
                     key, and nothing can be written. Every answer is of one published revision, \
                     which the header `Revision` names. An empty value is `null`: nothing is guessed.";

/// The names and media types of files.
type Formats<'a> = &'a [FileFormat];

/// The document. Sizes of pages are those of `limits`; `formats` are the names and media types of
/// files.
pub fn document(limits: &Limits, formats: Formats<'_>) -> String {
    let mut tags: Vec<Value> = TABLES
        .iter()
        .map(|table| json!({ "name": table.name, "description": table.doc }))
        .collect();
    tags.push(json!({ "name": "service", "description": "All tables, and the server itself." }));
    let mut addresses = service::paths(limits);
    addresses.extend(catalogue::paths());
    addresses.extend(ckan::paths());
    addresses.extend(files::paths());
    addresses.extend(linked::paths());
    for table in 0..TABLES.len() {
        addresses.append(&mut paths::of_table(table, formats));
    }
    addresses.append(&mut paths::of_pairs(formats));
    let mut parameters = parameters::shared(limits);
    for table in 0..TABLES.len() {
        parameters.append(&mut parameters::of_table(table));
    }
    let mut schemas = schemas::all();
    schemas.insert("Problem".to_owned(), answers::problem());
    let document = json!({
        "openapi": "3.1.1",
        "info": {
            "title": "OpenCoop",
            "version": env!("CARGO_PKG_VERSION"),
            "description": ABOUT,
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema",
        "servers": [{ "url": "/", "description": "This server." }],
        "tags": tags,
        "paths": addresses,
        "components": {
            "schemas": schemas,
            "parameters": parameters,
            "headers": answers::headers(),
            "responses": answers::problems(),
        },
    });
    // Writing a value of strings and numbers cannot fail.
    let mut text = serde_json::to_string_pretty(&document).unwrap_or_default();
    text.push('\n');
    text
}

/// A reference to a part of the document.
fn reference(section: &str, name: &str) -> Value {
    json!({ "$ref": format!("#/components/{section}/{name}") })
}

/// A reference to a schema.
fn schema(name: &str) -> Value {
    reference("schemas", name)
}

/// The same schema, or no value.
fn or_null(schema: &Value) -> Value {
    json!({ "anyOf": [schema, { "type": "null" }] })
}

/// A schema with a sentence beside it.
fn described(mut schema: Value, doc: &str) -> Value {
    schema["description"] = Value::from(doc);
    schema
}

/// An object that has these properties and no others, all of them.
fn exact(properties: Map<String, Value>) -> Value {
    let required: Vec<&String> = properties.keys().collect();
    let mut schema = json!({
        "type": "object",
        "required": required,
        "additionalProperties": false,
    });
    schema["properties"] = Value::Object(properties);
    schema
}

/// What an address answers to a GET.
fn get(tag: &str, id: &str, doc: &str, parameters: &[Value], responses: &Value) -> Value {
    json!({
        "get": {
            "tags": [tag],
            "operationId": id,
            "summary": doc,
            "parameters": parameters,
            "responses": responses,
        },
    })
}

/// The properties of an object.
fn properties<N: Into<String>>(pairs: impl IntoIterator<Item = (N, Value)>) -> Map<String, Value> {
    pairs.into_iter().map(|(name, schema)| (name.into(), schema)).collect()
}
