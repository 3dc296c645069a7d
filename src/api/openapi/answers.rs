//! What answers have in common: headers, refusals, statuses.

use serde_json::{Map, Value, json};

use super::{properties, reference, schema};

/// The headers that answers have.
pub(super) fn headers() -> Map<String, Value> {
    properties([
        (
            "Revision",
            json!({
                "description": "The number of the revision that answers.",
                "required": true,
                "schema": { "type": "integer", "minimum": 1 },
            }),
        ),
        (
            "Link",
            json!({
                "description": "Other pages by their relation (`first`, `prev`, `next`), and the same \
                                records as files (`alternate`) (RFC 8288).",
                "required": true,
                "schema": { "type": "string" },
            }),
        ),
        (
            "Content-Disposition",
            json!({
                "description": "The name under which a browser keeps the file.",
                "required": true,
                "schema": { "type": "string" },
            }),
        ),
        (
            "Location",
            json!({
                "description": "The address of the record under its new id, with the query.",
                "required": true,
                "schema": { "type": "string", "format": "uri-reference" },
            }),
        ),
        (
            "Retry-After",
            json!({
                "description": "How many seconds to wait.",
                "schema": { "type": "integer", "minimum": 0 },
            }),
        ),
    ])
}

/// The refusals, by the names that paths call them.
const PROBLEMS: &[(&str, &str, &str)] = &[
    (
        "Renamed",
        "301",
        "The record has another id: the same is asked at the address in `Location`.",
    ),
    ("NotModified", "304", "What the client has is still right."),
    ("Refused", "400", "The request asks for what cannot be understood, or for too much."),
    ("NotFound", "404", "There is no such table, record or file."),
    ("Gone", "410", "There was such a record, and it was removed."),
    ("NotAcceptable", "406", "None of the media types that the client takes can be answered."),
    ("TooLarge", "413", "The request is too long."),
    ("TooLong", "414", "The address is too long: put a long filter into a body of GraphQL."),
    ("NotRead", "415", "The body is in a form that is not read here."),
    ("TooMany", "429", "The client asks too often; `Retry-After` says how long to wait."),
    ("Unavailable", "503", "There is no data yet, or the store cannot be reached."),
];

/// The responses that refuse.
pub(super) fn problems() -> Map<String, Value> {
    let problems = PROBLEMS.iter().map(|(name, status, doc)| {
        let mut response = json!({ "description": doc });
        // The server refuses an address of such length before it is ours to say why.
        if !matches!(*status, "301" | "304" | "414") {
            response["content"] =
                json!({ "application/problem+json": { "schema": schema("Problem") } });
        }
        if matches!(*status, "429" | "503") {
            response["headers"] = json!({ "Retry-After": reference("headers", "Retry-After") });
        }
        if *status == "301" {
            response["headers"] = json!({ "Location": reference("headers", "Location") });
        }
        (*name, response)
    });
    properties(problems)
}

/// An error in the form of RFC 9457.
pub(super) fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["type", "title", "status", "code"],
        "properties": {
            "type": { "type": "string", "pattern": "^urn:opencoop:error:[A-Z_]+$" },
            "title": { "type": "string", "description": "What is wrong, as a sentence." },
            "status": { "type": "integer", "minimum": 400, "maximum": 599 },
            "code": {
                "type": "string",
                "pattern": "^[A-Z_]+$",
                "description": "The code of the error, the same at every address.",
            },
            "detail": { "type": "string", "description": "How to mend it." },
            "argument": { "type": "string", "description": "The parameter that is wrong." },
            "instance": { "type": "string", "description": "The id of the fault in the log." },
        },
        "examples": [{
            "type": "urn:opencoop:error:NOT_FOUND",
            "title": "`projects` has no record `atlantis`",
            "status": 404,
            "code": "NOT_FOUND",
            "detail": "the records are at `/api/projects`",
        }],
    })
}

/// The answers of an operation: the good one, and the refusals of these names beside those that
/// every address can give.
pub(super) fn responses(good: Value, refusals: &[&str]) -> Value {
    let mut all = properties([("200", good)]);
    for (name, status, _) in PROBLEMS {
        let always = matches!(*status, "304" | "400" | "414" | "429");
        if always || refusals.contains(name) {
            all.insert((*status).to_owned(), reference("responses", name));
        }
    }
    Value::Object(all)
}

/// A good answer of JSON.
pub(super) fn good(doc: &str, schema: &Value, headers: &[&str]) -> Value {
    let mut all = properties([("Revision", reference("headers", "Revision"))]);
    for name in headers {
        all.insert((*name).to_owned(), reference("headers", name));
    }
    json!({
        "description": doc,
        "headers": all,
        "content": { "application/json": { "schema": schema } },
    })
}
