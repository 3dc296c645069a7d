//! What answers say of themselves, to clients of all kinds.

use super::support::{Server, Sqlite, folder, opencoop};
use super::{FORMS, ask, header, publish_seeds};

const BROWSER: &str = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_comes_as_the_client_reads_it() {
    let store = Sqlite::new();
    publish_seeds(&store.url());
    let server = Server::start(&store.url());
    let rdf = FORMS[1].1;
    for accept in ["*/*", "text/plain", "application/rdf+xml;q=0.5, */*;q=0.1", "application/xml"] {
        let answer = ask(&server, "/catalog", &[("accept", accept)]).await;
        assert_eq!((answer.status().as_u16(), header(&answer, "content-type")), (200, rdf));
        assert_eq!(header(&answer, "vary"), "Accept, Accept-Encoding", "{accept}");
    }
    let bare = server.client.get(server.url("/catalog")).send().await.unwrap();
    assert_eq!(header(&bare, "content-type"), rdf);
    let browser = ask(&server, "/catalog", &[("accept", BROWSER)]).await;
    assert_eq!(browser.status(), 303);
    assert_eq!(header(&browser, "location"), "/dataset");
    assert_eq!(header(&browser, "vary"), "Accept, Accept-Encoding");
    for accept in [BROWSER, "*/*"] {
        let page = ask(&server, "/dataset/projects", &[("accept", accept)]).await;
        assert_eq!(page.status(), 200);
        assert_eq!(header(&page, "content-type"), "text/html; charset=utf-8");
        assert!(header(&page, "vary").contains("Accept, "), "{}", header(&page, "vary"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_document_has_the_headers_of_its_bytes() {
    let store = Sqlite::new();
    publish_seeds(&store.url());
    let server = Server::start_with(&store.url(), &[("OPENCOOP_CACHE_SECONDS", "7")]);
    let mut tags = Vec::new();
    for (path, coding) in [
        ("/catalog", ""),
        ("/catalog.ttl", ""),
        ("/catalog.ttl", "gzip"),
        ("/catalog.ttl", "br"),
        ("/catalog.ttl", "zstd"),
        ("/catalog.jsonld", "gzip"),
        ("/catalog.ttl?page=1", ""),
        ("/dataset/projects.rdf", ""),
        ("/dataset/projects.rdf", "gzip"),
    ] {
        let encoding = if coding.is_empty() { "identity" } else { coding };
        let asked = [("accept-encoding", encoding)];
        let answer = ask(&server, path, &asked).await;
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(header(&answer, "content-encoding"), coding, "{path}");
        assert_eq!(header(&answer, "cache-control"), "public, max-age=7, must-revalidate");
        assert_eq!(header(&answer, "revision"), "1");
        assert_eq!(header(&answer, "access-control-allow-origin"), "*");
        assert!(header(&answer, "last-modified").ends_with(" GMT"));
        assert!(header(&answer, "vary").ends_with("Accept-Encoding"));
        let head = server.client.head(server.url(path)).header("accept-encoding", encoding);
        let head = head.send().await.unwrap();
        for name in
            ["content-type", "content-length", "etag", "last-modified", "vary", "repr-digest"]
        {
            assert!(!header(&head, name).is_empty(), "{path} {name}");
            assert_eq!(header(&head, name), header(&answer, name), "{path} {name}");
        }
        assert!(head.bytes().await.unwrap().is_empty());
        let tag = header(&answer, "etag").to_owned();
        assert!(tag.starts_with('"'), "{tag}");
        for (name, value, status) in [
            ("if-none-match", tag.as_str(), 304),
            ("if-none-match", "\"other\"", 200),
            ("if-modified-since", header(&answer, "last-modified"), 304),
            ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT", 200),
        ] {
            let again = ask(&server, path, &[asked[0], (name, value)]).await;
            assert_eq!(again.status(), status, "{path} {name}: {value}");
            for same in ["etag", "cache-control", "vary", "last-modified"] {
                assert_eq!(header(&again, same), header(&answer, same), "{path} {same}");
            }
        }
        let length = header(&answer, "content-length").to_owned();
        assert_eq!(length, answer.bytes().await.unwrap().len().to_string(), "{path}");
        tags.push(tag);
    }
    let count = tags.len();
    tags.sort();
    tags.dedup();
    assert_eq!(tags.len(), count);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_data_there_is_no_catalogue_instead_of_an_empty_one() {
    let store = Sqlite::new();
    let server = Server::start(&store.url());
    for path in ["/catalog", "/catalog.ttl", "/catalog.rdf?page=1", "/dataset/projects.ttl"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 503, "{path}");
        assert!(header(&answer, "retry-after").parse::<u32>().unwrap() > 0, "{path}");
        assert_eq!(header(&answer, "content-type"), "application/problem+json");
        assert_eq!(header(&answer, "cache-control"), "no-store");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_there_is_not_is_told() {
    let store = Sqlite::new();
    let countries = ("countries.csv", "slug,name_it,name_en,iso2,iso3\nit,Italia,Italy,IT,ITA\n");
    for projects in ["slug,title_it\na,A\n", "slug,title_it\n"] {
        let files = folder([countries, ("projects.csv", projects)]);
        opencoop(&store.url(), &["import", &files.path().display().to_string()]).success();
    }
    let server = Server::start(&store.url());
    for (path, accept, status, said) in [
        ("/dataset/projects.ttl", "*/*", 410, "no record any more"),
        ("/dataset/projects", "text/turtle", 410, "no record any more"),
        ("/dataset/nothing.ttl", "*/*", 404, "no dataset `nothing`"),
        ("/dataset/nothing", "text/turtle", 404, "no dataset `nothing`"),
        ("/dataset/countries.html", "*/*", 404, "/dataset/countries.ttl"),
        ("/dataset/countries.csv.gz", "*/*", 404, "no `/dataset/countries.csv.gz`"),
        ("/catalog.csv", "*/*", 404, ""),
        ("/catalog.ttl?page=0", "*/*", 400, "pages are counted from 1"),
        ("/catalog.ttl?page=1&page=1", "*/*", 400, "twice"),
        ("/catalog.ttl?page=2", "*/*", 404, "the last is 1"),
        ("/catalog.ttl?modified_since=ieri", "*/*", 400, "no moment"),
        ("/catalog.ttl?snapshot=9", "*/*", 410, "begin again"),
    ] {
        let answer = ask(&server, path, &[("accept", accept)]).await;
        assert_eq!(answer.status(), status, "{path}");
        assert_eq!(header(&answer, "content-type"), "application/problem+json", "{path}");
        let body = answer.text().await.unwrap();
        assert!(body.contains(said), "{path}: {body}");
    }
    let whole = server.get("/catalog.ttl?profiles=euro_dcat_ap_3&_=1").await;
    assert_eq!(whole.status(), 200);
    assert!(!whole.text().await.unwrap().contains("/dataset/projects"));
}
