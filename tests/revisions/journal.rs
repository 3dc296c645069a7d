//! The journal: what changed after a revision, and what became of a record.

use opencoop::about::{explain, journal};
use opencoop::import::{OnError, Options, run};
use opencoop::model::TABLES;
use opencoop::store::Store;
use opencoop::store::history::ChangeKind;
use opencoop::store::journal::{Entry, Start};

use super::support::{both, folder};
use super::{COUNTRIES, LINKS, PROJECTS, first, image, import, published};

/// All entries of the journal after a revision, walked in pages of this size.
async fn walk(store: &Store, since: i64, until: i64, tables: &[usize], size: usize) -> Vec<Entry> {
    walk_from(store, &Start::Revision(since), until, tables, size).await
}

async fn walk_from(
    store: &Store,
    since: &Start,
    until: i64,
    tables: &[usize],
    size: usize,
) -> Vec<Entry> {
    let mut found: Vec<Entry> = Vec::new();
    let mut after: Option<String> = None;
    loop {
        let range = (since.clone(), until);
        let asked = journal::page(range, tables.to_vec(), after.as_deref(), size).unwrap();
        let page = store.journal(&asked).await.unwrap();
        assert!(page.entries.len() <= size);
        after = page.entries.last().map(|last| journal::cursor(&asked, last));
        found.extend(page.entries);
        if !page.has_next {
            return found;
        }
    }
}

fn written(entries: &[Entry]) -> Vec<(i64, String, ChangeKind)> {
    let entries = entries.iter();
    entries.map(|entry| (entry.change.revision, entry.record(), entry.change.kind)).collect()
}

fn all() -> Vec<usize> {
    (0..TABLES.len()).collect()
}

