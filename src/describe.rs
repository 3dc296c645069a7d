//! Descriptions of the files, made from the registry: what each field of each file is, for people
//! and for programs.
//!
//! They say nothing of single records, so that they are small for any number of them. Nothing here
//! knows how a file is written: the names of files are those of tables and links.

pub mod csvw;
pub mod dictionary;
mod file;
pub mod json_schema;
pub mod licence;
pub mod package;
pub mod pattern;
pub mod readme;

use crate::about::Service;
use crate::image::build::{TableBuilder, finish};
use crate::image::{Image, Revision};
use crate::model::TABLES;
pub use file::{Entry, File, file, files};

/// The name of the data dictionary.
pub const DICTIONARY: &str = "dictionary.csv";

/// The name of the code lists.
pub const CODES: &str = "codes.csv";

/// The name of the description of the package.
pub const PACKAGE: &str = "datapackage.json";

/// What follows the name of a table or link in the name of its JSON Schema.
const SCHEMA: &str = ".schema.json";

/// What follows the name of a CSV file in the name of its description (CSV on the Web).
pub const METADATA: &str = ".csv-metadata.json";

/// The media type of CSV.
pub const CSV: &str = "text/csv; charset=utf-8; header=present";

/// The media type of a description of a CSV file.
pub const CSVM: &str = "application/csvm+json";

/// The media type of a JSON Schema.
pub const JSON_SCHEMA: &str = "application/schema+json";

/// A document about files.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its media type.
    pub media_type: &'static str,
    /// What it says.
    pub bytes: Vec<u8>,
}

/// The names of all documents about the files of an image, but for [`PACKAGE`], which needs to
/// know how large they are.
pub fn names(image: &Image) -> Vec<String> {
    [dictionary_names(image), metadata_names(image), schema_names(image)].concat()
}

/// The names of the documents in CSV.
pub fn dictionary_names(_: &Image) -> Vec<String> {
    [DICTIONARY, CODES].map(str::to_owned).into()
}

/// The names of the descriptions of CSV files.
pub fn metadata_names(image: &Image) -> Vec<String> {
    files(image).into_iter().map(|file| file.name + METADATA).collect()
}

/// The names of the JSON Schemas.
pub fn schema_names(image: &Image) -> Vec<String> {
    files(image).into_iter().map(|file| file.name + SCHEMA).collect()
}

/// The document of this name, if there is one.
pub fn document(image: &Image, service: &Service, name: &str) -> Option<Document> {
    match name {
        DICTIONARY => {
            return Some(Document { media_type: CSV, bytes: dictionary::fields(image) });
        }
        CODES => return Some(Document { media_type: CSV, bytes: dictionary::codes() }),
        _ => {}
    }
    if let Some(of) = name.strip_suffix(METADATA) {
        let bytes = csvw::document(image, service, &file(image, of)?);
        return Some(Document { media_type: CSVM, bytes });
    }
    let of = file(image, name.strip_suffix(SCHEMA)?)?;
    Some(Document { media_type: JSON_SCHEMA, bytes: json_schema::document(service, &of) })
}

/// The header `Link` of a whole file of a table or link in a format: what describes it, beside it,
/// and its licence.
pub fn links(name: &str, format: &str, service: &Service) -> String {
    let (document, media_type) = match format {
        "csv" => (format!("{name}{METADATA}"), CSVM),
        "json" | "ndjson" => (format!("{name}{SCHEMA}"), JSON_SCHEMA),
        _ => (DICTIONARY.to_owned(), "text/csv"),
    };
    let described = format!("<{document}>; rel=\"describedby\"; type=\"{media_type}\"");
    match licence_link(service) {
        Some(licence) => format!("{described}, {licence}"),
        None => described,
    }
}

/// The part of the header `Link` that names the licence, where it has an address.
pub fn licence_link(service: &Service) -> Option<String> {
    let address = licence::address(service)?;
    address.is_ascii().then(|| format!("<{address}>; rel=\"license\""))
}

/// An image without a record, whose documents say what follows from the registry and these
/// languages alone.
pub fn nothing(languages: &[String]) -> Image {
    let builders = TABLES.iter().map(|table| TableBuilder::new(table, languages)).collect();
    let revision = Revision { number: 0, published_at: String::new() };
    finish(revision, languages, builders)
}

/// A document as indented JSON with a line end.
fn pretty(value: &serde_json::Value) -> Vec<u8> {
    let mut text = format!("{value:#}").into_bytes();
    text.push(b'\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_named_document_is_there_and_no_other() {
        let (image, service) = (nothing(&["it".to_owned()]), Service::default());
        let names = names(&image);
        for name in &names {
            assert!(document(&image, &service, name).is_some(), "{name}");
        }
        assert!(names.len() > 40, "{names:?}");
        for name in ["", "projects", "atlantis.schema.json", ".schema.json", "datapackage.json"] {
            assert_eq!(document(&image, &service, name), None, "{name}");
        }
    }

    #[test]
    fn files_lead_to_their_descriptions_and_licence() {
        let mut service = Service { licence: "https://a/by/".to_owned(), ..Service::default() };
        assert_eq!(
            links("projects", "csv", &service),
            "<projects.csv-metadata.json>; rel=\"describedby\"; type=\"application/csvm+json\", \
             <https://a/by/>; rel=\"license\""
        );
        // What is no address, or none that a header can have, is not told.
        for licence in ["mine", "https://a/\u{e8}"] {
            licence.clone_into(&mut service.licence);
            assert_eq!(
                links("projects", "xlsx", &service),
                "<dictionary.csv>; rel=\"describedby\"; type=\"text/csv\""
            );
        }
    }
}
