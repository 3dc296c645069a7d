//! The package: all CSV files in one archive, with what describes them.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};

use super::archive::{self, Entry};
use super::csv::Csv;
use super::format::{Format, Pieces, Profile, Scope};
use super::subject::Subject;
use crate::about::Service;
use crate::describe::package::{Size, document};
use crate::describe::{self, CODES, DICTIONARY, METADATA, PACKAGE, licence, readme};
use crate::error::Result;
use crate::image::Image;
use crate::image::render::Form;
use crate::model::table::Label;
use crate::model::value::SLUG_LIMIT;

/// The most bytes of an entry in the form that all readers know.
const SMALL: u64 = u32::MAX as u64;

/// The longest cell of a field that is no free text, in bytes: labels are the longest.
const SHORT_CELL: u64 = 128;

/// The format.
pub(super) struct Package;

impl Format for Package {
    fn name(&self) -> &'static str {
        "zip"
    }

    fn media_type(&self) -> &'static str {
        "application/zip"
    }

    fn profile(&self) -> Profile {
        Profile {
            title: "CSV, ZIP",
            file_type: "ZIP",
            content: Label {
                en: "as a ZIP archive of CSV files with their Data Package description",
                it: "in un archivio ZIP di file CSV con la loro descrizione Data Package",
            },
        }
    }

    fn scope(&self) -> Scope {
        Scope::Everything
    }

    fn pieces(&self, subject: Subject) -> Result<Pieces> {
        let Subject { image, service, .. } = subject;
        let files = describe::files(&image);
        let of_files = files
            .iter()
            .flat_map(|file| [format!("{}.csv", file.name), format!("{}{METADATA}", file.name)]);
        let texts = ["README.md", "LICENSE", DICTIONARY, CODES].map(str::to_owned);
        let names: Vec<String> = texts.into_iter().chain(of_files).collect();
        let moment = image.revision.published_at.clone();
        let sizes = Sizes::default();
        let last = (Arc::clone(&image), Arc::clone(&service), sizes.clone());
        let entries = names.into_iter().map(move |name| entry(&image, &service, name, &sizes));
        // It is asked for when all before it have been read, and their sizes are known.
        let last = std::iter::once_with(move || {
            let (image, service, sizes) = last;
            Ok(Entry::of(PACKAGE, document(&image, &service, &|name| sizes.find(name))))
        });
        Ok(archive::pieces(&moment, entries.chain(last)))
    }
}

fn entry(image: &Arc<Image>, service: &Arc<Service>, name: String, sizes: &Sizes) -> Result<Entry> {
    let bytes = match name.as_str() {
        "README.md" => readme::text(image, service).into_bytes(),
        "LICENSE" => licence::text(service).into_bytes(),
        _ => match describe::document(image, service, &name) {
            Some(document) => document.bytes,
            None => return table(image, service, name, sizes),
        },
    };
    let pieces: Pieces = Box::new(std::iter::once(Ok(bytes)));
    Ok(Entry::streamed(name.clone(), sizes.count(name, pieces), false))
}

/// The CSV file of a table or link.
fn table(image: &Arc<Image>, service: &Arc<Service>, name: String, sizes: &Sizes) -> Result<Entry> {
    let of = name.strip_suffix(".csv").unwrap_or(&name);
    let subject = Subject::whole(Arc::clone(image), Arc::clone(service), of)?;
    let is_large = longest(&subject) > SMALL;
    let pieces = Csv.pieces(subject)?;
    Ok(Entry::streamed(name.clone(), sizes.count(name, pieces), is_large))
}

/// A number of bytes that the CSV file of a subject does not exceed.
fn longest(subject: &Subject) -> u64 {
    let (image, plan) = (&subject.image, &subject.plan);
    let table = image.table(plan.table);
    let fields = plan.fields.len() as u64;
    // Each free text can hold nothing but quotation marks, which are doubled.
    let texts = if plan.pairs.is_some() { 0 } else { 2 * table.bytes() as u64 };
    let listed: u64 = plan
        .fields
        .iter()
        .filter(|field| matches!(plan.describe(image, field).form, Form::Links(_)))
        .filter_map(|field| {
            let pairs = format!("{}_{}", table.table.singular(), field.name);
            let whole = Subject::whole(Arc::clone(image), Arc::clone(&subject.service), &pairs);
            Some(whole.ok()?.lines() * (SLUG_LIMIT as u64 + 1))
        })
        .sum();
    (subject.lines() + 1) * (fields * SHORT_CELL) + texts + listed
}

/// The sizes and hashes of the files that have been written.
#[derive(Clone, Default)]
struct Sizes(Arc<Mutex<BTreeMap<String, Size>>>);

impl Sizes {
    fn find(&self, name: &str) -> Option<Size> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// The same pieces, counted while they go by.
    fn count(&self, name: String, pieces: Pieces) -> Pieces {
        let sizes = self.clone();
        Box::new(Counted { name, pieces, sizes, bytes: 0, hash: Sha256::new() })
    }
}

struct Counted {
    name: String,
    pieces: Pieces,
    sizes: Sizes,
    bytes: u64,
    hash: Sha256,
}

impl Iterator for Counted {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        let piece = self.pieces.next();
        match &piece {
            Some(Ok(piece)) => {
                self.bytes += piece.len() as u64;
                self.hash.update(piece);
            }
            Some(Err(_)) => {}
            None => {
                let sha256 = HEXLOWER.encode(&std::mem::take(&mut self.hash).finalize());
                let size = Size { bytes: self.bytes, sha256 };
                let mut sizes = self.sizes.0.lock().unwrap_or_else(PoisonError::into_inner);
                sizes.entry(self.name.clone()).or_insert(size);
            }
        }
        piece
    }
}
