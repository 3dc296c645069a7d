//! The look at a parsed document: what it amounts to once its fragments are spread.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Pos, Positioned};

use super::super::failure::Failure;
use crate::error::Error;

/// How deep selection sets may stand in each other, fragments spread.
pub(in crate::graphql) const SELECTION_NESTING: usize = 64;

/// How deep lists of types may stand in each other in an introspection: each step can multiply
/// the answer by the number of types.
const INTROSPECTION_NESTING: usize = 3;

/// The refusal of what is over a limit.
pub(super) fn over(what: &'static str, value: usize, limit: usize, hint: &str) -> Error {
    Error::Limit { what, value: value as u64, limit: limit as u64, hint: hint.to_owned() }
}

/// What a part of a document amounts to, its fragments spread.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Count {
    /// How deep fields stand in each other.
    pub(super) depth: usize,
    /// How deep selection sets stand in each other.
    nesting: usize,
    /// Fields, and fragments that are spread or stand inline.
    pub(super) fields: usize,
    /// Fields that do not stand in another.
    pub(super) roots: usize,
    /// Aliases.
    pub(super) aliases: usize,
    /// Directives.
    pub(super) directives: usize,
}

impl Count {
    /// Beside what was counted: another part of the same selection set.
    fn beside(&mut self, other: Self) {
        self.depth = self.depth.max(other.depth);
        self.nesting = self.nesting.max(other.nesting);
        self.fields = self.fields.saturating_add(other.fields);
        self.roots = self.roots.saturating_add(other.roots);
        self.aliases = self.aliases.saturating_add(other.aliases);
        self.directives = self.directives.saturating_add(other.directives);
    }
}

/// Counts the parts of a document, each fragment once.
pub(super) struct Counter<'a> {
    document: &'a ExecutableDocument,
    /// The depth to advise.
    depth: usize,
    /// The most fields that an introspection is looked at with.
    fields: usize,
    /// What each fragment amounts to; none while it is being counted.
    fragments: HashMap<&'a str, Option<Count>>,
}

impl<'a> Counter<'a> {
    /// A counter for a document.
    pub(super) fn new(document: &'a ExecutableDocument, depth: usize, fields: usize) -> Self {
        Self { document, depth, fields, fragments: HashMap::new() }
    }

    /// Counts a selection set that stands in `nesting` others.
    pub(super) fn set(
        &mut self,
        set: &'a Positioned<SelectionSet>,
        nesting: usize,
    ) -> Result<Count, Failure> {
        let mut count = Count::default();
        if nesting > SELECTION_NESTING {
            return Err(self.too_nested(nesting, set.pos));
        }
        for selection in &set.node.items {
            count.directives = count.directives.saturating_add(selection.node.directives().len());
            let part = match &selection.node {
                Selection::Field(field) => self.field(&field.node, nesting)?,
                Selection::InlineFragment(inline) => {
                    count.fields = count.fields.saturating_add(1);
                    self.set(&inline.node.selection_set, nesting + 1)?
                }
                Selection::FragmentSpread(spread) => {
                    count.fields = count.fields.saturating_add(1);
                    let name = &spread.node.fragment_name.node;
                    self.fragment(name, selection.pos, nesting + 1)?
                }
            };
            count.beside(part);
        }
        count.nesting += 1;
        Ok(count)
    }

    fn field(&mut self, field: &'a Field, nesting: usize) -> Result<Count, Failure> {
        let mut count = if matches!(field.name.node.as_str(), "__schema" | "__type") {
            // Introspection is deep by its nature; what multiplies is looked at alone.
            let count = self.set(&field.selection_set, nesting + 1)?;
            let lists = if count.fields > self.fields {
                // Refused further up, and too large to be walked.
                0
            } else {
                introspected(self.document, &field.selection_set.node, 0, 0)
            };
            if lists > INTROSPECTION_NESTING {
                let what = "the depth of lists of types in an introspection";
                let error = over(what, lists, INTROSPECTION_NESTING, "ask in several requests");
                return Err(Failure::at(error, field.name.pos));
            }
            Count { depth: 0, ..count }
        } else {
            self.set(&field.selection_set, nesting + 1)?
        };
        count.depth += 1;
        count.fields = count.fields.saturating_add(1);
        count.roots = 1;
        count.aliases = count.aliases.saturating_add(usize::from(field.alias.is_some()));
        Ok(count)
    }

    /// Counts a fragment that stands in `nesting` selection sets.
    pub(super) fn fragment(
        &mut self,
        name: &str,
        pos: Pos,
        nesting: usize,
    ) -> Result<Count, Failure> {
        // An unknown fragment is for the validation to name.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Count::default());
        };
        match self.fragments.get(name.as_str()) {
            Some(None) => {
                let what = format!("fragment `{name}` spreads itself");
                return Err(Failure::at(Error::query(what), pos));
            }
            Some(Some(count)) if nesting + count.nesting > SELECTION_NESTING => {
                return Err(self.too_nested(nesting + count.nesting, pos));
            }
            Some(Some(count)) => return Ok(*count),
            None => {}
        }
        self.fragments.insert(name, None);
        let count = self.set(&fragment.node.selection_set, nesting)?;
        self.fragments.insert(name, Some(count));
        Ok(count)
    }

    fn too_nested(&self, nesting: usize, pos: Pos) -> Failure {
        let hint = format!("ask for less at once; fields may be {} deep", self.depth);
        let what = "the depth of selections and fragments";
        Failure::at(over(what, nesting, SELECTION_NESTING, &hint), pos)
    }
}

/// How many lists of types stand in each other in an introspection whose size was counted.
fn introspected(
    document: &ExecutableDocument,
    set: &SelectionSet,
    lists: usize,
    nesting: usize,
) -> usize {
    if lists > INTROSPECTION_NESTING || nesting > SELECTION_NESTING {
        return lists.max(INTROSPECTION_NESTING + 1);
    }
    let parts = set.items.iter().map(|selection| match &selection.node {
        Selection::Field(field) => {
            let name = field.node.name.node.as_str();
            let multiplies = matches!(
                name,
                "types" | "fields" | "interfaces" | "possibleTypes" | "inputFields" | "args"
            );
            let lists = lists + usize::from(multiplies);
            introspected(document, &field.node.selection_set.node, lists, nesting + 1)
        }
        Selection::InlineFragment(inline) => {
            introspected(document, &inline.node.selection_set.node, lists, nesting + 1)
        }
        Selection::FragmentSpread(spread) => {
            document.fragments.get(&spread.node.fragment_name.node).map_or(lists, |fragment| {
                introspected(document, &fragment.node.selection_set.node, lists, nesting + 1)
            })
        }
    });
    parts.max().unwrap_or(lists)
}
