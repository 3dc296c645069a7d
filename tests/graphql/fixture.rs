//! A small image, and a door over it.

use std::collections::HashMap;

use opencoop::about::Service;
use opencoop::config::Limits;
use opencoop::export::format_kinds;
use opencoop::graphql::{Answer, Door, Request};
use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::links::EdgeData;
use opencoop::image::{Image, Revision};
use opencoop::model::codes::{BASIS, CURRENCIES};
use opencoop::model::table::{Kind, Target};
use opencoop::model::value::{PartialDate, Point, parse_instant};
use opencoop::model::{TABLES, find_table, targets};
use serde_json::{Value, json};

/// Records and pairs, as text, that become an image.
pub(crate) struct Fixture {
    languages: Vec<String>,
    builders: Vec<TableBuilder>,
    keys: HashMap<String, u32>,
}

impl Fixture {
    pub(crate) fn new(languages: &[&str]) -> Self {
        let languages: Vec<String> = languages.iter().map(|tag| (*tag).to_owned()).collect();
        let builders = TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
        Self { languages, builders, keys: HashMap::new() }
    }

    /// A record with its cells, named as in files.
    pub(crate) fn record(&mut self, id: &str, cells: &[(&str, &str)]) -> &mut Self {
        let (table, slug) = id.split_once('/').unwrap();
        let (table_at, table) = find_table(table).unwrap();
        let builder = &mut self.builders[table_at];
        let key = self.keys.len() as u32 + 1;
        assert!(self.keys.insert(id.to_owned(), key).is_none(), "{id} is there twice");
        let row = builder.record(key, slug);
        for (name, text) in cells {
            if let Some((at, column)) = table.column(name) {
                push(builder.column(at), &column.kind, row, text);
                continue;
            }
            let (name, language) = name.rsplit_once('_').unwrap();
            let (at, _) = table.column(name).unwrap_or_else(|| panic!("no column {name}"));
            builder.translate(at, row, language, text);
        }
        self
    }

    /// A pair along a link of the table of `from`.
    pub(crate) fn link(&mut self, from: &str, link: &str, to: &str) -> &mut Self {
        self.link_with(from, link, to, None, None)
    }

    /// A pair along a link, with its basis and its role.
    pub(crate) fn link_with(
        &mut self,
        from: &str,
        link: &str,
        to: &str,
        basis: Option<&str>,
        role: Option<&str>,
    ) -> &mut Self {
        let (owner, table) = find_table(from.split_once('/').unwrap().0).unwrap();
        let (link_at, link) = table.link(link).unwrap_or_else(|| panic!("no link {link}"));
        let (to_table, _) = find_table(to.split_once('/').unwrap().0).unwrap();
        let target_at = targets(link).iter().position(|at| *at == to_table).unwrap();
        assert!(link.target == Target::Any || targets(link).len() == 1);
        let edge = EdgeData::new(
            basis.map(|code| BASIS.find(code).unwrap().0),
            role.map(|code| link.role.unwrap().find(code).unwrap().0),
        );
        let (from, to) = (self.keys[from], self.keys[to]);
        self.builders[owner].pair(link_at, target_at, from, to, edge);
        self
    }

    pub(crate) fn image(self) -> Image {
        let published_at = "2026-11-21T10:30:00Z".to_owned();
        finish(Revision { number: 7, published_at }, &self.languages, self.builders)
    }
}

fn push(data: &mut Data, kind: &Kind, row: usize, text: &str) {
    match data {
        Data::Text(texts) => texts.push(row, text),
        Data::Code(list, cells) => {
            let (at, _) = list.find(text).unwrap_or_else(|| panic!("{text} in {}", list.name));
            cells.push(row, at as u8 + 1);
        }
        Data::Integer(cells) => cells.push(row, text.parse().unwrap()),
        Data::Instant(cells) => cells.push(row, parse_instant(text).unwrap()),
        Data::Decimal(numbers) => numbers.push(row, text.parse().unwrap()),
        Data::Money(numbers, currencies) => {
            let (amount, currency) = text.split_once(' ').unwrap();
            numbers.push(row, amount.parse().unwrap());
            currencies.push(row, CURRENCIES.binary_search(&currency).unwrap() as u8);
        }
        Data::Date(cells) => {
            cells.push(row, text.parse::<PartialDate>().unwrap().packed());
        }
        Data::Boolean(cells) => cells.push(row, if text == "true" { 2 } else { 1 }),
        Data::Point(cells) => {
            let (latitude, longitude) = text.split_once(' ').unwrap();
            let point = Point::from_degrees(latitude.parse().unwrap(), longitude.parse().unwrap());
            cells.push(row, point.unwrap());
        }
        Data::Localised(_) => panic!("{} needs a language", kind.name()),
    }
}

