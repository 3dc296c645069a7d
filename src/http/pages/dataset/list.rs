//! The list of all datasets, page by page.

use poem::http::header;
use poem::{Request, Response};

use super::super::html::Html;
use super::super::numbers::count;
use super::super::{Language, Page, with_language};
use super::{PATH, facts, form_name, head, name, short_title, trail};
use crate::api::parameters::pairs;
use crate::catalogue::graph::Form;
use crate::catalogue::{Catalogue, Dataset, schema_org};
use crate::error::Error;
use crate::export::EVERYTHING;
use crate::http::State;
use crate::http::answer::{problem, set};
use crate::http::catalogue::since;

/// How many datasets a page shows.
const SHOWN: usize = 100;

/// The page of all datasets, or one of several.
pub(in crate::http) fn list(state: &State, request: &Request, catalogue: &Catalogue) -> Response {
    let language = Language::of(request, &state.config);
    let pages = catalogue.datasets.len().div_ceil(SHOWN).max(1);
    let page = match page(request, pages) {
        Ok(page) => page,
        Err(error) => return problem(&error),
    };
    let shown = catalogue.datasets.chunks(SHOWN).nth(page - 1).unwrap_or_default();
    let words = &catalogue.service.catalogue;
    let (title, description) =
        (words.title.text(language.tag()), words.description.text(language.tag()));
    let mut html = Html::default();
    trail(&mut html, language, None);
    html.raw("<h1>")
        .text(name(language))
        .raw(" <span class=\"of\"><span class=\"hidden\">– </span>");
    html.text(title).raw("</span></h1>\n<p class=\"lead\">").text(description).raw("</p>\n");
    summary(&mut html, language, catalogue);
    html.raw("<ul class=\"datasets\">\n");
    for dataset in shown {
        item(&mut html, language, catalogue, dataset);
    }
    html.raw("</ul>\n");
    turn(&mut html, language, page, pages);
    documents(&mut html, language);
    let mut head = head(request, catalogue, PATH, Some(page));
    head.meta("description", description);
    for form in Form::ALL {
        head.relation("alternate", form.media_type(), &format!("/catalog.{}", form.ending()));
    }
    let others = [("prev", page - 1), ("next", page + 1)];
    let others = others.into_iter().filter(|(_, page)| (1..=pages).contains(page));
    for (rel, page) in others.clone() {
        head.relation(rel, "", &with_language(&path(page), language));
    }
    head.linked_data(&schema_org::catalogue(catalogue, shown, language.tag()));
    let path_here = path(page);
    let heading = format!("{} – {title}", name(language));
    let frame = Page::new(language, &path_here, &heading, &catalogue.service.publisher);
    let mut response = frame.with_head(&head).answer_of(&html, state, &since(catalogue), request);
    let links: Vec<String> =
        others.map(|(rel, page)| format!("<{}>; rel=\"{rel}\"", path(page))).collect();
    if !links.is_empty() {
        set(&mut response, header::LINK, &links.join(", "));
    }
    response
}

/// The number of the page that the address names.
fn page(request: &Request, pages: usize) -> Result<usize, Error> {
    let pairs = pairs(request.uri().query().unwrap_or_default());
    let Some((_, text)) = pairs.iter().find(|(name, _)| name == "page") else { return Ok(1) };
    let page = text.parse().ok().filter(|page| (1..=pages).contains(page));
    page.ok_or_else(|| Error::NotFound {
        what: format!("there is no page `{text}` of the datasets"),
        hint: format!("`page` is a number from 1 to {pages}"),
    })
}

/// The path of a page.
fn path(page: usize) -> String {
    if page > 1 { format!("{PATH}?page={page}") } else { PATH.to_owned() }
}

fn summary(html: &mut Html, language: Language, catalogue: &Catalogue) {
    html.raw("<dl class=\"facts\">\n").fact(name(language));
    html.text(&count(catalogue.datasets.len() as u64, language)).end_fact();
    html.fact(language.pick("Revision", "Revisione"));
    facts::revision(html, language, catalogue);
    html.end_fact().fact(language.pick("Licence", "Licenza"));
    facts::licence(html, &catalogue.service);
    html.end_fact().fact(language.pick("Publisher", "Pubblicato da"));
    facts::publisher(html, &catalogue.service);
    html.end_fact().raw("</dl>\n");
}

