//! Exports: a selection of one revision as a file, made while it is read, in constant memory.

mod archive;
pub mod changes;
mod csv;
pub mod deletions;
pub mod format;
mod geojson;
mod json;
mod ndjson;
mod options;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod sqlite;
mod subject;
mod xlsx;

use crate::about::FileFormat;
use crate::error::{Error, Result};
pub use format::{Format, Pieces, Profile, Scope};
pub use options::Options;
pub use subject::{EVERYTHING, FilterOf, Subject, names, plan};

/// All formats, in the order of the documentation.
pub const FORMATS: &[&dyn Format] = &[
    &csv::Csv,
    &json::Json,
    &ndjson::NdJson,
    &xlsx::Xlsx,
    #[cfg(feature = "parquet")]
    &parquet::Parquet,
    &geojson::GeoJson,
    &sqlite::Sqlite,
    &package::Package,
];

/// The formats of tables.
pub fn table_formats() -> impl Iterator<Item = &'static dyn Format> {
    FORMATS.iter().copied().filter(|format| format.scope() == Scope::Table)
}

/// What is said of the formats of tables.
pub fn format_kinds() -> Vec<FileFormat> {
    let kind = |format: &dyn Format| FileFormat {
        name: format.name(),
        media_type: format.media_type(),
        needs_point: format.needs_point(),
    };
    table_formats().map(kind).collect()
}

/// The format of this name.
///
/// # Errors
///
/// [`Error::NotFound`] lists those that there are.
pub fn find_format(name: &str) -> Result<&'static dyn Format> {
    FORMATS.iter().copied().find(|format| format.name() == name).ok_or_else(|| Error::NotFound {
        what: format!("there is no format `{name}`"),
        hint: format!(
            "use one of {}",
            FORMATS.iter().map(|f| f.name()).collect::<Vec<_>>().join(", ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_have_names_of_their_own() {
        let names: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
        for (at, name) in names.iter().enumerate() {
            assert!(!names[..at].contains(name), "{name}");
        }
    }
}
