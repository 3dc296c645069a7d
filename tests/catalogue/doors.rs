//! What settings say of the publisher, at every door alike.

use super::support::{Server, Sqlite};
use super::{publish_seeds, text};

/// The doors, each with a document of a dataset or of all.
const DOORS: [&str; 8] = [
    "/catalog.ttl",
    "/catalog.rdf",
    "/dataset/projects.jsonld",
    "/dataset/projects",
    "/data.json",
    "/api/3/action/package_show?id=projects",
    "/oai?verb=GetRecord&metadataPrefix=oai_dc&identifier=oai:data.example:dataset/projects",
    "/export/datapackage.json",
];

#[tokio::test(flavor = "multi_thread")]
async fn the_licence_has_one_address_and_the_office_one_or_none() {
    let store = Sqlite::new();
    publish_seeds(&store.url());
    for (contact, email) in [
        (" dati@comune.example ", Some("dati@comune.example")),
        ("Dati <dati@comune.example>", None),
    ] {
        let settings = [
            ("OPENCOOP_BASE_URL", super::BASE),
            ("OPENCOOP_LICENCE", "http://www.creativecommons.org/licenses/by/4.0/deed.it"),
            ("OPENCOOP_CONTACT", contact),
            ("OPENCOOP_CATALOGUE_PLACE", "ITA_MIL"),
            ("OPENCOOP_CATALOGUE_PLACE_NAME", "Milano"),
            ("OPENCOOP_CATALOGUE_PLACE_BBOX", "somewhere"),
            ("OPENCOOP_CATALOGUE_PLACE_GEONAMES", "skos:nowhere"),
        ];
        let server = Server::start_with(&store.url(), &settings);
        for door in DOORS {
            let said = text(&server, door).await;
            assert!(said.contains("https://creativecommons.org/licenses/by/4.0/"), "{door}");
            // The citation on the page is of the words of the publisher.
            let said = said.split("<pre ").next().unwrap();
            for other in ["deed.it", "somewhere", "nowhere"] {
                assert!(!said.contains(other), "{door}: {other}");
            }
            let addresses = said.matches("mailto:").count();
            match email {
                Some(email) => {
                    let with = said.matches(&format!("mailto:{email}")).count();
                    assert_eq!(addresses, with, "{door}");
                }
                None => assert_eq!(addresses, 0, "{door}"),
            }
        }
        let identity = text(&server, "/oai?verb=Identify").await;
        let email = email.unwrap_or("nobody@example.invalid");
        assert!(identity.contains(&format!("<adminEmail>{email}</adminEmail>")), "{identity}");
        let office = server.get("/id/contact/publisher").await.status();
        assert_eq!(office, if contact.starts_with(' ') { 303 } else { 404 });
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_text_of_the_settings_breaks_a_document() {
    let store = Sqlite::new();
    publish_seeds(&store.url());
    let odd = "A\u{1}\u{b} \"<script>alert(1)</script>\" & ]]> \\ 🦆\nb";
    let settings = [
        ("OPENCOOP_PUBLISHER", odd),
        ("OPENCOOP_CATALOGUE_TITLE_IT", odd),
        ("OPENCOOP_CATALOGUE_DESCRIPTION_EN", odd),
        ("OPENCOOP_CATALOGUE_KEYWORDS_IT", odd),
        ("OPENCOOP_CATALOGUE_CONTACT_NAME", odd),
        ("OPENCOOP_CATALOGUE_PUBLISHER_IDENTIFIER", odd),
        ("OPENCOOP_CATALOGUE_PLACE", odd),
        ("OPENCOOP_CATALOGUE_PLACE_NAME", odd),
        ("OPENCOOP_CATALOGUE_HOLDER", odd),
        ("OPENCOOP_CATALOGUE_THEMES", odd),
        ("OPENCOOP_CATALOGUE_FREQUENCY", odd),
        ("OPENCOOP_CONTACT", odd),
        ("OPENCOOP_LICENCE", odd),
    ];
    let server = Server::start_with(&store.url(), &settings);
    let folder = tempfile::tempdir().unwrap();
    for (name, path) in [("catalogue", "/catalog"), ("dataset", "/dataset/projects")] {
        for (ending, _) in super::FORMS {
            let form = text(&server, &format!("{path}.{ending}")).await;
            super::keep(&folder, &format!("{name}.form.{ending}"), &form);
        }
    }
    super::support::python::script("rdf_forms.py", [folder.path()]);
    for path in ["/oai?verb=ListRecords&metadataPrefix=dcat_ap", "/sitemap.xml"] {
        let said = text(&server, path).await;
        let mut reader = quick_xml::Reader::from_str(&said);
        while !matches!(reader.read_event().unwrap(), quick_xml::events::Event::Eof) {}
        assert!(!said.contains('\u{1}'), "{path}");
    }
    for path in ["/data.json", "/api/3/action/package_search", "/export/datapackage.json"] {
        let _: serde_json::Value = server.get_json(path).await;
    }
    for path in ["/dataset", "/dataset/projects"] {
        assert!(!text(&server, path).await.contains("<script>alert"), "{path}");
    }
}
