//! What a file that is kept says of itself, whole and in part.

use std::io::Read as _;

use serde_json::Value;

use super::support::Sqlite;
use super::{ask, bytes, header, place, publish_seeds, serve, sha256};

#[tokio::test(flavor = "multi_thread")]
async fn every_file_of_the_manifest_is_what_it_says_in_every_form() {
    let (store, place) = (Sqlite::new(), place());
    publish_seeds(&store.url());
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let manifest = server.get_json("/export/manifest.json").await;
    assert_eq!(manifest["revision"], 1);
    assert_eq!(manifest["revisions"].as_array().unwrap().len(), 1);
    let kept = server.get_json("/export/1/manifest.json").await;
    assert!(kept["revisions"].is_null());
    assert_eq!(kept["files"], manifest["files"]);
    let files = manifest["files"].as_array().unwrap();
    assert!(files.len() > 60, "{}", files.len());
    for file in files {
        let name = file["name"].as_str().unwrap();
        let path = format!("/export/1/{name}");
        assert!(file["url"].as_str().unwrap().ends_with(&path), "{file}");
        let plain = server.get(&path).await;
        assert_eq!(header(&plain, "content-type"), file["mediaType"].as_str().unwrap());
        let plain = plain.bytes().await.unwrap();
        assert_eq!(plain.len() as u64, file["bytes"].as_u64().unwrap(), "{name}");
        assert_eq!(sha256(&plain), file["sha256"].as_str().unwrap(), "{name}");
        assert_eq!(bytes(&server, &format!("/export/{name}")).await, plain, "{name}");
        if let Some(rows) = file["rows"].as_u64()
            && name.ends_with(".ndjson")
        {
            assert_eq!(memchr::memchr_iter(b'\n', &plain).count() as u64, rows);
        }
        for (coding, ending) in [("gzip", "gz"), ("zstd", "zst")] {
            let form = &file["encodings"][coding];
            let answer = ask(&server, &path, &[("accept-encoding", coding)]).await;
            if form == &Value::Null {
                assert_eq!(header(&answer, "content-encoding"), "", "{name}");
                assert_eq!(server.get(&format!("{path}.{ending}")).await.status(), 404);
                continue;
            }
            assert_eq!(header(&answer, "content-encoding"), coding, "{name}");
            let coded = answer.bytes().await.unwrap();
            assert_eq!(sha256(&coded), form["sha256"].as_str().unwrap(), "{name}");
            assert_eq!(coded.len() as u64, form["bytes"].as_u64().unwrap(), "{name}");
            assert_eq!(bytes(&server, &format!("{path}.{ending}")).await, coded, "{name}");
            let mut read = Vec::new();
            match coding {
                "gzip" => drop(flate2::read::GzDecoder::new(&coded[..]).read_to_end(&mut read)),
                _ => read = zstd::decode_all(&coded[..]).unwrap(),
            }
            assert!(read == plain, "{name} {coding}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_kept_file_has_the_headers_of_its_bytes() {
    let (store, place) = (Sqlite::new(), place());
    publish_seeds(&store.url());
    let server = serve(&store.url(), place.path(), &[("OPENCOOP_CACHE_SECONDS", "7")]);
    server.wait_for_files(1).await;
    let mut tags = Vec::new();
    for (path, accept, coding, media_type) in [
        ("/export/projects.csv", "identity", "", "text/csv; charset=utf-8; header=present"),
        ("/export/projects.csv", "gzip, br", "gzip", "text/csv; charset=utf-8; header=present"),
        (
            "/export/projects.csv",
            "gzip, br, zstd",
            "zstd",
            "text/csv; charset=utf-8; header=present",
        ),
        ("/export/projects.ndjson", "br", "", "application/x-ndjson"),
        ("/export/missions.csv.gz", "gzip", "", "application/gzip"),
        ("/export/missions.csv.zst", "gzip", "", "application/zstd"),
        ("/export/1/missions.csv", "identity", "", "text/csv; charset=utf-8; header=present"),
    ] {
        let answer = ask(&server, path, &[("accept-encoding", accept)]).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(&answer, "content-encoding"), coding, "{path} {accept}");
        assert_eq!(header(&answer, "content-type"), media_type, "{path}");
        assert_eq!(header(&answer, "accept-ranges"), "bytes");
        assert_eq!(header(&answer, "vary"), "Accept-Encoding");
        assert_eq!(header(&answer, "revision"), "1");
        assert!(header(&answer, "last-modified").ends_with(" GMT"));
        let fixed = path.starts_with("/export/1/");
        let kept = if fixed {
            "public, max-age=31536000, immutable"
        } else {
            "public, max-age=7, must-revalidate"
        };
        assert_eq!(header(&answer, "cache-control"), kept, "{path}");
        let disposition = header(&answer, "content-disposition");
        let ending = path.split_once('.').unwrap().1;
        assert!(disposition.ends_with(&format!("-r1.{ending}\"")), "{disposition}");
        let exposed = header(&answer, "access-control-expose-headers");
        assert!(
            ["Content-Range", "Accept-Ranges", "Repr-Digest"]
                .iter()
                .all(|name| exposed.contains(name))
        );
        let tag = header(&answer, "etag").to_owned();
        let head = server.client.head(server.url(path)).header("accept-encoding", accept);
        let head = head.send().await.unwrap();
        let of = |answer: &reqwest::Response| {
            let mut headers = answer.headers().clone();
            for name in ["date", "x-request-id", "ratelimit"] {
                headers.remove(name);
            }
            headers
        };
        assert_eq!(of(&head), of(&answer), "{path}");
        for (name, value, status) in [
            ("if-none-match", tag.as_str(), 304),
            ("if-none-match", "*", 304),
            ("if-none-match", "\"other\"", 200),
            ("if-modified-since", header(&answer, "last-modified"), 304),
            ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ] {
            let again = ask(&server, path, &[("accept-encoding", accept), (name, value)]).await;
            assert_eq!(again.status(), status, "{path} {name}: {value}");
            for same in ["etag", "cache-control", "vary", "last-modified", "revision"] {
                assert_eq!(header(&again, same), header(&answer, same), "{path} {same}");
            }
        }
        let (digest, length) = (
            header(&answer, "repr-digest").to_owned(),
            header(&answer, "content-length").to_owned(),
        );
        let body = answer.bytes().await.unwrap();
        assert_eq!(length, body.len().to_string(), "{path}");
        let digest = digest.strip_prefix("sha-256=:").unwrap().strip_suffix(':').unwrap();
        let digest = data_encoding::BASE64.decode(digest.as_bytes()).unwrap();
        assert_eq!(data_encoding::HEXLOWER.encode(&digest), sha256(&body), "{path} {accept}");
        tags.push(tag);
    }
    let count = tags.len();
    tags.sort();
    tags.dedup();
    // Both addresses of the same bytes may have one tag; these are all different.
    assert_eq!(tags.len(), count);
}

#[tokio::test(flavor = "multi_thread")]
async fn parts_of_a_kept_file_fit_together() {
    let (store, place) = (Sqlite::new(), place());
    publish_seeds(&store.url());
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let path = "/export/organisations.csv";
    let whole = server.get(path).await;
    let (tag, modified) =
        (header(&whole, "etag").to_owned(), header(&whole, "last-modified").to_owned());
    let coded =
        header(&ask(&server, path, &[("accept-encoding", "gzip")]).await, "etag").to_owned();
    let whole = whole.bytes().await.unwrap();
    let size = whole.len();
    for (range, start, end) in [
        ("bytes=0-9".to_owned(), 0, 10),
        ("bytes=1000-".to_owned(), 1000, size),
        ("bytes=-100".to_owned(), size - 100, size),
        (format!("bytes={}-{}", size - 1, size * 2), size - 1, size),
        ("bytes=0-".to_owned(), 0, size),
    ] {
        // Parts are of the bytes as they are, whatever coding the client takes.
        let headers = [("range", range.as_str()), ("accept-encoding", "gzip, zstd")];
        let part = ask(&server, path, &headers).await;
        assert_eq!(part.status(), 206, "{range}");
        let expected = format!("bytes {start}-{}/{size}", end - 1);
        assert_eq!(header(&part, "content-range"), expected, "{range}");
        assert_eq!(header(&part, "content-length"), (end - start).to_string());
        assert_eq!(header(&part, "content-encoding"), "");
        assert_eq!(header(&part, "vary"), "Accept-Encoding");
        assert_eq!(header(&part, "etag"), tag);
        assert!(part.bytes().await.unwrap() == whole[start..end], "{range}");
    }
    for range in ["bytes=0-1,5-6", "bytes=9-0", "rows=0-1", "bytes=x"] {
        let answer = ask(&server, path, &[("range", range)]).await;
        assert_eq!(answer.status(), 200, "{range}");
        assert!(answer.bytes().await.unwrap() == whole, "{range}");
    }
    for range in [format!("bytes={size}-"), "bytes=-0".to_owned()] {
        let answer = ask(&server, path, &[("range", &range)]).await;
        assert_eq!(answer.status(), 416, "{range}");
        assert_eq!(header(&answer, "content-range"), format!("bytes */{size}"));
        assert_eq!(header(&answer, "content-type"), "application/problem+json");
        assert_eq!(header(&answer, "cache-control"), "no-store");
    }
    let old = "Thu, 01 Jan 1970 00:00:00 GMT";
    for (value, status) in [
        (tag.as_str(), 206),
        // The moment is the same where the program that made the bytes is another one.
        (modified.as_str(), 200),
        (&*format!("W/{tag}"), 200),
        (coded.as_str(), 200),
        ("\"other\"", 200),
        (old, 200),
    ] {
        let answer = ask(&server, path, &[("range", "bytes=5-9"), ("if-range", value)]).await;
        assert_eq!(answer.status(), status, "{value}");
        let length = if status == 206 { 5 } else { size };
        assert_eq!(answer.bytes().await.unwrap().len(), length, "{value}");
    }
    // What a client has is told before any part is.
    let headers = [("range", "bytes=5-9"), ("if-none-match", tag.as_str())];
    assert_eq!(ask(&server, path, &headers).await.status(), 304);
    // A coded form under its own name is a file like any other.
    let form = bytes(&server, "/export/organisations.csv.gz").await;
    let part = ask(&server, "/export/organisations.csv.gz", &[("range", "bytes=10-19")]).await;
    assert_eq!(part.status(), 206);
    assert!(part.bytes().await.unwrap() == form[10..20]);
    // A selection has no parts: it is made anew for each reader.
    let selection = ask(&server, &format!("{path}?columns=slug"), &[("range", "bytes=0-1")]).await;
    assert_eq!((selection.status().as_u16(), header(&selection, "accept-ranges")), (200, ""));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_made_for_a_reader_is_the_one_that_is_kept() {
    let (store, place) = (Sqlite::new(), place());
    publish_seeds(&store.url());
    let keeping = serve(&store.url(), place.path(), &[]);
    let making = serve(&store.url(), place.path(), &[("OPENCOOP_FILES", "none")]);
    keeping.wait_for_files(1).await;
    let manifest = keeping.get_json("/export/manifest.json").await;
    for file in manifest["files"].as_array().unwrap() {
        let path = format!("/export/{}", file["name"].as_str().unwrap());
        let made = making.get(&path).await;
        let kept = keeping.get(&path).await;
        assert_eq!(header(&made, "repr-digest"), "");
        for name in ["content-type", "content-disposition", "link"] {
            let expected = if header(&made, name).is_empty() { "" } else { header(&kept, name) };
            assert_eq!(header(&made, name), expected, "{path} {name}");
        }
        if path.ends_with("/datapackage.json") {
            // It says how large the files are, as far as that is known: so it is not kept.
            assert_eq!(header(&made, "cache-control"), "no-store");
            continue;
        }
        assert!(made.bytes().await.unwrap() == kept.bytes().await.unwrap(), "{path}");
    }
    for (path, status, said) in [
        ("/export/manifest.json", 404, "keeps no files"),
        ("/export/1/projects.csv", 404, "keeps no files"),
        ("/export/projects.csv.gz", 404, "keeps no files"),
        ("/export/manifest.json?x=1", 400, "takes no parameters"),
        ("/export/projects.zip.gz", 404, "no format"),
    ] {
        let answer = making.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        let body = answer.text().await.unwrap();
        assert!(body.contains(said), "{path}: {body}");
    }
    assert_eq!(
        making.get_json("/health").await["files"],
        serde_json::json!({ "revision": null, "failure": null })
    );
}
