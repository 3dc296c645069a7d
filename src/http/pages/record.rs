//! `/record/{table}/{slug}`: a record for people, with all that its table says of it, what it is
//! linked to, and where it stands for programs.

mod fields;
mod links;

use std::borrow::Cow;

use poem::http::{StatusCode, header};
use poem::{Request, Response};

use super::html::Html;
use super::{Language, Page, place, published, with_language};
use crate::about::citation::{Citation, Part};
use crate::catalogue::graph::{Form, Graph};
use crate::catalogue::record::{heading, id};
use crate::describe::licence;
use crate::error::{Error, Result};
use crate::http::State;
use crate::http::answer::set;
use crate::image::{Image, Row};
use crate::model::TABLES;
use crate::model::table::Table;

/// What a page tells of, and to whom.
struct View<'a> {
    state: &'a State,
    image: &'a Image,
    language: Language,
    table: usize,
    row: Row,
}

impl View<'_> {
    fn of(&self) -> &'static Table {
        &TABLES[self.table]
    }

    fn slug(&self) -> &str {
        self.image.table(self.table).slug(self.row)
    }

    fn path(&self) -> String {
        path(self.image, self.table, self.row)
    }
}

/// The path of the page of a record.
fn path(image: &Image, table: usize, row: Row) -> String {
    format!("/record/{}/{}", TABLES[table].name, image.table(table).slug(row))
}

/// The page; `graph` is what linked data says of the record.
///
/// # Errors
///
/// [`Error::Internal`] if the graph cannot be written.
pub(in crate::http) fn answer(
    state: &State,
    request: &Request,
    image: &Image,
    (table, row): (usize, Row),
    graph: &Graph,
) -> Result<Response> {
    let language = Language::of(request, &state.config);
    let view = View { state, image, language, table, row };
    let (title, tag) = title(&view, (table, row));
    let mut html = Html::default();
    trail(&mut html, language, view.of(), &short(&title));
    html.raw("<h1><span");
    foreign(&mut html, language, tag);
    html.text(&title).raw("</span> <span class=\"of\"><span class=\"hidden\">– </span>");
    html.text(view.of().label.text(language.tag())).raw("</span></h1>\n");
    fields::caveats(&mut html, &view);
    fields::fields(&mut html, &view);
    links::links(&mut html, &view);
    cite(&mut html, &view, &title);
    documents(&mut html, &view);
    published(&mut html, language, state, image);
    let head = head(request, &view, graph)?;
    let path = view.path();
    let short = short(&title);
    let page = Page::new(language, &path, &short, &state.config.publisher).with_head(&head);
    Ok(page.answer(&html, Some(image)))
}

/// The name of a record in the language of the page or the next best one, with its tag; where it
/// has none, what it says in brief.
fn title<'a>(view: &View<'a>, (table, row): (usize, Row)) -> (Cow<'a, str>, &'a str) {
    let names = heading(view.image, table, row);
    let wanted = view.language.tag();
    let own = names.iter().find(|(tag, _)| tag.split('-').next() == Some(wanted));
    match own.or_else(|| names.first()) {
        Some((tag, text)) => (Cow::Borrowed(text), tag),
        None => (Cow::Owned(links::brief(view, (table, row), None)), ""),
    }
}

/// The beginning of a long name, to the end of a word.
fn short(title: &str) -> Cow<'_, str> {
    const LENGTH: usize = 60;
    let Some((end, _)) = title.char_indices().nth(LENGTH) else { return Cow::Borrowed(title) };
    let start = title.get(..end).unwrap_or_default();
    let start = start.rsplit_once(' ').map_or(start, |(start, _)| start);
    Cow::Owned(format!("{}…", start.trim_end_matches([',', ';', ':'])))
}

/// The end of a tag of HTML, with the language of its text where that is not the one of the page.
fn foreign(html: &mut Html, language: Language, tag: &str) {
    if !tag.is_empty() && tag != language.tag() {
        html.raw(" lang=\"").text(tag).raw("\"");
    }
    html.raw(">");
}

/// The way from the overview to here.
fn trail(html: &mut Html, language: Language, table: &Table, here: &str) {
    let datasets = language.pick("Datasets", "Insiemi di dati");
    let dataset = format!("/dataset/{}", table.name);
    let steps = [("/dataset", datasets), (dataset.as_str(), table.label.text(language.tag()))];
    place::trail(html, language, &steps, here);
}

