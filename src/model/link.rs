//! What a link is: where it leads, how it is called from either end, what its pairs say.

use super::label::{CodeList, Label};

/// How many rows a link leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// At most one: a column of the table holds it.
    One,
    /// Any number: a table of its own holds the pairs.
    Many,
}

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// To rows of the table of this name.
    Table(&'static str),
    /// To a row of any table, named by its global id `table/slug`.
    Any,
}

/// A link from the rows of one table to rows of another; it can be walked both ways.
#[derive(Debug, Clone, Copy)]
pub struct Link {
    /// The name in files and, in camel case, in GraphQL.
    pub name: &'static str,
    /// Where it leads.
    pub target: Target,
    /// How many rows it leads to.
    pub arity: Arity,
    /// The heading for people.
    pub label: Label,
    /// What the link says, as a sentence.
    pub doc: &'static str,
    /// Whether every row has it.
    pub required: bool,
    /// Whether the row lies in the one it leads to, so that what is linked to the row is within
    /// that one too.
    pub within: bool,
    /// Whether each pair says on what basis it stands.
    pub basis: bool,
    /// The code list of the role that each pair may name.
    pub role: Option<&'static CodeList>,
    /// The name of the same link seen from its target.
    pub back: &'static str,
    /// The heading of the way back.
    pub back_label: Label,
    /// The term of a public vocabulary that says the same in linked data, such as `dct:spatial`; a
    /// term of our own says it where there is none.
    pub term: Option<&'static str>,
}

impl Link {
    /// A link to any number of rows of `target`; `back` is its name seen from there.
    pub const fn many(
        name: &'static str,
        target: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        Self {
            name,
            target: Target::Table(target),
            arity: Arity::Many,
            label: Label { en, it },
            doc,
            required: false,
            within: false,
            basis: false,
            role: None,
            back: "",
            back_label: Label { en: "", it: "" },
            term: None,
        }
    }

    /// A link to at most one row of `target`.
    pub const fn one(
        name: &'static str,
        target: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        let mut link = Self::many(name, target, en, it, doc);
        link.arity = Arity::One;
        link
    }

    /// A link to at most one row of any table.
    pub const fn any(
        name: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        let mut link = Self::one(name, "", en, it, doc);
        link.target = Target::Any;
        link
    }

    /// The name and the two headings of the way back, from the target to this table.
    #[must_use]
    pub const fn back(mut self, name: &'static str, en: &'static str, it: &'static str) -> Self {
        self.back = name;
        self.back_label = Label { en, it };
        self
    }

    /// Linked data says it by this term of a public vocabulary.
    #[must_use]
    pub const fn term(mut self, term: &'static str) -> Self {
        self.term = Some(term);
        self
    }

    /// Every row has it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Its target contains the row: who asks for the target by a short form asks for the row too.
    #[must_use]
    pub const fn within(mut self) -> Self {
        self.within = true;
        self
    }

    /// Each pair says on what basis it stands.
    #[must_use]
    pub const fn with_basis(mut self) -> Self {
        self.basis = true;
        self
    }

    /// Each pair may name a role of `list`.
    #[must_use]
    pub const fn with_role(mut self, list: &'static CodeList) -> Self {
        self.role = Some(list);
        self
    }
}
