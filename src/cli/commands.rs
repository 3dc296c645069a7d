//! The commands. Each prints what was asked for to standard output, and all else to standard error.

#![expect(clippy::print_stderr, reason = "the command line speaks there")]

use std::io::{self, IsTerminal as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::ArgMatches;

use super::catalogue;
use super::progress::Console;
use crate::about::Service;
use crate::api::openapi;
use crate::config::{Config, Limits};
use crate::describe::{dictionary, nothing};
use crate::error::{Error, Result};
use crate::export::format_kinds;
use crate::generate;
use crate::graphql;
use crate::http;
use crate::import::finding::Language;
use crate::import::{OnError, Options, Outcome, report, run as import_files};
use crate::store::Store;
use crate::store::history::Report;

/// The moment, in seconds since 1970.
#[expect(clippy::disallowed_methods, reason = "the command line is where time comes in")]
fn seconds() -> i64 {
    jiff::Timestamp::now().as_second()
}

/// The moment, in RFC 3339 with seconds.
fn now() -> String {
    crate::model::value::format_instant(seconds())
}

/// How long to wait for another process that imports the seeds, before looking again.
const SEED_WAIT: Duration = Duration::from_millis(500);

pub(super) fn runtime() -> Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Error::internal)
}

pub(super) fn start_log(config: &Config) -> Result<()> {
    // The parts below speak up only when something is wrong; the setting may ask for more.
    let filter = format!("sqlx=warn,sqlx::query=error,poem=warn,{}", config.log);
    let filter =
        tracing_subscriber::EnvFilter::try_new(filter).map_err(|error| Error::Setting {
            what: format!("the setting `log` cannot be used: {error}"),
            hint: "use `error`, `warn`, `info`, `debug` or `trace`".to_owned(),
        })?;
    let log = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(io::stderr)
        .with_ansi(io::stderr().is_terminal())
        .with_target(false);
    // A second start in one process keeps the first log.
    let _ = log.try_init();
    Ok(())
}

pub(super) fn serve(config: Config) -> Result<ExitCode> {
    start_log(&config)?;
    catalogue::warn(&config);
    let runtime = runtime()?;
    let served = runtime.block_on(async {
        let listener = http::Listener::bind(&config.listen).await?;
        let store = Store::open(&config.store).await?;
        if let Some(seeds) = &config.seeds {
            while store.newest_revision().await?.is_none() {
                match seed(&store, seeds).await {
                    // Another server that starts at the same time imports them.
                    Err(Error::StoreBusy { .. }) => tokio::time::sleep(SEED_WAIT).await,
                    other => {
                        other?;
                        break;
                    }
                }
            }
        }
        let ready = |address: &str| eprintln!("listening on http://{address}");
        http::serve(config, store, listener, seconds, ready).await
    });
    // Files that are being made are not waited for: the next start makes them.
    runtime.shutdown_background();
    served.map(|()| ExitCode::SUCCESS)
}

/// Imports the seeds into an empty store.
async fn seed(store: &Store, seeds: &std::path::Path) -> Result<()> {
    let paths = [seeds.to_path_buf()];
    let options = Options::default();
    match import_files(store, &paths, &options, &now, &Console::default()).await? {
        Outcome::Refused(report) => {
            eprint!("{}", report::as_text(&report.problems));
            Err(Error::Refused { problems: report.problem_count })
        }
        Outcome::Published(revision, report) => {
            tracing::info!(revision, rows = report.rows, "imported the seeds");
            Ok(())
        }
        Outcome::Unchanged(_) | Outcome::Valid(_) => Ok(()),
    }
}

fn options(matches: &ArgMatches, dry_run: bool) -> Options {
    let given = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    Options {
        on_error: if given("on-error") == "skip" { OnError::Skip } else { OnError::Refuse },
        keep_missing: matches.get_flag("keep-missing"),
        dry_run,
        language: if given("language") == "it" { Language::Italian } else { Language::English },
    }
}

/// The store that a command reads which writes nothing: one in memory in place of a file that is
/// not there, so that none is made.
pub(super) fn store_to_read(config: &Config) -> &str {
    if Store::file_of(&config.store).is_some_and(|path| !path.exists()) {
        return "sqlite::memory:";
    }
    &config.store
}

