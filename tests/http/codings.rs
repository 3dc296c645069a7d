//! Answers in gzip, brotli and zstd, and answers without a body.

use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
use serde_json::json;
use tokio::io::{AsyncRead, AsyncReadExt as _};

use super::raw::Raw;
use super::{header, large, seeded};

async fn decoded(coding: &str, bytes: &[u8]) -> Vec<u8> {
    let mut reader: Box<dyn AsyncRead + Unpin + '_> = match coding {
        "gzip" => Box::new(GzipDecoder::new(bytes)),
        "br" => Box::new(BrotliDecoder::new(bytes)),
        "zstd" => Box::new(ZstdDecoder::new(bytes)),
        _ => Box::new(bytes),
    };
    let mut out = Vec::new();
    reader.read_to_end(&mut out).await.unwrap();
    out
}

async fn get(server: &super::Server, path: &str, accept: &str) -> reqwest::Response {
    let request = server.client.get(server.url(path)).header("accept-encoding", accept);
    request.send().await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_coding_gives_the_same_bytes_under_a_tag_of_its_own() {
    // The whole table is long enough to be coded while it is sent.
    let (_store, server) = large(5_000, &[]);
    let graphql = "/graphql?query=%7Bprojects(first:900)%7Bnodes%7Btitle%7D%7D%7D";
    for path in ["/api/projects?limit=100", graphql, "/export/projects.csv", "/schema.graphql"] {
        let plain = get(&server, path, "identity").await;
        assert_eq!(plain.status(), 200, "{path}");
        assert_eq!(header(&plain, "content-encoding"), "");
        let mut tags = vec![header(&plain, "etag").to_owned()];
        let plain = plain.bytes().await.unwrap();
        for coding in ["gzip", "br", "zstd"] {
            let answer = get(&server, path, coding).await;
            assert_eq!(header(&answer, "content-encoding"), coding, "{path}");
            assert!(header(&answer, "vary").ends_with("Accept-Encoding"), "{path}");
            let tag = header(&answer, "etag").to_owned();
            let coded = answer.bytes().await.unwrap();
            assert!(coded.len() < plain.len() / 2, "{path} {coding}: {}", coded.len());
            assert!(decoded(coding, &coded).await == plain, "{path} {coding}");
            let again = server.client.get(server.url(path)).header("accept-encoding", coding);
            let again = again.header("if-none-match", &tag).send().await.unwrap();
            assert_eq!((again.status().as_u16(), header(&again, "etag")), (304, tag.as_str()));
            // Who cannot read the coding does not have the answer.
            let other = server.client.get(server.url(path)).header("if-none-match", &tag);
            assert_eq!(other.send().await.unwrap().status(), 200);
            tags.push(tag);
        }
        tags.dedup();
        assert_eq!(tags.len(), 4, "{path}");
    }
    let body = json!({ "query": "{ projects(first: 100) { nodes { title } } }" });
    let posted = server.client.post(server.url("/graphql")).header("accept-encoding", "gzip");
    let posted = posted.json(&body).send().await.unwrap();
    assert_eq!(header(&posted, "content-encoding"), "gzip");
    assert_eq!(header(&posted, "vary"), "Accept, Accept-Encoding");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_chooses_and_short_answers_stay_as_they_are() {
    let (_store, server) = seeded(&[]);
    for (accept, coding) in [
        ("gzip, deflate, br, zstd", "zstd"),
        ("gzip;q=1, br;q=0.5", "gzip"),
        ("gzip;q=0", ""),
        ("*;q=0", ""),
        ("identity, gzip;q=0.1", ""),
        ("deflate", ""),
    ] {
        let answer = get(&server, "/api/projects", accept).await;
        assert_eq!(header(&answer, "content-encoding"), coding, "{accept}");
    }
    for path in ["/graphql?query=%7B__typename%7D", "/health", "/nothing"] {
        let answer = get(&server, path, "gzip").await;
        assert_eq!(header(&answer, "content-encoding"), "", "{path}");
        assert_ne!(header(&answer, "content-length"), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn head_is_get_without_the_body() {
    let (_store, server) = seeded(&[]);
    for path in [
        "/api",
        "/api/projects",
        "/export/projects.csv",
        "/export/projects.json",
        "/graphql?query=%7B__typename%7D",
        "/graphql?query=%7Bprojects%7Bnodes%7Btitle%20summary%7D%7D%7D",
        "/schema.graphql",
        "/health",
        "/nothing",
        "/api/projects?limit=0",
        "/api/projects/",
    ] {
        for coding in ["identity", "gzip", "zstd"] {
            let got = get(&server, path, coding).await;
            let head = server.client.head(server.url(path)).header("accept-encoding", coding);
            let head = head.send().await.unwrap();
            assert_eq!(head.status(), got.status(), "{path}");
            let names = |answer: &reqwest::Response| {
                let changing = ["date", "x-request-id", "ratelimit", "transfer-encoding"];
                let mut all: Vec<(String, String)> = Vec::new();
                for (name, value) in answer.headers() {
                    if !changing.contains(&name.as_str()) {
                        all.push((name.to_string(), value.to_str().unwrap().to_owned()));
                    }
                }
                all.sort();
                all
            };
            assert_eq!(names(&head), names(&got), "{path} {coding}");
            assert!(head.bytes().await.unwrap().is_empty());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_first_bytes_of_a_coded_file_come_before_the_last_ones_are_made() {
    let (_store, server) = large(15_000, &[]);
    for coding in ["gzip", "br", "zstd"] {
        let mut raw = Raw::connect(&server);
        raw.send(&format!(
            "GET /export/projects.csv HTTP/1.1\r\nHost: a\r\nAccept-Encoding: {coding}\r\n\
             Connection: close\r\n\r\n"
        ));
        let mut bytes = Vec::new();
        while !bytes.windows(4).any(|four| four == b"\r\n\r\n") || bytes.len() < 2_000 {
            let more = raw.some();
            assert!(!more.is_empty(), "{coding} ended early");
            bytes.extend_from_slice(&more);
        }
        // What is here is a part: the rest is still to come.
        assert!(!bytes.ends_with(b"0\r\n\r\n"), "{coding}");
        assert!(raw.rest().ends_with(b"0\r\n\r\n"), "{coding}");
    }
}
