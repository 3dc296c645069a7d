//! OAI-PMH 2.0: the catalogue as records that harvesters fetch, page by page, and that say what is
//! no more.
//!
//! A list is of one catalogue from its first page to its last: the token of the next page names it.
//! Every record has the moment from which its catalogue is served as its datestamp, those that are
//! no more too: whoever asks for what changed since its last visit gets it, however long files took
//! to be made.

mod dublin_core;
mod fault;
mod list;
mod moment;
mod request;
mod token;
mod write;

use std::sync::Arc;

use super::Catalogue;
use super::shelf::Shelf;
use crate::error::{Error, Result};
use fault::{Code, Fault};
use list::{Item, Part};
use request::{Asked, Request};
use token::Token;
use write::Document;

/// How many records stand on a page.
const PAGE: usize = 100;

/// The answer to a request with these arguments, given at this moment in seconds since 1970.
///
/// # Errors
///
/// [`Error::FilesNotReady`] before there is a catalogue. What
/// the standard calls an error is an answer.
pub fn answer(shelf: &Shelf, arguments: &[(String, String)], now: i64) -> Result<Vec<u8>> {
    answer_in_pages(shelf, arguments, now, PAGE)
}

fn answer_in_pages(
    shelf: &Shelf,
    arguments: &[(String, String)],
    now: i64,
    page: usize,
) -> Result<Vec<u8>> {
    let newest = shelf.newest()?;
    let request = Request::parse(arguments);
    let mut document = Document::open(&newest, now, &request.echoed);
    let made = match request.asked {
        Ok(asked) => body(&mut document, shelf, &newest, &asked, page),
        Err(faults) => Err(Stop::Faults(faults)),
    };
    match made {
        Ok(()) => Ok(document.finish()),
        Err(Stop::Faults(faults)) => {
            // Nothing but the faults is in an answer that has any.
            let mut document = Document::open(&newest, now, &request.echoed);
            document.faults(&faults);
            Ok(document.finish())
        }
        Err(Stop::Error(error)) => Err(error),
    }
}

/// Why an answer is not what was asked for.
enum Stop {
    /// The request is at fault, and the answer says so.
    Faults(Vec<Fault>),
    /// There is no answer.
    Error(Error),
}

impl From<Error> for Stop {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Faults(vec![fault])
    }
}

/// Writes what was asked for, or says what is wrong with it.
fn body(
    document: &mut Document,
    shelf: &Shelf,
    newest: &Arc<Catalogue>,
    asked: &Asked,
    page: usize,
) -> std::result::Result<(), Stop> {
    match asked {
        Asked::Identify => document.identify(newest),
        Asked::Sets => document.sets(),
        Asked::Formats { identifier } => {
            if let Some(identifier) = identifier
                && list::find(newest, identifier).is_none()
            {
                return Err(unknown(identifier).into());
            }
            document.formats();
        }
        Asked::Record { identifier, format } => {
            let Some(item) = list::find(newest, identifier) else {
                return Err(unknown(identifier).into());
            };
            document.record(newest, &item, *format)?;
        }
        Asked::List(part) => return list(document, newest, part, 0, page),
        Asked::Next { text, whole } => {
            let token = Token::read(text).filter(|token| token.part.whole == *whole);
            let found = token.and_then(|token| Some((shelf.of(&token.key)?, token)));
            let Some((catalogue, token)) = found else { return Err(gone().into()) };
            return list(document, &catalogue, &token.part, token.start, page);
        }
    }
    Ok(())
}

/// Writes a page of a list, from this place on.
fn list(
    document: &mut Document,
    catalogue: &Catalogue,
    part: &Part,
    start: usize,
    page: usize,
) -> std::result::Result<(), Stop> {
    let items: Vec<Item<'_>> = list::items(catalogue).filter(|item| part.has(item)).collect();
    let end = start.saturating_add(page).min(items.len());
    let Some(shown) = items.get(start..end).filter(|shown| !shown.is_empty()) else {
        let fault = if start == 0 { Fault::none_match() } else { gone() };
        return Err(fault.into());
    };
    let key = catalogue.key.clone();
    let next = (end < items.len()).then(|| Token { key, start: end, part: part.clone() }.write());
    document.list(catalogue, part, shown)?;
    if start > 0 || next.is_some() {
        document.token(next.as_deref(), items.len(), start);
    }
    document.end_list(part);
    Ok(())
}

fn unknown(identifier: &str) -> Fault {
    Fault::new(Code::IdDoesNotExist, format!("there is no record `{identifier}`"))
}

fn gone() -> Fault {
    let what = "the list that the token belongs to is not kept any more; begin it anew";
    Fault::new(Code::BadResumptionToken, what.to_owned())
}

#[cfg(test)]
#[path = "oai/tests.rs"]
mod tests;