/// Three revisions: five records; one changed, one with other links; two gone and one new.
async fn three(store: &Store) {
    first(store).await;
    let projects = PROJECTS.replace("Acqua,2018", "Acqua pulita,2018-03");
    let links = LINKS.replace("orti,mz,", "orti,mz,external");
    let files = [("projects.csv", projects.as_str()), ("project_countries.csv", &links)];
    published(&import(store, &files, &Options::default()).await);
    let files = [("projects.csv", "slug,title_it\nacqua,Acqua pulita\nponte-2,Ponte\n")];
    published(&import(store, &files, &Options::default()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_journal_tells_every_change_once_in_order_whatever_the_size_of_the_page() {
    both(|url| async move {
        use ChangeKind::{Added, Changed, Removed};
        let store = Store::open(&url).await.unwrap();
        three(&store).await;
        let expected: Vec<(i64, String, ChangeKind)> = [
            (1, "countries/mz", Added),
            (1, "countries/sn", Added),
            (1, "projects/acqua", Added),
            (1, "projects/orti", Added),
            (1, "projects/scuola", Added),
            (2, "projects/acqua", Changed),
            (2, "projects/orti", Changed),
            (3, "projects/orti", Removed),
            (3, "projects/ponte-2", Added),
            (3, "projects/scuola", Removed),
        ]
        .map(|(revision, record, kind)| (revision, record.to_owned(), kind))
        .into();
        for size in [1, 2, 3, 4, 7, 10, 11, 1_000] {
            let found = walk(&store, 0, 3, &all(), size).await;
            assert_eq!(written(&found), expected, "pages of {size}");
            let names = |at: usize| -> Vec<&str> {
                found[at].change.fields.iter().map(|field| field.name.as_str()).collect()
            };
            assert_eq!((names(5), names(6)), (vec!["starts_on", "title_it"], vec!["countries"]));
            assert!(names(7).contains(&"countries") && names(7).contains(&"title_it"));
        }
        // Nothing newer than the image, nothing older than what was asked.
        assert_eq!(written(&walk(&store, 1, 2, &all(), 1).await), expected[5..7]);
        assert_eq!(walk(&store, 3, 3, &all(), 10).await, []);
        assert_eq!(walk(&store, 9, 3, &all(), 10).await, []);
        assert_eq!(walk(&store, 0, 3, &[], 10).await, []);
        let countries = TABLES.iter().position(|table| table.name == "countries").unwrap();
        assert_eq!(written(&walk(&store, 0, 3, &[countries], 1).await), expected[..2]);
        assert_eq!(written(&walk(&store, 0, 3, &[0], 2).await), expected[2..]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_who_keeps_the_cursor_goes_on_in_later_revisions() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let asked = journal::page((Start::Revision(0), 1), all(), None, 100).unwrap();
        let page = store.journal(&asked).await.unwrap();
        let cursor = journal::cursor(&asked, page.entries.last().unwrap());
        let files = [("projects.csv", "slug,title_it\nacqua,Altra\norti,Orti\nscuola,Scuola\n")];
        published(&import(&store, &files, &Options::default()).await);
        let asked = journal::page((Start::Revision(0), 2), all(), Some(&cursor), 100).unwrap();
        let found = store.journal(&asked).await.unwrap();
        assert_eq!(
            written(&found.entries),
            [(2, "projects/acqua".to_owned(), ChangeKind::Changed)]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_became_of_a_record_is_explained() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        three(&store).await;
        let skip = Options { on_error: OnError::Skip, ..Options::default() };
        let projects = "slug,title_it,starts_on\nacqua,Acqua,soon\nnuovo,Nuovo,mai\n\
                        ponte-2,Ponte lungo,\n";
        let links = "project,country,basis\nponte-2,mz,guessed\n";
        let countries = ("countries.csv", COUNTRIES);
        let files = [("projects.csv", projects), ("project_countries.csv", links), countries];
        let report = published(&import(&store, &files, &skip).await).clone();
        let records: Vec<_> = report.problems.iter().map(|p| p.record.as_deref()).collect();
        assert_eq!(
            records,
            [Some("projects/acqua"), Some("projects/nuovo"), Some("projects/ponte-2")]
        );
        let image = image(&store).await;
        for (id, state, sentence) in [
            (
                "projects/acqua",
                explain::State::Present,
                "`projects/acqua` is published: added in revision 1, last changed in revision 2. \
                 The import of revision 4 left a row of it out:",
            ),
            ("projects/ponte-2", explain::State::Present, "last changed in revision 4. The import"),
            (
                "projects/orti",
                explain::State::Removed,
                "added in revision 1, last changed in revision 2, removed in revision 3.",
            ),
            ("projects/nuovo", explain::State::Refused, "`projects/nuovo` was never published."),
            ("projects/atlantis", explain::State::Unknown, "it was never seen."),
            ("neither", explain::State::Unknown, "it was never seen."),
        ] {
            let keys: Vec<_> = explain::key_of(id).into_iter().collect();
            let changes = store.changes(&keys).await.unwrap();
            let refusals = store.refusals(&keys).await.unwrap();
            let changes = changes.into_values().next().unwrap_or_default();
            let refusals = refusals.into_values().next().unwrap_or_default();
            let memory = explain::Memory { changes: &changes, refusals: &refusals, renames: &[] };
            let found = explain::explain(&image, id, memory);
            assert_eq!(found.state, state, "{id}");
            let said = found.sentence("en");
            assert!(said.contains(sentence), "{said}");
            assert!(!found.sentence("it").is_empty());
        }
    })
    .await;
}

/// A revision of one more country, published when this clock says.
async fn publish_at(store: &Store, slug: &str, clock: &'static str) {
    let countries = format!("slug,name_it,iso2,iso3\n{slug},Paese,XX,XXX\n");
    let folder = folder([("countries.csv", countries.as_str())]);
    let options = Options { keep_missing: true, ..Options::default() };
    let now = || clock.to_owned();
    published(&run(store, &[folder.path().to_owned()], &options, &now, &()).await.unwrap());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_date_or_a_moment_means_all_revisions_published_then_or_later() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        for (slug, clock) in [
            ("aa", "2026-02-28T23:59:59Z"),
            ("bb", "2026-03-01T00:00:00Z"),
            ("cc", "2026-03-01T00:00:00Z"),
            ("dd", "2026-11-21T10:00:00Z"),
            // The clock was set back: this revision is published no earlier than the one before.
            ("ee", "2026-01-01T00:00:00Z"),
        ] {
            publish_at(&store, slug, clock).await;
        }
        for (since, first) in [
            ("0001-01", 1),
            ("2026-01", 1),
            ("2026-02-28", 1),
            ("2026-02-28T23:59:59Z", 1),
            ("2026-02-28T23:59:59.5Z", 2),
            ("2026-03", 2),
            ("2026-03-01", 2),
            ("2026-03-01T00:00:00Z", 2),
            ("2026-03-01T01:00:00+01:00", 2),
            ("2026-03-01T00:00:01Z", 4),
            ("2026-03-02", 4),
            ("2026-11-21T10:00:00Z", 4),
            ("2026-11-21T10:00:01Z", 6),
            ("2027-01", 6),
            ("9999-12-31", 6),
        ] {
            for size in [1, 2, 100] {
                let start = journal::start(since).unwrap();
                let found = walk_from(&store, &start, 5, &all(), size).await;
                let found: Vec<i64> = found.iter().map(|entry| entry.change.revision).collect();
                assert_eq!(found, (first..=5).collect::<Vec<_>>(), "{since}");
            }
            // What is newer than the image stays out.
            let start = journal::start(since).unwrap();
            let found = walk_from(&store, &start, 3, &all(), 100).await;
            assert_eq!(found.len() as i64, (4 - first).max(0), "{since}");
        }
        let empty = Start::Moment("2026-03-01".to_owned());
        assert_eq!(walk_from(&store, &empty, 0, &all(), 10).await, []);
    })
    .await;
}
