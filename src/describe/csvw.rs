//! CSV on the Web (W3C, 2015): what stands beside a CSV file and says how to read it.

use serde_json::{Map, Value, json};

use super::file::{Entry, File};
use super::pattern::{self, whole};
use super::{licence, pretty};
use crate::about::Service;
use crate::image::Image;
use crate::image::render::Form;

/// The metadata of the CSV file of a table or link.
pub fn document(image: &Image, service: &Service, file: &File) -> Vec<u8> {
    let mut about = Map::new();
    let mut say = |name: &str, value: Value| about.insert(name.to_owned(), value);
    say("@context", json!("http://www.w3.org/ns/csvw"));
    say("url", json!(format!("{}.csv", file.name)));
    let title = json!([
        { "@value": file.title_en, "@language": "en" },
        { "@value": file.title_it, "@language": "it" },
    ]);
    say("dc:title", title);
    say("dc:description", json!({ "@value": file.doc, "@language": "en" }));
    if let Some(address) = licence::address(service) {
        say("dc:license", json!({ "@id": address }));
    }
    say("dc:publisher", json!({ "schema:name": service.publisher }));
    let revision = &image.revision;
    say("dc:modified", json!({ "@value": revision.published_at, "@type": "xsd:dateTime" }));
    say("schema:version", json!(revision.number.to_string()));
    let dialect = json!({
        "encoding": "utf-8",
        "delimiter": ",",
        "quoteChar": "\"",
        "doubleQuote": true,
        "lineTerminators": ["\r\n"],
        "header": true,
        "headerRowCount": 1,
        "commentPrefix": null,
        "skipBlankRows": false,
        "skipInitialSpace": false,
        "trim": false,
    });
    say("dialect", dialect);
    let columns: Vec<Value> = file.entries.iter().map(column).collect();
    say("tableSchema", json!({ "columns": columns, "primaryKey": file.key }));
    pretty(&Value::Object(about))
}

fn column(entry: &Entry) -> Value {
    let mut column = Map::new();
    let mut say = |name: &str, value: Value| column.insert(name.to_owned(), value);
    say("name", json!(entry.name));
    // The header of the file is a title in no language.
    say("titles", json!({ "und": entry.name, "en": entry.title_en, "it": entry.title_it }));
    say("dc:description", json!({ "@value": entry.doc, "@language": "en" }));
    if let Some(language) = &entry.language {
        say("lang", json!(language));
    }
    say("datatype", datatype(entry.form));
    if matches!(entry.form, Form::Links(_)) {
        say("separator", json!(";"));
        say("ordered", json!(false));
    }
    say("required", json!(entry.required));
    Value::Object(column)
}

fn datatype(form: Form) -> Value {
    let text = |pattern: &str| json!({ "base": "string", "format": whole(pattern) });
    match form {
        // Cells with a separator are checked slug by slug.
        Form::Slug | Form::Link(Some(_)) | Form::Links(_) => text(pattern::SLUG),
        Form::Link(None) => text(&pattern::id()),
        Form::Text | Form::Label => json!("string"),
        Form::Code(list) => {
            let codes: Vec<&str> = list.codes.iter().map(|code| code.code).collect();
            text(&pattern::one_of(&codes))
        }
        Form::Currency => text(pattern::CURRENCY),
        Form::Integer => json!("integer"),
        Form::Decimal => json!("decimal"),
        Form::Date => text(pattern::SIMPLE_DATE),
        Form::Instant => json!("dateTime"),
        Form::Boolean => json!("boolean"),
        Form::Url => json!("anyURI"),
        Form::Degrees => json!({ "base": "decimal", "minimum": -180, "maximum": 180 }),
    }
}
