//! The catalogue as harvesters of CKAN and of DCAT-US see it: their client, their requests, their
//! rules.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "ckan/many.rs"]
mod many;
#[path = "ckan/requests.rs"]
mod requests;
mod support;

use std::time::{Duration, Instant};

use opencoop::catalogue::ckan::{ACTIONS, Action};
use serde_json::Value;
use support::python::script;
use support::{Server, Sqlite, folder, opencoop, seeds};

/// How long a catalogue may take to follow its revision.
const PATIENCE: Duration = Duration::from_mins(1);

/// The settings of the seeds.
pub(crate) const SETTINGS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/opencoop.toml");

/// A server that keeps files, with the settings of the seeds.
pub(crate) fn serve(store: &str, place: &str) -> Server {
    Server::start_with(store, &[("OPENCOOP_FILES", place), ("OPENCOOP_CONFIG", SETTINGS)])
}

/// Waits until the packages are those of a revision.
async fn wait_for_packages(server: &Server, revision: &str) {
    let start = Instant::now();
    loop {
        let answer = server.get("/api/3/action/package_search").await;
        let body: Value = answer.json().await.unwrap();
        if body["result"]["results"][0]["version"] == revision {
            return;
        }
        assert!(start.elapsed() < PATIENCE, "no packages of revision {revision}: {body}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_harvests_all_datasets_and_later_those_that_changed() {
    let (store, place) = (Sqlite::new(), tempfile::tempdir().unwrap());
    let seeds = seeds().display().to_string();
    opencoop(&store.url(), &["import", &seeds]).success();
    let server = serve(&store.url(), &place.path().display().to_string());
    server.wait_for_files(1).await;
    wait_for_packages(&server, "1").await;
    let url = server.url("");
    let said = script("ckan.py", [url.as_str(), "16"]);
    let began = String::from_utf8(said).unwrap().trim().to_owned();
    // The packages of the first harvest are as old as its catalogue.
    let package = server.get_json("/api/3/action/package_show?id=projects").await;
    let changed = package["result"]["metadata_modified"].as_str().unwrap().to_owned();
    let themes = std::fs::read_to_string(support::seeds().join("themes.csv")).unwrap();
    let other = folder([("themes.csv", themes.replace("Resilienza comunitaria", "Resilienza"))]);
    let other = other.path().display().to_string();
    opencoop(&store.url(), &["import", &other]).success();
    server.wait_for_files(2).await;
    wait_for_packages(&server, "2").await;
    let package = server.get_json("/api/3/action/package_show?id=themes").await;
    assert!(package["result"]["metadata_modified"].as_str().unwrap() > changed.as_str());
    script("ckan.py", [&url, "16", &began, "16"]);
    script("ckan.py", [&url, "16", "2999-01-01T00:00:00.000000", "0"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_that_is_no_more_is_not_found() {
    let store = Sqlite::new();
    let import = |projects: &'static str| {
        let files = [
            ("countries.csv", "slug,name_it,iso2,iso3\nke,Kenya,KE,KEN\n"),
            ("projects.csv", projects),
        ];
        let files = folder(files);
        opencoop(&store.url(), &["import", &files.path().display().to_string()]).success();
    };
    import("slug,title_it\nacqua,Acqua\n");
    let server = Server::start(&store.url());
    wait_for_packages(&server, "1").await;
    let address = "/api/3/action/package_show?id=projects";
    let id = server.get_json(address).await["result"]["id"].as_str().unwrap().to_owned();
    import("slug,title_it\n");
    wait_for_packages(&server, "2").await;
    for name in ["projects", &id] {
        let answer = server.get(&format!("/api/3/action/package_show?id={name}")).await;
        assert_eq!(answer.status(), 404, "{name}");
        let body: Value = answer.json().await.unwrap();
        assert_eq!(body["error"]["__type"], "Not Found Error", "{body}");
    }
    let list = server.get_json("/api/action/package_list").await;
    assert_eq!(list["result"], serde_json::json!(["countries", "opencoop"]));
    // It is the same dataset when it comes back.
    import("slug,title_it\nacqua,Acqua\n");
    wait_for_packages(&server, "3").await;
    assert_eq!(server.get_json(address).await["result"]["id"], id.as_str());
}

#[tokio::test(flavor = "multi_thread")]
async fn data_json_is_what_dcat_us_asks_for() {
    let store = Sqlite::new();
    let seeds = seeds().display().to_string();
    opencoop(&store.url(), &["import", &seeds]).success();
    let server = Server::start_with(&store.url(), &[("OPENCOOP_CONFIG", SETTINGS)]);
    wait_for_packages(&server, "1").await;
    let answer = server.get("/data.json").await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    let tag = answer.headers()["etag"].clone();
    let bytes = answer.bytes().await.unwrap();
    let folder = folder([("data.json", &bytes)]);
    let file = folder.path().join("data.json").display().to_string();
    let schema = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shapes/data.schema.json");
    script("data_json.py", [file.as_str(), schema, "16"]);
    let again = server.client.get(server.url("/data.json")).header("if-none-match", tag);
    assert_eq!(again.send().await.unwrap().status(), 304);
    let head = server.client.head(server.url("/data.json")).send().await.unwrap();
    assert_eq!(head.headers()["content-length"], bytes.len().to_string());
    // With defaults alone it says as much as is known.
    let server = Server::start(&store.url());
    wait_for_packages(&server, "1").await;
    let document = server.get_json("/data.json").await;
    let dataset = &document["dataset"][0];
    assert!(dataset["contactPoint"].is_null() && dataset["spatial"].is_null(), "{dataset}");
    assert!(dataset["publisher"]["name"].as_str().is_some_and(|name| !name.is_empty()));
    assert!(dataset["identifier"].as_str().unwrap().ends_with(":opencoop"), "{dataset}");
}

#[test]
fn every_action_and_its_parameters_are_documented() {
    let docs = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/catalogue.md");
    let docs = std::fs::read_to_string(docs).unwrap();
    for Action { name, parameters, .. } in ACTIONS {
        let line = docs.lines().find(|line| {
            let cell = line.strip_prefix("| ").and_then(|line| line.split(" | ").next());
            cell.is_some_and(|cell| cell.contains(&format!("`{name}`")))
        });
        let line = line.unwrap_or_else(|| panic!("no line tells of `{name}`"));
        for parameter in *parameters {
            assert!(line.contains(&format!("`{parameter}`")), "{name}: {parameter}");
        }
    }
}
