//! The command line: what goes wrong outside the data ends in one sentence, a hint and an exit
//! code, and loses nothing.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "cli/catalogue.rs"]
mod catalogue;
#[cfg(test)]
#[path = "cli/export.rs"]
mod export;
mod support;

use std::path::Path;

use opencoop::store::Store;
use sqlx::Connection as _;
use support::program::{Outcome, command};
use support::{Server, both, folder, opencoop, seeds};

/// The error and the hint that a run ended with, and nothing else on standard output.
#[track_caller]
fn refused(outcome: &Outcome, what: &str) {
    assert_eq!(outcome.code, Some(1), "{outcome:?}");
    assert!(outcome.stdout.is_empty(), "{outcome:?}");
    let lines: Vec<&str> = outcome.stderr.lines().collect();
    let errors = lines.iter().filter(|line| line.starts_with("error: ")).count();
    let hints = lines.iter().filter(|line| line.starts_with("hint: ")).count();
    assert_eq!((errors, hints), (1, 1), "{}", outcome.stderr);
    assert!(outcome.stderr.contains(what), "{}", outcome.stderr);
}

fn projects() -> tempfile::TempDir {
    folder([("projects.csv", "slug,title_it\nacqua,Acqua\n")])
}

fn import(store: &str, path: &Path) -> Outcome {
    opencoop(store, &["import", &path.display().to_string()])
}

#[test]
fn an_address_that_is_none_is_refused() {
    let files = projects();
    for (store, what) in [
        ("mysql://localhost/x", "no known scheme"),
        ("postgres://nobody@127.0.0.1:1/none", "cannot open the store"),
        ("postgres://", "cannot open the store"),
        ("sqlite:/dev/null/opencoop.db", "cannot open the store"),
        ("sqlite:/", "cannot open the store"),
    ] {
        refused(&import(store, files.path()), what);
    }
}

#[test]
fn the_password_of_a_store_is_not_shown() {
    let files = projects();
    let outcome = import("postgres://me:secret@127.0.0.1:1/none", files.path());
    assert!(!outcome.stderr.contains("secret"), "{}", outcome.stderr);
    let shown = opencoop("postgres://me:secret@127.0.0.1:1/none", &["config"]).success();
    assert!(!shown.stdout.contains("secret") && shown.stdout.contains("OPENCOOP_STORE"));
}

