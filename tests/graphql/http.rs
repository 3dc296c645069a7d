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
async fn what_is_wrong_with_a_document_is_a_sentence_with_a_hint() {
    for (query, variables, message, hint) in [
        ("{", json!({}), "the document is not GraphQL: expected selection", "`/schema.graphql`"),
        ("{ projets { totalCount } }", json!({}), "Unknown field", "`/schema.graphql`"),
        (
            "query($f: ProjectFilter) { projects(filter: $f) { totalCount } }",
            json!({ "f": { "titel": {} } }),
            "variable `$f.titel`: there is no such field",
            "title",
        ),
    ] {
        let body = json!({ "query": query, "variables": variables }).to_string();
        let error = &post(GRAPHQL, &body).await.body["errors"][0];
        assert!(error["message"].as_str().unwrap().starts_with(message), "{error}");
        assert_eq!(error["extensions"]["code"], "QUERY_INVALID");
        assert!(error["extensions"]["hint"].as_str().unwrap().contains(hint), "{error}");
    }
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

fn hash_of(query: &str) -> String {
    use sha2::Digest as _;
    data_encoding::HEXLOWER.encode(&sha2::Sha256::digest(query.as_bytes()))
}

/// The status, the code of the error if any, and the body of the answer to a body.
async fn told(endpoint: &GraphQl, accept: &str, body: &Value) -> (u16, Value, Value) {
    let request = Request::builder()
        .method(Method::POST)
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::ACCEPT, accept);
    let mut response = endpoint.call(request.body(body.to_string())).await.unwrap();
    let status = response.status().as_u16();
    let body = response.take_body().into_vec().await.unwrap();
    let body: Value = serde_json::from_slice(&body).unwrap();
    let code = body.pointer("/errors/0/extensions/code").cloned().unwrap_or_default();
    (status, code, body)
}

fn persisted(hash: &str) -> Value {
    json!({ "persistedQuery": { "version": 1, "sha256Hash": hash } })
}

#[tokio::test]
async fn a_document_can_be_asked_for_by_its_hash_once_it_was_sent() {
    let endpoint = endpoint();
    let query = "query ($s: String!) { project(slug: $s) { slug } }";
    let hash = hash_of(query);
    let variables = json!({ "s": "acqua" });
    let named = json!({ "extensions": persisted(&hash), "variables": variables });
    for (accept, status) in [(GRAPHQL, 400), ("application/json", 200)] {
        let (found, code, body) = told(&endpoint, accept, &named).await;
        assert_eq!((found, code), (status, json!("PERSISTED_QUERY_NOT_FOUND")));
        // The word that clients look for.
        assert_eq!(body["errors"][0]["message"], "PersistedQueryNotFound");
    }
    let whole = json!({ "query": query, "extensions": persisted(&hash), "variables": variables });
    let (status, _, sent) = told(&endpoint, GRAPHQL, &whole).await;
    assert_eq!((status, &sent["data"]["project"]["slug"]), (200, &json!("acqua")));
    let (status, _, again) = told(&endpoint, GRAPHQL, &named).await;
    assert_eq!((status, &again["data"]), (200, &sent["data"]));
    // The same by GET, with other variables.
    let extensions = persisted(&hash).to_string();
    let mut address = form_urlencoded::Serializer::for_suffix("/graphql?".to_owned(), 9);
    address.append_pair("extensions", &extensions).append_pair("variables", "{\"s\":\"food\"}");
    let uri = address.finish().parse().unwrap();
    let mut response = endpoint.call(Request::builder().uri(uri).finish()).await.unwrap();
    let body = response.take_body().into_string().await.unwrap();
    assert!(body.contains("\"slug\":\"food\""), "{body}");
}

#[tokio::test]
async fn hashes_that_are_wrong_are_refused_and_documents_that_are_invalid_not_kept() {
    let endpoint = endpoint();
    let query = "{ __typename }";
    for extensions in [
        persisted(&hash_of("{ revision { number } }")),
        persisted("abc"),
        persisted(&"z".repeat(64)),
        json!({ "persistedQuery": { "version": 2, "sha256Hash": hash_of(query) } }),
        json!({ "persistedQuery": { "sha256Hash": hash_of(query) } }),
        json!({ "persistedQuery": 3 }),
    ] {
        for body in [json!({ "query": query, "extensions": extensions })] {
            let (status, code, _) = told(&endpoint, GRAPHQL, &body).await;
            assert_eq!((status, code), (400, json!("REQUEST_INVALID")), "{body}");
        }
    }
    let invalid = "{ nope }";
    let hash = hash_of(invalid);
    let whole = json!({ "query": invalid, "extensions": persisted(&hash) });
    assert_eq!(told(&endpoint, GRAPHQL, &whole).await.1, "QUERY_INVALID");
    let named = json!({ "extensions": persisted(&hash) });
    assert_eq!(told(&endpoint, GRAPHQL, &named).await.1, "PERSISTED_QUERY_NOT_FOUND");
}

#[tokio::test]
async fn documents_that_are_kept_are_bounded() {
    for limits in [
        Limits { persisted: 3, ..Limits::standard().unwrap() },
        Limits { persisted_bytes: 700, ..Limits::standard().unwrap() },
    ] {
        let published = Published::default();
        published.publish(sample());
        let door = Door::build(&limits, None).unwrap();
        let endpoint = GraphQl::new(Arc::new(door), Arc::new(published));
        let query = |at: usize| format!("{{ a{at}: __typename }}");
        for at in 0..10 {
            let body = json!({ "query": query(at), "extensions": persisted(&hash_of(&query(at))) });
            assert_eq!(told(&endpoint, GRAPHQL, &body).await.0, 200);
        }
        let mut known = Vec::new();
        for at in 0..10 {
            let body = json!({ "extensions": persisted(&hash_of(&query(at))) });
            if told(&endpoint, GRAPHQL, &body).await.0 == 200 {
                known.push(at);
            }
        }
        assert_eq!(known, [7, 8, 9]);
    }
}

#[tokio::test]
async fn several_requests_in_one_body_are_refused_with_a_sentence() {
    for accept in [GRAPHQL, "application/json"] {
        let body = json!([{ "query": "{ __typename }" }, { "query": "{ __typename }" }]);
        let (status, code, body) = told(&endpoint(), accept, &body).await;
        assert_eq!((status, code), (400, json!("REQUEST_INVALID")));
        assert!(body["errors"][0]["message"].as_str().unwrap().contains("one by one"));
    }
}

#[tokio::test]
async fn bodies_that_are_deep_or_not_utf_8_are_refused() {
    let deep = format!("{{\"query\":\"{{a}}\",\"variables\":{}}}", "[".repeat(900));
    let open = format!(
        "{{\"query\":\"{{a}}\",\"variables\":{{\"a\":{0}{1}}}}}",
        "[".repeat(800),
        "]".repeat(800)
    );
    for body in
        [deep.into_bytes(), open.into_bytes(), b"{\"query\": \"\xff\"}".to_vec(), vec![0; 50]]
    {
        let request = Request::builder()
            .method(Method::POST)
            .header(header::CONTENT_TYPE, "application/json");
        let mut response = endpoint().call(request.body(body)).await.unwrap();
        assert_eq!(response.status(), 400);
        let body = response.take_body().into_string().await.unwrap();
        assert!(body.contains("REQUEST_INVALID"), "{body}");
    }
}
