//! The schema: its file, its texts, and that it agrees with the parser of filters.

use opencoop::graphql::sdl;
use opencoop::image::filter::parse::filter;
use opencoop::model::TABLES;
use opencoop::model::table::camel_case;
use serde_json::{Value, json};

use super::fixture::{data, service};

#[test]
fn the_file_of_the_schema_is_what_the_code_writes() {
    let written = sdl(service()).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/schema.graphql");
    let kept = std::fs::read_to_string(path).unwrap_or_default();
    assert!(
        written == kept,
        "schema/schema.graphql is not the schema of the code; renew it with \
         `cargo run -- schema > schema/schema.graphql` and look at the difference"
    );
}

async fn types() -> Vec<Value> {
    let data = data(
        "{ __schema { types { kind name description
             fields { name description args { name description type { ...T } } type { ...T } }
             inputFields { name description type { ...T } }
             enumValues { name description } } } }
         fragment T on __Type { kind name ofType { kind name ofType { kind name ofType { name } } } }",
    )
    .await;
    let types = data["__schema"]["types"].as_array().unwrap().clone();
    types.into_iter().filter(|ty| !ty["name"].as_str().unwrap().starts_with("__")).collect()
}

#[tokio::test]
async fn everything_in_the_schema_says_what_it_is() {
    let is_sentence =
        |text: &Value| text.as_str().is_some_and(|text| text.len() > 3 && text.ends_with('.'));
    let mut without = Vec::new();
    for ty in types().await {
        let name = ty["name"].as_str().unwrap();
        let built_in = ["Int", "Float", "String", "Boolean", "ID"].contains(&name);
        if !built_in && !is_sentence(&ty["description"]) {
            without.push(name.to_owned());
        }
        for part in ["fields", "inputFields", "enumValues"] {
            for field in ty[part].as_array().into_iter().flatten() {
                let field_name = format!("{name}.{}", field["name"].as_str().unwrap());
                for argument in field["args"].as_array().into_iter().flatten() {
                    if !is_sentence(&argument["description"]) {
                        without.push(format!("{field_name}({})", argument["name"]));
                    }
                }
                if !is_sentence(&field["description"]) {
                    without.push(field_name);
                }
            }
        }
    }
    assert_eq!(without, [""; 0]);
}

/// A value that a test of a type accepts.
fn value_of(name: &str) -> Value {
    match name {
        "Int" => json!(3),
        "Boolean" => json!(true),
        "Decimal" => json!("3.5"),
        "PartialDate" => json!("2018-09"),
        "DateTime" => json!("2018-09-01T00:00:00Z"),
        "ID" => json!("projects/acqua"),
        _ => json!("x"),
    }
}

#[tokio::test]
async fn every_test_that_the_schema_offers_is_understood() {
    let types = types().await;
    let find = |name: &str| types.iter().find(|ty| ty["name"] == name).unwrap();
    let mut tried = 0;
    for (at, table) in TABLES.iter().enumerate() {
        let filter_type = find(&format!("{}Filter", table.one));
        for field in filter_type["inputFields"].as_array().unwrap() {
            let name = field["name"].as_str().unwrap();
            let mut inner = &field["type"];
            while inner["name"].is_null() {
                inner = &inner["ofType"];
            }
            let test = inner["name"].as_str().unwrap();
            if test.ends_with("Filter") {
                assert!(filter(at, &json!({ name: {} }), "filter").is_ok(), "{name}");
                continue;
            }
            if find(test)["inputFields"].is_null() {
                let is_list = field["type"]["kind"] == "LIST";
                let json = json!({ name: if is_list { json!(["a"]) } else { json!("a") } });
                assert!(filter(at, &json, "filter").is_ok(), "{name}");
                tried += 1;
                continue;
            }
            let column = table.columns.iter().find(|column| camel_case(column.name) == name);
            for offered in find(test)["inputFields"].as_array().unwrap() {
                let offered_name = offered["name"].as_str().unwrap();
                let mut ty = &offered["type"];
                let is_list = ty["kind"] == "LIST";
                while ty["name"].is_null() {
                    ty = &ty["ofType"];
                }
                let type_name = ty["name"].as_str().unwrap();
                let list = column.and_then(|column| match column.kind {
                    opencoop::model::table::Kind::Code(list) => Some(list),
                    _ => None,
                });
                let values: Vec<Value> = match (ty["kind"].as_str().unwrap(), list, offered_name) {
                    (_, _, "near") => {
                        vec![json!({"latitude": 45.46, "longitude": 9, "distanceKm": 50})]
                    }
                    (_, _, "from" | "to") => vec![json!(2018)],
                    ("INPUT_OBJECT", ..) => vec![json!({})],
                    (_, _, "currency") => vec![json!("EUR")],
                    ("ENUM", ..) => find(type_name)["enumValues"]
                        .as_array()
                        .unwrap()
                        .iter()
                        .map(|value| value["name"].clone())
                        .collect(),
                    (_, Some(list), "eq" | "in" | "not") => {
                        list.codes.iter().map(|code| json!(code.code)).collect()
                    }
                    _ => vec![value_of(type_name)],
                };
                for value in values {
                    let value = if is_list { json!([value]) } else { value };
                    let mut tests = json!({ offered_name: value });
                    if test == "MoneyTest" {
                        tests["currency"] = json!("EUR");
                    }
                    let json = json!({ name: tests });
                    let parsed = filter(at, &json, "filter");
                    assert!(parsed.is_ok(), "{}: {json}: {parsed:?}", table.name);
                    tried += 1;
                }
            }
        }
    }
    assert!(tried > 500, "{tried}");
}

#[tokio::test]
async fn names_are_unique_in_each_type_and_every_record_is_a_node() {
    let data = data("{ __type(name: \"Node\") { possibleTypes { name } } }").await;
    let nodes = data["__type"]["possibleTypes"].as_array().unwrap();
    assert_eq!(nodes.len(), TABLES.len());
    for (at, table) in TABLES.iter().enumerate() {
        let mut names: Vec<String> =
            table.columns.iter().map(|column| camel_case(column.name)).collect();
        for column in table.columns {
            if matches!(column.kind, opencoop::model::table::Kind::Localised) {
                names.push(format!("{}Language", camel_case(column.name)));
                names.push(format!("{}Translations", camel_case(column.name)));
            }
        }
        names.extend(table.links.iter().map(|link| camel_case(link.name)));
        let mut back: Vec<String> =
            opencoop::image::Way::backward(at).iter().map(|way| camel_case(way.name())).collect();
        back.sort();
        back.dedup();
        names.extend(back);
        names.extend(["id", "slug", "history"].map(str::to_owned));
        names.sort();
        let before = names.len();
        names.dedup();
        assert_eq!(names.len(), before, "{}", table.name);
    }
}
