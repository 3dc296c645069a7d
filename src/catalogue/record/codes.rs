//! Code lists as concept schemes (SKOS), and their codes as concepts.

use super::{CODE_LISTS, about_document, id};
use crate::about::{Service, codes};
use crate::catalogue::graph::{Graph, Node, Object};
use crate::image::Revision;
use crate::model::table::Code;

/// The address of a list.
fn scheme(service: &Service, list: &str) -> String {
    id(service, CODE_LISTS, list)
}

/// Says what a code means; gives its address.
pub(super) fn stub(graph: &mut Graph, service: &Service, list: &str, code: &Code) -> String {
    let labels = [("en", code.label.en), ("it", code.label.it)];
    concept(graph, service, list, code.code, labels).1
}

fn concept(
    graph: &mut Graph,
    service: &Service,
    list: &str,
    code: &str,
    labels: [(&str, &str); 2],
) -> (Option<Node>, String) {
    let scheme = scheme(service, list);
    let address = format!("{scheme}/{code}");
    let node = Graph::node(&address);
    if let Some(node) = &node {
        graph.types(node, &["skos:Concept"]);
        graph.add(node, "skos:notation", Object::Text(code));
        for (tag, label) in labels {
            graph.add(node, "skos:prefLabel", Object::In(label, tag));
        }
        graph.add(node, "skos:inScheme", Object::Node(&scheme));
    }
    (node, address)
}

/// The list of this name with all its codes, if there is one; its name is spelt as ours is.
pub fn graph(service: &Service, name: &str, revision: &Revision) -> Option<Graph> {
    let name = codes::names().find(|known| *known == name)?;
    let list = codes::list(name)?;
    let mut graph = Graph::default();
    let address = scheme(service, name);
    let node = Graph::node(&address)?;
    graph.types(&node, &["skos:ConceptScheme"]);
    for term in ["dct:title", "skos:prefLabel"] {
        graph.add(&node, term, Object::Text(name));
    }
    let text = |value: &serde_json::Value| value.as_str().unwrap_or_default().to_owned();
    graph.add(&node, "dct:description", Object::In(&text(&list["description"]), "en"));
    graph.add(&node, "dc:source", Object::Text(&text(&list["source"])));
    for code in list["codes"].as_array().into_iter().flatten() {
        let (en, it) = (text(&code["label"]["en"]), text(&code["label"]["it"]));
        let labels = [("en", en.as_str()), ("it", it.as_str())];
        let code = text(&code["code"]);
        let (concept, concept_address) = concept(&mut graph, service, name, &code, labels);
        graph.add(&node, "skos:hasTopConcept", Object::Node(&concept_address));
        if let Some(concept) = concept {
            graph.add(&concept, "skos:topConceptOf", Object::Node(&address));
        }
    }
    let document = format!("{}/codelist/{name}", service.base_url);
    about_document(&mut graph, service, &document, &address, Some(revision));
    Some(graph)
}

/// Whether a list has a code.
pub fn has(name: &str, code: &str) -> bool {
    let list = codes::names().find(|known| *known == name).and_then(codes::list);
    let codes = list.as_ref().and_then(|list| list["codes"].as_array());
    codes.into_iter().flatten().any(|entry| entry["code"] == code)
}
