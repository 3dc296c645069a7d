//! Facets and groups of the records of a list.

use std::ops::Range;

use super::super::plan::groups::{Facet, Facets, Group, GroupList, Groups, Value};
use super::super::plan::{Connection, List, Selected, Selection};
use super::super::schema::does::{Grouped, Page};
use super::lists::id;
use super::{Pass, Place, Written};
use crate::error::{Error, Result};
use crate::image::columns::Row;
use crate::image::group::{self, GroupCursor, Key, Measures, Rows, dimensions};
use crate::image::page::Fingerprint;
use crate::image::render::write;
use crate::model::value::PartialDate;

type Parent = Option<(usize, Row)>;

/// Groups that are being written.
struct Part<'p> {
    plan: &'p Groups<'p>,
    table: usize,
    groups: group::Groups<'p>,
    page: Range<usize>,
    query: Fingerprint,
}

impl<'p> Pass<'p> {
    /// The facets of a list.
    pub(super) fn facets(
        &mut self,
        list: &'p List<'p>,
        parent: Parent,
        field: &'p Selected<'p, Connection<'p>>,
        plan: &'p Facets<'p>,
    ) -> Written {
        let image = self.from.image;
        let set = self.set(list, parent.map(|(_, row)| row));
        let rows = Rows::of(&set);
        let counted: Result<Vec<_>> = plan
            .by
            .iter()
            .map(|at| image.facet(list.table, &rows, *at, plan.first, &mut self.grouped))
            .collect();
        let facets = counted.map_err(|error| self.fail(error, field.pos, field.key))?;
        self.within(Place::Key(field.key), |pass| {
            pass.list(&facets, |pass, facet| {
                pass.check_size()?;
                pass.facet(&plan.selection, list.table, facet)
            })
        })
    }

