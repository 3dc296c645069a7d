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

/// The number of records of a page.
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

/// The filter that the pairs of a query string write.
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
        let (field, test) = name.split_once('.').unwrap_or((name, "in"));
        let test = camel_case(test);
        let json = test_value(table, field, &test, value);
        match fields.iter_mut().find(|(known, tests)| *known == field && !tests.contains_key(&test))
        {
            Some((_, tests)) => drop(tests.insert(test, json)),
            None => fields.push((field, Map::from_iter([(test, json)]))),
        }
    }
    for (field, tests) in fields {
        let parsed = parse::filter(table, &json!({ camel_case(field): tests }), "");
        all.push(parsed.map_err(|error| at_parameter(error, field, table))?);
    }
    Ok(if all.len() == 1 { all.remove(0) } else { Filter::All(all) })
}

/// A value of a query string as JSON: a list where the test takes one.
fn test_value(table: usize, field: &str, test: &str, value: &str) -> Value {
    let is_free = TABLES[table]
        .column(field)
        .is_some_and(|(_, column)| matches!(column.kind, Kind::Text | Kind::Url | Kind::Localised));
    match (test, value) {
        ("isNull", "true") => Value::Bool(true),
        ("isNull", "false") => Value::Bool(false),
        ("in" | "not", _) if !is_free || test == "in" => {
            value.split(',').map(str::trim).map(Value::from).collect()
        }
        _ => Value::from(value),
    }
}

/// The error with the name of the parameter in place of that of the filter.
fn at_parameter(error: Error, field: &str, table: usize) -> Error {
    match error {
        Error::Argument { argument, what, hint } => {
            let known = parse::names(table);
            if !known.contains(&camel_case(field)) {
                // The first three join filters, which one parameter cannot.
                let names: Vec<String> =
                    known.iter().skip(3).map(|name| snake_case(name)).collect();
                let hint = format!("use `filter`, or one of {}", names.join(", "));
                return Error::Argument { argument: field.to_owned(), what, hint };
            }
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
        assert_eq!(format!("{query:?}"), format!("{json:?}"));
    }

    #[test]
    fn a_mistake_names_the_parameter() {
        let Err(Error::Argument { argument, .. }) = of("starts_on.gte=soon") else { panic!() };
        assert_eq!(argument, "starts_on.gte");
        let Err(Error::Argument { argument, hint, .. }) = of("colour=red") else { panic!() };
        assert_eq!(argument, "colour");
        assert!(hint.contains("starts_on") && hint.contains("filter"));
    }

    #[test]
    fn the_tests_of_one_field_belong_together() {
        let budgets = crate::model::find_table("budgets").unwrap().0;
        let of = |query: &str| filter(budgets, &pairs(query));
        assert!(of("amount.gte=10&amount.currency=EUR").is_ok());
        assert!(of("amount.gte=10").is_err());
    }

    #[test]
    fn texts_may_contain_commas() {
        assert!(of("title.contains=acqua, scuola").is_ok());
    }
}
