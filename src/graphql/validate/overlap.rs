//! Field Selection Merging (§5.3.2): what one key stands for must be one thing.
//!
//! Two passes over the operation with its fragments spread, each of which looks at a field once: in
//! the first, all that a key can be must have the same shape; in the second, fields of one type
//! must be the same field with the same arguments.

use std::collections::HashSet;

use async_graphql::Pos;
use async_graphql::dynamic::TypeRef;
use async_graphql::indexmap::IndexMap;
use async_graphql::parser::types::{
    ExecutableDocument, Field, OperationDefinition, Selection, SelectionSet,
};

use super::super::failure::Failure;
use super::super::schema::words::Types;
use crate::error::Error;

/// Refuses an operation in which a key stands for different things.
pub(super) fn check(
    types: &Types,
    document: &ExecutableDocument,
    operation: &OperationDefinition,
) -> Result<(), Failure> {
    let overlap = Overlap { types, document, name: TypeRef::named_nn(TypeRef::STRING) };
    let sets = [("Query", &operation.selection_set.node)];
    overlap.shapes(&sets)?;
    overlap.fields(&sets)
}

struct Overlap<'a> {
    types: &'a Types,
    document: &'a ExecutableDocument,
    /// The type of `__typename`.
    name: TypeRef,
}

/// A selection set with the name of the type that it selects from.
type Set<'a> = (&'a str, &'a SelectionSet);

/// A field with the name of the type that it is selected from.
#[derive(Clone, Copy)]
struct Selected<'a> {
    of: &'a str,
    field: &'a Field,
    pos: Pos,
}

impl<'a> Selected<'a> {
    /// The selections of the field, which select from `of`.
    fn set(self, of: Option<&'a TypeRef>) -> Set<'a> {
        (of.map_or("", TypeRef::type_name), &self.field.selection_set.node)
    }
}

impl<'a> Overlap<'a> {
    /// All that a key can be has the same shape.
    fn shapes(&'a self, sets: &[Set<'a>]) -> Result<(), Failure> {
        for (key, selected) in self.collect(sets) {
            let Some(first) = selected.first() else { continue };
            let ty = self.type_of(first);
            for other in &selected {
                if !self.same_shape(ty, self.type_of(other)) {
                    return Err(conflict(key, first, other));
                }
            }
            self.shapes(&self.inner(&selected))?;
        }
        Ok(())
    }

    /// Fields of one type are the same field with the same arguments.
    fn fields(&'a self, sets: &[Set<'a>]) -> Result<(), Failure> {
        for (key, selected) in self.collect(sets) {
            let is_object = |one: &Selected<'a>| self.types.objects.contains_key(one.of);
            let mut by_type: IndexMap<&str, Vec<Selected<'a>>> = IndexMap::new();
            for one in &selected {
                by_type.entry(one.of).or_default().push(*one);
            }
            // What is selected from an interface is selected from each of its types.
            let shared: Vec<_> = selected.iter().copied().filter(|one| !is_object(one)).collect();
            for (_, mut together) in by_type {
                if together.first().is_some_and(is_object) {
                    together.extend(&shared);
                }
                let Some(first) = together.first() else { continue };
                for other in &together {
                    let same = first.field.name.node == other.field.name.node
                        && same_arguments(first.field, other.field);
                    if !same {
                        return Err(conflict(key, first, other));
                    }
                }
                self.fields(&self.inner(&together))?;
            }
        }
        Ok(())
    }

    /// The selection sets of fields.
    fn inner(&'a self, selected: &[Selected<'a>]) -> Vec<Set<'a>> {
        let with = selected.iter().filter(|one| !one.field.selection_set.node.items.is_empty());
        with.map(|one| one.set(self.type_of(one))).collect()
    }

    /// The fields of selection sets by their keys, fragments spread.
    fn collect(&self, sets: &[Set<'a>]) -> IndexMap<&'a str, Vec<Selected<'a>>> {
        let mut found = IndexMap::new();
        let mut spread = HashSet::new();
        for (of, set) in sets {
            self.walk(of, set, &mut found, &mut spread);
        }
        found
    }

    fn walk(
        &self,
        of: &'a str,
        set: &'a SelectionSet,
        found: &mut IndexMap<&'a str, Vec<Selected<'a>>>,
        spread: &mut HashSet<&'a str>,
    ) {
        for selection in &set.items {
            match &selection.node {
                Selection::Field(field) => {
                    let key = field.node.response_key().node.as_str();
                    let one = Selected { of, field: &field.node, pos: field.pos };
                    found.entry(key).or_default().push(one);
                }
                Selection::InlineFragment(inline) => {
                    let condition = inline.node.type_condition.as_ref();
                    let of = condition.map_or(of, |on| on.node.on.node.as_str());
                    self.walk(of, &inline.node.selection_set.node, found, spread);
                }
                Selection::FragmentSpread(selected) => {
                    let name = selected.node.fragment_name.node.as_str();
                    let Some(fragment) = self.document.fragments.get(name) else { continue };
                    if spread.insert(name) {
                        let of = fragment.node.type_condition.node.on.node.as_str();
                        self.walk(of, &fragment.node.selection_set.node, found, spread);
                    }
                }
            }
        }
    }

    /// The type of a field; none inside an introspection, whose types are not ours.
    fn type_of(&'a self, one: &Selected<'a>) -> Option<&'a TypeRef> {
        let name = one.field.name.node.as_str();
        if name == "__typename" {
            return Some(&self.name);
        }
        // The fields of the interface are fields of every record.
        let of = if one.of == "Node" { self.types.records.first()? } else { one.of };
        Some(&self.types.objects.get(of)?.fields.get(name)?.ty)
    }

    fn same_shape(&self, one: Option<&TypeRef>, two: Option<&TypeRef>) -> bool {
        match (one, two) {
            (Some(TypeRef::NonNull(one)), Some(TypeRef::NonNull(two)))
            | (Some(TypeRef::List(one)), Some(TypeRef::List(two))) => {
                self.same_shape(Some(one), Some(two))
            }
            (Some(TypeRef::Named(one)), Some(TypeRef::Named(two))) => {
                // Objects may be of different types: their fields are compared next.
                let is_leaf = |name: &str| self.types.inputs.contains_key(name);
                one == two || !(is_leaf(one) || is_leaf(two))
            }
            (Some(_), Some(_)) => false,
            _ => true,
        }
    }
}

fn conflict(key: &str, one: &Selected<'_>, other: &Selected<'_>) -> Failure {
    let what = format!(
        "fields `{key}` conflict: the same key stands for different fields, arguments or types; \
         give one of them an alias"
    );
    Failure { locations: vec![one.pos, other.pos], ..Error::query(what).into() }
}

fn same_arguments(one: &Field, two: &Field) -> bool {
    one.arguments.len() == two.arguments.len()
        && one.arguments.iter().all(|(name, value)| {
            two.get_argument(&name.node).is_some_and(|other| other.node == value.node)
        })
}
