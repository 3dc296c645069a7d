//! What the service says of itself and of its records, the same on every door.
//!
//! Doors ask here for facts as plain JSON and write them in their own words: labels are objects
//! `{en, it}`, names are those of files. Nothing here knows a door.

pub mod citation;
pub mod codes;
pub mod datasets;
pub mod explain;
pub mod journal;

use crate::config::Config;
use crate::config::catalogue::Catalogue;
use crate::error::{Error, Result};
use crate::model::table::Table;

/// Who serves, from where, and in which formats.
#[derive(Debug, Clone, Default)]
pub struct Service {
    /// Address under which others reach the server, without a slash at its end.
    pub base_url: String,
    /// Languages of the publisher, the first one first.
    pub languages: Vec<String>,
    /// Name of the publisher.
    pub publisher: String,
    /// E-mail address of the publisher; empty if not given.
    pub contact: String,
    /// Address of the licence of the data.
    pub licence: String,
    /// What catalogues say of it.
    pub catalogue: Catalogue,
    /// The formats of the files of tables.
    pub formats: Vec<FileFormat>,
}

/// A format of the files of tables.
#[derive(Debug, Clone, Copy)]
pub struct FileFormat {
    /// The ending of names.
    pub name: &'static str,
    /// The media type.
    pub media_type: &'static str,
    /// Whether it is there for tables with a position alone.
    pub needs_point: bool,
}

impl FileFormat {
    /// Those of some formats in which a table is a file.
    pub fn of<'f>(formats: &'f [Self], table: &Table) -> impl Iterator<Item = &'f Self> + use<'f> {
        let has_point = table.has_point();
        formats.iter().filter(move |format| has_point || !format.needs_point)
    }
}

impl Service {
    /// The service of a configuration, with these formats of files.
    pub fn of(config: &Config, formats: Vec<FileFormat>) -> Self {
        Self {
            base_url: config.base_url.clone(),
            languages: config.languages.clone(),
            publisher: config.publisher.clone(),
            contact: config.contact.clone(),
            licence: config.licence.clone(),
            catalogue: config.catalogue.clone(),
            formats,
        }
    }

    /// The e-mail address of the publisher, if what is given is one.
    pub fn email(&self) -> Option<&str> {
        Some(self.contact.trim()).filter(|address| is_email(address))
    }
}

/// Whether a text is an e-mail address that a mail program and a portal take.
fn is_email(text: &str) -> bool {
    let Some((name, host)) = text.rsplit_once('@') else { return false };
    let is_name =
        |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+/=?^_`{|}~.-".contains(&byte);
    let is_label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    text.len() <= 254
        && !name.is_empty()
        && !name.starts_with('.')
        && !name.ends_with('.')
        && !name.contains("..")
        && name.bytes().all(is_name)
        && host.contains('.')
        && host.split('.').all(is_label)
}

/// Refuses a parameter of one of these names that stands twice, where only one of the two could
/// count.
///
/// # Errors
///
/// [`Error::Argument`] names it.
pub fn once(pairs: &[(String, String)], names: &[&str]) -> Result<()> {
    for (at, (name, _)) in pairs.iter().enumerate() {
        let is_single = names.contains(&name.as_str());
        if is_single && pairs.iter().take(at).any(|(other, _)| other == name) {
            return Err(Error::Argument {
                argument: name.clone(),
                what: "it is given twice".to_owned(),
                hint: "give it once; several names stand in one, with `,` between them".to_owned(),
            });
        }
    }
    Ok(())
}
