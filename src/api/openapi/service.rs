//! Addresses that belong to no table: search, changes, codes, GraphQL, the server itself.

use serde_json::{Map, Value, json};

use super::answers::{good, responses};
use super::parameters::{listed, query};
use super::{get, properties, reference, schema};
use crate::about::codes;
use crate::config::Limits;
use crate::image::text::searched_tables;
use crate::model::TABLES;

/// These addresses.
pub(super) fn paths(limits: &Limits) -> Map<String, Value> {
    properties([
        ("/api", index()),
        ("/api/search", search()),
        ("/api/changes", changed()),
        ("/export/changes.ndjson", changes_file()),
        ("/export/deletions.csv", deletions_file()),
        ("/api/explain", explain()),
        ("/api/codelists", code_lists()),
        ("/api/codelists/{name}", code_list()),
        ("/graphql", graphql(limits)),
        (
            "/schema.graphql",
            text("graphqlSchema", "The GraphQL schema (SDL).", "application/graphql"),
        ),
        ("/openapi.json", document()),
        ("/health", state()),
        ("/health/live", live()),
    ])
}

fn index() -> Value {
    let good = good("The tables.", &schema("Catalogue"), &[]);
    get(
        "service",
        "index",
        "All tables, with the addresses of their lists and files.",
        &[],
        &responses(good, &["Unavailable"]),
    )
}

fn search() -> Value {
    let tables: Vec<&str> = searched_tables().into_iter().map(|table| TABLES[table].name).collect();
    let mut q = query(
        "q",
        "Words to look for, whatever their case, accents and endings; `\"in this order\"`, `begin*`, \
         `-without`.",
        json!({ "type": "string", "minLength": 1 }),
    );
    q["required"] = Value::Bool(true);
    q["example"] = Value::from("acqua");
    let types = json!({ "type": "array", "items": { "enum": tables }, "minItems": 1 });
    let parameters = [
        q,
        listed("types", "The tables to look in, instead of all.", &types),
        reference("parameters", "limit"),
        reference("parameters", "after"),
    ];
    let good = good("A page of records, the best first.", &schema("Found"), &[]);
    let doc = "Records of all tables that a text is found in.";
    get(
        "service",
        "search",
        doc,
        &parameters,
        &responses(good, &["Refused", "NotFound", "Unavailable"]),
    )
}

/// Since when changes are told.
fn since() -> Value {
    let number = json!({
        "type": "integer",
        "minimum": 0,
        "maximum": i32::MAX,
        "description": "The revision that is known; 0 for all changes.",
    });
    query(
        "since",
        "A revision: what came after it is told. Or, with a `-` in it, a date or a moment: what all \
         revisions changed that were published then or later; a date is its first day, in UTC.",
        json!({ "anyOf": [number, schema("PartialDate"), schema("Instant")] }),
    )
}

/// The tables that are told of.
fn types() -> Value {
    let tables: Vec<&str> = TABLES.iter().map(|table| table.name).collect();
    let items = json!({ "type": "string", "enum": tables });
    let types = json!({ "type": "array", "items": items, "minItems": 1 });
    listed("types", "The tables that are wanted, instead of all.", &types)
}

fn changes_file() -> Value {
    let doc = "What happened since a revision, all in all: lines that make an old copy of the files \
               in NDJSON a new one.";
    let good = file_of(doc, "application/x-ndjson");
    let responses = responses(good, &["Refused", "Unavailable"]);
    get("service", "exportChanges", doc, &[since(), types()], &responses)
}

fn deletions_file() -> Value {
    let doc = "The ids that are not published any more, since when, and what their records are \
               called now.";
    let parameters =
        [since(), reference("parameters", "file.bom"), reference("parameters", "file.sep")];
    let responses = responses(file_of(doc, "text/csv"), &["Refused", "Unavailable"]);
    get("service", "exportDeletions", doc, &parameters, &responses)
}

fn file_of(doc: &str, media: &str) -> Value {
    json!({
        "description": doc,
        "headers": {
            "Revision": reference("headers", "Revision"),
            "Content-Disposition": reference("headers", "Content-Disposition"),
        },
        "content": { media: { "schema": {} } },
    })
}

fn changed() -> Value {
    let mut since = since();
    since["required"] = Value::Bool(true);
    since["examples"] = json!({
        "date": { "summary": "Since the beginning of March.", "value": "2026-03" },
        "revision": { "summary": "All changes.", "value": 0 },
    });
    let parameters = [
        since,
        types(),
        reference("parameters", "limit"),
        query(
            "after",
            "Behind this place: a `page.cursor` of the same question, of any revision.",
            json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" }),
        ),
    ];
    let good = good("A page of changes, the oldest first.", &schema("Changes"), &[]);
    let doc = "What was added, changed and removed, revision by revision.";
    get("service", "changes", doc, &parameters, &responses(good, &["Refused", "Unavailable"]))
}

fn explain() -> Value {
    let mut id = query(
        "id",
        "The id of a record, whether it is there or not, or an address that ends with it.",
        json!({ "type": "string" }),
    );
    id["required"] = Value::Bool(true);
    id["example"] = Value::from("projects/dakar-reve");
    let good = good("What is known of it.", &schema("Explanation"), &[]);
    let doc = "What happened to a record: since when it is there, when it changed, was refused or removed.";
    get("service", "explain", doc, &[id], &responses(good, &["Refused", "Unavailable"]))
}

