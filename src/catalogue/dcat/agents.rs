//! Who publishes, who holds the rights, whom to ask, and under which licence.

use super::{document, node};
use crate::catalogue::Catalogue;
use crate::catalogue::agent::{self, Agent};
use crate::catalogue::dcat::concepts;
use crate::catalogue::graph::{Graph, Object};
use crate::catalogue::vocabulary::PUBLISHER_TYPES;
use crate::describe::licence as licences;

/// The types of licences in the list of ADMS.
const LICENCE_TYPES: &str = "http://purl.org/adms/licencetype/";

/// The address of the publisher.
pub(super) fn publisher(catalogue: &Catalogue) -> String {
    catalogue.id("agent", "publisher")
}

/// The address of the holder of the rights: that of the publisher, if it is the same body.
pub(super) fn holder(catalogue: &Catalogue) -> String {
    let (holder, publisher) =
        (agent::holder(&catalogue.service), agent::publisher(&catalogue.service));
    let is_same = holder.name == publisher.name;
    if is_same { self::publisher(catalogue) } else { catalogue.id("agent", holder.slug) }
}

/// The address of the office to ask; none if no e-mail address is given.
pub(super) fn contact(catalogue: &Catalogue) -> Option<String> {
    catalogue.email().map(|_| catalogue.id("contact", "publisher"))
}

/// States all of them.
pub(super) fn write(graph: &mut Graph, catalogue: &Catalogue) {
    let service = &catalogue.service;
    let (publisher, holder) = (agent::publisher(service), agent::holder(service));
    write_agent(graph, catalogue, &publisher);
    if holder.name != publisher.name {
        write_agent(graph, catalogue, &holder);
    }
    write_contact(graph, catalogue, &publisher);
}

fn write_agent(graph: &mut Graph, catalogue: &Catalogue, agent: &Agent<'_>) {
    let Some(node) = node(catalogue, "agent", agent.slug) else { return };
    graph.types(&node, &["foaf:Agent", "dcatapit:Agent"]);
    graph.add(&node, "dct:identifier", Object::Text(&agent.identifier));
    graph.add(&node, "foaf:name", Object::In(agent.name, "it"));
    graph.add(&node, "foaf:name", Object::In(agent.name, "en"));
    concepts::add(graph, &node, "dct:type", &PUBLISHER_TYPES, agent.kind, "");
    if let Some(url) = agent.url {
        document(graph, &node, "foaf:homepage", url);
    }
}

fn write_contact(graph: &mut Graph, catalogue: &Catalogue, publisher: &Agent<'_>) {
    let Some(email) = catalogue.email() else { return };
    let Some(node) = node(catalogue, "contact", "publisher") else { return };
    graph.types(&node, &["vcard:Organization", "vcard:Kind", "dcatapit:Organization"]);
    graph.add(&node, "vcard:fn", Object::Text(catalogue.office()));
    graph.add(&node, "vcard:hasEmail", Object::Node(&format!("mailto:{email}")));
    if let Some(url) = publisher.url {
        graph.add(&node, "vcard:hasURL", Object::Node(url));
    }
}

/// The address of the licence, which is stated too; none if the setting is no address.
pub(super) fn licence(graph: &mut Graph, catalogue: &Catalogue) -> Option<String> {
    let service = &catalogue.service;
    let known = licences::known(service);
    let address = catalogue.licence()?;
    let node = Graph::node(address)?;
    if graph.knows(&node) {
        return Some(address.to_owned());
    }
    graph.types(&node, &["dct:LicenseDocument", "dcatapit:LicenseDocument"]);
    let kind = match known {
        Some(licence) => {
            graph.add(&node, "foaf:name", Object::Text(licence.title));
            graph.add(&node, "foaf:name", Object::In(licence.title, "en"));
            graph.add(&node, "foaf:name", Object::In(licence.ckan_title.it, "it"));
            graph.add(&node, "dct:title", Object::In(licence.ckan_title.it, "it"));
            graph.add(&node, "dct:title", Object::In(licence.ckan_title.en, "en"));
            graph.add(&node, "dct:identifier", Object::Text(licence.name));
            graph.add(&node, "owl:versionInfo", Object::Text(licence.version));
            licence.adms_type
        }
        None => "UnknownIPR",
    };
    let kind = format!("{LICENCE_TYPES}{kind}");
    graph.add(&node, "dct:type", Object::Node(&kind));
    if let Some(kind) = Graph::node(&kind) {
        let label = match known {
            Some(licence) if licence.adms_type == "PublicDomain" => "Public domain",
            Some(_) => "Attribution",
            None => "Unknown IPR",
        };
        graph.types(&kind, &["skos:Concept"]);
        graph.add(&kind, "skos:prefLabel", Object::In(label, "en"));
    }
    Some(address.to_owned())
}
