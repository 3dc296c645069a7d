//! The pages for people: what they answer, and how they look to a real browser.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fs;
use std::path::{Path, PathBuf};
#[cfg(feature = "web")]
use std::process::{Command, Stdio};

use reqwest::header::HeaderMap;
use serde_json::json;
use support::{Server, Sqlite, seeds};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

/// The pages.
const PAGES: [&str; 10] = [
    "/",
    "/dataset",
    "/dataset/opencoop",
    "/dataset/projects",
    "/dictionary",
    "/docs",
    "/export",
    "/graphql",
    "/record/cities/dakar",
    "/record/projects/dakar-reve",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn seeded(store: &Sqlite) -> Server {
    Server::start_seeded(&store.url(), seeds())
}

/// What a browser with these further headers gets.
async fn page(server: &Server, path: &str, headers: &[(&str, &str)]) -> (u16, HeaderMap, String) {
    let mut request = server.client.get(server.url(path)).header("accept", BROWSER);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

/// The addresses of `/assets` that a page names.
fn assets(html: &str) -> Vec<String> {
    let rest = html.split("\"/assets/").skip(1);
    let names = rest.filter_map(|rest| Some(format!("/assets/{}", rest.split_once('"')?.0)));
    names.filter(|path| path != "/assets/licenses.txt").collect()
}

#[tokio::test]
async fn a_browser_gets_pages_and_programs_get_data() {
    let store = Sqlite::new();
    let server = seeded(&store);
    for path in PAGES {
        let (status, headers, body) = page(&server, path, &[]).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(header(&headers, "content-type"), "text/html; charset=utf-8", "{path}");
        assert!(header(&headers, "vary").contains("Accept"), "{path}");
        let policy = header(&headers, "content-security-policy");
        assert!(policy.starts_with("default-src 'none'; "), "{path}: {policy}");
        assert!(!policy.contains("unsafe-eval"), "{path}: {policy}");
        for part in policy.split("; ").filter(|part| part.contains("unsafe-inline")) {
            assert_eq!((path, part), ("/graphql", "style-src-attr 'unsafe-inline'"));
        }
        assert!(!body.contains("<style") && !body.contains("style="), "{path}");
        assert!(!body.contains("<script>"), "{path}");
        let head = server.client.head(server.url(path)).header("accept", BROWSER);
        assert_eq!(head.send().await.unwrap().status(), 200, "HEAD {path}");
    }
    assert!(server.get_json("/").await["tables"].is_array());
    let (status, _, body) = page(&server, "/graphql?query={revision{number}}", &[]).await;
    assert_eq!((status, body.starts_with("{\"data\"")), (200, true), "{body}");
    let (status, answer) = server.post_graphql("{ revision { number } }", json!({})).await;
    assert_eq!((status, &answer["data"]["revision"]["number"]), (200, &json!(1)));
}

#[tokio::test]
async fn the_language_is_that_of_the_address_or_of_the_browser() {
    let store = Sqlite::new();
    let server = seeded(&store);
    for path in PAGES {
        for (query, accepted, wanted) in [
            ("", "it-IT,it;q=0.9,en;q=0.8", "it"),
            ("", "en-US,en;q=0.9,it;q=0.8", "en"),
            ("", "de, it;q=0.1", "it"),
            ("?language=it", "en", "it"),
            ("?language=xx", "en", "en"),
        ] {
            let path = format!("{path}{query}");
            let (_, headers, html) = page(&server, &path, &[("accept-language", accepted)]).await;
            assert!(html.contains(&format!("<html lang=\"{wanted}\">")), "{path} {accepted}");
            assert_eq!(header(&headers, "content-language"), wanted);
        }
    }
}

#[tokio::test]
async fn what_pages_load_is_kept_for_ever_and_comes_compressed() {
    let store = Sqlite::new();
    let server = seeded(&store);
    let (_, _, html) = page(&server, "/graphql", &[]).await;
    let found = assets(&html);
    assert!(found.len() >= if cfg!(feature = "web") { 4 } else { 2 }, "{found:?}");
    for path in &found {
        let (status, headers, body) = page(&server, path, &[]).await;
        assert_eq!(status, 200, "{path}");
        assert_eq!(header(&headers, "cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(header(&headers, "x-content-type-options"), "nosniff");
        let wanted = match path.rsplit_once('.').unwrap().1 {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            other => panic!("{other}"),
        };
        assert_eq!(header(&headers, "content-type"), wanted, "{path}");
        let tag = header(&headers, "etag");
        let (status, _, _) = page(&server, path, &[("if-none-match", tag)]).await;
        assert_eq!(status, 304, "{path}");
        if path.starts_with("/assets/graphiql-") {
            for coding in ["br", "gzip"] {
                let (_, packed, _) = page_bytes(&server, path, coding).await;
                assert_eq!(header(&packed, "content-encoding"), coding);
                assert_ne!(header(&packed, "etag"), tag);
                let length: usize = header(&packed, "content-length").parse().unwrap();
                assert!(length * 2 < body.len(), "{path} {coding}");
            }
        }
    }
    assert_eq!(page(&server, "/assets/other.js", &[]).await.0, 404);
    if cfg!(feature = "web") {
        let (status, _, text) = page(&server, "/assets/licenses.txt", &[]).await;
        assert_eq!(status, 200);
        for package in ["graphiql ", "react ", "monaco-editor "] {
            assert!(text.lines().any(|line| line.starts_with(package)), "{package}");
        }
    }
}

async fn page_bytes(server: &Server, path: &str, coding: &str) -> (u16, HeaderMap, Vec<u8>) {
    let request = server.client.get(server.url(path)).header("accept-encoding", coding);
    let answer = request.send().await.unwrap();
    let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
    (status, headers, answer.bytes().await.unwrap().into())
}

#[tokio::test]
async fn what_an_operator_writes_does_not_become_markup() {
    let store = Sqlite::new();
    let settings =
        [("OPENCOOP_PUBLISHER", "<script>alert(\"1\")</script> & Co"), ("OPENCOOP_SEEDS", "")];
    let server = Server::start_with(&store.url(), &settings);
    for path in ["/", "/docs", "/docs?language=\"><script>", "/graphql"] {
        let (status, _, html) = page(&server, path, &[]).await;
        assert_eq!(status, 200, "{path}");
        assert!(!html.contains("<script>"), "{path}");
    }
    assert!(page(&server, "/", &[]).await.2.contains("&lt;script&gt;alert(&quot;1&quot;)"));
}

/// The example queries, by their paths.
fn examples() -> Vec<PathBuf> {
    let folders = ["it", "en"].map(|language| root().join("web/examples").join(language));
    let files = folders.iter().flat_map(|folder| fs::read_dir(folder).unwrap());
    let mut found: Vec<PathBuf> = files.map(|file| file.unwrap().path()).collect();
    found.sort();
    found
}

#[tokio::test]
async fn every_example_runs_and_finds_something() {
    let store = Sqlite::new();
    let server = seeded(&store);
    let found = examples();
    for path in &found {
        let text = fs::read_to_string(path).unwrap();
        assert!(text.starts_with("# "), "{}: its first line is its title", path.display());
        let (status, answer) = server.post_graphql(&text, json!({})).await;
        assert_eq!((status, answer.get("errors")), (200, None), "{}: {answer}", path.display());
        let found = answer["data"].as_object().unwrap();
        let is_empty = found.values().any(|one| one.is_null() || one["totalCount"] == 0);
        assert!(!is_empty, "{}: {answer}", path.display());
    }
    let names = |language: &str| {
        let of = found.iter().filter(|path| path.parent().unwrap().ends_with(language));
        of.map(|path| path.file_name().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names("it"), names("en"), "each example is there in both languages");
    assert!(names("it").len() >= 4);
}

/// The folder of what the tests take from npm, installed where it is not yet.
#[cfg(feature = "web")]
fn packages() -> PathBuf {
    let folder = root().join("tests/js");
    if ["axe-core", "playwright-core"]
        .iter()
        .all(|name| folder.join("node_modules").join(name).exists())
    {
        return folder;
    }
    let install =
        Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder).status();
    assert!(install.unwrap().success(), "npm ci in tests/js");
    folder
}

#[cfg(feature = "web")]
#[tokio::test]
async fn a_real_browser_shows_the_pages() {
    let store = Sqlite::new();
    let settings = [
        ("OPENCOOP_SEEDS", seeds().to_str().unwrap()),
        // Longer than a line on a phone.
        ("OPENCOOP_BASE_URL", "https://dati-aperti.cooperazione-internazionale.comune.example.org"),
    ];
    let server = Server::start_with(&store.url(), &settings);
    let output = Command::new("node")
        .args(["browser.mjs", &server.url("")])
        .current_dir(packages())
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let (said, wrong) =
        (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{said}\n{wrong}");
}
