//! What is published, piece by piece: a table in all its formats, or everything in one file.

use super::temporal;
use crate::about::{FileFormat, Service};
use crate::describe::{self, File};
use crate::export::{EVERYTHING, FORMATS, Format, Profile, Scope, find_format};
use crate::files::Set;
use crate::image::Image;
use crate::model::TABLES;
use crate::model::table::{Label, Table, Words};
use crate::model::value::PartialDate;
use crate::store::ages::Age;

/// A dataset: a published table, or all of them.
#[derive(Debug, Clone)]
pub struct Dataset {
    /// The name of the table, or `opencoop` for everything: its key in every form.
    pub slug: String,
    /// The title, which no other dataset has.
    pub title: Words,
    /// What it holds; 50 characters at least.
    pub description: Words,
    /// Keywords that CKAN takes as tags, each once.
    pub keywords_en: Vec<String>,
    /// The same in Italian.
    pub keywords_it: Vec<String>,
    /// When its first record was published, in RFC 3339.
    pub issued: String,
    /// When its data last changed, in RFC 3339.
    pub modified: String,
    /// The number of records.
    pub records: u64,
    /// The first and the last day that its records are about, where any has a date.
    pub temporal: Option<(PartialDate, PartialDate)>,
    /// Its files, in the order of the documentation.
    pub distributions: Vec<Distribution>,
    /// The columns of its file, where it is a table.
    pub file: Option<File>,
}

/// A file of a dataset.
#[derive(Debug, Clone)]
pub struct Distribution {
    /// Its key in every form, such as `projects-csv`.
    pub slug: String,
    /// The name of the format, such as `csv`.
    pub format: &'static str,
    /// The media type with its parameters, as it is served.
    pub media_type: &'static str,
    /// What is to be said of the format.
    pub profile: Profile,
    /// The title.
    pub title: Words,
    /// The address of the file.
    pub url: String,
    /// Bytes of the file as it is, where it is kept.
    pub bytes: Option<u64>,
    /// SHA-256 of them in hexadecimal.
    pub sha256: Option<String>,
}

impl Dataset {
    /// The dataset of a table.
    pub(super) fn of_table(
        image: &Image,
        service: &Service,
        set: Option<&Set>,
        at: usize,
        age: &Age,
    ) -> Self {
        let table: &Table = &TABLES[at];
        let Label { en, it } = table.label;
        let formats = FileFormat::of(&service.formats, table)
            .filter_map(|format| find_format(format.name).ok());
        let title = Words {
            en: format!("{en} – {}", service.catalogue.title.en),
            it: format!("{it} – {}", service.catalogue.title.it),
        };
        Self {
            slug: table.name.to_owned(),
            distributions: distributions(service, set, table.name, &table.label.into(), formats),
            title,
            description: table.description.into(),
            keywords_en: keywords(en, &service.catalogue.keywords_en),
            keywords_it: keywords(it, &service.catalogue.keywords_it),
            issued: age.first.published_at.clone(),
            modified: age.last.published_at.clone(),
            records: image.table(at).rows as u64,
            temporal: temporal::of(image, at),
            file: describe::file(image, table.name),
        }
    }

    /// The dataset of everything; `tables` are the others.
    pub(super) fn of_everything(
        image: &Image,
        service: &Service,
        set: Option<&Set>,
        issued: &str,
        tables: &[Self],
    ) -> Self {
        let title = service.catalogue.title.clone();
        let whole = FORMATS.iter().filter(|format| format.scope() == Scope::Everything);
        let spans = tables.iter().filter_map(|table| table.temporal);
        Self {
            slug: EVERYTHING.to_owned(),
            distributions: distributions(service, set, EVERYTHING, &title, whole.copied()),
            title,
            description: service.catalogue.description.clone(),
            keywords_en: keywords("", &service.catalogue.keywords_en),
            keywords_it: keywords("", &service.catalogue.keywords_it),
            issued: issued.to_owned(),
            modified: image.revision.published_at.clone(),
            records: tables.iter().map(|table| table.records).sum(),
            temporal: spans.reduce(|one, two| (one.0.min(two.0), one.1.max(two.1))),
            file: None,
        }
    }
}

fn distributions(
    service: &Service,
    set: Option<&Set>,
    name: &str,
    title: &Words,
    formats: impl Iterator<Item = &'static dyn Format>,
) -> Vec<Distribution> {
    let distribution = |format: &'static dyn Format| {
        let (media_type, profile) = (format.media_type(), format.profile());
        let format = format.name();
        let file = format!("{name}.{format}");
        // A file that its format cannot hold is in no set.
        let size = match set {
            Some(set) => Some(set.find(&file)?.identity.size.clone()),
            None => None,
        };
        Some(Distribution {
            slug: format!("{name}-{format}"),
            format,
            media_type,
            profile,
            title: Words {
                en: format!("{} ({})", title.en, profile.title),
                it: format!("{} ({})", title.it, profile.title),
            },
            url: format!("{}/export/{file}", service.base_url),
            bytes: size.as_ref().map(|size| size.bytes),
            sha256: size.map(|size| size.sha256),
        })
    };
    formats.filter_map(distribution).collect()
}

/// The keywords of a dataset: its own and those of all, each once, as CKAN takes them: 2 to 100
/// letters, digits, spaces, `-`, `_` and `.`.
fn keywords(own: &str, of_all: &[String]) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in std::iter::once(own).chain(of_all.iter().map(String::as_str)) {
        let is_taken = |letter: char| letter.is_alphanumeric() || " -_.".contains(letter);
        let word: String =
            word.chars().map(|letter| if is_taken(letter) { letter } else { ' ' }).collect();
        let word = word.split_whitespace().collect::<Vec<_>>().join(" ");
        let length = word.chars().count();
        if (2..=100).contains(&length) && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keywords_are_tags_that_ckan_takes() {
        let of_all = ["a/b".to_owned(), "x".to_owned(), "Città e luoghi".to_owned()];
        assert_eq!(keywords("Città e luoghi", &of_all), ["Città e luoghi", "a b"]);
        assert_eq!(keywords("", &["è".repeat(101)]), Vec::<String>::new());
    }

    #[test]
    fn what_tables_hold_is_long_enough_to_be_found_and_told_in_both_languages() {
        for table in TABLES {
            for text in [table.description.en, table.description.it] {
                assert!((50..=1_000).contains(&text.chars().count()), "{}", table.name);
                assert!(text.ends_with('.'), "{}", table.name);
            }
            assert_ne!(table.description.en, table.description.it, "{}", table.name);
        }
    }
}
