//! `/dataset`: what is published, as the catalogue tells it, for people and for search engines.

mod facts;
mod files;
mod list;
mod usage;

use std::sync::Arc;

use poem::http::StatusCode;
use poem::{Request, Response};

use super::html::Html;
use super::{Language, Page, place, wants_page, with_language};
use crate::about::citation::{Citation, Part};
use crate::catalogue::graph::Form;
use crate::catalogue::{Catalogue, Dataset, Removed, schema_org};
use crate::describe::licence;
use crate::error::{Error, Result};
use crate::export::EVERYTHING;
use crate::http::State;
use crate::http::answer::problem;
use crate::http::catalogue::since;
pub(in crate::http) use list::list;

/// The path of the list, under which the pages of datasets stand.
const PATH: &str = "/dataset";

/// The list of all datasets.
///
/// # Errors
///
/// [`Error::FilesNotReady`] before there is a catalogue.
pub(in crate::http) fn all(state: &Arc<State>, request: &Request) -> Result<Response> {
    let catalogue = state.catalogues.newest()?;
    Ok(list(state, request, &catalogue))
}

/// The page of the dataset that the address names.
///
/// # Errors
///
/// [`Error::FilesNotReady`] before there is a catalogue.
pub(in crate::http) fn answer(state: &Arc<State>, request: &Request) -> Result<Response> {
    let catalogue = state.catalogues.newest()?;
    let slug = request.raw_path_param("slug").unwrap_or_default();
    Ok(match (catalogue.dataset(slug), catalogue.removed(slug)) {
        (Some(dataset), _) => one(state, request, &catalogue, dataset),
        (None, Some(removed)) => gone(state, request, &catalogue, removed),
        (None, None) => unknown(slug),
    })
}

/// The page of a dataset.
pub(in crate::http) fn one(
    state: &State,
    request: &Request,
    catalogue: &Catalogue,
    dataset: &Dataset,
) -> Response {
    let language = Language::of(request, &state.config);
    let path = format!("{PATH}/{}", dataset.slug);
    let title = dataset.title.text(language.tag());
    let mut html = Html::default();
    heading(&mut html, language, catalogue, title);
    html.raw("<p class=\"lead\">").text(dataset.description.text(language.tag())).raw("</p>\n");
    facts::facts(&mut html, language, catalogue, dataset);
    files::files(&mut html, language, dataset);
    if dataset.slug == EVERYTHING {
        list::parts(&mut html, language, catalogue);
    }
    usage::usage(&mut html, language, catalogue, dataset);
    if let Some(file) = &dataset.file {
        html.heading("columns", language.pick("Columns", "Colonne"));
        if language == Language::It {
            html.paragraph("Le frasi sulle colonne sono in inglese.");
        }
        super::dictionary::columns(
            &mut html,
            language,
            file,
            &with_language("/dictionary", language),
        );
    }
    cite(&mut html, language, catalogue, dataset);
    documents(&mut html, language, &path);
    let head = head_of(request, language, catalogue, dataset, &path);
    let page = Page::new(language, &path, title, &catalogue.service.publisher).with_head(&head);
    page.answer_of(&html, state, &since(catalogue), request)
}

/// The title of a dataset, below the way to it. That of the catalogue stands apart from it.
fn heading(html: &mut Html, language: Language, catalogue: &Catalogue, title: &str) {
    let short = short_title(catalogue, language, title);
    trail(html, language, Some(short));
    html.raw("<h1>").text(short);
    if short != title {
        let whole = catalogue.service.catalogue.title.text(language.tag());
        html.raw(" <span class=\"of\"><span class=\"hidden\">– </span>").text(whole).raw("</span>");
    }
    html.raw("</h1>\n");
}

/// The way from the overview to here.
fn trail(html: &mut Html, language: Language, here: Option<&str>) {
    let list = [(PATH, name(language))];
    let steps = if here.is_some() { &list[..] } else { &[] };
    place::trail(html, language, steps, here.unwrap_or_else(|| name(language)));
}

/// The name of the list.
const fn name(language: Language) -> &'static str {
    language.pick("Datasets", "Insiemi di dati")
}

/// The title of a dataset without that of the catalogue, which most have behind their own.
fn short_title<'t>(catalogue: &Catalogue, language: Language, title: &'t str) -> &'t str {
    let whole = catalogue.service.catalogue.title.text(language.tag());
    let short = title.strip_suffix(whole).and_then(|title| title.strip_suffix(" – "));
    short.filter(|short| !short.is_empty()).unwrap_or(title)
}

