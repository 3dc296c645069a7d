//! `/dictionary`: every field of every file, and every code, for people.

use std::sync::Arc;

use poem::{Request, Response};
use serde_json::Value;

use super::html::Html;
use super::{Language, Page};
use crate::about::codes;
use crate::describe::{CODES, DICTIONARY, Entry, File, files};
use crate::error::Result;
use crate::http::State;

/// The page.
///
/// # Errors
///
/// [`Error::NotReady`](crate::error::Error::NotReady) without data: fields follow from its
/// languages.
pub(in crate::http) fn answer(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let language = Language::of(request, &state.config);
    let title = language.pick("Data dictionary", "Dizionario dei dati");
    let files = files(&image);
    let mut html = Html::default();
    html.raw("<h1>").text(title).raw("</h1>\n");
    html.paragraph(language.pick(
        "Every column of every file: what its cells hold and what they say. A column is the same \
         in all formats. An empty cell means that a value is not stated.",
        "Ogni colonna di ogni file: che cosa contengono le celle e che cosa dicono. Una colonna è \
         la stessa in tutti i formati. Una cella vuota vuol dire che il valore non è indicato.",
    ));
    if language == Language::It {
        html.paragraph("Le frasi sulle colonne sono in inglese.");
    }
    html.raw("<p>").text(language.pick("The same as CSV:", "Lo stesso in CSV:"));
    for name in [DICTIONARY, CODES] {
        html.raw(" ").address(&format!("/export/{name}"));
    }
    html.raw("</p>\n");
    contents(&mut html, language, &files);
    for file in &files {
        section(&mut html, language, file);
    }
    html.heading("codes", language.pick("Code lists", "Liste di codici"));
    for list in codes::names().filter_map(codes::list) {
        code_list(&mut html, language, &list);
    }
    let page = Page::new(language, "/dictionary", title, &state.config.publisher);
    Ok(page.answer(&html, Some(&image)))
}

fn title(language: Language, file: &File) -> &str {
    language.pick(&file.title_en, &file.title_it)
}

fn contents(html: &mut Html, language: Language, files: &[File]) {
    html.raw("<nav aria-label=\"").text(language.pick("On this page", "In questa pagina"));
    html.raw("\"><ul>\n");
    for file in files {
        html.raw("<li>").link(&format!("#{}", file.name), title(language, file)).raw("</li>\n");
    }
    html.raw("<li>").link("#codes", language.pick("Code lists", "Liste di codici"));
    html.raw("</li>\n</ul></nav>\n");
}

fn section(html: &mut Html, language: Language, file: &File) {
    let name = &file.name;
    html.raw("<section>\n<h2 id=\"").text(name).raw("\">").text(title(language, file)).raw(" ");
    html.code(name).raw("</h2>\n<p lang=\"en\">").prose(file.doc).raw("</p>\n<p>");
    html.address(&format!("/export/{name}.csv")).raw(" ");
    html.link(&format!("/export/{name}.csv-metadata.json"), "CSVW").raw(" ");
    html.link(&format!("/export/{name}.schema.json"), "JSON Schema").raw("</p>\n");
    columns(html, language, file, "");
    html.raw("</section>\n");
}

/// The columns of a file as a table; `page` is the address of the dictionary, empty on itself.
pub(super) fn columns(html: &mut Html, language: Language, file: &File, page: &str) {
    let caption = format!("{} {}", language.pick("Columns of", "Colonne di"), file.name);
    let heads = [
        language.pick("Column", "Colonna"),
        language.pick("Name", "Nome"),
        language.pick("Kind", "Tipo"),
        language.pick("Always there", "Sempre presente"),
        language.pick("What it says", "Che cosa dice"),
    ];
    html.table(&caption, &heads);
    for entry in &file.entries {
        line(html, language, entry, page);
    }
    html.end_table();
}

fn line(html: &mut Html, language: Language, entry: &Entry, page: &str) {
    html.raw("<tr><th scope=\"row\">").code(&entry.name).raw("</th><td>");
    html.text(language.pick(&entry.title_en, &entry.title_it)).raw("</td><td>");
    html.text(kind(entry, language));
    if let Some(list) = entry.code_list() {
        html.raw(" ").link(&format!("{page}#{list}"), list);
    }
    if let Some(table) = entry.target() {
        html.raw(" ").link(&format!("{page}#{table}"), table);
    }
    html.raw("</td><td>");
    html.text(if entry.required { language.pick("yes", "sì") } else { language.pick("no", "no") });
    html.raw("</td><td lang=\"en\">").prose(&entry.doc).raw("</td></tr>\n");
}

/// The name of a kind for people.
fn kind(entry: &Entry, language: Language) -> &'static str {
    match (language, entry.form.name()) {
        (Language::En, "links") => "slugs, joined by ;",
        (Language::En, "link") => "slug of",
        (Language::En, kind) => kind,
        (Language::It, "slug") => "identificativo",
        (Language::It, "text") => "testo",
        (Language::It, "code") => "codice",
        (Language::It, "label") => "etichetta",
        (Language::It, "integer") => "numero intero",
        (Language::It, "decimal") => "numero decimale",
        (Language::It, "currency") => "valuta",
        (Language::It, "date") => "data",
        (Language::It, "instant") => "istante",
        (Language::It, "boolean") => "vero o falso",
        (Language::It, "url") => "indirizzo web",
        (Language::It, "degrees") => "gradi",
        (Language::It, "link") => "identificativo di",
        (Language::It, "id") => "tabella/identificativo",
        (Language::It, "links") => "identificativi, uniti da ;",
        (Language::It, other) => other,
    }
}

fn code_list(html: &mut Html, language: Language, list: &Value) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = text(&list["name"]);
    html.raw("<section>\n<h3 id=\"").text(&name).raw("\">").text(&name).raw("</h3>\n");
    html.raw("<p lang=\"en\">").prose(&text(&list["description"])).raw(" ");
    html.text(&text(&list["source"])).raw("</p>\n<details><summary>");
    html.text(language.pick("Codes of", "Codici di")).raw(" ").text(&name).raw("</summary>\n");
    html.table(&name, &[language.pick("Code", "Codice"), language.pick("Label", "Etichetta")]);
    for code in list["codes"].as_array().into_iter().flatten() {
        html.raw("<tr><th scope=\"row\">").code(&text(&code["code"])).raw("</th><td>");
        html.text(&text(&code["label"][language.tag()])).raw("</td></tr>\n");
    }
    html.end_table().raw("</details>\n</section>\n");
}
