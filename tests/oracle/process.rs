//! The reference implementation as a child process that asks, line by line.

use std::io::{BufRead, BufReader, Lines, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use serde_json::Value;

/// The running reference; it is killed when it is dropped.
pub(crate) struct Reference {
    child: Child,
    input: ChildStdin,
    output: Lines<BufReader<ChildStdout>>,
    /// What it was given; it is there as long as the child may read it.
    _given: tempfile::NamedTempFile,
}

impl Reference {
    pub(crate) fn start(given: &Value, arguments: &[&str]) -> Self {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(given.to_string().as_bytes()).unwrap();
        let mut child = Command::new("node")
            .arg(packages().join("oracle.mjs"))
            .arg(file.path())
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("the oracle needs Node.js, `node`: {error}"));
        let input = child.stdin.take().unwrap();
        let output = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, input, output, _given: file }
    }

    /// What it asks next, or its report.
    pub(crate) fn next(&mut self) -> Option<Value> {
        let line = self.output.next()?.unwrap();
        Some(serde_json::from_str(&line).unwrap_or_else(|_| panic!("the reference says: {line}")))
    }

    /// Gives the answer to what it asked.
    pub(crate) fn reply(&mut self, body: &str) {
        self.input.write_all(body.as_bytes()).unwrap();
        self.input.write_all(b"\n").unwrap();
        self.input.flush().unwrap();
    }
}

impl Drop for Reference {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The folder of what the tests take from npm, installed where it is not yet.
fn packages() -> PathBuf {
    static INSTALLED: std::sync::Once = std::sync::Once::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/js");
    INSTALLED.call_once(|| {
        if folder.join("node_modules/graphql").exists() {
            return;
        }
        let mut install = Command::new("npm");
        install.args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder);
        let status = install.status().unwrap_or_else(|error| panic!("no `npm`: {error}"));
        assert!(status.success(), "npm ci: {status}");
    });
    folder
}
