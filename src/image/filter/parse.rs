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
use crate::image::text::{Query, is_searched};
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
        .ok_or_else(|| refuse(argument, "expected an object", "write it as `{\"name\": …}`"))
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
                "search" => search(table, json, &place)?,
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
    names.extend(is_searched(table).then(|| "search".to_owned()));
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

/// The full-text search that `json` writes.
///
/// # Errors
///
/// [`Error::Argument`] where the table has no such texts, or as [`Query::parse`].
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
    fn a_mistake_has_its_place_and_a_hint_that_mends_it() {
        let at = |table: &str| model::find_table(table).unwrap().0;
        for (table, json, place, hint) in [
            ("projects", json!({"sttaus": "2"}), "f.sttaus", "did you mean `status`?"),
            ("projects", json!({"title": {"contain": "a"}}), "f.title.contain", "`contains`"),
            ("projects", json!({"title": "acqua"}), "f.title", "contains"),
            ("projects", json!({"status": ["2", "99"]}), "f.status", "use one of 1, 2"),
            ("projects", json!({"status": {"in": [true]}}), "f.status.in", "use one of 1, 2"),
            ("projects", json!({"countries": 3}), "f.countries", "quotation marks"),
            ("projects", json!({"country": {"in": ["mz"]}}), "f.country", "[\"…\"]"),
            ("projects", json!({"country": [1.5]}), "f.country", "quotation marks"),
            ("projects", json!({"year": "soon"}), "f.year", "2018..2020"),
            ("projects", json!({"year": ".."}), "f.year", "2018..2020"),
            ("projects", json!({"year": [2018, 2019]}), "f.year", "2018..2020"),
            ("projects", json!({"year": {"from": 2020, "to": 2018}}), "f.year", "earlier"),
            ("projects", json!({"year": {"from": -1}}), "f.year.from", "2018"),
            ("projects", json!({"year": {"since": 2018}}), "f.year.since", "from, to"),
            ("projects", json!({"slug": {"within": ["a"]}}), "f.slug.within", "eq, in, not"),
            ("projects", json!({"not": [{}]}), "f.not", "{\"name\": …}"),
            ("projects", json!({"point": {}}), "f.point", "use one of"),
            ("cities", json!({"year": 2018}), "f.year", "use one of"),
            ("cities", json!({"point": [45, 9]}), "f.point", "near"),
            ("cities", json!({"point": {"near": "45,9"}}), "f.point.near", "45.46,9.19,50"),
            ("cities", json!({"point": {"near": "91,9,1"}}), "f.point.near", "latitude"),
            ("cities", json!({"point": {"near": "45,9,-1"}}), "f.point.near", "sign"),
            ("cities", json!({"point": {"near": "45,9,NaN"}}), "f.point.near", "45.46"),
            (
                "cities",
                json!({"point": {"near": {"lat": 45}}}),
                "f.point.near.lat",
                "latitude, longitude, distanceKm",
            ),
            ("observations", json!({"subject": {"moons": {}}}), "f.subject.moons", "in, isNull"),
            ("observations", json!({"subject": "mz"}), "f.subject", "projects/dakar-reve"),
            ("budgets", json!({"amount": "10"}), "f.amount", "currency, gte"),
            ("sources", json!({"country": "it"}), "f.country", "use one of"),
        ] {
            let error = filter(at(table), &json, "f");
            let Err(Error::Argument { argument, hint: given, .. }) = error else {
                panic!("{json}: {error:?}")
            };
            assert_eq!(argument, place, "{json}");
            assert!(given.contains(hint), "{json}: {given}");
        }
        let far = json!({"point": {"near": "45,9,20040.1"}});
        assert!(matches!(filter(at("cities"), &far, "f"), Err(Error::Limit { .. })));
        assert!(filter(at("cities"), &json!({"point": {"near": "45,9,20040"}}), "f").is_ok());
    }

    #[test]
    fn one_question_in_other_words_is_one_filter() {
        let same = |one: Value, two: Value| {
            assert_eq!(parse(&one).unwrap(), parse(&two).unwrap(), "{one} {two}");
        };
        same(json!({"status": "2"}), json!({"all": [{"any": [{"status": {"eq": "2"}}]}]}));
        same(json!({"status": ["3", "2"]}), json!({"status": {"in": ["2", "3", "2"]}}));
        same(json!({"countries": ["MZ"]}), json!({"countries": {"in": "mz"}}));
        same(json!({"not": {"not": {"status": "2"}}}), json!({"status": "2"}));
        same(json!({"sdg": [11]}), json!({"sdgs": {"some": {"slug": {"within": ["11"]}}}}));
        same(json!({"sdg": "11.2"}), json!({"sdg": ["11-2"]}));
        same(json!({"year": 2018}), json!({"year": {"from": 2018, "to": "2018"}}));
        same(json!({"year": "2018.."}), json!({"year": {"from": 2018}}));
        same(json!({"year": {}}), json!({}));
    }

    #[test]
    fn a_short_form_stands_aside_where_a_link_has_its_name() {
        let organisations = model::find_table("organisations").unwrap().0;
        let parse = |json: Value| filter(organisations, &json, "filter").unwrap();
        // The link, and no more; alone: also through the city.
        assert!(matches!(parse(json!({"country": {"in": ["it"]}})), Filter::Some { .. }));
        assert!(matches!(parse(json!({"country": "it"})), Filter::Any(ways) if ways.len() == 2));
        assert_eq!(names(organisations).iter().filter(|name| *name == "country").count(), 1);
    }

    #[test]
    fn refuses_a_filter_that_is_too_deep() {
        let deepest = |depth: usize| {
            let inner = json!({"country": "mz"});
            (0..depth).fold(inner, |inner, _| json!({"parent": {"some": inner}}))
        };
        // Written out, the short form stands three filters deep.
        assert!(parse(&deepest(13)).is_ok());
        let error = parse(&deepest(14));
        assert!(matches!(error, Err(Error::Limit { value: 17, limit: 16, .. })), "{error:?}");
        let deep = (0..40).fold(json!({}), |inner, _| json!({ "not": inner }));
        assert!(matches!(parse(&deep), Err(Error::Limit { .. })));
    }

    #[test]
    fn refuses_a_filter_of_too_many_tests() {
        // The same test twice is one.
        let many = |count: usize, test: &dyn Fn(String) -> Value| {
            parse(&json!({ "any": (0..count).map(|at| test(at.to_string())).collect::<Vec<_>>() }))
        };
        let contains = |text| json!({"title": {"contains": text}});
        assert!(many(4, &contains).is_ok());
        assert!(matches!(many(5, &contains), Err(Error::Limit { value: 5, limit: 4, .. })));
        let test = |text| json!({"countries": {"some": {"iso2": {"eq": text}}}});
        assert!(many(50, &test).is_ok());
        assert!(matches!(many(51, &test), Err(Error::Limit { value: 102, limit: 100, .. })));
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
