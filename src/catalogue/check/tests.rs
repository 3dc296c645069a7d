//! Each finding, from settings in which nothing else is wrong.

use super::*;
use crate::config::SETTINGS;
use crate::config::catalogue::Catalogue;

/// Settings that no portal refuses.
fn sound() -> Service {
    let words = |en: &str, it: &str| Words { en: en.to_owned(), it: it.to_owned() };
    let sentence = "Projects and missions of a city with its partners, each with its source.";
    Service {
        base_url: "https://opendata.city.it".to_owned(),
        publisher: "Comune".to_owned(),
        contact: "opendata@city.it".to_owned(),
        licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        catalogue: Catalogue {
            title: words("Open data", "Dati aperti"),
            description: words(sentence, sentence),
            keywords_en: vec!["open data".to_owned()],
            keywords_it: vec!["città".to_owned()],
            publisher_identifier: "c_f205".to_owned(),
            publisher_type: "LocalAuthority".to_owned(),
            themes: vec!["INTR".to_owned(), "GOVE".to_owned()],
            frequency: "IRREG".to_owned(),
            place: "ITA_MIL".to_owned(),
            place_name: "Milano".to_owned(),
            place_bbox: "9.04,45.38,9.28,45.54".to_owned(),
            place_geonames: "https://sws.geonames.org/3173435/".to_owned(),
            ..Catalogue::default()
        },
        languages: ["it", "en"].map(str::to_owned).to_vec(),
        formats: Vec::new(),
    }
}

/// What is found after a change; each finding speaks of a setting that there is.
fn found(change: impl FnOnce(&mut Service)) -> Vec<(&'static str, bool)> {
    let mut service = sound();
    change(&mut service);
    let problems = check(&service);
    for problem in &problems {
        assert!(SETTINGS.iter().any(|setting| setting.key == problem.setting));
        for words in [&problem.sentence, &problem.hint] {
            assert!(!words.en.is_empty() && !words.it.is_empty() && words.en != words.it);
            assert!(!words.en.ends_with('.') && !words.it.ends_with('.'), "{words:?}");
        }
    }
    problems.iter().map(|problem| (problem.setting, problem.is_refused)).collect()
}

#[test]
fn sound_settings_have_no_problem() {
    assert_eq!(check(&sound()), []);
    assert_eq!(as_text(&[], "en"), "");
}

#[test]
fn texts_that_are_missing_or_spoilt_are_told() {
    let title = |text: &str| {
        let text = text.to_owned();
        found(move |service| service.catalogue.title.it = text)
    };
    for text in ["", "–", "Dati <b>aperti</b>", "Dati &amp; fatti", "due\nrighe", &"a".repeat(201)]
    {
        assert_eq!(title(text), [("catalogue.title_it", true)], "{text:?}");
    }
    for text in ["Progetti & missioni", "a < b; città", "2 > 1 &; x"] {
        assert_eq!(title(text), [], "{text}");
    }
    for text in ["", "Too short", &"long ".repeat(1_001)] {
        let found = found(|service| service.catalogue.description.en = text.to_owned());
        assert_eq!(found, [("catalogue.description_en", true)], "{text}");
    }
}

#[test]
fn keywords_that_ckan_refuses_are_told() {
    for words in [&[] as &[&str], &["a/b"], &["x"], &["open data", "Open Data"]] {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let found = found(|service| service.catalogue.keywords_en.clone_from(&words));
        assert_eq!(found, [("catalogue.keywords_en", true)], "{words:?}");
    }
}

#[test]
fn identifiers_are_codes_of_ipa_or_vat_numbers() {
    let identifier = |text: &str| {
        let text = text.to_owned();
        found(move |service| service.catalogue.publisher_identifier = text)
    };
    for text in ["c_f205", "r_lombar", "agid", "01199250158", "IT01199250158", "FR40303265045"] {
        assert_eq!(identifier(text), [], "{text}");
    }
    for text in ["", "C_F205", "c f205", "01199250159", "IT123", "00000000000", "è"] {
        assert_eq!(identifier(text), [("catalogue.publisher_identifier", true)], "{text}");
    }
    let holder = |name: &str, identifier: &str| {
        let (name, identifier) = (name.to_owned(), identifier.to_owned());
        found(move |service| {
            service.catalogue.holder = name;
            service.catalogue.holder_identifier = identifier;
        })
    };
    assert_eq!(holder("Comune", "c_f205"), []);
    assert_eq!(holder("Comune", ""), [("catalogue.holder_identifier", true)]);
    assert_eq!(holder("", "c_f205"), [("catalogue.holder_identifier", true)]);
}

