//! A dataset.

use super::{agents, at, concepts, distribution, document, node, place, say};
use crate::catalogue::graph::{Graph, Node, Object};
use crate::catalogue::vocabulary::{ACCESS_RIGHTS, FREQUENCIES, THEMES};
use crate::catalogue::{Catalogue, Dataset, agent};

/// The part of `EuroVoc` about cooperation, which the national table puts below the theme `INTR`.
const COOPERATION: (&str, &str, &str) =
    ("http://eurovoc.europa.eu/100171", "politica di cooperazione", "cooperation policy");

/// What is said of a frequency that nobody gave.
const NO_FREQUENCY: &str = "UNKNOWN";

/// States a dataset with its distributions.
pub(super) fn write(graph: &mut Graph, catalogue: &Catalogue, dataset: &Dataset) {
    let Some(node) = node(catalogue, "dataset", &dataset.slug) else { return };
    let (service, settings) = (&catalogue.service, &catalogue.service.catalogue);
    graph.types(&node, &["dcat:Dataset", "dcatapit:Dataset"]);
    let identifier = agent::identifier_of(service, &dataset.slug);
    graph.add(&node, "dct:identifier", Object::Text(&identifier));
    say(graph, &node, "dct:title", &dataset.title);
    say(graph, &node, "dct:description", &dataset.description);
    at(graph, &node, "dct:issued", &dataset.issued);
    at(graph, &node, "dct:modified", &dataset.modified);
    people(graph, catalogue, &node);
    for theme in &settings.themes {
        concepts::add(graph, &node, "dcat:theme", &THEMES, theme, "");
    }
    subject(graph, &node);
    let frequency = settings.frequency.as_str();
    let frequency = if frequency.is_empty() { NO_FREQUENCY } else { frequency };
    let (list, kind) = (&FREQUENCIES, "dct:Frequency");
    concepts::add(graph, &node, "dct:accrualPeriodicity", list, frequency, kind);
    for tag in &service.languages {
        concepts::language(graph, &node, tag);
    }
    for (keywords, tag) in [(&dataset.keywords_it, "it"), (&dataset.keywords_en, "en")] {
        for keyword in keywords {
            graph.add(&node, "dcat:keyword", Object::In(keyword, tag));
        }
    }
    document(graph, &node, "dcat:landingPage", &catalogue.page(dataset));
    let kind = "dct:RightsStatement";
    concepts::add(graph, &node, "dct:accessRights", &ACCESS_RIGHTS, "PUBLIC", kind);
    if let Some(place) = place::address(catalogue) {
        graph.add(&node, "dct:spatial", Object::Node(&place));
    }
    let version = catalogue.revision.number.to_string();
    graph.add(&node, "owl:versionInfo", Object::Text(&version));
    graph.add(&node, "dcat:version", Object::Text(&version));
    let period = dataset.temporal.map(|_| graph.blank());
    if let Some(period) = &period {
        graph.add(&node, "dct:temporal", Object::Blank(period));
    }
    for file in &dataset.distributions {
        let address = catalogue.id("distribution", &file.slug);
        graph.add(&node, "dcat:distribution", Object::Node(&address));
    }
    if let Some(period) = &period {
        write_period(graph, period, dataset);
    }
    for file in &dataset.distributions {
        distribution::write(graph, catalogue, dataset, file);
    }
}

/// What all our data is about, in the words of `EuroVoc`, by which Italian portals divide themes.
fn subject(graph: &mut Graph, node: &Node) {
    let (address, it, en) = COOPERATION;
    graph.add(node, "dct:subject", Object::Node(address));
    let Some(subject) = Graph::node(address).filter(|subject| !graph.knows(subject)) else {
        return;
    };
    graph.types(&subject, &["skos:Concept"]);
    graph.add(&subject, "skos:prefLabel", Object::In(it, "it"));
    graph.add(&subject, "skos:prefLabel", Object::In(en, "en"));
}

/// Who stands behind it.
fn people(graph: &mut Graph, catalogue: &Catalogue, node: &Node) {
    let (publisher, holder) = (agents::publisher(catalogue), agents::holder(catalogue));
    graph.add(node, "dct:publisher", Object::Node(&publisher));
    graph.add(node, "dct:rightsHolder", Object::Node(&holder));
    graph.add(node, "dct:creator", Object::Node(&publisher));
    if let Some(contact) = agents::contact(catalogue) {
        graph.add(node, "dcat:contactPoint", Object::Node(&contact));
    }
}

/// The time that it is about: a start and an end, each as three readers look for it.
fn write_period(graph: &mut Graph, period: &Node, dataset: &Dataset) {
    let Some((first, last)) = dataset.temporal else { return };
    graph.types(period, &["dct:PeriodOfTime"]);
    let days = [("startDate", first.first_day()), ("endDate", last.last_day())];
    for (name, day) in days {
        for prefix in ["dcat", "dcatapit", "schema"] {
            let predicate = format!("{prefix}:{name}");
            graph.add(period, &predicate, Object::Typed(&day.to_string(), "xsd:date"));
        }
    }
}
