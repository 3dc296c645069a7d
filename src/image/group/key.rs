//! Keys: what the records of a group have in common, with an id for programs and a label for
//! people.

use std::borrow::Cow;

use super::dimension::{Source, dimensions};
use crate::image::columns::{Data, Row};
use crate::image::{Image, TableImage};
use crate::model::TABLES;
use crate::model::codes::CURRENCIES;
use crate::model::table::{Code, Kind, Label};

/// What is said of records without a value.
pub const NOT_STATED: Label = Label { en: "not stated", it: "non indicato" };

const TRUTHS: [(&str, Label); 2] =
    [("false", Label { en: "no", it: "no" }), ("true", Label { en: "yes", it: "sì" })];

/// The names of columns that are headings of a record, the shorter one first.
pub const HEADINGS: [&str; 2] = ["name", "title"];

/// What the records of a group have in common in one dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// They have no value.
    None,
    /// An entry of a code list, at its position.
    Code(u32, &'static Code),
    /// A truth value.
    Truth(bool),
    /// A year.
    Year(u32),
    /// A year and a month.
    Month(u32, u32),
    /// A currency, at its position in the list.
    Currency(u32),
    /// A record of the table at a position; its id names the table where it can be of any.
    Record {
        /// The position of the table.
        table: usize,
        /// The record.
        row: Row,
        /// Whether it can be of any table.
        any: bool,
    },
}

impl Image {
    /// The key that a number of a dimension stands for.
    pub(super) fn key(&self, table: usize, dimension: usize, number: u32) -> Key {
        let found = self.table(table).grouping.members.get(dimension);
        let (Some(members), Some(dimension)) = (found, dimensions(table).get(dimension)) else {
            return Key::None;
        };
        if number >= members.size {
            return Key::None;
        }
        let code = |table: usize, at: usize| match TABLES[table].columns[at].kind {
            Kind::Code(list) => list.codes.get(number as usize).map(|code| Key::Code(number, code)),
            _ => Some(Key::Truth(number == 1)),
        };
        let first = members.first_year();
        let found = match &dimension.source {
            Source::Cells(at) => code(table, *at),
            Source::Whole { to, at, .. } => code(*to, *at),
            Source::Year(_) => Some(Key::Year(first + number)),
            Source::Month(_) => Some(Key::Month(first + number / 12, number % 12 + 1)),
            Source::Currency(_) => Some(Key::Currency(number)),
            Source::Linked { to, .. } => Some(Key::Record { table: *to, row: number, any: false }),
            Source::Any(_) => {
                members.record(number).map(|(table, row)| Key::Record { table, row, any: true })
            }
        };
        found.unwrap_or(Key::None)
    }
}

impl Key {
    /// The id: a code or a slug as in filters, a year, a month, a currency; none where there is no
    /// value.
    pub fn id<'i>(&self, image: &'i Image) -> Option<Cow<'i, str>> {
        Some(match *self {
            Self::None => return None,
            Self::Code(_, code) => Cow::Borrowed(code.code),
            Self::Truth(truth) => Cow::Borrowed(TRUTHS[usize::from(truth)].0),
            Self::Year(year) => Cow::Owned(format!("{year:04}")),
            Self::Month(year, month) => Cow::Owned(format!("{year:04}-{month:02}")),
            Self::Currency(at) => {
                Cow::Borrowed(CURRENCIES.get(at as usize).copied().unwrap_or_default())
            }
            Self::Record { table, row, any } => {
                let slug = image.table(table).slug(row);
                if any {
                    Cow::Owned(format!("{}/{slug}", TABLES[table].name))
                } else {
                    Cow::Borrowed(slug)
                }
            }
        })
    }

    /// The label in the first of the languages that it has one in; `wanted` are language tags by
    /// preference. Codes are labelled in English and Italian, records in their own languages.
    pub fn label<'i>(&self, image: &'i Image, wanted: &[String]) -> Cow<'i, str> {
        let of = |label: Label| Cow::Borrowed(label.text(label_language(wanted)));
        match *self {
            Self::None => of(NOT_STATED),
            Self::Code(_, code) => of(code.label),
            Self::Truth(truth) => of(TRUTHS[usize::from(truth)].1),
            Self::Record { table, row, .. } => heading(image.table(table), row, wanted)
                .map_or_else(|| self.id(image).unwrap_or_default(), Cow::Borrowed),
            _ => self.id(image).unwrap_or_default(),
        }
    }

    /// The label in every language that it has one in.
    pub fn labels<'i>(&self, image: &'i Image) -> Vec<(&'i str, Cow<'i, str>)> {
        if let Self::Record { table, row, .. } = *self {
            let own = headings(image.table(table))
                .map(|tags| {
                    let texts = tags.iter().map(|(tag, texts)| (tag.as_str(), texts.get(row)));
                    let texts = texts.filter(|(_, text)| !text.is_empty());
                    texts.map(|(tag, text)| (tag, Cow::Borrowed(text))).collect::<Vec<_>>()
                })
                .find(|texts| !texts.is_empty());
            if let Some(texts) = own {
                return texts;
            }
        }
        ["en", "it"].map(|tag| (tag, self.label(image, &[tag.to_owned()]))).to_vec()
    }
}

