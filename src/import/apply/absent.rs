//! Columns that a file does not have: what the store holds in them stays as it is.

use std::collections::BTreeMap;

use crate::model::table::{Arity, Kind, Table, Target};
use crate::store::Cell;
use crate::store::layout::{Field, FieldType};

use crate::import::header::{Header, Part};

/// Puts what the store holds into the cells of the columns and links that the file does not have,
/// and the languages of a text that it does not have beside those that it has.
pub(super) fn keep(
    table: &Table,
    header: &Header,
    fields: &[Field],
    stored: &[String],
    cells: &mut [Cell],
) {
    let mut at = 0;
    let mut keep_next = |count: usize, absent: bool| {
        let range = at..at + count;
        at += count;
        if absent {
            for place in range.clone() {
                let (Some(field), Some(text), Some(cell)) =
                    (fields.get(place), stored.get(place), cells.get_mut(place))
                else {
                    continue;
                };
                *cell = cell_of(field.field_type, text);
            }
        }
        range.start
    };
    let mut texts = Vec::new();
    for (column, parts) in table.columns.iter().zip(&header.columns) {
        let count = match column.kind {
            Kind::Money => 3,
            Kind::Decimal | Kind::Point => 2,
            _ => 1,
        };
        let place = keep_next(count, parts.is_empty());
        if matches!(column.kind, Kind::Localised) && !parts.is_empty() {
            texts.push((place, parts));
        }
    }
    for (link, place) in table.links.iter().zip(&header.links) {
        if link.arity == Arity::One {
            let count = if link.target == Target::Any { 2 } else { 1 };
            keep_next(count, place.is_none());
        }
    }
    for (place, parts) in texts {
        if let (Some(text), Some(cell)) = (stored.get(place), cells.get_mut(place)) {
            keep_languages(parts, text, cell);
        }
    }
}

fn keep_languages(parts: &[(usize, Part)], stored: &str, cell: &mut Cell) {
    let of =
        |json: &str| serde_json::from_str::<BTreeMap<String, String>>(json).unwrap_or_default();
    let has =
        |tag: &str| parts.iter().any(|(_, part)| matches!(part, Part::Language(own) if own == tag));
    let mut texts = match cell {
        Cell::Text(json) => of(json),
        _ => BTreeMap::new(),
    };
    let given = texts.len();
    texts.extend(of(stored).into_iter().filter(|(tag, _)| !has(tag)));
    if texts.len() > given {
        // A map of texts can always be written.
        *cell = serde_json::to_string(&texts).map_or(Cell::Null, Cell::Text);
    }
}

/// The value of a field from its text in the store.
fn cell_of(field_type: FieldType, text: &str) -> Cell {
    if text.is_empty() {
        return Cell::Null;
    }
    match field_type {
        FieldType::Text => Cell::text(text),
        FieldType::Integer => text.parse().map_or(Cell::Null, Cell::Integer),
        FieldType::Double => text.parse().map_or(Cell::Null, Cell::Double),
        FieldType::Boolean => Cell::Boolean(text == "1" || text == "true"),
    }
}
