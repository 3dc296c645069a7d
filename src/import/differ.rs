//! What is different between two states of a record, in the terms of its file.

use std::collections::BTreeMap;

use crate::model::table::{Arity, Kind, Table, Target};
use crate::model::value::{Decimal, Point};
use crate::model::{TABLES, find_table};
use crate::store::Cell;
use crate::store::history::FieldChange;

/// Finds the slug of a key of a table.
pub(super) type SlugOf<'a> = dyn Fn(usize, u32) -> Option<String> + Sync + 'a;

/// The text of a value as the store reads it back.
pub(super) fn text_of(cell: &Cell) -> String {
    match cell {
        Cell::Null => String::new(),
        Cell::Text(text) => text.clone(),
        Cell::Integer(number) => number.to_string(),
        Cell::Double(number) => number.to_string(),
        Cell::Boolean(truth) => truth.to_string(),
    }
}

/// The texts of the data fields of a record as its file writes them, by the names of the header.
pub(super) fn as_written(
    table: &Table,
    texts: &[String],
    slug_of: &SlugOf<'_>,
) -> BTreeMap<String, String> {
    let mut fields = BTreeMap::new();
    let mut texts = texts.iter().map(String::as_str);
    let mut next = || texts.next().unwrap_or_default();
    for column in table.columns {
        let name = column.name;
        let text = next();
        match column.kind {
            Kind::Localised => {
                let tags: BTreeMap<String, String> = serde_json::from_str(text).unwrap_or_default();
                fields.extend(tags.into_iter().map(|(tag, text)| (format!("{name}_{tag}"), text)));
            }
            Kind::Decimal | Kind::Money => {
                let scale = next();
                if let (Ok(digits), Ok(scale)) = (text.parse(), scale.parse()) {
                    fields.insert(name.to_owned(), Decimal { digits, scale }.to_string());
                }
                if let Kind::Money = column.kind {
                    fields.insert(format!("{name}_currency"), next().to_owned());
                }
            }
            Kind::Point => {
                let longitude = next();
                if let (Ok(latitude), Ok(longitude)) = (text.parse(), longitude.parse())
                    && let Ok(point) = Point::from_degrees(latitude, longitude)
                {
                    let (latitude, longitude) = point.degrees();
                    fields.insert(format!("{name}_latitude"), latitude.to_string());
                    fields.insert(format!("{name}_longitude"), longitude.to_string());
                }
            }
            Kind::Boolean => {
                let text = text.replace('1', "true").replace('0', "false");
                fields.insert(name.to_owned(), text);
            }
            _ => {
                fields.insert(name.to_owned(), text.to_owned());
            }
        }
    }
    for link in table.links.iter().filter(|link| link.arity == Arity::One) {
        let target = match link.target {
            Target::Table(name) => find_table(name),
            Target::Any => find_table(next()),
        };
        let key = next().parse().ok();
        if let (Some((at, _)), Some(key)) = (target, key) {
            let slug = slug_of(at, key).unwrap_or_default();
            let id = if link.target == Target::Any {
                format!("{}/{slug}", TABLES[at].name)
            } else {
                slug
            };
            fields.insert(link.name.to_owned(), id);
        }
    }
    fields.retain(|_, text| !text.is_empty());
    fields
}

/// The fields that differ, in the order of their names.
pub(super) fn differences(
    before: &BTreeMap<String, String>,
    after: &BTreeMap<String, String>,
) -> Vec<FieldChange> {
    let mut names: Vec<&String> = before.keys().chain(after.keys()).collect();
    names.sort_unstable();
    names.dedup();
    let changed = names.into_iter().filter(|name| before.get(*name) != after.get(*name));
    changed
        .map(|name| FieldChange {
            name: name.clone(),
            before: before.get(name).cloned(),
            after: after.get(name).cloned(),
        })
        .collect()
}
