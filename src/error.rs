//! Every failure that a user can meet: its code, its sentence, its hint, its status.
//!
//! One shape on every door: `extensions.code` in GraphQL, problem+json over HTTP, `error:` and
//! `hint:` on the command line. The problems of an import are a report, not an error: see
//! `import::report`.

use std::fmt::Display;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// The result of everything that can fail.
pub type Result<T> = std::result::Result<T, Error>;

/// A failure, told to the person who can mend it.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A setting has a value that it cannot have, or is not known.
    #[error("{what}")]
    Setting {
        /// What is wrong, with the name and origin of the setting.
        what: String,
        /// How to mend it.
        hint: String,
    },
    /// The command line asks for something that does not exist.
    #[error("{what}")]
    Usage {
        /// What is wrong.
        what: String,
        /// How to mend it.
        hint: String,
    },
    /// A file or folder cannot be read or written.
    #[error("cannot {action} `{path}`: {cause}")]
    File {
        /// The verb: `read`, `write`, `create`.
        action: &'static str,
        /// The path as the user gave it.
        path: String,
        /// What the system says.
        cause: String,
        /// How to mend it.
        hint: String,
    },
    /// The store cannot be reached or opened.
    #[error("cannot open the store `{store}`: {cause}")]
    StoreUnavailable {
        /// The address of the store, without its password.
        store: String,
        /// What the engine says.
        cause: String,
        /// How to mend it.
        hint: String,
    },
    /// Another process writes to the store at this moment.
    #[error("the store is in use: {what}")]
    StoreBusy {
        /// Who holds it.
        what: String,
    },
    /// The store was made by a newer version of OpenCoop.
    #[error("the store has schema version {found}, and this program knows versions up to {known}")]
    StoreNewer {
        /// The version in the store.
        found: i64,
        /// The newest that this program knows.
        known: i64,
    },
    /// The data that was given has problems; the report lists them.
    #[error("{} found and nothing was written", counted(*.problems))]
    Refused {
        /// How many.
        problems: u64,
    },
    /// The server cannot listen on its address.
    #[error("cannot listen on `{address}`: {cause}")]
    Listen {
        /// The address.
        address: String,
        /// What the system says.
        cause: String,
    },
    /// What was asked for does not exist.
    #[error("{what}")]
    NotFound {
        /// What does not exist.
        what: String,
        /// Where to look instead.
        hint: String,
    },
    /// What was asked for existed, and was removed.
    #[error("{what}")]
    Gone {
        /// What was removed, and since when.
        what: String,
        /// Where to look instead.
        hint: String,
    },
    /// An argument of a request cannot be understood.
    #[error("argument `{argument}`: {what}")]
    Argument {
        /// The argument as the door names it.
        argument: String,
        /// What is wrong with it.
        what: String,
        /// How to mend it.
        hint: String,
    },
    /// A cursor was not made by this server for this query.
    #[error("argument `{argument}`: the cursor was not made by this query")]
    Cursor {
        /// The argument as the door names it.
        argument: String,
    },
    /// A request asks for more than a limit allows.
    #[error("{what} is {value}, and the limit is {limit}")]
    Limit {
        /// What is counted, with its unit.
        what: &'static str,
        /// What the request has.
        value: u64,
        /// What is allowed.
        limit: u64,
        /// What to do instead.
        hint: String,
    },
    /// A GraphQL document or its variables cannot be understood.
    #[error("{what}")]
    Query {
        /// What is wrong.
        what: String,
        /// How to mend it.
        hint: String,
    },
    /// A request runs longer than it may.
    #[error("the request took longer than {limit_ms} milliseconds")]
    Time {
        /// What is allowed, in milliseconds.
        limit_ms: u64,
    },
    /// The hash of a GraphQL document names none that is kept. The sentence is the word that
    /// clients look for.
    #[error("PersistedQueryNotFound")]
    PersistedQueryNotFound,
    /// The HTTP request itself cannot be understood.
    #[error("{what}")]
    Request {
        /// The status of RFC 9110 that says why.
        status: u16,
        /// What is wrong.
        what: String,
        /// How to mend it.
        hint: String,
    },
    /// A client asks more often than it may.
    #[error("too many requests have come from this address")]
    TooOften {
        /// After how many seconds the next one is answered.
        wait_seconds: u64,
    },
    /// The server, or the share of one client in it, is full.
    #[error("{what}")]
    Busy {
        /// What there is too much of.
        what: &'static str,
    },
    /// No revision has been published, so there is nothing to answer from.
    #[error("no data has been published yet")]
    NotReady,
    /// A file of a revision is not made yet, or cannot be reached at this moment.
    #[error("{what}")]
    FilesNotReady {
        /// Which, and why.
        what: String,
    },
    /// A fault of ours; the cause goes to the log, not to strangers.
    #[error("something went wrong on our side")]
    Internal {
        /// What happened, for the log.
        cause: String,
    },
}

tokio::task_local! {
    static REQUEST: Arc<str>;
}

/// Does some work for the request of this id, which its faults then bear.
pub async fn for_request<T>(id: Arc<str>, work: impl Future<Output = T>) -> T {
    REQUEST.scope(id, work).await
}

fn counted(problems: u64) -> String {
    if problems == 1 { "1 problem was".to_owned() } else { format!("{problems} problems were") }
}

impl Error {
    /// A fault of ours with its cause.
    pub fn internal(cause: impl Display) -> Self {
        Self::Internal { cause: cause.to_string() }
    }

