//! Connections: the page of a list, its edges, and where it stands.

use std::borrow::Cow;

use async_graphql::Pos;

use super::super::plan::export::selected;
use super::super::plan::{Connection, Edge, List, Said, Selection};
use super::super::schema::does;
use super::records::enum_value;
use super::{Pass, Place, Written};
use crate::image::columns::Row;
use crate::image::links::Item;
use crate::image::page::{Cursor, Fingerprint, Page, Set};
use crate::image::render::write;
use crate::model::TABLES;
use crate::model::table::CodeList;

/// A page of a list that is being written.
struct Part<'p> {
    list: &'p List<'p>,
    page: Page,
    total: usize,
    query: Option<Fingerprint>,
}

impl<'p> Pass<'p> {
    /// The list that belongs to a record, or to the query.
    pub(super) fn connection(
        &mut self,
        list: &'p List<'p>,
        parent: Option<(usize, Row)>,
        pos: Pos,
    ) -> Written {
        let image = self.from.image;
        let set = self.set(list, parent.map(|(_, row)| row));
        let total = set.len(image.table(list.table));
        let has_cursors = list.after.is_some() || list.before.is_some();
        let query =
            (has_cursors || reads_cursors(list)).then(|| list.fingerprint(&id(self, parent)));
        let mut slice = Cow::Borrowed(&list.slice);
        if let Some(query) = query.filter(|_| has_cursors) {
            match list.slice_at(query) {
                Ok(found) => slice = Cow::Owned(found),
                Err(error) => {
                    // The path ends with the key of this field already.
                    let key = self.path.pop();
                    let Some(Place::Key(key)) = key else { return Err(super::Nulled) };
                    return Err(self.fail(error, pos, key));
                }
            }
        }
        let page = if list.reads_page {
            image.page(list.table, set, list.order, &slice)
        } else {
            Page { items: Vec::new(), has_next: false, has_previous: false }
        };
        let part = Part { list, page, total, query };
        self.object(&list.selection, |pass, field, step| match step {
            Connection::Total => {
                write::integer(&mut pass.out, part.total as i64);
                Ok(())
            }
            Connection::ExportUrl(address) => {
                let owner = parent.map(|(table, row)| (table, image.table(table).slug(row)));
                match selected(list, owner, address) {
                    Ok(url) => {
                        pass.string(&url);
                        Ok(())
                    }
                    Err(error) => Err(pass.fail(error, field.pos, field.key)),
                }
            }
            Connection::Nodes(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.list(&part.page.items, |pass, item| {
                    pass.record(selection, list.table, item.row)
                })
            }),
            Connection::Edges(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.list(&part.page.items, |pass, item| pass.edge(selection, &part, *item))
            }),
            Connection::PageInfo(selection) => pass.page_info(selection, &part),
            Connection::Facets(facets) => pass.facets(list, parent, field, facets),
            Connection::Groups(groups) => pass.groups(list, parent, field, groups),
        })
    }

    /// The records of a list.
    pub(super) fn set(&self, list: &'p List<'p>, row: Option<Row>) -> Set<'p> {
        let image = self.from.image;
        let rows = list.filter.as_ref().map(|filter| filter.rows(image));
        let edges = list.way.zip(row).map(|(way, row)| image.edges(way, row));
        match (edges, rows) {
            (Some(edges), None) => Set::Edges(edges),
            (Some(edges), Some(rows)) => Set::filtered(edges, rows),
            (None, None) => Set::All,
            (None, Some(rows)) => Set::Rows(rows.clone()),
        }
    }

    fn cursor(&mut self, part: &Part<'_>, item: Item) {
        let table = self.from.image.table(part.list.table);
        let query = part.query.unwrap_or_else(|| part.list.fingerprint(""));
        let cursor = Cursor::new(table, part.list.order, item).encode(query);
        self.string(&cursor);
    }

    fn edge(
        &mut self,
        selection: &'p Selection<'p, Edge<'p>>,
        part: &Part<'_>,
        item: Item,
    ) -> Written {
        self.object(selection, |pass, field, step| match step {
            Edge::Cursor => {
                pass.cursor(part, item);
                Ok(())
            }
            Edge::Node(selection) => pass.within(Place::Key(field.key), |pass| {
                pass.record(selection, part.list.table, item.row)
            }),
            Edge::Says(said, list) => {
                match said_of(item, *said, list) {
                    Some(code) => enum_value(&mut pass.out, code.code),
                    None => pass.null(),
                }
                Ok(())
            }
            Edge::SaysCode(said, list, selection) => {
                if let Some(code) = said_of(item, *said, list) {
                    return pass.code(selection, code);
                }
                pass.null();
                Ok(())
            }
        })
    }

    fn page_info(&mut self, selection: &'p Selection<'p, does::Page>, part: &Part<'_>) -> Written {
        let page = &part.page;
        self.object(selection, |pass, _, step| {
            let item = match step {
                does::Page::HasNext => {
                    write::boolean(&mut pass.out, page.has_next);
                    return Ok(());
                }
                does::Page::HasPrevious => {
                    write::boolean(&mut pass.out, page.has_previous);
                    return Ok(());
                }
                does::Page::Start => page.items.first(),
                does::Page::End => page.items.last(),
            };
            match item {
                Some(item) => pass.cursor(part, *item),
                None => pass.null(),
            }
            Ok(())
        })
    }
}

/// What a pair says, as an entry of its code list.
fn said_of(
    item: Item,
    said: Said,
    list: &'static CodeList,
) -> Option<&'static crate::model::table::Code> {
    let at = match said {
        Said::Basis => item.edge.basis(),
        Said::Role => item.edge.role(),
    };
    list.codes.get(at?)
}

/// Whether a cursor of the list is asked for.
fn reads_cursors(list: &List<'_>) -> bool {
    list.selection.fields.iter().any(|field| match &field.step {
        Some(Connection::Edges(selection)) => {
            selection.fields.iter().any(|field| matches!(field.step, Some(Edge::Cursor)))
        }
        Some(Connection::PageInfo(selection)) => selection
            .fields
            .iter()
            .any(|field| matches!(field.step, Some(does::Page::Start | does::Page::End))),
        _ => false,
    })
}

/// The id of the record that a list belongs to; empty for the query.
pub(super) fn id(pass: &Pass<'_>, parent: Option<(usize, Row)>) -> String {
    parent.map_or_else(String::new, |(table, row)| {
        format!("{}/{}", TABLES[table].name, pass.from.image.table(table).slug(row))
    })
}
