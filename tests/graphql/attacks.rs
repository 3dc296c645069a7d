//! What is sent to exhaust a server: each refused with its code, in bounded time.

use std::time::{Duration, Instant};

use opencoop::config::Limits;
use opencoop::graphql::Door;
use opencoop::image::Image;
use serde_json::{Value, json};

use super::fixture::{answer, door, sample};

/// How long a refusal may take on a slow machine, in a build with checks.
const SOON: Duration = Duration::from_secs(5);

async fn codes(door: &Door, image: &Image, query: &str, variables: Value) -> Vec<String> {
    let start = Instant::now();
    let answer = answer(door, image, query, variables).await;
    assert!(start.elapsed() < SOON, "{} took {:?}", shown(query), start.elapsed());
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert!(answer.status < 500, "{}: {body}", shown(query));
    let errors = body["errors"].as_array().cloned().unwrap_or_default();
    for error in &errors {
        assert!(!error["message"].as_str().unwrap().is_empty());
    }
    let code = |error: &Value| error["extensions"]["code"].as_str().unwrap().to_owned();
    errors.iter().map(code).collect()
}

fn shown(query: &str) -> String {
    query.chars().take(80).collect()
}

async fn refused(query: &str, code: &str) {
    refused_with(query, json!({}), code).await;
}

async fn refused_with(query: &str, variables: Value, code: &str) {
    let (door, image) = (door(), sample());
    let found = codes(&door, &image, query, variables.clone()).await;
    if found.is_empty() || found.iter().any(|found| found != code) {
        let body = answer(&door, &image, query, variables).await.body;
        panic!("{}: {}", shown(query), String::from_utf8_lossy(&body));
    }
}

fn nested(open: &str, inside: &str, close: &str, times: usize) -> String {
    format!("{}{inside}{}", open.repeat(times), close.repeat(times))
}

#[tokio::test]
async fn depth_bombs() {
    let deep = |times| {
        format!(
            "{{ {} }}",
            nested("projects { nodes { countries { nodes { ", "slug", " } } } }", times)
        )
    };
    for times in [6, 20, 24] {
        refused(&deep(times), "LIMIT_EXCEEDED").await;
    }
    for times in [500, 2_000] {
        refused(&nested("{a", "", "}", times), "LIMIT_EXCEEDED").await;
        refused(&nested("{...{", "a", "}}", times), "LIMIT_EXCEEDED").await;
        refused(&nested("{...@include(if:true){", "a", "}}", times), "LIMIT_EXCEEDED").await;
        refused(
            &format!(
                "{{ projects(filter: {}) {{ totalCount }} }}",
                nested("{not:", "{}", "}", times)
            ),
            "LIMIT_EXCEEDED",
        )
        .await;
        refused(
            &format!("query($x: {}) {{ __typename }}", nested("[", "Int", "]", times)),
            "LIMIT_EXCEEDED",
        )
        .await;
    }
    // Texts and comments hold no brackets.
    let query = format!("# {}\n{{ __typename }}", "{".repeat(9_000));
    assert_eq!(codes(&door(), &sample(), &query, json!({})).await, [""; 0]);
}

#[tokio::test]
async fn alias_and_field_bombs() {
    let times = |what: &dyn Fn(usize) -> String, count: usize| {
        (0..count).map(what).collect::<Vec<_>>().join(" ")
    };
    refused(&format!("{{ {} }}", times(&|at| format!("a{at}: __typename"), 201)), "LIMIT_EXCEEDED")
        .await;
    refused(&format!("{{ {} }}", times(&|_| "__typename".to_owned(), 3_000)), "LIMIT_EXCEEDED")
        .await;
    refused(
        &format!("{{ {} }}", times(&|at| format!("a{at}: projects {{ totalCount }}"), 60)),
        "LIMIT_EXCEEDED",
    )
    .await;
    let inner = times(&|at| format!("a{at}: slug"), 250);
    refused(&format!("{{ projects {{ nodes {{ {inner} }} }} }}"), "LIMIT_EXCEEDED").await;
    let inner = times(&|at| format!("@skip(if: false) @include(if: {})", at % 2 == 0), 2_000);
    refused(&format!("{{ __typename {inner} }}"), "LIMIT_EXCEEDED").await;
}

