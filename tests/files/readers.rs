//! Many readers at once, and one that goes away.

use std::fs;
use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use super::support::{Server, Sqlite};
use super::{ask, bytes, place, publish, serve, sha256};

#[tokio::test(flavor = "multi_thread")]
async fn many_readers_of_one_file_get_it_whole() {
    let (store, place) = (Sqlite::new(), place());
    publish(&store.url(), 3_000);
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let expected = sha256(&bytes(&server, "/export/projects.csv.gz").await);
    let readers: Vec<_> = (0..64)
        .map(|_| {
            let asked = server.client.get(server.url("/export/projects.csv"));
            let asked = asked.header("accept-encoding", "gzip");
            tokio::spawn(async move { sha256(&asked.send().await.unwrap().bytes().await.unwrap()) })
        })
        .collect();
    for reader in readers {
        assert_eq!(reader.await.unwrap(), expected);
    }
}

/// How many files of sets the server holds open.
fn open_files(server: &Server) -> usize {
    let entries = fs::read_dir(format!("/proc/{}/fd", server.id())).unwrap();
    let paths = entries.filter_map(|entry| fs::read_link(entry.unwrap().path()).ok());
    paths.filter(|path| path.ends_with("projects.json")).count()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_leaves_no_file_open() {
    let (store, place) = (Sqlite::new(), place());
    // More than what the system holds for a reader that does not read.
    publish(&store.url(), 40_000);
    let server = serve(&store.url(), place.path(), &[]);
    server.wait_for_files(1).await;
    let address = server.url("");
    let mut slow = TcpStream::connect(address.strip_prefix("http://").unwrap()).unwrap();
    slow.write_all(b"GET /export/projects.json HTTP/1.1\r\nHost: a\r\n\r\n").unwrap();
    let mut some = [0; 1000];
    slow.read_exact(&mut some).unwrap();
    assert_eq!(open_files(&server), 1);
    // Others are not held up by it.
    assert_eq!(ask(&server, "/export/projects.csv", &[]).await.status(), 200);
    drop(slow);
    let start = Instant::now();
    while open_files(&server) > 0 {
        assert!(start.elapsed() < Duration::from_secs(30), "the file stays open");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
