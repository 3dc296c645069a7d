//! Data Package (version 2, readable by tools of version 1): all CSV files with their schemas.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::dictionary::{CODES, FIELDS};
use super::file::{Entry, File, files};
use super::{licence, pattern, pretty};
use crate::about::Service;
use crate::about::citation::TITLE;
use crate::image::Image;
use crate::image::render::Form;
use crate::model::value::SLUG_LIMIT;

/// How large a file is, and the hash of its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Size {
    /// Bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// The description of the package whose files lie beside it; `size` knows files by their names,
/// such as `projects.csv`. Where it does not, the description says nothing of size and hash.
pub fn document(image: &Image, service: &Service, size: &dyn Fn(&str) -> Option<Size>) -> Vec<u8> {
    let revision = &image.revision;
    let publisher = &service.publisher;
    let mut contributor = json!({ "title": publisher, "path": service.base_url });
    if let Some(email) = service.email() {
        contributor["email"] = json!(email);
    }
    contributor["roles"] = json!(["publisher"]);
    let mut resources: Vec<Value> = files(image).iter().map(|file| resource(file, size)).collect();
    resources.push(words(
        "dictionary",
        "Data dictionary",
        "All fields of all files.",
        &FIELDS,
        &["table", "name"],
        size,
    ));
    resources.push(words("codes", "Code lists", "All codes.", &CODES, &["list", "code"], size));
    pretty(&json!({
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "opencoop",
        "id": format!("{}/export/{}", service.base_url, super::PACKAGE),
        "title": format!("{publisher}: {}", TITLE.en),
        "description": "Projects, missions, partners and all that belongs to them, one CSV file \
                        for each table and each link.",
        "homepage": service.base_url,
        "version": revision.number.to_string(),
        "created": revision.published_at,
        "licenses": [licence_of(service)],
        "contributors": [contributor],
        "sources": [{ "title": publisher, "path": service.base_url }],
        "resources": resources,
    }))
}

fn licence_of(service: &Service) -> Value {
    match (licence::known(service), licence::address(service)) {
        (Some(known), Some(path)) => {
            json!({ "name": known.name, "path": path, "title": known.title })
        }
        (_, Some(path)) => json!({ "path": path }),
        (_, None) => json!({ "name": "other", "title": service.licence }),
    }
}

/// A CSV file and its schema.
fn described(
    (name, title, description): (&str, &str, &str),
    schema: &Value,
    size: &dyn Fn(&str) -> Option<Size>,
) -> Value {
    let path = format!("{name}.csv");
    let mut resource = json!({
        "name": name,
        "type": "table",
        "path": path,
        "title": title,
        "description": description,
        "scheme": "file",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
    });
    if let Some(Size { bytes, sha256 }) = size(&path) {
        resource["bytes"] = json!(bytes);
        resource["hash"] = json!(format!("sha256:{sha256}"));
    }
    resource["dialect"] = json!({
        "delimiter": ",",
        "lineTerminator": "\r\n",
        "quoteChar": "\"",
        "doubleQuote": true,
        "skipInitialSpace": false,
        "header": true,
    });
    resource["schema"] = schema.clone();
    resource
}

fn resource(file: &File, size: &dyn Fn(&str) -> Option<Size>) -> Value {
    let fields: Vec<Value> = file.entries.iter().map(field).collect();
    let mut schema = json!({ "fields": fields });
    let is_required =
        |name: &String| file.entries.iter().any(|entry| entry.name == *name && entry.required);
    // A key of which a part can be empty is none; the ends of a pair can stand under several roles.
    if file.key.iter().all(is_required) {
        schema["primaryKey"] = json!(file.key);
    } else {
        schema["uniqueKeys"] = json!([file.key]);
    }
    let foreign = |entry: &Entry| match entry.form {
        Form::Link(Some(table)) => Some(json!({
            "fields": [entry.name],
            // A table that leads to itself is named by no name.
            "reference": {
                "resource": if table == file.name { "" } else { table },
                "fields": ["slug"],
            },
        })),
        _ => None,
    };
    let foreign: Vec<Value> = file.entries.iter().filter_map(foreign).collect();
    if !foreign.is_empty() {
        schema["foreignKeys"] = json!(foreign);
    }
    schema["missingValues"] = json!([""]);
    described((&file.name, &file.title_en, file.doc), &schema, size)
}

fn field(entry: &Entry) -> Value {
    let (kind, rules) = rules(entry.form);
    let mut constraints: Map<String, Value> = Map::new();
    constraints.insert("required".to_owned(), json!(entry.required));
    constraints.extend(rules.into_iter().map(|(name, rule)| (name.to_owned(), rule)));
    json!({
        "name": entry.name,
        "type": kind,
        "format": "default",
        "title": entry.title_en,
        "description": entry.doc,
        "constraints": constraints,
    })
}

fn rules(form: Form) -> (&'static str, Vec<(&'static str, Value)>) {
    let matches = |pattern: &str| ("string", vec![("pattern", json!(pattern))]);
    match form {
        Form::Slug | Form::Link(Some(_)) => {
            let rules = [("pattern", json!(pattern::SLUG)), ("maxLength", json!(SLUG_LIMIT))];
            ("string", rules.into())
        }
        Form::Link(None) => matches(&pattern::id()),
        Form::Links(_) => matches(pattern::SLUGS),
        Form::Text | Form::Label => ("string", Vec::new()),
        Form::Code(list) => {
            let codes: Vec<&str> = list.codes.iter().map(|code| code.code).collect();
            ("string", vec![("enum", json!(codes))])
        }
        Form::Currency => matches(pattern::CURRENCY),
        Form::Integer => {
            ("integer", vec![("minimum", json!(i32::MIN)), ("maximum", json!(i32::MAX))])
        }
        Form::Decimal => ("number", Vec::new()),
        // A date of this format is a whole day; ours are as precise as their source.
        Form::Date => matches(pattern::SIMPLE_DATE),
        Form::Instant => ("datetime", Vec::new()),
        Form::Boolean => ("boolean", Vec::new()),
        Form::Url => matches(pattern::URL),
        Form::Degrees => ("number", vec![("minimum", json!(-180)), ("maximum", json!(180))]),
    }
}

/// A file of words about the others, all of whose cells are texts.
fn words(
    name: &str,
    title: &str,
    description: &str,
    columns: &[&str],
    key: &[&str],
    size: &dyn Fn(&str) -> Option<Size>,
) -> Value {
    let field = |column: &&str| {
        let kind = if *column == "required" { "boolean" } else { "string" };
        json!({ "name": column, "type": kind })
    };
    let fields: Vec<Value> = columns.iter().map(field).collect();
    let schema = json!({ "fields": fields, "primaryKey": key, "missingValues": [""] });
    described((name, title, description), &schema, size)
}
