//! The execution of a plan: one pass over it, from the image into the bytes of the answer.
//!
//! A pass is a pure function of the image and of what the store has said so far. Where it meets a
//! question that only the store can answer, it notes it and goes on; when it has ended, all its
//! questions are asked together and the pass is made again, knowing more. A query without history
//! is one pass; history, its revisions and their reports are at most three more.

mod groups;
mod history;
mod lists;
mod records;
mod rest;
mod search;

use std::time::Instant;

use async_graphql::Pos;
use serde_json::Value;

use super::failure::{Failure, Step};
use super::history::{Known, Wanted};
use super::plan::{ByTable, Root, Selected, Selection};
use crate::error::Error;
use crate::image::Image;
use crate::image::columns::Row;
use crate::image::group::Budget;
use crate::image::render::write;

/// A value that must not be null is null: the failure is noted, and the nearest value around it
/// that may be null becomes null.
pub(super) struct Nulled;

/// The result of writing a value.
type Written = Result<(), Nulled>;

/// The most failures that an answer lists.
const FAILURES: usize = 100;

/// A step of the way to what is being written.
#[derive(Clone, Copy)]
enum Place<'p> {
    Key(&'p str),
    Index(usize),
}

/// What a pass reads.
#[derive(Clone, Copy)]
pub(super) struct Sources<'p> {
    /// The revision.
    pub(super) image: &'p Image,
    /// What the store has said.
    pub(super) known: &'p Known,
    /// The answers of async-graphql, by key.
    pub(super) introspection: &'p Value,
    /// The most bytes of an answer.
    pub(super) answer_bytes: usize,
    /// When the pass must have ended, and the limit in milliseconds that it follows from.
    pub(super) until: (Instant, u64),
    /// What groups may cost.
    pub(super) grouped: Budget,
}

/// One pass over a plan.
pub(super) struct Pass<'p> {
    from: Sources<'p>,
    out: Vec<u8>,
    path: Vec<Place<'p>>,
    failures: Vec<Failure>,
    wanted: Wanted,
    /// How often the size was looked at.
    looks: u32,
    /// What groups may still cost.
    grouped: Budget,
    /// The limit that the pass ran into, which ends it.
    stopped: Option<Error>,
}

/// What a pass leaves.
pub(super) struct Outcome {
    /// The answer so far: an object that is not closed, with `data`.
    pub(super) out: Vec<u8>,
    /// The failures of its fields.
    pub(super) failures: Vec<Failure>,
    /// What the store must be asked before the pass can be made again.
    pub(super) wanted: Wanted,
}

/// Makes one pass over the plan of an operation.
pub(super) fn pass<'p>(
    from: Sources<'p>,
    plan: &'p Selection<'p, Root<'p>>,
) -> Result<Outcome, Error> {
    let mut pass = Pass {
        from,
        out: Vec::with_capacity(4096),
        path: Vec::with_capacity(16),
        failures: Vec::new(),
        wanted: Wanted::default(),
        looks: 0,
        grouped: from.grouped,
        stopped: None,
    };
    pass.out.extend_from_slice(b"{\"data\":");
    // All of `data` may be null; only a limit goes further.
    let _ = pass.nullable(|pass| pass.object(plan, Pass::root));
    match pass.stopped {
        Some(error) => Err(error),
        None => Ok(Outcome { out: pass.out, failures: pass.failures, wanted: pass.wanted }),
    }
}

impl<'p> Pass<'p> {
    /// An object: its fields in the order of the selection.
    fn object<S>(
        &mut self,
        selection: &'p Selection<'p, S>,
        mut write: impl FnMut(&mut Self, &'p Selected<'p, S>, &'p S) -> Written,
    ) -> Written {
        self.out.push(b'{');
        for (at, field) in selection.fields.iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.out.extend_from_slice(field.written.as_bytes());
            match &field.step {
                None => write::string(&mut self.out, selection.of),
                Some(step) => write(self, field, step)?,
            }
        }
        self.out.push(b'}');
        Ok(())
    }

    /// A value that may be null: it is, where something inside it that must not be null is.
    fn nullable(&mut self, write: impl FnOnce(&mut Self) -> Written) -> Written {
        let (start, depth) = (self.out.len(), self.path.len());
        if write(self).is_err() {
            self.out.truncate(start);
            self.path.truncate(depth);
            if self.stopped.is_some() {
                return Err(Nulled);
            }
            self.null();
        }
        Ok(())
    }

