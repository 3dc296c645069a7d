//! The parameters of an action: pairs of an address or of a form, or the fields of an object of
//! JSON. Numbers and flags may be texts in each.

use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The parameters of an action, by name.
#[derive(Debug, Clone, Default)]
pub struct Parameters(Map<String, Value>);

impl Parameters {
    /// Those of a query string or of a form. What is named twice is a list.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut parameters = Self::default();
        for (name, value) in pairs {
            match parameters.0.get_mut(&name) {
                None => {
                    parameters.0.insert(name, Value::from(value));
                }
                Some(Value::Array(values)) => values.push(Value::from(value)),
                Some(first) => *first = Value::Array(vec![first.take(), Value::from(value)]),
            }
        }
        parameters
    }

    /// Those of an object of JSON.
    ///
    /// # Errors
    ///
    /// [`Error::Request`] if it is none.
    pub fn of_json(bytes: &[u8]) -> Result<Self> {
        let refused = |what: String| Error::Request {
            status: 400,
            what,
            hint: "send an object of JSON, such as `{\"id\": \"projects\"}`".to_owned(),
        };
        match serde_json::from_slice(bytes) {
            Ok(Value::Object(fields)) => Ok(Self(fields)),
            Ok(_) => Err(refused("the body is JSON, but no object".to_owned())),
            Err(error) => Err(refused(format!("the body is not JSON: {error}"))),
        }
    }

    /// Adds those of others that are not there.
    #[must_use]
    pub fn or(mut self, others: Self) -> Self {
        for (name, value) in others.0 {
            self.0.entry(name).or_insert(value);
        }
        self
    }

    /// The value, if it is more than nothing.
    fn value(&self, name: &str) -> Option<&Value> {
        self.0.get(name).filter(|value| !value.is_null() && *value != "")
    }

    /// A text.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        match self.value(name)? {
            Value::String(text) => Some(text.trim().to_owned()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(values) => values.last()?.as_str().map(|text| text.trim().to_owned()),
            _ => None,
        }
    }

    /// A text that must be there.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] if it is not.
    pub(super) fn needed(&self, name: &str) -> Result<String> {
        self.text(name).filter(|text| !text.is_empty()).ok_or_else(|| Error::Argument {
            argument: name.to_owned(),
            what: "Missing value".to_owned(),
            hint: "give the name or the id".to_owned(),
        })
    }

    /// All texts of one name.
    pub(super) fn texts(&self, name: &str) -> Vec<&str> {
        match self.value(name) {
            Some(Value::String(text)) => vec![text],
            Some(Value::Array(values)) => values.iter().filter_map(Value::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// A number from zero.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] if it is something else.
    pub(super) fn number(&self, name: &str) -> Result<Option<usize>> {
        let Some(value) = self.value(name) else { return Ok(None) };
        let number = match value {
            Value::Number(number) => {
                number.as_u64().and_then(|number| usize::try_from(number).ok())
            }
            _ => self.text(name).and_then(|text| text.parse().ok()),
        };
        number.map(Some).ok_or_else(|| Error::Argument {
            argument: name.to_owned(),
            what: "Must be a natural number".to_owned(),
            hint: "give a whole number from 0".to_owned(),
        })
    }

    /// Whether something is wanted.
    pub(super) fn flag(&self, name: &str) -> bool {
        match self.value(name) {
            Some(Value::Bool(flag)) => *flag,
            Some(Value::Number(number)) => number.as_u64() == Some(1),
            _ => self.text(name).is_some_and(|text| {
                ["true", "yes", "on", "t", "y", "1"].contains(&text.to_ascii_lowercase().as_str())
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(pairs: &[(&str, &str)]) -> Parameters {
        let owned = pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        Parameters::of_pairs(owned.collect())
    }

    #[test]
    fn numbers_and_flags_may_be_texts() {
        let json =
            Parameters::of_json(br#"{"rows": 5, "start": "7", "all_fields": true}"#).unwrap();
        assert_eq!(json.number("rows").unwrap(), Some(5));
        assert_eq!(json.number("start").unwrap(), Some(7));
        assert_eq!(json.number("limit").unwrap(), None);
        assert!(json.flag("all_fields") && !json.flag("include_extras"));
        let query = pairs(&[("rows", "0"), ("start", "-1"), ("all_fields", "True")]);
        assert_eq!(query.number("rows").unwrap(), Some(0));
        assert_eq!(query.number("start").unwrap_err().code(), "ARGUMENT_INVALID");
        assert!(query.flag("all_fields"));
    }

    #[test]
    fn what_is_named_twice_is_a_list() {
        let query = pairs(&[("fq", "a"), ("fq", "b"), ("fq", "c")]);
        assert_eq!(query.texts("fq"), ["a", "b", "c"]);
    }

    #[test]
    fn a_body_is_an_object() {
        for body in [&b"[]"[..], b"\"a\"", b"{", b"null", b"\xff"] {
            assert_eq!(Parameters::of_json(body).unwrap_err().status(), 400);
        }
    }
}