fn list_names() -> Value {
    let names: Vec<&str> = codes::names().collect();
    json!({ "type": "string", "enum": names })
}

fn code_lists() -> Value {
    let names = json!({
        "type": "array",
        "items": list_names(),
        "minItems": 1,
        "maxItems": codes::names().count(),
    });
    let mut names = listed("names", "The lists that are wanted, instead of all.", &names);
    names["example"] = json!(["ActivityStatus"]);
    let good = good("The lists.", &schema("CodeLists"), &[]);
    let doc = "All lists of codes, each code with its labels.";
    get("service", "codeLists", doc, &[names], &responses(good, &["Refused", "Unavailable"]))
}

fn code_list() -> Value {
    let name = json!({
        "name": "name",
        "in": "path",
        "required": true,
        "description": "The name of the list.",
        "schema": list_names(),
        "example": "ActivityStatus",
    });
    let good = good("The list.", &schema("CodeListAnswer"), &[]);
    let doc = "One list of codes, each code with its labels.";
    get("service", "codeList", doc, &[name], &responses(good, &["NotFound", "Unavailable"]))
}

fn graphql(limits: &Limits) -> Value {
    let answer = json!({
        "type": "object",
        "properties": {
            "data": { "type": ["object", "null"] },
            "errors": { "type": "array", "minItems": 1, "items": { "type": "object" } },
            "extensions": { "type": "object" },
        },
        "additionalProperties": false,
        "minProperties": 1,
    });
    let content = json!({
        "application/json": { "schema": answer },
        "application/graphql-response+json": { "schema": answer },
    });
    let of = |doc: &str| json!({ "description": doc, "content": content });
    let responses = json!({
        "200": of("The answer; with `application/json` also one of errors."),
        "304": reference("responses", "NotModified"),
        "400": of("The document or its variables cannot be understood, or ask for too much."),
        "405": of("The document is answered to another method only."),
        "406": of("None of the media types that the client takes can be answered."),
        "413": of("The request is too long."),
        "414": reference("responses", "TooLong"),
        "415": of("The body is in a form that is not read here."),
        "429": reference("responses", "TooMany"),
        "503": of("There is no data yet, or the store cannot be reached."),
    });
    let document = json!({
        "type": "string",
        "maxLength": limits.document_bytes,
        "description": "The document (GraphQL, October 2021).",
        "examples": ["{ projects(first: 1) { totalCount nodes { slug } } }"],
    });
    let name = json!({ "type": ["string", "null"] });
    let object = json!({ "type": ["object", "null"] });
    let mut document_parameter = query("query", "The document.", document.clone());
    document_parameter["example"] = Value::from("{ projects { totalCount } }");
    let encoded = |name: &str, doc: &str| {
        json!({
            "name": name,
            "in": "query",
            "description": doc,
            "content": { "application/json": { "schema": { "type": "object" } } },
        })
    };
    json!({
        "get": {
            "tags": ["service"],
            "operationId": "graphqlByGet",
            "summary": "GraphQL in an address.",
            "parameters": [
                document_parameter,
                encoded("variables", "Values of the variables, as JSON."),
                query("operationName", "Which operation of the document.", json!({ "type": "string" })),
                encoded("extensions", "Extensions of the request, as JSON."),
            ],
            "responses": responses,
        },
        "post": {
            "tags": ["service"],
            "operationId": "graphqlByPost",
            "summary": "GraphQL over HTTP; the schema is at `/schema.graphql`.",
            "requestBody": {
                "required": true,
                "content": { "application/json": { "schema": {
                    "type": "object",
                    "properties": {
                        "query": document,
                        "operationName": name,
                        "variables": object,
                        "extensions": object,
                    },
                    "anyOf": [{ "required": ["query"] }, { "required": ["extensions"] }],
                } } },
            },
            "responses": responses,
        },
    })
}

fn text(id: &str, doc: &str, media: &str) -> Value {
    let good = json!({
        "description": doc,
        "content": { media: { "schema": { "type": "string" } } },
    });
    get("service", id, doc, &[], &responses(good, &[]))
}

fn document() -> Value {
    let doc = "This document.";
    let good = json!({
        "description": doc,
        "content": { "application/json": { "schema": {
            "type": "object",
            "required": ["openapi", "info", "paths"],
        } } },
    });
    get("service", "openapi", doc, &[], &responses(good, &[]))
}

fn state() -> Value {
    let answer = |doc: &str| json!({ "description": doc, "content": { "application/json": { "schema": schema("Health") } } });
    let mut responses = responses(answer("The server has something to answer from."), &[]);
    responses["503"] = answer("No revision is loaded yet.");
    get("service", "health", "Whether the server lives, and what it answers from.", &[], &responses)
}

fn live() -> Value {
    let good = json!({
        "description": "It answers.",
        "content": { "application/json": { "schema": schema("Health") } },
    });
    get("service", "live", "Whether the process answers at all.", &[], &responses(good, &[]))
}
