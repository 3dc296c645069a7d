//! GeoJSON (RFC 7946): the records of a table that has a position, as features.

use super::format::{Format, Pieces, Profile, Writer, by_line, cannot};
use super::json::write_source;
use super::subject::Subject;
use crate::error::Result;
use crate::image::Image;
use crate::image::columns::Data;
use crate::image::render::{Line, Plan, write};
use crate::model::TABLES;
use crate::model::table::{Kind, Label};
use crate::model::value::Point;

/// The format.
pub(super) struct GeoJson;

impl Format for GeoJson {
    fn name(&self) -> &'static str {
        "geojson"
    }

    fn media_type(&self) -> &'static str {
        "application/geo+json"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "GeoJSON",
            file_type: "GEOJSON",
            content: Label {
                en: "as GeoJSON (RFC 7946, WGS 84)",
                it: "in GeoJSON (RFC 7946, WGS 84)",
            },
        }
    }

    fn needs_point(&self) -> bool {
        true
    }

    fn takes(&self, _: &Image, plan: &Plan) -> Result<()> {
        position(plan, &[]).map(drop)
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        let formats: Vec<&str> = subject.service.formats.iter().map(|format| format.name).collect();
        let position = position(&subject.plan, &formats)?;
        let mut begun = b"{\"type\":\"FeatureCollection\",".to_vec();
        write_source(&subject, self, &mut begun);
        begun.extend_from_slice(b",\"features\":[\n");
        Ok(by_line(subject, Features { position, is_first: true }, begun))
    }
}

/// The place of the column of positions of a table; `formats` are those that a refusal names.
fn position(plan: &Plan, formats: &[&str]) -> Result<usize> {
    let table = &TABLES[plan.table];
    let is_point = |kind: &Kind| matches!(kind, Kind::Point);
    let found = table.columns.iter().position(|column| is_point(&column.kind));
    if let (Some(at), None) = (found, plan.pairs) {
        return Ok(at);
    }
    let name = plan.pairs.map_or_else(|| table.name.to_owned(), |way| table.pairs(way.link));
    let others: Vec<String> = formats
        .iter()
        .filter(|format| **format != GeoJson.name())
        .map(|format| format!("`{name}.{format}`"))
        .collect();
    let hint = if others.is_empty() {
        format!("take it in another format, such as `/export/{name}.csv`")
    } else {
        format!("at `/export` there are {}", others.join(", "))
    };
    Err(cannot(&name, GeoJson.name(), "its records have no position on the earth", hint))
}

/// Writes features between commas.
struct Features {
    position: usize,
    is_first: bool,
}

impl Writer for Features {
    fn line(&mut self, subject: &Subject, line: Line, out: &mut Vec<u8>) -> Result<()> {
        let table = subject.image.table(subject.plan.table);
        if !std::mem::take(&mut self.is_first) {
            out.extend_from_slice(b",\n");
        }
        // Slugs and names of tables have no sign that JSON writes in another way.
        out.extend_from_slice(b"{\"type\":\"Feature\",\"id\":\"");
        out.extend_from_slice(table.table.name.as_bytes());
        out.push(b'/');
        out.extend_from_slice(table.slug(line.row).as_bytes());
        out.extend_from_slice(b"\",\"geometry\":");
        let point = match &table.column(self.position).data {
            Data::Point(cells) => cells.find(line.row),
            _ => None,
        };
        match point.map(Point::degrees) {
            Some((latitude, longitude)) => {
                out.extend_from_slice(b"{\"type\":\"Point\",\"coordinates\":[");
                write::float(out, longitude);
                out.push(b',');
                write::float(out, latitude);
                out.extend_from_slice(b"]}");
            }
            None => out.extend_from_slice(b"null"),
        }
        out.extend_from_slice(b",\"properties\":");
        subject.plan.write_cells(&subject.image, line, out);
        out.push(b'}');
        Ok(())
    }

    fn end(&mut self, _: &Subject, out: &mut Vec<u8>) -> Result<()> {
        out.extend_from_slice(b"\n]}\n");
        Ok(())
    }
}
