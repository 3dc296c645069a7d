//! Store → image: one state of the store, read into typed columns.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::model::codes::BASIS;
use crate::model::table::{Arity, CodeList, Kind, Target};
use crate::model::value::{self, Decimal, PartialDate, Point};
use crate::model::{TABLES, find_table};
use crate::store::Store;
use crate::store::layout::PairTable;
use crate::store::load::Reader;

use super::build::{TableBuilder, finish};
use super::columns::Data;
use super::links::EdgeData;
use super::{Image, Revision};

/// The image of the newest revision; `None` while the store has none. `languages` are those of the
/// publisher, in its order.
pub async fn load(store: &Store, languages: &[String]) -> Result<Option<Image>> {
    let mut reader = store.reader().await?;
    let Some(revision) = reader.revision().await? else {
        reader.end().await?;
        return Ok(None);
    };
    let revision =
        Revision { number: revision.number, published_at: revision.published_at.clone() };
    let mut builders = Vec::with_capacity(TABLES.len());
    for at in 0..TABLES.len() {
        builders.push(load_table(&mut reader, at, languages).await?);
    }
    reader.end().await?;
    // The indexes are work of seconds for a large store; other tasks go on meanwhile.
    let languages = languages.to_vec();
    let image = tokio::task::spawn_blocking(move || finish(revision, &languages, builders));
    image.await.map(Some).map_err(Error::internal)
}

async fn load_table(reader: &mut Reader, at: usize, languages: &[String]) -> Result<TableBuilder> {
    let table = &TABLES[at];
    let mut builder = TableBuilder::new(table, languages);
    reader
        .records(table, |key, slug, texts| {
            let row = builder.record(key, slug);
            let mut texts = texts.iter().copied();
            for (at, column) in table.columns.iter().enumerate() {
                set_cell(&mut builder, at, row, &column.kind, &mut texts)
                    .ok_or_else(|| unreadable(table.name, slug, column.name))?;
            }
            let singles = table.links.iter().enumerate();
            for (link_at, link) in singles.filter(|(_, link)| link.arity == Arity::One) {
                set_link(&mut builder, link_at, link.target, key, &mut texts)
                    .ok_or_else(|| unreadable(table.name, slug, link.name))?;
            }
            Ok(())
        })
        .await?;
    for (link_at, link) in table.links.iter().enumerate() {
        let Some(pairs) = PairTable::of(table, link) else { continue };
        reader
            .pairs(&pairs, |pair| {
                let edge = EdgeData::new(
                    place(&BASIS, pair.basis),
                    link.role.and_then(|list| place(list, pair.role)),
                );
                builder.pair(link_at, 0, pair.from, pair.to, edge);
                Ok(())
            })
            .await?;
    }
    Ok(builder)
}

fn place(list: &CodeList, code: &str) -> Option<usize> {
    list.find(code).map(|(at, _)| at)
}

/// Reads the fields of one column; `None` if one cannot be read.
fn set_cell<'a>(
    builder: &mut TableBuilder,
    at: usize,
    row: usize,
    kind: &Kind,
    texts: &mut impl Iterator<Item = &'a str>,
) -> Option<()> {
    let text = texts.next()?;
    if let Kind::Localised = kind {
        return translate(builder, at, row, text);
    }
    let second = match kind {
        Kind::Decimal | Kind::Money | Kind::Point => texts.next()?,
        _ => "",
    };
    let third = if matches!(kind, Kind::Money) { texts.next()? } else { "" };
    if text.is_empty() {
        return Some(());
    }
    let decimal = || Some(Decimal { digits: text.parse().ok()?, scale: second.parse().ok()? });
    match builder.column(at) {
        Data::Text(cells) => cells.push(row, text),
        Data::Code(list, cells) => cells.push(row, u8::try_from(place(list, text)? + 1).ok()?),
        Data::Integer(cells) => cells.push(row, text.parse().ok()?),
        Data::Decimal(cells) => cells.push(row, decimal()?),
        Data::Money(cells, currencies) => {
            cells.push(row, decimal()?);
            currencies.push(row, u8::try_from(value::parse_currency(third).ok()?).ok()?);
        }
        Data::Date(cells) => cells.push(row, text.parse::<PartialDate>().ok()?.packed()),
        Data::Instant(cells) => cells.push(row, value::parse_instant(text).ok()?),
        // SQLite writes 1 and 0, PostgreSQL true and false.
        Data::Boolean(cells) => cells.push(row, 1 + u8::from(text == "1" || text == "true")),
        Data::Point(cells) => {
            let point = Point::from_degrees(text.parse().ok()?, second.parse().ok()?);
            cells.push(row, point.ok()?);
        }
        Data::Localised(_) => return None,
    }
    Some(())
}

fn translate(builder: &mut TableBuilder, at: usize, row: usize, json: &str) -> Option<()> {
    /// A text that is copied only where JSON escapes a letter of it.
    #[derive(Deserialize)]
    struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

    if !json.is_empty() {
        for (tag, text) in serde_json::from_str::<BTreeMap<&str, Text<'_>>>(json).ok()? {
            builder.translate(at, row, tag, &text.0);
        }
    }
    Some(())
}

fn set_link<'a>(
    builder: &mut TableBuilder,
    link_at: usize,
    target: Target,
    key: u32,
    texts: &mut impl Iterator<Item = &'a str>,
) -> Option<()> {
    let target_at = match target {
        Target::Any => {
            let table = texts.next()?;
            find_table(table).map(|(at, _)| at)
        }
        Target::Table(_) => Some(0),
    };
    let to = texts.next()?;
    if let (Some(target_at), false) = (target_at, to.is_empty()) {
        builder.pair(link_at, target_at, key, to.parse().ok()?, EdgeData::default());
    }
    Some(())
}

fn unreadable(table: &str, slug: &str, field: &str) -> Error {
    Error::internal(format!(
        "the store holds `{table}/{slug}` with a `{field}` that cannot be read"
    ))
}