/// Five projects, four countries and what belongs to them.
pub(crate) fn sample() -> Image {
    let mut fixture = Fixture::new(&["it", "en"]);
    for (slug, it, en) in
        [("ke", "Kenya", "Kenya"), ("mz", "Mozambico", "Mozambique"), ("sn", "Senegal", "")]
    {
        let mut cells = vec![("name_it", it), ("name_en", en), ("region", "002")];
        cells.extend([("iso2", slug), ("iso3", slug), ("m49", "000")]);
        cells.retain(|(_, text)| !text.is_empty());
        fixture.record(&format!("countries/{slug}"), &cells);
    }
    let italy = [("name_it", "Italia"), ("name_en", "Italy"), ("region", "150")];
    let codes = [("iso2", "it"), ("iso3", "ita"), ("m49", "380")];
    fixture.record("countries/it", &[italy, codes].concat());
    fixture
        .record(
            "cities/dakar",
            &[("name_it", "Dakar"), ("kind", "city"), ("point", "14.6937 -17.4441")],
        )
        .link("cities/dakar", "country", "countries/sn")
        .record(
            "organisations/comune",
            &[("name_it", "Comune"), ("name_en", "City"), ("type", "11")],
        )
        .record("organisations/ong", &[("name_it", "ONG \"Acqua\""), ("type", "22")])
        .link("organisations/ong", "parent", "organisations/comune");
    let projects: [(&str, &[(&str, &str)]); 5] = [
        (
            "acqua",
            &[
                ("title_it", "Acqua"),
                ("title_en", "Water"),
                ("status", "2"),
                ("starts_on", "2018-09"),
            ],
        ),
        (
            "dakar-reve",
            &[
                ("title_it", "Dakar Rêve"),
                ("title_fr", "Rêve de Dakar"),
                ("status", "4"),
                ("starts_on", "2016"),
            ],
        ),
        ("food", &[("title_en", "Food policy"), ("starts_on", "2021-02-28"), ("ends_on", "2024")]),
        (
            "mentor",
            &[
                ("title_it", "MENTOR"),
                ("title_pt-BR", "Mentor (br)"),
                ("status", "2"),
                ("acronym", "M\\2"),
            ],
        ),
        ("orti", &[("title_it", "Orti\nurbani"), ("status", "4"), ("starts_on", "2018-09")]),
    ];
    for (slug, cells) in projects {
        fixture.record(&format!("projects/{slug}"), cells);
    }
    fixture
        .link("projects/orti", "parent", "projects/food")
        .link_with("projects/acqua", "countries", "countries/ke", Some("stated"), None)
        .link_with("projects/acqua", "countries", "countries/mz", Some("editorial"), None)
        .link_with("projects/dakar-reve", "countries", "countries/sn", Some("stated"), None)
        .link_with("projects/mentor", "countries", "countries/mz", None, None)
        .link_with("projects/acqua", "organisations", "organisations/comune", None, Some("1"))
        .link_with("projects/acqua", "organisations", "organisations/comune", None, Some("2"))
        .link_with("projects/acqua", "organisations", "organisations/ong", None, Some("4"))
        .record(
            "missions/nairobi",
            &[("title_it", "Nairobi"), ("direction", "outbound"), ("officials", "6")],
        )
        .link("missions/nairobi", "programme", "projects/acqua")
        .record("budgets/acqua-totale", &[("kind", "total"), ("amount", "1311894.50 EUR")])
        .link("budgets/acqua-totale", "project", "projects/acqua")
        .record(
            "observations/acqua-1",
            &[("indicator_it", "Persone"), ("value", "0.050"), ("qualifier", "more_than")],
        )
        .link("observations/acqua-1", "subject", "projects/acqua")
        .record("sources/relazione", &[("title_it", "Relazione"), ("url", "https://example.org/a")])
        .record("citations/c1", &[("basis", "stated"), ("field", "title")])
        .link("citations/c1", "subject", "projects/acqua")
        .link("citations/c1", "source", "sources/relazione")
        .record("citations/c2", &[("basis", "external")])
        .link("citations/c2", "subject", "countries/ke")
        .link("citations/c2", "source", "sources/relazione")
        .record("citations/c3", &[("basis", "external")])
        .link("citations/c3", "subject", "sources/relazione")
        .link("citations/c3", "source", "sources/relazione");
    fixture.image()
}

/// A door without a store, with small limits where a test needs them.
pub(crate) fn door() -> Door {
    door_with(&Limits::standard().unwrap())
}

/// A door with these limits, of a service that has files.
pub(crate) fn door_with(limits: &Limits) -> Door {
    Door::serving(service(), limits, None).unwrap()
}

/// A service with all formats of files.
pub(crate) fn service() -> Service {
    let base_url = "https://example.org".to_owned();
    Service { base_url, formats: format_kinds(), ..Service::default() }
}

/// The answer to a request as it was sent.
pub(crate) async fn answer(door: &Door, image: &Image, query: &str, variables: Value) -> Answer {
    let variables = variables.as_object().unwrap().clone();
    let request = Request { query: query.to_owned(), operation_name: None, variables };
    door.answer(image, &request).await
}

/// The answer to a document over the sample, as JSON.
pub(crate) async fn ask(query: &str) -> Value {
    ask_with(query, json!({})).await
}

/// The same, with variables.
pub(crate) async fn ask_with(query: &str, variables: Value) -> Value {
    let answer = answer(&door(), &sample(), query, variables).await;
    serde_json::from_slice(&answer.body).unwrap()
}

/// The data of an answer, which must have no errors.
pub(crate) async fn data(query: &str) -> Value {
    let mut answer = ask(query).await;
    assert_eq!(answer.get("errors"), None, "{answer:#}");
    assert_eq!(answer["extensions"], json!({"revision": 7}));
    answer["data"].take()
}

/// The one error of an answer.
pub(crate) async fn error(query: &str) -> Value {
    let mut answer = ask(query).await;
    let errors = answer["errors"].as_array().unwrap_or_else(|| panic!("no error: {answer:#}"));
    assert_eq!(errors.len(), 1, "{answer:#}");
    answer["errors"][0].take()
}
