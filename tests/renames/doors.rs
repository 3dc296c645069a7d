//! What doors answer to those who hold an old id.

use std::time::Duration;

use opencoop::about::explain::{Memory, State, explain};
use opencoop::image::load::load;
use opencoop::import::Options;
use opencoop::store::Store;
use serde_json::{Value, json};

use super::support::{Server, both};
use super::{import, open, published};

/// A store in which one record was renamed twice, one became another, and one was never here.
async fn renamed(url: &str) -> Store {
    let store = open(url).await;
    let first = "old_id,new_id\nprojects/acqua,projects/water\nprojects/1234,projects/orti\n";
    published(&import(&store, &[("renames.csv", first)], &Options::default()).await);
    let second = "old_id,new_id\nprojects/water,projects/eau\nprojects/scuola,projects/orti\n";
    let projects = "slug,title_it,parent\neau,Acqua,\norti,Orti,eau\n";
    let files = [("renames.csv", second), ("projects.csv", projects)];
    published(&import(&store, &files, &Options::default()).await);
    store
}

/// The answer to a path, which is not followed: its status, and where it leads.
async fn led(server: &Server, path: &str) -> (u16, String) {
    let answer = server.get(path).await;
    let location = answer.headers().get("location").map(|value| value.to_str().unwrap().to_owned());
    (answer.status().as_u16(), location.unwrap_or_default())
}

/// Waits until a server answers from a revision.
async fn follow(server: &Server, revision: u64) {
    while server.get_json("/health").await["revision"].as_u64() != Some(revision) {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_address_leads_to_the_record_with_its_query() {
    both(|url| async move {
        let store = renamed(&url).await;
        let server = Server::start(&url);
        for (path, location) in [
            ("/api/projects/acqua", "/api/projects/eau"),
            ("/api/projects/water", "/api/projects/eau"),
            ("/api/projects/scuola", "/api/projects/orti"),
            ("/id/projects/acqua", "/id/projects/eau"),
            ("/record/projects/acqua?language=it", "/record/projects/eau?language=it"),
            ("/record/projects/acqua.ttl", "/record/projects/eau.ttl"),
            (
                "/api/projects/1234?fields=title&include=countries%2Cevents",
                "/api/projects/orti?fields=title&include=countries%2Cevents",
            ),
        ] {
            assert_eq!(led(&server, path).await, (301, location.to_owned()));
        }
        for (path, status) in
            [("/api/projects/eau", 200), ("/api/missions/acqua", 404), ("/api/projects/none", 404)]
        {
            assert_eq!(led(&server, path).await, (status, String::new()));
        }
        // The record may go out later: an old id leads to where that is said.
        let files = [
            ("projects.csv", "slug,title_it,parent\norti,Orti,\n"),
            ("events.csv", "slug,title_it,subject\n"),
        ];
        published(&import(&store, &files, &Options::default()).await);
        follow(&server, 4).await;
        let gone = "/api/projects/eau".to_owned();
        assert_eq!(led(&server, "/api/projects/acqua").await, (301, gone.clone()));
        assert_eq!(led(&server, &gone).await, (410, String::new()));
        let said = server.get_json("/api/explain?id=projects/acqua").await;
        assert!(
            said["data"]["sentence"]["en"].as_str().unwrap().contains("not published"),
            "{said}"
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn explain_says_what_a_record_is_called_now_and_was_called_before() {
    both(|url| async move {
        renamed(&url).await;
        let server = Server::start(&url);
        let explained = async |id: &str| {
            let answer = server.get_json(&format!("/api/explain?id={id}")).await;
            answer["data"].clone()
        };
        let old = explained("projects/acqua").await;
        assert_eq!(
            (&old["state"], &old["renamed_to"], &old["removed_in"]),
            (&json!("renamed"), &json!("projects/eau"), &json!(2))
        );
        assert_eq!(
            old["sentence"],
            json!({
                "en": "`projects/acqua` is now `projects/eau`: added in revision 1, renamed in \
                       revision 2.",
                "it": "`projects/acqua` è ora `projects/eau`: aggiunto con la revisione 1, \
                       rinominato con la revisione 2."
            })
        );
        let never = explained("projects/1234").await;
        assert_eq!(
            never["sentence"]["en"],
            "`projects/1234` is now `projects/orti`: renamed in revision 2."
        );
        let new = explained("projects/eau").await;
        assert_eq!((&new["state"], &new["renamed_to"]), (&json!("present"), &Value::Null));
        assert_eq!(
            new["sentence"]["en"],
            "`projects/eau` is published: added in revision 1, last changed in revision 3. Until \
             revision 2 it was `projects/acqua`. Until revision 3 it was `projects/water`."
        );
        let query = "{ old: explain(id: \"projects/acqua\") { state renamedTo sentence node { id }
                removedIn { number } }
            project(slug: \"acqua\") { id } node(id: \"projects/acqua\") { id }
            new: project(slug: \"eau\") { history { kind fields { name before after } } } }";
        let answer = server.post_graphql(query, json!({})).await.1;
        assert_eq!(
            answer["data"],
            json!({
                "old": {"state": "RENAMED", "renamedTo": "projects/eau",
                    "sentence": old["sentence"]["en"], "node": null, "removedIn": {"number": 2}},
                "project": null, "node": null,
                "new": {"history": [
                    {"kind": "ADDED", "fields": []},
                    {"kind": "CHANGED",
                        "fields": [{"name": "slug", "before": "acqua", "after": "water"}]},
                    {"kind": "CHANGED",
                        "fields": [{"name": "slug", "before": "water", "after": "eau"}]},
                ]}
            }),
            "{answer}"
        );
        let deletions = server.get("/export/deletions.csv").await.text().await.unwrap();
        let lines: Vec<&str> = deletions.lines().collect();
        assert_eq!(
            lines,
            [
                "id,table,slug,removed_in,removed_at,label,renamed_to",
                "projects/acqua,projects,acqua,2,2026-11-21T10:00:00Z,Acqua,projects/eau",
                "projects/scuola,projects,scuola,3,2026-11-21T10:00:00Z,Scuola,projects/orti",
                "projects/water,projects,water,3,2026-11-21T10:00:00Z,Acqua,projects/eau",
            ]
        );
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_is_older_than_a_rename_does_not_know_it() {
    both(|url| async move {
        let store = open(&url).await;
        let languages = ["it".to_owned()];
        let image = load(&store, &languages).await.unwrap().unwrap();
        let rename = "old_id,new_id\nprojects/acqua,projects/water\nprojects/x,projects/orti\n";
        published(&import(&store, &[("renames.csv", rename)], &Options::default()).await);
        for (slug, state) in
            [("acqua", State::Present), ("water", State::Unknown), ("x", State::Unknown)]
        {
            let keys = [(0, slug.to_owned())];
            let changes = store.history(&keys).await.unwrap().remove(&keys[0]).unwrap_or_default();
            let renames = store.renames(&keys).await.unwrap().remove(&keys[0]).unwrap_or_default();
            let memory = Memory { changes: &changes, refusals: &[], renames: &renames };
            let id = format!("projects/{slug}");
            assert_eq!(explain(&image, &id, memory).state, state, "{slug}");
        }
    })
    .await;
}