    /// A list.
    fn list<T>(
        &mut self,
        items: impl IntoIterator<Item = T>,
        mut write: impl FnMut(&mut Self, T) -> Written,
    ) -> Written {
        self.out.push(b'[');
        for (at, item) in items.into_iter().enumerate() {
            if at > 0 {
                self.out.push(b',');
            }
            self.within(Place::Index(at), |pass| write(pass, item))?;
        }
        self.out.push(b']');
        Ok(())
    }

    /// A value inside a field or a list, for the paths of failures.
    fn within(&mut self, place: Place<'p>, write: impl FnOnce(&mut Self) -> Written) -> Written {
        self.path.push(place);
        write(self)?;
        self.path.pop();
        Ok(())
    }

    fn null(&mut self) {
        self.out.extend_from_slice(b"null");
    }

    fn string(&mut self, text: &str) {
        write::string(&mut self.out, text);
    }

    /// Notes a failure of the field at the end of the path.
    fn fail(&mut self, error: Error, pos: Pos, key: &str) -> Nulled {
        if self.failures.len() < FAILURES {
            let mut path: Vec<Step> = Vec::with_capacity(self.path.len() + 1);
            path.extend(self.path.iter().map(|place| match place {
                Place::Key(key) => Step::Key((*key).to_owned()),
                Place::Index(at) => Step::Index(*at),
            }));
            path.push(Step::Key(key.to_owned()));
            self.failures.push(Failure { path, ..Failure::at(error, pos) });
        }
        Nulled
    }

    /// A field without a value: null, or a failure where every record should have one.
    fn missing<S>(&mut self, field: &Selected<'_, S>, required: bool) -> Written {
        if required {
            let error = Error::internal(format!("`{}` has no value", field.key));
            return Err(self.fail(error, field.pos, field.key));
        }
        self.null();
        Ok(())
    }

    /// Ends the pass where the answer grows too large, or takes too long.
    fn check_size(&mut self) -> Written {
        /// A look at the clock costs as much as a small field.
        const LOOKS: u32 = 64;
        if self.looks.is_multiple_of(LOOKS) && Instant::now() >= self.from.until.0 {
            self.stopped = Some(Error::Time { limit_ms: self.from.until.1 });
            return Err(Nulled);
        }
        self.looks = self.looks.wrapping_add(1);
        if self.out.len() <= self.from.answer_bytes {
            return Ok(());
        }
        self.stopped = Some(Error::long_answer(self.out.len(), self.from.answer_bytes));
        Err(Nulled)
    }

    fn root(&mut self, field: &'p Selected<'p, Root<'p>>, step: &'p Root<'p>) -> Written {
        let place = Place::Key(field.key);
        match step {
            Root::Introspection => {
                let value = self.from.introspection.get(field.key).unwrap_or(&Value::Null);
                // A value of JSON can always be written into a vector.
                let _ = serde_json::to_writer(&mut self.out, value);
                self.check_size()
            }
            Root::Node(found, by_table) => self.within(place, |pass| pass.found(*found, by_table)),
            Root::Nodes(found, by_table) => self
                .within(place, |pass| pass.list(found, |pass, found| pass.found(*found, by_table))),
            Root::Revision(selection) => {
                self.within(place, |pass| pass.current_revision(selection))
            }
            Root::Search(search) => self.within(place, |pass| pass.search(search, field.pos)),
            Root::One(table, row, selection) => match row {
                None => {
                    self.null();
                    Ok(())
                }
                Some(row) => self.within(place, |pass| {
                    pass.nullable(|pass| pass.record(selection, *table, *row))
                }),
            },
            Root::Rest(rest) => self.rest(field, rest),
            Root::List(list) => self.within(place, |pass| pass.connection(list, None, field.pos)),
        }
    }

    /// A record of any table, or null.
    fn found(&mut self, found: Option<(usize, Row)>, by_table: &'p ByTable<'p>) -> Written {
        let selection = found.and_then(|(table, row)| Some((by_table.get(&table)?, table, row)));
        let Some((selection, table, row)) = selection else {
            self.null();
            return Ok(());
        };
        self.nullable(|pass| pass.record(selection, table, row))
    }
}
