//! Plans of what stands beside the records: datasets, code lists, the journal of changes,
//! explanations.

use std::collections::HashMap;

use serde_json::Value;

use super::super::collect::Merged;
use super::super::history::RecordKey;
use super::super::schema::does::rest::{self as does, RestRoot};
use super::super::schema::does::{self as fields, Does};
use super::super::schema::words::Field;
use super::values::label_language;
use super::{ByTable, Change, Planned, Planner, Revision, Selection, misplaced};
use crate::about::{codes, datasets, explain, journal};
use crate::error::Error;
use crate::model::TABLES;
use crate::model::value::{Expected, PartialDate};
use crate::store::journal::{Since, Start};

/// The fields that a list of objects can have at most, for the estimate of what an answer holds.
const OBJECTS: u64 = 32;

/// A field of the query that stands beside the records.
pub(in crate::graphql) enum Rest<'a> {
    /// Objects that are known as JSON.
    Trees(Vec<Value>, Selection<'a, Tree<'a>>),
    /// A page of the journal.
    Journal(Since, Selection<'a, Journal<'a>>),
    /// What became of a record.
    Explanation(Explained<'a>),
}

/// What became of a record.
pub(in crate::graphql) struct Explained<'a> {
    /// The id.
    pub(in crate::graphql) id: String,
    /// The record, where the id can be one.
    pub(in crate::graphql) key: Option<RecordKey>,
    /// The fields.
    pub(in crate::graphql) selection: Selection<'a, Explanation<'a>>,
}

/// A field of something that is known as JSON.
pub(in crate::graphql) enum Tree<'a> {
    /// The value itself.
    Value(&'static str),
    /// The value in capitals.
    Enum(&'static str),
    /// The label in a language.
    Label(&'static str, &'static str),
    /// A list of objects.
    Objects(&'static str, Selection<'a, Self>),
}

/// A field of a page of the journal.
pub(in crate::graphql) enum Journal<'a> {
    /// The entries.
    Nodes(Selection<'a, Entry<'a>>),
    /// The entries with their cursors.
    Edges(Selection<'a, JournalEdge<'a>>),
    /// Where the page stands.
    PageInfo(Selection<'a, fields::Page>),
}

/// A field of an edge of the journal.
pub(in crate::graphql) enum JournalEdge<'a> {
    /// The place in the journal.
    Cursor,
    /// The entry.
    Node(Selection<'a, Entry<'a>>),
}

