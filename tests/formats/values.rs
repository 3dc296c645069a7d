//! Every value of every file, in all formats, read by libraries that are not ours.

use crate::support::{Server, both, python, seeds};

/// Compares the files of a server with each other; gives how many cells each format has.
fn compared(server: &Server) -> serde_json::Value {
    serde_json::from_slice(&python::script("formats.py", [server.url("")])).unwrap()
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
