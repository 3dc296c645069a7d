//! Pages of a long catalogue, which are always of one and the same.

use std::collections::BTreeSet;

use opencoop::catalogue::Catalogue;
use opencoop::config::Config;
use opencoop::http::{Listener, serve_changed};
use opencoop::import::{Options, run};
use opencoop::store::Store;

use super::support::{Server, Sqlite, folder, opencoop, seeds};
use super::{header, publish_seeds, text};

/// A catalogue of 1,234 datasets.
fn long(mut catalogue: Catalogue) -> Catalogue {
    let own = catalogue.datasets.clone();
    for at in own.len()..1_234 {
        let mut dataset = own[at % own.len()].clone();
        dataset.slug = format!("{}-{at}", dataset.slug);
        for file in &mut dataset.distributions {
            file.slug = format!("{}-{}", dataset.slug, file.format);
        }
        catalogue.datasets.push(dataset);
    }
    catalogue
}

/// The addresses that Turtle names after a word such as `hydra:next`.
fn named<'t>(turtle: &'t str, word: &str) -> Vec<&'t str> {
    let Some((_, rest)) = turtle.split_once(&format!("{word} ")) else { return Vec::new() };
    let end = [" ;\n", " .\n"].iter().filter_map(|end| rest.find(end)).min().unwrap();
    rest[..end].split(" , ").map(|one| one.trim_matches(['<', '>'])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_catalogue_is_read_page_by_page() {
    let place = tempfile::tempdir().unwrap();
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.address().trim_start_matches("http://"));
    let data = place.path().join("data").display().to_string();
    let flags = [("base_url", base.clone()), ("data", data), ("files", "none".to_owned())];
    let config = Config::read(None, &flags).unwrap();
    let store = Store::open(&format!("sqlite:{}/a.db", place.path().display())).await.unwrap();
    let now = || "2026-01-01T00:00:00Z".to_owned();
    run(&store, &[seeds().to_owned()], &Options::default(), &now, &()).await.unwrap();
    let (ready, is_ready) = tokio::sync::oneshot::channel();
    let ready = move |_: &str| ready.send(()).unwrap();
    let server = tokio::spawn(serve_changed(config, store, listener, || 0, long, ready));
    is_ready.await.unwrap();
    let client = super::support::server::client();
    for ending in ["ttl", "rdf", "xml", "jsonld"] {
        let first = client.get(format!("{base}/catalog.{ending}")).send().await.unwrap();
        assert!(header(&first, "content-length").parse::<usize>().unwrap() < 10_000_000);
        let first = first.text().await.unwrap();
        let next = format!("{base}/catalog.{ending}?snapshot=1&page=2");
        // XML writes the sign between parameters in its own way.
        assert!(first.replace("&amp;", "&").contains(&next), "{ending}");
    }
    let mut next = Some(format!("{base}/catalog.ttl"));
    let (mut pages, mut found) = (Vec::new(), BTreeSet::new());
    while let Some(address) = next {
        let answer = client.get(&address).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{address}");
        let page = answer.text().await.unwrap();
        let datasets = named(&page, "dcat:dataset");
        assert!(datasets.len() <= 100);
        for dataset in datasets {
            assert!(page.contains(&format!("<{dataset}> a dcat:Dataset")), "{dataset}");
            assert!(found.insert(dataset.to_owned()), "{dataset} is on two pages");
        }
        let number = pages.len() + 1;
        let own =
            format!("<{base}/catalog.ttl?snapshot=1&page={number}> a hydra:PartialCollectionView");
        assert!(page.contains(&own), "{own}");
        assert!(page.contains("hydra:totalItems 1234 ;"), "{page}");
        assert_eq!(named(&page, "hydra:previous").is_empty(), number == 1);
        assert_eq!(named(&page, "hydra:next"), named(&page, "hydra:nextPage"));
        next = named(&page, "hydra:next").first().map(|next| (*next).to_owned());
        assert!(!pages.contains(&page), "page {number} is an earlier one");
        pages.push(page);
    }
    assert_eq!((pages.len(), found.len()), (13, 1_234));
    server.abort();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_is_of_the_catalogue_that_it_was_begun_with_or_there_is_none() {
    let store = Sqlite::new();
    let publish = |projects: usize| {
        let rows = (0..projects).map(|at| format!("p-{at},Progetto {at}\n"));
        let rows: String = std::iter::once("slug,title_it\n".to_owned()).chain(rows).collect();
        let files = folder([("projects.csv", rows)]);
        opencoop(&store.url(), &["import", &files.path().display().to_string()]).success();
    };
    publish(1);
    let server = Server::start(&store.url());
    let of_one = "/catalog.ttl?snapshot=1&page=1";
    let first = text(&server, of_one).await;
    assert_eq!(first, text(&server, "/catalog.ttl?page=1").await);
    for revision in 2..4 {
        publish(revision);
        while !text(&server, "/catalog.ttl").await.contains(&format!("dcat:version \"{revision}\""))
        {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
        let answer = server.get(of_one).await;
        if revision == 2 {
            assert_eq!(header(&answer, "revision"), "1");
            assert_eq!(answer.text().await.unwrap(), first);
        } else {
            assert_eq!(answer.status(), 410);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_new_is_all_or_nothing() {
    let store = Sqlite::new();
    publish_seeds(&store.url());
    let server = Server::start(&store.url());
    let whole = text(&server, "/catalog.ttl").await;
    let health = server.get_json("/health").await;
    let now = health["publishedAt"].as_str().unwrap();
    for (since, is_new) in [
        ("2000-01-01", true),
        ("2000-01-01T00:00:00.123456", true),
        (now, true),
        ("2999-01-01T00:00:00Z", false),
    ] {
        let found = text(&server, &format!("/catalog.ttl?modified_since={since}")).await;
        assert_eq!(found == whole, is_new, "{since}");
        assert!(found.contains("a dcat:Catalog"), "{found}");
        assert_eq!(found.contains("a dcat:Dataset"), is_new, "{found}");
    }
}
