//! `opencoop export`: the file of an address, without a server.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use clap::{Arg, ArgAction, ArgMatches, Command, value_parser};

use super::commands::{runtime, start_log, store_to_read};
use crate::about::Service;
use crate::api::parameters;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::export::{
    EVERYTHING, FORMATS, Options, Pieces, Scope, Subject, find_format, format_kinds,
};
use crate::image::filter::{Filter, parse};
use crate::image::load::load;
use crate::store::Store;

/// The parameters of an address that are options too: name, value and what they do.
const OPTIONS: [(&str, &str, &str); 5] = [
    ("columns", "NAMES", "These columns in this order, such as `slug,title_it`"),
    ("language", "TAG", "Language of labels: `en` or `it`"),
    ("order", "NAME", "Order of the records, such as `-starts_on`"),
    ("limit", "NUMBER", "The most records"),
    ("sep", "SIGN", "What stands between the cells of CSV: `,`, `;`, `|` or `tab`"),
];

/// Those that are on or off.
const SWITCHES: [(&str, &str); 2] = [
    ("bom", "Begin CSV with a byte order mark, by which Excel knows UTF-8"),
    ("nested", "JSON with records as at `/api`, with objects and lists in place of cells"),
];

/// The command.
pub(super) fn command() -> Command {
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    let mut command = Command::new("export")
        .about("Write a table of the newest revision as a file, the same as at `/export`")
        .after_help(
            "Examples:\n  opencoop export --table projects --format csv > projects.csv\n  \
             opencoop export --table missions --format ndjson --filter \
             '{\"direction\":{\"eq\":\"inbound\"}}' -o missions.ndjson\n  \
             opencoop export --table projects --query 'country=MZ&order=-starts_on' --sep ';' --bom",
        )
        .arg(
            Arg::new("table")
                .long("table")
                .value_name("TABLE")
                .help("Table, such as `projects`, or link, such as `project_countries`"),
        )
        .arg(
            Arg::new("format")
                .long("format")
                .value_name("FORMAT")
                .value_parser(formats)
                .default_value("csv")
                .help("Form of the file"),
        )
        .arg(
            Arg::new("filter")
                .long("filter")
                .value_name("JSON")
                .help("Only records for which this filter holds, written as in GraphQL"),
        )
        .arg(
            Arg::new("query")
                .long("query")
                .value_name("QUERY")
                .help("Filter and options as in an address, such as `country=MZ&limit=10`"),
        );
    for (name, value, help) in OPTIONS {
        let arg = Arg::new(name).long(name).value_name(value).allow_hyphen_values(true);
        command = command.arg(arg.help(help));
    }
    for (name, help) in SWITCHES {
        command = command.arg(Arg::new(name).long(name).action(ArgAction::SetTrue).help(help));
    }
    command.arg(
        Arg::new("output")
            .short('o')
            .long("output")
            .value_name("FILE")
            .value_parser(value_parser!(PathBuf))
            .help("File to write; it is there when it is whole [default: standard output]"),
    )
}

/// Writes the file.
pub(super) fn run(config: &Config, matches: &ArgMatches) -> Result<ExitCode> {
    start_log(config)?;
    let image = runtime()?.block_on(async {
        let store = Store::open(store_to_read(config)).await?;
        let image = load(&store, &config.languages).await;
        store.close().await;
        image
    })?;
    let image = Arc::new(image.ok_or(Error::NotReady)?);
    let service = Arc::new(Service::of(config, format_kinds()));
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let format = find_format(text("format").unwrap_or_default())?;
    let pairs = pairs(matches);
    let subject = match format.scope() {
        Scope::Everything => {
            let named = text("table").filter(|name| *name != EVERYTHING).map(|_| "table");
            let filtered = text("filter").map(|_| "filter");
            let first = pairs.first().map(|pair| pair.0.as_str());
            if let Some(name) = named.or(filtered).or(first) {
                return Err(Error::Usage {
                    what: format!("`{}` holds everything: there is no `{name}`", format.name()),
                    hint: "leave it out, or choose a format of tables, such as `csv`".to_owned(),
                });
            }
            Subject::everything(image, service)
        }
        Scope::Table => {
            let table = text("table").ok_or_else(|| Error::Usage {
                what: format!("`{}` holds one table: which?", format.name()),
                hint: "name it, such as `--table projects`".to_owned(),
            })?;
            let (options, filters) = Options::take(format, pairs)?;
            let filter = |table| {
                let of_query = parameters::filter(table, &filters)?;
                let Some(json) = text("filter").filter(|json| !json.is_empty()) else {
                    return Ok(of_query);
                };
                let of_json = parse::filter_of_text(table, json, "--filter")?;
                Ok(Filter::all(vec![of_query, of_json]))
            };
            Subject::some(image, service, table, options, &filter)?
        }
    };
    let pieces = format.pieces(subject)?;
    let Some(path) = matches.get_one::<PathBuf>("output") else {
        return match write_all(io::stdout().lock(), pieces)? {
            // Whoever reads has read enough.
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::SUCCESS),
            done => ended("standard output".to_owned(), done),
        };
    };
    ended(path.display().to_string(), write_file(path, pieces)?)
}

/// The parameters that an address would have.
fn pairs(matches: &ArgMatches) -> Vec<(String, String)> {
    let text = |name: &str| matches.get_one::<String>(name).map(String::as_str);
    let mut pairs = parameters::pairs(text("query").unwrap_or_default());
    for (name, ..) in OPTIONS {
        pairs.extend(text(name).map(|value| (name.to_owned(), value.to_owned())));
    }
    let switched = SWITCHES.iter().filter(|(name, _)| matches.get_flag(name));
    pairs.extend(switched.map(|(name, _)| ((*name).to_owned(), "1".to_owned())));
    pairs
}

fn ended(path: String, written: io::Result<()>) -> Result<ExitCode> {
    written.map(|()| ExitCode::SUCCESS).map_err(|error| Error::File {
        action: "write",
        path,
        cause: error.to_string(),
        hint: "choose a file in a folder that exists and has room".to_owned(),
    })
}

/// Writes a file beside its place and puts it there when it is whole, so that nobody reads a part
/// and a failure leaves what was there.
fn write_file(path: &Path, pieces: Pieces) -> Result<io::Result<()>> {
    // A device or a pipe has no place that another could take.
    if fs::metadata(path).is_ok_and(|found| !found.is_file()) {
        return match File::options().write(true).open(path) {
            Ok(file) => write_all(BufWriter::new(file), pieces),
            Err(error) => Ok(Err(error)),
        };
    }
    // The file that a link leads to is written, not the link.
    let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.part", std::process::id()));
    let part = path.with_file_name(name);
    let written = match File::create(&part) {
        Ok(file) => write_all(BufWriter::new(&file), pieces).map(|done| {
            done.and_then(|()| file.sync_all()).and_then(|()| fs::rename(&part, &path))
        }),
        Err(error) => return Ok(Err(error)),
    };
    if !matches!(written, Ok(Ok(()))) {
        // What cannot be taken away stays; the failure itself is what is told.
        let _ = fs::remove_file(&part);
    }
    written
}

/// Writes all pieces; the inner result says whether there was room.
fn write_all(mut out: impl Write, pieces: Pieces) -> Result<io::Result<()>> {
    for piece in pieces {
        if let Err(error) = out.write_all(&piece?) {
            return Ok(Err(error));
        }
    }
    Ok(out.flush())
}
