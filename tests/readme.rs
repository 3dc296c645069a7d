//! Every command of the documents, run against a real server, with the output that they show.
//!
//! A block begins with ```` ```console ````. A line that begins with `$ ` is a command, one that
//! begins with `> ` goes on with it; what follows is its output, both streams together. All
//! commands of a document run in order in one fresh folder, which holds copies of `seeds/` and
//! `opencoop.toml`, beside a server of its own that has imported them. Commands of `make` are not
//! run. `opencoop` is the program under test, and curl shows no progress, as on a terminal.
//!
//! The output is compared exactly, but for:
//! - line ends: CRLF stands as LF;
//! - moments such as `2026-11-22T10:00:00Z` and the number behind `"ageSeconds":`, which change from
//!   run to run: any stands for any other;
//! - `[..]`, which stands for anything within a line;
//! - `...` on a line of its own, which stands for any number of lines.
//!
//! `DOCUMENTS=overwrite cargo test --test readme` writes the output that there is into the
//! documents; look at the difference before you keep it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// The address in the documents.
const ADDRESS: &str = "localhost:8080";

/// How long a server may take to begin, or to answer from a new revision.
const PATIENCE: Duration = Duration::from_mins(2);

const PROGRAM: &str = env!("CARGO_BIN_EXE_opencoop");

#[test]
fn every_command_of_the_readme_does_what_it_says() {
    check("README.md");
}

#[test]
fn every_command_of_the_page_on_the_api_does_what_it_says() {
    check("docs/api.md");
}

#[test]
fn every_command_of_the_page_on_the_catalogue_does_what_it_says() {
    check("docs/catalogue.md");
}

#[test]
fn every_question_of_the_guide_has_its_answer() {
    check("docs/guide.md");
}

#[test]
fn every_command_of_the_page_on_imports_does_what_it_says() {
    check("docs/import.md");
}

#[test]
fn every_command_of_the_page_on_operations_does_what_it_says() {
    check("docs/operations.md");
}

/// One command of a document and what the document says that it prints.
#[derive(Debug)]
struct Step {
    /// The line of the document, from 1.
    line: usize,
    command: String,
    /// The lines of the document that hold the output.
    output: std::ops::Range<usize>,
}

fn check(name: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let text = fs::read_to_string(&path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let steps = steps(&lines);
    assert!(!steps.is_empty(), "{name} has no command: is its form still the one that is read?");
    let place = Place::new();
    let mut wrong = String::new();
    let mut written = Vec::new();
    let mut copied = 0;
    for step in &steps {
        let expected = lines[step.output.clone()].join("\n");
        let (found, succeeded) = place.run(&step.command);
        written.extend(lines[copied..step.output.start].iter().map(|line| (*line).to_owned()));
        copied = step.output.end;
        if matches(&expected, &found) && succeeded {
            written.extend(lines[step.output.clone()].iter().map(|line| (*line).to_owned()));
            continue;
        }
        written.extend(found.lines().map(str::to_owned));
        let _ = write!(wrong, "\n{name}:{}: $ {}\n", step.line, step.command);
        if !succeeded {
            wrong.push_str("the command failed: end it with `|| …` if that is meant\n");
        }
        wrong.push_str(&difference(&expected, &found));
    }
    written.extend(lines[copied..].iter().map(|line| (*line).to_owned()));
    if std::env::var_os("DOCUMENTS").is_some_and(|mode| mode == "overwrite") {
        fs::write(&path, written.join("\n") + "\n").unwrap();
        return;
    }
    assert!(
        wrong.is_empty(),
        "documents and program differ (- document, + program):\n{wrong}\n\
         hint: mend the one that is wrong; `DOCUMENTS=overwrite cargo test --test readme` writes \
         what the program says into the documents"
    );
}

fn steps(lines: &[&str]) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    let mut open = false;
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with("```") {
            inside = *line == "```console";
            open = false;
        } else if !inside {
        } else if let Some(command) = line.strip_prefix("$ ") {
            open = !command.starts_with("make ");
            if open {
                let command = command.to_owned();
                steps.push(Step { line: at + 1, command, output: at + 1..at + 1 });
            }
        } else if let (true, Some(step)) = (open, steps.last_mut()) {
            match line.strip_prefix("> ") {
                Some(more) if step.output.is_empty() => {
                    step.command.push('\n');
                    step.command.push_str(more);
                    step.output = at + 1..at + 1;
                }
                _ => step.output.end = at + 1,
            }
        }
    }
    steps
}

