//! The tables of the database: their columns, keys and indexes, as statements.

use crate::image::Image;
use crate::image::render::{Description, Field, Form, Plan};
use crate::model::TABLES;
use crate::model::table::{Arity, Kind, Table};

/// The greatest number of which a `REAL` keeps every digit, whatever stands behind the point.
const EXACT: u64 = 999_999_999_999_999;

/// A table of the database.
pub(super) struct Shape {
    pub(super) name: String,
    pub(super) plan: Plan,
    pub(super) columns: Vec<Column>,
}

/// One of its columns.
pub(super) struct Column {
    pub(super) description: Description,
    /// How its values are stored.
    pub(super) storage: &'static str,
}

/// All tables with their columns, each before the links that start from it.
pub(super) fn shapes(image: &Image) -> Vec<Shape> {
    let tables = TABLES.iter().enumerate().flat_map(|(at, table)| {
        let links = table.links.iter().filter(|link| link.arity == Arity::Many);
        let links = links.filter_map(|link| {
            let name = table.pairs(link);
            Some((Plan::of_pairs(image, &name)?, name))
        });
        std::iter::once((Plan::flat(image, at), table.name.to_owned())).chain(links)
    });
    let shape = |(plan, name): (Plan, String)| {
        let columns = plan.fields.iter().map(|field| column(image, &plan, field)).collect();
        Shape { name, plan, columns }
    };
    tables.map(shape).collect()
}

fn column(image: &Image, plan: &Plan, field: &Field) -> Column {
    let description = plan.describe(image, field);
    let storage = match description.form {
        Form::Integer | Form::Boolean => "INTEGER",
        Form::Degrees => "REAL",
        // What a `REAL` would round is kept as it is written.
        Form::Decimal if plan.has_digits_within(image, field, EXACT) => "NUMERIC",
        _ => "TEXT",
    };
    Column { description, storage }
}

/// A name between quotation marks.
pub(super) fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Shape {
    fn named(&self) -> impl Iterator<Item = (&Field, &Column)> {
        self.plan.fields.iter().zip(&self.columns)
    }

    /// The statement that makes the table.
    pub(super) fn create(&self) -> String {
        let mut parts: Vec<String> = Vec::with_capacity(self.columns.len() + 1);
        for (field, column) in self.named() {
            let mut part = format!("{} {}", quoted(&field.name), column.storage);
            match column.description.form {
                Form::Slug => part.push_str(" PRIMARY KEY"),
                Form::Link(Some(table)) => {
                    part.push_str(" REFERENCES ");
                    part.push_str(&quoted(table));
                    part.push_str(" (\"slug\")");
                }
                _ => {}
            }
            if column.description.required {
                part.push_str(" NOT NULL");
            }
            parts.push(part);
        }
        if self.plan.pairs.is_some() {
            let key = self.plan.fields.iter().filter(|field| field.name != "basis");
            let key: Vec<String> = key.map(|field| quoted(&field.name)).collect();
            parts.push(format!("PRIMARY KEY ({})", key.join(", ")));
        }
        format!("CREATE TABLE {} (\n  {}\n)", quoted(&self.name), parts.join(",\n  "))
    }

    /// The statements that make its indexes: for links from where they lead, and for what lists
    /// and charts are usually ordered and counted by.
    pub(super) fn indexes(&self) -> Vec<String> {
        let index = |suffix: &str, fields: &[&str]| {
            let name = quoted(&format!("{}_by_{suffix}", self.name));
            let fields: Vec<String> = fields.iter().map(|name| quoted(name)).collect();
            format!("CREATE INDEX {name} ON {} ({})", quoted(&self.name), fields.join(", "))
        };
        if self.plan.pairs.is_some() {
            return match self.plan.fields.as_slice() {
                [from, to, ..] => vec![index(&to.name, &[&to.name, &from.name])],
                _ => Vec::new(),
            };
        }
        let Some(table) = TABLES.get(self.plan.table) else { return Vec::new() };
        self.named()
            .filter(|(field, column)| is_asked_for(table, field, column))
            .map(|(field, _)| index(&field.name, &[&field.name]))
            .collect()
    }
}

fn is_asked_for(table: &Table, field: &Field, column: &Column) -> bool {
    let is_usual = |kinds: fn(&Kind) -> bool, usual: fn(&crate::model::table::Column) -> bool| {
        table.column(&field.name).is_some_and(|(_, column)| kinds(&column.kind) && usual(column))
    };
    match column.description.form {
        Form::Link(_) => true,
        Form::Code(_) => is_usual(|kind| matches!(kind, Kind::Code(_)), |column| column.faceted),
        Form::Date | Form::Instant => is_usual(|_| true, |column| column.sorted),
        _ => false,
    }
}
