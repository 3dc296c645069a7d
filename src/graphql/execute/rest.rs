//! What stands beside the records: datasets, code lists, the journal of changes, explanations.

use serde_json::Value;

use super::super::plan::rest::{
    Entry, Explained, Explanation, Journal, JournalEdge, Refusal, Rest, Tree,
};
use super::super::plan::{Revision, Root, Selected, Selection};
use super::super::schema::does;
use super::{Pass, Place, Written};
use crate::about::explain::{self, Memory, explain};
use crate::about::journal::cursor;
use crate::image::render::write;
use crate::model::TABLES;
use crate::store::journal::{Entry as Noted, Journal as Noticed, Refusal as Refused, Since};

impl<'p> Pass<'p> {
    /// A field of the query that stands beside the records.
    pub(super) fn rest(
        &mut self,
        field: &'p Selected<'p, Root<'p>>,
        rest: &'p Rest<'p>,
    ) -> Written {
        let place = Place::Key(field.key);
        match rest {
            Rest::Trees(found, selection) => {
                self.within(place, |pass| pass.trees(found, selection))
            }
            Rest::Journal(asked, selection) => {
                if let Some(page) = self.from.known.journal(asked) {
                    return self.within(place, |pass| pass.journal(selection, asked, &page));
                }
                if let Some(error) = self.from.known.failure() {
                    return Err(self.fail(error, field.pos, field.key));
                }
                self.wanted.journals.push(asked.clone());
                self.null();
                Ok(())
            }
            Rest::Explanation(explained) => self.explained(field, explained),
        }
    }

    fn trees(&mut self, found: &[Value], selection: &'p Selection<'p, Tree<'p>>) -> Written {
        self.list(found, |pass, value| {
            pass.check_size()?;
            pass.object(selection, |pass, field, step| pass.leaf(field, step, value))
        })
    }

    fn leaf(
        &mut self,
        field: &'p Selected<'p, Tree<'p>>,
        step: &'p Tree<'p>,
        value: &Value,
    ) -> Written {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_ascii_uppercase();
        match step {
            Tree::Value(name) => {
                // A value of JSON can always be written into a vector.
                let _ = serde_json::to_writer(&mut self.out, &value[*name]);
            }
            Tree::Enum(name) => self.string(&text(&value[*name])),
            Tree::Label(name, language) => {
                self.string(value[*name][*language].as_str().unwrap_or_default());
            }
            Tree::Objects(name, selection) => {
                let found = value[*name].as_array().map(Vec::as_slice).unwrap_or_default();
                return self.within(Place::Key(field.key), |pass| pass.trees(found, selection));
            }
        }
        Ok(())
    }

    fn journal(
        &mut self,
        selection: &'p Selection<'p, Journal<'p>>,
        asked: &Since,
        page: &Noticed,
    ) -> Written {
        self.object(selection, |pass, field, step| {
            let place = Place::Key(field.key);
            match step {
                Journal::Nodes(selection) => pass.within(place, |pass| {
                    pass.list(&page.entries, |pass, entry| pass.entry(selection, entry))
                }),
                Journal::Edges(selection) => pass.within(place, |pass| {
                    pass.list(&page.entries, |pass, entry| {
                        pass.object(selection, |pass, field, step| match step {
                            JournalEdge::Cursor => {
                                pass.string(&cursor(asked, entry));
                                Ok(())
                            }
                            JournalEdge::Node(selection) => pass
                                .within(Place::Key(field.key), |pass| pass.entry(selection, entry)),
                        })
                    })
                }),
                Journal::PageInfo(selection) => pass.object(selection, |pass, _, step| {
                    let end = match step {
                        does::Page::HasNext => {
                            write::boolean(&mut pass.out, page.has_next);
                            return Ok(());
                        }
                        does::Page::HasPrevious => {
                            // The change that a cursor marks comes before the page.
                            write::boolean(&mut pass.out, asked.after.is_some());
                            return Ok(());
                        }
                        does::Page::Start => page.entries.first(),
                        does::Page::End => page.entries.last(),
                    };
                    match end {
                        Some(entry) => pass.string(&cursor(asked, entry)),
                        None => pass.null(),
                    }
                    Ok(())
                }),
            }
        })
    }

