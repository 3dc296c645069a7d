//! Files that are kept: sent as they are, whole or in part, with the tag of their bytes.
//!
//! They may be of an older revision than the one that other addresses answer from, so that nothing
//! about them follows from that one.

use data_encoding::HEXLOWER;
use poem::http::header::HeaderMap;
use poem::http::{StatusCode, header};
use poem::{Body, Request, Response};

use super::range::{self, Asked};
use crate::describe;
use crate::error::{Error, Result};
use crate::export::find_format;
use crate::files::{Kept, Set, Stored};
use crate::http::State;
use crate::http::answer::{attach, problem, set};
use crate::http::cache;
use crate::http::coding::Coding;
use crate::http::whole::{REPR_DIGEST, Validators};
use crate::image::Revision;

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
    let plain = validators(of, &file.identity);
    let asked = if cache::is_of_the_same(headers, &plain.tag) {
        range::asked(headers, size)
    } else {
        Asked::Whole
    };
    // Parts are parts of the bytes as they are.
    let coding = (asked == Asked::Whole).then(|| coding(file, headers)).flatten();
    let (kept, validators) = match coding {
        Some((_, kept)) => (kept, validators(of, kept)),
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

fn validators(set: &Set, kept: &Kept<'_>) -> Validators {
    let hash = HEXLOWER.decode(kept.size.sha256.as_bytes()).unwrap_or_default();
    Validators::new(&set.revision, &hash)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_keeps_all_its_endings() {
        let revision = Revision { number: 3, published_at: "2026-03-01T02:00:00Z".to_owned() };
        assert_eq!(file_name("projects.csv.gz", &revision), "projects-2026-03-01-r3.csv.gz");
    }
}
