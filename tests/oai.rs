//! OAI-PMH, the sitemap and `robots.txt`: what harvesters and search engines get of a server.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::time::Duration;

use opencoop::catalogue::Catalogue;
use opencoop::config::Config;
use opencoop::http::{Change, Listener, serve_changed};
use opencoop::import::{Options, run};
use opencoop::store::Store;
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG};
use reqwest::{Client, Response, StatusCode};
use support::server::client;
use support::{Sqlite, both, folder, python, seeds};
use tempfile::TempDir;

const COUNTRIES: &str = "slug,name_it,iso2,iso3\nmz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n";
const PROJECTS: &str = "slug,title_it\nacqua,Acqua\norti,Orti\n";
/// No project any more.
const NO_PROJECTS: &str = "slug,title_it\n";

/// A server in this very process, that knows its own address as harvesters have it, and whose
/// catalogues are changed before they are served.
struct Served {
    base: String,
    client: Client,
    store: Store,
    _folder: TempDir,
}

impl Served {
    async fn start(store: &str, change: Change) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let listener = Listener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.address());
        let data = folder.path().join("data").display().to_string();
        let settings = [("files", "none".to_owned()), ("contact", "office@city.it".to_owned())];
        let flags = [&[("base_url", base.clone()), ("data", data)], settings.as_slice()].concat();
        let config = Config::read(None, &flags).unwrap();
        let store = Store::open(store).await.unwrap();
        // It ends with the process.
        tokio::spawn(serve_changed(config, store.clone(), listener, seconds, change, |_| ()));
        Self { base, client: client(), store, _folder: folder }
    }

    /// Imports the seeds, or other files, and waits until the catalogue is of them.
    async fn import(&self, path: &std::path::Path) {
        let options = Options::default();
        run(&self.store, &[path.to_owned()], &options, &now, &()).await.unwrap();
        let newest = self.store.newest_revision().await.unwrap().unwrap();
        let wanted = newest.number.to_string();
        loop {
            let answer = self.get("/sitemap.xml").await;
            if answer.headers().get("revision").is_some_and(|number| number == wanted.as_str()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    async fn get(&self, path: &str) -> Response {
        self.client.get(format!("{}{path}", self.base)).send().await.unwrap()
    }

    async fn text(&self, path: &str) -> String {
        let answer = self.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK, "{path}");
        answer.text().await.unwrap()
    }

    /// Harvests everything, which must be these datasets, and what is left of these.
    fn harvest(&self, present: &[&str], removed: &[&str]) {
        let arguments = [self.base.clone(), present.join(","), removed.join(",")];
        python::script("oai.py", arguments);
    }
}

#[expect(clippy::disallowed_methods, reason = "answers of OAI-PMH tell the time")]
fn seconds() -> i64 {
    std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.as_secs() as i64)
}

fn now() -> String {
    opencoop::model::value::format_instant(seconds())
}

/// The slugs of all datasets of the seeds.
fn datasets() -> Vec<&'static str> {
    let tables = opencoop::model::TABLES.iter().map(|table| table.name);
    std::iter::once("opencoop").chain(tables).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_harvester_takes_every_dataset_of_the_seeds() {
    let store = Sqlite::new();
    let served = Served::start(&store.url(), |catalogue| catalogue).await;
    served.import(seeds()).await;
    served.harvest(&datasets(), &[]);
}

/// A catalogue of 250 datasets, made of those that there are; of some of them nothing is left.
fn many(mut catalogue: Catalogue) -> Catalogue {
    let own = catalogue.datasets.clone();
    for at in own.len()..250 {
        let mut dataset = own[at % own.len()].clone();
        dataset.slug = format!("d{at}");
        catalogue.datasets.push(dataset);
    }
    for at in 0..3 {
        let slug = format!("gone{at}");
        let (title, removed) = (own[0].title.clone(), catalogue.issued.clone());
        catalogue.removed.push(opencoop::catalogue::Removed { slug, title, removed });
    }
    catalogue
}

