//! The store: the truth, with its history, in SQLite or PostgreSQL.
//!
//! The sole holder of connections. Readers of facts use the image; the store is read to build it,
//! and for what the image does not hold: history and import reports.

pub mod ages;
mod dialect;
pub mod history;
pub mod journal;
pub mod layout;
pub mod load;
pub mod removals;
pub mod renames;
pub mod write;

use std::path::Path;
use std::time::Duration;

use sqlx::migrate::{MigrateError, Migrator};
use sqlx::postgres::PgListener;

use crate::error::{Error, Result};
pub use dialect::Cell;
use dialect::{Pool, Transact, fault, unavailable};

static MIGRATIONS: Migrator = sqlx::migrate!("./migrations");

/// Gives PostgreSQL the collation that SQLite has: text in the order of its bytes.
const BYTES: &str = "CREATE COLLATION IF NOT EXISTS \"BINARY\" FROM \"C\"";

/// How often a server looks for a new revision where nothing tells it.
const POLL: Duration = Duration::from_millis(500);

/// The key from which the parts of a row are read; no text can contain it.
pub(crate) const UNIT: char = '\u{1f}';

/// The end of a row in a text of many.
pub(crate) const RECORD: char = '\u{1e}';

/// The number of a revision, and when it was published in RFC 3339.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionRecord {
    /// Counts up from one.
    pub number: i64,
    /// The moment in UTC.
    pub published_at: String,
}

/// A connection to the store.
#[derive(Debug, Clone)]
pub struct Store {
    pool: Pool,
    address: String,
}

impl Store {
    /// Opens the store at an address such as `sqlite:data/opencoop.db` or `postgres://…`, makes it
    /// if there is none, and brings its schema up to date.
    ///
    /// # Errors
    ///
    /// [`Error::StoreUnavailable`] if it cannot be reached, [`Error::StoreNewer`] if a newer
    /// version of OpenCoop made it.
    pub async fn open(address: &str) -> Result<Self> {
        /// How often to look again whether another process has migrated meanwhile.
        const TRIES: u32 = 5;
        let store = Self { pool: Pool::connect(address).await?, address: address.to_owned() };
        let mut done = store.migrate().await;
        for _ in 1..TRIES {
            match done {
                Ok(()) | Err(Error::StoreNewer { .. }) => break,
                Err(_) => tokio::time::sleep(POLL / 5).await,
            }
            if store.is_current().await {
                done = Ok(());
            }
        }
        done.map(|()| store)
    }

    async fn migrate(&self) -> Result<()> {
        if self.is_current().await {
            return Ok(());
        }
        let done = match &self.pool {
            Pool::Sqlite(pool) => MIGRATIONS.run(pool).await,
            Pool::Postgres(pool) => {
                // Where another server makes it at this moment, or a user may not, the migration
                // that needs it says what is wrong.
                let _ = sqlx::query(BYTES).execute(pool).await;
                MIGRATIONS.run(pool).await
            }
        };
        let known = newest_migration();
        done.map_err(|error| match error {
            MigrateError::VersionMissing(found) => Error::StoreNewer { found, known },
            MigrateError::Execute(cause) | MigrateError::ExecuteMigration(cause, _) => {
                let cause = fault(cause);
                match cause {
                    Error::Internal { cause } => unavailable(
                        &self.address,
                        cause,
                        "use an empty database, or one that OpenCoop made",
                    ),
                    other => other,
                }
            }
            other => unavailable(
                &self.address,
                other,
                "restore the database from a backup, or start with an empty one",
            ),
        })
    }

    /// The file of an address of SQLite, such as `sqlite:data/opencoop.db`.
    pub fn file_of(address: &str) -> Option<&Path> {
        dialect::sqlite_path(address).map(Path::new)
    }

    /// Ends all connections; SQLite then folds its log into the database file.
    pub async fn close(self) {
        match self.pool {
            Pool::Sqlite(pool) => pool.close().await,
            Pool::Postgres(pool) => pool.close().await,
        }
    }

