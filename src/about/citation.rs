//! How to cite the data: APA and BibTeX, with the revision and its moment.

use super::Service;
use crate::image::Revision;
use crate::model::table::Label;

/// The title of all data together.
pub const TITLE: Label = Label {
    en: "International cooperation: open data",
    it: "Cooperazione internazionale: dati aperti",
};

/// The data of one revision as something to cite.
#[derive(Debug, Clone, Copy)]
pub struct Citation<'a> {
    /// Who publishes it, and from where.
    pub service: &'a Service,
    /// What exactly is cited.
    pub revision: &'a Revision,
    /// The language of the title.
    pub language: &'a str,
    /// What of it is cited; everything where nothing is named.
    pub part: Option<Part<'a>>,
}

/// A part of the data that is cited by itself.
#[derive(Debug, Clone, Copy)]
pub struct Part<'a> {
    /// What follows the name of everything in its key, such as `-projects`.
    pub key: &'a str,
    /// Its title.
    pub title: &'a str,
    /// Its permanent address.
    pub address: &'a str,
}

impl Citation<'_> {
    /// The permanent address of the revision, or of the part.
    fn address(&self) -> String {
        if let Some(part) = self.part {
            return part.address.to_owned();
        }
        format!("{}/export/{}/opencoop.zip", self.service.base_url, self.revision.number)
    }

    fn title(&self) -> &str {
        self.part.map_or_else(|| TITLE.text(self.language), |part| part.title)
    }

    fn year(&self) -> &str {
        self.revision.published_at.get(..4).unwrap_or_default()
    }

    /// As the American Psychological Association (7th edition) writes data sets.
    pub fn apa(&self) -> String {
        let Revision { number, published_at } = self.revision;
        let day = published_at.get(..10).unwrap_or_default();
        let (revision, data) = match self.language {
            "it" => ("Revisione", "Insieme di dati"),
            _ => ("Revision", "Data set"),
        };
        format!(
            "{}. ({}). {} ({revision} {number}, {day}) [{data}]. {}",
            self.service.publisher.trim_end_matches('.'),
            self.year(),
            self.title(),
            self.address()
        )
    }

    /// As an entry of BibTeX.
    pub fn bibtex(&self) -> String {
        let Revision { number, published_at } = self.revision;
        format!(
            "@misc{{opencoop{}-r{number},\n  author = {{{{{}}}}},\n  title = {{{{{}}}}},\n  \
             year = {{{}}},\n  version = {{{number}}},\n  note = {{Revision {number}, published \
             {published_at}, licence {}}},\n  url = {{{}}}\n}}",
            self.part.map_or("", |part| part.key),
            escaped(&self.service.publisher),
            escaped(self.title()),
            self.year(),
            escaped(&self.service.licence),
            self.address()
        )
    }
}

/// A text in which nothing is a command of TeX.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' | '%' | '$' | '#' | '_' | '{' | '}' => out.extend(['\\', letter]),
            '\\' => out.push_str("\\textbackslash{}"),
            '~' => out.push_str("\\textasciitilde{}"),
            '^' => out.push_str("\\textasciicircum{}"),
            letter => out.push(letter),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_names_publisher_revision_moment_and_address() {
        let service = Service {
            base_url: "https://example.org".to_owned(),
            publisher: "City & Sons_1".to_owned(),
            licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
            ..Service::default()
        };
        let revision = Revision { number: 5, published_at: "2026-03-01T02:00:00Z".to_owned() };
        let citation =
            Citation { service: &service, revision: &revision, language: "it", part: None };
        assert_eq!(
            citation.apa(),
            "City & Sons_1. (2026). Cooperazione internazionale: dati aperti (Revisione 5, \
             2026-03-01) [Insieme di dati]. https://example.org/export/5/opencoop.zip"
        );
        let english = Citation { language: "en", ..citation }.bibtex();
        assert!(english.contains("author = {{City \\& Sons\\_1}}"), "{english}");
        assert!(english.contains("note = {Revision 5, published 2026-03-01T02:00:00Z, licence"));
    }

    #[test]
    fn a_part_is_cited_by_its_own_title_and_address() {
        let service = Service { publisher: "City".to_owned(), ..Service::default() };
        let revision = Revision { number: 5, published_at: "2026-03-01T02:00:00Z".to_owned() };
        let part = Part { key: "-projects", title: "Projects", address: "https://a/id/projects" };
        let citation =
            Citation { service: &service, revision: &revision, language: "en", part: Some(part) };
        assert_eq!(
            citation.apa(),
            "City. (2026). Projects (Revision 5, 2026-03-01) [Data set]. https://a/id/projects"
        );
        let entry = citation.bibtex();
        assert!(entry.starts_with("@misc{opencoop-projects-r5,"), "{entry}");
        assert!(entry.contains("title = {{Projects}}"), "{entry}");
    }
}
