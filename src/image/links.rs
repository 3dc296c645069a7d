//! Links as arrays, in both directions.

use std::collections::HashMap;
use std::ops::Range;

use roaring::RoaringBitmap;

use super::bits::{bitmap_of, bitmap_of_sorted};
use super::columns::Row;

/// What a pair says beside its two ends: the basis and the role, each a position in its code list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct EdgeData(pub u8);

impl EdgeData {
    /// The data of a pair; positions in the code lists, at most 14.
    pub fn new(basis: Option<usize>, role: Option<usize>) -> Self {
        let nibble =
            |at: Option<usize>| at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(0) & 15;
        Self(nibble(basis) << 4 | nibble(role))
    }

    /// The position in the list of bases.
    pub fn basis(self) -> Option<usize> {
        usize::from(self.0 >> 4).checked_sub(1)
    }

    /// The position in the list of roles.
    pub fn role(self) -> Option<usize> {
        usize::from(self.0 & 15).checked_sub(1)
    }
}

/// A record at the end of a pair, with what the pair says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Item {
    /// The record.
    pub row: Row,
    /// What the pair says; nothing for a record that was not reached by a link.
    pub edge: EdgeData,
}

/// For each row of one table, the rows of another that it is linked to, in slug order.
#[derive(Debug, Default)]
pub struct Adjacency {
    starts: Vec<u32>,
    rows: Vec<Row>,
    edges: Vec<EdgeData>,
    longest: usize,
}

impl Adjacency {
    /// From pairs that are sorted by their first row.
    fn new(pairs: &[(Row, Row, EdgeData)], rows: usize, with_edges: bool) -> Self {
        if pairs.is_empty() {
            return Self::default();
        }
        let mut starts = Vec::with_capacity(rows + 1);
        let mut at = 0;
        for row in 0..=rows {
            while at < pairs.len() && (pairs[at].0 as usize) < row {
                at += 1;
            }
            starts.push(at as u32);
        }
        let ends = starts.iter().skip(1);
        let longest = starts.iter().zip(ends).map(|(start, end)| end - start).max();
        Self {
            longest: longest.unwrap_or_default() as usize,
            starts,
            rows: pairs.iter().map(|pair| pair.1).collect(),
            edges: if with_edges { pairs.iter().map(|pair| pair.2).collect() } else { Vec::new() },
        }
    }

    /// Where the pairs of `row` stand among all.
    pub(super) fn range(&self, row: Row) -> Range<usize> {
        let at = row as usize;
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(start), Some(end)) => *start as usize..*end as usize,
            _ => 0..0,
        }
    }

    /// The most pairs that any one row has.
    pub const fn longest(&self) -> usize {
        self.longest
    }

    /// The rows that `row` is linked to, in slug order; one stands twice under two roles.
    pub fn rows(&self, row: Row) -> &[Row] {
        &self.rows[self.range(row)]
    }

    /// The pairs of `row`, in slug order and then by what they say.
    pub fn edges(&self, row: Row) -> Edges<'_> {
        let range = self.range(row);
        let edges = if self.edges.is_empty() { &[][..] } else { &self.edges[range.clone()] };
        Edges { rows: &self.rows[range], edges }
    }

    /// The rows that are linked to any.
    fn linked(&self) -> RoaringBitmap {
        let ends = self.starts.iter().skip(1);
        let linked = self.starts.iter().zip(ends).zip(0..).filter(|((start, end), _)| end > start);
        let mut rows = RoaringBitmap::new();
        // Rows ascend, so that appending cannot fail.
        let _ = rows.append(linked.map(|(_, row)| row));
        rows
    }

    fn bytes(&self) -> usize {
        (self.starts.capacity() + self.rows.capacity()) * size_of::<u32>() + self.edges.capacity()
    }
}

/// The pairs of one row.
#[derive(Debug, Clone, Copy)]
pub struct Edges<'a> {
    /// The linked rows, in slug order.
    pub rows: &'a [Row],
    edges: &'a [EdgeData],
}

impl Edges<'_> {
    /// The pair at a position.
    pub fn get(&self, at: usize) -> Item {
        Item { row: self.rows[at], edge: self.edges.get(at).copied().unwrap_or_default() }
    }

    /// The positions of the pairs that lead to `row`.
    pub fn find(&self, row: Row) -> Range<usize> {
        let start = self.rows.partition_point(|other| *other < row);
        let length = self.rows[start..].iter().take_while(|other| **other == row).count();
        start..start + length
    }

    /// All pairs in order.
    pub fn iter(&self) -> impl Iterator<Item = Item> + '_ {
        (0..self.rows.len()).map(|at| self.get(at))
    }
}

