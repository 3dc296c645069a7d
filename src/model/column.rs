//! What a column is: its kind, its names and what is done with it.

use super::label::{CodeList, Label};

/// What the cells of a column hold.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// A short text in one language or none, such as an acronym.
    Text,
    /// A text for each language tag (BCP 47); one field a language, such as `title_it`.
    Localised,
    /// A value of a code list.
    Code(&'static CodeList),
    /// A whole number of 32 bits.
    Integer,
    /// An exact decimal number: digits and scale, never a float.
    Decimal,
    /// An exact amount and its ISO 4217 currency; two fields, `amount` and `amount_currency`.
    Money,
    /// A date as precise as its source: `2018`, `2018-09` or `2018-09-01` (EDTF level 0).
    Date,
    /// A moment in UTC, as RFC 3339.
    Instant,
    /// `true` or `false`.
    Boolean,
    /// An `http` or `https` address.
    Url,
    /// A WGS 84 position; two fields, `point_latitude` and `point_longitude`.
    Point,
}

impl Kind {
    /// The name of the kind in documents and messages.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Localised => "localised",
            Self::Code(_) => "code",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Money => "money",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Boolean => "boolean",
            Self::Url => "url",
            Self::Point => "point",
        }
    }
}

/// Which end of the time that a row is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// Its first day.
    First,
    /// Its last day.
    Last,
}

/// How the values of a column are added up over rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sum {
    /// All together.
    Whole,
    /// For each code of the column of this name alone, since values of several codes overlap.
    Apart(&'static str),
}

/// How the address of the same thing in another collection follows from a value: it stands between
/// these two texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SameAs {
    /// What stands before the value.
    pub before: &'static str,
    /// What stands behind it.
    pub after: &'static str,
}

/// One column of a table.
#[derive(Debug, Clone, Copy)]
#[expect(clippy::struct_excessive_bools, reason = "each is a question of its own about the column")]
pub struct Column {
    /// The name in files, in the store and, in camel case, in GraphQL.
    pub name: &'static str,
    /// What its cells hold.
    pub kind: Kind,
    /// The heading for people.
    pub label: Label,
    /// What the column says, as a sentence that starts with a fact.
    pub doc: &'static str,
    /// Whether every row has a value; a localised column then has one in at least one language.
    pub required: bool,
    /// Whether the full-text search reads it.
    pub searched: bool,
    /// Whether rows can be ordered by it.
    pub sorted: bool,
    /// Whether facets can count by it.
    pub faceted: bool,
    /// Whether its code names a whole that the row lies in, as a region does for a country.
    pub within: bool,
    /// How groups add its values up; not at all where nothing is said.
    pub sum: Option<Sum>,
    /// Which end of the time that the row is about it dates.
    pub dates: Option<End>,
    /// Whether it tells what to know before relying on a row, so that it is shown first.
    pub warns: bool,
    /// The term of a public vocabulary that says the same in linked data, such as `dct:title`; a
    /// term of our own says it where there is none.
    pub term: Option<&'static str>,
    /// Where the value names the same thing in another collection.
    pub same_as: Option<SameAs>,
}

impl Column {
    const fn new(name: &'static str, kind: Kind, label: Label, doc: &'static str) -> Self {
        Self {
            name,
            kind,
            label,
            doc,
            required: false,
            searched: false,
            sorted: false,
            faceted: false,
            within: false,
            sum: None,
            dates: None,
            warns: false,
            term: None,
            same_as: None,
        }
    }

    /// A column of any kind but code: the kind, the name, its two labels and its sentence.
    pub const fn of(
        kind: Kind,
        name: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        Self::new(name, kind, Label { en, it }, doc)
    }

    /// A text for each language.
    pub const fn localised(
        name: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        Self::of(Kind::Localised, name, en, it, doc)
    }

    /// A short text.
    pub const fn text(
        name: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        Self::of(Kind::Text, name, en, it, doc)
    }

    /// A value of `list`.
    pub const fn code(
        name: &'static str,
        list: &'static CodeList,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        Self::of(Kind::Code(list), name, en, it, doc)
    }

    /// A partial date.
    pub const fn date(
        name: &'static str,
        en: &'static str,
        it: &'static str,
        doc: &'static str,
    ) -> Self {
        Self::of(Kind::Date, name, en, it, doc)
    }

    /// Every row has a value.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// The full-text search reads it.
    #[must_use]
    pub const fn searched(mut self) -> Self {
        self.searched = true;
        self
    }

    /// Rows can be ordered by it.
    #[must_use]
    pub const fn sorted(mut self) -> Self {
        self.sorted = true;
        self
    }

    /// Facets can count by it.
    #[must_use]
    pub const fn faceted(mut self) -> Self {
        self.faceted = true;
        self
    }

    /// The code names a whole that the row lies in.
    #[must_use]
    pub const fn within(mut self) -> Self {
        self.within = true;
        self
    }

    /// Groups add its values up.
    #[must_use]
    pub const fn summed(mut self) -> Self {
        self.sum = Some(Sum::Whole);
        self
    }

    /// Groups add its values up, for each code of the column `code` alone.
    #[must_use]
    pub const fn summed_by(mut self, code: &'static str) -> Self {
        self.sum = Some(Sum::Apart(code));
        self
    }

    /// It dates the beginning of what the row is about; the end stands in the next column that
    /// [`Column::ends`], or is the same day if there is none.
    #[must_use]
    pub const fn starts(mut self) -> Self {
        self.dates = Some(End::First);
        self
    }

    /// It dates the end of what the row is about.
    #[must_use]
    pub const fn ends(mut self) -> Self {
        self.dates = Some(End::Last);
        self
    }

    /// It tells what to know before relying on a row.
    #[must_use]
    pub const fn warns(mut self) -> Self {
        self.warns = true;
        self
    }

    /// Linked data says it by this term of a public vocabulary.
    #[must_use]
    pub const fn term(mut self, term: &'static str) -> Self {
        self.term = Some(term);
        self
    }

    /// The value names the same thing elsewhere, under the address that has it between these texts.
    #[must_use]
    pub const fn same_as(mut self, before: &'static str, after: &'static str) -> Self {
        self.same_as = Some(SameAs { before, after });
        self
    }

    /// The page that describes a row elsewhere: shared by most tables.
    pub const fn page() -> Self {
        Self::of(
            Kind::Url,
            "url",
            "Web page",
            "Pagina web",
            "Address of the page that describes it best, outside this service.",
        )
        .term("foaf:page")
    }

    /// What it is about in a few sentences: shared by most tables.
    pub const fn summary() -> Self {
        Self::localised(
            "summary",
            "Summary",
            "Descrizione",
            "What it is about in a few sentences, in the words of the editors.",
        )
        .term("dct:description")
        .searched()
    }

    /// What a reader must know before relying on a row: shared by every table of facts.
    pub const fn caveat() -> Self {
        Self::localised(
            "caveat",
            "Caveat",
            "Avvertenza",
            "What to know before relying on the row: where sources contradict each other, are \
             ambiguous, or say less than it seems.",
        )
        .term("skos:note")
        .warns()
    }
}