    /// Whether nothing is left to migrate. A replica that cannot be written to is then as good as
    /// its primary.
    async fn is_current(&self) -> bool {
        let Ok(mut transaction) = self.read().await else { return false };
        let applied = transaction
            .fetch("SELECT CAST(max(version) AS TEXT) FROM _sqlx_migrations WHERE success", &[])
            .await;
        let known = newest_migration().to_string();
        let current = matches!(applied.as_deref(), Ok([row]) if row[..] == [Some(known)]);
        // A store without the table is an empty one, in which the question failed.
        current && transaction.rollback().await.is_ok()
    }

    /// The newest revision; none in an empty store.
    pub async fn newest_revision(&self) -> Result<Option<RevisionRecord>> {
        let mut transaction = self.read().await?;
        let newest = newest_revision(&mut transaction).await?;
        transaction.rollback().await?;
        Ok(newest)
    }

    async fn read(&self) -> Result<Transact> {
        self.pool.read().await.map_err(fault)
    }

    /// A watch over the store, for [`Watch::newer`].
    pub async fn watch(&self) -> Watch {
        let listener = match &self.pool {
            Pool::Sqlite(_) => None,
            Pool::Postgres(pool) => listen(pool).await,
        };
        Watch { store: self.clone(), listener }
    }

    /// The text of a schema: the names of the fields of each table, for a comparison with the
    /// registry.
    pub async fn fields_of(&self, table: &str) -> Result<Vec<String>> {
        use sqlx::{AssertSqlSafe, Column, Executor as _, Statement as _};
        let sql = AssertSqlSafe(format!("SELECT * FROM {table}"));
        Ok(match &self.pool {
            Pool::Sqlite(pool) => {
                let statement = pool.prepare(sqlx::SqlSafeStr::into_sql_str(sql)).await;
                names(statement.map_err(fault)?.columns().iter().map(Column::name))
            }
            Pool::Postgres(pool) => {
                let statement = pool.prepare(sqlx::SqlSafeStr::into_sql_str(sql)).await;
                names(statement.map_err(fault)?.columns().iter().map(Column::name))
            }
        })
    }
}

/// The version of the newest migration that this program knows.
fn newest_migration() -> i64 {
    MIGRATIONS.iter().map(|migration| migration.version).max().unwrap_or(0)
}

fn names<'a>(columns: impl Iterator<Item = &'a str>) -> Vec<String> {
    columns.map(str::to_owned).collect()
}

/// A listener for notifications; none where the server (a replica, a pooler) does not allow it.
async fn listen(pool: &sqlx::PgPool) -> Option<PgListener> {
    let mut listener = PgListener::connect_with(pool).await.ok()?;
    match listener.listen(dialect::CHANNEL).await {
        Ok(()) => Some(listener),
        Err(error) => {
            tracing::info!(%error, "no notifications from PostgreSQL; new revisions are polled");
            None
        }
    }
}

/// Waits for revisions that other processes publish.
#[derive(Debug)]
pub struct Watch {
    store: Store,
    listener: Option<PgListener>,
}

impl Watch {
    /// Waits for a sign or for a while, then gives the newest revision if it is newer than `known`.
    pub async fn newer(&mut self, known: i64) -> Result<Option<RevisionRecord>> {
        match &mut self.listener {
            // A notification only ends the wait: the question below says what is true.
            Some(listener) => {
                if let Ok(Err(_)) = tokio::time::timeout(POLL * 4, listener.recv()).await {
                    tokio::time::sleep(POLL).await;
                }
            }
            None => tokio::time::sleep(POLL).await,
        }
        let newest = self.store.newest_revision().await?;
        Ok(newest.filter(|newest| newest.number > known))
    }
}

async fn newest_revision(transaction: &mut Transact) -> Result<Option<RevisionRecord>> {
    let rows = transaction
        .fetch(
            // PostgreSQL calls the text `number` too, and would order by it.
            "SELECT CAST(number AS TEXT), published_at FROM revisions \
             ORDER BY revisions.number DESC LIMIT 1",
            &[],
        )
        .await?;
    Ok(rows.into_iter().next().and_then(revision_of))
}

fn revision_of(row: Vec<Option<String>>) -> Option<RevisionRecord> {
    let mut fields = row.into_iter();
    let number = fields.next()??.parse().ok()?;
    Some(RevisionRecord { number, published_at: fields.next()?? })
}
