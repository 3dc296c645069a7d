//! The image: one published revision in memory, which every door reads and none changes.
//!
//! Rows are numbers: the position of a record in the slug order of its table. Readers take the
//! current image once for each request and keep it to the end, so that no answer mixes revisions.

mod bits;
pub mod build;
pub mod columns;
pub mod filter;
pub mod group;
pub mod index;
pub mod links;
pub mod load;
pub mod page;
pub mod render;
pub mod text;

use std::sync::Arc;

use arc_swap::ArcSwapOption;

use crate::model::table::{Arity, Column, Link, Table};
use crate::model::{TABLES, back_links, targets};
use columns::{Data, Texts};
use group::Grouping;
use index::Index;
use links::{Adjacency, Edges, Pairs};

/// The position of a record in the slug order of its table.
pub type Row = u32;

/// A published state of the data: the number counts up from one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    /// The number.
    pub number: i64,
    /// When it was published, in RFC 3339.
    pub published_at: String,
}

/// One revision in memory.
#[derive(Debug)]
pub struct Image {
    /// Which revision.
    pub revision: Revision,
    /// Every language that occurs, the publisher's first.
    pub languages: Vec<String>,
    tables: Vec<TableImage>,
    text: text::Text,
}

/// The records of one table.
#[derive(Debug)]
pub struct TableImage {
    /// What the registry says of it.
    pub table: &'static Table,
    /// The number of records.
    pub rows: usize,
    slugs: Texts,
    columns: Vec<ColumnImage>,
    /// For each link of the table, each of its target tables with the pairs that lead there.
    links: Vec<Vec<(usize, Pairs)>>,
    /// What is prepared for groups of its records.
    grouping: Grouping,
}

/// One column: its cells and what was prepared for questions about them.
#[derive(Debug)]
pub struct ColumnImage {
    /// The cells.
    pub data: Data,
    /// What can be asked without reading the cells.
    pub index: Index,
}

/// A way from one table to another along a link, forwards or backwards.
#[derive(Clone, Copy)]
pub struct Way {
    /// The table in whose list the link stands.
    pub owner: usize,
    /// Its position in that list.
    pub link_at: usize,
    /// The link.
    pub link: &'static Link,
    /// The position of the target among the link's target tables.
    target_at: usize,
    /// Whether the way starts where the link starts.
    pub forward: bool,
    /// The table that the way leads to.
    pub to: usize,
}

impl PartialEq for Way {
    fn eq(&self, other: &Self) -> bool {
        (self.owner, self.link_at, self.target_at, self.forward)
            == (other.owner, other.link_at, other.target_at, other.forward)
    }
}

impl Way {
    /// The ways that a link of the table `owner` leads, one for each table it can lead to.
    pub fn forward(owner: usize, link_at: usize) -> Vec<Self> {
        let Some(link) = TABLES[owner].links.get(link_at) else { return Vec::new() };
        targets(link)
            .into_iter()
            .enumerate()
            .map(|(target_at, to)| Self { owner, link_at, link, target_at, forward: true, to })
            .collect()
    }

    /// The ways back to the tables whose links lead to the table `to`, in reading order.
    pub fn backward(to: usize) -> Vec<Self> {
        back_links(to)
            .into_iter()
            .filter_map(|back| {
                let target_at = targets(back.link).iter().position(|at| *at == to)?;
                Some(Self {
                    owner: back.from,
                    link_at: back.at,
                    link: back.link,
                    target_at,
                    forward: false,
                    to: back.from,
                })
            })
            .collect()
    }

    /// The name of the way as seen from where it starts.
    pub const fn name(&self) -> &'static str {
        if self.forward { self.link.name } else { self.link.back }
    }

    /// The table that the way starts from.
    pub fn from(&self) -> usize {
        let back = || targets(self.link).get(self.target_at).copied();
        if self.forward { self.owner } else { back().unwrap_or(self.owner) }
    }

    /// Whether it leads to at most one record.
    pub fn is_single(&self) -> bool {
        self.forward && self.link.arity == Arity::One
    }
}

impl Image {
    /// The records of the table at this position of [`TABLES`].
    pub fn table(&self, at: usize) -> &TableImage {
        &self.tables[at]
    }

    /// All tables, in the order of [`TABLES`].
    pub fn tables(&self) -> &[TableImage] {
        &self.tables
    }

    /// The pairs along a way, in the direction of the link.
    pub fn pairs(&self, way: Way) -> &Pairs {
        &self.tables[way.owner].links[way.link_at][way.target_at].1
    }

    fn adjacency(&self, way: Way) -> &Adjacency {
        let pairs = self.pairs(way);
        if way.forward { &pairs.forward } else { &pairs.backward }
    }

    /// The records that `row` is linked to along a way, in slug order.
    pub fn edges(&self, way: Way, row: Row) -> Edges<'_> {
        self.adjacency(way).edges(row)
    }

    /// The most records that any one record is linked to along a way.
    pub fn longest(&self, way: Way) -> usize {
        self.adjacency(way).longest()
    }

    /// The one record that `row` is linked to by a link to at most one, with its table.
    pub fn linked(&self, owner: usize, link_at: usize, row: Row) -> Option<(usize, Row)> {
        let table = self.tables.get(owner)?;
        let pairs = table.links.get(link_at)?;
        pairs.iter().find_map(|(to, pairs)| Some((*to, *pairs.forward.rows(row).first()?)))
    }

    /// The record of a global id such as `projects/dakar-reve`.
    pub fn find(&self, id: &str) -> Option<(usize, Row)> {
        let (table, slug) = id.split_once('/')?;
        let (at, _) = crate::model::find_table(table)?;
        Some((at, self.tables[at].find(slug)?))
    }
}

impl TableImage {
    /// The slug of a row.
    pub fn slug(&self, row: Row) -> &str {
        self.slugs.get(row)
    }

    /// The row of a slug.
    pub fn find(&self, slug: &str) -> Option<Row> {
        let row = self.lower_bound(slug);
        (self.slugs.get(row) == slug && !slug.is_empty()).then_some(row)
    }

    /// The first row whose slug is not below `slug`.
    pub fn lower_bound(&self, slug: &str) -> Row {
        let (mut low, mut high) = (0, self.rows as Row);
        while low < high {
            let middle = low + (high - low) / 2;
            if self.slugs.get(middle) < slug {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }

    /// The column at a position of the registry's list.
    pub fn column(&self, at: usize) -> &ColumnImage {
        &self.columns[at]
    }

    /// The columns with what the registry says of each.
    pub fn columns(&self) -> impl Iterator<Item = (&'static Column, &ColumnImage)> {
        self.table.columns.iter().zip(&self.columns)
    }

    /// The bytes of memory held.
    pub fn bytes(&self) -> usize {
        let columns = self.columns.iter().map(|c| c.data.bytes() + c.index.bytes());
        let links = self.links.iter().flatten().map(|(_, pairs)| pairs.bytes());
        self.slugs.bytes() + columns.chain(links).sum::<usize>() + self.grouping.bytes()
    }
}

/// The image that readers take; none before the first revision is loaded.
#[derive(Debug, Default)]
pub struct Published {
    current: ArcSwapOption<Image>,
}

impl Published {
    /// The current image; the caller keeps it for the whole of its work.
    pub fn current(&self) -> Option<Arc<Image>> {
        self.current.load_full()
    }

    /// Puts another image in place of the current one; those who read the old one keep it.
    pub fn publish(&self, image: Image) {
        self.current.store(Some(Arc::new(image)));
    }
}
