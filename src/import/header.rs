//! What the columns of a file are: the header line, matched with the registry.

use crate::model::table::{Arity, Column, Kind, Table};
use crate::model::value::is_language_tag;
use crate::store::layout::PairTable;

use super::finding::Finding;

/// Which part of a column a cell holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Part {
    /// All of it, or the amount of money.
    Whole,
    /// The text in a language.
    Language(String),
    /// The currency of money.
    Currency,
    /// The latitude of a point.
    Latitude,
    /// The longitude of a point.
    Longitude,
}

/// The places of the cells of a table's file.
#[derive(Debug)]
pub(super) struct Header {
    /// The names, as the file writes them.
    pub names: Vec<String>,
    /// The place of the slug.
    pub slug: usize,
    /// For each column of the registry, the places of its parts.
    pub columns: Vec<Vec<(usize, Part)>>,
    /// For each link of the registry, the place of its cell, if the file has one.
    pub links: Vec<Option<usize>>,
}

/// The places of the cells of a link's file.
#[derive(Debug)]
pub(super) struct PairHeader {
    /// The names, as the file writes them.
    pub names: Vec<String>,
    /// Where the link starts.
    pub from: usize,
    /// Where it leads.
    pub to: usize,
    /// On what basis the pair stands.
    pub basis: Option<usize>,
    /// In which role.
    pub role: Option<usize>,
}

/// A finding about the header, with the column that it is about.
pub(super) type HeaderFinding = (Option<String>, Finding);

/// The names that the header of a table's file may have; `*` stands for a language tag.
pub(super) fn names_of(table: &Table) -> Vec<String> {
    let mut names = vec!["slug".to_owned()];
    for column in table.columns {
        names.extend(parts_of(column).into_iter().map(|(name, _)| name));
    }
    names.extend(table.links.iter().map(|link| link.name.to_owned()));
    names
}

fn parts_of(column: &Column) -> Vec<(String, Part)> {
    let name = column.name;
    match column.kind {
        Kind::Localised => vec![(format!("{name}_*"), Part::Language("*".to_owned()))],
        Kind::Money => {
            vec![(name.to_owned(), Part::Whole), (format!("{name}_currency"), Part::Currency)]
        }
        Kind::Point => vec![
            (format!("{name}_latitude"), Part::Latitude),
            (format!("{name}_longitude"), Part::Longitude),
        ],
        _ => vec![(name.to_owned(), Part::Whole)],
    }
}

/// Whether an export writes this column though it follows from others: it is read over.
fn is_derived(table: &Table, name: &str) -> bool {
    let label = name.strip_suffix("_label").and_then(|name| table.column(name));
    name == "id" || label.is_some_and(|(_, column)| matches!(column.kind, Kind::Code(_)))
}

fn place(table: &Table, name: &str) -> Option<(usize, Part)> {
    table.columns.iter().enumerate().find_map(|(at, column)| {
        if let Kind::Localised = column.kind {
            let tag = name.strip_prefix(column.name)?.strip_prefix('_')?;
            return is_language_tag(tag).then(|| (at, Part::Language(tag.to_owned())));
        }
        let part = parts_of(column).into_iter().find(|(part, _)| part == name)?;
        Some((at, part.1))
    })
}

/// The columns that a header names twice.
pub(super) fn twice(names: &[String]) -> Vec<HeaderFinding> {
    let repeated = names.iter().enumerate().filter(|(at, name)| names[..*at].contains(name));
    repeated.map(|(_, name)| (Some(name.clone()), Finding::ColumnTwice)).collect()
}

fn unknown(name: &str, known: &[String]) -> HeaderFinding {
    (Some(name.to_owned()), Finding::ColumnUnknown { known: known.join(", ") })
}

