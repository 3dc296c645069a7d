//! Pages for people: their frame, in Italian and English, under a policy that lets a browser load
//! nothing but our own files.

mod accept;
pub(super) mod assets;
pub(super) mod dataset;
pub(super) mod dictionary;
pub(super) mod docs;
mod errors;
pub(super) mod files;
pub(super) mod graphiql;
pub(super) mod home;
mod html;
mod numbers;
mod parameters;
mod place;
pub(super) mod record;
mod reference;

use poem::http::{HeaderMap, HeaderValue, header};
use poem::{Request, Response};

use super::answer::set;
use super::cache::REVISION;
use super::{State, whole};
use crate::api::parameters::pairs;
use crate::config::Config;
use crate::image::{Image, Revision};
use crate::model::value::parse_url;
pub(super) use accept::{ranges as accepted, wants_page};
use html::Html;

/// What a page without scripts may load: our style and pictures, and nothing else.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";

/// The media type of a page.
const HTML: &str = "text/html; charset=utf-8";

/// The language of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Language {
    /// English.
    En,
    /// Italian.
    It,
}

impl Language {
    const ALL: [Self; 2] = [Self::It, Self::En];

    /// The language that the address names, or that the browser likes best, or the publisher's.
    fn of(request: &Request, config: &Config) -> Self {
        let pairs = pairs(request.uri().query().unwrap_or_default());
        let mut named = pairs.iter().filter(|(name, _)| name == "language");
        named
            .find_map(|(_, tag)| Self::of_tag(tag))
            .or_else(|| Self::of_headers(request.headers()))
            .or_else(|| config.languages.iter().find_map(|tag| Self::of_tag(tag)))
            .unwrap_or(Self::En)
    }

    fn of_headers(headers: &HeaderMap) -> Option<Self> {
        let ranges = accept::ranges(headers, &header::ACCEPT_LANGUAGE);
        ranges.iter().filter(|(_, quality)| *quality > 0).find_map(|(tag, _)| Self::of_tag(tag))
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let first = tag.split('-').next().unwrap_or_default();
        Self::ALL.into_iter().find(|language| language.tag().eq_ignore_ascii_case(first))
    }

    /// The language tag (BCP 47).
    pub(super) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::It => "it",
        }
    }

    /// The name of the language in itself.
    const fn name(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::It => "Italiano",
        }
    }

    /// The one of two texts that is in this language.
    pub(super) const fn pick<'a>(self, en: &'a str, it: &'a str) -> &'a str {
        match self {
            Self::En => en,
            Self::It => it,
        }
    }
}

/// A page: what stands in its frame, and what the frame must know.
pub(super) struct Page<'a> {
    /// Its language.
    pub(super) language: Language,
    /// Its path, to which the switch of languages leads.
    pub(super) path: &'a str,
    /// Its title.
    pub(super) title: &'a str,
    /// Who publishes the data.
    pub(super) publisher: &'a str,
    /// What it may load.
    policy: &'static str,
    /// Whether it is a tool as high as the window, and which script and style it needs.
    tool: Option<&'static str>,
    /// What its head says of it alone, such as where the same stands for programs.
    head: Option<&'a Html>,
}

impl<'a> Page<'a> {
    /// A page that is read, without scripts.
    pub(super) const fn new(
        language: Language,
        path: &'a str,
        title: &'a str,
        publisher: &'a str,
    ) -> Self {
        Self { language, path, title, publisher, policy: POLICY, tool: None, head: None }
    }

    /// The same page with a head of its own.
    pub(super) const fn with_head(self, head: &'a Html) -> Self {
        Self { head: Some(head), ..self }
    }

    /// The answer that shows `main`, made from `image`, in the frame.
    pub(super) fn answer(&self, main: &Html, image: Option<&Image>) -> Response {
        let body = self.html(main).into_text();
        let mut response = Response::builder().content_type(HTML).body(body);
        self.set_headers(&mut response, "Accept, Accept-Language");
        if let Some(image) = image {
            let number = HeaderValue::from(image.revision.number);
            response.headers_mut().insert(REVISION, number);
        }
        response
    }

    /// The answer that shows `main`, which tells of this revision. It may be older than the one
    /// that other addresses answer from, so that the page has the tag of its bytes.
    fn answer_of(
        &self,
        main: &Html,
        state: &State,
        revision: &Revision,
        request: &Request,
    ) -> Response {
        let body = self.html(main).into_text();
        let mut response = whole::answer(state, revision, HTML, body, request);
        self.set_headers(&mut response, "Accept, Accept-Language, Accept-Encoding");
        response
    }

