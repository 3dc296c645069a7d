//! What of a record is wanted as JSON: its fields in any order, linked records as objects, texts in
//! one language.

use super::{Field, Plan, Source, field, first_language, write};
use crate::image::columns::{Data, Row};
use crate::image::{Image, Way};
use crate::model::TABLES;
use crate::model::table::{Arity, CodeList, Kind, Label};

/// One part of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// The key among all records.
    Id,
    /// The key in its table.
    Slug,
    /// The column at a place of the registry's list.
    Column(usize),
    /// The slugs that the link at a place of the registry's list leads to.
    Link(usize),
    /// Linked records as objects.
    Include(Include),
}

/// Linked records as objects, in the place of their slugs.
#[derive(Debug, Clone, PartialEq)]
pub struct Include {
    /// The name of the link, as seen from where it starts.
    pub name: &'static str,
    /// For each table that the link can lead to, the way there and the parts of its records.
    pub branches: Vec<(Way, Vec<Part>)>,
}

/// The address of the records behind the last one that is shown, of those that a record is linked
/// to: the table and the way there, the record, and the last one.
pub type Next = fn(&Image, usize, Way, Row, Row) -> Option<String>;

/// How parts are written.
#[derive(Debug, Clone, Copy)]
pub struct Manner<'a> {
    /// The languages of texts and labels, the most wanted first; none for all of them.
    pub languages: &'a [String],
    /// The most linked records that stand in one.
    pub most: usize,
    /// Where the others are.
    pub next: Next,
}

impl Part {
    /// All parts of the records of a table, in the order of files.
    pub fn all(table: usize) -> Vec<Self> {
        let columns = (0..TABLES[table].columns.len()).map(Self::Column);
        let links = (0..TABLES[table].links.len()).map(Self::Link);
        [Self::Id, Self::Slug].into_iter().chain(columns).chain(links).collect()
    }

    /// The name in answers.
    pub fn name(&self, table: usize) -> &'static str {
        match self {
            Self::Id => "id",
            Self::Slug => "slug",
            Self::Column(at) => TABLES[table].columns[*at].name,
            Self::Link(at) => TABLES[table].links[*at].name,
            Self::Include(include) => include.name,
        }
    }
}

/// The ways that the link of this name leads from the records of a table, forwards or backwards.
pub fn ways(table: usize, name: &str) -> Vec<Way> {
    if let Some((at, _)) = TABLES[table].link(name) {
        return Way::forward(table, at);
    }
    Way::backward(table).into_iter().filter(|way| way.name() == name).collect()
}

/// The names of all links of the records of a table, forwards and backwards.
pub fn link_names(table: usize) -> Vec<&'static str> {
    let back = Way::backward(table).into_iter().map(|way| way.name());
    TABLES[table].links.iter().map(|link| link.name).chain(back).collect()
}

/// The most records that one record brings with it.
pub fn reach(image: &Image, parts: &[Part], most: usize) -> u64 {
    let includes = parts.iter().filter_map(|part| match part {
        Part::Include(include) => Some(include),
        _ => None,
    });
    let of_branch = |(way, parts): &(Way, Vec<Part>)| {
        let longest = image.longest(*way).min(most) as u64;
        longest.saturating_mul(reach(image, parts, most).saturating_add(1))
    };
    includes
        .map(|include| include.branches.iter().map(of_branch).max().unwrap_or_default())
        .fold(0, u64::saturating_add)
}

/// Linked records as objects: what is written for each.
#[derive(Debug, Clone)]
pub(super) struct Nested {
    pub(super) branches: Vec<(Way, Plan)>,
    pub(super) most: usize,
    pub(super) next: Next,
}

impl Plan {
    /// One field for each column and link, for JSON.
    pub fn nested(image: &Image, table: usize) -> Self {
        let manner = Manner { languages: &[], most: 0, next: |_, _, _, _, _| None };
        Self::of_parts(image, table, &Part::all(table), &manner)
    }

