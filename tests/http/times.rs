//! What a client may take its time for, and how a server ends.

use std::time::{Duration, Instant};

use super::raw::{PATIENCE, Raw};
use super::{large, seeded};

/// The time that the tests give, in seconds.
const SECOND: &str = "1";

/// Longer than that by far, and far shorter than the defaults.
const LATER: Duration = Duration::from_secs(10);

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_its_header_slowly_is_refused() {
    let (_store, server) = seeded(&[("OPENCOOP_LIMITS_HEADER_SECONDS", SECOND)]);
    let start = Instant::now();
    let mut silent = Raw::connect(&server);
    let mut slow = Raw::connect(&server);
    slow.send("GET /api HTTP/1.1\r\nHost: a\r\n");
    let mut drops = Raw::connect(&server);
    let dropping = std::thread::spawn(move || {
        // A byte now and then does not help.
        drops.send("GET /api HTTP/1.1\r\n");
        for _ in 0..6 {
            std::thread::sleep(Duration::from_millis(300));
            drops.send("a");
        }
        drops.reply()
    });
    slow.reply().is_problem(408);
    assert!(silent.rest().is_empty());
    dropping.join().unwrap().is_problem(408);
    assert!(start.elapsed() < LATER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_that_sends_its_body_slowly_is_refused() {
    let (_store, server) = seeded(&[("OPENCOOP_LIMITS_BODY_SECONDS", SECOND)]);
    let start = Instant::now();
    let mut slow = Raw::connect(&server);
    slow.send(
        "POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n\
         Content-Length: 100\r\n\r\n{\"query\":",
    );
    let reply = slow.reply();
    assert_eq!(reply.status, 408, "{reply:?}");
    assert!(reply.body.contains("\"errors\""));
    assert!(start.elapsed() < LATER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_rests_too_long_is_closed() {
    let settings =
        [("OPENCOOP_LIMITS_IDLE_SECONDS", SECOND), ("OPENCOOP_LIMITS_HEADER_SECONDS", "40")];
    let (_store, server) = seeded(&settings);
    let mut raw = Raw::connect(&server);
    for _ in 0..3 {
        raw.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
        assert!(raw.some().starts_with(b"HTTP/1.1 200"));
        std::thread::sleep(Duration::from_millis(100));
    }
    let start = Instant::now();
    assert!(raw.rest().is_empty());
    assert!(start.elapsed() < LATER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_stalls_is_dropped_and_a_slow_one_is_not() {
    let (_store, server) = large(
        20_000,
        &[("OPENCOOP_LIMITS_STALL_SECONDS", "2"), ("OPENCOOP_LIMITS_CONNECTIONS", "2")],
    );
    let file = "GET /export/projects.csv HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    let mut stalled = Raw::connect(&server);
    stalled.send(file);
    assert!(!stalled.some().is_empty());
    // Reads all the time, but far less than there is.
    let mut slow = Raw::connect(&server);
    slow.send(file);
    let start = Instant::now();
    let mut read = 0;
    while start.elapsed() < Duration::from_secs(5) {
        let more = slow.some();
        assert!(!more.is_empty(), "a slow reader was dropped after {read} bytes");
        read += more.len();
        std::thread::sleep(Duration::from_millis(25));
    }
    assert!(slow.rest().ends_with(b"0\r\n\r\n"));
    // The place of the one that stalls is free, though it never closed.
    while {
        let mut raw = Raw::connect(&server);
        raw.send("GET /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
        !raw.rest().starts_with(b"HTTP/1.1 200")
    } {
        assert!(start.elapsed() < PATIENCE, "the stalled reader keeps its place");
    }
    assert!(!stalled.rest().ends_with(b"0\r\n\r\n"));
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_end_finishes_what_runs() {
    let (_store, server) = large(20_000, &[]);
    let mut reader = Raw::connect(&server);
    reader.send("GET /export/projects.csv HTTP/1.1\r\nHost: a\r\n\r\n");
    let mut bytes = reader.some();
    assert!(!bytes.is_empty());
    let mut idle = Raw::connect(&server);
    idle.send("GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(idle.some().starts_with(b"HTTP/1.1 200"));
    let mut silent = Raw::connect(&server);
    let pid = server.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    // Whoever rests is let go.
    assert!(idle.rest().is_empty());
    assert!(silent.rest().is_empty());
    let address = server.url("").trim_start_matches("http://").to_owned();
    assert!(std::net::TcpStream::connect(address).is_err());
    bytes.extend(reader.rest());
    assert!(bytes.ends_with(b"0\r\n\r\n"), "the file ended after {} bytes", bytes.len());
}

#[cfg(unix)]
#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_told_to_end_does_not_wait_forever() {
    let (_store, server) = large(20_000, &[("OPENCOOP_LIMITS_SHUTDOWN_SECONDS", SECOND)]);
    let mut reader = Raw::connect(&server);
    reader.send("GET /export/projects.csv HTTP/1.1\r\nHost: a\r\n\r\n");
    assert!(!reader.some().is_empty());
    let pid = server.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    let start = Instant::now();
    std::thread::sleep(Duration::from_secs(4));
    assert!(!reader.rest().ends_with(b"0\r\n\r\n"));
    // It closed, and the reader did not lose patience.
    assert!(start.elapsed() < PATIENCE / 2);
}
