//! Records: whole ones, and what `fields`, `include` and `language` leave or make of them.

use serde_json::{Map, Value, json};

use super::super::{described, exact, or_null, properties, schema};
use crate::image::Way;
use crate::image::render::select::{link_names, ways};
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{Arity, Column, Kind, Link, Target};

/// The schemas of the records of a table and of what answers hold them.
pub(super) fn of_table(at: usize) -> [(String, Value); 4] {
    let table = &TABLES[at];
    let selection = format!("{}Selection", table.one);
    let either = json!({
        "anyOf": [
            schema(table.one),
            { "$ref": format!("#/components/schemas/{selection}"), "unevaluatedProperties": false },
        ],
    });
    let about = properties([("revision", revision()), ("licence", schema("Url"))]);
    let mut one = properties([("data", either.clone())]);
    one.extend(about.clone());
    let mut list =
        properties([("data", json!({ "type": "array", "items": either })), ("page", page())]);
    list.extend(about);
    [
        (table.one.to_owned(), whole(at)),
        (selection, part(at)),
        (format!("{}Answer", table.one), exact(one)),
        (format!("{}List", table.one), exact(list)),
    ]
}

pub(in crate::api::openapi) fn revision() -> Value {
    json!({ "type": "integer", "minimum": 1, "description": "The revision that answers." })
}

/// The pages around a page.
pub(in crate::api::openapi) fn page() -> Value {
    let address = |doc: &str| described(json!({ "type": ["string", "null"] }), doc);
    exact(properties([
        ("next", address("Address of the next page; `null` on the last one.")),
        ("previous", address("Address of the page before; `null` on the first one.")),
        (
            "total",
            json!({
                "type": "integer",
                "minimum": 0,
                "description": "How many records there are on all pages.",
            }),
        ),
    ]))
}

/// A record with all its columns and the slugs of its links.
fn whole(at: usize) -> Value {
    let table = &TABLES[at];
    let mut fields = keys();
    for column in table.columns {
        let schema = cell(column);
        let schema = if column.required { schema } else { or_null(&schema) };
        fields.insert(column.name.to_owned(), described(schema, column.doc));
    }
    for link in table.links {
        fields.insert(link.name.to_owned(), described(slugs(link), link.doc));
    }
    described(exact(fields), table.doc)
}

fn keys() -> Map<String, Value> {
    properties([("id", schema("Id")), ("slug", schema("Slug"))])
}

/// Any part of a record, with linked records as objects and texts in one language.
fn part(at: usize) -> Value {
    let table = &TABLES[at];
    let mut fields = keys();
    for column in table.columns {
        let mut forms = vec![cell(column)];
        match column.kind {
            Kind::Localised => {
                forms.push(json!({ "type": "string", "minLength": 1 }));
                let doc = "The language of the text, where one was asked for.";
                let tag = described(or_null(&schema("LanguageTag")), doc);
                fields.insert(format!("{}_language", column.name), tag);
            }
            Kind::Code(list) => forms.push(schema(&format!("{}InOneLanguage", list.name))),
            _ => {}
        }
        if !column.required {
            forms.push(json!({ "type": "null" }));
        }
        let form = if forms.len() == 1 { forms.remove(0) } else { json!({ "anyOf": forms }) };
        fields.insert(column.name.to_owned(), described(form, column.doc));
    }
    for name in link_names(at) {
        let own = table.link(name).map(|(_, link)| link);
        let ways = ways(at, name);
        let Some(doc) = ways.first().map(|way| way.link.doc) else { continue };
        let included = included(&ways);
        let form = match own {
            Some(link) => json!({ "anyOf": [slugs(link), included] }),
            None => included,
        };
        fields.insert(name.to_owned(), described(form, doc));
    }
    let doc = format!(
        "Parts of a record of `{}`, as `fields`, `include` and `language` ask for them.",
        table.name
    );
    json!({ "type": "object", "description": doc, "properties": fields })
}

/// Linked records as objects.
fn included(ways: &[Way]) -> Value {
    let record = |way: &Way, mut fields: Map<String, Value>| {
        fields.extend(said(way.link));
        json!({
            "$ref": format!("#/components/schemas/{}Selection", TABLES[way.to].one),
            "properties": fields,
            "unevaluatedProperties": false,
        })
    };
    match ways {
        [way] if !way.is_single() => exact(properties([
            ("data", json!({ "type": "array", "items": record(way, Map::new()) })),
            ("total", json!({ "type": "integer", "minimum": 0 })),
            (
                "next",
                json!({
                    "type": ["string", "null"],
                    "description": "Address of the records that are not shown; `null` if all are.",
                }),
            ),
        ])),
        ways => {
            let mut forms: Vec<Value> = ways.iter().map(|way| record(way, Map::new())).collect();
            forms.push(json!({ "type": "null" }));
            json!({ "anyOf": forms })
        }
    }
}

/// The slugs of a link, with what its pairs say.
fn slugs(link: &Link) -> Value {
    match link.arity {
        Arity::One => {
            let schema = match link.target {
                Target::Any => schema("Id"),
                Target::Table(_) => schema("Slug"),
            };
            if link.required { schema } else { or_null(&schema) }
        }
        Arity::Many => {
            let said = said(link);
            let items = if said.is_empty() {
                schema("Slug")
            } else {
                let mut fields = properties([("slug", schema("Slug"))]);
                fields.extend(said);
                exact(fields)
            };
            json!({ "type": "array", "items": items })
        }
    }
}

/// What the pairs of a link say.
fn said(link: &Link) -> Map<String, Value> {
    let mut fields = Map::new();
    if link.basis {
        let basis =
            described(or_null(&schema(&super::code_name(&BASIS))), "On what ground it stands.");
        fields.insert("basis".to_owned(), basis);
    }
    if let Some(list) = link.role {
        let role = described(or_null(&schema(&super::code_name(list))), "In which role.");
        fields.insert("role".to_owned(), role);
    }
    fields
}

/// The value of a column.
fn cell(column: &Column) -> Value {
    match column.kind {
        Kind::Text => json!({ "type": "string", "minLength": 1 }),
        Kind::Url => schema("Url"),
        Kind::Localised => schema("Localised"),
        Kind::Code(list) => schema(list.name),
        Kind::Money => schema("Money"),
        other => super::operand(other),
    }
}
