//! Permanent addresses, and records, code lists and terms as linked data.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod support;

use support::{Server, Sqlite, both, folder, opencoop, python, seeds};

fn seeded() -> (Server, Sqlite) {
    let store = Sqlite::new();
    (Server::start_seeded(&store.url(), seeds()), store)
}

/// Status, place and `Vary` of the answer to a client that reads these forms.
async fn asked(server: &Server, path: &str, accept: &str, head: bool) -> (u16, String, String) {
    let method = if head { reqwest::Method::HEAD } else { reqwest::Method::GET };
    let request = server.client.request(method, server.url(path)).header("accept", accept);
    let answer = request.send().await.unwrap();
    let header = |name: &str| {
        answer.headers().get(name).map_or("", |value| value.to_str().unwrap()).to_owned()
    };
    (answer.status().as_u16(), header("location"), header("vary"))
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_leads_to_the_form_that_a_client_reads() {
    let (server, _store) = seeded();
    let page = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (path, accept, place) in [
        ("/id/projects/dakar-reve", page, "/record/projects/dakar-reve"),
        ("/id/projects/dakar-reve", "text/turtle", "/record/projects/dakar-reve.ttl"),
        ("/id/projects/dakar-reve", "application/rdf+xml", "/record/projects/dakar-reve.rdf"),
        ("/id/projects/dakar-reve", "application/ld+json", "/record/projects/dakar-reve.jsonld"),
        ("/id/projects/dakar-reve", "application/json", "/api/projects/dakar-reve"),
        ("/id/projects/dakar-reve", "*/*", "/record/projects/dakar-reve.rdf"),
        ("/id/projects/dakar-reve", "image/png", "/record/projects/dakar-reve.rdf"),
        (
            "/id/projects/dakar-reve",
            "text/turtle;q=0.2, application/ld+json;q=0.7, text/html;q=0.5",
            "/record/projects/dakar-reve.jsonld",
        ),
        ("/id/codelists/ActivityStatus", page, "/dictionary#ActivityStatus"),
        ("/id/codelists/ActivityStatus", "text/turtle", "/codelist/ActivityStatus.ttl"),
        ("/id/codelists/ActivityStatus", "application/json", "/api/codelists/ActivityStatus"),
        ("/id/codelists/ActivityStatus/4", "text/turtle", "/codelist/ActivityStatus.ttl"),
        ("/id/codelists/Currency/EUR", "text/turtle", "/codelist/Currency.ttl"),
        ("/id/terms", "text/turtle", "/dictionary.ttl"),
        ("/id/terms/projects", page, "/dictionary#projects"),
        ("/id/terms/missions/officials", "application/ld+json", "/dictionary.jsonld"),
        ("/id/terms/role", page, "/dictionary"),
        ("/id/catalog/opencoop", "text/turtle", "/catalog.ttl"),
        ("/id/catalog/opencoop", page, "/dataset"),
        ("/id/dataset/projects", page, "/dataset/projects"),
        ("/id/dataset/opencoop", "text/turtle", "/dataset/opencoop.ttl"),
        ("/id/distribution/projects-csv", "application/ld+json", "/dataset/projects.jsonld"),
        ("/id/distribution/opencoop-zip", page, "/dataset/opencoop"),
        ("/id/agent/publisher", "*/*", "/catalog.rdf"),
        ("/id/agent/holder", "text/turtle", "/catalog.ttl"),
        ("/id/service/graphql", "application/rdf+xml", "/catalog.rdf"),
        ("/id/service/api", page, "/dataset"),
    ] {
        for head in [false, true] {
            let answer = asked(&server, path, accept, head).await;
            let expected = (303, place.to_owned(), "Accept".to_owned());
            assert_eq!(answer, expected, "{path} for {accept}, HEAD {head}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_no_name_is_not_found() {
    let (server, _store) = seeded();
    for path in [
        "/id/projects/nothing",
        "/id/projects/DAKAR-REVE",
        "/id/projects/dakar-reve.ttl",
        "/id/nothing/dakar-reve",
        "/id/codelists/Nothing",
        "/id/codelists/activitystatus",
        "/id/codelists/ActivityStatus/99",
        "/id/terms/nothing",
        "/id/terms/projects/title",
        "/id/terms/projects/nothing",
        "/id/dataset/nothing",
        "/id/distribution/projects-nothing",
        "/id/catalog/nothing",
        "/id/agent/nothing",
        // No address of the publisher is set.
        "/id/contact/publisher",
        "/record/projects/nothing",
        "/record/projects/nothing.ttl",
        "/record/projects/dakar-reve.csv",
        "/record/nothing/dakar-reve.ttl",
        "/codelist/Nothing.ttl",
    ] {
        for head in [false, true] {
            let (status, place, _) = asked(&server, path, "text/turtle", head).await;
            assert_eq!((status, place.as_str()), (404, ""), "{path}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_removed_is_gone() {
    both(|url| async move {
        let countries =
            |rows: &str| folder([("countries.csv", format!("slug,name_it,iso2,iso3\n{rows}"))]);
        let themes = "slug,name_it,vocabulary\nacqua,Acqua,priority\n";
        for (first, second) in [
            ("mz,Mozambico,MZ,MOZ\nsn,Senegal,SN,SEN\n", ""),
            ("sn,Senegal,SN,SEN\n", ""),
            ("", themes),
        ] {
            let folder = countries(first);
            if !second.is_empty() {
                std::fs::write(folder.path().join("themes.csv"), second).unwrap();
            }
            opencoop(&url, &["import", &folder.path().display().to_string()]).success();
            if first.starts_with("sn") {
                let server = Server::start(&url);
                for (path, expected) in [
                    ("/id/countries/mz", 410),
                    ("/record/countries/mz", 410),
                    ("/record/countries/mz.ttl", 410),
                    ("/id/countries/sn", 303),
                    ("/record/countries/sn.ttl", 200),
                    ("/id/countries/ke", 404),
                    ("/id/dataset/countries", 303),
                ] {
                    let (status, ..) = asked(&server, path, "text/turtle", false).await;
                    assert_eq!(status, expected, "{path}");
                }
            }
        }
        let server = Server::start(&url);
        // People are told in words.
        for (path, expected, en, it) in [
            ("/id/countries/mz", 410, "was removed", "è stata tolta"),
            ("/record/countries/sn", 410, "was removed", "è stata tolta"),
            ("/record/countries/ke", 404, "none ever had", "né lo ha mai avuto"),
        ] {
            for (language, words) in [("en", en), ("it", it)] {
                let path = format!("{path}?language={language}");
                let request = server.client.get(server.url(&path)).header("accept", "text/html");
                let text = request.send().await.unwrap().text().await.unwrap();
                assert!(
                    text.contains(words) && text.contains("/api/explain?id=countries/"),
                    "{text}"
                );
            }
            let request = server.client.get(server.url(path)).header("accept", "text/html");
            let answer = request.send().await.unwrap();
            assert_eq!(answer.status(), expected, "{path}");
            assert_eq!(answer.headers()["content-type"], "text/html; charset=utf-8", "{path}");
            assert_eq!(answer.headers()["cache-control"], "no-store", "{path}");
        }
        for (path, expected) in [
            ("/id/countries/mz", 410),
            ("/id/countries/sn", 410),
            ("/id/dataset/countries", 410),
            ("/id/distribution/countries-csv", 410),
            ("/id/dataset/themes", 303),
            ("/id/dataset/projects", 404),
            ("/id/distribution/projects-csv", 404),
        ] {
            for head in [false, true] {
                let (status, ..) = asked(&server, path, "text/turtle", head).await;
                assert_eq!(status, expected, "{path}");
            }
        }
    })
    .await;
}

const BASE: &str = "https://data.example.org";

/// Reads all records of a server, of which there are so many at least.
fn read_all(server: &Server, least: &str) {
    let said = python::script("linked.py", [&server.url(""), BASE, least]);
    let said = String::from_utf8(said).unwrap();
    assert!(said.ends_with(" 0 faults\n"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn linked_data_says_all_that_the_seeds_say_and_every_address_in_it_answers() {
    let store = Sqlite::new();
    let seeds = seeds().display().to_string();
    let settings = [
        ("OPENCOOP_SEEDS", seeds.as_str()),
        ("OPENCOOP_BASE_URL", BASE),
        ("OPENCOOP_CONTACT", "opencoop@example.org"),
    ];
    let server = Server::start_with(&store.url(), &settings);
    let (status, place, _) = asked(&server, "/id/contact/publisher", "text/turtle", false).await;
    assert_eq!((status, place.as_str()), (303, "/catalog.ttl"));
    read_all(&server, "1000");
}

#[tokio::test(flavor = "multi_thread")]
async fn texts_that_look_like_markup_are_data_in_every_form() {
    let store = Sqlite::new();
    let hostile = "</script><!--<b>&amp; \"\"x\"\" \\ ]]> @it <http://a>\u{1f30d}\r\nnext";
    let projects = format!(
        "slug,title_it,title_sr-Latn,summary_en,acronym,starts_on,url\n\
         a,\"{hostile}\",\"{hostile}\",\"{hostile}\",\"{hostile}\",0987-12,https://a.example/[x]?y='z'&ü=%00#\n\
         b,B,,,,2018-02,https://user@a.example:80/à/(b)?c=//d\n"
    );
    let cities = "slug,name_it,kind,point_latitude,point_longitude,country,geonames_id,wikidata_id\n\
                  c,C,city,-0.000001,179.9999999,mz,1,Q1\n";
    let folder = folder([
        ("projects.csv", projects),
        ("cities.csv", cities.to_owned()),
        ("countries.csv", "slug,name_it,iso2,iso3\nmz,Mozambico,MZ,MOZ\n".to_owned()),
        (
            "budgets.csv",
            "slug,kind,amount,amount_currency,project\nd,total,-0.10,EUR,a\n".to_owned(),
        ),
        ("project_cities.csv", "project,city,basis\na,c,editorial\nb,c,\n".to_owned()),
    ]);
    opencoop(&store.url(), &["import", &folder.path().display().to_string()]).success();
    let server = Server::start_with(&store.url(), &[("OPENCOOP_BASE_URL", BASE)]);
    read_all(&server, "5");
    let page = server.client.get(server.url("/record/projects/a")).header("accept", "text/html");
    let html = page.send().await.unwrap().text().await.unwrap();
    assert!(!html.contains("<b>") && !html.contains("<!--"), "{html}");
    assert_eq!(html.matches("</script>").count(), 1, "{html}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_record_with_very_many_links_says_them_all_and_its_page_stays_short() {
    use std::fmt::Write as _;

    const COUNT: usize = 3_000;
    let store = Sqlite::new();
    let mut organisations = "slug,name_it\n".to_owned();
    let mut links = "project,organisation,role\n".to_owned();
    for at in 0..COUNT {
        writeln!(organisations, "o{at},O {at}").unwrap();
        // Many of them in two roles.
        writeln!(links, "a,o{at},1\na,o{at},4").unwrap();
    }
    let folder = folder([
        ("projects.csv", "slug,title_it\na,\"A\u{ffff}\"\n".to_owned()),
        ("organisations.csv", organisations),
        ("project_organisations.csv", links),
    ]);
    opencoop(&store.url(), &["import", &folder.path().display().to_string()]).success();
    let server = Server::start(&store.url());
    let text = async |path: &str| {
        let request = server.client.get(server.url(path)).header("accept", "text/html");
        request.send().await.unwrap().text().await.unwrap()
    };
    let turtle = text("/record/projects/a.ttl").await;
    assert_eq!(turtle.matches(" a rdf:Statement").count(), 2 * COUNT);
    // Of several roles of one organisation the link itself is one.
    assert_eq!(turtle.matches("/id/organisations/o").count(), 3 * COUNT);
    assert!(!text("/record/projects/a.rdf").await.contains('\u{ffff}'));
    let page = text("/record/projects/a").await;
    assert!(page.len() < 100_000, "{}", page.len());
    assert!(page.contains("/record/projects/a.jsonld"), "{page}");
    // Where it leads, one of very many leads back.
    let back = text("/record/organisations/o7.ttl").await;
    assert!(back.contains("/id/projects/a> dct:contributor"), "{back}");
}