/// A field of an entry of the journal.
pub(in crate::graphql) enum Entry<'a> {
    /// The id of the record.
    Record,
    /// Its table.
    Table,
    /// What happened.
    Kind,
    /// The revision.
    Revision(Selection<'a, Revision<'a>>),
    /// The fields that it touched.
    Fields(Selection<'a, fields::FieldChange>),
    /// The record as it is now.
    Node(ByTable<'a>),
}

/// A field of an explanation.
pub(in crate::graphql) enum Explanation<'a> {
    /// The id.
    Id,
    /// What became of it.
    State,
    /// The id that it leads to now.
    RenamedTo,
    /// The same as a sentence in a language.
    Sentence(&'static str),
    /// The revision that added it.
    Added(Selection<'a, Revision<'a>>),
    /// The last revision that changed it.
    Changed(Selection<'a, Revision<'a>>),
    /// The revision that removed it.
    Removed(Selection<'a, Revision<'a>>),
    /// What changed.
    Changes(Selection<'a, Change<'a>>),
    /// What was left out.
    Refusals(Selection<'a, Refusal<'a>>),
    /// The record as it is now.
    Node(ByTable<'a>),
}

/// A field of what an import left out.
pub(in crate::graphql) enum Refusal<'a> {
    /// The revision.
    Revision(Selection<'a, Revision<'a>>),
    /// Why.
    Problem(Selection<'a, fields::Problem>),
}

/// Where the journal begins: exactly one of the two arguments says it.
fn since(arguments: &HashMap<String, Value>) -> Result<Start, Error> {
    let number = arguments.get("since").and_then(Value::as_i64);
    let date = arguments.get("sinceDate").and_then(Value::as_str);
    match (number, date) {
        (Some(number), None) => journal::behind(number),
        (None, Some(date)) => match date.parse::<PartialDate>() {
            Ok(date) => Ok(journal::from_date(date)),
            Err(Expected(expected, _)) => Err(Error::Argument {
                argument: "sinceDate".to_owned(),
                what: format!("{expected}, not `{date}`"),
                hint: "give a date such as `2026-03`".to_owned(),
            }),
        },
        (given, _) => Err(Error::Argument {
            argument: "since".to_owned(),
            what: match given {
                Some(_) => "`since` and `sinceDate` cannot both be given",
                None => "one of `since` and `sinceDate` is required",
            }
            .to_owned(),
            hint: "give the number of a revision, or a date such as `2026-03`".to_owned(),
        }),
    }
}

impl<'a> Planner<'a> {
    /// A field of the query.
    pub(super) fn rest(
        &mut self,
        does: RestRoot,
        field: &'a Field,
        merged: &Merged<'a>,
    ) -> Planned<Rest<'a>> {
        match does {
            RestRoot::Datasets => {
                let found = datasets::datasets(self.image, self.service);
                self.trees(found, field, merged)
            }
            RestRoot::CodeLists => {
                let arguments = self.arguments(field, merged)?;
                let names = arguments.get("names").and_then(Value::as_array);
                let names: Option<Vec<&str>> =
                    names.map(|names| names.iter().filter_map(Value::as_str).collect());
                if let Some(names) = &names {
                    self.within_page("the number of names", names.len())?;
                }
                self.trees(codes::lists(names.as_deref())?, field, merged)
            }
            RestRoot::Changes => self.journal(field, merged),
            RestRoot::Explain => self.explained(field, merged).map(Rest::Explanation),
        }
    }

    /// Refuses a list in an argument that is longer than a page.
    pub(super) fn within_page(&self, what: &'static str, found: usize) -> Planned<()> {
        if found <= self.limits.page_size_max {
            return Ok(());
        }
        let (value, limit) = (found as u64, self.limits.page_size_max as u64);
        let hint = "ask for them in several requests".to_owned();
        Err(Error::Limit { what, value, limit, hint }.into())
    }

    fn trees(
        &mut self,
        found: Vec<Value>,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Rest<'a>> {
        let selection = self.repeated(found.len() as u64, |planner| planner.tree(field, merged))?;
        Ok(Rest::Trees(found, selection))
    }

    fn tree(&mut self, field: &Field, merged: &Merged<'a>) -> Planned<Selection<'a, Tree<'a>>> {
        self.count_records()?;
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::Rest(fields::rest::Rest::Tree(does)) = &field.does else {
                return Err(misplaced());
            };
            Ok(match does {
                does::Tree::Value(name) => Tree::Value(name),
                does::Tree::Enum(name) => Tree::Enum(name),
                does::Tree::Label(name) => {
                    let arguments = planner.arguments(field, merged)?;
                    Tree::Label(name, label_language(arguments.get("language")))
                }
                does::Tree::Objects(name) => Tree::Objects(
                    name,
                    planner.repeated(OBJECTS, |planner| planner.tree(field, merged))?,
                ),
            })
        })
    }

    fn journal(&mut self, field: &'a Field, merged: &Merged<'a>) -> Planned<Rest<'a>> {
        let arguments = self.arguments(field, merged)?;
        let since = since(&arguments)?;
        let tables = match arguments.get("types").and_then(Value::as_array) {
            Some(names) => {
                self.within_page("the number of types", names.len())?;
                journal::tables(names.iter().filter_map(Value::as_str))?
            }
            None => (0..TABLES.len()).collect(),
        };
        let first = self.slice(&arguments)?.first.unwrap_or(self.limits.page_size);
        let until = self.image.revision.number;
        let after = arguments.get("after").and_then(Value::as_str);
        let asked = journal::page((since, until), tables, after, first)?;
        let tables = asked.tables.clone();
        let of = self.object(field.ty.type_name())?;
        let selection = self.repeated(first as u64, |planner| {
            // Each entry brings what it changed, as a history does.
            planner.count_histories()?;
            planner.select(of, &merged.sets(), |planner, field, merged| {
                let Does::Rest(fields::rest::Rest::Journal(does)) = &field.does else {
                    return Err(misplaced());
                };
                Ok(match does {
                    does::Journal::Nodes => Journal::Nodes(planner.entry(&tables, field, merged)?),
                    does::Journal::Edges => {
                        Journal::Edges(planner.journal_edge(&tables, field, merged)?)
                    }
                    does::Journal::PageInfo => {
                        Journal::PageInfo(planner.leaves(field, merged, |does| match does {
                            Does::Page(leaf) => Some(*leaf),
                            _ => None,
                        })?)
                    }
                })
            })
        })?;
        Ok(Rest::Journal(asked, selection))
    }

    fn journal_edge(
        &mut self,
        tables: &[usize],
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, JournalEdge<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| match &field.does {
            Does::Rest(fields::rest::Rest::JournalEdge(does::JournalEdge::Cursor)) => {
                Ok(JournalEdge::Cursor)
            }
            Does::Rest(fields::rest::Rest::JournalEdge(does::JournalEdge::Node)) => {
                planner.entry(tables, field, merged).map(JournalEdge::Node)
            }
            _ => Err(misplaced()),
        })
    }

    fn entry(
        &mut self,
        tables: &[usize],
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Entry<'a>>> {
        self.count_records()?;
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::Rest(fields::rest::Rest::Entry(does)) = &field.does else {
                return Err(misplaced());
            };
            Ok(match does {
                does::Entry::Record => Entry::Record,
                does::Entry::Table => Entry::Table,
                does::Entry::Kind => Entry::Kind,
                does::Entry::Revision => Entry::Revision(planner.revision(field, merged)?),
                does::Entry::Fields => {
                    Entry::Fields(planner.leaves(field, merged, |does| match does {
                        Does::FieldChange(leaf) => Some(*leaf),
                        _ => None,
                    })?)
                }
                does::Entry::Node => Entry::Node(planner.by_table(tables, &merged.sets())?),
            })
        })
    }

    fn explained(&mut self, field: &'a Field, merged: &Merged<'a>) -> Planned<Explained<'a>> {
        let arguments = self.arguments(field, merged)?;
        let given = arguments.get("id").and_then(Value::as_str).unwrap_or_default();
        let id = explain::id_of(given).to_owned();
        let key = explain::key_of(&id);
        self.count_histories()?;
        let of = self.object(field.ty.type_name())?;
        let selection = self.select(of, &merged.sets(), |planner, field, merged| {
            let Does::Rest(fields::rest::Rest::Explanation(does)) = &field.does else {
                return Err(misplaced());
            };
            Ok(match does {
                does::Explanation::Id => Explanation::Id,
                does::Explanation::State => Explanation::State,
                does::Explanation::RenamedTo => Explanation::RenamedTo,
                does::Explanation::Sentence => {
                    let arguments = planner.arguments(field, merged)?;
                    Explanation::Sentence(label_language(arguments.get("language")))
                }
                does::Explanation::Added => Explanation::Added(planner.revision(field, merged)?),
                does::Explanation::Changed => {
                    Explanation::Changed(planner.revision(field, merged)?)
                }
                does::Explanation::Removed => {
                    Explanation::Removed(planner.revision(field, merged)?)
                }
                does::Explanation::Changes => Explanation::Changes(planner.changes(field, merged)?),
                does::Explanation::Refusals => {
                    Explanation::Refusals(planner.refusal(field, merged)?)
                }
                does::Explanation::Node => {
                    let tables: Vec<usize> = key.iter().map(|(table, _)| *table).collect();
                    Explanation::Node(planner.by_table(&tables, &merged.sets())?)
                }
            })
        })?;
        Ok(Explained { id, key, selection })
    }

    fn refusal(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
    ) -> Planned<Selection<'a, Refusal<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| match &field.does {
            Does::Rest(fields::rest::Rest::Refusal(does::Refusal::Revision)) => {
                planner.revision(field, merged).map(Refusal::Revision)
            }
            Does::Rest(fields::rest::Rest::Refusal(does::Refusal::Problem)) => {
                let problem = planner.leaves(field, merged, |does| match does {
                    Does::Problem(leaf) => Some(*leaf),
                    _ => None,
                });
                problem.map(Refusal::Problem)
            }
            _ => Err(misplaced()),
        })
    }
}