/// The localised columns of a table that are headings of its records.
fn headings(table: &TableImage) -> impl Iterator<Item = &[(String, crate::image::columns::Texts)]> {
    HEADINGS.iter().filter_map(|name| {
        let (at, _) = table.table.column(name)?;
        match &table.column(at).data {
            Data::Localised(tags) => Some(tags.as_slice()),
            _ => None,
        }
    })
}

/// The heading of a record in the best of the languages that it has one in.
fn heading<'i>(table: &'i TableImage, row: Row, wanted: &[String]) -> Option<&'i str> {
    headings(table).find_map(|tags| {
        let written = || tags.iter().filter(|(_, texts)| !texts.get(row).is_empty());
        let found = wanted.iter().find_map(|wanted| {
            let exact = written().find(|(tag, _)| tag.eq_ignore_ascii_case(wanted));
            exact.or_else(|| written().find(|(tag, _)| is_same_language(tag, wanted)))
        });
        // The publisher's languages come first in every column.
        found.or_else(|| written().next()).map(|(_, texts)| texts.get(row))
    })
}

fn is_same_language(one: &str, two: &str) -> bool {
    let primary = |tag: &str| tag.split('-').next().unwrap_or_default().to_ascii_lowercase();
    primary(one) == primary(two)
}

/// The language of labels that fits best: they are in English and Italian.
fn label_language(wanted: &[String]) -> &'static str {
    let known =
        |wanted: &String| ["it", "en"].into_iter().find(|tag| is_same_language(tag, wanted));
    wanted.iter().find_map(known).unwrap_or("en")
}

/// What keys are ordered by, which outlives a revision: no value comes last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Rank<'i> {
    /// A position in a list, a year, a month.
    Number(u32),
    /// A record: the position of its table, and its slug.
    Slug(u32, Cow<'i, str>),
    /// No value.
    Last,
}

impl Key {
    pub(super) fn rank<'i>(&self, image: &'i Image) -> Rank<'i> {
        match *self {
            Self::None => Rank::Last,
            Self::Code(at, _) | Self::Currency(at) => Rank::Number(at),
            Self::Truth(truth) => Rank::Number(u32::from(truth)),
            Self::Year(year) => Rank::Number(year),
            Self::Month(year, month) => Rank::Number(year * 100 + month),
            Self::Record { table, row, .. } => {
                Rank::Slug(table as u32, Cow::Borrowed(image.table(table).slug(row)))
            }
        }
    }
}

impl Rank<'_> {
    /// Writes the rank for a cursor.
    pub(super) fn encode(&self, out: &mut Vec<u8>) {
        match self {
            Self::Last => out.push(0),
            Self::Number(number) => {
                out.push(1);
                out.extend(number.to_le_bytes());
            }
            Self::Slug(table, slug) => {
                // Slugs are at most 100 bytes, and there are few tables.
                out.extend([2, *table as u8, slug.len() as u8]);
                out.extend(slug.as_bytes());
            }
        }
    }

    /// Reads what [`Rank::encode`] wrote, with what follows it.
    pub(super) fn decode(bytes: &[u8]) -> Option<(Rank<'static>, &[u8])> {
        match bytes {
            [0, rest @ ..] => Some((Rank::Last, rest)),
            [1, rest @ ..] => {
                let (number, rest) = rest.split_first_chunk::<4>()?;
                Some((Rank::Number(u32::from_le_bytes(*number)), rest))
            }
            [2, table, length, rest @ ..] => {
                let (slug, rest) = rest.split_at_checked(usize::from(*length))?;
                let slug = String::from_utf8(slug.to_vec()).ok()?;
                Some((Rank::Slug(u32::from(*table), Cow::Owned(slug)), rest))
            }
            _ => None,
        }
    }
}
