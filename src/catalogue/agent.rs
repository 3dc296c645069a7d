//! The bodies behind the data: who publishes it, and who holds the rights in it.

use crate::about::Service;
use crate::model::value::parse_url;

/// A body.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent<'s> {
    /// The end of its permanent address, `publisher` or `holder`.
    pub slug: &'static str,
    /// Its name.
    pub name: &'s str,
    /// Its identifier: the one that was given, or else what its name says in letters and digits.
    pub identifier: String,
    /// Its code in the list of ADMS, if known.
    pub kind: &'s str,
    /// Its home page; that of the service where none was given.
    pub url: Option<&'s str>,
}

/// The body that publishes.
pub fn publisher(service: &Service) -> Agent<'_> {
    let settings = &service.catalogue;
    Agent {
        slug: "publisher",
        name: &service.publisher,
        identifier: identifier(&settings.publisher_identifier, &service.publisher),
        kind: &settings.publisher_type,
        url: Some(parse_url(&settings.publisher_url).unwrap_or(&service.base_url)),
    }
}

/// The body that holds the rights: the publisher, if no other is named.
pub fn holder(service: &Service) -> Agent<'_> {
    let settings = &service.catalogue;
    let is_same = settings.holder.is_empty() || settings.holder == service.publisher;
    if is_same {
        return Agent { slug: "holder", ..publisher(service) };
    }
    Agent {
        slug: "holder",
        name: &settings.holder,
        identifier: identifier(&settings.holder_identifier, &settings.holder),
        kind: "",
        url: None,
    }
}

/// The identifier of a dataset: that of the publisher and the slug. No other dataset has it.
pub fn identifier_of(service: &Service, slug: &str) -> String {
    let publisher = identifier(&service.catalogue.publisher_identifier, &service.publisher);
    format!("{publisher}:{slug}")
}

fn identifier(given: &str, name: &str) -> String {
    if !given.is_empty() {
        return given.to_owned();
    }
    let letters = name.to_lowercase();
    let words = letters.split(|letter: char| !letter.is_alphanumeric());
    words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_has_no_identifier_has_one_of_its_name() {
        let mut service =
            Service { publisher: "Città di L’Aquila".to_owned(), ..Service::default() };
        assert_eq!(publisher(&service).identifier, "città-di-l-aquila");
        assert_eq!(identifier_of(&service, "projects"), "città-di-l-aquila:projects");
        service.catalogue.publisher_identifier = "c_a345".to_owned();
        assert_eq!(identifier_of(&service, "projects"), "c_a345:projects");
        assert_eq!(holder(&service).identifier, "c_a345");
        service.catalogue.holder = "Altri".to_owned();
        assert_eq!(holder(&service).identifier, "altri");
    }
}
