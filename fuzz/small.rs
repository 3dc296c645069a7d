//! What the targets share: a small image of all sorts of cells and links.

use std::sync::LazyLock;

use opencoop::image::Image;

#[expect(dead_code, reason = "the tests use more of it")]
#[path = "../tests/graphql/fixture.rs"]
mod fixture;

/// Five projects and what belongs to them.
pub static IMAGE: LazyLock<Image> = LazyLock::new(fixture::sample);

/// A table that the first byte names, and the rest as text.
pub fn table_and_text(data: &[u8]) -> Option<(usize, &str)> {
    let (first, rest) = data.split_first()?;
    let text = std::str::from_utf8(rest).ok()?;
    Some((usize::from(*first) % opencoop::model::TABLES.len(), text))
}
