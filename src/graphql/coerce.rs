//! Values of variables and arguments, brought to the types that they are declared with.
//!
//! The rules are those of the specification (§3 input coercion, §6.1.2 variables, §6.4.1
//! arguments). A coerced value is JSON; the filter parser of all doors reads it from there.

use std::collections::HashMap;

use async_graphql::dynamic::TypeRef;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{BaseType, Field, OperationDefinition, Type};
use async_graphql::{Name, Positioned};
use async_graphql_value::Value as Written;
use serde_json::{Map, Value};

use super::failure::Failure;
use super::schema::words::{Argument, Input, Scalar};
use crate::error::{Error, Result};
use crate::model::value::is_language_tag;

/// The variables that have a value, coerced.
pub(super) type Variables<'a> = HashMap<&'a str, Value>;

/// What a value is coerced with.
#[derive(Clone, Copy)]
pub(super) struct Coercion<'a> {
    /// The types of values.
    pub(super) inputs: &'a IndexMap<String, Input>,
    /// The variables of the operation.
    pub(super) variables: &'a Variables<'a>,
}

/// The variables of an operation, from the JSON object that came with it.
pub(super) fn variables<'a>(
    inputs: &IndexMap<String, Input>,
    operation: &'a OperationDefinition,
    given: &Map<String, Value>,
) -> std::result::Result<Variables<'a>, Failure> {
    let none = Variables::new();
    let coercion = Coercion { inputs, variables: &none };
    let mut found = Variables::new();
    for definition in &operation.variable_definitions {
        let name = definition.node.name.node.as_str();
        let ty = type_of(&definition.node.var_type.node);
        let place = format!("${name}");
        let value = match (given.get(name), &definition.node.default_value) {
            (Some(value), _) => coercion.json(value, &ty, &place),
            (None, Some(default)) => coercion
                .literal(&default.node.clone().into_value(), &ty, &place)
                .map(Option::unwrap_or_default),
            (None, None) if definition.node.var_type.node.nullable => continue,
            (None, None) => Err(refuse(&place, &format!("expected a value of type `{ty}`"))),
        };
        let value = value.map_err(|error| {
            // A variable is no argument; the place says which it is.
            let what = error.to_string().replacen("argument", "variable", 1);
            let hint = error.hint().to_owned();
            Failure::at(Error::Query { what, hint }, definition.pos)
        })?;
        found.insert(name, value);
    }
    Ok(found)
}

/// A type as the document writes it.
pub(super) fn type_of(ty: &Type) -> TypeRef {
    let base = match &ty.base {
        BaseType::Named(name) => TypeRef::named(name.as_str()),
        BaseType::List(inner) => TypeRef::List(Box::new(type_of(inner))),
    };
    if ty.nullable { base } else { TypeRef::NonNull(Box::new(base)) }
}

/// The refusal of a value at a place.
pub(super) fn refuse(place: &str, what: &str) -> Error {
    Error::Argument {
        argument: place.to_owned(),
        what: what.to_owned(),
        hint: "see the type of the argument in `/schema.graphql`".to_owned(),
    }
}

