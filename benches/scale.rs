//! The whole way at a size of one's choice, measured in one run:
//! `cargo bench --bench scale -- --projects 1000000 [--store postgres://…]`.
//!
//! Generates data, imports it, builds the image, asks and exports; prints one line a measurement.
//! Memory is read from `/proc`, so that it runs on Linux only.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on fails, and prints what it found"
)]

use std::fs;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use opencoop::config::Limits;
use opencoop::export::{Export, find_format};
use opencoop::generate;
use opencoop::graphql::{Door, Request};
use opencoop::image::Image;
use opencoop::image::filter::Filter;
use opencoop::image::load::load;
use opencoop::model::TABLES;
use opencoop::store::Store;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// A page of fifty with three links of each record.
const PAGE: &str = "{ projects(first: 50, orderBy: {field: STARTS_ON, direction: DESC}, \
    filter: {status: {in: [\"2\"]}}) { totalCount nodes { id title status { code } startsOn \
    countries { nodes { iso2 name } } sdgs { edges { basis node { number } } } \
    organisations { edges { role { code } node { name } } } } } }";

/// How the records that a filter holds for spread over countries and years.
const FACETS: &str = "{ projects(first: 0, filter: {status: {in: [\"2\", \"4\"]}}) { \
    facets(by: [COUNTRY, START_YEAR], first: 50) { missing totalCount values { id count } } } }";

/// Country by year with sums, for the records that a filter holds for.
const GROUPS: &str = "{ projects(first: 0, filter: {status: {in: [\"2\"]}}) { \
    groups(by: [COUNTRY, START_YEAR], first: 50) { totalCount nodes { keys { id } count officials \
    amounts { kind currency total } } total { count officials amounts { kind currency total } } } \
    } }";

/// The same for all records.
const ALL_GROUPS: &str = "{ projects(first: 0) { groups(by: [COUNTRY, START_YEAR], first: 50) { \
    totalCount nodes { keys { id } count officials amounts { kind currency total } firstDate \
    lastDate } } } }";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).cloned()
    };
    let projects: u64 = after("--projects").map_or(100_000, |text| text.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let file = format!("sqlite:{}", folder.path().join("opencoop.db").display());
    let store = after("--store").unwrap_or(file);

    let start = Instant::now();
    let summary = generate::run(&generate::Options { projects, seed: 1 }, &data).unwrap();
    line("generate", projects, start.elapsed(), &format!("{} MB of CSV", summary.bytes >> 20));
    import(&store, &data, summary.rows());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let image = Arc::new(runtime.block_on(build(&store)));
    ask(&runtime, &image);
    write_files(&image);
    drop(image);
    serve(&store);
}

fn line(what: &str, count: u64, took: Duration, more: &str) {
    let each = count as f64 / took.as_secs_f64();
    println!("{what:28} {count:>10} in {:>8.3} s  {each:>12.0} /s  {more}", took.as_secs_f64());
}

/// A number in kB of `/proc/…/status`, in MB.
fn memory(process: u32, name: &str) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|text| text.parse::<u64>().ok()).unwrap_or(0) >> 10
}

/// The processor time of a process so far, in seconds.
fn processor(process: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).unwrap_or_default();
    let fields: Vec<f64> =
        stat.split_whitespace().skip(13).take(2).filter_map(|text| text.parse().ok()).collect();
    fields.iter().sum::<f64>() / 100.0
}

fn program(store: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_opencoop"));
    command.args(["--store", store, "--seeds", "", "--listen", "127.0.0.1:0"]);
    command
}

