//! The pages of datasets: what they say, what search engines read in them, and how they end.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::Duration;

use opencoop::catalogue::Catalogue;
use opencoop::config::Config;
use opencoop::http::{Listener, serve_changed};
use opencoop::import::{Options, run};
use opencoop::store::Store;
use reqwest::header::HeaderMap;
use support::{Server, Sqlite, both, folder, opencoop, python, seeds};

const COUNTRIES: &str = "slug,name_it,iso2,iso3\nmz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n";
const PROJECTS: &str = "slug,title_it,starts_on\nacqua,Acqua,2018\norti,Orti,2019-05\n";

/// What a browser of this language gets.
async fn page(server: &Server, path: &str, language: &str) -> (u16, HeaderMap, String) {
    let request = server.client.get(server.url(path));
    let request = request.header("accept", "text/html").header("accept-language", language);
    let answer = request.send().await.unwrap();
    (answer.status().as_u16(), answer.headers().clone(), answer.text().await.unwrap())
}

fn header<'a>(headers: &'a HeaderMap, name: &str) -> &'a str {
    headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_every_dataset_with_all_that_they_recommend() {
    let (store, files) = (Sqlite::new(), tempfile::tempdir().unwrap());
    let base = "https://dati.example.org";
    let settings = [
        ("OPENCOOP_SEEDS", seeds().to_str().unwrap()),
        ("OPENCOOP_BASE_URL", base),
        ("OPENCOOP_FILES", files.path().to_str().unwrap()),
        ("OPENCOOP_CATALOGUE_PLACE", "ITA_MIL"),
        ("OPENCOOP_CATALOGUE_PLACE_NAME", "Milano"),
        ("OPENCOOP_CATALOGUE_PLACE_BBOX", "9.04,45.38,9.28,45.54"),
    ];
    let server = Server::start_with(&store.url(), &settings);
    server.wait_for_files(1).await;
    while page(&server, "/dataset", "en").await.0 == 503 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let said = python::script("schema_org.py", [server.url("").as_str(), base]);
    let said = String::from_utf8(said).unwrap();
    assert!(said.contains("16 datasets") && said.ends_with(" 0 faults\n"), "{said}");
}

#[tokio::test]
async fn a_page_tells_of_its_dataset_in_both_languages() {
    let store = Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    for (language, wanted) in [
        ("it", ["Progetti", "Scaricare i dati", "Ultima modifica", "Come citare", "Inizio", "1º"]),
        ("en", ["Projects", "Downloads", "Last changed", "How to cite", "Start", "1 January"]),
    ] {
        let (status, headers, html) = page(&server, "/dataset/projects", language).await;
        assert_eq!((status, header(&headers, "content-language")), (200, language));
        for text in wanted {
            assert!(html.contains(text), "{language}: {text}");
        }
        for text in [
            "href=\"/export/projects.parquet\"",
            "href=\"/api/projects\"",
            "query={projects(first:10){totalCount,nodes{slug,title}}}",
            "rel=\"alternate\" type=\"text/turtle\" href=\"/dataset/projects.ttl\"",
            "@misc{opencoop-projects-r1,",
        ] {
            assert!(html.contains(text), "{language}: {text}");
        }
        // Sizes are told where files are kept.
        assert!(!html.contains("SHA-256"), "{language}");
    }
    let (_, _, html) = page(&server, "/dataset/opencoop", "en").await;
    assert!(html.contains("href=\"/dataset/missions?language=en\""));
}

#[tokio::test]
async fn the_query_on_a_page_runs() {
    let store = Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    let (_, _, list) = page(&server, "/dataset", "en").await;
    let mut runs = 0;
    for rest in list.split("<h2><a href=\"").skip(1) {
        let (path, _) = rest.split_once('"').unwrap();
        let (_, _, html) = page(&server, path, "en").await;
        let (_, rest) = html.split_once("/graphql?query=").unwrap();
        let (query, _) = rest.split_once("&#39;").unwrap();
        let (status, answer) = server.post_graphql(query, serde_json::json!({})).await;
        assert_eq!((status, answer.get("errors")), (200, None), "{path}: {query}: {answer}");
        runs += 1;
    }
    assert_eq!(runs, 16);
}

