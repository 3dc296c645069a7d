//! Documents whose bytes are known before they are sent: whole, coded once for all readers, with
//! the tag of their bytes.
//!
//! They may be of an older revision than the one that other addresses answer from, so that nothing
//! about them follows from that one.

use std::sync::{Arc, OnceLock};

use data_encoding::{BASE64, BASE64URL_NOPAD};
use hyper::body::Bytes;
use poem::http::header::{HeaderMap, HeaderName};
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};
use sha2::{Digest as _, Sha256};

use super::State;
use super::answer::set;
use super::cache::{self, Conditions, REVISION};
use super::coding::{Coding, Encoder, is_text};
use crate::error::{Error, Result};
use crate::image::Revision;

/// The digest of what is sent (RFC 9530).
pub(super) const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// What never changes is kept for a year.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// How many bytes of the hash are a tag.
const TAG_BYTES: usize = 16;

/// The shortest document that is coded: below, it fits one packet as it is.
const CODED_FROM: usize = 1024;

/// What tells a client which bytes it has.
pub(super) struct Validators {
    pub(super) tag: String,
    pub(super) modified: Option<(i64, HeaderValue)>,
    pub(super) digest: String,
}

impl Validators {
    /// Those of bytes with this SHA-256.
    pub(super) fn new(revision: &Revision, hash: &[u8]) -> Self {
        let tag = BASE64URL_NOPAD.encode(hash.get(..TAG_BYTES).unwrap_or(hash));
        let digest = format!("sha-256=:{}:", BASE64.encode(hash));
        Self { tag: format!("\"{tag}\""), modified: cache::modified(revision), digest }
    }

    fn moment(&self) -> Option<i64> {
        self.modified.as_ref().map(|modified| modified.0)
    }

    /// The answer that says: you have it already, if so.
    pub(super) fn not_modified(&self, headers: &HeaderMap) -> Option<Response> {
        let holds = Conditions::of(headers).hold_of(Some(&self.tag), self.moment());
        holds.then(|| Response::builder().status(StatusCode::NOT_MODIFIED).finish())
    }

    /// Writes the headers that every answer has, and a 304 too.
    pub(super) fn write(
        &self,
        state: &State,
        revision: &Revision,
        is_fixed: bool,
        response: &mut Response,
    ) {
        set(response, header::ETAG, &self.tag);
        let headers = response.headers_mut();
        if let Some((_, modified)) = &self.modified {
            headers.insert(header::LAST_MODIFIED, modified.clone());
        }
        let kept = if is_fixed { FOR_EVER } else { cache::cache_control(&state.config) };
        headers.insert(header::CACHE_CONTROL, kept);
        headers.insert(header::VARY, HeaderValue::from_static("Accept-Encoding"));
        headers.insert(REVISION, HeaderValue::from(revision.number));
    }
}

/// A document. Its coded forms are made when they are first asked for.
pub(super) struct Whole {
    media_type: String,
    plain: Form,
    coded: [(Coding, OnceLock<Option<Form>>); 3],
}

/// Bytes with their hash.
struct Form {
    bytes: Bytes,
    hash: Vec<u8>,
}

impl Form {
    fn new(bytes: Bytes) -> Self {
        Self { hash: Sha256::digest(&bytes).to_vec(), bytes }
    }
}

impl Whole {
    /// The document of these bytes.
    pub(super) fn new(media_type: &str, bytes: impl Into<Bytes>) -> Self {
        let coded = Coding::ALL.map(|coding| (coding, OnceLock::new()));
        Self { media_type: media_type.to_owned(), plain: Form::new(bytes.into()), coded }
    }

    /// How long it is, as it is.
    pub(super) fn len(&self) -> usize {
        self.plain.bytes.len()
    }

    /// The coding that a client wants, with the place of the bytes in it.
    fn wanted(&self, headers: &HeaderMap) -> Option<(Coding, &OnceLock<Option<Form>>)> {
        if self.len() < CODED_FROM || !is_text(&self.media_type) {
            return None;
        }
        let wanted = Coding::wanted(headers)?;
        let (_, coded) = self.coded.iter().find(|(coding, _)| *coding == wanted)?;
        Some((wanted, coded))
    }

    /// The bytes that a client wants, with their coding.
    fn form(&self, headers: &HeaderMap) -> (&Form, Option<Coding>) {
        let plain = (&self.plain, None);
        let Some((wanted, coded)) = self.wanted(headers) else { return plain };
        let coded = coded.get_or_init(|| {
            let bytes = Encoder::new(wanted).last(&self.plain.bytes);
            let bytes =
                bytes.inspect_err(|error| tracing::warn!(%error, "a document cannot be coded"));
            bytes.ok().map(Form::new)
        });
        coded.as_ref().map_or(plain, |form| (form, Some(wanted)))
    }

    /// Waits until the bytes are there that a client wants: to code a long document takes time, and
    /// no other request waits for that.
    pub(super) async fn ready(self: &Arc<Self>, request: &Request) -> Result<()> {
        let headers = request.headers();
        if self.wanted(headers).is_none_or(|(_, coded)| coded.get().is_some()) {
            return Ok(());
        }
        let (document, headers) = (Arc::clone(self), headers.clone());
        let coded = tokio::task::spawn_blocking(move || {
            document.form(&headers);
        });
        coded.await.map_err(Error::internal)
    }

    /// The answer with it, or that the client has it already. `revision` is the one that it is of,
    /// and the moment since which it says what it says; `is_fixed` where it never changes.
    pub(super) fn answer(
        &self,
        state: &State,
        revision: &Revision,
        request: &Request,
        is_fixed: bool,
    ) -> Response {
        let (form, coding) = self.form(request.headers());
        let validators = Validators::new(revision, &form.hash);
        let mut response = validators.not_modified(request.headers()).unwrap_or_else(|| {
            let response = Response::builder().content_type(&self.media_type);
            let mut response = response.body(form.bytes.clone());
            set(&mut response, header::CONTENT_LENGTH, &form.bytes.len().to_string());
            set(&mut response, REPR_DIGEST, &validators.digest);
            if let Some(coding) = coding {
                set(&mut response, header::CONTENT_ENCODING, coding.name());
            }
            response
        });
        validators.write(state, revision, is_fixed, &mut response);
        response
    }
}

/// The answer with a document of a revision that is made for this reader.
pub(super) fn answer(
    state: &State,
    revision: &Revision,
    media_type: &str,
    bytes: impl Into<Bytes>,
    request: &Request,
) -> Response {
    Whole::new(media_type, bytes).answer(state, revision, request, false)
}

/// The same answer where it was chosen by what the client reads.
pub(super) fn by_accept(mut response: Response) -> Response {
    set(&mut response, header::VARY, "Accept, Accept-Encoding");
    response
}
