//! The reference of groups: the values of each record in each dimension, counted one by one.

use std::collections::{BTreeMap, BTreeSet};

use fastrand::Rng;
use opencoop::model::find_table;
use opencoop::model::table::{Arity, Column, Kind, Link, Table, Target};
use serde_json::Value;

use crate::scan::{Rows, slug_of, text_of};

/// The ids of the keys of a group; none for what is not stated.
pub(crate) type Keys = Vec<Option<String>>;

/// What records can be counted by.
#[derive(Clone, Copy)]
enum Source {
    Code(&'static Column),
    /// A year, or a month, of a date.
    Date(&'static Column, usize),
    Currency(&'static Column),
    /// Records of a table that lie behind links, and all that contain them.
    Linked(&'static str),
    /// Records at the end of a link, by whatever name.
    End(&'static Link),
}

/// A dimension by its name.
#[derive(Clone)]
pub(crate) struct Dimension {
    pub(crate) name: String,
    source: Source,
}

/// Up to three dimensions of a table, drawn from those that the reference knows.
pub(crate) fn draw(table: &'static Table, random: &mut Rng) -> Vec<Dimension> {
    let mut all = dimensions(table);
    random.shuffle(&mut all);
    all.truncate(random.usize(1..4));
    all
}

fn dimensions(table: &'static Table) -> Vec<Dimension> {
    let mut found = Vec::new();
    let mut add = |name: String, source| found.push(Dimension { name, source });
    for column in table.columns {
        let stem = column.name.strip_suffix("_on").unwrap_or(column.name);
        let stem = stem.strip_suffix('s').unwrap_or(stem);
        match column.kind {
            Kind::Code(_) => add(column.name.to_owned(), Source::Code(column)),
            Kind::Date => {
                add(format!("{stem}_year"), Source::Date(column, "2018".len()));
                add(format!("{stem}_month"), Source::Date(column, "2018-09".len()));
            }
            Kind::Money => add("currency".to_owned(), Source::Currency(column)),
            _ => {}
        }
    }
    for link in table.links {
        match link.target {
            Target::Table(target) if is_named_by_target(link) => {
                let name = find_table(target).unwrap().1.singular();
                add(name, Source::Linked(target));
            }
            _ if link.arity == Arity::One => add(link.name.to_owned(), Source::End(link)),
            _ => {}
        }
    }
    found
}

fn is_named_by_target(link: &Link) -> bool {
    let Target::Table(target) = link.target else { return false };
    link.name == target || link.name == find_table(target).unwrap().1.singular()
}

/// How many of some records each group has.
pub(crate) fn count(
    rows: &Rows,
    table: &Table,
    ids: &[String],
    by: &[Dimension],
) -> BTreeMap<Keys, u64> {
    let mut groups = BTreeMap::new();
    for id in ids {
        let mut keys: Vec<Keys> = vec![Vec::new()];
        for dimension in by {
            let values = values(rows, table, id, dimension.source);
            keys = keys
                .iter()
                .flat_map(|keys| {
                    values.iter().map(|value| [&keys[..], std::slice::from_ref(value)].concat())
                })
                .collect();
        }
        for keys in keys {
            *groups.entry(keys).or_insert(0) += 1;
        }
    }
    groups
}

fn values(rows: &Rows, table: &Table, id: &str, source: Source) -> BTreeSet<Option<String>> {
    let cell = |column: &Column| &rows.record(id)[column.name];
    let stated = |value: &Value| (!value.is_null()).then(|| text_of(value));
    let mut found: BTreeSet<Option<String>> = BTreeSet::new();
    match source {
        Source::Code(column) => drop(found.insert(stated(cell(column)))),
        Source::Currency(column) => drop(found.insert(stated(&cell(column)["currency"]))),
        Source::Date(column, length) => {
            let date = stated(cell(column)).unwrap_or_default();
            found.insert(date.get(..length).map(str::to_owned));
        }
        Source::End(link) => {
            for end in rows.ends(id, link.name) {
                if link.target == Target::Any {
                    found.insert(Some(end.clone()));
                    continue;
                }
                let wholes = rows.wholes(end).into_iter();
                found.extend(wholes.map(|whole| Some(slug_of(&whole).to_owned())));
            }
        }
        Source::Linked(target) => {
            for link in table.links.iter().filter(|link| is_named_by_target(link)) {
                for end in rows.ends(id, link.name) {
                    let wholes = rows.wholes(end).into_iter();
                    let of_target =
                        wholes.filter(|whole| whole.split_once('/').unwrap().0 == target);
                    found.extend(of_target.map(|whole| Some(slug_of(&whole).to_owned())));
                }
            }
        }
    }
    if found.is_empty() {
        found.insert(None);
    }
    found
}
