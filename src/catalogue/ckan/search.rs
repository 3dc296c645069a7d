//! `package_search`: packages that a query finds, in an order, page by page.

use std::cmp::Ordering;

use serde_json::Value;

use super::query::Query;
use super::{Ckan, Package, Parameters};
use crate::error::Result;

/// How many packages a page has if nothing is said.
const ROWS: usize = 10;

/// How many it has at most.
const MOST_ROWS: usize = 1_000;

/// The order if nothing is said, or nothing that is known: one that stays.
const SORT: &str = "name asc";

/// The answer to a search.
pub(super) fn search(ckan: &Ckan, parameters: &Parameters) -> Result<Vec<u8>> {
    let rows = parameters.number("rows")?.unwrap_or(ROWS).min(MOST_ROWS);
    let start = parameters.number("start")?.unwrap_or(0);
    let texts = |name: &str, has_texts: bool| {
        let texts = parameters.texts(name).into_iter();
        texts.map(move |text| Query::of(text, has_texts)).collect::<Vec<_>>()
    };
    let queries = [texts("q", true), texts("fq", false), texts("fq_list", false)].concat();
    let query = Query::All(queries);
    let is_found = |package: &&Package| query.finds(ckan, package) != Some(false);
    let mut found: Vec<&Package> = ckan.packages.iter().filter(is_found).collect();
    let sort = parameters.text("sort").unwrap_or_default();
    let keys = keys(&sort);
    // Packages stand by name, which decides where nothing else does.
    found.sort_by(|one, two| {
        let orders = keys.iter().map(|(key, is_down)| {
            let order = key.order(one, two);
            if *is_down { order.reverse() } else { order }
        });
        orders.fold(Ordering::Equal, Ordering::then)
    });
    let count = found.len();
    let page = found.into_iter().skip(start).take(rows).map(|package| package.json.as_slice());
    let mut bytes = format!("{{\"count\":{count},\"results\":").into_bytes();
    list(&mut bytes, page);
    let sort = Value::from(if keys.is_empty() { SORT } else { &sort });
    bytes.extend_from_slice(
        format!(",\"sort\":{sort},\"facets\":{{}},\"search_facets\":{{}}}}").as_bytes(),
    );
    Ok(bytes)
}

/// A list of packages that are written.
pub(super) fn list<'a>(bytes: &mut Vec<u8>, packages: impl Iterator<Item = &'a [u8]>) {
    bytes.push(b'[');
    for (at, package) in packages.enumerate() {
        if at > 0 {
            bytes.push(b',');
        }
        bytes.extend_from_slice(package);
    }
    bytes.push(b']');
}

/// What packages are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Key {
    Id,
    Name,
    Title,
    Created,
    /// What all packages have alike.
    Same,
}

impl Key {
    fn order(self, one: &Package, two: &Package) -> Ordering {
        match self {
            Self::Id => one.id.cmp(&two.id),
            Self::Name => one.name.cmp(&two.name),
            Self::Title => one.title.cmp(&two.title),
            Self::Created => one.created.cmp(&two.created),
            Self::Same => Ordering::Equal,
        }
    }
}

/// The keys of an order such as `score desc, metadata_modified desc`, each with whether it goes
/// down; those that are not known are left out.
fn keys(sort: &str) -> Vec<(Key, bool)> {
    let key = |part: &str| {
        let mut words = part.split_whitespace();
        let key = match words.next()? {
            "id" => Key::Id,
            "name" => Key::Name,
            "title" | "title_string" => Key::Title,
            "metadata_created" => Key::Created,
            "metadata_modified" | "score" => Key::Same,
            _ => return None,
        };
        let is_down = match words.next().map(str::to_ascii_lowercase).as_deref() {
            None | Some("asc") => false,
            Some("desc") => true,
            Some(_) => return None,
        };
        words.next().is_none().then_some((key, is_down))
    };
    sort.split(',').filter_map(key).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn orders_have_keys_that_go_up_or_down() {
        assert_eq!(keys("id asc"), [(Key::Id, false)]);
        let two = [(Key::Same, false), (Key::Title, true)];
        assert_eq!(keys("score, title_string DESC"), two);
        assert_eq!(keys("views_recent desc,id"), [(Key::Id, false)]);
        for odd in ["", "id up", "id asc asc", "; drop"] {
            assert_eq!(keys(odd), [], "{odd}");
        }
    }
}
