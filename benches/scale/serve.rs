//! The program as a server: how soon it answers, what it holds, how it exports.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Instant;

use super::{forget_peak, line, memory, processor, program};

/// A server of the program, with the address it listens on.
fn start(store: &str, folder: &Path) -> (Child, String) {
    let mut command = program(store);
    command.arg("--data").arg(folder).stderr(Stdio::piped());
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
        let (mut child, _) = start(store, folder);
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

/// The file of all projects over HTTP.
pub(super) fn export(store: &str, folder: &Path) {
    let (mut child, address) = start(store, folder);
    forget_peak(child.id());
    let idle = memory(child.id(), "VmRSS");
    let spent = processor(child.id());
    let (start, mut first) = (Instant::now(), None);
    let mut socket = TcpStream::connect(&address).unwrap();
    let request =
        "GET /export/projects.csv HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    socket.write_all(request.as_bytes()).unwrap();
    let (mut bytes, mut buffer) = (0_u64, vec![0; 1 << 20]);
    loop {
        let length = socket.read(&mut buffer).unwrap();
        first.get_or_insert_with(|| start.elapsed());
        if length == 0 {
            break;
        }
        bytes += length as u64;
    }
    let more = format!(
        "first byte after {:.1} ms, {:.1} s of processor, {} MB above idle",
        first.unwrap_or_default().as_secs_f64() * 1e3,
        processor(child.id()) - spent,
        memory(child.id(), "VmHWM").saturating_sub(idle)
    );
    line("export over HTTP: csv bytes", bytes, start.elapsed(), &more);
    child.kill().unwrap();
    child.wait().unwrap();
}
