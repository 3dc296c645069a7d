//! What the files say of themselves: dictionary, schemas, metadata and the package, read with
//! libraries that are not ours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};

use serde_json::Value;
use sha2::{Digest as _, Sha256};
use support::{Server, Sqlite, both, python, seeds};

fn seeded(store: &str) -> Server {
    Server::start_seeded(store, seeds())
}

async fn bytes(server: &Server, path: &str) -> Vec<u8> {
    let answer = server.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.bytes().await.unwrap().into()
}

/// The files of an archive, by name, and their names in order.
fn unpacked(archive: Vec<u8>) -> (Vec<String>, BTreeMap<String, Vec<u8>>) {
    let mut zip = zip::ZipArchive::new(Cursor::new(archive)).unwrap();
    let (mut names, mut files) = (Vec::new(), BTreeMap::new());
    for at in 0..zip.len() {
        let mut entry = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        entry.read_to_end(&mut content).unwrap();
        let name = entry.name().unwrap().into_owned();
        names.push(name.clone());
        files.insert(name, content);
    }
    (names, files)
}

/// The names of all files of tables and links.
fn tables(files: &BTreeMap<String, Vec<u8>>) -> BTreeSet<&str> {
    files.keys().filter_map(|name| name.strip_suffix(".csv-metadata.json")).collect()
}

#[test]
fn the_file_of_the_dictionary_is_what_the_command_writes() {
    let kept = fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/schema/dictionary.csv")).unwrap();
    let store = Sqlite::new();
    let written = support::opencoop(&store.url(), &["schema", "--format", "dictionary"]);
    assert!(
        written.success().stdout.into_bytes() == kept,
        "schema/dictionary.csv is not what the code writes; renew it with \
         `cargo run -- schema --format dictionary > schema/dictionary.csv` and look at the \
         difference"
    );
}

#[tokio::test]
async fn libraries_of_others_accept_the_package_and_find_what_is_broken_in_it() {
    let store = Sqlite::new();
    let server = seeded(&store.url());
    let (_, files) = unpacked(bytes(&server, "/export/opencoop.zip").await);
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("lines")).unwrap();
    for (name, content) in &files {
        fs::write(folder.path().join(name), content).unwrap();
    }
    for name in tables(&files) {
        for file in [format!("{name}.ndjson"), format!("{name}.schema.json")] {
            let content = bytes(&server, &format!("/export/{file}")).await;
            fs::write(folder.path().join("lines").join(file), content).unwrap();
        }
    }
    python::script("package.py", [folder.path()]);
}

#[tokio::test]
async fn the_package_holds_the_files_of_the_addresses_and_tells_their_hashes() {
    let store = Sqlite::new();
    let server = seeded(&store.url());
    let archive = bytes(&server, "/export/opencoop.zip").await;
    assert_eq!(archive, bytes(&server, "/export/opencoop.zip").await);
    let (names, files) = unpacked(archive);
    assert_eq!(names.last().unwrap(), "datapackage.json");
    for name in ["README.md", "LICENSE", "dictionary.csv", "codes.csv"] {
        assert!(files.contains_key(name), "{name}");
    }
    for (name, content) in &files {
        if !matches!(name.as_str(), "README.md" | "LICENSE" | "datapackage.json") {
            assert!(*content == bytes(&server, &format!("/export/{name}")).await, "{name}");
        }
    }
    let package: Value = serde_json::from_slice(&files["datapackage.json"]).unwrap();
    let resources = package["resources"].as_array().unwrap();
    assert_eq!(resources.len(), tables(&files).len() + 2);
    for resource in resources {
        let content = &files[resource["path"].as_str().unwrap()];
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(content));
        assert_eq!(resource["bytes"], content.len(), "{}", resource["path"]);
        assert_eq!(resource["hash"], format!("sha256:{hash}"), "{}", resource["path"]);
    }
    let readme = String::from_utf8(files["README.md"].clone()).unwrap();
    for name in tables(&files) {
        assert!(readme.contains(&format!("`{name}.csv`")), "{name}");
    }
    let licence = String::from_utf8(files["LICENSE"].clone()).unwrap();
    assert!(licence.contains("https://creativecommons.org/licenses/by/4.0/"), "{licence}");
    // Beside the files, the description is the same but for sizes.
    let beside = server.get_json("/export/datapackage.json").await;
    assert_eq!(beside["resources"].as_array().unwrap().len(), resources.len());
    assert_eq!(beside["resources"][0]["schema"], resources[0]["schema"]);
}

