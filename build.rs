//! Builds again when a migration is added, and puts into the program what browsers get: the style
//! of the pages, and GraphiQL, which npm builds from `web` where `web/dist` is missing or old.
//!
//! The files go through a folder of cargo's own, so that a build is not hurt by another one that
//! renews `web/dist`.

use std::fmt::Write as _;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::SystemTime;

/// What `web/dist` follows from.
const SOURCES: &[&str] =
    &["package.json", "package-lock.json", "build.mjs", "licences.mjs", "src", "examples"];

/// What is served as it stands, with its media type; no tool is needed for it.
const PLAIN: &[(&str, &str)] =
    &[("page.css", "text/css; charset=utf-8"), ("favicon.svg", "image/svg+xml")];

fn main() {
    println!("cargo::rerun-if-changed=migrations");
    println!("cargo::rerun-if-changed=build.rs");
    for source in SOURCES {
        println!("cargo::rerun-if-changed=web/{source}");
    }
    if let Err(sentence) = embed() {
        println!("cargo::error={sentence}");
    }
}

/// Writes `assets.rs`, a list of what is served under `/assets`.
fn embed() -> Result<(), String> {
    let web = Path::new(env!("CARGO_MANIFEST_DIR")).join("web");
    let out = out_folder().ok_or("cargo names no `OUT_DIR`")?.join("web");
    // What an earlier build left is of no use.
    let _ = fs::remove_dir_all(&out);
    fs::create_dir_all(&out).map_err(|error| at(&out, &error))?;
    let mut list = "&[\n".to_owned();
    for (entry, media_type) in PLAIN {
        let source = web.join("src").join(entry);
        let bytes = fs::read(&source).map_err(|error| at(&source, &error))?;
        let (stem, ending) = entry.split_once('.').unwrap_or((entry, ""));
        let name = format!("{stem}-{:016x}.{ending}", hash(&bytes));
        copy(&source, &out.join(&name))?;
        asset(&mut list, &name, media_type, entry, false);
    }
    if cfg!(feature = "web") {
        // Held until the files are copied: other builds wait for this one, then find it done.
        let lock = web.join(".lock");
        let lock = File::create(&lock).and_then(|file| file.lock().map(|()| file));
        let dist = built(&web)?;
        let manifest = dist.join("manifest.tsv");
        let text = fs::read_to_string(&manifest).map_err(|error| at(&manifest, &error))?;
        for line in text.lines() {
            let [name, media_type, entry] = line.split('\t').collect::<Vec<_>>()[..] else {
                return Err(format!("`{}` has a line that is none: {line}", manifest.display()));
            };
            for ending in ["", ".gz", ".br"] {
                let name = format!("{name}{ending}");
                copy(&dist.join(&name), &out.join(&name))?;
            }
            asset(&mut list, name, media_type, entry, true);
        }
        drop(lock);
    }
    list.push(']');
    let file = out.with_file_name("assets.rs");
    fs::write(&file, list).map_err(|error| at(&file, &error))
}

/// One element of the list; `packed` says that there are compressed forms.
fn asset(list: &mut String, name: &str, media_type: &str, entry: &str, packed: bool) {
    let bytes = |ending: &str| {
        format!("include_bytes!(concat!(env!(\"OUT_DIR\"), {:?}))", format!("/web/{name}{ending}"))
    };
    let packed = |ending: &str| {
        if packed { format!("Some({})", bytes(ending)) } else { "None".to_owned() }
    };
    let _ = writeln!(
        list,
        "Asset {{ name: {name:?}, entry: {entry:?}, media_type: {media_type:?}, plain: {}, \
         gzip: {}, brotli: {} }},",
        bytes(""),
        packed(".gz"),
        packed(".br"),
    );
}

/// The folder of what npm builds, which is built if it is older than its sources.
fn built(web: &Path) -> Result<PathBuf, String> {
    let dist = web.join("dist");
    let sources = SOURCES.iter().map(|source| newest(&web.join(source))).collect::<Vec<_>>();
    let built = modified(&dist.join("manifest.tsv"));
    if built.is_some() && sources.iter().all(|source| *source <= built) {
        return Ok(dist);
    }
    let installed = modified(&web.join("node_modules/.package-lock.json"));
    if installed.is_none() || installed < modified(&web.join("package-lock.json")) {
        npm(web, &["ci", "--no-audit", "--no-fund"])?;
    }
    npm(web, &["run", "build"])?;
    Ok(dist)
}

fn npm(web: &Path, args: &[&str]) -> Result<(), String> {
    let program = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(program).args(args).current_dir(web).output().map_err(|error| {
        format!(
            "GraphiQL cannot be built, since `npm` does not start ({error}): install Node.js (18 \
             or newer) with npm, or build without it: `cargo build --no-default-features`"
        )
    })?;
    if output.status.success() {
        return Ok(());
    }
    for text in [&output.stdout, &output.stderr] {
        for line in String::from_utf8_lossy(text).lines() {
            println!("cargo::warning={line}");
        }
    }
    Err(format!(
        "`npm {}` failed in `{}`; what it said stands above. To build without GraphiQL: \
         `cargo build --no-default-features`",
        args.join(" "),
        web.display()
    ))
}

/// When the newest file of a folder, or the file, was written.
fn newest(path: &Path) -> Option<SystemTime> {
    let Ok(entries) = fs::read_dir(path) else { return modified(path) };
    let inner = entries.flatten().map(|entry| newest(&entry.path())).max().flatten();
    // The folder itself is newer when a file was taken away.
    inner.max(modified(path))
}

fn modified(path: &Path) -> Option<SystemTime> {
    fs::metadata(path).and_then(|about| about.modified()).ok()
}

fn copy(from: &Path, to: &Path) -> Result<(), String> {
    fs::copy(from, to).map(|_| ()).map_err(|error| at(from, &error))
}

fn at(path: &Path, error: &io::Error) -> String {
    format!("`{}`: {error}", path.display())
}

/// The folder of this build, which cargo names in no other way.
fn out_folder() -> Option<PathBuf> {
    std::env::var_os("OUT_DIR").map(PathBuf::from)
}

/// FNV-1a: enough to give another name to another content.
fn hash(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
