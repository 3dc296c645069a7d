//! NDJSON: one JSON object a line.

use crate::image::Image;
use crate::image::render::{Line, Plan};

use super::format::Format;

/// The format.
pub(super) struct NdJson;

impl Format for NdJson {
    fn name(&self) -> &'static str {
        "ndjson"
    }

    fn media_type(&self) -> &'static str {
        "application/x-ndjson"
    }

    fn plan(&self, image: &Image, table: usize) -> Plan {
        Plan::nested(image, table)
    }

    fn begin(&self, _: &Image, _: &Plan, _: &mut Vec<u8>) {}

    fn line(&self, image: &Image, plan: &Plan, line: Line, _: bool, out: &mut Vec<u8>) {
        plan.write_json(image, line, out);
        out.push(b'\n');
    }

    fn end(&self, _: &Image, _: &Plan, _: &mut Vec<u8>) {}
}
