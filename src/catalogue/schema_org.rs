//! The catalogue and its datasets in the words of schema.org, as search engines read them in pages.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::agent::{self, Agent};
use super::vocabulary::{self, THEMES};
use super::{Catalogue, Dataset, Distribution};
use crate::about::Service;
use crate::describe::licence;
use crate::export::EVERYTHING;

/// The most characters of a description that Google takes.
const LONGEST: usize = 5_000;

/// The catalogue with these datasets of it, which may be a page of them, in a language.
pub fn catalogue(of: &Catalogue, datasets: &[Dataset], language: &str) -> Value {
    let words = &of.service.catalogue;
    let listed = datasets.iter().map(|dataset| {
        let mut about = Map::new();
        name(&mut about, of, dataset, language);
        rights(&mut about, &of.service);
        about.insert("creator".to_owned(), json!({ "@id": publisher_id(of) }));
        Value::Object(about)
    });
    let mut about = Map::new();
    let mut say = |name: &str, value: Value| about.insert(name.to_owned(), value);
    say("@context", json!("https://schema.org"));
    say("@type", json!("DataCatalog"));
    say("@id", json!(of.address()));
    say("name", json!(words.title.text(language)));
    say("description", json!(shortened(words.description.text(language))));
    say("url", json!(page(of)));
    say("inLanguage", json!(languages(of)));
    say("isAccessibleForFree", json!(true));
    say("datePublished", json!(of.issued));
    say("dateModified", json!(of.revision.published_at));
    say("version", json!(of.revision.number.to_string()));
    say("publisher", publisher(of));
    say("dataset", listed.collect());
    rights(&mut about, &of.service);
    Value::Object(about)
}

