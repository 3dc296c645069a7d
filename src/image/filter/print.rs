//! A filter in its written forms: the JSON of every door, and the parameters of a GET.
//!
//! Both are longhand: short forms are written as what they stand for. Reading what is written here
//! gives the same filter again.

mod query;

use serde_json::{Map, Value, json};

use super::{Filter, Operand, Test};
use crate::image::Way;
use crate::image::columns::{code_of, currency_of};
use crate::model::TABLES;
use crate::model::table::{Column, Kind, Target, camel_case};
use crate::model::value::{Decimal, Point, format_instant};

pub use query::export_url;

impl Filter {
    /// The filter of a table as JSON, as GraphQL takes it too. The same question in other words has
    /// the same JSON.
    pub fn to_json(&self, table: usize) -> Value {
        let parts = match self {
            Self::All(parts) => parts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let mut object = Map::new();
        let mut rest = Vec::new();
        for part in parts {
            if !matches!(part, Self::All(_)) {
                let (name, value) = part.written(table);
                let said = match object.get_mut(&name) {
                    Some(known) => join(&name, known, &value),
                    None => object.insert(name, value).is_none(),
                };
                if said {
                    continue;
                }
            }
            rest.push(part.to_json(table));
        }
        if !rest.is_empty() {
            object.insert("all".to_owned(), Value::Array(rest));
        }
        Value::Object(object)
    }

    /// The field of a filter object that says this; it is not `All`.
    fn written(&self, table: usize) -> (String, Value) {
        // Places of columns are those of the registry: only a parser makes them.
        let column = |at: usize| &TABLES[table].columns[at];
        match self {
            Self::All(_) => ("all".to_owned(), json!([self.to_json(table)])),
            Self::Any(filters) => {
                let filters = filters.iter().map(|filter| filter.to_json(table));
                ("any".to_owned(), filters.collect())
            }
            Self::Slug(slugs) => ("slug".to_owned(), json!({ "in": slugs })),
            Self::Within(slugs) => ("slug".to_owned(), json!({ "within": slugs })),
            Self::Search(query) => ("search".to_owned(), json!(query.to_string())),
            Self::Column { at, test } => {
                let column = column(*at);
                (camel_case(column.name), test.written(column))
            }
            Self::Some { ways } => link(ways, false),
            Self::Not(inner) => match &**inner {
                Self::Slug(slugs) => ("slug".to_owned(), json!({ "not": slugs })),
                Self::Column { at, test: Test::In(operands) } => {
                    let column = column(*at);
                    (camel_case(column.name), json!({ "not": values(column, operands) }))
                }
                Self::Column { at, test: Test::Missing } => {
                    (camel_case(column(*at).name), json!({ "isNull": false }))
                }
                Self::Some { ways } if can_be_none(ways) => link(ways, true),
                inner => ("not".to_owned(), inner.to_json(table)),
            },
        }
    }
}

/// Puts tests beside those of the same field, if reading them together would mean the same.
fn join(name: &str, known: &mut Value, tests: &Value) -> bool {
    let (Value::Object(known), Value::Object(tests)) = (known, tests) else { return false };
    let is_range = |tests: &Map<String, Value>| {
        ["gte", "lte", "currency"].iter().any(|test| tests.contains_key(*test))
    };
    let clashes = tests.keys().any(|test| known.contains_key(test));
    if name == "not" || clashes || (is_range(known) && is_range(tests)) {
        return false;
    }
    known.extend(tests.clone());
    true
}

fn leads_anywhere(way: &Way) -> bool {
    way.forward && way.link.target == Target::Any
}

fn is_whole(ways: &[(Way, Filter)]) -> bool {
    ways.iter().all(|(way, filter)| {
        filter.is_everything() && (!leads_anywhere(way) || ways.len() == TABLES.len())
    })
}

/// Whether a link has a test that says that there is no such record.
fn can_be_none(ways: &[(Way, Filter)]) -> bool {
    is_whole(ways) || ways.iter().all(|(way, _)| !leads_anywhere(way))
}

/// The field that tests a link, or says that the test fails.
fn link(ways: &[(Way, Filter)], none: bool) -> (String, Value) {
    let Some((way, filter)) = ways.first() else { return ("any".to_owned(), json!([])) };
    let name = camel_case(way.name());
    if is_whole(ways) {
        return (name, json!({ "isNull": none }));
    }
    if !leads_anywhere(way) {
        return match filter {
            Filter::Slug(slugs) if !none => (name, json!({ "in": slugs })),
            _ => (name, json!({ if none { "none" } else { "some" }: filter.to_json(way.to) })),
        };
    }
    if let Some(ids) = ids(ways) {
        return (name, json!({ "in": ids }));
    }
    let one = |(way, filter): &(Way, Filter)| {
        let table = camel_case(TABLES[way.to].name);
        json!({ table: filter.to_json(way.to) })
    };
    if let [only] = ways {
        return (name, one(only));
    }
    let each = ways.iter().map(|way| json!({ name.as_str(): one(way) }));
    ("any".to_owned(), each.collect())
}

/// The ids of the records that a link to any table must lead to, if only they are asked for.
fn ids(ways: &[(Way, Filter)]) -> Option<Vec<String>> {
    let mut ids = Vec::new();
    for (way, filter) in ways {
        // No slugs of one table are no ids, and would be read as no table.
        let Filter::Slug(slugs) = filter else { return None };
        if slugs.is_empty() {
            return None;
        }
        ids.extend(slugs.iter().map(|slug| format!("{}/{slug}", TABLES[way.to].name)));
    }
    Some(ids)
}

impl Test {
    fn written(&self, column: &Column) -> Value {
        match self {
            Self::Missing => json!({ "isNull": true }),
            Self::In(operands) => json!({ "in": values(column, operands) }),
            Self::Contains(text) => json!({ "contains": text }),
            Self::Near(centre, metres) => {
                let (latitude, longitude) = degrees(*centre);
                let kilometres = number(f64::from(*metres) / 1000.0);
                let near = json!({
                    "latitude": latitude, "longitude": longitude, "distanceKm": kilometres
                });
                json!({ "near": near })
            }
            Self::Between(from, to) => {
                let mut tests = Map::new();
                if let Some(Operand::Amount(currency, _)) = from.as_ref().or(to.as_ref())
                    && matches!(column.kind, Kind::Money)
                {
                    tests.insert("currency".to_owned(), json!(currency_of(*currency)));
                }
                for (name, end) in [("gte", from), ("lte", to)] {
                    if let Some(end) = end.as_ref().filter(|end| !end.is_lowest()) {
                        tests.insert(name.to_owned(), end.written(column));
                    }
                }
                Value::Object(tests)
            }
        }
    }
}

fn values(column: &Column, operands: &[Operand]) -> Vec<Value> {
    operands.iter().map(|operand| operand.written(column)).collect()
}

fn degrees(point: Point) -> (Value, Value) {
    let (latitude, longitude) = point.degrees();
    (number(latitude), number(longitude))
}

/// A number without a fraction is written without a point.
fn number(number: f64) -> Value {
    if number.fract() == 0.0 { Value::from(number as i64) } else { Value::from(number) }
}

impl Operand {
    /// Whether it stands for no end of a range, but only for its currency.
    pub(super) fn is_lowest(&self) -> bool {
        matches!(self, Self::Amount(_, Decimal { digits: i64::MIN, .. }))
    }

    fn written(&self, column: &Column) -> Value {
        match (self, column.kind) {
            // GraphQL writes the codes of closed lists as enum values.
            (Self::Cell(_), Kind::Code(list)) if list.closed => {
                Value::from(self.text(column).to_ascii_uppercase())
            }
            (Self::Cell(cell), Kind::Boolean) => Value::from(*cell == 2),
            (Self::Number(number), Kind::Integer) => Value::from(*number),
            _ => Value::from(self.text(column)),
        }
    }

    /// The value as files write it.
    fn text(&self, column: &Column) -> String {
        match (self, column.kind) {
            (Self::Text(text), _) => text.clone(),
            (Self::Number(seconds), Kind::Instant) => format_instant(*seconds),
            (Self::Number(number), _) => number.to_string(),
            (Self::Cell(cell), Kind::Code(list)) => {
                code_of(list, *cell).map_or_else(String::new, |entry| entry.code.to_owned())
            }
            (Self::Cell(cell), _) => (*cell == 2).to_string(),
            (Self::Amount(_, number), _) => number.to_string(),
            (Self::Date(date), _) => date.to_string(),
        }
    }
}
