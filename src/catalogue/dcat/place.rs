//! The place that the data is about.

use crate::catalogue::Catalogue;
use crate::catalogue::graph::{Graph, Object};
use crate::catalogue::vocabulary;

/// The address of the place in the tables of the EU; none if none is given.
pub(super) fn address(catalogue: &Catalogue) -> Option<String> {
    vocabulary::place(&catalogue.service.catalogue.place)
}

/// States the place.
pub(super) fn write(graph: &mut Graph, catalogue: &Catalogue) {
    let Some(address) = address(catalogue) else { return };
    let Some(node) = Graph::node(&address) else { return };
    let settings = &catalogue.service.catalogue;
    graph.types(&node, &["dct:Location", "skos:Concept"]);
    let name = if settings.place_name.is_empty() { &settings.place } else { &settings.place_name };
    for predicate in ["skos:prefLabel", "locn:geographicName"] {
        graph.add(&node, predicate, Object::In(name, "it"));
    }
    // A text, for this is how readers of the Italian profile look for it.
    graph.add(&node, "dcatapit:geographicalIdentifier", Object::Text(&address));
    if let Some(geonames) = settings.geonames() {
        graph.add(&node, "skos:exactMatch", Object::Node(geonames));
    }
    let Some([west, south, east, north]) = settings.bbox() else { return };
    let around = format!(
        "POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    );
    let middle = |one: f64, two: f64| (f64::midpoint(one, two) * 1e7).round() / 1e7;
    let centre = format!("POINT({} {})", middle(west, east), middle(south, north));
    for (predicate, shape) in [("dcat:bbox", around), ("dcat:centroid", centre)] {
        graph.add(&node, predicate, Object::Typed(&shape, "geosparql:wktLiteral"));
    }
}
