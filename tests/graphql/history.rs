//! History and reports, which the store remembers.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use opencoop::config::Limits;
use opencoop::error::Error;
use opencoop::graphql::Door;
use opencoop::graphql::history::{Answer, Memory, RecordKey};
use opencoop::model::TABLES;
use opencoop::store::history::{Change, ChangeKind, FieldChange, Problem, Report};
use serde_json::{Value, json};

use super::fixture::{answer, sample};

/// A store that remembers the same of every record, and counts how often it is asked.
#[derive(Default)]
struct Remembered {
    asked: AtomicUsize,
    broken: bool,
}

impl Remembered {
    fn ask(&self) -> Result<(), Error> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        if self.broken { Err(Error::internal("secret")) } else { Ok(()) }
    }
}

impl Memory for Remembered {
    fn changes<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Change>>> {
        Box::pin(async move {
            self.ask()?;
            let known = of.iter().filter(|(_, slug)| slug != "food");
            Ok(known
                .map(|key| {
                    let field = FieldChange {
                        name: "title_it".to_owned(),
                        before: Some(format!("{}/{}", TABLES[key.0].name, key.1)),
                        after: None,
                    };
                    let change = |revision, kind, fields| Change { revision, kind, fields };
                    let changes = vec![
                        change(1, ChangeKind::Added, Vec::new()),
                        change(7, ChangeKind::Changed, vec![field]),
                        // Newer than the image.
                        change(8, ChangeKind::Removed, Vec::new()),
                    ];
                    (key.clone(), changes)
                })
                .collect())
        })
    }

    fn published<'a>(&'a self, numbers: &'a [i64]) -> Answer<'a, HashMap<i64, String>> {
        Box::pin(async move {
            self.ask()?;
            Ok(numbers
                .iter()
                .map(|number| (*number, format!("2020-01-0{number}T00:00:00Z")))
                .collect())
        })
    }

    fn reports<'a>(&'a self, numbers: &'a [i64]) -> Answer<'a, HashMap<i64, Report>> {
        Box::pin(async move {
            self.ask()?;
            let problem = Problem {
                file: "projects.csv".to_owned(),
                line: Some(12),
                column: Some("status".to_owned()),
                value: None,
                code: "CODE_UNKNOWN".to_owned(),
                message: "expected a code".to_owned(),
                hint: "use 1".to_owned(),
                record: Some("projects/nuovo".to_owned()),
            };
            let report = Report {
                started_at: "2020-01-01T00:00:00Z".to_owned(),
                added: 3,
                refused: 1,
                problems: vec![problem],
                ..Report::default()
            };
            Ok(numbers
                .iter()
                .filter(|number| **number == 1)
                .map(|n| (*n, report.clone()))
                .collect())
        })
    }
}

async fn ask(memory: &Arc<Remembered>, query: &str) -> Value {
    let door = Door::build(&Limits::standard().unwrap(), Some(memory.clone())).unwrap();
    let answer = answer(&door, &sample(), query, json!({})).await;
    serde_json::from_slice(&answer.body).unwrap()
}

const ALL: &str = "{ projects { nodes { slug history { kind fields { name before after }
    revision { number publishedAt importReport { added refused problems { line column value code hint } } } } } }
    again: project(slug: \"acqua\") { history { kind } } }";

#[tokio::test]
async fn the_history_of_many_records_is_a_fixed_number_of_questions() {
    let memory = Arc::new(Remembered::default());
    let answer = ask(&memory, ALL).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    // Changes; then the moments and the reports of their revisions.
    assert_eq!(memory.asked.load(Ordering::SeqCst), 3);
    let nodes = answer["data"]["projects"]["nodes"].as_array().unwrap();
    assert_eq!(
        nodes[0],
        json!({"slug": "acqua", "history": [
            {"kind": "ADDED", "fields": [], "revision": {"number": 1, "publishedAt": "2020-01-01T00:00:00Z",
             "importReport": {"added": 3, "refused": 1, "problems": [
                {"line": 12, "column": "status", "value": null, "code": "CODE_UNKNOWN", "hint": "use 1"}]}}},
            {"kind": "CHANGED", "fields": [{"name": "title_it", "before": "projects/acqua", "after": null}],
             "revision": {"number": 7, "publishedAt": "2026-11-21T10:30:00Z", "importReport": null}},
        ]})
    );
    assert_eq!(nodes[2], json!({"slug": "food", "history": []}));
    assert_eq!(answer["data"]["again"]["history"].as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn the_store_is_not_asked_for_what_the_image_knows() {
    let memory = Arc::new(Remembered::default());
    let answer =
        ask(&memory, "{ revision { number publishedAt } projects { nodes { slug } } }").await;
    assert_eq!(answer["data"]["revision"]["publishedAt"], "2026-11-21T10:30:00Z");
    assert_eq!(memory.asked.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_store_that_fails_nulls_what_depends_on_it_and_nothing_else() {
    let memory = Arc::new(Remembered { broken: true, ..Remembered::default() });
    let answer = ask(
        &memory,
        "{ revision { number importReport { added } } ok: project(slug: \"food\") { slug }
           p: project(slug: \"acqua\") { slug h: history { kind } } }",
    )
    .await;
    assert_eq!(
        answer["data"],
        json!({"revision": {"number": 7, "importReport": null}, "ok": {"slug": "food"}, "p": null})
    );
    let errors = answer["errors"].as_array().unwrap();
    assert_eq!(errors[0]["path"], json!(["revision", "importReport"]));
    assert_eq!(errors[1]["path"], json!(["p", "h"]));
    assert_eq!(errors[1]["extensions"]["code"], "INTERNAL");
    assert!(!answer.to_string().contains("secret"));
}
