//! Dimensions: what the records of a table can be counted by, derived from the registry.

use std::sync::LazyLock;

use crate::image::Way;
use crate::model::table::{Arity, Column, Kind, Label, Link, Table, Target};
use crate::model::{TABLES, find_table};

/// What records can be counted by.
#[derive(Debug)]
pub struct Dimension {
    /// The name as in files; GraphQL writes it in capitals.
    pub name: String,
    /// The heading for people.
    pub label: Label,
    /// What it counts by, as a sentence.
    pub doc: String,
    /// Where the values of a record stand.
    pub(super) source: Source,
}

/// Where the values of a record stand.
#[derive(Debug)]
pub(super) enum Source {
    /// A code or boolean column.
    Cells(usize),
    /// The year of a date column.
    Year(usize),
    /// The year and month of a date column.
    Month(usize),
    /// The currency of a money column.
    Currency(usize),
    /// The records of the table `to` that any of the ways leads to or into.
    Linked {
        /// The ways from the record.
        ways: Vec<Way>,
        /// The table of the values.
        to: usize,
    },
    /// The records of any table that the ways of one link lead to.
    Any(Vec<Way>),
    /// The codes of those records of `to` that any of the ways leads to or into.
    Whole {
        /// The ways from the record.
        ways: Vec<Way>,
        /// The table that has the column.
        to: usize,
        /// The column.
        at: usize,
    },
}

static DIMENSIONS: LazyLock<Vec<Vec<Dimension>>> =
    LazyLock::new(|| (0..TABLES.len()).map(derive).collect());

/// The dimensions of a table, its columns first.
pub fn dimensions(table: usize) -> &'static [Dimension] {
    DIMENSIONS.get(table).map(Vec::as_slice).unwrap_or_default()
}

/// The position of the dimension of this name, in small letters or capitals.
pub fn find_dimension(table: usize, name: &str) -> Option<usize> {
    dimensions(table).iter().position(|dimension| dimension.name.eq_ignore_ascii_case(name))
}

fn derive(table: usize) -> Vec<Dimension> {
    let mut found = Vec::new();
    for (at, column) in TABLES[table].columns.iter().enumerate() {
        of_column(&TABLES[table], at, column, &mut found);
    }
    for (at, link) in TABLES[table].links.iter().enumerate() {
        of_link(table, at, link, &mut found);
    }
    found
}

fn add(found: &mut Vec<Dimension>, name: String, label: Label, doc: String, source: Source) {
    // The first to have a name keeps it: a table's own column before what it lies in.
    if found.iter().all(|dimension| dimension.name != name) {
        found.push(Dimension { name, label, doc, source });
    }
}

fn of_column(table: &Table, at: usize, column: &Column, found: &mut Vec<Dimension>) {
    let name = column.name.to_owned();
    match column.kind {
        Kind::Code(_) | Kind::Boolean => {
            add(found, name, column.label, column.doc.to_owned(), Source::Cells(at));
        }
        Kind::Date => {
            let stem = name.strip_suffix("_on").unwrap_or(&name);
            let stem = stem.strip_suffix('s').unwrap_or(stem);
            let year = format!("Year of `{name}`. {}", column.doc);
            add(found, format!("{stem}_year"), column.label, year, Source::Year(at));
            let month = format!(
                "Month of `{name}`; no value where only the year is stated. {}",
                column.doc
            );
            add(found, format!("{stem}_month"), column.label, month, Source::Month(at));
        }
        Kind::Money => {
            let sole = table.columns.iter().filter(|c| matches!(c.kind, Kind::Money)).count() == 1;
            let name = if sole { "currency".to_owned() } else { format!("{name}_currency") };
            let label = Label { en: "Currency", it: "Valuta" };
            let doc = format!("Currency (ISO 4217) of `{}`.", column.name);
            add(found, name, label, doc, Source::Currency(at));
        }
        _ => {}
    }
}

