//! Values of Correct Type, All Variable Usages Are Allowed (§5.6.1, §5.8.5), and directives where
//! variables are defined.

use std::collections::{HashMap, HashSet};

use async_graphql::Positioned;
use async_graphql::dynamic::TypeRef;
use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};
use async_graphql_value::Value as Written;
use serde_json::Value;

use super::super::coerce::{expected, refuse, type_of, unknown};
use super::super::failure::Failure;
use super::super::schema::words::{Argument, Input, Object, Types};
use crate::error::{Error, Result};

/// A variable as its operation defines it.
struct Defined {
    ty: TypeRef,
    /// Whether it has a default that is not null.
    default: bool,
}

struct Checker<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    variables: HashMap<&'a str, Defined>,
    /// The fragments that were looked at.
    spread: HashSet<&'a str>,
}

/// Refuses values that are not of the types of their places, in all that an operation selects.
pub(super) fn check(
    types: &Types,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> std::result::Result<(), Failure> {
    let mut checker =
        Checker { types, document, variables: HashMap::new(), spread: HashSet::new() };
    for definition in &operation.variable_definitions {
        let variable = &definition.node;
        if let Some(directive) = variable.directives.first() {
            let name = &directive.node.name.node;
            let what = format!("`@{name}` cannot stand where a variable is defined");
            return Err(super::refuse(what, directive.pos));
        }
        let ty = type_of(&variable.var_type.node);
        let name = variable.name.node.as_str();
        let mut default = false;
        if let Some(value) = &variable.default_value {
            let written = value.node.clone().into_value();
            default = written != Written::Null;
            checker
                .value(&written, &ty, false, &format!("${name}"))
                .map_err(|error| Failure::at(error, value.pos))?;
        }
        checker.variables.insert(name, Defined { ty, default });
    }
    checker.directives(&operation.directives)?;
    checker.set(types.objects.get("Query"), &operation.selection_set.node)
}

impl<'a> Checker<'a> {
    /// The fields of a selection set; `of` is none for types that have no arguments of ours.
    fn set(
        &mut self,
        of: Option<&'a Object>,
        set: &'a SelectionSet,
    ) -> std::result::Result<(), Failure> {
        for selection in &set.items {
            self.directives(selection.node.directives())?;
            match &selection.node {
                Selection::Field(field) => {
                    let declared = of.and_then(|of| of.fields.get(field.node.name.node.as_str()));
                    let mut inner = None;
                    if let Some(declared) = declared {
                        self.arguments(&declared.arguments, &field.node)?;
                        inner = self.types.objects.get(declared.ty.type_name());
                    } else {
                        self.introspection(&field.node)?;
                    }
                    self.set(inner, &field.node.selection_set.node)?;
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let inner =
                        condition.map_or(of, |on| self.types.objects.get(on.node.on.node.as_str()));
                    self.set(inner, &inline.node.selection_set.node)?;
                }
                Selection::FragmentSpread(spread) => {
                    let name = spread.node.fragment_name.node.as_str();
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if self.spread.insert(name) {
                        self.directives(&fragment.node.directives)?;
                        let on = fragment.node.type_condition.node.on.node.as_str();
                        let inner = self.types.objects.get(on);
                        self.set(inner, &fragment.node.selection_set.node)?;
                    }
                }
            }
        }
        Ok(())
    }

    /// The arguments of `__type` and of the fields inside an introspection.
    fn introspection(&self, field: &Field) -> std::result::Result<(), Failure> {
        for (name, value) in &field.arguments {
            let (ty, default) = match name.node.as_str() {
                "name" => (TypeRef::named_nn(TypeRef::STRING), false),
                "includeDeprecated" => (TypeRef::named(TypeRef::BOOLEAN), true),
                _ => continue,
            };
            self.value(&value.node, &ty, default, &name.node)
                .map_err(|error| Failure::at(error, value.pos))?;
        }
        Ok(())
    }

    fn arguments(&self, declared: &[Argument], field: &Field) -> std::result::Result<(), Failure> {
        for (name, value) in &field.arguments {
            if let Some(argument) = declared.iter().find(|one| one.name == name.node.as_str()) {
                self.value(&value.node, &argument.ty, argument.default.is_some(), &argument.name)
                    .map_err(|error| Failure::at(error, value.pos))?;
            }
        }
        Ok(())
    }

    fn directives(&self, directives: &[Positioned<Directive>]) -> std::result::Result<(), Failure> {
        for directive in directives {
            // All that a request can use have one condition.
            for (_, value) in &directive.node.arguments {
                self.value(&value.node, &TypeRef::named_nn(TypeRef::BOOLEAN), false, "if")
                    .map_err(|error| Failure::at(error, value.pos))?;
            }
        }
        Ok(())
    }

    fn value(&self, written: &Written, ty: &TypeRef, default: bool, place: &str) -> Result<()> {
        match (ty, written) {
            (_, Written::Variable(name)) => match self.variables.get(name.as_str()) {
                Some(variable) if !fits(variable, ty, default) => {
                    let what = format!(
                        "the variable `${name}` of type `{}` cannot stand for a value of type \
                         `{ty}`",
                        variable.ty
                    );
                    Err(Error::query(what))
                }
                _ => Ok(()),
            },
            (TypeRef::NonNull(_), Written::Null) => {
                Err(refuse(place, "expected a value, not null"))
            }
            (_, Written::Null) => Ok(()),
            (TypeRef::NonNull(inner), _) => self.value(written, inner, default, place),
            (TypeRef::List(inner), Written::List(items)) => {
                items.iter().enumerate().try_for_each(|(at, item)| {
                    self.value(item, inner, false, &format!("{place}[{at}]"))
                })
            }
            (TypeRef::List(inner), _) => self.value(written, inner, false, place),
            (TypeRef::Named(name), _) => self.named(written, name, place),
        }
    }

    fn named(&self, written: &Written, name: &str, place: &str) -> Result<()> {
        match (self.types.inputs.get(name), written) {
            (Some(Input::Object { fields, .. }), Written::Object(values)) => {
                for (name, value) in values {
                    let place = format!("{place}.{name}");
                    let field = fields.iter().find(|field| field.name == name.as_str());
                    let field = field.ok_or_else(|| unknown(&place, fields))?;
                    self.value(value, &field.ty, field.default.is_some(), &place)?;
                }
                let missing = fields.iter().find(|field| {
                    let required = matches!(field.ty, TypeRef::NonNull(_));
                    required && field.default.is_none() && !values.contains_key(field.name.as_str())
                });
                missing.map_or(Ok(()), |field| {
                    Err(refuse(&format!("{place}.{}", field.name), "a value is required"))
                })
            }
            (Some(Input::Enum(list)), Written::Enum(value))
                if list.values.contains_key(value.as_str()) =>
            {
                Ok(())
            }
            (Some(Input::Scalar(scalar)), _) => {
                let value = match written {
                    Written::Number(number) => Value::Number(number.clone()),
                    Written::String(text) => Value::String(text.clone()),
                    Written::Boolean(is) => Value::Bool(*is),
                    _ => return Err(expected(name, place)),
                };
                scalar.coerce(&value).map(drop).ok_or_else(|| expected(name, place))
            }
            _ => Err(expected(name, place)),
        }
    }
}

/// Whether a variable can stand in a place of a type (§5.8.5), which may have a default.
fn fits(variable: &Defined, place: &TypeRef, default: bool) -> bool {
    match place {
        TypeRef::NonNull(inner) if !matches!(variable.ty, TypeRef::NonNull(_)) => {
            (variable.default || default) && compatible(&variable.ty, inner)
        }
        _ => compatible(&variable.ty, place),
    }
}

fn compatible(variable: &TypeRef, place: &TypeRef) -> bool {
    match (variable, place) {
        (TypeRef::NonNull(variable), TypeRef::NonNull(place))
        | (TypeRef::List(variable), TypeRef::List(place)) => compatible(variable, place),
        (_, TypeRef::NonNull(_)) => false,
        (TypeRef::NonNull(variable), _) => compatible(variable, place),
        (TypeRef::Named(variable), TypeRef::Named(place)) => variable == place,
        _ => false,
    }
}
