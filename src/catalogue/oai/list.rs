//! The records: datasets, and those that are no more, each with its header.

use super::super::{Catalogue, Dataset};
use crate::export::EVERYTHING;
use crate::model::value::parse_instant;

/// A form in which records are given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// Dublin Core, which every repository has.
    DublinCore,
    /// DCAT-AP as RDF/XML: a dataset with all that belongs to it.
    Dcat,
}

impl Format {
    /// All of them.
    pub(super) const ALL: [Self; 2] = [Self::DublinCore, Self::Dcat];

    /// The prefix by which requests name it.
    pub(super) const fn prefix(self) -> &'static str {
        match self {
            Self::DublinCore => "oai_dc",
            Self::Dcat => "dcat_ap",
        }
    }

    /// The address of its schema.
    pub(super) const fn schema(self) -> &'static str {
        match self {
            Self::DublinCore => "http://www.openarchives.org/OAI/2.0/oai_dc.xsd",
            Self::Dcat => "http://www.openarchives.org/OAI/2.0/rdf.xsd",
        }
    }

    /// The namespace of its outermost element.
    pub(super) const fn namespace(self) -> &'static str {
        match self {
            Self::DublinCore => "http://www.openarchives.org/OAI/2.0/oai_dc/",
            Self::Dcat => "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        }
    }

    /// The format of a prefix.
    pub(super) fn of(prefix: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.prefix() == prefix)
    }
}

/// A set of records: a harvester takes all tables, or the one dataset that holds them all, and no
/// data twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Set {
    /// Tables.
    Tables,
    /// Everything in one dataset.
    Everything,
}

impl Set {
    /// All of them.
    pub(super) const ALL: [Self; 2] = [Self::Tables, Self::Everything];

    /// The name by which requests name it.
    pub(super) const fn spec(self) -> &'static str {
        match self {
            Self::Tables => "tables",
            Self::Everything => "everything",
        }
    }

    /// The name for people.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Tables => "Tables, each as a dataset",
            Self::Everything => "All tables together, as one dataset",
        }
    }

    /// The set of a name.
    pub(super) fn of(spec: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|set| set.spec() == spec)
    }
}

/// A record, or what is left of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item<'a> {
    /// The slug of the dataset.
    pub(super) slug: &'a str,
    /// The dataset; none if it is no more.
    pub(super) dataset: Option<&'a Dataset>,
    /// When a harvester could first see it as it is, in RFC 3339.
    pub(super) datestamp: &'a str,
}

impl Item<'_> {
    /// The set that it is in.
    pub(super) fn set(&self) -> Set {
        if self.slug == EVERYTHING { Set::Everything } else { Set::Tables }
    }
}

/// The records that a list is of, and how much of each it gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Part {
    /// Whether records are given whole, and not their headers alone.
    pub(super) whole: bool,
    /// The form of records.
    pub(super) format: Format,
    /// The first second since 1970.
    pub(super) from: Option<i64>,
    /// The last.
    pub(super) until: Option<i64>,
    /// The set by its name, which none may have.
    pub(super) set: Option<String>,
}

impl Part {
    /// Whether a record is in it.
    pub(super) fn has(&self, item: &Item<'_>) -> bool {
        let Ok(at) = parse_instant(item.datestamp) else { return false };
        self.from.is_none_or(|from| at >= from)
            && self.until.is_none_or(|until| at <= until)
            && self.set.as_ref().is_none_or(|spec| Set::of(spec) == Some(item.set()))
    }
}

/// All records, in the order of the catalogue, and behind them what is no more.
pub(super) fn items(catalogue: &Catalogue) -> impl Iterator<Item = Item<'_>> {
    let datestamp = catalogue.served_from.as_str();
    let present = catalogue.datasets.iter().map(move |dataset| Item {
        slug: &dataset.slug,
        dataset: Some(dataset),
        datestamp,
    });
    let removed = catalogue.removed.iter().map(move |removed| Item {
        slug: &removed.slug,
        dataset: None,
        datestamp,
    });
    present.chain(removed)
}

/// The record of an identifier.
pub(super) fn find<'a>(catalogue: &'a Catalogue, identifier: &str) -> Option<Item<'a>> {
    let slug = identifier.strip_prefix(&*root(catalogue))?;
    items(catalogue).find(|item| item.slug == slug)
}

/// The identifier of a record.
pub(super) fn identifier(catalogue: &Catalogue, slug: &str) -> String {
    format!("{}{slug}", root(catalogue))
}

/// The beginning of all identifiers.
fn root(catalogue: &Catalogue) -> String {
    format!("oai:{}:dataset/", host(&catalogue.service.base_url))
}

/// The name of the host in an address, without its port.
pub(super) fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let authority = authority.rsplit('@').next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    host.to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_is_a_name_without_a_port() {
        for (address, expected) in [
            ("http://localhost:8080", "localhost"),
            ("https://Data.City.IT/path:1", "data.city.it"),
            ("https://user:word@data.city.it:8443", "data.city.it"),
            ("http://[::1]:80", "[::1]"),
            ("http://[::1]", "[::1]"),
            ("", ""),
        ] {
            assert_eq!(host(address), expected, "{address}");
        }
    }
}
