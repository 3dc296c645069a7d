//! A disk that fills, a place that is none, a kill while files are made.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::support::{Server, Sqlite};
use super::{bytes, header, place, publish, serve};

/// Waits until the server says that files cannot be made.
async fn wait_for_failure(server: &Server) -> Value {
    let start = Instant::now();
    loop {
        let health = server.get_json("/health").await;
        if !health["files"]["failure"].is_null() {
            return health["files"].clone();
        }
        assert!(start.elapsed() < Duration::from_mins(2), "no failure: {health}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The names of all files in a folder of sets.
fn names(place: &Path) -> Vec<String> {
    let sets = fs::read_dir(place).into_iter().flatten().map(|set| set.unwrap().path());
    let files = sets.flat_map(|set| fs::read_dir(set).unwrap());
    files.map(|file| file.unwrap().path().display().to_string()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_fills_leaves_the_old_files_and_heals() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 10);
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let first = bytes(&server, "/export/projects.csv").await;
    drop(server);
    publish(&store.url(), 3_000);
    // No file may be larger than this many KB; what is above fails as on a full disk.
    let settings = [("OPENCOOP_FILES", place.path().display().to_string())];
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let limited = "trap '' XFSZ; ulimit -S -f 200";
    let server = Server::start_under(limited, &store.url(), &settings);
    let said = wait_for_failure(&server).await;
    assert_eq!(said, json!({ "revision": 1, "failure": "FILE_UNAVAILABLE" }));
    let answer = server.get("/export/projects.csv").await;
    assert_eq!((answer.status().as_u16(), header(&answer, "revision")), (200, "1"));
    assert!(answer.bytes().await.unwrap() == first);
    // All other doors have the new revision, and so have selections.
    assert_eq!(server.get_json("/api/projects?limit=1").await["page"]["total"], 3_000);
    let selection = server.get("/export/projects.csv?columns=slug").await;
    assert_eq!(header(&selection, "revision"), "2");
    let waiting = server.get("/export/2/projects.csv").await;
    assert_eq!((waiting.status().as_u16(), header(&waiting, "retry-after")), (503, "5"));
    assert!(
        names(place.path()).iter().all(|name| !name.contains("/2-") || !name.contains("manifest"))
    );
    // There is room again.
    let id = server.id().to_string();
    let freed = Command::new("prlimit").args(["--pid", &id, "--fsize=unlimited"]).status();
    assert!(freed.unwrap().success());
    server.wait_for_files(2).await;
    assert_eq!(header(&server.get("/export/projects.csv").await, "revision"), "2");
    assert!(names(place.path()).iter().all(|name| !name.contains('#')), "something is left");
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_place_everything_is_made_for_each_reader() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 10);
    let path = place.path().join("files");
    fs::write(&path, "this is no folder").unwrap();
    let server = serve(&store.url(), &path, &[]);
    let said = wait_for_failure(&server).await;
    assert_eq!(said, json!({ "revision": null, "failure": "FILE_UNAVAILABLE" }));
    assert_eq!(server.get("/export/projects.csv").await.status(), 200);
    for path in ["/export/manifest.json", "/export/projects.csv.gz", "/export/1/projects.csv"] {
        let answer = server.get(path).await;
        assert_eq!(
            (answer.status().as_u16(), header(&answer, "retry-after")),
            (503, "5"),
            "{path}"
        );
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["code"], "NOT_READY", "{body}");
    }
    fs::remove_file(&path).unwrap();
    server.wait_for_files(1).await;
    assert_eq!(server.get("/export/manifest.json").await.status(), 200);
    // Files that somebody takes away come again, and readers do not notice.
    let whole = bytes(&server, "/export/projects.csv").await;
    fs::remove_dir_all(&path).unwrap();
    assert!(bytes(&server, "/export/projects.csv").await == whole);
    let start = Instant::now();
    while !names(&path).iter().any(|name| name.ends_with("manifest.json")) {
        assert!(start.elapsed() < Duration::from_mins(2), "the files do not come again");
        let _ = server.get("/export/projects.csv").await;
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kill_while_files_are_made_is_made_good_at_the_next_start() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 10_000);
    let making = serve(&store.url(), place.path(), &[("OPENCOOP_FILES", "none")]);
    let whole = bytes(&making, "/export/projects.json").await;
    drop(making);
    for files in [0, 1, 4] {
        let server = serve(&store.url(), place.path(), &[]);
        let start = Instant::now();
        while names(place.path()).len() <= files {
            assert!(start.elapsed() < Duration::from_mins(1), "nothing is written");
            std::thread::sleep(Duration::from_millis(2));
        }
        // SIGKILL, which no program can put off.
        drop(server);
        let left = names(place.path());
        assert!(left.iter().all(|name| !name.ends_with("manifest.json")), "it was too fast");
        assert!(!left.is_empty());
    }
    // What a set of a revision before this one has left.
    fs::create_dir(place.path().join("0-0123456789ab")).unwrap();
    fs::write(place.path().join("0-0123456789ab/projects.csv"), "half").unwrap();
    let server = serve(&store.url(), place.path(), &[]);
    let mut kept = false;
    while !kept {
        let answer = server.get("/export/projects.json").await;
        assert_eq!(answer.status(), 200);
        kept = !header(&answer, "repr-digest").is_empty();
        assert!(answer.bytes().await.unwrap() == whole);
    }
    server.wait_for_files(1).await;
    assert!(names(place.path()).iter().all(|name| !name.contains('#')), "something is left");
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
}

/// Whether a process has ended, and only waits to be asked how.
fn has_ended(id: u32) -> bool {
    let state = fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
    state.rsplit_once(") ").is_none_or(|(_, rest)| rest.starts_with('Z'))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_end_does_not_wait_for_files() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 40_000);
    let server = serve(&store.url(), place.path(), &[]);
    let start = Instant::now();
    while names(place.path()).is_empty() {
        assert!(start.elapsed() < Duration::from_mins(1), "nothing is written");
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    let told = Command::new("kill").arg(server.id().to_string()).status();
    assert!(told.unwrap().success());
    let start = Instant::now();
    while !has_ended(server.id()) {
        assert!(start.elapsed() < Duration::from_secs(5), "it goes on");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert!(names(place.path()).iter().all(|name| !name.ends_with("manifest.json")));
}
