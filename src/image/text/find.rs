//! Which rows a query holds for: the lists of its words, put together as sets.

use tantivy::Term;
use tantivy::query::{EnableScoring, PhraseQuery, Query as _};
use tantivy::schema::IndexRecordOption;

use super::index::{Place, Segment, TextIndex};
use super::query::{Query, What};
use super::words::{Language, forms};
use crate::image::bits::Bits;

/// A query whose words have the forms under which the index has them.
#[derive(Debug)]
pub(super) struct Wanted {
    parts: Vec<(bool, Look)>,
}

/// A part of a query.
#[derive(Debug)]
pub(super) enum Look {
    /// For each language, the forms of words that stand one behind the other.
    Forms([Vec<String>; 3]),
    /// The folded beginning of a word.
    Prefix(String),
}

impl Wanted {
    pub(super) fn new(query: &Query) -> Self {
        let mut analysers = Language::ALL.map(Language::analyser);
        let mut parts = Vec::new();
        for part in query.parts() {
            let look = if let What::Prefix(word) = &part.what {
                let folded = forms(&mut analysers[Language::Other as usize], word);
                Look::Prefix(folded.concat())
            } else {
                Look::Forms(analysers.each_mut().map(|analyser| {
                    let words = part.what.words().iter();
                    words.flat_map(|word| forms(analyser, word)).collect()
                }))
            };
            parts.push((part.minus, look));
        }
        Self { parts }
    }

    /// The parts that must occur.
    pub(super) fn looked_for(&self) -> impl Iterator<Item = &Look> {
        self.parts.iter().filter(|(minus, _)| !minus).map(|(_, look)| look)
    }
}

impl TextIndex {
    /// The rows of a table of `rows` rows that a query holds for.
    pub(super) fn find(&self, table: usize, rows: usize, wanted: &Wanted) -> tantivy::Result<Bits> {
        let mut found: Option<Bits> = None;
        for look in wanted.looked_for() {
            let one = self.look(table, rows, look, &Place::ALL)?;
            found = Some(match found {
                None => one,
                Some(mut all) => {
                    all.keep(&one);
                    all
                }
            });
            if found.as_ref().is_some_and(Bits::is_empty) {
                break;
            }
        }
        let mut found = found.unwrap_or_else(|| Bits::new(rows));
        for (_, look) in wanted.parts.iter().filter(|(minus, _)| *minus) {
            if !found.is_empty() {
                found.remove(&self.look(table, rows, look, &Place::ALL)?);
            }
        }
        Ok(found)
    }

    /// The rows that have a part of a query in one of some places.
    pub(super) fn look(
        &self,
        table: usize,
        rows: usize,
        look: &Look,
        places: &[Place],
    ) -> tantivy::Result<Bits> {
        let mut found = Bits::new(rows);
        for segment in self.of(table) {
            for place in places {
                match look {
                    Look::Prefix(prefix) => self.begin(segment, *place, prefix, &mut found)?,
                    Look::Forms(of_languages) => {
                        for (language, forms) in Language::ALL.into_iter().zip(of_languages) {
                            self.occur(segment, *place, language, forms, &mut found)?;
                        }
                    }
                }
            }
        }
        Ok(found)
    }

    /// Adds the rows of a segment in which forms stand one behind the other.
    fn occur(
        &self,
        segment: &Segment,
        place: Place,
        language: Language,
        forms: &[String],
        found: &mut Bits,
    ) -> tantivy::Result<()> {
        let field = self.fields.forms(place, language);
        let terms = forms.iter().map(|form| Term::from_field_text(field, form));
        let terms: Vec<Term> = terms.collect();
        match terms.as_slice() {
            [] => Ok(()),
            [term] => {
                let words = segment.reader.inverted_index(field)?;
                if let Some(info) = words.get_term_info(term)? {
                    add(segment, &words, &info, found)?;
                }
                Ok(())
            }
            _ => {
                let weight = PhraseQuery::new(terms)
                    .weight(EnableScoring::disabled_from_searcher(&self.searcher))?;
                weight.for_each_no_score(&segment.reader, &mut |documents| {
                    for at in documents {
                        found.insert(segment.start + at);
                    }
                })
            }
        }
    }

    /// Adds the rows of a segment that have a word that begins so.
    fn begin(
        &self,
        segment: &Segment,
        place: Place,
        prefix: &str,
        found: &mut Bits,
    ) -> tantivy::Result<()> {
        let words = segment.reader.inverted_index(self.fields.words(place))?;
        let mut stream = words.terms().range().ge(prefix).into_stream()?;
        while let Some((word, info)) = stream.next() {
            if !word.starts_with(prefix.as_bytes()) {
                break;
            }
            add(segment, &words, info, found)?;
        }
        Ok(())
    }
}

/// Adds the rows of a list of documents.
fn add(
    segment: &Segment,
    words: &tantivy::InvertedIndexReader,
    info: &tantivy::postings::TermInfo,
    found: &mut Bits,
) -> tantivy::Result<()> {
    let mut block = words.read_block_postings_from_terminfo(info, IndexRecordOption::Basic)?;
    while !block.docs().is_empty() {
        for at in block.docs() {
            found.insert(segment.start + at);
        }
        block.advance();
    }
    Ok(())
}
