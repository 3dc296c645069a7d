//! Addresses of the catalogue and of its datasets as RDF.

use serde_json::{Map, Value, json};

use super::answers::responses;
use super::parameters::query;
use super::{get, properties, reference, schema};

/// The media types of RDF, with the endings of addresses.
const FORMS: [(&str, &str); 4] = [
    ("rdf", "application/rdf+xml"),
    ("xml", "application/rdf+xml"),
    ("ttl", "text/turtle"),
    ("jsonld", "application/ld+json"),
];

/// These addresses.
pub(super) fn paths() -> Map<String, Value> {
    let mut all = properties([("/catalog", catalogue()), ("/dataset/{slug}", dataset())]);
    for (ending, media_type) in FORMS {
        all.insert(format!("/catalog.{ending}"), in_form(ending, media_type));
    }
    all
}

fn parameters() -> Vec<Value> {
    let day = json!({ "type": "string", "format": "date" });
    vec![
        query("page", "The page, of 100 datasets.", json!({ "type": "integer", "minimum": 1 })),
        query(
            "modified_since",
            "Datasets of which the catalogue says anything new since this moment; without a zone in \
             UTC.",
            json!({ "anyOf": [schema("Instant"), day] }),
        ),
        query(
            "snapshot",
            "The catalogue that the page is of, as the links of pages name it.",
            json!({ "type": "string" }),
        ),
    ]
}

fn good(doc: &str, media_types: &[&str]) -> Value {
    let content = media_types.iter().map(|media_type| (*media_type, json!({ "schema": {} })));
    json!({
        "description": doc,
        "headers": { "Revision": reference("headers", "Revision") },
        "content": properties(content),
    })
}

fn catalogue() -> Value {
    let types = ["application/rdf+xml", "text/turtle", "application/ld+json"];
    let good = good("The catalogue, or a page of it.", &types);
    let mut all = responses(good, &["NotFound", "Gone", "Unavailable"]);
    all["303"] = json!({ "description": "A browser finds the datasets elsewhere." });
    let doc = "All datasets as DCAT-AP and DCAT-AP_IT, in the form that the client reads.";
    get("service", "catalog", doc, &parameters(), &all)
}

fn in_form(ending: &str, media_type: &str) -> Value {
    let good = good("The catalogue, or a page of it.", &[media_type]);
    let all = responses(good, &["NotFound", "Gone", "Unavailable"]);
    let doc = "All datasets as DCAT-AP and DCAT-AP_IT.";
    let id = format!("catalogAs{}", ending.to_uppercase());
    get("service", &id, doc, &parameters(), &all)
}

fn dataset() -> Value {
    let slug = json!({
        "name": "slug",
        "in": "path",
        "required": true,
        "description": "The slug of a dataset; with `.ttl`, `.rdf` or `.jsonld` behind it, in that \
                        form.",
        "schema": { "type": "string" },
        "example": "projects",
    });
    let types = ["text/html", "application/rdf+xml", "text/turtle", "application/ld+json"];
    let good = good("The dataset.", &types);
    let mut all = responses(good, &["NotFound", "Unavailable"]);
    let gone = "There was such a dataset, and its last record was removed.";
    let problem = json!({ "schema": schema("Problem") });
    all["410"] = json!({
        "description": gone,
        "content": { "application/problem+json": problem, "text/html": { "schema": {} } },
    });
    let doc = "A dataset with its files: a page, or RDF for who asks for that.";
    get("service", "dataset", doc, &[slug], &all)
}
