//! Validators: what tells a client that it has the answer already, without making it again.
//!
//! An answer follows from the revision, the program, its settings and the request. A tag is a hash
//! of these, so that it is known before the answer is.

use std::fmt::Write as _;
use std::sync::Arc;

use arc_swap::ArcSwapOption;
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use poem::http::header::{HeaderMap, HeaderName};
use poem::http::{HeaderValue, StatusCode, Uri, header};
use sha2::{Digest as _, Sha256};

use super::coding::Coding;
use crate::config::Config;
use crate::image::{Image, Revision};
use crate::model::value::parse_instant;

/// The header that names the revision of an answer.
pub(super) const REVISION: HeaderName = HeaderName::from_static("revision");

/// How many bytes of the hash are told.
const HASH_BYTES: usize = 12;

/// What the answers of an address follow from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Source {
    /// The moment.
    Moment,
    /// The program and its settings.
    Program,
    /// The revision too; `by_accept` where the client chooses the media type, and with it whether
    /// it gets a page in its language.
    Revision { by_accept: bool },
}

impl Source {
    fn of(path: &str) -> Self {
        let under = |root: &str| {
            path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if under("/health") || path == "/oai" {
            Self::Moment
        } else if matches!(path, "/schema.graphql" | "/openapi.json" | "/robots.txt") {
            Self::Program
        } else {
            let by_accept = !under("/api") && !under("/export");
            Self::Revision { by_accept }
        }
    }
}

/// The headers of a request that a tag knows of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum By {
    /// None.
    Nothing,
    /// The media types that the client reads.
    MediaType,
    /// These, with HTML among them, and the languages of the reader.
    Language,
}

impl By {
    fn of(source: Source, headers: &HeaderMap) -> Self {
        if source != (Source::Revision { by_accept: true }) {
            return Self::Nothing;
        }
        let names_html = |accepted: &HeaderValue| {
            let accepted = accepted.to_str().unwrap_or_default().to_ascii_lowercase();
            accepted.contains("text/html")
        };
        if headers.get_all(header::ACCEPT).iter().any(names_html) {
            Self::Language
        } else {
            Self::MediaType
        }
    }

    /// The headers.
    const fn names(self) -> &'static [HeaderName] {
        const NAMES: &[HeaderName] = &[header::ACCEPT, header::ACCEPT_LANGUAGE];
        match self {
            Self::Nothing => &[],
            Self::MediaType => NAMES.split_at(1).0,
            Self::Language => NAMES,
        }
    }
}

/// What is the same for all answers of one revision.
struct Stamp {
    revision: Revision,
    number: HeaderValue,
    /// The moment of publication, in seconds since 1970 and as a header.
    modified: Option<(i64, HeaderValue)>,
    hash: Sha256,
}

/// Makes tags.
pub(super) struct Tags {
    program: Sha256,
    newest: ArcSwapOption<Stamp>,
    cache_control: HeaderValue,
}

/// The tag of an answer in any coding.
pub(super) struct Tag {
    hash: String,
    by: By,
    stamp: Option<Arc<Stamp>>,
}

impl Tags {
    /// Tags under these settings.
    pub(super) fn new(config: &Config) -> Self {
        let mut settings = String::new();
        let Config { base_url, languages, publisher, contact, licence, catalogue, limits, .. } =
            config;
        let _ = write!(
            settings,
            "{}\n{base_url:?}{languages:?}{publisher:?}{contact:?}{licence:?}{catalogue:?}\
             {limits:?}",
            env!("CARGO_PKG_VERSION")
        );
        let cache_control = cache_control(config);
        let program = Sha256::new_with_prefix(settings);
        Self { program, newest: ArcSwapOption::empty(), cache_control }
    }

    /// The tag of what this address answers from this image; none where each answer is new.
    pub(super) fn tag(&self, image: Option<&Image>, uri: &Uri, headers: &HeaderMap) -> Option<Tag> {
        let source = Source::of(uri.path());
        let stamp = match (source, image) {
            (Source::Moment, _) | (Source::Revision { .. }, None) => return None,
            (Source::Program, _) => None,
            (Source::Revision { .. }, Some(image)) => Some(self.stamp(&image.revision)),
        };
        let mut hash = stamp.as_ref().map_or(&self.program, |stamp| &stamp.hash).clone();
        hash.update(uri.path());
        if let Some(query) = uri.query() {
            hash.update("?");
            hash.update(query);
        }
        let by = By::of(source, headers);
        for name in by.names() {
            // Neither an address nor a header contains a line end.
            hash.update("\n\n");
            for value in headers.get_all(name) {
                hash.update("\n");
                hash.update(value);
            }
        }
        let hash = hash.finalize();
        let hash = BASE64URL_NOPAD.encode(hash.get(..HASH_BYTES).unwrap_or_default());
        Some(Tag { hash, by, stamp })
    }

