//! Every setting once: its key, variable, flag, default and meaning.
//!
//! Values come from `opencoop.toml`, then `OPENCOOP_*` variables, then flags; the later wins. This
//! is the only place that reads the environment.

mod file;

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::model::value::is_language_tag;

/// The file that is read where none is named.
pub const FILE: &str = "opencoop.toml";

/// The beginning of the names of all variables.
const PREFIX: &str = "OPENCOOP_";

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// The key in `opencoop.toml`; a point divides the section from the name.
    pub key: &'static str,
    /// The value where nobody gives one.
    pub default: &'static str,
    /// What it is for, as a sentence.
    pub doc: &'static str,
}

const fn setting(key: &'static str, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, default, doc }
}

/// All settings, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    setting("listen", "127.0.0.1:8080", "Address and port that the server listens on."),
    setting(
        "store",
        "sqlite:data/opencoop.db",
        "Where the data is kept: `sqlite:FILE` or `postgres://user:password@host/database`.",
    ),
    setting("data", "data", "Folder for files that the server makes."),
    setting(
        "base_url",
        "http://localhost:8080",
        "Address under which others reach the server; permanent addresses begin with it.",
    ),
    setting(
        "seeds",
        "seeds",
        "Folder of the data that a server imports into an empty store; empty for none.",
    ),
    setting(
        "languages",
        "it,en",
        "Languages of the publisher, the first one first; texts fall back along them.",
    ),
    setting("publisher", "OpenCoop", "Name of the body that publishes the data."),
    setting("contact", "", "E-mail address of the publisher."),
    setting(
        "licence",
        "https://creativecommons.org/licenses/by/4.0/",
        "Address of the licence of the data.",
    ),
    setting("home_city", "milan", "Slug of the city whose cooperation it is."),
    setting("log", "info", "What is logged: `error`, `warn`, `info`, `debug`, or a filter."),
    setting("limits.page_size", "100", "Records on a page where a request names no number."),
    setting("limits.page_size_max", "1000", "Most records on a page."),
    setting("limits.body_bytes", "1048576", "Longest body of a request, in bytes."),
    setting("limits.query_bytes", "65536", "Longest GraphQL document, in bytes."),
    setting("limits.query_depth", "16", "Deepest GraphQL selection."),
    setting("limits.query_fields", "1000", "Most fields that a GraphQL document selects."),
    setting(
        "limits.query_records",
        "100000",
        "Most records that a GraphQL operation can reach, worked out before it runs.",
    ),
    setting("limits.request_seconds", "30", "Longest time for one answer, in seconds."),
    setting("limits.shutdown_seconds", "30", "Time that running requests get to end."),
];

/// A setting and where its value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Effective {
    /// The value.
    pub value: String,
    /// `default`, the name of the file, of the variable or of the flag.
    pub origin: String,
}

/// Limits on what strangers may ask.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Records on a page where a request names no number.
    pub page_size: usize,
    /// Most records on a page.
    pub page_size_max: usize,
    /// Longest body of a request, in bytes.
    pub body_bytes: usize,
    /// Longest GraphQL document, in bytes.
    pub query_bytes: usize,
    /// Deepest GraphQL selection.
    pub query_depth: usize,
    /// Most fields that a GraphQL document selects.
    pub query_fields: usize,
    /// Most records that a GraphQL operation can reach.
    pub query_records: usize,
    /// Longest time for one answer, in seconds.
    pub request_seconds: u64,
    /// Time that running requests get to end, in seconds.
    pub shutdown_seconds: u64,
}

/// All settings with their values.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: String,
    /// Address of the store.
    pub store: String,
    /// Folder of built files.
    pub data: PathBuf,
    /// Address under which others reach the server, without a slash at its end.
    pub base_url: String,
    /// Folder of the seeds; none if there are none.
    pub seeds: Option<PathBuf>,
    /// Languages of the publisher.
    pub languages: Vec<String>,
    /// Name of the publisher.
    pub publisher: String,
    /// E-mail address of the publisher; empty if not given.
    pub contact: String,
    /// Address of the licence.
    pub licence: String,
    /// Slug of the city whose cooperation it is.
    pub home_city: String,
    /// Filter of the log.
    pub log: String,
    /// Limits on what strangers may ask.
    pub limits: Limits,
    effective: BTreeMap<&'static str, Effective>,
}

impl Setting {
    /// The name of its variable, such as `OPENCOOP_BASE_URL`.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.replace('.', "_").to_uppercase())
    }

    /// The name of its flag without the dashes, such as `base-url`.
    pub fn flag(&self) -> String {
        self.key.replace(['.', '_'], "-")
    }
}