/// A fresh folder with the seeds, and a server that has imported them.
struct Place {
    folder: TempDir,
    /// Where the program lies under its own name.
    programs: PathBuf,
    server: Child,
    address: String,
}

impl Place {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::copy(root.join("opencoop.toml"), folder.path().join("opencoop.toml")).unwrap();
        let seeds = folder.path().join("seeds");
        fs::create_dir(&seeds).unwrap();
        for entry in fs::read_dir(root.join("seeds")).unwrap() {
            let path = entry.unwrap().path();
            fs::copy(&path, seeds.join(path.file_name().unwrap())).unwrap();
        }
        fs::write(folder.path().join(".curlrc"), "silent\nshow-error\n").unwrap();
        let programs = Path::new(PROGRAM).parent().unwrap().to_owned();
        let mut server = bare(PROGRAM, folder.path())
            .args(["--listen", "127.0.0.1:0", "--log", "warn"])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut told = BufReader::new(server.stderr.take().unwrap());
        let mut said = String::new();
        let address = loop {
            let start = said.len();
            let length = told.read_line(&mut said).unwrap();
            assert!(length > 0, "the server did not begin: {said}");
            if let Some(address) = said[start..].trim().strip_prefix("listening on http://") {
                break address.to_owned();
            }
        };
        // Read to the end, so that the server never waits for it.
        std::thread::spawn(move || std::io::copy(&mut told, &mut std::io::sink()));
        let place = Self { folder, programs, server, address };
        place.wait_for_files("1");
        place
    }

    /// What a command prints, and whether it ended well.
    fn run(&self, command: &str) -> (String, bool) {
        let rewritten = command.replace(ADDRESS, &self.address);
        let paths = std::env::var_os("PATH").unwrap_or_default();
        let paths = std::iter::once(self.programs.clone()).chain(std::env::split_paths(&paths));
        let output = bare("sh", self.folder.path())
            .env("PATH", std::env::join_paths(paths).unwrap())
            .args(["-c", &format!("exec 2>&1\n{rewritten}")])
            .output()
            .unwrap();
        let text = String::from_utf8_lossy(&output.stdout).replace("\r\n", "\n");
        let text = text.replace(&self.address, ADDRESS);
        self.wait_for_revision(&text);
        (text.trim_end_matches('\n').to_owned(), output.status.success())
    }

    /// A person is slower than the server; the next command must not be faster.
    fn wait_for_revision(&self, text: &str) {
        let Some((_, rest)) = text.split_once("published revision ") else { return };
        let number: String = rest.chars().take_while(char::is_ascii_digit).collect();
        let wanted = format!("\"revision\":{number},");
        let start = Instant::now();
        while !self.health().contains(&wanted) {
            assert!(start.elapsed() < PATIENCE, "the server does not answer from {wanted}");
            std::thread::sleep(Duration::from_millis(50));
        }
        self.wait_for_files(&number);
    }

    /// Files come a moment later.
    fn wait_for_files(&self, number: &str) {
        let wanted = format!("\"files\":{{\"revision\":{number},");
        let start = Instant::now();
        while !self.health().contains(&wanted) {
            assert!(start.elapsed() < PATIENCE, "the server does not say {wanted}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn health(&self) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream
            .write_all(b"GET /health HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let _ = self.server.kill();
        let _ = self.server.wait();
    }
}

/// A program in a folder, which no setting of whoever runs the tests reaches.
fn bare(program: &str, folder: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("OPENCOOP_") || text.to_lowercase().ends_with("_proxy") {
            command.env_remove(name);
        }
    }
    command.current_dir(folder).stdin(Stdio::null());
    command.env("CURL_HOME", folder).env("LC_ALL", "C.UTF-8").env("NO_COLOR", "1");
    command
}

/// Whether what the document shows and what was printed are the same, but for the marks.
fn matches(expected: &str, found: &str) -> bool {
    let (expected, found) = (steady(expected), steady(found));
    let expected: Vec<&str> = expected.lines().collect();
    let found: Vec<&str> = found.lines().collect();
    lines_match(&expected, &found)
}

fn lines_match(expected: &[&str], found: &[&str]) -> bool {
    match (expected.split_first(), found.split_first()) {
        (Some((&"...", rest)), _) => {
            (0..=found.len()).any(|skipped| lines_match(rest, &found[skipped..]))
        }
        (Some((one, expected)), Some((two, found))) => {
            line_matches(one, two) && lines_match(expected, found)
        }
        (None, None) => true,
        _ => false,
    }
}

fn line_matches(expected: &str, found: &str) -> bool {
    let mut parts = expected.split("[..]");
    let Some(mut rest) = found.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.ends_with(last)
}

/// The text with one mark for every moment, and one for every age.
fn steady(text: &str) -> String {
    const AGE: &str = "\"ageSeconds\":";
    const MOMENT: &[u8] = b"0000-00-00T00:00:00Z";
    let is_moment = |bytes: &[u8]| {
        bytes.len() == MOMENT.len()
            && bytes.iter().zip(MOMENT).all(|(byte, form)| match form {
                b'0' => byte.is_ascii_digit(),
                _ => byte == form,
            })
    };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        if rest.as_bytes().get(..MOMENT.len()).is_some_and(is_moment) {
            out.push_str("(moment)");
            rest = &rest[MOMENT.len()..];
        } else if let Some(behind) = rest.strip_prefix(AGE) {
            out.push_str("(age)");
            rest = behind.trim_start_matches(|letter: char| letter.is_ascii_digit());
        } else {
            out.push(first);
            rest = &rest[first.len_utf8()..];
        }
    }
    out
}

