//! A server that runs the real program on a port of its own.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

use super::program::command;

/// How long a server may take until it listens; builds with checks are slow.
const START: Duration = Duration::from_mins(2);

/// A running server, killed when it is dropped.
pub(crate) struct Server {
    child: Child,
    address: String,
    /// A client that follows no redirect, so that a test sees what the server said.
    pub(crate) client: reqwest::Client,
    _directory: TempDir,
}

/// A client that follows no redirect.
pub(crate) fn client() -> reqwest::Client {
    // It has no encryption of its own when it is built with that of `object_store`; the second one
    // of a test finds it set already.
    #[cfg(feature = "s3")]
    let _ = rustls::crypto::ring::default_provider().install_default();
    let client = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none());
    client.build().unwrap()
}

/// A GET with these headers.
pub(crate) async fn ask(
    server: &Server,
    path: &str,
    headers: &[(&str, &str)],
) -> reqwest::Response {
    let mut request = server.client.get(server.url(path));
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    request.send().await.unwrap()
}

impl Server {
    /// Starts a server on this store, without seeds.
    pub(crate) fn start(store: &str) -> Self {
        Self::start_with(store, &[])
    }

    /// Starts a server on this store, which imports the seeds in this folder if it is empty.
    pub(crate) fn start_seeded(store: &str, seeds: &Path) -> Self {
        Self::start_with(store, &[("OPENCOOP_SEEDS", &seeds.display().to_string())])
    }

    /// Starts a server on this store with these settings.
    pub(crate) fn start_with(store: &str, settings: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let command = command(store, directory.path(), &["--listen", "127.0.0.1:0"]);
        Self::run(command, settings, directory)
    }

    /// The same below a shell that has done something before, such as set a limit.
    pub(crate) fn start_under(shell: &str, store: &str, settings: &[(&str, &str)]) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let command = command(store, directory.path(), &[]);
        let program = command.get_program().to_owned();
        let mut under = Command::new("bash");
        under.arg("-c").arg(format!("{shell}\nexec \"$0\" --listen 127.0.0.1:0")).arg(program);
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => under.env(name, value),
                None => under.env_remove(name),
            };
        }
        under.current_dir(directory.path()).stdin(Stdio::null());
        Self::run(under, settings, directory)
    }

    fn run(mut command: Command, settings: &[(&str, &str)], directory: TempDir) -> Self {
        let mut child = command
            // Whole files are made for the tests that ask for them.
            .env("OPENCOOP_FILES", "none")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let (send, receive) = mpsc::channel();
        // Reads to the end, so that the server never waits for its log to be read.
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                if let Some(address) = line.strip_prefix("listening on ") {
                    let _ = send.send(address.to_owned());
                } else {
                    eprintln!("server: {line}");
                }
            }
        });
        let Ok(address) = receive.recv_timeout(START) else {
            let _ = child.kill();
            panic!("the server did not start: {:?}", child.wait());
        };
        Self { child, address, client: client(), _directory: directory }
    }

    /// The address of a path such as `/graphql`.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }

    /// The number of the process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// The answer to a GET.
    pub(crate) async fn get(&self, path: &str) -> reqwest::Response {
        self.client.get(self.url(path)).send().await.unwrap()
    }

    /// Waits until the files of a revision are whole.
    pub(crate) async fn wait_for_files(&self, revision: u64) {
        let start = Instant::now();
        loop {
            let health = self.get_json("/health").await;
            if health["files"] == json!({ "revision": revision, "failure": null }) {
                return;
            }
            assert!(start.elapsed() < START, "no files of revision {revision}: {health}");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The body of the answer to a GET, which must be JSON under the status 200.
    pub(crate) async fn get_json(&self, path: &str) -> Value {
        let answer = self.get(path).await;
        let status = answer.status();
        let body = answer.text().await.unwrap();
        assert_eq!(status, 200, "{path}: {body}");
        serde_json::from_str(&body).unwrap()
    }

    /// Status and body of the answer to a GraphQL operation.
    pub(crate) async fn post_graphql(&self, query: &str, variables: Value) -> (u16, Value) {
        let body = json!({ "query": query, "variables": variables });
        let request = self.client.post(self.url("/graphql"));
        let request = request.header("accept", "application/graphql-response+json").json(&body);
        let answer = request.send().await.unwrap();
        (answer.status().as_u16(), answer.json().await.unwrap())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