#[tokio::test]
async fn documents_are_the_same_on_both_engines() {
    let of_first = std::sync::Mutex::new(None::<BTreeMap<String, Vec<u8>>>);
    both(async |store| {
        let server = seeded(&store);
        let (_, mut files) = unpacked(bytes(&server, "/export/opencoop.zip").await);
        for name in tables(&files).into_iter().map(str::to_owned).collect::<Vec<_>>() {
            let schema = format!("{name}.schema.json");
            let content = bytes(&server, &format!("/export/{schema}")).await;
            files.insert(schema, content);
        }
        // The moment of publication is another.
        let moment = server.get_json("/graphql?query={revision{publishedAt}}").await;
        let moment = moment["data"]["revision"]["publishedAt"].as_str().unwrap().to_owned();
        for content in files.values_mut() {
            *content = String::from_utf8_lossy(content).replace(&moment, "MOMENT").into_bytes();
        }
        let mut first = of_first.lock().unwrap();
        match first.take() {
            None => *first = Some(files),
            Some(before) => {
                for (name, content) in &files {
                    // Sizes follow from the moment too where it stands in a file.
                    assert!(before[name] == *content, "{name}");
                }
                assert_eq!(before.len(), files.len());
            }
        }
    })
    .await;
}

#[tokio::test]
async fn files_lead_to_what_describes_them() {
    let store = Sqlite::new();
    let server = seeded(&store.url());
    let link = async |path: &str| {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 200, "{path}");
        let link = answer.headers().get("link").map_or("", |link| link.to_str().unwrap());
        link.to_owned()
    };
    let licence = "<https://creativecommons.org/licenses/by/4.0/>; rel=\"license\"";
    let metadata =
        "<projects.csv-metadata.json>; rel=\"describedby\"; type=\"application/csvm+json\"";
    for path in ["/export/projects.csv", "/export/projects.csv?country=MZ&bom=1"] {
        assert_eq!(link(path).await, format!("{metadata}, {licence}"), "{path}");
    }
    for path in ["/export/projects.csv?columns=slug", "/export/projects.csv?sep=tab"] {
        assert_eq!(link(path).await, licence, "{path}");
    }
    let schema = "<missions.schema.json>; rel=\"describedby\"; type=\"application/schema+json\"";
    assert_eq!(link("/export/missions.ndjson").await, format!("{schema}, {licence}"));
    for (name, wanted) in [
        ("projects.csv-metadata.json", "application/csvm+json"),
        ("projects.schema.json", "application/schema+json"),
        ("dictionary.csv", "text/csv; charset=utf-8; header=present"),
        ("datapackage.json", "application/json"),
    ] {
        let answer = server.get(&format!("/export/{name}")).await;
        assert_eq!(answer.status(), 200, "{name}");
        assert_eq!(answer.headers()["content-type"], wanted, "{name}");
        assert_eq!(answer.headers()["revision"], "1", "{name}");
        let refused = server.get(&format!("/export/{name}?country=MZ")).await;
        assert_eq!(refused.status(), 400, "{name}");
    }
    for name in ["atlantis.schema.json", "projects.xlsx-metadata.json", "projects.schema"] {
        assert_eq!(server.get(&format!("/export/{name}")).await.status(), 404, "{name}");
    }
}

#[tokio::test]
async fn the_dictionary_is_a_page_too() {
    let store = Sqlite::new();
    let server = seeded(&store.url());
    let dictionary = String::from_utf8(bytes(&server, "/export/dictionary.csv").await).unwrap();
    for language in ["en", "it"] {
        let path = format!("/dictionary?language={language}");
        let page = String::from_utf8(bytes(&server, &path).await).unwrap();
        assert!(page.contains(&format!("<html lang=\"{language}\">")));
        for line in dictionary.lines().skip(1) {
            let mut cells = line.split(',');
            let (table, name) = (cells.next().unwrap(), cells.next().unwrap());
            assert!(page.contains(&format!("<h2 id=\"{table}\">")), "{table}");
            assert!(page.contains(&format!("<code>{name}</code>")), "{table} {name}");
        }
    }
    let empty = Sqlite::new();
    let server = Server::start(&empty.url());
    assert_eq!(server.get("/dictionary").await.status(), 503);
}
