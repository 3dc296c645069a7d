//! The fields of a selection set for one type of object: fragments spread, conditions decided,
//! fields of one key merged (§6.3.2 and §6.4.3 of the specification).

use async_graphql::Pos;
use async_graphql::indexmap::IndexMap;
use async_graphql::indexmap::map::Entry;
use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};

use super::coerce::Coercion;
use super::failure::Failure;
use super::schema::words::Object;

/// The fields of one key: they are the same field, and their selection sets are merged.
pub(super) struct Merged<'a> {
    /// The key in the answer.
    pub(super) key: &'a str,
    /// Where the first of them stands.
    pub(super) pos: Pos,
    /// The fields as the document writes them; at least one.
    pub(super) first: &'a Field,
    /// The others.
    others: Vec<&'a Field>,
}

impl<'a> Merged<'a> {
    /// The selection sets of all the fields.
    pub(super) fn sets(&self) -> Vec<&'a SelectionSet> {
        let fields = std::iter::once(&self.first).chain(&self.others);
        fields.map(|field| &field.selection_set.node).collect()
    }
}

/// What fields are collected with.
pub(super) struct Collector<'a> {
    /// The document, for its fragments.
    pub(super) document: &'a ExecutableDocument,
    /// The variables, for conditions.
    pub(super) coercion: Coercion<'a>,
}

impl<'a> Collector<'a> {
    /// The fields that selection sets name for an object of this type, in the order of the answer.
    pub(super) fn collect(
        &self,
        object: &Object,
        sets: &[&'a SelectionSet],
    ) -> Result<Vec<Merged<'a>>, Failure> {
        let mut found = IndexMap::new();
        let mut spread = Vec::new();
        for set in sets {
            self.walk(object, set, &mut found, &mut spread)?;
        }
        Ok(found.into_values().collect())
    }

    fn walk(
        &self,
        object: &Object,
        set: &'a SelectionSet,
        found: &mut IndexMap<&'a str, Merged<'a>>,
        spread: &mut Vec<&'a str>,
    ) -> Result<(), Failure> {
        for selection in &set.items {
            if !self.coercion.includes(selection.node.directives())? {
                continue;
            }
            match &selection.node {
                Selection::Field(field) => add(found, &field.node, field.pos),
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    if condition.is_none_or(|on| applies(object, &on.node.on.node)) {
                        self.walk(object, &inline.node.selection_set.node, found, spread)?;
                    }
                }
                Selection::FragmentSpread(selected) => {
                    let name = selected.node.fragment_name.node.as_str();
                    if spread.contains(&name) {
                        continue;
                    }
                    spread.push(name);
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if applies(object, &fragment.node.type_condition.node.on.node) {
                        self.walk(object, &fragment.node.selection_set.node, found, spread)?;
                    }
                }
            }
        }
        Ok(())
    }
}

/// Whether a type condition holds for objects of a type.
fn applies(object: &Object, condition: &str) -> bool {
    condition == object.name || (object.is_node && condition == "Node")
}

fn add<'a>(found: &mut IndexMap<&'a str, Merged<'a>>, field: &'a Field, pos: Pos) {
    let key = field.response_key().node.as_str();
    // That they are the same field was validated.
    let new = || Merged { key, pos, first: field, others: Vec::new() };
    match found.entry(key) {
        Entry::Occupied(mut merged) => merged.get_mut().others.push(field),
        Entry::Vacant(place) => drop(place.insert(new())),
    }
}
