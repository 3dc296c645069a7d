//! Snippets: the part of a text in which words were found, with the words marked.
//!
//! The index holds no texts; they come from the image, and only those of the records of a page are
//! read.

use std::ops::Range;

use tantivy::tokenizer::TextAnalyzer;

use super::find::{Look, Wanted};
use super::index::{searched, texts};
use super::words::{Language, forms, words};
use crate::image::{Image, Row};

/// About how long a snippet is, in bytes.
const LENGTH: usize = 240;

/// About how much of it stands before the first word that was found.
const BEFORE: usize = 60;

/// A part of a text with the words that were found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Snippet {
    /// The name of the column.
    pub field: &'static str,
    /// The language of the text, where it has one.
    pub language: Option<String>,
    /// The text as HTML: the words stand in `mark`, and all else is escaped.
    pub html: String,
}

/// Marks the words of a query in texts.
pub(super) struct Marker {
    /// For each language: its analysis, what is looked for, and the first letters of that.
    languages: [(TextAnalyzer, Vec<Needle>, Vec<char>); 3],
}

/// What is marked.
enum Needle {
    /// Words one behind the other, by their forms.
    Forms(Vec<String>),
    /// A word that begins so.
    Prefix(String),
}

/// The forms of a word of a text.
struct Read {
    form: String,
    folded: String,
}

impl Marker {
    pub(super) fn new(wanted: &Wanted) -> Self {
        let languages = Language::ALL.map(|language| {
            let needles = wanted.looked_for().map(|look| match look {
                Look::Forms(of_languages) => Needle::Forms(of_languages[language as usize].clone()),
                Look::Prefix(prefix) => Needle::Prefix(prefix.clone()),
            });
            let needles: Vec<Needle> = needles.collect();
            let mut initials = Vec::new();
            for needle in &needles {
                match needle {
                    Needle::Forms(forms) => {
                        initials.extend(forms.iter().filter_map(|form| form.chars().next()));
                    }
                    Needle::Prefix(prefix) => initials.extend(prefix.chars().next()),
                }
            }
            (language.analyser(), needles, initials)
        });
        Self { languages }
    }

    /// The snippets of a record: one for each text in which something was found.
    pub(super) fn snippets(&mut self, image: &Image, table: usize, row: Row) -> Vec<Snippet> {
        let mut found = Vec::new();
        let mut folding = Language::Other.analyser();
        for (at, column) in searched(table) {
            for (tag, text) in texts(image.table(table), at, row) {
                let language = tag.map_or(Language::Other, Language::of);
                let marks = self.marks(&mut folding, language, text);
                if !marks.is_empty() {
                    let (language, html) = (tag.map(str::to_owned), cut(text, &marks));
                    found.push(Snippet { field: column.name, language, html });
                }
            }
        }
        found
    }

    /// The places of what was found in a text, in order.
    fn marks(
        &mut self,
        folding: &mut TextAnalyzer,
        language: Language,
        text: &str,
    ) -> Vec<Range<usize>> {
        let (analyser, needles, initials) = &mut self.languages[language as usize];
        let places: Vec<Range<usize>> = words(text).collect();
        let mut read = Vec::with_capacity(places.len());
        for place in &places {
            let word = text.get(place.clone()).unwrap_or_default();
            // Stems keep the first letter: most words need no analysis.
            let initial = word.chars().next().unwrap_or_default();
            let other = initial.is_ascii() && !initials.contains(&initial.to_ascii_lowercase());
            read.push((!other).then(|| Read {
                form: forms(analyser, word).concat(),
                folded: forms(folding, word).concat(),
            }));
        }
        let mut marked = vec![false; places.len()];
        for at in 0..places.len() {
            for needle in &*needles {
                let length = match needle {
                    Needle::Prefix(prefix) => {
                        let word = read.get(at).and_then(Option::as_ref);
                        usize::from(word.is_some_and(|word| word.folded.starts_with(prefix)))
                    }
                    Needle::Forms(forms) => {
                        let all = forms.iter().enumerate().all(|(behind, form)| {
                            let word = read.get(at + behind).and_then(Option::as_ref);
                            word.is_some_and(|word| word.form == *form)
                        });
                        if all { forms.len() } else { 0 }
                    }
                };
                marked.iter_mut().skip(at).take(length).for_each(|mark| *mark = true);
            }
        }
        let found = places.into_iter().zip(marked).filter(|(_, marked)| *marked);
        found.map(|(place, _)| place).collect()
    }
}