#[tokio::test]
async fn a_page_has_the_tag_of_its_own_bytes_and_the_address_that_is_its_own() {
    let store = Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    let base = "http://localhost:8080";
    for (path, own) in [
        ("/dataset", "/dataset"),
        ("/dataset?language=it", "/dataset?language=it"),
        ("/dataset?page=1&utm=x", "/dataset"),
        ("/dataset/projects", "/dataset/projects"),
        ("/dataset/projects?language=xx", "/dataset/projects"),
        ("/dataset/projects?language=en", "/dataset/projects?language=en"),
    ] {
        let (status, headers, html) = page(&server, path, "it").await;
        assert_eq!((status, header(&headers, "revision")), (200, "1"), "{path}");
        let canonical = format!("<link rel=\"canonical\" href=\"{base}{own}\">");
        assert!(html.contains(&canonical), "{path}: no {canonical}");
        let vary = header(&headers, "vary");
        assert_eq!(vary, "Accept, Accept-Language, Accept-Encoding", "{path}");
        assert!(header(&headers, "cache-control").starts_with("public, max-age="), "{path}");
        let tag = header(&headers, "etag");
        let again = server.client.get(server.url(path)).header("accept", "text/html");
        let again = again.header("accept-language", "it").header("if-none-match", tag);
        let again = again.send().await.unwrap();
        assert_eq!((again.status().as_u16(), header(again.headers(), "etag")), (304, tag));
        assert!(again.bytes().await.unwrap().is_empty(), "{path}");
    }
    let tag = |language: &'static str| {
        let server = &server;
        async move { header(&page(server, "/dataset", language).await.1, "etag").to_owned() }
    };
    assert_ne!(tag("it").await, tag("en").await);
}

