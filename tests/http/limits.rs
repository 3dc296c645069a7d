//! Limits of size and of number: at them, and just above.

use super::raw::{Raw, ask, request};
use super::{header, seeded};

#[tokio::test(flavor = "multi_thread")]
async fn an_address_may_be_as_long_as_the_limit() {
    let (_store, server) = seeded(&[("OPENCOOP_LIMITS_TARGET_BYTES", "200")]);
    let target = |length: usize| format!("/api?{}", "a".repeat(length - "/api?".len()));
    assert_eq!(request(&server, "GET", &target(200)).status, 200);
    request(&server, "GET", &target(201)).is_problem(414);
    // Far above, it is not even read to its end.
    request(&server, "GET", &target(100_000)).is_problem(414);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_header_may_be_as_long_as_the_limit() {
    let (_store, server) = seeded(&[("OPENCOOP_LIMITS_HEADER_BYTES", "500")]);
    let lines = |length: usize| {
        let fixed = "host: a\r\nconnection: close\r\nx: \r\n".len();
        let filler = "b".repeat(length - fixed);
        format!("GET /api HTTP/1.1\r\nhost: a\r\nconnection: close\r\nx: {filler}\r\n\r\n")
    };
    assert_eq!(ask(&server, &lines(500)).status, 200);
    ask(&server, &lines(501)).is_problem(431);
    ask(&server, &lines(100_000)).is_problem(431);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_client_may_ask_as_often_as_its_burst() {
    let (_store, server) = seeded(&[
        ("OPENCOOP_LIMITS_REQUESTS_PER_SECOND", "1"),
        ("OPENCOOP_LIMITS_BURST", "20"),
        ("OPENCOOP_TRUSTED_PROXIES", "127.0.0.0/8"),
    ]);
    let ask = |client: &'static str| {
        let request = server.client.get(server.url("/api")).header("x-forwarded-for", client);
        async { request.send().await.unwrap() }
    };
    let first = ask("192.0.2.1").await;
    assert_eq!(first.status(), 200);
    assert_eq!(header(&first, "ratelimit-policy"), "\"default\";q=20;w=20");
    assert_eq!(header(&first, "ratelimit"), "\"default\";r=19;t=1");
    let mut answered = 1;
    let refused = loop {
        let answer = ask("192.0.2.1").await;
        if answer.status() != 200 {
            break answer;
        }
        answered += 1;
        assert!(answered < 200, "nothing is refused");
    };
    assert!(answered >= 20, "{answered}");
    assert_eq!(refused.status(), 429);
    assert!(header(&refused, "ratelimit").starts_with("\"default\";r=0;t="));
    assert!(header(&refused, "retry-after").parse::<u64>().unwrap() >= 1);
    assert_eq!(header(&refused, "cache-control"), "no-store");
    let problem: serde_json::Value = refused.json().await.unwrap();
    assert_eq!(problem["code"], "RATE_LIMITED");
    // Another one is not held; the same network of IPv6 is one client.
    assert_eq!(ask("192.0.2.2").await.status(), 200);
    let mut refused = 0;
    for _ in 0..40 {
        ask("2001:db8::1").await;
        refused += u32::from(ask("2001:db8::2").await.status() == 429);
    }
    assert!(refused > 0);
    assert_eq!(ask("2001:db8:0:1::1").await.status(), 200);
}

#[tokio::test(flavor = "multi_thread")]
async fn nought_is_no_limit_of_requests_and_strangers_are_not_believed() {
    let (_store, server) = seeded(&[("OPENCOOP_LIMITS_REQUESTS_PER_SECOND", "0")]);
    let answer = server.get("/api").await;
    assert_eq!(header(&answer, "ratelimit"), "");
    let (_store, server) =
        seeded(&[("OPENCOOP_LIMITS_REQUESTS_PER_SECOND", "1"), ("OPENCOOP_LIMITS_BURST", "5")]);
    let mut statuses = Vec::new();
    for number in 0..40 {
        let client = format!("192.0.2.{number}");
        let request = server.client.get(server.url("/api")).header("x-forwarded-for", client);
        statuses.push(request.send().await.unwrap().status().as_u16());
    }
    assert!(statuses.contains(&429), "{statuses:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn connections_above_the_limit_are_told_so_and_the_others_go_on() {
    for setting in ["OPENCOOP_LIMITS_CONNECTIONS", "OPENCOOP_LIMITS_CONNECTIONS_PER_CLIENT"] {
        let (_store, server) = seeded(&[(setting, "3")]);
        let open = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n";
        let mut held: Vec<Raw> = (0..3).map(|_| Raw::connect(&server)).collect();
        for raw in &mut held {
            raw.send(open);
            assert!(raw.some().starts_with(b"HTTP/1.1 200"), "{setting}");
        }
        let reply = request(&server, "GET", "/api");
        reply.is_problem(503);
        assert!(reply.body.contains("SERVER_BUSY"));
        for raw in &mut held {
            raw.send(open);
            assert!(raw.some().starts_with(b"HTTP/1.1 200"), "{setting}");
        }
        drop(held);
        let start = std::time::Instant::now();
        loop {
            let mut raw = Raw::connect(&server);
            raw.send("GET /api HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n");
            if raw.rest().starts_with(b"HTTP/1.1 200") {
                break;
            }
            assert!(start.elapsed() < super::raw::PATIENCE, "no place comes free");
        }
    }
}
