//! The best rows of a query, by BM25.
//!
//! Where many rows match, the lists of words are walked with block-max WAND, which passes over
//! all that cannot be among the best; where few do, each of them is scored.

use std::cmp::Ordering;
use std::collections::BinaryHeap;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, EnableScoring, Occur, Query as _, TermQuery, Weight,
};
use tantivy::schema::IndexRecordOption;

use super::find::{Look, Wanted};
use super::index::{Place, Segment, TextIndex};
use super::words::Language;
use crate::image::Row;
use crate::image::bits::Bits;

/// Below this number of matches each is scored.
const FEW: usize = 4096;

/// The bits of a score that are left out: sums differ in the last ones by the order of their
/// parts, and an order must not.
const NOISE: u32 = 0xfff;

/// A row with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit {
    /// The table.
    pub table: usize,
    /// The row.
    pub row: Row,
    /// How well it fits; greater is better.
    pub score: f32,
}

impl Eq for Hit {}

impl PartialOrd for Hit {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Hit {
    /// The better comes first; of two that fit as well, the one in reading order.
    fn cmp(&self, other: &Self) -> Ordering {
        let score = other.score.total_cmp(&self.score);
        score.then((self.table, self.row).cmp(&(other.table, other.row)))
    }
}

/// The best of what was offered so far.
struct Best {
    limit: usize,
    /// The worst on top.
    heap: BinaryHeap<Hit>,
}

impl Best {
    fn offer(&mut self, mut hit: Hit) {
        hit.score = f32::from_bits(hit.score.to_bits() & !NOISE);
        if self.heap.len() < self.limit {
            self.heap.push(hit);
        } else if let Some(mut worst) = self.heap.peek_mut()
            && hit < *worst
        {
            *worst = hit;
        }
    }

    /// What a score must be above, to be among the best: rows are offered in reading order, so that
    /// one which is as good as the worst comes too late.
    fn threshold(&self) -> f32 {
        let worst = self.heap.peek().filter(|_| self.heap.len() >= self.limit);
        worst.map_or(f32::MIN, |hit| f32::from_bits(hit.score.to_bits() | NOISE))
    }
}

impl TextIndex {
    /// The best `limit` rows among those that match, the best first; `found` has the matches of
    /// each table.
    pub(super) fn best(
        &self,
        wanted: &Wanted,
        found: &[(usize, usize, Bits)],
        limit: usize,
    ) -> tantivy::Result<Vec<Hit>> {
        let mut best = Best { limit, heap: BinaryHeap::new() };
        if limit > 0 {
            let terms = self.terms(wanted);
            if terms.is_empty() {
                self.by_headings(wanted, found, &mut best)?;
            } else {
                self.by_words(&terms, found, &mut best)?;
            }
        }
        Ok(best.heap.into_sorted_vec())
    }

    /// The forms of words that count, each in its field, with their weights.
    fn terms(&self, wanted: &Wanted) -> Vec<(Term, f32)> {
        let mut terms: Vec<(Term, f32)> = Vec::new();
        for look in wanted.looked_for() {
            let Look::Forms(of_languages) = look else { continue };
            for place in Place::ALL {
                for (language, forms) in Language::ALL.into_iter().zip(of_languages) {
                    let field = self.fields.forms(place, language);
                    for form in forms {
                        let term = Term::from_field_text(field, form);
                        if !terms.iter().any(|(known, _)| *known == term) {
                            terms.push((term, place.weight()));
                        }
                    }
                }
            }
        }
        terms
    }

    fn by_words(
        &self,
        terms: &[(Term, f32)],
        found: &[(usize, usize, Bits)],
        best: &mut Best,
    ) -> tantivy::Result<()> {
        let queries = || {
            terms.iter().map(|(term, weight)| {
                let query = TermQuery::new(term.clone(), IndexRecordOption::WithFreqs);
                BoostQuery::new(Box::new(query), *weight)
            })
        };
        let scoring = EnableScoring::enabled_from_searcher(&self.searcher);
        let weights = queries().map(|query| query.weight(scoring));
        let weights: Vec<_> = weights.collect::<tantivy::Result<_>>()?;
        for (table, count, rows) in found.iter().filter(|(_, count, _)| *count > 0) {
            if *count <= FEW {
                for segment in self.of(*table) {
                    each(segment, &weights, rows, best)?;
                }
                continue;
            }
            let any = queries().map(|query| (Occur::Should, Box::new(query) as _)).collect();
            let weight = BooleanQuery::new(any).weight(scoring)?;
            for segment in self.of(*table) {
                let from = best.threshold();
                weight.for_each_pruning(from, &segment.reader, &mut |document, score| {
                    let row = segment.start + document;
                    if rows.contains(row) {
                        best.offer(Hit { table: *table, row, score });
                    }
                    best.threshold()
                })?;
            }
        }
        Ok(())
    }

    /// Where only beginnings of words are looked for: the more of them are in headings, the better.
    fn by_headings(
        &self,
        wanted: &Wanted,
        found: &[(usize, usize, Bits)],
        best: &mut Best,
    ) -> tantivy::Result<()> {
        for (table, _, rows) in found.iter().filter(|(_, count, _)| *count > 0) {
            let all = self.of(*table).map(|segment| segment.reader.max_doc() as usize).sum();
            let headings = wanted
                .looked_for()
                .map(|look| self.look(*table, all, look, &[Place::Heading]))
                .collect::<tantivy::Result<Vec<Bits>>>()?;
            // Those that have all of them there are the best, and often enough.
            let mut first = rows.clone();
            for rows in &headings {
                first.keep(rows);
            }
            let score = 1 + headings.len();
            for row in first.from(0).take(best.limit) {
                best.offer(Hit { table: *table, row, score: score as f32 });
            }
            let mut others = rows.clone();
            others.remove(&first);
            for row in others.from(0) {
                if best.threshold() > headings.len() as f32 {
                    break;
                }
                let score = 1 + headings.iter().filter(|rows| rows.contains(row)).count();
                best.offer(Hit { table: *table, row, score: score as f32 });
            }
        }
        Ok(())
    }
}

/// Scores each of the rows of a segment that match.
fn each(
    segment: &Segment,
    weights: &[Box<dyn Weight>],
    rows: &Bits,
    best: &mut Best,
) -> tantivy::Result<()> {
    let mut scorers = Vec::with_capacity(weights.len());
    for weight in weights {
        scorers.push(weight.scorer(&segment.reader, 1.0)?);
    }
    for row in rows.from(segment.start) {
        let document = row - segment.start;
        if document >= segment.reader.max_doc() {
            break;
        }
        let mut score = 0.0;
        for scorer in &mut scorers {
            if scorer.doc() < document {
                scorer.seek(document);
            }
            if scorer.doc() == document {
                score += scorer.score();
            }
        }
        best.offer(Hit { table: segment.table, row, score });
    }
    Ok(())
}
