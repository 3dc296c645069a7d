//! What happened to one record between two revisions, all in all.

use std::collections::BTreeMap;

use crate::store::history::{Change, ChangeKind, FieldChange};

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Net {
    /// It was not there then and is now.
    Added,
    /// It was there then and says something else now.
    Changed(Vec<FieldChange>),
    /// It was there then and is not any more.
    Removed,
}

/// The values of a record, by the names of its fields, where they are not empty.
pub(super) type Texts = BTreeMap<String, String>;

/// What a record's changes, in order, amount to between two revisions, and the last of them that
/// touched it; nothing if it is as it was. `is_here` says whether the later one has it, `now` what
/// it says there.
pub(super) fn net(
    changes: &[Change],
    since: i64,
    until: i64,
    is_here: bool,
    now: impl FnOnce() -> Texts,
) -> (Option<Net>, i64) {
    let (older, newer) = split(changes, since, until);
    let last = newer.last().or(older.last()).map_or(0, |change| change.revision);
    let net = match (was_here(older), is_here) {
        (false, false) => None,
        (false, true) => Some(Net::Added),
        (true, false) => Some(Net::Removed),
        (true, true) => {
            let out = newer.iter().position(|change| change.kind == ChangeKind::Removed);
            let fields = match out {
                Some(at) => differences(state_before(&newer[..=at]), now()),
                None => sum(newer),
            };
            (!fields.is_empty()).then_some(Net::Changed(fields))
        }
    };
    (net, last)
}

/// The changes up to a revision, and those behind it up to another.
pub(super) fn split(changes: &[Change], since: i64, until: i64) -> (&[Change], &[Change]) {
    let end = changes.partition_point(|change| change.revision <= until);
    let begin = changes.partition_point(|change| change.revision <= since).min(end);
    (&changes[..begin], &changes[begin..end])
}

/// Whether a record is there after these changes.
pub(super) fn was_here(changes: &[Change]) -> bool {
    changes.last().is_some_and(|change| change.kind != ChangeKind::Removed)
}

/// What all changes of a record that stayed amount to.
fn sum(changes: &[Change]) -> Vec<FieldChange> {
    let mut fields: BTreeMap<&str, (&Option<String>, &Option<String>)> = BTreeMap::new();
    for field in changes.iter().flat_map(|change| &change.fields) {
        fields.entry(&field.name).or_insert((&field.before, &field.after)).1 = &field.after;
    }
    let fields = fields.into_iter().filter(|(_, (before, after))| before != after);
    let change = |(name, (before, after)): (&str, (&Option<String>, &Option<String>))| {
        FieldChange { name: name.to_owned(), before: before.clone(), after: after.clone() }
    };
    fields.map(change).collect()
}

/// What a record said before the first of these changes, of which the last took it out: a removal
/// notes all that there was.
fn state_before(changes: &[Change]) -> Texts {
    let mut texts = Texts::new();
    for field in changes.iter().rev().flat_map(|change| &change.fields) {
        match &field.before {
            Some(text) => texts.insert(field.name.clone(), text.clone()),
            None => texts.remove(&field.name),
        };
    }
    texts
}

fn differences(before: Texts, mut after: Texts) -> Vec<FieldChange> {
    let mut fields: Vec<FieldChange> = before
        .into_iter()
        .map(|(name, text)| {
            let after = after.remove(&name);
            FieldChange { name, before: Some(text), after }
        })
        .filter(|field| field.before != field.after)
        .collect();
    let come = after.into_iter();
    fields.extend(come.map(|(name, text)| FieldChange { name, before: None, after: Some(text) }));
    fields.sort_unstable_by(|one, two| one.name.cmp(&two.name));
    fields
}

#[cfg(test)]
mod tests {
    use super::ChangeKind::{Added, Changed, Removed};
    use super::*;

    fn field(name: &str, before: &str, after: &str) -> FieldChange {
        let text = |text: &str| Some(text.to_owned()).filter(|text| !text.is_empty());
        FieldChange { name: name.to_owned(), before: text(before), after: text(after) }
    }

    fn change(revision: i64, kind: ChangeKind, fields: &[(&str, &str, &str)]) -> Change {
        let fields = fields.iter().map(|(name, before, after)| field(name, before, after));
        Change { revision, kind, fields: fields.collect() }
    }

    #[test]
    fn what_was_undone_did_not_happen() {
        let history = [
            change(1, Added, &[]),
            change(2, Changed, &[("a", "1", "2"), ("b", "", "x")]),
            change(3, Changed, &[("a", "2", "1")]),
        ];
        let of = |since, until| net(&history, since, until, true, Texts::new);
        assert_eq!(of(0, 3), (Some(Net::Added), 3));
        assert_eq!(of(1, 3), (Some(Net::Changed(vec![field("b", "", "x")])), 3));
        assert_eq!(of(2, 3), (Some(Net::Changed(vec![field("a", "2", "1")])), 3));
        assert_eq!(of(1, 2).1, 2);
        assert_eq!(of(3, 3), (None, 3));
    }

    #[test]
    fn a_record_that_came_back_is_compared_with_what_it_was() {
        let history = [
            change(1, Added, &[]),
            change(2, Changed, &[("a", "1", "2"), ("c", "", "y")]),
            change(3, Removed, &[("a", "2", ""), ("b", "x", ""), ("c", "y", "")]),
            change(4, Added, &[]),
            change(5, Changed, &[("b", "", "z")]),
        ];
        let of = |since: i64, until: i64, now: &[(&str, &str)]| {
            let now = now.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
            net(&history, since, until, ![3].contains(&until), || now.collect()).0
        };
        assert_eq!(of(1, 5, &[("a", "1"), ("b", "x")]), None);
        let fields = vec![field("a", "1", "2"), field("b", "x", "z")];
        assert_eq!(of(1, 5, &[("a", "2"), ("b", "z")]), Some(Net::Changed(fields)));
        assert_eq!(of(1, 3, &[]), Some(Net::Removed));
        assert_eq!(of(3, 3, &[]), None);
        assert_eq!(of(3, 5, &[]), Some(Net::Added));
    }
}
