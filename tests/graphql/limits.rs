//! What a stranger may ask.

use opencoop::config::Limits;
use opencoop::graphql::Door;
use serde_json::{Value, json};

use super::fixture::{answer, door_with, sample};

async fn refusal(limits: &Limits, query: &str) -> Value {
    let door = Door::build(limits, None).unwrap();
    let answer = answer(&door, &sample(), query, json!({})).await;
    assert_eq!(answer.status, 400);
    let mut body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body.get("data"), None);
    assert_eq!(body["errors"][0]["extensions"]["code"], "LIMIT_EXCEEDED", "{body}");
    assert!(!body["errors"][0]["extensions"]["hint"].as_str().unwrap().is_empty());
    body["errors"][0]["message"].take()
}

#[tokio::test]
async fn lists_in_lists_are_refused_before_they_run() {
    let limits = Limits { records: 16, ..Limits::standard().unwrap() };
    let query = "{ projects { nodes { countries { nodes { projects { nodes { slug } } } } } } }";
    let message = refusal(&limits, query).await;
    assert_eq!(
        message,
        "the number of records that the query can reach is 17, and the limit is 16"
    );
    let door = Door::build(&limits, None).unwrap();
    let smaller = query.replace("{ projects {", "{ projects(first: 2) {");
    assert_eq!(answer(&door, &sample(), &smaller, json!({})).await.status, 200);
}

#[tokio::test]
async fn each_limit_refuses_with_its_name() {
    let all = Limits::standard().unwrap();
    for (limits, query, what) in [
        (Limits { document_bytes: 10, ..all }, "{ revision { number } }", "bytes"),
        (Limits { tokens: 3, ..all }, "{ revision { number } }", "tokens"),
        (Limits { depth: 1, ..all }, "{ revision { number } }", "depth"),
        (Limits { fields: 1, ..all }, "{ revision { number } }", "fields"),
        (Limits { root_fields: 1, ..all }, "{ a: __typename b: __typename }", "root fields"),
        (Limits { aliases: 1, ..all }, "{ a: __typename b: __typename }", "aliases"),
        (Limits { directives: 0, ..all }, "{ __typename @skip(if: true) }", "directives"),
        (Limits { page_size_max: 1, ..all }, "{ nodes(ids: [\"a\", \"b\"]) { id } }", "ids"),
        (Limits { histories: 1, ..all }, "{ projects { nodes { history { kind } } } }", "history"),
        (Limits { answer_bytes: 50, ..all }, "{ projects { nodes { id slug title } } }", "answer"),
    ] {
        let message = refusal(&limits, query).await;
        assert!(message.as_str().unwrap().contains(what), "{message}");
    }
}

