//! The command line: each command is one call into a module above.
//!
//! Data goes to standard output, all else to standard error. Exit codes: 0 done, 1 the user's
//! input, 2 a fault of ours.

mod catalogue;
mod commands;
mod export;
mod progress;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use crate::config::{Config, SETTINGS};
use crate::error::{Error, Result};

/// What the program does, for `--help`.
const ABOUT: &str = "International cooperation of a city as a service: GraphQL, GET, CSV and JSON \
                     from one store. Without a command it serves.";

const EXAMPLES: &str = "Examples:
  opencoop                                        serve the seeds on http://127.0.0.1:8080
  opencoop --listen 0.0.0.0:80 --store postgres://opencoop@localhost/opencoop
  opencoop validate seeds --language it           say what is wrong with the files, in Italian
  opencoop import seeds                           publish the files as a new revision
  opencoop export --table projects --format csv   write a table to standard output";

/// The command line as clap knows it; settings are flags of every command.
pub fn command() -> Command {
    let settings = SETTINGS.iter().map(|setting| {
        Arg::new(setting.key)
            .long(setting.flag())
            .value_name("VALUE")
            .help(format!("{} [default: {}]", setting.doc, setting.default))
            .help_heading("Settings")
            .global(true)
            .hide_short_help(setting.key.starts_with("limits."))
    });
    Command::new("opencoop")
        .version(env!("CARGO_PKG_VERSION"))
        .about(ABOUT)
        .after_help(EXAMPLES)
        .args(settings)
        .arg(
            Arg::new("config")
                .long("config")
                .value_name("FILE")
                .help("File of settings [default: opencoop.toml, if it is there]")
                .value_parser(value_parser!(PathBuf))
                .global(true),
        )
        .subcommand(
            Command::new("serve")
                .about("Serve the newest revision (the default)")
                .after_help("Example:\n  opencoop serve --listen 0.0.0.0:80"),
        )
        .subcommand(reading("import", "Publish CSV files as a new revision"))
        .subcommand(reading("validate", "Say all that is wrong with CSV files; write nothing"))
        .subcommand(export::command())
        .subcommand(catalogue::command())
        .subcommand(generate())
        .subcommand(
            Command::new("config")
                .about("Print each setting, its value and its origin")
                .after_help("Example:\n  opencoop config > opencoop.toml"),
        )
        .subcommand(
            Command::new("schema")
                .about(
                    "Print the GraphQL schema (SDL), the OpenAPI document or the data dictionary",
                )
                .after_help(
                    "Examples:\n  opencoop schema > schema.graphql\n  opencoop schema --format \
                     openapi > openapi.json",
                )
                .arg(
                    Arg::new("format")
                        .long("format")
                        .value_parser(["graphql", "openapi", "dictionary"])
                        .default_value("graphql")
                        .help("Which of these"),
                ),
        )
}

fn reading(name: &'static str, about: &'static str) -> Command {
    Command::new(name)
        .about(about)
        .after_help(format!(
            "Examples:\n  opencoop {name} seeds\n  opencoop {name} projects.csv \
             project_countries.csv --on-error skip --report json"
        ))
        .arg(
            Arg::new("paths")
                .value_name("DIR|FILE")
                .help("Folders and files; a file is known by its name, such as `projects.csv`")
                .value_parser(value_parser!(PathBuf))
                .num_args(1..)
                .required(true),
        )
        .arg(
            Arg::new("on-error")
                .long("on-error")
                .value_parser(["refuse", "skip"])
                .default_value("refuse")
                .help("Refuse all if something is wrong, or leave out the rows that are wrong"),
        )
        .arg(
            Arg::new("keep-missing")
                .long("keep-missing")
                .action(ArgAction::SetTrue)
                .help("Keep records and links that no file gives; else they are removed"),
        )
        .args(report())
}

/// In which language and form a report of problems is told.
fn report() -> [Arg; 2] {
    [
        Arg::new("language")
            .long("language")
            .value_parser(["en", "it"])
            .default_value("en")
            .help("Language of the report"),
        Arg::new("report")
            .long("report")
            .value_parser(["text", "json"])
            .default_value("text")
            .help("Form of the report: text on standard error, JSON on standard output"),
    ]
}

fn generate() -> Command {
    Command::new("generate")
        .about("Write made-up data of any size as CSV files")
        .after_help("Example:\n  opencoop generate --projects 100000 --seed 1 data/made-up")
        .arg(
            Arg::new("projects")
                .long("projects")
                .value_name("NUMBER")
                .value_parser(value_parser!(u64).range(1..=50_000_000))
                .default_value("1000")
                .help("Number of projects; all other numbers follow from it"),
        )
        .arg(
            Arg::new("seed")
                .long("seed")
                .value_name("NUMBER")
                .value_parser(value_parser!(u64))
                .default_value("1")
                .help("The same seed gives the same files"),
        )
        .arg(
            Arg::new("directory")
                .value_name("DIR")
                .value_parser(value_parser!(PathBuf))
                .required(true)
                .help("Folder to write into; made if it does not exist"),
        )
}

fn config(matches: &ArgMatches) -> Result<Config> {
    let flags: Vec<(&'static str, String)> = SETTINGS
        .iter()
        .filter_map(|setting| {
            let value = matches.try_get_one::<String>(setting.key).ok()??;
            Some((setting.key, value.clone()))
        })
        .collect();
    Config::read(matches.get_one::<PathBuf>("config").map(PathBuf::as_path), &flags)
}

/// Runs the command line and says how it ended.
#[expect(clippy::print_stderr, reason = "errors of the command line are told to the person there")]
pub fn run() -> ExitCode {
    let matches = match command().try_get_matches() {
        Ok(matches) => matches,
        Err(error) => {
            let _ = error.print();
            return if error.use_stderr() { ExitCode::FAILURE } else { ExitCode::SUCCESS };
        }
    };
    match dispatch(&matches) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error}");
            if let Error::Internal { cause } = &error {
                eprintln!("  caused by: {cause}");
            }
            if !error.hint().is_empty() && !matches!(error, Error::Internal { .. }) {
                eprintln!("\nhint: {}", error.hint());
            }
            ExitCode::from(error.exit_code())
        }
    }
}

fn dispatch(matches: &ArgMatches) -> Result<ExitCode> {
    let (name, of_command) = matches.subcommand().unwrap_or(("serve", matches));
    // Settings are flags of the innermost command.
    let innermost = of_command.subcommand().map_or(of_command, |(_, innermost)| innermost);
    let config = config(innermost)?;
    match name {
        "import" => commands::import(&config, of_command, false),
        "validate" => commands::import(&config, of_command, true),
        "export" => export::run(&config, of_command),
        "catalog" => catalogue::run(&config, innermost),
        "generate" => commands::generate(of_command),
        "config" => commands::config(&config),
        "schema" => commands::schema(of_command),
        _ => commands::serve(config),
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_command_line_is_sound() {
        super::command().debug_assert();
    }
}