fn item(html: &mut Html, language: Language, catalogue: &Catalogue, dataset: &Dataset) {
    let title = short_title(catalogue, language, dataset.title.text(language.tag()));
    html.raw("<li>\n<h2>")
        .link(&with_language(&format!("{PATH}/{}", dataset.slug), language), title);
    html.raw("</h2>\n<p>")
        .text(dataset.description.text(language.tag()))
        .raw("</p>\n<p class=\"quiet\">");
    let records = match dataset.records {
        1 => language.pick("record", "riga"),
        _ => language.pick("records", "righe"),
    };
    html.text(&format!("{} {records} · ", count(dataset.records, language)));
    html.text(language.pick("changed on", "modificato il"))
        .raw(" ")
        .moment(&dataset.modified, language);
    html.raw(" · ");
    for (at, file) in dataset.distributions.iter().enumerate() {
        html.raw(if at > 0 { ", " } else { "" }).text(file.profile.title);
    }
    html.raw("</p>\n</li>\n");
}

/// The way to the pages beside this one.
fn turn(html: &mut Html, language: Language, page: usize, pages: usize) {
    if pages < 2 {
        return;
    }
    html.raw("<nav class=\"turn\" aria-label=\"");
    html.text(language.pick("Pages of the list", "Pagine dell’elenco")).raw("\">\n");
    if page > 1 {
        html.raw("<a rel=\"prev\" href=\"")
            .text(&with_language(&path(page - 1), language))
            .raw("\">");
        html.text(language.pick("Previous", "Precedente")).raw("</a>\n");
    }
    html.raw("<span>").text(language.pick("Page", "Pagina"));
    html.text(&format!(" {page} {} {pages}", language.pick("of", "di"))).raw("</span>\n");
    if page < pages {
        html.raw("<a rel=\"next\" href=\"")
            .text(&with_language(&path(page + 1), language))
            .raw("\">");
        html.text(language.pick("Next", "Successiva")).raw("</a>\n");
    }
    html.raw("</nav>\n");
}

/// Other forms of the catalogue, with their addresses.
const OTHERS: [(&str, &str); 3] = [
    ("CKAN", "/api/3/action/package_search"),
    ("OAI-PMH", "/oai?verb=Identify"),
    ("data.json", "/data.json"),
];

/// The catalogue for programs.
fn documents(html: &mut Html, language: Language) {
    html.heading(
        "documents",
        language.pick("The catalogue for programs", "Il catalogo per i programmi"),
    );
    html.raw("<dl>\n<dt>DCAT-AP, DCAT-AP_IT</dt><dd><ul class=\"row\">\n");
    for form in Form::ALL {
        html.raw("<li>")
            .link(&format!("/catalog.{}", form.ending()), form_name(form))
            .raw("</li>\n");
    }
    html.raw("</ul></dd>\n");
    for (name, address) in OTHERS {
        html.raw("<dt>").text(name).raw("</dt><dd>").address(address).raw("</dd>\n");
    }
    html.raw("</dl>\n");
}

/// The datasets that everything is made of.
pub(super) fn parts(html: &mut Html, language: Language, catalogue: &Catalogue) {
    let title = language.pick("What is in it", "Che cosa contiene");
    html.heading("parts", title);
    let heads = [language.pick("Dataset", "Insieme di dati"), language.pick("Records", "Righe")];
    html.table_with(title, &heads, &[1]);
    let others = catalogue.datasets.iter().filter(|dataset| dataset.slug != EVERYTHING);
    for dataset in others.clone().take(SHOWN) {
        let title = short_title(catalogue, language, dataset.title.text(language.tag()));
        html.raw("<tr><th scope=\"row\">");
        html.link(&with_language(&format!("{PATH}/{}", dataset.slug), language), title);
        html.raw("</th><td class=\"number\">").text(&count(dataset.records, language));
        html.raw("</td></tr>\n");
    }
    html.end_table();
    if others.count() > SHOWN {
        html.raw("<p>").link(
            &with_language(PATH, language),
            language.pick("All datasets", "Tutti gli insiemi di dati"),
        );
        html.raw("</p>\n");
    }
}
