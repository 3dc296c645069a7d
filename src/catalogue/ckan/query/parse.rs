//! From signs to a query. Spaces bind least, so that a list of `a OR b` beside other conditions is
//! what its author meant; `OR` binds more, `AND` most.

use super::token::{Token, tokens};
use super::{Moment, Query, Range};
use crate::catalogue::ckan::words::fold;

/// How deep brackets may stand in each other.
const DEPTH: usize = 20;

/// The query of a text, if it can be read.
pub(super) fn query(text: &str, has_texts: bool) -> Option<Query> {
    let tokens = tokens(text)?;
    let mut parser = Parser { rest: &tokens, has_texts, depth: 0 };
    let query = parser.all(None)?;
    parser.rest.is_empty().then_some(query)
}

/// Signs that are read from their beginning.
struct Parser<'a> {
    rest: &'a [Token],
    has_texts: bool,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn next(&mut self) -> Option<&'a Token> {
        let (first, rest) = self.rest.split_first()?;
        self.rest = rest;
        Some(first)
    }

    fn take(&mut self, token: &Token) -> bool {
        let is_next = self.rest.first() == Some(token);
        if is_next {
            self.next();
        }
        is_next
    }

    /// Conditions to the end, or to that of the brackets; `field` is that of words without one.
    fn all(&mut self, field: Option<&str>) -> Option<Query> {
        let mut queries = Vec::new();
        while !matches!(self.rest.first(), None | Some(Token::Close)) {
            queries.push(self.one(field)?);
        }
        Some(joined(queries, Query::All))
    }

    fn one(&mut self, field: Option<&str>) -> Option<Query> {
        let mut queries = vec![self.both(field)?];
        while self.take(&Token::Or) {
            queries.push(self.both(field)?);
        }
        Some(joined(queries, Query::One))
    }

    fn both(&mut self, field: Option<&str>) -> Option<Query> {
        let mut queries = vec![self.signed(field)?];
        while self.take(&Token::And) {
            queries.push(self.signed(field)?);
        }
        Some(joined(queries, Query::All))
    }

    fn signed(&mut self, field: Option<&str>) -> Option<Query> {
        let mut is_not = false;
        while self.take(&Token::Not) {
            is_not = !is_not;
        }
        let query = self.condition(field)?;
        Some(if is_not { Query::Not(Box::new(query)) } else { query })
    }

    fn condition(&mut self, field: Option<&str>) -> Option<Query> {
        match self.next()? {
            Token::Open => {
                if self.depth == DEPTH {
                    return None;
                }
                self.depth += 1;
                let query = self.all(field)?;
                self.depth -= 1;
                self.take(&Token::Close).then_some(query)
            }
            Token::Field(name) if field.is_none() => self.condition(Some(name)),
            value => match field {
                Some(field) => of_field(field, value),
                None => self.of_text(value),
            },
        }
    }

    /// A condition without a field.
    fn of_text(&self, value: &Token) -> Option<Query> {
        Some(match value {
            Token::Word { text, .. } if text == "*" => Query::Any,
            Token::Word { text, is_plain } if self.has_texts => {
                // Any word may go on.
                let begin = text.strip_suffix('*').filter(|begin| !begin.contains(['*', '?', '~']));
                match begin {
                    Some(begin) => Query::Text(fold(begin)),
                    None if *is_plain => Query::Text(fold(text)),
                    None => Query::Unknown,
                }
            }
            Token::Quoted(text) if self.has_texts => Query::Text(fold(text)),
            Token::Word { .. } | Token::Quoted(_) | Token::Range { .. } => Query::Unknown,
            _ => return None,
        })
    }
}

