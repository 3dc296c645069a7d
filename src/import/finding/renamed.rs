//! What reports say of ids that were given up for others.

use super::Language;

/// That an id is to be renamed to one of another table, in English and Italian.
pub(super) const TABLE: (&str, &str) = (
    "both ids must be of the same table",
    "i due identificativi devono essere della stessa tabella",
);

/// That renames lead back to where they begin.
pub(super) const CIRCLE: (&str, &str) = (
    "the renames lead from the new id back to the old one",
    "le rinomine riportano dal nuovo identificativo al vecchio",
);

/// That a record would stay beside the one that it is to be.
pub(super) const KEPT: (&str, &str) = (
    "the record would stay beside the one of its new id",
    "la scheda resterebbe accanto a quella del nuovo identificativo",
);

/// To what an id was renamed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Renamed {
    /// The new id.
    pub to: String,
    /// The id that this one was given up for in its turn, where it was.
    pub now: Option<String>,
    /// Where it was said.
    pub said: Said,
}

/// Where a rename was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Said {
    /// By an earlier import, which published this revision.
    Revision(i64),
    /// On this line of the file of renames.
    Line(u64),
}

impl Said {
    fn told(self, language: Language) -> String {
        match (self, language) {
            (Self::Revision(number), Language::English) => format!("in revision {number}"),
            (Self::Revision(number), Language::Italian) => format!("nella revisione {number}"),
            (Self::Line(line), Language::English) => format!("on line {line} of `renames.csv`"),
            (Self::Line(line), Language::Italian) => format!("alla riga {line} di `renames.csv`"),
        }
    }
}

impl Renamed {
    /// That no record can have the id.
    pub(super) fn never_again(&self, language: Language) -> String {
        let Self { to, now, said } = self;
        let said = said.told(language);
        let now = now.as_ref().map(|now| match language {
            Language::English => format!(", is `{now}` now"),
            Language::Italian => format!(", ora è `{now}`"),
        });
        let now = now.unwrap_or_default();
        match language {
            Language::English => {
                format!("this id was renamed to `{to}` {said}{now}, and is never used again")
            }
            Language::Italian => format!(
                "questo identificativo è stato rinominato in `{to}` {said}{now}, e non si usa più"
            ),
        }
    }

    /// That the id cannot be renamed to another one too.
    pub(super) fn already(&self, language: Language) -> String {
        let Self { to, said, .. } = self;
        let said = said.told(language);
        match language {
            Language::English => format!("this id was renamed to `{to}` {said} already"),
            Language::Italian => {
                format!("questo identificativo è già stato rinominato in `{to}` {said}")
            }
        }
    }
}