#[tokio::test]
async fn fragment_cycles_and_bombs() {
    refused("{ ...A } fragment A on Query { ...A }", "QUERY_INVALID").await;
    refused("{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }", "QUERY_INVALID")
        .await;
    refused(
        "{ projects { nodes { ...A } } } fragment A on Project { parent { ...A } }",
        "QUERY_INVALID",
    )
    .await;
    let doubling = |count: usize| {
        let fragments: Vec<String> = (0..count)
            .map(|at| {
                format!("fragment F{at} on Query {{ a: __typename ...F{0} ...F{0} }}", at + 1)
            })
            .collect();
        format!(
            "{{ ...F0 }} {} fragment F{count} on Query {{ b: __typename }}",
            fragments.join(" ")
        )
    };
    for count in [10, 30, 60, 500] {
        refused(&doubling(count), "LIMIT_EXCEEDED").await;
    }
    // Fragments that nothing spreads.
    let unused: Vec<String> =
        (0..900).map(|at| format!("fragment F{at} on Query {{ __typename }}")).collect();
    let query = format!("{{ __typename }} {}", unused.join(" "));
    let found = codes(&door(), &sample(), &query, json!({})).await;
    assert!(!found.is_empty() && found.iter().all(|code| code == "QUERY_INVALID"), "{found:?}");
}

#[tokio::test]
async fn documents_that_are_large_or_broken() {
    refused(&format!("{{ __typename }} #{}", "x".repeat(1_000_000)), "LIMIT_EXCEEDED").await;
    refused(
        &format!("{{ project(slug: \"{}\") {{ id }} }}", "x".repeat(1_000_000)),
        "LIMIT_EXCEEDED",
    )
    .await;
    refused(&"{".repeat(60_000), "LIMIT_EXCEEDED").await;
    refused(&"{ a }".repeat(12_000), "LIMIT_EXCEEDED").await;
    for broken in [
        "",
        " ",
        "{",
        "}",
        "{}",
        "{ a(",
        "query",
        "\"",
        "\"\"\"",
        "{ a(b: \"\\u{110000}\") }",
        "\0",
        "{ __typename \0 }",
        "{ \u{feff}\u{0} }",
        "{ projects(first: 99999999999999999999) { totalCount } }",
        "{ projects(first: 1e999) { totalCount } }",
        "{ a @ }",
        "query ($a: ) { a }",
        "{ ... }",
        "fragment A on Query { a }",
        "{ nope }",
        "{ projects { nope } }",
        "{ projects }",
        "{ revision { number { x } } }",
        "{ projects(nope: 1) { totalCount } }",
        "{ projects(first: \"1\") { totalCount } }",
        "query ($a: Nope) { __typename }",
        "query ($a: Int) { __typename }",
        "{ projects(first: $a) { totalCount } }",
        "mutation { __typename }",
        "subscription { __typename }",
        "type Query { a: Int }",
    ] {
        refused(broken, "QUERY_INVALID").await;
    }
}

#[tokio::test]
async fn arguments_that_are_huge_or_forged() {
    for (arguments, code) in [
        ("first: -1", "ARGUMENT_INVALID"),
        ("last: -2147483648", "ARGUMENT_INVALID"),
        ("first: 1001", "LIMIT_EXCEEDED"),
        ("first: 2147483647", "LIMIT_EXCEEDED"),
        ("first: 1, last: 1", "ARGUMENT_INVALID"),
        ("after: \"\"", "CURSOR_INVALID"),
        ("after: \"AAAA\"", "CURSOR_INVALID"),
        ("before: \"////////////\"", "CURSOR_INVALID"),
        ("after: \"\\u0000\"", "CURSOR_INVALID"),
    ] {
        refused(&format!("{{ projects({arguments}) {{ totalCount }} }}"), code).await;
    }
    let image = sample();
    let door = door();
    let whole = "{ projects { pageInfo { endCursor } } countries { pageInfo { endCursor } } }";
    let body = answer(&door, &image, whole, json!({})).await.body;
    let body: Value = serde_json::from_slice(&body).unwrap();
    let cursor = body["data"]["projects"]["pageInfo"]["endCursor"].as_str().unwrap();
    // A cursor with any byte changed, cut anywhere, or of another list.
    for at in 0..cursor.len() {
        let mut forged = cursor.to_owned();
        forged.replace_range(at..=at, if &cursor[at..=at] == "A" { "B" } else { "A" });
        for forged in [&forged, &cursor[..at]] {
            let query = format!("{{ projects(after: \"{forged}\") {{ nodes {{ slug }} }} }}");
            let found = codes(&door, &image, &query, json!({})).await;
            assert!(found.is_empty() || found == ["CURSOR_INVALID"], "{forged}: {found:?}");
        }
    }
    let other = body["data"]["countries"]["pageInfo"]["endCursor"].as_str().unwrap();
    refused(&format!("{{ projects(after: \"{other}\") {{ totalCount }} }}"), "CURSOR_INVALID")
        .await;
    refused(
        &format!(
            "{{ projects(orderBy: {{ field: TITLE }}, after: \"{cursor}\") {{ totalCount }} }}"
        ),
        "CURSOR_INVALID",
    )
    .await;
    refused(
        "{ changes(since: 0, after: \"AAAAAAAAAAAAAAAA\") { nodes { kind } } }",
        "CURSOR_INVALID",
    )
    .await;
}

