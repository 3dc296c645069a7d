//! The written form of a filter: JSON, the same for GraphQL, GET and the command line.
//!
//! Names are those of GraphQL (`startsOn`). Several tests side by side must all hold; `{}` holds
//! for every record.

mod budget;
mod operand;

use serde_json::{Map, Value};

use super::{Filter, Operand, Test};
use crate::error::{Error, Result};
use crate::image::Way;
use crate::image::text::{Query, is_searched};
use crate::model::TABLES;
use crate::model::table::{Column, Kind, Target, camel_case};
use crate::model::value::{self, Expected};
pub use budget::within_limits;
use operand::operand;

/// The deepest that filters can stand in each other.
const DEPTH_LIMIT: usize = 16;

/// The most values that one test can compare with.
const VALUES_LIMIT: usize = 1_000;

/// The longest text that a test can compare with, in bytes.
const TEXT_LIMIT: usize = 1_000;

/// The tests that a column of a kind offers.
pub const fn tests_of(column: &Column) -> &'static [&'static str] {
    match column.kind {
        Kind::Text | Kind::Url => &["eq", "in", "not", "isNull", "contains"],
        Kind::Localised => &["isNull", "contains"],
        Kind::Code(_) => &["eq", "in", "not", "isNull"],
        Kind::Integer | Kind::Decimal | Kind::Instant | Kind::Date => {
            &["eq", "in", "not", "gte", "lte", "isNull"]
        }
        Kind::Money => &["currency", "gte", "lte", "isNull"],
        Kind::Boolean => &["eq", "isNull"],
        Kind::Point => &["isNull"],
    }
}

/// The tests that a link offers; one to any table has no filter of its target.
pub const fn link_tests(way: &Way) -> &'static [&'static str] {
    match way.link.target {
        Target::Any if way.forward => &["in", "isNull"],
        _ => &["some", "none", "in", "isNull"],
    }
}

/// The filter of a table that `json` writes; `argument` names it in messages.
///
/// # Errors
///
/// [`Error::Argument`] names the place inside the filter, such as `filter.countries.some`.
pub fn filter(table: usize, json: &Value, argument: &str) -> Result<Filter> {
    let filter = Parser { depth: 0 }.filter(table, json, argument)?;
    within_limits(filter.tests())?;
    Ok(filter)
}

/// The filter that a JSON text writes.
///
/// # Errors
///
/// [`Error::Argument`] if it is no JSON, or as [`filter`].
pub fn filter_of_text(table: usize, text: &str, argument: &str) -> Result<Filter> {
    let json = serde_json::from_str(text).map_err(|error| {
        let hint = "write the filter as in GraphQL, such as `{\"status\":{\"eq\":\"2\"}}`";
        refuse(argument, format!("it is no JSON: {error}"), hint)
    })?;
    filter(table, &json, argument)
}

fn refuse(argument: &str, what: impl Into<String>, hint: impl Into<String>) -> Error {
    Error::Argument { argument: argument.to_owned(), what: what.into(), hint: hint.into() }
}

fn object<'a>(json: &'a Value, argument: &str) -> Result<&'a Map<String, Value>> {
    json.as_object()
        .ok_or_else(|| refuse(argument, "expected an object of tests", "write it as `{\"eq\": …}`"))
}

fn list<'a>(json: &'a Value, argument: &str) -> Result<&'a [Value]> {
    // A single value stands for a list of one, as in GraphQL.
    let values = json.as_array().map_or_else(|| std::slice::from_ref(json), Vec::as_slice);
    if values.len() > VALUES_LIMIT {
        return Err(Error::Limit {
            what: "the number of values in one list of a filter",
            value: values.len() as u64,
            limit: VALUES_LIMIT as u64,
            hint: format!("ask for fewer values in `{argument}`, or use the export"),
        });
    }
    Ok(values)
}

fn text<'a>(json: &'a Value, argument: &str) -> Result<&'a str> {
    let text = json
        .as_str()
        .ok_or_else(|| refuse(argument, "expected a text", "put it between quotation marks"))?;
    if text.len() > TEXT_LIMIT {
        return Err(Error::Limit {
            what: "the length of a text in a filter",
            value: text.len() as u64,
            limit: TEXT_LIMIT as u64,
            hint: format!("ask for a shorter text in `{argument}`"),
        });
    }
    Ok(text)
}

fn truth(json: &Value, argument: &str) -> Result<bool> {
    json.as_bool()
        .ok_or_else(|| refuse(argument, "expected `true` or `false`", "write one of them"))
}

struct Parser {
    depth: usize,
}

