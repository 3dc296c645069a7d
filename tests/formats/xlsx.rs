//! XLSX: what openpyxl and calamine read is what was written.

use std::fs;
use std::io::{Cursor, Read};
use std::sync::Mutex;

use opencoop::error::Error;
use opencoop::export::{Options, find_format, names};

use crate::fixture::{expected, file, image};
use crate::support::{Server, both, python, seeds};

fn options(columns: &[&str], language: &str) -> Options {
    Options {
        columns: Some(columns.iter().map(|column| (*column).to_owned()).collect()),
        language: Some(language.to_owned()),
        ..Options::default()
    }
}

#[test]
fn two_other_libraries_read_every_cell_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let image = image(&"è".repeat(32_767));
    let write = |file_name: &str, name: &str, options: Options| {
        let bytes = file(&image, name, "xlsx", options.clone()).unwrap();
        assert!(bytes == file(&image, name, "xlsx", options.clone()).unwrap(), "{name}");
        fs::write(folder.path().join(format!("{file_name}.xlsx")), bytes).unwrap();
        let expected = expected(&image, name, options).to_string();
        fs::write(folder.path().join(format!("{file_name}.expected.json")), expected).unwrap();
    };
    // Some of them have no record.
    let all = names(&image, find_format("xlsx").unwrap());
    assert!(all.len() > 20);
    for name in &all {
        write(name, name, Options::default());
    }
    let columns = ["starts_on", "status_label", "slug"];
    write("selected", "projects", options(&columns, "it"));
    python::script("xlsx.py", [folder.path()]);
}

#[test]
fn a_text_that_no_cell_holds_is_refused_and_never_cut() {
    let image = image(&"🌍".repeat(16_384));
    let error = file(&image, "projects", "xlsx", Options::default()).unwrap_err();
    assert!(matches!(error, Error::Limit { value: 32_768, limit: 32_767, .. }), "{error}");
    assert!(error.hint().contains("`title_it`"), "{}", error.hint());
    assert!(error.hint().contains("`/export/projects.csv`"), "{}", error.hint());
    assert!(file(&image, "projects", "xlsx", options(&["slug"], "it")).is_ok());
    let first = Options { limit: Some(5), ..Options::default() };
    assert!(file(&image, "projects", "xlsx", first).is_ok());
}

#[tokio::test(flavor = "multi_thread")]
async fn both_engines_give_the_same_sheet() {
    let first = Mutex::new(None);
    both(async |store| {
        let server = Server::start_seeded(&store, seeds());
        let answer = server.get("/export/projects.xlsx?columns=slug,title_it&language=it").await;
        assert_eq!(answer.status(), 200);
        let media_type = answer.headers()["content-type"].to_str().unwrap();
        assert_eq!(media_type, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        let name = answer.headers()["content-disposition"].to_str().unwrap().to_owned();
        assert!(name.starts_with("attachment; filename=\"projects-selection-"), "{name}");
        let bytes = answer.bytes().await.unwrap();
        assert!(bytes.starts_with(b"PK\x03\x04"));
        // The instants of publication differ, and stand in other parts.
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut sheet = String::new();
        let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
        part.read_to_string(&mut sheet).unwrap();
        assert!(sheet.matches("<row ").count() > 20);
        assert!(first.lock().unwrap().get_or_insert_with(|| sheet.clone()) == &sheet);
    })
    .await;
}
