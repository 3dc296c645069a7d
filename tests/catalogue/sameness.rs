//! The same catalogue is the same bytes: portals compare them.

use std::sync::Mutex;
use std::time::Duration;

use super::support::{Server, Sqlite, both, folder, opencoop};
use super::{BASE, FORMS, ask, header, publish_seeds, serve_milan, text};

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
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
}

/// The moment since which a server says what it says, as each door tells it.
async fn moments(server: &Server) -> Vec<String> {
    let mut found = Vec::new();
    for path in PATHS {
        let modified = header(&server.get(path).await, "last-modified").to_owned();
        found.push(jiff::fmt::rfc2822::parse(&modified).unwrap().timestamp().to_string());
    }
    let package = server.get_json("/api/3/action/package_show?id=projects").await;
    found.push(package["result"]["metadata_modified"].as_str().unwrap()[..19].to_owned() + "Z");
    let records = text(server, "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").await;
    let stamps = records.split("<datestamp>").skip(1);
    found.extend(stamps.map(|stamp| stamp.split('<').next().unwrap().to_owned()));
    found
}

/// Documents of the catalogue.
const PATHS: [&str; 5] =
    ["/catalog.ttl", "/data.json", "/dataset", "/dataset/projects", "/sitemap.xml"];

#[tokio::test(flavor = "multi_thread")]
async fn other_settings_are_a_change_without_a_revision() {
    let (store, place) = (Sqlite::new(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let server = serve_milan(&store.url(), place.path()).await;
    let before = moments(&server).await;
    assert!(before.iter().all(|moment| *moment == before[0]), "{before:?}");
    drop(server);
    tokio::time::sleep(Duration::from_secs(2)).await;
    let files = place.path().display().to_string();
    let settings = [
        ("OPENCOOP_BASE_URL", BASE),
        ("OPENCOOP_FILES", files.as_str()),
        ("OPENCOOP_CATALOGUE_TITLE_IT", "Altro titolo"),
    ];
    let server = Server::start_with(&store.url(), &settings);
    while server.get("/catalog").await.status() == 503 {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    // It is made once more when the files with that title are there, perhaps between two doors.
    let after = loop {
        let after = moments(&server).await;
        assert!(after.iter().all(|moment| *moment > before[0]), "{after:?} {before:?}");
        if after.iter().all(|moment| *moment == after[0]) {
            break after;
        }
    };
    assert_eq!(after.len(), before.len());
    let moment: jiff::Timestamp = before[0].parse().unwrap();
    let moment = moment.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string();
    for path in PATHS {
        let answer = ask(&server, path, &[("if-modified-since", &moment)]).await;
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_comes_before_a_catalogue_is_served_gets_it_the_next_time() {
    for place in ["none", "files"] {
        let store = Sqlite::new();
        let publish = |title: &str| {
            let files = folder([("projects.csv", format!("slug,title_it\na,{title}\n"))]);
            opencoop(&store.url(), &["import", &files.path().display().to_string()]).success();
        };
        publish("Prima");
        let server = Server::start_with(&store.url(), &[("OPENCOOP_FILES", place)]);
        let version = async || {
            let answer = server.get("/api/3/action/package_show?id=projects").await;
            let came = header(&answer, "date").to_owned();
            let came = jiff::fmt::rfc2822::parse(&came).unwrap().timestamp().to_string();
            let body: serde_json::Value = answer.json().await.unwrap();
            (body["result"]["version"].as_str().unwrap_or_default().to_owned(), came)
        };
        while version().await.0 != "1" {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        publish("Seconda");
        let mut last = String::new();
        loop {
            let (version, came) = version().await;
            if version == "2" {
                break;
            }
            last = came;
        }
        for moment in moments(&server).await {
            assert!(moment >= last, "{place}: {moment} is before {last}");
        }
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
