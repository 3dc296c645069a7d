//! `/export`: what files there are, how large, of when, and how to cite them.

use std::sync::Arc;

use poem::{Request, Response};
use serde_json::json;

use super::html::Html;
use super::numbers::size;
use super::{Language, Page, published, wants_page, with_language};
use crate::about::citation::{Citation, TITLE};
use crate::error::Result;
use crate::export::{self, FORMATS, Format, Scope, table_formats};
use crate::http::{State, answer};
use crate::image::Image;
use crate::model::TABLES;
use crate::model::table::Label;

/// The page for a browser; the list as JSON for all others.
///
/// # Errors
///
/// [`crate::error::Error::NotReady`] before there is data.
pub(in crate::http) fn answer(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    // Sizes are known when files are made, which the revision does not tell.
    if wants_page(request) {
        return Ok(answer::from_store(page(state, &image, request)));
    }
    let mut response = answer::json(&image, list(state, &image).to_string().into_bytes());
    answer::set(&mut response, poem::http::header::VARY, "Accept, Accept-Language");
    Ok(response)
}

/// The files as JSON, without their sizes, which the manifest has.
fn list(state: &State, image: &Image) -> serde_json::Value {
    let base = &state.config.base_url;
    let files = FORMATS.iter().flat_map(|format| {
        let names = export::names(image, *format).into_iter();
        names.map(move |name| {
            let file = format!("{name}.{}", format.name());
            json!({
                "name": file,
                "mediaType": format.media_type(),
                "url": format!("{base}/export/{file}"),
            })
        })
    });
    json!({
        "revision": image.revision.number,
        "publishedAt": image.revision.published_at,
        "licence": state.config.licence,
        "manifest": format!("{base}/export/manifest.json"),
        "changes": format!("{base}/export/changes.ndjson"),
        "deletions": format!("{base}/export/deletions.csv"),
        "dictionary": format!("{base}/export/dictionary.csv"),
        "files": files.collect::<Vec<_>>(),
    })
}

fn page(state: &State, image: &Image, request: &Request) -> Response {
    let language = Language::of(request, &state.config);
    let title = language.pick("Files", "File");
    let mut html = Html::default();
    html.raw("<h1>").text(title).raw("</h1>\n");
    html.paragraph(language.pick(
        "All data as files, without limits: each table and each link in every format, with the \
         same columns and the same values.",
        "Tutti i dati come file, senza limiti: ogni tabella e ogni collegamento in ogni formato, \
         con le stesse colonne e gli stessi valori.",
    ));
    published(&mut html, language, state, image);
    html.heading("everything", language.pick("Everything in one file", "Tutto in un file"));
    html.raw("<ul>\n");
    for format in FORMATS.iter().filter(|format| format.scope() == Scope::Everything) {
        for name in export::names(image, *format) {
            html.raw("<li>");
            file(&mut html, language, state, &name, *format, true);
            html.raw("</li>\n");
        }
    }
    html.raw("</ul>\n");
    tables(&mut html, language, state, image);
    selection(&mut html, language);
    history(&mut html, language, state.files.are_made());
    cite(&mut html, language, state, image);
    Page::new(language, "/export", title, &state.config.publisher).answer(&html, Some(image))
}

/// A link to a file, with its size where it is known.
fn file(
    html: &mut Html,
    language: Language,
    state: &State,
    name: &str,
    format: &dyn Format,
    is_long: bool,
) {
    let file = format!("{name}.{}", format.name());
    let shown = if is_long { file.as_str() } else { format.name() };
    html.raw("<a href=\"").text(&format!("/export/{file}")).raw("\" download aria-label=\"");
    html.text(&file).raw("\">").text(shown).raw("</a>");
    if let Some(bytes) = state.files.bytes(&file) {
        html.raw(" <small>").text(&size(bytes, language)).raw("</small>");
    }
}

fn tables(html: &mut Html, language: Language, state: &State, image: &Image) {
    let title = language.pick("Tables and links", "Tabelle e collegamenti");
    html.heading("tables", title);
    let mut heads = vec![language.pick("Table", "Tabella"), language.pick("Rows", "Righe")];
    heads.extend(table_formats().map(Format::name));
    html.table_with(title, &heads, &[1]);
    for (at, table) in TABLES.iter().enumerate() {
        let rows = image.table(at).rows as u64;
        row(html, language, state, image, table.name, (table.label, None), rows);
        for (link_at, link) in table.links.iter().enumerate() {
            let pairs = table.pairs(link);
            let Ok(plan) = export::plan(image, &pairs) else { continue };
            let rows = plan.pairs.map_or(0, |way| image.pairs(way).len() as u64);
            let label = (table.label, Some(table.links[link_at].label));
            row(html, language, state, image, &pairs, label, rows);
        }
    }
    html.end_table();
}

