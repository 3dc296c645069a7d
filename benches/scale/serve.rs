//! The program as a server: how soon it answers, what it holds, how it exports.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Instant;

use super::{line, memory, processor, program};

/// Whole files would be made meanwhile, and take a core of what is measured.
pub(super) const NO_FILES: &[&str] = &["--files", "none"];

/// A server of the program, with the address it listens on.
pub(super) fn start(store: &str, folder: &Path, more: &[&str]) -> (Child, String) {
    let mut command = program(store);
    command.args(more).arg("--data").arg(folder).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines
        .find_map(|line| Some(line.ok()?.strip_prefix("listening on http://")?.to_owned()))
        .unwrap();
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}

/// Starts a server that has to build its search index, and one that finds it.
pub(super) fn start_twice(store: &str, folder: &Path) {
    for what in ["start to ready, no index", "start to ready"] {
        let begin = Instant::now();
        let (mut child, _) = start(store, folder, NO_FILES);
        let took = begin.elapsed();
        let (all, own) = (memory(child.id(), "VmRSS"), memory(child.id(), "RssAnon"));
        let more = format!(
            "{:.1} s of processor, resident {all} MB, {own} MB without mapped files, peak {} MB",
            processor(child.id()),
            memory(child.id(), "VmHWM")
        );
        line(what, 1, took, &more);
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
