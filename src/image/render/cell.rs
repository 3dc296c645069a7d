//! Cells with their types: what each field of a file of rows and columns holds, and the value of
//! one line. Formats that have types, and all descriptions of files, ask here.

use super::{Field, Line, Plan, Source, code_at, point_at};
use crate::image::Image;
use crate::image::columns::{Data, currency_of, date_of};
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{CodeList, Kind, Label, Target};
use crate::model::value::{Decimal, PartialDate};

/// What the cells of a field are.
#[derive(Debug, Clone, Copy)]
pub enum Form {
    /// The key of the line's record in its table.
    Slug,
    /// A text.
    Text,
    /// A value of a code list.
    Code(&'static CodeList),
    /// What a code means, in the language of the file.
    Label,
    /// A whole number.
    Integer,
    /// An exact decimal number.
    Decimal,
    /// An ISO 4217 currency code.
    Currency,
    /// A date as precise as its source: `2018`, `2018-09` or `2018-09-01`.
    Date,
    /// A moment in UTC.
    Instant,
    /// `true` or `false`.
    Boolean,
    /// An `http` or `https` address.
    Url,
    /// Degrees of latitude or longitude (WGS 84).
    Degrees,
    /// The slug of a record of the table of this name; the global id where it can be of any table.
    Link(Option<&'static str>),
    /// Slugs of records of the table of this name, in their order, joined by `;`.
    Links(&'static str),
}

impl Form {
    /// The name in descriptions.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Slug => "slug",
            Self::Text => "text",
            Self::Code(_) => "code",
            Self::Label => "label",
            Self::Integer => "integer",
            Self::Decimal => "decimal",
            Self::Currency => "currency",
            Self::Date => "date",
            Self::Instant => "instant",
            Self::Boolean => "boolean",
            Self::Url => "url",
            Self::Degrees => "degrees",
            Self::Link(Some(_)) => "link",
            Self::Link(None) => "id",
            Self::Links(_) => "links",
        }
    }
}

/// What a field is, for people and for descriptions.
#[derive(Debug, Clone)]
pub struct Description {
    /// What its cells are.
    pub form: Form,
    /// The heading for people.
    pub label: Label,
    /// What it says, as a sentence.
    pub doc: String,
    /// Whether every line has a value.
    pub required: bool,
    /// The language of its texts, where they have one.
    pub language: Option<String>,
}

/// The value of a field in one line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// Not stated.
    None,
    /// A text, a code, a slug, or slugs joined by `;`.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// An exact number.
    Decimal(Decimal),
    /// A date as precise as its source.
    Date(PartialDate),
    /// Seconds since 1970, in UTC.
    Instant(i64),
    /// A truth value.
    Boolean(bool),
    /// Degrees.
    Degrees(f64),
}

const SLUG: Label = Label { en: "Slug", it: "Identificativo" };
const SLUG_DOC: &str =
    "Public key in its table: lower-case letters, digits and `-`; it never changes.";

