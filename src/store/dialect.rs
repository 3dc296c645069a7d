//! All that differs between the engines: how they connect, copy in bulk and say what went wrong.
//!
//! Everything else is written once, in SQL that both understand.

mod bulk;

use std::path::Path;
use std::str::FromStr;
use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions, PgRow};
use sqlx::sqlite::{
    SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteRow,
    SqliteSynchronous,
};
use sqlx::{
    AssertSqlSafe, ConnectOptions as _, Connection as _, Postgres, Row as _, Sqlite, Transaction,
};

use crate::config::without_password;
use crate::error::{Error, Result};
use bulk::{bind_sqlite, copy_postgres, insert_sqlite};

/// The notification that PostgreSQL sends for each revision.
pub(super) const CHANNEL: &str = "opencoop_revision";

/// One value on its way into the store.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// No value.
    Null,
    /// For `TEXT`.
    Text(String),
    /// For `BIGINT`.
    Integer(i64),
    /// For `DOUBLE PRECISION`.
    Double(f64),
    /// For `BOOLEAN`.
    Boolean(bool),
}

impl Cell {
    /// The text, or no value where it is empty.
    pub fn text(text: &str) -> Self {
        if text.is_empty() { Self::Null } else { Self::Text(text.to_owned()) }
    }
}

/// The pool of one engine or the other.
#[derive(Debug, Clone)]
pub(super) enum Pool {
    Sqlite(SqlitePool),
    Postgres(PgPool),
}

/// A transaction on one engine or the other.
pub(super) enum Transact {
    Sqlite(Transaction<'static, Sqlite>),
    Postgres(Transaction<'static, Postgres>),
}

/// How often a file that another program holds is tried, and how long after each time.
const TRIES: u32 = 10;
const AGAIN: Duration = Duration::from_millis(200);

impl Pool {
    /// Connects to `address`; an SQLite file is made if there is none.
    pub(super) async fn connect(address: &str) -> Result<Self> {
        if let Some(path) = sqlite_path(address) {
            return Self::connect_sqlite(address, path).await;
        }
        if !(address.starts_with("postgres://") || address.starts_with("postgresql://")) {
            return Err(unavailable(
                address,
                "the address has no known scheme",
                "write it as `sqlite:data/opencoop.db` or `postgres://user@host/database`",
            ));
        }
        let options = PgConnectOptions::from_str(address).map_err(|error| {
            unavailable(address, error, "write it as `postgres://user:password@host:5432/database`")
        })?;
        let refused = |error: sqlx::Error| {
            unavailable(
                address,
                engine_message(&error),
                "see that PostgreSQL runs there, and that user, password and database exist",
            )
        };
        // A pool would try again for as long as it waits; the first refusal is the answer.
        options.connect().await.map_err(refused)?.close().await.map_err(refused)?;
        let pool = PgPoolOptions::new()
            .max_connections(8)
            .acquire_timeout(Duration::from_secs(10))
            .connect_with(options)
            .await;
        pool.map(Self::Postgres).map_err(refused)
    }

    async fn connect_sqlite(address: &str, path: &str) -> Result<Self> {
        if let Some(folder) = Path::new(path).parent().filter(|at| !at.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| {
                unavailable(address, error, "choose a folder that this user can write to")
            })?;
        }
        let options = SqliteConnectOptions::new()
            .filename(path)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Normal)
            .foreign_keys(true)
            .busy_timeout(Duration::from_secs(5))
            .pragma("cache_size", "-8192")
            .pragma("temp_store", "memory");
        // Each connection to memory would be a store of its own.
        let connections = if path == ":memory:" { 1 } else { 8 };
        let connect = || {
            let pool = SqlitePoolOptions::new().max_connections(connections);
            pool.acquire_timeout(Duration::from_secs(10)).connect_with(options.clone())
        };
        let mut pool = connect().await;
        for _ in 1..TRIES {
            let Err(error) = &pool else { break };
            // Servers that make a new file together hold it for moments, in which the engine does
            // not wait.
            if !engine_message(error).contains("locked") {
                break;
            }
            tokio::time::sleep(AGAIN).await;
            pool = connect().await;
        }
        pool.map(Self::Sqlite).map_err(|error| {
            let cause = engine_message(&error);
            let hint = if cause.contains("not a database") {
                "the file is no SQLite database: choose another with `--store sqlite:FILE`"
            } else if cause.contains("locked") {
                "another program holds the file: close it, then try again"
            } else {
                "see that the file can be read and written by this user, or choose another with \
                 `--store sqlite:FILE`"
            };
            unavailable(address, cause, hint)
        })
    }

