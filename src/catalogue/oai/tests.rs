//! All that a harvester can ask, of catalogues of more datasets than stand on a page.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;
use crate::about::Service;
use crate::catalogue::{Dataset, Removed};
use crate::image::Revision;
use crate::model::table::Words;

/// A moment in 2026.
const NOW: i64 = 1_772_330_400;

/// How many records stand on a page here.
const FEW: usize = 10;

fn words(text: &str) -> Words {
    Words { en: format!("{text} in English"), it: format!("{text} in italiano") }
}

fn dataset(slug: &str) -> Dataset {
    Dataset {
        slug: slug.to_owned(),
        title: words("<Title> & \u{1}\"more\""),
        description: words("What it is"),
        keywords_en: vec!["open data".to_owned()],
        keywords_it: vec!["dati aperti".to_owned()],
        issued: "2026-01-01T00:00:00Z".to_owned(),
        modified: "2026-02-01T00:00:00Z".to_owned(),
        records: 1,
        temporal: None,
        distributions: Vec::new(),
        file: None,
    }
}

/// A catalogue of everything and some tables, of which others are no more.
fn catalogue(key: &str, tables: usize, removed: &[&str]) -> Catalogue {
    let service =
        Service { base_url: "https://data.city.it:8443".to_owned(), ..Service::default() };
    let mut datasets = vec![dataset("opencoop")];
    datasets.extend((1..=tables).map(|at| dataset(&format!("t{at}"))));
    let removed = removed.iter().map(|slug| Removed {
        slug: (*slug).to_owned(),
        title: words("Gone"),
        removed: "2026-02-28T00:00:00Z".to_owned(),
    });
    Catalogue {
        revision: Revision { number: 3, published_at: "2026-03-01T02:00:00Z".to_owned() },
        issued: "2026-01-01T00:00:00Z".to_owned(),
        served_from: "2026-03-01T02:00:05Z".to_owned(),
        key: key.to_owned(),
        service: Arc::new(service),
        datasets,
        removed: removed.collect(),
    }
}

fn shelf(catalogue: Catalogue) -> Shelf {
    let shelf = Shelf::default();
    shelf.publish(catalogue);
    shelf
}

/// The answer to a query, which is well formed.
fn ask(shelf: &Shelf, query: &str) -> String {
    let arguments: Vec<(String, String)> =
        form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let text = answer_in_pages(shelf, &arguments, NOW, FEW).unwrap();
    let text = String::from_utf8(text).unwrap();
    let mut reader = Reader::from_str(&text);
    while !matches!(reader.read_event().unwrap(), Event::Eof) {}
    assert!(text.contains("<responseDate>2026-03-01T02:00:00Z</responseDate>"), "{text}");
    text
}

/// The contents of all elements of a name.
fn all<'t>(text: &'t str, name: &str) -> Vec<&'t str> {
    let start = format!("<{name}");
    let parts = text.split(start.as_str()).skip(1);
    let inner = parts.filter_map(|part| part.split_once('>')?.1.split_once("</").map(|it| it.0));
    inner.filter(|inner| !inner.is_empty()).collect()
}

/// The codes of the faults in an answer.
fn codes(text: &str) -> Vec<&str> {
    let parts = text.split("<error code=\"").skip(1);
    parts.map(|part| part.split('"').next().unwrap()).collect()
}

#[test]
fn a_list_is_read_page_by_page_and_has_each_record_once() {
    let shelf = shelf(catalogue("k", 24, &["gone"]));
    for verb in ["ListIdentifiers", "ListRecords"] {
        let mut query = format!("verb={verb}&metadataPrefix=oai_dc");
        let mut found: Vec<String> = Vec::new();
        let mut sizes = Vec::new();
        loop {
            let text = ask(&shelf, &query);
            let page = all(&text, "identifier");
            sizes.push(page.len());
            assert!(text.contains("completeListSize=\"26\""), "{text}");
            assert!(text.contains(&format!("cursor=\"{}\"", found.len())), "{text}");
            found.extend(page.into_iter().map(str::to_owned));
            let Some(token) = all(&text, "resumptionToken").first().map(|it| (*it).to_owned())
            else {
                assert!(text.contains("cursor=\"20\"/>"), "the last token is empty: {text}");
                break;
            };
            // The same page, asked for again, is the same.
            query = format!("verb={verb}&resumptionToken={token}");
            assert_eq!(ask(&shelf, &query), ask(&shelf, &query));
        }
        assert_eq!(sizes, [10, 10, 6]);
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), 26);
    }
}