impl Parser {
    fn filter(&mut self, table: usize, json: &Value, argument: &str) -> Result<Filter> {
        self.depth += 1;
        if self.depth > DEPTH_LIMIT {
            return Err(Error::Limit {
                what: "the depth of a filter",
                value: self.depth as u64,
                limit: DEPTH_LIMIT as u64,
                hint: "ask in several steps".to_owned(),
            });
        }
        let mut all = Vec::new();
        for (name, json) in object(json, argument)? {
            if json.is_null() {
                continue;
            }
            let place = format!("{argument}.{name}");
            all.push(match name.as_str() {
                "all" => Filter::All(self.filters(table, json, &place)?),
                "any" => Filter::Any(self.filters(table, json, &place)?),
                "not" => Filter::Not(Box::new(self.filter(table, json, &place)?)),
                "slug" => slug_tests(json, &place)?,
                "search" => search(table, json, &place)?,
                _ => self.named(table, name, json, &place)?,
            });
        }
        self.depth -= 1;
        Ok(if all.len() == 1 { all.remove(0) } else { Filter::All(all) })
    }

    fn filters(&mut self, table: usize, json: &Value, argument: &str) -> Result<Vec<Filter>> {
        let parts = list(json, argument)?.iter().enumerate();
        parts.map(|(at, json)| self.filter(table, json, &format!("{argument}[{at}]"))).collect()
    }

    fn named(&mut self, table: usize, name: &str, json: &Value, place: &str) -> Result<Filter> {
        let columns = TABLES[table].columns.iter().enumerate();
        if let Some((at, column)) = columns.into_iter().find(|(_, c)| camel_case(c.name) == name) {
            return column_tests(at, column, json, place);
        }
        let ways = ways_of(table, name);
        if ways.is_empty() {
            return Err(refuse(
                place,
                format!("`{}` have no column and no link of this name", TABLES[table].name),
                format!("use one of {}", names(table).join(", ")),
            ));
        }
        self.link_tests(&ways, json, place)
    }

    fn link_tests(&mut self, ways: &[Way], json: &Value, place: &str) -> Result<Filter> {
        let linked = |filter: &Filter| Filter::Some {
            ways: ways.iter().map(|way| (*way, filter.clone())).collect(),
        };
        let mut all = Vec::new();
        for (name, json) in object(json, place)? {
            if json.is_null() {
                continue;
            }
            let place = format!("{place}.{name}");
            let single = ways.first().filter(|way| link_tests(way).contains(&"some"));
            all.push(match (name.as_str(), single) {
                ("some", Some(way)) => linked(&self.filter(way.to, json, &place)?),
                ("none", Some(way)) => {
                    Filter::Not(Box::new(linked(&self.filter(way.to, json, &place)?)))
                }
                ("in", Some(_)) => linked(&Filter::Slug(slugs(json, &place)?)),
                ("in", None) => ids(ways, json, &place)?,
                ("isNull", _) => {
                    let has = linked(&Filter::default());
                    if truth(json, &place)? { Filter::Not(Box::new(has)) } else { has }
                }
                _ => {
                    let known = ways.first().map(link_tests).unwrap_or_default();
                    return Err(unknown_test(&place, known));
                }
            });
        }
        Ok(Filter::All(all))
    }
}

/// The ways of the link that has this name in GraphQL, forwards or backwards.
fn ways_of(table: usize, name: &str) -> Vec<Way> {
    for (at, link) in TABLES[table].links.iter().enumerate() {
        if camel_case(link.name) == name {
            return Way::forward(table, at);
        }
    }
    Way::backward(table).into_iter().filter(|way| camel_case(way.name()) == name).collect()
}

/// All names that a filter of a table can use.
pub fn names(table: usize) -> Vec<String> {
    let mut names: Vec<String> = ["all", "any", "not", "slug"].map(str::to_owned).to_vec();
    names.extend(is_searched(table).then(|| "search".to_owned()));
    names.extend(TABLES[table].columns.iter().map(|column| camel_case(column.name)));
    names.extend(TABLES[table].links.iter().map(|link| camel_case(link.name)));
    names.extend(Way::backward(table).iter().map(|way| camel_case(way.name())));
    names
}

fn unknown_test(place: &str, known: &[&str]) -> Error {
    refuse(place, "there is no such test", format!("use one of {}", known.join(", ")))
}

fn slugs(json: &Value, place: &str) -> Result<Vec<String>> {
    list(json, place)?.iter().map(|json| Ok(text(json, place)?.to_ascii_lowercase())).collect()
}

fn slug_tests(json: &Value, place: &str) -> Result<Filter> {
    let mut all = Vec::new();
    for (name, json) in object(json, place)? {
        let place = format!("{place}.{name}");
        all.push(match name.as_str() {
            _ if json.is_null() => continue,
            "eq" | "in" => Filter::Slug(slugs(json, &place)?),
            "not" => Filter::Not(Box::new(Filter::Slug(slugs(json, &place)?))),
            _ => return Err(unknown_test(&place, &["eq", "in", "not"])),
        });
    }
    Ok(Filter::All(all))
}

