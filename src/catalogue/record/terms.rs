//! The terms of our own: a class for each table, and a property for each column and link that no
//! public vocabulary has a term for.

use super::link::{BASIS_TERM, ROLE_TERM};
use super::{TERMS, about_document, class, has_own_link_term, has_own_term, id, property};
use crate::about::Service;
use crate::catalogue::graph::{Graph, Object};
use crate::image::Revision;
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{Column, Kind, Label, Table, Target};

/// What is true of every pair that says more than its ends.
const OF_PAIRS: [(&str, Label, &str); 2] = [
    (BASIS_TERM, Label { en: "Basis", it: "Fondamento" }, BASIS.doc),
    (
        ROLE_TERM,
        Label { en: "Role", it: "Ruolo" },
        "Part that the record at the end of a link plays in the one at its start.",
    ),
];

/// The address of all terms together.
pub fn vocabulary(service: &Service) -> String {
    format!("{}/id/{TERMS}", service.base_url)
}

/// Whether there is a class or property of this name, such as `projects` or `role`.
pub fn has(name: &str) -> bool {
    TABLES.iter().any(|table| table.name == name)
        || OF_PAIRS.iter().any(|(known, ..)| *known == name)
}

/// Whether a column or link of a table has a term of our own.
pub fn has_property(table: &str, name: &str) -> bool {
    let Some(table) = TABLES.iter().find(|known| known.name == table) else { return false };
    table.column(name).is_some_and(|(_, column)| has_own_term(column))
        || table.link(name).is_some_and(|(_, link)| has_own_link_term(link))
}

/// All terms, with their labels and what they say.
pub fn graph(service: &Service, revision: &Revision) -> Graph {
    let mut graph = Graph::default();
    let address = vocabulary(service);
    if let Some(node) = Graph::node(&address) {
        graph.types(&node, &["owl:Ontology"]);
        graph.add(&node, "dct:title", Object::In("Terms of OpenCoop", "en"));
        graph.add(&node, "dct:title", Object::In("Termini di OpenCoop", "it"));
    }
    for table in TABLES {
        of_table(&mut graph, service, table);
    }
    for (name, label, doc) in OF_PAIRS {
        let address = id(service, TERMS, name);
        term(&mut graph, service, &address, "owl:ObjectProperty", label, doc);
        range(&mut graph, &address, "rdfs:domain", "rdf:Statement");
        range(&mut graph, &address, "rdfs:range", "skos:Concept");
    }
    let document = format!("{}/dictionary", service.base_url);
    about_document(&mut graph, service, &document, &address, Some(revision));
    graph
}

fn of_table(graph: &mut Graph, service: &Service, table: &Table) {
    let of = class(service, table);
    term(graph, service, &of, "owl:Class", table.label, table.doc);
    for public in table.classes {
        range(graph, &of, "rdfs:subClassOf", public);
    }
    for column in table.columns.iter().filter(|column| has_own_term(column)) {
        let address = property(service, table, column.name, None);
        let (kind, values) = values(column);
        term(graph, service, &address, kind, column.label, column.doc);
        range(graph, &address, "rdfs:domain", &of);
        if let Some(values) = values {
            range(graph, &address, "rdfs:range", values);
        }
    }
    for link in table.links.iter().filter(|link| has_own_link_term(link)) {
        let address = property(service, table, link.name, None);
        term(graph, service, &address, "owl:ObjectProperty", link.label, link.doc);
        range(graph, &address, "rdfs:domain", &of);
        if let Target::Table(name) = link.target {
            range(graph, &address, "rdfs:range", &id(service, TERMS, name));
        }
    }
}

/// What a property of a column is, and what its values are. Dates are of several types.
const fn values(column: &Column) -> (&'static str, Option<&'static str>) {
    const DATA: &str = "owl:DatatypeProperty";
    const OBJECT: &str = "owl:ObjectProperty";
    match column.kind {
        Kind::Text => (DATA, Some("xsd:string")),
        Kind::Localised => (DATA, Some("rdf:langString")),
        Kind::Code(_) => (OBJECT, Some("skos:Concept")),
        Kind::Integer => (DATA, Some("xsd:integer")),
        Kind::Decimal | Kind::Point => (DATA, Some("xsd:decimal")),
        Kind::Money => (OBJECT, Some("schema:MonetaryAmount")),
        Kind::Date => (DATA, None),
        Kind::Instant => (DATA, Some("xsd:dateTime")),
        Kind::Boolean => (DATA, Some("xsd:boolean")),
        Kind::Url => (OBJECT, None),
    }
}

fn term(graph: &mut Graph, service: &Service, address: &str, kind: &str, label: Label, doc: &str) {
    let Some(node) = Graph::node(address) else { return };
    graph.types(&node, &[kind]);
    graph.add(&node, "rdfs:label", Object::In(label.en, "en"));
    graph.add(&node, "rdfs:label", Object::In(label.it, "it"));
    graph.add(&node, "rdfs:comment", Object::In(doc, "en"));
    graph.add(&node, "rdfs:isDefinedBy", Object::Node(&vocabulary(service)));
}

fn range(graph: &mut Graph, address: &str, predicate: &str, object: &str) {
    if let Some(node) = Graph::node(address) {
        graph.add(&node, predicate, Object::Node(object));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_table_has_the_name_of_another_term() {
        for (name, ..) in OF_PAIRS {
            assert!(TABLES.iter().all(|table| table.name != name), "{name}");
        }
    }

    #[test]
    fn terms_are_there_for_what_has_none_elsewhere_alone() {
        assert!(has("projects") && has("role") && !has("nothing"));
        assert!(has_property("missions", "officials"));
        assert!(!has_property("projects", "title") && !has_property("cities", "point"));
    }
}