    /// These parts of the records of a table, for JSON.
    pub fn of_parts(image: &Image, table: usize, parts: &[Part], manner: &Manner<'_>) -> Self {
        let mut fields = Vec::with_capacity(parts.len());
        for part in parts {
            let name = part.name(table);
            match part {
                Part::Id => fields.push(field(name, Source::Id)),
                Part::Slug => fields.push(field(name, Source::Slug)),
                Part::Column(at) => of_column(image, table, *at, manner, &mut fields),
                Part::Link(at) => {
                    let source = match TABLES[table].links[*at].arity {
                        Arity::One => Some(Source::Single(*at)),
                        Arity::Many => Way::forward(table, *at).first().copied().map(Source::Many),
                    };
                    fields.extend(source.map(|source| field(name, source)));
                }
                Part::Include(include) => {
                    let branches = include.branches.iter();
                    let plan = |way: &Way, parts| Self::of_parts(image, way.to, parts, manner);
                    let branches = branches.map(|(way, parts)| (*way, plan(way, parts))).collect();
                    let nested = Nested { branches, most: manner.most, next: manner.next };
                    let field = field(name, Source::Nested);
                    fields.push(Field { nested: Some(nested), ..field });
                }
            }
        }
        Self { table, pairs: None, fields, language: first_language(image) }
    }
}

fn of_column(image: &Image, table: usize, at: usize, manner: &Manner<'_>, fields: &mut Vec<Field>) {
    let column = &TABLES[table].columns[at];
    let plain = field(column.name, Source::Column(at));
    match (column.kind, &image.table(table).column(at).data) {
        (Kind::Code(list), _) => {
            fields.push(Field { codes: codes(list, manner.languages), ..plain });
        }
        (_, Data::Localised(tags)) if !manner.languages.is_empty() => {
            let wanted: Vec<&str> = manner.languages.iter().map(String::as_str).collect();
            let order = order(tags, &wanted);
            let language = field(format!("{}_language", column.name), Source::TextLanguage(at));
            let text = field(column.name, Source::Text(at));
            fields.push(Field { order: order.clone(), ..text });
            fields.push(Field { order, ..language });
        }
        _ => fields.push(plain),
    }
}

/// Each code of a list as JSON, with all labels or the one in the language that fits best.
fn codes(list: &CodeList, languages: &[String]) -> Vec<Vec<u8>> {
    let label = Label::language(languages.iter().map(String::as_str));
    let codes = list.codes.iter().map(|code| {
        let mut out = b"{\"code\":".to_vec();
        write::string(&mut out, code.code);
        out.extend_from_slice(b",\"label\":");
        if languages.is_empty() {
            out.extend_from_slice(b"{\"en\":");
            write::string(&mut out, code.label.en);
            out.extend_from_slice(b",\"it\":");
            write::string(&mut out, code.label.it);
            out.push(b'}');
        } else {
            write::string(&mut out, code.label.text(label));
        }
        out.push(b'}');
        out
    });
    codes.collect()
}

/// The places of the languages of a column, from the most to the least wanted: each tag that was
/// named, then its relatives; at last those of the publisher, which come first in every column.
pub fn order<T>(tags: &[(String, T)], wanted: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = Vec::with_capacity(tags.len());
    let mut add = |matches: &dyn Fn(&str) -> bool| {
        for (at, (tag, _)) in tags.iter().enumerate() {
            if matches(tag) && !order.contains(&at) {
                order.push(at);
            }
        }
    };
    for wanted in wanted {
        add(&|tag| tag.eq_ignore_ascii_case(wanted));
        add(&|tag| primary(tag).eq_ignore_ascii_case(primary(wanted)));
    }
    add(&|_| true);
    order
}

fn primary(tag: &str) -> &str {
    tag.split('-').next().unwrap_or(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_pair_says_has_no_name_of_a_column() {
        for table in 0..TABLES.len() {
            for name in link_names(table) {
                for way in ways(table, name).iter().filter(|way| !way.is_single()) {
                    let target = &TABLES[way.to];
                    assert!(!way.link.basis || target.column("basis").is_none(), "{name}");
                    assert!(way.link.role.is_none() || target.column("role").is_none(), "{name}");
                }
            }
        }
    }

    #[test]
    fn languages_fall_back_along_relatives_and_the_publisher() {
        let tags = ["it", "en", "pt-BR", "pt"].map(|tag| (tag.to_owned(), ()));
        let order = |wanted: &[&str]| super::order(&tags, wanted);
        assert_eq!(order(&["de"]), [0, 1, 2, 3]);
        assert_eq!(order(&["pt"]), [3, 2, 0, 1]);
        assert_eq!(order(&["PT-br", "en"]), [2, 3, 1, 0]);
    }
}
