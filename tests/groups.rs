//! Facets and groups: exact on the seeds, the same by every door and on both engines, the same as
//! a scan, within their limits.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "groups/scan.rs"]
mod scan;
mod support;

use std::collections::BTreeSet;

use opencoop::image::group::dimensions;
use opencoop::model::TABLES;
use opencoop::model::table::camel_case;
use serde_json::{Value, json};
use support::{Server, both, seeds};

async fn ask(server: &Server, query: &str) -> Value {
    let (status, answer) = server.post_graphql(query, json!({})).await;
    assert!(status == 200 && answer.get("errors").is_none(), "{query}\n{answer}");
    answer["data"].clone()
}

/// The groups of an answer as lines: keys, then the count.
fn lines(groups: &Value) -> Vec<String> {
    let groups = groups.as_array().unwrap().iter();
    let line = |group: &Value| {
        let keys = group["keys"].as_array().unwrap().iter();
        let keys: Vec<&str> = keys.map(|key| key["id"].as_str().unwrap_or("-")).collect();
        format!("{} {}", keys.join(" "), group["count"])
    };
    groups.map(line).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_seeds_are_counted_exactly() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let data = ask(
            &server,
            "{ missions { groups(by: [DIRECTION]) { totalCount total { count officials keys { id } }
                 nodes { count officials keys { dimension id label(language: [\"it\"]) } } } }
               budgets { groups(by: [CURRENCY]) { nodes { keys { id } count
                 amounts { kind currency total count } } } } }",
        )
        .await;
        let missions = &data["missions"]["groups"];
        assert_eq!(missions["totalCount"], 2);
        assert_eq!(missions["total"], json!({"count": 8, "officials": 13, "keys": []}));
        let key = |id: &str, label: &str| json!([{"dimension": "DIRECTION", "id": id, "label": label}]);
        assert_eq!(
            missions["nodes"],
            json!([
                {"count": 5, "officials": 6,
                 "keys": key("outbound", "In uscita: funzionari partiti dalla città")},
                {"count": 3, "officials": 7,
                 "keys": key("inbound", "In entrata: funzionari arrivati in città")},
            ])
        );
        let sum = |kind: &str, currency: &str, total: &str, count: u64| {
            json!({"kind": kind, "currency": currency, "total": total, "count": count})
        };
        assert_eq!(
            data["budgets"]["groups"]["nodes"],
            json!([
                {"keys": [{"id": "EUR"}], "count": 8, "amounts": [
                    sum("total", "EUR", "5002710", 6),
                    sum("grant", "EUR", "314579", 1),
                    sum("agreement", "EUR", "300000", 1),
                ]},
                {"keys": [{"id": "ALL"}], "count": 1, "amounts": [
                    sum("grant", "ALL", "38771984", 1),
                ]},
            ])
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_lies_in_something_counts_there_once() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        for (table, name, filter) in [
            (
                "projects",
                "COUNTRY",
                "any: [{countries: {in: [$id]}}, {cities: {some: {country: {in: [$id]}}}}]",
            ),
            ("projects", "SDG", "any: [{sdgs: {in: [$id]}}, {sdgs: {some: {goal: {in: [$id]}}}}]"),
            (
                "projects",
                "THEME",
                "any: [{themes: {in: [$id]}}, {themes: {some: {parent: {in: [$id]}}}}]",
            ),
            (
                "projects",
                "REGION",
                "any: [{countries: {some: {region: {eq: $id}}}}, \
                 {cities: {some: {country: {some: {region: {eq: $id}}}}}}]",
            ),
            (
                "missions",
                "COUNTRY",
                "any: [{countries: {in: [$id]}}, {cities: {some: {country: {in: [$id]}}}}]",
            ),
            ("services", "COUNTRY", "cities: {some: {country: {in: [$id]}}}"),
        ] {
            let query = format!(
                "{{ {table} {{ totalCount facets(by: [{name}], first: 1000) {{ missing totalCount \
                 values {{ id count }} }} }} }}"
            );
            let data = ask(&server, &query).await;
            let facet = &data[table]["facets"][0];
            let values = facet["values"].as_array().unwrap();
            assert!(!values.is_empty(), "{table} {name}");
            assert_eq!(facet["totalCount"], values.len());
            for value in values {
                // The value stands in the document itself, so that one query asks for it.
                let filter = filter.replace("$id", &value["id"].to_string());
                let query = format!("{{ {table}(filter: {{{filter}}}) {{ totalCount }} }}");
                let data = ask(&server, &query).await;
                assert_eq!(data[table]["totalCount"], value["count"], "{table} {name} {value}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn records_without_a_value_are_a_group_of_their_own() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let data = ask(
            &server,
            "{ projects { groups(by: [START_YEAR], orderBy: {field: KEY}) { nodes { count
                 keys { id en: label it: label(language: [\"it\"]) } firstDate lastDate } } }
               without: projects(filter: {startsOn: {isNull: true}}) { totalCount } }",
        )
        .await;
        let groups = data["projects"]["groups"]["nodes"].as_array().unwrap();
        let last = groups.last().unwrap();
        assert_eq!(last["keys"], json!([{"id": null, "en": "not stated", "it": "non indicato"}]));
        assert_eq!(last["count"], data["without"]["totalCount"]);
        let first = &groups[0];
        let year = first["keys"][0]["id"].as_str().unwrap();
        assert!(first["firstDate"].as_str().unwrap().starts_with(year), "{first}");
        let years: Vec<&str> =
            groups.iter().filter_map(|group| group["keys"][0]["id"].as_str()).collect();
        assert!(years.is_sorted() && years.len() > 3, "{years:?}");
    })
    .await;
}

/// All groups of a table by GraphQL, page by page.
async fn by_graphql(
    server: &Server,
    table: &str,
    by: &[&str],
    size: usize,
) -> (Vec<String>, Value) {
    let (mut found, mut after, mut previous) = (Vec::new(), Value::Null, false);
    let by: Vec<String> = by.iter().map(|name| name.to_ascii_uppercase()).collect();
    loop {
        let query = format!(
            "{{ list: {}(first: 0) {{ groups(by: [{}], first: {size}, after: {after}) {{ totalCount \
             nodes {{ count keys {{ id }} }} total {{ count officials amounts {{ kind currency \
             total count }} }} pageInfo {{ hasNextPage hasPreviousPage endCursor }} }} }} }}",
            camel_case(table),
            by.join(", "),
        );
        let data = ask(server, &query).await;
        let groups = &data["list"]["groups"];
        found.extend(lines(&groups["nodes"]));
        assert_eq!(groups["pageInfo"]["hasPreviousPage"], previous);
        if groups["pageInfo"]["hasNextPage"] == false {
            assert_eq!(groups["totalCount"], found.len());
            return (found, groups["total"].clone());
        }
        previous = true;
        after = groups["pageInfo"]["endCursor"].clone();
    }
}

async fn by_get(server: &Server, table: &str, by: &[&str], size: usize) -> (Vec<String>, Value) {
    let mut found = Vec::new();
    let mut next = Some(format!("/api/{table}/groups?by={}&limit={size}", by.join(",")));
    let mut total = Value::Null;
    while let Some(path) = next {
        let page = server.get_json(&path).await;
        found.extend(lines(&page["data"]));
        total = page["total"].clone();
        next = page["page"]["next"].as_str().map(str::to_owned);
        assert!(next.is_some() || page["page"]["total"] == found.len());
        assert!(page["revision"] == 1 && page["licence"].is_string());
    }
    (found, total)
}

#[tokio::test(flavor = "multi_thread")]
async fn both_doors_walk_the_same_groups_each_once() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        for (table, by) in [
            ("projects", &["country", "start_year"][..]),
            ("projects", &["sdg", "status", "organisation"]),
            ("missions", &["direction", "city"]),
            ("organisations", &["type", "region"]),
            ("budgets", &["project"]),
            ("citations", &["subject"]),
        ] {
            let (graphql, total) = by_graphql(&server, table, by, 7).await;
            let (get, of_get) = by_get(&server, table, by, 11).await;
            assert_eq!(graphql, get, "{table} {by:?}");
            for name in ["count", "officials", "amounts"] {
                assert_eq!(total[name], of_get[name], "{table} {name}");
            }
            let distinct: BTreeSet<&String> = graphql.iter().collect();
            assert!(distinct.len() == graphql.len() && graphql.len() > 1, "{table} {by:?}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_dimension_of_every_table_is_the_same_by_both_doors() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        for (at, table) in TABLES.iter().enumerate() {
            let names: Vec<&str> = dimensions(at).iter().map(|one| one.name.as_str()).collect();
            let path = format!("/api/{}/facets?by={}&limit=1000", table.name, names.join(","));
            let get = server.get_json(&path).await;
            let query = format!(
                "{{ list: {}(first: 0) {{ totalCount facets(by: [{}], first: 1000) {{ dimension \
                 missing totalCount values {{ id count label }} }} }} }}",
                camel_case(table.name),
                names.join(", ").to_ascii_uppercase()
            );
            let data = ask(&server, &query).await;
            assert_eq!(get["total"]["count"], data["list"]["totalCount"], "{}", table.name);
            let facets = data["list"]["facets"].as_array().unwrap();
            for (one, two) in facets.iter().zip(get["data"].as_array().unwrap()) {
                let dimension = one["dimension"].as_str().unwrap().to_ascii_lowercase();
                assert_eq!(two["dimension"], dimension);
                assert_eq!((&one["missing"], &one["totalCount"]), (&two["missing"], &two["total"]));
                let values = |facet: &Value| -> Vec<String> {
                    let values = facet["values"].as_array().unwrap().iter();
                    values.map(|value| format!("{} {}", value["id"], value["count"])).collect()
                };
                assert_eq!(values(one), values(two), "{} {dimension}", table.name);
                let counted = one["values"].as_array().unwrap().iter();
                let counted: u64 = counted.map(|value| value["count"].as_u64().unwrap()).sum();
                let total = data["list"]["totalCount"].as_u64().unwrap();
                assert!(counted + one["missing"].as_u64().unwrap() >= total, "{dimension}");
            }
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn lists_inside_records_are_counted_on_their_own() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let data = ask(
            &server,
            "{ project(slug: \"officials-without-borders\") { missions(filter: {direction: {eq: \
             INBOUND}}) { groups(by: [DIRECTION]) { total { count officials } nodes { count } } \
             facets(by: [DIRECTION, COUNTRY]) { dimension values { id count } } } }
               organisation(slug: \"comune-di-milano\") { projects(first: 1) { groups(by: [STATUS]) \
             { total { count } } edges { node { id } } } } \
               all: projects(filter: {organisations: {in: [\"comune-di-milano\"]}}) { totalCount } }",
        )
        .await;
        let groups = &data["project"]["missions"]["groups"];
        assert_eq!(groups, &json!({"total": {"count": 3, "officials": 7}, "nodes": [{"count": 3}]}));
        let facets = &data["project"]["missions"]["facets"];
        assert_eq!(facets[0]["values"], json!([{"id": "inbound", "count": 3}]));
        // A project under two roles is one project.
        let organisation = &data["organisation"]["projects"]["groups"]["total"]["count"];
        assert_eq!(organisation, &data["all"]["totalCount"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_counted_is_refused_with_a_sentence() {
    let file = support::Sqlite::new();
    let settings = [("OPENCOOP_SEEDS", seeds().to_str().unwrap())];
    let server = Server::start_with(&file.url(), &settings);
    for (path, code, argument) in [
        ("/api/projects/groups?by=colour", "ARGUMENT_INVALID", "by"),
        ("/api/projects/groups", "ARGUMENT_INVALID", "by"),
        ("/api/projects/groups?by=status,status", "ARGUMENT_INVALID", "by"),
        ("/api/projects/groups?by=status&order=title", "ARGUMENT_INVALID", "order"),
        ("/api/projects/groups?by=status&after=AAAA", "CURSOR_INVALID", "after"),
        ("/api/projects/facets?by=status&after=AAAA", "ARGUMENT_INVALID", "after"),
        ("/api/projects/groups?by=status,country,sdg,theme", "LIMIT_EXCEEDED", ""),
        ("/api/projects/groups?by=status&limit=1001", "LIMIT_EXCEEDED", ""),
        ("/api/nothing/groups?by=status", "NOT_FOUND", ""),
    ] {
        let answer = server.get(path).await;
        let status = answer.status().as_u16();
        let body: Value = serde_json::from_str(&answer.text().await.unwrap()).unwrap();
        assert_eq!(body["code"], code, "{path}: {body}");
        assert!((400..405).contains(&status) && body["detail"].is_string(), "{body}");
        assert!(argument.is_empty() || body["argument"] == argument, "{path}: {body}");
    }
    for (arguments, code) in [
        ("by: []", "ARGUMENT_INVALID"),
        ("by: [STATUS, STATUS]", "ARGUMENT_INVALID"),
        ("by: [STATUS, COUNTRY, SDG, THEME]", "LIMIT_EXCEEDED"),
        ("by: [STATUS], first: -1", "ARGUMENT_INVALID"),
        ("by: [STATUS], first: 1001", "LIMIT_EXCEEDED"),
        ("by: [STATUS], after: \"AAAA\"", "CURSOR_INVALID"),
    ] {
        let query = format!("{{ projects {{ groups({arguments}) {{ totalCount }} }} }}");
        let (_, answer) = server.post_graphql(&query, json!({})).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], code, "{query} {answer}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_groups_up_to_its_limits_and_not_beyond() {
    let limited = |grouped: u64, groups: u64| {
        let file = support::Sqlite::new();
        let server = Server::start_with(
            &file.url(),
            &[
                ("OPENCOOP_SEEDS", seeds().to_str().unwrap()),
                ("OPENCOOP_LIMITS_GROUPED", &grouped.to_string()),
                ("OPENCOOP_LIMITS_GROUPS", &groups.to_string()),
            ],
        );
        (file, server)
    };
    // Eight missions in two directions; two groups of eight pairs, asked for twice.
    let query = "{ missions { one: groups(by: [DIRECTION]) { totalCount } \
                 two: groups(by: [DIRECTION]) { totalCount } } }";
    let nested = "{ nodes(ids: [\"projects/officials-without-borders\"]) { ... on Project \
                  { missions { facets(by: [DIRECTION]) { missing } \
                  groups(by: [DIRECTION]) { totalCount } } } } }";
    for (grouped, groups, is_enough) in
        [(15, 2, false), (16, 1, false), (16, 2, true), (17, 3, true)]
    {
        let (_file, server) = limited(grouped, groups);
        for query in [query, nested] {
            let (_, answer) = server.post_graphql(query, json!({})).await;
            let code = &answer["errors"][0]["extensions"]["code"];
            let expected = if is_enough { Value::Null } else { json!("LIMIT_EXCEEDED") };
            assert_eq!(code, &expected, "{grouped} {groups} {query} {answer}");
        }
        let answer = server.get("/api/missions/groups?by=direction").await;
        assert_eq!(answer.status() == 200, groups >= 2, "{grouped} {groups}");
    }
}
