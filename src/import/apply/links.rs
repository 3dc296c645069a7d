//! The pairs of to-many links: what the files say against what the store holds.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use roaring::RoaringBitmap;

use crate::error::Result;
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::CodeList;
use crate::store::Cell;
use crate::store::history::{ChangeKind, FieldChange};
use crate::store::layout::PairTable;

use super::Applier;

/// Pairs that are gathered before they are written.
const PAIRS_AT_ONCE: usize = 20_000;

/// The end of a pair and what it says: the target, then basis and role as places in their lists,
/// from one; zero says nothing.
type End = (u32, u8, u8);

/// The pairs of a link, by where it starts.
pub(super) type Pairs = Vec<(u32, End)>;

impl Applier<'_> {
    /// Brings the pairs of a link to what the files say, and to the records that remain.
    pub(super) async fn link(&mut self, at: usize, link_at: usize) -> Result<()> {
        let table = &TABLES[at];
        let link = &table.links[link_at];
        let Some(pairs) = PairTable::of(table, link) else { return Ok(()) };
        let given = self.survey.links.contains(&(at, link_at));
        let removed = self.removed_keys(at);
        let moved = self.keys.table(pairs.target).moved();
        if !given && removed.is_empty() && moved.is_empty() {
            return Ok(());
        }
        let place = |code: &str, list| CodeList::find(list, code);
        let mut old: Pairs = Vec::new();
        self.writer
            .existing_pairs(&pairs, |pair| {
                let cell = |found: Option<(usize, _)>| found.map_or(0, |(at, _)| at as u8 + 1);
                let basis = cell(place(pair.basis, &BASIS));
                let role = cell(link.role.and_then(|list| place(pair.role, list)));
                old.push((pair.from, (pair.to, basis, role)));
                Ok(())
            })
            .await?;
        old.sort_unstable();
        let mut files = merged(self.pairs.remove(&(at, link_at)).unwrap_or_default());
        if !self.said.contains(&(at, link_at)) {
            files = filled(files, &old);
        }
        let stays = |from: u32| !removed.contains(from) && (!given || self.keep_missing);
        let new = together(files, old.iter().copied().filter(|(from, _)| stays(*from)));
        let mut touched = different(&old, &new);
        let to_moved = old.iter().filter(|(_, (to, _, _))| moved.contains_key(to));
        touched.extend(to_moved.map(|(from, _)| *from));
        let before = touched.iter().filter(|from| !self.fresh[at].contains(*from));
        let before: Vec<u32> = before.collect();
        self.writer.delete_pairs(&pairs, &before).await?;
        self.note_links(at, link_at, &old, &new, &touched).await?;
        let codes = |place: u8, list: &CodeList| {
            let entry = usize::from(place).checked_sub(1).and_then(|at| list.codes.get(at));
            Cell::Text(entry.map_or_else(String::new, |entry| entry.code.to_owned()))
        };
        let mut cells = Vec::new();
        let width = pairs.fields().len();
        for (from, (to, basis, role)) in new.iter().filter(|(from, _)| touched.contains(*from)) {
            cells.extend([*from, *to].map(|key| Cell::Integer(i64::from(key))));
            if pairs.basis {
                cells.push(codes(*basis, &BASIS));
            }
            if let Some(list) = link.role {
                cells.push(codes(*role, list));
            }
            if cells.len() >= PAIRS_AT_ONCE * width {
                self.progress.advance("linking", self.done);
                self.writer.insert_pairs(&pairs, &cells).await?;
                cells.clear();
            }
        }
        self.writer.insert_pairs(&pairs, &cells).await
    }

    pub(super) fn removed_keys(&self, at: usize) -> RoaringBitmap {
        self.keys.table(at).removed().map(|(_, known)| known.key).collect()
    }

    /// Notes which links changed of records that were there before.
    async fn note_links(
        &mut self,
        at: usize,
        link_at: usize,
        old: &Pairs,
        new: &Pairs,
        touched: &RoaringBitmap,
    ) -> Result<()> {
        let noted: Vec<u32> = (touched - &self.fresh[at]).iter().collect();
        if noted.is_empty() {
            return Ok(());
        }
        let removed = self.removed_keys(at);
        let link = &TABLES[at].links[link_at];
        let target = crate::model::targets(link).first().copied().unwrap_or(at);
        let (sources, targets) = (self.keys.table(at).slugs(), self.keys.table(target).slugs());
        let moved = self.keys.table(target).moved();
        // What the store says, it says of the slugs that it knows.
        let former: HashMap<u32, &str> = moved.iter().map(|(key, slug)| (*key, &**slug)).collect();
        let none = HashMap::new();
        let written = |pairs: &Pairs, former: &HashMap<u32, &str>, from: u32| {
            let start = pairs.partition_point(|pair| pair.0 < from);
            let of_record = pairs[start..].iter().take_while(|pair| pair.0 == from);
            let mut slugs: Vec<String> = of_record
                .map(|(_, (to, basis, role))| {
                    let slug = former.get(to).or_else(|| targets.get(to)).copied();
                    let slug = slug.unwrap_or_default();
                    let code = |list: &CodeList, place: u8| {
                        let at = usize::from(place).checked_sub(1)?;
                        list.codes.get(at).map(|entry| entry.code)
                    };
                    let said = code(&BASIS, *basis).or_else(|| code(link.role?, *role));
                    said.map_or_else(|| slug.to_owned(), |said| format!("{slug} ({said})"))
                })
                .collect();
            slugs.sort_unstable();
            Some(slugs.join(";")).filter(|text| !text.is_empty())
        };
        for from in &noted {
            let slug = sources.get(from).copied().unwrap_or_default();
            let change = FieldChange {
                name: link.name.to_owned(),
                before: written(old, &former, *from),
                after: written(new, &none, *from),
            };
            let id = format!("{}/{slug}", TABLES[at].name);
            let gone = removed.contains(*from);
            let kind = if gone { ChangeKind::Removed } else { ChangeKind::Changed };
            self.writer.note(id, None, kind, &[change]).await?;
        }
        let remaining: Vec<u32> = noted.into_iter().filter(|key| !removed.contains(*key)).collect();
        self.writer.touch(&TABLES[at], &remaining).await?;
        self.changed[at].extend(remaining);
        Ok(())
    }
}

