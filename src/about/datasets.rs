//! The published tables as datasets: what they hold, and where to get them.

use serde_json::{Value, json};

use super::{FileFormat, Service};
use crate::image::{Image, TableImage};
use crate::model::table::{Arity, Column, Kind, Label, Link, Target};

/// The datasets of a revision, one for each table in reading order.
pub fn datasets(image: &Image, service: &Service) -> Vec<Value> {
    image.tables().iter().map(|table| dataset(image, table, service)).collect()
}

fn dataset(image: &Image, table: &TableImage, service: &Service) -> Value {
    let (base, name) = (&service.base_url, table.table.name);
    let files = FileFormat::of(&service.formats, table.table).map(|format| {
        json!({
            "format": format.name,
            "mediaType": format.media_type,
            "url": format!("{base}/export/{name}.{}", format.name),
        })
    });
    json!({
        "name": name,
        "label": label(table.table.label),
        "description": table.table.doc,
        "records": table.rows,
        "fields": fields(table),
        "url": format!("{base}/api/{name}"),
        "files": files.collect::<Vec<_>>(),
        "licence": service.licence,
        "publisher": service.publisher,
        "revision": image.revision.number,
    })
}

fn label(label: Label) -> Value {
    json!({ "en": label.en, "it": label.it })
}

fn fields(table: &TableImage) -> Vec<Value> {
    let slug = json!({
        "name": "slug",
        "kind": "slug",
        "label": { "en": "Slug", "it": "Identificativo" },
        "description": "Public key in its table: lower-case letters, digits and `-`; it never \
                        changes.",
        "required": true,
        "codeList": null,
        "target": null,
    });
    let columns = table.table.columns.iter().map(column);
    let links = table.table.links.iter().map(link);
    std::iter::once(slug).chain(columns).chain(links).collect()
}

fn column(column: &Column) -> Value {
    let list = match column.kind {
        Kind::Code(list) => Some(list.name),
        Kind::Money => Some(super::codes::CURRENCY),
        _ => None,
    };
    json!({
        "name": column.name,
        "kind": column.kind.name(),
        "label": label(column.label),
        "description": column.doc,
        "required": column.required,
        "codeList": list,
        "target": null,
    })
}

fn link(link: &Link) -> Value {
    let target = match link.target {
        Target::Table(name) => Some(name),
        Target::Any => None,
    };
    json!({
        "name": link.name,
        "kind": if link.arity == Arity::One { "link" } else { "links" },
        "label": label(link.label),
        "description": link.doc,
        "required": link.required,
        "codeList": link.role.map(|list| list.name),
        "target": target,
    })
}
