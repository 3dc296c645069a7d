//! How a file is written: which columns, in which order, with which labels and marks.

use crate::about::once;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::render::Plan;

use super::format::Format;

/// The languages of labels.
const LANGUAGES: [&str; 2] = ["en", "it"];

/// How a file is written; the default is the whole file as it is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// The columns in their order; all of them if none is named.
    pub columns: Option<Vec<String>>,
    /// The language of labels; the publisher's first if none is named.
    pub language: Option<String>,
    /// The order of the records, such as `-starts_on`.
    pub order: Option<String>,
    /// The most records.
    pub limit: Option<usize>,
    /// Whether CSV begins with a byte order mark, by which Excel knows UTF-8.
    pub bom: bool,
    /// What stands between the cells of CSV.
    pub separator: u8,
    /// Whether JSON has records as at `/api`, with objects and lists, in place of cells.
    pub nested: bool,
}

impl Default for Options {
    fn default() -> Self {
        let (columns, language, order, limit) = (None, None, None, None);
        Self { columns, language, order, limit, bom: false, separator: b',', nested: false }
    }
}

impl Options {
    /// The names of all parameters that are not of the filter.
    pub const NAMES: [&'static str; 7] =
        ["columns", "language", "order", "limit", "bom", "sep", "nested"];

    /// Takes the options out of the pairs of a query string; what is left is the filter.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] names the parameter that cannot be understood, that stands twice, or that
    /// the format does not take.
    pub fn take(
        format: &dyn Format,
        pairs: Vec<(String, String)>,
    ) -> Result<(Self, Vec<(String, String)>)> {
        once(&pairs, &Self::NAMES)?;
        let mut options = Self::default();
        let mut rest = Vec::with_capacity(pairs.len());
        for (name, value) in pairs {
            if Self::NAMES.contains(&name.as_str()) {
                options.set(format, &name, &value)?;
            } else if matches!(name.as_str(), "after" | "fields" | "include") {
                return Err(argument(
                    &name,
                    "a file has no pages, and no fields but its columns".to_owned(),
                    "use `columns`, `order`, `limit` and the filter, or the list at `/api`",
                ));
            } else {
                rest.push((name, value));
            }
        }
        Ok((options, rest))
    }

    /// Sets the option of a name.
    pub fn set(&mut self, format: &dyn Format, name: &str, value: &str) -> Result<()> {
        let special = ["bom", "sep", "nested"];
        if special.contains(&name) && !format.parameters().contains(&name) {
            let what = format!("the format `{}` does not take it", format.name());
            return Err(argument(name, what, "leave it out, or take another format"));
        }
        match name {
            "columns" => {
                let names = value.split(',').map(|name| name.trim().to_owned());
                self.columns = Some(names.collect());
            }
            "language" => {
                let known = LANGUAGES.iter().find(|known| known.eq_ignore_ascii_case(value));
                let what = || format!("there are no labels in `{value}`");
                let known = known.ok_or_else(|| argument(name, what(), "use `en` or `it`"))?;
                self.language = Some((*known).to_owned());
            }
            "order" => self.order = Some(value.to_owned()),
            "limit" => {
                let what = || format!("expected a whole number from 1, not `{value}`");
                let number = value.parse().ok().filter(|number| *number > 0);
                let hint = "leave it out for all records";
                self.limit = Some(number.ok_or_else(|| argument(name, what(), hint))?);
            }
            "sep" => self.separator = separator(value)?,
            "bom" => self.bom = truth(name, value)?,
            _ => self.nested = truth(name, value)?,
        }
        Ok(())
    }

    /// Makes a plan that of these columns and labels.
    pub(super) fn apply(&self, image: &Image, plan: &mut Plan) -> Result<()> {
        if self.nested {
            if plan.pairs.is_some() || self.columns.is_some() || self.language.is_some() {
                let what = "records with objects and lists are whole ones of a table".to_owned();
                let hint = "leave out `columns` and `language`, or `nested`";
                return Err(argument("nested", what, hint));
            }
            *plan = Plan::nested(image, plan.table);
        }
        if let Some(language) = &self.language {
            plan.speak(language);
        }
        let Some(columns) = &self.columns else { return Ok(()) };
        plan.choose(columns).map_err(|unknown| {
            let names: Vec<&str> = plan.fields.iter().map(|field| field.name.as_str()).collect();
            let what = format!("there is no column `{unknown}`, or it is named twice");
            argument("columns", what, &format!("use some of {}", names.join(", ")))
        })
    }
}

fn separator(value: &str) -> Result<u8> {
    match value {
        "," => Ok(b','),
        // In a query string, `;` may be read as the end of a pair by those on the way.
        ";" | "semicolon" => Ok(b';'),
        "\t" | "tab" => Ok(b'\t'),
        "|" => Ok(b'|'),
        _ => {
            let what = format!("cells cannot be divided by `{value}`");
            Err(argument("sep", what, "use `,`, `;`, `|` or `tab`"))
        }
    }
}

fn truth(name: &str, value: &str) -> Result<bool> {
    match value {
        "1" | "true" => Ok(true),
        "0" | "false" => Ok(false),
        _ => {
            let what = format!("expected `1` or `0`, not `{value}`");
            Err(argument(name, what, "leave it out for no"))
        }
    }
}

fn argument(name: &str, what: String, hint: &str) -> Error {
    Error::Argument { argument: name.to_owned(), what, hint: hint.to_owned() }
}
