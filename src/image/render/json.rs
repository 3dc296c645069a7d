//! Lines as JSON objects: a column with all its parts, a link with what its pairs say.

use std::io::Write as _;

use serde_json::Value;

use super::{Field, Line, Plan, Source, basis_of, role_of, write, write_cell};
use crate::image::columns::{Data, code_of, currency_of};
use crate::image::{Image, Row, TableImage, Way};

impl Plan {
    /// Writes a line as one JSON object. A field without a value is `null`, or an empty list.
    pub fn write_json(&self, image: &Image, line: Line, out: &mut Vec<u8>) {
        out.push(b'{');
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write::string(out, &field.name);
            out.push(b':');
            self.write_json_value(image, field, line, out);
        }
        out.push(b'}');
    }

    fn write_json_value(&self, image: &Image, field: &Field, line: Line, out: &mut Vec<u8>) {
        let table = image.table(self.table);
        match field.source {
            Source::Column(at) => write_json_cell(table, at, line.row, out),
            Source::Many(way) => write_json_list(image, way, line.row, out),
            _ => {
                let mut text = Vec::new();
                self.write_text(image, field, line, &mut text);
                let text = String::from_utf8_lossy(&text);
                if text.is_empty() {
                    out.extend_from_slice(b"null");
                } else {
                    write::string(out, &text);
                }
            }
        }
    }
}

fn write_json_cell(table: &TableImage, at: usize, row: Row, out: &mut Vec<u8>) {
    let data = &table.column(at).data;
    if !data.has(row) {
        out.extend_from_slice(b"null");
        return;
    }
    let mut text = Vec::new();
    match data {
        Data::Localised(tags) => {
            out.push(b'{');
            let mut first = true;
            for (tag, texts) in tags {
                let text = texts.get(row);
                if !text.is_empty() {
                    if !std::mem::take(&mut first) {
                        out.push(b',');
                    }
                    write::string(out, tag);
                    out.push(b':');
                    write::string(out, text);
                }
            }
            out.push(b'}');
        }
        Data::Code(list, cells) => {
            if let Some(code) = code_of(list, cells.get(row)) {
                let label = serde_json::json!({ "en": code.label.en, "it": code.label.it });
                let value = serde_json::json!({ "code": code.code, "label": label });
                let _ = serde_json::to_writer(out, &value);
            }
        }
        Data::Money(_, currencies) => {
            write_cell(table, at, row, &mut text);
            out.extend_from_slice(b"{\"amount\":");
            write::string(out, &String::from_utf8_lossy(&text));
            out.extend_from_slice(b",\"currency\":");
            write::string(out, currency_of(currencies.get(row)));
            out.push(b'}');
        }
        Data::Point(cells) => {
            let (latitude, longitude) = cells.get(row).degrees();
            let _ = write!(out, "{{\"latitude\":{latitude},\"longitude\":{longitude}}}");
        }
        Data::Integer(_) | Data::Boolean(_) => {
            write_cell(table, at, row, out);
        }
        Data::Text(_) | Data::Decimal(_) | Data::Date(_) | Data::Instant(_) => {
            write_cell(table, at, row, &mut text);
            write::string(out, &String::from_utf8_lossy(&text));
        }
    }
}

fn write_json_list(image: &Image, way: Way, row: Row, out: &mut Vec<u8>) {
    let says_more = way.link.basis || way.link.role.is_some();
    let slugs = image.table(way.to);
    out.push(b'[');
    for (at, pair) in image.edges(way, row).iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        let slug = slugs.slug(pair.row);
        if !says_more {
            write::string(out, slug);
            continue;
        }
        let text = |text: &str| match text {
            "" => Value::Null,
            _ => Value::from(text),
        };
        let mut object = serde_json::Map::new();
        object.insert("slug".to_owned(), Value::from(slug));
        if way.link.basis {
            object.insert("basis".to_owned(), text(basis_of(pair)));
        }
        if way.link.role.is_some() {
            object.insert("role".to_owned(), text(role_of(way, pair)));
        }
        let _ = serde_json::to_writer(&mut *out, &object);
    }
    out.push(b']');
}
