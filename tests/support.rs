//! What the tests share: a store on each engine, the real program, a real server.
//!
//! A test crate includes it with `mod support;`. Nothing here knows an entity.

#![expect(dead_code, reason = "each test crate uses a part of it")]
#![expect(clippy::unwrap_used, clippy::print_stderr, reason = "a test that cannot go on fails")]

#[path = "support/postgres.rs"]
pub(crate) mod postgres;
#[path = "support/program.rs"]
pub(crate) mod program;
#[path = "support/python.rs"]
pub(crate) mod python;
#[path = "support/server.rs"]
pub(crate) mod server;

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::pin::pin;

use tempfile::TempDir;

use program::{Outcome, command};

/// A running server; an alias, since a `use` would be unused in some crates.
pub(crate) type Server = server::Server;

/// Runs the program on a store to its end.
pub(crate) fn opencoop(store: &str, args: &[&str]) -> Outcome {
    let directory = tempfile::tempdir().unwrap();
    Outcome::of(&command(store, directory.path(), args).output().unwrap())
}

/// Runs a test on a fresh SQLite store and on a fresh PostgreSQL one, which are given by address,
/// and says on which of them it failed.
pub(crate) async fn both<F: Future<Output = ()>>(test: impl Fn(String) -> F) {
    let file = Sqlite::new();
    named("SQLite", test(file.url())).await;
    named("PostgreSQL", test(postgres::database().await)).await;
}

async fn named(engine: &str, test: impl Future<Output = ()>) {
    let mut test = pin!(test);
    poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| test.as_mut().poll(context)));
        polled.unwrap_or_else(|panic| {
            eprintln!("the test failed on {engine}");
            resume_unwind(panic)
        })
    })
    .await;
}

/// A fresh SQLite file, gone when it is dropped.
pub(crate) struct Sqlite {
    directory: TempDir,
}

impl Sqlite {
    pub(crate) fn new() -> Self {
        Self { directory: tempfile::tempdir().unwrap() }
    }

    /// The address of the store.
    pub(crate) fn url(&self) -> String {
        format!("sqlite:{}", self.directory.path().join("opencoop.db").display())
    }
}

/// A folder of these files, gone when it is dropped.
pub(crate) fn folder<C: AsRef<[u8]>>(
    files: impl IntoIterator<Item = (&'static str, C)>,
) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in files {
        std::fs::write(directory.path().join(name), content).unwrap();
    }
    directory
}

/// The seeds of this repository.
pub(crate) fn seeds() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/seeds"))
}
