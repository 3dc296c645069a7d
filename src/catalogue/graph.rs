//! A graph of RDF in the making, and its forms: Turtle, RDF/XML and JSON-LD, byte for byte the same
//! for the same statements made in the same order.

use std::collections::{HashMap, HashSet};

use oxrdf::{BlankNode, Literal, NamedNode, NamedOrBlankNode, Term, TripleRef};
use oxrdfio::{JsonLdProfileSet, RdfFormat, RdfSerializer};

use super::xml::clean;
use crate::error::{Error, Result};

/// The vocabularies, by the prefixes under which forms name them.
pub const PREFIXES: &[(&str, &str)] = &[
    ("adms", "http://www.w3.org/ns/adms#"),
    ("dc", "http://purl.org/dc/elements/1.1/"),
    ("dcat", "http://www.w3.org/ns/dcat#"),
    ("dcatap", "http://data.europa.eu/r5r/"),
    ("dcatapit", "http://dati.gov.it/onto/dcatapit#"),
    ("dct", "http://purl.org/dc/terms/"),
    ("foaf", "http://xmlns.com/foaf/0.1/"),
    ("geo", "http://www.w3.org/2003/01/geo/wgs84_pos#"),
    ("geosparql", "http://www.opengis.net/ont/geosparql#"),
    ("hydra", "http://www.w3.org/ns/hydra/core#"),
    ("locn", "http://www.w3.org/ns/locn#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("owl", "http://www.w3.org/2002/07/owl#"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("schema", "http://schema.org/"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("spdx", "http://spdx.org/rdf/terms#"),
    ("vcard", "http://www.w3.org/2006/vcard/ns#"),
    ("void", "http://rdfs.org/ns/void#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
];

/// A form of a graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Turtle.
    Turtle,
    /// RDF/XML.
    RdfXml,
    /// JSON-LD.
    JsonLd,
}

impl Form {
    /// All forms; the first is what a client gets that names none of them.
    pub const ALL: [Self; 3] = [Self::RdfXml, Self::Turtle, Self::JsonLd];

    /// The media type, with the charset where clients would guess another.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::RdfXml => "application/rdf+xml; charset=utf-8",
            Self::JsonLd => "application/ld+json",
        }
    }

    /// The ending of addresses.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Turtle => "ttl",
            Self::RdfXml => "rdf",
            Self::JsonLd => "jsonld",
        }
    }

    /// The form of an ending; `xml` is RDF/XML too.
    pub fn of(ending: &str) -> Option<Self> {
        let known = Self::ALL.into_iter().find(|form| form.ending() == ending);
        known.or_else(|| (ending == "xml").then_some(Self::RdfXml))
    }

    const fn format(self) -> RdfFormat {
        match self {
            Self::Turtle => RdfFormat::Turtle,
            Self::RdfXml => RdfFormat::RdfXml,
            Self::JsonLd => RdfFormat::JsonLd { profile: JsonLdProfileSet::empty() },
        }
    }
}

