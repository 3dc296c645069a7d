//! Lines as JSON objects: a column with all its parts, a link with what its pairs say.

use super::select::Nested;
use super::{Cell, Field, Line, Plan, Source, basis_of, role_of, write};
use crate::image::columns::{Data, currency_of, date_of};
use crate::image::links::Item;
use crate::image::{Image, Row, TableImage, Way};
use crate::model::TABLES;
use crate::model::table::Target;
use crate::model::value::format_instant;

impl Plan {
    /// Writes a line as one JSON object. A field without a value is `null`, or an empty list.
    pub fn write_json(&self, image: &Image, line: Line, out: &mut Vec<u8>) {
        out.push(b'{');
        self.write_fields(image, line, out);
        out.push(b'}');
    }

    /// Writes a line as one JSON object with the cells of a file of rows and columns: exact numbers
    /// are texts, and what is not stated is `null`.
    pub fn write_cells(&self, image: &Image, line: Line, out: &mut Vec<u8>) {
        let mut scratch = Vec::new();
        out.push(b'{');
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&field.key);
            match self.cell(image, field, line, &mut scratch) {
                Cell::None => out.extend_from_slice(b"null"),
                Cell::Text(text) => write::string(out, text),
                Cell::Integer(number) => write::integer(out, number),
                Cell::Decimal(number) => write::decimal(out, number),
                Cell::Date(date) => write::date(out, date),
                Cell::Instant(seconds) => write::string(out, &format_instant(seconds)),
                Cell::Boolean(is) => write::boolean(out, is),
                Cell::Degrees(degrees) => write::float(out, degrees),
            }
        }
        out.push(b'}');
    }

    fn write_fields(&self, image: &Image, line: Line, out: &mut Vec<u8>) {
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            out.extend_from_slice(&field.key);
            self.write_json_value(image, field, line, out);
        }
    }

    fn write_json_value(&self, image: &Image, field: &Field, line: Line, out: &mut Vec<u8>) {
        let table = image.table(self.table);
        match field.source {
            Source::Id => write_id(table, line.row, out),
            Source::Slug => write_slug(table, line.row, out),
            Source::Column(at) => write_cell(table, at, line.row, &field.codes, out),
            Source::Text(at) => match preferred(table, at, &field.order, line.row) {
                Some((_, text)) => write::string(out, text),
                None => out.extend_from_slice(b"null"),
            },
            Source::TextLanguage(at) => match preferred(table, at, &field.order, line.row) {
                Some((tag, _)) => write::string(out, tag),
                None => out.extend_from_slice(b"null"),
            },
            Source::Single(link_at) => match image.linked(self.table, link_at, line.row) {
                None => out.extend_from_slice(b"null"),
                Some((to, row)) => match TABLES[self.table].links[link_at].target {
                    Target::Any => write_id(image.table(to), row, out),
                    Target::Table(_) => write_slug(image.table(to), row, out),
                },
            },
            Source::Many(way) => write_list(image, way, line.row, out),
            Source::To(way) => write_slug(image.table(way.to), line.pair.row, out),
            Source::Nested => {
                if let Some(nested) = &field.nested {
                    nested.write(image, self.table, line.row, out);
                }
            }
            _ => {
                let mut text = Vec::new();
                self.write_text(image, field, line, &mut text);
                write_text_or_null(&String::from_utf8_lossy(&text), out);
            }
        }
    }
}

impl Nested {
    fn write(&self, image: &Image, from: usize, row: Row, out: &mut Vec<u8>) {
        match self.branches.as_slice() {
            [(way, plan)] if !way.is_single() => {
                self.write_records(image, (from, *way), plan, row, out);
            }
            branches => {
                let found = branches
                    .iter()
                    .find_map(|(way, plan)| Some((plan, *image.edges(*way, row).rows.first()?)));
                match found {
                    Some((plan, row)) => plan.write_json(image, Line::of(row), out),
                    None => out.extend_from_slice(b"null"),
                }
            }
        }
    }

    /// The first of the linked records, how many there are, and where the others are.
    fn write_records(
        &self,
        image: &Image,
        (from, way): (usize, Way),
        plan: &Plan,
        row: Row,
        out: &mut Vec<u8>,
    ) {
        let edges = image.edges(way, row);
        let mut shown = edges.rows.len().min(self.most);
        // A record under two roles is not torn apart: the next page begins behind it.
        while shown > 0 && shown < edges.rows.len() && edges.rows[shown] == edges.rows[shown - 1] {
            shown += 1;
        }
        out.extend_from_slice(b"{\"data\":[");
        for at in 0..shown {
            if at > 0 {
                out.push(b',');
            }
            let pair = edges.get(at);
            out.push(b'{');
            plan.write_fields(image, Line::of(pair.row), out);
            write_pair(way, pair, plan.fields.is_empty(), out);
            out.push(b'}');
        }
        out.extend_from_slice(b"],\"total\":");
        write::integer(out, edges.rows.len() as i64);
        out.extend_from_slice(b",\"next\":");
        let last = edges.rows.get(shown.wrapping_sub(1)).filter(|_| shown < edges.rows.len());
        match last.and_then(|last| (self.next)(image, from, way, row, *last)) {
            Some(next) => write::string(out, &next),
            None => out.extend_from_slice(b"null"),
        }
        out.push(b'}');
    }
}

