//! Files, read back by libraries that are not ours.

#[cfg(test)]
#[path = "formats/fixture.rs"]
mod fixture;
#[cfg(test)]
#[path = "formats/geojson.rs"]
mod geojson;
mod support;
#[cfg(test)]
#[path = "formats/values.rs"]
mod values;
#[cfg(test)]
#[path = "formats/xlsx.rs"]
mod xlsx;
