//! Whether a table has the columns that it had: in every line stands each language that any record
//! of the table has a text in, so that the first text in French is a change of all lines.

use std::collections::BTreeSet;

use crate::error::Result;
use crate::image::columns::Data;
use crate::image::{Image, Row};
use crate::model::TABLES;
use crate::model::table::Kind;
use crate::store::Store;
use crate::store::history::{Change, ChangeKind};

use super::AT_ONCE;
use super::net::{split, was_here};
use super::touched::OfTable;

/// Whether the columns of a table are others than after the revision `since`.
pub(super) async fn differ(
    store: &Store,
    image: &Image,
    since: i64,
    languages: &[String],
    of_table: &OfTable,
) -> Result<bool> {
    let in_doubt = in_doubt(image, languages, of_table);
    if in_doubt.is_empty() {
        return Ok(false);
    }
    let (at, until) = (of_table.table, image.revision.number);
    let table = image.table(at);
    let (mut here, mut gone) = (of_table.rows.iter(), of_table.gone.iter());
    let mut had: BTreeSet<&str> = BTreeSet::new();
    loop {
        let here = here.by_ref().map(|row| (table.slug(row).to_owned(), Some(row)));
        let gone = gone.by_ref().map(|slug| (slug.clone(), None));
        let batch: Vec<(String, Option<Row>)> = here.chain(gone).take(AT_ONCE).collect();
        if batch.is_empty() {
            break;
        }
        let keys: Vec<_> = batch.iter().map(|(slug, _)| (at, slug.clone())).collect();
        let history = store.changes(&keys).await?;
        for (key, (_, row)) in keys.iter().zip(&batch) {
            let changes = history.get(key).map_or(&[][..], Vec::as_slice);
            let (older, newer) = split(changes, since, until);
            if !was_here(older) {
                continue;
            }
            for name in &in_doubt {
                let had_text = had_text(newer, name)
                    .unwrap_or_else(|| row.is_some_and(|row| has_text(image, at, name, row)));
                if had_text {
                    had.insert(name);
                }
            }
        }
    }
    let has = |name: &str| columns(image, at).any(|column| column.name == name);
    Ok(in_doubt.iter().any(|name| had.contains(name.as_str()) != has(name)))
}

/// The columns that may not have been there then, or not be there now.
fn in_doubt(image: &Image, languages: &[String], of_table: &OfTable) -> Vec<String> {
    let at = of_table.table;
    let of_publisher = |tag: &str| languages.iter().any(|own| own == tag);
    let fresh = columns(image, at).filter(|column| {
        let rows = 0..image.table(at).rows as Row;
        // A record that nothing happened to had its text then.
        let is_old = |row: Row| !of_table.rows.contains(row) && !column.texts.get(row).is_empty();
        !of_publisher(column.tag) && !rows.into_iter().any(is_old)
    });
    let fresh = fresh.map(|column| column.name);
    let known: Vec<String> = columns(image, at).map(|column| column.name).collect();
    let localised =
        TABLES[at].columns.iter().filter(|column| matches!(column.kind, Kind::Localised));
    let localised: Vec<&str> = localised.map(|column| column.name).collect();
    let of_texts = |name: &&String| {
        let tag = |column: &&str| name.strip_prefix(*column)?.strip_prefix('_').map(str::to_owned);
        localised.iter().find_map(tag).is_some_and(|tag| !of_publisher(&tag))
    };
    let gone = of_table.fields.iter().filter(|name| !known.contains(name)).filter(of_texts);
    fresh.chain(gone.cloned()).collect()
}

/// Whether there was a text before these changes, if they say so.
fn had_text(changes: &[Change], name: &str) -> Option<bool> {
    for change in changes {
        if let Some(field) = change.fields.iter().find(|field| field.name == name) {
            return Some(field.before.is_some());
        }
        if change.kind == ChangeKind::Removed {
            return Some(false);
        }
    }
    None
}

fn has_text(image: &Image, at: usize, name: &str, row: Row) -> bool {
    let mut columns = columns(image, at).filter(|column| column.name == name);
    columns.any(|column| !column.texts.get(row).is_empty())
}

/// A column of texts in one language.
struct Column<'a> {
    name: String,
    tag: &'a str,
    texts: &'a crate::image::columns::Texts,
}

fn columns(image: &Image, at: usize) -> impl Iterator<Item = Column<'_>> {
    image.table(at).columns().flat_map(|(column, cells)| {
        let tags = match &cells.data {
            Data::Localised(tags) => tags.as_slice(),
            _ => &[],
        };
        tags.iter().map(|(tag, texts)| {
            let name = format!("{}_{tag}", column.name);
            Column { name, tag, texts }
        })
    })
}
