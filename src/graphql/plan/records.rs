//! Plans of the fields of records.

use async_graphql::parser::types::SelectionSet;
use serde_json::Value;

use super::super::collect::Merged;
use super::super::schema::does::{self, Does};
use super::super::schema::words::Field;
use super::{ByTable, Parents, Planned, Planner, Record, Selection, misplaced};
use crate::error::Error;
use crate::image::Way;
use crate::image::columns::Data;
use crate::image::render::select::order;

impl<'a> Planner<'a> {
    /// What is selected of the records of a table.
    pub(super) fn record(
        &mut self,
        table: usize,
        sets: &[&'a SelectionSet],
    ) -> Planned<Selection<'a, Record<'a>>> {
        let name = self.types.records.get(table).map(String::as_str).unwrap_or_default();
        let of = self.object(name)?;
        self.select(of, sets, |planner, field, merged| planner.record_field(table, field, merged))
    }

    /// What is selected of a record that can be of any of some tables.
    pub(super) fn by_table(
        &mut self,
        tables: &[usize],
        sets: &[&'a SelectionSet],
    ) -> Planned<ByTable<'a>> {
        self.count_records()?;
        // A record is of one table, so that the costs of the others do not add up.
        let (records, histories) = (self.records, self.histories);
        let (mut most_records, mut most_histories) = (records, histories);
        let mut found = ByTable::with_capacity(tables.len());
        for table in tables {
            (self.records, self.histories) = (records, histories);
            found.insert(*table, self.record(*table, sets)?);
            most_records = most_records.max(self.records);
            most_histories = most_histories.max(self.histories);
        }
        (self.records, self.histories) = (most_records, most_histories);
        Ok(found)
    }

    fn record_field(
        &mut self,
        table: usize,
        field: &'a Field,
        merged: &Merged<'a>,
    ) -> Planned<Record<'a>> {
        let Does::Record(does) = &field.does else { return Err(misplaced()) };
        let required = field.is_required();
        Ok(match does {
            does::Record::Id => Record::Id,
            does::Record::Slug => Record::Slug,
            does::Record::Scalar(at) => Record::Scalar(*at, required),
            does::Record::Localised(at) => {
                Record::Localised(*at, required, self.languages(table, *at, field, merged)?)
            }
            does::Record::Language(at) => {
                Record::Language(*at, required, self.languages(table, *at, field, merged)?)
            }
            does::Record::Translations(at) => {
                let selection = self.leaves(field, merged, |does| match does {
                    Does::Translation(leaf) => Some(*leaf),
                    _ => None,
                })?;
                Record::Translations(*at, selection)
            }
            does::Record::Code(at) => Record::Code(*at, required, self.code(field, merged)?),
            does::Record::Money(at) => {
                let selection = self.leaves(field, merged, |does| match does {
                    Does::Money(leaf) => Some(*leaf),
                    _ => None,
                })?;
                Record::Money(*at, required, selection)
            }
            does::Record::Point(at) => {
                let selection = self.leaves(field, merged, |does| match does {
                    Does::Point(leaf) => Some(*leaf),
                    _ => None,
                })?;
                Record::Point(*at, required, selection)
            }
            does::Record::One(link_at) => {
                // A link to any table is planned for those that it really leads to.
                let ways = Way::forward(table, *link_at);
                let ways = ways.into_iter().filter(|way| !self.image.pairs(*way).is_empty());
                let tables: Vec<usize> = ways.map(|way| way.to).collect();
                let by_table = self
                    .belonging(Parents::Any, |planner| planner.by_table(&tables, &merged.sets()))?;
                Record::One(*link_at, required, by_table)
            }
            does::Record::Many(way) => {
                Record::Many(Box::new(self.list(way.to, Some(*way), field, merged)?))
            }
            does::Record::History => {
                self.count_histories()?;
                Record::History(self.changes(field, merged)?)
            }
        })
    }

    /// Counts the histories that come with what is being planned.
    pub(super) fn count_histories(&mut self) -> Planned<()> {
        self.histories = self.histories.saturating_add(self.times);
        if self.histories > self.limits.histories {
            return Err(Error::Limit {
                what: "the number of records whose history is asked for",
                value: self.histories,
                limit: self.limits.histories,
                hint: "ask for smaller pages with `first`, or take the export of changes"
                    .to_owned(),
            }
            .into());
        }
        Ok(())
    }

    /// The places of the languages of a column, from the most to the least wanted.
    fn languages(
        &self,
        table: usize,
        at: usize,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Box<[usize]>> {
        let Data::Localised(tags) = &self.image.table(table).column(at).data else {
            return Ok(Box::default());
        };
        let arguments = self.arguments(field, merged)?;
        let wanted = arguments.get("language").and_then(Value::as_array);
        let wanted: Vec<&str> = wanted.into_iter().flatten().filter_map(Value::as_str).collect();
        Ok(order(tags, &wanted).into_boxed_slice())
    }
}
