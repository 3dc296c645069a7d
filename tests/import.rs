//! Each broken input with its report; and that nothing of it reaches the store.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "import/cases.rs"]
mod cases;
mod support;

use std::path::Path;

use cases::{Case, base, cases};
use opencoop::store::Store;
use serde_json::Value;
use support::program::Outcome;
use support::{both, folder, opencoop};

/// The problems of a report, each as `file:line column CODE`.
fn problems(outcome: &Outcome) -> Vec<String> {
    let report: Value = serde_json::from_str(&outcome.stdout).unwrap();
    let problems = report["problems"].as_array().unwrap();
    let place = |problem: &Value| {
        let mut place = problem["file"].as_str().unwrap().to_owned();
        place.extend(problem["line"].as_u64().map(|line| format!(":{line}")));
        place.extend(problem["column"].as_str().map(|column| format!(" {column}")));
        let told =
            ["message", "hint"].iter().all(|field| !problem[field].as_str().unwrap().is_empty());
        assert!(told, "{problem}");
        format!("{place} {}", problem["code"].as_str().unwrap())
    };
    problems.iter().map(place).collect()
}

fn import(store: &str, directory: &Path, arguments: &[&str]) -> Outcome {
    let path = directory.display().to_string();
    opencoop(store, &[&["import", &path, "--report", "json"], arguments].concat())
}

/// The number of the newest revision.
async fn revision(store: &str) -> i64 {
    let store = Store::open(store).await.unwrap();
    store.newest_revision().await.unwrap().unwrap().number
}

/// What the newest revision says.
fn content(store: &str) -> [String; 4] {
    ["projects", "project_countries", "citations", "countries"].map(|table| {
        opencoop(store, &["export", "--table", table, "--format", "ndjson"]).success().stdout
    })
}

fn write(case: &Case) -> tempfile::TempDir {
    let directory = folder(case.files.iter().map(|(name, content)| (*name, content)));
    for name in &case.folders {
        std::fs::create_dir(directory.path().join(name)).unwrap();
    }
    directory
}

#[tokio::test]
async fn refuses_each_broken_input_and_says_all_that_is_wrong_with_it() {
    both(|store| async move {
        import(&store, folder(base()).path(), &[]).success();
        let before = content(&store);
        let mut wrong = Vec::new();
        for case in cases() {
            let directory = write(&case);
            let outcome = import(&store, directory.path(), &[]);
            let found = problems(&outcome);
            if outcome.code != Some(1) || found != case.report {
                wrong.push(format!("{}: exit {:?}, {found:#?}", case.name, outcome.code));
            }
            assert_eq!(revision(&store).await, 1, "{}: it made a revision", case.name);
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
        assert_eq!(content(&store), before);
    })
    .await;
}

#[tokio::test]
async fn validate_reports_the_same_without_a_store() {
    let directory = write(&cases().pop().unwrap());
    let path = &directory.path().display().to_string();
    both(|store| async move {
        import(&store, folder(base()).path(), &[]).success();
        let validated = opencoop(&store, &["validate", path, "--report", "json"]);
        assert_eq!(validated.code, Some(1));
        assert_eq!(problems(&validated), problems(&import(&store, Path::new(path), &[])));
        assert_eq!(revision(&store).await, 1);
    })
    .await;
    let valid = folder(base());
    let path = valid.path().display().to_string();
    opencoop("sqlite:nowhere/none.db", &["validate", &path]).success();
}

#[tokio::test]
async fn skip_leaves_out_what_is_wrong_and_keeps_what_was_there() {
    let lines = [
        "slug,title_it,status,parent",
        "water,Acqua nuova,9,",
        "school,Scuola nuova,2,water",
        "bridge,Ponte,2,",
        "broken,Rotto,2,,extra",
        "child,Figlio,2,broken",
    ];
    let directory = &folder([("projects.csv", lines.join("\n"))]);
    both(|store| async move {
        import(&store, folder(base()).path(), &[]).success();
        let outcome = import(&store, directory.path(), &["--on-error", "skip"]);
        assert_eq!(outcome.code, Some(1));
        let report = [
            "projects.csv:2 status CODE_UNKNOWN",
            "projects.csv:5 CELL_COUNT",
            "projects.csv:6 parent LINK_REFUSED",
        ];
        assert_eq!(problems(&outcome), report);
        assert_eq!(revision(&store).await, 2);
        let projects = &content(&store)[0];
        assert!(projects.contains("Scuola nuova") && projects.contains("Ponte"), "{projects}");
        assert!(projects.contains("Acqua") && !projects.contains("Acqua nuova"), "{projects}");
        assert!(!projects.contains("Rotto") && !projects.contains("Figlio"), "{projects}");
    })
    .await;
}

#[tokio::test]
async fn an_import_that_changes_nothing_makes_no_revision() {
    both(|store| async move {
        import(&store, folder(base()).path(), &[]).success();
        let again = import(&store, folder(base()).path(), &[]).success();
        assert!(again.stderr.contains("no revision"), "{}", again.stderr);
        // The same records in other files: other bytes, nothing else.
        let mut files = base();
        let content = files[0].1.replace(',', ";").replace('\n', "\r\n");
        files[0].1 = &content;
        import(&store, folder(files).path(), &[]).success();
        assert_eq!(revision(&store).await, 1);
    })
    .await;
}

#[tokio::test]
async fn the_report_for_people_names_the_place_and_the_way_to_mend_it_in_both_languages() {
    let directory = folder([("sources.csv", "slug,title_it\npage,Pagina\npage,Altra\n")]);
    let path = directory.path().display().to_string();
    let english = opencoop("sqlite:none.db", &["validate", &path]);
    assert_eq!((english.code, english.stdout.as_str()), (Some(1), ""));
    let line = "sources.csv:3: slug \"page\": this slug stands on line 2 already [SLUG_TWICE]";
    assert!(english.stderr.starts_with(line), "{}", english.stderr);
    assert!(english.stderr.contains("\n  hint: give each record a slug of its own\n"));
    let italian = opencoop("sqlite:none.db", &["validate", &path, "--language", "it"]);
    let line = "sources.csv:3: slug \"page\": questo slug è già alla riga 2 [SLUG_TWICE]";
    assert!(italian.stderr.starts_with(line), "{}", italian.stderr);
}

#[tokio::test]
async fn names_paths_that_are_not_there_and_files_given_twice() {
    let (one, two) = (folder(base()), folder(base()));
    let path = |directory: &tempfile::TempDir, name: &str| {
        directory.path().join(name).display().to_string()
    };
    let (first, second) = (path(&one, "sources.csv"), path(&two, "sources.csv"));
    let (missing, empty) = (path(&one, "none.csv"), folder::<&str>([]));
    let empty = empty.path().display().to_string();
    let paths = [&first, &second, &missing, &empty].map(String::as_str);
    let outcome =
        opencoop("sqlite:none.db", &[&["validate", "--report", "json"], &paths[..]].concat());
    assert_eq!(outcome.code, Some(1));
    // The name of the empty folder stands first.
    let found = problems(&outcome);
    assert!(found[0].ends_with(" FILE_UNREADABLE"), "{found:?}");
    assert_eq!(found[1..], ["sources.csv FILE_TWICE", "none.csv FILE_UNREADABLE"]);
}
