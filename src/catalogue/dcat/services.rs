//! The services through which all datasets can be asked.

use super::{agents, concepts, document, node, say};
use crate::catalogue::graph::{Graph, Object};
use crate::catalogue::vocabulary::{ACCESS_RIGHTS, THEMES};
use crate::catalogue::{Catalogue, Dataset};
use crate::model::table::{Label, Words};

/// A service.
struct Service {
    slug: &'static str,
    name: Label,
    description: Label,
    /// Where it is asked, and what describes it.
    paths: [&'static str; 2],
    /// What it conforms to: its address and its title.
    standard: [&'static str; 2],
}

const SERVICES: [Service; 2] = [
    Service {
        slug: "graphql",
        name: Label { en: "GraphQL", it: "GraphQL" },
        description: Label {
            en: "All records with their links in one question: filters, search, facets, groups \
                 and history, without a key.",
            it: "Tutte le schede con i loro collegamenti in una sola domanda: filtri, ricerca, \
                 faccette, gruppi e storia, senza chiave.",
        },
        paths: ["graphql", "schema.graphql"],
        standard: ["https://spec.graphql.org/", "GraphQL"],
    },
    Service {
        slug: "api",
        name: Label { en: "API (GET, JSON)", it: "API (GET, JSON)" },
        description: Label {
            en: "Lists and single records as JSON by plain addresses, with the same filters as \
                 GraphQL, without a key.",
            it: "Elenchi e singole schede in JSON con semplici indirizzi, con gli stessi filtri \
                 di GraphQL, senza chiave.",
        },
        paths: ["api", "openapi.json"],
        standard: ["https://spec.openapis.org/oas/v3.1.0", "OpenAPI 3.1.0"],
    },
];

/// States the services, which serve these datasets among others.
pub(super) fn write(graph: &mut Graph, catalogue: &Catalogue, datasets: &[Dataset]) {
    for service in &SERVICES {
        one(graph, catalogue, datasets, service);
    }
}

fn one(graph: &mut Graph, catalogue: &Catalogue, datasets: &[Dataset], of: &Service) {
    let Some(node) = node(catalogue, "service", of.slug) else { return };
    let (base, settings) = (&catalogue.service.base_url, &catalogue.service.catalogue);
    graph.types(&node, &["dcat:DataService"]);
    let title = Words {
        en: format!("{} – {}", of.name.en, settings.title.en),
        it: format!("{} – {}", of.name.it, settings.title.it),
    };
    say(graph, &node, "dct:title", &title);
    say(graph, &node, "dct:description", &Words::from(of.description));
    let [endpoint, description] = of.paths.map(|path| format!("{base}/{path}"));
    graph.add(&node, "dcat:endpointURL", Object::Node(&endpoint));
    graph.add(&node, "dcat:endpointDescription", Object::Node(&description));
    document(graph, &node, "dcat:landingPage", &format!("{base}/docs"));
    let [address, title] = of.standard;
    concepts::standard(graph, &node, address, title);
    graph.add(&node, "dct:publisher", Object::Node(&agents::publisher(catalogue)));
    if let Some(contact) = agents::contact(catalogue) {
        graph.add(&node, "dcat:contactPoint", Object::Node(&contact));
    }
    for theme in &settings.themes {
        concepts::add(graph, &node, "dcat:theme", &THEMES, theme, "");
    }
    for (keywords, tag) in [(&settings.keywords_it, "it"), (&settings.keywords_en, "en")] {
        for keyword in keywords {
            graph.add(&node, "dcat:keyword", Object::In(keyword, tag));
        }
    }
    let kind = "dct:RightsStatement";
    concepts::add(graph, &node, "dct:accessRights", &ACCESS_RIGHTS, "PUBLIC", kind);
    if let Some(licence) = agents::licence(graph, catalogue) {
        graph.add(&node, "dct:license", Object::Node(&licence));
    }
    for dataset in datasets {
        let address = catalogue.id("dataset", &dataset.slug);
        graph.add(&node, "dcat:servesDataset", Object::Node(&address));
    }
}
