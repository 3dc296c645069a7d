//! The words of the schema: what a type, a field and an argument are, and what each field does.
//!
//! Plain data, from which both async-graphql's schema and our executor are made, so that the two
//! can never disagree.

use async_graphql::dynamic::TypeRef;
use async_graphql::indexmap::IndexMap;

use super::does::Does;

/// All types of the schema.
pub(crate) struct Types {
    /// Object types, `Query` first.
    pub(crate) objects: IndexMap<String, Object>,
    /// Scalars, enums and input objects, the built-in scalars and the enums of answers among them.
    pub(crate) inputs: IndexMap<String, Input>,
    /// The name of the type of each table's records.
    pub(crate) records: Vec<String>,
}

/// An object type.
pub(crate) struct Object {
    /// The name.
    pub(crate) name: String,
    /// What an object is, as a sentence.
    pub(crate) doc: String,
    /// Whether it implements `Node`.
    pub(crate) is_node: bool,
    /// The fields in the order of the schema.
    pub(crate) fields: IndexMap<String, Field>,
}

/// A field of an object type.
pub(crate) struct Field {
    /// The type of its value.
    pub(crate) ty: TypeRef,
    /// What it says, as a sentence.
    pub(crate) doc: String,
    /// Its arguments.
    pub(crate) arguments: Vec<Argument>,
    /// What the executor does for it.
    pub(crate) does: Does,
}

impl Field {
    /// Whether it always has a value.
    pub(crate) const fn is_required(&self) -> bool {
        matches!(self.ty, TypeRef::NonNull(_))
    }
}

/// An argument of a field, or a field of an input object.
pub(crate) struct Argument {
    /// The name.
    pub(crate) name: String,
    /// The type of the value.
    pub(crate) ty: TypeRef,
    /// What it asks, as a sentence.
    pub(crate) doc: String,
    /// The enum value that stands where none is given.
    pub(crate) default: Option<&'static str>,
}

/// A type that values of arguments have.
pub(crate) enum Input {
    /// A single value.
    Scalar(Scalar),
    /// One of a list of names.
    Enum(Enum),
    /// An object of further values.
    Object {
        /// The name.
        name: String,
        /// What it asks, as a sentence.
        doc: String,
        /// Its fields.
        fields: Vec<Argument>,
    },
}

/// The scalars.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Scalar {
    /// A whole number of 32 bits.
    Int,
    /// A floating-point number.
    Float,
    /// A text.
    String,
    /// A truth value.
    Boolean,
    /// An id.
    Id,
    /// A language tag (BCP 47).
    LanguageTag,
    /// An exact decimal number.
    Decimal,
    /// A date of year, month or day.
    PartialDate,
    /// A moment in UTC.
    DateTime,
    /// A web address.
    Url,
}

/// An enum: its name, its sentence, and each value with its own.
pub(crate) struct Enum {
    /// The name.
    pub(crate) name: String,
    /// What it says, as a sentence.
    pub(crate) doc: String,
    /// The values and what each means.
    pub(crate) values: IndexMap<String, String>,
}

impl Types {
    /// No types but the built-in scalars.
    pub(crate) fn new() -> Self {
        let mut types =
            Self { objects: IndexMap::new(), inputs: IndexMap::new(), records: Vec::new() };
        for (name, scalar) in Scalar::ALL {
            types.inputs.insert((*name).to_owned(), Input::Scalar(*scalar));
        }
        types
    }

    /// Adds an object type.
    pub(crate) fn object(
        &mut self,
        name: impl Into<String>,
        doc: impl Into<String>,
        fields: IndexMap<String, Field>,
    ) {
        let name = name.into();
        let object = Object { name: name.clone(), doc: doc.into(), is_node: false, fields };
        self.objects.insert(name, object);
    }

    /// Adds an enum.
    pub(crate) fn enumeration(&mut self, list: Enum) {
        self.inputs.insert(list.name.clone(), Input::Enum(list));
    }

    /// Adds an input object type.
    pub(crate) fn input(
        &mut self,
        name: impl Into<String>,
        doc: impl Into<String>,
        fields: Vec<Argument>,
    ) {
        let name = name.into();
        self.inputs.insert(name.clone(), Input::Object { name, doc: doc.into(), fields });
    }
}

impl Scalar {
    /// Every scalar with its name.
    pub(crate) const ALL: &[(&str, Self)] = &[
        ("Int", Self::Int),
        ("Float", Self::Float),
        ("String", Self::String),
        ("Boolean", Self::Boolean),
        ("ID", Self::Id),
        ("LanguageTag", Self::LanguageTag),
        ("Decimal", Self::Decimal),
        ("PartialDate", Self::PartialDate),
        ("DateTime", Self::DateTime),
        ("Url", Self::Url),
    ];

    /// The sentence of a scalar that is not built in, and where it is specified.
    pub(crate) const fn doc(self) -> Option<(&'static str, Option<&'static str>)> {
        Some(match self {
            Self::LanguageTag => (
                "Tag of a language (BCP 47), such as `it` or `pt-BR`.",
                Some("https://www.rfc-editor.org/info/bcp47"),
            ),
            Self::Decimal => {
                ("Exact decimal number as a string, such as `\"1311894.50\"`; never rounded.", None)
            }
            Self::PartialDate => (
                "Date as precise as its source: `2018`, `2018-09` or `2018-09-01` (ISO 8601-2, \
                 EDTF level 0).",
                Some("https://www.loc.gov/standards/datetime/"),
            ),
            Self::DateTime => (
                "Moment in UTC, such as `2026-11-21T10:30:00Z`.",
                Some("https://www.rfc-editor.org/rfc/rfc3339"),
            ),
            Self::Url => ("Address that begins with `https://` or `http://`.", None),
            _ => return None,
        })
    }
}

/// Fields in order, by name.
#[derive(Default)]
pub(crate) struct Fields(pub(crate) IndexMap<String, Field>);

impl Fields {
    /// Adds a field without arguments.
    #[must_use]
    pub(crate) fn with(
        mut self,
        name: impl Into<String>,
        ty: TypeRef,
        does: Does,
        doc: impl Into<String>,
    ) -> Self {
        self.add(name, ty, does, doc, Vec::new());
        self
    }

    /// Adds a field.
    pub(crate) fn add(
        &mut self,
        name: impl Into<String>,
        ty: TypeRef,
        does: Does,
        doc: impl Into<String>,
        arguments: Vec<Argument>,
    ) {
        self.0.insert(name.into(), Field { ty, doc: doc.into(), arguments, does });
    }
}

/// An argument without a default.
pub(crate) fn argument(name: impl Into<String>, ty: TypeRef, doc: impl Into<String>) -> Argument {
    Argument { name: name.into(), ty, doc: doc.into(), default: None }
}

/// An enum of names and their sentences.
pub(crate) fn enumeration<N: Into<String>, D: Into<String>>(
    name: impl Into<String>,
    doc: impl Into<String>,
    values: impl IntoIterator<Item = (N, D)>,
) -> Enum {
    let values = values.into_iter().map(|(name, doc)| (name.into(), doc.into()));
    Enum { name: name.into(), doc: doc.into(), values: values.collect() }
}