fn row(
    html: &mut Html,
    language: Language,
    state: &State,
    image: &Image,
    name: &str,
    (label, link): (Label, Option<Label>),
    rows: u64,
) {
    html.raw("<tr><th scope=\"row\">").text(label.text(language.tag()));
    if let Some(link) = link {
        html.raw(" – ").text(link.text(language.tag()));
    }
    html.raw(" ").code(name).raw("</th><td class=\"number\">").text(&rows.to_string());
    html.raw("</td>");
    for format in table_formats() {
        html.raw("<td>");
        let has = export::plan(image, name).is_ok_and(|plan| format.takes(image, &plan).is_ok());
        if has {
            file(html, language, state, name, format, false);
        } else {
            html.raw("–");
        }
        html.raw("</td>");
    }
    html.raw("</tr>\n");
}

fn selection(html: &mut Html, language: Language) {
    html.heading("selection", language.pick("A part of a table", "Una parte di una tabella"));
    html.paragraph(language.pick(
        "Each file of a table takes the filter of the lists at `/api`, and `columns`, `order`, \
         `limit` and `language` (of labels). For spreadsheets, CSV takes `bom=1` and `sep=;`. JSON \
         and NDJSON take `nested=1` for records with objects and lists.",
        "Ogni file di una tabella accetta il filtro degli elenchi di `/api`, e `columns`, `order`, \
         `limit` e `language` (delle etichette). Per i fogli di calcolo, CSV accetta `bom=1` e \
         `sep=;`. JSON e NDJSON accettano `nested=1` per avere oggetti ed elenchi.",
    ));
    html.raw("<ul>\n");
    for address in [
        "/export/projects.csv?country=KE&columns=slug,title_it,starts_on",
        "/export/projects.xlsx?sdg=11&language=it",
        "/export/missions.csv?bom=1&sep=;",
    ] {
        html.raw("<li>").address(address).raw("</li>\n");
    }
    html.raw("</ul>\n");
}

fn history(html: &mut Html, language: Language, is_kept: bool) {
    html.heading("history", language.pick("Changes and descriptions", "Modifiche e descrizioni"));
    let manifest = (
        "/export/manifest.json",
        "Each file with its bytes, rows, columns and SHA-256, and the revisions that are kept",
        "Ogni file con byte, righe, colonne e SHA-256, e le revisioni conservate",
    );
    let others = [
        (
            "/export/changes.ndjson?since=0",
            "What was added, changed and removed since a revision or date",
            "Che cosa è stato aggiunto, cambiato e rimosso da una revisione o data",
        ),
        ("/export/deletions.csv", "Records that are gone", "Righe che non ci sono più"),
        ("/export/dictionary.csv", "Every column of every file", "Ogni colonna di ogni file"),
        (
            "/export/datapackage.json",
            "All CSV files with their schemas (Data Package)",
            "Tutti i file CSV con i loro schemi (Data Package)",
        ),
    ];
    html.raw("<dl>\n");
    for (address, en, it) in is_kept.then_some(manifest).into_iter().chain(others) {
        html.raw("<dt>").address(address).raw("</dt><dd>").text(language.pick(en, it));
        html.raw("</dd>\n");
    }
    html.raw("</dl>\n");
}

fn cite(html: &mut Html, language: Language, state: &State, image: &Image) {
    html.heading("citation", language.pick("How to cite", "Come citare"));
    let (service, revision) = (&*state.service, &image.revision);
    let citation = Citation { service, revision, language: language.tag(), part: None };
    html.raw("<p>").text(&citation.apa()).raw("</p>\n");
    let caption = format!("BibTeX: {}", TITLE.text(language.tag()));
    html.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"").text(&caption).raw("\"><code>");
    html.text(&citation.bibtex()).raw("</code></pre>\n<p>");
    html.link(
        &with_language("/docs", language),
        language.pick("The whole documentation", "Tutta la documentazione"),
    );
    html.raw("</p>\n");
}
