//! Files over HTTP, beside those who write the same rows: psql, sqlite3 and `DuckDB`.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::serve::{NO_FILES, start};
use super::{forget_peak, line, memory, processor, program, size};

/// What came over a wire.
struct Received {
    bytes: u64,
    first: Duration,
    took: Duration,
}

impl Received {
    fn speed(&self) -> String {
        format!("{:.0} MB/s", self.bytes as f64 / 1e6 / self.took.as_secs_f64())
    }
}

/// Reads to the end.
fn drain(mut from: impl Read, begin: Instant) -> Received {
    let (mut bytes, mut first, mut buffer) = (0, None, vec![0; 1 << 20]);
    loop {
        let length = from.read(&mut buffer).unwrap();
        first.get_or_insert_with(|| begin.elapsed());
        if length == 0 {
            return Received { bytes, first: first.unwrap_or_default(), took: begin.elapsed() };
        }
        bytes += length as u64;
    }
}

/// The answer to a GET, with its header.
fn get(address: &str, path: &str, coding: &str) -> Received {
    let begin = Instant::now();
    let mut socket = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: {coding}\r\n\
         Connection: close\r\n\r\n"
    );
    socket.write_all(request.as_bytes()).unwrap();
    drain(socket, begin)
}

/// What a command writes.
fn output(command: &mut Command) -> Received {
    let begin = Instant::now();
    let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
    let received = drain(child.stdout.take().unwrap(), begin);
    assert!(child.wait().unwrap().success(), "{command:?}");
    received
}

/// All of it; `store` holds so many projects.
pub(super) fn all(store: &str, folder: &Path, projects: u64) {
    streamed(store, &folder.join("streamed"), projects);
    let database = folder.join("opencoop.sqlite");
    let begin = Instant::now();
    let mut command = program(store);
    command.args(["export", "--format", "sqlite", "-o"]).arg(&database);
    assert!(command.status().unwrap().success());
    let more = format!("{} MB", database.metadata().unwrap().len() >> 20);
    line("export: sqlite, all tables", projects, begin.elapsed(), &more);
    let csv = folder.join("projects.csv");
    let mut command = program(store);
    command.args(["export", "--table", "projects", "-o"]).arg(&csv);
    assert!(command.status().unwrap().success());

    let mut command = Command::new("sqlite3");
    command.args(["-readonly", "-csv"]).arg(&database).arg("SELECT * FROM projects");
    let received = output(&mut command);
    line("beside: sqlite3 -csv", projects, received.took, &received.speed());
    psql(&csv, projects);
    duckdb(&csv, folder, projects);
    stored(store, &folder.join("stored"), projects);
}

