//! `/export`: files of tables. Those of a whole revision are kept; all others, and those that are
//! not kept yet, are made while they are read.

mod range;
mod stored;

use std::sync::Arc;

use poem::http::header;
use poem::{Request, Response};

use super::whole::{self, Whole};
use super::{State, answer, parts};
use crate::about::Service;
use crate::api::parameters;
use crate::describe::{self, Document, PACKAGE, package};
use crate::error::{Error, Result};
use crate::export::{EVERYTHING, Format, Options, Scope, Subject, find_format};
use crate::image::Image;

/// The name of the list of files.
const MANIFEST: &str = "manifest.json";

/// Its media type.
const JSON: &str = "application/json";

/// What the names of coded forms end with.
const CODED: [&str; 2] = [".gz", ".zst"];

/// A file by its name, such as `projects.csv`.
pub(super) async fn newest(state: Arc<State>, request: Request) -> Result<Response> {
    let (state, request) = (&*state, &request);
    let image = state.image()?;
    let file = request.raw_path_param("file").unwrap_or_default();
    let is_whole = request.uri().query().unwrap_or_default().is_empty();
    let set = state.files.newest().filter(|_| is_whole);
    if let Some(set) = &set
        && file == MANIFEST
    {
        let sets = state.files.sets().unwrap_or_default();
        let bytes = set.manifest_with(&state.service.base_url, &sets);
        return Ok(whole::answer(state, &set.revision, JSON, bytes, request));
    }
    if let Some(set) = &set
        && let Some(found) = set.find(file)
    {
        match stored::answer(state, set, &found, request, false).await {
            // It is made anew, for this reader and for all.
            Err(Error::FilesNotReady { .. }) => state.files.miss(),
            answer => return answer,
        }
    }
    if let Some(document) = document(state, &image, file) {
        refuse_parameters(request, file)?;
        return Ok(described(&image, file, document));
    }
    let plain = uncoded(file);
    if file == MANIFEST || plain.is_some_and(|plain| is_a_text(state, &image, plain)) {
        refuse_parameters(request, file)?;
        return Err(if state.files.are_made() {
            Error::FilesNotReady { what: format!("the file `{file}` is still being made") }
        } else {
            none_are_kept()
        });
    }
    let (name, format) = named(file)?;
    stream(state, image, name, format, parts(request)).await
}

/// A file of one revision, which never changes.
pub(super) async fn of_revision(state: Arc<State>, request: Request) -> Result<Response> {
    let (state, request) = (&*state, &request);
    let image = state.image()?;
    let text = request.raw_path_param("revision").unwrap_or_default();
    let file = request.raw_path_param("file").unwrap_or_default();
    let number =
        text.parse::<i64>().ok().filter(|number| *number > 0 && number.to_string() == text);
    let number = number.ok_or_else(|| never(text))?;
    refuse_parameters(request, file)?;
    if !state.files.are_made() {
        return Err(none_are_kept());
    }
    if let Some(set) = state.files.of(number) {
        if file == MANIFEST {
            let document = Whole::new(JSON, set.manifest.clone());
            return Ok(document.answer(state, &set.revision, request, true));
        }
        let found = set.find(file).ok_or_else(|| Error::NotFound {
            what: format!("there is no file `{file}` of revision {number}"),
            hint: format!("its files stand in `/export/{number}/{MANIFEST}`"),
        })?;
        let answer = stored::answer(state, &set, &found, request, true).await;
        return answer.inspect_err(|_| state.files.miss());
    }
    let Some(sets) = state.files.sets() else {
        return Err(Error::FilesNotReady { what: "the files are still looked at".to_owned() });
    };
    if !state.store.revisions(&[number]).await?.contains_key(&number) {
        return Err(never(text));
    }
    if number >= image.revision.number {
        let what = format!("the files of revision {number} are still being made");
        return Err(Error::FilesNotReady { what });
    }
    let left: Vec<String> = sets.iter().map(|set| set.revision.number.to_string()).collect();
    Err(Error::Gone {
        what: format!("the files of revision {number} are not kept"),
        hint: if left.is_empty() {
            "those of the newest revision are still being made".to_owned()
        } else {
            format!("files are kept of these revisions: {}", left.join(", "))
        },
    })
}

fn never(revision: &str) -> Error {
    Error::NotFound {
        what: format!("there is no revision `{revision}`"),
        hint: "the revisions whose files are kept stand in `/export/manifest.json`".to_owned(),
    }
}

fn none_are_kept() -> Error {
    Error::NotFound {
        what: "this server keeps no files of revisions".to_owned(),
        hint: "a table such as `/export/projects.csv` is made while it is read".to_owned(),
    }
}

