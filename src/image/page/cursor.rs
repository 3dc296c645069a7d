//! Keyset cursors: the place of a record in an order, opaque and tied to its query.

use data_encoding::BASE64URL_NOPAD;
use sha2::{Digest, Sha256};

use super::order::Order;
use crate::error::{Error, Result};
use crate::image::TableImage;
use crate::image::columns::Key;
use crate::image::links::{EdgeData, Item};
use crate::model::value::Decimal;

/// The place of a record in an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Cursor {
    key: OwnedKey,
    /// The slug of the record.
    pub(super) slug: String,
    /// What its pair says.
    pub(super) edge: EdgeData,
}

#[derive(Debug, Clone, PartialEq)]
enum OwnedKey {
    Number(i64),
    Amount(u8, Decimal),
    Text(String),
    None,
}

impl OwnedKey {
    fn of(key: Key<'_>) -> Self {
        match key {
            Key::Number(number) => Self::Number(number),
            Key::Amount(currency, number) => Self::Amount(currency, number),
            Key::Text(text) => Self::Text(text.to_owned()),
            Key::None => Self::None,
        }
    }

    fn key(&self) -> Key<'_> {
        match self {
            Self::Number(number) => Key::Number(*number),
            Self::Amount(currency, number) => Key::Amount(*currency, *number),
            Self::Text(text) => Key::Text(text),
            Self::None => Key::None,
        }
    }
}

/// A number that stands for a query; cursors carry it, so that they fit no other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fingerprint(u32);

impl Fingerprint {
    /// The fingerprint of a query whose list, filter and order `parts` write.
    pub fn new(parts: &[&str]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        Self(u32::from_le_bytes([digest[0], digest[1], digest[2], digest[3]]))
    }

    /// The number as cursors hold it.
    pub const fn bytes(self) -> [u8; 4] {
        self.0.to_le_bytes()
    }
}

impl Cursor {
    /// The key by which the record is ordered.
    pub(super) fn key(&self) -> Key<'_> {
        self.key.key()
    }

    /// The place of a record of a table in an order.
    pub fn new(table: &TableImage, order: Order, item: Item) -> Self {
        let key = order.column.map_or(Key::None, |at| table.column(at).data.key(item.row));
        Self { key: OwnedKey::of(key), slug: table.slug(item.row).to_owned(), edge: item.edge }
    }

    /// The written form, which only [`Cursor::parse`] reads.
    pub fn encode(&self, query: Fingerprint) -> String {
        let mut bytes = query.0.to_le_bytes().to_vec();
        bytes.push(self.edge.0);
        // Slugs are at most 100 bytes.
        bytes.push(u8::try_from(self.slug.len()).unwrap_or(u8::MAX));
        bytes.extend(self.slug.as_bytes());
        match &self.key {
            OwnedKey::None => {}
            OwnedKey::Number(number) => {
                bytes.push(1);
                bytes.extend(number.to_le_bytes());
            }
            OwnedKey::Amount(currency, number) => {
                bytes.extend([2, *currency, number.scale]);
                bytes.extend(number.digits.to_le_bytes());
            }
            OwnedKey::Text(text) => {
                bytes.push(3);
                bytes.extend(text.as_bytes());
            }
        }
        BASE64URL_NOPAD.encode(&bytes)
    }

    /// The cursor that `text` writes, if it was made by the query of this fingerprint.
    ///
    /// # Errors
    ///
    /// [`Error::Cursor`] for anything else.
    pub fn parse(text: &str, query: Fingerprint, argument: &str) -> Result<Self> {
        Self::decode(text, query).ok_or_else(|| Error::Cursor { argument: argument.to_owned() })
    }

    fn decode(text: &str, query: Fingerprint) -> Option<Self> {
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).ok()?;
        let (fingerprint, rest) = bytes.split_first_chunk::<4>()?;
        if u32::from_le_bytes(*fingerprint) != query.0 {
            return None;
        }
        let (&edge, rest) = rest.split_first()?;
        let (&length, rest) = rest.split_first()?;
        let (slug, rest) = rest.split_at_checked(usize::from(length))?;
        let key = match rest.split_first() {
            None => OwnedKey::None,
            Some((1, number)) => OwnedKey::Number(i64::from_le_bytes(number.try_into().ok()?)),
            Some((2, [currency, scale, digits @ ..])) if *scale <= Decimal::SCALE_LIMIT => {
                let digits = i64::from_le_bytes(digits.try_into().ok()?);
                OwnedKey::Amount(*currency, Decimal { digits, scale: *scale })
            }
            Some((3, text)) => OwnedKey::Text(String::from_utf8(text.to_vec()).ok()?),
            Some(_) => return None,
        };
        Some(Self { key, slug: String::from_utf8(slug.to_vec()).ok()?, edge: EdgeData(edge) })
    }
}
