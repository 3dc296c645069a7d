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
    if !settings.place_geonames.is_empty() {
        graph.add(&node, "skos:exactMatch", Object::Node(&settings.place_geonames));
    }
    let Some([west, south, east, north]) = degrees(&settings.place_bbox) else { return };
    let around = format!(
        "POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
    );
    let middle = |one: f64, two: f64| (f64::midpoint(one, two) * 1e7).round() / 1e7;
    let centre = format!("POINT({} {})", middle(west, east), middle(south, north));
    for (predicate, shape) in [("dcat:bbox", around), ("dcat:centroid", centre)] {
        graph.add(&node, predicate, Object::Typed(&shape, "geosparql:wktLiteral"));
    }
}

/// West, south, east and north, if they are places on the globe in this order.
pub(in crate::catalogue) fn degrees(text: &str) -> Option<[f64; 4]> {
    let mut found = [0.0; 4];
    let mut parts = text.split(',');
    for (side, limit) in found.iter_mut().zip([180.0, 90.0, 180.0, 90.0]) {
        *side = parts.next()?.trim().parse().ok().filter(|side: &f64| side.abs() <= limit)?;
    }
    let [west, south, east, north] = found;
    let is_box = parts.next().is_none() && west <= east && south <= north;
    is_box.then_some(found)
}

#[cfg(test)]
mod tests {
    use super::degrees;

    #[test]
    fn a_box_has_four_sides_in_their_order() {
        assert_eq!(degrees("9.04, 45.38,9.28,45.54"), Some([9.04, 45.38, 9.28, 45.54]));
        for text in
            ["", "9,45,9.2", "9,45,9.2,46,1", "10,45,9,46", "9,45,9.2,91", "a,b,c,d", "NaN,1,2,3"]
        {
            assert_eq!(degrees(text), None, "{text}");
        }
    }
}
