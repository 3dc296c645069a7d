//! Dates of any precision between dates of any precision, each pair of them.

use opencoop::image::Revision;
use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::filter::parse::filter;
use opencoop::model::TABLES;
use opencoop::model::value::PartialDate;
use serde_json::json;

const DATES: [&str; 22] = [
    "0001",
    "1999-12-31",
    "2000",
    "2000-01",
    "2000-01-01",
    "2000-01-02",
    "2000-01-31",
    "2000-02",
    "2000-02-01",
    "2000-02-28",
    "2000-02-29",
    "2000-03",
    "2000-03-01",
    "2000-11-30",
    "2000-12",
    "2000-12-01",
    "2000-12-31",
    "2001",
    "2001-01",
    "2001-01-01",
    "9999",
    "9999-12-31",
];

#[test]
fn a_date_lies_between_two_if_every_day_that_it_can_mean_does() {
    let at = TABLES[0].column("starts_on").unwrap().0;
    let languages = ["en".to_owned()];
    let mut builders: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    for (number, text) in DATES.iter().enumerate() {
        let row = builders[0].record(number as u32 + 1, &format!("p-{number:02}"));
        let Data::Date(cells) = builders[0].column(at) else { panic!() };
        cells.push(row, text.parse::<PartialDate>().unwrap().packed());
    }
    // One record has no date, and is never between any.
    builders[0].record(DATES.len() as u32 + 1, "p-none");
    let revision = Revision { number: 1, published_at: "2026-01-01T00:00:00Z".to_owned() };
    let image = finish(revision, &languages, builders);

    let date = |text: &str| text.parse::<PartialDate>().unwrap();
    let ends = || DATES.iter().copied().map(Some).chain([None]);
    for from in ends() {
        for to in ends() {
            let question = json!({"startsOn": {"gte": from, "lte": to}});
            let asked = filter(0, &question, "filter").unwrap();
            let found: Vec<u32> = image.rows(0, &asked).iter().collect();
            let lies_between = |own: PartialDate| {
                from.is_none_or(|from| own.first_day() >= date(from).first_day())
                    && to.is_none_or(|to| own.last_day() <= date(to).last_day())
            };
            let mut expected: Vec<u32> = (0_u32..)
                .zip(DATES)
                .filter(|(_, text)| lies_between(date(text)))
                .map(|(row, _)| row)
                .collect();
            if (from, to) == (None, None) {
                expected.push(DATES.len() as u32);
            }
            assert_eq!(found, expected, "{question}");
        }
    }
    for text in DATES {
        let asked = filter(0, &json!({ "startsOn": text }), "filter").unwrap();
        assert_eq!(image.rows(0, &asked).len(), 1, "{text} is that and nothing else");
    }
}