/// How to cite a record.
fn cite(html: &mut Html, view: &View<'_>, title: &str) {
    let (table, slug) = (view.of().name, view.slug());
    let address = id(&view.state.service, table, slug);
    let citation = Citation {
        service: &view.state.service,
        revision: &view.image.revision,
        language: view.language.tag(),
        part: Some(Part { key: &format!("-{table}-{slug}"), title, address: &address }),
    };
    html.heading("citation", view.language.pick("How to cite", "Come citare"));
    html.raw("<p>").text(&citation.apa()).raw("</p>\n");
    html.raw("<pre tabindex=\"0\" role=\"region\" aria-label=\"BibTeX\"><code>");
    html.text(&citation.bibtex()).raw("</code></pre>\n");
}

/// The same for programs.
fn documents(html: &mut Html, view: &View<'_>) {
    let language = view.language;
    let (table, slug) = (view.of().name, view.slug());
    html.heading("documents", language.pick("This page as data", "Questa pagina come dati"));
    html.raw("<ul class=\"row\">\n<li>").link(&format!("/api/{table}/{slug}"), "JSON");
    html.raw("</li>\n");
    for form in Form::ALL {
        let place = format!("{}.{}", view.path(), form.ending());
        html.raw("<li>").link(&place, super::dataset::form_name(form)).raw("</li>\n");
    }
    html.raw("<li>");
    let history = language.pick("What happened to it", "Che cosa ne è stato");
    html.link(&format!("/api/explain?id={table}/{slug}"), history).raw(" (JSON)</li>\n</ul>\n<p>");
    html.text(language.pick("Permanent address:", "Indirizzo permanente:")).raw(" ");
    html.code(&id(&view.state.service, table, slug)).raw("</p>\n");
}

/// What search engines and other programs read in the head.
fn head(request: &Request, view: &View<'_>, graph: &Graph) -> Result<Html> {
    let (state, table, path) = (view.state, view.of().name, view.path());
    let mut head = Html::default();
    let address = format!("{}{path}", state.service.base_url);
    place::canonical(&mut head, request, address);
    head.relation("cite-as", "", &id(&state.service, table, view.slug()));
    head.relation("collection", "text/html", &format!("/dataset/{table}"));
    if let Some(address) = licence::address(&state.service) {
        head.relation("license", "", address);
    }
    for form in Form::ALL {
        head.relation("alternate", form.media_type(), &format!("{path}.{}", form.ending()));
    }
    head.relation("alternate", "application/json", &format!("/api/{table}/{}", view.slug()));
    let linked = graph.write(Form::JsonLd)?;
    head.linked_data(&serde_json::from_slice(&linked).map_err(Error::internal)?);
    Ok(head)
}

/// What is said to people of a record that is not there.
pub(in crate::http) fn refused(
    state: &State,
    request: &Request,
    table: &'static Table,
    error: &Error,
) -> Response {
    let language = Language::of(request, &state.config);
    let title = match error {
        Error::Gone { .. } => language.pick("Not published any more", "Non più pubblicato"),
        _ => language.pick("There is no such record", "Questa riga non c’è"),
    };
    let mut html = Html::default();
    trail(&mut html, language, table, title);
    html.raw("<h1>").text(title).raw("</h1>\n<p lang=\"en\">");
    html.prose(&error.to_string()).raw(".</p>\n<ul>\n<li>");
    let others = language.pick("The records that there are", "Le righe che ci sono");
    let place = with_language(&format!("/dataset/{}", table.name), language);
    html.link(&place, others).raw("</li>\n<li>");
    let gone = language.pick("Everything that is gone", "Tutto ciò che non c’è più");
    html.link("/export/deletions.csv", gone).raw(" (CSV)</li>\n</ul>\n");
    let path = request.uri().path();
    let page = Page::new(language, path, title, &state.config.publisher);
    let mut response = page.answer(&html, None);
    response.set_status(StatusCode::from_u16(error.status()).unwrap_or(StatusCode::NOT_FOUND));
    set(&mut response, header::CACHE_CONTROL, "no-store");
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_name_ends_with_a_word() {
        assert_eq!(short("Dakar"), "Dakar");
        let long = format!("{}, nevertheless", "word ".repeat(11).trim_end());
        assert_eq!(short(&long), format!("{}…", "word ".repeat(11).trim_end()));
        assert_eq!(short(&"è".repeat(61)), format!("{}…", "è".repeat(60)));
    }
}
