//! Revisions, changes and import reports: what only the store knows.

use super::super::history::Told;
use super::super::plan::{Change, Record, Report, Revision, Selected, Selection};
use super::super::schema::does;
use super::{Pass, Place, Written};
use crate::error::Error;
use crate::image::columns::Row;
use crate::image::render::write;
use crate::store::history::{
    Change as Changed, ChangeKind, FieldChange, Problem, Report as Reported,
};

impl<'p> Pass<'p> {
    /// The revision that the answer is made from.
    pub(super) fn current_revision(
        &mut self,
        selection: &'p Selection<'p, Revision<'p>>,
    ) -> Written {
        self.revision(selection, self.from.image.revision.number)
    }

    /// The changes of a record.
    pub(super) fn changes(
        &mut self,
        field: &'p Selected<'p, Record<'p>>,
        selection: &'p Selection<'p, Change<'p>>,
        table: usize,
        row: Row,
    ) -> Written {
        if let Some(error) = self.from.known.failure() {
            return Err(self.fail(error, field.pos, field.key));
        }
        let record = (table, self.from.image.table(table).slug(row).to_owned());
        let Some(changes) = self.from.known.changes(&record) else {
            self.wanted.changes.push(record);
            // Whatever is written here is written again when the store has answered.
            self.out.extend_from_slice(b"[]");
            return Ok(());
        };
        // The store may be ahead of the image; an answer is of one revision.
        let current = self.from.image.revision.number;
        let changes = changes.iter().filter(|change| change.revision <= current);
        self.within(Place::Key(field.key), |pass| {
            pass.list(changes, |pass, change| pass.change(selection, change))
        })
    }

    /// A change of a record.
    pub(super) fn change(
        &mut self,
        selection: &'p Selection<'p, Change<'p>>,
        change: &Changed,
    ) -> Written {
        self.check_size()?;
        self.object(selection, |pass, field, step| match step {
            Change::Revision(selection) => {
                pass.within(Place::Key(field.key), |pass| pass.revision(selection, change.revision))
            }
            Change::Kind => {
                pass.kind(change.kind);
                Ok(())
            }
            Change::Fields(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.field_changes(selection, &change.fields)
            }),
        })
    }

    /// What happened to a record.
    pub(super) fn kind(&mut self, kind: ChangeKind) {
        self.string(match kind {
            ChangeKind::Added => "ADDED",
            ChangeKind::Changed => "CHANGED",
            ChangeKind::Removed => "REMOVED",
        });
    }

    /// The fields that a change touched.
    pub(super) fn field_changes(
        &mut self,
        selection: &'p Selection<'p, does::FieldChange>,
        fields: &[FieldChange],
    ) -> Written {
        self.list(fields, |pass, changed| {
            pass.object(selection, |pass, _, step| {
                match step {
                    does::FieldChange::Name => pass.string(&changed.name),
                    does::FieldChange::Before => pass.optional(changed.before.as_deref()),
                    does::FieldChange::After => pass.optional(changed.after.as_deref()),
                }
                Ok(())
            })
        })
    }

    /// A text, or null.
    pub(super) fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.string(text),
            None => self.null(),
        }
    }

    /// A revision.
    pub(super) fn revision(
        &mut self,
        selection: &'p Selection<'p, Revision<'p>>,
        number: i64,
    ) -> Written {
        let current = &self.from.image.revision;
        self.object(selection, |pass, field, step| match step {
            Revision::Number => {
                write::integer(&mut pass.out, number);
                Ok(())
            }
            Revision::PublishedAt if number == current.number => {
                pass.string(&current.published_at);
                Ok(())
            }
            Revision::PublishedAt => pass.published(field, number),
            Revision::Report(selection) => pass.report(field, selection, number),
        })
    }

    fn published(&mut self, field: &'p Selected<'p, Revision<'p>>, number: i64) -> Written {
        match self.from.known.published(number) {
            Told::Value(at) => self.string(at),
            Told::Nothing => return self.missing(field, true),
            Told::NotAsked => {
                if let Some(error) = self.from.known.failure() {
                    return Err(self.fail(error, field.pos, field.key));
                }
                self.wanted.published.push(number);
                self.null();
            }
        }
        Ok(())
    }

    fn report(
        &mut self,
        field: &'p Selected<'p, Revision<'p>>,
        selection: &'p Selection<'p, Report<'p>>,
        number: i64,
    ) -> Written {
        match self.from.known.report(number) {
            Told::Value(report) => {
                return self.within(Place::Key(field.key), |pass| {
                    pass.nullable(|pass| pass.import_report(selection, &report))
                });
            }
            Told::Nothing => {}
            Told::NotAsked => match self.from.known.failure() {
                // A report may be null: the failure is noted and goes no further.
                Some(error) => drop(self.fail(error, field.pos, field.key)),
                None => self.wanted.reports.push(number),
            },
        }
        self.null();
        Ok(())
    }

    fn import_report(
        &mut self,
        selection: &'p Selection<'p, Report<'p>>,
        report: &Reported,
    ) -> Written {
        use does::Report as Field;
        self.object(selection, |pass, field, step| {
            let number = match step {
                Report::Value(Field::StartedAt) => {
                    pass.string(&report.started_at);
                    return Ok(());
                }
                Report::Value(Field::FinishedAt) => {
                    pass.string(&report.finished_at);
                    return Ok(());
                }
                Report::Value(Field::Rows) => report.rows,
                Report::Value(Field::Added) => report.added,
                Report::Value(Field::Changed) => report.changed,
                Report::Value(Field::Removed) => report.removed,
                Report::Value(Field::Refused) => report.refused,
                Report::Value(Field::Problems) => {
                    let error = Error::internal("problems without a selection");
                    return Err(pass.fail(error, field.pos, field.key));
                }
                Report::Problems(selection) => {
                    return pass.within(Place::Key(field.key), |pass| {
                        pass.list(&report.problems, |pass, problem| {
                            pass.check_size()?;
                            pass.problem(selection, problem)
                        })
                    });
                }
            };
            write::integer(&mut pass.out, number.cast_signed());
            Ok(())
        })
    }

    pub(super) fn problem(
        &mut self,
        selection: &'p Selection<'p, does::Problem>,
        problem: &Problem,
    ) -> Written {
        self.object(selection, |pass, _, step| {
            match step {
                does::Problem::File => pass.string(&problem.file),
                does::Problem::Line => match problem.line {
                    Some(line) => write::integer(&mut pass.out, line.cast_signed()),
                    None => pass.null(),
                },
                does::Problem::Column => pass.optional(problem.column.as_deref()),
                does::Problem::Value => pass.optional(problem.value.as_deref()),
                does::Problem::Code => pass.string(&problem.code),
                does::Problem::Message => pass.string(&problem.message),
                does::Problem::Hint => pass.string(&problem.hint),
                does::Problem::Record => pass.optional(problem.record.as_deref()),
            }
            Ok(())
        })
    }
}
