//! What is searched for: words, phrases, prefixes, and what must not occur.
//!
//! `acqua -milano "parola esatta" prefi*`: all parts must hold. Reading it never fails in another
//! way than with a sentence, and what was read prints back as it is read.

use std::fmt;

use super::words::{is_mark, words};
use crate::error::{Error, Result};

/// The longest query, in bytes.
const BYTES_LIMIT: usize = 1_000;

/// The most words of a query, those of phrases counted.
const WORDS_LIMIT: usize = 20;

/// The fewest letters of a prefix.
const PREFIX_LETTERS: usize = 2;

/// A question to the texts of records: every part must hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    parts: Vec<Part>,
}

/// One part of a query.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Whether it must not occur.
    pub minus: bool,
    /// What is looked for.
    pub what: What,
}

/// What a part looks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A word in any of its forms; as written.
    Word(String),
    /// Two or more words one behind the other.
    Phrase(Vec<String>),
    /// Any word that begins so.
    Prefix(String),
}

impl Query {
    /// The query that a text writes; `argument` names it in messages.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] says what is wrong and where, [`Error::Limit`] what is too much.
    pub fn parse(text: &str, argument: &str) -> Result<Self> {
        if text.len() > BYTES_LIMIT {
            return Err(too_much("the length of a search in bytes", text.len(), BYTES_LIMIT));
        }
        let mut reader = Reader { text, at: 0, argument };
        let mut parts = Vec::new();
        while reader.skip_spaces() {
            parts.extend(reader.part()?);
        }
        let count = parts.iter().map(|part| part.what.words().len()).sum();
        if count > WORDS_LIMIT {
            return Err(too_much("the number of words of a search", count, WORDS_LIMIT));
        }
        if parts.iter().all(|part| part.minus) {
            let (what, hint) = if parts.is_empty() {
                ("there is no word to search for", "write at least one word")
            } else {
                ("only words that must not occur are given", "write a word that must occur as well")
            };
            return Err(refuse(argument, what.to_owned(), hint));
        }
        Ok(Self { parts })
    }

    /// The parts.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// How many tests it is among those of a filter, and how many of them read as much as a
    /// `contains` does: phrases and prefixes.
    pub fn tests(&self) -> (usize, usize) {
        let heavy = self.parts.iter().any(|part| !matches!(part.what, What::Word(_)));
        (self.parts.len(), usize::from(heavy))
    }
}

fn refuse(argument: &str, what: String, hint: &str) -> Error {
    Error::Argument { argument: argument.to_owned(), what, hint: hint.to_owned() }
}

fn too_much(what: &'static str, value: usize, limit: usize) -> Error {
    let hint = "search for fewer words".to_owned();
    Error::Limit { what, value: value as u64, limit: limit as u64, hint }
}

impl What {
    /// The words as written.
    pub fn words(&self) -> &[String] {
        match self {
            Self::Word(word) | Self::Prefix(word) => std::slice::from_ref(word),
            Self::Phrase(words) => words,
        }
    }

    fn of(mut words: Vec<String>) -> Option<Self> {
        match words.len() {
            0 => None,
            1 => words.pop().map(Self::Word),
            _ => Some(Self::Phrase(words)),
        }
    }
}

impl fmt::Display for Query {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, part) in self.parts.iter().enumerate() {
            let space = if at == 0 { "" } else { " " };
            let minus = if part.minus { "-" } else { "" };
            write!(out, "{space}{minus}")?;
            match &part.what {
                What::Word(word) => write!(out, "{word}")?,
                What::Phrase(words) => write!(out, "\"{}\"", words.join(" "))?,
                What::Prefix(word) => write!(out, "{word}*")?,
            }
        }
        Ok(())
    }
}

fn letters(word: &str) -> usize {
    word.chars().filter(|letter| !is_mark(*letter)).count()
}

