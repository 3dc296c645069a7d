//! The values of all settings, and where each comes from.

use std::collections::BTreeMap;

use super::settings::{SETTINGS, find};
use crate::error::{Error, Result};

/// A value and its origin: `default`, the name of the file, of the variable or of the flag.
#[derive(Debug, Clone)]
struct Given {
    value: String,
    origin: String,
}

/// The values of all settings.
#[derive(Debug, Clone)]
pub(super) struct Effective(BTreeMap<&'static str, Given>);

impl Default for Effective {
    fn default() -> Self {
        let given = |value: &str| Given { value: value.to_owned(), origin: "default".to_owned() };
        Self(SETTINGS.iter().map(|setting| (setting.key, given(setting.default))).collect())
    }
}

impl Effective {
    /// Sets the value of a key that `origin` gives.
    ///
    /// # Errors
    ///
    /// [`Error::Setting`] if there is no such setting.
    pub(super) fn set(&mut self, key: &str, value: &str, origin: &str) -> Result<()> {
        let setting = find(key).ok_or_else(|| unknown(&format!("`{key}` in `{origin}`")))?;
        let given = Given { value: value.to_owned(), origin: origin.to_owned() };
        self.0.insert(setting.key, given);
        Ok(())
    }

    /// The value of a setting.
    pub(super) fn text(&self, key: &str) -> &str {
        self.0.get(key).map_or("", |given| given.value.as_str())
    }

    /// Where the value of a setting comes from.
    pub(super) fn origin(&self, key: &str) -> &str {
        self.0.get(key).map_or("default", |given| given.origin.as_str())
    }

    /// The value of a setting that is a whole number of 32 bits, from one.
    pub(super) fn number(&self, key: &str) -> Result<u64> {
        let text = self.text(key);
        match text.parse::<u32>() {
            Ok(number) if number > 0 => Ok(u64::from(number)),
            _ => Err(self.refuse(key, &format!("`{text}` is no whole number from 1"))),
        }
    }

    /// The value of a setting that is a whole number of 32 bits, from nought.
    pub(super) fn number_or_none(&self, key: &str) -> Result<u32> {
        let text = self.text(key);
        text.parse().map_err(|_| self.refuse(key, &format!("`{text}` is no whole number")))
    }

    /// The refusal of the value of a setting.
    pub(super) fn refuse(&self, key: &str, what: &str) -> Error {
        let origin = self.origin(key);
        Error::Setting {
            what: format!("the setting `{key}` ({origin}) cannot be used: {what}"),
            hint: format!("correct `{key}`; `opencoop config` shows all settings"),
        }
    }
}

/// The refusal of a name that is no setting.
pub(super) fn unknown(name: &str) -> Error {
    Error::Setting {
        what: format!("{name} is no setting"),
        hint: "take it away, or see the names with `opencoop config`".to_owned(),
    }
}