#[test]
fn a_list_of_one_page_has_no_token() {
    let shelf = shelf(catalogue("k", 9, &[]));
    let text = ask(&shelf, "verb=ListIdentifiers&metadataPrefix=oai_dc");
    assert_eq!(all(&text, "identifier").len(), 10);
    assert!(!text.contains("resumptionToken"), "{text}");
}

#[test]
fn a_list_ends_with_the_catalogue_that_it_began_with() {
    let shelf = shelf(catalogue("old", 24, &[]));
    let first = ask(&shelf, "verb=ListRecords&metadataPrefix=oai_dc");
    let next = format!("verb=ListRecords&resumptionToken={}", all(&first, "resumptionToken")[0]);
    let before = ask(&shelf, &next);
    shelf.publish(catalogue("new", 2, &["t3"]));
    assert_eq!(ask(&shelf, &next), before);
    shelf.publish(catalogue("newest", 2, &["t3"]));
    assert_eq!(codes(&ask(&shelf, &next)), ["badResumptionToken"]);
}

#[test]
fn tokens_are_for_their_verb_and_stand_alone() {
    let shelf = shelf(catalogue("k", 24, &[]));
    let first = ask(&shelf, "verb=ListRecords&metadataPrefix=oai_dc&set=tables");
    let token = all(&first, "resumptionToken")[0];
    for (query, code) in [
        (format!("verb=ListIdentifiers&resumptionToken={token}"), "badResumptionToken"),
        (format!("verb=ListSets&resumptionToken={token}"), "badResumptionToken"),
        (format!("verb=ListRecords&resumptionToken={}", &token[1..]), "badResumptionToken"),
        ("verb=ListRecords&resumptionToken=x".to_owned(), "badResumptionToken"),
        (format!("verb=ListRecords&resumptionToken={token}&set=tables"), "badArgument"),
        (format!("verb=ListRecords&resumptionToken={token}&metadataPrefix=oai_dc"), "badArgument"),
        (format!("verb=GetRecord&resumptionToken={token}"), "badArgument"),
        ("verb=ListRecords&resumptionToken=".to_owned(), "badArgument"),
    ] {
        assert_eq!(codes(&ask(&shelf, &query)).first(), Some(&code), "{query}");
    }
    let token = Token::read(token).unwrap();
    let behind = Token { start: 1_000, ..token }.write();
    let text = ask(&shelf, &format!("verb=ListRecords&resumptionToken={behind}"));
    assert_eq!(codes(&text), ["badResumptionToken"]);
}