/// How to cite a dataset.
fn cite(html: &mut Html, language: Language, catalogue: &Catalogue, dataset: &Dataset) {
    let title = dataset.title.text(language.tag());
    let address = catalogue.id("dataset", &dataset.slug);
    let key = if dataset.slug == EVERYTHING { String::new() } else { format!("-{}", dataset.slug) };
    let citation = Citation {
        service: &catalogue.service,
        revision: &catalogue.revision,
        language: language.tag(),
        part: Some(Part { key: &key, title, address: &address }),
    };
    html.heading("citation", language.pick("How to cite", "Come citare"));
    html.raw("<p>").text(&citation.apa()).raw("</p>\n");
    html.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"BibTeX\"><code>");
    html.text(&citation.bibtex()).raw("</code></pre>\n");
}

/// The same for programs.
fn documents(html: &mut Html, language: Language, path: &str) {
    let title = language.pick("This page as data (DCAT)", "Questa pagina come dati (DCAT)");
    html.heading("documents", title);
    html.raw("<ul class=\"row\">\n");
    for form in Form::ALL {
        html.raw("<li>").link(&format!("{path}.{}", form.ending()), form_name(form)).raw("</li>\n");
    }
    html.raw("</ul>\n");
}

/// The name of a form for people.
pub(super) const fn form_name(form: Form) -> &'static str {
    match form {
        Form::Turtle => "Turtle",
        Form::RdfXml => "RDF/XML",
        Form::JsonLd => "JSON-LD",
    }
}

/// What search engines and other programs read in the head of the page of a dataset.
fn head_of(
    request: &Request,
    language: Language,
    catalogue: &Catalogue,
    dataset: &Dataset,
    path: &str,
) -> Html {
    let mut head = head(request, catalogue, path, None);
    head.meta("description", dataset.description.text(language.tag()));
    head.relation("cite-as", "", &catalogue.id("dataset", &dataset.slug));
    head.relation("collection", "text/html", PATH);
    if let Some(address) = licence::address(&catalogue.service) {
        head.relation("license", "", address);
    }
    for form in Form::ALL {
        head.relation("alternate", form.media_type(), &format!("{path}.{}", form.ending()));
    }
    head.linked_data(&schema_org::dataset(catalogue, dataset, language.tag()));
    head
}

/// The head of a page of the catalogue: the address that is its own, in the language that was asked
/// for and of the page of the list that it shows.
fn head(request: &Request, catalogue: &Catalogue, path: &str, page: Option<usize>) -> Html {
    let mut address = format!("{}{path}", catalogue.service.base_url);
    if let Some(page) = page.filter(|page| *page > 1) {
        address = format!("{address}?page={page}");
    }
    let mut head = Html::default();
    place::canonical(&mut head, request, address);
    head
}

/// What is said of a dataset that is no more.
pub(in crate::http) fn gone(
    state: &State,
    request: &Request,
    catalogue: &Catalogue,
    removed: &Removed,
) -> Response {
    if !wants_page(request) {
        return problem(&Error::Gone {
            what: format!("the dataset `{}` was removed on {}", removed.slug, removed.removed),
            hint: "`/export/deletions.csv` lists what is gone; `/dataset` what there is".to_owned(),
        });
    }
    let language = Language::of(request, &state.config);
    let title = removed.title.text(language.tag());
    let mut html = Html::default();
    heading(&mut html, language, catalogue, title);
    html.raw("<p class=\"lead\">");
    html.text(language.pick(
        "This dataset is not published any more: its last record was removed on",
        "Questo insieme di dati non è più pubblicato: la sua ultima riga è stata tolta il",
    ));
    html.raw(" ").moment(&removed.removed, language).raw(".</p>\n<ul>\n<li>");
    html.link(
        "/export/deletions.csv",
        language.pick("Everything that is gone", "Tutto ciò che non c’è più"),
    );
    html.raw(" (CSV)</li>\n<li>");
    html.link(
        &with_language(PATH, language),
        language.pick("The datasets that there are", "Gli insiemi di dati che ci sono"),
    );
    html.raw("</li>\n</ul>\n");
    let path = format!("{PATH}/{}", removed.slug);
    let page = Page::new(language, &path, title, &catalogue.service.publisher);
    let mut response = page.answer(&html, None);
    response.set_status(StatusCode::GONE);
    response
}

/// The refusal of a name that no dataset has.
fn unknown(slug: &str) -> Response {
    problem(&Error::NotFound {
        what: format!("there is no dataset `{slug}`"),
        hint: "`/dataset` lists all of them".to_owned(),
    })
}
