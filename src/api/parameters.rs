//! The parameters of a GET: the one filter in the form of a query string.
//!
//! `status=2,3` is one of these codes, `countries=mz` a link to this record, `starts_on.gte=2018`
//! a test by its name; `filter={…}` is the filter as in GraphQL. All of them must hold.

use serde_json::{Map, Value, json};

use crate::config::Limits;
use crate::error::{Error, Result};
use crate::image::filter::{Filter, parse};
use crate::image::page::Order;
use crate::model::TABLES;
use crate::model::short::{self, Asks};
use crate::model::table::{Kind, camel_case, snake_case};

/// What a request asks for.
#[derive(Debug)]
pub struct Parameters {
    /// Which records.
    pub filter: Filter,
    /// In which order.
    pub order: Order,
    /// How many.
    pub limit: usize,
    /// Behind which place.
    pub after: Option<String>,
}

impl Parameters {
    /// Reads the pairs of a query string.
    pub fn parse(table: usize, pairs: &[(String, String)], limits: &Limits) -> Result<Self> {
        let mut limit = limits.page_size;
        let mut order = Order::default();
        let mut after = None;
        let mut filters = Vec::new();
        for (name, value) in pairs {
            match name.as_str() {
                "limit" => limit = page_size(value, limits)?,
                "order" => order = Order::parse(table, value, "order")?,
                "after" => after = Some(value.clone()),
                _ => filters.push((name.clone(), value.clone())),
            }
        }
        Ok(Self { filter: filter(table, &filters)?, order, limit, after })
    }
}

/// The number of a page's entries that a parameter writes.
pub(super) fn page_size(text: &str, limits: &Limits) -> Result<usize> {
    let number: usize =
        text.parse().ok().filter(|number| *number > 0).ok_or_else(|| Error::Argument {
            argument: "limit".to_owned(),
            what: format!("expected a whole number from 1, not `{text}`"),
            hint: "leave it out for a page of the usual size".to_owned(),
        })?;
    if number > limits.page_size_max {
        return Err(Error::Limit {
            what: "the number of records on a page",
            value: number as u64,
            limit: limits.page_size_max as u64,
            hint: "follow the address of the next page, or take the whole file from `/export`"
                .to_owned(),
        });
    }
    Ok(number)
}

/// The filter that the pairs of a query string write; all of them are of the filter.
///
/// # Errors
///
/// [`Error::Argument`] names the parameter.
pub fn filter(table: usize, pairs: &[(String, String)]) -> Result<Filter> {
    let mut all = Vec::new();
    // The tests of one field belong together: a range of money needs its currency.
    let mut fields: Vec<(&str, Map<String, Value>)> = Vec::new();
    for (name, value) in pairs {
        if name == "filter" {
            all.push(parse::filter_of_text(table, value, "filter")?);
            continue;
        }
        if name == "search" {
            all.push(parse::search(table, &Value::from(value.as_str()), name)?);
            continue;
        }
        let Some((field, test)) = name.split_once('.') else {
            all.push(read(table, name, &alone(name, value))?);
            continue;
        };
        let test = camel_case(test);
        let json = test_value(table, field, &test, value);
        match fields.iter_mut().find(|(known, tests)| *known == field && !tests.contains_key(&test))
        {
            Some((_, tests)) => drop(tests.insert(test, json)),
            None => fields.push((field, Map::from_iter([(test, json)]))),
        }
    }
    for (field, tests) in fields {
        all.push(read(table, field, &Value::Object(tests))?);
    }
    let filter = Filter::all(all);
    parse::within_limits(filter.tests())?;
    Ok(filter)
}

fn read(table: usize, field: &str, json: &Value) -> Result<Filter> {
    if !names(table).any(|name| name == snake_case(field)) {
        return Err(unknown(table, field));
    }
    let parsed = parse::filter(table, &json!({ camel_case(field): json }), "");
    parsed.map_err(|error| at_parameter(error, field))
}

/// The names that parameters can have; what joins filters is for `filter` alone.
fn names(table: usize) -> impl Iterator<Item = String> {
    let joins = ["all", "any", "not"];
    let names = parse::names(table).into_iter().filter(move |name| !joins.contains(&name.as_str()));
    names.map(|name| snake_case(&name))
}

fn unknown(table: usize, field: &str) -> Error {
    let names: Vec<String> = names(table).collect();
    let meant = parse::nearest(field, names.iter().map(String::as_str));
    let meant = meant.map_or_else(String::new, |meant| format!("did you mean `{meant}`? "));
    Error::Argument {
        argument: field.to_owned(),
        what: format!("`{}` have no column, link or short form of this name", TABLES[table].name),
        hint: format!("{meant}use `filter`, or one of {}", names.join(", ")),
    }
}

/// The value of a parameter that names no test.
fn alone(name: &str, value: &str) -> Value {
    if short::find(name).is_some_and(|short| short.asks == Asks::Years) {
        return Value::from(value);
    }
    value.split(',').map(str::trim).map(Value::from).collect()
}

