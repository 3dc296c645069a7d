//! An image of what is hard to write, and its files.

use std::sync::Arc;

use opencoop::about::Service;
use opencoop::error::Result;
use opencoop::export::{Options, Subject, find_format, format_kinds};
use opencoop::image::build::{TableBuilder, finish};
use opencoop::image::columns::Data;
use opencoop::image::filter::Filter;
use opencoop::image::render::Cell;
use opencoop::image::{Image, Revision};
use opencoop::model::value::{PartialDate, Point};
use opencoop::model::{TABLES, find_table};
use serde_json::{Value, json};

/// Texts that formats could spoil, each the title of a project.
pub(crate) const TEXTS: &[&str] = &[
    "=1+1",
    "+39 02 0202",
    "-1+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "'quoted",
    "00123",
    "1e5",
    "2018-09",
    "TRUE",
    "  spaces at both ends  ",
    "two\nlines\tand a tab",
    "a & b < c > d \"e\" ]]>",
    "emoji 🌍👩‍🚒 and è",
    "control \u{1}\u{b}\u{1f} characters\r",
    "no characters \u{fffe}\u{ffff}",
    "_x0041_ is not A, and neither __x0041__ nor _x005F_x0041_",
    "_x41_ and _X0041_ and x0041_",
    "\u{feff}mark",
];

/// Dates at the edges of what spreadsheets know.
pub(crate) const DATES: &[&str] = &[
    "0987-01-01",
    "1899-12-31",
    "1900-01-01",
    "1900-02-28",
    "1900-03-01",
    "1903-12-31",
    "1904-01-01",
    "2000-02-29",
    "2018",
    "2018-09",
    "2018-09-01",
    "9999-12-31",
];

/// Numbers at the edges of what spreadsheets keep.
pub(crate) const NUMBERS: &[&str] = &[
    "0",
    "-0.50",
    "12.50",
    "999999999999999",
    "1000000000000000",
    "123456789012345678",
    "12345678901234.5",
    "123456789012345.67",
    "0.00000000000000001",
    "-99999999999999.9",
];

/// The image; `long` is one more title.
pub(crate) fn image(long: &str) -> Arc<Image> {
    let languages = ["en".to_owned(), "it".to_owned()];
    let mut builders: Vec<TableBuilder> =
        TABLES.iter().map(|table| TableBuilder::new(table, &languages)).collect();
    let at = |table: &str| find_table(table).unwrap().0;
    let column = |table: &str, name: &str| TABLES[at(table)].column(name).unwrap().0;
    let titles = TEXTS.iter().copied().chain(Some(long).filter(|long| !long.is_empty()));
    for (key, text) in titles.enumerate() {
        let builder = &mut builders[at("projects")];
        let row = builder.record(key as u32 + 1, &format!("text-{key:02}"));
        builder.translate(column("projects", "title"), row, "it", text);
        if let Data::Code(_, cells) = builder.column(column("projects", "status")) {
            cells.push(row, 2);
        }
    }
    for (key, text) in DATES.iter().enumerate() {
        let builder = &mut builders[at("projects")];
        let row = builder.record(100 + key as u32, &format!("date-{key:02}"));
        let date: PartialDate = text.parse().unwrap();
        if let Data::Date(cells) = builder.column(column("projects", "starts_on")) {
            cells.push(row, date.packed());
        }
    }
    for (key, text) in NUMBERS.iter().enumerate() {
        let builder = &mut builders[at("observations")];
        let row = builder.record(key as u32 + 1, &format!("number-{key:02}"));
        if let Data::Decimal(numbers) = builder.column(column("observations", "value")) {
            numbers.push(row, text.parse().unwrap());
        }
    }
    for (key, officials) in
        [1_i64, i64::from(i32::MAX), 1_000_000_000_000_000, -7].iter().enumerate()
    {
        let builder = &mut builders[at("missions")];
        let row = builder.record(key as u32 + 1, &format!("mission-{key}"));
        if let Data::Integer(cells) = builder.column(column("missions", "officials")) {
            cells.push(row, *officials);
        }
    }
    let points =
        [Some((-90.0, 180.0)), None, Some((45.464_271_9, -9.189_514_2)), Some((0.0, 1e-7))];
    for (key, point) in points.into_iter().enumerate() {
        let builder = &mut builders[at("cities")];
        let row = builder.record(key as u32 + 1, &format!("city-{key}"));
        builder.translate(column("cities", "name"), row, "it", "Città \"=1\"\n");
        if let (Some((latitude, longitude)), Data::Point(cells)) =
            (point, builder.column(column("cities", "point")))
        {
            cells.push(row, Point::from_degrees(latitude, longitude).unwrap());
        }
    }
    let published_at = "2026-11-21T10:30:59Z".to_owned();
    Arc::new(finish(Revision { number: 7, published_at }, &languages, builders))
}

/// The service that the files are of.
fn service() -> Arc<Service> {
    Arc::new(Service {
        base_url: "https://data.example".to_owned(),
        publisher: "Città & <Comune>".to_owned(),
        licence: "https://creativecommons.org/licenses/by/4.0/".to_owned(),
        formats: format_kinds(),
        ..Service::default()
    })
}

fn subject(image: &Arc<Image>, name: &str, options: Options) -> Subject {
    let all = |_| Ok(Filter::default());
    Subject::some(Arc::clone(image), service(), name, options, &all).unwrap()
}

/// The bytes of a file.
pub(crate) fn file(
    image: &Arc<Image>,
    name: &str,
    format: &str,
    options: Options,
) -> Result<Vec<u8>> {
    let pieces = find_format(format)?.pieces(subject(image, name, options))?;
    Ok(pieces.collect::<Result<Vec<_>>>()?.concat())
}

/// The columns and cells that a file must have, each cell with its kind.
pub(crate) fn expected(image: &Arc<Image>, name: &str, options: Options) -> Value {
    let subject = subject(image, name, options);
    let plan = &subject.plan;
    let mut rows = Vec::new();
    let mut scratch = Vec::new();
    for row in 0..image.table(plan.table).rows as u32 {
        plan.lines(image, row, |line| {
            let cells =
                plan.fields.iter().map(|field| match plan.cell(image, field, line, &mut scratch) {
                    Cell::None => Value::Null,
                    Cell::Text(text) => json!(["text", text]),
                    Cell::Integer(number) => json!(["number", number.to_string()]),
                    Cell::Decimal(number) => json!(["number", number.to_string()]),
                    Cell::Date(date) => json!(["date", date.to_string()]),
                    Cell::Instant(seconds) => json!(["instant", seconds]),
                    Cell::Boolean(is) => json!(["boolean", is]),
                    Cell::Degrees(degrees) => json!(["number", degrees.to_string()]),
                });
            rows.push(cells.collect::<Vec<_>>());
        });
    }
    let columns: Vec<&str> = plan.fields.iter().map(|field| field.name.as_str()).collect();
    json!({"name": name, "columns": columns, "rows": rows, "url": format!("https://data.example/export/{name}.")})
}
