//! What requests may look like, and what answers do.

use serde_json::{Value, json};

use super::support::{Server, Sqlite, opencoop, seeds};
use super::{SETTINGS, wait_for_packages};

/// Both addresses under which actions stand.
const ROOTS: [&str; 2] = ["/api/3/action", "/api/action"];

async fn seeded() -> (Sqlite, Server) {
    let store = Sqlite::new();
    opencoop(&store.url(), &["import", &seeds().display().to_string()]).success();
    let server = Server::start_with(
        &store.url(),
        &[("OPENCOOP_CONFIG", SETTINGS), ("OPENCOOP_BASE_URL", "https://data.example.org")],
    );
    wait_for_packages(&server, "1").await;
    (store, server)
}

/// The status and the body of the answer to a POST.
async fn post(server: &Server, path: &str, media_type: &str, body: &str) -> (u16, Value) {
    let mut request = server.client.post(server.url(path)).body(body.to_owned());
    if !media_type.is_empty() {
        request = request.header("content-type", media_type);
    }
    let answer = request.send().await.unwrap();
    assert_eq!(answer.headers()["content-type"], "application/json;charset=utf-8", "{body}");
    (answer.status().as_u16(), answer.json().await.unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_has_its_envelope_at_both_addresses() {
    let (_store, server) = seeded().await;
    let help = "https://data.example.org/api/3/action/help_show?name=package_show";
    let mut answers = Vec::new();
    for root in ROOTS {
        let answer = server.get(&format!("{root}/package_show?id=projects&callback=call")).await;
        assert_eq!(answer.status(), 200);
        let headers = answer.headers().clone();
        assert_eq!(headers["content-type"], "application/json;charset=utf-8");
        assert_eq!(headers["access-control-allow-origin"], "*");
        // Nobody may take an old answer for what changed since.
        assert_eq!(headers["cache-control"], "public, max-age=0, must-revalidate");
        assert_eq!(headers["vary"], "Accept-Encoding");
        assert!(headers.contains_key("last-modified"));
        let body = answer.text().await.unwrap();
        let request = server.client.get(server.url(&format!("{root}/package_show?id=projects")));
        let again = request.header("if-none-match", &headers["etag"]).send().await.unwrap();
        assert_eq!(again.status(), 304);
        let address = server.url(&format!("{root}/package_show?id=projects"));
        let head = server.client.head(address).send().await.unwrap();
        assert_eq!(head.headers()["content-length"], body.len().to_string());
        assert_eq!(head.headers()["etag"], headers["etag"]);
        let json: Value = serde_json::from_str(&body).unwrap();
        let keys: Vec<&String> = json.as_object().unwrap().keys().collect();
        assert_eq!(keys, ["help", "success", "result"]);
        assert_eq!((&json["help"], &json["success"]), (&json!(help), &json!(true)));
        answers.push(body);
    }
    assert_eq!(answers[0], answers[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn parameters_come_in_the_address_as_json_or_as_a_form() {
    let (_store, server) = seeded().await;
    let expected = server.get_json("/api/3/action/package_show?id=projects").await;
    let form = "application/x-www-form-urlencoded";
    for root in ROOTS {
        let path = format!("{root}/package_show");
        for (media_type, body) in [
            ("application/json", "{\"id\": \"projects\"}"),
            ("application/json; charset=utf-8", "{\"id\": \"projects\"}"),
            ("", "{\"id\": \"projects\"}"),
            (form, "id=projects"),
            (form, "{\"id\": \"projects\"}"),
            (form, "%7B%22id%22%3A+%22projects%22%7D=1"),
        ] {
            let (status, answer) = post(&server, &path, media_type, body).await;
            assert_eq!((status, &answer), (200, &expected), "{media_type} {body}");
        }
        let request = server.client.post(server.url(&path)).header("if-none-match", "*");
        let answer = request.body("{\"id\": \"projects\"}").send().await.unwrap();
        assert_eq!(answer.status(), 200);
        let (status, answer) = post(&server, &format!("{path}?id=projects"), "", "").await;
        assert_eq!((status, &answer), (200, &expected));
        for body in ["[]", "{", "null", "\"projects\""] {
            let (status, answer) = post(&server, &path, "application/json", body).await;
            assert_eq!(status, 400, "{body}");
            assert_eq!(answer["error"]["__type"], "Bad Request Error", "{answer}");
        }
        let (_, answer) =
            post(&server, &format!("{root}/package_search"), "", "{\"rows\": 2, \"start\": 3}")
                .await;
        let query = server.get_json(&format!("{root}/package_search?rows=2&start=3")).await;
        assert_eq!(answer, query);
        assert_eq!(query["result"]["results"].as_array().unwrap().len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_have_no_result_and_say_of_which_type_they_are() {
    let (_store, server) = seeded().await;
    for (question, status, kind) in [
        ("package_show?id=nothing", 404, "Not Found Error"),
        ("package_show", 409, "Validation Error"),
        ("package_show?id=", 409, "Validation Error"),
        ("package_search?rows=many", 409, "Validation Error"),
        ("package_search?start=-1", 409, "Validation Error"),
        ("help_show?name=nothing", 404, "Not Found Error"),
        ("package_create?name=a", 400, "Bad Request Error"),
        ("nothing", 400, "Bad Request Error"),
        ("groups", 400, "Bad Request Error"),
    ] {
        for root in ROOTS {
            let answer = server.get(&format!("{root}/{question}")).await;
            assert_eq!(answer.status(), status, "{question}");
            assert_eq!(answer.headers()["content-type"], "application/json;charset=utf-8");
            let body: Value = answer.json().await.unwrap();
            let keys: Vec<&String> = body.as_object().unwrap().keys().collect();
            assert_eq!(keys, ["success", "error"], "{question}");
            assert_eq!((&body["success"], &body["error"]["__type"]), (&json!(false), &json!(kind)));
            assert!(body["error"]["message"].as_str().is_some_and(|text| !text.is_empty()));
        }
    }
    let long = format!("{{\"id\": \"{}\"}}", "a".repeat(2_000_000));
    let (status, body) = post(&server, "/api/3/action/package_show", "", &long).await;
    assert_eq!((status, &body["success"]), (413, &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn there_is_no_part_of_a_catalogue() {
    let store = Sqlite::new();
    let server = Server::start(&store.url());
    for path in ["/api/3/action/package_search?rows=100", "/api/action/package_list"] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 503);
        assert!(answer.headers().contains_key("retry-after"));
        let body: Value = answer.json().await.unwrap();
        assert!(body.get("result").is_none() && body["success"] == false, "{body}");
    }
    assert_eq!(server.get("/data.json").await.status(), 503);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_of_tables_stay_theirs() {
    let (_store, server) = seeded().await;
    for path in
        ["/api/agreements?limit=1", "/api/agreements/groups?by=status", "/api/agreements/facets"]
    {
        let answer = server.get(path).await;
        let body: Value = answer.json().await.unwrap();
        assert!(body.get("success").is_none(), "{path}: {body}");
    }
    assert!(opencoop::model::TABLES.iter().all(|table| !["3", "action"].contains(&table.name)));
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_others_may_ask_by_post() {
    let (_store, server) = seeded().await;
    for root in ROOTS {
        let address = server.url(&format!("{root}/package_list"));
        let request = server.client.request(reqwest::Method::OPTIONS, &address);
        let request = request.header("access-control-request-method", "POST");
        let answer = request.send().await.unwrap();
        assert_eq!(answer.status(), 204);
        let methods = answer.headers()["access-control-allow-methods"].to_str().unwrap();
        assert!(methods.contains("POST"), "{methods}");
        let answer = server.client.put(&address).send().await.unwrap();
        assert_eq!(answer.status(), 405);
        assert!(answer.headers()["allow"].to_str().unwrap().contains("POST"));
    }
}
