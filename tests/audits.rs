//! The audits of GraphQL over HTTP that npm `graphql-http` has, against the real server: none may
//! fail, not even those of what a server only should do.

mod support;

use std::path::Path;
use std::process::Command;

use support::{Server, Sqlite, seeds};

#[tokio::test(flavor = "multi_thread")]
async fn the_server_passes_every_audit_of_graphql_over_http() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js");
    assert!(
        folder.join("node_modules/graphql-http").is_dir(),
        "the audits are not there; `npm ci --prefix tests/js` brings them, as `make test` does"
    );
    let store = Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    let run = Command::new("node")
        .arg(folder.join("audit.mjs"))
        .arg(server.url("/graphql"))
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(run.status.success(), "{said}{}", String::from_utf8_lossy(&run.stderr));
    assert!(said.contains("61 audits, 0 not passed"), "{said}");
}
