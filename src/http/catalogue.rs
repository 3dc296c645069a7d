//! `/catalog` and `/dataset/{slug}` as RDF: by what the client reads, or by the ending of the
//! address.
//!
//! A harvester deletes what a catalogue leaves out, so that an answer is of one catalogue and
//! whole, or it is an error.

mod asked;

use std::sync::Arc;

use poem::http::{StatusCode, header};
use poem::{Request, Response};

use super::answer::set;
use super::negotiate::{ALL, PAGE_FIRST, Wanted};
use super::whole::by_accept;
use super::{State, cache, documents, pages, parts};
use crate::catalogue::graph::Form;
use crate::catalogue::{Catalogue, dcat};
use crate::error::{Error, Result};
use crate::image::Revision;
use asked::Asked;

/// The address of the catalogue without an ending.
const ROOT: &str = "/catalog";

/// The catalogue in the form that the client reads; who reads anything gets RDF/XML.
pub(super) async fn catalogue(state: Arc<State>, request: Request) -> Result<Response> {
    let Some(form) = Wanted::of(request.headers(), &ALL).graph() else {
        return Ok(by_accept(see_other(&state, "/dataset")));
    };
    whole(&state, &request, form, form.ending()).await.map(by_accept)
}

/// The catalogue in the form of the ending of the address.
pub(super) async fn in_form(state: Arc<State>, request: Request) -> Result<Response> {
    let ending = request.uri().path().rsplit_once('.').map_or("", |(_, ending)| ending).to_owned();
    let form = Form::of(&ending).ok_or_else(|| no_form(ROOT, &ending))?;
    whole(&state, &request, form, &ending).await
}

/// A dataset: its RDF in the form of the ending of the address, or that the client reads; for all
/// others a page.
pub(super) async fn dataset(state: Arc<State>, request: Request) -> Result<Response> {
    let catalogue = state.catalogues.newest()?;
    let name = request.raw_path_param("slug").unwrap_or_default();
    if let Some((slug, ending)) = name.split_once('.') {
        find(&catalogue, slug)?;
        let path = format!("/dataset/{slug}");
        let form = Form::of(ending).ok_or_else(|| no_form(&path, ending))?;
        return one(&state, &request, &catalogue, slug, form).await;
    }
    let Some(form) = Wanted::of(request.headers(), &PAGE_FIRST).graph() else {
        return pages::dataset::answer(&state, &request);
    };
    find(&catalogue, name)?;
    one(&state, &request, &catalogue, name, form).await.map(by_accept)
}

/// The catalogue, or a page of it, in a form; pages lead to others of this ending.
async fn whole(state: &State, request: &Request, form: Form, ending: &str) -> Result<Response> {
    let asked = Asked::parse(&parts(request))?;
    let catalogue = match &asked.snapshot {
        None => state.catalogues.filled()?,
        Some(key) => state.catalogues.of(key).ok_or_else(gone)?,
    };
    let part = asked.part(&catalogue)?;
    let root = format!("{}{ROOT}.{ending}", catalogue.service.base_url);
    let name = part.name(&format!("catalog.{ending}"));
    let document = documents::of(state, &catalogue, name, move |catalogue| {
        Ok((form.media_type(), part.graph(catalogue, &root).write(form)?))
    });
    let document = document.await?;
    document.ready(request).await?;
    Ok(document.answer(state, &since(&catalogue), request, false))
}

/// The RDF of a dataset.
async fn one(
    state: &State,
    request: &Request,
    catalogue: &Arc<Catalogue>,
    slug: &str,
    form: Form,
) -> Result<Response> {
    let name = format!("dataset/{slug}.{}", form.ending());
    let slug = slug.to_owned();
    let document = documents::of(state, catalogue, name, move |catalogue| {
        let dataset = find(catalogue, &slug)?;
        Ok((form.media_type(), dcat::dataset(catalogue, dataset).write(form)?))
    });
    let document = document.await?;
    document.ready(request).await?;
    Ok(document.answer(state, &since(catalogue), request, false))
}

/// The dataset of a slug.
fn find<'c>(catalogue: &'c Catalogue, slug: &str) -> Result<&'c crate::catalogue::Dataset> {
    let hint = "the datasets that there are stand at `/dataset`".to_owned();
    if let Some(removed) = catalogue.removed(slug) {
        let what = format!("the dataset `{slug}` has no record any more since {}", removed.removed);
        return Err(Error::Gone { what, hint });
    }
    let found = catalogue.dataset(slug);
    found.ok_or_else(|| Error::NotFound { what: format!("there is no dataset `{slug}`"), hint })
}

/// The revision of a catalogue, with the moment since which the catalogue says what it says.
pub(super) fn since(catalogue: &Catalogue) -> Revision {
    Revision { number: catalogue.revision.number, published_at: catalogue.served_from.clone() }
}

/// The answer that a page stands elsewhere.
fn see_other(state: &State, path: &str) -> Response {
    let mut response = Response::builder().status(StatusCode::SEE_OTHER).finish();
    set(&mut response, header::LOCATION, path);
    let kept = cache::cache_control(&state.config);
    response.headers_mut().insert(header::CACHE_CONTROL, kept);
    response
}

fn no_form(path: &str, ending: &str) -> Error {
    let endings: Vec<String> =
        Form::ALL.iter().map(|form| format!("`{path}.{}`", form.ending())).collect();
    Error::NotFound {
        what: format!("there is no `{path}.{ending}`"),
        hint: format!("use one of {}", endings.join(", ")),
    }
}

fn gone() -> Error {
    Error::Gone {
        what: "the catalogue that this is a page of is not served any more".to_owned(),
        hint: "begin again at `/catalog`; keep nothing of the pages before".to_owned(),
    }
}
