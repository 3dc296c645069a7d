//! The catalogue as CKAN tells it: packages of resources, published by one organisation.
//!
//! Packages are written once for each catalogue, so that a page of them is put together and not
//! made. Nothing here knows HTTP.

mod actions;
mod organisation;
mod package;
mod parameters;
mod query;
mod search;
mod words;

use std::collections::HashMap;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::Catalogue;
use crate::error::{Error, Result};
pub use actions::{ACTIONS, Action, action};
pub use parameters::Parameters;

/// The version of CKAN whose answers these are.
const VERSION: &str = "2.11.0";

/// A catalogue in the words of CKAN.
#[derive(Debug)]
pub struct Ckan {
    catalogue: Arc<Catalogue>,
    /// By name.
    packages: Vec<Package>,
    /// The place of each package, by its name and by its id.
    places: HashMap<String, usize>,
    /// The dataset and the distribution of each resource, by its id.
    resources: HashMap<String, (usize, usize)>,
    /// The name and the id of the organisation.
    organisation: [String; 2],
    /// When all packages last changed.
    modified: String,
}

/// A dataset in the words of CKAN.
#[derive(Debug)]
struct Package {
    id: String,
    name: String,
    title: String,
    created: String,
    /// What is searched, without capitals and accents.
    text: String,
    tags: Vec<String>,
    /// All of it, as JSON.
    json: Vec<u8>,
}

impl Ckan {
    /// The packages of a catalogue.
    pub fn of(catalogue: &Arc<Catalogue>) -> Self {
        let mut packages = Vec::with_capacity(catalogue.datasets.len());
        let mut resources = HashMap::new();
        for (at, dataset) in catalogue.datasets.iter().enumerate() {
            packages.push(package::of(catalogue, dataset));
            let ids =
                dataset.distributions.iter().map(|file| package::resource_id(catalogue, file));
            resources.extend(ids.enumerate().map(|(file, id)| (id, (at, file))));
        }
        packages.sort_by(|one, two| one.name.cmp(&two.name));
        let mut places = HashMap::new();
        for (at, package) in packages.iter().enumerate() {
            places.insert(package.name.clone(), at);
            places.insert(package.id.clone(), at);
        }
        let organisation = [organisation::name(catalogue), organisation::id(catalogue)];
        let (modified, catalogue) = (moment(&catalogue.served_from), Arc::clone(catalogue));
        Self { catalogue, packages, places, resources, organisation, modified }
    }

    /// The catalogue that it tells.
    pub const fn catalogue(&self) -> &Arc<Catalogue> {
        &self.catalogue
    }

    /// The package of this name or id.
    fn package(&self, id: &str) -> Result<&Package> {
        let found = self.places.get(id).and_then(|at| self.packages.get(*at));
        found.ok_or_else(|| {
            let since = self.catalogue.removed(id).map(|removed| &removed.removed);
            let since = since.map_or_else(String::new, |at| format!(" since {at}"));
            missing("dataset", id, &since)
        })
    }

    /// Whether this is the name or the id of the organisation.
    fn is_organisation(&self, id: &str) -> bool {
        self.organisation.iter().any(|known| known == id)
    }

    /// All keywords, each once, in their order.
    fn tags(&self) -> Vec<&str> {
        let tags = self.packages.iter().flat_map(|package| &package.tags);
        let mut tags: Vec<&str> = tags.map(String::as_str).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

/// The refusal of something that does not exist.
fn missing(what: &str, id: &str, since: &str) -> Error {
    Error::NotFound {
        what: format!("there is no {what} `{id}`{since}"),
        hint: "the names are those of `package_list`, `organization_list` and `tag_list`"
            .to_owned(),
    }
}

/// The id of something with this address: the same for as long as the address is.
fn id_of(address: &str) -> String {
    Uuid::new_v5(&Uuid::NAMESPACE_URL, address.as_bytes()).to_string()
}

/// A moment in RFC 3339 as CKAN writes it: in UTC, without a zone, six decimals.
fn moment(text: &str) -> String {
    let moment = text.parse::<Timestamp>();
    moment.map_or_else(|_| text.to_owned(), written)
}

fn written(moment: Timestamp) -> String {
    moment.strftime("%Y-%m-%dT%H:%M:%S.%6f").to_string()
}

/// JSON as bytes.
fn bytes(value: &Value) -> Vec<u8> {
    value.to_string().into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_texts_that_order_as_time_does() {
        assert_eq!(moment("2026-03-01T02:00:00Z"), "2026-03-01T02:00:00.000000");
        assert_eq!(moment("2026-03-01T02:00:00.25+01:00"), "2026-03-01T01:00:00.250000");
    }
}