impl Config {
    /// Reads the file at `path`, or `opencoop.toml` if it is there, then the environment, then
    /// `flags`, given by the keys of their settings.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] names the setting and where its value comes from.
    pub fn read(path: Option<&Path>, flags: &[(&'static str, String)]) -> Result<Self> {
        let environment: Vec<(String, String)> = environment();
        let named = path.map(Path::to_path_buf);
        let variable = environment.iter().find(|(name, _)| name == "OPENCOOP_CONFIG");
        let path = named.or_else(|| variable.map(|(_, path)| PathBuf::from(path)));
        let found = match &path {
            Some(path) => Some((path.clone(), file::read(path)?)),
            None if Path::new(FILE).exists() => {
                Some((PathBuf::from(FILE), file::read(Path::new(FILE))?))
            }
            None => None,
        };
        let mut effective: BTreeMap<&'static str, Effective> = SETTINGS
            .iter()
            .map(|setting| (setting.key, origin(setting.default, "default")))
            .collect();
        if let Some((path, text)) = &found {
            let name = path.display().to_string();
            for (key, value) in file::parse(&name, text)? {
                effective.insert(known(&key, &name)?.key, origin(&value, &name));
            }
        }
        for (name, value) in environment.iter().filter(|(name, _)| name != "OPENCOOP_CONFIG") {
            let setting = SETTINGS.iter().find(|setting| setting.variable() == *name);
            let setting = setting.ok_or_else(|| Error::Setting {
                what: format!("the variable `{name}` is no setting"),
                hint: "take it away, or see the names with `opencoop config`".to_owned(),
            })?;
            effective.insert(setting.key, origin(value, name));
        }
        for (key, value) in flags {
            let flag = known(key, "flags")?.flag();
            effective.insert(key, origin(value, &format!("--{flag}")));
        }
        Self::of(effective)
    }

    fn of(effective: BTreeMap<&'static str, Effective>) -> Result<Self> {
        let text = |key: &str| effective.get(key).map_or("", |found| found.value.as_str());
        let number = |key: &'static str| number(key, &effective);
        let small = |key: &'static str| number(key).map(|number| number as usize);
        let languages: Vec<String> =
            text("languages").split(',').map(|tag| tag.trim().to_owned()).collect();
        if let Some(tag) = languages.iter().find(|tag| !is_language_tag(tag)) {
            return Err(refuse("languages", &effective, &format!("`{tag}` is no language tag")));
        }
        let base_url = text("base_url").trim_end_matches('/').to_owned();
        if crate::model::value::parse_url(&base_url).is_err() {
            return Err(refuse("base_url", &effective, "it is no `http` or `https` address"));
        }
        let limits = Limits {
            page_size: small("limits.page_size")?,
            page_size_max: small("limits.page_size_max")?,
            body_bytes: small("limits.body_bytes")?,
            query_bytes: small("limits.query_bytes")?,
            query_depth: small("limits.query_depth")?,
            query_fields: small("limits.query_fields")?,
            query_records: small("limits.query_records")?,
            request_seconds: number("limits.request_seconds")?,
            shutdown_seconds: number("limits.shutdown_seconds")?,
        };
        if limits.page_size > limits.page_size_max {
            let what = "it is greater than `limits.page_size_max`";
            return Err(refuse("limits.page_size", &effective, what));
        }
        Ok(Self {
            listen: text("listen").to_owned(),
            store: text("store").to_owned(),
            data: PathBuf::from(text("data")),
            base_url,
            seeds: Some(text("seeds")).filter(|path| !path.is_empty()).map(PathBuf::from),
            languages,
            publisher: text("publisher").to_owned(),
            contact: text("contact").to_owned(),
            licence: text("licence").to_owned(),
            home_city: text("home_city").to_owned(),
            log: text("log").to_owned(),
            limits,
            effective,
        })
    }

    /// All settings with their values and where these come from, as a commented `opencoop.toml`.
    pub fn describe(&self) -> String {
        let mut out = String::new();
        let mut section = "";
        for setting in SETTINGS {
            let Some(found) = self.effective.get(setting.key) else { continue };
            let (of, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
            if of != section {
                let _ = writeln!(out, "\n[{of}]");
                section = of;
            }
            let value = if setting.key == "store" {
                without_password(&found.value)
            } else {
                found.value.clone()
            };
            let value = toml::Value::String(value);
            let _ = writeln!(out, "# {}", setting.doc);
            let _ = writeln!(out, "{name} = {value}  # {}", found.origin);
        }
        out
    }
}

/// An address without its password, so that it can be shown.
pub fn without_password(address: &str) -> String {
    match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => {
            let user = address[scheme + 3..at].split(':').next().unwrap_or_default();
            format!("{}{user}{}", &address[..scheme + 3], &address[at..])
        }
        _ => address.to_owned(),
    }
}

fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(PREFIX))
        .collect()
}

fn origin(value: &str, origin: &str) -> Effective {
    Effective { value: value.to_owned(), origin: origin.to_owned() }
}

fn known(key: &str, place: &str) -> Result<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key).ok_or_else(|| Error::Setting {
        what: format!("`{key}` in `{place}` is no setting"),
        hint: "take it away, or see the names with `opencoop config`".to_owned(),
    })
}

fn number(key: &'static str, effective: &BTreeMap<&'static str, Effective>) -> Result<u64> {
    let text = effective.get(key).map_or("", |found| found.value.as_str());
    match text.parse::<u64>() {
        Ok(number) if number > 0 && u32::try_from(number).is_ok() => Ok(number),
        _ => Err(refuse(key, effective, &format!("`{text}` is no whole number from 1"))),
    }
}

fn refuse(key: &str, effective: &BTreeMap<&'static str, Effective>, what: &str) -> Error {
    let origin = effective.get(key).map_or("default", |found| found.origin.as_str());
    Error::Setting {
        what: format!("the setting `{key}` ({origin}) cannot be used: {what}"),
        hint: format!("correct `{key}`; `opencoop config` shows all settings"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_names_of_their_own() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            assert!(SETTINGS[..at].iter().all(|other| other.flag() != setting.flag()));
            assert!(setting.doc.ends_with('.'), "{}", setting.key);
        }
    }

    #[test]
    fn unknown_keys_are_refused() {
        let values = file::parse("x.toml", "lisen = \"a\"").unwrap();
        assert!(known(&values[0].0, "x.toml").is_err());
        assert!(file::parse("x.toml", "listen = ").is_err());
    }

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("postgres://me:secret@host/db"), "postgres://me@host/db");
        assert_eq!(without_password("sqlite:data/a@b.db"), "sqlite:data/a@b.db");
    }
}
