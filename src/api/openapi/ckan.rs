//! Addresses of the catalogue for harvesters that speak CKAN or DCAT-US.

use serde_json::{Map, Value, json};

use super::answers::{good, responses};
use super::parameters::query;
use super::{properties, schema};

/// The statuses of refusals in the shape of CKAN.
const REFUSALS: [(&str, &str); 5] = [
    ("400", "There is no such action, or the request cannot be read."),
    ("404", "There is no such dataset, file, organisation or action."),
    ("409", "A parameter is missing, or is not what it must be."),
    ("413", "The body is too long."),
    ("503", "There is no catalogue yet."),
];

/// These addresses.
pub(super) fn paths() -> Map<String, Value> {
    properties([
        ("/api/3/action/{name}", actions("ckan3")),
        ("/api/action/{name}", actions("ckan")),
        ("/data.json", data_json()),
    ])
}

/// What both addresses of actions take.
fn actions(id: &str) -> Value {
    let name = json!({
        "name": "name",
        "in": "path",
        "required": true,
        "description": "The name of the action, such as `package_search`; what there is, is told in \
                        the documentation of the catalogue.",
        "schema": { "type": "string", "pattern": "^[a-z_]+$" },
        "example": "package_search",
    });
    // Numbers too: an action does not look at what it does not take.
    let text = || json!({ "type": "string" });
    let of_get = [
        name.clone(),
        query("id", "A name or an id, for actions that show one thing.", text()),
        query("q", "Words and conditions, for `package_search`.", text()),
        query("fq", "Conditions, for `package_search`.", text()),
        query("rows", "How many datasets, for `package_search`; 1000 at most.", text()),
        query("start", "How many datasets stand before, for `package_search`.", text()),
        query("sort", "The order, such as `id asc`, for `package_search`.", text()),
        query("limit", "How many, for lists.", text()),
        query("offset", "How many stand before, for lists.", text()),
    ];
    let doc = "An action of CKAN: the catalogue for portals that are one.";
    let operation = |method: &str, parameters: &[Value]| {
        json!({
            "tags": ["service"],
            "operationId": format!("{id}By{method}"),
            "summary": doc,
            "parameters": parameters,
            "responses": answers(),
        })
    };
    let (get, mut post) = (operation("Get", &of_get), operation("Post", &[name]));
    post["requestBody"] = json!({
        "description": "The parameters.",
        "content": { "application/json": { "schema": { "type": "object" } } },
    });
    json!({ "get": get, "post": post })
}

fn answers() -> Value {
    let result = json!({
        "type": "object",
        "required": ["help", "success", "result"],
        "additionalProperties": false,
        "properties": {
            "help": { "type": "string", "format": "uri" },
            "success": { "const": true },
            "result": {},
        },
    });
    let mut all = responses(good("The result in its envelope.", &result, &[]), &[]);
    let error = json!({
        "type": "object",
        "required": ["success", "error"],
        "additionalProperties": false,
        "properties": {
            "success": { "const": false },
            "error": {
                "type": "object",
                "required": ["message", "__type"],
                "properties": {
                    "message": { "type": "string" },
                    "__type": { "type": "string" },
                },
            },
        },
    });
    for (status, doc) in REFUSALS {
        // What is refused before it comes to an action has the shape of all other addresses.
        let content = json!({
            "application/json": { "schema": error },
            "application/problem+json": { "schema": schema("Problem") },
        });
        all[status] = json!({ "description": doc, "content": content });
    }
    all
}

fn data_json() -> Value {
    let document = json!({
        "type": "object",
        "required": ["conformsTo", "dataset"],
        "properties": {
            "conformsTo": { "const": "https://project-open-data.cio.gov/v1.1/schema" },
            "dataset": { "type": "array", "items": { "type": "object" } },
        },
    });
    let good = good("The catalogue.", &document, &[]);
    json!({
        "get": {
            "tags": ["service"],
            "operationId": "dataJson",
            "summary": "All datasets as DCAT-US 1.1.",
            "parameters": [],
            "responses": responses(good, &["Unavailable"]),
        },
    })
}
