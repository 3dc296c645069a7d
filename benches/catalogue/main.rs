//! Catalogues of 20 and of 2,000 datasets, as harvesters ask for them:
//! `cargo bench --bench catalogue`.
//!
//! Serves the seeds, each dataset as often as it takes under names of its own, in this very
//! process; prints for each document its bytes, the time to the first byte and the requests in a
//! second with and without the tag of what the client has. Then the official client of CKAN
//! harvests all of it.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot go on fails, and prints what it found"
)]

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use opencoop::catalogue::Catalogue;
use opencoop::config::Config;
use opencoop::http::{Change, Listener, serve_changed};
use opencoop::import::{Options, run};
use opencoop::store::Store;
use reqwest::header::{ETAG, IF_NONE_MATCH};
use reqwest::{Client, StatusCode};

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// How long requests are counted.
const TIME: Duration = Duration::from_secs(3);

/// How many clients ask at once.
const CLIENTS: usize = 8;

/// What harvesters ask for.
const PATHS: &[&str] = &[
    "/catalog.ttl",
    "/catalog.rdf",
    "/catalog.jsonld",
    "/catalog.rdf?page=1",
    "/data.json",
    "/api/3/action/package_search?rows=100&start=0&sort=id+asc",
    "/api/3/action/package_list",
    "/oai?verb=ListRecords&metadataPrefix=dcat_ap",
    "/dataset/projects.ttl",
    "/sitemap.xml",
];

fn main() {
    // The client has no encryption of its own when it is built with that of `object_store`.
    #[cfg(feature = "s3")]
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        measure(20, |catalogue| repeated(catalogue, 20)).await;
        measure(2_000, |catalogue| repeated(catalogue, 2_000)).await;
    });
}

/// A catalogue of so many datasets, made of those that there are.
fn repeated(mut catalogue: Catalogue, count: usize) -> Catalogue {
    let own = catalogue.datasets.clone();
    for at in catalogue.datasets.len()..count {
        let Some(mut dataset) = own.get(at % own.len()).cloned() else { break };
        dataset.slug = format!("{}-{at}", dataset.slug);
        dataset.title.en = format!("{} {at}", dataset.title.en);
        dataset.title.it = format!("{} {at}", dataset.title.it);
        for distribution in &mut dataset.distributions {
            distribution.slug = format!("{}-{}", dataset.slug, distribution.format);
        }
        catalogue.datasets.push(dataset);
    }
    catalogue.datasets.truncate(count);
    catalogue
}

async fn measure(count: usize, change: Change) {
    let folder = tempfile::tempdir().unwrap();
    let listener = Listener::bind("127.0.0.1:0").await.unwrap();
    let base = format!("http://{}", listener.address());
    let of_folder = |name: &str| folder.path().join(name).display().to_string();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let flags = [
        ("base_url", base.clone()),
        ("data", of_folder("data")),
        ("limits.requests_per_second", "0".to_owned()),
    ];
    let config = Config::read(Some(&root.join("opencoop.toml")), &flags).unwrap();
    let store = Store::open(&format!("sqlite:{}", of_folder("opencoop.db"))).await.unwrap();
    let now = || "2026-01-01T00:00:00Z".to_owned();
    run(&store, &[root.join("seeds")], &Options::default(), &now, &()).await.unwrap();
    let clock = || 1_767_225_600;
    let server = tokio::spawn(serve_changed(config, store, listener, clock, change, |_| ()));
    let client = Client::builder().pool_max_idle_per_host(CLIENTS).build().unwrap();
    while client.get(format!("{base}/data.json")).send().await.unwrap().status() != StatusCode::OK {
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    println!("{count} datasets");
    println!(
        "{:60} {:>10} {:>9} {:>9} {:>9} {:>9}",
        "", "bytes", "first ms", "again ms", "rps", "304 rps"
    );
    for path in PATHS {
        document(&client, &format!("{base}{path}"), path).await;
    }
    harvest(&base, count).await;
    server.abort();
}

/// Asks for a document: once, once more, and then as often as it goes.
async fn document(client: &Client, url: &str, path: &str) {
    let (first, ..) = once(client, url).await;
    let (again, bytes, tag) = once(client, url).await;
    let whole = rate(client, url, None).await;
    let known = match tag {
        Some(tag) => format!("{:.0}", rate(client, url, Some(tag)).await),
        None => "-".to_owned(),
    };
    println!("{path:60} {bytes:>10} {first:>9.1} {again:>9.1} {whole:>9.0} {known:>9}");
}

/// The milliseconds to the first byte, the number of bytes and the tag of an answer.
async fn once(client: &Client, url: &str) -> (f64, usize, Option<String>) {
    let begin = Instant::now();
    let mut answer = client.get(url).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::OK, "{url}");
    let mut bytes = answer.chunk().await.unwrap().map_or(0, |chunk| chunk.len());
    let first = begin.elapsed().as_secs_f64() * 1_000.0;
    let tag = answer.headers().get(ETAG).map(|tag| tag.to_str().unwrap().to_owned());
    while let Some(chunk) = answer.chunk().await.unwrap() {
        bytes += chunk.len();
    }
    (first, bytes, tag)
}

/// Answers in a second to some clients at once, who have the answer of this tag already.
async fn rate(client: &Client, url: &str, tag: Option<String>) -> f64 {
    let expected = if tag.is_some() { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
    let begin = Instant::now();
    let ask = async |_| {
        let mut answers = 0_u32;
        while begin.elapsed() < TIME {
            let request = client.get(url);
            let request = match &tag {
                Some(tag) => request.header(IF_NONE_MATCH, tag),
                None => request,
            };
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), expected, "{url}");
            answer.bytes().await.unwrap();
            answers += 1;
        }
        answers
    };
    let answers: u32 =
        futures_util::future::join_all((0..CLIENTS).map(ask)).await.into_iter().sum();
    f64::from(answers) / begin.elapsed().as_secs_f64()
}

/// The official client of CKAN writes all datasets as lines.
async fn harvest(base: &str, count: usize) {
    let programs = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/python/bin");
    if !programs.join("ckanapi").exists() {
        println!("no harvest: `make packages` installs its client");
        return;
    }
    let mut command = Command::new(programs.join("ckanapi"));
    // It starts itself once more, by its name.
    command.env("PATH", programs);
    command.args(["dump", "datasets", "--all", "-q", "-r", base]).stdout(Stdio::piped());
    let begin = Instant::now();
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let took = begin.elapsed().as_secs_f64();
    assert!(output.status.success(), "{output:?}");
    let lines = String::from_utf8(output.stdout).unwrap().lines().count();
    assert_eq!(lines, count, "ckanapi did not get every dataset");
    println!("ckanapi dump datasets --all: {lines} datasets in {took:.1} s\n");
}
