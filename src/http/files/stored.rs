//! Files that are kept: sent as they are, whole or in part, with the tag of their bytes.
//!
//! They may be of an older revision than the one that other addresses answer from, so that nothing
//! about them follows from that one.

use data_encoding::{BASE64, BASE64URL_NOPAD, HEXLOWER};
use poem::http::header::{HeaderMap, HeaderName};
use poem::http::{HeaderValue, StatusCode, header};
use poem::{Body, Request, Response};
use sha2::{Digest as _, Sha256};

use super::range::{self, Asked};
use crate::describe;
use crate::error::{Error, Result};
use crate::export::find_format;
use crate::files::{Kept, Set, Stored};
use crate::http::State;
use crate::http::answer::{attach, problem, set};
use crate::http::cache::{self, Conditions, REVISION};
use crate::http::coding::{Coding, Encoder};
use crate::image::Revision;

/// The digest of what is sent (RFC 9530).
const REPR_DIGEST: HeaderName = HeaderName::from_static("repr-digest");

/// What never changes is kept for a year.
const FOR_EVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");

/// How many bytes of the hash are a tag.
const TAG_BYTES: usize = 16;

/// What tells a client which bytes it has.
struct Validators {
    tag: String,
    modified: Option<(i64, HeaderValue)>,
    digest: String,
}

impl Validators {
    fn new(revision: &Revision, hash: &[u8]) -> Self {
        let tag = BASE64URL_NOPAD.encode(hash.get(..TAG_BYTES).unwrap_or(hash));
        let digest = format!("sha-256=:{}:", BASE64.encode(hash));
        Self { tag: format!("\"{tag}\""), modified: cache::modified(revision), digest }
    }

    fn of(set: &Set, kept: &Kept<'_>) -> Self {
        let hash = HEXLOWER.decode(kept.size.sha256.as_bytes()).unwrap_or_default();
        Self::new(&set.revision, &hash)
    }

    fn moment(&self) -> Option<i64> {
        self.modified.as_ref().map(|modified| modified.0)
    }

    /// The answer that says: you have it already, if so.
    fn not_modified(&self, headers: &HeaderMap) -> Option<Response> {
        let holds = Conditions::of(headers).hold_of(Some(&self.tag), self.moment());
        holds.then(|| Response::builder().status(StatusCode::NOT_MODIFIED).finish())
    }

    /// Writes the headers that every answer has, and a 304 too.
    fn write(&self, state: &State, revision: &Revision, is_fixed: bool, response: &mut Response) {
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

/// A file of a set; `is_fixed` where the address names the revision.
pub(super) async fn answer(
    state: &State,
    of: &Set,
    file: &Stored<'_>,
    request: &Request,
    is_fixed: bool,
) -> Result<Response> {
    let headers = request.headers();
    let size = file.identity.size.bytes;
    let plain = Validators::of(of, &file.identity);
    let asked = if cache::is_of_the_same(headers, &plain.tag) {
        range::asked(headers, size)
    } else {
        Asked::Whole
    };
    // Parts are parts of the bytes as they are.
    let coding = (asked == Asked::Whole).then(|| coding(file, headers)).flatten();
    let (kept, validators) = match coding {
        Some((_, kept)) => (kept, Validators::of(of, kept)),
        None => (&file.identity, plain),
    };
    if let Some(mut response) = validators.not_modified(headers) {
        validators.write(state, &of.revision, is_fixed, &mut response);
        return Ok(response);
    }
    let (status, range) = match asked {
        Asked::Impossible => return Ok(impossible(size)),
        Asked::Whole => (StatusCode::OK, 0..kept.size.bytes),
        Asked::Part(range) => (StatusCode::PARTIAL_CONTENT, range),
    };
    let length = range.end - range.start;
    let part = format!("bytes {}-{}/{size}", range.start, range.end.saturating_sub(1));
    let reading = of.open(kept, range).await?;
    let mut response = Response::builder()
        .status(status)
        .content_type(file.media_type)
        .body(Body::from_bytes_stream(reading.into_stream()));
    validators.write(state, &of.revision, is_fixed, &mut response);
    set(&mut response, header::CONTENT_LENGTH, &length.to_string());
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    set(&mut response, REPR_DIGEST, &validators.digest);
    attach(&mut response, &file_name(&file.name, &of.revision));
    let plain = super::uncoded(&file.name).unwrap_or(&file.name);
    if let Some((name, format)) = plain.split_once('.')
        && find_format(format).is_ok()
    {
        set(&mut response, header::LINK, &describe::links(name, format, &state.service));
    }
    if let Some((coding, _)) = coding {
        set(&mut response, header::CONTENT_ENCODING, coding.name());
    }
    if status == StatusCode::PARTIAL_CONTENT {
        set(&mut response, header::CONTENT_RANGE, &part);
    }
    Ok(response)
}

/// The coded form that a client wants, if it is kept.
fn coding<'a, 'b>(file: &'a Stored<'b>, headers: &HeaderMap) -> Option<(Coding, &'a Kept<'b>)> {
    let kept = [(Coding::Zstd, &file.zstd), (Coding::Gzip, &file.gzip)];
    let there = kept.iter().filter(|(_, kept)| kept.is_some()).map(|(coding, _)| *coding);
    let wanted = Coding::wanted_of(&there.collect::<Vec<_>>(), headers)?;
    let (_, kept) = kept.into_iter().find(|(coding, _)| *coding == wanted)?;
    Some((wanted, kept.as_ref()?))
}

/// The refusal of a part that there is not.
fn impossible(size: u64) -> Response {
    let mut response = problem(&Error::Request {
        status: 416,
        what: format!("the file has {size} bytes, and none of those asked for"),
        hint: "ask for a part that begins before its end, or leave out `Range`".to_owned(),
    });
    set(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
    set(&mut response, header::ACCEPT_RANGES, "bytes");
    response
}

/// The name under which a reader keeps a file: with the day and the number of its revision.
pub(super) fn file_name(name: &str, revision: &Revision) -> String {
    let (stem, ending) = name.split_once('.').unwrap_or((name, ""));
    let day = revision.published_at.get(..10).unwrap_or_default();
    format!("{stem}-{day}-r{}.{ending}", revision.number)
}

/// The list of the files of a revision.
pub(super) fn manifest(
    state: &State,
    revision: &Revision,
    bytes: Vec<u8>,
    request: &Request,
    is_fixed: bool,
) -> Result<Response> {
    let coding = Coding::wanted(request.headers());
    let bytes = match coding {
        Some(coding) => Encoder::new(coding).last(&bytes).map_err(Error::internal)?.to_vec(),
        None => bytes,
    };
    let validators = Validators::new(revision, &Sha256::digest(&bytes));
    let mut response = validators.not_modified(request.headers()).unwrap_or_else(|| {
        let mut response = Response::builder().content_type("application/json").body(bytes);
        set(&mut response, REPR_DIGEST, &validators.digest);
        if let Some(coding) = coding {
            set(&mut response, header::CONTENT_ENCODING, coding.name());
        }
        response
    });
    validators.write(state, revision, is_fixed, &mut response);
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_all_its_endings() {
        let revision = Revision { number: 3, published_at: "2026-03-01T02:00:00Z".to_owned() };
        assert_eq!(file_name("projects.csv.gz", &revision), "projects-2026-03-01-r3.csv.gz");
    }
}
