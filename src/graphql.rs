//! The GraphQL door.
//!
//! async-graphql parses and validates documents, describes the schema and writes the SDL; the
//! execution is ours (`execute`): one pass over a plan, from the image into the bytes of the
//! answer. This file is the way of a request through the parts.

mod coerce;
mod collect;
pub mod endpoint;
mod execute;
mod failure;
mod gate;
pub mod history;
mod limits;
mod plan;
mod recent;
mod schema;
mod validate;

use std::sync::Arc;
use std::time::{Duration, Instant};

use async_graphql::Positioned;
use async_graphql::dynamic::Schema;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, OperationDefinition, OperationType,
};
use serde_json::{Map, Value, json};

use crate::about::Service;
use crate::config::Limits;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::group::Budget;
use crate::image::render::write;
use execute::{Sources, pass};
use failure::Failure;
use history::{History, Known, Memory};
use plan::Planner;
use recent::Recent;
use schema::words::Types;

/// The most rounds of questions to the store: changes, their revisions, their reports.
const ROUNDS: usize = 3;

/// The GraphQL door: the schema, its limits, and the store behind it.
pub struct Door {
    service: Service,
    types: Types,
    schema: Schema,
    limits: Limits,
    history: Option<History>,
    /// Valid documents, by the operation that is named and the text.
    documents: Recent<String, Arc<ExecutableDocument>>,
    /// Documents that clients ask for by their hash.
    persisted: Recent<Hash, Arc<str>>,
}

/// The SHA-256 of a document.
type Hash = [u8; 32];

/// A request: what GraphQL over HTTP calls its parameters.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Request {
    /// The document.
    pub query: String,
    /// Which of its operations to run.
    pub operation_name: Option<String>,
    /// The values of its variables.
    pub variables: Map<String, Value>,
}

/// The answer to a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The JSON.
    pub body: Vec<u8>,
    /// Whether it follows from the image alone and nothing failed, so that it is the same again
    /// until the next revision.
    pub pure: bool,
    /// The HTTP status where the media type is GraphQL's own: 200 when the operation ran, even if
    /// fields of it failed.
    pub status: u16,
}

/// What is wrong with a request that was not run.
type Refusal = Vec<Failure>;

impl Door {
    /// The door with its limits; `memory` is the store, without which there is no history.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] where the registry has names that GraphQL cannot have.
    pub fn build(limits: &Limits, memory: Option<Arc<dyn Memory>>) -> Result<Self> {
        Self::serving(Service::default(), limits, memory)
    }

    /// The door of a service, whose addresses and files it names.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] where the registry has names that GraphQL cannot have.
    pub fn serving(
        service: Service,
        limits: &Limits,
        memory: Option<Arc<dyn Memory>>,
    ) -> Result<Self> {
        let types = schema::types(limits, &service);
        let schema = schema::register(&types, gate::install)?;
        let history = memory.map(History::new);
        let documents = Recent::new(limits.documents, limits.documents_bytes);
        let persisted = Recent::new(limits.persisted, limits.persisted_bytes);
        Ok(Self { service, types, schema, limits: *limits, history, documents, persisted })
    }

    /// The limits.
    pub const fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The schema in the schema definition language.
    pub fn sdl(&self) -> String {
        gate::sdl(&self.schema)
    }

    /// Answers a request from an image.
    pub async fn answer(&self, image: &Image, request: &Request) -> Answer {
        match self.run(image, request).await {
            Ok((body, pure)) => Answer { body, pure, status: 200 },
            Err(refusal) => refused(&refusal, Some(image.revision.number)),
        }
    }

    async fn run(
        &self,
        image: &Image,
        request: &Request,
    ) -> std::result::Result<(Vec<u8>, bool), Refusal> {
        let limit_ms = self.limits.graphql_milliseconds;
        let end = Instant::now() + Duration::from_millis(limit_ms);
        let name = request.operation_name.as_deref();
        let document = self.document(&request.query, name).await?;
        let operation = &choose(&document, name)?.node;
        let variables = coerce::variables(&self.types.inputs, operation, &request.variables)
            .map_err(|failure| vec![failure])?;
        let settings = (&self.limits, &self.service);
        let mut planner = Planner::new(&self.types, image, settings, &document, &variables);
        let (plan, introspected) =
            planner.root(&operation.selection_set.node).map_err(|failure| vec![failure])?;
        let introspection = if introspected.is_empty() {
            Value::Null
        } else {
            gate::introspect(&self.schema, &document, operation, &introspected, &request.variables)
                .await?
        };
        let mut known = Known::default();
        let mut round = 0;
        let outcome = loop {
            let answer_bytes = self.limits.answer_bytes;
            let grouped = Budget::new(self.limits.grouped, self.limits.groups);
            let introspection = &introspection;
            let until = (end, limit_ms);
            let from =
                Sources { image, known: &known, introspection, answer_bytes, until, grouped };
            let outcome = pass(from, &plan).map_err(|error| vec![error.into()])?;
            if outcome.wanted.is_empty() {
                break outcome;
            }
            if round == ROUNDS {
                return Err(vec![Error::internal("the store was asked too often").into()]);
            }
            round += 1;
            match &self.history {
                Some(history) => {
                    let loaded = history.load(outcome.wanted, &mut known);
                    let in_time = tokio::time::timeout_at(end.into(), loaded).await;
                    in_time.map_err(|_| vec![Error::Time { limit_ms }.into()])?;
                }
                None => known.fail(Error::internal("no store was given to the door")),
            }
        };
        // The store may know of a newer revision, and of imports that made none.
        let pure = round == 0 && outcome.failures.is_empty();
        Ok((complete(outcome.out, &outcome.failures, image.revision.number), pure))
    }

