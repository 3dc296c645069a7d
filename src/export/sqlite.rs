//! SQLite: all tables in one database, with keys, indexes and what each column means.

mod fill;
mod schema;

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::pin::pin;
use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::time::Duration;

use futures_util::future::{Either, select};
use sqlx::ConnectOptions as _;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqliteSynchronous};
use tempfile::NamedTempFile;
use tokio::sync::oneshot;

use super::format::{Format, Pieces, Profile, Scope};
use super::subject::Subject;
use crate::about::Service;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::model::table::Label;

/// The bytes of a piece.
const PIECE: usize = 256 * 1024;

/// The bytes of a page of the database.
const PAGE: u32 = 4096;

/// The most memory that its pages take while it is made, in KiB, as SQLite wants it.
const CACHE: &str = "-8192";

/// How long nothing comes while a database is made.
const PATIENCE: Duration = Duration::from_millis(100);

/// The format.
pub(super) struct Sqlite;

impl Format for Sqlite {
    fn name(&self) -> &'static str {
        "sqlite"
    }

    fn media_type(&self) -> &'static str {
        "application/vnd.sqlite3"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "SQLite",
            // The EU has no type for it.
            file_type: "BIN",
            content: Label { en: "as an SQLite database", it: "in un database SQLite" },
        }
    }

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        let Subject { image, service, .. } = subject;
        Ok(Box::new(Database::Wanted(image, service)))
    }
}

/// A database, which is made when its first piece is asked for, and then read.
enum Database {
    Wanted(Arc<Image>, Arc<Service>),
    Coming(Coming),
    Made(File),
    Done,
}

/// A database that a thread makes, for as long as somebody waits for it.
struct Coming {
    made: mpsc::Receiver<Result<File>>,
    _waits: oneshot::Sender<()>,
}

impl Iterator for Database {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.piece();
        if matches!(piece, None | Some(Err(_))) {
            *self = Self::Done;
        }
        piece
    }
}

impl Database {
    fn piece(&mut self) -> Option<Result<Vec<u8>>> {
        if let Self::Wanted(image, service) = self {
            *self = Self::Coming(begin(Arc::clone(image), Arc::clone(service)));
        }
        if let Self::Coming(coming) = self {
            match coming.made.recv_timeout(PATIENCE) {
                Ok(Ok(file)) => *self = Self::Made(file),
                Ok(Err(error)) => return Some(Err(error)),
                // Whoever asks sees whether there is still a reader.
                Err(RecvTimeoutError::Timeout) => return Some(Ok(Vec::new())),
                Err(RecvTimeoutError::Disconnected) => {
                    return Some(Err(Error::internal("the thread that makes a database stopped")));
                }
            }
        }
        let Self::Made(file) = self else { return None };
        let mut piece = Vec::with_capacity(PIECE);
        match file.take(PIECE as u64).read_to_end(&mut piece) {
            Ok(0) => None,
            Ok(_) => Some(Ok(piece)),
            Err(error) => Some(Err(unwritten(error))),
        }
    }
}

/// Begins the database of an image, on a thread of its own, which may wait wherever this is called
/// from.
fn begin(image: Arc<Image>, service: Arc<Service>) -> Coming {
    let ((send, made), (waits, nobody)) = (mpsc::channel(), oneshot::channel());
    // Nobody may be there to take it.
    let work = move || drop(send.send(make(&image, &service, nobody)));
    std::thread::spawn(work);
    Coming { made, _waits: waits }
}

/// The database of an image, in a file that has no name any more: it is gone when it is closed.
fn make(image: &Image, service: &Service, nobody: oneshot::Receiver<()>) -> Result<File> {
    let file = NamedTempFile::with_prefix("opencoop-").map_err(unwritten)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
    let runtime = runtime.map_err(Error::internal)?;
    runtime.block_on(async {
        match select(pin!(write(&file, image, service)), nobody).await {
            Either::Left((written, _)) => written.map_err(unwritten),
            Either::Right(_) => Err(Error::internal("nobody waits for the database")),
        }
    })?;
    let mut file = file.into_file();
    file.rewind().map_err(unwritten)?;
    Ok(file)
}

async fn write(file: &NamedTempFile, image: &Image, service: &Service) -> sqlx::Result<()> {
    // If it does not come to its end, the file is thrown away: nothing must be undone.
    let options = SqliteConnectOptions::new()
        .filename(file.path())
        .page_size(PAGE)
        .journal_mode(SqliteJournalMode::Off)
        .synchronous(SqliteSynchronous::Off)
        .locking_mode(SqliteLockingMode::Exclusive)
        .foreign_keys(false)
        .pragma("cache_size", CACHE)
        .statement_cache_capacity(4)
        .disable_statement_logging();
    let mut connection = options.connect().await?;
    let written = fill::fill(&mut connection, image, service).await;
    let closed = sqlx::Connection::close(connection).await;
    written.and(closed)
}

fn unwritten(cause: impl std::fmt::Display) -> Error {
    Error::File {
        action: "write",
        path: std::env::temp_dir().display().to_string(),
        cause: cause.to_string(),
        hint: "make room there, or name another folder in the variable `TMPDIR`".to_owned(),
    }
}