/// A condition on a field.
fn of_field(field: &str, value: &Token) -> Option<Query> {
    let moment = match field {
        "metadata_created" => Some(Moment::Created),
        "metadata_modified" => Some(Moment::Modified),
        _ => None,
    };
    Some(match (field, value) {
        ("*" | "organization", Token::Word { text, .. }) if text == "*" => Query::Any,
        ("organization", Token::Word { text, is_plain: true } | Token::Quoted(text)) => {
            Query::Organisation(text.clone())
        }
        ("groups", Token::Word { .. } | Token::Quoted(_)) => Query::Grouped,
        (_, Token::Range { from, to }) => {
            let range = Range::of((&from.0, from.1), (&to.0, to.1));
            within(moment, range)
        }
        (_, Token::Word { text, .. }) if text == "*" && moment.is_some() => Query::Any,
        (_, Token::Word { text, .. } | Token::Quoted(text)) => within(moment, Range::at(text)),
        _ => return None,
    })
}

fn within(moment: Option<Moment>, range: Option<Range>) -> Query {
    match (moment, range) {
        (Some(moment), Some(range)) => Query::Within(moment, range),
        _ => Query::Unknown,
    }
}

/// One query that says what several say together.
fn joined(mut queries: Vec<Query>, together: fn(Vec<Query>) -> Query) -> Query {
    match queries.len() {
        0 => Query::Any,
        1 => queries.remove(0),
        _ => together(queries),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn organisation(name: &str) -> Query {
        Query::Organisation(name.to_owned())
    }

    fn not(query: Query) -> Query {
        Query::Not(Box::new(query))
    }

    #[test]
    fn conditions_stand_beside_each_other() {
        let range = Range::of(("2026-11-21T21:35:02.832101Z", true), ("*", true)).unwrap();
        let since = Query::Within(Moment::Modified, range);
        let text = "metadata_modified:[2026-11-21T21:35:02.832101Z TO *]";
        assert_eq!(Query::of(text, false), since);
        assert_eq!(Query::of(&text.replace(":35:", "\\:35\\:"), false), since);
        let found = Query::of(&format!("organization:a OR organization:b {text}"), false);
        let one = Query::One(vec![organisation("a"), organisation("b")]);
        assert_eq!(found, Query::All(vec![one.clone(), since.clone()]));
        assert_eq!(
            Query::of("organization:(a \"b\")", false),
            Query::All(vec![organisation("a"), organisation("b")])
        );
        assert_eq!(Query::of("+organization:(a OR b)", false), one);
        let both = Query::All(vec![organisation("a"), not(Query::Grouped)]);
        assert_eq!(Query::of("organization:a AND -groups:x", false), both);
        assert_eq!(Query::of("organization:a NOT groups:x", false), both);
        assert_eq!(Query::of("!-organization:a", false), organisation("a"));
    }

    #[test]
    fn words_are_searched_where_they_are_a_question() {
        let text = |text: &str| Query::Text(text.to_owned());
        assert_eq!(
            Query::of("Città aperta", true),
            Query::All(vec![text("citta"), text("aperta")])
        );
        assert_eq!(Query::of("\"Città aperta\"", true), text("citta aperta"));
        assert_eq!(Query::of("coop*", true), text("coop"));
        assert_eq!(Query::of("Città", false), Query::Unknown);
    }

    #[test]
    fn everything_is_asked_for_in_many_ways() {
        for all in ["", "  ", "*", "*:*", "organization:*", "metadata_modified:*", "()", "(*:*)"] {
            assert_eq!(Query::of(all, true), Query::Any, "{all}");
        }
    }

    #[test]
    fn what_is_not_understood_is_unknown() {
        for odd in [
            "res_format:CSV",
            "title:a",
            "metadata_modified:[NOW-1DAY TO *]",
            "metadata_modified:yesterday",
            "w?rd",
            "word~2",
            "a OR",
            "AND",
            "(a",
            "a)",
            "a:b:c(",
            "organization:",
            "organization:AND",
            "\"a",
            "[a TO",
            "http://a/b",
            "{!geofilt}",
            "organization:a*",
        ] {
            assert_eq!(Query::of(odd, true), Query::Unknown, "{odd}");
        }
        let deep = format!("{}a{}", "(".repeat(DEPTH + 1), ")".repeat(DEPTH + 1));
        assert_eq!(Query::of(&deep, true), Query::Unknown);
        let known = Query::All(vec![organisation("a"), Query::Unknown]);
        assert_eq!(Query::of("organization:a res_format:CSV", false), known);
    }
}
