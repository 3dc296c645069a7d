//! The doors agree: random filters, orders and pages of random tables, asked by GraphQL, by GET and
//! as a file, against a naive scan of the rows; on both engines.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[path = "agreement/draw.rs"]
mod draw;
#[path = "agreement/groups.rs"]
mod groups;
#[path = "agreement/scan.rs"]
mod scan;
mod support;

use std::collections::BTreeMap;

use fastrand::Rng;
use opencoop::image::page::Order;
use opencoop::model::TABLES;
use opencoop::model::table::{Table, camel_case};
use serde_json::{Value, json};

use draw::Draw;
use scan::Rows;
use support::{Server, both, seeds};

/// How many questions are asked of each engine.
const QUESTIONS: usize = 400;

/// A question: which records of a table, in which order, in pages of which size.
struct Question {
    table: &'static Table,
    filter: Value,
    order: &'static str,
    descending: bool,
    size: usize,
}

#[tokio::test]
async fn every_door_gives_the_rows_of_a_naive_scan() {
    both(|store| async move {
        let server = Server::start_seeded(&store, seeds());
        let rows = read(&server).await;
        assert!(scan::is_complete(&rows), "every table has rows");
        let mut telling = 0;
        for seed in 0..QUESTIONS as u64 {
            let mut random = Rng::with_seed(seed);
            let at = random.usize(..TABLES.len());
            let table = &TABLES[at];
            let orders = Order::names(at);
            let question = Question {
                table,
                filter: Draw { rows: &rows, random: &mut random }.filter(table, 2),
                order: orders[random.usize(..orders.len())],
                descending: random.bool(),
                size: random.usize(1..60),
            };
            let found = ask(&server, &rows, &question, seed).await;
            count(&server, &rows, &question, &mut random, seed).await;
            telling += usize::from(found > 0 && found < rows.ids(table).len());
        }
        assert!(
            telling > QUESTIONS / 4,
            "only {telling} questions hold for some rows, not for all"
        );
    })
    .await;
}

/// All rows, as the files of all tables have them.
async fn read(server: &Server) -> Rows {
    let mut rows = Rows::default();
    for table in TABLES {
        let file = server.get(&format!("/export/{}.ndjson?nested=1", table.name)).await;
        for line in file.text().await.unwrap().lines() {
            rows.add(table.name, serde_json::from_str(line).unwrap());
        }
    }
    rows
}

/// Asks every door and gives how many records the question holds for.
async fn ask(server: &Server, rows: &Rows, question: &Question, seed: u64) -> usize {
    let Question { table, filter, order, descending, .. } = question;
    let said = format!("question {seed}: {} where {filter}", table.name);
    let mut expected = rows.scan(table, filter);
    assert_eq!(by_file(server, question).await, expected, "{said}, as a file");
    rows.sort(table, &mut expected, order, *descending);
    let ordered = format!("{said} by {order} {}", if *descending { "down" } else { "up" });
    assert_eq!(by_graphql(server, question).await, expected, "{ordered}, by GraphQL");
    assert_eq!(by_get(server, question).await, expected, "{ordered}, by GET");
    expected.len()
}

