//! What became of a record, for any identifier that somebody holds.

use std::fmt::Write as _;

use crate::image::Image;
use crate::model::find_table;
use crate::store::history::{Change, ChangeKind};
use crate::store::journal::Refusal;

/// What became of a record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// It is published.
    Present,
    /// It was published, and is no more.
    Removed,
    /// Imports left it out, and it never was published.
    Refused,
    /// Nothing is known of it.
    Unknown,
}

impl State {
    /// Every state with what it means.
    pub const ALL: [(Self, &'static str); 4] = [
        (Self::Present, "It is published."),
        (Self::Removed, "It was published, and is no more."),
        (Self::Refused, "Imports left it out, and it never was published."),
        (Self::Unknown, "Nothing is known of it."),
    ];

    /// The name on every door; GraphQL writes it in capitals.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Present => "present",
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
    /// The revision that added it, the last time.
    pub added: Option<i64>,
    /// The last revision that changed it after that.
    pub changed: Option<i64>,
    /// The revision that removed it, where it is gone.
    pub removed: Option<i64>,
    /// What changed, the oldest change first.
    pub changes: Vec<&'a Change>,
    /// What imports left out of it, the oldest first.
    pub refusals: Vec<&'a Refusal>,
}

/// The id in what somebody has: an id, or an address that ends with one.
pub fn id_of(text: &str) -> &str {
    let text = text.trim();
    text.rsplit_once("/id/").map_or(text, |(_, id)| id)
}

/// The table and slug of an id, if there is such a table.
pub fn key_of(id: &str) -> Option<(usize, String)> {
    let (table, slug) = id.split_once('/')?;
    // No store can hold a zero byte, and none is asked for one.
    let named = !slug.is_empty() && !slug.contains('\0');
    find_table(table).filter(|_| named).map(|(at, _)| (at, slug.to_owned()))
}

/// What an image and what the store remembers say of an id.
pub fn explain<'a>(
    image: &Image,
    id: &'a str,
    changes: &'a [Change],
    refusals: &'a [Refusal],
) -> Explanation<'a> {
    // The store may be ahead of the image; an answer is of one revision.
    let newest = image.revision.number;
    let changes: Vec<_> = changes.iter().filter(|change| change.revision <= newest).collect();
    let refusals: Vec<_> = refusals.iter().filter(|one| one.revision <= newest).collect();
    let last = |kind| changes.iter().rev().find(|change| change.kind == kind);
    let added = last(ChangeKind::Added).map(|change| change.revision);
    let later = |number: &i64| added.is_none_or(|added| *number > added);
    let touched = last(ChangeKind::Changed).map(|change| change.revision).filter(later);
    let removed = last(ChangeKind::Removed).map(|change| change.revision).filter(later);
    let state = if image.find(id).is_some() {
        State::Present
    } else if !changes.is_empty() {
        State::Removed
    } else if refusals.is_empty() {
        State::Unknown
    } else {
        State::Refused
    };
    let removed = removed.filter(|_| state == State::Removed);
    Explanation { id, state, added, changed: touched, removed, changes, refusals }
}

impl Explanation<'_> {
    /// The explanation as a sentence or two, in English or Italian.
    pub fn sentence(&self, language: &str) -> String {
        let italian = language == "it";
        let id = self.id;
        let mut out = match (self.state, italian) {
            (State::Present, false) => format!("`{id}` is published"),
            (State::Present, true) => format!("`{id}` è pubblicato"),
            (State::Removed, false) => format!("`{id}` is no longer published"),
            (State::Removed, true) => format!("`{id}` non è più pubblicato"),
            (State::Refused, false) => format!("`{id}` was never published"),
            (State::Refused, true) => format!("`{id}` non è mai stato pubblicato"),
            (State::Unknown, false) => format!("Nothing is known of `{id}`: it was never seen"),
            (State::Unknown, true) => format!("Di `{id}` non si sa nulla: non è mai stato visto"),
        };
        let steps = [
            (self.added, "added", "aggiunto"),
            (self.changed, "last changed", "modificato l’ultima volta"),
            (self.removed, "removed", "rimosso"),
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
        if !steps.is_empty() {
            let _ = write!(out, ": {}", steps.join(", "));
        }
        out.push('.');
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
        assert_eq!(id_of("https://example.org/id/projects/acqua"), "projects/acqua");
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
            added: Some(1),
            changed: Some(2),
            removed: Some(3),
            changes: Vec::new(),
            refusals: Vec::new(),
        };
        assert_eq!(
            explanation.sentence("en"),
            "`projects/a` is no longer published: added in revision 1, last changed in revision \
             2, removed in revision 3."
        );
        assert!(explanation.sentence("it").contains("rimosso con la revisione 3"));
    }
}