    /// The valid document of a text: parsed and validated once for as long as it is used.
    async fn document(
        &self,
        query: &str,
        name: Option<&str>,
    ) -> std::result::Result<Arc<ExecutableDocument>, Refusal> {
        /// What a parsed document takes for each byte of its text, estimated high.
        const BYTES: usize = 16;
        self.limits.scan(query).map_err(|error| vec![error.into()])?;
        // No name holds a line end, so that name and text cannot be mistaken for each other.
        let key = format!("{}\n{query}", name.unwrap_or("\n"));
        if let Some(document) = self.documents.get(&key) {
            return Ok(document);
        }
        let document = self.parse(query).map_err(|failure| vec![failure])?;
        choose(&document, name)?;
        validate::check_types(&self.types, &document).map_err(|failure| vec![failure])?;
        gate::validate(&self.schema, &document, name).await?;
        validate::check(&self.types, &document, query).map_err(|failure| vec![failure])?;
        let document = Arc::new(document);
        let bytes = key.len() * BYTES;
        self.documents.put(key, Arc::clone(&document), bytes);
        Ok(document)
    }

    fn parse(&self, query: &str) -> std::result::Result<ExecutableDocument, Failure> {
        let document = parse_query(query).map_err(|error| match error {
            // The parser knows one limit of its own.
            async_graphql::parser::Error::RecursionLimitExceeded => limits::too_nested().into(),
            error => Failure::of_document(error.into()),
        })?;
        self.limits.check(&document)?;
        Ok(document)
    }
}

/// The schema of a service in the schema definition language, with the default limits in its
/// descriptions.
///
/// # Errors
///
/// [`Error::Internal`] where the registry has names that GraphQL cannot have.
pub fn sdl(service: Service) -> Result<String> {
    Ok(Door::serving(service, &Limits::standard()?, None)?.sdl())
}

/// The answer to a request that was not run.
fn refused(failures: &[Failure], revision: Option<i64>) -> Answer {
    let status = failures.first().map_or(500, |failure| failure.error.status());
    let errors: Vec<Value> = failures.iter().map(Failure::to_json).collect();
    let mut body = json!({ "errors": errors });
    if let Some(revision) = revision {
        body["extensions"] = json!({ "revision": revision });
    }
    Answer { body: body.to_string().into_bytes(), pure: false, status }
}

/// Puts the failures and the revision behind the data.
fn complete(mut out: Vec<u8>, failures: &[Failure], revision: i64) -> Vec<u8> {
    if !failures.is_empty() {
        let errors: Vec<Value> = failures.iter().map(Failure::to_json).collect();
        out.extend_from_slice(b",\"errors\":");
        out.extend_from_slice(Value::Array(errors).to_string().as_bytes());
    }
    out.extend_from_slice(b",\"extensions\":{\"revision\":");
    write::integer(&mut out, revision);
    out.extend_from_slice(b"}}");
    out
}

/// The operation to run (§6.1 of the specification).
fn choose<'d>(
    document: &'d ExecutableDocument,
    name: Option<&str>,
) -> std::result::Result<&'d Positioned<OperationDefinition>, Refusal> {
    let refuse = |what: String| vec![Failure::from(Error::Query { what })];
    let chosen = match (&document.operations, name) {
        (DocumentOperations::Single(operation), None) => operation,
        (DocumentOperations::Multiple(operations), Some(name)) => operations
            .get(name)
            .ok_or_else(|| refuse(format!("the document has no operation `{name}`")))?,
        (DocumentOperations::Single(_), Some(name)) => {
            return Err(refuse(format!("the document has no operation `{name}`")));
        }
        (DocumentOperations::Multiple(operations), None) => {
            let mut all = operations.values();
            let (Some(operation), None) = (all.next(), all.next()) else {
                let what = "the document has several operations: name one in `operationName`";
                return Err(refuse(what.to_owned()));
            };
            operation
        }
    };
    if chosen.node.ty != OperationType::Query {
        let what = format!("this service only answers queries: it has no {}", chosen.node.ty);
        return Err(vec![Failure::at(Error::Query { what }, chosen.pos)]);
    }
    Ok(chosen)
}
