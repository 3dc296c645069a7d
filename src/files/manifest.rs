//! What a set says of itself: each file with its size, hash, lines and columns.

use std::fmt::Write as _;

use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use crate::about::Service;
use crate::describe::package::Size;
use crate::export::FORMATS;
use crate::image::{Image, Revision};

/// The file that is written last: a set without it does not exist.
pub(super) const MANIFEST: &str = "manifest.json";

/// A set of files.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Manifest {
    pub(super) revision: i64,
    pub(super) published_at: String,
    /// When the set was whole, in RFC 3339: from then on its files are served.
    #[serde(default)]
    pub(super) completed_at: String,
    pub(super) publisher: String,
    pub(super) licence: String,
    pub(super) files: Vec<Entry>,
}

/// A file of a set.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Entry {
    pub(super) name: String,
    pub(super) url: String,
    pub(super) media_type: String,
    #[serde(flatten)]
    pub(super) size: Size,
    /// The lines without the header; none where it is no table.
    pub(super) rows: Option<u64>,
    pub(super) columns: Option<Vec<String>>,
    pub(super) encodings: Encodings,
}

/// The coded forms of a file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Encodings {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) gzip: Option<Size>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) zstd: Option<Size>,
}

/// The name of the set of an image: the number of the revision, and a hash of all that its files
/// follow from, so that no set is taken for another.
pub(super) fn key(image: &Image, service: &Service, languages: &[String]) -> String {
    let Revision { number, published_at } = &image.revision;
    let Service { base_url, publisher, contact, licence, catalogue, languages: _, formats: _ } =
        service;
    let formats: Vec<&str> = FORMATS.iter().map(|format| format.name()).collect();
    let mut text = format!("{number}\n{published_at}\n{}\n", env!("CARGO_PKG_VERSION"));
    let _ = write!(text, "{base_url:?}{publisher:?}{contact:?}{licence:?}{languages:?}{formats:?}");
    let _ = write!(text, "{catalogue:?}");
    for table in image.tables() {
        let _ = write!(text, "\n{}", table.rows);
    }
    let mut hash = HEXLOWER.encode(&Sha256::digest(text));
    hash.truncate(12);
    format!("{number}-{hash}")
}

/// The number in the name of a set; none if it is not one of ours.
pub(super) fn number(key: &str) -> Option<i64> {
    let (number, hash) = key.split_once('-')?;
    let is_hash = hash.len() == 12 && hash.bytes().all(|byte| byte.is_ascii_hexdigit());
    let written = number.bytes().all(|byte| byte.is_ascii_digit());
    number.parse().ok().filter(|_| is_hash && written)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_sets_are_told_from_others() {
        assert_eq!(number("12-0123456789ab"), Some(12));
        for other in ["12", "lost+found", "+1-0123456789ab", "1-0123456789", "-1-0123456789ab"] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
