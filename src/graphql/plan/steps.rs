//! The steps of a plan: what each selected field does, by the kind of object that has it.

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use async_graphql::Pos;
use roaring::RoaringBitmap;

use super::super::schema::does;
use super::groups::{Facets, Groups};
use super::rest::Rest;
use crate::image::columns::Row;
use crate::image::filter::Filter;
use crate::image::page::{Order, Slice};
use crate::image::{Image, Way};
use crate::model::table::CodeList;

/// The selected fields of an object, in the order of the answer.
pub(in crate::graphql) struct Selection<'a, S> {
    /// The type of the object.
    pub(in crate::graphql) of: &'a str,
    /// The fields.
    pub(in crate::graphql) fields: Vec<Selected<'a, S>>,
}

/// A selected field.
pub(in crate::graphql) struct Selected<'a, S> {
    /// The key in the answer, as JSON writes it, with its colon.
    pub(in crate::graphql) written: Box<str>,
    /// The key in the answer.
    pub(in crate::graphql) key: &'a str,
    /// Where it stands in the document.
    pub(in crate::graphql) pos: Pos,
    /// What it does; nothing for `__typename`.
    pub(in crate::graphql) step: Option<S>,
}

/// A field of the query.
pub(in crate::graphql) enum Root<'a> {
    /// `__schema` or `__type`: the answer of async-graphql.
    Introspection,
    /// A record, or null.
    Node(Option<(usize, Row)>, ByTable<'a>),
    /// Some records, each or null.
    Nodes(Vec<Option<(usize, Row)>>, ByTable<'a>),
    /// The published revision.
    Revision(Selection<'a, Revision<'a>>),
    /// The best records for some words.
    Search(Box<super::Search<'a>>),
    /// A record of a table, or null.
    One(usize, Option<Row>, Selection<'a, Record<'a>>),
    /// Records of a table.
    List(Box<List<'a>>),
    /// What stands beside the records.
    Rest(Box<Rest<'a>>),
}

/// What is selected of records of several tables, by their position in the registry.
pub(in crate::graphql) type ByTable<'a> = HashMap<usize, Selection<'a, Record<'a>>>;

/// A field of a record.
pub(in crate::graphql) enum Record<'a> {
    /// The global id.
    Id,
    /// The slug.
    Slug,
    /// A cell: column, and whether every record has one.
    Scalar(usize, bool),
    /// A localised text: column, whether every record has one, and languages by preference.
    Localised(usize, bool, Box<[usize]>),
    /// The language of that text.
    Language(usize, bool, Box<[usize]>),
    /// All languages of a text.
    Translations(usize, Selection<'a, does::Translation>),
    /// A code with its label.
    Code(usize, bool, Selection<'a, Code>),
    /// An amount with its currency.
    Money(usize, bool, Selection<'a, does::Money>),
    /// A position.
    Point(usize, bool, Selection<'a, does::Point>),
    /// A link to at most one record: its position, and whether every record has it.
    One(usize, bool, ByTable<'a>),
    /// A link to any number of records.
    Many(Box<List<'a>>),
    /// What changed.
    History(Selection<'a, Change<'a>>),
}

/// A list of records.
pub(in crate::graphql) struct List<'a> {
    /// The table of the records.
    pub(in crate::graphql) table: usize,
    /// The name of the list among those of its parent, for cursors.
    pub(in crate::graphql) name: &'a str,
    /// The way from the parent; none for all records of a table.
    pub(in crate::graphql) way: Option<Way>,
    /// What records must answer.
    pub(in crate::graphql) filter: Option<Arc<Filtered>>,
    /// The order.
    pub(in crate::graphql) order: Order,
    /// The part that is wanted, cursors aside.
    pub(in crate::graphql) slice: Slice,
    /// The cursor to begin behind.
    pub(in crate::graphql) after: Option<String>,
    /// The cursor to end before.
    pub(in crate::graphql) before: Option<String>,
    /// What is selected of the connection.
    pub(in crate::graphql) selection: Selection<'a, Connection<'a>>,
    /// Whether any record is looked at, or only their number.
    pub(in crate::graphql) reads_page: bool,
}

/// A filter and its rows, which are found when first needed.
pub(in crate::graphql) struct Filtered {
    /// The table.
    table: usize,
    /// The question.
    pub(super) filter: Filter,
    /// The written form, the same for the same question.
    pub(in crate::graphql) written: String,
    rows: OnceLock<RoaringBitmap>,
}

impl Filtered {
    /// A filter of a table, with its written form.
    pub(super) const fn new(table: usize, filter: Filter, written: String) -> Self {
        Self { table, filter, written, rows: OnceLock::new() }
    }

    /// The rows that answer yes.
    pub(in crate::graphql) fn rows(&self, image: &Image) -> &RoaringBitmap {
        self.rows.get_or_init(|| image.rows(self.table, &self.filter))
    }
}

/// A field of a connection.
pub(in crate::graphql) enum Connection<'a> {
    /// How many records there are.
    Total,
    /// The records of the page.
    Nodes(Selection<'a, Record<'a>>),
    /// The records of the page with what the link says.
    Edges(Selection<'a, Edge<'a>>),
    /// The address of the file, without what is asked of records.
    ExportUrl(String),
    /// Where the page stands.
    PageInfo(Selection<'a, does::Page>),
    /// How many records have each value.
    Facets(Box<Facets<'a>>),
    /// The records in groups.
    Groups(Box<Groups<'a>>),
}

/// A field of an edge.
pub(in crate::graphql) enum Edge<'a> {
    /// The place in the list.
    Cursor,
    /// The record.
    Node(Selection<'a, Record<'a>>),
    /// What the link says, from a closed list.
    Says(Said, &'static CodeList),
    /// What the link says, from an open list.
    SaysCode(Said, &'static CodeList, Selection<'a, Code>),
}

/// What a link can say of a pair.
#[derive(Clone, Copy)]
pub(in crate::graphql) enum Said {
    /// The ground on which it stands.
    Basis,
    /// The role of its target.
    Role,
}

/// A field of a code with its label.
pub(in crate::graphql) enum Code {
    /// The code.
    Code,
    /// What it means, in a language.
    Label(&'static str),
}

/// A field of a revision.
pub(in crate::graphql) enum Revision<'a> {
    /// The number.
    Number,
    /// When it was published.
    PublishedAt,
    /// The report of the import that made it.
    Report(Selection<'a, Report<'a>>),
}

/// A field of an import report.
pub(in crate::graphql) enum Report<'a> {
    /// A moment or a number.
    Value(does::Report),
    /// Why records were left out.
    Problems(Selection<'a, does::Problem>),
}

/// A field of a change.
pub(in crate::graphql) enum Change<'a> {
    /// The revision that brought it.
    Revision(Selection<'a, Revision<'a>>),
    /// What happened.
    Kind,
    /// The fields that it touched.
    Fields(Selection<'a, does::FieldChange>),
}
