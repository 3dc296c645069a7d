//! The doors of a running server: they say the same, stream whole files, and follow the store.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use opencoop::model::TABLES;
use opencoop::model::table::{Arity, camel_case};
use serde_json::{Value, json};
use support::{Server, both, folder, opencoop, seeds};

/// The slugs of a table by each door, under the same filter.
async fn slugs_by_door(server: &Server, table: &str, filter: &Value) -> Vec<BTreeSet<String>> {
    let mut doors = Vec::new();
    let slug = |record: &Value| record["slug"].as_str().unwrap().to_owned();

    let mut of_get = BTreeSet::new();
    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("filter", &filter.to_string())
        .append_pair("limit", "7")
        .finish();
    let mut next = Some(format!("/api/{table}?{query}"));
    let mut total = 0;
    while let Some(path) = next {
        let page = server.get_json(&path).await;
        of_get.extend(page["data"].as_array().unwrap().iter().map(slug));
        total = page["page"]["total"].as_u64().unwrap();
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(of_get.len() as u64, total, "{table} {filter}");
    doors.push(of_get);

    let type_name = TABLES.iter().find(|known| known.name == table).unwrap().one;
    let operation = format!(
        "query($filter: {type_name}Filter) {{ {}(filter: $filter, first: 1000) \
         {{ totalCount nodes {{ slug }} }} }}",
        camel_case(table)
    );
    let (status, answer) = server.post_graphql(&operation, json!({ "filter": filter })).await;
    assert_eq!(status, 200, "{answer}");
    let list = &answer["data"][camel_case(table)];
    doors.push(list["nodes"].as_array().unwrap().iter().map(slug).collect());

    let query = form_urlencoded::Serializer::new(String::new())
        .append_pair("filter", &filter.to_string())
        .finish();
    let lines = server.get(&format!("/export/{table}.ndjson?{query}")).await.text().await.unwrap();
    doors.push(lines.lines().map(|line| slug(&serde_json::from_str(line).unwrap())).collect());
    let whole = server.get_json(&format!("/export/{table}.json?{query}")).await;
    doors.push(whole["data"].as_array().unwrap().iter().map(slug).collect());
    let text = server.get(&format!("/export/{table}.csv?{query}")).await.text().await.unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let at = reader.headers().unwrap().iter().position(|name| name == "slug").unwrap();
    doors.push(reader.records().map(|row| row.unwrap()[at].to_owned()).collect());
    doors
}

#[tokio::test(flavor = "multi_thread")]
async fn every_door_gives_the_same_records_under_the_same_filter() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let questions = [
            ("projects", json!({})),
            ("projects", json!({"countries": {"some": {"iso2": {"eq": "MZ"}}}})),
            ("projects", json!({"status": {"eq": "4"}, "startsOn": {"gte": "2018"}})),
            (
                "projects",
                json!({"any": [
                    {"title": {"contains": "GREEN"}},
                    {"not": {"organisations": {"isNull": true}}},
                ]}),
            ),
            ("projects", json!({"country": ["MZ"]})),
            ("projects", json!({"sdg": ["11"], "year": {"from": 2018, "to": 2020}})),
            ("projects", json!({"any": [{"theme": ["food"]}, {"organisation": ["aics"]}]})),
            ("organisations", json!({"country": {"in": ["it"]}, "city": {"isNull": true}})),
            ("sdgs", json!({"slug": {"within": ["11", "6"]}})),
            (
                "cities",
                json!({"point": {"near": {"latitude": 45.46, "longitude": 9, "distanceKm": 2000}}}),
            ),
            ("events", json!({"subject": {"projects": {"country": ["sn"]}}})),
            ("missions", json!({"year": {"to": 2022}})),
            ("missions", json!({"direction": {"eq": "INBOUND"}})),
            ("missions", json!({"cities": {"some": {"country": {"in": ["ps"]}}}})),
            ("budgets", json!({"amount": {"currency": "EUR", "gte": "1000000"}})),
            ("countries", json!({"missions": {"isNull": false}})),
            ("observations", json!({"subject": {"in": ["organisations/comune-di-milano"]}})),
            ("citations", json!({"basis": {"not": "EXTERNAL"}, "locator": {"contains": "line 2"}})),
        ];
        for (table, filter) in questions {
            let doors = slugs_by_door(&server, table, &filter).await;
            assert!(
                doors.windows(2).all(|pair| pair[0] == pair[1]),
                "{table} {filter}: {:?}",
                doors.iter().map(BTreeSet::len).collect::<Vec<_>>()
            );
            assert!(!doors[0].is_empty(), "{table} {filter} finds nothing");
        }
    })
    .await;
}