    /// An answer that is longer than one may be.
    pub fn long_answer(bytes: usize, limit: usize) -> Self {
        Self::Limit {
            what: "the size of the answer in bytes",
            value: bytes as u64,
            limit: limit as u64,
            hint: "ask for smaller pages or fewer fields, or take the export files, which have \
                   no limit"
                .to_owned(),
        }
    }

    /// A GraphQL document that cannot be understood.
    pub fn query(what: impl Into<String>) -> Self {
        let hint = "the types and fields are at `/schema.graphql`; the editor at `/graphql` names \
                    them while you write";
        Self::Query { what: what.into(), hint: hint.to_owned() }
    }

    /// Writes a fault of ours to the log and gives the id under which it stands there: that of the
    /// request, where one is being answered. Nothing for any other error.
    pub fn log(&self) -> Option<String> {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let Self::Internal { cause } = self else { return None };
        let id = REQUEST.try_with(|id| (**id).to_owned()).unwrap_or_else(|_| {
            format!("{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed))
        });
        tracing::error!(id, cause, "a request failed");
        Some(id)
    }

    /// The stable code, the same on every door.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Setting { .. } => "SETTING_INVALID",
            Self::Usage { .. } => "USAGE",
            Self::File { .. } => "FILE_UNAVAILABLE",
            Self::StoreUnavailable { .. } => "STORE_UNAVAILABLE",
            Self::StoreBusy { .. } => "STORE_BUSY",
            Self::StoreNewer { .. } => "STORE_NEWER",
            Self::Refused { .. } => "IMPORT_REFUSED",
            Self::Listen { .. } => "LISTEN_FAILED",
            Self::NotFound { .. } => "NOT_FOUND",
            Self::Gone { .. } => "GONE",
            Self::Argument { .. } => "ARGUMENT_INVALID",
            Self::Cursor { .. } => "CURSOR_INVALID",
            Self::Limit { .. } => "LIMIT_EXCEEDED",
            Self::Query { .. } => "QUERY_INVALID",
            Self::Time { .. } => "TIME_EXCEEDED",
            Self::PersistedQueryNotFound => "PERSISTED_QUERY_NOT_FOUND",
            Self::Request { .. } => "REQUEST_INVALID",
            Self::TooOften { .. } => "RATE_LIMITED",
            Self::Busy { .. } => "SERVER_BUSY",
            Self::NotReady | Self::FilesNotReady { .. } => "NOT_READY",
            Self::Internal { .. } => "INTERNAL",
        }
    }

    /// The HTTP status (RFC 9110).
    pub const fn status(&self) -> u16 {
        match self {
            Self::NotFound { .. } => 404,
            Self::Gone { .. } => 410,
            Self::Argument { .. }
            | Self::Cursor { .. }
            | Self::Limit { .. }
            | Self::Query { .. }
            | Self::PersistedQueryNotFound => 400,
            Self::Request { status, .. } => *status,
            Self::TooOften { .. } => 429,
            Self::Time { .. }
            | Self::Busy { .. }
            | Self::NotReady
            | Self::FilesNotReady { .. }
            | Self::StoreUnavailable { .. }
            | Self::StoreBusy { .. } => 503,
            _ => 500,
        }
    }

    /// The exit code of the command line: 1 for the user's input, 2 for all else.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Internal { .. } => 2,
            _ => 1,
        }
    }

    /// How to mend it, as one sentence; empty where nothing can be advised.
    pub fn hint(&self) -> &str {
        match self {
            Self::Setting { hint, .. }
            | Self::Usage { hint, .. }
            | Self::File { hint, .. }
            | Self::StoreUnavailable { hint, .. }
            | Self::NotFound { hint, .. }
            | Self::Gone { hint, .. }
            | Self::Argument { hint, .. }
            | Self::Limit { hint, .. }
            | Self::Query { hint, .. }
            | Self::Request { hint, .. } => hint,
            Self::StoreBusy { .. } => "wait until the other import has ended, then try again",
            Self::StoreNewer { .. } => "use the newer program, or restore the store's backup",
            Self::Refused { .. } => {
                "mend what is listed above; `--on-error skip` leaves out rows that are wrong"
            }
            Self::Listen { .. } => {
                "see that the address is right and free, or choose another, such as \
                 `--listen 127.0.0.1:8081`"
            }
            Self::Cursor { .. } => {
                "use a cursor of the same list with the same filter and order, or leave it out to \
                 start at the beginning"
            }
            Self::TooOften { .. } => {
                "wait as long as `Retry-After` says; whole tables are files at `/export`"
            }
            Self::Time { .. } => "ask for less in one request, or take the file from `/export`",
            Self::Busy { .. } => "try again in a moment, over fewer connections",
            Self::PersistedQueryNotFound => "send the document together with its hash once",
            Self::NotReady => "import data with `opencoop import DIR`, or wait until it is loaded",
            Self::FilesNotReady { .. } => {
                "try again in a moment; a table without an ending of a coding, such as \
                 `/export/projects.csv`, comes at any time"
            }
            Self::Internal { .. } => {
                "tell the operator the id of the fault; the log has the details"
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_of_ours_does_not_show_its_cause() {
        let error = Error::internal("password of the database");
        assert!(!error.to_string().contains("password"));
        assert_eq!((error.code(), error.status(), error.exit_code()), ("INTERNAL", 500, 2));
    }
}
