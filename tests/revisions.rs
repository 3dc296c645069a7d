//! What imports do to the store: revisions, history, deletions, rows left out.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "revisions/ages.rs"]
mod ages;
#[cfg(test)]
#[path = "revisions/journal.rs"]
mod journal;
mod support;
#[cfg(test)]
#[path = "revisions/walk.rs"]
mod walk;

use std::path::PathBuf;

use opencoop::image::load::load;
use opencoop::image::{Image, Way};
use opencoop::import::{OnError, Options, Outcome, run};
use opencoop::model::find_table;
use opencoop::store::Store;
use opencoop::store::history::{Change, ChangeKind, Report};
use support::{both, folder};

const COUNTRIES: &str = "slug,name_it,iso2,iso3\nmz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n";
const PROJECTS: &str = "slug,title_it,starts_on,parent\n\
                        acqua,Acqua,2018,\norti,Orti,2019-05,acqua\nscuola,Scuola,,\n";
const LINKS: &str = "project,country,basis\nacqua,mz,stated\nacqua,sn,editorial\norti,mz,\n";

fn now() -> String {
    "2026-11-21T10:00:00Z".to_owned()
}

/// Imports these files.
async fn import(store: &Store, files: &[(&'static str, &str)], options: &Options) -> Outcome {
    let folder = folder(files.iter().copied());
    let paths: Vec<PathBuf> = vec![folder.path().to_owned()];
    run(store, &paths, options, &now, &()).await.unwrap()
}

async fn first(store: &Store) {
    let files = [
        ("countries.csv", COUNTRIES),
        ("projects.csv", PROJECTS),
        ("project_countries.csv", LINKS),
    ];
    let outcome = import(store, &files, &Options::default()).await;
    let Outcome::Published(1, report) = outcome else { panic!("{outcome:?}") };
    assert_eq!((report.rows, report.added, report.refused), (8, 5, 0));
}

#[track_caller]
fn published(outcome: &Outcome) -> &Report {
    let Outcome::Published(_, report) = outcome else { panic!("{outcome:?}") };
    report
}

async fn image(store: &Store) -> Image {
    load(store, &["it".to_owned(), "en".to_owned()]).await.unwrap().unwrap()
}

fn slugs(image: &Image, table: &str) -> Vec<String> {
    let table = image.table(find_table(table).unwrap().0);
    (0..table.rows as u32).map(|row| table.slug(row).to_owned()).collect()
}

/// The countries of a project.
fn links_of(image: &Image, slug: &str) -> Vec<String> {
    let (at, table) = find_table("projects").unwrap();
    let way = Way::forward(at, table.link("countries").unwrap().0)[0];
    let row = image.table(at).find(slug).unwrap();
    let rows = image.edges(way, row).rows;
    rows.iter().map(|row| image.table(way.to).slug(*row).to_owned()).collect()
}

async fn history(store: &Store, slug: &str) -> Vec<Change> {
    let key = (0, slug.to_owned());
    store.changes(std::slice::from_ref(&key)).await.unwrap().remove(&key).unwrap_or_default()
}

fn fields(change: &Change) -> Vec<(&str, Option<&str>, Option<&str>)> {
    let fields = change.fields.iter();
    fields.map(|f| (f.name.as_str(), f.before.as_deref(), f.after.as_deref())).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_files_again_change_nothing_in_whatever_order_they_stand() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let shuffled = "title_it,parent,slug,starts_on\nScuola,,scuola,\nAcqua,,acqua,2018\n\
                        Orti,acqua,orti,2019-05\n";
        let crlf = LINKS.replace('\n', "\r\n").replace(',', ";");
        let files = [
            ("countries.csv", COUNTRIES),
            ("projects.csv", shuffled),
            ("project_countries.csv", &crlf),
        ];
        let outcome = import(&store, &files, &Options::default()).await;
        assert!(matches!(outcome, Outcome::Unchanged(_)), "{outcome:?}");
        assert_eq!(store.newest_revision().await.unwrap().unwrap().number, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_changed_is_noted_field_by_field() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let projects = PROJECTS.replace("Acqua,2018", "Acqua pulita,2018-03");
        let links = "project,country,basis\nacqua,mz,stated\nscuola,sn,\norti,mz,external\n";
        let files = [("projects.csv", projects.as_str()), ("project_countries.csv", links)];
        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 3, 0));

        let acqua = history(&store, "acqua").await;
        assert_eq!(acqua[0].kind, ChangeKind::Added);
        let mut changed: Vec<_> = acqua[1..].iter().flat_map(fields).collect();
        changed.sort_unstable();
        assert_eq!(
            changed,
            [
                ("countries", Some("mz (stated);sn (editorial)"), Some("mz (stated)")),
                ("starts_on", Some("2018"), Some("2018-03")),
                ("title_it", Some("Acqua"), Some("Acqua pulita")),
            ]
        );
        let orti = history(&store, "orti").await;
        assert_eq!(fields(&orti[1]), [("countries", Some("mz"), Some("mz (external)"))]);
        let scuola = history(&store, "scuola").await;
        assert_eq!(fields(&scuola[1]), [("countries", None, Some("sn"))]);

        let image = image(&store).await;
        let countries = find_table("countries").unwrap().0;
        let way = Way::backward(countries).into_iter().find(|way| way.owner == 0).unwrap();
        let mz = image.table(countries).find("mz").unwrap();
        let linked: Vec<&str> =
            image.edges(way, mz).rows.iter().map(|row| image.table(0).slug(*row)).collect();
        assert_eq!(linked, ["acqua", "orti"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_that_are_missing_go_out_unless_they_are_kept() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let files = [("projects.csv", "slug,title_it\nacqua,Acqua\nponte,Ponte\n")];
        let links = ("project_countries.csv", "project,country,basis\nponte,sn,stated\n");
        let keep = Options { keep_missing: true, ..Options::default() };
        let report = published(&import(&store, &[files[0], links], &keep).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (1, 0, 0));
        assert_eq!(links_of(&image(&store).await, "acqua"), ["mz", "sn"]);
        assert_eq!(links_of(&image(&store).await, "ponte"), ["sn"]);
        assert_eq!(slugs(&image(&store).await, "projects"), ["acqua", "orti", "ponte", "scuola"]);

        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 0, 2));
        assert_eq!(slugs(&image(&store).await, "projects"), ["acqua", "ponte"]);
        let gone = history(&store, "orti").await;
        let kinds: Vec<_> = gone.iter().map(|change| (change.revision, change.kind)).collect();
        assert_eq!(kinds, [(1, ChangeKind::Added), (3, ChangeKind::Removed)]);
        assert!(fields(&gone[1]).contains(&("parent", Some("acqua"), None)), "{gone:?}");
        assert!(fields(&gone[1]).contains(&("countries", Some("mz"), None)), "{gone:?}");

        // A slug may come back; its history goes on.
        let files = [("projects.csv", "slug,title_it\nacqua,Acqua\nponte,Ponte\norti,Orti\n")];
        import(&store, &files, &Options::default()).await;
        let back = history(&store, "orti").await;
        assert_eq!(
            back.last().map(|change| (change.revision, change.kind)),
            Some((4, ChangeKind::Added))
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_file_has_no_column_for_stays_as_it_is() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let files = [("projects.csv", "slug,title_en\nacqua,Water\norti,Gardens\nscuola,School\n")];
        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 3, 0));
        let changed = history(&store, "orti").await;
        assert_eq!(fields(&changed[1]), [("title_en", None, Some("Gardens"))]);
        // An empty column is a statement: nothing is known.
        let files = [(
            "projects.csv",
            "slug,title_en,parent\nacqua,Water,\norti,Gardens,\nscuola,School,\n",
        )];
        let report = published(&import(&store, &files, &Options::default()).await).clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 1, 0));
        assert_eq!(fields(&history(&store, "orti").await[2]), [("parent", Some("acqua"), None)]);
        assert_eq!(links_of(&image(&store).await, "orti"), ["mz"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_of_links_keeps_what_is_known_of_them() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let listed = "slug,title_it,starts_on,parent,countries\nacqua,Acqua,2018,,mz;sn\n\
                      orti,Orti,2019-05,acqua,mz;sn\nscuola,Scuola,,,\n";
        let report =
            published(&import(&store, &[("projects.csv", listed)], &Options::default()).await)
                .clone();
        assert_eq!((report.added, report.changed, report.removed), (0, 1, 0));
        let changed = history(&store, "orti").await;
        assert_eq!(fields(&changed[1]), [("countries", Some("mz"), Some("mz;sn"))]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_others_are_linked_to_does_not_go_out() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let files = [("countries.csv", "slug,name_it,iso2,iso3\nsn,Senegal,SN,SEN\n")];
        let outcome = import(&store, &files, &Options::default()).await;
        let Outcome::Refused(report) = outcome else { panic!("{outcome:?}") };
        let found: Vec<_> =
            report.problems.iter().map(|p| (p.code.as_str(), p.value.as_deref())).collect();
        assert_eq!(found, [("LINK_BROKEN", Some("mz"))]);
        assert!(report.problems[0].message.contains("`projects/acqua` and 1 more"));
        assert_eq!(slugs(&image(&store).await, "countries"), ["mz", "sn"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_wrong_stay_out_and_take_with_them_what_needs_them() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let skip = Options { on_error: OnError::Skip, ..Options::default() };
        // `acqua` is wrong, so that its stored state stays; `nuovo` is wrong and new, and takes
        // `figlio` and `nipote` with it.
        let projects = "slug,title_it,starts_on,parent\nacqua,Acqua,soon,\norti,Orti,2019,acqua\n\
                        nipote,Nipote,,figlio\nfiglio,Figlio,,nuovo\nnuovo,,2020,\nscuola,Scuola,,\n";
        let links = "project,country,basis\nacqua,mz,stated\nnuovo,mz,\norti,sn,guessed\n";
        let files = [("projects.csv", projects), ("project_countries.csv", links)];
        let report = published(&import(&store, &files, &skip).await).clone();
        let found: Vec<_> = report
            .problems
            .iter()
            .map(|p| (p.file.as_str(), p.line.unwrap(), p.code.as_str()))
            .collect();
        assert_eq!(
            found,
            [
                ("projects.csv", 2, "VALUE_INVALID"),
                ("projects.csv", 4, "LINK_REFUSED"),
                ("projects.csv", 5, "LINK_REFUSED"),
                ("projects.csv", 6, "VALUE_MISSING"),
                ("project_countries.csv", 3, "LINK_REFUSED"),
                ("project_countries.csv", 4, "CODE_UNKNOWN"),
            ]
        );
        assert_eq!(report.refused, 6);
        let image = image(&store).await;
        assert_eq!(slugs(&image, "projects"), ["acqua", "orti", "scuola"]);
        // What is left out takes nothing with it: the link to Senegal that no file gives stays.
        assert_eq!(history(&store, "acqua").await.len(), 1);
        assert_eq!(links_of(&image, "acqua"), ["mz", "sn"]);
        assert_eq!(links_of(&image, "orti"), ["mz"]);
        // The report stands with its revision.
        let reports = store.reports(&[2]).await.unwrap();
        assert_eq!(reports[&2].problems.len(), 6);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_written_when_something_is_wrong_or_nothing_should_be() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        first(&store).await;
        let wrong = [("projects.csv", "slug,title_it\nnuovo,Nuovo\nacqua,\n")];
        let outcome = import(&store, &wrong, &Options::default()).await;
        assert!(matches!(outcome, Outcome::Refused(_)), "{outcome:?}");
        let right = [("projects.csv", "slug,title_it\nnuovo,Nuovo\n")];
        let dry = Options { dry_run: true, ..Options::default() };
        let outcome = import(&store, &right, &dry).await;
        assert!(matches!(outcome, Outcome::Valid(_)), "{outcome:?}");
        assert_eq!(slugs(&image(&store).await, "projects"), ["acqua", "orti", "scuola"]);
        assert_eq!(store.newest_revision().await.unwrap().unwrap().number, 1);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn links_can_stand_in_the_file_of_their_table() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let files = [
            ("countries.csv", COUNTRIES),
            ("projects.csv", "slug,title_it,countries\nacqua,Acqua,mz;sn\norti,Orti,\n"),
            (
                "project_countries.csv",
                "project,country,basis\nacqua,mz,stated\norti,sn,editorial\n",
            ),
        ];
        import(&store, &files, &Options::default()).await;
        let image = image(&store).await;
        let way =
            Way::forward(0, find_table("projects").unwrap().1.link("countries").unwrap().0)[0];
        let of = |slug: &str| {
            let row = image.table(0).find(slug).unwrap();
            let edges = image.edges(way, row);
            let edges: Vec<_> = edges.iter().collect();
            edges.iter().map(|item| (item.row, item.edge.basis())).collect::<Vec<_>>()
        };
        assert_eq!(of("acqua"), [(0, Some(0)), (1, None)]);
        assert_eq!(of("orti"), [(1, Some(1))]);
    })
    .await;
}
