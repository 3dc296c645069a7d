//! Tags, moments, and what may be kept.

use serde_json::json;

use super::support::{folder, opencoop};
use super::{header, seeded};

const DOORS: &[&str] = &[
    "/",
    "/api",
    "/api/projects",
    "/api/projects?limit=2&order=-starts_on",
    "/api/projects/mentor",
    "/export/projects.csv",
    "/export/projects.ndjson?limit=2",
    "/graphql?query=%7Bprojects%7BtotalCount%7D%7D",
];

/// The doors without those that the seeds do not answer.
async fn doors(server: &super::Server) -> Vec<&'static str> {
    let mut found = Vec::new();
    for path in DOORS {
        if server.get(path).await.status() == 200 {
            found.push(*path);
        }
    }
    assert!(found.len() >= 6, "{found:?}");
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_says_what_may_be_kept_and_for_how_long() {
    let (_store, server) = seeded(&[("OPENCOOP_CACHE_SECONDS", "7")]);
    let mut tags = Vec::new();
    for path in doors(&server).await {
        let answer = server.get(path).await;
        assert_eq!(header(&answer, "cache-control"), "public, max-age=7, must-revalidate");
        let tag = header(&answer, "etag");
        assert!(tag.starts_with('"') && tag.ends_with('"') && tag.len() > 12, "{path}: {tag}");
        assert!(header(&answer, "last-modified").ends_with(" GMT"), "{path}");
        assert_eq!(header(&answer, "revision"), "1", "{path}");
        let vary = if *path == *"/" || path.starts_with("/graphql") {
            "Accept, Accept-Encoding"
        } else {
            "Accept-Encoding"
        };
        assert_eq!(header(&answer, "vary"), vary, "{path}");
        tags.push(tag.to_owned());
    }
    let schema = server.get("/schema.graphql").await;
    assert!(!header(&schema, "etag").is_empty() && header(&schema, "last-modified").is_empty());
    tags.push(header(&schema, "etag").to_owned());
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_answer_is_told_so() {
    let (_store, server) = seeded(&[]);
    let mut paths = doors(&server).await;
    paths.push("/schema.graphql");
    for path in paths {
        let first = server.get(path).await;
        let tag = header(&first, "etag").to_owned();
        let modified = header(&first, "last-modified").to_owned();
        for (name, value, status) in [
            ("if-none-match", tag.clone(), 304),
            ("if-none-match", format!("W/{tag}"), 304),
            ("if-none-match", format!("\"other\", {tag}"), 304),
            ("if-none-match", "*".to_owned(), 304),
            ("if-none-match", "\"other\"".to_owned(), 200),
            ("if-none-match", tag.replace('"', ""), 200),
            ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT".to_owned(), 200),
            ("if-modified-since", "yesterday".to_owned(), 200),
        ] {
            let request = server.client.get(server.url(path)).header(name, &value);
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), status, "{path} {name}: {value}");
            for same in ["etag", "cache-control", "vary", "last-modified", "revision"] {
                assert_eq!(header(&answer, same), header(&first, same), "{path} {same}");
            }
            if status == 304 {
                assert_eq!(header(&answer, "content-type"), "", "{path}");
                assert!(answer.bytes().await.unwrap().is_empty(), "{path}");
            }
        }
        if modified.is_empty() {
            continue;
        }
        let request = server.client.get(server.url(path)).header("if-modified-since", &modified);
        assert_eq!(request.send().await.unwrap().status(), 304, "{path}");
        // The tag is the better witness.
        let request = server.client.get(server.url(path)).header("if-modified-since", &modified);
        let answer = request.header("if-none-match", "\"other\"").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_has_a_tag_for_each_language_and_coding() {
    let (_store, server) = seeded(&[]);
    let html = "text/html,application/xhtml+xml;q=0.9";
    let mut tags: Vec<(&str, String)> = Vec::new();
    for path in ["/", "/dictionary", "/docs", "/graphql"] {
        for language in ["it", "en"] {
            for coding in ["identity", "gzip"] {
                let ask = |tag: &str| {
                    let request = server.client.get(server.url(path)).header("accept", html);
                    let request = request.header("accept-language", language);
                    request.header("accept-encoding", coding).header("if-none-match", tag).send()
                };
                let first = ask("\"other\"").await.unwrap();
                assert_eq!(first.status(), 200, "{path}");
                assert_eq!(header(&first, "content-language"), language, "{path}");
                assert_eq!(header(&first, "vary"), "Accept, Accept-Language, Accept-Encoding");
                let tag = header(&first, "etag").to_owned();
                let again = ask(&tag).await.unwrap();
                assert_eq!(again.status(), 304, "{path} {tag}");
                assert_eq!(header(&again, "vary"), header(&first, "vary"), "{path}");
                // What is read in one language is not what is read in the other.
                for (_, tag) in tags.iter().filter(|(other, _)| *other != language) {
                    assert_eq!(ask(tag).await.unwrap().status(), 200, "{path}");
                }
                tags.push((language, tag));
            }
        }
    }
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count);
    // Data for a reader of pages is data, with a tag of its own.
    let request = server.client.get(server.url("/api/projects")).header("accept", html);
    assert_eq!(header(&request.send().await.unwrap(), "vary"), "Accept-Encoding");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_revision_has_new_tags() {
    let (store, server) = seeded(&[]);
    let path = "/api/themes";
    let tag = header(&server.get(path).await, "etag").to_owned();
    let files =
        folder([("themes.csv", "slug,name_it,name_en,vocabulary\nnew,Nuovo,New,priority\n")]);
    let args = ["import", "--keep-missing", &files.path().display().to_string()];
    opencoop(&store.url(), &args).success();
    let start = std::time::Instant::now();
    while server.get_json("/health").await["revision"] != 2 {
        assert!(start.elapsed() < super::raw::PATIENCE);
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    let request = server.client.get(server.url(path)).header("if-none-match", &tag);
    let answer = request.send().await.unwrap();
    assert_eq!((answer.status().as_u16(), header(&answer, "revision")), (200, "2"));
    assert_ne!(header(&answer, "etag"), tag);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_may_be_different_the_next_time_is_not_kept() {
    let (_store, server) = seeded(&[]);
    let history = "/graphql?query=%7Bmissions(first:1)%7Bnodes%7Bhistory%7Bkind%7D%7D%7D%7D";
    for (path, status) in [
        ("/health", 200),
        ("/health/live", 200),
        ("/nothing", 404),
        ("/api/nothing", 404),
        ("/api/projects?limit=0", 400),
        ("/graphql?query=%7Bnope%7D", 200),
        ("/graphql", 400),
        ("/api/changes?since=0", 200),
        ("/api/explain?id=projects/mentor", 200),
        (history, 200),
    ] {
        for tag in ["*", "\"a\""] {
            let request = server.client.get(server.url(path)).header("if-none-match", tag);
            let request = request.header("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT");
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), status, "{path}");
            assert_eq!(header(&answer, "cache-control"), "no-store", "{path}");
            assert_eq!(header(&answer, "etag"), "", "{path}");
            assert_eq!(header(&answer, "last-modified"), "", "{path}");
        }
    }
    let body = json!({ "query": "{ projects { totalCount } }" });
    let posted = server.client.post(server.url("/graphql")).json(&body).send().await.unwrap();
    assert_eq!(header(&posted, "revision"), "1");
    for name in ["etag", "last-modified", "cache-control"] {
        assert_eq!(header(&posted, name), "", "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_media_type_and_each_query_has_its_tag() {
    let (_store, server) = seeded(&[]);
    let path = "/graphql?query=%7B__typename%7D";
    let mut tags = Vec::new();
    for accept in ["application/json", "application/graphql-response+json"] {
        let request = server.client.get(server.url(path)).header("accept", accept);
        tags.push(header(&request.send().await.unwrap(), "etag").to_owned());
    }
    for path in ["/api/projects?limit=1", "/api/projects?limit=2", "/api/projects"] {
        tags.push(header(&server.get(path).await, "etag").to_owned());
    }
    assert!(tags.iter().all(|tag| !tag.is_empty()));
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), 5);
    // Where the client does not choose, what it says about media types is nothing to the answer.
    let request = server.client.get(server.url("/api/projects")).header("accept", "text/html");
    let one = request.send().await.unwrap();
    assert_eq!(header(&one, "etag"), header(&server.get("/api/projects").await, "etag"));
}
