//! The catalogue itself.

use super::{agents, at, concepts, document, place, say};
use crate::catalogue::graph::{Graph, Object};
use crate::catalogue::vocabulary::THEMES;
use crate::catalogue::{Catalogue, Dataset};
use crate::model::table::Words;

/// States the catalogue, with these of its datasets.
pub(super) fn write(graph: &mut Graph, catalogue: &Catalogue, datasets: &[Dataset]) {
    let Some(node) = Graph::node(&catalogue.address()) else { return };
    let (service, settings) = (&catalogue.service, &catalogue.service.catalogue);
    graph.types(&node, &["dcat:Catalog", "dcatapit:Catalog"]);
    say(graph, &node, "dct:title", &settings.title);
    say(graph, &node, "dct:description", &settings.description);
    graph.add(&node, "dct:publisher", Object::Node(&agents::publisher(catalogue)));
    at(graph, &node, "dct:issued", &catalogue.issued);
    at(graph, &node, "dct:modified", &catalogue.revision.published_at);
    for tag in super::LANGUAGES {
        concepts::language(graph, &node, tag);
    }
    document(graph, &node, "foaf:homepage", &format!("{}/dataset", service.base_url));
    if let Some(licence) = agents::licence(graph, catalogue) {
        graph.add(&node, "dct:license", Object::Node(&licence));
    }
    if let Some(place) = place::address(catalogue) {
        graph.add(&node, "dct:spatial", Object::Node(&place));
    }
    graph.add(&node, "dcat:themeTaxonomy", Object::Node(THEMES.address));
    for slug in ["graphql", "api"] {
        graph.add(&node, "dcat:service", Object::Node(&catalogue.id("service", slug)));
    }
    for dataset in datasets {
        graph.add(&node, "dcat:dataset", Object::Node(&catalogue.id("dataset", &dataset.slug)));
    }
    if let Some(scheme) = Graph::node(THEMES.address) {
        graph.types(&scheme, &["skos:ConceptScheme"]);
        say(graph, &scheme, "dct:title", &Words::from(THEMES.title));
    }
}
