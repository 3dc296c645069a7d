//! The same catalogue is the same bytes: portals compare them.

use super::support::{Sqlite, both};
use super::{FORMS, header, publish_seeds, serve_milan};
use std::sync::Mutex;

/// Forms of the catalogue and of a dataset, each with its tag.
async fn documents(server: &super::Server) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for path in ["/catalog", "/dataset/projects"] {
        for (ending, _) in FORMS {
            let answer = server.get(&format!("{path}.{ending}")).await;
            let tag = header(&answer, "etag").to_owned();
            found.push((tag, answer.text().await.unwrap()));
        }
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_changes_nothing() {
    let (store, place) = (Sqlite::new(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let mut before = Vec::new();
    for _ in 0..2 {
        let server = serve_milan(&store.url(), place.path()).await;
        let modified = header(&server.get("/catalog").await, "last-modified").to_owned();
        let found = (modified, documents(&server).await);
        if !before.is_empty() {
            assert!(before == [found], "the catalogue is another after a restart");
            return;
        }
        before.push(found);
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    }
}

/// A document without what differs between two publications of the same data: moments, and the
/// hashes and lengths of files, which tell them.
fn timeless(text: &str) -> String {
    let is_moment = |word: &str| {
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
        word.len() == 20 && word.ends_with('Z') && word.get(..10).is_some_and(digits)
    };
    let parts = text.split_inclusive(['"', '<', '>']);
    let kept = parts.filter(|part| {
        let word = part.trim_end_matches(['"', '<', '>']);
        let is_hash = word.len() == 64 && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        let is_number = !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_digit());
        !is_moment(word) && !is_hash && !is_number
    });
    kept.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_say_the_same() {
    let found = Mutex::new(Vec::new());
    both(async |store| {
        let place = tempfile::tempdir().unwrap();
        publish_seeds(&store);
        let server = serve_milan(&store, place.path()).await;
        let documents: Vec<String> =
            documents(&server).await.iter().map(|(_, text)| timeless(text)).collect();
        found.lock().unwrap().push(documents);
    })
    .await;
    let found = found.into_inner().unwrap();
    assert!(found[0].iter().all(|text| text.len() > 10_000));
    for (one, two) in found[0].iter().zip(&found[1]) {
        assert!(one == two, "the engines differ");
    }
}
