//! An import that is killed at any moment leaves the last revision whole.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use serde_json::Value;
use support::program::{Outcome, command};
use support::{Server, both, opencoop};
use tempfile::TempDir;

/// How many imports are killed on each engine.
const KILLS: u32 = 12;

/// How long the store may be held for an import that is dead, and a server take to follow.
const PATIENCE: Duration = Duration::from_mins(1);

/// A data set of its own, in a folder.
fn generated(seed: &str) -> TempDir {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().display().to_string();
    let arguments = ["generate", "--projects", "400", "--seed", seed, &path];
    opencoop("sqlite:none.db", &arguments).success();
    directory
}

fn import(store: &str, directory: &Path) -> Outcome {
    let path = directory.display().to_string();
    let start = Instant::now();
    loop {
        let outcome = opencoop(store, &["import", &path]);
        // PostgreSQL notices after a moment that the client it worked for is gone.
        if !outcome.stderr.contains("the store is in use") || start.elapsed() > PATIENCE {
            return outcome.success();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// Begins an import and kills it after a time; says whether it had ended by itself.
fn kill_import(store: &str, directory: &Path, after: Duration) -> bool {
    let path = directory.display().to_string();
    let work = tempfile::tempdir().unwrap();
    let mut child = command(store, work.path(), &["import", &path])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    std::thread::sleep(after);
    // SIGKILL, which no program can put off.
    child.kill().unwrap();
    child.wait().unwrap().success()
}

/// The revision that a server answers from, once it follows no other, and all that it says.
async fn state(server: &Server) -> (u64, Vec<String>) {
    let health = server.get_json("/health").await;
    assert_eq!(health["failure"], Value::Null);
    let mut tables = Vec::new();
    for table in ["projects", "organisations", "project_organisations", "citations"] {
        let answer = server.get(&format!("/export/{table}.ndjson")).await;
        assert_eq!(answer.status(), 200, "{table}");
        tables.push(answer.text().await.unwrap());
    }
    (health["revision"].as_u64().unwrap(), tables)
}

/// Waits until a server answers from a revision.
async fn follow(server: &Server, revision: u64) -> Vec<String> {
    let start = Instant::now();
    loop {
        let (found, tables) = state(server).await;
        if found == revision {
            return tables;
        }
        assert!(start.elapsed() < PATIENCE && found < revision, "{found} is not {revision}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn an_import_killed_at_any_moment_leaves_the_last_revision_whole() {
    let data = &[generated("1"), generated("2")];
    both(|store| async move {
        import(&store, data[0].path());
        let server = Server::start(&store);
        let first = follow(&server, 1).await;
        let start = Instant::now();
        import(&store, data[1].path());
        let whole = start.elapsed();
        let second = follow(&server, 2).await;
        let said = [first, second];
        assert_ne!(said[0], said[1]);

        let mut revision = 2;
        let mut killed = 0;
        for kill in 0..KILLS {
            // Every part of the work has its turn, the end more than once.
            let after = whole * (2 * kill + 1) / (2 * KILLS);
            let now = usize::from(revision % 2 == 0);
            let ended = kill_import(&store, data[1 - now].path(), after);
            let fresh = Server::start(&store);
            let (found, tables) = state(&fresh).await;
            let published = found != revision;
            assert!(found == revision || found == revision + 1, "{found} after {revision}");
            assert!(published || !ended, "an import that ended well published nothing");
            let expected = if published { 1 - now } else { now };
            assert!(tables == said[expected], "half an import was published after {after:?}");
            killed += u32::from(!published);
            revision = found;
        }
        assert!(killed > 0, "no import was killed in time");

        let now = usize::from(revision % 2 == 0);
        import(&store, data[1 - now].path());
        assert!(follow(&server, revision + 1).await == said[1 - now]);
    })
    .await;
}
