//! The catalogue as RDF: what it says, in which forms, under which addresses, and when it says
//! nothing at all.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "catalogue/doors.rs"]
mod doors;
#[path = "catalogue/graphs.rs"]
mod graphs;
#[path = "catalogue/headers.rs"]
mod headers;
#[path = "catalogue/pages.rs"]
mod pages;
#[path = "catalogue/sameness.rs"]
mod sameness;
mod support;

use std::path::Path;
use std::time::Duration;

use support::server::ask;
use support::{Server, opencoop, seeds};
use tempfile::TempDir;

/// The address under which servers of these tests say that they stand.
pub(crate) const BASE: &str = "https://data.example";

/// The endings of forms, each with the media type.
pub(crate) const FORMS: [(&str, &str); 4] = [
    ("ttl", "text/turtle; charset=utf-8"),
    ("rdf", "application/rdf+xml; charset=utf-8"),
    ("xml", "application/rdf+xml; charset=utf-8"),
    ("jsonld", "application/ld+json"),
];

/// Publishes the seeds.
pub(crate) fn publish_seeds(store: &str) {
    opencoop(store, &["import", &seeds().display().to_string()]).success();
}

/// A server that says what Milan says, with files in this folder, once its catalogue is there.
pub(crate) async fn serve_milan(store: &str, files: &Path) -> Server {
    let settings = concat!(env!("CARGO_MANIFEST_DIR"), "/opencoop.toml");
    let files = files.display().to_string();
    let settings = [
        ("OPENCOOP_CONFIG", settings),
        ("OPENCOOP_BASE_URL", BASE),
        ("OPENCOOP_FILES", files.as_str()),
    ];
    let server = Server::start_with(store, &settings);
    while server.get("/catalog").await.status() == 503 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    server
}

/// The header of an answer as text; empty if it has none of this name.
pub(crate) fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// The text of the answer to a GET, whose status must be 200.
pub(crate) async fn text(server: &Server, path: &str) -> String {
    let answer = server.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// Writes a document into a folder; gives its path.
pub(crate) fn keep(folder: &TempDir, name: &str, text: &str) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.display().to_string()
}