fn of_link(table: usize, at: usize, link: &Link, found: &mut Vec<Dimension>) {
    let ways = Way::forward(table, at);
    let (Target::Table(_), Some(way)) = (link.target, ways.first().copied()) else {
        add(found, link.name.to_owned(), link.label, link.doc.to_owned(), Source::Any(ways));
        return;
    };
    if !named_by_target(link) {
        let source = Source::Linked { ways, to: way.to };
        let doc = with_hierarchy(link.doc, way.to, false);
        add(found, link.name.to_owned(), link.label, doc, source);
        return;
    }
    for to in wholes(way.to) {
        let all: Vec<Way> = ways_into(table, to);
        let own = TABLES[table]
            .links
            .iter()
            .find(|other| named_by_target(other) && other.target == Target::Table(TABLES[to].name));
        let doc = own.map_or("", |link| link.doc);
        let farther = all.iter().any(|way| way.to != to);
        let source = Source::Linked { ways: all.clone(), to };
        add(
            found,
            TABLES[to].singular(),
            own.map_or(TABLES[to].label, |link| link.label),
            with_hierarchy(doc, to, farther),
            source,
        );
        for (column_at, column) in TABLES[to].columns.iter().enumerate() {
            if column.within {
                let doc = format!("{} Through `{}`.", column.doc, TABLES[to].singular());
                let source = Source::Whole { ways: all.clone(), to, at: column_at };
                add(found, column.name.to_owned(), column.label, doc, source);
            }
        }
    }
}

fn with_hierarchy(doc: &str, to: usize, farther: bool) -> String {
    let contained = if farther {
        "A record that is linked to what lies in one of them counts there too."
    } else if inner_links(to).any(|(_, whole)| whole == to) {
        "A record counts under each of them and under all that contain it."
    } else {
        ""
    };
    [doc, contained].iter().filter(|part| !part.is_empty()).copied().collect::<Vec<_>>().join(" ")
}

/// Whether a link has the name of its target, in the plural or the singular.
fn named_by_target(link: &Link) -> bool {
    let Target::Table(target) = link.target else { return false };
    find_table(target)
        .is_some_and(|(_, table)| link.name == table.name || link.name == table.singular())
}

/// The links of a table that lead to what its records lie in, each with its target.
pub(super) fn inner_links(table: usize) -> impl Iterator<Item = (usize, usize)> {
    let links = TABLES[table].links.iter().enumerate();
    links.filter(|(_, link)| link.within && link.arity == Arity::One).filter_map(|(at, link)| {
        let Target::Table(name) = link.target else { return None };
        Some((at, find_table(name)?.0))
    })
}

/// A table, and those that its records lie in, the nearest first.
fn wholes(table: usize) -> Vec<usize> {
    let mut found = vec![table];
    let mut at = 0;
    while let Some(table) = found.get(at).copied() {
        for (_, whole) in inner_links(table) {
            if !found.contains(&whole) {
                found.push(whole);
            }
        }
        at += 1;
    }
    found
}

/// The ways from a table, along links that have the name of their target, to records of `to` or
/// to what lies in them.
fn ways_into(table: usize, to: usize) -> Vec<Way> {
    let links = TABLES[table].links.iter().enumerate();
    let named = links.filter(|(_, link)| named_by_target(link));
    named
        .flat_map(|(at, _)| Way::forward(table, at))
        .filter(|way| wholes(way.to).contains(&to))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(table: &str) -> Vec<&'static str> {
        let at = find_table(table).unwrap().0;
        dimensions(at).iter().map(|dimension| dimension.name.as_str()).collect()
    }

    #[test]
    fn dimensions_follow_from_the_registry() {
        let own = ["status", "start_year", "start_month", "end_year", "end_month", "parent"];
        let linked =
            ["country", "region", "subregion", "city", "theme", "sdg", "organisation", "agreement"];
        assert_eq!(names("projects"), own.into_iter().chain(linked).collect::<Vec<_>>());
        for (table, name) in [
            ("budgets", "currency"),
            ("budgets", "project"),
            ("budgets", "funder"),
            ("missions", "period_from_year"),
            ("missions", "programme"),
            ("missions", "region"),
            ("agreements", "signed_year"),
            ("services", "country"),
            ("countries", "region"),
            ("sdgs", "goal"),
            ("citations", "subject"),
        ] {
            assert!(names(table).contains(&name), "{table}: {:?}", names(table));
        }
    }

    #[test]
    fn every_table_has_dimensions_and_each_is_described() {
        for (at, table) in TABLES.iter().enumerate() {
            assert!(!dimensions(at).is_empty(), "{}", table.name);
            for dimension in dimensions(at) {
                let place = format!("{}.{}", table.name, dimension.name);
                assert!(dimension.doc.ends_with('.'), "{place}: {}", dimension.doc);
                assert_eq!(
                    find_dimension(at, &dimension.name.to_uppercase())
                        .map(|found| { dimensions(at)[found].name.clone() }),
                    Some(dimension.name.clone())
                );
            }
        }
    }
}
