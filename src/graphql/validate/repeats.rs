//! Input Object Field Uniqueness (§5.6.3): the parser keeps one of several fields of a name.

use std::collections::HashSet;

use async_graphql::Pos;

use super::super::failure::Failure;
use super::super::limits::Tokens;

/// What a bracket opened.
enum Open<'d> {
    /// Arguments, or definitions of variables.
    Arguments,
    /// An input object, with its fields so far.
    Object(HashSet<&'d [u8]>),
    /// A list or a selection set.
    Other,
}

/// Refuses an input object that has a field twice.
pub(super) fn check(document: &str) -> Result<(), Failure> {
    let mut open = Vec::new();
    let mut arguments = 0_usize;
    let mut before = (0, &b""[..]);
    for (at, token) in Tokens::of(document.as_bytes()) {
        match token {
            b"(" => {
                arguments += 1;
                open.push(Open::Arguments);
            }
            b"{" if arguments > 0 => open.push(Open::Object(HashSet::new())),
            b"{" | b"[" => open.push(Open::Other),
            b")" | b"}" | b"]" => {
                if let Some(Open::Arguments) = open.pop() {
                    arguments -= 1;
                }
            }
            b":" => {
                if let Some(Open::Object(fields)) = open.last_mut()
                    && !fields.insert(before.1)
                {
                    let name = String::from_utf8_lossy(before.1);
                    let what = format!("the field `{name}` of an input object is given twice");
                    return Err(super::refuse(what, place(document, before.0)));
                }
            }
            _ => {}
        }
        before = (at, token);
    }
    Ok(())
}

/// The line and column of a byte.
fn place(document: &str, at: usize) -> Pos {
    let text = document.get(..at).unwrap_or_default();
    let line = text.rsplit('\n').next().unwrap_or_default();
    Pos { line: text.matches('\n').count() + 1, column: line.chars().count() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_field_that_is_given_twice_in_one_object() {
        let failure = check("{ a(b: {c: 1,\n d: {c: 2}, c: 3}) { e } }").unwrap_err();
        assert_eq!(failure.locations, [Pos { line: 2, column: 13 }]);
        check("query ($a: F = {b: [{c: 1}, {c: 1}]}) { x: a(b: {c: 1}) x: a(b: {c: 1}) }").unwrap();
        assert!(check("query ($a: F = {b: 1 b: 2}) { a }").is_err());
        check("{ a(b: \"{c: 1, c: 2\") }}}))) }").unwrap();
    }
}