#[tokio::test]
async fn texts_are_read_up_to_the_limit_and_not_beyond_by_any_door() {
    use opencoop::about::Service;
    use opencoop::api::{self, Context, parameters};
    use opencoop::config::Config;
    use opencoop::export::{Options, Subject, format_kinds};
    use opencoop::image::filter::parse::filter;

    let image = sample();
    let one = json!({"title": {"contains": "zz"}});
    let bytes = image.scan_bytes(0, &filter(0, &one, "filter").unwrap());
    assert!(bytes > 10);
    let limits = |scan_bytes| Limits { scan_bytes, ..Limits::standard().unwrap() };
    let list = |name: &str| format!("{name}: projects(filter: $f) {{ totalCount }}");
    let variables = json!({ "f": one });
    let query = format!("query ($f: ProjectFilter) {{ {} {} }}", list("a"), list("b"));
    let two = "{ a: projects(filter: {title: {contains: \"zz\"}}) { totalCount }
                 b: projects(filter: {title: {contains: \"yy\"}}) { totalCount } }";
    for (limit, status) in [(bytes - 1, 400), (bytes, 200), (bytes + 1, 200)] {
        let door = Door::build(&limits(limit), None).unwrap();
        assert_eq!(answer(&door, &image, &query, variables.clone()).await.status, status);
        // Another text is another reading.
        assert_eq!(answer(&door, &image, two, json!({})).await.status, 400);

        let mut config = Config::read(None, &[]).unwrap();
        config.limits = limits(limit);
        let pairs = parameters::pairs("title.contains=zz");
        let found = api::list(Context { image: &image, config: &config }, 0, &pairs);
        assert_eq!(found.is_ok(), status == 200, "{limit}");
        let pairs = parameters::pairs("title.contains=zz&by=status");
        let found = api::groups::groups(Context { image: &image, config: &config }, 0, &pairs);
        assert_eq!(found.is_ok(), status == 200, "{limit}");
    }
    let message = refusal(&limits(1), two).await;
    assert!(message.as_str().unwrap().contains("`contains`"), "{message}");
    let door = Door::build(&limits(2 * bytes), None).unwrap();
    assert_eq!(answer(&door, &image, two, json!({})).await.status, 200);

    // Files read as much as it takes.
    let image = std::sync::Arc::new(image);
    let asked = |table| filter(table, &one, "filter");
    let service = Service::of(&Config::read(None, &[]).unwrap(), format_kinds()).into();
    let file = Subject::some(image, service, "projects", Options::default(), &asked);
    assert!(file.is_ok());
}

#[tokio::test]
async fn what_is_as_deep_as_the_limits_allow_does_not_exhaust_the_stack() {
    let door = Door::build(&Limits::standard().unwrap(), None).unwrap();
    let within = |open: &str, inside: &str, close: &str, times: usize| {
        format!("{}{inside}{}", open.repeat(times), close.repeat(times))
    };
    for query in [
        format!("{{ projects(filter: {}) {{ totalCount }} }}", within("[", "", "]", 97)),
        format!("{{ projects(filter: {}) {{ totalCount }} }}", within("{not:", "{}", "}", 90)),
        format!("query($a: {}) {{ __typename }}", within("[", "Int", "]", 98)),
        format!("{{ {} }}", within("...{", "__typename", "}", 60)),
        format!("{{ {} }}", within("a{", "b", "}", 60)),
    ] {
        let answer = answer(&door, &sample(), &query, json!({})).await;
        assert!(serde_json::from_slice::<Value>(&answer.body).is_ok(), "{query}");
    }
}

#[tokio::test]
async fn the_usual_introspection_is_within_the_limits() {
    let query = include_str!("introspection.graphql");
    let door = Door::build(&Limits::standard().unwrap(), None).unwrap();
    let answer = answer(&door, &sample(), query, json!({})).await;
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body.get("errors"), None, "{}", body["errors"]);
    assert!(body["data"]["__schema"]["types"].as_array().unwrap().len() > 50);
}

/// Whether a door with these limits answers.
async fn answers(limits: &Limits, query: &str) -> Option<u16> {
    let answer = answer(&door_with(limits), &sample(), query, json!({})).await;
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    if answer.status == 200 {
        assert_eq!(body.get("errors"), None, "{query}: {body}");
        return None;
    }
    let extensions = &body["errors"][0]["extensions"];
    let code = extensions["code"].as_str().unwrap();
    assert!(matches!(code, "LIMIT_EXCEEDED" | "TIME_EXCEEDED"), "{body}");
    assert!(!extensions["hint"].as_str().unwrap().is_empty());
    Some(answer.status)
}

/// Sets a limit.
type Set = fn(&mut Limits, u32);

#[tokio::test]
async fn each_limit_holds_exactly_at_its_value() {
    let all = Limits::standard().unwrap();
    let chain = "{ project(slug: \"orti\") { parent { slug } } }";
    let page = "{ projects(first: 3) { nodes { slug } } }";
    let typed = "{ a: __typename b: __typename c: __typename }";
    let conditions =
        "{ __typename @skip(if: false) @include(if: true) a: __typename @skip(if: false) }";
    let history = "{ projects(first: 3) { nodes { history { kind } } } }";
    let cases: [(&str, usize, Set); 9] = [
        (page, page.len(), |limits, to| limits.document_bytes = to as usize),
        // Brackets, names, signs: `{ projects ( first : 3 ) { nodes { slug } } }`.
        (page, 14, |limits, to| limits.tokens = to as usize),
        (chain, 3, |limits, to| limits.depth = to as usize),
        (chain, 3, |limits, to| limits.fields = to as usize),
        (typed, 3, |limits, to| limits.root_fields = to as usize),
        (typed, 3, |limits, to| limits.aliases = to as usize),
        (conditions, 3, |limits, to| limits.directives = to as usize),
        (page, 3, |limits, to| limits.page_size_max = to as usize),
        (page, 3, |limits, to| limits.records = u64::from(to)),
    ];
    for (at, (query, exactly, set)) in cases.into_iter().enumerate() {
        for (value, expected) in [(exactly - 1, Some(400)), (exactly, None), (exactly + 1, None)] {
            let mut limits = Limits { page_size: 1, ..all };
            set(&mut limits, value as u32);
            assert_eq!(answers(&limits, query).await, expected, "case {at} with {value}");
        }
    }
    // Without a store a history fails, but not because of a limit.
    for (histories, refused) in [(2, true), (3, false), (4, false)] {
        let limits = Limits { histories, ..all };
        let answer = answer(&door_with(&limits), &sample(), history, json!({})).await;
        assert_eq!(answer.status == 400, refused, "{histories}");
    }
    let data = answer(&door_with(&all), &sample(), page, json!({})).await.body;
    let size = data.windows(15).position(|part| part == b"},{\"slug\":\"food").unwrap();
    // The last look is before the last record.
    for (answer_bytes, expected) in [(size + 1, Some(400)), (size + 2, None), (size + 3, None)] {
        let limits = Limits { answer_bytes, ..all };
        assert_eq!(answers(&limits, page).await, expected, "{answer_bytes}");
    }
}

#[tokio::test]
async fn what_a_query_can_reach_is_known_from_links_and_filters() {
    let all = Limits::standard().unwrap();
    let countries = "countries { nodes { slug } }";
    for (query, reached) in [
        // As many as there are, whatever the page.
        ("{ projects { nodes { slug } } }".to_owned(), 5),
        // As many as a filter holds for.
        ("{ projects(filter: {status: {eq: \"2\"}}) { nodes { slug } } }".to_owned(), 2),
        ("{ projects(filter: {slug: {eq: \"none\"}}) { nodes { slug } } }".to_owned(), 1),
        // As many as one record has links.
        (format!("{{ project(slug: \"acqua\") {{ {countries} }} }}"), 1 + 2),
        (format!("{{ project(slug: \"mentor\") {{ {countries} }} }}"), 1 + 1),
        (format!("{{ node(id: \"projects/mentor\") {{ ... on Project {{ {countries} }} }} }}"), 2),
        // Not more than there are links in all.
        (format!("{{ projects {{ nodes {{ {countries} }} }} }}"), 5 + 4),
        // A page is at most as long as it is asked for.
        (format!("{{ projects(first: 1) {{ nodes {{ {countries} }} }} }}"), 1 + 2),
        ("{ projects { nodes { parent { slug } } } }".to_owned(), 5 + 5),
        ("{ projects { totalCount } }".to_owned(), 0),
    ] {
        let mut least = 0;
        while answers(&Limits { records: least, ..all }, &query).await.is_some() {
            least += 1;
        }
        // A filter that holds for nothing still has a list to write.
        let expected = if query.contains("none") { 0 } else { reached };
        assert_eq!(least, expected, "{query}");
    }
}

#[tokio::test]
async fn links_that_lists_inside_lists_look_at_are_counted_before_they_are() {
    let all = Limits::standard().unwrap();
    let filter = "filter: {status: {eq: \"2\"}}";
    for (query, looked_at) in [
        // A list in the order of slugs is cut where it stands.
        ("{ countries { nodes { projects { totalCount nodes { slug } } } } }".to_owned(), 0),
        ("{ countries { nodes { projects(orderBy: {field: TITLE}) { totalCount } } } }".into(), 0),
        (
            "{ countries { nodes { projects(orderBy: {field: TITLE}) { nodes { slug } } } } }"
                .into(),
            4,
        ),
        // All links there are, where each parent is there once.
        (format!("{{ countries {{ nodes {{ projects({filter}) {{ totalCount }} }} }} }}"), 4),
        (
            "{ project(slug: \"acqua\") { countries(filter: {slug: {eq: \"ke\"}}) { totalCount } } }"
                .to_owned(),
            2,
        ),
        // Parents that can be there several times: four, with two projects at most.
        (
            format!(
                "{{ projects {{ nodes {{ countries {{ nodes {{ projects({filter}) {{ totalCount }} }} }} }} }} }}"
            ),
            8,
        ),
        // Groups choose their records anew.
        (
            format!(
                "{{ countries {{ nodes {{ projects({filter}) {{ totalCount facets(by: [STATUS]) {{ totalCount }} }} }} }} }}"
            ),
            8,
        ),
        (
            format!(
                "{{ countries {{ nodes {{ a: projects({filter}) {{ totalCount }} b: projects({filter}) {{ totalCount }} }} }} }}"
            ),
            8,
        ),
        // A filter that leaves nothing is not looked for.
        (
            "{ countries { nodes { projects(filter: {slug: {eq: \"none\"}}) { totalCount } } } }"
                .into(),
            0,
        ),
    ] {
        for (links, expected) in [(looked_at, None), (looked_at + 1, None)] {
            assert_eq!(
                answers(&Limits { links, ..all }, &query).await,
                expected,
                "{query} {links}"
            );
        }
        if let Some(links) = looked_at.checked_sub(1) {
            let limits = Limits { links, ..all };
            assert_eq!(answers(&limits, &query).await, Some(400), "{query} {links}");
        }
    }
}

#[test]
fn a_page_of_get_may_be_as_long_as_the_limit() {
    use opencoop::api::{self, Context, parameters};
    use opencoop::config::Config;

    let image = sample();
    let mut config = Config::read(None, &[]).unwrap();
    let pairs = parameters::pairs("include=countries");
    let mut list = |answer_bytes| {
        config.limits.answer_bytes = answer_bytes;
        api::list(Context { image: &image, config: &config }, 0, &pairs)
    };
    let whole = list(1_000_000).unwrap().body;
    let end = whole.windows(10).position(|part| part == b"],\"page\":{").unwrap();
    assert!(list(end).is_ok());
    let error = list(end - 1).unwrap_err();
    assert_eq!(error.code(), "LIMIT_EXCEEDED");
    assert!(error.to_string().starts_with("the size of the answer"), "{error}");
}

#[tokio::test]
async fn short_forms_take_numbers_and_refuse_what_is_empty() {
    let all = Limits::standard().unwrap();
    assert_eq!(
        answers(&all, "{ projects(filter: {sdg: [11, \"8\"]}) { totalCount } }").await,
        None
    );
    for filter in ["{country: [\"\"]}", "{countries: {in: [\"\"]}}", "{slug: {eq: \"\"}}"] {
        let query = format!("{{ projects(filter: {filter}) {{ totalCount }} }}");
        let answer = answer(&door_with(&all), &sample(), &query, json!({})).await;
        let body: Value = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(body["errors"][0]["extensions"]["code"], "ARGUMENT_INVALID", "{body}");
    }
}

#[tokio::test]
async fn an_operation_that_takes_too_long_is_ended() {
    let query = "{ projects { nodes { countries { nodes { projects { nodes { slug } } } } } } }";
    let limits = Limits { graphql_milliseconds: 0, ..Limits::standard().unwrap() };
    let answer = answer(&door_with(&limits), &sample(), query, json!({})).await;
    assert_eq!(answer.status, 503);
    let body: Value = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body["errors"][0]["extensions"]["code"], "TIME_EXCEEDED");
    assert_eq!(body.get("data"), None);
    assert_eq!(answers(&Limits::standard().unwrap(), query).await, None);
}