#[tokio::test]
async fn what_an_operator_writes_does_not_end_the_script_of_linked_data() {
    let store = Sqlite::new();
    let evil = "</script><script>alert(1)</script><!--";
    let settings = [
        ("OPENCOOP_SEEDS", seeds().to_str().unwrap()),
        ("OPENCOOP_PUBLISHER", evil),
        ("OPENCOOP_CATALOGUE_TITLE_IT", evil),
        ("OPENCOOP_CATALOGUE_DESCRIPTION_IT", evil),
        ("OPENCOOP_CATALOGUE_HOLDER", evil),
        ("OPENCOOP_CATALOGUE_PLACE_NAME", evil),
        ("OPENCOOP_CATALOGUE_PLACE_GEONAMES", "javascript:alert(1)"),
        ("OPENCOOP_CATALOGUE_PUBLISHER_URL", "javascript:alert(1)"),
        ("OPENCOOP_CONTACT", "\"><script>@example.org"),
    ];
    let server = Server::start_with(&store.url(), &settings);
    for path in ["/dataset", "/dataset/opencoop", "/dataset/projects"] {
        let (status, _, html) = page(&server, path, "it").await;
        assert_eq!(status, 200, "{path}");
        assert!(!html.contains("<script>") && !html.contains("<!--"), "{path}");
        assert!(!html.contains("javascript:"), "{path}");
        let scripts: Vec<&str> = html.split("<script").skip(1).collect();
        assert_eq!(scripts.len(), 1, "{path}");
        let (data, _) = scripts[0].split_once("</script>").unwrap();
        let data = data.strip_prefix(" type=\"application/ld+json\">").unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        let publisher = if path == "/dataset" { &data["publisher"] } else { &data["creator"] };
        assert_eq!(publisher["name"], evil, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dataset_that_is_gone_says_so_and_one_that_never_was_is_not_found() {
    both(|url| async move {
        let countries = ("countries.csv", COUNTRIES);
        for projects in [PROJECTS, "slug,title_it,starts_on\n"] {
            let files = folder([countries, ("projects.csv", projects)]);
            let outcome = opencoop(&url, &["import", &files.path().display().to_string()]);
            assert_eq!(outcome.code, Some(0), "{}", outcome.stderr);
        }
        let server = Server::start(&url);
        let (status, headers, html) = page(&server, "/dataset/projects", "it").await;
        assert_eq!((status, header(&headers, "content-language")), (410, "it"));
        assert!(html.contains("non è più pubblicato") && html.contains("<h1>Progetti"), "{html}");
        assert_eq!(header(&headers, "cache-control"), "no-store");
        assert!(
            page(&server, "/dataset/projects", "en").await.2.contains("not published any more")
        );
        for (path, wanted, code) in
            [("/dataset/projects", 410, "GONE"), ("/dataset/atlantis", 404, "NOT_FOUND")]
        {
            let answer = server.get(path).await;
            assert_eq!(answer.status(), wanted, "{path}");
            let problem: serde_json::Value = answer.json().await.unwrap();
            assert_eq!(problem["code"], code, "{problem}");
        }
        let (_, _, list) = page(&server, "/dataset", "en").await;
        assert!(list.contains("/dataset/countries?") && !list.contains("/dataset/projects?"));
    })
    .await;
}

#[tokio::test]
async fn without_a_catalogue_the_pages_say_when_to_come_back() {
    let store = Sqlite::new();
    let server = Server::start(&store.url());
    for path in ["/dataset", "/dataset/projects"] {
        let (status, headers, _) = page(&server, path, "en").await;
        assert_eq!((status, header(&headers, "retry-after")), (503, "5"), "{path}");
    }
}

/// A catalogue of 2,000 datasets, made of those that there are.
fn many(mut catalogue: Catalogue) -> Catalogue {
    let own = catalogue.datasets.clone();
    for at in own.len()..2_000 {
        let mut dataset = own[at % own.len()].clone();
        dataset.slug = format!("{}-{at}", dataset.slug);
        dataset.title.en = format!("{} {at}", dataset.title.en);
        catalogue.datasets.push(dataset);
    }
    catalogue
}

/// The address of the page behind one, from its header `Link`.
fn next_of(links: &str) -> Option<String> {
    let (before, _) = links.split_once(">; rel=\"next\"")?;
    Some(before.rsplit_once('<')?.1.to_owned())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_goes_page_by_page() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).display().to_string();
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.address());
    let flags = [("base_url", base.clone()), ("data", path("data")), ("files", "none".to_owned())];
    let config = Config::read(None, &flags).unwrap();
    let store = Store::open(&format!("sqlite:{}", path("opencoop.db"))).await.unwrap();
    let now = || "2026-01-01T00:00:00Z".to_owned();
    run(&store, &[seeds().to_owned()], &Options::default(), &now, &()).await.unwrap();
    let clock = || 1_767_225_600;
    let server = tokio::spawn(serve_changed(config, store, listener, clock, many, |_| ()));
    let client = support::server::client();
    let get = |path: String| {
        let request = client.get(format!("{base}{path}")).header("accept", "text/html");
        async move { request.header("accept-language", "en").send().await.unwrap() }
    };
    while get("/dataset".to_owned()).await.status() != 200 {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let mut found = Vec::new();
    let mut next = Some("/dataset".to_owned());
    while let Some(path) = next {
        let answer = get(path.clone()).await;
        let links = header(answer.headers(), "link").to_owned();
        let html = answer.text().await.unwrap();
        assert!(html.len() < 200_000, "{path}: {} bytes", html.len());
        let items = html.split("<h2><a href=\"").skip(1);
        found.extend(items.map(|rest| rest.split_once('?').unwrap().0.to_owned()));
        next = next_of(&links);
        let in_page = html.split_once("<a rel=\"next\" href=\"").is_some();
        assert_eq!(in_page, next.is_some(), "{path}");
        let canonical = format!("<link rel=\"canonical\" href=\"{base}{path}\">");
        assert!(html.contains(&canonical), "{path}");
    }
    assert_eq!(found.len(), 2_000);
    found.sort();
    found.dedup();
    assert_eq!(found.len(), 2_000);
    for page in ["0", "21", "x", "-1", ""] {
        assert_eq!(get(format!("/dataset?page={page}")).await.status(), 404, "{page}");
    }
    // The page of everything leads to the list.
    let html = get("/dataset/opencoop".to_owned()).await.text().await.unwrap();
    assert!(html.contains("All datasets") && html.len() < 300_000, "{} bytes", html.len());
    server.abort();
}