impl Coercion<'_> {
    /// The arguments of a field that have a value, in the order of the schema.
    pub(super) fn arguments(
        self,
        declared: &[Argument],
        field: &Field,
    ) -> Result<HashMap<String, Value>> {
        let mut found = HashMap::new();
        for argument in declared {
            let name = argument.name.as_str();
            let written = field.get_argument(name).map(|value| &value.node);
            if let Some(value) = self.given(argument, written, name)? {
                found.insert(name.to_owned(), value);
            }
        }
        Ok(found)
    }

    /// Whether the directives of a selection leave it in.
    pub(super) fn includes(
        self,
        directives: &[Positioned<async_graphql::parser::types::Directive>],
    ) -> std::result::Result<bool, Failure> {
        for directive in directives {
            let wanted = match directive.node.name.node.as_str() {
                "skip" => false,
                "include" => true,
                _ => continue,
            };
            let written = directive.node.get_argument("if").map(|value| &value.node);
            let boolean = TypeRef::named_nn(TypeRef::BOOLEAN);
            let value = written.map_or(Ok(None), |written| self.literal(written, &boolean, "if"));
            match value.map_err(|error| Failure::at(error, directive.pos))? {
                Some(Value::Bool(is)) if is == wanted => {}
                Some(Value::Bool(_)) => return Ok(false),
                _ => {
                    return Err(Failure::at(refuse("if", "expected a value"), directive.pos));
                }
            }
        }
        Ok(true)
    }

    /// The value of an argument or of a field of an input object, its default if none is given.
    fn given(
        self,
        declared: &Argument,
        written: Option<&Written>,
        place: &str,
    ) -> Result<Option<Value>> {
        if let Some(written) = written
            && let Some(value) = self.literal(written, &declared.ty, place)?
        {
            return Ok(Some(value));
        }
        absent(declared, place)
    }

    /// A value as the document writes it; none where it is a variable without a value.
    fn literal(self, written: &Written, ty: &TypeRef, place: &str) -> Result<Option<Value>> {
        if let Written::Variable(name) = written {
            return match (self.variables.get(name.as_str()), ty) {
                (Some(Value::Null), TypeRef::NonNull(_)) => {
                    Err(refuse(place, "expected a value, not null"))
                }
                // The validation has compared the types of variable and place.
                (Some(value), TypeRef::List(_)) if !value.is_array() && !value.is_null() => {
                    Ok(Some(Value::Array(vec![value.clone()])))
                }
                (value, _) => Ok(value.cloned()),
            };
        }
        let value = match (ty, written) {
            (TypeRef::NonNull(_), Written::Null) => {
                return Err(refuse(place, "expected a value, not null"));
            }
            (TypeRef::NonNull(inner), _) => return self.literal(written, inner, place),
            (_, Written::Null) => Value::Null,
            (TypeRef::List(inner), Written::List(items)) => {
                let items = items.iter().enumerate();
                let items = items.map(|(at, item)| {
                    let place = format!("{place}[{at}]");
                    match self.literal(item, inner, &place)? {
                        Some(value) => Ok(value),
                        None if matches!(**inner, TypeRef::NonNull(_)) => {
                            Err(refuse(&place, "expected a value, not null"))
                        }
                        None => Ok(Value::Null),
                    }
                });
                Value::Array(items.collect::<Result<_>>()?)
            }
            (TypeRef::List(inner), _) => {
                Value::Array(vec![self.literal(written, inner, place)?.unwrap_or_default()])
            }
            (TypeRef::Named(name), _) => self.named(written, name, place)?,
        };
        Ok(Some(value))
    }

    fn named(self, written: &Written, name: &str, place: &str) -> Result<Value> {
        match (self.inputs.get(name), written) {
            (Some(Input::Object { fields, .. }), Written::Object(values)) => {
                let known = |name: &Name| fields.iter().any(|field| field.name == name.as_str());
                if let Some(name) = values.keys().find(|name| !known(name)) {
                    return Err(unknown(&format!("{place}.{name}"), fields));
                }
                let mut object = Map::new();
                // In the order in which they are written, which messages follow.
                for (name, value) in values {
                    let Some(field) = fields.iter().find(|f| f.name == name.as_str()) else {
                        continue;
                    };
                    let place = format!("{place}.{name}");
                    if let Some(value) = self.given(field, Some(value), &place)? {
                        object.insert(field.name.clone(), value);
                    }
                }
                complete(object, fields, place)
            }
            (Some(Input::Enum(list)), Written::Enum(value)) => {
                if list.values.contains_key(value.as_str()) {
                    return Ok(Value::String(value.to_string()));
                }
                Err(refuse(place, &format!("`{value}` is not a value of `{name}`")))
            }
            (Some(Input::Scalar(scalar)), _) => {
                let value = match written {
                    Written::Number(number) => Value::Number(number.clone()),
                    Written::String(text) => Value::String(text.clone()),
                    Written::Boolean(is) => Value::Bool(*is),
                    _ => return Err(expected(name, place)),
                };
                scalar.coerce(&value).ok_or_else(|| expected(name, place))
            }
            _ => Err(expected(name, place)),
        }
    }

    /// A value of a variable, which came as JSON.
    fn json(self, given: &Value, ty: &TypeRef, place: &str) -> Result<Value> {
        match (ty, given) {
            (TypeRef::NonNull(_), Value::Null) => Err(refuse(place, "expected a value, not null")),
            (TypeRef::NonNull(inner), _) => self.json(given, inner, place),
            (_, Value::Null) => Ok(Value::Null),
            (TypeRef::List(inner), Value::Array(items)) => {
                let items = items.iter().enumerate();
                let items =
                    items.map(|(at, item)| self.json(item, inner, &format!("{place}[{at}]")));
                Ok(Value::Array(items.collect::<Result<_>>()?))
            }
            (TypeRef::List(inner), _) => Ok(Value::Array(vec![self.json(given, inner, place)?])),
            (TypeRef::Named(name), _) => match (self.inputs.get(name.as_ref()), given) {
                (Some(Input::Object { fields, .. }), Value::Object(values)) => {
                    let mut object = Map::new();
                    for (name, value) in values {
                        let place = format!("{place}.{name}");
                        let field = fields.iter().find(|field| field.name == *name);
                        let field = field.ok_or_else(|| unknown(&place, fields))?;
                        object.insert(name.clone(), self.json(value, &field.ty, &place)?);
                    }
                    complete(object, fields, place)
                }
                (Some(Input::Enum(list)), Value::String(value)) => {
                    if list.values.contains_key(value) {
                        return Ok(given.clone());
                    }
                    Err(refuse(place, &format!("`{value}` is not a value of `{name}`")))
                }
                (Some(Input::Scalar(scalar)), _) => {
                    scalar.coerce(given).ok_or_else(|| expected(name, place))
                }
                _ => Err(expected(name, place)),
            },
        }
    }
}

