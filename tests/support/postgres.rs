//! A PostgreSQL cluster of the tests' own: one a test binary, a fresh database a test.

use std::io::{BufRead, BufReader};
use std::os::unix::process::CommandExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection};

/// The cluster; its guard stops it when this process ends and its end of the pipe with it.
struct Cluster {
    directory: PathBuf,
    _guard: Child,
}

/// The address of a fresh, empty database.
pub(crate) async fn database() -> String {
    static CLUSTER: OnceLock<Cluster> = OnceLock::new();
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let cluster = CLUSTER.get_or_init(Cluster::start);
    let name = format!("test_{}", COUNT.fetch_add(1, Ordering::Relaxed));
    let mut connection = PgConnection::connect(&cluster.url("postgres")).await.unwrap();
    connection.execute(AssertSqlSafe(format!("CREATE DATABASE {name}"))).await.unwrap();
    connection.close().await.unwrap();
    cluster.url(&name)
}

impl Cluster {
    fn start() -> Self {
        let directory = tempfile::Builder::new().prefix("opencoop-postgres-").tempdir().unwrap();
        // The guard removes it.
        let directory = directory.keep();
        let mut guard = Command::new("sh")
            .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postgres.sh"))
            .arg(&directory)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // Out of reach of an interrupt from the keyboard, so that it can clean up.
            .process_group(0)
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(guard.stdout.take().unwrap()).read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n", "PostgreSQL did not start; it says why above");
        Self { directory, _guard: guard }
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://postgres@localhost/{database}?host={}", self.directory.display())
    }
}
