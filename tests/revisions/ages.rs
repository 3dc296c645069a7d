//! Since when there are datasets, when their data last changed, and when they went.

use std::sync::Arc;

use opencoop::about::Service;
use opencoop::catalogue::Catalogue;
use opencoop::catalogue::shelf::Shelf;
use opencoop::config::Config;
use opencoop::export::format_kinds;
use opencoop::files::Files;
use opencoop::image::Image;
use opencoop::import::{Options, run};
use opencoop::store::Store;

use super::support::{Sqlite, both, folder};
use super::{COUNTRIES, LINKS, PROJECTS, image};

/// Imports these files in a year.
async fn import(store: &Store, year: u32, files: &[(&'static str, &str)]) {
    let folder = folder(files.iter().copied());
    let now = || format!("{year}-01-01T00:00:00Z");
    run(store, &[folder.path().to_owned()], &Options::default(), &now, &()).await.unwrap();
}

async fn catalogue(store: &Store) -> Catalogue {
    let service = Service {
        base_url: "https://example.org".to_owned(),
        formats: format_kinds(),
        ..Service::default()
    };
    let image = image(store).await;
    let ages = store.ages(image.revision.number).await.unwrap();
    Catalogue::of(&image, &Arc::new(service), None, &ages)
}

/// Each dataset with the years in which its data came and last changed.
fn years(catalogue: &Catalogue) -> Vec<(&str, &str, &str)> {
    let datasets = catalogue.datasets.iter();
    datasets.map(|one| (one.slug.as_str(), &one.issued[..4], &one.modified[..4])).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn datasets_know_when_they_came_when_they_changed_and_when_they_went() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let countries = ("countries.csv", COUNTRIES);
        import(&store, 2020, &[countries]).await;
        assert_eq!(
            years(&catalogue(&store).await),
            [("opencoop", "2020", "2020"), ("countries", "2020", "2020")]
        );
        let projects = ("projects.csv", PROJECTS);
        import(&store, 2021, &[countries, projects]).await;
        // A link changes the dataset that it starts from, and no other.
        import(&store, 2022, &[countries, projects, ("project_countries.csv", LINKS)]).await;
        let found = catalogue(&store).await;
        assert_eq!(
            years(&found),
            [
                ("opencoop", "2020", "2022"),
                ("projects", "2021", "2022"),
                ("countries", "2020", "2020"),
            ]
        );
        assert_eq!(found.issued, "2020-01-01T00:00:00Z");
        let span = found.dataset("projects").unwrap().temporal.unwrap();
        assert_eq!((span.0.to_string(), span.1.to_string()), {
            ("2018-01-01".to_owned(), "2019-05-31".to_owned())
        });
        assert_eq!(found.dataset("countries").unwrap().temporal, None);
        assert_eq!(found.dataset("opencoop").unwrap().records, 5);
        assert!(found.removed.is_empty());
        // One record less is a change; the last one less is the end.
        let fewer = "slug,title_it\nacqua,Acqua\n";
        import(&store, 2023, &[countries, ("projects.csv", fewer)]).await;
        assert_eq!(years(&catalogue(&store).await)[1], ("projects", "2021", "2023"));
        import(&store, 2024, &[countries, ("projects.csv", "slug,title_it\n")]).await;
        let found = catalogue(&store).await;
        assert_eq!(years(&found), [("opencoop", "2020", "2024"), ("countries", "2020", "2020")]);
        let removed: Vec<(&str, &str)> =
            found.removed.iter().map(|one| (one.slug.as_str(), one.removed.as_str())).collect();
        assert_eq!(removed, [("projects", "2024-01-01T00:00:00Z")]);
        // It can come back; it is as old as it was at first.
        import(&store, 2025, &[countries, projects]).await;
        let found = catalogue(&store).await;
        assert_eq!(years(&found)[1], ("projects", "2021", "2025"));
        assert!(found.removed.is_empty());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_catalogue_is_of_the_files_that_are_whole_even_if_the_image_is_newer() {
    let database = Sqlite::new();
    let store = Store::open(&database.url()).await.unwrap();
    let place = tempfile::tempdir().unwrap();
    let flags = [("files", place.path().display().to_string())];
    let config = Config::read(None, &flags).unwrap();
    let service = Arc::new(Service::of(&config, format_kinds()));
    let files = Files::new(&config, service, || 1_800_000_000);
    let shelf = Shelf::default();
    let bring = async |image: &Arc<Image>| {
        shelf.bring(image, &files, &store, |catalogue| catalogue).await.unwrap();
        shelf.newest().ok()
    };
    import(&store, 2020, &[("countries.csv", COUNTRIES)]).await;
    let first = Arc::new(image(&store).await);
    assert!(bring(&first).await.is_none(), "there are no files yet");
    import(&store, 2021, &[("projects.csv", PROJECTS)]).await;
    let second = Arc::new(image(&store).await);
    // The files of the first revision are whole when the second is published already.
    files.make(&first, &store).await.unwrap();
    let found = bring(&second).await.unwrap();
    assert_eq!((found.revision.number, found.datasets.len()), (1, 2));
    let hash = files.newest().unwrap().find("countries.csv").unwrap().identity.size.sha256.clone();
    assert_eq!(found.dataset("countries").unwrap().distributions[0].sha256, Some(hash));
    // The image is held by nobody for longer.
    assert_eq!(Arc::strong_count(&first), 1);
    files.make(&second, &store).await.unwrap();
    assert_eq!(bring(&second).await.unwrap().revision.number, 2);
    assert!(shelf.of(&found.key).is_some(), "who began with the first goes on with it");
}

#[tokio::test(flavor = "multi_thread")]
async fn ages_are_those_of_the_revision_that_is_asked_for() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        import(&store, 2020, &[("countries.csv", COUNTRIES)]).await;
        import(&store, 2021, &[("countries.csv", &COUNTRIES.replace("Senegal", "Sénégal"))]).await;
        for (until, last) in [(1, Some(1)), (2, Some(2)), (3, Some(2)), (0, None)] {
            let ages = store.ages(until).await.unwrap();
            let found: Vec<i64> = ages.iter().flatten().map(|age| age.last.number).collect();
            assert_eq!(found, Vec::from_iter(last), "until {until}");
        }
    })
    .await;
}