#[tokio::test]
async fn variables_that_are_large_deep_or_wrong() {
    let ids: Vec<String> = (0..100_000).map(|at| format!("projects/p{at}")).collect();
    let query = "query ($ids: [ID!]!) { nodes(ids: $ids) { id } }";
    refused_with(query, json!({ "ids": ids }), "LIMIT_EXCEEDED").await;
    let query =
        "query ($slugs: [String!]) { projects(filter: { slug: { in: $slugs } }) { totalCount } }";
    let (door, image) = (door(), sample());
    let found = codes(&door, &image, query, json!({ "slugs": ids })).await;
    assert_eq!(found.len(), 1, "{found:?}");
    // Deeper than any type: refused where the type ends.
    let mut deep = json!({});
    for _ in 0..120 {
        deep = json!({ "not": deep });
    }
    let query = "query ($f: ProjectFilter) { projects(filter: $f) { totalCount } }";
    let found = codes(&door, &image, query, json!({ "f": deep })).await;
    assert_eq!(found.len(), 1, "{found:?}");
    let mut wide = json!([]);
    for _ in 0..120 {
        wide = json!([wide]);
    }
    refused_with(
        "query ($a: Int) { __typename @skip(if: true) projects(first: $a) { totalCount } }",
        json!({ "a": wide }),
        "QUERY_INVALID",
    )
    .await;
    let many: Vec<Value> =
        (0..20_000).map(|at| json!({ "slug": { "eq": format!("p{at}") } })).collect();
    let found = codes(&door, &image, query, json!({ "f": { "any": many } })).await;
    assert_eq!(found.len(), 1, "{found:?}");
    for (declared, value) in [
        ("Int!", json!(null)),
        ("Int", json!("1")),
        ("Int", json!(1.5)),
        ("Int", json!(99_999_999_999_i64)),
        ("[Int!]!", json!([1, null])),
        ("String!", json!(3)),
        ("Boolean!", json!("true")),
    ] {
        let query =
            format!("query ($a: {declared}) {{ __type(name: \"A\") {{ name }} a: __typename }}");
        let found = codes(&door, &image, &query, json!({ "a": value })).await;
        assert!(
            found.iter().all(|code| code == "QUERY_INVALID") && !found.is_empty(),
            "{declared}: {found:?}"
        );
    }
}

#[tokio::test]
async fn introspection_bombs() {
    let fields = nested("fields { type { ", "name", " } }", 12);
    refused(&format!("{{ __schema {{ types {{ {fields} }} }} }}"), "LIMIT_EXCEEDED").await;
    let possible = nested("possibleTypes { interfaces { ", "name", " } }", 8);
    refused(&format!("{{ __type(name: \"Node\") {{ {possible} }} }}"), "LIMIT_EXCEEDED").await;
    let of_type = nested("ofType { ", "name", " }", 60);
    let query = format!("{{ __type(name: \"Query\") {{ fields {{ type {{ {of_type} }} }} }} }}");
    let _ = codes(&door(), &sample(), &query, json!({})).await;
}

#[tokio::test]
async fn what_is_as_large_as_all_limits_allow_at_once_ends_soon() {
    let image = sample();
    let door = Door::build(&Limits::standard().unwrap(), None).unwrap();
    // Two thousand fields of one key, and two thousand of different keys.
    let same = "{ projects { nodes { ".to_owned() + &"slug ".repeat(1_990) + "} } }";
    assert_eq!(codes(&door, &image, &same, json!({})).await, [""; 0]);
    let inline = "... on Project { slug } ".repeat(990);
    let query = format!("{{ nodes(ids: [\"projects/acqua\"]) {{ {inline} }} }}");
    assert_eq!(codes(&door, &image, &query, json!({})).await, [""; 0]);
}
