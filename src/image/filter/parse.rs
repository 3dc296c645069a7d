//! The written form of a filter: JSON, the same for GraphQL, GET and the command line.
//!
//! Names are those of GraphQL (`startsOn`). Several tests side by side must all hold; `{}` holds
//! for every record.

mod budget;
mod columns;
mod links;
mod nearest;
mod operand;
mod short;

use serde_json::{Map, Value};

use super::{Filter, offers};
use crate::error::{Error, Result};
use crate::image::Way;
use crate::model::short::SHORTS;
use crate::model::table::{Column, Kind, Target, camel_case};
use crate::model::{self, TABLES};
use budget::DEPTH_LIMIT;
pub use budget::within_limits;
pub use nearest::nearest;

/// The most values that one test can compare with.
const VALUES_LIMIT: usize = 1_000;

/// The longest text that a test can compare with, in bytes.
const TEXT_LIMIT: usize = 1_000;

/// The tests that a column of a kind offers.
pub const fn tests_of(column: &Column) -> &'static [&'static str] {
    match column.kind {
        Kind::Text | Kind::Url => &["eq", "in", "not", "isNull", "contains"],
        Kind::Localised => &["isNull", "contains"],
        Kind::Integer | Kind::Decimal | Kind::Instant | Kind::Date => {
            &["eq", "in", "not", "gte", "lte", "isNull"]
        }
        Kind::Money => &["currency", "gte", "lte", "isNull"],
        Kind::Code(_) | Kind::Boolean => &["eq", "in", "not", "isNull"],
        Kind::Point => &["near", "isNull"],
    }
}

/// The tests that the slugs of a table offer.
pub fn slug_tests_of(table: usize) -> &'static [&'static str] {
    match TABLES[table].container() {
        Some(_) => &["eq", "in", "not", "within"],
        None => &["eq", "in", "not"],
    }
}

/// The tests that a link offers; one to any table has a filter under the name of each instead of
/// `some` and `none`.
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
    let mut parser = Parser { depth: 0, deepest: 0 };
    let filter = parser.filter(table, json, argument)?;
    within_limits(filter.tests())?;
    // What is written out can stand deeper, and must be read again.
    if parser.deepest > DEPTH_LIMIT / 3 {
        budget::within_depth(budget::depth_of(&filter.to_json(table)))?;
    }
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
    /// How deep the filter that is being read stands.
    depth: usize,
    /// How deep one has stood.
    deepest: usize,
}

impl Parser {
    fn filter(&mut self, table: usize, json: &Value, argument: &str) -> Result<Filter> {
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        budget::within_depth(self.depth)?;
        let mut all = Vec::new();
        for (name, json) in object(json, argument)? {
            if json.is_null() {
                continue;
            }
            let place = format!("{argument}.{name}");
            all.push(match name.as_str() {
                "all" => Filter::all(self.filters(table, json, &place)?),
                "any" => Filter::any(self.filters(table, json, &place)?),
                "not" => self.filter(table, json, &place)?.negated(),
                "slug" => links::slug_tests(table, json, &place)?,
                _ => self.named(table, name, json, &place)?,
            });
        }
        self.depth -= 1;
        Ok(Filter::all(all))
    }

    fn filters(&mut self, table: usize, json: &Value, argument: &str) -> Result<Vec<Filter>> {
        let parts = list(json, argument)?.iter().enumerate();
        parts.map(|(at, json)| self.filter(table, json, &format!("{argument}[{at}]"))).collect()
    }

    fn named(&mut self, table: usize, name: &str, json: &Value, place: &str) -> Result<Filter> {
        let columns = TABLES[table].columns.iter().enumerate();
        let column = columns.into_iter().find(|(_, column)| camel_case(column.name) == name);
        let ways = ways_of(table, name);
        let short = model::short::find(name).filter(|short| offers(table, short));
        match (column, short) {
            // A value alone is the short form even where a link has its name.
            (None, Some(short)) if ways.is_empty() || !json.is_object() => {
                short::filter(table, short, json, place)
            }
            (Some((at, column)), _) => columns::tests(at, column, json, place),
            _ if !ways.is_empty() => self.link_tests(&ways, json, place),
            _ => Err(unknown_name(table, name, place)),
        }
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

/// All names that a filter of a table can use. A short form has its name to itself: where a column
/// or a link has it already, that one's tests stand under it.
pub fn names(table: usize) -> Vec<String> {
    let mut names: Vec<String> = ["all", "any", "not", "slug"].map(str::to_owned).to_vec();
    names.extend(TABLES[table].columns.iter().map(|column| camel_case(column.name)));
    names.extend(TABLES[table].links.iter().map(|link| camel_case(link.name)));
    names.extend(Way::backward(table).iter().map(|way| camel_case(way.name())));
    for short in SHORTS.iter().filter(|short| offers(table, short)) {
        if !names.iter().any(|name| name == short.name) {
            names.push(short.name.to_owned());
        }
    }
    names
}

/// The refusal of a name that a filter of a table does not have.
fn unknown_name(table: usize, name: &str, place: &str) -> Error {
    let names = names(table);
    let meant = nearest(name, names.iter().map(String::as_str));
    let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    refuse(
        place,
        format!("`{}` have no column, link or short form of this name", TABLES[table].name),
        format!("{meant}use one of {}", names.join(", ")),
    )
}

fn unknown_test(place: &str, known: &[&str]) -> Error {
    let name = place.rsplit('.').next().unwrap_or_default();
    let meant = nearest(name, known.iter().copied());
    let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    refuse(place, "there is no such test", format!("{meant}use one of {}", known.join(", ")))
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
