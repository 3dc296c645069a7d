//! The full-text search: what finds what, on every door, and the index that is kept.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant, SystemTime};

use serde_json::{Value, json};
use support::{Server, both, folder, opencoop, seeds};

const PROJECTS: &str = "\
slug,title_it,title_en,title_pt,summary_it,summary_en
acqua,L'acqua della città,Water of the city,,Perché manca dell’acqua <b>& pane</b>,Why water is missing
acque,Acque pulite a Dakar,Clean waters in Dakar,,Un progetto,A project
scuola,Progetti per la scuola,School projects,,Una parola esatta,An exact word
parole,Altro,Other,,Una esatta parola,Word
agua,,,Água,,
";

/// A string as a part of a query string.
fn encoded(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

/// The ids that `/api/search` finds, the best first, page by page.
async fn found(server: &Server, query: &str, types: &str) -> Vec<String> {
    let mut next = Some(format!("/api/search?q={}&types={types}&limit=3", encoded(query)));
    let (mut ids, mut total) = (Vec::new(), 0);
    while let Some(path) = next {
        let page = server.get_json(&path).await;
        for result in page["data"].as_array().unwrap() {
            ids.push(result["record"]["id"].as_str().unwrap().to_owned());
        }
        total = page["page"]["total"].as_u64().unwrap();
        next = page["page"]["next"].as_str().map(str::to_owned);
    }
    assert_eq!(ids.len() as u64, total, "{query}");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "{query}: {ids:?}");
    ids
}

/// The slugs of the projects that a search finds, in their order.
async fn projects(server: &Server, query: &str) -> Vec<String> {
    let ids = found(server, query, "projects").await;
    let mut slugs: Vec<_> = ids.iter().map(|id| id["projects/".len()..].to_owned()).collect();
    slugs.sort();
    slugs
}