impl Plan {
    /// What a field of a file of rows and columns is.
    pub fn describe(&self, image: &Image, field: &Field) -> Description {
        let table = &TABLES[self.table];
        let of = |form, label, doc: &str, required| Description {
            form,
            label,
            doc: doc.to_owned(),
            required,
            language: None,
        };
        let column = |at: usize| &table.columns[at];
        match field.source {
            Source::Column(at) => {
                let column = column(at);
                let form = match column.kind {
                    Kind::Code(list) => Form::Code(list),
                    Kind::Integer => Form::Integer,
                    Kind::Decimal | Kind::Money => Form::Decimal,
                    Kind::Date => Form::Date,
                    Kind::Instant => Form::Instant,
                    Kind::Boolean => Form::Boolean,
                    Kind::Url => Form::Url,
                    Kind::Text | Kind::Localised | Kind::Point => Form::Text,
                };
                of(form, column.label, column.doc, column.required)
            }
            Source::Language(at, tag) => {
                let column = column(at);
                let language = match &image.table(self.table).column(at).data {
                    Data::Localised(tags) => tags.get(tag).map(|(tag, _)| tag.clone()),
                    _ => None,
                };
                Description { language, ..of(Form::Text, column.label, column.doc, false) }
            }
            Source::Label(at) => {
                let column = column(at);
                let doc = format!("What the code in `{}` means.", column.name);
                let language = Some(self.language.clone());
                Description { language, ..of(Form::Label, column.label, &doc, column.required) }
            }
            Source::Currency(at) => {
                let column = column(at);
                let doc = format!("Currency of `{}`, as its ISO 4217 code.", column.name);
                of(Form::Currency, Label { en: "Currency", it: "Valuta" }, &doc, column.required)
            }
            Source::Latitude(at) => {
                let label = Label { en: "Latitude", it: "Latitudine" };
                let doc = format!("{} Degrees north (WGS 84).", column(at).doc);
                of(Form::Degrees, label, &doc, column(at).required)
            }
            Source::Longitude(at) => {
                let label = Label { en: "Longitude", it: "Longitudine" };
                let doc = format!("{} Degrees east (WGS 84).", column(at).doc);
                of(Form::Degrees, label, &doc, column(at).required)
            }
            Source::Single(at) => {
                let link = &table.links[at];
                let target = match link.target {
                    Target::Table(name) => Some(name),
                    Target::Any => None,
                };
                of(Form::Link(target), link.label, link.doc, link.required)
            }
            Source::Many(way) => {
                let form = Form::Links(TABLES[way.to].name);
                of(form, way.link.label, way.link.doc, way.link.required)
            }
            Source::To(way) => {
                let form = Form::Link(Some(TABLES[way.to].name));
                of(form, way.link.label, way.link.doc, true)
            }
            Source::Basis => {
                let label = Label { en: "Basis", it: "Fondamento" };
                of(Form::Code(&BASIS), label, BASIS.doc, false)
            }
            Source::Role(way) => {
                let label = Label { en: "Role", it: "Ruolo" };
                match way.link.role {
                    Some(list) => of(Form::Code(list), label, list.doc, false),
                    None => of(Form::Text, label, "", false),
                }
            }
            // The start of a pair is a link as well.
            Source::Slug if self.pairs.is_some() => {
                let doc = "Record from which the link leads.";
                of(Form::Link(Some(table.name)), table.label, doc, true)
            }
            Source::Slug | Source::Id => of(Form::Slug, SLUG, SLUG_DOC, true),
            Source::Text(_) | Source::TextLanguage(_) | Source::Nested => {
                of(Form::Text, SLUG, "", false)
            }
        }
    }

    /// The value of a field in a line. What is not stored as a text is written into `scratch`,
    /// whose content is replaced.
    pub fn cell<'a>(
        &self,
        image: &'a Image,
        field: &Field,
        line: Line,
        scratch: &'a mut Vec<u8>,
    ) -> Cell<'a> {
        let (table, row) = (image.table(self.table), line.row);
        let text = |text: &'a str| if text.is_empty() { Cell::None } else { Cell::Text(text) };
        match field.source {
            Source::Slug => Cell::Text(table.slug(row)),
            Source::To(way) => Cell::Text(image.table(way.to).slug(line.pair.row)),
            Source::Language(at, tag) => match &table.column(at).data {
                Data::Localised(tags) => text(tags.get(tag).map_or("", |tag| tag.1.get(row))),
                _ => Cell::None,
            },
            Source::Label(at) => code_at(table, at, row)
                .map_or(Cell::None, |code| text(code.label.text(&self.language))),
            Source::Currency(at) => match &table.column(at).data {
                Data::Money(amounts, currencies) if amounts.get(row).is_some() => {
                    text(currency_of(currencies.get(row)))
                }
                _ => Cell::None,
            },
            Source::Latitude(at) => point_at(table, at, row)
                .map_or(Cell::None, |point| Cell::Degrees(point.degrees().0)),
            Source::Longitude(at) => point_at(table, at, row)
                .map_or(Cell::None, |point| Cell::Degrees(point.degrees().1)),
            Source::Column(at) => match &table.column(at).data {
                Data::Text(texts) => text(texts.get(row)),
                Data::Code(..) => {
                    code_at(table, at, row).map_or(Cell::None, |code| text(code.code))
                }
                Data::Integer(cells) => cells.find(row).map_or(Cell::None, Cell::Integer),
                Data::Decimal(numbers) | Data::Money(numbers, _) => {
                    numbers.get(row).map_or(Cell::None, Cell::Decimal)
                }
                Data::Date(cells) => date_of(cells.get(row)).map_or(Cell::None, Cell::Date),
                Data::Instant(cells) => cells.find(row).map_or(Cell::None, Cell::Instant),
                Data::Boolean(cells) => {
                    cells.find(row).map_or(Cell::None, |value| Cell::Boolean(value == 2))
                }
                Data::Localised(_) | Data::Point(_) => Cell::None,
            },
            _ => {
                scratch.clear();
                self.write_text(image, field, line, scratch);
                text(std::str::from_utf8(scratch).unwrap_or_default())
            }
        }
    }
}
