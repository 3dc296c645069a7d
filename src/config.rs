//! Every setting once: its key, variable, flag, default and meaning.
//!
//! Values come from `opencoop.toml`, then `OPENCOOP_*` variables, then flags; the later wins. This
//! is the only place that reads the environment.

pub mod catalogue;
mod effective;
mod file;
pub mod files;
mod limits;
mod network;
mod settings;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::model::value::{is_language_tag, parse_url};
use effective::{Effective, unknown};
pub use limits::Limits;
pub use network::Network;
use settings::PREFIX;
pub use settings::{SETTINGS, Setting};

/// The file that is read where none is named.
pub const FILE: &str = "opencoop.toml";

/// The beginning of the names of the variables by which stores like S3 are reached.
const STORE_PREFIX: &str = "AWS_";

/// All settings with their values.
#[derive(Debug, Clone)]
pub struct Config {
    /// Address and port to listen on.
    pub listen: String,
    /// Address of the store.
    pub store: String,
    /// Folder of what the program builds.
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
    /// What catalogues say of the publisher.
    pub catalogue: catalogue::Catalogue,
    /// Filter of the log.
    pub log: String,
    /// Proxies whose word on the address of a client is believed.
    pub trusted_proxies: Vec<Network>,
    /// How long an answer may be kept without asking again.
    pub cache_seconds: u32,
    /// Where whole files of revisions are kept.
    pub files: files::Place,
    /// Of how many revisions they are kept.
    pub files_kept: usize,
    /// Limits on what strangers may ask.
    pub limits: Limits,
    effective: Effective,
}

impl Config {
    /// Reads the file at `path`, or `opencoop.toml` if it is there, then the environment, then
    /// `flags`, given by the keys of their settings.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`](crate::error::Error::Setting) names the setting and where its value comes from.
    pub fn read(path: Option<&Path>, flags: &[(&'static str, String)]) -> Result<Self> {
        let environment = environment(PREFIX);
        let variable = environment.iter().find(|(name, _)| name == "OPENCOOP_CONFIG");
        let named = path.map(Path::to_path_buf);
        let path = named.or_else(|| variable.map(|(_, path)| PathBuf::from(path)));
        let path = path.or_else(|| Some(PathBuf::from(FILE)).filter(|path| path.exists()));
        let mut effective = Effective::default();
        if let Some(path) = path {
            let name = path.display().to_string();
            for (key, value) in file::parse(&name, &file::read(&path)?)? {
                effective.set(&key, &value, &name)?;
            }
        }
        for (name, value) in environment.iter().filter(|(name, _)| name != "OPENCOOP_CONFIG") {
            let setting = SETTINGS.iter().find(|setting| setting.variable() == *name);
            let setting = setting.ok_or_else(|| unknown(&format!("the variable `{name}`")))?;
            effective.set(setting.key, value, name)?;
        }
        for (key, value) in flags {
            let flag = settings::find(key).map_or_else(String::new, Setting::flag);
            effective.set(key, value, &format!("--{flag}"))?;
        }
        Self::of(effective)
    }

    fn of(effective: Effective) -> Result<Self> {
        let text = |key: &str| effective.text(key).to_owned();
        let languages: Vec<String> =
            text("languages").split(',').map(|tag| tag.trim().to_owned()).collect();
        if let Some(tag) = languages.iter().find(|tag| !is_language_tag(tag)) {
            return Err(effective.refuse("languages", &format!("`{tag}` is no language tag")));
        }
        let base_url = text("base_url").trim_end_matches('/').to_owned();
        if parse_url(&base_url).is_err() {
            return Err(effective.refuse("base_url", "it is no `http` or `https` address"));
        }
        let given = text("trusted_proxies");
        let proxies = given.split(',').map(str::trim).filter(|part| !part.is_empty());
        let trusted_proxies = proxies
            .map(|part| {
                let what = format!("`{part}` is neither an address nor a network");
                Network::parse(part).ok_or_else(|| effective.refuse("trusted_proxies", &what))
            })
            .collect::<Result<Vec<Network>>>()?;
        let cache_seconds = effective.number_or_none("cache_seconds")?;
        let files = files::Place::parse(&text("files"), &text("data"), environment(STORE_PREFIX));
        let files = files.map_err(|what| effective.refuse("files", what))?;
        let files_kept = effective.number("files_kept")? as usize;
        let limits = Limits::of(&effective)?;
        if limits.page_size > limits.page_size_max {
            let what = "it is greater than `limits.page_size_max`";
            return Err(effective.refuse("limits.page_size", what));
        }
        let store = match text("store") {
            store if store.is_empty() => format!("sqlite:{}/opencoop.db", text("data")),
            store => store,
        };
        Ok(Self {
            listen: text("listen"),
            store,
            data: PathBuf::from(text("data")),
            base_url,
            seeds: Some(text("seeds")).filter(|path| !path.is_empty()).map(PathBuf::from),
            languages,
            publisher: text("publisher"),
            contact: text("contact"),
            licence: text("licence"),
            catalogue: catalogue::Catalogue::of(&effective),
            log: text("log"),
            trusted_proxies,
            cache_seconds,
            files,
            files_kept,
            limits,
            effective,
        })
    }

    /// All settings with their values and where these come from, as a commented `opencoop.toml`.
    pub fn describe(&self) -> String {
        let mut out = String::new();
        let mut section = "";
        for setting in SETTINGS {
            let value = self.effective.text(setting.key);
            let (of, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
            if of != section {
                let _ = writeln!(out, "\n[{of}]");
                section = of;
            }
            let value = match setting.key {
                "store" => without_password(value),
                _ => value.to_owned(),
            };
            let value = toml::Value::String(value);
            let _ = writeln!(out, "# {}", setting.doc);
            let _ = writeln!(out, "{name} = {value}  # {}", self.effective.origin(setting.key));
        }
        out
    }
}

/// An address without its password, so that it can be shown.
pub fn without_password(address: &str) -> String {
    let (address, query) = address.split_once('?').unwrap_or((address, ""));
    let mut shown = match (address.find("://"), address.rfind('@')) {
        (Some(scheme), Some(at)) if scheme + 3 < at => {
            let user = address[scheme + 3..at].split(':').next().unwrap_or_default();
            format!("{}{user}{}", &address[..scheme + 3], &address[at..])
        }
        _ => address.to_owned(),
    };
    let open = query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("password="));
    for (at, pair) in open.enumerate() {
        shown.push(if at == 0 { '?' } else { '&' });
        shown.push_str(pair);
    }
    shown
}

fn environment(prefix: &str) -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .filter(|(name, _)| name.starts_with(prefix))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_not_shown() {
        assert_eq!(without_password("postgres://me:secret@host/db"), "postgres://me@host/db");
        assert_eq!(without_password("sqlite:data/a@b.db"), "sqlite:data/a@b.db");
        let query = "postgres://host/db?user=x&password=hunter2&sslmode=require";
        assert_eq!(without_password(query), "postgres://host/db?user=x&sslmode=require");
    }
}