/// A dataset with its files, in a language.
pub fn dataset(of: &Catalogue, dataset: &Dataset, language: &str) -> Value {
    let (service, words) = (&*of.service, &of.service.catalogue);
    let keywords = if language == "it" { &dataset.keywords_it } else { &dataset.keywords_en };
    let themes = words.themes.iter().filter_map(|code| {
        let theme = THEMES.find(code)?;
        let name = theme.label.text(language);
        Some(json!({ "@type": "DefinedTerm", "@id": THEMES.iri(code), "name": name, "termCode": code }))
    });
    let mut about = Map::new();
    about.insert("@context".to_owned(), json!("https://schema.org"));
    name(&mut about, of, dataset, language);
    let mut say = |name: &str, value: Value| {
        let is_empty = match &value {
            Value::Null => true,
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        if !is_empty {
            about.insert(name.to_owned(), value);
        }
    };
    say("sameAs", json!(of.id("dataset", &dataset.slug)));
    say(
        "identifier",
        json!([of.id("dataset", &dataset.slug), agent::identifier_of(service, &dataset.slug)]),
    );
    say("keywords", json!(keywords));
    say("about", themes.collect());
    say("inLanguage", json!(languages_of(of, dataset)));
    say("isAccessibleForFree", json!(true));
    say("datePublished", json!(dataset.issued));
    say("dateModified", json!(dataset.modified));
    say("version", json!(of.revision.number.to_string()));
    say("creator", publisher(of));
    say("publisher", json!({ "@id": publisher_id(of) }));
    say("copyrightHolder", holder(of));
    say("temporalCoverage", json!(dataset.temporal.map(|(from, to)| format!("{from}/{to}"))));
    say("spatialCoverage", place(of));
    say("variableMeasured", variables(of, dataset, language));
    say(
        "includedInDataCatalog",
        json!({
            "@type": "DataCatalog",
            "@id": of.address(),
            "name": words.title.text(language),
            "url": page(of),
        }),
    );
    say(
        "distribution",
        dataset.distributions.iter().map(|file| download(of, file, language)).collect(),
    );
    if dataset.slug == EVERYTHING {
        let parts = of.datasets.iter().filter(|part| part.slug != EVERYTHING);
        say("hasPart", parts.map(|part| json!(address(of, part))).collect());
    } else if let Some(everything) = of.dataset(EVERYTHING) {
        say("isPartOf", json!(address(of, everything)));
    }
    rights(&mut about, service);
    Value::Object(about)
}

/// What a dataset is called, what it is, and where.
fn name(about: &mut Map<String, Value>, of: &Catalogue, dataset: &Dataset, language: &str) {
    about.insert("@type".to_owned(), json!("Dataset"));
    about.insert("@id".to_owned(), json!(of.id("dataset", &dataset.slug)));
    about.insert("name".to_owned(), json!(dataset.title.text(language)));
    let description = shortened(dataset.description.text(language));
    about.insert("description".to_owned(), json!(description));
    about.insert("url".to_owned(), json!(address(of, dataset)));
}

/// Under which licence.
fn rights(about: &mut Map<String, Value>, service: &Service) {
    if let Some(licence) = licence::address(service) {
        about.insert("license".to_owned(), json!(licence));
    }
}

/// The page of all datasets.
fn page(of: &Catalogue) -> String {
    format!("{}/dataset", of.service.base_url)
}

/// The page of a dataset.
fn address(of: &Catalogue, dataset: &Dataset) -> String {
    format!("{}/{}", page(of), dataset.slug)
}

fn publisher_id(of: &Catalogue) -> String {
    of.id("agent", "publisher")
}

/// A body with its permanent address.
fn organisation(of: &Catalogue, agent: &Agent<'_>) -> Value {
    let mut about = json!({
        "@type": "Organization",
        "@id": of.id("agent", agent.slug),
        "name": agent.name,
        "identifier": agent.identifier,
    });
    if let Some(url) = agent.url {
        about["url"] = json!(url);
    }
    about
}

fn publisher(of: &Catalogue) -> Value {
    let service = &of.service;
    let mut about = organisation(of, &agent::publisher(service));
    if let Some(email) = service.email() {
        about["contactPoint"] = json!({
            "@type": "ContactPoint",
            "@id": of.id("contact", "publisher"),
            "contactType": "customer service",
            "name": of.office(),
            "email": email,
        });
    }
    about
}

/// The body that holds the rights.
fn holder(of: &Catalogue) -> Value {
    let (publisher, holder) = (agent::publisher(&of.service), agent::holder(&of.service));
    if holder.name == publisher.name {
        return json!({ "@id": publisher_id(of) });
    }
    organisation(of, &holder)
}

/// The place that all data is about, as far as it is told.
fn place(of: &Catalogue) -> Value {
    let words = &of.service.catalogue;
    let mut about = Map::new();
    let mut say = |name: &str, value: Value| about.insert(name.to_owned(), value);
    if !words.place_name.is_empty() {
        say("name", json!(words.place_name));
    }
    let addresses: Vec<String> = vocabulary::place(&words.place)
        .into_iter()
        .chain(words.geonames().map(str::to_owned))
        .collect();
    if !addresses.is_empty() {
        say("sameAs", json!(addresses));
    }
    if let Some(sides) = words.bbox() {
        say("geo", shape(sides));
    }
    if about.is_empty() {
        return Value::Null;
    }
    about.insert("@type".to_owned(), json!("Place"));
    Value::Object(about)
}

/// A box of west, south, east and north as that of schema.org: south-west and north-east, each with
/// its latitude first.
fn shape([west, south, east, north]: [f64; 4]) -> Value {
    json!({ "@type": "GeoShape", "box": format!("{south} {west} {north} {east}") })
}

/// What a dataset holds, column by column; of everything the names alone, each once.
fn variables(of: &Catalogue, dataset: &Dataset, language: &str) -> Value {
    let Some(file) = &dataset.file else {
        let entries = of.datasets.iter().filter_map(|part| part.file.as_ref());
        let names = entries.flat_map(|file| file.entries.iter().map(|entry| &entry.name));
        return json!(names.collect::<BTreeSet<_>>());
    };
    let variable = |entry: &crate::describe::Entry| {
        let title = if language == "it" { &entry.title_it } else { &entry.title_en };
        let mut about = json!({
            "@type": "PropertyValue",
            "name": entry.name,
            "alternateName": title,
        });
        // What columns say is written in English.
        if language == "en" {
            about["description"] = json!(entry.doc);
        }
        about
    };
    file.entries.iter().map(variable).collect()
}

fn download(of: &Catalogue, file: &Distribution, language: &str) -> Value {
    let mut about = json!({
        "@type": "DataDownload",
        "@id": of.id("distribution", &file.slug),
        "name": file.title.text(language),
        "contentUrl": file.url,
        "encodingFormat": file.media_type.split(';').next().unwrap_or_default(),
        "dateModified": of.revision.published_at,
    });
    if let Some(bytes) = file.bytes {
        about["contentSize"] = json!(format!("{bytes} B"));
    }
    if let Some(sha256) = &file.sha256 {
        about["sha256"] = json!(sha256);
    }
    about
}

/// The languages of the texts of a dataset, in the order of its columns.
fn languages_of(of: &Catalogue, dataset: &Dataset) -> Vec<String> {
    let Some(file) = &dataset.file else { return languages(of) };
    let mut found: Vec<String> = Vec::new();
    for tag in file.entries.iter().filter_map(|entry| entry.language.as_ref()) {
        if !found.contains(tag) {
            found.push(tag.clone());
        }
    }
    found
}

/// The languages of all datasets.
fn languages(of: &Catalogue) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for dataset in of.datasets.iter().filter(|dataset| dataset.file.is_some()) {
        for tag in languages_of(of, dataset) {
            if !found.contains(&tag) {
                found.push(tag);
            }
        }
    }
    found
}

/// A description that is no longer than it may be.
fn shortened(text: &str) -> String {
    let Some((end, _)) = text.char_indices().nth(LONGEST) else { return text.to_owned() };
    let text = text.get(..end).unwrap_or_default();
    // The sign that there is more takes the room of a word or, where there are none, of a letter.
    let last = text.char_indices().next_back().map_or(0, |(at, _)| at);
    let cut = text.rfind(char::is_whitespace).unwrap_or(last);
    format!("{}…", text.get(..cut).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_is_told_from_south_west_to_north_east() {
        let wanted = json!({ "@type": "GeoShape", "box": "45.38 9.04 45.54 9.28" });
        assert_eq!(shape([9.04, 45.38, 9.28, 45.54]), wanted);
    }

    #[test]
    fn descriptions_are_not_longer_than_google_takes() {
        assert_eq!(shortened("Brief."), "Brief.");
        let long = shortened(&"città ".repeat(2_000));
        assert!(long.ends_with("città…") && long.chars().count() <= LONGEST, "{long}");
        assert_eq!(shortened(&"è".repeat(6_000)).chars().count(), LONGEST);
    }
}
