//! The files that tell what happened: `/export/changes.ndjson` and `/export/deletions.csv`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "history/copy.rs"]
mod copy;
mod support;
#[cfg(test)]
#[path = "history/world.rs"]
mod world;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use copy::Copy;
use fastrand::Rng;
use futures_util::StreamExt as _;
use opencoop::export::changes::{Asked, Changes};
use opencoop::image::Image;
use opencoop::image::load::load;
use opencoop::import::{Options, Outcome, run};
use opencoop::model::TABLES;
use opencoop::model::table::Arity;
use opencoop::store::Store;
use opencoop::store::journal::Start;
use serde_json::Value;
use support::{Server, both, folder, seeds};
use world::World;

const REVISIONS: usize = 20;

fn languages() -> Vec<String> {
    ["it", "en"].map(str::to_owned).into()
}

/// The names of the files of all tables and links.
fn names() -> impl Iterator<Item = String> {
    TABLES.iter().flat_map(|table| {
        let links = table.links.iter().filter(|link| link.arity == Arity::Many);
        std::iter::once(table.name.to_owned()).chain(links.map(|link| table.pairs(link)))
    })
}

/// Publishes what a world says, as the revision of this number, on the day of this number.
async fn publish(store: &Store, world: &World, number: usize) {
    let folder = folder(world.files());
    let now = move || format!("2026-01-{number:02}T10:00:00Z");
    let paths = [PathBuf::from(folder.path())];
    let outcome = run(store, &paths, &Options::default(), &now, &()).await.unwrap();
    let Outcome::Published(published, _) = outcome else { panic!("{outcome:?}") };
    assert_eq!(published, number as i64);
    assert_eq!(store.newest_revision().await.unwrap().unwrap().number, published);
}