#[test]
fn what_is_wrong_with_a_request_has_its_code() {
    let shelf = shelf(catalogue("k", 2, &["gone"]));
    let list = "verb=ListRecords&metadataPrefix=oai_dc";
    let one = "identifier=oai:data.city.it:dataset/t1";
    for (query, expected) in [
        ("", "badVerb"),
        ("verb=", "badVerb"),
        ("verb=listRecords", "badVerb"),
        ("verb=Identify&verb=Identify", "badVerb"),
        ("metadataPrefix=oai_dc", "badVerb"),
        ("verb=Identify&x=1", "badArgument"),
        ("verb=Identify&set=tables", "badArgument"),
        ("verb=ListSets&from=2026-01-01", "badArgument"),
        ("verb=ListRecords", "badArgument"),
        ("verb=ListRecords&metadataPrefix=", "badArgument"),
        ("verb=ListRecords&metadataPrefix=a%20b", "badArgument"),
        (&format!("{list}&metadataPrefix=oai_dc"), "badArgument"),
        (&format!("{list}&from=2026-01-01&from=2026-01-01"), "badArgument"),
        (&format!("{list}&from=yesterday"), "badArgument"),
        (&format!("{list}&from="), "badArgument"),
        (&format!("{list}&from=2026-01-01T00:00:00%2B01:00"), "badArgument"),
        (&format!("{list}&from=2026-01-01&until=2026-01-02T00:00:00Z"), "badArgument"),
        (&format!("{list}&from=2026-01-02&until=2026-01-01"), "badArgument"),
        (&format!("{list}&set=a%20b"), "badArgument"),
        (&format!("{list}&set=tables:"), "badArgument"),
        (&format!("{list}&set=other"), "noRecordsMatch"),
        (&format!("{list}&set=tables:other"), "noRecordsMatch"),
        (&format!("{list}&from=2999-01-01"), "noRecordsMatch"),
        (&format!("{list}&until=1999-01-01T00:00:00Z"), "noRecordsMatch"),
        ("verb=ListIdentifiers&metadataPrefix=marc", "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc", "badArgument"),
        (&format!("verb=GetRecord&{one}"), "badArgument"),
        (&format!("verb=GetRecord&metadataPrefix=marc&{one}"), "cannotDisseminateFormat"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:x:y", "idDoesNotExist"),
        ("verb=GetRecord&metadataPrefix=oai_dc&identifier=%00%01%20", "idDoesNotExist"),
        ("verb=ListMetadataFormats&identifier=t1", "idDoesNotExist"),
    ] {
        let text = ask(&shelf, query);
        assert_eq!(codes(&text), [expected], "{query}: {text}");
        // Arguments that are none are not repeated, and nothing else is told beside a fault.
        let echoed = text.contains("<request>https://data.city.it:8443/oai</request>");
        assert_eq!(echoed, matches!(expected, "badVerb" | "badArgument"), "{query}: {text}");
        assert!(!text.contains("<ListRecords") && !text.contains("<Identify"), "{text}");
    }
    // Several faults are told at once.
    let text = ask(&shelf, "verb=ListRecords&from=x&until=y&z=1");
    assert_eq!(codes(&text), ["badArgument"; 4], "{text}");
}

#[test]
fn lists_are_of_a_set_and_of_a_time() {
    let shelf = shelf(catalogue("k", 3, &["gone"]));
    let count = |rest: &str| {
        let text = ask(&shelf, &format!("verb=ListIdentifiers&metadataPrefix=dcat_ap{rest}"));
        all(&text, "identifier").len()
    };
    assert_eq!(count(""), 5);
    assert_eq!(count("&set=tables"), 4);
    assert_eq!(count("&set=everything"), 1);
    for all in [
        "&from=2026-03-01",
        "&until=2026-03-01",
        "&from=2026-03-01&until=2026-03-01",
        "&from=2026-03-01T02:00:05Z",
        "&until=2026-03-01T02:00:05Z",
    ] {
        assert_eq!(count(all), 5, "{all}");
    }
    for none in ["&from=2026-03-02", "&from=2026-03-01T02:00:06Z", "&until=2026-03-01T02:00:04Z"] {
        assert_eq!(count(none), 0, "{none}");
    }
}

#[test]
fn what_is_no_more_stays_as_a_header() {
    let shelf = shelf(catalogue("k", 1, &["gone"]));
    for prefix in ["oai_dc", "dcat_ap"] {
        let text = ask(&shelf, &format!("verb=ListRecords&metadataPrefix={prefix}&set=tables"));
        assert_eq!(text.matches("<header>").count(), 1, "{text}");
        assert_eq!(text.matches("<header status=\"deleted\">").count(), 1, "{text}");
        assert_eq!(text.matches("<metadata>").count(), 1, "{text}");
        let one = "identifier=oai:data.city.it:dataset/gone";
        let text = ask(&shelf, &format!("verb=GetRecord&metadataPrefix={prefix}&{one}"));
        assert!(text.contains("<header status=\"deleted\">") && !text.contains("<metadata>"));
        assert_eq!(all(&text, "datestamp"), ["2026-03-01T02:00:05Z"]);
    }
}

#[test]
fn records_are_given_in_each_format() {
    let shelf = shelf(catalogue("k", 1, &[]));
    let formats = ask(&shelf, "verb=ListMetadataFormats");
    assert_eq!(all(&formats, "metadataPrefix"), ["oai_dc", "dcat_ap"]);
    let one = "identifier=oai:data.city.it:dataset/t1";
    let same = ask(&shelf, &format!("verb=ListMetadataFormats&{one}"));
    assert_eq!(all(&same, "schema"), all(&formats, "schema"));
    let text = ask(&shelf, &format!("verb=GetRecord&metadataPrefix=oai_dc&{one}"));
    // What XML cannot hold is shown as such.
    assert!(text.contains("&lt;Title&gt; &amp; \u{fffd}&quot;more&quot; in italiano"), "{text}");
    let text = ask(&shelf, &format!("verb=GetRecord&metadataPrefix=dcat_ap&{one}"));
    assert_eq!(text.matches("<?xml").count(), 1, "{text}");
    assert!(text.contains("<metadata><rdf:RDF"), "{text}");
    assert!(!text.contains('\u{1}'), "{text}");
}

#[test]
fn the_repository_says_what_it_is() {
    let text = ask(&shelf(catalogue("k", 1, &[])), "verb=Identify");
    for (name, value) in [
        ("baseURL", "https://data.city.it:8443/oai"),
        ("protocolVersion", "2.0"),
        ("earliestDatestamp", "2026-01-01T00:00:00Z"),
        ("deletedRecord", "persistent"),
        ("granularity", "YYYY-MM-DDThh:mm:ssZ"),
        ("adminEmail", "nobody@example.invalid"),
        ("repositoryIdentifier", "data.city.it"),
        ("sampleIdentifier", "oai:data.city.it:dataset/t1"),
    ] {
        assert_eq!(all(&text, name), [value], "{text}");
    }
    // The schema of identifiers takes no host without a point.
    let mut local = catalogue("k", 1, &[]);
    local.service = Arc::new(Service {
        base_url: "http://localhost:8080".to_owned(),
        contact: "office@city.it".to_owned(),
        ..Service::default()
    });
    let text = ask(&shelf(local), "verb=Identify");
    assert!(!text.contains("oai-identifier"), "{text}");
    assert_eq!(all(&text, "adminEmail"), ["office@city.it"]);
}

#[test]
fn a_request_of_very_many_arguments_is_refused_before_they_are_looked_at() {
    let shelf = shelf(catalogue("k", 1, &[]));
    let few = ask(&shelf, &format!("verb=Identify{}", "&a=1".repeat(19)));
    assert_eq!(codes(&few).len(), 19, "{few}");
    let many = ask(&shelf, &format!("verb=Identify{}", "&a".repeat(130_000)));
    assert_eq!(codes(&many), ["badArgument"]);
    assert!(many.len() < 1_000, "{}", many.len());
}

#[test]
fn nothing_is_told_before_there_is_a_catalogue() {
    let error = answer(&Shelf::default(), &[], NOW).unwrap_err();
    assert_eq!(error.status(), 503);
}

/// Names and values of arguments, most of them such as are given.
fn arguments() -> impl Strategy<Value = Vec<(String, String)>> {
    let one_of = |texts: &'static [&'static str]| {
        let known = select(texts).prop_map(str::to_owned);
        prop_oneof![6 => known, 1 => any::<String>()]
    };
    let names = one_of(&["verb", "metadataPrefix", "from", "until", "set", "identifier"]);
    let values = one_of(&[
        "ListRecords",
        "ListIdentifiers",
        "GetRecord",
        "Identify",
        "oai_dc",
        "dcat_ap",
        "2026-03-01",
        "2026-03-01T02:00:05Z",
        "tables",
        "oai:data.city.it:dataset/t1",
    ]);
    vec((names, values), 0..5)
}

proptest! {
    #[test]
    fn any_request_has_an_answer_that_can_be_read(arguments in arguments()) {
        let shelf = shelf(catalogue("k", 2, &["gone"]));
        let text = String::from_utf8(answer(&shelf, &arguments, NOW).unwrap()).unwrap();
        let mut reader = Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap(), Event::Eof) {}
        let is_refused = !codes(&text).is_empty();
        prop_assert_ne!(is_refused, text.contains("<Identify>") || text.contains("<header"));
    }
}
