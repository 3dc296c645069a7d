//! What a stranger may ask: each limit, and the two looks at a document before anything else is.
//!
//! The first look reads bytes, so that no document can exhaust the parser. The second counts what
//! a parsed document amounts to once its fragments are spread, so that no document can exhaust
//! the validation.

use std::collections::HashMap;

use async_graphql::parser::types::{ExecutableDocument, Field, Selection, SelectionSet};
use async_graphql::{Pos, Positioned};

use super::failure::Failure;
use crate::error::Error;

/// The limits of the GraphQL door.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of an HTTP body: document and variables.
    pub body_bytes: usize,
    /// The bytes of a document.
    pub document_bytes: usize,
    /// The words, numbers, texts and signs of a document.
    pub tokens: usize,
    /// How deep fields stand in each other.
    pub depth: usize,
    /// The fields and fragments of a document, fragments spread.
    pub fields: usize,
    /// The fields of an operation that stand at its root.
    pub root_fields: usize,
    /// The aliases of an operation, fragments spread.
    pub aliases: usize,
    /// The directives of an operation, fragments spread.
    pub directives: usize,
    /// The records of a page that does not say how many it wants.
    pub page_default: usize,
    /// The most records of a page.
    pub page_most: usize,
    /// The most records that an operation can reach, from its page sizes and the links there are.
    pub records: u64,
    /// The most records whose history an operation can ask for.
    pub histories: u64,
    /// The bytes of an answer.
    pub answer_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body_bytes: 256 * 1024,
            document_bytes: 64 * 1024,
            tokens: 10_000,
            depth: 20,
            fields: 2_000,
            root_fields: 50,
            aliases: 200,
            directives: 200,
            page_default: 100,
            page_most: 1_000,
            records: 100_000,
            histories: 1_000,
            answer_bytes: 64 * 1024 * 1024,
        }
    }
}

/// How deep brackets may stand in each other: the parser calls itself for each.
const NESTING: usize = 100;

/// How deep selection sets may stand in each other, fragments spread.
pub(super) const SELECTION_NESTING: usize = 64;

/// How deep lists of types may stand in each other in an introspection: each step can multiply
/// the answer by the number of types.
const INTROSPECTION_NESTING: usize = 3;

fn over(what: &'static str, value: usize, limit: usize, hint: &str) -> Error {
    Error::Limit { what, value: value as u64, limit: limit as u64, hint: hint.to_owned() }
}

impl Limits {
    /// Looks at the bytes of a document before it is parsed.
    pub(super) fn scan(&self, document: &str) -> Result<(), Error> {
        if document.len() > self.document_bytes {
            let hint = "move values into variables, or ask in several requests";
            let what = "the size of the document in bytes";
            return Err(over(what, document.len(), self.document_bytes, hint));
        }
        let (tokens, nesting) = count(document.as_bytes());
        if nesting > NESTING {
            let what = "the depth of brackets in the document";
            return Err(over(what, nesting, NESTING, "ask in several requests"));
        }
        if tokens > self.tokens {
            let hint = "ask for less in one request";
            return Err(over("the number of tokens in the document", tokens, self.tokens, hint));
        }
        Ok(())
    }

    /// Looks at a parsed document before it is validated.
    pub(super) fn check(&self, document: &ExecutableDocument) -> Result<(), Failure> {
        let mut counter = Counter { document, limits: self, fragments: HashMap::new() };
        let mut fields = 0;
        for (_, operation) in document.operations.iter() {
            let set = &operation.node.selection_set;
            let count = counter.set(set, 0)?;
            let at = |error| Failure::at(error, operation.pos);
            fields += count.fields;
            let several = "ask in several requests";
            let checks = [
                ("the depth of the query", count.depth, self.depth, several),
                (
                    "the number of fields and fragments in the document",
                    fields,
                    self.fields,
                    several,
                ),
                ("the number of root fields", count.roots, self.root_fields, several),
                ("the number of aliases", count.aliases, self.aliases, several),
                (
                    "the number of directives",
                    count.directives + operation.node.directives.len(),
                    self.directives,
                    several,
                ),
            ];
            for (what, value, limit, hint) in checks {
                if value > limit {
                    return Err(at(over(what, value, limit, hint)));
                }
            }
        }
        // Fragments that no operation spreads are validated too.
        for (name, fragment) in &document.fragments {
            let count = counter.fragment(name, fragment.pos, 0)?;
            if count.fields > self.fields {
                let what = "the number of fields in a fragment";
                let error = over(what, count.fields, self.fields, "remove the fragment");
                return Err(Failure::at(error, fragment.pos));
            }
        }
        Ok(())
    }
}

/// The number of tokens, and how deep brackets stand in each other.
fn count(bytes: &[u8]) -> (usize, usize) {
    let (mut tokens, mut nesting, mut deepest, mut at) = (0, 0_usize, 0, 0);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                at += 1;
                continue;
            }
            b'#' => {
                at += bytes[at..].iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count();
                continue;
            }
            b'"' => at += string(&bytes[at..]),
            b'{' | b'[' | b'(' => {
                nesting += 1;
                deepest = deepest.max(nesting);
                at += 1;
            }
            b'}' | b']' | b')' => {
                nesting = nesting.saturating_sub(1);
                at += 1;
            }
            b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                let word =
                    |b: &&u8| matches!(b, b'_' | b'-' | b'+' | b'.') || b.is_ascii_alphanumeric();
                at += bytes[at..].iter().take_while(word).count();
            }
            _ => at += 1,
        }
        tokens += 1;
    }
    (tokens, deepest)
}

