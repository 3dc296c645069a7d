//! Files of one revision after the other: what is served meanwhile, what stays, what goes.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use super::support::{Sqlite, both};
use super::{bytes, header, place, publish, serve};

/// Waits until there are so many sets: what is no longer listed is removed a moment later.
async fn wait_for_sets(place: &Path, count: usize) {
    let start = Instant::now();
    while fs::read_dir(place).unwrap().count() != count {
        assert!(start.elapsed() < Duration::from_mins(1), "there are not {count} sets");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_snapshot_stays_as_it_is_until_it_is_no_longer_kept() {
    both(async |store| {
        let place = place();
        publish(&store, 3);
        let server = serve(&store, place.path(), &[("OPENCOOP_FILES_KEPT", "2")]);
        server.wait_for_files(1).await;
        let page = server.client.get(server.url("/export")).header("accept", "text/html");
        let page = page.send().await.unwrap().text().await.unwrap();
        // It says how large the files are, which nobody knew before.
        assert!(page.contains(" B</small>") && page.contains(" kB</small>"), "{page}");
        let names = ["projects.csv", "projects.csv.gz", "projects.ndjson", "manifest.json"];
        let mut first = Vec::new();
        for name in names {
            first.push(bytes(&server, &format!("/export/1/{name}")).await);
        }
        publish(&store, 4);
        server.wait_for_files(2).await;
        for (name, first) in names.iter().zip(&first) {
            assert!(bytes(&server, &format!("/export/1/{name}")).await == *first, "{name}");
        }
        assert_eq!(
            bytes(&server, "/export/projects.csv").await,
            bytes(&server, "/export/2/projects.csv").await
        );
        assert_ne!(bytes(&server, "/export/projects.csv").await, first[0]);
        publish(&store, 5);
        server.wait_for_files(3).await;
        let gone = server.get("/export/1/projects.csv").await;
        assert_eq!(gone.status(), 410);
        let gone = gone.text().await.unwrap();
        assert!(gone.contains("revision 1") && gone.contains("3, 2"), "{gone}");
        assert_eq!(server.get("/export/1/nothing.csv").await.status(), 410);
        for (path, said) in [
            ("/export/4/projects.csv", "no revision `4`"),
            ("/export/0/projects.csv", "no revision `0`"),
            ("/export/02/projects.csv", "no revision `02`"),
            ("/export/-1/projects.csv", "no revision `-1`"),
            ("/export/newest/projects.csv", "no revision `newest`"),
            ("/export/99999999999999999999/projects.csv", "no revision"),
            ("/export/3/nothing.csv", "no file `nothing.csv` of revision 3"),
            ("/export/3/projects.csv.xz", "no file"),
            ("/export/3/projects.xyz", "no file"),
        ] {
            let answer = server.get(path).await;
            assert_eq!(answer.status(), 404, "{path}");
            let body = answer.text().await.unwrap();
            assert!(body.contains(said), "{path}: {body}");
        }
        assert_eq!(server.get("/export/3/projects.csv?limit=1").await.status(), 400);
        let manifest = server.get_json("/export/manifest.json").await;
        let listed = manifest["revisions"].as_array().unwrap().iter();
        let listed: Vec<u64> = listed.map(|entry| entry["revision"].as_u64().unwrap()).collect();
        assert_eq!(listed, [3, 2]);
        wait_for_sets(place.path(), 2).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_set_that_is_whole_is_used_again_and_that_of_other_settings_is_not() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 3);
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let set = fs::read_dir(place.path()).unwrap().next().unwrap().unwrap().path();
    let written = fs::metadata(set.join("projects.csv")).unwrap().modified().unwrap();
    drop(server);
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    assert_eq!(fs::metadata(set.join("projects.csv")).unwrap().modified().unwrap(), written);
    drop(server);
    // Another address stands in the manifest.
    let settings = [("OPENCOOP_BASE_URL", "https://data.example.org")];
    let server = serve(&store.url(), place.path(), &settings);
    let start = Instant::now();
    while set.exists() {
        assert!(start.elapsed().as_secs() < 120, "the older set stays");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let manifest = server.get_json("/export/manifest.json").await;
    let url = manifest["files"][0]["url"].as_str().unwrap();
    assert!(url.starts_with("https://data.example.org/export/1/"), "{url}");
}

#[tokio::test(flavor = "multi_thread")]
async fn files_of_another_store_are_neither_served_nor_removed() {
    let (one, other, place) = (Sqlite::new(), Sqlite::new(), place());
    publish(&one.url(), 3);
    publish(&one.url(), 5);
    let server = serve(&one.url(), place.path(), &[]);
    server.wait_for_files(2).await;
    drop(server);
    // The moments of revisions have whole seconds.
    tokio::time::sleep(Duration::from_millis(1100)).await;
    publish(&other.url(), 4);
    publish(&other.url(), 6);
    let server = serve(&other.url(), place.path(), &[]);
    server.wait_for_files(2).await;
    let lines = bytes(&server, "/export/2/projects.ndjson").await;
    assert_eq!(memchr::memchr_iter(b'\n', &lines).count(), 6);
    assert_eq!(server.get("/export/1/projects.csv").await.status(), 410);
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_old_files_are_served_until_the_new_ones_are_whole() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 3);
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let first = bytes(&server, "/export/projects.csv").await;
    publish(&store.url(), 4_000);
    let mut numbers = Vec::new();
    loop {
        let answer = server.get("/export/projects.csv").await;
        let number = header(&answer, "revision").to_owned();
        let length = header(&answer, "content-length").to_owned();
        assert!(!header(&answer, "repr-digest").is_empty());
        let body = answer.bytes().await.unwrap();
        assert_eq!(length, body.len().to_string());
        if number == "1" {
            assert!(body == first);
            let of = server.get_json("/api/projects?limit=1").await;
            if of["revision"] == 2 {
                numbers.push(1);
                let status = server.get("/export/2/projects.csv").await.status();
                // It may have become whole meanwhile.
                assert!(status == 503 || status == 200, "{status}");
            }
        } else {
            assert_eq!(number, "2");
            break;
        }
    }
    // Readers of other doors were ahead for a while.
    assert!(!numbers.is_empty());
    // Nobody waits for the end of files that are not wanted any more.
    publish(&store.url(), 4_001);
    while server.get_json("/health").await["revision"] != 3 {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    publish(&store.url(), 2);
    server.wait_for_files(4).await;
    let sets = fs::read_dir(place.path()).unwrap();
    let names: Vec<_> = sets.map(|set| set.unwrap().file_name().into_string().unwrap()).collect();
    // On a fast machine they may have become whole before; there is no half set either way.
    let was_whole = names.iter().any(|name| name.starts_with("3-"));
    let status = server.get("/export/3/projects.csv").await.status();
    assert_eq!(status, if was_whole { 200 } else { 410 }, "{names:?}");
}