/// The part of a text around what was found, as HTML.
fn cut(text: &str, marks: &[Range<usize>]) -> String {
    let first = marks.first().map_or(0, |mark| mark.start);
    let (mut from, mut to) = (0, text.len());
    if text.len() > LENGTH + LENGTH / 4 {
        // Where the end of the text is near, more stands before the first word.
        from = first.saturating_sub(BEFORE).min(text.len() - LENGTH);
        if from > 0 {
            from = word_border(text, from, first);
        }
        to = from + LENGTH;
        to = if to < text.len() { word_border(text, to, text.len()) } else { text.len() };
        to = marks.first().map_or(to, |mark| to.max(mark.end));
    }
    let mut html = String::with_capacity(to - from + 32);
    if from > 0 {
        html.push('…');
    }
    let mut at = from;
    for mark in marks.iter().filter(|mark| mark.end <= to) {
        escape(text.get(at..mark.start).unwrap_or_default(), &mut html);
        html.push_str("<mark>");
        escape(text.get(mark.clone()).unwrap_or_default(), &mut html);
        html.push_str("</mark>");
        at = mark.end;
    }
    escape(text.get(at..to).unwrap_or_default(), &mut html);
    if to < text.len() {
        html.truncate(html.trim_end().len());
        html.push('…');
    }
    html
}

/// The first place from `from` on, and at most `most`, at which a word begins.
fn word_border(text: &str, from: usize, most: usize) -> usize {
    let from = text.ceil_char_boundary(from);
    let space = text.get(from..).and_then(|rest| {
        let (at, space) = rest.char_indices().find(|(_, letter)| letter.is_whitespace())?;
        Some(from + at + space.len_utf8())
    });
    // A text without spaces is cut anywhere.
    space.filter(|at| *at <= most && at - from < BEFORE).unwrap_or(from.min(most))
}

fn escape(text: &str, html: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter => html.push(letter),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::query::Query;
    use super::*;

    fn marked(query: &str, language: Language, text: &str) -> String {
        let query = Query::parse(query, "query").unwrap();
        let mut marker = Marker::new(&Wanted::new(&query));
        let marks = marker.marks(&mut Language::Other.analyser(), language, text);
        cut(text, &marks)
    }

    #[test]
    fn words_are_marked_in_every_form_and_all_else_is_escaped() {
        let html = marked("acqua", Language::Italian, "<b>Acque</b> & dell'acqua");
        assert_eq!(html, "&lt;b&gt;<mark>Acque</mark>&lt;/b&gt; &amp; dell&#39;<mark>acqua</mark>");
        let html = marked("\"good water\"", Language::English, "Water, good waters, good");
        assert_eq!(html, "Water, <mark>good</mark> <mark>waters</mark>, good");
        assert_eq!(marked("per*", Language::Italian, "Perché no"), "<mark>Perché</mark> no");
    }

    #[test]
    fn a_long_text_is_cut_around_the_first_word() {
        let text = format!("{}acqua {}", "parola ".repeat(60), "altro ".repeat(60));
        let html = marked("acqua", Language::Italian, &text);
        assert!(html.starts_with("…parola") && html.ends_with("altro…"), "{html}");
        assert!(html.contains("<mark>acqua</mark>") && html.len() < 300, "{html}");
        let html = marked("fine", Language::Italian, &format!("{}fine", "parola ".repeat(60)));
        assert!(html.starts_with("…parola") && html.ends_with("<mark>fine</mark>"), "{html}");
    }

    proptest! {
        #[test]
        fn any_text_can_be_cut(text in "([a-z è<'\u{301}]|\\PC){0,700}", query in "[a-z]{1,3}") {
            for language in Language::ALL {
                let html = marked(&query, language, &text);
                prop_assert!(html.matches("<mark>").count() == html.matches("</mark>").count());
            }
        }
    }
}
