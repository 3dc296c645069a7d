//! `opencoop export`: the bytes of the address, and files that are whole.

use opencoop::export::{FORMATS, Scope};

use super::support::{Server, Sqlite, opencoop, seeds};

/// What the command writes into a file.
fn written(store: &str, args: &[&str]) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    let output = file.display().to_string();
    opencoop(store, &[&["export", "-o", &output], args].concat()).success();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing but the file is left");
    std::fs::read(file).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_has_the_bytes_of_its_address() {
    let store = Sqlite::new();
    let (url, server) = (store.url(), Server::start_seeded(&store.url(), seeds()));
    let senegal = "{\"countries\":{\"in\":[\"sn\"]}}";
    let questions: &[(&str, &[&str])] = &[
        ("projects.csv", &["--table", "projects"]),
        ("project_countries.csv", &["--table", "project_countries", "--format", "csv"]),
        (
            "projects.csv?country=MZ&order=-starts_on&limit=3&columns=slug,title_it,status_label\
             &language=it&bom=1&sep=semicolon",
            &[
                "--table",
                "projects",
                "--query",
                "country=MZ",
                "--order",
                "-starts_on",
                "--limit",
                "3",
                "--columns",
                "slug,title_it,status_label",
                "--language",
                "it",
                "--bom",
                "--sep",
                ";",
            ],
        ),
        (
            "missions.json?nested=1&direction=inbound&order=-officials",
            &[
                "--table",
                "missions",
                "--format",
                "json",
                "--nested",
                "--query",
                "direction=inbound&order=-officials",
            ],
        ),
        (
            "projects.ndjson?year.from=2018&countries=sn",
            &[
                "--table",
                "projects",
                "--format",
                "ndjson",
                "--filter",
                senegal,
                "--query",
                "year.from=2018",
            ],
        ),
        ("cities.csv?slug=nowhere", &["--table", "cities", "--query", "slug=nowhere"]),
    ];
    for (address, args) in questions {
        let answer = server.get(&format!("/export/{address}")).await;
        assert_eq!(answer.status(), 200, "{address}");
        assert!(written(&url, args) == answer.bytes().await.unwrap(), "{address}");
    }
    for format in FORMATS {
        let name = format.name();
        let (table, args) = match format.scope() {
            Scope::Table => ("cities", ["--format", name, "--table", "cities"]),
            Scope::Everything => ("opencoop", ["--format", name, "--table", "opencoop"]),
        };
        let answer = server.get(&format!("/export/{table}.{name}")).await;
        assert_eq!(answer.status(), 200, "{name}");
        assert!(written(&url, &args) == answer.bytes().await.unwrap(), "{name}");
        if format.scope() == Scope::Everything {
            assert_eq!(written(&url, &args[..2]), written(&url, &args));
            let outcome = opencoop(&url, &["export", "--format", name, "--limit", "3"]);
            assert!(outcome.stderr.contains("holds everything"), "{}", outcome.stderr);
        }
    }
}

#[test]
fn options_of_files_are_refused_with_a_sentence() {
    let store = Sqlite::new();
    opencoop(&store.url(), &["import", &seeds().display().to_string()]).success();
    for (args, what) in [
        (&["--format", "csv"][..], "which?"),
        (&["--table", "cities", "--columns", "nothing"], "there is no column `nothing`"),
        (&["--table", "cities", "--language", "fr"], "there are no labels in `fr`"),
        (&["--table", "cities", "--limit", "0"], "expected a whole number from 1"),
        (&["--table", "cities", "--order", "nothing"], "nothing"),
        (&["--table", "cities", "--sep", "ab"], "cells cannot be divided by `ab`"),
        (&["--table", "cities", "--format", "json", "--bom"], "does not take it"),
        (&["--table", "cities", "--nested"], "does not take it"),
        (&["--table", "cities", "--query", "colour=red"], "colour"),
        (&["--table", "cities", "--query", "after=x"], "a file has no pages"),
    ] {
        let outcome = opencoop(&store.url(), &[&["export"], args].concat());
        assert_eq!(outcome.code, Some(1), "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains(what), "{args:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("hint: "), "{args:?}: {}", outcome.stderr);
        assert_eq!(outcome.stdout, "");
    }
}

#[test]
fn a_file_that_is_there_stays_until_the_new_one_is_whole() {
    let store = Sqlite::new();
    opencoop(&store.url(), &["import", &seeds().display().to_string()]).success();
    let folder = tempfile::tempdir().unwrap();
    let (file, link) = (folder.path().join("cities.csv"), folder.path().join("link.csv"));
    std::fs::write(&file, "old").unwrap();
    std::os::unix::fs::symlink(&file, &link).unwrap();
    let export = |path: &std::path::Path, columns: &str| {
        let path = path.display().to_string();
        let args = ["export", "--table", "cities", "--columns", columns, "-o", &path];
        opencoop(&store.url(), &args)
    };
    assert_eq!(export(&file, "nothing").code, Some(1));
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "old");
    export(&link, "slug").success();
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("slug\r\n"));
    assert!(link.is_symlink());
    // A device is written to as it is.
    export(std::path::Path::new("/dev/null"), "slug").success();
    assert!(!std::path::Path::new("/dev/null").is_file());
    let full = export(std::path::Path::new("/dev/full"), "slug");
    assert!(full.code == Some(1) && full.stderr.contains("cannot write"), "{}", full.stderr);
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
}
