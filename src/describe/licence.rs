//! The licence of the data: its name where it is well known, and what it asks for.

use crate::about::Service;
use crate::model::table::Label;
use crate::model::value::parse_url;

/// A licence that many know by its name.
#[derive(Debug)]
pub struct Licence {
    /// What its addresses have in common, without scheme and last slash.
    address: &'static str,
    /// The name of SPDX or of the Open Definition.
    pub name: &'static str,
    /// The full name.
    pub title: &'static str,
    /// The one address by which portals know it.
    pub canonical: &'static str,
    /// The id in the register of CKAN.
    pub ckan_id: &'static str,
    /// The titles in that register.
    pub ckan_title: Label,
    /// Its version.
    pub version: &'static str,
    /// The type in the list of ADMS.
    pub adms_type: &'static str,
    /// What it lets one do and asks for, in English.
    pub terms_en: &'static str,
    /// The same in Italian.
    pub terms_it: &'static str,
}

const KNOWN: &[Licence] = &[
    Licence {
        address: "creativecommons.org/licenses/by/4.0",
        name: "CC-BY-4.0",
        title: "Creative Commons Attribution 4.0 International",
        canonical: "https://creativecommons.org/licenses/by/4.0/",
        ckan_id: "cc-by",
        ckan_title: Label {
            en: "Creative Commons Attribution",
            it: "Creative Commons Attribuzione",
        },
        version: "4.0",
        adms_type: "Attribution",
        terms_en: "You may copy, pass on, change and build on the data, for any purpose, also a \
                   commercial one. You must name the publisher, link to the licence, and say \
                   whether you changed anything. You may not suggest that the publisher endorses \
                   you, nor add terms that take these freedoms from others.",
        terms_it: "I dati si possono copiare, ridistribuire, modificare e riusare per qualsiasi \
                   scopo, anche commerciale. Bisogna citare chi li pubblica, rimandare alla \
                   licenza e dire se sono stati modificati. Non si può far credere che chi li \
                   pubblica approvi il riuso, né aggiungere condizioni che tolgano ad altri \
                   queste libertà.",
    },
    Licence {
        address: "creativecommons.org/publicdomain/zero/1.0",
        name: "CC0-1.0",
        title: "Creative Commons Zero 1.0 Universal",
        canonical: "https://creativecommons.org/publicdomain/zero/1.0/",
        ckan_id: "cc-zero",
        ckan_title: Label { en: "Creative Commons CCZero", it: "Creative Commons CCZero" },
        version: "1.0",
        adms_type: "PublicDomain",
        terms_en: "The publisher gives up all rights as far as the law allows. You may do \
                   anything with the data without asking.",
        terms_it: "Chi pubblica rinuncia a ogni diritto, per quanto la legge consente. Con i dati \
                   si può fare qualsiasi cosa senza chiedere.",
    },
];

/// The address of the licence, if the setting is one; the one by which portals know it, if it is
/// well known.
pub fn address(service: &Service) -> Option<&str> {
    known(service).map(|known| known.canonical).or_else(|| given(service))
}

fn given(service: &Service) -> Option<&str> {
    parse_url(&service.licence).ok()
}

/// The licence, if it is well known.
pub fn known(service: &Service) -> Option<&'static Licence> {
    let address = given(service)?;
    let (_, address) = address.split_once("://")?;
    let address = address.strip_prefix("www.").unwrap_or(address);
    KNOWN.iter().find(|licence| {
        // Behind it may stand `deed.it` or `legalcode`.
        let rest = address.strip_prefix(licence.address);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    })
}

/// The text `LICENSE` that stands beside the files.
pub fn text(service: &Service) -> String {
    let address = &service.licence;
    match known(service) {
        Some(Licence { name, title, terms_en, terms_it, .. }) => format!(
            "{title} ({name})\n{address}\n\n{terms_en}\n\n{terms_it}\n\nThis is a summary and not \
             the licence, which stands at the address above.\nQuesto è un riassunto e non la \
             licenza, che si trova all’indirizzo qui sopra.\n"
        ),
        None => format!(
            "{address}\n\nThe data is published under the licence named above. Read its terms \
             there.\nI dati sono pubblicati con la licenza indicata qui sopra, dove se ne leggono \
             le condizioni.\n"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn well_known_licences_are_found_by_any_of_their_addresses() {
        let found = |licence: &str| {
            let service = Service { licence: licence.to_owned(), ..Service::default() };
            known(&service).map(|licence| licence.name)
        };
        for address in [
            "https://creativecommons.org/licenses/by/4.0/",
            "http://creativecommons.org/licenses/by/4.0",
            "https://www.creativecommons.org/licenses/by/4.0/deed.it",
        ] {
            assert_eq!(found(address), Some("CC-BY-4.0"), "{address}");
        }
        for other in ["", "CC-BY-4.0", "https://creativecommons.org/licenses/by/4.01/"] {
            assert_eq!(found(other), None, "{other}");
        }
    }
}
