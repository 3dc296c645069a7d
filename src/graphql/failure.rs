//! A failure with its place in the document and in the answer, as GraphQL writes it.

use async_graphql::{Pos, ServerError};
use serde_json::{Map, Value, json};

use crate::error::Error;

/// A step of the way to a value in the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Step {
    /// Into a field, by its key.
    Key(String),
    /// Into a list, by the position.
    Index(usize),
}

/// A failure of a request or of one field.
#[derive(Debug)]
pub(super) struct Failure {
    /// What happened.
    pub(super) error: Box<Error>,
    /// Where in the document.
    pub(super) locations: Vec<Pos>,
    /// Where in the answer; empty for a failure of the whole request.
    pub(super) path: Vec<Step>,
}

impl Failure {
    /// A failure at a place of the document.
    pub(super) fn at(error: Error, pos: Pos) -> Self {
        Self { locations: vec![pos], ..error.into() }
    }

    /// What async-graphql found wrong with a document.
    pub(super) fn of_document(error: ServerError) -> Self {
        // The parser draws the place, which the locations say, and ends with what it expects.
        let what = match error.message.trim_start().strip_prefix("-->") {
            Some(drawn) => {
                let expected = drawn.rsplit_once("= ").map_or(drawn, |(_, expected)| expected);
                format!("the document is not GraphQL: {}", expected.trim())
            }
            None => error.message,
        };
        Self { locations: error.locations, ..Error::query(what).into() }
    }

    /// The failure as GraphQL writes it.
    pub(super) fn to_json(&self) -> Value {
        let mut written = Map::new();
        written.insert("message".to_owned(), json!(self.error.to_string()));
        if !self.locations.is_empty() {
            let locations = self.locations.iter();
            let locations = locations.map(|at| json!({ "line": at.line, "column": at.column }));
            written.insert("locations".to_owned(), locations.collect());
        }
        if !self.path.is_empty() {
            let path = self.path.iter().map(|step| match step {
                Step::Key(key) => json!(key),
                Step::Index(at) => json!(at),
            });
            written.insert("path".to_owned(), path.collect());
        }
        let mut extensions = Map::new();
        extensions.insert("code".to_owned(), json!(self.error.code()));
        if let Some(id) = self.error.log() {
            extensions.insert("fault".to_owned(), json!(id));
        }
        if !self.error.hint().is_empty() {
            extensions.insert("hint".to_owned(), json!(self.error.hint()));
        }
        written.insert("extensions".to_owned(), Value::Object(extensions));
        Value::Object(written)
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self { error: Box::new(error), locations: Vec::new(), path: Vec::new() }
    }
}
