//! Tests of slugs and links, from JSON.

use serde_json::{Map, Value};

use super::{Parser, link_tests, list, object, refuse, slug_tests_of, text, truth, unknown_test};
use crate::error::Result;
use crate::image::Way;
use crate::image::filter::Filter;
use crate::model::TABLES;
use crate::model::table::camel_case;

/// Slugs, whatever the case of their letters.
fn slugs(json: &Value, place: &str) -> Result<Vec<String>> {
    list(json, place)?.iter().map(|json| slug(json, place)).collect()
}

/// A slug, in any letters. An empty one is the field of a form that nobody filled in: no record has
/// it, and to answer with none would mislead.
pub(super) fn slug(json: &Value, place: &str) -> Result<String> {
    match text(json, place)? {
        "" => Err(refuse(
            place,
            "expected a slug, not an empty text",
            "leave it out to ask for all, or name a record",
        )),
        slug => Ok(slug.to_ascii_lowercase()),
    }
}

/// The tests of an object; a value alone is one of `in`.
pub(super) fn tests(json: &Value, place: &str) -> Result<Map<String, Value>> {
    match json {
        Value::Object(_) => object(json, place).cloned(),
        alone => Ok(Map::from_iter([("in".to_owned(), alone.clone())])),
    }
}

/// The place of a test; that of a value alone is its field's.
pub(super) fn place_of(test: &str, json: &Value, place: &str) -> String {
    if json.is_object() { format!("{place}.{test}") } else { place.to_owned() }
}

pub(super) fn slug_tests(table: usize, json: &Value, place: &str) -> Result<Filter> {
    let known = slug_tests_of(table);
    let mut all = Vec::new();
    for (name, value) in &tests(json, place)? {
        let place = place_of(name, json, place);
        all.push(match name.as_str() {
            _ if value.is_null() => continue,
            "eq" | "in" => Filter::slugs(slugs(value, &place)?),
            "not" => Filter::slugs(slugs(value, &place)?).negated(),
            "within" if known.contains(&"within") => Filter::within(slugs(value, &place)?),
            _ => return Err(unknown_test(&place, known)),
        });
    }
    Ok(Filter::all(all))
}

impl Parser {
    pub(super) fn link_tests(&mut self, ways: &[Way], json: &Value, place: &str) -> Result<Filter> {
        let linked = |filter: &Filter| Filter::Some {
            ways: ways.iter().map(|way| (*way, filter.clone())).collect(),
        };
        let mut all = Vec::new();
        for (name, value) in &tests(json, place)? {
            if value.is_null() {
                continue;
            }
            let place = place_of(name, json, place);
            let single = ways.first().filter(|way| link_tests(way).contains(&"some"));
            all.push(match (name.as_str(), single) {
                ("some", Some(way)) => linked(&self.filter(way.to, value, &place)?),
                ("none", Some(way)) => linked(&self.filter(way.to, value, &place)?).negated(),
                ("in", Some(_)) => linked(&Filter::slugs(slugs(value, &place)?)),
                ("in", None) => ids(ways, value, &place)?,
                ("isNull", _) => {
                    let has = linked(&Filter::default());
                    if truth(value, &place)? { has.negated() } else { has }
                }
                (_, single) => {
                    // A link to any table has the filter of each.
                    let way = ways.iter().find(|way| camel_case(TABLES[way.to].name) == *name);
                    let Some(way) = way.filter(|_| single.is_none()) else {
                        let known = ways.first().map(link_tests).unwrap_or_default();
                        return Err(unknown_test(&place, known));
                    };
                    Filter::Some { ways: vec![(*way, self.filter(way.to, value, &place)?)] }
                }
            });
        }
        Ok(Filter::all(all))
    }
}

fn ids(ways: &[Way], json: &Value, place: &str) -> Result<Filter> {
    let mut by_way: Vec<(Way, Vec<String>)> = Vec::new();
    for json in list(json, place)? {
        let id = text(json, place)?;
        let way = id.split_once('/').and_then(|(table, slug)| {
            let way = ways.iter().find(|way| TABLES[way.to].name == table)?;
            Some((*way, slug.to_ascii_lowercase()))
        });
        let Some((way, slug)) = way else {
            return Err(refuse(
                place,
                format!("`{id}` is not the id of a record"),
                "write it as `projects/dakar-reve`",
            ));
        };
        match by_way.iter_mut().find(|(other, _)| *other == way) {
            Some((_, slugs)) => slugs.push(slug),
            None => by_way.push((way, vec![slug])),
        }
    }
    if by_way.is_empty() {
        return Ok(Filter::any(Vec::new()));
    }
    by_way.sort_by_key(|(way, _)| way.to);
    let ways = by_way.into_iter().map(|(way, slugs)| (way, Filter::slugs(slugs))).collect();
    Ok(Filter::Some { ways })
}
