//! Chance that can be repeated: whole numbers only, so that every machine draws the same.

use std::collections::BTreeSet;

/// A source of draws that belongs to one record.
#[derive(Debug)]
pub(super) struct Random {
    rng: fastrand::Rng,
    seed: u64,
}

impl Random {
    /// The draws for the record `index` of `table`, whatever was drawn for others.
    pub(super) fn at(seed: u64, table: &str, index: u64) -> Self {
        let mut state = seed ^ 0xcbf2_9ce4_8422_2325;
        for byte in table.bytes() {
            state = (state ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        let state = state.wrapping_add(index.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        Self { rng: fastrand::Rng::with_seed(state), seed }
    }

    /// A number below `limit`, each as likely; zero when there is none.
    pub(super) fn below(&mut self, limit: u64) -> u64 {
        if limit == 0 { 0 } else { self.rng.u64(0..limit) }
    }

    /// True in this many of a hundred cases.
    pub(super) fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// A position in `weights`, as likely as its weight.
    pub(super) fn weighted(&mut self, weights: &[u64]) -> usize {
        let mut left = self.below(weights.iter().sum());
        for (at, weight) in weights.iter().enumerate() {
            if left < *weight {
                return at;
            }
            left -= weight;
        }
        0
    }

    /// One of `list`, each as likely.
    pub(super) fn pick<'a, T>(&mut self, list: &'a [T]) -> Option<&'a T> {
        list.get(self.below(list.len() as u64) as usize)
    }

    /// One of some words, each as likely; repeat a word to make it likelier.
    pub(super) fn word(&mut self, list: &[&'static str]) -> &'static str {
        self.pick(list).copied().unwrap_or_default()
    }

    /// One of `count` things used as Zipf's law says: a few very often, most seldom.
    ///
    /// The ranks are drawn by octaves (1, 2-3, 4-7, …), each as likely, which follows the law
    /// without tables; then they are scattered, so that the most used are not the first.
    pub(super) fn zipf(&mut self, count: u64) -> u64 {
        const SCATTER: u64 = 2_654_435_761;
        if count == 0 {
            return 0;
        }
        let octaves = u64::from(u64::BITS - count.leading_zeros());
        loop {
            let first = 1 << self.below(octaves);
            let rank = first + self.below(first) - 1;
            if rank < count {
                return (rank * SCATTER + self.seed % count) % count;
            }
        }
    }

    /// At most `count` different draws in their order.
    pub(super) fn distinct<T: Ord>(
        &mut self,
        count: usize,
        mut draw: impl FnMut(&mut Self) -> T,
    ) -> BTreeSet<T> {
        let mut found = BTreeSet::new();
        for _ in 0..count * 4 {
            if found.len() < count {
                found.insert(draw(self));
            }
        }
        found
    }

    /// A date in the month counted from the year 0, to the year, the month or the day.
    pub(super) fn date(&mut self, month: u64) -> String {
        let (year, number) = (month / 12, month % 12 + 1);
        match self.weighted(&[30, 30, 40]) {
            0 => format!("{year:04}"),
            1 => format!("{year:04}-{number:02}"),
            _ => format!("{year:04}-{number:02}-{:02}", self.below(28) + 1),
        }
    }

    /// An amount from one thousand to ten million, some with cents.
    pub(super) fn amount(&mut self) -> String {
        let whole = (1_000 + self.below(9_000)) * 10_u64.pow(self.below(4) as u32);
        if self.chance(30) { format!("{whole}.{:02}", self.below(100)) } else { whole.to_string() }
    }

    /// A proper name of three or four syllables that begins with a consonant, so that Italian
    /// needs no other form of `a` and `di` before it.
    pub(super) fn name(&mut self) -> String {
        const STARTS: &[&str] = &[
            "Ba", "Be", "Co", "Da", "Fa", "Ga", "Ka", "La", "Lo", "Ma", "Me", "Mo", "Na", "Ni",
            "Pa", "Po", "Ra", "Sa", "Se", "Ta", "To", "Va", "Vi", "Za",
        ];
        const MIDDLES: &[&str] = &[
            "ba", "di", "fo", "la", "li", "ma", "mi", "na", "no", "po", "ra", "re", "ri", "ro",
            "sa", "si", "ta", "te", "va", "vo",
        ];
        const ENDS: &[&str] = &[
            "da", "go", "la", "le", "lo", "ma", "na", "ne", "no", "ra", "ri", "ro", "sa", "ta",
            "to", "va", "ya", "dun", "gan", "kar", "lin", "mor", "nan", "res", "tan",
        ];
        let mut name = String::new();
        name.push_str(self.word(STARTS));
        name.push_str(self.word(MIDDLES));
        if self.chance(25) {
            name.push_str(self.word(MIDDLES));
        }
        name.push_str(self.word(ENDS));
        name
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_things_are_used_often_and_all_of_them_at_times() {
        let mut random = Random::at(7, "test", 0);
        let mut uses = [0_u32; 100];
        for _ in 0..100_000 {
            uses[random.zipf(100) as usize] += 1;
        }
        uses.sort_unstable();
        assert!(uses[0] > 0 && uses[99] > 12_000 && uses[50] < 1_000, "{uses:?}");
    }

    #[test]
    fn draws_depend_on_seed_table_and_index() {
        let draw = |seed, table, index| Random::at(seed, table, index).below(u64::MAX);
        assert_eq!(draw(1, "cities", 2), draw(1, "cities", 2));
        let others = [draw(1, "cities", 2), draw(2, "cities", 2), draw(1, "a", 2), draw(1, "a", 3)];
        assert_eq!(BTreeSet::from(others).len(), 4);
    }

    #[test]
    fn nothing_is_drawn_from_nothing() {
        let mut random = Random::at(0, "", 0);
        assert_eq!((random.below(0), random.zipf(0), random.weighted(&[])), (0, 0, 0));
        assert!(random.pick::<u8>(&[]).is_none());
    }
}
