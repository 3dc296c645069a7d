//! The reference: rows as plain JSON, and what filters and orders mean, one row at a time.

use std::cmp::Ordering;
use std::collections::{HashMap, HashSet};

use opencoop::model::short::{Asks, SHORTS};
use opencoop::model::table::{Column, Kind, Table, Target, camel_case};
use opencoop::model::value::{Decimal, PartialDate};
use opencoop::model::{TABLES, find_table};
use serde_json::{Map, Value};

use crate::draw::leads;

/// All rows of all tables.
#[derive(Default)]
pub(crate) struct Rows {
    records: HashMap<String, Map<String, Value>>,
    ids: HashMap<&'static str, Vec<String>>,
    /// For each id and name of a way, the ids that it leads to.
    linked: HashMap<(String, String), Vec<String>>,
}

/// The slug in an id.
pub(crate) fn slug_of(id: &str) -> &str {
    id.split_once('/').unwrap().1
}

fn table_of(id: &str) -> &'static Table {
    find_table(id.split_once('/').unwrap().0).unwrap().1
}

/// The plain form of a value: the code of a code, a text as it is.
pub(crate) fn text_of(value: &Value) -> String {
    let code = value.get("code").unwrap_or(value);
    code.as_str().map_or_else(|| code.to_string(), str::to_owned)
}

impl Rows {
    /// Adds a row as the file of its table has it; files are in the order of slugs.
    pub(crate) fn add(&mut self, table: &'static str, row: Value) {
        let Value::Object(row) = row else { panic!("a row is an object") };
        let id = row["id"].as_str().unwrap().to_owned();
        for link in find_table(table).unwrap().1.links {
            let value = &row[link.name];
            let ends = value.as_array().map_or_else(|| vec![value], |list| list.iter().collect());
            for end in ends.into_iter().filter(|end| !end.is_null()) {
                let end = end.get("slug").unwrap_or(end).as_str().unwrap();
                let to = match link.target {
                    Target::Table(name) => format!("{name}/{end}"),
                    Target::Any => end.to_owned(),
                };
                let mut lead = |from: &str, name: &str, to: &str| {
                    let key = (from.to_owned(), camel_case(name));
                    self.linked.entry(key).or_default().push(to.to_owned());
                };
                lead(&id, link.name, &to);
                lead(&to, link.back, &id);
            }
        }
        self.ids.entry(table).or_default().push(id.clone());
        self.records.insert(id, row);
    }

    /// The ids of a table, in the order of slugs.
    pub(crate) fn ids(&self, table: &Table) -> &[String] {
        self.ids.get(table.name).map_or(&[], Vec::as_slice)
    }

    /// A row.
    pub(crate) fn record(&self, id: &str) -> &Map<String, Value> {
        &self.records[id]
    }

    /// The ids of a table that a filter holds for, in the order of slugs.
    pub(crate) fn scan(&self, table: &'static Table, filter: &Value) -> Vec<String> {
        let holds = |id: &&String| self.holds(table, id, filter);
        self.ids(table).iter().filter(holds).cloned().collect()
    }

    fn holds(&self, table: &'static Table, id: &str, filter: &Value) -> bool {
        let record = self.record(id);
        filter.as_object().unwrap().iter().all(|(name, tests)| match name.as_str() {
            "all" => tests.as_array().unwrap().iter().all(|one| self.holds(table, id, one)),
            "any" => tests.as_array().unwrap().iter().any(|one| self.holds(table, id, one)),
            "not" => !self.holds(table, id, tests),
            "year" if table.column(name).is_none() => self.touches(table, id, tests),
            _ if tests.is_array() => {
                let short = SHORTS.iter().find(|short| short.name == name).unwrap();
                let Asks::Linked(target) = short.asks else { unreachable!("{name}") };
                let wanted = tests.as_array().unwrap().iter();
                let wanted = wanted.map(|slug| text_of(slug).to_lowercase()).collect();
                self.has_to_do_with(table, id, target, &wanted)
            }
            _ => {
                let column = table.columns.iter().find(|column| camel_case(column.name) == *name);
                tests.as_object().unwrap().iter().all(|(test, operand)| match column {
                    _ if name == "slug" && test == "within" => {
                        let wanted = operand.as_array().unwrap().iter().map(text_of).collect();
                        self.lies_within(id, table.name, &wanted)
                    }
                    _ if name == "slug" => {
                        let is_in = operand.as_array().unwrap().iter().any(|s| s == slug_of(id));
                        is_in == (test == "in")
                    }
                    Some(column) => tested(column, &record[column.name], test, operand, tests),
                    None => self.link_holds(id, name, test, operand),
                })
            }
        })
    }