#[test]
fn codes_are_those_of_their_lists() {
    for (setting, change) in [
        ("catalogue.themes", (|service| service.catalogue.themes.clear()) as fn(&mut Service)),
        ("catalogue.themes", |service| service.catalogue.themes.push("intr".to_owned())),
        ("catalogue.themes", |service| service.catalogue.themes.push("INTR".to_owned())),
        ("catalogue.frequency", |service| service.catalogue.frequency.clear()),
        ("catalogue.frequency", |service| service.catalogue.frequency = "DAYLY".to_owned()),
        ("catalogue.publisher_type", |service| {
            service.catalogue.publisher_type = "City".to_owned();
        }),
        ("catalogue.publisher_url", |service| service.catalogue.publisher_url = "www.x".to_owned()),
        ("licence", |service| service.licence = "CC-BY-4.0".to_owned()),
        ("licence", |service| service.licence = "https://www.dati.gov.it/iodl/2.0/".to_owned()),
        ("publisher", |service| service.publisher.clear()),
    ] {
        assert_eq!(found(change), [(setting, true)]);
    }
}

#[test]
fn an_office_can_be_written_to() {
    let contact = |text: &str| {
        let text = text.to_owned();
        found(move |service| service.contact = text)
    };
    for text in [
        "",
        "mailto:a@b.it",
        "a@b",
        "@b.it",
        "a@",
        "a b@c.it",
        "a@b..it",
        "a@-b.it",
        "x",
        "A <a@b.it>",
    ] {
        assert_eq!(contact(text), [("contact", true)], "{text}");
    }
    assert_eq!(contact("ufficio.open-data+x@pec.comune.milano.it"), []);
    assert_eq!(contact("opencoop@example.org"), [("contact", false)]);
}

#[test]
fn the_address_is_one_that_portals_reach() {
    let address = |text: &str| {
        let text = text.to_owned();
        found(move |service| service.base_url = text)
    };
    for text in
        ["http://opendata.city.it", "https://a.it/?x", "https://a.it/#x", "https://u:p@a.it"]
    {
        assert_eq!(address(text), [("base_url", true)], "{text}");
    }
    for text in
        ["http://localhost:8080", "http://127.0.0.1", "http://[::1]:80", "http://a.localhost"]
    {
        assert_eq!(address(text), [("base_url", false)], "{text}");
    }
    assert_eq!(address("https://opendata.city.it:8443/data"), [("base_url", true)]);
    assert_eq!(address("https://opendata.city.it:8443"), []);
}

#[test]
fn places_are_whole() {
    let place = |change: fn(&mut Catalogue)| found(move |service| change(&mut service.catalogue));
    assert_eq!(place(|settings| settings.place = "Milano".to_owned()), [("catalogue.place", true)]);
    assert_eq!(place(|settings| settings.place_name.clear()), [("catalogue.place_name", true)]);
    let without = place(|settings| settings.place.clear());
    assert_eq!(without.len(), 3, "{without:?}");
    for text in ["9,45,10", "9,45,8,46", "9,45,10,91", "9,45,10,x", "9;45;10;46", "nan,1,2,3"] {
        let found = found(|service| service.catalogue.place_bbox = text.to_owned());
        assert_eq!(found, [("catalogue.place_bbox", true)], "{text}");
    }
    for text in ["3173435", "https://example.org/3173435/", "https://sws.geonames.org/Milano/"] {
        let found = found(|service| service.catalogue.place_geonames = text.to_owned());
        assert_eq!(found, [("catalogue.place_geonames", true)], "{text}");
    }
}

#[test]
fn a_report_is_in_the_language_of_its_reader() {
    let languages = ["it", "sq"].map(str::to_owned).to_vec();
    let service = Service { contact: "nobody".to_owned(), languages, ..sound() };
    let problems = check(&service);
    assert_eq!(count(&problems), 1);
    let text = as_text(&problems, "en");
    assert!(text.starts_with("languages \"sq\": note: "), "{text}");
    assert!(text.contains("\ncontact \"nobody\": it is no e-mail address\n  hint: give"), "{text}");
    let json: serde_json::Value = serde_json::from_str(&as_json(&problems, "it")).unwrap();
    assert_eq!(json["problem_count"], 1);
    assert_eq!(json["problems"][1]["message"], "non è un indirizzo e-mail");
    assert_eq!(json["problems"][0]["refused"], false);
}

#[test]
fn no_two_datasets_get_the_same_name_of_ckan() {
    // It keeps letters and digits of a title, and no more than 100 signs; ours begin with the label.
    let name = |title: &str| -> String {
        let letters = title.to_lowercase();
        letters.chars().filter(|letter| letter.is_alphanumeric()).take(100).collect()
    };
    for language in ["en", "it"] {
        let tables = crate::model::TABLES.iter().map(|table| name(table.label.text(language)));
        let mut names: Vec<String> = tables.collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count, "{language}");
    }
}
