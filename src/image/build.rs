//! How an image is made: records in any order, then links, then the indexes.
//!
//! Knows nothing of the store; `load.rs` beside it brings the rows.

use std::collections::BTreeSet;

use super::columns::{Data, Row, Texts};
use super::group::Grouping;
use super::index::Index;
use super::links::{EdgeData, Pairs};
use super::{ColumnImage, Image, Revision, TableImage};
use crate::model::TABLES;
use crate::model::table::Table;
use crate::model::targets;

/// The position that no record has.
const NOBODY: Row = Row::MAX;

/// The records of one table while they come in.
#[derive(Debug)]
pub struct TableBuilder {
    table: &'static Table,
    slugs: Texts,
    columns: Vec<Data>,
    rows: usize,
    /// For each key of the store, the record.
    row_of_key: Vec<Row>,
    /// For each link and each of its targets, pairs of keys.
    pairs: Vec<Vec<Vec<(u32, u32, EdgeData)>>>,
}

impl TableBuilder {
    /// An empty table; `languages` are those of the publisher.
    pub fn new(table: &'static Table, languages: &[String]) -> Self {
        Self {
            table,
            slugs: Texts::default(),
            columns: table.columns.iter().map(|c| Data::new(&c.kind, languages)).collect(),
            rows: 0,
            row_of_key: Vec::new(),
            pairs: table.links.iter().map(|link| vec![Vec::new(); targets(link).len()]).collect(),
        }
    }

    /// Begins a record; `key` is its number in the store, from one. Gives its place for the cells.
    pub fn record(&mut self, key: u32, slug: &str) -> usize {
        let row = self.rows;
        self.slugs.push(row, slug);
        let at = key as usize;
        if self.row_of_key.len() <= at {
            self.row_of_key.resize(at + 1, NOBODY);
        }
        self.row_of_key[at] = row as Row;
        self.rows += 1;
        row
    }

    /// The cells of the column at a position of the registry's list.
    pub fn column(&mut self, at: usize) -> &mut Data {
        &mut self.columns[at]
    }

    /// Sets the text of a localised column in a language.
    pub fn translate(&mut self, at: usize, row: usize, language: &str, text: &str) {
        let Data::Localised(tags) = &mut self.columns[at] else { return };
        let place = tags.iter().position(|(tag, _)| tag == language).unwrap_or_else(|| {
            tags.push((language.to_owned(), Texts::default()));
            tags.len() - 1
        });
        tags[place].1.push(row, text);
    }

    /// Adds a pair of keys along a link to the target table at `target_at`.
    pub fn pair(&mut self, link_at: usize, target_at: usize, from: u32, to: u32, edge: EdgeData) {
        self.pairs[link_at][target_at].push((from, to, edge));
    }

    /// Puts the records in the order of their slugs.
    fn sort(&mut self) {
        let mut order: Vec<Row> = (0..self.rows as Row).collect();
        let slugs = &self.slugs;
        if order.is_sorted_by(|one, two| slugs.get(*one) < slugs.get(*two)) {
            return;
        }
        order.sort_unstable_by(|one, two| slugs.get(*one).cmp(slugs.get(*two)));
        self.slugs = std::mem::take(&mut self.slugs).reordered(&order);
        for data in &mut self.columns {
            *data = data.reordered(&order);
        }
        let mut place = vec![0; order.len()];
        for (row, from) in order.iter().enumerate() {
            place[*from as usize] = row as Row;
        }
        for row in self.row_of_key.iter_mut().filter(|row| **row != NOBODY) {
            *row = place[*row as usize];
        }
    }

    fn row(&self, key: u32) -> Option<Row> {
        self.row_of_key.get(key as usize).copied().filter(|row| *row != NOBODY)
    }
}

/// The image of a revision; `builders` stand in the order of [`TABLES`].
///
/// Languages that occur beside the publisher's follow in the order of their tags, so that the same
/// data gives the same image whatever order its rows came in.
pub fn finish(revision: Revision, languages: &[String], mut builders: Vec<TableBuilder>) -> Image {
    for builder in &mut builders {
        builder.sort();
    }
    let mut links = Vec::with_capacity(TABLES.len());
    for at in 0..builders.len() {
        let pairs = std::mem::take(&mut builders[at].pairs);
        links.push(linked(&builders, at, pairs));
    }
    let mut others = BTreeSet::new();
    let mut tables = Vec::with_capacity(TABLES.len());
    for (builder, links) in builders.into_iter().zip(links) {
        let columns = builder.columns.into_iter().zip(builder.table.columns);
        let columns = columns.map(|(mut data, column)| {
            if let Data::Localised(tags) = &mut data {
                tags[languages.len()..].sort_by(|one, two| one.0.cmp(&two.0));
                others.extend(tags[languages.len()..].iter().map(|(tag, _)| tag.clone()));
            }
            data.shrink();
            let index = Index::new(&data, builder.rows, column.sorted);
            ColumnImage { data, index }
        });
        let columns = columns.collect();
        tables.push(TableImage {
            table: builder.table,
            rows: builder.rows,
            slugs: builder.slugs,
            columns,
            links,
            grouping: Grouping::default(),
        });
    }
    // Hierarchies reach over tables, so that all must be there.
    for at in 0..tables.len() {
        tables[at].grouping = Grouping::new(&tables, at);
    }
    let languages = languages.iter().cloned().chain(others).collect();
    Image { revision, languages, tables, text: super::text::Text::default() }
}

fn linked(
    builders: &[TableBuilder],
    owner: usize,
    pairs: Vec<Vec<Vec<(u32, u32, EdgeData)>>>,
) -> Vec<Vec<(usize, Pairs)>> {
    let from = &builders[owner];
    let links = from.table.links.iter().zip(pairs);
    links
        .map(|(link, of_targets)| {
            let with_edges = link.basis || link.role.is_some();
            let of_targets = targets(link).into_iter().zip(of_targets);
            of_targets
                .map(|(target, mut pairs)| {
                    let (to, given) = (&builders[target], pairs.len());
                    pairs.retain_mut(|pair| match (from.row(pair.0), to.row(pair.1)) {
                        (Some(one), Some(two)) => {
                            (pair.0, pair.1) = (one, two);
                            true
                        }
                        _ => false,
                    });
                    if pairs.len() < given {
                        let (table, lost) = (from.table.name, given - pairs.len());
                        tracing::error!(table, link = link.name, lost, "links lead to no record");
                    }
                    (target, Pairs::new(pairs, from.rows, to.rows, with_edges))
                })
                .collect()
        })
        .collect()
}
