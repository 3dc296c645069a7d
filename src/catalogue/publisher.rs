//! Who publishes the datasets and under which names, the same in every form of the catalogue.

use super::{Catalogue, Dataset};
use crate::describe::licence;

/// A body and its identifier.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Body<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its identifier, such as `c_f205`.
    pub identifier: String,
}

impl Catalogue {
    /// The publisher. Where no identifier is given, one is made from its name.
    pub fn publisher(&self) -> Body<'_> {
        body(&self.service.publisher, &self.service.catalogue.publisher_identifier)
    }

    /// The body that holds the rights: the publisher where no other is named.
    pub fn holder(&self) -> Body<'_> {
        let settings = &self.service.catalogue;
        if settings.holder.is_empty() {
            return self.publisher();
        }
        body(&settings.holder, &settings.holder_identifier)
    }

    /// The office behind the e-mail address: the publisher where no other is named.
    pub fn contact_name(&self) -> &str {
        match self.service.catalogue.contact_name.as_str() {
            "" => &self.service.publisher,
            name => name,
        }
    }

    /// The e-mail address, if one is given.
    pub fn contact(&self) -> Option<&str> {
        Some(self.service.contact.trim()).filter(|contact| !contact.is_empty())
    }

    /// The identifier of a dataset, which no dataset of another publisher has.
    pub fn identifier(&self, dataset: &Dataset) -> String {
        format!("{}:{}", self.publisher().identifier, dataset.slug)
    }

    /// The page of a dataset.
    pub fn page(&self, dataset: &Dataset) -> String {
        format!("{}/dataset/{}", self.service.base_url, dataset.slug)
    }

    /// The address of the licence by which portals know it.
    pub fn licence(&self) -> Option<&str> {
        let canonical = licence::known(&self.service).map(|known| known.canonical);
        canonical.or_else(|| licence::address(&self.service))
    }
}

fn body<'a>(name: &'a str, given: &str) -> Body<'a> {
    let identifier = if given.is_empty() { name_of(name) } else { given.to_owned() };
    Body { name, identifier }
}

/// A name for addresses: 2 to 100 small letters, digits and `-`.
pub fn name_of(text: &str) -> String {
    let mut name = String::new();
    for letter in fold(text).chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(100);
    let name = name.trim_end_matches('-');
    if name.len() < 2 { "publisher".to_owned() } else { name.to_owned() }
}

/// A text in small letters without the accents of European languages.
pub fn fold(text: &str) -> String {
    let bare = |letter| match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '’' => '\'',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(bare).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_letters_that_every_address_takes() {
        assert_eq!(name_of("Comune di Milano"), "comune-di-milano");
        assert_eq!(name_of(" Città (Forlì) – è’ "), "citta-forli-e");
        for short in ["", "x", "–", "東京"] {
            assert_eq!(name_of(short), "publisher", "{short}");
        }
        assert_eq!(name_of(&"ab".repeat(100)).len(), 100);
    }
}