/// The lines that differ: those that both begin or end with are left out.
fn difference(expected: &str, found: &str) -> String {
    let (one, two): (Vec<&str>, Vec<&str>) = (expected.lines().collect(), found.lines().collect());
    let same = |pair: &(&&str, &&str)| matches(pair.0, pair.1);
    let start = one.iter().zip(&two).take_while(same).count();
    let (one, two) = (&one[start..], &two[start..]);
    let end = one.iter().rev().zip(two.iter().rev()).take_while(same).count();
    let mut out = String::new();
    for (mark, lines) in [('-', &one[..one.len() - end]), ('+', &two[..two.len() - end])] {
        for line in lines {
            let _ = writeln!(out, "{mark} {line}");
        }
    }
    out
}

#[test]
fn only_the_marks_allow_a_difference() {
    assert!(matches("a\n...\nd", "a\nb\nc\nd") && matches("...", "") && matches("a[..]c", "abc"));
    assert!(matches("at 2026-11-22T10:00:00Z", "at 2027-01-01T00:00:59Z"));
    assert!(matches("{\"ageSeconds\":1}", "{\"ageSeconds\":27}"));
    assert!(!matches("a", "a b") && !matches("a\nb", "a") && !matches("a[..]c", "abd"));
    assert!(!matches("on 2026-11-22", "on 2027-01-01") && !matches("", "a"));
}

#[test]
fn commands_are_read_with_their_lines_and_output() {
    let lines = ["```console", "$ a \\", ">  b", "c", "$ make run", "d", "$ e", "```", "$ f"];
    let found = steps(&lines);
    let found: Vec<_> = found.iter().map(|s| (s.command.as_str(), s.output.clone())).collect();
    assert_eq!(found, [("a \\\n b", 3..4), ("e", 7..7)]);
}