fn ids(ways: &[Way], json: &Value, place: &str) -> Result<Filter> {
    let mut by_way: Vec<(Way, Vec<String>)> = Vec::new();
    for json in list(json, place)? {
        let id = text(json, place)?;
        let way = id.split_once('/').and_then(|(table, slug)| {
            let way = ways.iter().find(|way| TABLES[way.to].name == table)?;
            Some((*way, slug.to_owned()))
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
    let ways = by_way.into_iter().map(|(way, slugs)| (way, Filter::Slug(slugs))).collect();
    Ok(Filter::Some { ways })
}

fn column_tests(at: usize, column: &Column, json: &Value, place: &str) -> Result<Filter> {
    let known = tests_of(column);
    let tests = object(json, place)?;
    let currency = match tests.get("currency") {
        Some(json) if !json.is_null() && matches!(column.kind, Kind::Money) => {
            let place = format!("{place}.currency");
            let code = text(json, &place)?;
            Some(value::parse_currency(code).map_err(|Expected(what, _)| {
                refuse(&place, what, "use a code of three capital letters")
            })?)
        }
        _ => None,
    };
    let filter = |test| Filter::Column { at, test };
    let (mut from, mut to) = (None, None);
    let mut all = Vec::new();
    for (name, json) in tests {
        if json.is_null() {
            continue;
        }
        let place = format!("{place}.{name}");
        if !known.contains(&name.as_str()) {
            return Err(unknown_test(&place, known));
        }
        let operands = || -> Result<Vec<Operand>> {
            list(json, &place)?.iter().map(|json| operand(column, currency, json, &place)).collect()
        };
        match name.as_str() {
            "eq" | "in" => all.push(filter(Test::In(operands()?))),
            "not" => all.push(Filter::Not(Box::new(filter(Test::In(operands()?))))),
            "gte" => from = Some(operand(column, currency, json, &place)?),
            "lte" => to = Some(operand(column, currency, json, &place)?),
            "isNull" if truth(json, &place)? => all.push(filter(Test::Missing)),
            "isNull" => all.push(Filter::Not(Box::new(filter(Test::Missing)))),
            "contains" => all.push(filter(Test::Contains(needle(json, &place)?))),
            // The currency stands for itself below.
            _ => {}
        }
    }
    if let (Some(currency), None, None) = (currency, &from, &to) {
        let lowest = value::Decimal { digits: i64::MIN, scale: 0 };
        from = Some(Operand::Amount(currency as u8, lowest));
    }
    if from.is_some() || to.is_some() {
        all.push(filter(Test::Between(from, to)));
    }
    Ok(Filter::All(all))
}

/// The full-text search that `json` writes.
pub fn search(table: usize, json: &Value, place: &str) -> Result<Filter> {
    if !is_searched(table) {
        return Err(refuse(
            place,
            format!("`{}` have no texts that the search reads", TABLES[table].name),
            "use `contains` of a text column",
        ));
    }
    Ok(Filter::Search(Query::parse(text(json, place)?, place)?))
}

fn needle(json: &Value, place: &str) -> Result<String> {
    let text = text(json, place)?;
    if text.is_empty() {
        return Err(refuse(
            place,
            "expected at least one letter",
            "leave the test out to ask for all",
        ));
    }
    Ok(text.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(json: &Value) -> Result<Filter> {
        filter(0, json, "filter")
    }

    #[test]
    fn names_the_place_of_a_mistake() {
        for (json, place) in [
            (json!({"startsOn": {"gte": "soon"}}), "filter.startsOn.gte"),
            (json!({"countries": {"some": {"iso9": {}}}}), "filter.countries.some.iso9"),
            (json!({"all": [{}, {"status": {"eq": "99"}}]}), "filter.all[1].status.eq"),
            (json!({"title": {"like": "x"}}), "filter.title.like"),
            (json!(3), "filter"),
        ] {
            let Err(Error::Argument { argument, hint, .. }) = parse(&json) else {
                panic!("{place}")
            };
            assert_eq!(argument, place);
            assert!(!hint.is_empty());
        }
    }

    #[test]
    fn refuses_a_filter_that_is_too_deep() {
        let deep = (0..40).fold(json!({}), |inner, _| json!({ "not": inner }));
        assert!(matches!(parse(&deep), Err(Error::Limit { .. })));
    }

    #[test]
    fn refuses_a_filter_of_too_many_tests() {
        let many = |count: usize, test: Value| json!({ "any": vec![test; count] });
        let contains = json!({"title": {"contains": "a"}});
        assert!(parse(&many(4, contains.clone())).is_ok());
        assert!(matches!(parse(&many(5, contains)), Err(Error::Limit { .. })));
        let test = json!({"countries": {"some": {"iso2": {"eq": "MZ"}}}});
        assert!(parse(&many(50, test.clone())).is_ok());
        assert!(matches!(parse(&many(51, test)), Err(Error::Limit { .. })));
    }

    #[test]
    fn money_is_compared_within_its_currency() {
        let budgets = crate::model::find_table("budgets").unwrap().0;
        assert!(filter(budgets, &json!({"amount": {"gte": "10"}}), "filter").is_err());
        assert!(filter(budgets, &json!({"amount": {"gte": "10", "currency": "EUR"}}), "f").is_ok());
        let alone = filter(budgets, &json!({"amount": {"currency": "EUR"}}), "f").unwrap();
        let null = json!({"amount": {"currency": "EUR", "gte": null}});
        assert_eq!(filter(budgets, &null, "f").unwrap(), alone);
    }

    #[test]
    fn an_empty_filter_is_everything() {
        assert!(parse(&json!({})).unwrap().is_everything());
    }
}
