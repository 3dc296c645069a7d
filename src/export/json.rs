//! JSON: one object that says where the data comes from, with all records in `data`.

use crate::image::Image;
use crate::image::render::{Line, Plan, write};

use super::format::Format;

/// The format.
pub(super) struct Json;

impl Format for Json {
    fn name(&self) -> &'static str {
        "json"
    }

    fn media_type(&self) -> &'static str {
        "application/json"
    }

    fn plan(&self, image: &Image, table: usize) -> Plan {
        Plan::nested(image, table)
    }

    fn begin(&self, image: &Image, _: &Plan, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"revision\":");
        out.extend_from_slice(itoa::Buffer::new().format(image.revision.number).as_bytes());
        out.extend_from_slice(b",\"publishedAt\":");
        write::string(out, &image.revision.published_at);
        out.extend_from_slice(b",\"data\":[\n");
    }

    fn line(&self, image: &Image, plan: &Plan, line: Line, first: bool, out: &mut Vec<u8>) {
        if !first {
            out.extend_from_slice(b",\n");
        }
        plan.write_json(image, line, out);
    }

    fn end(&self, _: &Image, _: &Plan, out: &mut Vec<u8>) {
        out.extend_from_slice(b"\n]}\n");
    }
}
