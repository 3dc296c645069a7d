//! `data.json`: the catalogue in the form of DCAT-US 1.1 (Project Open Data).

use serde_json::{Map, Value, json};

use super::{Catalogue, Dataset, Distribution, agent};
use crate::config::catalogue::Catalogue as Settings;
use crate::error::{Error, Result};

/// What the document is and conforms to.
const SCHEMA: &str = "https://project-open-data.cio.gov/v1.1/schema";

/// EU frequencies as repeating intervals of ISO 8601.
const INTERVALS: &[(&str, &str)] = &[
    ("DECENNIAL", "R/P10Y"),
    ("QUINQUENNIAL", "R/P5Y"),
    ("QUADRENNIAL", "R/P4Y"),
    ("TRIENNIAL", "R/P3Y"),
    ("BIENNIAL", "R/P2Y"),
    ("ANNUAL", "R/P1Y"),
    ("ANNUAL_2", "R/P6M"),
    ("ANNUAL_3", "R/P4M"),
    ("QUARTERLY", "R/P3M"),
    ("BIMONTHLY", "R/P2M"),
    ("MONTHLY", "R/P1M"),
    ("MONTHLY_2", "R/P0.5M"),
    ("MONTHLY_3", "R/P0.33M"),
    ("BIWEEKLY", "R/P2W"),
    ("WEEKLY", "R/P1W"),
    ("WEEKLY_2", "R/P3.5D"),
    ("WEEKLY_3", "R/P0.33W"),
    ("DAILY", "R/P1D"),
    ("DAILY_2", "R/PT12H"),
    ("HOURLY", "R/PT1H"),
    ("CONT", "R/PT1S"),
    ("UPDATE_CONT", "R/PT1S"),
    ("IRREG", "irregular"),
];

/// The document.
///
/// # Errors
///
/// [`Error::Internal`] if it cannot be written.
pub fn document(catalogue: &Catalogue) -> Result<Vec<u8>> {
    let datasets = catalogue.datasets.iter().map(|dataset| of_dataset(catalogue, dataset));
    let document = json!({
        "@context": format!("{SCHEMA}/catalog.jsonld"),
        "@id": format!("{}/data.json", catalogue.service.base_url),
        "@type": "dcat:Catalog",
        "conformsTo": SCHEMA,
        "describedBy": format!("{SCHEMA}/catalog.json"),
        "dataset": datasets.collect::<Vec<_>>(),
    });
    serde_json::to_vec(&document).map_err(Error::internal)
}

fn of_dataset(catalogue: &Catalogue, dataset: &Dataset) -> Value {
    let settings = &catalogue.service.catalogue;
    let either = |en: &str, it: &str| Value::from(if en.is_empty() { it } else { en });
    let mut fields = Map::new();
    let mut put = |name: &str, value: Value| {
        if !value.is_null() {
            fields.insert(name.to_owned(), value);
        }
    };
    put("@type", Value::from("dcat:Dataset"));
    put("identifier", Value::from(agent::identifier_of(&catalogue.service, &dataset.slug)));
    put("title", either(&dataset.title.en, &dataset.title.it));
    put("description", either(&dataset.description.en, &dataset.description.it));
    let publisher = agent::publisher(&catalogue.service).name;
    put("publisher", json!({ "@type": "org:Organization", "name": publisher }));
    put("contactPoint", contact(catalogue));
    put("accessLevel", Value::from("public"));
    put("modified", Value::from(dataset.modified.as_str()));
    put("issued", Value::from(dataset.issued.as_str()));
    let keywords = [&dataset.keywords_en, &dataset.keywords_it];
    put(
        "keyword",
        keywords
            .into_iter()
            .find(|words| !words.is_empty())
            .map_or(Value::Null, |words| json!(words)),
    );
    put("license", catalogue.licence().map_or(Value::Null, Value::from));
    put("landingPage", Value::from(catalogue.page(dataset)));
    let interval = INTERVALS.iter().find(|(code, _)| *code == settings.frequency);
    put("accrualPeriodicity", interval.map_or(Value::Null, |(_, interval)| Value::from(*interval)));
    put("language", json!(catalogue.service.languages));
    put("spatial", place(settings));
    let temporal = dataset.temporal.map(|(first, last)| format!("{first}/{last}"));
    put("temporal", temporal.map_or(Value::Null, Value::from));
    let files = dataset.distributions.iter().map(of_distribution);
    put("distribution", files.collect());
    Value::Object(fields)
}

/// The place: its box where there is one, and else its name.
fn place(settings: &Settings) -> Value {
    match (settings.bbox(), settings.place_name.as_str()) {
        (Some([west, south, east, north]), _) => {
            Value::from(format!("{west},{south},{east},{north}"))
        }
        (None, "") => Value::Null,
        (None, name) => Value::from(name),
    }
}

fn contact(catalogue: &Catalogue) -> Value {
    catalogue.email().map_or(Value::Null, |address| {
        json!({
            "@type": "vcard:Contact",
            "fn": catalogue.office(),
            "hasEmail": format!("mailto:{address}"),
        })
    })
}

fn of_distribution(file: &Distribution) -> Value {
    let media_type = file.media_type.split(';').next().unwrap_or_default();
    json!({
        "@type": "dcat:Distribution",
        "title": if file.title.en.is_empty() { &file.title.it } else { &file.title.en },
        "downloadURL": file.url,
        "mediaType": media_type,
        "format": file.format.to_ascii_uppercase(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_frequency_has_one_interval() {
        for (at, (code, _)) in INTERVALS.iter().enumerate() {
            assert!(INTERVALS.iter().skip(at + 1).all(|(other, _)| other != code), "{code}");
        }
    }
}
