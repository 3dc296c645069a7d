//! Words: how a text is cut into them, and the form under which each is found.
//!
//! A word is folded first (accents, case) and stemmed afterwards, so that `perche` and `perché`
//! are the same word before the stemmer sees them. What is written here decides what an index
//! holds: whoever changes it counts [`ANALYSIS`] up.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{
    AsciiFoldingFilter, LowerCaser, RawTokenizer, Stemmer, TextAnalyzer, Token, TokenFilter,
    TokenStream, Tokenizer,
};

/// The version of the analysis; an index that another version made is not used.
pub(super) const ANALYSIS: u32 = 1;

/// The most letters of a word that are looked at.
const LETTERS: usize = 64;

/// Words that lose their last vowel before another word, in Italian and French.
const ELIDED: &[&str] = &[
    "agl", "all", "anch", "c", "coll", "com", "d", "dagl", "dall", "degl", "dell", "dov", "gl",
    "j", "l", "m", "n", "negl", "nell", "pell", "qu", "quell", "quest", "s", "sant", "senz",
    "sugl", "sull", "t", "un", "v",
];

/// The languages whose words have stems of their own; texts of all others are only folded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    Italian,
    English,
    Other,
}

impl Language {
    /// All of them, in the order of fields.
    pub(super) const ALL: [Self; 3] = [Self::Italian, Self::English, Self::Other];

    /// The language of a tag such as `it-CH`.
    pub(super) fn of(tag: &str) -> Self {
        match tag.split('-').next() {
            Some("it") => Self::Italian,
            Some("en") => Self::English,
            _ => Self::Other,
        }
    }

    /// The name, also of its analysis in an index.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Italian => "it",
            Self::English => "en",
            Self::Other => "other",
        }
    }

    /// What makes the words of a text of this language.
    pub(super) fn analyser(self) -> TextAnalyzer {
        use tantivy::tokenizer::Language::{English, Italian};
        let folded = TextAnalyzer::builder(Words::default()).filter(AsciiFoldingFilter);
        let folded = folded.filter(LowerCaser);
        match self {
            Self::Italian => {
                let stems = TextAnalyzer::builder(RawTokenizer::default());
                let stems = stems.filter(Stemmer::new(Italian)).filter(LastVowel).build();
                folded.filter(Stems::new(stems)).build()
            }
            Self::English => {
                let stems = TextAnalyzer::builder(RawTokenizer::default());
                folded.filter(Stems::new(stems.filter(Stemmer::new(English)).build())).build()
            }
            Self::Other => folded.build(),
        }
    }
}

/// Whether a sign belongs to the letter before it.
pub(super) const fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{300}'..='\u{36f}')
}

const fn is_apostrophe(letter: char) -> bool {
    matches!(letter, '\'' | '\u{2019}' | '\u{2bc}' | '\u{2018}' | '\u{b4}' | '`')
}

/// The place of the first word at or behind a place of a text. Articles before an apostrophe
/// (`dell'acqua`) and the `'s` behind a word are no words.
pub(super) fn next_word(text: &str, from: usize) -> Option<Range<usize>> {
    let mut from = from;
    loop {
        let rest = text.get(from..)?;
        let start = from + rest.find(char::is_alphanumeric)?;
        let rest = text.get(start..)?;
        let end = rest.find(|letter: char| !letter.is_alphanumeric() && !is_mark(letter));
        let end = end.map_or(text.len(), |length| start + length);
        if !is_elided(text, start, end) && !is_possessive(text, start, end) {
            return Some(start..end);
        }
        from = end;
    }
}

fn is_elided(text: &str, start: usize, end: usize) -> bool {
    let mut behind = text.get(end..).unwrap_or_default().chars();
    let word = text.get(start..end).unwrap_or_default();
    behind.next().is_some_and(is_apostrophe)
        && behind.next().is_some_and(char::is_alphabetic)
        && ELIDED.iter().any(|elided| word.eq_ignore_ascii_case(elided))
}

fn is_possessive(text: &str, start: usize, end: usize) -> bool {
    let mut before = text.get(..start).unwrap_or_default().chars().rev();
    let mut behind = text.get(end..).unwrap_or_default().chars();
    matches!(text.get(start..end), Some("s" | "S"))
        && before.next().is_some_and(is_apostrophe)
        && before.next().is_some_and(char::is_alphanumeric)
        && !behind.next().is_some_and(is_apostrophe)
}

/// The places of the words of a text.
pub(super) fn words(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let found = next_word(text, from)?;
        from = found.end;
        Some(found)
    })
}

/// Cuts a text into words.
#[derive(Clone, Default)]
struct Words {
    token: Token,
}

/// The words of one text.
struct WordStream<'a> {
    text: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        self.token.reset();
        WordStream { text, token: &mut self.token }
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(place) = next_word(self.text, self.token.offset_to) else { return false };
        self.token.text.clear();
        let word = self.text.get(place.clone()).unwrap_or_default();
        if word.is_ascii() && word.len() <= LETTERS {
            self.token.text.push_str(word);
        } else {
            let letters = word.chars().filter(|letter| !is_mark(*letter));
            self.token.text.extend(letters.take(LETTERS));
        }
        self.token.position = self.token.position.wrapping_add(1);
        (self.token.offset_from, self.token.offset_to) = (place.start, place.end);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