    fn stamp(&self, revision: &Revision) -> Arc<Stamp> {
        if let Some(stamp) = &*self.newest.load()
            && stamp.revision == *revision
        {
            return Arc::clone(stamp);
        }
        let mut hash = self.program.clone();
        hash.update(format!("\n{} {}\n", revision.number, revision.published_at));
        let modified = modified(revision);
        let number = HeaderValue::from(revision.number);
        let stamp = Arc::new(Stamp { revision: revision.clone(), number, modified, hash });
        self.newest.store(Some(Arc::clone(&stamp)));
        stamp
    }

    /// Writes the headers by which an answer of this tag is kept and asked for again; `text` is the
    /// tag in the coding of the answer.
    pub(super) fn write(&self, tag: &Tag, text: &str, headers: &mut HeaderMap) {
        if let Ok(value) = HeaderValue::from_str(text) {
            headers.insert(header::ETAG, value);
        }
        headers.insert(header::CACHE_CONTROL, self.cache_control.clone());
        if let Some(stamp) = &tag.stamp {
            headers.insert(REVISION, stamp.number.clone());
            if let Some((_, modified)) = &stamp.modified {
                headers.insert(header::LAST_MODIFIED, modified.clone());
            }
        }
    }
}

impl Tag {
    /// The tag in a coding.
    pub(super) fn text(&self, coding: Option<Coding>) -> String {
        match coding {
            Some(coding) => format!("\"{}-{}\"", self.hash, coding.name()),
            None => format!("\"{}\"", self.hash),
        }
    }

    /// Whether it is the tag of an answer with these headers.
    pub(super) fn is_of(&self, headers: &HeaderMap) -> bool {
        // A tag knows of what was looked at, and of nothing else.
        let vary = headers.get(header::VARY).map(|vary| vary.to_str().unwrap_or("*"));
        let known = |name: &str| {
            self.by.names().iter().any(|known| name.trim().eq_ignore_ascii_case(known.as_str()))
        };
        self.stamp.as_ref().map(|stamp| &stamp.number) == headers.get(REVISION)
            && vary.is_none_or(|vary| vary.split(',').all(known))
    }

    /// The value of `Vary`.
    pub(super) const fn vary(&self) -> HeaderValue {
        HeaderValue::from_static(match self.by {
            By::Nothing => "Accept-Encoding",
            By::MediaType => "Accept, Accept-Encoding",
            By::Language => "Accept, Accept-Language, Accept-Encoding",
        })
    }
}

/// How long an answer may be kept without asking again.
pub(super) fn cache_control(config: &Config) -> HeaderValue {
    let kept = format!("public, max-age={}, must-revalidate", config.cache_seconds);
    HeaderValue::from_str(&kept).unwrap_or(HeaderValue::from_static("no-cache"))
}

/// The moment of a revision, in seconds since 1970 and as a header.
pub(super) fn modified(revision: &Revision) -> Option<(i64, HeaderValue)> {
    let at = parse_instant(&revision.published_at).ok()?;
    let moment = Timestamp::from_second(at).ok()?;
    let text = rfc2822::DateTimePrinter::new().timestamp_to_rfc9110_string(&moment).ok()?;
    Some((at, HeaderValue::from_str(&text).ok()?))
}

/// The moment in a header, in seconds since 1970.
fn moment(value: &HeaderValue) -> Option<i64> {
    let text = value.to_str().ok()?;
    let at = rfc2822::DateTimeParser::new().parse_timestamp(text.trim()).ok()?;
    Some(at.as_second())
}

/// What a client has already.
#[derive(Debug, Default)]
pub(super) struct Conditions {
    tags: Vec<HeaderValue>,
    since: Option<HeaderValue>,
}

