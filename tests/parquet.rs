//! Files in Parquet, read back by programs of others and compared with CSV.

#![cfg(feature = "parquet")]
#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::ffi::OsStr;
use std::path::Path;

use opencoop::model::TABLES;
use opencoop::model::table::Arity;
use support::{Server, both, python, seeds};

async fn keep(server: &Server, path: &str, file: &Path) -> Vec<u8> {
    let answer = server.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    let bytes = answer.bytes().await.unwrap();
    std::fs::write(file, &bytes).unwrap();
    bytes.to_vec()
}

/// Compares the files of a folder with the CSV files in it.
fn compare(folder: &Path) {
    python::script("tables.py", [OsStr::new("parquet"), folder.as_os_str()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_every_table_is_that_of_csv_on_both_engines() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let folder = tempfile::tempdir().unwrap();
        let names = TABLES.iter().flat_map(|table| {
            let links = table.links.iter().filter(|link| link.arity == Arity::Many);
            std::iter::once(table.name.to_owned()).chain(links.map(|link| table.pairs(link)))
        });
        for name in names {
            for format in ["csv", "parquet"] {
                let file = format!("{name}.{format}");
                let path = folder.path().join(&file);
                let bytes = keep(&server, &format!("/export/{file}"), &path).await;
                let again = keep(&server, &format!("/export/{file}"), &path).await;
                assert!(bytes == again, "{file}");
            }
        }
        compare(folder.path());
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_selection_has_its_columns_and_lines_and_may_be_empty() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    for (name, query) in [
        ("projects", "country=sn"),
        ("projects", "order=-starts_on&limit=5&columns=status_label,slug,starts_on&language=it"),
        ("projects", "search=nothingofthiskind"),
        ("budgets", "columns=amount,amount_currency,slug&order=-slug"),
        ("project_countries", "status=2&columns=basis,project"),
    ] {
        let folder = tempfile::tempdir().unwrap();
        for format in ["csv", "parquet"] {
            let path = folder.path().join(format!("{name}.{format}"));
            keep(&server, &format!("/export/{name}.{format}?{query}"), &path).await;
        }
        compare(folder.path());
    }
}
