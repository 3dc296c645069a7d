//! Plans of lists: filter, order, page, and how many records they can bring.

use std::collections::HashMap;

use serde_json::Value;

use super::super::collect::Merged;
use super::super::schema::does::{self, Does};
use super::super::schema::words::Field;
use super::export::export_url;
use super::groups::Source;
use super::{
    Connection, Edge, Filtered, List, Parents, Planned, Planner, Said, Selection, misplaced,
};
use crate::error::Error;
use crate::image::Way;
use crate::image::page::{Cursor, Fingerprint, Order, Set, Slice};

impl<'a> Planner<'a> {
    /// The list of the records of a table that a way leads to, or of all its records.
    pub(super) fn list(
        &mut self,
        table: usize,
        way: Option<Way>,
        field: &'a Field,
        merged: &Merged<'a>,
    ) -> Planned<List<'a>> {
        let arguments = self.arguments(field, merged)?;
        let filter = match arguments.get("filter").filter(|json| !json.is_null()) {
            Some(json) => self.filtered(table, json)?,
            None => None,
        };
        let order = arguments.get("orderBy").map_or_else(Order::default, |json| order(table, json));
        let slice = self.slice(&arguments)?;
        let text = |name: &str| arguments.get(name).and_then(Value::as_str).map(str::to_owned);
        let size = slice.first.or(slice.last).unwrap_or(self.limits.page_size);
        let times = size.min(self.longest(table, way, filter.as_deref())) as u64;
        let most = match (way, self.parents) {
            // The links of different records are different ones: there are no more than in all.
            (Some(way), Parents::Distinct) => self.image.pairs(way).len() as u64,
            _ => u64::MAX,
        };
        let parents = if way.is_none() { Parents::Distinct } else { Parents::Any };
        let source = Source { table, way, filter: filter.clone(), times: self.times };
        let selection = self.repeated_to(times, most, |planner| {
            planner.belonging(parents, |planner| planner.connection(&source, field, merged))
        })?;
        let reads_page = selection.fields.iter().any(|field| {
            !matches!(
                field.step,
                None | Some(
                    Connection::Total
                        | Connection::ExportUrl(_)
                        | Connection::Facets(_)
                        | Connection::Groups(_)
                )
            )
        });
        let of_groups = selection.fields.iter().filter(|field| {
            matches!(field.step, Some(Connection::Facets(_) | Connection::Groups(_)))
        });
        let chosen = usize::from(reads_page && order != Order::default());
        let filtered = if filter.is_some() { 1 + of_groups.count() } else { 0 };
        self.count_links(way, filter.as_deref(), filtered.max(chosen) as u64)?;
        let mut list = List {
            table,
            name: merged.first.name.node.as_str(),
            way,
            filter,
            order,
            slice,
            after: text("after"),
            before: text("before"),
            selection,
            reads_page,
        };
        if way.is_none() {
            // A list without a parent is one: its cursors can be looked at before anything runs.
            list.slice = list.slice_at(list.fingerprint(""))?;
            (list.after, list.before) = (None, None);
        }
        Ok(list)
    }

    /// The most records that the list of one parent can have.
    fn longest(&self, table: usize, way: Option<Way>, filter: Option<&Filtered>) -> usize {
        let whole = match (way, self.parents) {
            (None, _) => self.image.table(table).rows,
            (Some(way), Parents::One(row)) => self.image.edges(way, row).rows.len(),
            (Some(way), _) => self.image.longest(way),
        };
        // A record stands once for each of its roles.
        let once = way.is_none_or(|way| way.link.role.is_none());
        match filter.filter(|_| once && whole > 0) {
            // What the filter holds for is needed again when the list is written.
            Some(filter) => whole.min(filter.rows(self.image).len() as usize),
            None => whole,
        }
    }

    /// Counts the links that are looked at where a list inside a list has a filter or an order of
    /// its own: all links of each of its parents, so many times.
    fn count_links(
        &mut self,
        way: Option<Way>,
        filter: Option<&Filtered>,
        looks: u64,
    ) -> Planned<()> {
        let Some(way) = way.filter(|_| looks > 0) else { return Ok(()) };
        let pairs = self.image.pairs(way).len() as u64;
        let each = match self.parents {
            Parents::One(row) => self.image.edges(way, row).rows.len(),
            Parents::Distinct | Parents::Any => self.image.longest(way),
        };
        let rows = filter.map_or(u64::MAX, |filter| filter.rows(self.image).len());
        let mut all = Set::looks(each as u64, rows).saturating_mul(self.times);
        if matches!(self.parents, Parents::Distinct) {
            // The links of different records are different ones.
            all = all.min(pairs);
        }
        self.links = self.links.saturating_add(all.saturating_mul(looks));
        if self.links > self.limits.links {
            return Err(Error::Limit {
                what: "the number of links that the lists inside lists look at",
                value: self.links,
                limit: self.limits.links,
                hint:
                    "ask for smaller pages of what the lists belong to, leave out their `filter` \
                       and `orderBy`, or ask for the linked records at the root with a filter"
                        .to_owned(),
            }
            .into());
        }
        Ok(())
    }

    /// What the page arguments ask for (Relay Cursor Connections, §4).
    pub(super) fn slice(&self, arguments: &HashMap<String, Value>) -> Planned<Slice> {
        let number = |name: &str| -> Planned<Option<usize>> {
            let Some(number) = arguments.get(name).and_then(Value::as_i64) else { return Ok(None) };
            let most = self.limits.page_size_max;
            let size = usize::try_from(number).map_err(|_| Error::Argument {
                argument: name.to_owned(),
                what: format!("expected zero or more, not {number}"),
                hint: format!("ask for 1 to {most} records"),
            })?;
            if size > most {
                return Err(Error::Limit {
                    what: "the number of records of a page",
                    value: size as u64,
                    limit: most as u64,
                    hint: format!(
                        "ask for at most {most} and follow `pageInfo.endCursor` with `after`, or \
                         take the export files, which have no limit"
                    ),
                }
                .into());
            }
            Ok(Some(size))
        };
        let (first, last) = (number("first")?, number("last")?);
        if first.is_some() && last.is_some() {
            return Err(Error::Argument {
                argument: "last".to_owned(),
                what: "`first` and `last` cannot both be given".to_owned(),
                hint: "use `first` with `after` to go forwards, `last` with `before` to go back"
                    .to_owned(),
            }
            .into());
        }
        let first = if last.is_none() { first.or(Some(self.limits.page_size)) } else { None };
        Ok(Slice { first, last, ..Slice::default() })
    }

    fn connection(
        &mut self,
        source: &Source,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Connection<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::List(does) = &field.does else { return Err(misplaced()) };
            Ok(match does {
                does::List::Total => Connection::Total,
                does::List::Facets => {
                    Connection::Facets(Box::new(planner.facets(source, field, merged)?))
                }
                does::List::Groups => {
                    Connection::Groups(Box::new(planner.groups(source, field, merged)?))
                }
                does::List::Nodes => {
                    planner.count_records()?;
                    Connection::Nodes(planner.record(source.table, &merged.sets())?)
                }
                does::List::Edges => {
                    planner.count_records()?;
                    Connection::Edges(planner.edge(source.table, field, merged)?)
                }
                does::List::ExportUrl => {
                    let arguments = planner.arguments(field, merged)?;
                    let format = arguments.get("format").and_then(Value::as_str);
                    Connection::ExportUrl(export_url(
                        planner.service,
                        source.table,
                        &format.unwrap_or_default().to_ascii_lowercase(),
                    )?)
                }
                does::List::PageInfo => {
                    let page = planner.leaves(field, merged, |does| match does {
                        Does::Page(leaf) => Some(*leaf),
                        _ => None,
                    });
                    Connection::PageInfo(page?)
                }
            })
        })
    }

    fn edge(
        &mut self,
        table: usize,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Edge<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::Edge(does) = &field.does else { return Err(misplaced()) };
            let (said, list) = match does {
                does::Edge::Cursor => return Ok(Edge::Cursor),
                does::Edge::Node => {
                    return Ok(Edge::Node(planner.record(table, &merged.sets())?));
                }
                does::Edge::Basis(list) => (Said::Basis, *list),
                does::Edge::Role(list) => (Said::Role, *list),
            };
            if list.closed {
                return Ok(Edge::Says(said, list));
            }
            Ok(Edge::SaysCode(said, list, planner.code(field, merged)?))
        })
    }
}