/// The names of all files that a server exports as CSV.
fn csv_names() -> Vec<String> {
    let tables = TABLES.iter().map(|table| table.name.to_owned());
    let pairs = TABLES.iter().flat_map(|table| {
        let links = table.links.iter().filter(|link| link.arity == Arity::Many);
        links.map(|link| table.pairs(link))
    });
    tables.chain(pairs).collect()
}

async fn export_all(server: &Server, folder: &Path) {
    for name in csv_names() {
        let answer = server.get(&format!("/export/{name}.csv")).await;
        assert_eq!(answer.status(), 200, "{name}");
        std::fs::write(folder.join(format!("{name}.csv")), answer.bytes().await.unwrap()).unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_exported_can_be_imported_again_and_both_engines_give_the_same_bytes() {
    let first = tempfile::tempdir().unwrap();
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    export_all(&server, first.path()).await;
    let first = first.path();
    both(|url| async move {
        opencoop(&url, &["import", &first.display().to_string()]).success();
        let server = Server::start(&url);
        let again = tempfile::tempdir().unwrap();
        export_all(&server, again.path()).await;
        for name in csv_names() {
            let name = format!("{name}.csv");
            let (one, two) = (first.join(&name), again.path().join(&name));
            assert_eq!(
                std::fs::read_to_string(one).unwrap(),
                std::fs::read_to_string(two).unwrap(),
                "{name}"
            );
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_writes_the_bytes_of_the_address() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    for format in ["csv", "json", "ndjson"] {
        let filter = "{\"countries\":{\"in\":[\"sn\"]}}";
        let args = ["export", "--table", "projects", "--format", format, "--filter", filter];
        let written = opencoop(&store.url(), &args).success().stdout;
        let query =
            form_urlencoded::Serializer::new(String::new()).append_pair("filter", filter).finish();
        let answer = server.get(&format!("/export/projects.{format}?{query}")).await;
        assert_eq!(written, answer.text().await.unwrap(), "{format}");
    }
}

/// The header and the rows of a table of as many projects as `count`.
fn projects(count: usize) -> String {
    let rows = (0..count).map(|at| format!("p-{at},Progetto {at},Project {at}\n"));
    std::iter::once("slug,title_it,title_en\n".to_owned()).chain(rows).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_revision_is_answered_within_two_seconds_and_no_request_fails() {
    both(|url| async move {
        let files = folder([("projects.csv", projects(3))]);
        let import =
            |path: &Path| opencoop(&url, &["import", &path.display().to_string()]).success();
        import(files.path());
        let server = Arc::new(Server::start(&url));
        let (stop, asked) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
        let readers: Vec<_> = (0..4)
            .map(|_| {
                let (server, stop, asked) =
                    (Arc::clone(&server), Arc::clone(&stop), Arc::clone(&asked));
                tokio::spawn(async move {
                    while !stop.load(Ordering::Relaxed) {
                        // Every answer is whole: the number of records is that of its revision.
                        let page = server.get_json("/api/projects?limit=1").await;
                        let revision = page["revision"].as_u64().unwrap();
                        assert_eq!(page["page"]["total"].as_u64().unwrap(), revision + 2);
                        let lines = server.get("/export/projects.ndjson").await;
                        let revision = lines.headers()["revision"].to_str().unwrap().to_owned();
                        let lines = lines.text().await.unwrap().lines().count();
                        assert_eq!(lines, revision.parse::<usize>().unwrap() + 2);
                        let query = "{ projects { totalCount } revision { number } }";
                        let (status, answer) = server.post_graphql(query, json!({})).await;
                        assert_eq!(status, 200);
                        let number = answer["data"]["revision"]["number"].as_u64().unwrap();
                        let total = answer["data"]["projects"]["totalCount"].as_u64().unwrap();
                        assert_eq!(total, number + 2);
                        asked.fetch_add(1, Ordering::Relaxed);
                    }
                })
            })
            .collect();
        let mut waits = Vec::new();
        for revision in 2..=5_u64 {
            std::fs::write(files.path().join("projects.csv"), projects(revision as usize + 2))
                .unwrap();
            import(files.path());
            let published = Instant::now();
            while server.get_json("/health").await["revision"] != revision {
                assert!(published.elapsed() < Duration::from_mins(1), "{revision} never comes");
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
            waits.push(published.elapsed());
        }
        // A machine that stands still for a moment may make one of them late.
        waits.sort_unstable();
        assert!(waits[1] < Duration::from_secs(2), "{waits:?}");
        stop.store(true, Ordering::Relaxed);
        for reader in readers {
            reader.await.unwrap();
        }
        assert!(asked.load(Ordering::Relaxed) > 4);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn servers_that_start_together_on_an_empty_store_import_the_seeds_once() {
    both(|url| async move {
        let start = |_| {
            let url = url.clone();
            tokio::task::spawn_blocking(move || Server::start_seeded(&url, seeds()))
        };
        let servers: Vec<_> = (0..3).map(start).collect();
        for server in servers {
            let server = server.await.unwrap();
            assert_eq!(server.get_json("/health").await["revision"], 1);
            assert_eq!(server.get_json("/api/missions").await["page"]["total"], 8);
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_reads_a_database_that_it_cannot_write_to() {
    use sqlx::{Connection as _, Executor as _};
    let url = support::postgres::database().await;
    opencoop(&url, &["import", &seeds().display().to_string()]).success();
    let mut connection = sqlx::PgConnection::connect(&url).await.unwrap();
    let database = url.split('?').next().unwrap().rsplit('/').next().unwrap().to_owned();
    // As on a replica: nothing can be written, and nobody can ask for it.
    let reader = format!(
        "CREATE ROLE reader_{database} LOGIN; \
         GRANT USAGE ON SCHEMA public TO reader_{database}; \
         GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader_{database}; \
         ALTER ROLE reader_{database} SET default_transaction_read_only = on"
    );
    connection.execute(sqlx::AssertSqlSafe(reader)).await.unwrap();
    let server = Server::start(&url.replace("postgres@", &format!("reader_{database}@")));
    assert_eq!(server.get_json("/health").await["revision"], 1);
    let query = "{ missions(first: 1) { nodes { history { kind } } } }";
    let (status, answer) = server.post_graphql(query, json!({})).await;
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["data"]["missions"]["nodes"][0]["history"][0]["kind"], "ADDED");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_data_lives_and_says_that_it_is_not_ready() {
    both(|url| async move {
        let server = Server::start(&url);
        let health = server.get("/health").await;
        assert_eq!(health.status(), 503);
        let health: Value = health.json().await.unwrap();
        assert_eq!((&health["live"], &health["ready"]), (&json!(true), &json!(false)));
        assert_eq!(server.get("/health/live").await.status(), 200);
        let refused = server.get("/api/projects").await;
        assert_eq!(refused.status(), 503);
        assert!(refused.headers().contains_key("retry-after"));
        let files = folder([("projects.csv", projects(1))]);
        opencoop(&url, &["import", &files.path().display().to_string()]).success();
        let start = Instant::now();
        while server.get("/health").await.status() != 200 {
            assert!(start.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_error_has_one_shape() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    let cases = [
        ("/nothing", 404, "NOT_FOUND"),
        ("/api/nothing", 404, "NOT_FOUND"),
        ("/api/projects/nothing", 404, "NOT_FOUND"),
        ("/export/nothing.csv", 404, "NOT_FOUND"),
        ("/export/projects.doc", 404, "NOT_FOUND"),
        ("/export/projects", 404, "NOT_FOUND"),
        ("/export/projects.csv?status=99", 400, "ARGUMENT_INVALID"),
        ("/api/projects?colour=red", 400, "ARGUMENT_INVALID"),
        ("/api/projects?starts_on.gte=soon", 400, "ARGUMENT_INVALID"),
        ("/api/projects?limit=0", 400, "ARGUMENT_INVALID"),
        ("/api/projects?limit=-1", 400, "ARGUMENT_INVALID"),
        ("/api/projects?limit=1001", 400, "LIMIT_EXCEEDED"),
        ("/api/projects?order=colour", 400, "ARGUMENT_INVALID"),
        ("/api/projects?after=AAAA", 400, "CURSOR_INVALID"),
        ("/api/projects?filter=%7B", 400, "ARGUMENT_INVALID"),
        ("/api/projects?filter=%7B%22nothing%22%3A%7B%7D%7D", 400, "ARGUMENT_INVALID"),
        ("/api/budgets?amount.gte=10", 400, "ARGUMENT_INVALID"),
        ("/api/budgets?amount.gte=10&amount.currency=EUR", 200, ""),
        ("/export/projects.csv?limit=0", 400, "ARGUMENT_INVALID"),
        ("/export/projects.csv?after=x", 400, "ARGUMENT_INVALID"),
        ("/export/projects.csv?limit=1&limit=2", 400, "ARGUMENT_INVALID"),
        ("/export/changes.ndjson?since=0&since=1", 400, "ARGUMENT_INVALID"),
        ("/export/deletions.csv?sep=tab&sep=%7C", 400, "ARGUMENT_INVALID"),
        ("/export/projects.csv?columns=nothing", 400, "ARGUMENT_INVALID"),
        ("/export/projects.json?bom=1", 400, "ARGUMENT_INVALID"),
        ("/api/projects?title.contains=%FF%00", 400, "REQUEST_INVALID"),
    ];
    for (path, status, code) in cases {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), status, "{path}");
        if status == 200 {
            continue;
        }
        let media_type = answer.headers()["content-type"].to_str().unwrap().to_owned();
        assert_eq!(media_type, "application/problem+json", "{path}");
        let problem: Value = answer.json().await.unwrap();
        assert_eq!(problem["code"], code, "{path}");
        assert_eq!(problem["status"], status, "{path}");
        assert!(problem["title"].as_str().unwrap().len() > 10, "{path}");
        assert!(problem["detail"].as_str().unwrap().len() > 5, "{path}");
    }
    let posted = server.client.post(server.url("/api/projects")).send().await.unwrap();
    assert_eq!(posted.status(), 405);
    let head = server.client.head(server.url("/export/projects.csv")).send().await.unwrap();
    assert_eq!(head.status(), 200);
    assert!(head.bytes().await.unwrap().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reader_that_goes_away_or_sleeps_does_not_hold_the_others() {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
    let store = support::Sqlite::new();
    let files = folder([("projects.csv", projects(100_000))]);
    opencoop(&store.url(), &["import", &files.path().display().to_string()]).success();
    let server = Server::start(&store.url());
    let address = server.url("").trim_start_matches("http://").to_owned();
    let mut sleepers = Vec::new();
    for _ in 0..50 {
        let mut socket = tokio::net::TcpStream::connect(&address).await.unwrap();
        let request = "GET /export/projects.ndjson HTTP/1.1\r\nHost: localhost\r\n\r\n";
        socket.write_all(request.as_bytes()).await.unwrap();
        let mut first = [0; 16];
        socket.read_exact(&mut first).await.unwrap();
        sleepers.push(socket);
    }
    sleepers.truncate(25);
    let lines = server.get("/export/projects.ndjson").await.text().await.unwrap().lines().count();
    assert_eq!(lines, 100_000);
    assert_eq!(server.get_json("/api/projects?limit=1").await["page"]["total"], 100_000);
}
