//! What is to be known of a dataset at a glance.

use super::super::Language;
use super::super::html::Html;
use super::super::numbers::count;
use crate::about::Service;
use crate::catalogue::vocabulary::{FREQUENCIES, THEMES};
use crate::catalogue::{Catalogue, Dataset, agent};
use crate::describe::licence;
use crate::model::value::parse_url;

/// The facts, as a list of names and values.
pub(super) fn facts(html: &mut Html, language: Language, catalogue: &Catalogue, dataset: &Dataset) {
    let service = &*catalogue.service;
    let words = &service.catalogue;
    html.raw("<dl class=\"facts\">\n");
    html.fact(language.pick("Records", "Righe")).text(&count(dataset.records, language));
    html.end_fact().fact(language.pick("Last changed", "Ultima modifica"));
    html.moment(&dataset.modified, language);
    html.end_fact().fact(language.pick("First published", "Prima pubblicazione"));
    html.moment(&dataset.issued, language);
    html.end_fact().fact(language.pick("Revision", "Revisione"));
    revision(html, language, catalogue);
    if let Some(frequency) = FREQUENCIES.find(&words.frequency) {
        html.end_fact().fact(language.pick("Updates", "Aggiornamento"));
        html.text(frequency.label.text(language.tag()));
    }
    if let Some((from, to)) = dataset.temporal {
        html.end_fact().fact(language.pick("Period", "Periodo"));
        html.day(from, language).raw(" – ").day(to, language);
    }
    if !words.place_name.is_empty() {
        html.end_fact().fact(language.pick("Place", "Luogo"));
        html.named(&words.place_name, &words.place_geonames);
    }
    html.end_fact().fact(language.pick("Licence", "Licenza"));
    licence(html, service);
    html.end_fact().fact(language.pick("Publisher", "Pubblicato da"));
    publisher(html, service);
    let holder = agent::holder(service);
    if holder.name != service.publisher {
        html.end_fact().fact(language.pick("Rights holder", "Titolare dei diritti"));
        html.text(holder.name);
    }
    if !service.contact.is_empty() {
        html.end_fact().fact(language.pick("Contact", "Contatto"));
        contact(html, service);
    }
    let themes: Vec<&str> = words
        .themes
        .iter()
        .filter_map(|code| Some(THEMES.find(code)?.label.text(language.tag())))
        .collect();
    if !themes.is_empty() {
        html.end_fact().fact(language.pick("Themes", "Temi"));
        list(html, &themes);
    }
    let keywords =
        if language == Language::It { &dataset.keywords_it } else { &dataset.keywords_en };
    if !keywords.is_empty() {
        html.end_fact().fact(language.pick("Keywords", "Parole chiave"));
        list(html, keywords);
    }
    html.end_fact().raw("</dl>\n");
}

/// The revision with its day.
pub(super) fn revision(html: &mut Html, language: Language, catalogue: &Catalogue) {
    let revision = &catalogue.revision;
    html.text(&revision.number.to_string()).raw(" (");
    html.moment(&revision.published_at, language).raw(")");
}

/// The licence by its name, with its address.
pub(super) fn licence(html: &mut Html, service: &Service) {
    match (licence::known(service), licence::address(service)) {
        (Some(known), _) => html
            .raw("<a rel=\"license\" lang=\"en\" href=\"")
            .text(known.canonical)
            .raw("\">")
            .text(known.title)
            .raw("</a>"),
        (None, Some(address)) => html.link(address, address),
        (None, None) => html.text(&service.licence),
    };
}

/// The publisher, with its home page.
pub(super) fn publisher(html: &mut Html, service: &Service) {
    html.named(&service.publisher, &service.catalogue.publisher_url);
}

fn contact(html: &mut Html, service: &Service) {
    let contact = &service.contact;
    let name = &service.catalogue.contact_name;
    if !name.is_empty() {
        html.text(name).raw(" ");
    }
    match service.email() {
        Some(email) => html.link(&format!("mailto:{email}"), email),
        None => html.named(contact, contact),
    };
}

fn list<T: AsRef<str>>(html: &mut Html, words: &[T]) {
    html.raw("<ul class=\"row\">");
    for word in words {
        html.raw("<li>").text(word.as_ref()).raw("</li>");
    }
    html.raw("</ul>");
}

impl Html {
    /// The name of a fact; its value and [`Html::end_fact`] must follow.
    pub(super) fn fact(&mut self, name: &str) -> &mut Self {
        self.raw("<div><dt>").text(name).raw("</dt><dd>")
    }

    pub(super) fn end_fact(&mut self) -> &mut Self {
        self.raw("</dd></div>\n")
    }

    /// A name that leads to an address, where that is one.
    fn named(&mut self, name: &str, address: &str) -> &mut Self {
        match parse_url(address) {
            Ok(address) => self.link(address, name),
            Err(_) => self.text(name),
        }
    }
}
