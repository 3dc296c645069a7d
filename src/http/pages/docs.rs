//! `/docs`: the GET door and its neighbours, told from the registry.

use std::sync::Arc;

use poem::{Request, Response};

use super::errors::ERRORS;
use super::html::Html;
use super::parameters::{ADDRESSES, Line, OTHERS, PARAMETERS, TESTS};
use super::{Language, Page, reference};
use crate::error::Result;
use crate::export::FORMATS;
use crate::http::State;

/// The page.
///
/// # Errors
///
/// None: without data it tells all but the number of records.
#[expect(clippy::unnecessary_wraps, reason = "all handlers have one type")]
pub(in crate::http) fn answer(state: &Arc<State>, request: &Request) -> Result<Response> {
    let language = Language::of(request, &state.config);
    let title = language.pick("Documentation", "Documentazione");
    let mut html = Html::default();
    html.raw("<h1>").text(title).raw("</h1>\n");
    html.paragraph(language.pick(
        "GraphQL, GET and files read the same data, take the same filters and answer from the same \
         revision. Nothing needs a key, and nothing can be written. Every address answers GET.",
        "GraphQL, GET e file leggono gli stessi dati, accettano gli stessi filtri e rispondono \
         dalla stessa revisione. Non serve alcuna chiave e nulla si può scrivere. Ogni indirizzo \
         risponde a GET.",
    ));
    contents(&mut html, language);
    html.heading("addresses", language.pick("Addresses", "Indirizzi"));
    lines(&mut html, language, language.pick("Address", "Indirizzo"), ADDRESSES);
    parameters(&mut html, language, state);
    html.heading(
        "others",
        language.pick("Parameters of other addresses", "Parametri di altri indirizzi"),
    );
    lines(&mut html, language, language.pick("Parameter", "Parametro"), OTHERS);
    tests(&mut html, language);
    formats(&mut html, language);
    errors(&mut html, language);
    html.heading("tables", language.pick("Tables", "Tabelle"));
    if language == Language::It {
        html.paragraph("Le frasi su tabelle, colonne e collegamenti sono in inglese.");
    }
    reference::tables(
        &mut html,
        language,
        state.published.current().as_ref(),
        &state.service.formats,
    );
    let page = Page::new(language, "/docs", title, &state.config.publisher);
    Ok(page.answer(&html, state.published.current().as_deref()))
}

fn contents(html: &mut Html, language: Language) {
    html.raw("<nav aria-label=\"").text(language.pick("On this page", "In questa pagina"));
    html.raw("\"><ul>\n");
    for (to, en, it) in [
        ("#addresses", "Addresses", "Indirizzi"),
        ("#parameters", "Parameters of a list", "Parametri di un elenco"),
        ("#others", "Parameters of other addresses", "Parametri di altri indirizzi"),
        ("#tests", "Tests", "Prove"),
        ("#formats", "Files", "File"),
        ("#errors", "Errors", "Errori"),
        ("#tables", "Tables", "Tabelle"),
    ] {
        html.raw("<li>").link(to, language.pick(en, it)).raw("</li>\n");
    }
    html.raw("</ul></nav>\n");
}

/// A table of lines: what is written, what it does, an address to try it.
fn lines(html: &mut Html, language: Language, caption: &str, lines: &[Line]) {
    let heads = [
        caption,
        language.pick("What it does", "Che cosa fa"),
        language.pick("Example", "Esempio"),
    ];
    html.table(caption, &heads);
    for line in lines {
        html.raw("<tr><th scope=\"row\">").code(line.what).raw("</th><td>");
        html.prose(language.pick(line.en, line.it)).raw("</td><td>");
        if !line.example.is_empty() {
            html.address(line.example);
        }
        html.raw("</td></tr>\n");
    }
    html.end_table();
}

fn parameters(html: &mut Html, language: Language, state: &State) {
    let title = language.pick("Parameters of a list", "Parametri di un elenco");
    html.heading("parameters", title);
    html.paragraph(language.pick(
        "Several parameters must all hold. Files, groups and facets take the same filters.",
        "Più parametri valgono tutti insieme. File, gruppi e `facets` accettano gli stessi filtri.",
    ));
    lines(html, language, language.pick("Parameter", "Parametro"), PARAMETERS);
    let limits = &state.config.limits;
    html.paragraph(&match language {
        Language::En => format!(
            "A page has {} records unless `limit` says otherwise, and at most {}.",
            limits.page_size, limits.page_size_max
        ),
        Language::It => format!(
            "Una pagina ha {} righe, se `limit` non dice altro, e al massimo {}.",
            limits.page_size, limits.page_size_max
        ),
    });
}

fn tests(html: &mut Html, language: Language) {
    let title = language.pick("Tests", "Prove");
    html.heading("tests", title);
    reference::kinds(html, language);
    lines(html, language, language.pick("Test", "Prova"), TESTS);
    html.paragraph(language.pick(
        "Dates are as precise as their source: `2018`, `2018-09` or `2018-09-01`. A date lies \
         between two others if every day that it can mean does.",
        "Le date sono precise quanto la loro fonte: `2018`, `2018-09` o `2018-09-01`. Una data sta \
         fra due altre se vi sta ogni giorno che può indicare.",
    ));
}

fn formats(html: &mut Html, language: Language) {
    let title = language.pick("Files", "File");
    html.heading("formats", title);
    html.table(
        title,
        &[language.pick("Ending", "Estensione"), language.pick("Media type", "Tipo")],
    );
    for format in FORMATS {
        html.raw("<tr><th scope=\"row\">").code(&format!(".{}", format.name()));
        html.raw("</th><td>").code(format.media_type()).raw("</td></tr>\n");
    }
    html.end_table();
}

fn errors(html: &mut Html, language: Language) {
    let title = language.pick("Errors", "Errori");
    html.heading("errors", title);
    html.paragraph(language.pick(
        "Each error has a stable `code`, a sentence (`title`) and a hint (`detail`), as \
         `application/problem+json` (RFC 9457); in GraphQL they are `extensions.code`, `message` \
         and `extensions.hint`.",
        "Ogni errore ha un `code` stabile, una frase (`title`) e un suggerimento (`detail`), in \
         `application/problem+json` (RFC 9457); in GraphQL sono `extensions.code`, `message` ed \
         `extensions.hint`.",
    ));
    let heads = [
        language.pick("Code", "Codice"),
        language.pick("Status", "Stato"),
        language.pick("What it means", "Che cosa significa"),
    ];
    html.table(title, &heads);
    for (code, status, en, it) in ERRORS {
        html.raw("<tr><th scope=\"row\">").code(code).raw("</th><td>").text(status);
        html.raw("</td><td>").text(language.pick(en, it)).raw("</td></tr>\n");
    }
    html.end_table();
}
