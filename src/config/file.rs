//! `opencoop.toml`: read, parsed, flattened to keys and values.

use std::fs;
use std::path::Path;

use crate::error::{Error, Result};

/// The text of the file at `path`.
pub(super) fn read(path: &Path) -> Result<String> {
    fs::read_to_string(path).map_err(|error| Error::File {
        action: "read",
        path: path.display().to_string(),
        cause: error.to_string(),
        hint: "name an existing file with `--config FILE`".to_owned(),
    })
}

/// The keys and values of a file; `name` stands for it in messages.
pub(super) fn parse(name: &str, text: &str) -> Result<Vec<(String, String)>> {
    let table: toml::Table = text.parse().map_err(|error: toml::de::Error| Error::Setting {
        what: format!("`{name}` is not TOML: {}", error.message()),
        hint: match error.span() {
            Some(span) => {
                let line = text.get(..span.start).unwrap_or_default().matches('\n').count() + 1;
                format!("correct line {line}")
            }
            None => "write each setting as `key = \"value\"`".to_owned(),
        },
    })?;
    let mut values = Vec::new();
    flatten("", &table, name, &mut values)?;
    Ok(values)
}

fn flatten(
    section: &str,
    table: &toml::Table,
    file: &str,
    values: &mut Vec<(String, String)>,
) -> Result<()> {
    for (name, value) in table {
        let key = if section.is_empty() { name.clone() } else { format!("{section}.{name}") };
        let refuse = || Error::Setting {
            what: format!("`{key}` in `{file}` has a value that no setting has"),
            hint: "write a text, a number or a list of texts".to_owned(),
        };
        let text = match value {
            toml::Value::Table(inner) => {
                flatten(&key, inner, file, values)?;
                continue;
            }
            toml::Value::String(text) => text.clone(),
            toml::Value::Integer(number) => number.to_string(),
            toml::Value::Array(items) => {
                let texts: Option<Vec<&str>> = items.iter().map(toml::Value::as_str).collect();
                texts.ok_or_else(refuse)?.join(",")
            }
            _ => return Err(refuse()),
        };
        values.push((key, text));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_and_lists_are_flattened() {
        let values = parse("x", "languages = [\"it\"]\n[limits]\npage_size = 5").unwrap();
        let expected = [("languages", "it"), ("limits.page_size", "5")];
        assert_eq!(values, expected.map(|(k, v)| (k.to_owned(), v.to_owned())));
    }
}
