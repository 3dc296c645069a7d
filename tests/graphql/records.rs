//! Records: each kind of column, languages, links to one.

use serde_json::json;

use super::fixture::{data, error};

#[tokio::test]
async fn each_kind_of_column_has_its_form() {
    let data = data(
        "{ project(slug: \"acqua\") { startsOn endsOn acronym status { code label it: label(language: [\"it-CH\"]) }
             budgets { nodes { amount { amount currency } kind { code } } }
             observations { nodes { value qualifier unit } }
             missions { nodes { direction officials } } }
           city(slug: \"dakar\") { point { latitude longitude } }
           source(slug: \"relazione\") { url }
           mentor: project(slug: \"mentor\") { acronym startsOn }
           food: project(slug: \"food\") { status { code } startsOn endsOn }
           orti: project(slug: \"orti\") { title }
           ong: organisation(slug: \"ong\") { name } }",
    )
    .await;
    assert_eq!(
        data["project"],
        json!({
            "startsOn": "2018-09", "endsOn": null, "acronym": null,
            "status": {"code": "2", "label": "Implementation", "it": "In attuazione"},
            "budgets": {"nodes": [
                {"amount": {"amount": "1311894.50", "currency": "EUR"}, "kind": {"code": "total"}}
            ]},
            "observations": {"nodes": [
                {"value": "0.050", "qualifier": "MORE_THAN", "unit": null}
            ]},
            "missions": {"nodes": [{"direction": "OUTBOUND", "officials": 6}]},
        })
    );
    assert_eq!(data["city"]["point"], json!({"latitude": 14.6937, "longitude": -17.4441}));
    assert_eq!(data["source"]["url"], "https://example.org/a");
    assert_eq!(data["mentor"], json!({"acronym": "M\\2", "startsOn": null}));
    assert_eq!(data["food"], json!({"status": null, "startsOn": "2021-02-28", "endsOn": "2024"}));
    assert_eq!(data["orti"]["title"], "Orti\nurbani");
    assert_eq!(data["ong"]["name"], "ONG \"Acqua\"");
}

#[tokio::test]
async fn a_text_is_in_the_best_language_and_says_which() {
    let data = data(
        "{ projects(orderBy: {field: SLUG}) { nodes {
             slug
             title titleLanguage
             en: title(language: [\"en\"]) enLanguage: titleLanguage(language: [\"en\"])
             fr: titleLanguage(language: [\"xx\", \"FR-ca\", \"en\"])
             pt: title(language: [\"pt\"]) } }
           p: project(slug: \"dakar-reve\") { titleTranslations { language text } caveatTranslations { text } caveat caveatLanguage } }",
    )
    .await;
    let nodes = data["projects"]["nodes"].as_array().unwrap();
    let titles: Vec<_> =
        nodes.iter().map(|n| [&n["titleLanguage"], &n["enLanguage"], &n["fr"]]).collect();
    assert_eq!(
        json!(titles),
        json!([
            ["it", "en", "en"],
            ["it", "it", "fr"],
            ["en", "en", "en"],
            ["it", "it", "it"],
            ["it", "it", "it"],
        ])
    );
    assert_eq!(nodes[0]["en"], "Water");
    assert_eq!(nodes[3]["pt"], "Mentor (br)");
    assert_eq!(
        data["p"],
        json!({
            "titleTranslations": [
                {"language": "it", "text": "Dakar Rêve"}, {"language": "fr", "text": "Rêve de Dakar"}
            ],
            "caveatTranslations": [], "caveat": null, "caveatLanguage": null
        })
    );
}

#[tokio::test]
async fn a_language_must_look_like_one() {
    let error =
        error("{ project(slug: \"acqua\") { title(language: [\"it\", \"it_IT\"]) } }").await;
    assert_eq!(error["extensions"]["code"], "ARGUMENT_INVALID");
    assert!(error["message"].as_str().unwrap().contains("`language"), "{error}");
}

#[tokio::test]
async fn links_lead_to_records_of_one_table_or_of_any() {
    let data = data(
        "{ orti: project(slug: \"orti\") { parent { slug parent { slug } parts { nodes { slug } } } }
           citations { nodes { slug source { slug } subject { __typename id
             ... on Project { acqua: title } ... on Country { name } } } }
           city(slug: \"dakar\") { country { id cities { totalCount } } } }",
    )
    .await;
    assert_eq!(
        data["orti"],
        json!({"parent": {"slug": "food", "parent": null, "parts": {"nodes": [{"slug": "orti"}]}}})
    );
    assert_eq!(
        data["citations"]["nodes"],
        json!([
            {"slug": "c1", "source": {"slug": "relazione"},
             "subject": {"__typename": "Project", "id": "projects/acqua", "acqua": "Acqua"}},
            {"slug": "c2", "source": {"slug": "relazione"},
             "subject": {"__typename": "Country", "id": "countries/ke", "name": "Kenya"}},
            {"slug": "c3", "source": {"slug": "relazione"},
             "subject": {"__typename": "Source", "id": "sources/relazione"}},
        ])
    );
    assert_eq!(data["city"]["country"], json!({"id": "countries/sn", "cities": {"totalCount": 1}}));
}

#[tokio::test]
async fn what_does_not_exist_is_null() {
    let data =
        data("{ project(slug: \"nope\") { slug } node(id: \"projects/nope\") { id } }").await;
    assert_eq!(data, json!({"project": null, "node": null}));
}