    fn entry(&mut self, selection: &'p Selection<'p, Entry<'p>>, entry: &Noted) -> Written {
        self.check_size()?;
        self.object(selection, |pass, field, step| {
            let place = Place::Key(field.key);
            match step {
                Entry::Record => pass.string(&entry.record()),
                Entry::Table => {
                    let name = TABLES.get(entry.table).map_or("", |table| table.name);
                    pass.string(&name.to_ascii_uppercase());
                }
                Entry::Kind => pass.kind(entry.change.kind),
                Entry::Revision(selection) => {
                    return pass
                        .within(place, |pass| pass.revision(selection, entry.change.revision));
                }
                Entry::Fields(selection) => {
                    return pass
                        .within(place, |pass| pass.field_changes(selection, &entry.change.fields));
                }
                Entry::Node(by_table) => {
                    let row = pass.from.image.table(entry.table).find(&entry.slug);
                    let found = row.map(|row| (entry.table, row));
                    return pass.within(place, |pass| pass.found(found, by_table));
                }
            }
            Ok(())
        })
    }

    fn explained(
        &mut self,
        field: &'p Selected<'p, Root<'p>>,
        explained: &'p Explained<'p>,
    ) -> Written {
        let known = self.from.known;
        let (changes, refusals, renames) = match &explained.key {
            // The store is not asked for what cannot be there.
            None => (None, None, None),
            Some(key) => {
                let (changes, refusals) = (known.changes(key), known.refusals(key));
                let renames = known.renames(key);
                if changes.is_none() || refusals.is_none() || renames.is_none() {
                    if let Some(error) = known.failure() {
                        return Err(self.fail(error, field.pos, field.key));
                    }
                    self.wanted.changes.push(key.clone());
                    self.wanted.refusals.push(key.clone());
                    self.wanted.renames.push(key.clone());
                    self.null();
                    return Ok(());
                }
                (changes, refusals, renames)
            }
        };
        let memory = Memory {
            changes: changes.as_deref().unwrap_or_default(),
            refusals: refusals.as_deref().unwrap_or_default(),
            renames: renames.as_deref().unwrap_or_default(),
        };
        let found = explain(self.from.image, &explained.id, memory);
        self.within(Place::Key(field.key), |pass| {
            pass.object(&explained.selection, |pass, field, step| {
                pass.explanation(field, step, &found)
            })
        })
    }

    fn explanation(
        &mut self,
        field: &'p Selected<'p, Explanation<'p>>,
        step: &'p Explanation<'p>,
        found: &explain::Explanation<'_>,
    ) -> Written {
        let place = Place::Key(field.key);
        match step {
            Explanation::Id => self.string(found.id),
            Explanation::State => self.string(&found.state.name().to_ascii_uppercase()),
            Explanation::RenamedTo => self.optional(found.renamed_to.as_deref()),
            Explanation::Sentence(language) => self.string(&found.sentence(language)),
            Explanation::Added(selection) => {
                return self.revision_or_null(place, selection, found.added);
            }
            Explanation::Changed(selection) => {
                return self.revision_or_null(place, selection, found.changed);
            }
            Explanation::Removed(selection) => {
                return self.revision_or_null(place, selection, found.removed);
            }
            Explanation::Changes(selection) => {
                return self.within(place, |pass| {
                    pass.list(&found.changes, |pass, change| pass.change(selection, change))
                });
            }
            Explanation::Refusals(selection) => {
                return self.within(place, |pass| {
                    pass.list(&found.refusals, |pass, refusal| pass.refusal(selection, refusal))
                });
            }
            Explanation::Node(by_table) => {
                let record = self.from.image.find(found.id);
                return self.within(place, |pass| pass.found(record, by_table));
            }
        }
        Ok(())
    }

    fn revision_or_null(
        &mut self,
        place: Place<'p>,
        selection: &'p Selection<'p, Revision<'p>>,
        number: Option<i64>,
    ) -> Written {
        let Some(number) = number else {
            self.null();
            return Ok(());
        };
        self.within(place, |pass| pass.nullable(|pass| pass.revision(selection, number)))
    }

    fn refusal(&mut self, selection: &'p Selection<'p, Refusal<'p>>, refusal: &Refused) -> Written {
        self.check_size()?;
        self.object(selection, |pass, field, step| {
            let place = Place::Key(field.key);
            match step {
                Refusal::Revision(selection) => {
                    pass.within(place, |pass| pass.revision(selection, refusal.revision))
                }
                Refusal::Problem(selection) => {
                    pass.within(place, |pass| pass.problem(selection, &refusal.problem))
                }
            }
        })
    }
}
