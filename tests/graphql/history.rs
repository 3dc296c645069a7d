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
use opencoop::store::journal::{Entry, Journal, Refusal, Since};
use opencoop::store::renames::Rename;
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
            let problem = Self::problem();
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

    fn journal<'a>(&'a self, asked: &'a Since) -> Answer<'a, Journal> {
        Box::pin(async move {
            self.ask()?;
            assert_eq!(asked.until, 7, "never newer than the image");
            let change = |kind| Change { revision: 5, kind, fields: Vec::new() };
            let entry =
                |slug: &str, kind| Entry { table: 0, slug: slug.to_owned(), change: change(kind) };
            let all = [
                entry("acqua", ChangeKind::Added),
                entry("atlantis", ChangeKind::Removed),
                entry("orti", ChangeKind::Changed),
            ];
            let from = asked.after.as_ref().map_or(0, |(_, id)| {
                all.iter().position(|entry| entry.record() > *id).unwrap_or(all.len())
            });
            let entries: Vec<Entry> = all[from..].iter().take(asked.first).cloned().collect();
            let has_next = from + entries.len() < all.len();
            Ok(Journal { entries, has_next })
        })
    }

    fn refusals<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Refusal>>> {
        Box::pin(async move {
            self.ask()?;
            let refusal = |revision| Refusal { revision, problem: Self::problem() };
            let refused = of.iter().filter(|(_, slug)| slug == "food");
            // The second is newer than the image.
            Ok(refused.map(|key| (key.clone(), vec![refusal(3), refusal(8)])).collect())
        })
    }

    fn renames<'a>(&'a self, of: &'a [RecordKey]) -> Answer<'a, HashMap<RecordKey, Vec<Rename>>> {
        Box::pin(async move {
            self.ask()?;
            let step = |slug: &str, revision| Rename { slug: slug.to_owned(), revision };
            let renamed = of.iter().filter(|(_, slug)| slug == "water");
            // The last is newer than the image.
            let chain = vec![step("aqua", 5), step("acqua", 7), step("eau", 8)];
            Ok(renamed.map(|key| (key.clone(), chain.clone())).collect())
        })
    }
}

