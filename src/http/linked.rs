//! Documents of linked data: records, code lists and our own terms, in every form.

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::{Request, Response};

use super::answer::{set, with_revision};
use super::negotiate::{PAGE_FIRST, Wanted};
use super::record::Found;
use super::{State, pages, record};
use crate::api;
use crate::catalogue::graph::{Form, Graph};
use crate::catalogue::record::{codes, graph, terms};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::model::TABLES;

/// A record: a page, or linked data by the ending of the address or by `Accept`.
pub(super) async fn record(state: Arc<State>, request: Request) -> Result<Response> {
    let table = api::table(request.raw_path_param("table").unwrap_or_default())?;
    let name = request.raw_path_param("slug").unwrap_or_default();
    let (slug, form) = named(name);
    let (image, row) = match record::find(&state, table, slug).await {
        Err(error @ (Error::Gone { .. } | Error::NotFound { .. }))
            if form.is_none() && pages::wants_page(&request) =>
        {
            return Ok(pages::record::refused(&state, &request, &TABLES[table], &error));
        }
        found => match found? {
            Found::Here(image, row) => (image, row),
            Found::Renamed(image, new) => {
                let ending = name.strip_prefix(slug).unwrap_or_default();
                let address = format!("/record/{}/{new}{ending}", TABLES[table].name);
                return Ok(record::moved(&image, &address, request.uri().query()));
            }
        },
    };
    let most = state.config.limits.page_size;
    let graph = graph(&image, &state.service, table, row, most);
    if let Some(form) = form {
        return answer(&image, &graph, form);
    }
    match Wanted::of(request.headers(), &PAGE_FIRST).graph() {
        Some(form) => Ok(by_accept(answer(&image, &graph, form)?)),
        None => pages::record::answer(&state, &request, &image, (table, row), &graph),
    }
}

/// A code list.
pub(super) fn code_list(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let (name, form) = named(request.raw_path_param("name").unwrap_or_default());
    let graph = codes::graph(&state.service, name, &image.revision);
    let graph = graph.ok_or_else(|| Error::NotFound {
        what: format!("there is no code list `{name}`"),
        hint: "the names of all lists are at `/api/codelists`".to_owned(),
    })?;
    let page = format!("/dictionary#{name}");
    fixed_or(&image, request, &graph, form, &page)
}

/// The terms of our own, by the ending of the address.
pub(super) fn vocabulary(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let (_, form) = named(request.uri().path());
    let graph = terms::graph(&state.service, &image.revision);
    fixed_or(&image, request, &graph, form, "/dictionary")
}

/// A graph in the form of an ending, or else in the one that a client wants; people are led to the
/// page that tells of it.
fn fixed_or(
    image: &Arc<Image>,
    request: &Request,
    graph: &Graph,
    form: Option<Form>,
    page: &str,
) -> Result<Response> {
    if let Some(form) = form {
        return answer(image, graph, form);
    }
    if let Some(form) = Wanted::of(request.headers(), &PAGE_FIRST).graph() {
        return Ok(by_accept(answer(image, graph, form)?));
    }
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    set(&mut response, header::LOCATION, page);
    Ok(by_accept(response))
}

/// The name before an ending that is that of a form, and the form. No slug has a point.
fn named(name: &str) -> (&str, Option<Form>) {
    let parts = name.rsplit_once('.');
    let found = parts.and_then(|(before, ending)| Some((before, Some(Form::of(ending)?))));
    found.unwrap_or((name, None))
}

fn answer(image: &Arc<Image>, graph: &Graph, form: Form) -> Result<Response> {
    let builder = with_revision(image, Response::builder());
    Ok(builder.content_type(form.media_type()).body(graph.write(form)?))
}

fn by_accept(mut response: Response) -> Response {
    set(&mut response, header::VARY, "Accept");
    response
}
