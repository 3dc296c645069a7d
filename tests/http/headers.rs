//! Headers of every answer, methods, addresses, names of requests.

use reqwest::Method;
use serde_json::Value;

use super::raw::{ask, request};
use super::{header, seeded};

#[tokio::test(flavor = "multi_thread")]
async fn every_answer_may_be_read_by_any_page_and_does_nothing_there() {
    let (_store, server) = seeded(&[]);
    for (method, path) in [
        (Method::GET, "/api/projects"),
        (Method::GET, "/export/projects.csv"),
        (Method::GET, "/graphql?query=%7B__typename%7D"),
        (Method::POST, "/graphql"),
        (Method::GET, "/health"),
        (Method::GET, "/nothing"),
        (Method::DELETE, "/api/projects"),
        (Method::OPTIONS, "/api/projects"),
        (Method::GET, "/api/projects/"),
        (Method::GET, "/%zz"),
    ] {
        let answer = server.client.request(method.clone(), server.url(path));
        let answer = answer.header("origin", "https://example.org").send().await.unwrap();
        for (name, value) in [
            ("access-control-allow-origin", "*"),
            ("access-control-allow-credentials", ""),
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("cross-origin-resource-policy", "cross-origin"),
            ("content-security-policy", "default-src 'none'; frame-ancestors 'none'"),
            ("strict-transport-security", ""),
            ("server", ""),
        ] {
            assert_eq!(header(&answer, name), value, "{method} {path}: {name}");
        }
        let exposed = header(&answer, "access-control-expose-headers");
        for name in ["ETag", "Link", "Revision", "RateLimit", "Retry-After", "X-Request-Id"] {
            assert!(exposed.split(", ").any(|known| known == name), "{name}");
        }
        assert!(!header(&answer, "x-request-id").is_empty());
        assert!(header(&answer, "ratelimit-policy").starts_with("\"default\";q="));
        assert!(header(&answer, "ratelimit").starts_with("\"default\";r="));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_behind_tls_says_that_it_stays_there() {
    let (_store, server) = seeded(&[("OPENCOOP_BASE_URL", "https://data.example.org")]);
    let answer = server.get("/api").await;
    assert_eq!(header(&answer, "strict-transport-security"), "max-age=31536000");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_may_ask_before_it_sends() {
    let (_store, server) = seeded(&[]);
    for (path, methods) in
        [("/api/projects", "GET, HEAD, OPTIONS"), ("/graphql", "GET, HEAD, POST, OPTIONS")]
    {
        let request = server.client.request(Method::OPTIONS, server.url(path));
        let request = request.header("origin", "https://example.org");
        let answer = request
            .header("access-control-request-method", "POST")
            .header("access-control-request-headers", "content-type, x-anything")
            .send()
            .await
            .unwrap();
        assert_eq!(answer.status(), 204);
        assert_eq!(header(&answer, "access-control-allow-methods"), methods);
        assert!(header(&answer, "access-control-allow-headers").starts_with("*, "));
        assert_eq!(header(&answer, "access-control-max-age"), "86400");
        let plain = server.client.request(Method::OPTIONS, server.url(path)).send().await.unwrap();
        assert_eq!((plain.status().as_u16(), header(&plain, "allow")), (204, methods));
        assert_eq!(header(&plain, "access-control-allow-methods"), "");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn other_methods_are_refused_with_those_that_are_taken() {
    let (_store, server) = seeded(&[]);
    for method in ["POST", "PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"] {
        let reply = request(&server, method, "/api/projects");
        reply.is_problem(405);
        assert!(reply.head.contains("\r\nallow: get, head, options\r\n"), "{}", reply.head);
    }
    let reply = request(&server, "PUT", "/graphql");
    assert_eq!(reply.status, 405);
    assert!(reply.head.contains("\r\nallow: get, head, post, options\r\n"), "{}", reply.head);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_keeps_its_plain_name() {
    let (_store, server) = seeded(&[]);
    let named = |name: String| {
        let request = server.client.get(server.url("/api")).header("x-request-id", name);
        async { header(&request.send().await.unwrap(), "x-request-id").to_owned() }
    };
    assert_eq!(named("job-7_a.b".to_owned()).await, "job-7_a.b");
    assert_eq!(named("a".repeat(64)).await, "a".repeat(64));
    for name in ["a".repeat(65), "a b".to_owned(), "<a>".to_owned(), String::new()] {
        let given = named(name.clone()).await;
        assert!(given != name && given.len() > 4, "{name} {given}");
    }
    assert_ne!(named(String::new()).await, named(String::new()).await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slash_too_many_is_led_away_but_to_no_other_host() {
    let (_store, server) = seeded(&[]);
    let answer = server.get("/api/projects/?limit=1").await;
    assert_eq!(answer.status(), 308);
    assert_eq!(header(&answer, "location"), "/api/projects?limit=1");
    let reply = request(&server, "GET", "//example.org/");
    reply.is_problem(404);
    assert!(!reply.head.contains("location"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_read_is_refused_in_one_shape() {
    let (_store, server) = seeded(&[]);
    for target in ["/%", "/api/%ff", "/api/a%00b", "/api/projects?search=100%", "/export/%c3.csv"] {
        request(&server, "GET", target).is_problem(400);
    }
    // GraphQL speaks in its own words.
    let reply = request(&server, "GET", "/graphql?query=%ff");
    assert_eq!(reply.status, 400);
    let json: Value = serde_json::from_str(&reply.body).unwrap();
    assert!(json["errors"][0]["extensions"]["code"].is_string());
    // The library below refuses these.
    for lines in [
        "NONSENSE\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon\r\n\r\n",
        "GET /\u{1} HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "\u{16}\u{3}\u{1}hello tls",
    ] {
        ask(&server, lines).is_problem(400);
    }
    let many = "X-Many: a\r\n".repeat(200);
    ask(&server, &format!("GET / HTTP/1.1\r\nHost: a\r\n{many}\r\n")).is_problem(431);
}
