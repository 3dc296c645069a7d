//! Rules of validation (§5 of the specification) that async-graphql knows only in part.
//!
//! It looks at fields of one selection set alone where merging brings several together, at values
//! only where no variable stands in them, and not at all at the selections that `@skip` and
//! `@include` leave out or at the other operations of a document.

mod overlap;
mod repeats;
mod values;

use async_graphql::Pos;
use async_graphql::parser::types::ExecutableDocument;

use super::failure::Failure;
use super::schema::words::Types;
use crate::error::Error;

/// Refuses a document that async-graphql lets pass, wherever in it the mistake is.
pub(super) fn check(
    types: &Types,
    document: &ExecutableDocument,
    written: &str,
) -> Result<(), Failure> {
    repeats::check(written)?;
    for (_, operation) in document.operations.iter() {
        values::check(types, document, &operation.node)?;
        overlap::check(types, document, &operation.node)?;
    }
    Ok(())
}

fn refuse(what: String, pos: Pos) -> Failure {
    Failure::at(Error::query(what), pos)
}
