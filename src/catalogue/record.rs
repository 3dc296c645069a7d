//! Records, code lists and our own terms as linked data, derived from the registry.
//!
//! A record says what `/api` says of it: each column and link by the term that the registry gives,
//! or by one of our own, so that nothing is lost. What leads back to it is said as well. Records
//! are of an image, and not of the files of a catalogue.

mod cell;
pub mod codes;
mod link;
pub mod terms;

use super::graph::{Graph, Node, Object};
use crate::about::Service;
use crate::describe::licence;
use crate::image::columns::Data;
use crate::image::{Image, Revision, Row};
use crate::model::TABLES;
use crate::model::table::{Column, Kind, Link, Table};

/// The kind of addresses under which code lists and their codes have their names.
pub const CODE_LISTS: &str = "codelists";

/// The kind of addresses under which our own classes and properties have their names.
pub const TERMS: &str = "terms";

/// The permanent address of something of this kind, such as a table or `codelists`.
pub fn id(service: &Service, kind: &str, slug: &str) -> String {
    format!("{}/id/{kind}/{slug}", service.base_url)
}

/// The texts by which people know a record, by language: those of the first column that every
/// record of its table has in some language. Some tables have none.
pub fn heading(image: &Image, table: usize, row: Row) -> Vec<(&str, &str)> {
    let mut columns = image.table(table).columns();
    let found = columns.find_map(|(column, cells)| match &cells.data {
        Data::Localised(tags) if column.required => Some(tags),
        _ => None,
    });
    let texts = found.into_iter().flatten().map(|(tag, texts)| (tag.as_str(), texts.get(row)));
    texts.filter(|(_, text)| !text.is_empty()).collect()
}

/// A record as linked data, with at most `most` of the records that lead to it along each link.
pub fn graph(image: &Image, service: &Service, table: usize, row: Row, most: usize) -> Graph {
    let mut graph = Graph::default();
    let (of, slug) = (&TABLES[table], image.table(table).slug(row));
    let address = id(service, of.name, slug);
    let Some(record) = Graph::node(&address) else { return graph };
    graph.types(&record, of.classes);
    graph.add(&record, "rdf:type", Object::Node(&class(service, of)));
    graph.add(&record, "dct:identifier", Object::Text(&format!("{}/{slug}", of.name)));
    for (tag, text) in heading(image, table, row) {
        graph.add(&record, "rdfs:label", Object::In(text, tag));
    }
    let mut subject = Subject { graph, image, service, table, row, record, address };
    for (at, column) in of.columns.iter().enumerate() {
        subject.cell(at, column);
    }
    for (at, link) in of.links.iter().enumerate() {
        subject.links(at, link);
    }
    subject.back_links(most);
    let Subject { mut graph, record, address, .. } = subject;
    let document = format!("{}/record/{}/{slug}", service.base_url, of.name);
    graph.add(&record, "foaf:isPrimaryTopicOf", Object::Node(&document));
    about_document(&mut graph, service, &document, &address, Some(&image.revision));
    if let Some(document) = Graph::node(&document) {
        let dataset = id(service, "dataset", of.name);
        graph.add(&document, "void:inDataset", Object::Node(&dataset));
    }
    graph
}

/// A record in the course of being said.
struct Subject<'a> {
    graph: Graph,
    image: &'a Image,
    service: &'a Service,
    table: usize,
    row: Row,
    record: Node,
    address: String,
}

/// The class of our own that the records of a table belong to.
fn class(service: &Service, table: &Table) -> String {
    id(service, TERMS, table.name)
}

/// The property that says a column or link of this name.
fn property(service: &Service, table: &Table, name: &str, term: Option<&str>) -> String {
    let own = || format!("{}/{name}", class(service, table));
    term.map_or_else(own, str::to_owned)
}

/// Whether a column has a term of our own. A position is latitude and longitude, which have terms.
const fn has_own_term(column: &Column) -> bool {
    column.term.is_none() && !matches!(column.kind, Kind::Point)
}

/// Whether a link has one.
const fn has_own_link_term(link: &Link) -> bool {
    link.term.is_none()
}

/// Says of a document what it is about, who publishes it, of which revision and under which
/// licence.
fn about_document(
    graph: &mut Graph,
    service: &Service,
    address: &str,
    topic: &str,
    revision: Option<&Revision>,
) {
    let Some(document) = Graph::node(address) else { return };
    graph.types(&document, &["foaf:Document"]);
    graph.add(&document, "foaf:primaryTopic", Object::Node(topic));
    graph.add(&document, "dct:publisher", Object::Node(&id(service, "agent", "publisher")));
    match licence_of(service) {
        Some(address) => graph.add(&document, "dct:license", Object::Node(address)),
        None => graph.add(&document, "dc:rights", Object::Text(&service.licence)),
    }
    if let Some(revision) = revision {
        graph.add(&document, "owl:versionInfo", Object::Text(&revision.number.to_string()));
        let moment = Object::Typed(&revision.published_at, "xsd:dateTime");
        graph.add(&document, "dct:modified", moment);
    }
}

/// The address of the licence, if the graph can name it.
fn licence_of(service: &Service) -> Option<&str> {
    licence::address(service).filter(|address| Graph::node(address).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue::graph::PREFIXES;

    #[test]
    fn every_term_of_the_registry_is_one_of_a_vocabulary_that_is_known() {
        for table in TABLES {
            let columns = table.columns.iter().filter_map(|column| column.term);
            let links = table.links.iter().filter_map(|link| link.term);
            for term in table.classes.iter().copied().chain(columns).chain(links) {
                let (prefix, name) = term.split_once(':').unwrap();
                assert!(PREFIXES.iter().any(|(known, _)| *known == prefix), "{term}");
                assert!(name.chars().all(char::is_alphanumeric), "{term}");
            }
        }
    }

    #[test]
    fn no_two_columns_of_a_table_are_said_by_the_same_term() {
        for table in TABLES {
            let mut seen = Vec::new();
            let columns = table.columns.iter().filter_map(|column| column.term);
            for term in columns.chain(table.links.iter().filter_map(|link| link.term)) {
                assert!(!seen.contains(&term), "{} says {term} twice", table.name);
                seen.push(term);
            }
        }
    }
}