impl Header {
    /// The header of a file of `table`, or all that is wrong with it.
    pub(super) fn parse(table: &Table, names: Vec<String>) -> Result<Self, Vec<HeaderFinding>> {
        let mut findings = twice(&names);
        let mut columns = vec![Vec::new(); table.columns.len()];
        let mut links = vec![None; table.links.len()];
        let mut slug = None;
        for (at, name) in names.iter().enumerate() {
            if name == "slug" {
                slug = Some(at);
            } else if let Some((link, _)) = table.link(name) {
                links[link] = Some(at);
            } else if let Some((column, part)) = place(table, name) {
                columns[column].push((at, part));
            } else if !is_derived(table, name) {
                findings.push(unknown(name, &names_of(table)));
            }
        }
        let mut missing = |name: String| findings.push((Some(name), Finding::ColumnMissing));
        if slug.is_none() {
            missing("slug".to_owned());
        }
        for (column, parts) in table.columns.iter().zip(&columns) {
            let wanted = parts_of(column);
            if parts.is_empty() && column.required {
                missing(wanted[0].0.replace("_*", "_it"));
            }
            // Half a money or point column cannot be filled.
            if !parts.is_empty() && parts.len() < wanted.len() {
                let lacking = wanted.into_iter().filter(|(_, p)| !parts.iter().any(|q| q.1 == *p));
                lacking.for_each(|(name, _)| missing(name));
            }
        }
        for (link, place) in table.links.iter().zip(&links) {
            if link.required && link.arity == Arity::One && place.is_none() {
                missing(link.name.to_owned());
            }
        }
        match slug {
            Some(slug) if findings.is_empty() => Ok(Self { names, slug, columns, links }),
            _ => Err(findings),
        }
    }
}

impl PairHeader {
    /// The header of a file of pairs, or all that is wrong with it.
    pub(super) fn parse(pairs: &PairTable, names: Vec<String>) -> Result<Self, Vec<HeaderFinding>> {
        let ends = [&pairs.from, &pairs.to].map(|field| field.trim_end_matches("_id"));
        let mut known = ends.map(str::to_owned).to_vec();
        known.extend(pairs.fields()[2..].iter().map(|&name| name.to_owned()));
        let mut findings = twice(&names);
        findings.extend(names.iter().filter(|n| !known.contains(n)).map(|n| unknown(n, &known)));
        let place = |wanted: &str| names.iter().position(|name| name == wanted);
        for end in ends.iter().filter(|end| place(end).is_none()) {
            findings.push((Some((*end).to_owned()), Finding::ColumnMissing));
        }
        match (place(ends[0]), place(ends[1])) {
            (Some(from), Some(to)) if findings.is_empty() => {
                let (basis, role) = (place("basis"), place("role"));
                Ok(Self { names, from, to, basis, role })
            }
            _ => Err(findings),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::TABLES;

    fn parse(text: &str) -> Result<Header, Vec<HeaderFinding>> {
        Header::parse(&TABLES[0], text.split(',').map(str::to_owned).collect())
    }

    #[test]
    fn finds_columns_in_any_order_and_language() {
        let header = parse("title_fr,slug,status,status_label,countries,title_it").unwrap();
        assert_eq!(header.slug, 1);
        assert_eq!(header.columns[0].len(), 2);
        assert_eq!(header.links[1], Some(4));
    }

    #[test]
    fn reports_all_that_is_wrong_at_once() {
        let codes: Vec<_> =
            parse("titel,status,status").unwrap_err().into_iter().map(|f| f.1.code()).collect();
        assert_eq!(codes, ["COLUMN_TWICE", "COLUMN_UNKNOWN", "COLUMN_MISSING", "COLUMN_MISSING"]);
    }

    #[test]
    fn half_a_position_is_missing_its_other_half() {
        let cities = crate::model::find_table("cities").unwrap().1;
        let names = "slug,name_it,kind,country,point_latitude".split(',').map(str::to_owned);
        let findings = Header::parse(cities, names.collect()).unwrap_err();
        assert_eq!(findings, [(Some("point_longitude".to_owned()), Finding::ColumnMissing)]);
    }
}