/// What stands where no value is given: the default, or nothing where that may be.
fn absent(declared: &Argument, place: &str) -> Result<Option<Value>> {
    match (declared.default, &declared.ty) {
        (Some(default), _) => Ok(Some(Value::String(default.to_owned()))),
        (None, TypeRef::NonNull(_)) => Err(refuse(place, "a value is required")),
        (None, _) => Ok(None),
    }
}

/// Adds the defaults of fields that were left out.
fn complete(mut object: Map<String, Value>, fields: &[Argument], place: &str) -> Result<Value> {
    for field in fields {
        if !object.contains_key(&field.name)
            && let Some(value) = absent(field, &format!("{place}.{}", field.name))?
        {
            object.insert(field.name.clone(), value);
        }
    }
    Ok(Value::Object(object))
}

/// The refusal of a value that is not of a type.
pub(super) fn expected(name: &str, place: &str) -> Error {
    refuse(place, &format!("expected a value of type `{name}`"))
}

/// The refusal of a field that an input object does not have.
pub(super) fn unknown(place: &str, fields: &[Argument]) -> Error {
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    Error::Argument {
        argument: place.to_owned(),
        what: "there is no such field".to_owned(),
        hint: format!("use one of {}", names.join(", ")),
    }
}

impl Scalar {
    /// The value as this scalar has it, or none where it cannot.
    pub(super) fn coerce(self, value: &Value) -> Option<Value> {
        match (self, value) {
            (Self::Int, Value::Number(number)) => {
                let whole = number.as_i64().or_else(|| {
                    // JSON knows one kind of number: 1.0 is whole too.
                    number.as_f64().filter(|float| float.fract() == 0.0).and_then(|float| {
                        (float.abs() <= f64::from(i32::MAX)).then_some(float as i64)
                    })
                });
                whole.and_then(|whole| i32::try_from(whole).ok()).map(Value::from)
            }
            (Self::Float, Value::Number(_))
            | (Self::Decimal, Value::Number(_) | Value::String(_))
            | (Self::Boolean, Value::Bool(_))
            | (
                Self::String | Self::Id | Self::PartialDate | Self::DateTime | Self::Url,
                Value::String(_),
            ) => Some(value.clone()),
            (Self::Id, Value::Number(number)) => {
                number.as_i64().map(|id| Value::String(id.to_string()))
            }
            (Self::LanguageTag, Value::String(tag)) => is_tag(tag).then(|| value.clone()),
            _ => None,
        }
    }
}

