//! Random documents, answered by our door and by the reference implementation of GraphQL.
//!
//! The reference is npm `graphql`, which executes our SDL over the rows of our own files, with
//! resolvers of its own for links, lists, filters and languages (`tests/js/oracle`). It draws the
//! documents, asks our door over standard input and output, compares, and makes what differs
//! small.
//!
//! `ORACLE_SEED` and `ORACLE_COUNT`, which `tests/js/oracle.mjs` reads, set
//! another seed and another number of documents.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "oracle/process.rs"]
mod process;
#[cfg(test)]
#[path = "oracle/rows.rs"]
mod rows;
mod support;

use std::sync::Arc;

use opencoop::config::Limits;
use opencoop::graphql::{Door, Request};
use opencoop::image::{Image, load};
use opencoop::store::Store;
use process::Reference;
use serde_json::Value;

/// Where nothing else is said, so that a run can be made again.
const SEED: &str = "20180913";

/// The documents of a run.
const COUNT: &str = "10000";

/// The door, and the image of the seeds.
struct Ours {
    door: Door,
    image: Image,
    limits: Limits,
}

impl Ours {
    async fn of_seeds(store: &support::Sqlite) -> Self {
        let seeds = support::seeds().display().to_string();
        support::opencoop(store.url().as_str(), &["import", &seeds]).success();
        let store = Store::open(&store.url()).await.unwrap();
        let languages = ["it".to_owned(), "en".to_owned()];
        let image = load::load(&store, &languages).await.unwrap().unwrap();
        // What a stranger may ask has tests of its own.
        let limits = Limits {
            records: u64::MAX,
            links: u64::MAX,
            histories: u64::MAX,
            aliases: 10_000,
            directives: 10_000,
            ..Limits::standard().unwrap()
        };
        let door = Door::build(&limits, Some(Arc::new(store))).unwrap();
        Self { door, image, limits }
    }

    async fn answer(&self, asked: &Value) -> String {
        let request = Request {
            query: asked["query"].as_str().unwrap().to_owned(),
            operation_name: asked["operationName"].as_str().map(str::to_owned),
            variables: asked["variables"].as_object().cloned().unwrap_or_default(),
        };
        let answer = self.door.answer(&self.image, &request).await;
        String::from_utf8(answer.body).unwrap()
    }

    /// Runs a program of the reference to its end and gives what it reports.
    async fn judged(&self, arguments: &[&str]) -> Value {
        let given = rows::given(&self.image, &self.door.sdl(), &self.limits);
        let mut reference = Reference::start(&given, arguments);
        while let Some(asked) = reference.next() {
            if let Some(report) = asked.get("report") {
                return report.clone();
            }
            reference.reply(&self.answer(&asked).await);
        }
        panic!("the reference ended without a report")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn random_documents_are_answered_as_the_reference_implementation_answers_them() {
    let store = support::Sqlite::new();
    let ours = Ours::of_seeds(&store).await;
    let report = ours.judged(&["random", SEED, COUNT]).await;
    assert_eq!(report["differences"], serde_json::json!([]), "{report:#}");
    assert_eq!(report["compared"], report["wanted"], "{report:#}");
    // Limits of the reference and of ours may cost a few documents, and no more.
    let lost = report["undecided"].as_u64().unwrap() + report["beyondLimits"].as_u64().unwrap();
    assert!(lost * 20 < report["compared"].as_u64().unwrap(), "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn documents_that_once_were_answered_otherwise_are_not_any_more() {
    let store = support::Sqlite::new();
    let report = Ours::of_seeds(&store).await.judged(&["cases"]).await;
    assert_eq!(report["differences"], serde_json::json!([]), "{report:#}");
    assert!(report["compared"].as_u64() > Some(0), "{report:#}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_reference_knows_every_field_of_the_schema() {
    let store = support::Sqlite::new();
    let report = Ours::of_seeds(&store).await.judged(&["fields"]).await;
    assert_eq!(report["unknown"], serde_json::json!([]), "teach tests/js/oracle these fields");
}
