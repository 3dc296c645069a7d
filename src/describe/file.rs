//! The files of tables and links: their fields, their keys and where these lead.

use crate::about::codes::CURRENCY;
use crate::image::Image;
use crate::image::render::{Description, Form, Plan};
use crate::model::TABLES;
use crate::model::table::{Label, Link, Table};

/// A file of a table, or of the pairs of a link.
#[derive(Debug, Clone)]
pub struct File {
    /// The name without an ending, such as `project_countries`.
    pub name: String,
    /// The heading for people, in English.
    pub title_en: String,
    /// The heading for people, in Italian.
    pub title_it: String,
    /// What a line is, as a sentence.
    pub doc: &'static str,
    /// Its fields.
    pub entries: Vec<Entry>,
    /// The fields that no two lines have alike.
    pub key: Vec<String>,
}

/// A field of a file.
#[derive(Debug, Clone)]
pub struct Entry {
    /// The name in the file.
    pub name: String,
    /// The heading for people, in English.
    pub title_en: String,
    /// The heading for people, in Italian.
    pub title_it: String,
    /// What its cells are.
    pub form: Form,
    /// What it says, as a sentence.
    pub doc: String,
    /// Whether every line has a value.
    pub required: bool,
    /// The language of its texts, where they have one.
    pub language: Option<String>,
}

/// All files of an image: each table, and behind it its links to many.
pub fn files(image: &Image) -> Vec<File> {
    let of_table = |(at, table): (usize, &'static Table)| {
        let pairs = table.links.iter().filter_map(|link| of_pairs(image, table, link));
        std::iter::once(of_table(image, at)).chain(pairs).collect::<Vec<_>>()
    };
    TABLES.iter().enumerate().flat_map(of_table).collect()
}

/// The file of this name, if there is one.
pub fn file(image: &Image, name: &str) -> Option<File> {
    if let Some((at, _)) = crate::model::find_table(name) {
        return Some(of_table(image, at));
    }
    TABLES.iter().find_map(|table| {
        let link = table.links.iter().find(|link| table.pairs(link) == name)?;
        of_pairs(image, table, link)
    })
}

fn of_table(image: &Image, at: usize) -> File {
    let table = &TABLES[at];
    let entries = entries(image, &Plan::flat(image, at));
    File {
        name: table.name.to_owned(),
        title_en: table.label.en.to_owned(),
        title_it: table.label.it.to_owned(),
        doc: table.doc,
        key: entries.first().map(|entry| entry.name.clone()).into_iter().collect(),
        entries,
    }
}

fn of_pairs(image: &Image, table: &Table, link: &Link) -> Option<File> {
    let name = table.pairs(link);
    let entries = entries(image, &Plan::of_pairs(image, &name)?);
    // Both ends and the role, if there is one: a body can take part in several.
    let in_key = |entry: &&Entry| match entry.form {
        Form::Link(_) => true,
        _ => link.role.is_some() && entry.name == "role",
    };
    let title = |table: &str, link: &str| format!("{table}: {link}");
    Some(File {
        name,
        title_en: title(table.label.en, link.label.en),
        title_it: title(table.label.it, link.label.it),
        doc: link.doc,
        key: entries.iter().filter(in_key).map(|entry| entry.name.clone()).collect(),
        entries,
    })
}

fn entries(image: &Image, plan: &Plan) -> Vec<Entry> {
    plan.fields
        .iter()
        .map(|field| Entry::of(field.name.clone(), plan.describe(image, field)))
        .collect()
}

impl Entry {
    fn of(name: String, description: Description) -> Self {
        let Description { form, label, doc, required, language } = description;
        // Labels are in one of the two languages that every label has.
        let language = match form {
            Form::Label => Some(Label::language(language.as_deref()).to_owned()),
            _ => language,
        };
        let (title_en, title_it) = match (form, &language) {
            (Form::Label, _) => {
                (format!("{} (label)", label.en), format!("{} (etichetta)", label.it))
            }
            (_, Some(tag)) => (format!("{} ({tag})", label.en), format!("{} ({tag})", label.it)),
            (_, None) => (label.en.to_owned(), label.it.to_owned()),
        };
        Self { name, title_en, title_it, form, doc, required, language }
    }

    /// The code list that its cells are taken from.
    pub const fn code_list(&self) -> Option<&'static str> {
        match self.form {
            Form::Code(list) => Some(list.name),
            Form::Currency => Some(CURRENCY),
            _ => None,
        }
    }

    /// The table whose slugs its cells hold, one or several.
    pub const fn target(&self) -> Option<&'static str> {
        match self.form {
            Form::Link(target) => target,
            Form::Links(target) => Some(target),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::nothing;
    use super::*;

    const LANGUAGES: [&str; 2] = ["it", "en"];

    #[test]
    fn fields_and_their_headings_are_told_apart_and_each_says_something() {
        for file in files(&nothing(&LANGUAGES.map(str::to_owned))) {
            let place = &file.name;
            assert!(!file.doc.is_empty() && !file.key.is_empty(), "{place}");
            for (at, entry) in file.entries.iter().enumerate() {
                let Entry { name, title_en, title_it, doc, .. } = entry;
                assert!(!title_it.is_empty(), "{place} {name}");
                assert!(doc.ends_with('.'), "{place} {name}: {doc}");
                for other in &file.entries[..at] {
                    assert_ne!(name, &other.name, "{place}");
                    assert_ne!(title_en, &other.title_en, "{place} {name}");
                }
            }
        }
    }

    #[test]
    fn keys_are_slugs_or_both_ends_of_a_pair() {
        let image = nothing(&LANGUAGES.map(str::to_owned));
        assert_eq!(file(&image, "projects").unwrap().key, ["slug"]);
        assert_eq!(file(&image, "project_countries").unwrap().key, ["project", "country"]);
        let key = file(&image, "project_organisations").unwrap().key;
        assert_eq!(key, ["project", "organisation", "role"]);
        assert!(file(&image, "project_").is_none());
    }
}