/// Puts stems in place of words and keeps those that it made: texts have the same words again and
/// again, and a stem costs more than all else that is done with a word.
#[derive(Clone)]
struct Stems {
    stemmer: TextAnalyzer,
    known: HashMap<String, String>,
}

impl Stems {
    /// The most words whose stems are kept.
    const KEPT: usize = 1 << 16;

    fn new(stemmer: TextAnalyzer) -> Self {
        Self { stemmer, known: HashMap::new() }
    }

    fn put(&mut self, word: &mut String) {
        if let Some(stem) = self.known.get(word.as_str()) {
            word.clone_from(stem);
            return;
        }
        if self.known.len() >= Self::KEPT {
            self.known.clear();
        }
        let stem = forms(&mut self.stemmer, word).concat();
        self.known.insert(std::mem::replace(word, stem.clone()), stem);
    }
}

/// The tokenizer before them.
#[derive(Clone)]
struct WithStems<T>(T, Stems);

/// The words before them.
struct WithStemsStream<'a, T>(T, &'a mut Stems);

impl TokenFilter for Stems {
    type Tokenizer<T: Tokenizer> = WithStems<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> WithStems<T> {
        WithStems(tokenizer, self)
    }
}

impl<T: Tokenizer> Tokenizer for WithStems<T> {
    type TokenStream<'a> = WithStemsStream<'a, T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        WithStemsStream(self.0.token_stream(text), &mut self.1)
    }
}

impl<T: TokenStream> TokenStream for WithStemsStream<'_, T> {
    fn advance(&mut self) -> bool {
        let advanced = self.0.advance();
        if advanced {
            self.1.put(&mut self.0.token_mut().text);
        }
        advanced
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

/// Takes away the last vowel that the Italian stemmer leaves on short words, so that `acqua` and
/// `acque` are the same.
#[derive(Clone)]
struct LastVowel;

/// The tokenizer before it.
#[derive(Clone)]
struct WithoutLastVowel<T>(T);

/// The words before it.
struct WithoutLastVowelStream<T>(T);

impl TokenFilter for LastVowel {
    type Tokenizer<T: Tokenizer> = WithoutLastVowel<T>;

    fn transform<T: Tokenizer>(self, tokenizer: T) -> WithoutLastVowel<T> {
        WithoutLastVowel(tokenizer)
    }
}

impl<T: Tokenizer> Tokenizer for WithoutLastVowel<T> {
    type TokenStream<'a> = WithoutLastVowelStream<T::TokenStream<'a>>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> Self::TokenStream<'a> {
        WithoutLastVowelStream(self.0.token_stream(text))
    }
}

impl<T: TokenStream> TokenStream for WithoutLastVowelStream<T> {
    fn advance(&mut self) -> bool {
        let advanced = self.0.advance();
        let text = &mut self.0.token_mut().text;
        if advanced && text.len() > 3 && text.ends_with(['a', 'e', 'i', 'o']) {
            text.pop();
        }
        advanced
    }

    fn token(&self) -> &Token {
        self.0.token()
    }

    fn token_mut(&mut self) -> &mut Token {
        self.0.token_mut()
    }
}

/// The forms of the words of a text.
pub(super) fn forms(analyser: &mut TextAnalyzer, text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    analyser.token_stream(text).process(&mut |token| forms.push(token.text.clone()));
    forms
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cut(text: &str) -> Vec<&str> {
        words(text).map(|place| &text[place]).collect()
    }

    #[test]
    fn an_article_before_an_apostrophe_is_no_word() {
        assert_eq!(cut("L'acqua dell’Africa, un'altra"), ["acqua", "Africa", "altra"]);
        assert_eq!(cut("the city's water"), ["the", "city", "water"]);
        assert_eq!(cut("l' s 's d"), ["l", "s", "s", "d"]);
        assert_eq!(cut("po' d'O'Neill"), ["po", "O", "Neill"]);
    }

    #[test]
    fn accents_written_as_marks_belong_to_their_letter() {
        assert_eq!(cut("perche\u{301} no"), ["perche\u{301}", "no"]);
    }

    #[test]
    fn forms_are_the_same_for_what_should_find_each_other() {
        let same = |language: Language, words: &[&str]| {
            let mut analyser = language.analyser();
            let found: Vec<_> = words.iter().map(|word| forms(&mut analyser, word)).collect();
            assert!(found.windows(2).all(|pair| pair[0] == pair[1]), "{words:?} {found:?}");
            assert_eq!(found[0].len(), 1);
        };
        same(Language::Italian, &["acqua", "acque", "ACQUA", "dell'acqua", "L’ACQUA"]);
        same(Language::Italian, &["perché", "perche", "perchè", "PERCHÉ", "perche\u{301}"]);
        same(Language::Italian, &["città", "citta", "CITTÀ"]);
        same(Language::Italian, &["progetto", "progetti"]);
        same(Language::Italian, &["possibilità", "possibilita"]);
        same(Language::English, &["project", "projects", "Project's"]);
        same(Language::Other, &["Água", "agua"]);
        same(Language::Other, &["İzmir", "izmir", "IZMIR"]);
    }
}