/// The length of the text that begins here, its quotation marks included.
fn string(bytes: &[u8]) -> usize {
    let block = bytes.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if block && bytes[at..].starts_with(b"\\\"\"\"") => at += 4,
            b'\\' if !block => at += 2,
            b'"' if !block => return at + 1,
            b'"' if bytes[at..].starts_with(b"\"\"\"") => return at + 3,
            // A text in one line ends with its line; the parser will say that it is wrong.
            b'\n' | b'\r' if !block => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[derive(Debug, Clone, Copy, Default)]
struct Count {
    depth: usize,
    nesting: usize,
    fields: usize,
    roots: usize,
    aliases: usize,
    directives: usize,
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

struct Counter<'a> {
    document: &'a ExecutableDocument,
    limits: &'a Limits,
    /// What each fragment amounts to; none while it is being counted.
    fragments: HashMap<&'a str, Option<Count>>,
}

impl<'a> Counter<'a> {
    fn set(&mut self, set: &'a Positioned<SelectionSet>, nesting: usize) -> Result<Count, Failure> {
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
            let lists = if count.fields > self.limits.fields {
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

    fn fragment(&mut self, name: &str, pos: Pos, nesting: usize) -> Result<Count, Failure> {
        // An unknown fragment is for the validation to name.
        let Some((name, fragment)) = self.document.fragments.get_key_value(name) else {
            return Ok(Count::default());
        };
        match self.fragments.get(name.as_str()) {
            Some(None) => {
                let what = format!("fragment `{name}` spreads itself");
                return Err(Failure::at(Error::Query { what }, pos));
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
        let hint = format!("ask for less at once; fields may be {} deep", self.limits.depth);
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

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn check(document: &str) -> Result<(), Error> {
        let limits =
            Limits { fields: 50, aliases: 3, root_fields: 4, depth: 5, ..Limits::default() };
        limits.scan(document)?;
        limits.check(&parse_query(document).unwrap()).map_err(|failure| failure.error)
    }

    fn refusal(document: &str) -> &'static str {
        match check(document) {
            Err(Error::Limit { what, hint, .. }) => {
                assert!(!hint.is_empty());
                what
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn accepts_what_is_within_the_limits() {
        let document = "{ a { b { c } } ...F } fragment F on Query { d(x: \"}}}}{{{{\") }";
        check(document).unwrap();
    }

    #[test]
    fn counts_brackets_only_where_they_are_brackets() {
        assert_eq!(count(b"{ a(b: \"{{{\") # [[[\n c }"), (9, 2));
        assert_eq!(count(br#"{ a(b: """ {[ \""" ( """) }"#), (8, 2));
        assert_eq!(count(b"\"\\\"{"), (1, 0));
    }

    #[test]
    fn refuses_brackets_that_would_exhaust_the_parser() {
        for open in ["{a", "[", "{a(b:", "{a(b:{c:"] {
            let document = open.repeat(5_000);
            let error = Limits::default().scan(&document).unwrap_err();
            assert_eq!(error.code(), "LIMIT_EXCEEDED", "{open}");
        }
    }

    #[test]
    fn counts_fields_aliases_roots_and_depth_through_fragments() {
        assert_eq!(refusal("{ a { b { c { d { e { f } } } } } }"), "the depth of the query");
        assert_eq!(
            refusal("{ a: a b: b c: c ...F } fragment F on Query { d: d }"),
            "the number of aliases"
        );
        assert_eq!(
            refusal("{ a b ...F } fragment F on Query { c d e }"),
            "the number of root fields"
        );
    }

    #[test]
    fn refuses_fragments_that_double_at_each_step() {
        let mut document = "{ ...F0 }".to_owned();
        for at in 0..40 {
            document +=
                &format!(" fragment F{at} on Query {{ ...F{next} ...F{next} }}", next = at + 1);
        }
        document += " fragment F40 on Query { a }";
        assert_eq!(refusal(&document), "the number of fields and fragments in the document");
    }

    #[test]
    fn refuses_fragments_that_spread_themselves() {
        let document = "{ ...A } fragment A on Query { ...B } fragment B on Query { a { ...A } }";
        let Err(Error::Query { what }) = check(document) else { panic!() };
        assert!(what.contains("spreads itself"));
    }

    #[test]
    fn refuses_long_chains_of_fragments() {
        let mut document = "{ a }".to_owned();
        for at in 0..500 {
            document += &format!(" fragment F{at} on Query {{ ...F{} }}", at + 1);
        }
        document += " fragment F500 on Query { a }";
        assert_eq!(refusal(&document), "the depth of selections and fragments");
    }

    #[test]
    fn refuses_introspections_that_multiply() {
        let document =
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
        assert_eq!(refusal(document), "the depth of lists of types in an introspection");
    }
}
