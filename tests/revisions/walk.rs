//! Walks through lists while revisions are published.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::sync::Arc;

use opencoop::config::Limits;
use opencoop::graphql::{Door, Request};
use opencoop::image::{Image, Published};
use opencoop::import::Options;
use opencoop::store::Store;
use serde_json::{Value, json};

use super::support::both;
use super::{COUNTRIES, image, import, published};

/// The records of a revision: some come, some go, titles change so that orders do.
fn records(revision: usize) -> (String, String) {
    let mut projects = String::from("slug,title_it,starts_on,status\n");
    let mut links = String::from("project,country,basis\n");
    for at in 0..60_usize {
        // A record in eleven is missing from each revision, another one each time.
        if (at + revision).is_multiple_of(11) {
            continue;
        }
        let title = (at * 7 + revision * 13) % 61;
        let year = 2000 + (at + revision) % 9;
        let start = if at % 4 == 0 { String::new() } else { year.to_string() };
        writeln!(projects, "p{at:02},Titolo {title:02},{start},{}", at % 3 + 1).unwrap();
        writeln!(links, "p{at:02},{},", if at % 2 == 0 { "mz" } else { "sn" }).unwrap();
    }
    (projects, links)
}

async fn publish(store: &Store, revision: usize) -> Image {
    let (projects, links) = records(revision);
    let files = [
        ("countries.csv", COUNTRIES),
        ("projects.csv", projects.as_str()),
        ("project_countries.csv", links.as_str()),
    ];
    published(&import(store, &files, &Options::default()).await);
    image(store).await
}

/// One walk: the slugs that it met, and how often it was told to begin anew.
struct Walk {
    query: &'static str,
    forwards: bool,
    cursor: Option<String>,
    met: Vec<String>,
    /// The revisions that it saw.
    seen: HashSet<i64>,
    done: bool,
}

impl Walk {
    /// The next page, from whatever revision is published.
    async fn step(&mut self, door: &Door, image: &Image, size: usize) {
        let variables = if self.forwards {
            json!({ "first": size, "after": self.cursor })
        } else {
            json!({ "last": size, "before": self.cursor })
        };
        let variables = variables.as_object().cloned().unwrap();
        let query = self.query.to_owned();
        let request = Request { query, variables, ..Request::default() };
        let answer = door.answer(image, &request).await;
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        // No cursor grows old: neither its record nor its revision need be there still.
        assert_eq!(body.get("errors"), None, "{} {body:#}", self.query);
        self.seen.insert(body["extensions"]["revision"].as_i64().unwrap());
        let list = match &body["data"]["country"] {
            Value::Null => &body["data"]["projects"],
            country => &country["projects"],
        };
        let nodes = list["nodes"].as_array().unwrap();
        assert!(nodes.len() <= size);
        let mut slugs: Vec<String> =
            nodes.iter().map(|node| node["slug"].as_str().unwrap().to_owned()).collect();
        let info = &list["pageInfo"];
        let (more, cursor) = if self.forwards {
            (&info["hasNextPage"], &info["endCursor"])
        } else {
            slugs.reverse();
            (&info["hasPreviousPage"], &info["startCursor"])
        };
        self.met.extend(slugs);
        self.done = more == false;
        self.cursor = cursor.as_str().map(str::to_owned).or_else(|| self.cursor.take());
    }
}

const HEAD: &str = "query ($first: Int, $after: String, $last: Int, $before: String) ";

fn walks() -> Vec<Walk> {
    let page = "first: $first, after: $after, last: $last, before: $before";
    let body = "nodes { slug } pageInfo { hasNextPage hasPreviousPage startCursor endCursor }";
    let lists = [
        format!("{{ projects({page}) {{ {body} }} }}"),
        format!(
            "{{ projects({page}, filter: {{ status: {{ in: [\"1\", \"2\"] }} }}) {{ {body} }} }}"
        ),
        format!("{{ country(slug: \"mz\") {{ projects({page}) {{ {body} }} }} }}"),
        format!(
            "{{ country(slug: \"sn\") {{ projects({page}, filter: {{ status: {{ not: [\"3\"] }} }}) {{ {body} }} }} }}"
        ),
    ];
    let mut walks = Vec::new();
    for list in lists {
        let query: &'static str = Box::leak(format!("{HEAD}{list}").into_boxed_str());
        for forwards in [true, false] {
            let (met, seen) = (Vec::new(), HashSet::new());
            walks.push(Walk { query, forwards, cursor: None, met, seen, done: false });
        }
    }
    walks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_walk_gives_each_record_at_most_once_while_revisions_are_published() {
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        let current = Published::default();
        current.publish(publish(&store, 0).await);
        let door =
            Door::build(&Limits::standard().unwrap(), Some(Arc::new(store.clone()))).unwrap();
        let mut walks = walks();
        let mut revision = 0;
        while walks.iter().any(|walk| !walk.done) {
            // A revision comes between the pages, as it does for a real reader.
            if revision < 6 {
                revision += 1;
                current.publish(publish(&store, revision).await);
            }
            let image = current.current().unwrap();
            for walk in walks.iter_mut().filter(|walk| !walk.done) {
                walk.step(&door, &image, 3).await;
            }
        }
        let always: Vec<String> = (0..60)
            .filter(|at| (0..=revision).all(|revision| !(at + revision).is_multiple_of(11)))
            .map(|at: usize| format!("p{at:02}"))
            .collect();
        for walk in &walks {
            assert!(walk.seen.len() > 2, "{}: one revision only", walk.query);
            let met: HashSet<&String> = walk.met.iter().collect();
            assert_eq!(met.len(), walk.met.len(), "{}: one twice: {:?}", walk.query, walk.met);
            // In the order of slugs, whatever came and went meanwhile.
            let mut sorted = walk.met.clone();
            sorted.sort_unstable();
            if !walk.forwards {
                sorted.reverse();
            }
            assert_eq!(sorted, walk.met, "{}", walk.query);
            if !walk.query.contains("filter") && !walk.query.contains("country") {
                // What was there all the time is met.
                assert!(always.iter().all(|slug| met.contains(slug)), "{}", walk.query);
            }
        }
    })
    .await;
}