const fn is_quotation_mark(letter: char) -> bool {
    matches!(letter, '"' | '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}')
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    argument: &'a str,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Goes to the next part; false at the end.
    fn skip_spaces(&mut self) -> bool {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start().len();
        self.at < self.text.len()
    }

    /// The part that begins here; none for signs without a word.
    fn part(&mut self) -> Result<Option<Part>> {
        let minus = self.rest().starts_with('-');
        self.at += usize::from(minus);
        let rest = self.rest();
        let what = if let Some(mark) = rest.chars().next().filter(|l| is_quotation_mark(*l)) {
            self.phrase(mark)?
        } else {
            let is_end = |letter: char| letter.is_whitespace() || is_quotation_mark(letter);
            let written = rest.split(is_end).next().unwrap_or_default();
            let place = self.place();
            self.at += written.len();
            self.word(written, place)?
        };
        Ok(what.map(|what| Part { minus, what }))
    }

    fn phrase(&mut self, mark: char) -> Result<Option<What>> {
        let place = self.place();
        self.at += mark.len_utf8();
        let rest = self.rest();
        let Some((length, end)) = rest.char_indices().find(|(_, l)| is_quotation_mark(*l)) else {
            return Err(refuse(
                self.argument,
                format!("the quotation mark at place {place} has no second one"),
                "write a phrase as `\"two words\"`",
            ));
        };
        self.at += length + end.len_utf8();
        let inside = rest.get(..length).unwrap_or_default();
        Ok(What::of(words(inside).map(|place| inside[place].to_owned()).collect()))
    }

    fn word(&self, written: &str, place: usize) -> Result<Option<What>> {
        let mut found: Vec<String> = words(written).map(|word| written[word].to_owned()).collect();
        if !written.ends_with('*') {
            return Ok(What::of(found));
        }
        match (found.pop(), found.is_empty()) {
            (None, _) => Ok(None),
            (Some(word), true) if letters(&word) >= PREFIX_LETTERS => Ok(Some(What::Prefix(word))),
            (Some(_), true) => Err(refuse(
                self.argument,
                format!("`{written}` at place {place} stands for too many words"),
                "write at least two letters before `*`",
            )),
            (Some(_), false) => Err(refuse(
                self.argument,
                format!("`{written}` at place {place} is more than one word before a `*`"),
                "put `*` behind a single word",
            )),
        }
    }

    /// The place of the next letter, from 1.
    fn place(&self) -> usize {
        self.text.get(..self.at).unwrap_or_default().chars().count() + 1
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Result<Query> {
        Query::parse(text, "search")
    }

    #[test]
    fn reads_words_phrases_prefixes_and_what_must_not_occur() {
        let query =
            parse("acqua -milano \"parola  esatta\" prefi* -\"a b\" & l'Aquila 11.2").unwrap();
        assert_eq!(
            query.to_string(),
            "acqua -milano \"parola esatta\" prefi* -\"a b\" Aquila \"11 2\""
        );
        assert_eq!(parse("“due parole”").unwrap(), parse("\"due parole\"").unwrap());
        assert_eq!(parse("a\"b c\"d").unwrap().parts().len(), 3);
    }

    #[test]
    fn refuses_what_finds_nothing_or_everything() {
        for text in ["", "  ", "&!", "-", "-acqua", "-acqua -\"a b\"", "\"\"", "*", "a*", "a-bc*"] {
            let Err(Error::Argument { argument, what, hint }) = parse(text) else {
                panic!("{text}")
            };
            assert!(argument == "search" && !what.is_empty() && !hint.is_empty(), "{text}");
        }
        let Err(Error::Argument { what, .. }) = parse("acqua \"parola") else { panic!() };
        assert!(what.contains("place 7"), "{what}");
    }

    #[test]
    fn refuses_what_is_too_long() {
        assert!(parse(&"a ".repeat(20)).is_ok());
        assert!(matches!(parse(&"a ".repeat(21)), Err(Error::Limit { .. })));
        assert!(matches!(parse(&"a".repeat(1001)), Err(Error::Limit { .. })));
    }

    proptest! {
        #[test]
        fn what_was_read_prints_back(text in "([-\"*'’a-zè0 .İ\u{301}]|\\PC){0,40}") {
            if let Ok(query) = parse(&text) {
                let again = parse(&query.to_string());
                prop_assert_eq!(again.unwrap(), query);
            }
        }
    }
}
