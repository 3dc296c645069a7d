//! Rows in bulk: long `INSERT`s on SQLite, `COPY` on PostgreSQL.

use std::fmt::Write as _;
use std::sync::Arc;

use sqlx::{AssertSqlSafe, PgConnection, Sqlite, SqliteConnection};

use super::Cell;

/// The most values that one statement can carry on SQLite.
const BIND_LIMIT: usize = 32_766;

/// The most rows of one `INSERT` on SQLite; more do not make it faster.
const ROWS_PER_INSERT: usize = 250;

/// Bytes that are gathered before they are handed to `COPY` of PostgreSQL.
const COPY_BUFFER: usize = 1 << 20;

pub(super) type SqliteQuery<'q> = sqlx::query::Query<'q, Sqlite, sqlx::sqlite::SqliteArguments>;

/// Binds a value to the next place of a statement.
pub(super) fn bind_sqlite<'q>(query: SqliteQuery<'q>, value: &'q Cell) -> SqliteQuery<'q> {
    match value {
        Cell::Null => query.bind(None::<i64>),
        Cell::Text(text) => query.bind(text.as_str()),
        Cell::Integer(number) => query.bind(*number),
        Cell::Double(number) => query.bind(*number),
        Cell::Boolean(truth) => query.bind(*truth),
    }
}

/// Adds rows to a table of SQLite.
pub(super) async fn insert_sqlite(
    connection: &mut SqliteConnection,
    table: &str,
    fields: &[&str],
    cells: &[Cell],
) -> sqlx::Result<()> {
    let rows_at_once = (BIND_LIMIT / fields.len()).clamp(1, ROWS_PER_INSERT);
    let mut full: Option<Arc<str>> = None;
    for chunk in cells.chunks(rows_at_once * fields.len()) {
        let rows = chunk.len() / fields.len();
        let sql = match &full {
            Some(sql) if rows == rows_at_once => Arc::clone(sql),
            _ => insert_statement(table, fields, rows).into(),
        };
        if rows == rows_at_once {
            full = Some(Arc::clone(&sql));
        }
        let query = chunk.iter().fold(sqlx::query(AssertSqlSafe(sql)), bind_sqlite);
        query.execute(&mut *connection).await?;
    }
    Ok(())
}

fn insert_statement(table: &str, fields: &[&str], rows: usize) -> String {
    let row = format!("({})", vec!["?"; fields.len()].join(","));
    let names: Vec<String> = fields.iter().map(|name| format!("\"{name}\"")).collect();
    format!("INSERT INTO {table} ({}) VALUES {}", names.join(", "), vec![row; rows].join(","))
}

/// Adds rows to a table of PostgreSQL.
pub(super) async fn copy_postgres(
    connection: &mut PgConnection,
    table: &str,
    fields: &[&str],
    cells: &[Cell],
) -> sqlx::Result<()> {
    let names: Vec<String> = fields.iter().map(|name| format!("\"{name}\"")).collect();
    let statement = format!("COPY {table} ({}) FROM STDIN", names.join(", "));
    let mut copy = connection.copy_in_raw(&statement).await?;
    let mut text = String::with_capacity(COPY_BUFFER + COPY_BUFFER / 8);
    for row in cells.chunks(fields.len()) {
        for (at, cell) in row.iter().enumerate() {
            if at > 0 {
                text.push('\t');
            }
            push_copy_text(&mut text, cell);
        }
        text.push('\n');
        if text.len() >= COPY_BUFFER {
            copy.send(text.as_bytes()).await?;
            text.clear();
        }
    }
    copy.send(text.as_bytes()).await?;
    copy.finish().await?;
    Ok(())
}

/// The cell in the text format of `COPY`.
fn push_copy_text(out: &mut String, cell: &Cell) {
    // Writing to a String cannot fail.
    let _ = match cell {
        Cell::Null => write!(out, "\\N"),
        Cell::Integer(number) => write!(out, "{number}"),
        Cell::Double(number) => write!(out, "{number}"),
        Cell::Boolean(truth) => write!(out, "{truth}"),
        Cell::Text(text) => {
            for letter in text.chars() {
                match letter {
                    '\\' => out.push_str("\\\\"),
                    '\t' => out.push_str("\\t"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    _ => out.push(letter),
                }
            }
            Ok(())
        }
    };
}
