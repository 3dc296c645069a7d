//! What stands in the tables of the database.

use std::sync::Arc;

use sqlx::sqlite::SqliteArguments;
use sqlx::{Arguments as _, AssertSqlSafe, SqliteConnection};

use super::schema::{Column, Shape, quoted, shapes};
use crate::about::Service;
use crate::about::codes::CURRENCY;
use crate::image::render::{Cell, Form, Line};
use crate::image::{Image, Row};
use crate::model::codes::{CODE_LISTS, CURRENCIES};
use crate::model::value::{Decimal, format_instant};

/// The most values that one statement can carry.
const BIND_LIMIT: usize = 32_766;

/// The most rows of one statement; more do not make it faster.
const ROWS_AT_ONCE: usize = 250;

/// Makes all tables, fills them, and then makes the indexes, which is faster than before.
pub(super) async fn fill(
    connection: &mut SqliteConnection,
    image: &Image,
    service: &Service,
) -> sqlx::Result<()> {
    let shapes = shapes(image);
    run(connection, "BEGIN".to_owned()).await?;
    for shape in &shapes {
        run(connection, shape.create()).await?;
    }
    for shape in &shapes {
        records(connection, image, shape).await?;
    }
    about(connection, image, service).await?;
    columns(connection, &shapes).await?;
    codes(connection).await?;
    for statement in shapes.iter().flat_map(Shape::indexes) {
        run(connection, statement).await?;
    }
    run(connection, "COMMIT".to_owned()).await
}

async fn run(connection: &mut SqliteConnection, statement: String) -> sqlx::Result<()> {
    sqlx::query(AssertSqlSafe(statement)).persistent(false).execute(connection).await.map(drop)
}

/// Rows on their way into a table, some at once.
struct Rows {
    into: String,
    width: usize,
    at_once: usize,
    /// The statement that carries as many rows as one can.
    full: Arc<str>,
    count: usize,
    values: SqliteArguments,
}

impl Rows {
    fn new(table: &str, width: usize) -> Self {
        let at_once = (BIND_LIMIT / width.max(1)).clamp(1, ROWS_AT_ONCE);
        let into = format!("INSERT INTO {} VALUES ", quoted(table));
        let mut rows = Self {
            into,
            width,
            at_once,
            full: Arc::from(""),
            count: 0,
            values: SqliteArguments::default(),
        };
        rows.full = rows.statement(at_once).into();
        rows
    }

    fn statement(&self, rows: usize) -> String {
        let row = format!("({})", vec!["?"; self.width].join(","));
        format!("{}{}", self.into, vec![row; rows].join(","))
    }

    fn bind<'t, V>(&mut self, value: V) -> sqlx::Result<()>
    where
        V: sqlx::Encode<'t, sqlx::Sqlite> + sqlx::Type<sqlx::Sqlite>,
    {
        self.values.add(value).map_err(sqlx::Error::Encode)
    }

    /// Ends a row, all values of which have been bound.
    async fn end_row(&mut self, connection: &mut SqliteConnection) -> sqlx::Result<()> {
        self.count += 1;
        if self.count == self.at_once { self.send(connection).await } else { Ok(()) }
    }

    async fn send(&mut self, connection: &mut SqliteConnection) -> sqlx::Result<()> {
        let values = std::mem::take(&mut self.values);
        let count = std::mem::take(&mut self.count);
        let statement = match count {
            0 => return Ok(()),
            count if count == self.at_once => Arc::clone(&self.full),
            count => self.statement(count).into(),
        };
        sqlx::query_with(AssertSqlSafe(statement), values).execute(connection).await.map(drop)
    }
}

/// The lines of a table or link.
async fn records(
    connection: &mut SqliteConnection,
    image: &Image,
    shape: &Shape,
) -> sqlx::Result<()> {
    let mut rows = Rows::new(&shape.name, shape.columns.len());
    let (mut scratch, mut lines) = (Vec::new(), Vec::new());
    for row in 0..image.table(shape.plan.table).rows as Row {
        shape.plan.lines(image, row, |line| lines.push(line));
        for line in lines.drain(..) {
            bind_line(&mut rows, image, shape, line, &mut scratch)?;
            rows.end_row(connection).await?;
        }
    }
    rows.send(connection).await
}

