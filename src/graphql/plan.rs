//! The plan of an operation: what each selected field does, decided once and not for each record.
//!
//! Arguments are coerced, filters parsed, languages put in order, sizes estimated. What cannot be
//! answered is refused here, before anything runs.

mod list;
mod records;
mod root;
mod values;

use std::collections::HashMap;
use std::sync::{Arc, OnceLock};

use async_graphql::Pos;
use async_graphql::parser::types::{ExecutableDocument, SelectionSet};
use roaring::RoaringBitmap;
use serde_json::Value;

use super::coerce::{Coercion, Variables};
use super::collect::{Collector, Merged};
use super::failure::Failure;
use super::limits::Limits;
use super::schema::words::{self, Field, Object, Types};
use crate::error::Error;
use crate::image::columns::Row;
use crate::image::filter::Filter;
use crate::image::page::{Order, Slice};
use crate::image::{Image, Way};
use crate::model::table::CodeList;

/// The selected fields of an object, in the order of the answer.
pub(super) struct Selection<'a, S> {
    /// The type of the object.
    pub(super) of: &'a str,
    /// The fields.
    pub(super) fields: Vec<Selected<'a, S>>,
}

/// A selected field.
pub(super) struct Selected<'a, S> {
    /// The key in the answer, as JSON writes it, with its colon.
    pub(super) written: Box<str>,
    /// The key in the answer.
    pub(super) key: &'a str,
    /// Where it stands in the document.
    pub(super) pos: Pos,
    /// What it does; nothing for `__typename`.
    pub(super) step: Option<S>,
}