    /// Begins a transaction that sees one state of the store and writes nothing.
    pub(super) async fn read(&self) -> sqlx::Result<Transact> {
        Ok(match self {
            Self::Sqlite(pool) => Transact::Sqlite(pool.begin().await?),
            Self::Postgres(pool) => Transact::Postgres(
                pool.begin_with("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY").await?,
            ),
        })
    }

    /// Begins the one transaction that may write at this time; others are told that it is busy.
    pub(super) async fn write(&self) -> Result<Transact> {
        let busy = || Error::StoreBusy { what: "another import is running".to_owned() };
        match self {
            Self::Sqlite(pool) => match pool.begin_with("BEGIN IMMEDIATE").await {
                Ok(mut transaction) => {
                    // Links may come before their targets; indexes grow in memory.
                    for pragma in ["PRAGMA defer_foreign_keys = ON", "PRAGMA cache_size = -131072"]
                    {
                        let query = sqlx::query(pragma);
                        query.execute(&mut *transaction).await.map_err(fault)?;
                    }
                    Ok(Transact::Sqlite(transaction))
                }
                Err(error) if engine_message(&error).contains("locked") => Err(busy()),
                Err(error) => Err(fault(error)),
            },
            Self::Postgres(pool) => {
                let mut transaction = pool.begin().await.map_err(fault)?;
                let free: bool =
                    sqlx::query_scalar("SELECT pg_try_advisory_xact_lock(4715626790421)")
                        .fetch_one(&mut *transaction)
                        .await
                        .map_err(fault)?;
                if !free {
                    return Err(busy());
                }
                sqlx::query("SET CONSTRAINTS ALL DEFERRED")
                    .execute(&mut *transaction)
                    .await
                    .map_err(fault)?;
                Ok(Transact::Postgres(transaction))
            }
        }
    }
}

