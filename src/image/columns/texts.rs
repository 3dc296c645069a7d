//! Texts end to end in one buffer.

use std::ops::Range;

use crate::image::Row;

/// One text a row, end to end in one buffer; an empty text means none.
#[derive(Debug, Default)]
pub struct Texts {
    ends: Vec<u64>,
    buffer: String,
    longest: usize,
}

impl Texts {
    /// The text of a row; empty where there is none.
    pub fn get(&self, row: Row) -> &str {
        self.buffer.get(self.range(row)).unwrap_or_default()
    }

    /// Where the text of a row stands in [`Texts::all`]; empty where there is none.
    pub fn range(&self, row: Row) -> Range<usize> {
        let at = row as usize;
        let Some(&end) = self.ends.get(at) else { return 0..0 };
        let start = if at == 0 { 0 } else { self.ends[at - 1] };
        start as usize..end as usize
    }

    /// All texts, end to end.
    pub fn all(&self) -> &str {
        &self.buffer
    }

    /// Appends the text of row number `row`; rows that were passed over have none.
    pub fn push(&mut self, row: usize, text: &str) {
        if text.is_empty() {
            return;
        }
        self.longest = self.longest.max(text.len());
        self.ends.resize(row, self.buffer.len() as u64);
        self.buffer.push_str(text);
        self.ends.push(self.buffer.len() as u64);
    }

    /// Whether no row has a text.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The bytes of all texts.
    pub fn len(&self) -> u64 {
        self.buffer.len() as u64
    }

    /// The bytes of the longest text.
    pub const fn longest(&self) -> usize {
        self.longest
    }

    /// The rows up to the last that has a text.
    pub fn rows(&self) -> usize {
        self.ends.len()
    }

    /// The rows whose text matches, in order; each row once.
    pub fn matches(&self, pattern: &regex::Regex) -> Vec<Row> {
        let mut rows = Vec::new();
        let mut from = 0;
        while let Some(found) = pattern.find_at(&self.buffer, from) {
            let at = self.ends.partition_point(|end| *end <= found.start() as u64);
            let Some(&end) = self.ends.get(at) else { break };
            if found.end() as u64 <= end {
                rows.push(at as Row);
                from = end as usize;
            } else {
                // The match runs over the border of two rows; go on behind its first letter.
                let letter = self.buffer[found.start()..].chars().next().map_or(1, char::len_utf8);
                from = found.start() + letter;
            }
        }
        rows
    }

    /// The same texts with row `i` taken from `order[i]`.
    #[must_use]
    pub fn reordered(&self, order: &[Row]) -> Self {
        if self.is_empty() {
            return Self::default();
        }
        let buffer = String::with_capacity(self.buffer.len());
        let mut texts = Self { buffer, ..Self::default() };
        for (row, from) in order.iter().enumerate() {
            texts.push(row, self.get(*from));
        }
        texts
    }

    /// The bytes of memory held.
    pub fn bytes(&self) -> usize {
        self.ends.capacity() * size_of::<u64>() + self.buffer.capacity()
    }

    /// Gives back the memory that growing left over.
    pub fn shrink(&mut self) {
        self.ends.shrink_to_fit();
        self.buffer.shrink_to_fit();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(all: &[&str]) -> Texts {
        let mut texts = Texts::default();
        for (row, text) in all.iter().enumerate() {
            texts.push(row, text);
        }
        texts
    }

    #[test]
    fn texts_keep_rows_that_have_none() {
        let texts = texts(&["", "uno", "", "", "due", ""]);
        let all: Vec<_> = (0..7).map(|row| texts.get(row)).collect();
        assert_eq!(all, ["", "uno", "", "", "due", "", ""]);
    }

    #[test]
    fn a_match_never_runs_over_two_rows() {
        let texts = texts(&["acqu", "acqua", "a", "", "Acqua e acqua"]);
        let pattern = regex::Regex::new("(?i)acqua").unwrap();
        assert_eq!(texts.matches(&pattern), [1, 4]);
    }

    #[test]
    fn rows_can_be_put_in_another_order() {
        let texts = texts(&["b", "", "a"]).reordered(&[2, 0, 1]);
        assert_eq!([texts.get(0), texts.get(1), texts.get(2)], ["a", "b", ""]);
    }
}
