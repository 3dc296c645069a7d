//! What became of a record, for any identifier that somebody holds.

use std::fmt::Write as _;

use crate::image::Image;
use crate::model::find_table;
use crate::store::history::{Change, ChangeKind};
use crate::store::journal::Refusal;
use crate::store::renames::Rename;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is published.
    Present,
    /// It was given up for another id, under which its record goes on.
    Renamed,
    /// It was published, and is no more.
    Removed,
    /// Imports left it out, and it never was published.
    Refused,
    /// Nothing is known of it.
    Unknown,
}

impl State {
    /// Every state with what it means.
    pub const ALL: [(Self, &'static str); 5] = [
        (Self::Present, "It is published."),
        (Self::Renamed, "It was given up for another id, under which its record goes on."),
        (Self::Removed, "It was published, and is no more."),
        (Self::Refused, "Imports left it out, and it never was published."),
        (Self::Unknown, "Nothing is known of it."),
    ];

    /// The name on every door; GraphQL writes it in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
            Self::Renamed => "renamed",
            Self::Removed => "removed",
            Self::Refused => "refused",
            Self::Unknown => "unknown",
        }
    }
}

/// What is known of an identifier in one revision.
#[derive(Debug, Clone)]
pub struct Explanation<'a> {
    /// The id as it was understood.
    pub id: &'a str,
    /// What became of it.
    pub state: State,
    /// The id that it leads to now, where it was renamed.
    pub renamed_to: Option<String>,
    /// Whether it was renamed to an id of which there is no record any more.
    pub leads_nowhere: bool,
    /// The revision that added it, the last time.
    pub added: Option<i64>,
    /// The last revision that changed it after that.
    pub changed: Option<i64>,
    /// The revision that removed it, where it is gone.
    pub removed: Option<i64>,
    /// The revision in which it was renamed, where it was.
    pub renamed: Option<i64>,
    /// What changed, the oldest change first.
    pub changes: Vec<&'a Change>,
    /// What imports left out of it, the oldest first.
    pub refusals: Vec<&'a Refusal>,
}

/// The id in what somebody has: an id, or the address of its record in any form.
pub fn id_of(text: &str) -> &str {
    let text = text.trim();
    let mut roots = ["/id/", "/record/", "/api/"].into_iter();
    let Some((_, id)) = roots.find_map(|root| text.rsplit_once(root)) else { return text };
    // No id has one of these.
    id.split(['.', '?', '#']).next().unwrap_or(id)
}

/// The table and slug of an id, if there is such a table.
pub fn key_of(id: &str) -> Option<(usize, String)> {
    let (table, slug) = id.split_once('/')?;
    // No store can hold a zero byte, and none is asked for one.
    let named = !slug.is_empty() && !slug.contains('\0');
    find_table(table).filter(|_| named).map(|(at, _)| (at, slug.to_owned()))
}

/// The slug that a chain of renames leads to in the revision of an image: the store may be ahead.
pub fn renamed_to<'a>(image: &Image, chain: &'a [Rename]) -> Option<&'a str> {
    let newest = image.revision.number;
    let known = chain.iter().take_while(|rename| rename.revision <= newest);
    known.last().map(|rename| rename.slug.as_str())
}

/// What the store remembers of an id.
#[derive(Debug, Clone, Copy, Default)]
pub struct Memory<'a> {
    /// Its history, the oldest change first.
    pub changes: &'a [Change],
    /// What imports left out of it.
    pub refusals: &'a [Refusal],
    /// The renames that lead on from it.
    pub renames: &'a [Rename],
}

/// What an image and what the store remembers say of an id.
pub fn explain<'a>(image: &Image, id: &'a str, memory: Memory<'a>) -> Explanation<'a> {
    let Memory { changes, refusals, renames } = memory;
    // The store may be ahead of the image; an answer is of one revision.
    let newest = image.revision.number;
    let changes: Vec<_> = if is_to_come(changes, newest) {
        Vec::new()
    } else {
        changes.iter().filter(|change| change.revision <= newest).collect()
    };
    let renamed_to = renamed_to(image, renames).and_then(|slug| {
        let (table, _) = id.split_once('/')?;
        Some(format!("{table}/{slug}"))
    });
    let renamed = renamed_to.as_ref().and(renames.first()).map(|rename| rename.revision);
    let refusals: Vec<_> = refusals.iter().filter(|one| one.revision <= newest).collect();
    let last = |kind| changes.iter().rev().find(|change| change.kind == kind);
    let added = last(ChangeKind::Added).map(|change| change.revision);
    let later = |number: &i64| added.is_none_or(|added| *number > added);
    let touched = last(ChangeKind::Changed).map(|change| change.revision).filter(later);
    let removed = last(ChangeKind::Removed).map(|change| change.revision).filter(later);
    let state = if image.find(id).is_some() {
        State::Present
    } else if renamed_to.is_some() {
        State::Renamed
    } else if !changes.is_empty() {
        State::Removed
    } else if refusals.is_empty() {
        State::Unknown
    } else {
        State::Refused
    };
    let removed = removed.filter(|_| matches!(state, State::Removed | State::Renamed));
    let leads_nowhere = renamed_to.as_ref().is_some_and(|id| image.find(id).is_none());
    Explanation {
        id,
        state,
        renamed_to,
        leads_nowhere,
        added,
        changed: touched,
        removed,
        renamed,
        changes,
        refusals,
    }
}