impl Transact {
    /// Runs a statement with its values bound to `$1`, `$2` and so on.
    pub(super) async fn execute(&mut self, sql: &str, values: &[Cell]) -> Result<u64> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(transaction) => {
                let query = values.iter().fold(sqlx::query(sql), bind_sqlite);
                let done = query.execute(&mut **transaction).await.map_err(fault)?;
                Ok(done.rows_affected())
            }
            Self::Postgres(transaction) => {
                let query = values.iter().fold(sqlx::query(sql), |query, value| match value {
                    Cell::Null => query.bind(None::<String>),
                    Cell::Text(text) => query.bind(text.as_str()),
                    Cell::Integer(number) => query.bind(*number),
                    Cell::Double(number) => query.bind(*number),
                    Cell::Boolean(truth) => query.bind(*truth),
                });
                let done = query.execute(&mut **transaction).await.map_err(fault)?;
                Ok(done.rows_affected())
            }
        }
    }

    /// The rows of a statement whose every column is text.
    pub(super) async fn fetch(
        &mut self,
        sql: &str,
        values: &[Cell],
    ) -> Result<Vec<Vec<Option<String>>>> {
        let sql = AssertSqlSafe(sql.to_owned());
        match self {
            Self::Sqlite(transaction) => {
                let query = values.iter().fold(sqlx::query(sql), bind_sqlite);
                let rows = query.fetch_all(&mut **transaction).await.map_err(fault)?;
                rows.iter().map(|row: &SqliteRow| texts(row.len(), |at| row.try_get(at))).collect()
            }
            Self::Postgres(transaction) => {
                let query = values.iter().fold(sqlx::query(sql), |query, value| match value {
                    Cell::Integer(number) => query.bind(*number),
                    Cell::Text(text) => query.bind(text.as_str()),
                    Cell::Double(number) => query.bind(*number),
                    Cell::Boolean(truth) => query.bind(*truth),
                    Cell::Null => query.bind(None::<String>),
                });
                let rows = query.fetch_all(&mut **transaction).await.map_err(fault)?;
                rows.iter().map(|row: &PgRow| texts(row.len(), |at| row.try_get(at))).collect()
            }
        }
    }

    /// Adds rows in bulk: `cells` holds them end to end, each as wide as `fields`.
    pub(super) async fn insert(
        &mut self,
        table: &str,
        fields: &[&str],
        cells: &[Cell],
    ) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => {
                insert_sqlite(transaction, table, fields, cells).await.map_err(fault)
            }
            Self::Postgres(transaction) => {
                copy_postgres(transaction, table, fields, cells).await.map_err(fault)
            }
        }
    }

    /// Tells the servers that listen that a revision is there, once it is committed.
    pub(super) async fn notify(&mut self, revision: i64) -> Result<()> {
        if let Self::Postgres(transaction) = self {
            sqlx::query("SELECT pg_notify($1, $2)")
                .bind(CHANNEL)
                .bind(revision.to_string())
                .execute(&mut **transaction)
                .await
                .map_err(fault)?;
        }
        Ok(())
    }

    /// Lets SQLite read its file through memory, which is two to three times as fast for all of it;
    /// unmapped again, the file no longer counts as memory of this process.
    pub(super) async fn map_file(&mut self, mapped: bool) -> Result<()> {
        if let Self::Sqlite(transaction) = self {
            let pragma =
                if mapped { "PRAGMA mmap_size = 8589934592" } else { "PRAGMA mmap_size = 0" };
            sqlx::query(pragma).execute(&mut **transaction).await.map_err(fault)?;
        }
        Ok(())
    }

    /// Takes all back that was written.
    pub(super) async fn rollback(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.rollback().await.map_err(fault),
            Self::Postgres(transaction) => transaction.rollback().await.map_err(fault),
        }
    }

    /// Makes all that was written visible at once.
    pub(super) async fn commit(self) -> Result<()> {
        match self {
            Self::Sqlite(transaction) => transaction.commit().await.map_err(fault),
            Self::Postgres(transaction) => transaction.commit().await.map_err(fault),
        }
    }
}

fn texts(
    width: usize,
    get: impl Fn(usize) -> sqlx::Result<Option<String>>,
) -> Result<Vec<Option<String>>> {
    (0..width).map(|at| get(at).map_err(fault)).collect()
}

/// The path in `sqlite:PATH` or `sqlite://PATH`.
pub(super) fn sqlite_path(address: &str) -> Option<&str> {
    let path = address.strip_prefix("sqlite:")?;
    Some(path.strip_prefix("//").unwrap_or(path))
}

pub(super) fn unavailable(
    address: &str,
    cause: impl std::fmt::Display,
    hint: impl Into<String>,
) -> Error {
    let cause = cause.to_string();
    Error::StoreUnavailable { store: without_password(address), cause, hint: hint.into() }
}

fn engine_message(error: &sqlx::Error) -> String {
    error.as_database_error().map_or_else(|| error.to_string(), |cause| cause.message().to_owned())
}

/// What an engine says of a statement, as an error of ours.
pub(super) fn fault(error: sqlx::Error) -> Error {
    let cause = engine_message(&error);
    if matches!(error, sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_)) {
        return Error::StoreUnavailable {
            store: "for reading".to_owned(),
            cause,
            hint: "see that the database runs and can be reached".to_owned(),
        };
    }
    if cause.contains("readonly database") || cause.contains("read-only transaction") {
        return Error::StoreUnavailable {
            store: "for writing".to_owned(),
            cause,
            hint: "give this user the right to write to the database and its folder".to_owned(),
        };
    }
    if cause.contains("database is locked") {
        return Error::StoreBusy { what: "another program writes to it".to_owned() };
    }
    Error::internal(error)
}
