//! How often the store is asked: as often for fifty records as for five, and never for facts.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use opencoop::config::Limits;
use opencoop::graphql::{Door, Request};
use opencoop::image::load::load;
use opencoop::import::{Options, run};
use opencoop::store::Store;
use support::{both, folder};
use tracing::field::{Field, Visit};
use tracing::{Event, Metadata, Subscriber, span};

/// Statements that either engine was given by this process.
static STATEMENTS: AtomicUsize = AtomicUsize::new(0);

/// Counts what sqlx logs: one event a statement, with its beginning as `summary`.
struct Counter;

/// Whether an event is of a question, not of the begin or end of a transaction.
struct IsQuestion(bool);

impl Visit for IsQuestion {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0 |= field.name() == "summary"
            && ["SELECT", "WITH"].iter().any(|word| value.starts_with(word));
    }

    fn record_debug(&mut self, _: &Field, _: &dyn std::fmt::Debug) {}
}

impl Subscriber for Counter {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "sqlx::query"
    }

    fn event(&self, event: &Event<'_>) {
        let mut found = IsQuestion(false);
        event.record(&mut found);
        STATEMENTS.fetch_add(usize::from(found.0), Ordering::SeqCst);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}
    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}
    fn enter(&self, _: &span::Id) {}
    fn exit(&self, _: &span::Id) {}
}

/// Sixty projects with links, of which each has changed once.
async fn fill(store: &Store) {
    let mut links = "project,country,basis\n".to_owned();
    for revision in 1..=2 {
        let mut projects = "slug,title_it\n".to_owned();
        for number in 0..60 {
            writeln!(projects, "p-{number:02},Progetto {number} {revision}").unwrap();
            if revision == 1 {
                writeln!(links, "p-{number:02},mz,stated\np-{number:02},sn,editorial").unwrap();
            }
        }
        let countries = "slug,name_it,iso2,iso3\nmz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n";
        let files = folder([
            ("countries.csv", countries),
            ("projects.csv", &projects),
            ("project_countries.csv", &links),
        ]);
        let now = || "2026-11-21T10:00:00Z".to_owned();
        run(store, &[files.path().to_owned()], &Options::default(), &now, &()).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_store_is_asked_a_fixed_number_of_times() {
    tracing::subscriber::set_global_default(Counter).unwrap();
    both(|url| async move {
        let store = Store::open(&url).await.unwrap();
        fill(&store).await;
        let image = load(&store, &["it".to_owned()]).await.unwrap().unwrap();
        let door = Door::build(&Limits::standard().unwrap(), Some(Arc::new(store))).unwrap();
        let ask = async |query: String, expected: usize| {
            let before = STATEMENTS.load(Ordering::SeqCst);
            let request = Request { query, ..Request::default() };
            let answer = door.answer(&image, &request).await;
            let body = String::from_utf8(answer.body).unwrap();
            assert!(answer.status == 200 && !body.contains("errors"), "{body}");
            // A statement is logged by the thread of its connection, a moment after its answer.
            let asked = || STATEMENTS.load(Ordering::SeqCst) - before;
            for _ in 0..500 {
                if asked() >= expected {
                    break;
                }
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
            (asked(), body.matches("CHANGED").count())
        };
        let history = |first: usize| {
            format!(
                "{{ projects(first: {first}) {{ nodes {{ slug countries {{ nodes {{ slug history \
                 {{ kind }} }} }} history {{ kind revision {{ publishedAt importReport {{ added \
                 }} }} fields {{ name before after }} }} }} }} }}"
            )
        };
        // Former ids, two tables and their changes, the revisions, the reports.
        for records in [5, 50] {
            assert_eq!(ask(history(records), 6).await, (6, records));
        }
        let facts = "{ projects(first: 50) { totalCount nodes { title countries { totalCount nodes \
                     { name projects(first: 5) { nodes { slug } } } } } } }";
        assert_eq!(ask(facts.to_owned(), 0).await, (0, 0));
    })
    .await;
}
