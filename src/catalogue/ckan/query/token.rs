//! The signs of which a query consists.

/// A sign of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Token {
    Open,
    Close,
    And,
    Or,
    Not,
    /// A name before `:`.
    Field(String),
    /// A word without its escapes; `is_plain` if it had no sign with a meaning of its own.
    Word {
        text: String,
        is_plain: bool,
    },
    /// What stands in quotation marks.
    Quoted(String),
    /// What stands in brackets, each end with whether it is in the range.
    Range {
        from: (String, bool),
        to: (String, bool),
    },
}

/// How many signs a query may have, so that none is dear.
const MOST: usize = 100;

/// The signs of a text; none if some cannot be read.
pub(super) fn tokens(text: &str) -> Option<Vec<Token>> {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        if found.len() == MOST {
            return None;
        }
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        let is_value = matches!(found.last(), Some(Token::Field(_)));
        rest = match first {
            '(' => push(&mut found, Token::Open, after),
            ')' => push(&mut found, Token::Close, after),
            // What is asked for anyway.
            '+' => after,
            '-' | '!' if !is_value => push(&mut found, Token::Not, after),
            '&' if after.starts_with('&') => push(&mut found, Token::And, after.get(1..)?),
            '|' if after.starts_with('|') => push(&mut found, Token::Or, after.get(1..)?),
            '"' => {
                let (text, behind) = until(after, |letter| letter == '"')?;
                push(&mut found, Token::Quoted(text.0), behind.get(1..)?)
            }
            '[' | '{' => {
                let (text, behind) = until(after, |letter| matches!(letter, ']' | '}'))?;
                let (from, to) = text.0.split_once(" TO ")?;
                let end = |text: &str| text.trim().trim_matches('"').to_owned();
                let (from, to) = (end(from), end(to));
                let range =
                    Token::Range { from: (from, first == '['), to: (to, behind.starts_with(']')) };
                push(&mut found, range, behind.get(1..)?)
            }
            _ => word(&mut found, rest, is_value)?,
        }
        .trim_start();
    }
    Some(found)
}

fn push<'a>(found: &mut Vec<Token>, token: Token, rest: &'a str) -> &'a str {
    found.push(token);
    rest
}

/// A word and what follows it. In a value, `:` is a letter as any other.
fn word<'a>(found: &mut Vec<Token>, rest: &'a str, is_value: bool) -> Option<&'a str> {
    let ends = |letter: char| {
        letter.is_whitespace() || "()\"[]{}".contains(letter) || letter == ':' && !is_value
    };
    let ((text, is_plain), behind) = until(rest, ends).or_else(|| Some((unescaped(rest)?, "")))?;
    if text.is_empty() {
        return None;
    }
    if let Some(behind) = behind.strip_prefix(':') {
        return Some(push(found, Token::Field(text), behind));
    }
    let token = match text.as_str() {
        "AND" => Token::And,
        "OR" => Token::Or,
        "NOT" => Token::Not,
        _ => Token::Word { text, is_plain },
    };
    Some(push(found, token, behind))
}

/// The text before a letter that ends it, without escapes, and the rest, which begins with that
/// letter; none if there is no such letter.
fn until(text: &str, ends: impl Fn(char) -> bool) -> Option<((String, bool), &str)> {
    let mut is_escaped = false;
    let end = text.char_indices().find(|(_, letter)| {
        let found = !is_escaped && ends(*letter);
        is_escaped = !is_escaped && *letter == '\\';
        found
    });
    let (before, behind) = text.split_at_checked(end?.0)?;
    Some((unescaped(before)?, behind))
}

/// A text without its escapes, and whether it has no sign that means something.
fn unescaped(text: &str) -> Option<(String, bool)> {
    let mut found = String::with_capacity(text.len());
    let mut is_plain = true;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        is_plain &= !"*?~^".contains(letter);
        found.push(if letter == '\\' { letters.next()? } else { letter });
    }
    Some((found, is_plain))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_consists_of_signs() {
        let found = tokens("a:b\\:c -(d OR \"e f\") [g\\:h TO *} x*").unwrap();
        let word = |text: &str, is_plain| Token::Word { text: text.to_owned(), is_plain };
        let range = Token::Range { from: ("g:h".to_owned(), true), to: ("*".to_owned(), false) };
        let expected = [
            Token::Field("a".to_owned()),
            word("b:c", true),
            Token::Not,
            Token::Open,
            word("d", true),
            Token::Or,
            Token::Quoted("e f".to_owned()),
            Token::Close,
            range,
            word("x*", false),
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn what_does_not_end_cannot_be_read() {
        for text in ["\"a", "[a TO b", "[a]", "a\\", "]", "a:b ]"] {
            assert_eq!(tokens(text), None, "{text}");
        }
        assert_eq!(tokens(&"a ".repeat(MOST + 1)), None);
    }
}
