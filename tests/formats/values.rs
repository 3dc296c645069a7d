//! Every value of every file, in all formats, read by libraries that are not ours.

use std::path::Path;
use std::process::Command;

use crate::support::{Server, both, seeds};

/// Compares the files of a server with each other; gives how many cells each format has.
fn compared(server: &Server) -> serde_json::Value {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let python = root.join("target/python/bin/python");
    assert!(python.exists(), "there is no Python: run `make packages`");
    let script = root.join("tests/python/formats.py");
    let output = Command::new(python).arg(script).arg(server.url("")).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

#[tokio::test]
async fn every_value_is_the_same_in_every_format() {
    both(|store| async move {
        let server = Server::start_seeded(&store, seeds());
        let cells = tokio::task::spawn_blocking(move || compared(&server)).await.unwrap();
        assert!(cells["parquet"].as_u64().unwrap() > 20_000, "{cells}");
        assert!(cells["geojson"].as_u64().unwrap() > 1_000, "{cells}");
    })
    .await;
}