#[tokio::test(flavor = "multi_thread")]
async fn a_harvester_takes_every_dataset_of_several_pages() {
    let store = Sqlite::new();
    let served = Served::start(&store.url(), many).await;
    served.import(seeds()).await;
    let own = datasets();
    let more: Vec<String> = (own.len()..250).map(|at| format!("d{at}")).collect();
    let present: Vec<&str> = own.into_iter().chain(more.iter().map(String::as_str)).collect();
    served.harvest(&present, &["gone0", "gone1", "gone2"]);
    let first = served.text("/oai?verb=ListIdentifiers&metadataPrefix=dcat_ap").await;
    assert_eq!(first.matches("<header").count(), 100);
    assert!(first.contains("completeListSize=\"253\" cursor=\"0\">"), "{first}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_removed_stays_as_a_deleted_record_and_answers_410() {
    both(|url| async move {
        let served = Served::start(&url, |catalogue| catalogue).await;
        let files = |projects| folder([("countries.csv", COUNTRIES), ("projects.csv", projects)]);
        served.import(files(PROJECTS).path()).await;
        served.harvest(&["opencoop", "projects", "countries"], &[]);
        let before = served.text("/oai?verb=Identify").await;
        let asked = element(&before, "responseDate").to_owned();
        // Harvesters that come back ask from the moment at which they were here.
        tokio::time::sleep(Duration::from_millis(1_100)).await;
        served.import(files(NO_PROJECTS).path()).await;
        served.harvest(&["opencoop", "countries"], &["projects"]);
        let path = format!("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc&from={asked}");
        let changed = served.text(&path).await;
        assert!(changed.contains("<header status=\"deleted\">"), "{changed}");
        for path in ["/dataset/projects", "/dataset/projects.ttl"] {
            assert_eq!(served.get(path).await.status(), StatusCode::GONE, "{path}");
        }
        let sitemap = served.text("/sitemap.xml").await;
        assert!(!sitemap.contains("/dataset/projects<"), "{sitemap}");
        let catalogue = served.text("/catalog.ttl").await;
        assert!(!catalogue.contains("/id/dataset/projects>"), "{catalogue}");
        // It comes back under the same identifier.
        served.import(files(PROJECTS).path()).await;
        served.harvest(&["opencoop", "projects", "countries"], &[]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn when_nothing_is_left_all_is_deleted_and_nothing_forgotten() {
    let store = Sqlite::new();
    let served = Served::start(&store.url(), |catalogue| catalogue).await;
    served.import(folder([("projects.csv", PROJECTS)]).path()).await;
    served.import(folder([("projects.csv", NO_PROJECTS)]).path()).await;
    let headers = served.text("/oai?verb=ListIdentifiers&metadataPrefix=oai_dc").await;
    assert_eq!(headers.matches("<header status=\"deleted\">").count(), 2, "{headers}");
    assert_eq!(headers.matches("<header").count(), 2, "{headers}");
    assert_eq!(served.get("/dataset/opencoop").await.status(), StatusCode::GONE);
    // Where what is no more cannot be said, nothing is, instead of an empty catalogue.
    for path in
        ["/catalog", "/catalog.ttl?page=1", "/data.json", "/api/3/action/package_search?rows=100"]
    {
        let answer = served.get(path).await;
        assert_eq!(answer.status(), StatusCode::SERVICE_UNAVAILABLE, "{path}");
        assert!(answer.headers().contains_key("retry-after"), "{path}");
    }
}

/// The content of an element.
fn element<'t>(text: &'t str, name: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("<{name}>")).unwrap();
    rest.split_once("</").unwrap().0
}

#[tokio::test(flavor = "multi_thread")]
async fn arguments_come_by_address_or_by_form() {
    let store = Sqlite::new();
    let served = Served::start(&store.url(), |catalogue| catalogue).await;
    served.import(folder([("projects.csv", PROJECTS)]).path()).await;
    let address = format!("{}/oai", served.base);
    let send = |request: reqwest::RequestBuilder| async move { request.send().await.unwrap() };
    let form = "application/x-www-form-urlencoded";
    let by_form = |body: &'static str, kind: &str| {
        send(served.client.post(&address).header(CONTENT_TYPE, kind).body(body))
    };
    let rest = |text: String| text.split_once("</responseDate>").unwrap().1.to_owned();
    let query = "verb=ListIdentifiers&metadataPrefix=oai_dc&set=tables";
    let by_get = served.text(&format!("/oai?{query}")).await;
    let answer = by_form(query, &format!("{form}; charset=utf-8")).await;
    assert_eq!(rest(answer.text().await.unwrap()), rest(by_get));
    for (body, kind, status) in [
        ("{\"verb\":\"Identify\"}", "application/json", 415),
        ("verb=\u{0}", form, 200),
        ("", form, 200),
    ] {
        assert_eq!(by_form(body, kind).await.status(), status, "{body:?}");
    }
    let long =
        send(served.client.post(&address).header(CONTENT_TYPE, form).body("x".repeat(300_000)));
    assert_eq!(long.await.status(), 413);
    let twice = send(served.client.post(format!("{address}?verb=Identify")).body("verb=Identify"));
    assert!(twice.await.text().await.unwrap().contains("badVerb"));
    let put = send(served.client.put(&address)).await;
    assert_eq!(put.headers()["allow"], "GET, HEAD, POST, OPTIONS");
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_tell_the_time_are_not_kept() {
    let store = Sqlite::new();
    let served = Served::start(&store.url(), |catalogue| catalogue).await;
    let early = served.get("/oai?verb=Identify").await;
    assert_eq!(early.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert!(early.headers().contains_key("retry-after"));
    served.import(folder([("projects.csv", PROJECTS)]).path()).await;
    for path in ["/oai?verb=Identify", "/oai?verb=None"] {
        let answer = served.get(path).await;
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()[CACHE_CONTROL], "no-store");
        assert_eq!(answer.headers()[CONTENT_TYPE], "text/xml; charset=utf-8");
        assert!(!answer.headers().contains_key(ETAG));
    }
    for path in ["/sitemap.xml", "/robots.txt"] {
        let tag = served.get(path).await.headers()[ETAG].clone();
        let request = served.client.get(format!("{}{path}", served.base));
        let again = request.header("if-none-match", tag).send().await.unwrap();
        assert_eq!(again.status(), StatusCode::NOT_MODIFIED, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_engines_find_every_page_in_each_language() {
    let store = Sqlite::new();
    let served = Served::start(&store.url(), |catalogue| catalogue).await;
    served.import(seeds()).await;
    python::script("sitemap.py", [served.base.clone(), datasets().join(",")]);
    let whole = served.text("/sitemap.xml").await;
    assert_eq!(served.text("/sitemap.xml?page=1").await, whole);
    for page in ["0", "2", "x", "99999999999999999999"] {
        let answer = served.get(&format!("/sitemap.xml?page={page}")).await;
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{page}");
    }
}
