//! The types as async-graphql's schema, which parses, validates and describes itself.

use async_graphql::dynamic::{
    Enum, EnumItem, Field, FieldFuture, InputObject, InputValue, Interface, InterfaceField, Object,
    Scalar, Schema, SchemaBuilder, TypeRef,
};
use async_graphql::{Name, Value};

use super::words::{self, Argument, Input, Types};
use crate::error::{Error, Result};

/// The schema of these types. Its resolvers are never called: `execute` answers.
pub(in crate::graphql) fn register(
    types: &Types,
    with: impl FnOnce(SchemaBuilder) -> SchemaBuilder,
) -> Result<Schema> {
    let mut builder = Schema::build("Query", None, None);
    let node = InterfaceField::new("id", TypeRef::named_nn(TypeRef::ID))
        .description("Global id: the name of the table, `/`, and the slug.");
    builder = builder.register(
        Interface::new("Node")
            .description("A record of any table (Relay Global Object Identification).")
            .field(node),
    );
    for (name, object) in &types.objects {
        let mut made = Object::new(name).description(&object.doc);
        if object.is_node {
            made = made.implement("Node");
        }
        for (name, field) in &object.fields {
            made = made.field(self::field(name, field));
        }
        builder = builder.register(made);
    }
    for (name, input) in &types.inputs {
        builder = match input {
            Input::Scalar(scalar) => match scalar.doc() {
                None => builder,
                Some((doc, specified)) => {
                    let mut made = Scalar::new(name).description(doc);
                    if let Some(url) = specified {
                        made = made.specified_by_url(url);
                    }
                    builder.register(made)
                }
            },
            Input::Enum(list) => {
                let items = list.values.iter();
                let items = items.map(|(name, doc)| EnumItem::new(name).description(doc));
                builder.register(Enum::new(name).description(&list.doc).items(items))
            }
            Input::Object { name, doc, fields } => {
                let made = InputObject::new(name).description(doc);
                builder.register(fields.iter().map(value).fold(made, InputObject::field))
            }
        };
    }
    with(builder).finish().map_err(|error| Error::internal(format!("schema: {error}")))
}

fn field(name: &str, field: &words::Field) -> Field {
    let made = Field::new(name, field.ty.clone(), |_| FieldFuture::from_value(None));
    field.arguments.iter().map(value).fold(made.description(&field.doc), Field::argument)
}

fn value(argument: &Argument) -> InputValue {
    let made = InputValue::new(&argument.name, argument.ty.clone()).description(&argument.doc);
    match argument.default {
        Some(default) => made.default_value(Value::Enum(Name::new(default))),
        None => made,
    }
}