fn bind_line(
    rows: &mut Rows,
    image: &Image,
    shape: &Shape,
    line: Line,
    scratch: &mut Vec<u8>,
) -> sqlx::Result<()> {
    for (field, column) in shape.plan.fields.iter().zip(&shape.columns) {
        match shape.plan.cell(image, field, line, scratch) {
            Cell::None => rows.bind(None::<i64>)?,
            Cell::Text(text) => rows.bind(text)?,
            Cell::Integer(number) => rows.bind(number)?,
            Cell::Decimal(number) => bind_decimal(rows, number, column)?,
            Cell::Date(date) => rows.bind(date.to_string())?,
            Cell::Instant(seconds) => rows.bind(format_instant(seconds))?,
            Cell::Boolean(truth) => rows.bind(truth)?,
            Cell::Degrees(degrees) => rows.bind(degrees)?,
        }
    }
    Ok(())
}

fn bind_decimal(rows: &mut Rows, number: Decimal, column: &Column) -> sqlx::Result<()> {
    let text = number.to_string();
    match text.parse::<f64>() {
        Ok(_) if number.scale == 0 && column.storage != "TEXT" => rows.bind(number.digits),
        Ok(real) if column.storage != "TEXT" => rows.bind(real),
        _ => rows.bind(text),
    }
}

/// Where the data comes from.
async fn about(
    connection: &mut SqliteConnection,
    image: &Image,
    service: &Service,
) -> sqlx::Result<()> {
    run(connection, "CREATE TABLE about (key TEXT PRIMARY KEY, value TEXT NOT NULL)".to_owned())
        .await?;
    let mut rows = Rows::new("about", 2);
    for (key, value) in [
        ("revision", image.revision.number.to_string()),
        ("published_at", image.revision.published_at.clone()),
        ("publisher", service.publisher.clone()),
        ("licence", service.licence.clone()),
        ("source", format!("{}/export/opencoop.sqlite", service.base_url)),
    ] {
        rows.bind(key)?;
        rows.bind(value)?;
        rows.end_row(connection).await?;
    }
    rows.send(connection).await
}

/// What the columns of all tables mean.
async fn columns(connection: &mut SqliteConnection, shapes: &[Shape]) -> sqlx::Result<()> {
    let create = "CREATE TABLE columns (\n  table_name TEXT NOT NULL,\n  name TEXT NOT NULL,\n  \
                  label_en TEXT NOT NULL,\n  label_it TEXT NOT NULL,\n  kind TEXT NOT NULL,\n  \
                  description TEXT NOT NULL,\n  required INTEGER NOT NULL,\n  code_list TEXT,\n  \
                  PRIMARY KEY (table_name, name)\n)";
    run(connection, create.to_owned()).await?;
    let mut rows = Rows::new("columns", 8);
    for shape in shapes {
        for (field, Column { description, .. }) in shape.plan.fields.iter().zip(&shape.columns) {
            rows.bind(shape.name.as_str())?;
            rows.bind(field.name.as_str())?;
            rows.bind(description.label.en)?;
            rows.bind(description.label.it)?;
            rows.bind(description.form.name())?;
            rows.bind(description.doc.as_str())?;
            rows.bind(description.required)?;
            rows.bind(match description.form {
                Form::Code(list) => Some(list.name),
                Form::Currency => Some(CURRENCY),
                _ => None,
            })?;
            rows.end_row(connection).await?;
        }
    }
    rows.send(connection).await
}

/// What codes mean.
async fn codes(connection: &mut SqliteConnection) -> sqlx::Result<()> {
    let create = "CREATE TABLE codes (\n  list TEXT NOT NULL,\n  code TEXT NOT NULL,\n  \
                  label_en TEXT NOT NULL,\n  label_it TEXT NOT NULL,\n  \
                  PRIMARY KEY (list, code)\n)";
    run(connection, create.to_owned()).await?;
    let lists = CODE_LISTS.iter().flat_map(|list| {
        list.codes.iter().map(|entry| [list.name, entry.code, entry.label.en, entry.label.it])
    });
    let currencies = CURRENCIES.iter().copied().map(|code| [CURRENCY, code, code, code]);
    let mut rows = Rows::new("codes", 4);
    for row in lists.chain(currencies) {
        for value in row {
            rows.bind(value)?;
        }
        rows.end_row(connection).await?;
    }
    rows.send(connection).await
}