async fn follow(server: &Server, number: usize) {
    for _ in 0..600 {
        let health: Value = server.get("/health").await.json().await.unwrap();
        if health["revision"] == number {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("{number} never comes");
}

async fn text(server: &Server, path: &str) -> String {
    let answer = server.get(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

async fn snapshot(server: &Server) -> Copy {
    let mut copy = Copy::default();
    for name in names() {
        let file = text(server, &format!("/export/{name}.ndjson")).await;
        copy.read(&name, &file);
        assert_eq!(copy.text(&name), file, "{name}");
    }
    copy
}

/// The file of changes that a program makes from this image, though the store may be ahead.
async fn changes_of(store: &Store, image: &Arc<Image>, since: usize) -> String {
    let asked = Asked { since: Start::Revision(since as i64), tables: (0..TABLES.len()).collect() };
    let file = Changes::open(Arc::clone(image), store.clone(), languages(), asked).await.unwrap();
    let pieces: Vec<_> = file.pieces().collect().await;
    let bytes: Vec<u8> = pieces.into_iter().flat_map(Result::unwrap).collect();
    String::from_utf8(bytes).unwrap()
}

/// Tells whether a file of changes from one copy to another says what it should, and no more.
fn check(old: &Copy, new: &Copy, changes: &str, said: &str) {
    let mut applied = old.clone();
    applied.apply(changes);
    for name in names() {
        assert_eq!(applied.text(&name), new.text(&name), "{said}: {name}");
    }
    let mut last = None;
    for line in changes.lines() {
        let change: Value = serde_json::from_str(line).unwrap();
        let (table, slug) = (change["table"].as_str().unwrap(), change["slug"].as_str().unwrap());
        assert_eq!(change["id"], format!("{table}/{slug}"));
        let place = TABLES.iter().position(|known| known.name == table).unwrap();
        let place = (place, slug.to_owned());
        assert!(last.as_ref().is_none_or(|last| *last < place), "{said}: {line} is out of order");
        last = Some(place);
        let (before, after) = (old.record(table, slug), new.record(table, slug));
        let expected = match (&before, &after) {
            (None, Some(_)) => "added",
            (Some(_), None) => "removed",
            _ => "changed",
        };
        assert_eq!(change["change"], expected, "{said}: {line}");
        let (Some(before), Some(after)) = (before, after) else {
            assert_eq!(change.get("fields"), None, "{said}: {line}");
            continue;
        };
        assert_ne!(old.lines(&change), new.lines(&change), "{said}: {line} tells of nothing");
        let fields = change["fields"].as_array().unwrap();
        let columns = |record: &Value| -> Vec<String> {
            record.as_object().unwrap().keys().cloned().collect()
        };
        // No field has changed where only the columns have.
        assert!(!fields.is_empty() || columns(&before) != columns(&after), "{said}: {line}");
        for field in fields {
            assert_ne!(field["before"], field["after"], "{said}: {line}");
            let name = field["name"].as_str().unwrap();
            if ["countries", "organisations"].contains(&name) {
                continue;
            }
            let written = |record: &Value| match record.get(name) {
                None | Some(Value::Null) => Value::Null,
                Some(Value::String(text)) => Value::from(text.as_str()),
                Some(other) => Value::from(other.to_string()),
            };
            assert_eq!(field["before"], written(&before), "{said}: {name} in {line}");
            assert_eq!(field["after"], written(&after), "{said}: {name} in {line}");
        }
    }
}

/// The rows that a file of deletions should have, from copies of all revisions: the number of the
/// revision, the id, the label.
fn deleted(copies: &[Copy]) -> Vec<(usize, String, String)> {
    let mut gone: BTreeMap<String, (usize, String)> = BTreeMap::new();
    for (at, pair) in copies.windows(2).enumerate() {
        for table in TABLES {
            for id in pair[1].ids(table.name) {
                gone.remove(&id);
            }
            for id in pair[0].ids(table.name) {
                let slug = id.rsplit_once('/').unwrap().1;
                if pair[1].record(table.name, slug).is_none() {
                    let record = pair[0].record(table.name, slug).unwrap();
                    let label = ["name_it", "title_it"].iter().find_map(|name| record.get(*name));
                    let label = label.and_then(Value::as_str).unwrap_or_default().to_owned();
                    gone.insert(id, (at + 1, label));
                }
            }
        }
    }
    let mut rows: Vec<_> =
        gone.into_iter().map(|(id, (number, label))| (number, id, label)).collect();
    rows.sort();
    rows
}

fn read_deletions(text: &str, separator: u8) -> Vec<(usize, String, String)> {
    let mut reader = csv::ReaderBuilder::new().delimiter(separator).from_reader(text.as_bytes());
    let header = ["id", "table", "slug", "removed_in", "removed_at", "label", "renamed_to"];
    assert_eq!(reader.headers().unwrap(), header.as_slice());
    let rows = reader.records().map(|row| {
        let row = row.unwrap();
        assert_eq!(row[0], format!("{}/{}", &row[1], &row[2]));
        let number: usize = row[3].parse().unwrap();
        assert_eq!(row[4], format!("2026-01-{number:02}T10:00:00Z"));
        (number, row[0].to_owned(), row[5].to_owned())
    });
    rows.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_applies_the_changes_to_old_files_has_the_new_ones() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let server = Server::start(&url);
        let mut random = Rng::with_seed(4);
        let mut world = World::default();
        // The copy of revision 0 is empty.
        let empty = Copy { files: names().map(|name| (name, BTreeMap::new())).collect() };
        let (mut copies, mut images) = (vec![empty], Vec::new());
        let mut columns_alone = 0;
        for number in 1..=REVISIONS {
            world.change(&mut random);
            publish(&store, &world, number).await;
            follow(&server, number).await;
            copies.push(snapshot(&server).await);
            images.push(Arc::new(load(&store, &languages()).await.unwrap().unwrap()));
            let new = copies.last().unwrap();
            for (since, old) in copies.iter().enumerate() {
                let path = format!("/export/changes.ndjson?since={since}");
                let said = format!("{since} to {number}");
                let changes = text(&server, &path).await;
                columns_alone += changes.matches("\"fields\":[],").count();
                check(old, new, &changes, &said);
            }
            let found = text(&server, "/export/deletions.csv").await;
            assert_eq!(read_deletions(&found, b','), deleted(&copies), "{number}");
        }

        assert!(world.given_up.len() > 2, "few records were renamed");
        // Columns came and went, which changes lines of records that nothing happened to.
        assert!(columns_alone > 0);

        // A program whose image is behind the store tells of its own revision.
        for _ in 0..60 {
            let until = random.usize(1..REVISIONS);
            let since = random.usize(0..=until);
            let changes = changes_of(&store, &images[until - 1], since).await;
            check(&copies[since], &copies[until], &changes, &format!("{since} to an old {until}"));
        }

        // A day is the state before its first revision.
        let whole = text(&server, "/export/changes.ndjson?since=7").await;
        assert!(!whole.is_empty());
        for since in ["2026-01-08", "2026-01-08T10:00:00Z", "2026-01-07T10:00:01Z"] {
            assert_eq!(
                text(&server, &format!("/export/changes.ndjson?since={since}")).await,
                whole
            );
        }
        let all = text(&server, "/export/changes.ndjson").await;
        assert_eq!(text(&server, "/export/changes.ndjson?since=2025-12").await, all);
        for since in ["20", "21", "999", "2027-01-01"] {
            let path = format!("/export/changes.ndjson?since={since}");
            assert_eq!(text(&server, &path).await, "", "{since}");
        }
        let budgets = text(&server, "/export/changes.ndjson?since=7&types=budgets").await;
        let of_budgets = |line: &&str| line.contains("\"table\":\"budgets\"");
        let expected: Vec<&str> = whole.lines().filter(of_budgets).collect();
        assert_eq!(budgets.lines().collect::<Vec<_>>(), expected);

        let all = deleted(&copies);
        assert!(all.len() > 2, "{all:?}");
        let later: Vec<_> = all.iter().filter(|row| row.0 > 12).cloned().collect();
        let path = "/export/deletions.csv?since=2026-01-13&bom=1&sep=semicolon";
        let found = text(&server, path).await;
        assert_eq!(read_deletions(found.strip_prefix('\u{feff}').unwrap(), b';'), later);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn history_as_files_is_answered_like_other_files_and_kept_by_nobody() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    for (path, media_type, name) in [
        ("/export/changes.ndjson?since=0", "application/x-ndjson", "changes-r0-r1-"),
        ("/export/changes.ndjson?since=5", "application/x-ndjson", "changes-r1-r1-"),
        ("/export/deletions.csv", "text/csv; charset=utf-8; header=present", "deletions-"),
    ] {
        let answer = server.get(path).await;
        let head = server.client.head(server.url(path)).send().await.unwrap();
        for one in [&answer, &head] {
            assert_eq!(one.status(), 200, "{path}");
            let header = |name: &str| one.headers()[name].to_str().unwrap().to_owned();
            assert_eq!(header("content-type"), media_type, "{path}");
            assert_eq!(header("cache-control"), "no-store", "{path}");
            assert_eq!(header("revision"), "1", "{path}");
            let named = format!("attachment; filename=\"{name}");
            assert!(header("content-disposition").starts_with(&named), "{path}");
            assert!(!one.headers().contains_key("etag"), "{path}");
        }
        assert_eq!(head.text().await.unwrap(), "");
    }
    let header = "id,table,slug,removed_in,removed_at,label,renamed_to\r\n";
    assert_eq!(text(&server, "/export/deletions.csv").await, header);
    let changes = text(&server, "/export/changes.ndjson").await;
    let mut lines = 0;
    for table in TABLES {
        let file = text(&server, &format!("/export/{}.ndjson", table.name)).await;
        lines += file.lines().count();
    }
    assert_eq!(changes.lines().count(), lines);
}

#[tokio::test(flavor = "multi_thread")]
async fn history_that_nobody_can_mean_is_refused() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    for (path, argument) in [
        ("/export/changes.ndjson?since=soon", "since"),
        ("/export/changes.ndjson?since=-1", "since"),
        ("/export/changes.ndjson?since=2026-13", "since"),
        ("/export/changes.ndjson?since=", "since"),
        ("/export/changes.ndjson?types=nothing", "types"),
        ("/export/changes.ndjson?types=", "types"),
        ("/export/changes.ndjson?limit=3", "limit"),
        ("/export/deletions.csv?since=x", "since"),
        ("/export/deletions.csv?sep=ab", "sep"),
        ("/export/deletions.csv?bom=yes", "bom"),
        ("/export/deletions.csv?types=projects", "types"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 400, "{path}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], "ARGUMENT_INVALID", "{path}");
        assert_eq!(problem["argument"], argument, "{path}");
    }
}