async fn import(url: &str, csv: &str) {
    let files = folder([("projects.csv", csv)]);
    let (url, path) = (url.to_owned(), files.path().display().to_string());
    let run = tokio::task::spawn_blocking(move || opencoop(&url, &["import", &path]).success());
    run.await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn words_find_their_other_forms() {
    both(|url| async move {
        import(&url, PROJECTS).await;
        let server = Server::start(&url);
        for (query, slugs) in [
            ("acqua", &["acqua", "acque"][..]),
            ("acque", &["acqua", "acque"]),
            ("ACQUA", &["acqua", "acque"]),
            ("dell'acqua", &["acqua", "acque"]),
            ("L’ACQUA", &["acqua", "acque"]),
            ("perche", &["acqua"]),
            ("perché", &["acqua"]),
            ("citta", &["acqua"]),
            ("Città", &["acqua"]),
            ("project", &["acque", "scuola"]),
            ("projects", &["acque", "scuola"]),
            ("progetto", &["acque", "scuola"]),
            ("agua", &["agua"]),
            ("água", &["agua"]),
            ("acqua dakar", &["acque"]),
            // One word in Italian, the other in English.
            ("acqua city", &["acqua"]),
            ("acqua -dakar", &["acqua"]),
            ("\"parola esatta\"", &["scuola"]),
            ("parola esatta", &["parole", "scuola"]),
            ("parola -\"parola esatta\"", &["parole"]),
            ("perch*", &["acqua"]),
            ("sch* -acqua", &["scuola"]),
            ("acq* dak*", &["acque"]),
            ("nothing-here", &[]),
            ("zzz*", &[]),
        ] {
            assert_eq!(projects(&server, query).await, slugs, "{query}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_title_weighs_more_than_a_summary() {
    let store = support::Sqlite::new();
    let csv = "slug,title_it,summary_it\na,Altro,Il fiume\nb,Il fiume,Altro\nc,Altro,Altro\n";
    import(&store.url(), csv).await;
    let server = Server::start(&store.url());
    assert_eq!(found(&server, "fiume", "projects").await, ["projects/b", "projects/a"]);
    let page = server.get_json("/api/search?q=fiume").await;
    let fit = |at: usize| page["data"][at]["score"].as_f64().unwrap();
    assert!(fit(0) > fit(1) && fit(1) > 0.0);
    assert_eq!(found(&server, "fiu*", "projects").await, ["projects/b", "projects/a"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn snippets_mark_what_was_found_and_escape_all_else() {
    both(|url| async move {
        import(&url, PROJECTS).await;
        let server = Server::start(&url);
        let page = server.get_json("/api/search?q=acqua%20perche").await;
        let wanted = json!([
            {"field": "title", "language": "it", "html": "L&#39;<mark>acqua</mark> della città"},
            {"field": "summary", "language": "it",
             "html": "<mark>Perché</mark> manca dell’<mark>acqua</mark> &lt;b&gt;&amp; pane&lt;/b&gt;"},
        ]);
        assert_eq!(page["data"][0]["snippets"], wanted);
        assert_eq!(page["data"][0]["type"], "projects");
        let query = "{ search(query: \"acqua perche\", types: [PROJECTS], first: 1) { totalCount \
                     nodes { score node { __typename id ... on Project { title } } \
                     snippets { field language html } } } }";
        let (status, answer) = server.post_graphql(query, json!({})).await;
        assert_eq!(status, 200, "{answer}");
        let search = &answer["data"]["search"];
        assert_eq!(search["totalCount"], 1);
        assert_eq!(search["nodes"][0]["snippets"], wanted);
        assert_eq!(
            search["nodes"][0]["node"],
            json!({"__typename": "Project", "id": "projects/acqua", "title": "L'acqua della città"})
        );
        assert_eq!(search["nodes"][0]["score"], page["data"][0]["score"]);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_search_over_all_tables_is_that_over_each() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        let tables = [
            "projects",
            "missions",
            "cities",
            "countries",
            "themes",
            "sdgs",
            "organisations",
            "agreements",
            "networks",
            "services",
            "observations",
            "events",
            "sources",
        ];
        for query in ["milano", "cit*", "\"comune di milano\"", "water -mozambique", "città"] {
            let all: BTreeSet<String> =
                found(&server, query, &tables.join(",")).await.into_iter().collect();
            let mut each = BTreeSet::new();
            for table in tables {
                let ids = found(&server, query, table).await;
                // The filter of the table finds the same records.
                let mut of_filter = BTreeSet::new();
                let address = format!("/export/{table}.ndjson?nested=1&search={}", encoded(query));
                for line in server.get(&address).await.text().await.unwrap().lines() {
                    let record: Value = serde_json::from_str(line).unwrap();
                    of_filter.insert(record["id"].as_str().unwrap().to_owned());
                }
                assert_eq!(ids.iter().cloned().collect::<BTreeSet<_>>(), of_filter, "{query}");
                each.extend(ids);
            }
            assert_eq!(all, each, "{query}");
            assert!(!all.is_empty(), "{query}");
        }
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_filter_finds_the_same_on_every_door() {
    both(|url| async move {
        let server = Server::start_seeded(&url, seeds());
        for (table, query) in
            [("projects", "città -mozambico"), ("projects", "\"food\""), ("cities", "mil*")]
        {
            let search = encoded(query);
            let slugs = |list: &Value| -> Vec<String> {
                let records = list.as_array().unwrap().iter();
                records.map(|record| record["slug"].as_str().unwrap().to_owned()).collect()
            };
            let of_get = server.get_json(&format!("/api/{table}?search={search}&limit=1000")).await;
            let of_get = slugs(&of_get["data"]);
            assert!(!of_get.is_empty(), "{table} {query}");
            let filter = json!({"all": [{"search": query}, {}]});
            let json_filter = encoded(&filter.to_string());
            let address = format!("/export/{table}.json?filter={json_filter}");
            assert_eq!(slugs(&server.get_json(&address).await["data"]), of_get);
            let one = if table == "projects" { "Project" } else { "City" };
            let operation = format!(
                "query($filter: {one}Filter) {{ {table}(filter: $filter, first: 1000) \
                 {{ nodes {{ slug }} }} }}"
            );
            let variables = json!({"filter": {"search": query}});
            let (_, answer) = server.post_graphql(&operation, variables).await;
            assert_eq!(slugs(&answer["data"][table]["nodes"]), of_get, "{answer}");
        }
        // Through a link, and beside other tests.
        let count = |filter: Value| {
            let server = &server;
            async move {
                let filter = encoded(&filter.to_string());
                let page = server.get_json(&format!("/api/projects?filter={filter}")).await;
                page["page"]["total"].as_u64().unwrap()
            }
        };
        let linked = json!({"organisations": {"some": {"search": "milano"}}});
        let all = count(linked.clone()).await;
        let some = count(json!({"all": [linked.clone(), {"search": "città"}]})).await;
        let rest = count(json!({"all": [linked, {"not": {"search": "città"}}]})).await;
        assert!(some > 0 && rest > 0 && some + rest == all, "{some} + {rest} = {all}");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_searched_is_refused_with_a_sentence() {
    let store = support::Sqlite::new();
    let server = Server::start_seeded(&store.url(), seeds());
    for (path, code, part) in [
        ("/api/search", "ARGUMENT_INVALID", "`q`"),
        ("/api/search?q=", "ARGUMENT_INVALID", "`q`"),
        ("/api/search?q=-acqua", "ARGUMENT_INVALID", "must not occur"),
        ("/api/search?q=%22acqua", "ARGUMENT_INVALID", "place 1"),
        ("/api/search?q=a*", "ARGUMENT_INVALID", "`a*`"),
        ("/api/search?q=acqua&types=budgets", "ARGUMENT_INVALID", "`budgets`"),
        ("/api/search?q=acqua&colour=red", "ARGUMENT_INVALID", "`colour`"),
        ("/api/search?q=acqua&limit=1001", "LIMIT_EXCEEDED", "1001"),
        ("/api/search?q=acqua&after=AAAA", "CURSOR_INVALID", "`after`"),
        ("/api/budgets?search=acqua", "ARGUMENT_INVALID", "budgets"),
        ("/api/projects?search=--", "ARGUMENT_INVALID", "`search`"),
        ("/export/budgets.csv?filter=%7B%22search%22%3A%22a%22%7D", "ARGUMENT_INVALID", "budgets"),
    ] {
        let answer = server.get(path).await;
        assert_eq!(answer.status(), 400, "{path}");
        let problem = answer.text().await.unwrap();
        assert!(problem.contains(code) && problem.contains(part), "{path}: {problem}");
    }
    let query = "{ search(query: \"-a\") { totalCount } }";
    let (_, answer) = server.post_graphql(query, json!({})).await;
    assert_eq!(answer["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID", "{answer}");
    let query = "{ search(query: \"città\", first: 1000) { nodes { node { id ... on Project \
                 { missions(first: 1000) { nodes { id } } } } } } }";
    let (_, answer) = server.post_graphql(query, json!({})).await;
    assert!(
        answer["errors"].is_null() || answer["errors"][0]["extensions"]["code"] == "LIMIT_EXCEEDED"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_of_results_follow_each_other_and_end_at_the_thousandth() {
    let store = support::Sqlite::new();
    let rows = (0..1300).map(|at| {
        format!("p-{at},Fiume{},{}\n", " e fiume".repeat(at % 5), "altro ".repeat(at % 7))
    });
    let csv: String =
        std::iter::once("slug,title_it,summary_it\n".to_owned()).chain(rows).collect();
    import(&store.url(), &csv).await;
    let server = Server::start(&store.url());
    let first = server.get_json("/api/search?q=fiume&limit=1000").await;
    assert_eq!(first["page"]["total"], 1300);
    let ids = |page: &Value| -> Vec<String> {
        let results = page["data"].as_array().unwrap().iter();
        results.map(|result| result["record"]["id"].as_str().unwrap().to_owned()).collect()
    };
    let whole = ids(&first);
    assert_eq!(whole.iter().collect::<BTreeSet<_>>().len(), 1000);
    // The same by small pages, in GraphQL.
    let (mut after, mut pages) = (Value::Null, Vec::new());
    loop {
        let query = "query($after: String) { search(query: \"fiume\", first: 300, after: $after) \
                     { totalCount edges { cursor node { node { id } } } \
                     pageInfo { hasNextPage hasPreviousPage endCursor } } }";
        let (_, answer) = server.post_graphql(query, json!({"after": after})).await;
        if !answer["errors"].is_null() {
            assert_eq!(answer["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{answer}");
            break;
        }
        let search = &answer["data"]["search"];
        assert_eq!(search["totalCount"], 1300);
        assert_eq!(search["pageInfo"]["hasPreviousPage"], json!(!pages.is_empty()));
        let edges = search["edges"].as_array().unwrap();
        pages.extend(
            edges.iter().map(|edge| edge["node"]["node"]["id"].as_str().unwrap().to_owned()),
        );
        assert_eq!(search["pageInfo"]["endCursor"], edges.last().unwrap()["cursor"]);
        assert_eq!(search["pageInfo"]["hasNextPage"], true);
        after = search["pageInfo"]["endCursor"].clone();
    }
    assert_eq!(pages, whole);
    // What is refused there, the filter gives.
    let refused = server.get(first["page"]["next"].as_str().unwrap()).await;
    assert_eq!(refused.status(), 400);
    let problem = refused.text().await.unwrap();
    assert!(problem.contains("filter"), "{problem}");
    assert_eq!(server.get_json("/api/projects?search=fiume").await["page"]["total"], 1300);
}

/// The one index below a data folder.
fn index(data: &Path) -> PathBuf {
    let entries = fs::read_dir(data.join("search")).unwrap();
    let mut found: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    assert_eq!(found.len(), 1, "{found:?}");
    found.pop().unwrap()
}

fn written(index: &Path) -> SystemTime {
    fs::metadata(index.join("meta.json")).unwrap().modified().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_index_is_kept_for_the_next_start_and_made_again_where_it_is_broken() {
    both(|url| async move {
        import(&url, PROJECTS).await;
        let data = tempfile::tempdir().unwrap();
        let settings = [("OPENCOOP_DATA", data.path().to_str().unwrap())];
        let start = || Server::start_with(&url, &settings);
        let finds = |server: Server| async move {
            assert_eq!(projects(&server, "acqua").await, ["acqua", "acque"]);
        };
        finds(start()).await;
        let kept = index(data.path());
        let first = written(&kept);
        finds(start()).await;
        assert_eq!((index(data.path()), written(&kept)), (kept.clone(), first));
        // Two servers use it at once.
        let (one, two) = (start(), start());
        finds(one).await;
        finds(two).await;
        assert_eq!(written(&kept), first);

        let files: Vec<PathBuf> = fs::read_dir(&kept).unwrap().map(|e| e.unwrap().path()).collect();
        let terms = files.iter().find(|path| path.extension().is_some_and(|end| end == "term"));
        let terms = terms.unwrap();
        let mut bytes = fs::read(terms).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 0xff;
        fs::write(terms, bytes).unwrap();
        finds(start()).await;
        let second = written(&kept);
        assert!(second != first);
        fs::remove_file(kept.join("meta.json")).unwrap();
        finds(start()).await;
        assert_eq!(index(data.path()), kept);
        fs::write(kept.join("meta.json"), "{}").unwrap();
        finds(start()).await;
        fs::remove_dir_all(&kept).unwrap();
        fs::write(&kept, "no folder").unwrap();
        finds(start()).await;
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_folder_to_write_to_the_index_is_in_memory() {
    let store = support::Sqlite::new();
    import(&store.url(), PROJECTS).await;
    let data = tempfile::tempdir().unwrap();
    fs::write(data.path().join("search"), "no folder").unwrap();
    let settings = [("OPENCOOP_DATA", data.path().to_str().unwrap())];
    let server = Server::start_with(&store.url(), &settings);
    assert_eq!(projects(&server, "acqua").await, ["acqua", "acque"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_revision_is_searched_and_the_old_index_goes() {
    both(|url| async move {
        import(&url, PROJECTS).await;
        let data = tempfile::tempdir().unwrap();
        let settings = [("OPENCOOP_DATA", data.path().to_str().unwrap())];
        let server = Server::start_with(&url, &settings);
        let first = index(data.path());
        import(&url, &format!("{PROJECTS}nuovo,Nuova acqua,,,,\n")).await;
        let start = Instant::now();
        while server.get_json("/health").await["revision"] != 2 {
            assert!(start.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_eq!(projects(&server, "acqua").await, ["acqua", "acque", "nuovo"]);
        while first.exists() {
            assert!(start.elapsed() < Duration::from_mins(1));
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        assert_ne!(index(data.path()), first);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_command_line_filters_by_a_search() {
    let store = support::Sqlite::new();
    import(&store.url(), PROJECTS).await;
    let filter = "{\"search\":\"acqua -dakar\"}";
    let args = ["export", "--table", "projects", "--format", "csv", "--filter", filter];
    let written = opencoop(&store.url(), &args).success().stdout;
    assert_eq!(written.lines().count(), 2);
    assert!(written.lines().nth(1).unwrap().starts_with("acqua,"));
}