    fn set_headers(&self, response: &mut Response, vary: &str) {
        set(response, header::CONTENT_LANGUAGE, self.language.tag());
        set(response, header::CONTENT_SECURITY_POLICY, self.policy);
        set(response, header::REFERRER_POLICY, "no-referrer");
        set(response, header::VARY, vary);
        set(response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    }

    fn html(&self, main: &Html) -> Html {
        let mut html = Html::default();
        html.raw("<!doctype html>\n<html lang=\"").text(self.language.tag());
        html.raw("\">\n<head>\n<meta charset=\"utf-8\">\n<title>").text(self.title);
        html.raw(" · OpenCoop</title>\n<meta name=\"viewport\" content=\"width=device-width\">\n");
        html.raw("<link rel=\"icon\" type=\"image/svg+xml\" href=\"");
        html.text(&assets::url("favicon.svg")).raw("\">\n");
        for other in Language::ALL {
            html.raw("<link rel=\"alternate\" hreflang=\"").text(other.tag()).raw("\" href=\"");
            html.text(&self.path_in(other)).raw("\">\n");
        }
        html.raw("<link rel=\"alternate\" hreflang=\"x-default\" href=\"").text(self.path);
        html.raw("\">\n");
        if let Some(head) = self.head {
            html.html(head);
        }
        let mut styles = vec![assets::url("page.css")];
        if let Some(tool) = self.tool {
            styles.push(assets::url(&format!("{tool}.css")));
            html.raw("<script type=\"module\" src=\"");
            html.text(&assets::url(&format!("{tool}.js"))).raw("\"></script>\n");
        }
        for style in styles {
            html.raw("<link rel=\"stylesheet\" href=\"").text(&style).raw("\">\n");
        }
        html.raw(if self.tool.is_some() {
            "</head>\n<body class=\"tool\">\n"
        } else {
            "</head>\n<body>\n"
        });
        self.header(&mut html);
        html.raw("<main id=\"main\">\n").html(main).raw("</main>\n");
        if self.tool.is_none() {
            html.raw("<footer>").text(self.publisher).raw(" · OpenCoop · ");
            html.link(
                "/assets/licenses.txt",
                self.language.pick("Licences of the parts", "Licenze dei componenti"),
            );
            html.raw("</footer>\n");
        }
        html.raw("</body>\n</html>\n");
        html
    }

    fn header(&self, html: &mut Html) {
        let language = self.language;
        let skip = language.pick("To the content", "Vai al contenuto");
        html.raw("<a class=\"skip\" href=\"#main\">").text(skip).raw("</a>\n<header>\n");
        html.raw("<a class=\"name\" href=\"/\">OpenCoop</a>\n<nav aria-label=\"");
        html.text(language.pick("Pages", "Pagine")).raw("\"><ul>\n");
        for (path, en, it) in [
            ("/", "Overview", "Panoramica"),
            ("/dataset", "Datasets", "Insiemi di dati"),
            ("/export", "Files", "File"),
            ("/docs", "Documentation", "Documentazione"),
            ("/dictionary", "Data dictionary", "Dizionario dei dati"),
            ("/graphql", "GraphiQL", "GraphiQL"),
        ] {
            let is_here = self.path.strip_prefix(path).is_some_and(|rest| {
                // Every address begins with that of the overview.
                rest.is_empty() || (path != "/" && rest.starts_with(['/', '?']))
            });
            self.item(html, path, is_here, None, language.pick(en, it));
        }
        html.raw("</ul></nav>\n<nav class=\"languages\" aria-label=\"");
        html.text(language.pick("Language", "Lingua")).raw("\"><ul>\n");
        for other in Language::ALL {
            self.item(html, &self.path_in(other), other == language, Some(other), other.name());
        }
        html.raw("</ul></nav>\n</header>\n");
    }

    /// A link of the header.
    fn item(&self, html: &mut Html, to: &str, here: bool, of: Option<Language>, text: &str) {
        html.raw("<li><a href=\"");
        match of {
            Some(_) => html.text(to),
            None => html.text(&with_language(to, self.language)),
        };
        html.raw("\"");
        if let Some(of) = of {
            html.raw(" lang=\"").text(of.tag()).raw("\" hreflang=\"").text(of.tag()).raw("\"");
        }
        html.raw(if here { " aria-current=\"true\">" } else { ">" }).text(text);
        html.raw("</a></li>\n");
    }

    fn path_in(&self, language: Language) -> String {
        with_language(self.path, language)
    }
}

/// Says which revision there is, since when, and under which licence.
fn published(html: &mut Html, language: Language, state: &State, image: &Image) {
    let published_at = &image.revision.published_at;
    html.raw("<p>").text(language.pick("Revision", "Revisione")).raw(" ");
    html.text(&image.revision.number.to_string()).raw(", ");
    html.text(language.pick("published on", "pubblicata il")).raw(" <time datetime=\"");
    html.text(published_at).raw("\">").text(published_at).raw("</time> · ");
    html.text(language.pick("Licence:", "Licenza:")).raw(" ");
    let licence = &state.config.licence;
    match parse_url(licence) {
        Ok(_) => html.link(licence, licence),
        Err(_) => html.text(licence),
    };
    html.raw("</p>\n");
}

/// The address of a page in a language.
fn with_language(path: &str, language: Language) -> String {
    let joint = if path.contains('?') { '&' } else { '?' };
    format!("{path}{joint}language={}", language.tag())
}
