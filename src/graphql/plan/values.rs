//! Plans of values: codes, amounts, positions, revisions, changes.

use async_graphql::parser::types::SelectionSet;
use serde_json::Value;

use super::super::collect::Merged;
use super::super::schema::does::{self, Does};
use super::super::schema::words::Field;
use super::{Change, Code, Planned, Planner, Report, Revision, Selection, misplaced};
use crate::model::table::Label;

impl<'a> Planner<'a> {
    /// An object whose fields have neither arguments nor further fields.
    pub(super) fn leaves<S: Copy + 'a>(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
        leaf: impl Fn(&'a Does) -> Option<S>,
    ) -> Planned<Selection<'a, S>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |_, field, _| leaf(&field.does).ok_or_else(misplaced))
    }

    /// A code with its label.
    pub(super) fn code(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Code>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| match field.does {
            Does::Code(does::Code::Code) => Ok(Code::Code),
            Does::Code(does::Code::Label) => {
                let arguments = planner.arguments(field, merged)?;
                Ok(Code::Label(label_language(arguments.get("language"))))
            }
            _ => Err(misplaced()),
        })
    }

    /// A revision.
    pub(super) fn revision(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Revision<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| match field.does {
            Does::Revision(does::Revision::Number) => Ok(Revision::Number),
            Does::Revision(does::Revision::PublishedAt) => Ok(Revision::PublishedAt),
            Does::Revision(does::Revision::Report) => {
                planner.report(field, &merged.sets()).map(Revision::Report)
            }
            _ => Err(misplaced()),
        })
    }

    fn report(
        &mut self,
        field: &Field,
        sets: &[&'a SelectionSet],
    ) -> Planned<Selection<'a, Report<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, sets, |planner, field, merged| match field.does {
            Does::Report(does::Report::Problems) => {
                let problems = planner.leaves(field, merged, |does| match does {
                    Does::Problem(leaf) => Some(*leaf),
                    _ => None,
                });
                problems.map(Report::Problems)
            }
            Does::Report(value) => Ok(Report::Value(value)),
            _ => Err(misplaced()),
        })
    }

    /// What changed in a record.
    pub(super) fn changes(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Change<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| match field.does {
            Does::Change(does::Change::Revision) => {
                planner.revision(field, merged).map(Change::Revision)
            }
            Does::Change(does::Change::Kind) => Ok(Change::Kind),
            Does::Change(does::Change::Fields) => {
                let fields = planner.leaves(field, merged, |does| match does {
                    Does::FieldChange(leaf) => Some(*leaf),
                    _ => None,
                });
                fields.map(Change::Fields)
            }
            _ => Err(misplaced()),
        })
    }
}

/// The language of labels that fits best: they are in English and Italian.
pub(super) fn label_language(wanted: Option<&Value>) -> &'static str {
    let wanted = wanted.and_then(Value::as_array).into_iter().flatten();
    Label::language(wanted.filter_map(Value::as_str))
}
