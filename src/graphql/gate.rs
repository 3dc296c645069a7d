//! async-graphql's part: it validates documents and answers introspection, and never our fields.

use std::sync::Arc;

use async_graphql::dynamic::{Schema, SchemaBuilder};
use async_graphql::extensions::{
    Extension, ExtensionContext, ExtensionFactory, NextExecute, NextValidation,
};
use async_graphql::parser::types::{
    DocumentOperations, ExecutableDocument, Field, InlineFragment, OperationDefinition, Selection,
    SelectionSet,
};
use async_graphql::{
    Name, Positioned, Request, Response, SDLExportOptions, ServerError, ValidationResult,
    Variables, async_trait,
};
use serde_json::{Map, Value};

use super::collect::Merged;
use super::failure::Failure;
use super::limits::SELECTION_NESTING;
use crate::error::Error;

/// Marks a request of our own that holds introspection only and was validated before.
struct Introspection;

/// Lets documents in and keeps operations out.
struct Gate;

impl ExtensionFactory for Gate {
    fn create(&self) -> Arc<dyn Extension> {
        Arc::new(Self)
    }
}

#[async_trait::async_trait]
impl Extension for Gate {
    async fn validation(
        &self,
        ctx: &ExtensionContext<'_>,
        next: NextValidation<'_>,
    ) -> Result<ValidationResult, Vec<ServerError>> {
        if ctx.data_opt::<Introspection>().is_some() {
            let cache_control = async_graphql::CacheControl::default();
            return Ok(ValidationResult { cache_control, complexity: 0, depth: 0 });
        }
        next.run(ctx).await
    }

    async fn execute(
        &self,
        ctx: &ExtensionContext<'_>,
        operation_name: Option<&str>,
        next: NextExecute<'_>,
    ) -> Response {
        if ctx.data_opt::<Introspection>().is_some() {
            return next.run(ctx, operation_name).await;
        }
        Response::default()
    }
}

/// Puts the gate into a schema.
pub(super) fn install(builder: SchemaBuilder) -> SchemaBuilder {
    // Suggestions cost time for each mistake, and the schema is public.
    builder.extension(Gate).limit_recursive_depth(SELECTION_NESTING * 2).disable_suggestions()
}

/// The schema in the schema definition language.
pub(super) fn sdl(schema: &Schema) -> String {
    let options = SDLExportOptions::new()
        .prefer_single_line_descriptions()
        .include_specified_by()
        .use_space_ident();
    schema.sdl_with_options(options)
}

fn refusal(errors: Vec<ServerError>) -> Vec<Failure> {
    errors.into_iter().map(Failure::of_document).collect()
}

/// Validates a document whatever the values of its variables.
pub(super) async fn validate(
    schema: &Schema,
    document: &ExecutableDocument,
    operation: Option<&str>,
) -> Result<(), Vec<Failure>> {
    let mut document = document.clone();
    let mut keys = 0;
    match &mut document.operations {
        DocumentOperations::Single(operation) => {
            open(&mut operation.node.selection_set, &mut keys)?;
        }
        DocumentOperations::Multiple(operations) => {
            for operation in operations.values_mut() {
                open(&mut operation.node.selection_set, &mut keys)?;
            }
        }
    }
    for fragment in document.fragments.values_mut() {
        open(&mut fragment.node.selection_set, &mut keys)?;
    }
    let mut request = Request::new(String::new());
    request.operation_name = operation.map(str::to_owned);
    request.set_parsed_query(document);
    let response = schema.execute(request).await;
    if response.errors.is_empty() { Ok(()) } else { Err(refusal(response.errors)) }
}

/// Shows the validation what it overlooks: it does not look at `__typename`, and so not at its
/// directives, which mean the same on a fragment around it. And hides from it what it refuses
/// without reason: fields of two types under one key. With keys of their own, fields are not
/// compared; `validate` does it.
fn open(set: &mut Positioned<SelectionSet>, keys: &mut usize) -> Result<(), Vec<Failure>> {
    for selection in &mut set.node.items {
        let pos = selection.pos;
        match &mut selection.node {
            Selection::InlineFragment(inline) => open(&mut inline.node.selection_set, keys)?,
            Selection::Field(field) if field.node.name.node == "__typename" => {
                let field = &mut field.node;
                if !field.arguments.is_empty() || !field.selection_set.node.items.is_empty() {
                    let what = "`__typename` has neither arguments nor fields".to_owned();
                    return Err(vec![Failure::at(Error::query(what), pos)]);
                }
                if field.directives.is_empty() {
                    continue;
                }
                let directives = std::mem::take(&mut field.directives);
                let inner = Selection::Field(Positioned::new(field.clone(), pos));
                let items = vec![Positioned::new(inner, pos)];
                let selection_set = Positioned::new(SelectionSet { items }, pos);
                let inline = InlineFragment { type_condition: None, directives, selection_set };
                selection.node = Selection::InlineFragment(Positioned::new(inline, pos));
            }
            Selection::Field(field) => {
                *keys += 1;
                let key = Name::new(format!("k{keys}"));
                field.node.alias = Some(Positioned::new(key, pos));
                open(&mut field.node.selection_set, keys)?;
            }
            Selection::FragmentSpread(_) => {}
        }
    }
    Ok(())
}

/// The answers to `__schema` and `__type`, by key.
pub(super) async fn introspect(
    schema: &Schema,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
    fields: &[Merged<'_>],
    variables: &Map<String, Value>,
) -> Result<Value, Vec<Failure>> {
    let items = fields.iter().map(|merged| {
        let items = merged.sets().into_iter().flat_map(|set| set.items.iter().cloned()).collect();
        let selection_set = Positioned::new(SelectionSet { items }, merged.pos);
        let field = Field { selection_set, directives: Vec::new(), ..merged.first.clone() };
        Positioned::new(Selection::Field(Positioned::new(field, merged.pos)), merged.pos)
    });
    let selection_set = SelectionSet { items: items.collect() };
    let operation = OperationDefinition {
        ty: operation.ty,
        variable_definitions: operation.variable_definitions.clone(),
        directives: Vec::new(),
        selection_set: Positioned::new(selection_set, operation.selection_set.pos),
    };
    let pos = operation.selection_set.pos;
    let document = ExecutableDocument {
        operations: DocumentOperations::Single(Positioned::new(operation, pos)),
        fragments: document.fragments.clone(),
    };
    let mut request = Request::new(String::new())
        .variables(Variables::from_json(Value::Object(variables.clone())))
        .data(Introspection);
    request.set_parsed_query(document);
    let response = schema.execute(request).await;
    if !response.errors.is_empty() {
        return Err(refusal(response.errors));
    }
    let data = response.data.into_json();
    data.map_err(|error| vec![Error::internal(error).into()])
}
