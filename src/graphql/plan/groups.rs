//! Plans of facets and groups: what is counted by what, and how much that is likely to cost.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::Value as Json;

use super::super::collect::Merged;
use super::super::schema::does::{self, Does, Grouped};
use super::super::schema::words::Field;
use super::{Filtered, Planned, Planner, Selection, misplaced};
use crate::error::Error;
use crate::image::Way;
use crate::image::group::{
    By, DIMENSIONS_LIMIT, GroupOrder, Question, Wanted, dimensions, parse_dimensions,
};

/// The list whose records are counted.
pub(super) struct Source {
    /// The table of the records.
    pub(super) table: usize,
    /// The way from the parent; none for all records of a table.
    pub(super) way: Option<Way>,
    /// What records must answer.
    pub(super) filter: Option<Arc<Filtered>>,
    /// How often the list can be in the answer.
    pub(super) times: u64,
}

/// Facets of a list.
pub(in crate::graphql) struct Facets<'a> {
    /// The dimensions.
    pub(in crate::graphql) by: Vec<usize>,
    /// The most values of each.
    pub(in crate::graphql) first: usize,
    /// What is selected of each facet.
    pub(in crate::graphql) selection: Selection<'a, Facet<'a>>,
}

/// A field of a facet.
pub(in crate::graphql) enum Facet<'a> {
    /// The name of the dimension.
    Dimension,
    /// How many values there are.
    Total,
    /// How many records have none.
    Missing,
    /// The values.
    Values(Selection<'a, Value>),
}

/// A field of a value of a dimension.
pub(in crate::graphql) enum Value {
    /// The name of the dimension.
    Dimension,
    /// The id.
    Id,
    /// The label, in languages by preference.
    Label(Vec<String>),
    /// How many records have it.
    Count,
}

/// Groups of a list.
pub(in crate::graphql) struct Groups<'a> {
    /// The question.
    pub(in crate::graphql) question: Question,
    /// The written form of dimensions and order, for cursors.
    pub(in crate::graphql) written: String,
    /// How many groups are wanted.
    pub(in crate::graphql) first: usize,
    /// The cursor to begin behind.
    pub(in crate::graphql) after: Option<String>,
    /// What is selected of the connection.
    pub(in crate::graphql) selection: Selection<'a, GroupList<'a>>,
}

/// A field of a connection of groups.
pub(in crate::graphql) enum GroupList<'a> {
    /// How many groups there are.
    Count,
    /// The groups of the page.
    Nodes(Selection<'a, Group<'a>>),
    /// Where the page stands.
    PageInfo(Selection<'a, does::Page>),
    /// All records together.
    Total(Selection<'a, Group<'a>>),
}