/// What a pair says beside its two ends, behind the other fields of an object.
fn write_pair(way: Way, pair: Item, mut is_first: bool, out: &mut Vec<u8>) {
    let basis = way.link.basis.then(|| ("\"basis\":", basis_of(pair)));
    let role = way.link.role.map(|_| ("\"role\":", role_of(way, pair)));
    for (key, text) in basis.into_iter().chain(role) {
        if !std::mem::take(&mut is_first) {
            out.push(b',');
        }
        out.extend_from_slice(key.as_bytes());
        write_text_or_null(text, out);
    }
}

fn write_text_or_null(text: &str, out: &mut Vec<u8>) {
    if text.is_empty() {
        out.extend_from_slice(b"null");
    } else {
        write::string(out, text);
    }
}

/// Slugs hold nothing that JSON writes in another way.
fn write_slug(table: &TableImage, row: Row, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(table.slug(row).as_bytes());
    out.push(b'"');
}

fn write_id(table: &TableImage, row: Row, out: &mut Vec<u8>) {
    out.push(b'"');
    out.extend_from_slice(table.table.name.as_bytes());
    out.push(b'/');
    out.extend_from_slice(table.slug(row).as_bytes());
    out.push(b'"');
}

/// The text of a row in the language that is wanted most, with its tag.
fn preferred<'a>(
    table: &'a TableImage,
    at: usize,
    order: &[usize],
    row: Row,
) -> Option<(&'a str, &'a str)> {
    let Data::Localised(tags) = &table.column(at).data else { return None };
    let texts = order.iter().filter_map(|place| tags.get(*place));
    texts.map(|(tag, texts)| (tag.as_str(), texts.get(row))).find(|(_, text)| !text.is_empty())
}

fn write_cell(table: &TableImage, at: usize, row: Row, codes: &[Vec<u8>], out: &mut Vec<u8>) {
    let start = out.len();
    match &table.column(at).data {
        Data::Text(texts) => write_text_or_null(texts.get(row), out),
        Data::Localised(tags) => {
            for (tag, texts) in tags {
                let text = texts.get(row);
                if !text.is_empty() {
                    out.push(if out.len() == start { b'{' } else { b',' });
                    write::string(out, tag);
                    out.push(b':');
                    write::string(out, text);
                }
            }
            if out.len() > start {
                out.push(b'}');
            }
        }
        Data::Code(_, cells) => {
            let place = usize::from(cells.get(row)).checked_sub(1);
            if let Some(code) = place.and_then(|place| codes.get(place)) {
                out.extend_from_slice(code);
            }
        }
        Data::Integer(cells) => {
            if let Some(number) = cells.find(row) {
                write::integer(out, number);
            }
        }
        Data::Decimal(numbers) => {
            if let Some(number) = numbers.get(row) {
                write::decimal(out, number);
            }
        }
        Data::Money(numbers, currencies) => {
            if let Some(number) = numbers.get(row) {
                out.extend_from_slice(b"{\"amount\":");
                write::decimal(out, number);
                out.extend_from_slice(b",\"currency\":");
                write::string(out, currency_of(currencies.get(row)));
                out.push(b'}');
            }
        }
        Data::Date(cells) => {
            if let Some(date) = date_of(cells.get(row)) {
                write::date(out, date);
            }
        }
        Data::Instant(cells) => {
            if let Some(seconds) = cells.find(row) {
                write::string(out, &format_instant(seconds));
            }
        }
        Data::Boolean(cells) => {
            if let Some(value) = cells.find(row) {
                write::boolean(out, value == 2);
            }
        }
        Data::Point(cells) => {
            if let Some(point) = cells.find(row) {
                let (latitude, longitude) = point.degrees();
                out.extend_from_slice(b"{\"latitude\":");
                write::float(out, latitude);
                out.extend_from_slice(b",\"longitude\":");
                write::float(out, longitude);
                out.push(b'}');
            }
        }
    }
    if out.len() == start {
        out.extend_from_slice(b"null");
    }
}

/// The slugs that a link leads to, each with what its pair says.
fn write_list(image: &Image, way: Way, row: Row, out: &mut Vec<u8>) {
    let says_more = way.link.basis || way.link.role.is_some();
    let slugs = image.table(way.to);
    out.push(b'[');
    for (at, pair) in image.edges(way, row).iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        if !says_more {
            write_slug(slugs, pair.row, out);
            continue;
        }
        out.extend_from_slice(b"{\"slug\":");
        write_slug(slugs, pair.row, out);
        write_pair(way, pair, false, out);
        out.push(b'}');
    }
    out.push(b']');
}
