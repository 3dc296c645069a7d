//! Renames that cannot be, and records under ids that were given up: nothing is written.

use opencoop::import::finding::Language;
use opencoop::import::{OnError, Options, Outcome};
use opencoop::store::Store;
use opencoop::store::history::Report;

use super::support::both;
use super::{PROJECTS, import, open, published};

/// Lines behind the header of the file of renames.
fn renames(lines: &str) -> String {
    format!("old_id,new_id\n{lines}")
}

/// The problems of an import that is refused, as `file:line column "value" CODE`.
async fn problems(store: &Store, files: &[(&'static str, &str)], options: &Options) -> Vec<String> {
    let outcome = import(store, files, options).await;
    let Outcome::Refused(Report { problems, .. }) = outcome else { panic!("{outcome:?}") };
    let problems = problems.iter().map(|problem| {
        let line = problem.line.map(|line| format!(":{line}")).unwrap_or_default();
        let column = problem.column.clone().unwrap_or_default();
        let value = problem.value.clone().unwrap_or_default();
        format!("{}{line} {column} \"{value}\" {}", problem.file, problem.code)
    });
    problems.collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_rename_that_cannot_be_is_named_with_its_line() {
    both(|url| async move {
        let store = open(&url).await;
        let known = renames("projects/old,projects/acqua\n");
        published(&import(&store, &[("renames.csv", &known)], &Options::default()).await);
        let lines = "projects/none,projects/nowhere\n\
                     projects/acqua,countries/mz\n\
                     projects/acqua,projects/acqua\n\
                     projects/acqua,projects/old\n\
                     projects/old,projects/orti\n\
                     projects/old,projects/acqua\n\
                     projects/x,projects/orti\n\
                     projects/x,projects/orti\n\
                     projects/x,projects/scuola\n\
                     projects/orti,projects/x\n\
                     Projects/y,projects/orti\n\
                     projects/Y,projects/orti\n\
                     projects/groups,projects/orti\n\
                     ,projects/orti\n\
                     projects/y\n\
                     =1,projects/orti\n";
        let expected = [
            "renames.csv:2 new_id \"projects/nowhere\" LINK_UNKNOWN",
            "renames.csv:3 new_id \"countries/mz\" RENAME_TABLE",
            "renames.csv:4 new_id \"projects/acqua\" RENAME_CIRCLE",
            "renames.csv:5 new_id \"projects/old\" RENAME_CIRCLE",
            "renames.csv:6 old_id \"projects/old\" RENAME_TWICE",
            "renames.csv:9 old_id \"projects/x\" RENAME_TWICE",
            "renames.csv:10 old_id \"projects/x\" RENAME_TWICE",
            "renames.csv:11 new_id \"projects/x\" RENAME_CIRCLE",
            "renames.csv:12 old_id \"Projects/y\" LINK_UNKNOWN",
            "renames.csv:13 old_id \"projects/Y\" VALUE_INVALID",
            "renames.csv:14 old_id \"projects/groups\" VALUE_INVALID",
            "renames.csv:15 old_id \"\" VALUE_MISSING",
            "renames.csv:16  \"\" CELL_COUNT",
            "renames.csv:17 old_id \"=1\" LINK_UNKNOWN",
        ];
        let skip = Options { on_error: OnError::Skip, ..Options::default() };
        for options in [Options::default(), skip] {
            let wrong = renames(lines);
            assert_eq!(problems(&store, &[("renames.csv", &wrong)], &options).await, expected);
        }
        assert_eq!(store.renamed(0, "x").await.unwrap(), None);
        for (header, expected) in [
            ("old_id", "renames.csv:1 new_id \"\" COLUMN_MISSING"),
            ("old_id,new_id,old_id", "renames.csv:1 old_id \"\" COLUMN_TWICE"),
            ("old_id,new_id,why", "renames.csv:1 why \"\" COLUMN_UNKNOWN"),
        ] {
            let found = problems(&store, &[("renames.csv", header)], &Options::default()).await;
            assert_eq!(found, [expected]);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_id_that_was_renamed_is_never_the_id_of_a_record_again() {
    both(|url| async move {
        let store = open(&url).await;
        // The old record is still in its file.
        let rename = renames("projects/acqua,projects/water\n");
        let files = [("renames.csv", rename.as_str()), ("projects.csv", PROJECTS)];
        let found = problems(&store, &files, &Options::default()).await;
        let expected = [
            "projects.csv:2 slug \"acqua\" ID_RENAMED",
            "projects.csv:3 parent \"acqua\" LINK_UNKNOWN",
        ];
        assert_eq!(found, expected);
        published(&import(&store, &files[..1], &Options::default()).await);

        let again = "slug,title_it\nwater,Acqua\norti,Orti\nscuola,Scuola\nacqua,Altra\n";
        for language in [Language::English, Language::Italian] {
            let options = Options { language, ..Options::default() };
            let outcome = import(&store, &[("projects.csv", again)], &options).await;
            let Outcome::Refused(report) = outcome else { panic!("{outcome:?}") };
            let said = match language {
                Language::English => {
                    "this id was renamed to `projects/water` in revision 2, and is never used again"
                }
                Language::Italian => {
                    "questo identificativo è stato rinominato in `projects/water` nella revisione \
                     2, e non si usa più"
                }
            };
            let problem = &report.problems[0];
            assert_eq!((problem.line, problem.message.as_str()), (Some(5), said));
        }
        // With the others, or without: it never comes in.
        let skip = Options { on_error: OnError::Skip, ..Options::default() };
        let again = again.replace("Orti", "Orti nuovi");
        let report = published(&import(&store, &[("projects.csv", &again)], &skip).await).clone();
        assert_eq!((report.added, report.changed, report.refused), (0, 1, 1));
        let links = "project,country\nacqua,mz\n";
        let outcome =
            import(&store, &[("project_countries.csv", links)], &Options::default()).await;
        let Outcome::Refused(report) = outcome else { panic!("{outcome:?}") };
        assert_eq!(report.problems[0].hint, "did you mean `water`?");
        // After a second rename, what is said is what the record is called now.
        let rename = renames("projects/water,projects/eau\n");
        published(&import(&store, &[("renames.csv", &rename)], &Options::default()).await);
        let outcome = import(&store, &[("projects.csv", PROJECTS)], &Options::default()).await;
        let Outcome::Refused(report) = outcome else { panic!("{outcome:?}") };
        assert_eq!(
            report.problems[0].message,
            "this id was renamed to `projects/water` in revision 2, is `projects/eau` now, and is \
             never used again"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_records_become_one_only_where_the_other_goes_out() {
    both(|url| async move {
        let store = open(&url).await;
        let rename = renames("projects/acqua,projects/orti\n");
        let kept = ["renames.csv:2 old_id \"projects/acqua\" RENAME_KEPT"];
        let alone = [("renames.csv", rename.as_str())];
        assert_eq!(problems(&store, &alone, &Options::default()).await, kept);
        let files = [alone[0], ("projects.csv", "slug,title_it,parent\norti,Orti,\n")];
        let keep = Options { keep_missing: true, ..Options::default() };
        assert_eq!(problems(&store, &files, &keep).await, kept);
        // Others are linked to it, and no file says where they lead now.
        assert_eq!(
            problems(&store, &files, &Options::default()).await,
            ["projects.csv slug \"acqua\" LINK_BROKEN"]
        );
        // A row of the old id is left out, so that its record would stay.
        let skip = Options { on_error: OnError::Skip, ..Options::default() };
        let files = [alone[0], ("projects.csv", PROJECTS)];
        assert_eq!(
            problems(&store, &files, &skip).await,
            [kept[0], "projects.csv:2 slug \"acqua\" ID_RENAMED"]
        );
    })
    .await;
}
