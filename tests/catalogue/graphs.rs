//! What the graph says, held against shapes of our own, against itself in other forms, and against
//! what stands behind its addresses.

use super::support::{Server, Sqlite, python};
use super::{BASE, FORMS, ask, header, keep, publish_seeds, serve_milan, text};

const SHAPES: [&str; 2] = [
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shapes/dcat_ap.ttl"),
    concat!(env!("CARGO_MANIFEST_DIR"), "/tests/shapes/dcat_ap_it.ttl"),
];

/// What the shapes find in a graph.
fn judged(graph: &str) -> String {
    let found = python::script("shacl.py", [graph, SHAPES[0], SHAPES[1]]);
    String::from_utf8(found).unwrap().trim().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_catalogue_has_what_both_profiles_ask_for() {
    let (store, place, folder) =
        (Sqlite::new(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let server = serve_milan(&store.url(), place.path()).await;
    let whole = keep(&folder, "catalogue.ttl", &text(&server, "/catalog.ttl").await);
    // No date is known of countries.
    assert_eq!(judged(&whole), "0 violations; warnings: dct:temporal");
    // A dataset is complete by itself.
    let one = keep(&folder, "projects.ttl", &text(&server, "/dataset/projects.ttl").await);
    assert_eq!(judged(&one), "0 violations; warnings:");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_publisher_that_says_nothing_of_itself_has_a_valid_catalogue() {
    let (store, folder) = (Sqlite::new(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let server = Server::start(&store.url());
    let whole = text(&server, "/catalog.ttl").await;
    assert!(whole.contains("dct:identifier \"opencoop:projects\""), "{whole}");
    let whole = keep(&folder, "catalogue.ttl", &whole);
    let warnings = "dcat:contactPoint dct:spatial dct:temporal";
    assert_eq!(judged(&whole), format!("0 violations; warnings: {warnings}"));
}

#[tokio::test(flavor = "multi_thread")]
async fn another_holder_and_another_licence_are_named() {
    let (store, folder) = (Sqlite::new(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let settings = [
        ("OPENCOOP_PUBLISHER", "Comune di \"Prova\" <&>"),
        ("OPENCOOP_CATALOGUE_HOLDER", "Regione"),
        ("OPENCOOP_CATALOGUE_HOLDER_IDENTIFIER", "r_lombar"),
        ("OPENCOOP_CATALOGUE_PUBLISHER_TYPE", "RegionalAuthority"),
        ("OPENCOOP_CATALOGUE_FREQUENCY", ""),
        ("OPENCOOP_CATALOGUE_THEMES", "INTR,NEWER"),
        ("OPENCOOP_CONTACT", "no address"),
        ("OPENCOOP_LICENCE", "https://www.dati.gov.it/iodl/2.0/"),
    ];
    let server = Server::start_with(&store.url(), &settings);
    let whole = text(&server, "/catalog.ttl").await;
    for said in [
        "/id/agent/holder> a foaf:Agent , dcatapit:Agent ;\n\tdct:identifier \"r_lombar\"",
        "dct:rightsHolder <http://localhost:8080/id/agent/holder>",
        "foaf:name \"Comune di \\\"Prova\\\" <&>\"@it",
        "publishertype/RegionalAuthority> a skos:Concept",
        "frequency/UNKNOWN> a skos:Concept",
        "data-theme/NEWER> a skos:Concept ;\n\tskos:prefLabel \"NEWER\"",
        "dct:license <https://www.dati.gov.it/iodl/2.0/>",
        "dct:type <http://purl.org/adms/licencetype/UnknownIPR>",
    ] {
        assert!(whole.contains(said), "{said} is not in {whole}");
    }
    assert!(!whole.contains("vcard:"), "{whole}");
    // All forms bear such names.
    for (ending, _) in FORMS {
        let form = text(&server, &format!("/dataset/themes.{ending}")).await;
        keep(&folder, &format!("themes.form.{ending}"), &form);
    }
    python::script("rdf_forms.py", [folder.path()]);
    let answer = Server::start_with(&store.url(), &[("OPENCOOP_LICENCE", "ask us")]);
    assert!(!text(&answer, "/catalog.ttl").await.contains("dct:license "));
}

#[tokio::test(flavor = "multi_thread")]
async fn all_forms_are_one_graph() {
    let (store, place, folder) =
        (Sqlite::new(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let server = serve_milan(&store.url(), place.path()).await;
    for (name, path) in [("catalogue", "/catalog"), ("dataset", "/dataset/projects")] {
        for (ending, media_type) in FORMS {
            let accept = media_type.split(';').next().unwrap();
            let by_accept = ask(&server, path, &[("accept", accept)]).await;
            let by_ending = server.get(&format!("{path}.{ending}")).await;
            assert_eq!(header(&by_accept, "content-type"), media_type, "{path} {accept}");
            assert_eq!(header(&by_ending, "content-type"), media_type, "{path}.{ending}");
            assert_eq!(header(&by_accept, "etag"), header(&by_ending, "etag"));
            assert!(header(&by_accept, "vary").split(", ").any(|name| name == "Accept"));
            assert_eq!(header(&by_ending, "vary"), "Accept-Encoding");
            let (one, two) = (by_accept.text().await.unwrap(), by_ending.text().await.unwrap());
            assert!(one == two, "{path} {accept}");
            keep(&folder, &format!("{name}.accept.{ending}"), &one);
        }
    }
    python::script("rdf_forms.py", [folder.path()]);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_address_of_the_catalogue_is_what_it_promises() {
    let (store, place, folder) =
        (Sqlite::new(), tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    publish_seeds(&store.url());
    let server = serve_milan(&store.url(), place.path()).await;
    let whole = keep(&folder, "catalogue.ttl", &text(&server, "/catalog.ttl").await);
    python::script("links.py", [whole.as_str(), BASE, &server.url("")]);
}