impl Conditions {
    /// The conditions of a request.
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let tags = headers.get_all(header::IF_NONE_MATCH).iter().cloned().collect();
        Self { tags, since: headers.get(header::IF_MODIFIED_SINCE).cloned() }
    }

    /// The tag with its coding, if the client has the answer of it. There is an answer
    /// then, and no error: nobody gets the tag of an error.
    pub(super) fn named(&self, tag: &Tag, coding: Option<Coding>) -> Option<String> {
        if self.tags.is_empty() {
            return None;
        }
        // A client that takes a coding may have got the answer as it is: it was short.
        let codings = [coding, None];
        codings.into_iter().map(|coding| tag.text(coding)).find(|text| self.has(text))
    }

    /// Whether the client has an answer that there is, with these headers.
    pub(super) fn hold(&self, tag: Option<&Tag>, headers: &HeaderMap) -> bool {
        let modified = tag.and_then(|tag| tag.stamp.as_ref()?.modified.as_ref()).map(|at| at.0);
        let tag = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok());
        self.hold_of(tag, modified)
    }

    /// Whether the client has an answer that there is, of this tag and moment.
    pub(super) fn hold_of(&self, tag: Option<&str>, modified: Option<i64>) -> bool {
        if !self.tags.is_empty() {
            return self.has("*") || tag.is_some_and(|tag| self.has(tag));
        }
        let since = self.since.as_ref().and_then(moment);
        modified.zip(since).is_some_and(|(modified, since)| modified <= since)
    }

    /// Whether a tag is named, weak or strong.
    fn has(&self, tag: &str) -> bool {
        let strong = |text: &'_ str| text.trim().trim_start_matches("W/") == tag;
        self.tags.iter().any(|value| value.to_str().unwrap_or_default().split(',').any(strong))
    }
}

/// Whether a part of an answer may be sent: the client has the rest of the same one, or does not
/// say what it has (`If-Range`). A moment is not enough: where settings or the program are others,
/// so are the bytes, and the moment of the revision is the same.
pub(super) fn is_of_the_same(headers: &HeaderMap, tag: &str) -> bool {
    // A weak tag is not of these bytes.
    headers
        .get(header::IF_RANGE)
        .is_none_or(|value| value.to_str().is_ok_and(|text| text.trim() == tag))
}

/// Makes an answer one that says: you have it already.
pub(super) fn not_modified(status: &mut StatusCode, headers: &mut HeaderMap) {
    *status = StatusCode::NOT_MODIFIED;
    for name in [header::CONTENT_TYPE, header::CONTENT_LENGTH, header::CONTENT_DISPOSITION] {
        headers.remove(name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn conditions(pairs: &[(HeaderName, &str)]) -> Conditions {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name, value.parse().unwrap());
        }
        Conditions::of(&headers)
    }

    #[test]
    fn tags_are_compared_weakly_in_lists() {
        let tag = Tag { hash: "abc".to_owned(), by: By::Nothing, stamp: None };
        let gzip = Some(Coding::Gzip);
        for (value, coding, expected) in [
            ("\"abc\"", None, true),
            ("W/\"abc\"", None, true),
            ("\"x\", \"abc\"", None, true),
            ("\"abc-gzip\"", gzip, true),
            ("\"abc-gzip\"", None, false),
            ("\"abc\"", gzip, true),
            ("\"abc-br\"", gzip, false),
            ("\"abcd\"", None, false),
            ("abc", None, false),
            ("*", None, false),
        ] {
            let found = conditions(&[(header::IF_NONE_MATCH, value)]).named(&tag, coding);
            assert_eq!(found.is_some(), expected, "{value}");
        }
        assert!(conditions(&[]).named(&tag, None).is_none());
    }

    #[test]
    fn addresses_say_what_their_answers_follow_from() {
        let by = |by_accept| Source::Revision { by_accept };
        for (path, source) in [
            ("/health", Source::Moment),
            ("/health/live", Source::Moment),
            ("/healthy", by(true)),
            ("/oai", Source::Moment),
            ("/robots.txt", Source::Program),
            ("/schema.graphql", Source::Program),
            ("/", by(true)),
            ("/api", by(false)),
            ("/api/projects", by(false)),
            ("/export/projects.csv", by(false)),
            ("/graphql", by(true)),
            ("/projects", by(true)),
        ] {
            assert_eq!(Source::of(path), source, "{path}");
        }
    }
}
