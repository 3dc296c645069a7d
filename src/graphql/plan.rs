//! The plan of an operation: what each selected field does, decided once and not for each record.
//!
//! Arguments are coerced, filters parsed, languages put in order, sizes estimated. What cannot be
//! answered is refused here, before anything runs.

pub(in crate::graphql) mod export;
pub(super) mod groups;
mod list;
mod records;
pub(in crate::graphql) mod rest;
mod root;
mod search;
mod steps;
mod values;

use std::collections::HashMap;
use std::sync::Arc;

use async_graphql::Pos;
use async_graphql::parser::types::{ExecutableDocument, SelectionSet};
use serde_json::Value;

use super::coerce::{Coercion, Variables};
use super::collect::{Collector, Merged};
use super::failure::Failure;
use super::schema::words::{Field, Object, Types};
use crate::about::Service;
use crate::config::Limits;
use crate::error::Error;
use crate::image::group::Budget;
use crate::image::{Image, Row};

pub(super) use search::{Search, SearchEdge, SearchList, SearchResult};
pub(super) use steps::{
    ByTable, Change, Code, Connection, Edge, Filtered, List, Record, Report, Revision, Root, Said,
    Selected, Selection,
};

/// Makes the plan of one operation.
pub(super) struct Planner<'a> {
    types: &'a Types,
    image: &'a Image,
    limits: &'a Limits,
    service: &'a Service,
    collector: Collector<'a>,
    coercion: Coercion<'a>,
    filters: HashMap<(usize, String), Arc<Filtered>>,
    /// The tests of all distinct filters, and how many of them are `contains`.
    asked: (usize, usize),
    /// The bytes of texts that their `contains` read.
    scanned: u64,
    /// How often what is being planned can be in the answer.
    times: u64,
    /// The records whose links are being planned.
    parents: Parents,
    /// The records that the answer can have.
    records: u64,
    /// The histories that the answer can have.
    histories: u64,
    /// What the groups of the answer are likely to cost.
    grouped: Budget,
}

/// What is known of the records whose links are being planned.
#[derive(Clone, Copy)]
enum Parents {
    /// It is this one.
    One(Row),
    /// Each is there once at most.
    Distinct,
    /// One can be there many times.
    Any,
}

/// The result of planning.
type Planned<T> = Result<T, Failure>;

impl<'a> Planner<'a> {
    /// A planner for one operation of a document.
    pub(super) fn new(
        types: &'a Types,
        image: &'a Image,
        (limits, service): (&'a Limits, &'a Service),
        document: &'a ExecutableDocument,
        variables: &'a Variables<'a>,
    ) -> Self {
        let coercion = Coercion { inputs: &types.inputs, variables };
        Self {
            types,
            image,
            limits,
            service,
            collector: Collector { document, coercion },
            coercion,
            filters: HashMap::new(),
            asked: (0, 0),
            scanned: 0,
            times: 1,
            parents: Parents::Any,
            records: 0,
            histories: 0,
            grouped: Budget::new(limits.grouped, limits.groups),
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
        self.repeated_to(times, u64::MAX, plan)
    }

    /// The same for something that can be there `most` times in all.
    fn repeated_to<T>(
        &mut self,
        times: u64,
        most: u64,
        plan: impl FnOnce(&mut Self) -> Planned<T>,
    ) -> Planned<T> {
        let outer = self.times;
        self.times = outer.saturating_mul(times).min(most);
        let made = plan(self);
        self.times = outer;
        made
    }

    /// Plans something that belongs to these records.
    fn belonging<T>(
        &mut self,
        parents: Parents,
        plan: impl FnOnce(&mut Self) -> Planned<T>,
    ) -> Planned<T> {
        let outer = std::mem::replace(&mut self.parents, parents);
        let made = plan(self);
        self.parents = outer;
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
        let (tests, contains) = filter.tests();
        self.asked = (self.asked.0 + tests, self.asked.1 + contains);
        crate::image::filter::parse::within_limits(self.asked)?;
        self.scanned = self.scanned.saturating_add(self.image.scan_bytes(table, &filter));
        crate::image::filter::scan::within_limit(self.scanned, self.limits.scan_bytes)?;
        // The same question in other words has the same cursors.
        let same = filter.to_json(table).to_string();
        let found = Arc::new(Filtered::new(table, filter, same));
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
