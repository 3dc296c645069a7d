//! The overview: what there is, how much of it, and where.

use std::sync::Arc;

use poem::http::{HeaderValue, header};
use poem::{Request, Response};

use super::html::Html;
use super::numbers::count;
use super::{Language, Page, published, wants_page, with_language};
use crate::about::FileFormat;
use crate::error::Result;
use crate::http::State;
use crate::model::TABLES;

/// The overview for a browser; for all others, what `data` answers.
pub(in crate::http) fn or(
    state: &Arc<State>,
    request: &Request,
    data: fn(&Arc<State>, &Request) -> Result<Response>,
) -> Result<Response> {
    if wants_page(request) {
        return Ok(page(state, request));
    }
    let mut response = data(state, request)?;
    response.headers_mut().append(header::VARY, HeaderValue::from_static("Accept"));
    Ok(response)
}

fn page(state: &State, request: &Request) -> Response {
    let language = Language::of(request, &state.config);
    let publisher = &state.config.publisher;
    let title = language.pick("Overview", "Panoramica");
    let mut html = Html::default();
    html.raw("<h1>").text(publisher).raw("</h1>\n");
    html.paragraph(language.pick(
        "International cooperation as open data. The same records by GraphQL, by plain addresses \
         and as files; no key is needed.",
        "La cooperazione internazionale come dati aperti. Gli stessi dati con GraphQL, con \
         semplici indirizzi e come file; non serve alcuna chiave.",
    ));
    html.raw("<ul>\n<li>");
    let datasets = language.pick(
        "Datasets: what there is, with files, licence and how to cite it",
        "Insiemi di dati: che cosa c’è, con i file, la licenza e come citarli",
    );
    html.link(&with_language("/dataset", language), datasets).raw("</li>\n<li>");
    let docs = language.pick(
        "Documentation: addresses, parameters, columns",
        "Documentazione: indirizzi, parametri, colonne",
    );
    html.link(&with_language("/docs", language), docs).raw("</li>\n<li>");
    let editor = language.pick(
        "GraphiQL: try queries, with examples",
        "GraphiQL: provare le interrogazioni, con esempi",
    );
    html.link(&with_language("/graphql", language), editor).raw("</li>\n</ul>\n");
    let tables = language.pick("Tables", "Tabelle");
    html.heading("tables", tables);
    let heads = [tables, language.pick("Records", "Righe"), "JSON", language.pick("Files", "File")];
    html.table_with(tables, &heads, &[1]);
    let image = state.published.current();
    for (at, table) in TABLES.iter().enumerate() {
        html.raw("<tr><th scope=\"row\">");
        let rows = image.as_ref().map(|image| image.table(at).rows as u64);
        // A table without a record is no dataset.
        let place = match rows {
            None | Some(0) => format!("{}#{}", with_language("/docs", language), table.name),
            Some(_) => with_language(&format!("/dataset/{}", table.name), language),
        };
        html.link(&place, table.label.text(language.tag())).raw("</th><td class=\"number\">");
        let rows = rows.map_or_else(|| "–".to_owned(), |rows| count(rows, language));
        html.text(&rows).raw("</td><td>");
        html.address(&format!("/api/{}", table.name)).raw("</td><td>");
        for FileFormat { name, .. } in FileFormat::of(&state.service.formats, table) {
            html.link(&format!("/export/{}.{name}", table.name), &format!("{}.{name}", table.name))
                .raw(" ");
        }
        html.raw("</td></tr>\n");
    }
    html.end_table();
    if let Some(image) = &image {
        published(&mut html, language, state, image);
    }
    Page::new(language, "/", title, publisher).answer(&html, image.as_deref())
}
