//! Plans of the search over several tables.

use std::sync::OnceLock;

use serde_json::Value;

use super::super::collect::Merged;
use super::super::schema::does::{self, Does};
use super::super::schema::search;
use super::super::schema::words::Field;
use super::{ByTable, Planned, Planner, Selection, misplaced};
use crate::error::Error;
use crate::image::Image;
use crate::image::filter::parse::within_limits;
use crate::image::page::Fingerprint;
use crate::image::text::{Found, Hit, Query, Snippet, searched_tables};
use crate::model::TABLES;

/// A search with what is selected of it.
pub(in crate::graphql) struct Search<'a> {
    query: Query,
    tables: Vec<usize>,
    first: usize,
    after: Option<Hit>,
    /// What its cursors carry.
    pub(in crate::graphql) fingerprint: Fingerprint,
    /// What is selected.
    pub(in crate::graphql) selection: Selection<'a, SearchList<'a>>,
    reads_snippets: bool,
    /// Found when first needed: a pass may be made again.
    found: OnceLock<Result<Results, String>>,
}

/// The results of a search, with the snippets of each where these are selected.
type Results = (Found, Vec<Vec<Snippet>>);

/// A field of the connection.
pub(in crate::graphql) enum SearchList<'a> {
    /// How many records match.
    Total,
    /// The results of the page.
    Nodes(Selection<'a, SearchResult<'a>>),
    /// The results of the page with their places.
    Edges(Selection<'a, SearchEdge<'a>>),
    /// Where the page stands.
    PageInfo(Selection<'a, does::Page>),
}

/// A field of an edge.
pub(in crate::graphql) enum SearchEdge<'a> {
    /// The place of the result.
    Cursor,
    /// The result.
    Result(Selection<'a, SearchResult<'a>>),
}

/// A field of a result.
pub(in crate::graphql) enum SearchResult<'a> {
    /// The record.
    Record(ByTable<'a>),
    /// How well it fits.
    Score,
    /// The parts of its texts.
    Snippets(Selection<'a, search::Search>),
}

impl Search<'_> {
    /// The results, found once.
    pub(in crate::graphql) fn found(&self, image: &Image) -> Result<&Results, Error> {
        let found = self.found.get_or_init(|| {
            let found = image.search(&self.query, &self.tables, self.first, self.after);
            let found = found.map_err(|error| match error {
                Error::Internal { cause } => cause,
                other => other.to_string(),
            })?;
            let wanted: &[Hit] = if self.reads_snippets { &found.hits } else { &[] };
            let snippets = image.snippets(&self.query, wanted);
            Ok((found, snippets))
        });
        found.as_ref().map_err(Error::internal)
    }
}

impl<'a> Planner<'a> {
    /// The search that a field of the query asks for.
    pub(super) fn search(&mut self, field: &'a Field, merged: &Merged<'a>) -> Planned<Search<'a>> {
        let arguments = self.arguments(field, merged)?;
        let text = |name: &str| arguments.get(name).and_then(Value::as_str);
        let query = Query::parse(text("query").unwrap_or_default(), "query")?;
        let (tests, heavy) = query.tests();
        self.asked = (self.asked.0 + tests, self.asked.1 + heavy);
        within_limits(self.asked)?;
        let wanted = arguments.get("types").and_then(Value::as_array);
        let tables: Vec<usize> = match wanted {
            None => searched_tables(),
            Some(wanted) => {
                let is_wanted = |name: &str| wanted.iter().any(|value| value == name);
                search::types().filter(|(_, name)| is_wanted(name)).map(|(at, _)| at).collect()
            }
        };
        let first = self.slice(&arguments)?.first.unwrap_or(self.limits.page_size);
        let mut parts = vec!["search".to_owned(), query.to_string()];
        parts.extend(tables.iter().map(|table| TABLES[*table].name.to_owned()));
        let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
        let fingerprint = Fingerprint::new(&parts);
        let after =
            text("after").map(|after| Hit::at_cursor(self.image, after, fingerprint, "after"));
        let rows: usize = tables.iter().map(|table| self.image.table(*table).rows).sum();
        let mut reads_snippets = false;
        let selection = self.repeated(first.min(rows) as u64, |planner| {
            planner.search_list(field, merged, &tables, &mut reads_snippets)
        })?;
        Ok(Search {
            query,
            tables,
            first,
            after: after.transpose()?,
            fingerprint,
            selection,
            reads_snippets,
            found: OnceLock::new(),
        })
    }

    fn search_list(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
        tables: &[usize],
        reads_snippets: &mut bool,
    ) -> Planned<Selection<'a, SearchList<'a>>> {
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            Ok(match field.does {
                Does::Search(search::Search::Total) => SearchList::Total,
                Does::Search(search::Search::Nodes) => SearchList::Nodes(planner.search_result(
                    field,
                    merged,
                    tables,
                    reads_snippets,
                )?),
                Does::Search(search::Search::Edges) => {
                    let of = planner.object(field.ty.type_name())?;
                    let edge = planner.select(of, &merged.sets(), |planner, field, merged| {
                        Ok(match field.does {
                            Does::Search(search::Search::Cursor) => SearchEdge::Cursor,
                            Does::Search(search::Search::Result) => {
                                let result =
                                    planner.search_result(field, merged, tables, reads_snippets);
                                SearchEdge::Result(result?)
                            }
                            _ => return Err(misplaced()),
                        })
                    });
                    SearchList::Edges(edge?)
                }
                Does::Search(search::Search::PageInfo) => {
                    let page = planner.leaves(field, merged, |does| match does {
                        Does::Page(leaf) => Some(*leaf),
                        _ => None,
                    });
                    SearchList::PageInfo(page?)
                }
                _ => return Err(misplaced()),
            })
        })
    }

    fn search_result(
        &mut self,
        field: &Field,
        merged: &Merged<'a>,
        tables: &[usize],
        reads_snippets: &mut bool,
    ) -> Planned<Selection<'a, SearchResult<'a>>> {
        // A result is a record even where only its snippets are looked at.
        self.count_records()?;
        let of = self.object(field.ty.type_name())?;
        self.select(of, &merged.sets(), |planner, field, merged| {
            Ok(match field.does {
                Does::Search(search::Search::Record) => {
                    SearchResult::Record(planner.by_table(tables, &merged.sets())?)
                }
                Does::Search(search::Search::Score) => SearchResult::Score,
                Does::Search(search::Search::Snippets) => {
                    *reads_snippets = true;
                    let snippet = planner.leaves(field, merged, |does| match does {
                        Does::Search(leaf) => Some(*leaf),
                        _ => None,
                    });
                    SearchResult::Snippets(snippet?)
                }
                _ => return Err(misplaced()),
            })
        })
    }
}