/// One link from one table to one other, walked both ways.
#[derive(Debug, Default)]
pub struct Pairs {
    /// From where the link starts to where it leads.
    pub forward: Adjacency,
    /// The way back.
    pub backward: Adjacency,
    often: HashMap<Row, RoaringBitmap>,
}

impl Pairs {
    /// A target with more sources than this has a bitmap of them ready.
    const OFTEN: usize = 2048;

    /// From pairs in any order, and the number of rows of the two tables.
    pub fn new(
        mut pairs: Vec<(Row, Row, EdgeData)>,
        from_rows: usize,
        to_rows: usize,
        with_edges: bool,
    ) -> Self {
        pairs.sort_unstable();
        let forward = Adjacency::new(&pairs, from_rows, with_edges);
        for pair in &mut pairs {
            std::mem::swap(&mut pair.0, &mut pair.1);
        }
        pairs.sort_unstable();
        let backward = Adjacency::new(&pairs, to_rows, with_edges);
        drop(pairs);
        let often = (0..to_rows as Row)
            .map(|row| (row, backward.rows(row)))
            .filter(|(_, sources)| sources.len() > Self::OFTEN)
            .map(|(row, sources)| (row, bitmap_of_sorted(sources)))
            .collect();
        Self { forward, backward, often }
    }

    /// The number of pairs.
    pub fn len(&self) -> usize {
        self.forward.rows.len()
    }

    /// Whether there is no pair.
    pub fn is_empty(&self) -> bool {
        self.forward.rows.is_empty()
    }

    /// The rows that the link starts from which reach any of `targets`.
    pub fn sources(&self, targets: &RoaringBitmap) -> RoaringBitmap {
        let mut found = RoaringBitmap::new();
        let mut scattered = Vec::new();
        for target in targets {
            match self.often.get(&target) {
                Some(sources) => found |= sources,
                None => scattered.extend_from_slice(self.backward.rows(target)),
            }
        }
        found |= bitmap_of(scattered, self.forward.starts.len());
        found
    }

    /// The rows at one end that have any at the other: where the link starts, or where it leads.
    pub fn linked(&self, forward: bool) -> RoaringBitmap {
        if forward { self.forward.linked() } else { self.backward.linked() }
    }

    /// The rows that the link leads to from any of `sources`.
    pub fn targets(&self, sources: &RoaringBitmap) -> RoaringBitmap {
        let rows = sources.iter().flat_map(|row| self.forward.rows(row)).copied().collect();
        bitmap_of(rows, self.backward.starts.len())
    }

    /// The bytes of memory held.
    pub fn bytes(&self) -> usize {
        let often: usize = self.often.values().map(RoaringBitmap::serialized_size).sum();
        self.forward.bytes() + self.backward.bytes() + often
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_are_walked_both_ways() {
        let edge = |basis| EdgeData::new(Some(basis), None);
        let pairs = Pairs::new(vec![(2, 0, edge(1)), (0, 1, edge(0)), (2, 1, edge(2))], 3, 2, true);
        assert_eq!(pairs.forward.rows(2), [0, 1]);
        assert_eq!(pairs.forward.rows(1), [] as [Row; 0]);
        assert_eq!(pairs.backward.rows(1), [0, 2]);
        assert_eq!(pairs.backward.edges(1).get(1).edge.basis(), Some(2));
        let targets = RoaringBitmap::from_iter([1_u32]);
        assert_eq!(pairs.sources(&targets).iter().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(pairs.targets(&RoaringBitmap::from_iter([0_u32, 2])).len(), 2);
        assert_eq!(pairs.linked(true).iter().collect::<Vec<_>>(), [0, 2]);
        assert_eq!(pairs.linked(false).iter().collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn edge_data_keeps_basis_and_role() {
        let edge = EdgeData::new(Some(2), Some(3));
        assert_eq!((edge.basis(), edge.role()), (Some(2), Some(3)));
        assert_eq!((EdgeData::default().basis(), EdgeData::default().role()), (None, None));
    }
}
