//! What the links of a record say: where they lead, on what basis, in which role; and what leads
//! back to it.

use super::{Subject, codes, id, property};
use crate::api;
use crate::catalogue::graph::{Graph, Object};
use crate::image::Way;
use crate::image::links::Item;
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::Link;

/// The property of a pair that names its basis.
pub(super) const BASIS_TERM: &str = "basis";

/// The property of a pair that names the role.
pub(super) const ROLE_TERM: &str = "role";

impl Subject<'_> {
    /// Says where the link at this place leads.
    pub(super) fn links(&mut self, at: usize, link: &Link) {
        let term = property(self.service, &TABLES[self.table], link.name, link.term);
        for way in Way::forward(self.table, at) {
            for pair in self.image.edges(way, self.row).iter() {
                let slug = self.image.table(way.to).slug(pair.row);
                let target = id(self.service, TABLES[way.to].name, slug);
                self.say(&term, Object::Node(&target));
                self.note(link, &term, &target, slug, pair);
            }
        }
    }

    /// What a pair says beside its ends stands in a node of its own about the statement.
    fn note(&mut self, link: &Link, term: &str, target: &str, slug: &str, pair: Item) {
        let basis = pair.edge.basis().and_then(|at| BASIS.codes.get(at));
        let basis = basis.filter(|_| link.basis).map(|code| (BASIS_TERM, BASIS.name, code));
        let role = link.role.zip(pair.edge.role());
        let role = role.and_then(|(list, at)| Some((ROLE_TERM, list.name, list.codes.get(at)?)));
        if basis.is_none() && role.is_none() {
            return;
        }
        let mut address = format!("{}#{}-{slug}", self.address, link.name);
        // A record may take part in several roles.
        if let Some((_, _, code)) = role {
            address = format!("{address}-{}", code.code);
        }
        let Some(note) = Graph::node(&address) else { return };
        self.graph.types(&note, &["rdf:Statement"]);
        self.graph.add(&note, "rdf:subject", Object::Node(&self.address));
        self.graph.add(&note, "rdf:predicate", Object::Node(term));
        self.graph.add(&note, "rdf:object", Object::Node(target));
        for (name, list, code) in basis.into_iter().chain(role) {
            let concept = codes::stub(&mut self.graph, self.service, list, code);
            let term = id(self.service, super::TERMS, name);
            self.graph.add(&note, &term, Object::Node(&concept));
        }
    }

    /// Says which records lead here, at most so many along each link, and where all of them are.
    pub(super) fn back_links(&mut self, most: usize) {
        for way in Way::backward(self.table) {
            let pairs = self.image.edges(way, self.row);
            if pairs.rows.is_empty() {
                continue;
            }
            let from = &TABLES[way.to];
            let term = property(self.service, from, way.link.name, way.link.term);
            for pair in pairs.rows.iter().take(most) {
                let address = id(self.service, from.name, self.image.table(way.to).slug(*pair));
                if let Some(node) = Graph::node(&address) {
                    self.graph.add(&node, &term, Object::Node(&self.address));
                }
            }
            let all = api::all_linked(self.image, self.table, way, self.row);
            let all = format!("{}{all}", self.service.base_url);
            self.say("rdfs:seeAlso", Object::Node(&all));
        }
    }
}