fn import(store: &str, data: &Path, rows: u64) {
    let start = Instant::now();
    let mut child = program(store).arg("import").arg(data).spawn().unwrap();
    let (mut peak, mut spent) = (0, 0.0);
    while child.try_wait().unwrap().is_none() {
        peak = memory(child.id(), "VmHWM").max(peak);
        spent = processor(child.id()).max(spent);
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(child.wait().unwrap().success());
    line("import", rows, start.elapsed(), &format!("peak {peak} MB, {spent:.1} s of processor"));
}

async fn build(store: &str) -> Image {
    let store = Store::open(store).await.unwrap();
    let start = Instant::now();
    let image = load(&store, &["it".to_owned(), "en".to_owned()]).await.unwrap().unwrap();
    let took = start.elapsed();
    let projects = image.table(0);
    let whole: usize = image.tables().iter().map(opencoop::image::TableImage::bytes).sum();
    let records: usize = image.tables().iter().map(|table| table.rows).sum();
    let more = format!(
        "{} bytes a project of its table, {} of all tables",
        projects.bytes() / projects.rows,
        whole / projects.rows
    );
    line("image", records as u64, took, &more);
    image
}

fn ask(runtime: &tokio::runtime::Runtime, image: &Image) {
    /// As many times as fit, so that a measurement of milliseconds does not take minutes.
    const TIMES: u32 = 200;
    let door = Door::build(&Limits::standard().unwrap(), None).unwrap();
    let slug = image.table(0).slug(image.table(0).rows as u32 / 2);
    let one =
        format!("{{ project(slug: \"{slug}\") {{ title countries {{ nodes {{ iso2 }} }} }} }}");
    for (what, query) in [
        ("graphql: nested page of 50", PAGE),
        ("graphql: one by slug", &one),
        ("graphql: facets", FACETS),
        ("graphql: facets of all", &FACETS.replace(", filter: {status: {in: [\"2\", \"4\"]}}", "")),
        ("graphql: groups with sums", GROUPS),
        ("graphql: groups of all", ALL_GROUPS),
        (
            "graphql: counts of all",
            "{ projects { groups(by: [COUNTRY, START_YEAR]) { totalCount } } }",
        ),
    ] {
        let request = Request { query: query.to_owned(), ..Request::default() };
        let answer = runtime.block_on(door.answer(image, &request));
        assert!(answer.status == 200 && !answer.body.starts_with(b"{\"errors\""));
        let (start, spent) = (Instant::now(), processor(std::process::id()));
        for _ in 0..TIMES {
            runtime.block_on(door.answer(image, &request));
        }
        let spent = (processor(std::process::id()) - spent) / f64::from(TIMES) * 1e6;
        let more = format!("{spent:.0} µs of processor each, {} bytes", answer.body.len());
        line(what, u64::from(TIMES), start.elapsed(), &more);
    }
}

fn write_files(image: &Arc<Image>) {
    for format in ["csv", "ndjson"] {
        let format = find_format(format).unwrap();
        let everything = |_| Ok(Filter::default());
        let start = Instant::now();
        let chunks = Export::new(Arc::clone(image), TABLES[0].name, format, &everything).unwrap();
        let bytes: usize = chunks.map(|chunk| chunk.len()).sum();
        let took = start.elapsed();
        let more = format!("{:.0} MB/s", bytes as f64 / 1e6 / took.as_secs_f64());
        line(&format!("export: {}", format.name()), image.table(0).rows as u64, took, &more);
    }
}

/// A server of the program, with the address it listens on.
fn start(store: &str) -> (Child, String) {
    let mut child = program(store).stderr(Stdio::piped()).spawn().unwrap();
    let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
    let address = lines
        .find_map(|line| Some(line.ok()?.strip_prefix("listening on http://")?.to_owned()))
        .unwrap();
    std::thread::spawn(move || lines.for_each(drop));
    (child, address)
}

fn serve(store: &str) {
    let begin = Instant::now();
    let (mut child, address) = start(store);
    let (all, own) = (memory(child.id(), "VmRSS"), memory(child.id(), "RssAnon"));
    let more = format!("resident {all} MB, {own} MB without the mapped file of the store");
    line("start to ready", 1, begin.elapsed(), &more);
    // From here on the highest memory is that of the export.
    if fs::write(format!("/proc/{}/clear_refs", child.id()), "5").is_err() {
        eprintln!("the peak below is that of the whole run");
    }
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