/// Whether what the store tells of an id is that of a record which gets it later: its history
/// begins under another one.
fn is_to_come(changes: &[Change], newest: i64) -> bool {
    let mut later = changes.iter().filter(|change| change.revision > newest);
    later.any(|change| former_id(change).is_some())
}

/// The slug that a record had before a change, where the change gave it another.
fn former_id(change: &Change) -> Option<&str> {
    change.fields.iter().find(|field| field.name == "slug")?.before.as_deref()
}

impl Explanation<'_> {
    /// The explanation as a sentence or two, in English or Italian.
    pub fn sentence(&self, language: &str) -> String {
        let italian = language == "it";
        let id = self.id;
        let mut out = match (self.state, italian) {
            (State::Present, false) => format!("`{id}` is published"),
            (State::Present, true) => format!("`{id}` è pubblicato"),
            (State::Renamed, false) => {
                format!("`{id}` is now `{}`", self.renamed_to.as_deref().unwrap_or_default())
            }
            (State::Renamed, true) => {
                format!("`{id}` è ora `{}`", self.renamed_to.as_deref().unwrap_or_default())
            }
            (State::Removed, false) => format!("`{id}` is no longer published"),
            (State::Removed, true) => format!("`{id}` non è più pubblicato"),
            (State::Refused, false) => format!("`{id}` was never published"),
            (State::Refused, true) => format!("`{id}` non è mai stato pubblicato"),
            (State::Unknown, false) => format!("Nothing is known of `{id}`: it was never seen"),
            (State::Unknown, true) => format!("Di `{id}` non si sa nulla: non è mai stato visto"),
        };
        // What is renamed while it is there is gone in the same revision.
        let removed = self.removed.filter(|_| self.removed != self.renamed);
        let steps = [
            (self.added, "added", "aggiunto"),
            (self.changed, "last changed", "modificato l’ultima volta"),
            (removed, "removed", "rimosso"),
            (self.renamed, "renamed", "rinominato"),
        ];
        let steps: Vec<String> = steps
            .into_iter()
            .filter_map(|(number, en, it)| {
                let number = number?;
                Some(if italian {
                    format!("{it} con la revisione {number}")
                } else {
                    format!("{en} in revision {number}")
                })
            })
            .collect();
        if self.leads_nowhere {
            out += if italian { ", che non è pubblicato" } else { ", which is not published" };
        }
        if !steps.is_empty() {
            let _ = write!(out, ": {}", steps.join(", "));
        }
        out.push('.');
        let former = || self.changes.iter().filter_map(|change| Some((change, former_id(change)?)));
        for (change, slug) in former().filter(|_| self.state == State::Present) {
            let table = id.split('/').next().unwrap_or_default();
            let number = change.revision;
            let _ = if italian {
                write!(out, " Fino alla revisione {number} era `{table}/{slug}`.")
            } else {
                write!(out, " Until revision {number} it was `{table}/{slug}`.")
            };
        }
        if let Some(last) = self.refusals.last() {
            let (number, code) = (last.revision, &last.problem.code);
            let message = last.problem.message.trim_end_matches('.');
            let _ = if italian {
                write!(
                    out,
                    " L’importazione della revisione {number} ne ha scartato una riga: {message} \
                     ({code})."
                )
            } else {
                write!(
                    out,
                    " The import of revision {number} left a row of it out: {message} ({code})."
                )
            };
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_as_good_as_its_id() {
        assert_eq!(id_of(" projects/acqua "), "projects/acqua");
        for address in
            ["id/projects/acqua", "record/projects/acqua.ttl?language=it", "api/projects/acqua#x"]
        {
            assert_eq!(id_of(&format!("https://example.org/{address}")), "projects/acqua");
        }
        assert_eq!(key_of("projects/acqua"), Some((0, "acqua".to_owned())));
        for id in ["", "projects", "projects/", "nope/x", "projects/a\0b"] {
            assert_eq!(key_of(id), None, "{id}");
        }
    }

    #[test]
    fn sentences_say_when() {
        let explanation = Explanation {
            id: "projects/a",
            state: State::Removed,
            renamed_to: None,
            leads_nowhere: false,
            added: Some(1),
            changed: Some(2),
            removed: Some(3),
            renamed: None,
            changes: Vec::new(),
            refusals: Vec::new(),
        };
        assert_eq!(
            explanation.sentence("en"),
            "`projects/a` is no longer published: added in revision 1, last changed in revision \
             2, removed in revision 3."
        );
        assert!(explanation.sentence("it").contains("rimosso con la revisione 3"));
        let renamed = |revision| Explanation {
            state: State::Renamed,
            renamed_to: Some("projects/b".to_owned()),
            renamed: Some(revision),
            changed: None,
            ..explanation.clone()
        };
        for (revision, expected) in [
            (3, "`projects/a` is now `projects/b`: added in revision 1, renamed in revision 3."),
            (
                4,
                "`projects/a` is now `projects/b`: added in revision 1, removed in revision 3, \
                 renamed in revision 4.",
            ),
        ] {
            assert_eq!(renamed(revision).sentence("en"), expected);
        }
    }
}
