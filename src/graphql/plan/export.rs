//! The address of the file of a list: the same selection, as a filter of GET.

use serde_json::{Map, Value, json};

use super::List;
use crate::about::{FileFormat, Service};
use crate::error::Error;
use crate::image::Way;
use crate::image::filter::{Filter, parse};
use crate::model::TABLES;
use crate::model::table::{Target, camel_case};

/// The longest address, in bytes: what servers and clients on the way are sure to take.
const LENGTH: usize = 16_000;

/// The address of the file of a whole table.
///
/// # Errors
///
/// [`Error::Argument`] for a format that the table has no file in.
pub(super) fn export_url(service: &Service, table: usize, format: &str) -> Result<String, Error> {
    let Some(table) = TABLES.get(table) else { return Err(Error::internal("no such table")) };
    let formats = || FileFormat::of(&service.formats, table);
    if formats().any(|known| known.name == format) {
        return Ok(format!("{}/export/{}.{format}", service.base_url, table.name));
    }
    let names: Vec<String> = formats().map(|known| known.name.to_ascii_uppercase()).collect();
    Err(Error::Argument {
        argument: "format".to_owned(),
        what: format!("`{}` have no position, and so no file of this format", table.name),
        hint: format!("use one of {}", names.join(", ")),
    })
}

/// The address of the file of a list; `owner` is the record that it belongs to.
///
/// # Errors
///
/// [`Error::Limit`] where the filter is too long for an address.
pub(in crate::graphql) fn selected(
    list: &List<'_>,
    owner: Option<(usize, &str)>,
    address: &str,
) -> Result<String, Error> {
    let mut filters: Vec<Filter> = Vec::new();
    filters.extend(list.filter.as_ref().map(|filter| filter.filter.clone()));
    if let Some((way, (table, slug))) = list.way.zip(owner) {
        filters.push(parse::filter(list.table, &led_from(way, table, slug), "filter")?);
    }
    if filters.is_empty() {
        return Ok(address.to_owned());
    }
    let query = Filter::All(filters).to_query(list.table);
    let url = format!("{address}?{query}");
    if url.len() > LENGTH {
        return Err(Error::Limit {
            what: "the length of the address in bytes",
            value: url.len() as u64,
            limit: LENGTH as u64,
            hint: "filter by fewer values, or take the file of the whole table".to_owned(),
        });
    }
    Ok(url)
}

/// The filter that holds for the records that a way leads to from one record.
fn led_from(way: Way, table: usize, slug: &str) -> Value {
    // The same link, seen from the other end.
    let name = camel_case(if way.forward { way.link.back } else { way.link.name });
    let value = match (way.forward, way.link.target) {
        (false, Target::Any) => {
            format!("{}/{slug}", TABLES.get(table).map_or("", |table| table.name))
        }
        _ => slug.to_owned(),
    };
    let mut filter = Map::new();
    filter.insert(name, json!({ "in": [value] }));
    Value::Object(filter)
}
