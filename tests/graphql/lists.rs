//! Connections: filters, orders, pages, edges, in both directions.

use serde_json::{Value, json};

use super::fixture::{ask, data, error};

fn slugs(list: &Value) -> Vec<&str> {
    list["nodes"].as_array().unwrap().iter().map(|node| node["slug"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn edges_say_what_the_link_says_from_both_ends() {
    let data = data(
        "{ project(slug: \"acqua\") {
             countries { edges { basis node { slug } } }
             organisations { totalCount edges { role { code label } node { slug } } } }
           country(slug: \"mz\") { projects { __typename edges { __typename basis node { slug } } } } 
           organisation(slug: \"ong\") { projects { edges { role { code } node { slug } } } } }",
    )
    .await;
    assert_eq!(
        data["project"]["countries"]["edges"],
        json!([{"basis": "STATED", "node": {"slug": "ke"}}, {"basis": "EDITORIAL", "node": {"slug": "mz"}}])
    );
    assert_eq!(
        data["project"]["organisations"],
        json!({"totalCount": 3, "edges": [
            {"role": {"code": "1", "label": "Funding"}, "node": {"slug": "comune"}},
            {"role": {"code": "2", "label": "Accountable"}, "node": {"slug": "comune"}},
            {"role": {"code": "4", "label": "Implementing"}, "node": {"slug": "ong"}},
        ]})
    );
    assert_eq!(
        data["country"]["projects"],
        json!({"__typename": "CountryProjectsConnection", "edges": [
            {"__typename": "CountryProjectsEdge", "basis": "EDITORIAL", "node": {"slug": "acqua"}},
            {"__typename": "CountryProjectsEdge", "basis": null, "node": {"slug": "mentor"}},
        ]})
    );
    assert_eq!(
        data["organisation"]["projects"]["edges"],
        json!([{"role": {"code": "4"}, "node": {"slug": "acqua"}}])
    );
}

#[tokio::test]
async fn a_source_is_cited_and_is_itself_the_subject_of_citations() {
    let data = data(
        "{ source(slug: \"relazione\") { citations { nodes { slug } } citedBy { totalCount nodes { slug } } } }",
    )
    .await;
    assert_eq!(slugs(&data["source"]["citations"]), ["c3"]);
    assert_eq!(slugs(&data["source"]["citedBy"]), ["c1", "c2", "c3"]);
    assert_eq!(data["source"]["citedBy"]["totalCount"], 3);
}

#[tokio::test]
async fn filters_hold_for_lists_and_lists_inside_them() {
    let data = data(
        "{ a: projects(filter: {countries: {some: {slug: {eq: \"mz\"}}}}) { totalCount nodes { slug } }
           b: projects(filter: {status: {in: [\"2\"]}, startsOn: {gte: \"2018\"}}) { nodes { slug } }
           c: projects(filter: {not: {title: {contains: \"dakar\"}}, startsOn: {isNull: false}}) { nodes { slug } }
           d: countries(filter: {projects: {none: {}}}) { nodes { slug } }
           e: observations(filter: {qualifier: {eq: MORE_THAN}, subject: {in: [\"projects/acqua\"]}}) { nodes { slug } }
           f: budgets(filter: {amount: {currency: \"EUR\", gte: \"1000000\"}}) { nodes { slug } }
           g: project(slug: \"acqua\") { countries(filter: {name: {contains: \"mozam\"}}) { totalCount nodes { slug } } }
           h: projects(filter: {}) { totalCount } }",
    )
    .await;
    assert_eq!(slugs(&data["a"]), ["acqua", "mentor"]);
    assert_eq!(data["a"]["totalCount"], 2);
    assert_eq!(slugs(&data["b"]), ["acqua"]);
    assert_eq!(slugs(&data["c"]), ["acqua", "food", "orti"]);
    assert_eq!(slugs(&data["d"]), ["it"]);
    assert_eq!(slugs(&data["e"]), ["acqua-1"]);
    assert_eq!(slugs(&data["f"]), ["acqua-totale"]);
    assert_eq!(slugs(&data["g"]["countries"]), ["mz"]);
    assert_eq!(data["g"]["countries"]["totalCount"], 1);
    assert_eq!(data["h"]["totalCount"], 5);
}

#[tokio::test]
async fn a_filter_that_cannot_be_understood_names_its_place() {
    let error = error(
        "{ project(slug: \"acqua\") {\n countries(filter: {projects: {some: {startsOn: {gte: \"soon\"}}}}) { totalCount } } }",
    )
    .await;
    assert_eq!(error["extensions"]["code"], "ARGUMENT_INVALID");
    assert!(
        error["message"]
            .as_str()
            .unwrap()
            .starts_with("argument `filter.projects.some.startsOn.gte`")
    );
    assert!(!error["extensions"]["hint"].as_str().unwrap().is_empty());
    assert_eq!(error["locations"], json!([{"line": 2, "column": 2}]));
}

#[tokio::test]
async fn lists_are_ordered_with_missing_values_last() {
    let data = data(
        "{ up: projects(orderBy: {field: STARTS_ON}) { nodes { slug } }
           down: projects(orderBy: {field: STARTS_ON, direction: DESC}) { nodes { slug } }
           linked: country(slug: \"mz\") { projects(orderBy: {field: TITLE, direction: DESC}) { nodes { slug } } } }",
    )
    .await;
    assert_eq!(slugs(&data["up"]), ["dakar-reve", "acqua", "orti", "food", "mentor"]);
    assert_eq!(slugs(&data["down"]), ["food", "orti", "acqua", "dakar-reve", "mentor"]);
    assert_eq!(slugs(&data["linked"]["projects"]), ["mentor", "acqua"]);
}

/// Walks a list page by page, forwards or backwards, and gives the slugs in the order met.
async fn walk(list: &str, backwards: bool, at: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    let mut cursor = String::new();
    for _ in 0..20 {
        let page = if backwards { "last: 2, before" } else { "first: 2, after" };
        let page = if cursor.is_empty() {
            page.split(',').next().unwrap().to_owned()
        } else {
            format!("{page}: \"{cursor}\"")
        };
        let query = list.replace("PAGE", &page).replace(
            "SELECTION",
            "{ edges { cursor node { slug } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }",
        );
        let data = data(&query).await;
        let list = at.iter().fold(&data, |value, name| &value[*name]);
        let edges = list["edges"].as_array().unwrap();
        assert!(edges.len() <= 2 && !edges.is_empty());
        let mut slugs: Vec<String> =
            edges.iter().map(|edge| edge["node"]["slug"].as_str().unwrap().to_owned()).collect();
        if backwards {
            slugs.reverse();
        }
        found.extend(slugs);
        let info = &list["pageInfo"];
        assert_eq!(info["startCursor"], edges[0]["cursor"]);
        assert_eq!(info["endCursor"], edges[edges.len() - 1]["cursor"]);
        let (more, next) = if backwards {
            ("hasPreviousPage", "startCursor")
        } else {
            ("hasNextPage", "endCursor")
        };
        if info[more] == false {
            return found;
        }
        cursor = info[next].as_str().unwrap().to_owned();
    }
    panic!("the pages do not end");
}

#[tokio::test]
async fn pages_forwards_and_backwards_are_the_whole_list() {
    for (list, at, expected) in [
        (
            "{ projects(PAGE) SELECTION }",
            &["projects"][..],
            &["acqua", "dakar-reve", "food", "mentor", "orti"][..],
        ),
        (
            "{ projects(orderBy: {field: STARTS_ON, direction: DESC}, filter: {slug: {not: [\"food\"]}}, PAGE) SELECTION }",
            &["projects"],
            &["orti", "acqua", "dakar-reve", "mentor"],
        ),
        (
            "{ project(slug: \"acqua\") { organisations(PAGE) SELECTION } }",
            &["project", "organisations"],
            &["comune", "comune", "ong"],
        ),
        (
            "{ source(slug: \"relazione\") { citedBy(PAGE) SELECTION } }",
            &["source", "citedBy"],
            &["c1", "c2", "c3"],
        ),
    ] {
        assert_eq!(walk(list, false, at).await, expected, "{list}");
        let mut backwards = walk(list, true, at).await;
        backwards.reverse();
        assert_eq!(backwards, expected, "{list}");
    }
}

#[tokio::test]
async fn a_cursor_fits_only_the_list_that_made_it() {
    let made = data("{ projects(first: 1) { pageInfo { endCursor } } }").await;
    let cursor = made["projects"]["pageInfo"]["endCursor"].as_str().unwrap().to_owned();
    for list in [
        "projects(filter: {status: {eq: \"2\"}}, after: CURSOR)",
        "projects(orderBy: {field: TITLE}, after: CURSOR)",
        "projects(orderBy: {field: SLUG, direction: DESC}, before: CURSOR)",
        "countries(after: CURSOR)",
        "projects(after: \"nonsense\")",
    ] {
        let list = list.replace("CURSOR", &format!("\"{cursor}\""));
        let answer = ask(&format!("{{ {list} {{ totalCount nodes {{ slug }} }} }}")).await;
        assert_eq!(answer["errors"][0]["extensions"]["code"], "CURSOR_INVALID", "{list}");
        assert_eq!(answer.get("data"), None);
    }
    // The same order and filter written in another way are the same list.
    let same = format!("projects(orderBy: {{field: SLUG}}, filter: {{}}, after: \"{cursor}\")");
    let data = data(&format!("{{ {same} {{ nodes {{ slug }} }} }}")).await;
    assert_eq!(slugs(&data["projects"])[0], "dakar-reve");
}

#[tokio::test]
async fn a_cursor_of_a_linked_list_fits_only_its_record() {
    let made = data("{ country(slug: \"mz\") { projects(first: 1) { edges { cursor } } } }").await;
    let cursor = made["country"]["projects"]["edges"][0]["cursor"].as_str().unwrap().to_owned();
    let answer = ask(&format!(
        "{{ countries {{ nodes {{ slug projects(after: \"{cursor}\") {{ nodes {{ slug }} }} }} }}
            mz: country(slug: \"mz\") {{ projects(after: \"{cursor}\") {{ nodes {{ slug }} }} }}
            ke: country(slug: \"ke\") {{ p: projects(after: \"{cursor}\") {{ nodes {{ slug }} }} }} }}"
    ))
    .await;
    assert_eq!(answer["data"], json!(null));
    let answer = ask(&format!(
        "{{ mz: country(slug: \"mz\") {{ projects(after: \"{cursor}\") {{ nodes {{ slug }} }} }}
            ke: country(slug: \"ke\") {{ p: projects(after: \"{cursor}\") {{ nodes {{ slug }} }} }} }}"
    ))
    .await;
    assert_eq!(slugs(&answer["data"]["mz"]["projects"]), ["mentor"]);
    assert_eq!(answer["data"]["ke"], json!(null));
    assert_eq!(answer["errors"][0]["path"], json!(["ke", "p"]));
    assert_eq!(answer["errors"][0]["extensions"]["code"], "CURSOR_INVALID");
}

#[tokio::test]
async fn page_arguments_follow_relay() {
    let data = data(
        "{ none: projects(first: 0) { totalCount nodes { slug } pageInfo { hasNextPage startCursor } }
           last: projects(last: 2) { nodes { slug } pageInfo { hasNextPage hasPreviousPage } }
           null: projects(first: null, after: null, filter: null) { nodes { slug } } }",
    )
    .await;
    assert_eq!(
        data["none"],
        json!({"totalCount": 5, "nodes": [], "pageInfo": {"hasNextPage": true, "startCursor": null}})
    );
    assert_eq!(slugs(&data["last"]), ["mentor", "orti"]);
    assert_eq!(data["last"]["pageInfo"], json!({"hasNextPage": false, "hasPreviousPage": true}));
    assert_eq!(slugs(&data["null"]).len(), 5);
    for (arguments, code) in [
        ("first: -1", "ARGUMENT_INVALID"),
        ("last: -1", "ARGUMENT_INVALID"),
        ("first: 1, last: 1", "ARGUMENT_INVALID"),
        ("first: 1001", "LIMIT_EXCEEDED"),
    ] {
        let error = error(&format!("{{ projects({arguments}) {{ totalCount }} }}")).await;
        assert_eq!(error["extensions"]["code"], code, "{arguments}");
        assert!(!error["extensions"]["hint"].as_str().unwrap().is_empty());
    }
}
