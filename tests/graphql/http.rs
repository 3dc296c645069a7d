//! GraphQL over HTTP.

use std::sync::Arc;

use opencoop::config::Limits;
use opencoop::graphql::Door;
use opencoop::graphql::endpoint::GraphQl;
use opencoop::image::Published;
use poem::http::{Method, StatusCode, header};
use poem::{Endpoint, Request};
use serde_json::{Value, json};

use super::fixture::sample;

const GRAPHQL: &str = "application/graphql-response+json";

fn endpoint() -> GraphQl {
    let published = Published::default();
    published.publish(sample());
    let limits = Limits { body_bytes: 2_000, ..Limits::standard().unwrap() };
    let door = Door::build(&limits, None).unwrap();
    GraphQl::new(Arc::new(door), Arc::new(published))
}

struct Got {
    status: u16,
    media: String,
    body: Value,
}

async fn send(request: Request) -> Got {
    let mut response = endpoint().call(request).await.unwrap();
    let status = response.status();
    let media = response.headers()[header::CONTENT_TYPE].to_str().unwrap().to_owned();
    assert_eq!(response.headers()[header::VARY], "Accept");
    if status == StatusCode::METHOD_NOT_ALLOWED {
        assert_eq!(response.headers()[header::ALLOW], "GET, HEAD, POST");
    }
    let body = response.take_body().into_vec().await.unwrap();
    Got { status: status.as_u16(), media, body: serde_json::from_slice(&body).unwrap() }
}

async fn post(accept: &str, body: &str) -> Got {
    let request = Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, accept);
    send(request.body(body.to_owned())).await
}

async fn get(accept: &str, query: &str) -> Got {
    let uri = format!("/graphql?{query}").parse().unwrap();
    send(Request::builder().uri(uri).header(header::ACCEPT, accept).finish()).await
}

#[tokio::test]
async fn the_same_query_is_answered_by_post_and_get() {
    let body = json!({
        "query": "query A { __typename } query B($s: String!) { project(slug: $s) { slug } }",
        "operationName": "B",
        "variables": {"s": "acqua"},
    });
    let posted = post(GRAPHQL, &body.to_string()).await;
    assert_eq!(
        (posted.status, posted.body["data"]["project"]["slug"].as_str()),
        (200, Some("acqua"))
    );
    assert_eq!(posted.media, "application/graphql-response+json; charset=utf-8");
    assert_eq!(posted.body["extensions"], json!({"revision": 7}));
    let query = "query=query+A%7B__typename%7D%20query%20B(%24s:String!)%7Bproject(slug:%24s)%7Bslug%7D%7D&operationName=B&variables=%7B%22s%22:%22acqua%22%7D";
    let got = get("application/json", query).await;
    assert_eq!((got.status, &got.body), (200, &posted.body));
    assert_eq!(got.media, "application/json; charset=utf-8");
}

#[tokio::test]
async fn the_status_says_what_happened_to_those_who_ask_for_it() {
    for (query, status) in [
        ("{", 400),
        ("{ nope }", 400),
        ("query($s: String!) { project(slug: $s) { slug } }", 400),
        ("{ projects(first: 5000) { totalCount } }", 400),
        ("query A { __typename } query B { __typename }", 400),
        ("mutation { nope }", 400),
        ("{ revision { importReport { added } } }", 200),
    ] {
        let body = json!({ "query": query }).to_string();
        let mut modern = post(GRAPHQL, &body).await;
        assert_eq!(modern.status, status, "{query}");
        assert_eq!(modern.body.get("data").is_some(), status == 200, "{query}");
        assert!(modern.body["errors"][0]["extensions"]["code"].is_string());
        let mut old = post("application/json", &body).await;
        // Each fault has an id of its own.
        for answer in [&mut modern, &mut old] {
            if let Some(extensions) = answer.body["errors"][0]["extensions"].as_object_mut() {
                extensions.remove("fault");
            }
        }
        assert_eq!((old.status, old.body), (200, modern.body), "{query}");
    }
}

#[tokio::test]
async fn what_is_no_request_is_refused_whatever_the_media_type() {
    for accept in [GRAPHQL, "application/json"] {
        for body in
            ["", "{", "[]", "{}", "{\"query\": 3}", "{\"query\": \"{a}\", \"variables\": 3}"]
        {
            let got = post(accept, body).await;
            assert_eq!((got.status, got.body.get("data")), (400, None), "{body}");
            assert_eq!(got.body["errors"][0]["extensions"]["code"], "REQUEST_INVALID");
        }
        assert_eq!(get(accept, "").await.status, 400);
        assert_eq!(get(accept, "query=%7B__typename%7D&variables=3").await.status, 400);
        let large = json!({ "query": "x".repeat(3_000) }).to_string();
        assert_eq!(post(accept, &large).await.status, 413);
    }
}

#[tokio::test]
async fn other_methods_and_media_types_are_refused() {
    for method in [Method::PUT, Method::DELETE, Method::PATCH] {
        assert_eq!(send(Request::builder().method(method).finish()).await.status, 405);
    }
    let plain = Request::builder().method(Method::POST).header(header::CONTENT_TYPE, "text/plain");
    assert_eq!(send(plain.body("{\"query\": \"{__typename}\"}")).await.status, 415);
    let refused = post("text/html", "{\"query\": \"{__typename}\"}").await;
    assert_eq!((refused.status, refused.media.as_str()), (406, "application/json; charset=utf-8"));
}

#[tokio::test]
async fn head_is_get_without_the_body() {
    let uri: poem::http::Uri = "/graphql?query=%7B__typename%7D".parse().unwrap();
    let request = Request::builder().method(Method::HEAD).uri(uri.clone()).finish();
    let mut head = endpoint().call(request).await.unwrap();
    let mut got = endpoint().call(Request::builder().uri(uri).finish()).await.unwrap();
    let body = got.take_body().into_vec().await.unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(head.headers()[header::CONTENT_LENGTH], body.len().to_string());
    assert_eq!(head.take_body().into_vec().await.unwrap(), b"");
}

#[tokio::test]
async fn before_the_first_revision_the_answer_is_not_ready() {
    let door = Door::build(&Limits::standard().unwrap(), None).unwrap();
    let endpoint = GraphQl::new(Arc::new(door), Arc::new(Published::default()));
    let uri: poem::http::Uri = "/graphql?query=%7B__typename%7D".parse().unwrap();
    let mut response = endpoint.call(Request::builder().uri(uri).finish()).await.unwrap();
    assert_eq!(response.status(), 503);
    let body = response.take_body().into_string().await.unwrap();
    assert!(body.contains("NOT_READY"), "{body}");
}
