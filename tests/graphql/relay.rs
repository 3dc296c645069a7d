//! The two specifications of Relay: Cursor Connections, and Global Object Identification.

use opencoop::model::TABLES;
use serde_json::{Value, json};

use super::fixture::{data, error};

async fn page(arguments: &str) -> Value {
    let query = format!(
        "{{ projects({arguments}) {{ edges {{ cursor node {{ slug }} }} nodes {{ slug }}
            pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
    );
    data(&query).await["projects"].take()
}

fn slugs(page: &Value) -> Vec<&str> {
    let edges = page["edges"].as_array().unwrap();
    let slugs = edges.iter().map(|edge| edge["node"]["slug"].as_str().unwrap()).collect();
    let nodes = page["nodes"].as_array().unwrap().iter();
    assert_eq!(slugs, nodes.map(|node| node["slug"].as_str().unwrap()).collect::<Vec<_>>());
    slugs
}

#[tokio::test]
async fn a_connection_has_the_fields_that_relay_asks_for() {
    let types = data(
        "{ __schema { types { name kind fields { name args { name type { name } }
             type { kind name ofType { kind name ofType { kind name ofType { kind name } } } } } } } }",
    )
    .await;
    let types = types["__schema"]["types"].as_array().unwrap();
    let mut seen = 0;
    for ty in types {
        let name = ty["name"].as_str().unwrap();
        let field = |wanted: &str| {
            let fields = ty["fields"].as_array().into_iter().flatten();
            fields.into_iter().find(|field| field["name"] == wanted).map(|field| &field["type"])
        };
        if name.ends_with("Connection") {
            // Lists of groups and of what a search finds have further fields.
            let edges = field("edges").unwrap_or(&Value::Null);
            let info = field("pageInfo").unwrap();
            assert_eq!(
                (&info["kind"], &info["ofType"]["name"]),
                (&json!("NON_NULL"), &json!("PageInfo"))
            );
            if !edges.is_null() {
                let list = &edges["ofType"];
                assert_eq!((&edges["kind"], &list["kind"]), (&json!("NON_NULL"), &json!("LIST")));
            }
            seen += 1;
        } else if name == "PageInfo" {
            for wanted in ["hasNextPage", "hasPreviousPage"] {
                assert_eq!(field(wanted).unwrap()["ofType"]["name"], "Boolean");
            }
            for wanted in ["startCursor", "endCursor"] {
                assert_eq!(field(wanted).unwrap()["name"], "String");
            }
        }
    }
    assert!(seen > TABLES.len());
}

#[tokio::test]
async fn first_and_after_walk_forwards_last_and_before_walk_back() {
    let all = page("first: 9").await;
    let whole = ["acqua", "dakar-reve", "food", "mentor", "orti"];
    assert_eq!(slugs(&all), whole);
    let cursors: Vec<&str> = all["edges"]
        .as_array()
        .unwrap()
        .iter()
        .map(|edge| edge["cursor"].as_str().unwrap())
        .collect();
    assert_eq!(
        all["pageInfo"],
        json!({"hasNextPage": false, "hasPreviousPage": false,
            "startCursor": cursors[0], "endCursor": cursors[4]})
    );
    for size in 0..=6_usize {
        for at in 0..5 {
            // EdgesToReturn of the specification, in words of slices.
            let after = page(&format!("first: {size}, after: \"{}\"", cursors[at])).await;
            let end = (at + 1 + size).min(5);
            assert_eq!(slugs(&after), whole[at + 1..end], "first {size} after {at}");
            assert_eq!(after["pageInfo"]["hasNextPage"], end < 5);
            let before = page(&format!("last: {size}, before: \"{}\"", cursors[at])).await;
            let start = at.saturating_sub(size);
            assert_eq!(slugs(&before), whole[start..at], "last {size} before {at}");
            assert_eq!(before["pageInfo"]["hasPreviousPage"], start > 0);
            for page in [&after, &before] {
                let edges = page["edges"].as_array().unwrap();
                let cursor =
                    |edge: Option<&Value>| edge.map_or(Value::Null, |e| e["cursor"].clone());
                assert_eq!(page["pageInfo"]["startCursor"], cursor(edges.first()));
                assert_eq!(page["pageInfo"]["endCursor"], cursor(edges.last()));
            }
        }
    }
    let arguments = format!("first: 9, after: \"{}\", before: \"{}\"", cursors[0], cursors[3]);
    assert_eq!(slugs(&page(&arguments).await), whole[1..3]);
}

#[tokio::test]
async fn what_relay_forbids_is_refused() {
    for arguments in ["first: 1, last: 1", "first: -1", "last: -1"] {
        let error = error(&format!("{{ projects({arguments}) {{ totalCount }} }}")).await;
        assert_eq!(error["extensions"]["code"], "ARGUMENT_INVALID", "{arguments}");
    }
}

#[tokio::test]
async fn every_record_is_a_node_that_its_id_finds_again() {
    let data = data(
        "{ __type(name: \"Node\") { kind fields { name type { kind ofType { name } } }
             possibleTypes { name } }
           __schema { queryType { fields { name type { kind name ofType { kind name } }
             args { name type { kind ofType { kind name ofType { name } } } } } } }
           projects { nodes { __typename id } } countries { nodes { __typename id } }
           citations { nodes { __typename id subject { __typename id } } } }",
    )
    .await;
    let node = &data["__type"];
    assert_eq!(node["kind"], "INTERFACE");
    assert_eq!(
        node["fields"],
        json!([{"name": "id", "type": {"kind": "NON_NULL", "ofType": {"name": "ID"}}}])
    );
    let possible = node["possibleTypes"].as_array().unwrap();
    for table in TABLES {
        assert!(possible.iter().any(|ty| ty["name"] == table.one), "{}", table.one);
    }
    let fields = data["__schema"]["queryType"]["fields"].as_array().unwrap();
    let root = fields.iter().find(|field| field["name"] == "node").unwrap();
    // `node(id: ID!): Node`, which may be null.
    assert_eq!(
        (&root["type"]["kind"], &root["type"]["name"]),
        (&json!("INTERFACE"), &json!("Node"))
    );
    assert_eq!(root["args"][0]["name"], "id");
    assert_eq!(root["args"][0]["type"]["ofType"]["name"], "ID");
    assert_eq!(root["args"].as_array().unwrap().len(), 1);

    let mut found = Vec::new();
    for list in ["projects", "countries", "citations"] {
        for record in data[list]["nodes"].as_array().unwrap() {
            found.push(record.clone());
            found.extend(record.get("subject").cloned());
        }
    }
    let ids: Vec<String> = found.iter().map(|record| record["id"].to_string()).collect();
    let again = super::fixture::data(&format!(
        "{{ nodes(ids: [{0}, \"projects/none\", \"x\"]) {{ __typename id }}
            node(id: {1}) {{ __typename id }} none: node(id: \"projects/none\") {{ id }} }}",
        ids.join(", "),
        ids[0]
    ))
    .await;
    let nodes = again["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), found.len() + 2);
    for (record, node) in found.iter().zip(nodes) {
        assert_eq!((&record["id"], &record["__typename"]), (&node["id"], &node["__typename"]));
    }
    assert_eq!(nodes[found.len()..], [Value::Null, Value::Null]);
    assert_eq!((&again["node"]["id"], &again["none"]), (&found[0]["id"], &Value::Null));
}
