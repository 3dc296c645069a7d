//! What a stranger may ask: each limit, and the two looks at a document before anything else is.
//!
//! The first look reads bytes, so that no document can exhaust the parser. The second counts what
//! a parsed document amounts to once its fragments are spread, so that no document can exhaust
//! the validation.

mod counter;
mod scan;

use async_graphql::parser::types::ExecutableDocument;

use super::failure::Failure;
use crate::config::Limits;
use crate::error::Error;
use counter::{Counter, over};

pub(super) use counter::SELECTION_NESTING;
pub(super) use scan::Tokens;

/// How deep brackets may stand in each other: the parser calls itself for each.
const NESTING: usize = 100;

/// The refusal of what the parser will not go down into.
pub(super) fn too_nested() -> Error {
    let what = "the depth of selections and fragments";
    over(what, SELECTION_NESTING + 1, SELECTION_NESTING, "ask in several requests")
}

impl Limits {
    /// Looks at the bytes of a document before it is parsed.
    pub(super) fn scan(&self, document: &str) -> Result<(), Error> {
        if document.len() > self.document_bytes {
            let hint = "move values into variables, or ask in several requests";
            let what = "the size of the document in bytes";
            return Err(over(what, document.len(), self.document_bytes, hint));
        }
        let (tokens, nesting) = scan::count(document.as_bytes());
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
        let mut counter = Counter::new(document, self.depth, self.fields);
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
        // Fragments that no operation spreads are validated too. They are looked at as they stand,
        // so that the same document is always refused for the same reason.
        let mut fragments: Vec<_> = document.fragments.iter().collect();
        fragments.sort_unstable_by_key(|(_, fragment)| fragment.pos);
        for (name, fragment) in fragments {
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

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;

    use super::*;

    fn check(document: &str) -> Result<(), Error> {
        let limits = Limits {
            fields: 50,
            aliases: 3,
            root_fields: 4,
            depth: 5,
            ..Limits::standard().unwrap()
        };
        limits.scan(document)?;
        limits.check(&parse_query(document).unwrap()).map_err(|failure| *failure.error)
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
    fn refuses_brackets_that_would_exhaust_the_parser() {
        for open in ["{a", "[", "{a(b:", "{a(b:{c:"] {
            let document = open.repeat(5_000);
            let error = Limits::standard().unwrap().scan(&document).unwrap_err();
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
        let fragment =
            |at| format!("fragment F{at} on Query {{ ...F{next} ...F{next} }}", next = at + 1);
        let fragments: Vec<String> = (0..40).map(fragment).collect();
        let document = format!("{{ ...F0 }} {} fragment F40 on Query {{ a }}", fragments.join(" "));
        assert_eq!(refusal(&document), "the number of fields and fragments in the document");
    }

    #[test]
    fn refuses_fragments_that_spread_themselves() {
        let document = "{ ...A } fragment A on Query { ...B } fragment B on Query { a { ...A } }";
        let Err(Error::Query { what, .. }) = check(document) else { panic!() };
        assert!(what.contains("spreads itself"));
    }

    #[test]
    fn refuses_long_chains_of_fragments() {
        let fragment = |at| format!("fragment F{at} on Query {{ ...F{} }}", at + 1);
        let fragments: Vec<String> = (0..500).map(fragment).collect();
        let document = format!("{{ a }} {} fragment F500 on Query {{ a }}", fragments.join(" "));
        assert_eq!(refusal(&document), "the depth of selections and fragments");
    }

    #[test]
    fn refuses_introspections_that_multiply() {
        let document =
            "{ __schema { types { fields { type { fields { type { fields { name } } } } } } } }";
        assert_eq!(refusal(document), "the depth of lists of types in an introspection");
    }
}
