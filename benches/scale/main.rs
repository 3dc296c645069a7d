//! The whole way at a size of one's choice, measured in one run:
//! `cargo bench --bench scale -- --projects 1000000 [--store postgres://…]`.
//!
//! Generates data, imports it, builds the image and its search index, asks and exports; prints one
//! line a measurement. With `--folder DIR` data and store are kept there, and used when they are
//! there already. `--files` measures the files alone, beside psql, sqlite3 and `DuckDB`.
//! Memory and processor time are read from `/proc`, so that it runs on Linux only.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a measurement that cannot go on fails, and prints what it found"
)]

mod ask;
mod files;
mod serve;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use opencoop::generate;
use opencoop::image::Image;
use opencoop::image::load::load;
use opencoop::image::text::Shelf;
use opencoop::store::Store;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let after = |flag: &str| {
        let at = arguments.iter().position(|argument| argument == flag)?;
        arguments.get(at + 1).cloned()
    };
    let projects: u64 = after("--projects").map_or(100_000, |text| text.parse().unwrap());
    let temporary = tempfile::tempdir().unwrap();
    let folder = after("--folder").map_or_else(|| temporary.path().to_owned(), PathBuf::from);
    let data = folder.join("made-up");
    let file = format!("sqlite:{}", folder.join("opencoop.db").display());
    let store = after("--store").unwrap_or(file);

    if !data.exists() {
        let start = Instant::now();
        let summary = generate::run(&generate::Options { projects, seed: 1 }, &data).unwrap();
        line("generate", projects, start.elapsed(), &format!("{} MB of CSV", summary.bytes >> 20));
        import(&store, &data, summary.rows());
    }
    if arguments.iter().any(|argument| argument == "--files") {
        files::all(&store, temporary.path(), projects);
        return;
    }
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let image = runtime.block_on(build(&store));
    index(&image, &temporary.path().join("index"));
    let image = Arc::new(image);
    ask::all(&runtime, &image);
    drop(image);
    serve::start_twice(&store, &temporary.path().join("server"));
}

fn line(what: &str, count: u64, took: Duration, more: &str) {
    let each = count as f64 / took.as_secs_f64();
    println!("{what:34} {count:>10} in {:>8.3} s  {each:>12.0} /s  {more}", took.as_secs_f64());
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
    let fields = stat.split_whitespace().skip(13).take(2);
    fields.filter_map(|text| text.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// From here on the highest memory of a process is that of what follows.
fn forget_peak(process: u32) {
    if fs::write(format!("/proc/{process}/clear_refs"), "5").is_err() {
        eprintln!("the next peak is that of the whole run");
    }
}

/// The bytes of all files of a folder.
fn size(folder: &Path) -> u64 {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let sizes = entries.map(|entry| match entry.metadata() {
        Ok(file) if file.is_file() => file.len(),
        _ => size(&entry.path()),
    });
    sizes.sum()
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

/// Builds the index of the texts, and opens it again.
fn index(image: &Image, folder: &Path) {
    let own = std::process::id();
    let shelf = Shelf::new(folder, "store");
    forget_peak(own);
    let (before, spent) = (memory(own, "VmRSS"), processor(own));
    let start = Instant::now();
    image.index_texts(&shelf).unwrap();
    let more = format!(
        "{:.1} s of processor, {} MB on disk, memory {} MB above {before} MB",
        processor(own) - spent,
        size(folder) >> 20,
        memory(own, "VmHWM").saturating_sub(before),
    );
    let records = opencoop::image::text::searched_tables();
    let records: usize = records.into_iter().map(|table| image.table(table).rows).sum();
    line("search index: build", records as u64, start.elapsed(), &more);
    let start = Instant::now();
    image.index_texts(&shelf).unwrap();
    line("search index: open", records as u64, start.elapsed(), "");
}
