//! A set of files that is whole: what it has, and the way to its bytes.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::coded::Form;
use super::manifest::{Entry, MANIFEST, Manifest};
use super::store::{Reading, Shelf};
use crate::describe::package::Size;
use crate::error::{Error, Result};
use crate::image::Revision;

/// All files of one revision.
#[derive(Debug)]
pub struct Set {
    /// The revision.
    pub revision: Revision,
    /// When it was whole, in RFC 3339; empty for one that an older program made.
    pub completed_at: String,
    /// Its name: another set, even of the same revision, has another.
    pub key: String,
    /// The manifest as it is kept.
    pub manifest: Vec<u8>,
    entries: BTreeMap<String, Entry>,
    shelf: Arc<Shelf>,
}

/// A file of a set, or a coded form of one that is asked for by its own name.
#[derive(Debug)]
pub struct Stored<'a> {
    /// The name that was asked for.
    pub name: String,
    /// The media type.
    pub media_type: &'a str,
    /// The bytes as they are.
    pub identity: Kept<'a>,
    /// The same in zstd, where that is kept.
    pub zstd: Option<Kept<'a>>,
    /// The same in gzip.
    pub gzip: Option<Kept<'a>>,
}

/// Bytes that are kept.
#[derive(Debug, Clone)]
pub struct Kept<'a> {
    /// Their number and hash.
    pub size: &'a Size,
    name: String,
}

impl Set {
    /// The set of a manifest and of the files that stand beside it, with their sizes; none if one
    /// of them is missing or has another size.
    pub(super) fn of(
        shelf: &Arc<Shelf>,
        key: &str,
        manifest: Vec<u8>,
        sizes: &BTreeMap<String, u64>,
    ) -> Option<Self> {
        let parsed: Manifest = serde_json::from_slice(&manifest).ok()?;
        let mut entries = BTreeMap::new();
        for mut entry in parsed.files {
            // Only readers of the manifest look at them.
            entry.columns = None;
            let (coded, name) = (&entry.encodings, &entry.name);
            let forms = [
                (Form::Identity, Some(&entry.size)),
                (Form::Gzip, coded.gzip.as_ref()),
                (Form::Zstd, coded.zstd.as_ref()),
            ];
            for (form, size) in forms {
                if let Some(size) = size
                    && sizes.get(&form.name(name)) != Some(&size.bytes)
                {
                    return None;
                }
            }
            entries.insert(entry.name.clone(), entry);
        }
        let revision = Revision { number: parsed.revision, published_at: parsed.published_at };
        let shelf = Arc::clone(shelf);
        let (key, completed_at) = (key.to_owned(), parsed.completed_at);
        Some(Self { revision, completed_at, key, manifest, entries, shelf })
    }

    /// The file of a name; with `.gz` or `.zst` behind it, that form of it.
    pub fn find(&self, name: &str) -> Option<Stored<'_>> {
        if let Some(entry) = self.entries.get(name) {
            let kept = |form: Form, size| Kept { size, name: form.name(name) };
            return Some(Stored {
                name: name.to_owned(),
                media_type: &entry.media_type,
                identity: kept(Form::Identity, &entry.size),
                zstd: entry.encodings.zstd.as_ref().map(|size| kept(Form::Zstd, size)),
                gzip: entry.encodings.gzip.as_ref().map(|size| kept(Form::Gzip, size)),
            });
        }
        let (form, plain) = Form::of(name)?;
        let entry = self.entries.get(plain)?;
        let (size, media_type) = match form {
            Form::Gzip => (entry.encodings.gzip.as_ref()?, "application/gzip"),
            Form::Zstd => (entry.encodings.zstd.as_ref()?, "application/zstd"),
            Form::Identity => return None,
        };
        let identity = Kept { size, name: name.to_owned() };
        Some(Stored { name: name.to_owned(), media_type, identity, zstd: None, gzip: None })
    }

    /// Opens a part of some bytes that are kept.
    ///
    /// # Errors
    ///
    /// [`Error::FilesNotReady`] if they are not where they were.
    pub async fn open(&self, kept: &Kept<'_>, range: Range<u64>) -> Result<Reading> {
        let place = (self.key.as_str(), kept.name.as_str());
        let opened = self.shelf.open_file(place, kept.size.bytes, range).await;
        let missing = || Error::FilesNotReady {
            what: format!("the file `{}` cannot be read at this moment", kept.name),
        };
        match opened {
            Ok(reading) => reading.ok_or_else(missing),
            Err(error) => {
                tracing::warn!(%error, "a file cannot be read");
                Err(missing())
            }
        }
    }

    /// The manifest with the revisions of which there are sets.
    pub fn manifest_with(&self, base_url: &str, sets: &[Arc<Self>]) -> Vec<u8> {
        let list: Vec<serde_json::Value> = sets
            .iter()
            .map(|set| {
                let Revision { number, published_at } = &set.revision;
                let url = format!("{base_url}/export/{number}/{MANIFEST}");
                serde_json::json!({ "revision": number, "publishedAt": published_at, "url": url })
            })
            .collect();
        // It is an object, to whose end another member is added.
        let mut out = self.manifest.strip_suffix(b"}").unwrap_or_default().to_vec();
        out.extend_from_slice(b",\"revisions\":");
        out.extend_from_slice(serde_json::Value::from(list).to_string().as_bytes());
        out.push(b'}');
        out
    }
}
