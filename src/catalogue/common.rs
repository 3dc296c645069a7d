//! What several forms of the catalogue say in the same words.

use super::{Catalogue, Dataset};
use crate::describe::licence;

impl Catalogue {
    /// The page of a dataset.
    pub fn page(&self, dataset: &Dataset) -> String {
        format!("{}/dataset/{}", self.service.base_url, dataset.slug)
    }

    /// The address of the licence by which portals know it, if the setting is one.
    pub fn licence(&self) -> Option<&str> {
        licence::address(&self.service)
    }

    /// The e-mail address of the publisher, if it is one.
    pub fn email(&self) -> Option<&str> {
        self.service.email()
    }

    /// The office behind that address: the publisher where no other is named.
    pub fn office(&self) -> &str {
        match self.service.catalogue.contact_name.as_str() {
            "" => &self.service.publisher,
            name => name,
        }
    }
}
