//! The addresses of each table: list, record, groups, facets, files.

use serde_json::{Map, Value, json};

use super::answers::{good, responses};
use super::parameters::{OF_FILES, listed, named, of_filter, query};
use super::{Formats, examples, get, properties, reference, schema};
use crate::about::FileFormat;
use crate::image::group::{DIMENSIONS_LIMIT, GroupOrder, dimensions};
use crate::model::TABLES;
use crate::model::table::Arity;

/// The addresses of a table.
pub(super) fn of_table(at: usize, formats: Formats<'_>) -> Map<String, Value> {
    let name = TABLES[at].name;
    properties([
        (format!("/api/{name}"), list(at)),
        (format!("/api/{name}/groups"), grouped(at)),
        (format!("/api/{name}/facets"), counted(at)),
        (format!("/api/{name}/{{slug}}"), record(at)),
        (format!("/export/{name}.{{format}}"), file(at, name, TABLES[at].doc, formats)),
    ])
}

/// The files of the pairs of links.
pub(super) fn of_pairs(formats: Formats<'_>) -> Map<String, Value> {
    let mut all = Map::new();
    for (at, table) in TABLES.iter().enumerate() {
        for link in table.links.iter().filter(|link| link.arity == Arity::Many) {
            let name = table.pairs(link);
            all.insert(format!("/export/{name}.{{format}}"), file(at, &name, link.doc, formats));
        }
    }
    all
}

fn shared(names: &[&str]) -> impl Iterator<Item = Value> {
    names.iter().map(|name| reference("parameters", name))
}

fn list(at: usize) -> Value {
    let table = &TABLES[at];
    let mut parameters = of_filter(at);
    parameters.extend(named(at, ["order", "fields", "include"]));
    parameters.extend(shared(&["language", "limit", "after", "before"]));
    let answer = schema(&format!("{}List", table.one));
    let good = good("A page of records.", &answer, &["Link"]);
    get(
        table.name,
        &format!("list{}", plural(table.name)),
        table.doc,
        &parameters,
        &responses(good, &["Refused", "Unavailable"]),
    )
}

fn record(at: usize) -> Value {
    let table = &TABLES[at];
    let mut slug = json!({
        "name": "slug",
        "in": "path",
        "required": true,
        "description": "The slug of the record.",
        "schema": schema("Slug"),
    });
    if let Some(example) = examples::slug(table.name) {
        slug["example"] = Value::from(example);
    }
    let mut parameters = vec![slug];
    parameters.extend(named(at, ["fields", "include"]));
    parameters.extend(shared(&["language"]));
    let good = good("The record.", &schema(&format!("{}Answer", table.one)), &[]);
    get(
        table.name,
        &format!("get{}", table.one),
        &format!("One record of `{}`.", table.name),
        &parameters,
        &responses(good, &["Renamed", "Refused", "NotFound", "Gone", "Unavailable"]),
    )
}

fn grouped(at: usize) -> Value {
    let table = &TABLES[at];
    let mut parameters = vec![required(listed(
        "by",
        "What the records are counted by: one to three dimensions, such as `country,start_year`.",
        &json!({
            "type": "array",
            "items": { "type": "string", "enum": dimension_names(at) },
            "minItems": 1,
            "maxItems": DIMENSIONS_LIMIT,
        }),
    ))];
    parameters.extend(of_filter(at));
    parameters.push(query(
        "order",
        "What the groups are ordered by; `-` before the name turns it round.",
        json!({ "type": "string", "enum": orders(), "default": "-count" }),
    ));
    parameters.extend(shared(&["limit", "after"]));
    let good = good("A page of groups.", &schema("Groups"), &[]);
    get(
        table.name,
        &format!("group{}", plural(table.name)),
        &format!("How many records of `{}` there are of each sort, with sums.", table.name),
        &parameters,
        &responses(good, &["Refused", "NotFound", "Unavailable"]),
    )
}

fn counted(at: usize) -> Value {
    let table = &TABLES[at];
    let mut parameters = vec![required(listed(
        "by",
        "What the records are counted by, each dimension alone.",
        &json!({
            "type": "array",
            "items": { "type": "string", "enum": dimension_names(at) },
            "minItems": 1,
        }),
    ))];
    parameters.extend(of_filter(at));
    parameters.extend(shared(&["limit"]));
    let good = good("The values of each dimension.", &schema("Facets"), &[]);
    get(
        table.name,
        &format!("facet{}", plural(table.name)),
        &format!("The values that records of `{}` have, each with a count.", table.name),
        &parameters,
        &responses(good, &["Refused", "NotFound", "Unavailable"]),
    )
}

fn file(at: usize, name: &str, doc: &str, formats: Formats<'_>) -> Value {
    let table = &TABLES[at];
    // A file of a link has no position, whatever the table that it starts from.
    let is_pairs = name != table.name;
    let formats =
        || FileFormat::of(formats, table).filter(|format| !(is_pairs && format.needs_point));
    let names: Vec<&str> = formats().map(|format| format.name).collect();
    let mut parameters = vec![json!({
        "name": "format",
        "in": "path",
        "required": true,
        "description": "The form of the file.",
        "schema": { "type": "string", "enum": names },
    })];
    parameters.extend(of_filter(at));
    parameters.extend(named(at, ["order"]));
    parameters.extend(shared(&OF_FILES));
    let content = formats().map(|FileFormat { name, media_type, .. }| {
        let media = media_type.split(';').next().unwrap_or(media_type);
        let form = if *name == "json" { json!({ "type": "object" }) } else { json!({}) };
        (media, json!({ "schema": form }))
    });
    let good = json!({
        "description": "The file, without a limit of rows.",
        "headers": {
            "Revision": reference("headers", "Revision"),
            "Content-Disposition": reference("headers", "Content-Disposition"),
        },
        "content": properties(content),
    });
    get(
        table.name,
        &format!("export{}", plural(name)),
        doc,
        &parameters,
        &responses(good, &["Refused", "NotFound", "Unavailable"]),
    )
}

fn dimension_names(at: usize) -> Vec<&'static str> {
    dimensions(at).iter().map(|dimension| dimension.name.as_str()).collect()
}

/// What groups can be ordered by, both ways.
fn orders() -> Vec<String> {
    let names = GroupOrder::names().into_iter();
    names.flat_map(|name| [name.to_owned(), format!("-{name}")]).collect()
}

fn required(mut parameter: Value) -> Value {
    parameter["required"] = Value::Bool(true);
    parameter
}

/// `project_countries` becomes `ProjectCountries`.
fn plural(name: &str) -> String {
    let words = name.split('_').map(|word| match word.chars().next() {
        Some(first) => format!("{}{}", first.to_ascii_uppercase(), &word[first.len_utf8()..]),
        None => String::new(),
    });
    words.collect()
}
