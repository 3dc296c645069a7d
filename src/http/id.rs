//! Permanent addresses: they name things, and lead to what is said of them in the form that a
//! client reads.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::{Request, Response};

use super::answer::set;
use super::negotiate::{ALL, Wanted};
use super::record::Found;
use super::{State, pages, record};
use crate::about::codes;
use crate::catalogue::record::{codes as code_lists, terms};
use crate::error::{Error, Result};
use crate::export::EVERYTHING;
use crate::model::find_table;

/// A record, or a piece of the catalogue.
pub(super) async fn of_thing(state: Arc<State>, request: Request) -> Result<Response> {
    let kind = request.raw_path_param("kind").unwrap_or_default();
    let slug = request.raw_path_param("slug").unwrap_or_default();
    match find_table(kind) {
        Some((table, of)) => match record::find(&state, table, slug).await {
            Ok(Found::Here(..)) => {
                let place = Place::new("record", &format!("{kind}/{slug}")).with_json("api");
                Ok(see(&request, &place))
            }
            Ok(Found::Renamed(image, new)) => {
                Ok(record::moved(&image, &format!("/id/{kind}/{new}"), request.uri().query()))
            }
            Err(error @ (Error::Gone { .. } | Error::NotFound { .. }))
                if pages::wants_page(&request) =>
            {
                Ok(pages::record::refused(&state, &request, of, &error))
            }
            Err(error) => Err(error),
        },
        None => of_catalogue(&state, &request, kind, slug),
    }
}

/// A code list.
pub(super) fn code_list(_: &Arc<State>, request: &Request) -> Result<Response> {
    let name = request.raw_path_param("name").unwrap_or_default();
    if !codes::names().any(|known| known == name) {
        return Err(nothing(&format!("there is no code list `{name}`"), "/api/codelists"));
    }
    Ok(see(request, &of_list(name)))
}

/// A code of a list.
pub(super) fn code(_: &Arc<State>, request: &Request) -> Result<Response> {
    let name = request.raw_path_param("name").unwrap_or_default();
    let code = request.raw_path_param("code").unwrap_or_default();
    if !code_lists::has(name, code) {
        return Err(nothing(&format!("no list `{name}` has a code `{code}`"), "/api/codelists"));
    }
    Ok(see(request, &of_list(name)))
}

/// All terms of our own.
pub(super) fn vocabulary(request: &Request) -> Response {
    see(request, &Place::dictionary(""))
}

/// A class of our own, or a property of many.
pub(super) fn class(_: &Arc<State>, request: &Request) -> Result<Response> {
    let table = request.raw_path_param("table").unwrap_or_default();
    if !terms::has(table) {
        return Err(nothing(&format!("there is no term `{table}`"), "/dictionary.ttl"));
    }
    let anchor = find_table(table).map_or("", |(_, table)| table.name);
    Ok(see(request, &Place::dictionary(anchor)))
}

/// A property of our own.
pub(super) fn property(_: &Arc<State>, request: &Request) -> Result<Response> {
    let table = request.raw_path_param("table").unwrap_or_default();
    let column = request.raw_path_param("column").unwrap_or_default();
    if !terms::has_property(table, column) {
        let what = format!("there is no term `{table}/{column}`");
        return Err(nothing(&what, "/dictionary.ttl"));
    }
    Ok(see(request, &Place::dictionary(table)))
}

/// Where a thing is told of.
struct Place {
    /// The path of the document; linked data stands there with an ending.
    document: String,
    /// The path of the page, where it is another one.
    page: Option<String>,
    /// The path of the JSON, where there is any.
    json: Option<String>,
}

impl Place {
    fn new(kind: &str, path: &str) -> Self {
        Self { document: format!("/{kind}/{path}"), page: None, json: None }
    }

    fn dictionary(anchor: &str) -> Self {
        let hash = if anchor.is_empty() { "" } else { "#" };
        let page = Some(format!("/dictionary{hash}{anchor}"));
        Self { document: "/dictionary".to_owned(), page, json: None }
    }

    /// The same path leads to JSON below this address.
    fn with_json(mut self, root: &str) -> Self {
        let path = self.document.split_once('/').map_or("", |(_, path)| path);
        let path = path.split_once('/').map_or("", |(_, path)| path);
        self.json = Some(format!("/{root}/{path}"));
        self
    }

    fn path(&self, wanted: Wanted) -> String {
        match wanted {
            Wanted::Graph(form) => format!("{}.{}", self.document, form.ending()),
            Wanted::Json => {
                self.json.clone().unwrap_or_else(|| format!("{}.jsonld", self.document))
            }
            Wanted::Page => self.page.clone().unwrap_or_else(|| self.document.clone()),
        }
    }
}

fn of_list(name: &str) -> Place {
    let page = Some(format!("/dictionary#{name}"));
    Place { page, ..Place::new("codelist", name).with_json("api/codelists") }
}

/// What the catalogue tells of: datasets and their files in the documents of datasets, all others
/// in that of the catalogue.
fn of_catalogue(state: &State, request: &Request, kind: &str, slug: &str) -> Result<Response> {
    let missing = || nothing(&format!("nothing has the address `/id/{kind}/{slug}`"), "/catalog");
    if !["catalog", "dataset", "distribution", "agent", "contact", "service"].contains(&kind) {
        return Err(missing());
    }
    let catalogue = state.catalogues.newest()?;
    let gone = |slug: &str| {
        let removed = catalogue.removed.iter().find(|removed| {
            let rest = slug.strip_prefix(removed.slug.as_str());
            let is_file = |rest: &str| kind == "distribution" && rest.starts_with('-');
            rest.is_some_and(|rest| rest.is_empty() || is_file(rest))
        });
        removed.map(|removed| Error::Gone {
            what: format!("there is no dataset `{}` since {}", removed.slug, removed.removed),
            hint: "the datasets that there are stand at `/dataset`".to_owned(),
        })
    };
    let whole =
        Place { page: Some("/dataset".to_owned()), document: "/catalog".to_owned(), json: None };
    let place = match (kind, slug) {
        ("dataset", slug) => match catalogue.dataset(slug) {
            Some(dataset) => Place::new("dataset", &dataset.slug),
            None => return Err(gone(slug).unwrap_or_else(missing)),
        },
        ("distribution", slug) => {
            let has = |file: &crate::catalogue::Distribution| file.slug == slug;
            let found =
                catalogue.datasets.iter().find(|dataset| dataset.distributions.iter().any(has));
            match found {
                Some(dataset) => Place::new("dataset", &dataset.slug),
                None => return Err(gone(slug).unwrap_or_else(missing)),
            }
        }
        ("catalog", EVERYTHING)
        | ("agent", "publisher" | "holder")
        | ("service", "graphql" | "api") => whole,
        ("contact", "publisher") if catalogue.email().is_some() => whole,
        _ => return Err(missing()),
    };
    Ok(see(request, &place))
}

/// Leads to the form that a client wants. What names a thing is not a document (303).
fn see(request: &Request, place: &Place) -> Response {
    let path = place.path(Wanted::of(request.headers(), &ALL));
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    set(&mut response, header::LOCATION, &path);
    set(&mut response, header::VARY, "Accept");
    response
}

fn nothing(what: &str, place: &str) -> Error {
    Error::NotFound { what: what.to_owned(), hint: format!("begin at `{place}`") }
}
