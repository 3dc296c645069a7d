//! `/export`: files of tables, made while they are read.

use std::sync::Arc;

use poem::http::header;
use poem::{Request, Response};

use super::{State, answer, describe, parts};
use crate::api::parameters;
use crate::error::{Error, Result};
use crate::export::{EVERYTHING, Format, Options, Scope, Subject, find_format};
use crate::image::Image;

/// A file by its name, such as `projects.csv`.
pub(super) fn answer(state: &Arc<State>, request: &Request) -> Result<Response> {
    let image = state.image()?;
    let file = request.raw_path_param("file").unwrap_or_default();
    if let Some(document) = describe::find(state, &image, file, request) {
        return document;
    }
    let (name, format) = named(file)?;
    stream(state, &image, name, format, parts(request))
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
fn stream(
    state: &State,
    image: &Arc<Image>,
    name: &str,
    format: &'static dyn Format,
    pairs: Vec<(String, String)>,
) -> Result<Response> {
    let service = Arc::clone(&state.service);
    let subject = match format.scope() {
        Scope::Everything if pairs.is_empty() => Subject::everything(Arc::clone(image), service),
        Scope::Everything => {
            return Err(Error::Argument {
                argument: pairs.into_iter().next().map_or_else(String::new, |pair| pair.0),
                what: format!(
                    "`{name}.{}` holds everything and takes no parameters",
                    format.name()
                ),
                hint: "select from the file of one table, such as `/export/projects.csv`"
                    .to_owned(),
            });
        }
        Scope::Table => {
            let (options, filters) = Options::take(format, pairs)?;
            let filter = |table| parameters::filter(table, &filters);
            Subject::some(Arc::clone(image), service, name, options, &filter)?
        }
    };
    let file_name = subject.file_name(format);
    let links = describe::links(&subject, format);
    let pieces = format.pieces(subject)?;
    let mut response = answer::with_revision(image, Response::builder())
        .content_type(format.media_type())
        .body(answer::stream(pieces));
    let disposition = format!("attachment; filename=\"{file_name}\"");
    answer::set(&mut response, header::CONTENT_DISPOSITION, &disposition);
    answer::set(&mut response, header::LINK, &links);
    Ok(response)
}
