//! The parameters of a request: `query`, `operationName`, `variables`, `extensions`.

use serde_json::{Map, Value};

use super::super::{Hash, Request};
use crate::error::Error;

/// A request as it was sent.
#[derive(Debug, PartialEq)]
pub(super) struct Parameters {
    /// The request, without a document where only its hash was sent.
    pub(super) request: Request,
    /// The hash of the document, where one was sent.
    pub(super) hash: Option<Hash>,
    /// Whether the document is only named by its hash.
    pub(super) is_named: bool,
}

fn refuse(what: impl Into<String>) -> Error {
    Error::Request {
        status: 400,
        what: what.into(),
        hint: "send `{\"query\": \"…\", \"variables\": {…}, \"operationName\": \"…\"}`".to_owned(),
    }
}

/// The parameters in a body of JSON.
pub(super) fn of_body(body: &[u8]) -> Result<Parameters, Error> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Err(refuse("the body is empty"));
    }
    let text = std::str::from_utf8(body).map_err(|_| refuse("the body is not in UTF-8"))?;
    let json: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| refuse(format!("the body is not JSON: {error}")))?;
    match json {
        Value::Object(parameters) => of_object(parameters),
        Value::Array(_) => {
            Err(refuse("several requests in one body are not answered: send them one by one"))
        }
        _ => Err(refuse("the body is not a JSON object")),
    }
}

/// The parameters in the query of an address.
pub(super) fn of_query(query: &str) -> Result<Parameters, Error> {
    let pairs = decoded(query)?;
    let mut parameters = Map::new();
    for (name, text) in pairs {
        let value = match name.as_str() {
            "query" | "operationName" => Value::String(text),
            // An empty one stands for none, as forms send it.
            "variables" | "extensions" if text.is_empty() => Value::Null,
            "variables" | "extensions" => serde_json::from_str(&text)
                .map_err(|error| refuse(format!("`{name}` is not JSON: {error}")))?,
            // Others may be meant for caches and counters on the way.
            _ => continue,
        };
        if parameters.insert(name.clone(), value).is_some() {
            return Err(refuse(format!("`{name}` is given twice")));
        }
    }
    of_object(parameters)
}

fn of_object(mut parameters: Map<String, Value>) -> Result<Parameters, Error> {
    let query = match parameters.remove("query") {
        Some(Value::String(query)) => Some(query),
        None | Some(Value::Null) => None,
        Some(_) => return Err(refuse("`query` is not a text")),
    };
    let operation_name = match parameters.remove("operationName") {
        Some(Value::String(name)) => Some(name),
        None | Some(Value::Null) => None,
        Some(_) => return Err(refuse("`operationName` is not a text")),
    };
    let mut object = |name: &str| match parameters.remove(name) {
        Some(Value::Object(object)) => Ok(object),
        None | Some(Value::Null) => Ok(Map::new()),
        Some(_) => Err(refuse(format!("`{name}` is not a JSON object"))),
    };
    let variables = object("variables")?;
    let hash = match object("extensions")?.get("persistedQuery") {
        Some(persisted) => Some(super::persisted::hash(persisted)?),
        // No other extension is known.
        None => None,
    };
    if query.is_none() && hash.is_none() {
        return Err(refuse("there is no `query`"));
    }
    let is_named = query.is_none();
    let query = query.unwrap_or_default();
    Ok(Parameters { request: Request { query, operation_name, variables }, hash, is_named })
}

/// The pairs of a query, decoded.
fn decoded(query: &str) -> Result<Vec<(String, String)>, Error> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            Ok((decode(name)?, decode(value)?))
        })
        .collect()
}

/// A text of a form: `+` is a space, `%41` a byte.
fn decode(text: &str) -> Result<String, Error> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        rest = tail;
        match (first, tail) {
            (b'+', _) => bytes.push(b' '),
            (b'%', [high, low, after @ ..]) => {
                let digit = |byte: &u8| char::from(*byte).to_digit(16);
                let (Some(high), Some(low)) = (digit(high), digit(low)) else {
                    return Err(refuse("the address is not encoded as it should be"));
                };
                bytes.push((high * 16 + low) as u8);
                rest = after;
            }
            (b'%', _) => return Err(refuse("the address is not encoded as it should be")),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8(bytes).map_err(|_| refuse("the address is not in UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_and_an_address_say_the_same() {
        let body = br#"{"query": "{ a }", "operationName": "A", "variables": {"x": [1, "\u00e8 +"]}, "extensions": null}"#;
        let query = "query=%7B+a%20%7D&operationName=A&variables=%7B%22x%22:[1,%22%C3%A8%20%2B%22]%7D&utm=1";
        assert_eq!(of_body(body).unwrap(), of_query(query).unwrap());
        assert_eq!(
            of_query("query=a&variables=&operationName=")
                .unwrap()
                .request
                .operation_name
                .as_deref(),
            Some("")
        );
    }

    #[test]
    fn what_is_not_a_request_is_refused() {
        for body in [
            "",
            "  ",
            "[]",
            "[{\"query\": \"{a}\"}]",
            "3",
            "{",
            "{}",
            "{\"query\": null}",
            "{\"query\": 3}",
            "{\"query\": \"{a}\", \"variables\": \"{}\"}",
            "{\"query\": \"{a}\", \"variables\": []}",
            "{\"query\": \"{a}\", \"operationName\": 3}",
            "{\"query\": \"{a}\", \"extensions\": true}",
        ] {
            assert_eq!(of_body(body.as_bytes()).unwrap_err().status(), 400, "{body}");
        }
        assert!(of_body(b"{\"query\": \"\xff\"}").is_err());
        for query in [
            "",
            "query=%7",
            "query=%zz",
            "query=%ff",
            "query=a&query=b",
            "query=a&variables=3",
            "query=a&variables={",
        ] {
            assert_eq!(of_query(query).unwrap_err().status(), 400, "{query}");
        }
    }
}
