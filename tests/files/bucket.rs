//! Files in a store that speaks the protocol of S3: moto, which is not ours.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::support::{Server, Sqlite};
use super::{ask, bytes, header, publish, sha256};

/// A server of buckets, killed when it is dropped.
struct Buckets {
    child: Child,
    address: String,
}

impl Buckets {
    async fn start() -> Self {
        let program = concat!(env!("CARGO_MANIFEST_DIR"), "/target/python/bin/moto_server");
        assert!(Path::new(program).exists(), "there is no `moto_server`: run `make packages`");
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let child = Command::new(program)
            .args(["-H", "127.0.0.1", "-p", &port.to_string()])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let buckets = Self { child, address: format!("http://127.0.0.1:{port}") };
        let start = Instant::now();
        let _ = rustls::crypto::ring::default_provider().install_default();
        let client = reqwest::Client::new();
        while client.put(format!("{}/open", buckets.address)).send().await.is_err() {
            assert!(start.elapsed() < Duration::from_mins(2), "moto does not start");
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        buckets
    }

    fn serve(&self, store: &str) -> Server {
        let settings = [
            ("OPENCOOP_FILES", "s3://open/coop/files/"),
            ("AWS_ENDPOINT_URL", &self.address),
            ("AWS_ACCESS_KEY_ID", "somebody"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
            ("AWS_REGION", "eu-south-1"),
        ];
        Server::start_with(store, &settings)
    }
}

impl Drop for Buckets {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bucket_is_as_good_as_a_folder() {
    let buckets = Buckets::start().await;
    let store = Sqlite::new();
    // Some files have more than one part.
    publish(&store.url(), 16_000);
    let server = buckets.serve(&store.url());
    server.wait_for_files(1).await;
    let manifest = server.get_json("/export/manifest.json").await;
    let files = manifest["files"].as_array().unwrap();
    assert!(files.iter().any(|file| file["bytes"].as_u64() > Some(6_000_000)));
    for file in files.iter().filter(|file| file["name"].as_str().unwrap().starts_with("project")) {
        let name = file["name"].as_str().unwrap();
        let answer = server.get(&format!("/export/{name}")).await;
        assert_eq!(header(&answer, "content-length"), file["bytes"].to_string(), "{name}");
        assert_eq!(sha256(&answer.bytes().await.unwrap()), file["sha256"].as_str().unwrap());
    }
    let whole = bytes(&server, "/export/projects.csv").await;
    let headers = [("range", "bytes=1000000-1000009")];
    let part = ask(&server, "/export/1/projects.csv", &headers).await;
    assert_eq!(part.status(), 206);
    assert!(part.bytes().await.unwrap() == whole[1_000_000..1_000_010]);
    let head = server.client.head(server.url("/export/projects.csv")).send().await.unwrap();
    assert_eq!(header(&head, "content-length"), whole.len().to_string());

    // Another server has them too, and so has one that comes later.
    let other = buckets.serve(&store.url());
    other.wait_for_files(1).await;
    assert!(bytes(&other, "/export/1/projects.csv").await == whole);
    drop(other);

    publish(&store.url(), 10);
    server.wait_for_files(2).await;
    assert!(bytes(&server, "/export/1/projects.csv").await == whole);
    let new = bytes(&server, "/export/projects.csv").await;
    assert!(new == bytes(&server, "/export/2/projects.csv").await);

    // Without the bucket, files are made for each reader, and snapshots come later.
    drop(buckets);
    assert!(bytes(&server, "/export/projects.csv").await == new);
    assert_eq!(server.get("/export/1/projects.csv").await.status(), 503);
    let start = Instant::now();
    while server.get_json("/health").await["files"]["failure"] != "FILE_UNAVAILABLE" {
        assert!(start.elapsed() < Duration::from_mins(2), "the failure is not told");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