/// Asks for the groups of a question's records, by GraphQL and by GET.
async fn count(server: &Server, rows: &Rows, question: &Question, random: &mut Rng, seed: u64) {
    let Question { table, filter, .. } = question;
    let ids = rows.scan(table, filter);
    let by = groups::draw(table, random);
    let names: Vec<&str> = by.iter().map(|dimension| dimension.name.as_str()).collect();
    let said = format!("question {seed}: {} where {filter} by {names:?}", table.name);
    let expected = groups::count(rows, table, &ids, &by);
    let keys_of = |group: &Value| -> groups::Keys {
        let keys = group["keys"].as_array().unwrap().iter();
        keys.map(|key| key["id"].as_str().map(str::to_owned)).collect()
    };
    let read = |groups: &Value, found: &mut BTreeMap<groups::Keys, u64>| {
        for group in groups.as_array().unwrap() {
            let before = found.insert(keys_of(group), group["count"].as_u64().unwrap());
            assert_eq!(before, None, "{said}: {group} stands twice");
        }
    };

    let by = names.join(",");
    let size = random.usize(5..1000);
    let parameters = query(question, &[("by", &by), ("limit", &size.to_string())]);
    let mut next = Some(format!("/api/{}/groups?{parameters}", table.name));
    let mut found = BTreeMap::new();
    while let Some(path) = next {
        let page = server.get_json(&path).await;
        read(&page["data"], &mut found);
        assert_eq!(page["total"]["count"], ids.len(), "{said}: the total counts each record once");
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(found, expected, "{said}, by GET");

    let document = format!(
        "query($filter: {}Filter, $first: Int, $after: String) {{ list: {}(filter: $filter) {{ \
         groups(by: [{}], first: $first, after: $after) {{ totalCount total {{ count }} \
         nodes {{ count keys {{ id }} }} pageInfo {{ hasNextPage endCursor }} }} }} }}",
        table.one,
        camel_case(table.name),
        by.to_uppercase(),
    );
    let (mut found, mut after) = (BTreeMap::new(), Value::Null);
    loop {
        let filter = draw::for_graphql(table, filter);
        let variables = json!({ "filter": filter, "first": size, "after": after });
        let (_, answer) = server.post_graphql(&document, variables).await;
        let groups = &answer["data"]["list"]["groups"];
        assert!(groups.is_object(), "{said}: {answer}");
        read(&groups["nodes"], &mut found);
        assert_eq!(groups["totalCount"], expected.len(), "{said}");
        assert_eq!(groups["total"]["count"], ids.len(), "{said}");
        if groups["pageInfo"]["hasNextPage"] == false {
            break;
        }
        after = groups["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(found, expected, "{said}, by GraphQL");
}

fn id(record: &Value) -> String {
    record["id"].as_str().unwrap().to_owned()
}

async fn by_file(server: &Server, question: &Question) -> Vec<String> {
    let path =
        format!("/export/{}.ndjson?{}", question.table.name, query(question, &[("nested", "1")]));
    let answer = server.get(&path).await;
    assert_eq!(answer.status(), 200, "{path}");
    let text = answer.text().await.unwrap();
    text.lines().map(|line| id(&serde_json::from_str(line).unwrap())).collect()
}

async fn by_get(server: &Server, question: &Question) -> Vec<String> {
    let Question { table, order, descending, size, .. } = question;
    let order = format!("{}{order}", if *descending { "-" } else { "" });
    let parameters = query(question, &[("order", &order), ("limit", &size.to_string())]);
    let mut next = Some(format!("/api/{}?{parameters}", table.name));
    let (mut found, mut total) = (Vec::new(), None);
    while let Some(path) = next {
        let page = server.get_json(&path).await;
        let records = page["data"].as_array().unwrap();
        assert!(records.len() <= *size, "{path}");
        found.extend(records.iter().map(id));
        total = page["page"]["total"].as_u64();
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(total, Some(found.len() as u64), "the total of a list is its length");
    found
}

fn query(question: &Question, more: &[(&str, &str)]) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("filter", &question.filter.to_string());
    query.extend_pairs(more);
    query.finish()
}

async fn by_graphql(server: &Server, question: &Question) -> Vec<String> {
    let Question { table, filter, order, descending, size } = question;
    let (one, field) = (table.one, camel_case(table.name));
    let document = format!(
        "query($filter: {one}Filter, $order: {one}Order, $first: Int, $after: String) {{ \
         list: {field}(filter: $filter, orderBy: $order, first: $first, after: $after) {{ \
         totalCount nodes {{ id }} pageInfo {{ hasNextPage endCursor }} }} }}"
    );
    let direction = if *descending { "DESC" } else { "ASC" };
    let order = json!({ "field": order.to_ascii_uppercase(), "direction": direction });
    let (mut found, mut after) = (Vec::new(), Value::Null);
    loop {
        let variables = json!({
            "filter": draw::for_graphql(table, filter),
            "order": order,
            "first": size,
            "after": after,
        });
        let (status, answer) = server.post_graphql(&document, variables).await;
        assert!(status == 200 && answer.get("errors").is_none(), "{filter}: {answer}");
        let list = &answer["data"]["list"];
        found.extend(list["nodes"].as_array().unwrap().iter().map(id));
        if list["pageInfo"]["hasNextPage"] == false {
            assert_eq!(list["totalCount"], found.len(), "the total of a list is its length");
            return found;
        }
        after = list["pageInfo"]["endCursor"].clone();
    }
}