pub(super) fn import(config: &Config, matches: &ArgMatches, dry_run: bool) -> Result<ExitCode> {
    start_log(config)?;
    let paths: Vec<PathBuf> =
        matches.get_many::<PathBuf>("paths").into_iter().flatten().cloned().collect();
    let options = options(matches, dry_run);
    let address = if dry_run { store_to_read(config) } else { &config.store };
    let outcome = runtime()?.block_on(async {
        let store = Store::open(address).await?;
        let outcome = import_files(&store, &paths, &options, &now, &Console::default()).await;
        store.close().await;
        outcome
    })?;
    let (Outcome::Published(_, report)
    | Outcome::Unchanged(report)
    | Outcome::Valid(report)
    | Outcome::Refused(report)) = &outcome;
    let as_json = matches.get_one::<String>("report").is_some_and(|form| form == "json");
    if as_json {
        print(&format!("{}\n", report::as_json(report)))?;
    } else {
        eprint!("{}", report::as_text(&report.problems));
    }
    conclude(&outcome, report, options.language)
}

fn conclude(outcome: &Outcome, report: &Report, language: Language) -> Result<ExitCode> {
    let italian = language == Language::Italian;
    let Report { rows, added, changed, removed, refused, .. } = report;
    match outcome {
        Outcome::Published(revision, _) if italian => eprintln!(
            "pubblicata la revisione {revision}: {rows} righe lette, {added} schede aggiunte, \
             {changed} cambiate, {removed} rimosse, {refused} righe escluse"
        ),
        Outcome::Published(revision, _) => eprintln!(
            "published revision {revision}: {rows} rows read, {added} records added, \
             {changed} changed, {removed} removed, {refused} rows left out"
        ),
        Outcome::Unchanged(_) if italian => {
            eprintln!("nessun cambiamento: nessuna revisione pubblicata");
        }
        Outcome::Unchanged(_) => eprintln!("nothing changed: no revision was published"),
        Outcome::Valid(_) if italian => {
            eprintln!("{rows} righe lette, {refused} con problemi");
        }
        Outcome::Valid(_) => eprintln!("{rows} rows read, {refused} with problems"),
        Outcome::Refused(_) => {
            return Err(Error::Refused { problems: report.problem_count });
        }
    }
    Ok(if report.problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

pub(super) fn generate(matches: &ArgMatches) -> Result<ExitCode> {
    let number = |name: &str| matches.get_one::<u64>(name).copied().unwrap_or(1);
    let options = generate::Options { projects: number("projects"), seed: number("seed") };
    let directory = matches.get_one::<PathBuf>("directory").cloned().unwrap_or_default();
    let summary = generate::run(&options, &directory)?;
    eprintln!(
        "wrote {} rows in {} files, {} bytes, to `{}`",
        summary.rows(),
        summary.files.len(),
        summary.bytes,
        directory.display()
    );
    Ok(ExitCode::SUCCESS)
}

pub(super) fn config(config: &Config) -> Result<ExitCode> {
    print(&config.describe())
}

pub(super) fn schema(matches: &ArgMatches) -> Result<ExitCode> {
    if matches.get_one::<String>("format").is_some_and(|format| format == "dictionary") {
        // The one that is kept says nothing of the settings of one server.
        let fields = dictionary::fields(&nothing(&["it", "en"].map(str::to_owned)));
        return print(&String::from_utf8_lossy(&fields));
    }
    if matches.get_one::<String>("format").is_some_and(|format| format == "openapi") {
        // The document that is kept says nothing of the settings of one server.
        let limits = Limits::standard()?;
        return print(&openapi::document(&limits, &format_kinds()));
    }
    let service = Service { formats: format_kinds(), ..Service::default() };
    print(&graphql::sdl(service)?)
}

/// Writes to standard output; a reader that goes away is no error.
pub(super) fn print(text: &str) -> Result<ExitCode> {
    match io::stdout().lock().write_all(text.as_bytes()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(Error::internal(error)),
        _ => Ok(ExitCode::SUCCESS),
    }
}
