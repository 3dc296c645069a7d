//! The catalogue: all that is published, as datasets that portals harvest.
//!
//! One is made for each revision, from the registry, the image, the sizes and hashes of its files
//! and the settings; every form of it (RDF, CKAN, OAI-PMH, `data.json`, schema.org) is written
//! from the same one. It is whole or it is not there: a harvester deletes what a catalogue leaves
//! out. Nothing here knows HTTP.

pub mod agent;
pub mod check;
pub mod ckan;
mod common;
pub mod data_json;
mod dataset;
pub mod dcat;
pub mod graph;
pub mod oai;
pub mod record;
pub mod schema_org;
pub mod shelf;
pub mod sitemap;
mod temporal;
pub mod vocabulary;
mod xml;

use std::sync::Arc;

use crate::about::Service;
use crate::export::EVERYTHING;
use crate::files::Set;
use crate::image::{Image, Revision};
use crate::model::TABLES;
use crate::model::table::Words;
use crate::store::ages::Age;
pub use dataset::{Dataset, Distribution};

/// All datasets of a revision.
#[derive(Debug, Clone)]
pub struct Catalogue {
    /// The revision that every statement and every file is of.
    pub revision: Revision,
    /// When the first revision was published, in RFC 3339.
    pub issued: String,
    /// From when on this catalogue is served, in RFC 3339: what a harvester takes for the moment
    /// at which its records changed. Nothing else is served after it; [`shelf::Shelf::bring`] sees
    /// to that.
    pub served_from: String,
    /// The name of what it follows from; no other catalogue of this server has it.
    pub key: String,
    /// Who publishes, and from where.
    pub service: Arc<Service>,
    /// The datasets in reading order, that of everything first.
    pub datasets: Vec<Dataset>,
    /// Those that are no more.
    pub removed: Vec<Removed>,
}

/// A dataset that is no more: a table without a record that once had some.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Removed {
    /// Its slug.
    pub slug: String,
    /// Its title.
    pub title: Words,
    /// When its last record went, in RFC 3339.
    pub removed: String,
}

impl Catalogue {
    /// The catalogue of an image, whose files are those of a set where they are kept. `ages` are
    /// those of its tables.
    pub fn of(
        image: &Image,
        service: &Arc<Service>,
        set: Option<&Set>,
        ages: &[Option<Age>],
    ) -> Self {
        let mut datasets = Vec::new();
        let mut removed = Vec::new();
        for (at, table) in TABLES.iter().enumerate() {
            let Some(age) = ages.get(at).and_then(Option::as_ref) else { continue };
            let dataset = Dataset::of_table(image, service, set, at, age);
            if image.table(at).rows > 0 {
                datasets.push(dataset);
            } else {
                let (slug, title) = (table.name.to_owned(), dataset.title);
                removed.push(Removed { slug, title, removed: age.last.published_at.clone() });
            }
        }
        let first = ages.iter().flatten().map(|age| &age.first.published_at).min();
        let published_at = &image.revision.published_at;
        let issued = first.unwrap_or(published_at).clone();
        if !datasets.is_empty() {
            datasets.insert(0, Dataset::of_everything(image, service, set, &issued, &datasets));
        } else if let Some(last) = removed.iter().map(|removed| &removed.removed).max() {
            // Without any table there is no dataset of all of them.
            let (title, removed_at) = (service.catalogue.title.clone(), last.clone());
            let whole = Removed { slug: EVERYTHING.to_owned(), title, removed: removed_at };
            removed.insert(0, whole);
        }
        let whole = set.map(|set| set.completed_at.as_str()).filter(|moment| !moment.is_empty());
        Self {
            revision: image.revision.clone(),
            issued,
            served_from: whole.unwrap_or(published_at).to_owned(),
            key: key(image, set),
            service: Arc::clone(service),
            datasets,
            removed,
        }
    }

    /// The dataset of this slug.
    pub fn dataset(&self, slug: &str) -> Option<&Dataset> {
        self.datasets.iter().find(|dataset| dataset.slug == slug)
    }

    /// The dataset of this slug that is no more.
    pub fn removed(&self, slug: &str) -> Option<&Removed> {
        self.removed.iter().find(|removed| removed.slug == slug)
    }

    /// The permanent address of something of this type, such as `dataset`.
    pub fn id(&self, kind: &str, slug: &str) -> String {
        format!("{}/id/{kind}/{slug}", self.service.base_url)
    }

    /// The address of the catalogue itself.
    pub fn address(&self) -> String {
        self.id("catalog", EVERYTHING)
    }
}

/// The name of what a catalogue follows from.
fn key(image: &Image, set: Option<&Set>) -> String {
    set.map_or_else(|| image.revision.number.to_string(), |set| set.key.clone())
}
