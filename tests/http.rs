//! HTTP as it is on every address: caching, codings, limits, headers, the end of a server.
//!
//! Everything goes through the real program. Timed tests wait far longer than what they test.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "http/caching.rs"]
mod caching;
#[path = "http/codings.rs"]
mod codings;
#[path = "http/headers.rs"]
mod headers;
#[path = "http/limits.rs"]
mod limits;
#[path = "http/raw.rs"]
mod raw;
mod support;
#[path = "http/times.rs"]
mod times;

use support::{Server, Sqlite, folder, opencoop, seeds};

/// The header of an answer as text; empty if it has none of this name.
pub(crate) fn header<'a>(answer: &'a reqwest::Response, name: &str) -> &'a str {
    answer.headers().get(name).map_or("", |value| value.to_str().unwrap())
}

/// A server with the seeds; the store must outlive it.
pub(crate) fn seeded(settings: &[(&str, &str)]) -> (Sqlite, Server) {
    let store = Sqlite::new();
    let folder = seeds().display().to_string();
    let mut all = vec![("OPENCOOP_SEEDS", folder.as_str())];
    all.extend(settings);
    let server = Server::start_with(&store.url(), &all);
    (store, server)
}

/// A server with so many projects of a thousand bytes each.
pub(crate) fn large(count: usize, settings: &[(&str, &str)]) -> (Sqlite, Server) {
    let store = Sqlite::new();
    let rows =
        (0..count).map(|at| format!("p-{at},Progetto {at} {},Project\n", "a b ".repeat(240)));
    let rows = std::iter::once("slug,title_it,title_en\n".to_owned()).chain(rows);
    let files = folder([("projects.csv", rows.collect::<String>())]);
    opencoop(&store.url(), &["import", &files.path().display().to_string()]).success();
    let server = Server::start_with(&store.url(), settings);
    (store, server)
}
