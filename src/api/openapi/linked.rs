//! Permanent addresses, and the documents of linked data that they lead to.

use serde_json::{Map, Value, json};

use super::answers::responses;
use super::{get, properties, reference, schema};
use crate::about::codes;

/// The media types of RDF, with the endings of addresses.
const FORMS: [(&str, &str); 4] = [
    ("rdf", "application/rdf+xml"),
    ("xml", "application/rdf+xml"),
    ("ttl", "text/turtle"),
    ("jsonld", "application/ld+json"),
];

/// All that a permanent address can lead to.
const ALL: [&str; 5] =
    ["text/html", "application/json", "application/rdf+xml", "text/turtle", "application/ld+json"];

/// These addresses.
pub(super) fn paths() -> Map<String, Value> {
    let mut all = properties([
        ("/id/{kind}/{slug}", permanent()),
        ("/record/{table}/{document}", record()),
        ("/codelist/{document}", code_list()),
    ]);
    for (ending, media_type) in FORMS {
        let doc = "The classes and properties of our own that linked data uses.";
        let good = good(doc, &[media_type]);
        let id = format!("termsAs{}", ending.to_uppercase());
        let answers = responses(good, &["Unavailable"]);
        all.insert(format!("/dictionary.{ending}"), get("service", &id, doc, &[], &answers));
    }
    all
}

fn parameter(name: &str, doc: &str, example: &str) -> Value {
    json!({
        "name": name,
        "in": "path",
        "required": true,
        "description": doc,
        "schema": { "type": "string" },
        "example": example,
    })
}

fn good(doc: &str, media_types: &[&str]) -> Value {
    let content = media_types.iter().map(|media_type| (*media_type, json!({ "schema": {} })));
    json!({
        "description": doc,
        "headers": { "Revision": reference("headers", "Revision") },
        "content": properties(content),
    })
}

/// What was removed or never was: people are told in words.
fn refusals(all: &mut Value) {
    for (status, doc) in
        [("404", "There is no such thing."), ("410", "There was such a thing, and it was removed.")]
    {
        let problem = json!({ "schema": schema("Problem") });
        all[status] = json!({
            "description": doc,
            "content": { "application/problem+json": problem, "text/html": { "schema": {} } },
        });
    }
}

fn permanent() -> Value {
    let kind = parameter(
        "kind",
        "A table, `codelists`, `terms`, or a piece of the catalogue, such as `dataset`.",
        "projects",
    );
    let slug = parameter("slug", "What is named, such as a slug.", "dakar-reve");
    let mut all = responses(good("What it leads to.", &ALL), &["Renamed", "Unavailable"]);
    all["303"] = json!({
        "description": "It names a thing; what is told of it stands elsewhere, in the form that the \
                        client reads.",
    });
    refusals(&mut all);
    let doc =
        "The permanent address of a record, a code list, a term, or a piece of the catalogue.";
    get("service", "permanent", doc, &[kind, slug], &all)
}

fn record() -> Value {
    let document = parameter(
        "document",
        "The slug of a record; with `.ttl`, `.rdf`, `.xml` or `.jsonld` behind it, in that form.",
        "dakar-reve.ttl",
    );
    let table = parameter("table", "The name of a table.", "projects");
    let good = good("What is said of the record.", &["text/html", ALL[2], ALL[3], ALL[4]]);
    let mut all = responses(good, &["Renamed", "Unavailable"]);
    refusals(&mut all);
    let doc = "A record: a page, or linked data for who asks for that.";
    get("service", "recordDocument", doc, &[table, document], &all)
}

fn code_list() -> Value {
    let first = codes::names().next().unwrap_or_default();
    let document = parameter(
        "document",
        "The name of a list; with `.ttl`, `.rdf`, `.xml` or `.jsonld` behind it, in that form.",
        &format!("{first}.ttl"),
    );
    let good = good("The list.", &["text/html", ALL[2], ALL[3], ALL[4]]);
    let mut all = responses(good, &["NotFound", "Unavailable"]);
    all["303"] = json!({ "description": "People find the list in the dictionary." });
    let doc = "A code list as a concept scheme (SKOS).";
    get("service", "codeListDocument", doc, &[document], &all)
}