    /// The records that a link of a record leads to.
    pub(crate) fn ends(&self, id: &str, link: &str) -> &[String] {
        let key = (id.to_owned(), camel_case(link));
        self.linked.get(&key).map_or(&[], Vec::as_slice)
    }

    /// A record and all that it lies in.
    pub(crate) fn wholes(&self, id: &str) -> Vec<String> {
        let mut found = vec![id.to_owned()];
        let mut at = 0;
        while let Some(id) = found.get(at).cloned() {
            for link in table_of(&id).links.iter().filter(|link| link.within) {
                for whole in self.ends(&id, link.name) {
                    if !found.contains(whole) {
                        found.push(whole.clone());
                    }
                }
            }
            at += 1;
        }
        found
    }

    /// Whether a record is one of the wanted of `target`, or lies within one, however deep.
    fn lies_within(&self, id: &str, target: &str, wanted: &HashSet<String>) -> bool {
        self.wholes(id)
            .iter()
            .any(|whole| table_of(whole).name == target && wanted.contains(slug_of(whole)))
    }

    /// Whether a record is, or is linked in either direction to, what lies within the wanted.
    fn has_to_do_with(
        &self,
        table: &Table,
        id: &str,
        target: &str,
        wanted: &HashSet<String>,
    ) -> bool {
        let is_linked = || {
            leads(table).iter().any(|lead| {
                let ends = self.linked.get(&(id.to_owned(), lead.name.clone()));
                let mut ends =
                    ends.into_iter().flatten().filter(|end| table_of(end).name != table.name);
                ends.any(|end| self.lies_within(end, target, wanted))
            })
        };
        self.lies_within(id, target, wanted) || (table.name != target && is_linked())
    }

    /// Whether the stated time of a record touches some years.
    fn touches(&self, table: &Table, id: &str, span: &Value) -> bool {
        let year = |at: usize| {
            let date = text_of(&self.record(id)[table.columns[at].name]);
            date.get(..4).and_then(|year| year.parse::<u64>().ok())
        };
        let from = span["from"].as_u64().unwrap_or(0);
        let to = span["to"].as_u64().unwrap_or(9_999);
        table.spans().into_iter().any(|(first, last)| match (year(first), last.and_then(year)) {
            (Some(first), Some(last)) => first <= to && last >= from,
            (Some(only), None) | (None, Some(only)) => (from..=to).contains(&only),
            (None, None) => false,
        })
    }

    fn link_holds(&self, id: &str, name: &str, test: &str, operand: &Value) -> bool {
        let key = (id.to_owned(), name.to_owned());
        let ends: &[String] = self.linked.get(&key).map_or(&[], Vec::as_slice);
        let answers = |filter: &Value| {
            ends.iter().any(|end| {
                let table = end.split_once('/').unwrap().0;
                self.holds(find_table(table).unwrap().1, end, filter)
            })
        };
        match test {
            "isNull" => ends.is_empty() == operand.as_bool().unwrap(),
            "in" => operand.as_array().unwrap().iter().any(|wanted| {
                let wanted = wanted.as_str().unwrap();
                ends.iter().any(|end| end == wanted || slug_of(end) == wanted)
            }),
            "some" => answers(operand),
            "none" => !answers(operand),
            _ => unreachable!("{name}.{test}"),
        }
    }

