//! Documents about the files, beside them under `/export`.

use std::sync::Arc;

use poem::http::header;
use poem::{Request, Response};

use super::{State, answer, parts};
use crate::describe::{self, Document, PACKAGE, package};
use crate::error::{Error, Result};
use crate::export::{Format, Subject};
use crate::image::Image;

/// The document of this name, if the name is that of one.
pub(super) fn find(
    state: &State,
    image: &Arc<Image>,
    name: &str,
    request: &Request,
) -> Option<Result<Response>> {
    let service = &state.service;
    let document = if name == PACKAGE {
        // Without files that were made beforehand nobody knows how large they are.
        let bytes = package::document(image, service, &|_| None);
        Document { media_type: "application/json", bytes }
    } else {
        describe::document(image, service, name)?
    };
    Some(respond(image, name, document, request))
}

fn respond(
    image: &Arc<Image>,
    name: &str,
    document: Document,
    request: &Request,
) -> Result<Response> {
    if let Some((argument, _)) = parts(request).into_iter().next() {
        return Err(Error::Argument {
            argument,
            what: format!("`{name}` describes whole files and takes no parameters"),
            hint: "leave it out".to_owned(),
        });
    }
    let mut response = answer::with_revision(image, Response::builder())
        .content_type(document.media_type)
        .body(document.bytes);
    if let Some(stem) = name.strip_suffix(".csv") {
        let revision = &image.revision;
        let day = revision.published_at.get(..10).unwrap_or_default();
        let file = format!("attachment; filename=\"{stem}-{day}-r{}.csv\"", revision.number);
        answer::set(&mut response, header::CONTENT_DISPOSITION, &file);
    }
    Ok(response)
}

/// The header `Link` of a file that is made while it is read. Its descriptions are those of whole
/// lines: a file of other columns, or with other marks, has its licence alone.
pub(super) fn links(subject: &Subject, format: &dyn Format) -> String {
    let (service, options) = (&subject.service, &subject.options);
    let is_described = options.columns.is_none()
        && options.language.is_none()
        && options.separator == b','
        && !options.nested;
    if is_described {
        describe::links(&subject.name, format.name(), service)
    } else {
        describe::licence_link(service).unwrap_or_default()
    }
}
