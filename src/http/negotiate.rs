//! Which form of a thing a client wants, by its `Accept`.

use poem::http::{HeaderMap, header};

use super::pages::accepted;
use crate::catalogue::graph::Form;

/// A form of a thing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    /// Linked data.
    Graph(Form),
    /// Plain JSON.
    Json,
    /// A page for people.
    Page,
}

/// All forms. Who likes several as much as each other gets the first, and so does who takes
/// anything: data, as everywhere.
pub(super) const ALL: [Wanted; 5] = [
    Wanted::Graph(Form::RdfXml),
    Wanted::Graph(Form::Turtle),
    Wanted::Graph(Form::JsonLd),
    Wanted::Json,
    Wanted::Page,
];

/// All forms of a document that is a page at its own address: who takes anything sees the page.
pub(super) const PAGE_FIRST: [Wanted; 5] = [
    Wanted::Page,
    Wanted::Graph(Form::Turtle),
    Wanted::Graph(Form::RdfXml),
    Wanted::Graph(Form::JsonLd),
    Wanted::Json,
];

impl Wanted {
    /// The form of linked data that is meant where nothing but that and pages is; none for a page.
    /// JSON is that of linked data.
    pub(super) const fn graph(self) -> Option<Form> {
        match self {
            Self::Graph(form) => Some(form),
            Self::Json => Some(Form::JsonLd),
            Self::Page => None,
        }
    }

    /// The media types by which clients name it, its own first.
    const fn names(self) -> &'static [&'static str] {
        match self {
            Self::Graph(Form::Turtle) => &["text/turtle", "application/x-turtle", "text/n3"],
            Self::Graph(Form::RdfXml) => &["application/rdf+xml", "application/xml", "text/xml"],
            Self::Graph(Form::JsonLd) => &["application/ld+json"],
            Self::Json => &["application/json"],
            Self::Page => &["text/html", "application/xhtml+xml"],
        }
    }

    /// How much a client wants it in thousandths, and how closely it names it.
    fn quality(self, ranges: &[(String, u16)]) -> (u16, u8) {
        let of = |wanted: &str| ranges.iter().find(|(range, _)| range == wanted).map(|at| at.1);
        let (own, others) = match self.names() {
            [own, others @ ..] => (*own, others),
            [] => ("", &[][..]),
        };
        let main = own.split('/').next().unwrap_or_default();
        let steps = [
            (of(own), 3),
            (others.iter().find_map(|name| of(name)), 2),
            (of(&format!("{main}/*")), 1),
            (of("*/*"), 0),
        ];
        let found = steps.into_iter().find_map(|(quality, step)| Some((quality?, step)));
        found.unwrap_or_default()
    }

    /// The one of `offered` that a client wants most; the first, if it says nothing or wants none.
    pub(super) fn of(headers: &HeaderMap, offered: &[Self]) -> Self {
        let ranges = accepted(headers, &header::ACCEPT);
        let mut best = (offered.first().copied().unwrap_or(Self::Json), (0, 0));
        for form in offered {
            let quality = form.quality(&ranges);
            if quality.0 > 0 && quality > best.1 {
                best = (*form, quality);
            }
        }
        best.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(accept: &str) -> Wanted {
        let mut headers = HeaderMap::new();
        headers.insert(header::ACCEPT, accept.parse().unwrap());
        Wanted::of(&headers, &ALL)
    }

    #[test]
    fn the_form_is_the_one_that_is_wanted_most() {
        let (turtle, xml) = (Wanted::Graph(Form::Turtle), Wanted::Graph(Form::RdfXml));
        let linked = Wanted::Graph(Form::JsonLd);
        for (accept, form) in [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", Wanted::Page),
            ("text/turtle", turtle),
            ("text/turtle, */*", turtle),
            ("text/turtle;q=0.3, application/ld+json;q=0.5, text/html;q=0.4", linked),
            ("application/rdf+xml, text/html", xml),
            ("application/xml", xml),
            ("application/json", Wanted::Json),
            ("application/json, text/html", Wanted::Json),
            ("*/*", xml),
            ("*/*, application/rdf+xml;q=0", turtle),
            ("text/*", turtle),
            ("text/*, text/turtle;q=0.1", Wanted::Page),
            ("TEXT/HTML", Wanted::Page),
            ("image/png", xml),
            ("", xml),
        ] {
            assert_eq!(wanted(accept), form, "{accept}");
        }
        assert_eq!(Wanted::of(&HeaderMap::new(), &ALL), xml);
        assert_eq!(Wanted::of(&HeaderMap::new(), &[Wanted::Page, turtle]), Wanted::Page);
    }

    #[test]
    fn importers_get_rdf_of_the_catalogue_and_browsers_a_page() {
        let graph = |accept: &str| wanted(accept).graph();
        for accept in ["*/*", "", "image/png", "text/plain", "text/html;q=0", "application/*"] {
            assert_eq!(graph(accept), Some(Form::RdfXml), "{accept}");
        }
        for (accept, form) in [
            ("application/xml, */*;q=0.1", Form::RdfXml),
            ("text/turtle;q=0.5, application/ld+json", Form::JsonLd),
            ("application/json", Form::JsonLd),
            ("text/turtle, application/rdf+xml;q=0.9, */*;q=0.1", Form::Turtle),
            ("text/html;q=0.9, text/turtle", Form::Turtle),
            ("text/html, application/rdf+xml", Form::RdfXml),
        ] {
            assert_eq!(graph(accept), Some(form), "{accept}");
        }
        assert_eq!(graph("text/html, text/turtle;q=0.9"), None);
        assert_eq!(graph("text/html"), None);
    }

    #[test]
    fn a_document_that_is_a_page_is_linked_data_for_who_asks_for_that() {
        let graph = |accept: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            Wanted::of(&headers, &PAGE_FIRST).graph()
        };
        for accept in ["", "*/*", "image/png", "text/html, text/turtle", "text/*"] {
            assert_eq!(graph(accept), None, "{accept}");
        }
        assert_eq!(graph("text/turtle, text/html;q=0.9"), Some(Form::Turtle));
        assert_eq!(graph("application/json"), Some(Form::JsonLd));
        assert_eq!(graph("application/xml"), Some(Form::RdfXml));
    }
}