/// The object of a statement.
#[derive(Debug, Clone, Copy)]
pub enum Object<'a> {
    /// Another node, by its address or as `prefix:name`. What is no IRI is left out.
    Node(&'a str),
    /// A node without an address, by the name that [`Graph::blank`] gave.
    Blank(&'a Node),
    /// A text in no language.
    Text(&'a str),
    /// A text in the language of this tag.
    In(&'a str, &'a str),
    /// A value of the type named as `xsd:date`.
    Typed(&'a str, &'a str),
}

/// A node that statements can be made of.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Node(NamedOrBlankNode);

/// The statements about one node.
type Statements = (NamedOrBlankNode, Vec<(NamedNode, Term)>);

/// Statements, grouped by what they are about, in the order in which that was first spoken of.
#[derive(Debug, Default)]
pub struct Graph {
    nodes: Vec<Statements>,
    places: HashMap<NamedOrBlankNode, usize>,
    /// What was said of each node: one may have very many statements.
    said: HashSet<(usize, NamedNode, Term)>,
    blanks: usize,
}

impl Graph {
    /// The node of an address, or of a name such as `skos:Concept`, if it is an IRI.
    pub fn node(iri: &str) -> Option<Node> {
        named(iri).map(|node| Node(node.into()))
    }

    /// A node without an address. Nodes are named in the order in which they are made.
    pub fn blank(&mut self) -> Node {
        self.blanks += 1;
        Node(BlankNode::new_unchecked(format!("b{}", self.blanks)).into())
    }

    /// Whether anything was said about a node.
    pub fn knows(&self, node: &Node) -> bool {
        self.places.contains_key(&node.0)
    }

    /// States that `subject` has `object` as its `predicate`, named as `dct:title`; once, however
    /// often it is said. What cannot be said in RDF is left out, and so is an empty text.
    pub fn add(&mut self, subject: &Node, predicate: &str, object: Object<'_>) {
        let (Some(predicate), Some(object)) = (named(predicate), term(object)) else { return };
        let place = *self.places.entry(subject.0.clone()).or_insert_with(|| {
            self.nodes.push((subject.0.clone(), Vec::new()));
            self.nodes.len() - 1
        });
        if let Some((_, statements)) = self.nodes.get_mut(place)
            && self.said.insert((place, predicate.clone(), object.clone()))
        {
            statements.push((predicate, object));
        }
    }

    /// States that a node is of these types, such as `dcat:Dataset`.
    pub fn types(&mut self, subject: &Node, types: &[&str]) {
        for name in types {
            self.add(subject, "rdf:type", Object::Node(name));
        }
    }

    /// The number of statements.
    pub fn len(&self) -> usize {
        self.nodes.iter().map(|(_, statements)| statements.len()).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The graph in a form. Prefixes that nothing uses are not named.
    ///
    /// # Errors
    ///
    /// [`Error::Internal`] if the writer refuses a statement.
    pub fn write(&self, form: Form) -> Result<Vec<u8>> {
        let mut serializer = RdfSerializer::from_format(form.format());
        for (prefix, iri) in PREFIXES.iter().filter(|(_, iri)| self.uses(iri)) {
            serializer = serializer.with_prefix(*prefix, *iri).map_err(Error::internal)?;
        }
        let mut writer = serializer.for_writer(Vec::new());
        for (subject, statements) in &self.nodes {
            for (predicate, object) in statements {
                let triple = TripleRef::new(subject, predicate, object);
                writer.serialize_triple(triple).map_err(Error::internal)?;
            }
        }
        writer.finish().map_err(Error::internal)
    }

    fn uses(&self, iri: &str) -> bool {
        self.nodes.iter().flat_map(|(_, statements)| statements).any(|(predicate, object)| {
            predicate.as_str().starts_with(iri)
                || match object {
                    Term::NamedNode(node) => node.as_str().starts_with(iri),
                    Term::Literal(literal) => literal.datatype().as_str().starts_with(iri),
                    Term::BlankNode(_) => false,
                }
        })
    }
}

/// The IRI of an address, or of a name with one of our prefixes.
fn named(name: &str) -> Option<NamedNode> {
    if let Some((prefix, local)) = name.split_once(':')
        && let Some((_, iri)) = PREFIXES.iter().find(|(known, _)| *known == prefix)
    {
        return NamedNode::new(format!("{iri}{local}")).ok();
    }
    NamedNode::new(name).ok()
}

fn term(object: Object<'_>) -> Option<Term> {
    Some(match object {
        Object::Node(iri) => named(iri)?.into(),
        Object::Blank(node) => node.0.clone().into(),
        Object::Text("") | Object::In("", _) | Object::Typed("", _) => return None,
        // What XML cannot hold would break one form, and all forms are one graph.
        Object::Text(text) => Literal::new_simple_literal(clean(text)).into(),
        Object::In(text, tag) => {
            Literal::new_language_tagged_literal(clean(text), tag).ok()?.into()
        }
        Object::Typed(text, kind) => Literal::new_typed_literal(clean(text), named(kind)?).into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn graph() -> Graph {
        let mut graph = Graph::default();
        let (one, two) = (Graph::node("https://a/1").unwrap(), Graph::node("https://a/2").unwrap());
        graph.types(&one, &["dcat:Dataset"]);
        graph.add(&two, "dct:title", Object::In("Due <&>", "it"));
        graph.add(&one, "dct:title", Object::In("Uno", "it"));
        graph.add(&one, "dct:title", Object::In("Uno", "it"));
        graph.add(&one, "dct:source", Object::Node("no iri"));
        let blank = graph.blank();
        graph.add(&blank, "dcat:startDate", Object::Typed("2018-01-01", "xsd:date"));
        graph.add(&one, "dct:temporal", Object::Blank(&blank));
        graph
    }

    #[test]
    fn statements_are_made_once_and_stand_together_by_what_they_are_about() {
        assert_eq!(graph().len(), 5);
        let text = String::from_utf8(graph().write(Form::Turtle).unwrap()).unwrap();
        assert!(text.contains("<https://a/1> a dcat:Dataset"), "{text}");
        assert_eq!(text.matches("<https://a/1>").count(), 1, "{text}");
        assert!(!text.contains("skos"), "{text}");
    }

    #[test]
    fn no_text_breaks_a_form() {
        let mut graph = Graph::default();
        let one = Graph::node("https://a/1").unwrap();
        graph.add(&one, "dct:title", Object::In("a\u{1}b", "it"));
        graph.add(&one, "dct:identifier", Object::Text("\u{b}\u{fffe}"));
        graph.add(&one, "dct:source", Object::Typed("c\u{ffff}d", "xsd:anyURI"));
        for form in Form::ALL {
            let text = String::from_utf8(graph.write(form).unwrap()).unwrap();
            for held in ["a\u{fffd}b", "\u{fffd}\u{fffd}", "c\u{fffd}d"] {
                assert!(text.contains(held), "{text}");
            }
        }
    }

    #[test]
    fn a_node_can_have_very_many_statements_each_once() {
        let mut graph = Graph::default();
        let node = Graph::node("https://a/1").unwrap();
        for at in (0..100_000).chain(0..100_000) {
            graph.add(&node, "dct:relation", Object::Node(&format!("https://a/{at}")));
        }
        assert_eq!(graph.len(), 100_000);
    }

    #[test]
    fn forms_are_the_same_each_time() {
        for form in Form::ALL {
            let bytes = graph().write(form).unwrap();
            assert_eq!(bytes, graph().write(form).unwrap());
            assert_eq!(Form::of(form.ending()), Some(form));
        }
        assert_eq!(Form::of("xml"), Some(Form::RdfXml));
        assert_eq!(Form::of("html"), None);
    }
}
