//! XLSX and GeoJSON, read back by libraries that are not ours.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

#[cfg(test)]
#[path = "formats/fixture.rs"]
mod fixture;
#[cfg(test)]
#[path = "formats/geojson.rs"]
mod geojson;
mod support;
#[cfg(test)]
#[path = "formats/xlsx.rs"]
mod xlsx;