/// A field of a group.
pub(in crate::graphql) enum Group<'a> {
    /// The keys.
    Keys(Selection<'a, Value>),
    /// How many records it has.
    Count,
    /// A sum.
    Sum(usize),
    /// The sums of money.
    Amounts(Selection<'a, Grouped>),
    /// The first day.
    FirstDay,
    /// The last day.
    LastDay,
}

impl<'a> Planner<'a> {
    /// Facets of a list.
    pub(super) fn facets(
        &mut self,
        of: &Source,
        field: &'a Field,
        merged: &Merged<'a>,
    ) -> Planned<Facets<'a>> {
        let arguments = self.arguments(field, merged)?;
        let by = by(of.table, &arguments, dimensions(of.table).len())?;
        let first = self.first(&arguments)?;
        for dimension in &by {
            let dimension = std::slice::from_ref(dimension);
            self.spend(of, dimension)?;
            let values = self.image.most_groups(of.table, dimension).min(first as u64);
            self.counted(of, values)?;
        }
        let object = self.object(field.ty.type_name())?;
        let selection = self.select(object, &merged.sets(), |planner, field, merged| {
            let Does::Grouped(does) = &field.does else { return Err(misplaced()) };
            Ok(match does {
                Grouped::Dimension => Facet::Dimension,
                Grouped::Groups => Facet::Total,
                Grouped::Missing => Facet::Missing,
                Grouped::Values => Facet::Values(planner.values(field, merged)?),
                _ => return Err(misplaced()),
            })
        })?;
        Ok(Facets { by, first, selection })
    }

    /// Groups of a list.
    pub(super) fn groups(
        &mut self,
        of: &Source,
        field: &'a Field,
        merged: &Merged<'a>,
    ) -> Planned<Groups<'a>> {
        let arguments = self.arguments(field, merged)?;
        let by = by(of.table, &arguments, DIMENSIONS_LIMIT)?;
        let order = arguments.get("orderBy").map_or_else(GroupOrder::default, order);
        let first = self.first(&arguments)?;
        let after = arguments.get("after").and_then(Json::as_str).map(str::to_owned);
        self.spend(of, &by)?;
        let mut wanted = Wanted { sums: matches!(order.by, By::Sum(_)), ..Wanted::default() };
        let most = self.image.most_groups(of.table, &by).min(first as u64);
        let object = self.object(field.ty.type_name())?;
        let selection = self.select(object, &merged.sets(), |planner, field, merged| {
            let Does::Grouped(does) = &field.does else { return Err(misplaced()) };
            Ok(match does {
                Grouped::Groups => GroupList::Count,
                Grouped::Nodes => {
                    planner.counted(of, most)?;
                    GroupList::Nodes(planner.grouped_fields(field, merged, &mut wanted)?)
                }
                Grouped::Total => {
                    GroupList::Total(planner.grouped_fields(field, merged, &mut wanted)?)
                }
                Grouped::PageInfo => {
                    let page = planner.leaves(field, merged, |does| match does {
                        Does::Page(leaf) => Some(*leaf),
                        _ => None,
                    });
                    GroupList::PageInfo(page?)
                }
                _ => return Err(misplaced()),
            })
        })?;
        let written = format!("{by:?} {order:?}");
        Ok(Groups { question: Question { by, order, wanted }, written, first, after, selection })
    }

    fn grouped_fields(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
        wanted: &mut Wanted,
    ) -> Planned<Selection<'a, Group<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::Grouped(does) = &field.does else { return Err(misplaced()) };
            Ok(match does {
                Grouped::Keys => Group::Keys(planner.values(field, merged)?),
                Grouped::Count => Group::Count,
                Grouped::Sum(at) => {
                    wanted.sums = true;
                    Group::Sum(*at)
                }
                Grouped::Amounts => {
                    wanted.amounts = true;
                    let leaves = planner.leaves(field, merged, |does| match does {
                        Does::Grouped(leaf) => Some(*leaf),
                        _ => None,
                    });
                    Group::Amounts(leaves?)
                }
                Grouped::FirstDay | Grouped::LastDay => {
                    wanted.days = true;
                    let is_first = matches!(does, Grouped::FirstDay);
                    if is_first { Group::FirstDay } else { Group::LastDay }
                }
                _ => return Err(misplaced()),
            })
        })
    }

    fn values(&mut self, field: &Field, merged: &Merged<'a>) -> Planned<Selection<'a, Value>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::Grouped(does) = &field.does else { return Err(misplaced()) };
            Ok(match does {
                Grouped::Dimension => Value::Dimension,
                Grouped::KeyId => Value::Id,
                Grouped::ValueCount => Value::Count,
                Grouped::KeyLabel => {
                    let arguments = planner.arguments(field, merged)?;
                    let tags = arguments.get("language").and_then(Json::as_array);
                    let tags = tags.into_iter().flatten().filter_map(Json::as_str);
                    Value::Label(tags.map(str::to_owned).collect())
                }
                _ => return Err(misplaced()),
            })
        })
    }

    /// How many values or groups a page is to have.
    fn first(&self, arguments: &HashMap<String, Json>) -> Planned<usize> {
        let Some(number) = arguments.get("first").and_then(Json::as_i64) else {
            return Ok(self.limits.page_size);
        };
        let most = self.limits.page_size_max;
        let size = usize::try_from(number).map_err(|_| Error::Argument {
            argument: "first".to_owned(),
            what: format!("expected zero or more, not {number}"),
            hint: format!("ask for 1 to {most}"),
        })?;
        if size > most {
            return Err(Error::Limit {
                what: "the number of groups or values of a page",
                value: size as u64,
                limit: most as u64,
                hint: format!("ask for at most {most}, and follow `pageInfo.endCursor`"),
            }
            .into());
        }
        Ok(size)
    }

    /// Counts values or groups that come with each of the lists.
    fn counted(&mut self, of: &Source, values: u64) -> Planned<()> {
        let outer = std::mem::replace(&mut self.times, of.times.saturating_mul(values));
        let counted = self.count_records();
        self.times = outer;
        counted
    }

    /// Takes what counting by some dimensions is likely to cost out of the budget, for all times
    /// that the list can be in the answer.
    fn spend(&mut self, of: &Source, by: &[usize]) -> Planned<()> {
        let image = self.image;
        let filtered = of.filter.as_ref().map(|filter| filter.rows(image).len());
        let each = filtered.unwrap_or(image.table(of.table).rows as u64);
        let mut records = of.times.saturating_mul(each);
        if let Some(way) = of.way {
            records = records.min(of.times.saturating_mul(image.longest(way) as u64));
            // Each parent has its own pairs; only where parents repeat do their pairs.
            let parents = image.table(way.from()).rows;
            let repeats = of.times.div_ceil(parents.max(1) as u64);
            records = records.min(repeats.saturating_mul(image.pairs(way).len() as u64));
        }
        self.grouped.spend(image.pairs_to_group(of.table, records, by))?;
        Ok(())
    }
}

fn by(table: usize, arguments: &HashMap<String, Json>, most: usize) -> Result<Vec<usize>, Error> {
    let names = arguments.get("by").and_then(Json::as_array).into_iter().flatten();
    parse_dimensions(table, names.filter_map(Json::as_str), most, "by")
}

/// The order that the argument names; the schema knows no other.
fn order(json: &Json) -> GroupOrder {
    let text = |name: &str| json.get(name).and_then(Json::as_str);
    let by = text("field").and_then(|name| GroupOrder::by(&name.to_ascii_lowercase()));
    let Some(by) = by else { return GroupOrder::default() };
    let descending = text("direction").map_or(by != By::Keys, |direction| direction == "DESC");
    GroupOrder { by, descending }
}
