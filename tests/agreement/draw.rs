//! Random filters, with values that occur in the rows, so that they hold for some of them.

use fastrand::Rng;
use opencoop::image::filter::offers;
use opencoop::model::back_links;
use opencoop::model::short::{Asks, SHORTS, Short};
use opencoop::model::table::{Column, Kind, Table, Target, camel_case};
use opencoop::model::{TABLES, find_table};
use serde_json::{Map, Value, json};

use crate::scan::{Rows, slug_of, text_of};

/// What draws.
pub(crate) struct Draw<'a> {
    pub(crate) rows: &'a Rows,
    pub(crate) random: &'a mut Rng,
}

/// A way to other records, as a filter names it.
pub(crate) struct Leads {
    pub(crate) name: String,
    /// None for a link to any table.
    pub(crate) to: Option<&'static Table>,
}

/// All ways from a table, forwards and backwards.
pub(crate) fn leads(table: &Table) -> Vec<Leads> {
    let forward = table.links.iter().map(|link| Leads {
        name: camel_case(link.name),
        to: match link.target {
            Target::Table(name) => find_table(name).map(|(_, table)| table),
            Target::Any => None,
        },
    });
    let at = find_table(table.name).unwrap().0;
    let back = back_links(at)
        .into_iter()
        .map(|back| Leads { name: camel_case(back.link.back), to: Some(&TABLES[back.from]) });
    forward.chain(back).collect()
}

impl Draw<'_> {
    fn one_of<'v, T>(&mut self, values: &'v [T]) -> &'v T {
        &values[self.random.usize(..values.len())]
    }

    /// A filter with others inside it, `depth` deep.
    pub(crate) fn filter(&mut self, table: &'static Table, depth: usize) -> Value {
        let mut filter = Map::new();
        for _ in 0..self.random.usize(1..3) {
            let (name, value) = match self.random.u8(..12) {
                0..5 => self.column(table),
                5..8 => self.link(table, depth),
                8..10 => self.short(table),
                10 if depth > 0 => self.composed(table, depth - 1),
                _ => self.slug(table),
            };
            filter.insert(name, value);
        }
        Value::Object(filter)
    }

    fn composed(&mut self, table: &'static Table, depth: usize) -> (String, Value) {
        let some = |draw: &mut Self| -> Value {
            (0..draw.random.usize(..3)).map(|_| draw.filter(table, depth)).collect()
        };
        match self.random.u8(..3) {
            0 => ("all".to_owned(), some(self)),
            1 => ("any".to_owned(), some(self)),
            _ => ("not".to_owned(), self.filter(table, depth)),
        }
    }

    fn some_slug(&mut self, table: &Table) -> String {
        let ids: &[String] = self.rows.ids(table);
        let id: &String = self.one_of(ids);
        slug_of(id).to_owned()
    }

    fn slug(&mut self, table: &'static Table) -> (String, Value) {
        let slugs: Vec<String> = (0..3).map(|_| self.some_slug(table)).collect();
        let tests: &[&str] =
            if table.container().is_some() { &["in", "not", "within"] } else { &["in", "not"] };
        let test = *self.one_of(tests);
        ("slug".to_owned(), json!({ test: slugs }))
    }

    /// A short form of those that lead anywhere from the table and that no field of it hides.
    fn short(&mut self, table: &'static Table) -> (String, Value) {
        let at = find_table(table.name).unwrap().0;
        let is_hidden = |name: &str| table.column(name).is_some() || table.link(name).is_some();
        let offered: Vec<&Short> =
            SHORTS.iter().filter(|one| offers(at, one) && !is_hidden(one.name)).collect();
        if offered.is_empty() {
            return self.slug(table);
        }
        let short = *self.one_of(&offered);
        let value = match short.asks {
            Asks::Linked(target) => {
                let target = find_table(target).unwrap().1;
                json!([self.some_slug(target).to_uppercase(), self.some_slug(target)])
            }
            Asks::Years => match self.random.u32(2010..2026) {
                year if self.random.bool() => json!({ "from": year, "to": year + 2 }),
                year if self.random.bool() => json!({ "from": year }),
                year => json!({ "to": year }),
            },
        };
        (short.name.to_owned(), value)
    }

    fn link(&mut self, table: &'static Table, depth: usize) -> (String, Value) {
        let all = leads(table);
        if all.is_empty() {
            return self.slug(table);
        }
        let Leads { name, to } = self.one_of(&all);
        let tests = match (to, self.random.u8(..4)) {
            (_, 0) => json!({ "isNull": self.random.bool() }),
            (None, _) => {
                let table = &TABLES[self.random.usize(..4)];
                json!({ "in": [format!("{}/{}", table.name, self.some_slug(table))] })
            }
            (Some(to), 1) => json!({ "in": [self.some_slug(to), self.some_slug(to)] }),
            (Some(to), test) => {
                let inner = if depth == 0 { self.slug(to) } else { self.column(to) };
                let filter = Value::Object(Map::from_iter([inner]));
                json!({ (if test == 2 { "some" } else { "none" }): filter })
            }
        };
        (name.clone(), tests)
    }

    /// A value that some record has in a column.
    fn value(&mut self, table: &Table, column: &Column) -> Option<Value> {
        let ids = self.rows.ids(table);
        (0..8).find_map(|_| {
            let id = self.rows.ids(table).get(self.random.usize(..ids.len().max(1)))?;
            let value = self.rows.record(id).get(column.name)?;
            (!value.is_null()).then(|| value.clone())
        })
    }

    fn column(&mut self, table: &'static Table) -> (String, Value) {
        if table.columns.is_empty() {
            return self.slug(table);
        }
        let column = self.one_of(table.columns);
        let is_null = json!({ "isNull": self.random.bool() });
        let tests = match (self.value(table, column), self.value(table, column)) {
            (Some(one), Some(two)) if self.random.u8(..5) > 0 => self.tests(column, &one, &two),
            _ => is_null,
        };
        (camel_case(column.name), tests)
    }

    fn tests(&mut self, column: &Column, one: &Value, two: &Value) -> Value {
        let (text, other) = (text_of(one), text_of(two));
        match column.kind {
            Kind::Localised => json!({ "isNull": false }),
            Kind::Point => {
                let mut near = one.clone();
                near["distanceKm"] = json!(self.random.u32(1..9_000));
                json!({ "near": near })
            }
            Kind::Text | Kind::Url if self.random.bool() => {
                let letters: Vec<char> = text.chars().collect();
                let start = self.random.usize(..letters.len());
                let part: String = letters[start..].iter().take(3).collect();
                json!({ "contains": part.to_uppercase() })
            }
            Kind::Money => {
                let currency = one["currency"].clone();
                match self.random.u8(..3) {
                    0 => json!({ "currency": currency }),
                    1 => json!({ "currency": currency, "gte": one["amount"] }),
                    _ => json!({ "currency": currency, "lte": one["amount"] }),
                }
            }
            Kind::Boolean => json!({ "eq": one }),
            Kind::Text | Kind::Url | Kind::Code(_) => match self.random.u8(..3) {
                0 => json!({ "eq": text }),
                1 => json!({ "in": [text, other] }),
                _ => json!({ "not": [text, other] }),
            },
            _ => match self.random.u8(..5) {
                0 => json!({ "eq": one }),
                1 => json!({ "in": [one, two] }),
                2 => json!({ "gte": one }),
                3 => json!({ "lte": one }),
                _ => json!({ "gte": one, "lte": two }),
            },
        }
    }
}

