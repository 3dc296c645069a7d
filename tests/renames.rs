//! Ids that were given up for others: what an import does with them, and what doors say of them.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "renames/doors.rs"]
mod doors;
#[cfg(test)]
#[path = "renames/refused.rs"]
mod refused;
mod support;

use std::fmt::Write as _;
use std::path::PathBuf;

use opencoop::import::{OnError, Options, Outcome, run};
use opencoop::store::Store;
use opencoop::store::history::{Change, ChangeKind, Report};
use opencoop::store::journal::{Since, Start};
use opencoop::store::renames::Rename;
use support::{both, folder};

const COUNTRIES: &str = "slug,name_it,iso2,iso3\nmz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n";
const PROJECTS: &str = "slug,title_it,starts_on,parent\n\
                        acqua,Acqua,2018,\norti,Orti,2019-05,acqua\nscuola,Scuola,,\n";
const LINKS: &str = "project,country,basis\nacqua,mz,stated\nacqua,sn,editorial\norti,mz,\n";
const EVENTS: &str = "slug,title_it,subject\nfesta,Festa,projects/acqua\n";

/// Imports these files.
async fn import(store: &Store, files: &[(&'static str, &str)], options: &Options) -> Outcome {
    let now = || "2026-11-21T10:00:00Z".to_owned();
    let folder = folder(files.iter().copied());
    let paths: Vec<PathBuf> = vec![folder.path().to_owned()];
    run(store, &paths, options, &now, &()).await.unwrap()
}

#[track_caller]
fn published(outcome: &Outcome) -> &Report {
    let Outcome::Published(_, report) = outcome else { panic!("{outcome:?}") };
    report
}

/// A store of one revision.
async fn open(url: &str) -> Store {
    let store = Store::open(url).await.unwrap();
    let files = [
        ("countries.csv", COUNTRIES),
        ("projects.csv", PROJECTS),
        ("project_countries.csv", LINKS),
        ("events.csv", EVENTS),
    ];
    published(&import(&store, &files, &Options::default()).await);
    store
}

/// What a revision did, as `id kind field:before>after …`.
async fn told(store: &Store, revision: i64) -> Vec<String> {
    let tables = (0..opencoop::model::TABLES.len()).collect();
    let since = Start::Revision(revision - 1);
    let asked = Since { since, until: revision, tables, after: None, first: 1_000 };
    let entries = store.journal(&asked).await.unwrap().entries;
    let entries = entries.iter();
    entries.map(|entry| format!("{} {}", entry.record(), written(&entry.change))).collect()
}

fn written(change: &Change) -> String {
    let mut out = change.kind.name().to_owned();
    if change.kind == ChangeKind::Removed {
        return out;
    }
    for field in &change.fields {
        let text = |text: &Option<String>| text.clone().unwrap_or_default();
        write!(out, " {}:{}>{}", field.name, text(&field.before), text(&field.after)).unwrap();
    }
    out
}

/// The history of a project under all its ids, as `revision kind …`.
async fn history(store: &Store, slug: &str) -> Vec<String> {
    let key = (0, slug.to_owned());
    let mut found = store.history(std::slice::from_ref(&key)).await.unwrap();
    let changes = found.remove(&key).unwrap_or_default();
    changes.iter().map(|change| format!("{} {}", change.revision, written(change))).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_of_renames_alone_moves_a_record_and_all_that_is_linked_to_it() {
    both(|url| async move {
        let store = open(&url).await;
        let files = [("renames.csv", "old_id,new_id\nprojects/acqua,projects/water\n")];
        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.rows, report.added, report.changed, report.removed), (1, 0, 3, 0));
        assert_eq!(store.renamed(0, "acqua").await.unwrap().as_deref(), Some("water"));
        assert_eq!(store.renamed(0, "water").await.unwrap(), None);
        // Whoever keeps a copy learns all that files say differently.
        assert_eq!(
            told(&store, 2).await,
            [
                "events/festa changed subject:projects/acqua>projects/water",
                "projects/acqua removed",
                "projects/orti changed parent:acqua>water",
                "projects/water added",
                "projects/water changed slug:acqua>water",
            ]
        );
        // The record is older than its id.
        let expected = ["1 added", "2 changed slug:acqua>water"];
        assert_eq!(history(&store, "water").await, expected);
        assert_eq!(history(&store, "acqua").await, ["1 added", "2 removed"]);
        let again = import(&store, &files, &Options::default()).await;
        assert!(matches!(again, Outcome::Unchanged(_)), "{again:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_is_renamed_and_changed_in_one_import() {
    both(|url| async move {
        let store = open(&url).await;
        let files = [
            (
                "renames.csv",
                "new_id,old_id\nprojects/water,projects/acqua\ncountries/moz,countries/mz\n",
            ),
            ("countries.csv", "slug,name_it,iso2,iso3\nmoz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n"),
            // No column of dates: what is known under the old id stays.
            (
                "projects.csv",
                "slug,title_it,parent\norti,Orti,water\nscuola,Scuola,\nwater,Acque,\n",
            ),
            ("project_countries.csv", "project,country,basis\nwater,moz,stated\norti,moz,stated\n"),
        ];
        published(&import(&store, &files, &Options::default()).await);
        assert_eq!(
            told(&store, 2).await,
            [
                "countries/moz added",
                "countries/moz changed slug:mz>moz",
                "countries/mz removed",
                "events/festa changed subject:projects/acqua>projects/water",
                "projects/acqua removed",
                "projects/orti changed countries:mz>moz (stated) parent:acqua>water",
                "projects/water added",
                "projects/water changed countries:mz (stated);sn (editorial)>moz (stated) \
                 slug:acqua>water title_it:Acqua>Acque",
            ]
        );
        let again = import(&store, &files[1..], &Options::default()).await;
        assert!(matches!(again, Outcome::Unchanged(_)), "{again:?}");
        // The table without the file of renames: all that is known stays.
        let later = files[2].1.replace("Acque", "Acque chiare");
        published(&import(&store, &[("projects.csv", &later)], &Options::default()).await);
        assert_eq!(store.renamed(0, "acqua").await.unwrap().as_deref(), Some("water"));
        assert_eq!(history(&store, "water").await[2], "3 changed title_it:Acque>Acque chiare");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_at_the_end_of_links_to_many_takes_them_along() {
    both(|url| async move {
        let store = open(&url).await;
        let files = [("renames.csv", "old_id,new_id\ncountries/mz,countries/moz\n")];
        published(&import(&store, &files, &Options::default()).await);
        assert_eq!(
            told(&store, 2).await,
            [
                "countries/moz added",
                "countries/moz changed slug:mz>moz",
                "countries/mz removed",
                "projects/acqua changed countries:mz (stated);sn (editorial)>moz (stated);sn \
                 (editorial)",
                "projects/orti changed countries:mz>moz",
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn renames_make_chains_and_none_is_forgotten() {
    both(|url| async move {
        let store = open(&url).await;
        for (old, new) in [("acqua", "water"), ("water", "eau"), ("eau", "wasser")] {
            let rename = format!("old_id,new_id\nprojects/{old},projects/{new}\n");
            published(&import(&store, &[("renames.csv", &rename)], &Options::default()).await);
        }
        let key = (0, "acqua".to_owned());
        let chain = store.renames(std::slice::from_ref(&key)).await.unwrap().remove(&key);
        let step = |slug: &str, revision| Rename { slug: slug.to_owned(), revision };
        assert_eq!(chain.unwrap(), [step("water", 2), step("eau", 3), step("wasser", 4)]);
        assert_eq!(
            history(&store, "wasser").await,
            [
                "1 added",
                "2 changed slug:acqua>water",
                "3 changed slug:water>eau",
                "4 changed slug:eau>wasser"
            ]
        );
        // An id that this store never had, and a chain in one file, in any order.
        let renames = "old_id,new_id\nprojects/wasser,projects/acque\nprojects/h2o,projects/wasser\n\
                       projects/acque,projects/aqua\n";
        published(&import(&store, &[("renames.csv", renames)], &Options::default()).await);
        for old in ["acqua", "water", "eau", "wasser", "h2o", "acque"] {
            assert_eq!(store.renamed(0, old).await.unwrap().as_deref(), Some("aqua"), "{old}");
        }
        assert_eq!(history(&store, "aqua").await.len(), 5);
        assert_eq!(store.renamed(1, "acqua").await.unwrap(), None);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_was_never_here_is_noted_in_a_revision_of_its_own() {
    both(|url| async move {
        let store = open(&url).await;
        let files = [("renames.csv", "old_id,new_id\nprojects/1234,projects/acqua\n")];
        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 0, 0));
        assert_eq!(store.renamed(0, "1234").await.unwrap().as_deref(), Some("acqua"));
        assert_eq!(told(&store, 2).await, [""; 0]);
        let again = import(&store, &files, &Options::default()).await;
        assert!(matches!(again, Outcome::Unchanged(_)), "{again:?}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_records_that_become_one_the_other_goes_out() {
    both(|url| async move {
        let store = open(&url).await;
        let files = [
            ("renames.csv", "old_id,new_id\nprojects/scuola,projects/acqua\n"),
            ("projects.csv", "slug,title_it\nacqua,Acqua\norti,Orti\n"),
        ];
        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 0, 1));
        assert_eq!(store.renamed(0, "scuola").await.unwrap().as_deref(), Some("acqua"));
        assert_eq!(told(&store, 2).await, ["projects/scuola removed"]);
        // Its history was another record's.
        assert_eq!(history(&store, "acqua").await, ["1 added"]);
        // Both become a new one: the first that the file names goes on.
        let files = [
            (
                "renames.csv",
                "old_id,new_id\nprojects/orti,projects/uno\nprojects/acqua,projects/uno\n",
            ),
            ("projects.csv", "slug,title_it,parent\nuno,Uno,\n"),
            ("project_countries.csv", "project,country\n"),
            ("events.csv", "slug,title_it,subject\nfesta,Festa,projects/uno\n"),
        ];
        published(&import(&store, &files, &Options::default()).await);
        let history = history(&store, "uno").await;
        assert_eq!(
            history[1],
            "3 changed countries:mz> parent:acqua> slug:orti>uno title_it:Orti>Uno"
        );
        for old in ["orti", "acqua", "scuola"] {
            assert_eq!(store.renamed(0, old).await.unwrap().as_deref(), Some("uno"), "{old}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_chain_of_records_that_become_one_the_nearest_goes_on() {
    both(|url| async move {
        let store = open(&url).await;
        let files = [
            (
                "renames.csv",
                "old_id,new_id\nprojects/scuola,projects/orti\nprojects/orti,projects/uno\n",
            ),
            ("projects.csv", "slug,title_it\nacqua,Acqua\nuno,Uno\n"),
        ];
        published(&import(&store, &files, &Options::default()).await);
        let expected = ["1 added", "2 changed slug:orti>uno title_it:Orti>Uno"];
        assert_eq!(history(&store, "uno").await, expected);
        assert_eq!(store.renamed(0, "scuola").await.unwrap().as_deref(), Some("uno"));
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_row_that_is_left_out_holds_no_rename_back() {
    both(|url| async move {
        let store = open(&url).await;
        let skip = Options { on_error: OnError::Skip, ..Options::default() };
        let files = [
            (
                "renames.csv",
                "old_id,new_id\nprojects/acqua,projects/water\nprojects/scuola,projects/school\n",
            ),
            (
                "projects.csv",
                "slug,title_it,starts_on\nwater,Acque,soon\nschool,Scuole,\norti,Orti,never\n",
            ),
        ];
        let report = published(&import(&store, &files, &skip).await).clone();
        assert_eq!((report.refused, report.added, report.removed), (2, 0, 0));
        assert_eq!(history(&store, "water").await, ["1 added", "2 changed slug:acqua>water"]);
        let expected = ["1 added", "2 changed slug:scuola>school title_it:Scuola>Scuole"];
        assert_eq!(history(&store, "school").await, expected);
        assert_eq!(history(&store, "orti").await[1], "2 changed parent:acqua>water");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_empty_store_takes_renames_with_the_first_files() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let renames = "old_id;new_id\r\nprojects/water;projects/acqua\r\n";
        let files =
            [("countries.csv", COUNTRIES), ("projects.csv", PROJECTS), ("renames.csv", renames)];
        let dry = Options { dry_run: true, ..Options::default() };
        let outcome = import(&store, &files, &dry).await;
        assert!(matches!(outcome, Outcome::Valid(_)), "{outcome:?}");
        assert_eq!(store.renamed(0, "water").await.unwrap(), None);
        published(&import(&store, &files, &Options::default()).await);
        assert_eq!(store.renamed(0, "water").await.unwrap().as_deref(), Some("acqua"));
        assert_eq!(history(&store, "acqua").await, ["1 added"]);
    })
    .await;
}