/// A value of a query string as JSON: a list where the test takes one.
fn test_value(table: usize, field: &str, test: &str, value: &str) -> Value {
    let is_free = TABLES[table]
        .column(field)
        .is_some_and(|(_, column)| matches!(column.kind, Kind::Text | Kind::Url | Kind::Localised));
    match (test, value) {
        ("isNull", "true") => Value::Bool(true),
        ("isNull", "false") => Value::Bool(false),
        ("in" | "within" | "not", _) if !is_free || test == "in" => {
            value.split(',').map(str::trim).map(Value::from).collect()
        }
        _ => Value::from(value),
    }
}

/// The error with the name of the parameter in place of that of the filter.
fn at_parameter(error: Error, field: &str) -> Error {
    match error {
        Error::Argument { argument, what, hint } => {
            // `.startsOn.gte` is the parameter `starts_on.gte`.
            let test = argument.split('.').nth(2).map(snake_case);
            let argument = test.map_or_else(|| field.to_owned(), |test| format!("{field}.{test}"));
            Error::Argument { argument, what, hint }
        }
        other => other,
    }
}

/// The query string of the same request behind a cursor.
pub fn query_string(pairs: &[(String, String)], after: &str) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in pairs.iter().filter(|(name, _)| name != "after") {
        query.append_pair(name, value);
    }
    query.append_pair("after", after);
    query.finish()
}

/// The pairs of a query string.
pub fn pairs(query: &str) -> Vec<(String, String)> {
    form_urlencoded::parse(query.as_bytes()).into_owned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(query: &str) -> Result<Filter> {
        filter(0, &pairs(query))
    }

    #[test]
    fn a_query_string_and_json_are_the_same_filter() {
        let query = of("status=2,3&starts_on.gte=2018&countries=mz").unwrap();
        let json =
            of("filter={\"all\":[{\"status\":{\"in\":[\"2\",\"3\"]}},{\"startsOn\":{\"gte\":\
             \"2018\"}},{\"countries\":{\"in\":\"mz\"}}]}")
            .unwrap();
        assert_eq!(query, json);
        let query = of("year.from=2018&year.to=2020&country=MZ,KE&sdg=11.2").unwrap();
        let json =
            of("filter={\"year\":\"2018..2020\",\"country\":[\"mz\",\"ke\"],\"sdg\":\"11-2\"}");
        assert_eq!(query, json.unwrap());
    }

    #[test]
    fn a_mistake_names_the_parameter() {
        let Err(Error::Argument { argument, .. }) = of("starts_on.gte=soon") else { panic!() };
        assert_eq!(argument, "starts_on.gte");
        let Err(Error::Argument { argument, hint, .. }) = of("colour=red") else { panic!() };
        assert_eq!(argument, "colour");
        assert!(hint.contains("starts_on") && hint.contains("filter"));
        let Err(Error::Argument { argument, hint, .. }) = of("contries=mz") else { panic!() };
        assert_eq!(argument, "contries");
        assert!(hint.contains("did you mean `countries`?"), "{hint}");
        let Err(Error::Argument { argument, hint, .. }) = of("starts_on.gt=2018") else { panic!() };
        assert_eq!(argument, "starts_on.gt");
        assert!(hint.contains("did you mean `gte`?"), "{hint}");
        for query in ["any=x", "not=x", "all=x"] {
            let Err(Error::Argument { hint, .. }) = of(query) else { panic!("{query}") };
            assert!(hint.contains("use `filter`"), "{hint}");
        }
        for (query, place) in
            [("year=x", "year"), ("year.from=x", "year.from"), ("status=x", "status")]
        {
            let Err(Error::Argument { argument, .. }) = of(query) else { panic!("{query}") };
            assert_eq!(argument, place);
        }
    }

    #[test]
    fn the_tests_of_one_field_belong_together() {
        let budgets = crate::model::find_table("budgets").unwrap().0;
        let of = |query: &str| filter(budgets, &pairs(query));
        assert!(of("amount.gte=10&amount.currency=EUR").is_ok());
        assert!(of("amount.gte=10").is_err());
    }

    #[test]
    fn the_tests_of_all_parameters_are_counted_together() {
        let query = |count| vec!["countries=mz"; count].join("&");
        let many = |count| vec!["slug.not=a"; count].join("&");
        assert!(of(&query(50)).is_ok());
        // The same question twice is one question.
        assert!(of(&query(500)).is_ok() && of(&many(500)).is_ok());
        let different: Vec<String> = (0..101).map(|number| format!("slug.not=a{number}")).collect();
        assert!(of(&different[..100].join("&")).is_ok());
        assert!(matches!(of(&different.join("&")), Err(Error::Limit { value: 101, .. })));
    }

    #[test]
    fn texts_may_contain_commas() {
        assert!(of("title.contains=acqua, scuola").is_ok());
    }
}
