//! What the executor does for each field of the schema, by the kind of object that has it.

pub(crate) mod rest;

use super::search::Search;
use crate::image::Way;
use crate::model::table::CodeList;

/// What the executor does for a field, by the kind of object that has it.
pub(crate) enum Does {
    /// A field of the query.
    Root(Root),
    /// A field of a record.
    Record(Record),
    /// A field of a connection.
    List(List),
    /// A field of an edge.
    Edge(Edge),
    /// A field of `PageInfo`.
    Page(Page),
    /// A field of `Translation`.
    Translation(Translation),
    /// A field of a code with its label.
    Code(Code),
    /// A field of `Money`.
    Money(Money),
    /// A field of `Point`.
    Point(Point),
    /// A field of `Revision`.
    Revision(Revision),
    /// A field of `ImportReport`.
    Report(Report),
    /// A field of `Problem`.
    Problem(Problem),
    /// A field of `Change`.
    Change(Change),
    /// A field of `FieldChange`.
    FieldChange(FieldChange),
    /// A field of what stands beside the records.
    Rest(rest::Rest),
    /// A field of what counts the records of a list.
    Grouped(Grouped),
    /// A field of a search.
    Search(Search),
}

/// The fields of the query.
pub(crate) enum Root {
    /// The record of an id.
    Node,
    /// The records of some ids.
    Nodes,
    /// The published revision.
    Revision,
    /// The best records for some words.
    Search,
    /// The record of a table that has a slug.
    One(usize),
    /// The records of a table.
    Records(usize),
    /// What stands beside the records.
    Rest(rest::RestRoot),
}

/// The fields of a record; columns and links by their position in the registry.
pub(crate) enum Record {
    /// The global id.
    Id,
    /// The slug.
    Slug,
    /// A column whose value is one scalar or enum value.
    Scalar(usize),
    /// A localised text in the best language.
    Localised(usize),
    /// The language of that text.
    Language(usize),
    /// The text in all languages.
    Translations(usize),
    /// A code with its label.
    Code(usize),
    /// An amount with its currency.
    Money(usize),
    /// A position.
    Point(usize),
    /// The record at the end of a link to at most one.
    One(usize),
    /// The records at the end of a link, forwards or backwards.
    Many(Way),
    /// What changed and when.
    History,
}

/// The fields of a connection.
#[derive(Clone, Copy)]
pub(crate) enum List {
    /// How many records there are.
    Total,
    /// The records of the page.
    Nodes,
    /// The records of the page with what the link says.
    Edges,
    /// Where the page stands.
    PageInfo,
    /// The address of the file of the list.
    ExportUrl,
    /// How many records have each value.
    Facets,
    /// The records in groups.
    Groups,
}

/// The fields of an edge.
#[derive(Clone, Copy)]
pub(crate) enum Edge {
    /// The place in the list.
    Cursor,
    /// The record.
    Node,
    /// The ground on which the link stands.
    Basis(&'static CodeList),
    /// The role that the link names.
    Role(&'static CodeList),
}

/// The fields of `PageInfo`.
#[derive(Clone, Copy)]
pub(crate) enum Page {
    /// Whether records follow.
    HasNext,
    /// Whether records come before.
    HasPrevious,
    /// The cursor of the first record.
    Start,
    /// The cursor of the last record.
    End,
}

/// The fields of `Translation`.
#[derive(Clone, Copy)]
pub(crate) enum Translation {
    /// The language tag.
    Language,
    /// The text.
    Text,
}

/// The fields of a code with its label.
#[derive(Clone, Copy)]
pub(crate) enum Code {
    /// The code.
    Code,
    /// What it means.
    Label,
}

/// The fields of `Money`.
#[derive(Clone, Copy)]
pub(crate) enum Money {
    /// The amount.
    Amount,
    /// The currency.
    Currency,
}

/// The fields of `Point`.
#[derive(Clone, Copy)]
pub(crate) enum Point {
    /// Degrees north.
    Latitude,
    /// Degrees east.
    Longitude,
}

/// The fields of `Revision`.
#[derive(Clone, Copy)]
pub(crate) enum Revision {
    /// The number.
    Number,
    /// When it was published.
    PublishedAt,
    /// The report of the import that made it.
    Report,
}

/// The fields of `ImportReport`.
#[derive(Clone, Copy)]
pub(crate) enum Report {
    /// When the import began.
    StartedAt,
    /// When it ended.
    FinishedAt,
    /// How many rows it read.
    Rows,
    /// How many records it added.
    Added,
    /// How many it changed.
    Changed,
    /// How many it removed.
    Removed,
    /// How many it left out.
    Refused,
    /// Why it left them out.
    Problems,
}

/// The fields of `Problem`.
#[derive(Clone, Copy)]
pub(crate) enum Problem {
    /// The file.
    File,
    /// The line.
    Line,
    /// The column of the file.
    Column,
    /// The value.
    Value,
    /// The stable code.
    Code,
    /// What is wrong.
    Message,
    /// How to mend it.
    Hint,
    /// The record that the row is of.
    Record,
}

/// The fields of `Change`.
#[derive(Clone, Copy)]
pub(crate) enum Change {
    /// The revision that brought it.
    Revision,
    /// What happened.
    Kind,
    /// The fields that it touched.
    Fields,
}

/// The fields of `FieldChange`.
#[derive(Clone, Copy)]
pub(crate) enum FieldChange {
    /// The name of the field.
    Name,
    /// The value before.
    Before,
    /// The value after.
    After,
}

/// The fields of facets and groups, and of what stands in them.
#[derive(Clone, Copy)]
pub(crate) enum Grouped {
    /// How many groups or values there are.
    Groups,
    /// The groups of the page.
    Nodes,
    /// Where the page stands.
    PageInfo,
    /// All records together.
    Total,
    /// The keys of a group.
    Keys,
    /// How many records a group has.
    Count,
    /// A sum, by its position.
    Sum(usize),
    /// The sums of money.
    Amounts,
    /// The first day.
    FirstDay,
    /// The last day.
    LastDay,
    /// The name of a dimension.
    Dimension,
    /// The id of a value.
    KeyId,
    /// The label of a value.
    KeyLabel,
    /// The kind of amounts.
    Kind,
    /// The currency of amounts.
    Currency,
    /// The sum of amounts.
    AmountTotal,
    /// How many amounts there are.
    AmountCount,
    /// How many records have no value.
    Missing,
    /// The values of a facet.
    Values,
    /// How many records have a value.
    ValueCount,
}
