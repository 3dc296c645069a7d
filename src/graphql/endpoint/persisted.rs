//! Documents that are asked for by their hash (Automatic Persisted Queries): a client sends the
//! hash alone, and where it is not known, once more with the document.

use std::sync::Arc;

use data_encoding::HEXLOWER_PERMISSIVE;
use poem::Response;
use poem::http::{HeaderValue, header};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::super::recent::Recent;
use super::super::{Hash, Request, refused};
use super::negotiate::Media;
use super::parameters::Parameters;
use super::respond;
use crate::error::Error;

/// What a document takes beside its text.
const BESIDE: usize = 200;

fn refuse(what: &str) -> Error {
    Error::Request {
        status: 400,
        what: what.to_owned(),
        hint:
            "send `{\"persistedQuery\": {\"version\": 1, \"sha256Hash\": \"…\"}}`, the hash as 64 \
               hexadecimal digits"
                .to_owned(),
    }
}

/// The hash in the extension `persistedQuery`.
pub(super) fn hash(extension: &Value) -> Result<Hash, Error> {
    if extension.get("version").and_then(Value::as_i64) != Some(1) {
        return Err(refuse("`persistedQuery` has another `version` than 1"));
    }
    let text = extension.get("sha256Hash").and_then(Value::as_str).unwrap_or_default();
    let bytes = HEXLOWER_PERMISSIVE.decode(text.as_bytes()).ok();
    let hash = bytes.and_then(|bytes| Hash::try_from(bytes).ok());
    hash.ok_or_else(|| refuse("`sha256Hash` of `persistedQuery` is no SHA-256"))
}

/// The request with its document, and the hash under which to keep it if it is valid.
pub(super) fn resolve(
    kept: &Recent<Hash, Arc<str>>,
    parameters: Parameters,
) -> Result<(Request, Option<Hash>), Error> {
    let Parameters { mut request, hash, is_named } = parameters;
    let Some(hash) = hash else { return Ok((request, None)) };
    if is_named {
        let document = kept.get(&hash).ok_or(Error::PersistedQueryNotFound)?;
        request.query = document.to_string();
        return Ok((request, None));
    }
    if Hash::from(Sha256::digest(request.query.as_bytes())) != hash {
        return Err(refuse("`sha256Hash` of `persistedQuery` is not that of the document"));
    }
    Ok((request, Some(hash)))
}

/// Keeps a valid document.
pub(super) fn keep(kept: &Recent<Hash, Arc<str>>, hash: Hash, document: String) {
    let bytes = document.len() + BESIDE;
    kept.put(hash, document.into(), bytes);
}

/// The answer that makes clients send the document; no cache may keep it.
pub(super) fn not_found(media: Media, head: bool) -> Response {
    let answer = refused(&[Error::PersistedQueryNotFound.into()], None);
    let mut response = respond(answer, media, head);
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
