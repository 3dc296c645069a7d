//! Addresses of whole files that are kept: their list, and those of one revision.

use serde_json::{Map, Value, json};

use super::answers::responses;
use super::{get, or_null, properties, reference, schema};

/// These addresses.
pub(super) fn paths() -> Map<String, Value> {
    properties([
        (
            "/export/manifest.json",
            of_list("manifest", "All files of the newest revision whose files are whole.", &[]),
        ),
        (
            "/export/{revision}/manifest.json",
            of_list("manifestOf", "All files of a revision.", &[revision()]),
        ),
        ("/export/{revision}/{file}", file()),
    ])
}

fn revision() -> Value {
    json!({
        "name": "revision",
        "in": "path",
        "required": true,
        "description": "The number of a revision whose files are kept.",
        "schema": { "type": "integer", "minimum": 1 },
    })
}

fn of_list(id: &str, doc: &str, parameters: &[Value]) -> Value {
    let good = json!({
        "description": "The list of files.",
        "headers": { "Revision": reference("headers", "Revision") },
        "content": { "application/json": { "schema": manifest() } },
    });
    get("service", id, doc, parameters, &responses(good, &["NotFound", "Gone", "Unavailable"]))
}

fn file() -> Value {
    let name = json!({
        "name": "file",
        "in": "path",
        "required": true,
        "description": "The name of a file of the manifest; `.gz` or `.zst` behind it asks for that \
                        form of a text.",
        "schema": { "type": "string" },
        "example": "projects.csv",
    });
    let range = json!({
        "name": "Range",
        "in": "header",
        "description": "The part that is wanted, such as `bytes=1000-`.",
        "schema": { "type": "string" },
    });
    let good = |doc: &str| {
        json!({
            "description": doc,
            "headers": {
                "Revision": reference("headers", "Revision"),
                "Content-Disposition": reference("headers", "Content-Disposition"),
            },
            "content": { "*/*": { "schema": {} } },
        })
    };
    let whole = good("The file, whose bytes never change.");
    let mut all = responses(whole, &["NotFound", "Gone", "Unavailable"]);
    all["206"] = good("The part of the file.");
    all["416"] = json!({
        "description": "The file has no such part.",
        "content": { "application/problem+json": { "schema": schema("Problem") } },
    });
    get("service", "exportOf", "A file of a revision.", &[revision(), name, range], &all)
}

fn manifest() -> Value {
    let count = json!({ "type": "integer", "minimum": 0 });
    let hash = json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" });
    let form = json!({
        "type": "object",
        "required": ["bytes", "sha256"],
        "properties": { "bytes": count, "sha256": hash },
    });
    let text = json!({ "type": "string" });
    let address = json!({ "type": "string", "format": "uri" });
    let number = json!({ "type": "integer", "minimum": 1 });
    let columns = json!({ "type": "array", "items": text });
    let file = json!({
        "type": "object",
        "required": ["name", "url", "mediaType", "bytes", "sha256", "rows", "columns", "encodings"],
        "properties": {
            "name": text,
            "url": address,
            "mediaType": text,
            "bytes": count,
            "sha256": hash,
            "rows": or_null(&count),
            "columns": or_null(&columns),
            "encodings": { "type": "object", "properties": { "gzip": form, "zstd": form } },
        },
    });
    let kept = json!({
        "type": "object",
        "required": ["revision", "publishedAt", "url"],
        "properties": { "revision": number, "publishedAt": schema("Instant"), "url": address },
    });
    json!({
        "type": "object",
        "required": ["revision", "publishedAt", "publisher", "licence", "files"],
        "properties": {
            "revision": number,
            "publishedAt": schema("Instant"),
            "publisher": text,
            "licence": text,
            "files": { "type": "array", "items": file },
            "revisions": { "type": "array", "items": kept },
        },
    })
}