    /// Puts ids in an order: what has no value comes last, equals stand by slug.
    pub(crate) fn sort(&self, table: &Table, ids: &mut [String], order: &str, descending: bool) {
        let kind = table.column(order).map(|(_, column)| column.kind);
        let key = |id: &String| match kind {
            None => Key::Text(slug_of(id).to_owned()),
            Some(kind) => key(&kind, &self.record(id)[order]),
        };
        ids.sort_by(|one, two| {
            let (left, right) = (key(one), key(two));
            let by_slug = slug_of(one).cmp(slug_of(two));
            match (left == Key::None, right == Key::None) {
                (true, true) => by_slug,
                (true, false) => Ordering::Greater,
                (false, true) => Ordering::Less,
                _ if descending => left.cmp(&right).then(by_slug).reverse(),
                _ => left.cmp(&right).then(by_slug),
            }
        });
    }
}

/// What a value is ordered by.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Text(String),
    Number(String, Decimal),
    None,
}

fn key(kind: &Kind, value: &Value) -> Key {
    let number = |text: &str| text.parse().unwrap();
    match (kind, value) {
        (_, Value::Null) => Key::None,
        (Kind::Localised, Value::Object(texts)) => {
            let first = ["it", "en"].iter().find_map(|tag| texts.get(*tag));
            Key::Text(text_of(first.or_else(|| texts.values().next()).unwrap()))
        }
        (Kind::Money, _) => {
            Key::Number(text_of(&value["currency"]), number(&text_of(&value["amount"])))
        }
        (Kind::Integer | Kind::Decimal, _) => Key::Number(String::new(), number(&text_of(value))),
        _ => Key::Text(text_of(value)),
    }
}

fn tested(column: &Column, value: &Value, test: &str, operand: &Value, tests: &Value) -> bool {
    let operands = operand.as_array().map_or_else(|| std::slice::from_ref(operand), Vec::as_slice);
    let is_one =
        || operands.iter().any(|operand| !value.is_null() && text_of(value) == text_of(operand));
    let compares = |wanted: Ordering| {
        if value.is_null() {
            return false;
        }
        if let Kind::Date = column.kind {
            let date = |value: &Value| text_of(value).parse::<PartialDate>().unwrap();
            let (own, other) = (date(value), date(operand));
            return match wanted {
                Ordering::Greater => own.first_day() >= other.first_day(),
                _ => own.last_day() <= other.last_day(),
            };
        }
        let number = |value: &Value| text_of(value.get("amount").unwrap_or(value)).parse();
        if let (Ok(own), Ok(other)) = (number(value), number(operand)) {
            let (own, other): (Decimal, Decimal) = (own, other);
            let in_currency =
                tests.get("currency").is_none_or(|wanted| *wanted == value["currency"]);
            return in_currency && own.cmp(&other) != wanted.reverse();
        }
        text_of(value).cmp(&text_of(operand)) != wanted.reverse()
    };
    match test {
        "isNull" => value.is_null() == operand.as_bool().unwrap(),
        "eq" | "in" if matches!(column.kind, Kind::Decimal) => operands.iter().any(|operand| {
            let number = |value: &Value| text_of(value).parse::<Decimal>().ok();
            number(value).is_some() && number(value) == number(operand)
        }),
        "eq" | "in" => is_one(),
        "not" => !is_one(),
        "gte" => compares(Ordering::Greater),
        "lte" => compares(Ordering::Less),
        "currency" => value["currency"] == *operand,
        "near" => {
            !value.is_null()
                && kilometres(value, operand) <= operand["distanceKm"].as_f64().unwrap()
        }
        "contains" => text_of(value).to_lowercase().contains(&text_of(operand).to_lowercase()),
        _ => unreachable!("{}.{test}", column.name),
    }
}

/// The length of the great circle between two positions on a sphere of 6,371 km.
fn kilometres(one: &Value, two: &Value) -> f64 {
    let radians = |point: &Value, name: &str| point[name].as_f64().unwrap().to_radians();
    let (north, other) = (radians(one, "latitude"), radians(two, "latitude"));
    let east = radians(one, "longitude") - radians(two, "longitude");
    let half = ((north - other) / 2.0).sin().powi(2)
        + north.cos() * other.cos() * (east / 2.0).sin().powi(2);
    2.0 * 6_371.0 * half.sqrt().min(1.0).asin()
}

/// Every table has rows, so that no question is about nothing.
pub(crate) fn is_complete(rows: &Rows) -> bool {
    TABLES.iter().all(|table| !rows.ids(table).is_empty())
}
