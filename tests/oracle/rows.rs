//! What the reference is given: the SDL, the registry and the rows as plain JSON.

use opencoop::config::Limits;
use opencoop::image::render::{Line, Plan};
use opencoop::image::{Image, Row};
use opencoop::model::codes::{BASIS, CURRENCIES};
use opencoop::model::table::{Arity, CodeList, Column, Kind, Link, camel_case};
use opencoop::model::{TABLES, targets};
use serde_json::{Value, json};

/// All that the reference is given.
pub(crate) fn given(image: &Image, sdl: &str, limits: &Limits) -> Value {
    let tables: Vec<Value> = (0..TABLES.len()).map(|at| table(image, at)).collect();
    json!({
        "sdl": sdl,
        "tables": tables,
        "languages": image.languages,
        "bases": list(&BASIS),
        "currencies": CURRENCIES,
        "pageSize": limits.page_size,
        "pageSizeMax": limits.page_size_max,
    })
}

fn table(image: &Image, at: usize) -> Value {
    let table = &TABLES[at];
    let columns: Vec<Value> = table.columns.iter().map(column).collect();
    let links: Vec<Value> = table.links.iter().map(link).collect();
    json!({
        "name": table.name,
        "plural": camel_case(table.name),
        "singular": camel_case(&table.singular()),
        "one": table.one,
        "columns": columns,
        "links": links,
        "rows": rows(image, at),
    })
}

fn column(column: &Column) -> Value {
    let codes = match column.kind {
        Kind::Code(codes) => list(codes),
        _ => Value::Null,
    };
    json!({
        "name": column.name,
        "field": camel_case(column.name),
        "kind": column.kind.name(),
        "codes": codes,
    })
}

fn list(list: &CodeList) -> Value {
    let codes = list.codes.iter();
    let codes = codes.map(|entry| json!([entry.code, entry.label.en, entry.label.it]));
    json!({ "name": list.name, "closed": list.closed, "codes": codes.collect::<Vec<_>>() })
}

fn link(link: &Link) -> Value {
    json!({
        "name": link.name,
        "field": camel_case(link.name),
        "back": camel_case(link.back),
        "many": link.arity == Arity::Many,
        "to": targets(link).into_iter().map(|at| TABLES[at].name).collect::<Vec<_>>(),
        "any": targets(link).len() > 1,
        "basis": link.basis,
        "role": link.role.map(list),
    })
}

/// The rows as NDJSON has them.
fn rows(image: &Image, at: usize) -> Vec<Value> {
    let plan = Plan::nested(image, at);
    let rows = 0..image.table(at).rows as Row;
    let written = rows.map(|row| {
        let mut line = Vec::new();
        plan.write_json(image, Line::of(row), &mut line);
        serde_json::from_slice(&line).unwrap()
    });
    written.collect()
}
