//! The database of everything, read back by SQLite as Python has it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::ffi::OsStr;
use std::path::Path;
use std::sync::Arc;

use opencoop::about::Service;
use opencoop::export::{Subject, find_format};
use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::links::EdgeData;
use opencoop::image::{Image, Revision};
use opencoop::model::table::Arity;
use opencoop::model::value::Decimal;
use opencoop::model::{TABLES, find_table};
use support::{Server, both, python, seeds};

async fn keep(server: &Server, name: &str, folder: &Path) -> Vec<u8> {
    let answer = server.get(&format!("/export/{name}")).await;
    assert_eq!(answer.status(), 200, "{name}");
    let bytes = answer.bytes().await.unwrap();
    std::fs::write(folder.join(name), &bytes).unwrap();
    bytes.to_vec()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_cell_of_every_table_is_that_of_csv_on_both_engines() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let folder = tempfile::tempdir().unwrap();
        for table in TABLES {
            let links = table.links.iter().filter(|link| link.arity == Arity::Many);
            keep(&server, &format!("{}.csv", table.name), folder.path()).await;
            for link in links {
                keep(&server, &format!("{}.csv", table.pairs(link)), folder.path()).await;
            }
        }
        let first = keep(&server, "opencoop.sqlite", folder.path()).await;
        let second = keep(&server, "opencoop.sqlite", folder.path()).await;
        assert!(first == second, "the same revision gave other bytes");
        python::script("tables.py", [OsStr::new("sqlite"), folder.path().as_os_str()]);
    })
    .await;
}

fn image(amounts: &[Decimal]) -> Arc<Image> {
    let languages = ["it".to_owned()];
    let mut tables: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    let (projects, _) = find_table("projects").unwrap();
    tables[projects].record(1, "acqua");
    let (at, table) = find_table("budgets").unwrap();
    let (project, _) = table.link("project").unwrap();
    let (amount, _) = table.column("amount").unwrap();
    let (kind, _) = table.column("kind").unwrap();
    for (number, sum) in amounts.iter().enumerate() {
        let row = tables[at].record(number as u32 + 1, &format!("b-{number}"));
        if let Data::Money(amounts, currencies) = tables[at].column(amount) {
            amounts.push(row, *sum);
            currencies.push(row, 0);
        }
        tables[at].pair(project, 0, number as u32 + 1, 1, EdgeData::default());
        if let Data::Code(_, codes) = tables[at].column(kind) {
            codes.push(row, 1);
        }
    }
    let revision = Revision { number: 1, published_at: "2026-01-02T03:04:05Z".to_owned() };
    Arc::new(finish(revision, &languages, tables))
}

/// What Python reads of the sums, with the type of each.
fn sums(amounts: &[Decimal]) -> String {
    let service = Service {
        base_url: "https://example.org".to_owned(),
        publisher: "A city".to_owned(),
        licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        ..Service::default()
    };
    let subject = Subject::everything(image(amounts), Arc::new(service));
    let pieces = find_format("sqlite").unwrap().pieces(subject).unwrap();
    let bytes: Vec<u8> = pieces.flat_map(|piece| piece.unwrap()).collect();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("opencoop.sqlite");
    std::fs::write(&file, bytes).unwrap();
    let ask = "import sqlite3, sys; print(sqlite3.connect(sys.argv[1]).execute(\
               'SELECT amount FROM budgets ORDER BY rowid').fetchall())";
    let said = python::program("python", [OsStr::new("-c"), OsStr::new(ask), file.as_os_str()]);
    String::from_utf8(said).unwrap()
}

#[test]
fn amounts_are_numbers_unless_one_of_them_would_be_rounded() {
    let some = [(-150_050, 2), (7, 0), (1, 3), (2_000, 2)];
    let decimal = |(digits, scale)| Decimal { digits, scale };
    let mut amounts: Vec<Decimal> = some.map(decimal).to_vec();
    assert_eq!(sums(&amounts), "[(-1500.5,), (7,), (0.001,), (20,)]\n");
    amounts.push(decimal((9_007_199_254_740_993, 2)));
    let exact = "[('-1500.50',), ('7',), ('0.001',), ('20.00',), ('90071992547409.93',)]\n";
    assert_eq!(sums(&amounts), exact);
}

#[tokio::test]
async fn it_can_be_made_where_other_work_waits() {
    assert!(sums(&[]).contains("[]"));
}
