//! Plans of the fields of the query.

use async_graphql::parser::types::SelectionSet;
use serde_json::Value;

use super::super::collect::Merged;
use super::super::schema::does::{self, Does};
use super::super::schema::words::Field;
use super::{Parents, Planned, Planner, Root, Selected, Selection};

impl<'a> Planner<'a> {
    /// The plan of an operation, and the fields that async-graphql answers.
    pub(in crate::graphql) fn root(
        &mut self,
        set: &'a SelectionSet,
    ) -> Planned<(Selection<'a, Root<'a>>, Vec<Merged<'a>>)> {
        let of = self.object("Query")?;
        let mut introspection = Vec::new();
        let merged = self.collector.collect(of, &[set])?;
        let mut fields = Vec::with_capacity(merged.len());
        for one in merged {
            let written = format!("\"{}\":", one.key).into_boxed_str();
            let (key, pos) = (one.key, one.pos);
            let step = match one.first.name.node.as_str() {
                "__typename" => None,
                "__schema" | "__type" => {
                    introspection.push(one);
                    Some(Root::Introspection)
                }
                name => {
                    let field = of.fields.get(name).ok_or_else(|| super::unknown(of, name, pos))?;
                    let step = self.root_field(field, &one).map_err(|mut failure| {
                        if failure.locations.is_empty() {
                            failure.locations.push(pos);
                        }
                        failure
                    })?;
                    Some(step)
                }
            };
            fields.push(Selected { written, key, pos, step });
        }
        Ok((Selection { of: &of.name, fields }, introspection))
    }

    fn root_field(&mut self, field: &'a Field, merged: &Merged<'a>) -> Planned<Root<'a>> {
        let Does::Root(does) = &field.does else { return Err(super::misplaced()) };
        match does {
            does::Root::Node => {
                let arguments = self.arguments(field, merged)?;
                let id = arguments.get("id").and_then(Value::as_str).unwrap_or_default();
                let found = self.image.find(id);
                let tables: Vec<usize> = found.iter().map(|(table, _)| *table).collect();
                let parents = found.map_or(Parents::Any, |(_, row)| Parents::One(row));
                let by_table =
                    self.belonging(parents, |planner| planner.by_table(&tables, &merged.sets()))?;
                Ok(Root::Node(found, by_table))
            }
            does::Root::Nodes => {
                let arguments = self.arguments(field, merged)?;
                let ids = arguments.get("ids").and_then(Value::as_array);
                let ids = ids.map(Vec::as_slice).unwrap_or_default();
                self.within_page("the number of ids", ids.len())?;
                let find = |id: &Value| self.image.find(id.as_str().unwrap_or_default());
                let found: Vec<_> = ids.iter().map(find).collect();
                let mut tables: Vec<usize> =
                    found.iter().flatten().map(|(table, _)| *table).collect();
                tables.sort_unstable();
                tables.dedup();
                let by_table = self.repeated(found.len() as u64, |planner| {
                    planner.by_table(&tables, &merged.sets())
                })?;
                Ok(Root::Nodes(found, by_table))
            }
            does::Root::Revision => self.revision(field, merged).map(Root::Revision),
            does::Root::Rest(does) => {
                self.rest(*does, field, merged).map(|rest| Root::Rest(Box::new(rest)))
            }
            does::Root::Search => Ok(Root::Search(Box::new(self.search(field, merged)?))),
            does::Root::One(table) => {
                let arguments = self.arguments(field, merged)?;
                let slug = arguments.get("slug").and_then(Value::as_str).unwrap_or_default();
                let row = self.image.table(*table).find(slug);
                self.count_records()?;
                let parents = row.map_or(Parents::Any, Parents::One);
                let selection =
                    self.belonging(parents, |planner| planner.record(*table, &merged.sets()))?;
                Ok(Root::One(*table, row, selection))
            }
            does::Root::Records(table) => {
                let list = self.list(*table, None, field, merged)?;
                Ok(Root::List(Box::new(list)))
            }
        }
    }
}
