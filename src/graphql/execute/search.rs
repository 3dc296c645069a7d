//! The results of a search.

use async_graphql::Pos;

use super::super::plan::{Search, SearchEdge, SearchList, SearchResult, Selection};
use super::super::schema::{does, search};
use super::{Nulled, Pass, Place, Written};
use crate::image::render::write;
use crate::image::text::{Found, Hit, Snippet};

/// Results that are being written.
#[derive(Clone, Copy)]
struct Part<'p> {
    search: &'p Search<'p>,
    found: &'p Found,
    snippets: &'p [Vec<Snippet>],
}

impl<'p> Pass<'p> {
    /// A search with its page of results.
    pub(super) fn search(&mut self, search: &'p Search<'p>, pos: Pos) -> Written {
        let (found, snippets) = match search.found(self.from.image) {
            Ok((found, snippets)) => (found, snippets.as_slice()),
            Err(error) => {
                // The path ends with the key of this field already.
                let Some(Place::Key(key)) = self.path.pop() else { return Err(Nulled) };
                return Err(self.fail(error, pos, key));
            }
        };
        let part = Part { search, found, snippets };
        let hits = || found.hits.iter().enumerate();
        self.object(&search.selection, |pass, field, step| match step {
            SearchList::Total => {
                write::integer(&mut pass.out, found.total as i64);
                Ok(())
            }
            SearchList::Nodes(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.list(hits(), |pass, (at, hit)| pass.search_result(selection, part, at, *hit))
            }),
            SearchList::Edges(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.list(hits(), |pass, (at, hit)| pass.search_edge(selection, part, at, *hit))
            }),
            SearchList::PageInfo(selection) => pass.search_page(selection, part),
        })
    }

    fn search_cursor(&mut self, part: Part<'_>, at: usize, hit: Hit) {
        let rank = part.found.start + at + 1;
        let cursor = hit.cursor(self.from.image, rank, part.search.fingerprint);
        self.string(&cursor);
    }

    fn search_edge(
        &mut self,
        selection: &'p Selection<'p, SearchEdge<'p>>,
        part: Part<'p>,
        at: usize,
        hit: Hit,
    ) -> Written {
        self.object(selection, |pass, field, step| match step {
            SearchEdge::Cursor => {
                pass.search_cursor(part, at, hit);
                Ok(())
            }
            SearchEdge::Result(selection) => pass
                .within(Place::Key(field.key), |pass| pass.search_result(selection, part, at, hit)),
        })
    }

    fn search_result(
        &mut self,
        selection: &'p Selection<'p, SearchResult<'p>>,
        part: Part<'p>,
        at: usize,
        hit: Hit,
    ) -> Written {
        self.check_size()?;
        self.object(selection, |pass, field, step| match step {
            SearchResult::Score => {
                write::float(&mut pass.out, f64::from(hit.score));
                Ok(())
            }
            SearchResult::Record(by_table) => match by_table.get(&hit.table) {
                None => pass.missing(field, true),
                Some(selection) => pass.within(Place::Key(field.key), |pass| {
                    pass.record(selection, hit.table, hit.row)
                }),
            },
            SearchResult::Snippets(selection) => pass.within(Place::Key(field.key), |pass| {
                let snippets = part.snippets.get(at).map(Vec::as_slice).unwrap_or_default();
                pass.list(snippets, |pass, snippet| {
                    pass.object(selection, |pass, field, step| match (step, &snippet.language) {
                        (search::Search::Language, None) => pass.missing(field, false),
                        (search::Search::Language, Some(language)) => {
                            pass.string(language);
                            Ok(())
                        }
                        (search::Search::Html, _) => {
                            pass.string(&snippet.html);
                            Ok(())
                        }
                        _ => {
                            pass.string(snippet.field);
                            Ok(())
                        }
                    })
                })
            }),
        })
    }

    fn search_page(&mut self, selection: &'p Selection<'p, does::Page>, part: Part<'_>) -> Written {
        let found = part.found;
        self.object(selection, |pass, _, step| {
            let at = match step {
                does::Page::HasNext => {
                    write::boolean(&mut pass.out, found.has_next);
                    return Ok(());
                }
                does::Page::HasPrevious => {
                    write::boolean(&mut pass.out, found.start > 0);
                    return Ok(());
                }
                does::Page::Start => 0,
                does::Page::End => found.hits.len().saturating_sub(1),
            };
            match found.hits.get(at) {
                Some(hit) => pass.search_cursor(part, at, *hit),
                None => pass.null(),
            }
            Ok(())
        })
    }
}
