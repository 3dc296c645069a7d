//! Many datasets, more than there are tables.

use std::collections::BTreeSet;
use std::sync::Arc;

use opencoop::about::Service;
use opencoop::catalogue::Catalogue;
use opencoop::catalogue::ckan::{Ckan, Parameters, action};
use opencoop::export::format_kinds;
use opencoop::image::load::load;
use opencoop::import::{Options, run};
use opencoop::store::Store;
use serde_json::{Value, json};

use super::support::{Sqlite, folder};

/// How many datasets there are.
const DATASETS: usize = 2_050;

async fn many() -> Arc<Catalogue> {
    let sqlite = Sqlite::new();
    let store = Store::open(&sqlite.url()).await.unwrap();
    let files = folder([("countries.csv", "slug,name_it,iso2,iso3\nke,Kenya,KE,KEN\n")]);
    let now = || "2026-03-01T02:00:00Z".to_owned();
    run(&store, &[files.path().to_owned()], &Options::default(), &now, &()).await.unwrap();
    let image = load(&store, &["it".to_owned(), "en".to_owned()]).await.unwrap().unwrap();
    let ages = store.ages(image.revision.number).await.unwrap();
    let service = Service {
        base_url: "https://example.org".to_owned(),
        publisher: "Comune".to_owned(),
        formats: format_kinds(),
        ..Service::default()
    };
    let mut catalogue = Catalogue::of(&image, &Arc::new(service), None, &ages);
    let dataset = catalogue.dataset("countries").unwrap().clone();
    let datasets = (0..DATASETS).map(|at| {
        let mut dataset = dataset.clone();
        dataset.slug = format!("dataset-{at}");
        for file in &mut dataset.distributions {
            file.slug = format!("{}-{}", dataset.slug, file.format);
        }
        dataset
    });
    catalogue.datasets = datasets.collect();
    Arc::new(catalogue)
}

fn ask(ckan: &Ckan, name: &str, parameters: &Value) -> Value {
    let parameters = Parameters::of_json(parameters.to_string().as_bytes()).unwrap();
    let bytes = action(name).unwrap().answer(ckan, &parameters).unwrap();
    serde_json::from_slice(&bytes).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_have_each_dataset_once_until_an_empty_one() {
    let catalogue = many().await;
    let ckan = Ckan::of(&catalogue);
    for sort in [Some("id asc"), None, Some("title asc"), Some("metadata_modified desc")] {
        let (mut found, mut pages) = (BTreeSet::new(), 0);
        loop {
            let mut question = json!({ "rows": 100, "start": pages * 100 });
            if let Some(sort) = sort {
                question["sort"] = json!(sort);
            }
            let page = ask(&ckan, "package_search", &question);
            assert_eq!(page["count"], DATASETS);
            let results = page["results"].as_array().unwrap();
            if results.is_empty() {
                break;
            }
            found
                .extend(results.iter().map(|package| package["name"].as_str().unwrap().to_owned()));
            pages += 1;
        }
        assert_eq!((found.len(), pages), (DATASETS, DATASETS.div_ceil(100)), "{sort:?}");
    }
    let rows = |question: Value| {
        ask(&ckan, "package_search", &question)["results"].as_array().unwrap().len()
    };
    assert_eq!(rows(json!({})), 10);
    assert_eq!(rows(json!({ "rows": 5_000 })), 1_000);
    let ids: BTreeSet<String> = ask(&ckan, "current_package_list_with_resources", &json!({}))
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|package| package["resources"].as_array().unwrap().clone())
        .map(|resource| resource["id"].as_str().unwrap().to_owned())
        .collect();
    let files: usize = catalogue.datasets.iter().map(|one| one.distributions.len()).sum();
    assert_eq!(ids.len(), files);
}

#[tokio::test(flavor = "multi_thread")]
async fn ids_follow_from_addresses_and_from_nothing_else() {
    let (one, two) = (many().await, many().await);
    let question = json!({ "rows": 1_000, "sort": "id asc" });
    let found = |catalogue| ask(&Ckan::of(catalogue), "package_search", &question);
    assert_eq!(found(&one), found(&two));
}
