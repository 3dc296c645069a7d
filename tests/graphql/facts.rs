//! What stands beside the records: datasets, code lists, addresses of files.

use opencoop::api::parameters::{filter, pairs};
use opencoop::model::codes::{CODE_LISTS, CURRENCIES};
use opencoop::model::{TABLES, find_table};
use serde_json::{Value, json};

use super::fixture::{data, error, sample};

#[tokio::test]
async fn every_table_is_a_dataset_with_its_fields_and_addresses() {
    let data = data(
        "{ datasets { name label it: label(language: [\"it\"]) description records url licence
             publisher revision files { format mediaType url }
             fields { name kind label description required codeList target } } }",
    )
    .await;
    let datasets = data["datasets"].as_array().unwrap();
    assert_eq!(datasets.len(), TABLES.len());
    let projects = &datasets[0];
    assert_eq!(
        (&projects["name"], &projects["label"], &projects["it"], &projects["records"]),
        (&json!("projects"), &json!("Projects"), &json!("Progetti"), &json!(5))
    );
    assert_eq!(projects["url"], "https://example.org/api/projects");
    assert_eq!(
        projects["files"][0],
        json!({"format": "CSV", "mediaType": "text/csv; charset=utf-8; header=present",
            "url": "https://example.org/export/projects.csv"})
    );
    for (dataset, table) in datasets.iter().zip(TABLES) {
        let fields = dataset["fields"].as_array().unwrap();
        assert_eq!(fields.len(), 1 + table.columns.len() + table.links.len());
        assert_eq!(fields[0]["name"], "slug");
        for field in fields {
            assert!(field["description"].as_str().unwrap().ends_with('.'), "{field}");
        }
    }
    let status = projects["fields"].as_array().unwrap().iter().find(|f| f["name"] == "status");
    assert_eq!(status.unwrap()["codeList"], "ActivityStatus");
}

#[tokio::test]
async fn code_lists_have_their_codes_in_both_languages() {
    let all = data("{ codeLists { name description source closed codes { code label } } }").await;
    let all = all["codeLists"].as_array().unwrap();
    assert_eq!(all.len(), CODE_LISTS.len() + 1);
    assert_eq!(all.last().unwrap()["codes"].as_array().unwrap().len(), CURRENCIES.len());
    let some = data(
        "{ codeLists(names: [\"Basis\", \"ActivityStatus\"]) { name closed
             codes { code label(language: [\"de\", \"it-CH\"]) } } }",
    )
    .await;
    assert_eq!(some["codeLists"][0]["closed"], true);
    assert_eq!(some["codeLists"][1]["codes"][1], json!({"code": "2", "label": "In attuazione"}));
    let error = error("{ codeLists(names: [\"Nope\"]) { name } }").await;
    assert_eq!(error["extensions"]["code"], "ARGUMENT_INVALID");
}

/// The records that the filter of an address of files holds for.
fn rows_of(url: &str) -> (String, u64) {
    let image = sample();
    let rest = url.strip_prefix("https://example.org/export/").unwrap();
    let (file, query) = rest.split_once('?').unwrap_or((rest, ""));
    let (table, format) = file.split_once('.').unwrap();
    assert_eq!(format, "csv");
    let (at, _) = find_table(table).unwrap();
    let filter = filter(at, &pairs(query)).unwrap();
    let count = image.rows(at, &filter).len();
    (table.to_owned(), count)
}

#[tokio::test]
async fn the_address_of_a_list_is_that_of_exactly_its_records() {
    let list = "{ totalCount exportUrl(format: CSV) }";
    let data = data(&format!(
        "{{ projects {list} two: projects(filter: {{ status: {{ eq: \"2\" }} }}) {list}
            sdgs(filter: {{ kind: {{ eq: GOAL }} }}) {list}
            project(slug: \"acqua\") {{ countries {list} organisations {list} budgets {list}
                some: countries(filter: {{ iso2: {{ eq: \"ke\" }} }}) {list}
                missions {list} observations {list} citations {list} }}
            country(slug: \"mz\") {{ projects {list}
                two: projects(filter: {{ slug: {{ not: [\"acqua\"] }} }}) {list} }}
            organisation(slug: \"comune\") {{ projects {list} }} }}"
    ))
    .await;
    let mut checked = 0;
    let mut waiting = vec![&data];
    while let Some(value) = waiting.pop() {
        if let Some(url) = value["exportUrl"].as_str() {
            let (table, rows) = rows_of(url);
            // A record stands once in a file, and in a list once for each of its roles.
            let twice = table == "organisations" || url.contains("organisations");
            let expected = value["totalCount"].as_u64().unwrap() - u64::from(twice);
            assert_eq!(rows, expected, "{url}");
            checked += 1;
        }
        if let Some(object) = value.as_object() {
            waiting.extend(object.values().filter(|value| value.is_object()));
        }
    }
    assert_eq!(checked, 13, "{data:#}");
    let long = format!(
        "[{}]",
        (0..500).map(|at| format!("\"{}{at}\"", "x".repeat(90))).collect::<Vec<_>>().join(",")
    );
    let query = format!(
        "{{ projects(filter: {{ slug: {{ in: {long} }} }}) {{ exportUrl(format: CSV) }} }}"
    );
    let failed: Value = error(&query).await;
    assert_eq!(failed["extensions"]["code"], "LIMIT_EXCEEDED");
    assert_eq!(failed["path"], json!(["projects", "exportUrl"]));
}
