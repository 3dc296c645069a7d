//! GeoJSON: tables with a position, and a sentence for all others.

use std::fs;

use opencoop::export::{Options, find_format, names};
use opencoop::model::TABLES;
use opencoop::model::table::Kind;
use serde_json::Value;

use crate::fixture::{expected, file, image};
use crate::support::python;

#[test]
fn every_table_is_geojson_or_says_why_not() {
    let image = image("");
    let folder = tempfile::tempdir().unwrap();
    let mut written = Vec::new();
    for name in names(&image, find_format("csv").unwrap()) {
        match file(&image, &name, "geojson", Options::default()) {
            Ok(bytes) => {
                assert!(bytes == file(&image, &name, "geojson", Options::default()).unwrap());
                fs::write(folder.path().join(format!("{name}.geojson")), bytes).unwrap();
                let expected = expected(&image, &name, Options::default()).to_string();
                fs::write(folder.path().join(format!("{name}.expected.json")), expected).unwrap();
                written.push(name);
            }
            Err(error) => {
                assert_eq!(error.status(), 404);
                let what = format!(
                    "there is no file `{name}.geojson`: its records have no position on the earth"
                );
                assert_eq!(error.to_string(), what);
                for format in ["csv", "json", "ndjson", "xlsx"] {
                    let other = format!("`{name}.{format}`");
                    assert!(error.hint().contains(&other), "{}", error.hint());
                }
            }
        }
    }
    let has_point = |table: &&opencoop::model::table::Table| {
        table.columns.iter().any(|c| matches!(c.kind, Kind::Point))
    };
    let with_point: Vec<&str> = TABLES.iter().filter(has_point).map(|table| table.name).collect();
    assert_eq!(written, with_point);
    assert_eq!(names(&image, find_format("geojson").unwrap()), with_point);
    python::script("geojson.py", [folder.path()]);
}

#[test]
fn a_selection_of_columns_keeps_the_geometry() {
    let columns = Some(vec!["slug".to_owned()]);
    let options = Options { columns, ..Options::default() };
    let bytes = file(&image(""), "cities", "geojson", options).unwrap();
    let read: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(
        read["features"][2].to_string(),
        "{\"type\":\"Feature\",\"id\":\"cities/city-2\",\"geometry\":{\"type\":\"Point\",\
         \"coordinates\":[-9.1895142,45.4642719]},\"properties\":{\"slug\":\"city-2\"}}"
    );
    assert_eq!(read["features"][1]["geometry"], Value::Null);
    assert_eq!(read["revision"], 7);
}