impl Remembered {
    fn problem() -> Problem {
        Problem {
            file: "projects.csv".to_owned(),
            line: Some(12),
            column: Some("status".to_owned()),
            value: None,
            code: "CODE_UNKNOWN".to_owned(),
            message: "expected a code".to_owned(),
            hint: "use 1".to_owned(),
            record: Some("projects/nuovo".to_owned()),
        }
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

#[tokio::test]
async fn the_journal_is_paged_and_shows_what_is_still_there() {
    let memory = Arc::new(Remembered::default());
    let query = |after: &str| {
        format!(
            "{{ changes(since: 4, types: [PROJECTS], first: 2{after}) {{
                edges {{ cursor node {{ recordId table kind revision {{ number publishedAt }}
                    fields {{ name }} node {{ __typename id ... on Project {{ title }} }} }} }}
                pageInfo {{ hasNextPage hasPreviousPage startCursor endCursor }} }} }}"
        )
    };
    let first = ask(&memory, &query("")).await;
    assert_eq!(first.get("errors"), None, "{first:#}");
    let page = &first["data"]["changes"];
    assert_eq!(
        page["edges"][0]["node"],
        json!({"recordId": "projects/acqua", "table": "PROJECTS", "kind": "ADDED",
            "revision": {"number": 5, "publishedAt": "2020-01-05T00:00:00Z"}, "fields": [],
            "node": {"__typename": "Project", "id": "projects/acqua", "title": "Acqua"}})
    );
    assert_eq!(page["edges"][1]["node"]["node"], Value::Null);
    let end = page["pageInfo"]["endCursor"].as_str().unwrap();
    assert_eq!(page["edges"][1]["cursor"], end);
    assert_eq!(
        (&page["pageInfo"]["hasNextPage"], &page["pageInfo"]["hasPreviousPage"]),
        (&json!(true), &json!(false))
    );
    // The journal, then the moment of its revision.
    assert_eq!(memory.asked.load(Ordering::SeqCst), 2);
    let second = ask(&memory, &query(&format!(", after: \"{end}\""))).await;
    let page = &second["data"]["changes"];
    assert_eq!(page["edges"].as_array().unwrap().len(), 1);
    assert_eq!(page["edges"][0]["node"]["recordId"], "projects/orti");
    assert_eq!(page["pageInfo"]["hasNextPage"], false);
    assert_eq!(page["pageInfo"]["hasPreviousPage"], true);
    for (arguments, code) in [
        ("since: -1", "ARGUMENT_INVALID"),
        ("since: 4, after: \"x\"", "CURSOR_INVALID"),
        (&format!("since: 4, after: \"{end}\""), "CURSOR_INVALID"),
        ("since: 0, first: 1001", "LIMIT_EXCEEDED"),
        ("since: 0, first: -1", "ARGUMENT_INVALID"),
        ("first: 1", "ARGUMENT_INVALID"),
        ("since: null, sinceDate: null", "ARGUMENT_INVALID"),
        ("since: 0, sinceDate: \"2026-03\"", "ARGUMENT_INVALID"),
        ("sinceDate: \"2026-13\"", "ARGUMENT_INVALID"),
        ("sinceDate: \"2026-03\", after: \"x\"", "CURSOR_INVALID"),
    ] {
        let query = format!("{{ changes({arguments}) {{ nodes {{ kind }} }} }}");
        assert_eq!(
            ask(&memory, &query).await["errors"][0]["extensions"]["code"],
            *code,
            "{arguments}"
        );
    }
    let many = "a: changes(since: 0, first: 600) { nodes { kind } } ".to_owned();
    let many = format!("{{ {many} {} }}", many.replace("a:", "b:"));
    assert_eq!(ask(&memory, &many).await["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED");
}

#[tokio::test]
async fn any_identifier_is_explained() {
    let memory = Arc::new(Remembered::default());
    let one = "recordId state renamedTo sentence addedIn { number } changedIn { number } removedIn { number }
        changes { kind } refusals { revision { number } problem { code recordId } }
        node { id }";
    let query = format!(
        "{{ there: explain(id: \"https://example.org/id/projects/acqua\") {{ {one} }}
            food: explain(id: \"projects/food\") {{ {one} it: sentence(language: [\"it\"]) }}
            gone: explain(id: \"projects/atlantis\") {{ {one} }}
            old: explain(id: \"projects/water\") {{ {one} }}
            never: explain(id: \"never/seen\") {{ {one} }} }}"
    );
    let answer = ask(&memory, &query).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    // Changes, refusals and renames of all of them at once.
    assert_eq!(memory.asked.load(Ordering::SeqCst), 3);
    let data = &answer["data"];
    assert_eq!(
        data["there"],
        json!({"recordId": "projects/acqua", "state": "PRESENT", "renamedTo": null,
            "sentence": "`projects/acqua` is published: added in revision 1, last changed in revision 7.",
            "addedIn": {"number": 1}, "changedIn": {"number": 7}, "removedIn": null,
            "changes": [{"kind": "ADDED"}, {"kind": "CHANGED"}], "refusals": [],
            "node": {"id": "projects/acqua"}})
    );
    assert_eq!(
        data["food"]["refusals"],
        json!([{"revision": {"number": 3}, "problem":
            {"code": "CODE_UNKNOWN", "recordId": "projects/nuovo"}}])
    );
    assert!(data["food"]["it"].as_str().unwrap().contains("scartato"));
    assert_eq!((&data["gone"]["state"], &data["gone"]["node"]), (&json!("REMOVED"), &Value::Null));
    assert_eq!(data["never"]["state"], "UNKNOWN");
    let old = &data["old"];
    assert_eq!(
        (&old["state"], &old["renamedTo"], &old["node"]),
        (&json!("RENAMED"), &json!("projects/acqua"), &Value::Null)
    );
}
