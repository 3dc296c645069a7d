//! Short forms: questions that are asked often, by one word for all that leads to an answer.

/// What a short form asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asks {
    /// For rows that are linked to a row of this table, or to one that it contains.
    Linked(&'static str),
    /// For rows whose time touches these years.
    Years,
}

/// A short form of filters.
#[derive(Debug)]
pub struct Short {
    /// The name in filters of every door.
    pub name: &'static str,
    /// What it asks.
    pub asks: Asks,
    /// What it holds for, as a sentence.
    pub doc: &'static str,
}

/// All short forms. A table offers those that lead somewhere from it.
pub const SHORTS: &[Short] = &[
    Short {
        name: "country",
        asks: Asks::Linked("countries"),
        doc: "Holds where it has to do with one of these countries, or with a place in one.",
    },
    Short {
        name: "city",
        asks: Asks::Linked("cities"),
        doc: "Holds where it has to do with one of these cities or places.",
    },
    Short {
        name: "sdg",
        asks: Asks::Linked("sdgs"),
        doc: "Holds where it has to do with one of these goals or targets, or with a target of \
              one of these goals.",
    },
    Short {
        name: "theme",
        asks: Asks::Linked("themes"),
        doc: "Holds where it has to do with one of these themes, or with a narrower one.",
    },
    Short {
        name: "organisation",
        asks: Asks::Linked("organisations"),
        doc: "Holds where it has to do with one of these organisations.",
    },
    Short {
        name: "year",
        asks: Asks::Years,
        doc: "Holds where the stated time touches these years; where only one end of it is \
              stated, that date alone counts.",
    },
];

/// The short form of this name.
pub fn find(name: &str) -> Option<&'static Short> {
    SHORTS.iter().find(|short| short.name == name)
}