    fn facet(
        &mut self,
        selection: &'p Selection<'p, Facet<'p>>,
        table: usize,
        facet: &group::Facet,
    ) -> Written {
        self.object(selection, |pass, field, step| match step {
            Facet::Dimension => {
                pass.dimension(table, facet.dimension);
                Ok(())
            }
            Facet::Total => {
                write::integer(&mut pass.out, facet.total as i64);
                Ok(())
            }
            Facet::Missing => {
                write::integer(&mut pass.out, facet.missing as i64);
                Ok(())
            }
            Facet::Values(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.list(&facet.values, |pass, (key, count)| {
                    pass.value(selection, (table, facet.dimension), key, *count)
                })
            }),
        })
    }

    /// The name of a dimension as in arguments.
    fn dimension(&mut self, table: usize, dimension: usize) {
        let name = dimensions(table).get(dimension).map(|one| one.name.to_ascii_uppercase());
        self.string(&name.unwrap_or_default());
    }

    fn value(
        &mut self,
        selection: &'p Selection<'p, Value>,
        (table, dimension): (usize, usize),
        key: &Key,
        count: u64,
    ) -> Written {
        let image = self.from.image;
        self.object(selection, |pass, _, step| {
            match step {
                Value::Dimension => pass.dimension(table, dimension),
                Value::Id => match key.id(image) {
                    Some(id) => pass.string(&id),
                    None => pass.null(),
                },
                Value::Label(languages) => pass.string(&key.label(image, languages)),
                Value::Count => write::integer(&mut pass.out, count as i64),
            }
            Ok(())
        })
    }

    /// The groups of a list.
    pub(super) fn groups(
        &mut self,
        list: &'p List<'p>,
        parent: Parent,
        field: &'p Selected<'p, Connection<'p>>,
        plan: &'p Groups<'p>,
    ) -> Written {
        let part = match self.part(list, parent, plan) {
            Ok(part) => part,
            Err(error) => return Err(self.fail(error, field.pos, field.key)),
        };
        self.within(Place::Key(field.key), |pass| {
            pass.object(&plan.selection, |pass, field, step| match step {
                GroupList::Count => {
                    write::integer(&mut pass.out, part.groups.len() as i64);
                    Ok(())
                }
                GroupList::Nodes(selection) => pass.within(Place::Key(field.key), |pass| {
                    pass.list(part.page.clone(), |pass, place| {
                        pass.check_size()?;
                        let (keys, says) = (part.groups.keys(place), part.groups.measures(place));
                        pass.group(selection, &part, &keys, &says)
                    })
                }),
                GroupList::Total(selection) => pass.within(Place::Key(field.key), |pass| {
                    pass.group(selection, &part, &[], &part.groups.total())
                }),
                GroupList::PageInfo(selection) => pass.object(selection, |pass, _, step| {
                    pass.page_of_groups(&part, *step);
                    Ok(())
                }),
            })
        })
    }

    fn part(
        &mut self,
        list: &'p List<'p>,
        parent: Parent,
        plan: &'p Groups<'p>,
    ) -> Result<Part<'p>> {
        let image = self.from.image;
        let filter = list.filter.as_ref().map_or("", |filter| filter.written.as_str());
        let parent_id = id(self, parent);
        let query = Fingerprint::new(&["groups", &parent_id, list.name, filter, &plan.written]);
        let after = plan.after.as_deref();
        let after = after.map(|text| GroupCursor::parse(text, query, "after")).transpose()?;
        let set = self.set(list, parent.map(|(_, row)| row));
        let rows = Rows::of(&set);
        let groups = image.group(list.table, &rows, &plan.question, &mut self.grouped)?;
        let page = groups.page(plan.first, after.as_ref());
        Ok(Part { plan, table: list.table, groups, page, query })
    }

    fn page_of_groups(&mut self, part: &Part<'p>, step: Page) {
        let Range { start, end } = part.page;
        let place = match step {
            Page::HasNext => return write::boolean(&mut self.out, end < part.groups.len()),
            Page::HasPrevious => return write::boolean(&mut self.out, start > 0),
            Page::Start => start,
            Page::End => end.saturating_sub(1),
        };
        if part.page.contains(&place) {
            let cursor = part.groups.cursor(place, part.query);
            self.string(&cursor);
        } else {
            self.null();
        }
    }

    fn group(
        &mut self,
        selection: &'p Selection<'p, Group<'p>>,
        part: &Part<'p>,
        keys: &[Key],
        says: &Measures,
    ) -> Written {
        self.object(selection, |pass, field, step| {
            match step {
                Group::Keys(selection) => {
                    let keys = keys.iter().zip(&part.plan.question.by);
                    return pass.within(Place::Key(field.key), |pass| {
                        pass.list(keys, |pass, (key, dimension)| {
                            pass.value(selection, (part.table, *dimension), key, says.count)
                        })
                    });
                }
                Group::Count => write::integer(&mut pass.out, says.count as i64),
                Group::Sum(at) => match says.sums.get(*at).copied().flatten() {
                    None => pass.null(),
                    // The Int of GraphQL has 32 bits.
                    Some(sum) if i32::try_from(sum).is_err() => {
                        let what = format!("`{}` is {sum}, which no Int can hold", field.key);
                        let hint =
                            "ask by GET for the groups, where numbers are as long as they are";
                        let error = Error::Query { what, hint: hint.to_owned() };
                        let _ = pass.fail(error, field.pos, field.key);
                        pass.null();
                    }
                    Some(sum) => write::integer(&mut pass.out, sum),
                },
                Group::Amounts(selection) => {
                    return pass.within(Place::Key(field.key), |pass| {
                        pass.list(&says.amounts, |pass, sum| pass.amount(selection, sum))
                    });
                }
                Group::FirstDay => pass.day(says.first_day),
                Group::LastDay => pass.day(says.last_day),
            }
            Ok(())
        })
    }

    fn day(&mut self, day: Option<PartialDate>) {
        match day {
            Some(day) => write::date(&mut self.out, day),
            None => self.null(),
        }
    }

    fn amount(&mut self, selection: &'p Selection<'p, Grouped>, sum: &group::AmountSum) -> Written {
        self.object(selection, |pass, _, step| {
            match step {
                Grouped::Kind => match sum.kind {
                    Some(code) => pass.string(code.code),
                    None => pass.null(),
                },
                Grouped::Currency => pass.string(sum.currency),
                Grouped::AmountTotal => pass.string(&sum.total),
                _ => write::integer(&mut pass.out, sum.count as i64),
            }
            Ok(())
        })
    }
}
