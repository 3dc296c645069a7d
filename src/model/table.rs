//! The words of the registry: what a table, a column, a link and a code list are.
//!
//! Plain data, built by `const` functions, so that an entity reads like a list. This file knows no
//! entity and no door.

/// A name for people, in the two languages that every published word has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// English.
    pub en: &'static str,
    /// Italian.
    pub it: &'static str,
}

impl Label {
    /// The label in `language`, or the English one where that language has none.
    pub fn text(&self, language: &str) -> &'static str {
        if language.split('-').next() == Some("it") { self.it } else { self.en }
    }
}

/// One value of a code list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The value as it stands in files and filters.
    pub code: &'static str,
    /// What the value means.
    pub label: Label,
}

/// A short form for the rows of a code list.
pub(crate) const fn code(code: &'static str, en: &'static str, it: &'static str) -> Code {
    Code { code, label: Label { en, it } }
}

/// A list of codes that a column or the role of a link takes its values from.
#[derive(Debug)]
pub struct CodeList {
    /// The name in the terms of the field, such as `ActivityStatus`; also the GraphQL type.
    pub name: &'static str,
    /// What the codes say, as a sentence.
    pub doc: &'static str,
    /// Where the list comes from: a standard, or `OpenCoop`.
    pub source: &'static str,
    /// Whether GraphQL shows the list as an enum: short lists of our own that seldom change.
    pub closed: bool,
    /// The values in the order of their source.
    pub codes: &'static [Code],
}

impl CodeList {
    /// The position and the entry of a code, or `None` when the list does not hold it.
    pub fn find(&self, code: &str) -> Option<(usize, &'static Code)> {
        self.codes.iter().enumerate().find(|(_, entry)| entry.code == code)
    }
}

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

/// One column of a table.
#[derive(Debug, Clone, Copy)]
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

    /// The page that describes a row elsewhere: shared by most tables.
    pub const fn page() -> Self {
        Self::of(
            Kind::Url,
            "url",
            "Web page",
            "Pagina web",
            "Address of the page that describes it best, outside this service.",
        )
    }

    /// What it is about in a few sentences: shared by most tables.
    pub const fn summary() -> Self {
        Self::localised(
            "summary",
            "Summary",
            "Descrizione",
            "What it is about in a few sentences, in the words of the editors.",
        )
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
    }
}

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
    /// Whether each pair says on what basis it stands.
    pub basis: bool,
    /// The code list of the role that each pair may name.
    pub role: Option<&'static CodeList>,
    /// The name of the same link seen from its target.
    pub back: &'static str,
    /// The heading of the way back.
    pub back_label: Label,
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
            basis: false,
            role: None,
            back: "",
            back_label: Label { en: "", it: "" },
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

    /// Every row has it.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
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

/// One published table.
#[derive(Debug)]
pub struct Table {
    /// The plural name: the URL, the file, the table in the store, the GraphQL field.
    pub name: &'static str,
    /// The singular name in Pascal case: the GraphQL type.
    pub one: &'static str,
    /// The heading for people.
    pub label: Label,
    /// What a row is, as a sentence.
    pub doc: &'static str,
    /// The columns beyond `slug`, in the order of the files.
    pub columns: &'static [Column],
    /// The links that start here, in the order of the files.
    pub links: &'static [Link],
}

impl Table {
    /// The column of this name.
    pub fn column(&self, name: &str) -> Option<(usize, &'static Column)> {
        self.columns.iter().enumerate().find(|(_, column)| column.name == name)
    }

    /// The link of this name that starts here.
    pub fn link(&self, name: &str) -> Option<(usize, &'static Link)> {
        self.links.iter().enumerate().find(|(_, link)| link.name == name)
    }

    /// The singular name in snake case, as in `project_countries` and `project_id`.
    pub fn singular(&self) -> String {
        snake_case(self.one)
    }

    /// The name of the table and file that hold the pairs of `link`, such as `project_countries`.
    pub fn pairs(&self, link: &Link) -> String {
        format!("{}_{}", self.singular(), link.name)
    }
}

/// `StartsOn` and `startsOn` become `starts_on`.
pub fn snake_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 4);
    for (at, letter) in name.char_indices() {
        if letter.is_ascii_uppercase() && at > 0 {
            out.push('_');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

/// `starts_on` becomes `startsOn`.
pub fn camel_case(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut raise = false;
    for letter in name.chars() {
        if letter == '_' {
            raise = true;
        } else if raise {
            out.push(letter.to_ascii_uppercase());
            raise = false;
        } else {
            out.push(letter);
        }
    }
    out
}
