//! A file of a dataset.

use super::{agents, at, concepts, node, say};
use crate::catalogue::graph::{Graph, Node, Object};
use crate::catalogue::vocabulary::{AVAILABILITIES, FILE_TYPES};
use crate::catalogue::{Catalogue, Dataset, Distribution};
use crate::model::table::{Label, Words};

/// The hash that files have. This is its name in SPDX, whatever shapes of portals say.
const SHA_256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";

/// States a file.
pub(super) fn write(
    graph: &mut Graph,
    catalogue: &Catalogue,
    dataset: &Dataset,
    file: &Distribution,
) {
    let Some(node) = node(catalogue, "distribution", &file.slug) else { return };
    graph.types(&node, &["dcat:Distribution", "dcatapit:Distribution"]);
    say(graph, &node, "dct:title", &file.title);
    say(graph, &node, "dct:description", &description(file, &dataset.title));
    graph.add(&node, "dcat:accessURL", Object::Node(&catalogue.page(dataset)));
    graph.add(&node, "dcat:downloadURL", Object::Node(&file.url));
    let code = file.profile.file_type;
    concepts::add(graph, &node, "dct:format", &FILE_TYPES, code, "dct:MediaTypeOrExtent");
    concepts::media_type(graph, &node, file.media_type);
    if let Some(licence) = agents::licence(graph, catalogue) {
        graph.add(&node, "dct:license", Object::Node(&licence));
    }
    at(graph, &node, "dct:issued", &dataset.issued);
    at(graph, &node, "dct:modified", &catalogue.revision.published_at);
    for tag in &catalogue.service.languages {
        concepts::language(graph, &node, tag);
    }
    concepts::add(graph, &node, "dcatap:availability", &AVAILABILITIES, "STABLE", "");
    graph.add(&node, "dcat:accessService", Object::Node(&catalogue.id("service", "graphql")));
    if let Some(bytes) = file.bytes {
        let bytes = bytes.to_string();
        graph.add(&node, "dcat:byteSize", Object::Typed(&bytes, "xsd:nonNegativeInteger"));
    }
    if let Some(sha256) = &file.sha256 {
        write_checksum(graph, &node, sha256);
    }
}

fn write_checksum(graph: &mut Graph, node: &Node, sha256: &str) {
    let checksum = graph.blank();
    graph.add(node, "spdx:checksum", Object::Blank(&checksum));
    graph.types(&checksum, &["spdx:Checksum"]);
    graph.add(&checksum, "spdx:algorithm", Object::Node(SHA_256));
    graph.add(&checksum, "spdx:checksumValue", Object::Typed(sha256, "xsd:hexBinary"));
}

/// What a file is, so that nobody has to guess what its format means here.
pub(in crate::catalogue) fn description(file: &Distribution, title: &Words) -> Words {
    let Label { en, it } = file.profile.content;
    Words { en: format!("{}, {en}.", title.en), it: format!("{}, {it}.", title.it) }
}