/// The pairs in order, each once; one that says its basis comes before one that only stands in a
/// list, which goes.
fn merged(mut pairs: Pairs) -> Pairs {
    pairs.sort_unstable_by_key(|(from, (to, basis, role))| {
        (*from, *to, Reverse(*basis), Reverse(*role))
    });
    let mut kept: Pairs = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let same_ends = kept.last().is_some_and(|last| (last.0, last.1.0) == (pair.0, pair.1.0));
        let says_nothing = pair.1.1 == 0 && pair.1.2 == 0;
        if !same_ends || !says_nothing && kept.last() != Some(&pair) {
            kept.push(pair);
        }
    }
    kept.sort_unstable();
    kept
}

/// The pairs that a list names, with what the store says of them: a list has no place to say it.
fn filled(listed: Pairs, stored: &Pairs) -> Pairs {
    let mut all = Pairs::with_capacity(listed.len());
    for (from, end) in listed {
        let start = stored.partition_point(|pair| (pair.0, pair.1.0) < (from, end.0));
        let known = stored[start..].iter().take_while(|pair| (pair.0, pair.1.0) == (from, end.0));
        let length = all.len();
        all.extend(known.copied());
        if all.len() == length {
            all.push((from, end));
        }
    }
    all
}

/// The pairs of the files and those of the store that stay; where both have a pair, the files' say.
fn together(files: Pairs, stored: impl Iterator<Item = (u32, End)>) -> Pairs {
    let ends = |pair: &(u32, End)| (pair.0, pair.1.0, pair.1.2);
    let known: HashSet<_> = files.iter().map(ends).collect();
    let mut all = files;
    all.extend(stored.filter(|pair| !known.contains(&ends(pair))));
    all.sort_unstable();
    all
}

/// The keys whose pairs are not the same in both lists, which are in order.
fn different(old: &Pairs, new: &Pairs) -> RoaringBitmap {
    let mut found = RoaringBitmap::new();
    let (mut one, mut two) = (old.iter().peekable(), new.iter().peekable());
    loop {
        match (one.peek(), two.peek()) {
            (Some(left), Some(right)) if left == right => {
                one.next();
                two.next();
            }
            (Some(left), right) if right.is_none_or(|right| left < right) => {
                found.insert(left.0);
                one.next();
            }
            (_, Some(right)) => {
                found.insert(right.0);
                two.next();
            }
            _ => return found,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_that_says_more_stands_for_one_in_a_list() {
        let pairs = merged(vec![(1, (2, 0, 0)), (1, (2, 3, 0)), (1, (4, 0, 0)), (1, (4, 0, 0))]);
        assert_eq!(pairs, [(1, (2, 3, 0)), (1, (4, 0, 0))]);
        let roles = merged(vec![(1, (2, 0, 1)), (1, (2, 0, 4)), (1, (2, 0, 0))]);
        assert_eq!(roles, [(1, (2, 0, 1)), (1, (2, 0, 4))]);
    }

    #[test]
    fn a_list_keeps_what_the_store_says_of_its_pairs() {
        let stored = vec![(1, (2, 3, 0)), (1, (5, 0, 1)), (1, (5, 0, 4)), (2, (2, 1, 0))];
        let listed = vec![(1, (2, 0, 0)), (1, (5, 0, 0)), (2, (9, 0, 0))];
        let kept = [(1, (2, 3, 0)), (1, (5, 0, 1)), (1, (5, 0, 4)), (2, (9, 0, 0))];
        assert_eq!(filled(listed, &stored), kept);
    }

    #[test]
    fn finds_where_two_lists_differ() {
        let old = vec![(1, (1, 0, 0)), (2, (1, 0, 0)), (3, (1, 0, 0))];
        let new = vec![(1, (1, 0, 0)), (2, (2, 0, 0)), (4, (1, 0, 0))];
        assert_eq!(different(&old, &new).iter().collect::<Vec<_>>(), [2, 3, 4]);
        assert!(different(&old, &old).is_empty());
    }
}