/// Refuses parameters of a file that can only be had as it is.
fn refuse_parameters(request: &Request, file: &str) -> Result<()> {
    let Some((name, _)) = parts(request).into_iter().next() else { return Ok(()) };
    Err(Error::Argument {
        argument: name,
        what: format!("`{file}` is kept as it is and takes no parameters"),
        hint: "select from the file of one table, such as `/export/projects.csv`".to_owned(),
    })
}

/// The name of a coded form without its last ending; none if it is the name of no such form.
fn uncoded(file: &str) -> Option<&str> {
    CODED.iter().find_map(|ending| file.strip_suffix(ending))
}

/// Whether there is a text of this name, which is kept in coded forms too.
fn is_a_text(state: &State, image: &Image, file: &str) -> bool {
    let of_table = || {
        let (name, format) = named(file).ok()?;
        let is_there = crate::export::names(image, format).iter().any(|known| known == name);
        is_there.then(|| format.media_type())
    };
    let media_type = document(state, image, file).map(|document| document.media_type);
    media_type.or_else(of_table).is_some_and(crate::files::is_coded)
}

/// The document of this name about the files, made for this reader.
fn document(state: &State, image: &Image, file: &str) -> Option<Document> {
    if file == PACKAGE {
        // Of files that are not kept nobody knows how large they are.
        let bytes = package::document(image, &state.service, &|_| None);
        return Some(Document { media_type: "application/json", bytes });
    }
    describe::document(image, &state.service, file)
}

/// A document that is made for this reader.
fn described(image: &Arc<Image>, file: &str, document: Document) -> Response {
    let mut response = answer::with_revision(image, Response::builder())
        .content_type(document.media_type)
        .body(document.bytes);
    if document.media_type == describe::CSV {
        answer::attach(&mut response, &stored::file_name(file, &image.revision));
    }
    // Once the files are kept, it says more, in the same revision.
    if file == PACKAGE { answer::from_store(response) } else { response }
}

/// The header `Link` of a file that is made while it is read. Its descriptions are those of whole
/// lines: a file of other columns, or with other marks, has its licence alone.
fn links(subject: &Subject, format: &dyn Format) -> String {
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

/// The name and format of a file.
fn named(file: &str) -> Result<(&str, &'static dyn Format)> {
    let (name, format) = file.rsplit_once('.').ok_or_else(|| unknown(file))?;
    let format = find_format(format)?;
    let of_everything = format.scope() == Scope::Everything;
    if of_everything == (name == EVERYTHING) { Ok((name, format)) } else { Err(unknown(file)) }
}

fn unknown(file: &str) -> Error {
    let hint = "the names of all files are at `/export`".to_owned();
    Error::NotFound { what: format!("there is no file `{file}`"), hint }
}

/// A file that is made while it is read.
async fn stream(
    state: &State,
    image: Arc<Image>,
    name: &str,
    format: &'static dyn Format,
    pairs: Vec<(String, String)>,
) -> Result<Response> {
    let (of, service, name) = (Arc::clone(&image), Arc::clone(&state.service), name.to_owned());
    // A filter may look at all records, and a format at all cells: no other request waits for that.
    let begun = tokio::task::spawn_blocking(move || {
        let subject = subject(of, service, &name, format, pairs)?;
        let (file_name, links) = (subject.file_name(format), links(&subject, format));
        Ok((file_name, links, format.pieces(subject)?))
    });
    let (file_name, links, pieces) = begun.await.map_err(Error::internal).flatten()?;
    let mut response = answer::with_revision(&image, Response::builder())
        .content_type(format.media_type())
        .body(answer::stream(pieces));
    answer::attach(&mut response, &file_name);
    answer::set(&mut response, header::LINK, &links);
    Ok(response)
}

/// What a file is of.
fn subject(
    image: Arc<Image>,
    service: Arc<Service>,
    name: &str,
    format: &dyn Format,
    pairs: Vec<(String, String)>,
) -> Result<Subject> {
    if format.scope() == Scope::Table {
        let (options, filters) = Options::take(format, pairs)?;
        let filter = |table| parameters::filter(table, &filters);
        return Subject::some(image, service, name, options, &filter);
    }
    match pairs.into_iter().next() {
        None => Ok(Subject::everything(image, service)),
        Some((argument, _)) => Err(Error::Argument {
            argument,
            what: format!("`{name}.{}` holds everything and takes no parameters", format.name()),
            hint: "select from the file of one table, such as `/export/projects.csv`".to_owned(),
        }),
    }
}
