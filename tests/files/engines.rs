//! The same data gives the same files, whatever store it is in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use opencoop::about::Service;
use opencoop::config::Config;
use opencoop::export::format_kinds;
use opencoop::files::Files;
use opencoop::image::load::load;
use opencoop::import::{Options, run};
use opencoop::store::Store;

use super::place;
use super::support::{Sqlite, postgres, seeds};

/// All files of the set that is made of the seeds in a store, by their names.
async fn files_of(address: &str) -> (String, BTreeMap<String, Vec<u8>>) {
    let place = place();
    let flags = [("files", place.path().display().to_string())];
    let config = Config::read(None, &flags).unwrap();
    let store = Store::open(address).await.unwrap();
    let paths: Vec<PathBuf> = vec![seeds().to_owned()];
    let now = || "2026-11-21T10:00:00Z".to_owned();
    run(&store, &paths, &Options::default(), &now, &()).await.unwrap();
    let image = Arc::new(load(&store, &config.languages).await.unwrap().unwrap());
    let files =
        Files::new(&config, Arc::new(Service::of(&config, format_kinds())), || 1_700_000_000);
    files.make(&image, &store).await.unwrap();
    assert_eq!(files.newest().unwrap().revision, image.revision);
    let set = std::fs::read_dir(place.path()).unwrap().next().unwrap().unwrap();
    let name = set.file_name().into_string().unwrap();
    (name, read(&set.path()))
}

fn read(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| {
            let name = entry.file_name().into_string().unwrap();
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_give_the_same_bytes() {
    let sqlite = Sqlite::new();
    let (name, one) = files_of(&sqlite.url()).await;
    let (other_name, other) = files_of(&postgres::database().await).await;
    assert_eq!(name, other_name);
    assert!(one.len() > 100, "{}", one.len());
    assert!(one.keys().eq(other.keys()));
    for (name, bytes) in &one {
        assert!(*bytes == other[name], "{name}");
    }
}