/// The filter with the codes of closed lists as the enum values of GraphQL.
pub(crate) fn for_graphql(table: &'static Table, filter: &Value) -> Value {
    let nested = leads(table);
    let fields = filter.as_object().unwrap().iter().map(|(name, value)| {
        let column = table.columns.iter().find(|column| camel_case(column.name) == *name);
        let closed =
            column.is_some_and(|column| matches!(column.kind, Kind::Code(list) if list.closed));
        let to = nested.iter().find(|lead| lead.name == *name).and_then(|lead| lead.to);
        let value = match (name.as_str(), to) {
            ("all" | "any", _) => {
                value.as_array().unwrap().iter().map(|one| for_graphql(table, one)).collect()
            }
            ("not", _) => for_graphql(table, value),
            (_, Some(to)) if value.is_object() => {
                let tests = value.as_object().unwrap().iter().map(|(test, value)| {
                    let value = match test.as_str() {
                        "some" | "none" => for_graphql(to, value),
                        _ => value.clone(),
                    };
                    (test.clone(), value)
                });
                Value::Object(tests.collect())
            }
            _ if closed => upper_case(value),
            _ => value.clone(),
        };
        (name.clone(), value)
    });
    Value::Object(fields.collect())
}

fn upper_case(value: &Value) -> Value {
    match value {
        Value::String(code) => Value::from(code.to_uppercase().replace('-', "_")),
        Value::Array(values) => values.iter().map(upper_case).collect(),
        Value::Object(tests) => Value::Object(
            tests.iter().map(|(test, value)| (test.clone(), upper_case(value))).collect(),
        ),
        other => other.clone(),
    }
}
