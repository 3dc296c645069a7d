//! Where programs find the same data, and what describes its files.

use super::super::html::Html;
use super::super::{Language, with_language};
use crate::catalogue::{Catalogue, Dataset};
use crate::describe::{METADATA, PACKAGE};
use crate::export::EVERYTHING;
use crate::model::find_table;
use crate::model::table::{Kind, Table, camel_case};

/// The doors to a dataset.
pub(super) fn usage(html: &mut Html, language: Language, catalogue: &Catalogue, dataset: &Dataset) {
    let table =
        dataset.file.as_ref().and_then(|file| find_table(&file.name)).map(|(_, table)| table);
    html.heading("programs", language.pick("For programs", "Per i programmi"));
    html.raw("<dl>\n<dt>GET</dt><dd>");
    html.address(&table.map_or_else(|| "/api".to_owned(), |table| format!("/api/{}", table.name)));
    html.raw(" ").text(language.pick(
        "takes filters, an order and pages as parameters",
        "accetta come parametri filtri, ordine e pagine",
    ));
    html.raw(" (")
        .link(&with_language("/docs", language), language.pick("documentation", "documentazione"));
    html.raw(", ").link("/openapi.json", "OpenAPI").raw(")</dd>\n<dt>GraphQL</dt><dd>");
    html.code("/graphql").raw(" (");
    html.link(
        &with_language("/graphql", language),
        language.pick("try it in GraphiQL", "provarlo in GraphiQL"),
    );
    html.raw(", ").link("/schema.graphql", language.pick("schema", "schema")).raw(")</dd>\n<dt>");
    html.text(language.pick("Descriptions of the files", "Descrizioni dei file")).raw("</dt><dd>");
    if let (Some(table), false) = (table, dataset.slug == EVERYTHING) {
        let name = table.name;
        html.link(&format!("/export/{name}{METADATA}"), "CSV on the Web").raw(", ");
        html.link(&format!("/export/{name}.schema.json"), "JSON Schema").raw(", ");
    }
    html.link(&format!("/export/{PACKAGE}"), "Data Package").raw(", ");
    html.link(
        &with_language("/dictionary", language),
        language.pick("data dictionary", "dizionario dei dati"),
    );
    html.raw("</dd>\n</dl>\n");
    let base = &catalogue.service.base_url;
    let command = format!("curl -g '{base}/graphql?query={}'", query(table));
    html.paragraph(
        language.pick(
            "A query of GraphQL in a terminal:",
            "Un’interrogazione GraphQL in un terminale:",
        ),
    );
    html.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"GraphQL\"><code>").text(&command);
    html.raw("</code></pre>\n");
}

/// A query of the first records of a table; of all tables without one.
fn query(table: Option<&Table>) -> String {
    let Some(table) = table else { return "{datasets{name,records}}".to_owned() };
    let is_plain = |kind: &Kind| matches!(kind, Kind::Text | Kind::Localised);
    let column = table.columns.iter().find(|column| is_plain(&column.kind));
    let column = column.map_or_else(String::new, |column| format!(",{}", camel_case(column.name)));
    format!("{{{}(first:10){{totalCount,nodes{{slug{column}}}}}}}", camel_case(table.name))
}
