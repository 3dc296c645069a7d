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

use super::coerce::type_of;
use super::failure::Failure;
use super::schema::words::Types;
use crate::error::Error;

/// Refuses what async-graphql does not survive: a variable of a list of an unknown type, with a
/// default.
pub(super) fn check_types(types: &Types, document: &ExecutableDocument) -> Result<(), Failure> {
    for (_, operation) in document.operations.iter() {
        for definition in &operation.node.variable_definitions {
            let ty = type_of(&definition.node.var_type.node);
            if !types.inputs.contains_key(ty.type_name()) {
                let name = &definition.node.name.node;
                let what = format!(
                    "the variable `${name}` is of the type `{ty}`, which no value can have"
                );
                return Err(refuse(what, definition.pos));
            }
        }
    }
    Ok(())
}

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
    Failure::at(Error::Query { what }, pos)
}