/// Whether a text has the form of a language tag, whatever the case of its letters.
fn is_tag(tag: &str) -> bool {
    is_language_tag(&tag.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use async_graphql::parser::types::DocumentOperations;
    use serde_json::json;

    use super::super::schema::types;
    use super::*;
    use crate::about::Service;
    use crate::config::Limits;

    fn coerce(head: &str, given: &Value) -> std::result::Result<Value, String> {
        let types = types(&Limits::standard().unwrap(), &Service::default());
        let document = parse_query(format!("query A({head}) {{ a }}")).unwrap();
        let DocumentOperations::Multiple(operations) = &document.operations else { panic!() };
        let operation = &operations.values().next().unwrap().node;
        let given = given.as_object().unwrap();
        let found = variables(&types.inputs, operation, given)
            .map_err(|failure| failure.error.to_string())?;
        Ok(found.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
    }

    #[test]
    fn variables_take_their_defaults_and_may_be_absent() {
        assert_eq!(coerce("$a: Int = 3, $b: Int", &json!({})), Ok(json!({"a": 3})));
        assert_eq!(coerce("$a: Int = 3", &json!({"a": null})), Ok(json!({"a": null})));
        assert!(coerce("$a: Int!", &json!({})).unwrap_err().contains("`$a`"));
        assert!(coerce("$a: Int! = 3", &json!({"a": null})).is_err());
    }

    #[test]
    fn a_single_value_stands_for_a_list_of_one() {
        assert_eq!(coerce("$a: [ID!]", &json!({"a": "x"})), Ok(json!({"a": ["x"]})));
        assert_eq!(coerce("$a: [[Int]]", &json!({"a": 1})), Ok(json!({"a": [[1]]})));
        assert!(coerce("$a: [ID!]", &json!({"a": [null]})).is_err());
    }

    #[test]
    fn scalars_are_checked() {
        for (head, given) in [
            ("$a: Int", json!(1.5)),
            ("$a: Int", json!(3_000_000_000_u64)),
            ("$a: Int", json!("1")),
            ("$a: Boolean", json!(1)),
            ("$a: String", json!(1)),
            ("$a: LanguageTag", json!("it_IT")),
            ("$a: ProjectOrderField", json!("NOPE")),
            ("$a: ProjectFilter", json!([1])),
        ] {
            assert!(coerce(head, &json!({ "a": given })).is_err(), "{head} {given}");
        }
        assert_eq!(coerce("$a: Int", &json!({"a": 2.0})), Ok(json!({"a": 2})));
        assert_eq!(coerce("$a: LanguageTag", &json!({"a": "PT-br"})), Ok(json!({"a": "PT-br"})));
    }

    #[test]
    fn input_objects_name_the_field_that_is_wrong_and_take_defaults() {
        let error = coerce("$a: ProjectFilter", &json!({"a": {"slug": {"like": "x"}}}));
        assert!(error.unwrap_err().contains("variable `$a.slug.like`"));
        let order = coerce("$a: ProjectOrder", &json!({"a": {"field": "SLUG"}}));
        assert_eq!(order, Ok(json!({"a": {"field": "SLUG", "direction": "ASC"}})));
        assert!(coerce("$a: ProjectOrder", &json!({"a": {}})).is_err());
    }
}
