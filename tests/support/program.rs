//! The program itself.

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// How a run of the program ended.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The exit code; none when a signal ended it.
    pub(crate) code: Option<i32>,
    /// What it printed for other programs.
    pub(crate) stdout: String,
    /// What it printed for people.
    pub(crate) stderr: String,
}

/// The program with these arguments, on this store, in a folder of its own that holds what it
/// builds. Settings of whoever runs the tests do not reach it.
pub(crate) fn command(store: &str, directory: &Path, args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_opencoop"));
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("OPENCOOP_") || name == "RUST_LOG" {
            command.env_remove(name);
        }
    }
    command
        .args(args)
        .current_dir(directory)
        .stdin(Stdio::null())
        .env("OPENCOOP_STORE", store)
        .env("OPENCOOP_DATA", directory.join("data"))
        .env("OPENCOOP_SEEDS", "");
    command
}

impl Outcome {
    /// What is left of a run that has ended.
    pub(crate) fn of(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        Self {
            code: output.status.code(),
            stdout: text(&output.stdout),
            stderr: text(&output.stderr),
        }
    }

    /// The run itself, which must have ended well.
    #[track_caller]
    pub(crate) fn success(self) -> Self {
        assert_eq!(self.code, Some(0), "{}\n{}", self.stdout, self.stderr);
        self
    }
}
