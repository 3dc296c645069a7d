//! The OpenAPI document: it is what the code writes, others hold it valid, and the server does what
//! it says whatever a fuzzer asks.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use opencoop::api::openapi::{EXAMPLES, document};
use opencoop::config::Limits;
use opencoop::export::format_kinds;
use opencoop::model::TABLES;
use serde_json::Value;
use support::{Server, Sqlite, python, seeds};

const KEPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/openapi.json");

fn written() -> String {
    document(&Limits::standard().unwrap(), &format_kinds())
}

/// A server on the seeds, with the store that it reads.
fn seeded() -> (Server, Sqlite) {
    let store = Sqlite::new();
    (Server::start_seeded(&store.url(), seeds()), store)
}

#[test]
fn the_file_of_the_document_is_what_the_code_writes() {
    let kept = std::fs::read_to_string(KEPT).unwrap_or_default();
    assert!(
        written() == kept,
        "schema/openapi.json is not what the code writes; renew it with \
         `cargo run -- schema --format openapi > schema/openapi.json` and look at the difference"
    );
}

#[test]
fn an_official_validator_holds_the_document_valid() {
    python::program("openapi-spec-validator", ["--schema", "3.1", KEPT]);
}

#[test]
fn every_operation_and_parameter_says_what_it_is() {
    fn walk(place: &str, value: &Value, lacking: &mut Vec<String>) {
        let is_sentence = |value: &Value| {
            value.as_str().is_some_and(|text| text.len() > 5 && text.ends_with(['.', ';']))
        };
        if value.get("operationId").is_some() && !is_sentence(&value["summary"]) {
            lacking.push(place.to_owned());
        }
        if value.get("in").is_some_and(Value::is_string) && !is_sentence(&value["description"]) {
            lacking.push(place.to_owned());
        }
        let parts: Vec<(String, &Value)> = match value {
            Value::Object(fields) => fields.iter().map(|(k, v)| (k.clone(), v)).collect(),
            Value::Array(items) => items.iter().map(|v| ("0".to_owned(), v)).collect(),
            _ => Vec::new(),
        };
        for (name, part) in parts {
            walk(&format!("{place}/{name}"), part, lacking);
        }
    }
    let document: Value = serde_json::from_str(&written()).unwrap();
    let mut lacking = Vec::new();
    walk("", &document["paths"], &mut lacking);
    walk("", &document["components"]["parameters"], &mut lacking);
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_server_gives_the_document_and_its_examples_are_true_of_the_seeds() {
    let (running, _store) = seeded();
    let served = running.get("/openapi.json").await.text().await.unwrap();
    assert!(served == written());
    for table in TABLES {
        assert!(EXAMPLES.iter().any(|example| example.0 == table.name), "{}", table.name);
    }
    for (table, slug, parameter, value) in EXAMPLES {
        let record = running.get_json(&format!("/api/{table}/{slug}")).await;
        assert_eq!(record["data"]["slug"], *slug);
        let value: String = form_urlencoded::byte_serialize(value.as_bytes()).collect();
        let list = running.get_json(&format!("/api/{table}?{parameter}={value}")).await;
        assert!(list["page"]["total"].as_u64().unwrap() > 0, "{table}?{parameter}={value}");
        let name = format!("\"{table}.{parameter}\": {{");
        assert!(served.contains(&name), "no parameter {table}.{parameter}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whole_records_and_parts_of_them_fit_their_schemas() {
    let (server, _store) = seeded();
    python::script("conform.py", [server.url("")]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fuzzer_finds_no_answer_that_the_document_does_not_describe() {
    let (server, _store) = seeded();
    let address = server.url("");
    // The same requests in every run: a failure can be looked at.
    let fuzz = |options: &[&str]| {
        let mut all = vec![address.as_str(), "1", "1", "--no-shrink"];
        all.extend(options);
        python::script("fuzz.py", &all);
    };
    fuzz(&["--phases", "fuzzing", "--exclude-path", "/graphql"]);
    // Every parameter at the edges of its schema, where there are few of them.
    let short = r"^/(catalog(\.ttl)?|api|api/networks/\{slug\}|api/(search|changes|explain|codelists.*)|health.*)$";
    fuzz(&["--phases", "examples,coverage", "--include-path-regex", short]);
    // A refusal of GraphQL is an answer with the status 200, which a judge of input cannot know.
    let judges = ["--exclude-checks", "negative_data_rejection"];
    fuzz(&["--phases", "coverage,fuzzing", "--include-path", "/graphql", judges[0], judges[1]]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_fuzzer_of_graphql_finds_no_fault_of_the_server() {
    let (server, _store) = seeded();
    let url = server.url("/graphql");
    let options = ["--seed", "1", "-n", "3", "--phases", "fuzzing", "--no-shrink"];
    let judges = ["--checks", "not_a_server_error,status_code_conformance"];
    let mut all = vec!["run", url.as_str()];
    all.extend(options.iter().chain(&judges));
    python::program("schemathesis", &all);
}
