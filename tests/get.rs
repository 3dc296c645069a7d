//! GET: fields and linked records of one's choice, pages both ways, records that are gone.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use serde_json::{Value, json};
use support::{Server, Sqlite, both, folder, opencoop, seeds};

fn seeded() -> (Server, Sqlite) {
    let store = Sqlite::new();
    (Server::start_seeded(&store.url(), seeds()), store)
}

/// Status and body of a request that is refused.
async fn refused(server: &Server, path: &str) -> (u16, Value) {
    let answer = server.get(path).await;
    let status = answer.status().as_u16();
    assert_eq!(answer.headers()["content-type"], "application/problem+json", "{path}");
    (status, answer.json().await.unwrap())
}

fn keys(record: &Value) -> Vec<&str> {
    record.as_object().unwrap().keys().map(String::as_str).collect()
}

fn slugs(records: &Value) -> Vec<String> {
    let slug = |record: &Value| record["slug"].as_str().unwrap().to_owned();
    records.as_array().unwrap().iter().map(slug).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn fields_and_linked_records_are_those_that_were_asked_for() {
    let (server, _store) = seeded();
    let query = "fields=title,slug,status,countries.iso2,missions.slug&language=fr,en&limit=1000";
    let list = server.get_json(&format!("/api/projects?{query}")).await;
    for record in list["data"].as_array().unwrap() {
        let expected = ["title", "title_language", "slug", "status", "countries", "missions"];
        assert_eq!(keys(record), expected);
        let slug = record["slug"].as_str().unwrap();
        // The record at its own address says the same, and so does the list without parameters.
        let query = query.replace("&limit=1000", "");
        let one = server.get_json(&format!("/api/projects/{slug}?{query}")).await;
        assert_eq!(&one["data"], record);
        let whole = server.get_json(&format!("/api/projects/{slug}")).await;
        let language = record["title_language"].as_str().unwrap();
        assert_eq!(record["title"], whole["data"]["title"][language]);
        assert_eq!(record["status"]["label"], whole["data"]["status"]["label"]["en"]);
        let countries = &record["countries"];
        assert_eq!(countries["next"], Value::Null);
        let mut links = Vec::new();
        for (country, pair) in countries["data"]
            .as_array()
            .unwrap()
            .iter()
            .zip(whole["data"]["countries"].as_array().unwrap())
        {
            assert_eq!(keys(country), ["iso2", "basis"]);
            assert_eq!(country["basis"], pair["basis"]);
            links.push(country["iso2"].as_str().unwrap().to_lowercase());
        }
        assert_eq!(countries["total"], links.len());
        assert_eq!(json!(links), json!(slugs(&whole["data"]["countries"])));
        let missions = server.get_json(&format!("/api/missions?programme={slug}")).await;
        assert_eq!(slugs(&missions["data"]), slugs(&record["missions"]["data"]));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn links_to_one_record_and_links_of_links_are_objects() {
    let (server, _store) = seeded();
    let cities = server.get_json("/api/cities/dakar?include=country.projects").await;
    let country = &cities["data"]["country"];
    assert_eq!((&country["id"], &country["iso2"]), (&json!("countries/sn"), &json!("SN")));
    assert_eq!(slugs(&country["projects"]["data"]), ["dakar-reve", "ecopas-senegal"]);
    assert!(country["projects"]["data"][0]["basis"].is_string());

    let events = server.get_json("/api/events?include=subject&fields=subject.id,slug").await;
    for event in events["data"].as_array().unwrap() {
        assert_eq!(keys(event), ["subject", "slug"]);
        assert!(event["subject"].is_null() || keys(&event["subject"]) == ["id"]);
    }
    let none = server.get_json("/api/projects/dakar-reve?fields=parent.slug").await;
    assert_eq!(none["data"], json!({ "parent": null }));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_linked_records_than_a_page_are_told_of_with_the_way_to_them() {
    let (server, _store) = seeded();
    let sources = server.get_json("/api/sources?fields=slug,cited_by.slug&limit=1000").await;
    let records = sources["data"].as_array().unwrap();
    let long = records.iter().find(|source| !source["cited_by"]["next"].is_null()).unwrap();
    let cited = &long["cited_by"];
    let total = cited["total"].as_u64().unwrap();
    assert!(total > 100);
    let mut found = slugs(&cited["data"]);
    assert_eq!(found.len(), 100);
    let mut next = cited["next"].as_str().map(str::to_owned);
    while let Some(path) = next {
        let page = server.get_json(&path).await;
        assert_eq!(page["page"]["total"], total);
        found.extend(slugs(&page["data"]));
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found.len() as u64, total);
    let all = server
        .get_json(&format!("/api/citations?source={}&limit=1000", long["slug"].as_str().unwrap()))
        .await;
    assert_eq!(found, slugs(&all["data"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_would_bring_too_many_records_is_refused_before_it_runs() {
    let store = Sqlite::new();
    let settings = [
        ("OPENCOOP_SEEDS", seeds().display().to_string()),
        ("OPENCOOP_LIMITS_RECORDS", "1000".to_owned()),
    ];
    let settings: Vec<_> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let server = Server::start_with(&store.url(), &settings);
    let path = "/api/sources?include=cited_by";
    let (status, problem) = refused(&server, path).await;
    assert_eq!((status, &problem["code"]), (400, &json!("LIMIT_EXCEEDED")));
    assert!(problem["detail"].as_str().unwrap().contains("`limit`"), "{problem}");
    // Nine records that bring a hundred each are within the limit.
    server.get_json(&format!("{path}&limit=9")).await;
    assert_eq!(refused(&server, &format!("{path}&limit=10")).await.0, 400);
}

#[tokio::test(flavor = "multi_thread")]
async fn mistakes_are_refused_with_what_to_do() {
    let (server, _store) = seeded();
    for (path, argument, hint) in [
        ("/api/projects?fields=titel", "fields", "did you mean `title`?"),
        ("/api/projects?fields=slug,countries.nam", "fields", "did you mean `name`?"),
        ("/api/projects?include=contries", "include", "did you mean `countries`?"),
        ("/api/projects/dakar-reve?include=title", "include", "countries"),
        ("/api/projects?language=", "language", "`it`"),
        ("/api/projects?limit=1&limit=2", "limit", "once"),
        ("/api/projects?order=starts_on,title", "order", "starts_on"),
        ("/api/projects/dakar-reve?limit=2", "limit", "fields, include, language"),
        ("/api/projects?before=AAAA", "before", "cursor"),
        ("/api/projects?before=AAAA&after=AAAA", "before", "`after`"),
    ] {
        let (status, problem) = refused(&server, path).await;
        assert_eq!((status, &problem["argument"]), (400, &json!(argument)), "{path}: {problem}");
        assert!(problem["detail"].as_str().unwrap().contains(hint), "{path}: {problem}");
    }
}

/// The addresses in the header `Link`, by relation.
fn links(header: &str) -> Vec<(String, String)> {
    let link = |part: &str| {
        let (url, rest) = part.trim_start_matches(['<', ' ']).split_once(">; rel=\"").unwrap();
        (rest.split('"').next().unwrap().to_owned(), url.to_owned())
    };
    header.split(", <").map(link).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_lead_forwards_back_to_the_first_and_to_the_files() {
    let (server, _store) = seeded();
    for order in ["slug", "-slug", "starts_on", "-ends_on"] {
        let first = format!("/api/projects?status=2,3,4&order={order}&limit=4&fields=slug");
        let (mut next, mut pages) = (Some(first.clone()), Vec::new());
        while let Some(path) = next {
            let answer = server.get(&path).await;
            let header = answer.headers()["link"].to_str().unwrap().to_owned();
            let links = links(&header);
            let find = |rel: &str| links.iter().find(|(name, _)| name == rel).map(|(_, url)| url);
            assert_eq!(find("first").unwrap().replace("%2C", ","), first);
            assert!(
                header.contains(
                    "</export/projects.csv?status=2%2C3%2C4>; rel=\"alternate\"; type=\"text/csv\""
                ),
                "{header}"
            );
            let page: Value = answer.json().await.unwrap();
            assert_eq!(page["page"]["next"].as_str(), find("next").map(String::as_str));
            assert_eq!(page["page"]["previous"].as_str(), find("prev").map(String::as_str));
            pages.push((path, slugs(&page["data"]), find("prev").cloned()));
            next = find("next").cloned();
        }
        assert!(pages.len() > 2);
        assert_eq!(pages[0].2, None);
        for pair in pages.windows(2) {
            let back = server.get_json(pair[1].2.as_ref().unwrap()).await;
            assert_eq!(slugs(&back["data"]), pair[0].1, "{order}: before {}", pair[1].0);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_that_was_removed_is_gone_and_says_since_when() {
    both(|url| async move {
        let countries =
            |rows: &str| folder([("countries.csv", format!("slug,name_it,iso2,iso3\n{rows}"))]);
        let first = countries("mz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n");
        opencoop(&url, &["import", &first.path().display().to_string()]).success();
        let second = countries("sn,Senegal,SN,SEN\n");
        opencoop(&url, &["import", &second.path().display().to_string()]).success();
        let server = Server::start(&url);
        let (status, problem) = refused(&server, "/api/countries/mz").await;
        assert_eq!((status, &problem["code"]), (410, &json!("GONE")), "{problem}");
        assert!(problem["title"].as_str().unwrap().contains("since revision 2 of 20"), "{problem}");
        for (path, expected) in [
            ("/api/countries/ke", 404),
            ("/api/countries/MZ", 404),
            ("/api/countries/%00", 400),
            ("/api/countries/%ff", 400),
        ] {
            let (status, problem) = refused(&server, path).await;
            assert_eq!(status, expected, "{path}: {problem}");
        }
        server.get_json("/api/countries/sn").await;
    })
    .await;
}