/// A field of the query.
pub(super) enum Root<'a> {
    /// `__schema` or `__type`: the answer of async-graphql.
    Introspection,
    /// A record, or null.
    Node(Option<(usize, Row)>, ByTable<'a>),
    /// Some records, each or null.
    Nodes(Vec<Option<(usize, Row)>>, ByTable<'a>),
    /// The published revision.
    Revision(Selection<'a, Revision<'a>>),
    /// A record of a table, or null.
    One(usize, Option<Row>, Selection<'a, Record<'a>>),
    /// Records of a table.
    List(Box<List<'a>>),
}

/// What is selected of records of several tables, by their position in the registry.
pub(super) type ByTable<'a> = HashMap<usize, Selection<'a, Record<'a>>>;

/// A field of a record.
pub(super) enum Record<'a> {
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
    Translations(usize, Selection<'a, words::Translation>),
    /// A code with its label.
    Code(usize, bool, Selection<'a, Code>),
    /// An amount with its currency.
    Money(usize, bool, Selection<'a, words::Money>),
    /// A position.
    Point(usize, bool, Selection<'a, words::Point>),
    /// A link to at most one record: its position, and whether every record has it.
    One(usize, bool, ByTable<'a>),
    /// A link to any number of records.
    Many(Box<List<'a>>),
    /// What changed.
    History(Selection<'a, Change<'a>>),
}

/// A list of records.
pub(super) struct List<'a> {
    /// The table of the records.
    pub(super) table: usize,
    /// The name of the list among those of its parent, for cursors.
    pub(super) name: &'a str,
    /// The ways from the parent; none for all records of a table.
    pub(super) ways: &'a [Way],
    /// What records must answer.
    pub(super) filter: Option<Arc<Filtered>>,
    /// The order.
    pub(super) order: Order,
    /// The part that is wanted, cursors aside.
    pub(super) slice: Slice,
    /// The cursor to begin behind.
    pub(super) after: Option<String>,
    /// The cursor to end before.
    pub(super) before: Option<String>,
    /// What is selected of the connection.
    pub(super) selection: Selection<'a, Connection<'a>>,
    /// Whether any record is looked at, or only their number.
    pub(super) reads_page: bool,
}

/// A filter and its rows, which are found when first needed.
pub(super) struct Filtered {
    /// The table.
    table: usize,
    /// The question.
    filter: Filter,
    /// The written form, the same for the same question.
    pub(super) written: String,
    rows: OnceLock<RoaringBitmap>,
}

impl Filtered {
    /// The rows that answer yes.
    pub(super) fn rows(&self, image: &Image) -> &RoaringBitmap {
        self.rows.get_or_init(|| image.rows(self.table, &self.filter))
    }
}

/// A field of a connection.
pub(super) enum Connection<'a> {
    /// How many records there are.
    Total,
    /// The records of the page.
    Nodes(Selection<'a, Record<'a>>),
    /// The records of the page with what the link says.
    Edges(Selection<'a, Edge<'a>>),
    /// Where the page stands.
    PageInfo(Selection<'a, words::Page>),
}

/// A field of an edge.
pub(super) enum Edge<'a> {
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
pub(super) enum Said {
    /// The ground on which it stands.
    Basis,
    /// The role of its target.
    Role,
}

/// A field of a code with its label.
pub(super) enum Code {
    /// The code.
    Code,
    /// What it means, in a language.
    Label(&'static str),
}

/// A field of a revision.
pub(super) enum Revision<'a> {
    /// The number.
    Number,
    /// When it was published.
    PublishedAt,
    /// The report of the import that made it.
    Report(Selection<'a, Report<'a>>),
}

/// A field of an import report.
pub(super) enum Report<'a> {
    /// A moment or a number.
    Value(words::Report),
    /// Why records were left out.
    Problems(Selection<'a, words::Problem>),
}

/// A field of a change.
pub(super) enum Change<'a> {
    /// The revision that brought it.
    Revision(Selection<'a, Revision<'a>>),
    /// What happened.
    Kind,
    /// The fields that it touched.
    Fields(Selection<'a, words::FieldChange>),
}

/// Makes the plan of one operation.
pub(super) struct Planner<'a> {
    types: &'a Types,
    image: &'a Image,
    limits: &'a Limits,
    collector: Collector<'a>,
    coercion: Coercion<'a>,
    filters: HashMap<(usize, String), Arc<Filtered>>,
    /// How often what is being planned can be in the answer.
    times: u64,
    /// The records that the answer can have.
    records: u64,
    /// The histories that the answer can have.
    histories: u64,
}

/// The result of planning.
type Planned<T> = Result<T, Failure>;

impl<'a> Planner<'a> {
    /// A planner for one operation of a document.
    pub(super) fn new(
        types: &'a Types,
        image: &'a Image,
        limits: &'a Limits,
        document: &'a ExecutableDocument,
        variables: &'a Variables<'a>,
    ) -> Self {
        let coercion = Coercion { inputs: &types.inputs, variables };
        Self {
            types,
            image,
            limits,
            collector: Collector { document, coercion },
            coercion,
            filters: HashMap::new(),
            times: 1,
            records: 0,
            histories: 0,
        }
    }

    fn object(&self, name: &str) -> Planned<&'a Object> {
        let found = self.types.objects.get(name);
        found.ok_or_else(|| Error::internal(format!("there is no type `{name}`")).into())
    }

    /// The fields that selection sets name of an object; `step` says what each does.
    fn select<S>(
        &mut self,
        of: &'a Object,
        sets: &[&'a SelectionSet],
        mut step: impl FnMut(&mut Self, &'a Field, &Merged<'a>) -> Planned<S>,
    ) -> Planned<Selection<'a, S>> {
        let merged = self.collector.collect(of, sets)?;
        let mut fields = Vec::with_capacity(merged.len());
        for one in merged {
            let name = one.first.name.node.as_str();
            let step = if name == "__typename" {
                None
            } else {
                let field = of.fields.get(name).ok_or_else(|| unknown(of, name, one.pos))?;
                let made = step(self, field, &one).map_err(|mut failure| {
                    if failure.locations.is_empty() {
                        failure.locations.push(one.pos);
                    }
                    failure
                })?;
                Some(made)
            };
            let written = format!("\"{}\":", one.key).into_boxed_str();
            fields.push(Selected { written, key: one.key, pos: one.pos, step });
        }
        Ok(Selection { of: &of.name, fields })
    }

    fn arguments(&self, field: &Field, merged: &Merged<'a>) -> Planned<HashMap<String, Value>> {
        if field.arguments.is_empty() {
            return Ok(HashMap::new());
        }
        Ok(self.coercion.arguments(&field.arguments, merged.first)?)
    }

    /// Plans something that can be in the answer `times` times for each time of its parent.
    fn repeated<T>(
        &mut self,
        times: u64,
        plan: impl FnOnce(&mut Self) -> Planned<T>,
    ) -> Planned<T> {
        let outer = self.times;
        self.times = outer.saturating_mul(times);
        let made = plan(self);
        self.times = outer;
        made
    }

    /// Counts the records that come with what is being planned.
    fn count_records(&mut self) -> Planned<()> {
        self.records = self.records.saturating_add(self.times);
        if self.records > self.limits.records {
            return Err(Error::Limit {
                what: "the number of records that the query can reach",
                value: self.records,
                limit: self.limits.records,
                hint: "ask for smaller pages with `first`, for fewer lists inside lists, or take \
                       the export files, which have no limit"
                    .to_owned(),
            }
            .into());
        }
        Ok(())
    }

    /// The filter of a table, parsed once for each written form.
    fn filtered(&mut self, table: usize, json: &Value) -> Planned<Option<Arc<Filtered>>> {
        let written = canonical(json);
        if let Some(found) = self.filters.get(&(table, written.clone())) {
            return Ok(Some(found.clone()));
        }
        let filter = crate::image::filter::parse::filter(table, json, "filter")?;
        if filter.is_everything() {
            return Ok(None);
        }
        let found =
            Arc::new(Filtered { table, filter, written: written.clone(), rows: OnceLock::new() });
        self.filters.insert((table, written), found.clone());
        Ok(Some(found))
    }
}

fn unknown(of: &Object, name: &str, pos: Pos) -> Failure {
    let what = format!("`{}` has no field `{name}`", of.name);
    Failure::at(Error::Query { what }, pos)
}

fn misplaced() -> Failure {
    Error::internal("a field is not of the kind of its type").into()
}

/// The written form of a value whatever the order of its keys.
fn canonical(json: &Value) -> String {
    fn sorted(json: &Value) -> Value {
        match json {
            Value::Object(object) => {
                let mut pairs: Vec<_> = object.iter().collect();
                pairs.sort_unstable_by_key(|(name, _)| *name);
                pairs.into_iter().map(|(name, json)| (name.clone(), sorted(json))).collect()
            }
            Value::Array(items) => items.iter().map(sorted).collect(),
            other => other.clone(),
        }
    }
    sorted(json).to_string()
}
