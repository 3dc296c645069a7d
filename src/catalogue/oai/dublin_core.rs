//! A dataset in the fifteen elements of Dublin Core.

use super::super::vocabulary::THEMES;
use super::super::xml::Xml;
use super::super::{Catalogue, Dataset};
use super::list::Format;
use super::write::XSI;
use crate::describe::licence;

/// The namespace of the elements.
const DC: &str = "http://purl.org/dc/elements/1.1/";

/// The type of what is described, in the words of DCMI.
const TYPE: &str = "Dataset";

pub(super) fn write(xml: &mut Xml, catalogue: &Catalogue, dataset: &Dataset) {
    let service = &catalogue.service;
    let namespace = Format::DublinCore.namespace();
    let location = format!("{namespace} {}", Format::DublinCore.schema());
    let attributes = [
        ("xmlns:oai_dc", namespace),
        ("xmlns:dc", DC),
        ("xmlns:xsi", XSI),
        ("xsi:schemaLocation", location.as_str()),
    ];
    xml.open("oai_dc:dc", &attributes);
    let mut say = |name: &str, language: &str, text: &str| {
        if text.is_empty() {
            return;
        }
        let attributes = [("xml:lang", language)];
        xml.text(name, if language.is_empty() { &[] } else { &attributes }, text);
    };
    for (tag, text) in dataset.title.each() {
        say("dc:title", tag, text);
    }
    say("dc:creator", "", &service.publisher);
    for (tag, words) in [("en", &dataset.keywords_en), ("it", &dataset.keywords_it)] {
        for word in words {
            say("dc:subject", tag, word);
        }
    }
    for theme in service.catalogue.themes.iter().filter_map(|code| THEMES.find(code)) {
        say("dc:subject", "", &THEMES.iri(theme.code));
    }
    for (tag, text) in dataset.description.each() {
        say("dc:description", tag, text);
    }
    say("dc:publisher", "", &service.publisher);
    say("dc:date", "", &dataset.modified);
    say("dc:type", "", TYPE);
    for distribution in &dataset.distributions {
        say("dc:format", "", distribution.media_type.split(';').next().unwrap_or_default());
    }
    say("dc:identifier", "", &catalogue.id("dataset", &dataset.slug));
    say("dc:identifier", "", &format!("{}/dataset/{}", service.base_url, dataset.slug));
    for tag in &service.languages {
        say("dc:language", "", tag);
    }
    for distribution in &dataset.distributions {
        say("dc:relation", "", &distribution.url);
    }
    if let Some((first, last)) = &dataset.temporal {
        say("dc:coverage", "", &format!("{first}/{last}"));
    }
    say("dc:coverage", "", &service.catalogue.place_name);
    let rights = licence::address(service).unwrap_or(&service.licence);
    say("dc:rights", "", rights);
    xml.close("oai_dc:dc");
}
