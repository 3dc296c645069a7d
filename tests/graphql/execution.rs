//! The execution section of the specification.

use opencoop::graphql::Request;
use serde_json::json;

use super::fixture::{Fixture, answer, ask, ask_with, data, door, error, sample};

#[tokio::test]
async fn fields_stand_in_the_order_of_the_document_and_under_their_aliases() {
    let answer = answer(
        &door(),
        &sample(),
        "{ b: project(slug: \"acqua\") { s: slug id __typename } a: revision { number } }",
        json!({}),
    )
    .await;
    assert_eq!(answer.status, 200);
    assert_eq!(
        String::from_utf8(answer.body).unwrap(),
        r#"{"data":{"b":{"s":"acqua","id":"projects/acqua","__typename":"Project"},"a":{"number":7}},"extensions":{"revision":7}}"#
    );
}

#[tokio::test]
async fn fields_of_one_key_are_merged_at_every_depth() {
    let data = data(
        "{ project(slug: \"acqua\") { countries { nodes { slug } } }
           ...F
           project(slug: \"acqua\") { countries { totalCount nodes { id } } } }
         fragment F on Query { project(slug: \"acqua\") { slug countries { nodes { nameLanguage } } } }",
    )
    .await;
    assert_eq!(
        data.to_string(),
        r#"{"project":{"countries":{"nodes":[{"slug":"ke","nameLanguage":"it","id":"countries/ke"},{"slug":"mz","nameLanguage":"it","id":"countries/mz"}],"totalCount":2},"slug":"acqua"}}"#
    );
}

#[tokio::test]
async fn fields_that_cannot_be_merged_are_refused_however_deep_they_meet() {
    for query in [
        "{ project(slug: \"acqua\") { x: slug x: id } }",
        "{ project(slug: \"acqua\") { parent { x: slug } } ...F }
         fragment F on Query { project(slug: \"acqua\") { parent { x: id } } }",
        "{ project(slug: \"acqua\") { slug } ... { project(slug: \"food\") { slug } } }",
    ] {
        let answer = ask(query).await;
        assert_eq!(answer.get("data"), None);
        assert_eq!(answer["errors"][0]["extensions"]["code"], "QUERY_INVALID");
        assert_eq!(answer["errors"][0]["locations"].as_array().unwrap().len(), 2, "{answer}");
    }
}

#[tokio::test]
async fn type_conditions_hold_for_the_type_and_its_interface() {
    let data = data(
        "{ nodes(ids: [\"projects/food\", \"countries/ke\", \"projects/none\", \"nonsense\"]) {
             __typename
             ... on Project { title }
             ... on Country { name ... on Node { id } }
             ... { ... on Mission { officials } }
             ...N } }
         fragment N on Node { nodeId: id }",
    )
    .await;
    assert_eq!(
        data["nodes"],
        json!([
            {"__typename": "Project", "title": "Food policy", "nodeId": "projects/food"},
            {"__typename": "Country", "name": "Kenya", "id": "countries/ke", "nodeId": "countries/ke"},
            null,
            null,
        ])
    );
}

#[tokio::test]
async fn skip_and_include_decide_about_fields_and_fragments() {
    let answer = ask_with(
        "query($yes: Boolean!, $no: Boolean = false) { project(slug: \"acqua\") {
           a: slug @skip(if: $yes)
           b: slug @skip(if: $no)
           c: slug @include(if: $no)
           d: slug @include(if: $yes) @skip(if: $no)
           ... @include(if: $no) { e: slug }
           ...F @skip(if: $yes)
           ... on Project @include(if: true) { g: slug } } }
         fragment F on Project { f: slug }",
        json!({"yes": true}),
    )
    .await;
    assert_eq!(answer["data"]["project"], json!({"b": "acqua", "d": "acqua", "g": "acqua"}));
}

#[tokio::test]
async fn typename_is_a_field_like_others() {
    let answer = ask_with(
        "query($t: Boolean = true) { __typename @skip(if: $t) a: __typename @include(if: $t) }",
        json!({}),
    )
    .await;
    assert_eq!(answer["data"], json!({"a": "Query"}));
    for query in ["{ __typename(x: 1) }", "{ __typename { x } }", "{ __typename @nope }"] {
        assert_eq!(ask(query).await["errors"][0]["extensions"]["code"], "QUERY_INVALID");
    }
}

#[tokio::test]
async fn an_object_of_which_all_is_skipped_is_empty() {
    let data = data("{ project(slug: \"acqua\") { slug @skip(if: true) } }").await;
    assert_eq!(data, json!({"project": {}}));
}

#[tokio::test]
async fn variables_and_their_defaults_stand_for_values_at_any_depth() {
    let query = "query($slugs: [String!] = [\"food\"], $field: ProjectOrderField!, $first: Int) {
        projects(filter: {any: [{slug: {in: $slugs}}, {slug: {eq: \"orti\"}}]},
                 orderBy: {field: $field, direction: DESC}, first: $first) { nodes { slug } } }";
    let answer = ask_with(query, json!({"field": "SLUG"})).await;
    assert_eq!(answer["data"]["projects"]["nodes"], json!([{"slug": "orti"}, {"slug": "food"}]));
    let answer = ask_with(query, json!({"field": "SLUG", "slugs": ["acqua"], "first": 1})).await;
    assert_eq!(answer["data"]["projects"]["nodes"], json!([{"slug": "orti"}]));
}

#[tokio::test]
async fn a_variable_of_the_wrong_type_refuses_the_request() {
    let query = "query($first: Int!) { projects(first: $first) { totalCount } }";
    for variables in
        [json!({}), json!({"first": null}), json!({"first": "1"}), json!({"first": 1.5})]
    {
        let answer = ask_with(query, variables).await;
        assert_eq!(answer.get("data"), None);
        let error = &answer["errors"][0];
        assert_eq!(error["extensions"]["code"], "QUERY_INVALID");
        assert!(error["message"].as_str().unwrap().contains("`$first`"), "{error}");
        assert_eq!(error["locations"], json!([{"line": 1, "column": 7}]));
    }
}

#[tokio::test]
async fn the_operation_is_chosen_by_its_name() {
    let (door, image) = (door(), sample());
    let query = "query A { revision { number } } query B { project(slug: \"acqua\") { slug } }";
    let run = async |name: Option<&str>, query: &str| {
        let request = Request {
            query: query.to_owned(),
            operation_name: name.map(str::to_owned),
            ..Request::default()
        };
        let answer = door.answer(&image, &request).await;
        (answer.status, String::from_utf8(answer.body).unwrap())
    };
    assert!(run(Some("B"), query).await.1.contains("acqua"));
    assert!(run(Some("A"), query).await.1.contains("number"));
    for (name, query) in [
        (None, query),
        (Some("C"), query),
        (Some(""), query),
        (Some("A"), "{ revision { number } }"),
    ] {
        let (status, body) = run(name, query).await;
        assert_eq!(status, 400, "{body}");
        assert!(body.contains("QUERY_INVALID") && !body.contains("data"));
    }
}

#[tokio::test]
async fn nothing_but_queries_is_answered() {
    for query in ["mutation { revision { number } }", "subscription { revision { number } }"] {
        let error = error(query).await;
        assert!(error["message"].as_str().unwrap().contains("only answers queries"), "{error}");
    }
}

#[tokio::test]
async fn mistakes_in_a_document_have_a_place_and_a_code() {
    for (query, line, column) in [
        ("{\n  project(slug: \"acqua\") {\n    nope\n  }\n}", 3, 5),
        ("{ project(slug: 3) { slug } }", 1, 11),
        ("{ project { slug } }", 1, 3),
        ("{ projects(filter: {slug: {like: \"x\"}}) { totalCount } }", 1, 12),
        ("{ revision }", 1, 3),
        ("{ revision { number", 1, 20),
    ] {
        let error = error(query).await;
        assert_eq!(error["extensions"]["code"], "QUERY_INVALID", "{query}");
        assert_eq!(error["locations"][0], json!({"line": line, "column": column}), "{error}");
        assert_eq!(error.get("path"), None);
    }
}

#[tokio::test]
async fn null_goes_up_to_the_nearest_field_that_may_be_null() {
    // A city without its country, and a project without a title: the image can hold what an
    // import would refuse.
    let mut fixture = Fixture::new(&["it"]);
    fixture
        .record("projects/a", &[("title_it", "A")])
        .record("projects/b", &[])
        .link("projects/a", "parent", "projects/b")
        .record("cities/x", &[("name_it", "X"), ("kind", "city")]);
    let image = fixture.image();
    let ask = async |query: &str| {
        let answer = answer(&door(), &image, query, json!({})).await;
        assert_eq!(answer.status, 200);
        serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()
    };
    let answer =
        ask("{ a: project(slug: \"a\") { slug p: parent { slug t: title } title } }").await;
    assert_eq!(answer["data"], json!({"a": {"slug": "a", "p": null, "title": "A"}}));
    let error = &answer["errors"][0];
    assert_eq!(error["path"], json!(["a", "p", "t"]));
    assert_eq!(error["locations"], json!([{"line": 1, "column": 49}]));
    assert_eq!(error["extensions"]["code"], "INTERNAL");

    let answer = ask("{ revision { number } projects { nodes { slug title } } }").await;
    assert_eq!(answer["data"], json!(null));
    assert_eq!(answer["errors"][0]["path"], json!(["projects", "nodes", 1, "title"]));

    let answer = ask("{ nodes(ids: [\"projects/b\", \"projects/a\", \"cities/x\"]) {
        id ... on Project { title } ... on City { country { name } } } }")
    .await;
    assert_eq!(answer["data"], json!({"nodes": [null, {"id": "projects/a", "title": "A"}, null]}));
    assert_eq!(answer["errors"][0]["path"], json!(["nodes", 0, "title"]));
    assert_eq!(answer["errors"][1]["path"], json!(["nodes", 2, "country"]));
}

#[tokio::test]
async fn introspection_mixes_with_data_in_the_order_of_the_document() {
    let data = data(
        "query($name: String = \"Project\") {
           before: revision { number }
           __schema { queryType { name } }
           t: __type(name: $name) { kind ...T }
           none: __type(name: \"Nope\") { name }
           after: project(slug: \"food\") { slug }
           __typename
           __schema { mutationType { name } } }
         fragment T on __Type { name @include(if: true) interfaces { name } }",
    )
    .await;
    assert_eq!(
        data.to_string(),
        r#"{"before":{"number":7},"__schema":{"queryType":{"name":"Query"},"mutationType":null},"t":{"kind":"OBJECT","name":"Project","interfaces":[{"name":"Node"}]},"none":null,"after":{"slug":"food"},"__typename":"Query"}"#
    );
}