/// Files that are made while they are read, each alone.
fn streamed(store: &str, folder: &Path, projects: u64) {
    let (mut child, address) = start(store, folder, NO_FILES);
    // The first request pays for what all need.
    get(&address, "/api", "identity");
    for (path, coding) in [
        ("/export/projects.csv", "identity"),
        ("/export/projects.csv", "gzip"),
        ("/export/projects.ndjson", "identity"),
        ("/export/projects.parquet", "identity"),
        ("/export/projects.xlsx", "identity"),
        ("/export/projects.csv?country=KE", "identity"),
        ("/export/opencoop.zip", "identity"),
    ] {
        std::thread::sleep(Duration::from_millis(500));
        forget_peak(child.id());
        let (idle, spent) = (memory(child.id(), "VmRSS"), processor(child.id()));
        let received = get(&address, path, coding);
        let more = format!(
            "{}, {} bytes, first byte after {:.1} ms, {:.1} s of processor, {} MB above idle",
            received.speed(),
            received.bytes,
            received.first.as_secs_f64() * 1e3,
            processor(child.id()) - spent,
            memory(child.id(), "VmHWM").saturating_sub(idle)
        );
        line(&format!("{path} {coding}"), projects, received.took, &more);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Whole files: how long a server makes them, and how it serves one to many readers at once.
fn stored(store: &str, folder: &Path, projects: u64) {
    const READERS: usize = 64;
    let begin = Instant::now();
    let (mut child, address) = start(store, folder, &[]);
    let (spent, idle) = (processor(child.id()), memory(child.id(), "VmRSS"));
    while !made(&address) {
        std::thread::sleep(Duration::from_millis(200));
    }
    let more = format!(
        "{} MB on disk, {:.1} s of processor, {} MB above idle",
        size(&folder.join("files")) >> 20,
        processor(child.id()) - spent,
        memory(child.id(), "VmHWM").saturating_sub(idle)
    );
    line("whole files made after start", projects, begin.elapsed(), &more);
    for coding in ["identity", "gzip"] {
        forget_peak(child.id());
        let (idle, spent) = (memory(child.id(), "VmRSS"), processor(child.id()));
        let begin = Instant::now();
        let readers: Vec<_> = (0..READERS)
            .map(|_| {
                let address = address.clone();
                std::thread::spawn(move || get(&address, "/export/projects.csv", coding))
            })
            .collect();
        let received: Vec<Received> = readers.into_iter().map(|r| r.join().unwrap()).collect();
        let bytes: u64 = received.iter().map(|received| received.bytes).sum();
        let first = received.iter().map(|received| received.first).max().unwrap_or_default();
        let more = format!(
            "{:.0} MB/s together, last first byte after {:.1} ms, {:.1} s of processor, \
             {} MB above idle",
            bytes as f64 / 1e6 / begin.elapsed().as_secs_f64(),
            first.as_secs_f64() * 1e3,
            processor(child.id()) - spent,
            memory(child.id(), "VmHWM").saturating_sub(idle)
        );
        line(&format!("stored {coding}, 64 readers"), READERS as u64, begin.elapsed(), &more);
    }
    child.kill().unwrap();
    child.wait().unwrap();
}

/// Whether a server has made its files.
fn made(address: &str) -> bool {
    let mut socket = TcpStream::connect(address).unwrap();
    let request =
        "GET /export/manifest.json HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.write_all(request.as_bytes()).unwrap();
    let mut status = String::new();
    BufReader::new(socket).read_line(&mut status).unwrap();
    status.contains(" 200 ")
}

/// A PostgreSQL of its own, which ends with its input.
fn postgres(folder: &Path) -> Child {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/postgres.sh");
    let mut command = Command::new("sh");
    command.arg(script).arg(folder).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut ready = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
    assert_eq!(ready, "ready\n");
    child
}

fn psql(csv: &Path, projects: u64) {
    let folder = tempfile::tempdir().unwrap().keep();
    let cluster = postgres(&folder);
    let ask = |sql: &str| {
        let mut command = Command::new("psql");
        command.args(["-q", "-X", "-h"]).arg(&folder).args(["-U", "postgres", "-c", sql]);
        command
    };
    let mut header = String::new();
    BufReader::new(File::open(csv).unwrap()).read_line(&mut header).unwrap();
    let columns: Vec<String> = header.trim().split(',').map(|c| format!("\"{c}\" text")).collect();
    let create = format!("CREATE UNLOGGED TABLE projects ({})", columns.join(", "));
    assert!(ask(&create).status().unwrap().success());
    let load = ask("\\copy projects FROM STDIN CSV HEADER")
        .stdin(File::open(csv).unwrap())
        .status()
        .unwrap();
    assert!(load.success());
    assert!(ask("VACUUM ANALYZE projects").status().unwrap().success());
    let received = output(&mut ask("\\copy projects TO STDOUT CSV HEADER"));
    line("beside: psql \\copy to", projects, received.took, &received.speed());
    drop(cluster);
}

fn duckdb(csv: &Path, folder: &Path, projects: u64) {
    let script = "import duckdb, sys, time
connection = duckdb.connect(sys.argv[2])
connection.execute('SET enable_progress_bar = false')
connection.execute('SET threads = ' + sys.argv[4])
connection.execute('CREATE OR REPLACE TABLE projects AS FROM read_csv(?)', [sys.argv[1]])
connection.execute('CHECKPOINT')
start, spent = time.time(), time.process_time()
connection.execute(\"COPY projects TO '\" + sys.argv[3] + \"' (FORMAT parquet, COMPRESSION zstd)\")
print(f'{time.time() - start:.3f} {time.process_time() - spent:.3f}')";
    let python = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/python");
    for threads in ["1", "2"] {
        let (database, file) = (folder.join("projects.duckdb"), folder.join("projects.parquet"));
        let mut command = Command::new(python);
        command.args(["-c", script]).arg(csv).arg(&database).arg(&file).arg(threads);
        let printed = command.output().unwrap();
        assert!(printed.status.success(), "{}", String::from_utf8_lossy(&printed.stderr));
        let printed = String::from_utf8(printed.stdout).unwrap();
        let (took, spent) = printed.trim().split_once(' ').unwrap();
        let took = Duration::from_secs_f64(took.parse().unwrap());
        let bytes = file.metadata().unwrap().len();
        let more = format!("{bytes} bytes, {spent} s of processor");
        line(&format!("beside: DuckDB parquet, {threads} threads"), projects, took, &more);
    }
}
