//! Whole files of revisions: as they are made, kept, served, and as they outlive what goes wrong.
//!
//! Everything goes through the real program, but for the comparison of the engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(feature = "s3")]
#[path = "files/bucket.rs"]
mod bucket;
#[path = "files/engines.rs"]
mod engines;
#[path = "files/failures.rs"]
mod failures;
#[path = "files/headers.rs"]
mod headers;
#[path = "files/readers.rs"]
mod readers;
#[path = "files/revisions.rs"]
mod revisions;
mod support;

use std::path::Path;

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use support::server::ask;
use support::{Server, folder, opencoop, seeds};
use tempfile::TempDir;

/// The header of an answer as text; empty if it has none of this name.
pub(crate) fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

pub(crate) fn sha256(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// Publishes these projects, and nothing else, as a new revision.
pub(crate) fn publish(store: &str, projects: usize) {
    let rows =
        (0..projects).map(|at| format!("p-{at},Progetto {at} {},Project\n", "à b ".repeat(60)));
    let rows: String = std::iter::once("slug,title_it,title_en\n".to_owned()).chain(rows).collect();
    let files = folder([("projects.csv", rows)]);
    opencoop(store, &["import", &files.path().display().to_string()]).success();
}

/// Publishes the seeds.
pub(crate) fn publish_seeds(store: &str) {
    opencoop(store, &["import", &seeds().display().to_string()]).success();
}

/// A folder for files.
pub(crate) fn place() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// A server that keeps files in this folder.
pub(crate) fn serve(store: &str, place: &Path, settings: &[(&str, &str)]) -> Server {
    let place = place.display().to_string();
    let mut all = vec![("OPENCOOP_FILES", place.as_str())];
    all.extend(settings);
    Server::start_with(store, &all)
}

/// The bytes of the answer to a GET, whose status must be 200.
pub(crate) async fn bytes(server: &Server, path: &str) -> Vec<u8> {
    let answer = server.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().to_vec()
}
