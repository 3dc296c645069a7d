//! The GraphQL door: the answer is always a JSON object with data or errors, never an internal
//! error. The variables stand behind a zero byte.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use opencoop::config::Limits;
use opencoop::graphql::{Door, Request};
use opencoop_fuzz::IMAGE;
use serde_json::Value;
use tokio::runtime::{Builder, Runtime};

static DOOR: LazyLock<Door> = LazyLock::new(|| {
    Door::build(&Limits::standard().expect("the defaults"), None).expect("a schema")
});
static RUNTIME: LazyLock<Runtime> =
    LazyLock::new(|| Builder::new_current_thread().build().expect("a runtime"));

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let (query, variables) = text.split_once('\0').unwrap_or((text, "{}"));
    let variables = match serde_json::from_str(variables) {
        Ok(Value::Object(variables)) => variables,
        _ => Default::default(),
    };
    let request = Request { query: query.to_owned(), operation_name: None, variables };
    let answer = RUNTIME.block_on(DOOR.answer(&IMAGE, &request));
    let body: Value = serde_json::from_slice(&answer.body).expect("JSON");
    assert!(body.get("data").is_some() || body["errors"].as_array().is_some_and(|e| !e.is_empty()));
    for error in body["errors"].as_array().into_iter().flatten() {
        // There is no store here, so that history fails; nothing else may.
        let is_ours = error["extensions"]["code"] == "INTERNAL";
        assert!(!is_ours || query.contains("history") || query.contains("importReport"), "{body}");
    }
});
