//! `opencoop catalog check`: what portals would refuse, before any of them comes.

#![expect(clippy::print_stderr, reason = "the command line speaks there")]

use std::process::ExitCode;

use clap::{ArgMatches, Command};

use super::commands::print;
use crate::about::Service;
use crate::catalogue::check::{self, check};
use crate::config::Config;
use crate::error::Result;
use crate::export::format_kinds;

/// The command.
pub(super) fn command() -> Command {
    Command::new("catalog")
        .about("See to the catalogue that portals harvest")
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            Command::new("check")
                .about("Say what of the publisher's settings portals would refuse")
                .after_help(
                    "Examples:\n  opencoop catalog check\n  opencoop catalog check --report json \
                     --language it",
                )
                .args(super::report()),
        )
}

/// Runs it. It ends with 1 if a portal would refuse something.
pub(super) fn run(config: &Config, matches: &ArgMatches) -> Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).map_or("", String::as_str);
    let language = given("language");
    let problems = check(&Service::of(config, format_kinds()));
    if given("report") == "json" {
        print(&format!("{}\n", check::as_json(&problems, language)))?;
    } else {
        eprint!("{}", check::as_text(&problems, language));
    }
    let count = check::count(&problems);
    eprintln!("{}", conclusion(count, language));
    Ok(if count == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn conclusion(count: usize, language: &str) -> String {
    match (count, language) {
        (0, "it") => "nulla che un portale rifiuterebbe".to_owned(),
        (0, _) => "nothing that a portal would refuse".to_owned(),
        (1, "it") => "1 problema".to_owned(),
        (1, _) => "1 problem".to_owned(),
        (_, "it") => format!("{count} problemi"),
        (_, _) => format!("{count} problems"),
    }
}

/// Tells the log the same of each start: a line for each problem.
pub(super) fn warn(config: &Config) {
    let problems = check(&Service::of(config, format_kinds()));
    for problem in problems.iter().filter(|problem| problem.is_refused) {
        tracing::warn!("{}; {}", problem.line("en"), problem.hint.en);
    }
}