/// The order that the argument names; the schema knows no other.
fn order(table: usize, json: &Value) -> Order {
    let text = |name: &str| json.get(name).and_then(Value::as_str).unwrap_or_default();
    let descending = text("direction") == "DESC";
    Order::by(table, &text("field").to_ascii_lowercase(), descending).unwrap_or_default()
}

impl List<'_> {
    /// What cursors of this list carry, so that they fit no other; `parent` is the id of the
    /// record that the list belongs to.
    pub(in crate::graphql) fn fingerprint(&self, parent: &str) -> Fingerprint {
        let filter = self.filter.as_ref().map(|filter| filter.written.as_str());
        let order = self.order.name(self.table);
        let direction = if self.order.descending { "-" } else { "" };
        Fingerprint::new(&[parent, self.name, filter.unwrap_or_default(), &order, direction])
    }

    /// The part of the list that is wanted, with its cursors.
    pub(in crate::graphql) fn slice_at(&self, query: Fingerprint) -> Result<Slice, Error> {
        let cursor = |text: &Option<String>, argument: &str| {
            text.as_ref().map(|text| Cursor::parse(text, query, argument)).transpose()
        };
        Ok(Slice {
            after: cursor(&self.after, "after")?,
            before: cursor(&self.before, "before")?,
            ..self.slice.clone()
        })
    }
}