#[test]
fn a_file_that_is_no_database_is_refused_and_kept() {
    let folder = folder([("opencoop.db", "This is a letter, not a database. ".repeat(100))]);
    let path = folder.path().join("opencoop.db");
    let before = std::fs::read(&path).unwrap();
    refused(&import(&format!("sqlite:{}", path.display()), projects().path()), "not a database");
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

/// Runs a statement in a store that nobody has open.
async fn execute(url: &str, statement: &'static str) {
    if let Some(path) = url.strip_prefix("sqlite:") {
        let address = format!("sqlite://{path}");
        let mut connection = sqlx::SqliteConnection::connect(&address).await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = sqlx::PgConnection::connect(url).await.unwrap();
        sqlx::query(statement).execute(&mut connection).await.unwrap();
        connection.close().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_the_version_before_is_brought_up_to_date() {
    both(|url| async move {
        import(&url, projects().path()).success();
        execute(&url, "DROP TABLE record_renames").await;
        execute(&url, "DELETE FROM _sqlx_migrations WHERE version >= 5").await;
        let renames = "old_id,new_id\nprojects/acqua,projects/water\n";
        let done = import(&url, folder([("renames.csv", renames)]).path()).success();
        assert!(done.stderr.contains("published revision 2"), "{}", done.stderr);
        let store = Store::open(&url).await.unwrap();
        assert_eq!(store.renamed(0, "acqua").await.unwrap().as_deref(), Some("water"));
        store.close().await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_store_of_a_newer_version_is_refused() {
    both(|url| async move {
        Store::open(&url).await.unwrap().close().await;
        let newer = "INSERT INTO _sqlx_migrations \
                     (version, description, success, checksum, execution_time) \
                     VALUES (9999, 'later', TRUE, 'x', 0)";
        execute(&url, newer).await;
        refused(&import(&url, projects().path()), "schema version 9999");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_imports_at_once_are_one_import_and_one_refusal() {
    both(|url| async move {
        import(&url, projects().path()).success();
        let store = Store::open(&url).await.unwrap();
        let writer = store.writer().await.unwrap();
        let files = folder([("projects.csv", "slug,title_it\nscuola,Scuola\n")]);
        refused(&import(&url, files.path()), "the store is in use");
        drop(writer);
        store.close().await;
        let done = import(&url, files.path()).success();
        assert!(done.stderr.contains("published revision 2"), "{}", done.stderr);
    })
    .await;
}

#[test]
fn a_store_that_cannot_be_written_is_refused() {
    use std::os::unix::fs::PermissionsExt as _;
    let store = support::Sqlite::new();
    import(&store.url(), projects().path()).success();
    let path = store.url().trim_start_matches("sqlite:").to_owned();
    let folder = Path::new(&path).parent().unwrap().to_owned();
    let files = folder_of_another();
    let mut allow = std::fs::metadata(&folder).unwrap().permissions();
    allow.set_mode(0o555);
    std::fs::set_permissions(&folder, allow.clone()).unwrap();
    let mut only_read = std::fs::metadata(&path).unwrap().permissions();
    only_read.set_mode(0o444);
    std::fs::set_permissions(&path, only_read).unwrap();
    // Who may do everything is not stopped by permissions; the program then runs as somebody else.
    let outcome = as_nobody(&store.url(), &["import", &files.path().display().to_string()]);
    allow.set_mode(0o755);
    std::fs::set_permissions(&folder, allow).unwrap();
    refused(&outcome, "cannot open the store");
}

fn folder_of_another() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt as _;
    let files = folder([("projects.csv", "slug,title_it\nscuola,Scuola\n")]);
    std::fs::set_permissions(files.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    files
}

/// Runs the program as a user without rights, if this one has all of them.
fn as_nobody(store: &str, args: &[&str]) -> Outcome {
    use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
    use std::os::unix::process::CommandExt as _;
    let directory = tempfile::tempdir().unwrap();
    let mut run = command(store, directory.path(), args);
    if std::fs::metadata("/proc/self").unwrap().uid() == 0 {
        const NOBODY: u32 = 65_534;
        // The program itself may stand where nobody can reach it.
        let copy = directory.path().join("opencoop");
        std::fs::copy(env!("CARGO_BIN_EXE_opencoop"), &copy).unwrap();
        std::fs::set_permissions(&copy, std::fs::Permissions::from_mode(0o755)).unwrap();
        std::fs::set_permissions(directory.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
        let mut other = std::process::Command::new(copy);
        other.args(args).current_dir(directory.path()).env("OPENCOOP_STORE", store);
        other.uid(NOBODY).gid(NOBODY);
        run = other;
    }
    let output = run.output().unwrap();
    Outcome {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_port_that_is_taken_is_refused_before_anything_is_written() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    let address = server.url("").trim_start_matches("http://").to_owned();
    let other = support::Sqlite::new();
    refused(&opencoop(&other.url(), &["--listen", &address]), "cannot listen on");
    refused(&opencoop(&other.url(), &["--listen", "nowhere"]), "cannot listen on");
    let path = other.url().trim_start_matches("sqlite:").to_owned();
    assert!(!Path::new(&path).exists());
}

#[test]
fn settings_that_cannot_be_used_are_refused() {
    let store = support::Sqlite::new();
    let wrong = folder([("wrong.toml", "lisen = \"x\"\n")]);
    let broken = folder([("broken.toml", "listen = \n")]);
    let file =
        |folder: &tempfile::TempDir, name: &str| folder.path().join(name).display().to_string();
    for (args, what) in [
        (vec!["config", "--limits-page-size", "0"], "limits.page_size"),
        (vec!["config", "--limits-page-size", "5000"], "limits.page_size_max"),
        (vec!["config", "--languages", "italiano"], "languages"),
        (vec!["config", "--base-url", "ftp://x"], "base_url"),
        (vec!["config", "--config", &file(&wrong, "wrong.toml")], "`lisen`"),
        (vec!["config", "--config", &file(&broken, "broken.toml")], "is not TOML"),
        (vec!["config", "--config", "nowhere.toml"], "nowhere.toml"),
        (vec!["--log", "=,=", "--listen", "127.0.0.1:0"], "`log`"),
    ] {
        refused(&opencoop(&store.url(), &args), what);
    }
    let directory = tempfile::tempdir().unwrap();
    let run =
        command(&store.url(), directory.path(), &["config"]).env("OPENCOOP_LISTN", "x").output();
    let run = run.unwrap();
    assert_eq!(run.status.code(), Some(1));
    assert!(String::from_utf8(run.stderr).unwrap().contains("OPENCOOP_LISTN"));
}

#[test]
fn each_setting_says_where_it_comes_from() {
    let store = support::Sqlite::new();
    let file = folder([("opencoop.toml", "publisher = \"Comune\"\nlanguages = [\"it\"]\n")]);
    let run = command(&store.url(), file.path(), &["config", "--listen", "127.0.0.1:1"]);
    let shown = { run }.output().unwrap();
    let shown = String::from_utf8(shown.stdout).unwrap();
    for line in [
        "listen = \"127.0.0.1:1\"  # --listen",
        "publisher = \"Comune\"  # opencoop.toml",
        "languages = \"it\"  # opencoop.toml",
        "contact = \"\"  # default",
        "page_size = \"100\"  # default",
    ] {
        assert!(shown.contains(line), "{line}\n{shown}");
    }
    assert!(shown.contains("# OPENCOOP_STORE"), "{shown}");
    // What is printed can be used as the file.
    std::fs::write(file.path().join("opencoop.toml"), &shown).unwrap();
    let again = command(&store.url(), file.path(), &["config"]).output().unwrap();
    assert!(again.status.success(), "{again:?}");
}

#[test]
fn commands_that_do_not_exist_are_refused_with_the_usage() {
    let store = support::Sqlite::new();
    for args in
        [&["improt"][..], &["export"], &["import"], &["export", "--table", "x", "--format", "doc"]]
    {
        let outcome = opencoop(&store.url(), args);
        assert_eq!(outcome.code, Some(1), "{outcome:?}");
        assert!(outcome.stderr.contains("error: "), "{outcome:?}");
    }
    import(&store.url(), projects().path()).success();
    let nothing = ["export", "--table", "nothing"];
    refused(&opencoop(&store.url(), &nothing), "there is no table `nothing`");
    let filter = ["export", "--table", "projects", "--filter", "{\"x\":1}"];
    refused(&opencoop(&store.url(), &filter), "--filter.x");
    let output = ["export", "--table", "projects", "-o", "/nowhere/projects.csv"];
    refused(&opencoop(&store.url(), &output), "cannot write");
}

#[test]
fn every_command_explains_itself_with_an_example() {
    let store = support::Sqlite::new();
    for name in ["", "serve", "import", "validate", "export", "generate", "config", "schema"] {
        let args: Vec<&str> = [name, "--help"].into_iter().filter(|arg| !arg.is_empty()).collect();
        let help = opencoop(&store.url(), &args).success().stdout;
        assert!(help.contains("Example") && help.contains("Settings"), "{name}: {help}");
    }
}

#[test]
fn an_empty_store_has_nothing_to_export() {
    let store = support::Sqlite::new();
    let outcome = opencoop(&store.url(), &["export", "--table", "projects"]);
    assert_eq!(outcome.code, Some(1));
    assert!(outcome.stderr.contains("no data has been published yet"), "{}", outcome.stderr);
}

#[test]
fn commands_that_write_nothing_make_no_store() {
    let files = projects();
    for form in ["sqlite:", "sqlite://"] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("opencoop.db");
        let store = format!("{form}{}", path.display());
        let args = ["validate", &files.path().display().to_string()];
        opencoop(&store, &args).success();
        assert_eq!(opencoop(&store, &["export", "--table", "projects"]).code, Some(1));
        assert!(!path.exists(), "{store}");
    }
}

#[test]
fn what_a_skip_left_out_is_said_each_time() {
    let store = support::Sqlite::new();
    let files = folder([("projects.csv", "slug,title_it\nacqua,Acqua\nvuoto,\n")]);
    let path = files.path().display().to_string();
    for end in ["published revision 1", "nothing changed"] {
        let outcome = opencoop(&store.url(), &["import", &path, "--on-error", "skip"]);
        assert_eq!(outcome.code, Some(1));
        assert!(outcome.stderr.contains("VALUE_MISSING") && outcome.stderr.contains(end));
    }
}

#[test]
fn a_reader_that_has_read_enough_is_no_error() {
    use std::io::Read as _;
    let store = support::Sqlite::new();
    let seeds = seeds().display().to_string();
    opencoop(&store.url(), &["import", &seeds]).success();
    let directory = tempfile::tempdir().unwrap();
    let args = ["export", "--table", "citations", "--format", "ndjson"];
    let mut child = command(&store.url(), directory.path(), &args)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    let mut first = [0; 10];
    child.stdout.take().unwrap().read_exact(&mut first).unwrap();
    let ended = child.wait_with_output().unwrap();
    assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
}
