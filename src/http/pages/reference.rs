//! The part of the documentation that is the registry: tables, columns, links, codes.

use std::sync::Arc;

use super::Language;
use super::html::Html;
use crate::about::FileFormat;
use crate::image::Image;
use crate::image::filter::offers;
use crate::image::filter::parse::tests_of;
use crate::image::page::Order;
use crate::model::TABLES;
use crate::model::short::SHORTS;
use crate::model::table::{Arity, Column, Kind, Link, Table, Target};

/// The kinds of columns with their tests, each kind once, in the order of first use.
pub(super) fn kinds(html: &mut Html, language: Language) {
    let caption = language.pick("Tests of each kind of column", "Prove di ogni tipo di colonna");
    let heads = [language.pick("Kind", "Tipo"), language.pick("Tests", "Prove")];
    html.table(caption, &heads);
    let mut known = Vec::new();
    for column in TABLES.iter().flat_map(|table| table.columns) {
        if known.contains(&column.kind.name()) {
            continue;
        }
        known.push(column.kind.name());
        html.raw("<tr><th scope=\"row\">").text(kind(&column.kind, language)).raw("</th><td>");
        for test in tests_of(column) {
            html.code(test).raw(" ");
        }
        html.raw("</td></tr>\n");
    }
    html.end_table();
}

/// The name of a kind for people.
fn kind(kind: &Kind, language: Language) -> &'static str {
    match (language, kind) {
        (Language::En, kind) => kind.name(),
        (Language::It, Kind::Text) => "testo",
        (Language::It, Kind::Localised) => "testo in più lingue",
        (Language::It, Kind::Code(_)) => "codice",
        (Language::It, Kind::Integer) => "numero intero",
        (Language::It, Kind::Decimal) => "numero decimale",
        (Language::It, Kind::Money) => "importo",
        (Language::It, Kind::Date) => "data",
        (Language::It, Kind::Instant) => "istante",
        (Language::It, Kind::Boolean) => "vero o falso",
        (Language::It, Kind::Url) => "indirizzo web",
        (Language::It, Kind::Point) => "punto",
    }
}

/// All tables, one section each.
pub(super) fn tables(
    html: &mut Html,
    language: Language,
    image: Option<&Arc<Image>>,
    formats: &[FileFormat],
) {
    for (at, table) in TABLES.iter().enumerate() {
        html.raw("<section>\n<h3 id=\"").raw(table.name).raw("\">");
        html.text(table.label.text(language.tag())).raw(" ").code(table.name).raw("</h3>\n");
        sentence(html, "p", table.doc);
        html.raw("<p>");
        if let Some(image) = image {
            let rows = image.table(at).rows.to_string();
            html.text(&rows).raw(" ").text(language.pick("records", "righe")).raw(": ");
        }
        html.address(&format!("/api/{}", table.name));
        for FileFormat { name, .. } in FileFormat::of(formats, table) {
            html.raw(" ").address(&format!("/export/{}.{name}", table.name));
        }
        html.raw("</p>\n<p>").text(language.pick("Ordered by", "Ordine per"));
        for name in Order::names(at) {
            html.raw(" ").code(name);
        }
        html.raw("</p>\n<p>").text(language.pick("Short forms", "Forme brevi"));
        for short in SHORTS.iter().filter(|short| offers(at, short)) {
            html.raw(" ").code(short.name);
        }
        html.raw("</p>\n<details><summary>");
        html.text(language.pick("Columns and links of", "Colonne e collegamenti di"));
        html.raw(" ").code(table.name).raw("</summary>\n");
        columns(html, language, table);
        links(html, language, at, table);
        html.raw("</details>\n</section>\n");
    }
}

/// A sentence of the registry, which is in English.
fn sentence(html: &mut Html, element: &'static str, text: &str) {
    html.raw("<").raw(element).raw(" lang=\"en\">").prose(text).raw("</").raw(element).raw(">\n");
}

fn columns(html: &mut Html, language: Language, table: &'static Table) {
    let caption = format!("{} {}", language.pick("Columns of", "Colonne di"), table.name);
    html.table(
        &caption,
        &[
            language.pick("Column", "Colonna"),
            language.pick("Name", "Nome"),
            language.pick("Kind", "Tipo"),
            language.pick("What it says", "Che cosa dice"),
        ],
    );
    html.raw("<tr><th scope=\"row\">").code("slug").raw("</th><td>Slug</td><td>");
    html.text(kind(&Kind::Text, language)).raw("</td>");
    let slug = "Public key in its table: lower-case letters, digits and `-`; it never changes.";
    sentence(html, "td", slug);
    html.raw("</tr>\n");
    for column in table.columns {
        html.raw("<tr><th scope=\"row\">").code(column.name).raw("</th><td>");
        html.text(column.label.text(language.tag())).raw("</td><td>");
        html.text(kind(&column.kind, language)).raw("</td><td><span lang=\"en\">");
        html.prose(column.doc).raw("</span>");
        codes(html, language, column);
        html.raw("</td></tr>\n");
    }
    html.end_table();
}

/// The codes that a column can have.
fn codes(html: &mut Html, language: Language, column: &Column) {
    let Kind::Code(list) = column.kind else { return };
    html.raw("<details><summary>").text(list.name).raw("</summary>");
    for (at, code) in list.codes.iter().enumerate() {
        html.raw(if at == 0 { "" } else { "; " }).code(code.code).raw(" ");
        html.text(code.label.text(language.tag()));
    }
    html.raw("</details>");
}

fn links(html: &mut Html, language: Language, at: usize, table: &'static Table) {
    let back = crate::model::back_links(at);
    if table.links.is_empty() && back.is_empty() {
        return;
    }
    let caption = format!("{} {}", language.pick("Links of", "Collegamenti di"), table.name);
    html.table(
        &caption,
        &[
            language.pick("Link", "Collegamento"),
            language.pick("Name", "Nome"),
            language.pick("Leads to", "Porta a"),
            language.pick("What it says", "Che cosa dice"),
        ],
    );
    for link in table.links {
        html.raw("<tr><th scope=\"row\">").code(link.name).raw("</th><td>");
        html.text(link.label.text(language.tag())).raw("</td><td>");
        html.text(match link.arity {
            Arity::One => language.pick("one of ", "una riga di "),
            Arity::Many => language.pick("many of ", "più righe di "),
        });
        target(html, language, link);
        html.raw("</td><td><span lang=\"en\">").prose(link.doc).raw("</span>");
        if link.basis {
            html.raw(" ").code("basis");
        }
        if link.role.is_some() {
            html.raw(" ").code("role");
        }
        html.raw("</td></tr>\n");
    }
    for back in back.iter().filter(|back| !back.link.back.is_empty()) {
        let from = &TABLES[back.from];
        html.raw("<tr><th scope=\"row\">").code(back.link.back).raw("</th><td>");
        html.text(back.link.back_label.text(language.tag())).raw("</td><td>");
        html.text(language.pick("many of ", "più righe di "));
        html.raw("<a href=\"#").raw(from.name).raw("\">").code(from.name).raw("</a></td><td>");
        html.text(language.pick("The way back of", "Il ritorno di")).raw(" ");
        html.code(back.link.name).raw("</td></tr>\n");
    }
    html.end_table();
}

fn target(html: &mut Html, language: Language, link: &Link) {
    match link.target {
        Target::Table(name) => {
            html.raw("<a href=\"#").raw(name).raw("\">").code(name).raw("</a>");
        }
        Target::Any => {
            html.text(language.pick("any table", "qualsiasi tabella"));
        }
    }
}
