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
}

impl Citation<'_> {
    /// The permanent address of the revision.
    fn address(&self) -> String {
        format!("{}/export/{}/opencoop.zip", self.service.base_url, self.revision.number)
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
            TITLE.text(self.language),
            self.address()
        )
    }

    /// As an entry of BibTeX.
    pub fn bibtex(&self) -> String {
        let Revision { number, published_at } = self.revision;
        format!(
            "@misc{{opencoop-r{number},\n  author = {{{{{}}}}},\n  title = {{{{{}}}}},\n  \
             year = {{{}}},\n  version = {{{number}}},\n  note = {{Revision {number}, published \
             {published_at}, licence {}}},\n  url = {{{}}}\n}}",
            escaped(&self.service.publisher),
            escaped(TITLE.text(self.language)),
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
        let citation = Citation { service: &service, revision: &revision, language: "it" };
        assert_eq!(
            citation.apa(),
            "City & Sons_1. (2026). Cooperazione internazionale: dati aperti (Revisione 5, \
             2026-03-01) [Insieme di dati]. https://example.org/export/5/opencoop.zip"
        );
        let english = Citation { language: "en", ..citation }.bibtex();
        assert!(english.contains("author = {{City \\& Sons\\_1}}"), "{english}");
        assert!(english.contains("note = {Revision 5, published 2026-03-01T02:00:00Z, licence"));
    }
}
