//! Values of lists that others keep, typed and named.

use super::say;
use crate::catalogue::graph::{Graph, Node, Object};
use crate::catalogue::vocabulary::{self, LANGUAGES, Scheme};
use crate::model::table::Words;

/// States that `subject` has the value of a code of a list. It is a concept, and of the class
/// `kind` too. A code that the list does not have as we know it is a newer one: it names itself.
pub(super) fn add(
    graph: &mut Graph,
    subject: &Node,
    predicate: &str,
    scheme: &Scheme,
    code: &str,
    kind: &str,
) {
    let iri = scheme.iri(code);
    let Some(node) = Graph::node(&iri).filter(|_| !code.is_empty()) else { return };
    graph.add(subject, predicate, Object::Node(&iri));
    if graph.knows(&node) {
        return;
    }
    graph.types(&node, &["skos:Concept"]);
    if !kind.is_empty() {
        graph.types(&node, &[kind]);
    }
    match scheme.find(code) {
        Some(concept) => say(graph, &node, "skos:prefLabel", &Words::from(concept.label)),
        None => graph.add(&node, "skos:prefLabel", Object::Text(code)),
    }
    graph.add(&node, "skos:inScheme", Object::Node(scheme.address));
}

/// States the language of a tag.
pub(super) fn language(graph: &mut Graph, subject: &Node, tag: &str) {
    if let Some(concept) = vocabulary::language(tag) {
        add(graph, subject, "dct:language", &LANGUAGES, concept.code, "dct:LinguisticSystem");
    }
}

/// States the media type of a file, if IANA has registered it: no other has an address.
pub(super) fn media_type(graph: &mut Graph, subject: &Node, media_type: &str) {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    if name.contains("/x-") {
        return;
    }
    let iri = format!("https://www.iana.org/assignments/media-types/{name}");
    let Some(node) = Graph::node(&iri) else { return };
    graph.add(subject, "dcat:mediaType", Object::Node(&iri));
    if !graph.knows(&node) {
        graph.types(&node, &["dct:MediaType"]);
        graph.add(&node, "rdfs:label", Object::Text(name));
    }
}

/// States that `subject` conforms to a standard of this address and title.
pub(super) fn standard(graph: &mut Graph, subject: &Node, address: &str, title: &str) {
    let Some(node) = Graph::node(address) else { return };
    graph.add(subject, "dct:conformsTo", Object::Node(address));
    graph.types(&node, &["dct:Standard", "dcatapit:Standard"]);
    graph.add(&node, "dct:identifier", Object::Text(address));
    graph.add(&node, "dct:title", Object::In(title, "en"));
}
