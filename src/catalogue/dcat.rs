//! DCAT-AP 3 and DCAT-AP_IT: the catalogue, and each of its datasets, as a graph that says all that
//! it points at.
//!
//! What both profiles ask for has the classes of both. Every concept that a portal keeps a list of
//! is typed and named here too, so that the graph can be read without that list. Nothing has the
//! moment at which it was written: the same catalogue is the same graph.

mod agents;
mod catalog;
mod concepts;
mod dataset;
mod distribution;
mod paging;
mod place;
mod services;

use super::graph::{Graph, Node, Object};
use super::{Catalogue, Dataset};
use crate::model::table::Words;
pub(in crate::catalogue) use distribution::description;
pub use paging::Page;

/// The languages in which all that catalogues say is said.
const LANGUAGES: [&str; 2] = ["it", "en"];

/// The whole catalogue.
pub fn catalogue(catalogue: &Catalogue) -> Graph {
    of(catalogue, &catalogue.datasets)
}

/// The catalogue with some of its datasets alone.
pub fn of(catalogue: &Catalogue, datasets: &[Dataset]) -> Graph {
    let mut graph = Graph::default();
    catalog::write(&mut graph, catalogue, datasets);
    for dataset in datasets {
        dataset::write(&mut graph, catalogue, dataset);
    }
    rest(&mut graph, catalogue, datasets);
    graph
}

/// A page of the catalogue with these datasets, which says where the others are.
pub fn page(catalogue: &Catalogue, datasets: &[Dataset], page: &Page) -> Graph {
    let mut graph = of(catalogue, datasets);
    paging::write(&mut graph, page);
    graph
}

/// A dataset with its files, complete by itself.
pub fn dataset(catalogue: &Catalogue, dataset: &Dataset) -> Graph {
    let mut graph = Graph::default();
    dataset::write(&mut graph, catalogue, dataset);
    rest(&mut graph, catalogue, std::slice::from_ref(dataset));
    graph
}

/// What datasets point at.
fn rest(graph: &mut Graph, catalogue: &Catalogue, datasets: &[Dataset]) {
    services::write(graph, catalogue, datasets);
    agents::write(graph, catalogue);
    place::write(graph, catalogue);
}

/// The node of something of ours.
fn node(catalogue: &Catalogue, kind: &str, slug: &str) -> Option<Node> {
    Graph::node(&catalogue.id(kind, slug))
}

/// States a text in both languages.
fn say(graph: &mut Graph, subject: &Node, predicate: &str, words: &Words) {
    graph.add(subject, predicate, Object::In(&words.it, "it"));
    graph.add(subject, predicate, Object::In(&words.en, "en"));
}

/// States a moment.
fn at(graph: &mut Graph, subject: &Node, predicate: &str, moment: &str) {
    graph.add(subject, predicate, Object::Typed(moment, "xsd:dateTime"));
}

/// States the address of a document, which is one.
fn document(graph: &mut Graph, subject: &Node, predicate: &str, address: &str) {
    graph.add(subject, predicate, Object::Node(address));
    if let Some(document) = Graph::node(address) {
        graph.types(&document, &["foaf:Document"]);
    }
}
