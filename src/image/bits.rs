//! A set of rows of one table, one bit a row: fast to fill from lists that follow each other.

use roaring::RoaringBitmap;

use super::Row;

/// The bitmap of some rows of a table of `all` rows, in any order.
pub(super) fn bitmap_of(mut rows: Vec<Row>, all: usize) -> RoaringBitmap {
    // Where there are few, sorting them costs less than a bit for each row of the table.
    if rows.len() < all / 64 {
        rows.sort_unstable();
        return bitmap_of_sorted(&rows);
    }
    let mut bits = Bits::new(all);
    for row in rows {
        bits.insert(row);
    }
    bits.to_bitmap()
}

/// The bitmap of rows that stand in ascending order, perhaps more than once.
pub(super) fn bitmap_of_sorted(rows: &[Row]) -> RoaringBitmap {
    let mut last = None;
    let distinct = rows.iter().copied().filter(|row| last.replace(*row) != Some(*row));
    // The rows ascend, so that appending cannot fail.
    let mut bitmap = RoaringBitmap::new();
    let _ = bitmap.append(distinct);
    bitmap
}

/// A set of rows of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Bits {
    words: Vec<u64>,
}

impl Bits {
    /// The empty set of a table of `rows` rows.
    pub(super) fn new(rows: usize) -> Self {
        Self { words: vec![0; rows.div_ceil(64)] }
    }

    /// Adds a row of the table.
    pub(super) fn insert(&mut self, row: Row) {
        if let Some(word) = self.words.get_mut(row as usize / 64) {
            *word |= 1 << (row % 64);
        }
    }

    /// Whether a row is in the set.
    pub(super) fn contains(&self, row: Row) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word & (1 << (row % 64)) != 0)
    }

    /// Keeps the rows that are in both.
    pub(super) fn keep(&mut self, other: &Self) {
        for (one, two) in self.words.iter_mut().zip(&other.words) {
            *one &= two;
        }
    }

    /// Takes away the rows of another set.
    pub(super) fn remove(&mut self, other: &Self) {
        for (one, two) in self.words.iter_mut().zip(&other.words) {
            *one &= !two;
        }
    }

    /// The number of rows.
    pub(super) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether it has no row.
    pub(super) fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// The rows, ascending, from one row on.
    pub(super) fn from(&self, row: Row) -> impl Iterator<Item = Row> + '_ {
        let first = row as usize / 64;
        let words = self.words.iter().enumerate().skip(first);
        words.flat_map(move |(at, word)| {
            let mut word = if at == first { word & (u64::MAX << (row % 64)) } else { *word };
            std::iter::from_fn(move || {
                let bit = (word != 0).then(|| word.trailing_zeros())?;
                word &= word - 1;
                Some(at as Row * 64 + bit)
            })
        })
    }

    /// The same set as the image has them.
    pub(super) fn to_bitmap(&self) -> RoaringBitmap {
        let bytes: Vec<u8> = self.words.iter().flat_map(|word| word.to_le_bytes()).collect();
        RoaringBitmap::from_lsb0_bytes(0, &bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_the_rows_that_were_added() {
        let mut bits = Bits::new(200);
        for row in [0, 63, 64, 130, 199] {
            bits.insert(row);
        }
        assert_eq!(bits.from(0).collect::<Vec<_>>(), [0, 63, 64, 130, 199]);
        assert_eq!(bits.from(64).collect::<Vec<_>>(), [64, 130, 199]);
        assert_eq!(bits.to_bitmap().iter().collect::<Vec<_>>(), [0, 63, 64, 130, 199]);
        let mut odd = Bits::new(200);
        odd.insert(63);
        bits.remove(&odd);
        assert!(bits.len() == 4 && !bits.contains(63) && bits.contains(199));
        bits.keep(&odd);
        assert!(bits.is_empty());
    }

    #[test]
    fn rows_in_any_order_make_the_same_bitmap_however_many_they_are() {
        for all in [300, 100_000] {
            let rows = vec![299, 3, 64, 3, 128];
            assert_eq!(bitmap_of(rows, all).iter().collect::<Vec<_>>(), [3, 64, 128, 299]);
        }
    }
}
