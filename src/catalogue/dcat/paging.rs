//! The pages of a catalogue that is too long for one answer.

use crate::catalogue::graph::{Graph, Object};

/// A page of a catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its number, from one.
    pub number: usize,
    /// The number of the last one.
    pub last: usize,
    /// Datasets on a page.
    pub size: usize,
    /// Datasets on all pages.
    pub total: usize,
    /// The addresses of pages, without the number at their end.
    pub root: String,
}

/// States the page, and which others there are, in the words of two versions of Hydra.
pub(super) fn write(graph: &mut Graph, page: &Page) {
    let address = |number: usize| format!("{}{number}", page.root);
    let Some(node) = Graph::node(&address(page.number)) else { return };
    graph.types(&node, &["hydra:PartialCollectionView", "hydra:PagedCollection"]);
    let next = Some(page.number + 1).filter(|number| *number <= page.last);
    let previous = page.number.checked_sub(1).filter(|number| *number > 0);
    for (names, number) in [
        (["hydra:first", "hydra:firstPage"], Some(1)),
        (["hydra:previous", "hydra:previousPage"], previous),
        (["hydra:next", "hydra:nextPage"], next),
        (["hydra:last", "hydra:lastPage"], Some(page.last)),
    ] {
        let Some(number) = number else { continue };
        for name in names {
            graph.add(&node, name, Object::Node(&address(number)));
        }
    }
    for (name, number) in [("hydra:totalItems", page.total), ("hydra:itemsPerPage", page.size)] {
        graph.add(&node, name, Object::Typed(&number.to_string(), "xsd:integer"));
    }
}
