//! `/assets`: scripts, styles and pictures of the pages, which are part of the program.

use poem::http::{HeaderValue, StatusCode, header};
use poem::{Request, Response};

use super::accept;
use crate::error::{Error, Result};

/// A file that pages load.
struct Asset {
    /// The name, which holds the hash of the content.
    name: &'static str,
    /// The name without the hash, of those that pages ask for; else empty.
    entry: &'static str,
    media_type: &'static str,
    plain: &'static [u8],
    gzip: Option<&'static [u8]>,
    brotli: Option<&'static [u8]>,
}

/// All of them; `build.rs` writes the list.
const ASSETS: &[Asset] = include!(concat!(env!("OUT_DIR"), "/assets.rs"));

/// What a worker of the editor may do: load its own parts.
const POLICY: &str = "default-src 'none'; script-src 'self'; frame-ancestors 'none'";

/// The address of the file that has this name without its hash.
pub(super) fn url(entry: &str) -> String {
    let asset = ASSETS.iter().find(|asset| asset.entry == entry);
    format!("/assets/{}", asset.map_or(entry, |asset| asset.name))
}

/// Whether there is a file of this name without its hash.
pub(super) fn has(entry: &str) -> bool {
    ASSETS.iter().any(|asset| asset.entry == entry)
}

/// The file, in the form that the browser takes. A name with a hash means the same for ever.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none of this name.
pub(in crate::http) fn answer(request: &Request) -> Result<Response> {
    let name = request.raw_path_param("name").unwrap_or_default();
    let named = ASSETS.iter().find(|asset| asset.name == name);
    let asset = named.or_else(|| ASSETS.iter().find(|asset| asset.entry == name));
    let asset = asset.filter(|_| !name.is_empty()).ok_or_else(|| Error::NotFound {
        what: format!("there is no file `/assets/{name}`"),
        hint: "the pages name the files that they use".to_owned(),
    })?;
    let ranges = accept::ranges(request.headers(), &header::ACCEPT_ENCODING);
    let takes = |coding: &str| accept::quality(&ranges, coding).is_some_and(|quality| quality > 0);
    let (coding, bytes) = match (asset.brotli, asset.gzip) {
        (Some(brotli), _) if takes("br") => (Some("br"), brotli),
        (_, Some(gzip)) if takes("gzip") => (Some("gzip"), gzip),
        _ => (None, asset.plain),
    };
    let tag =
        format!("\"{}{}\"", asset.name, coding.map_or_else(String::new, |of| format!("+{of}")));
    let keep = match named {
        Some(_) => "public, max-age=31536000, immutable",
        None => "no-cache",
    };
    let known = request.headers().get_all(header::IF_NONE_MATCH);
    let known = known.iter().filter_map(|value| value.to_str().ok()).flat_map(|all| all.split(','));
    let is_known =
        known.map(str::trim).any(|one| one == "*" || one.trim_start_matches("W/") == tag);
    let mut response = Response::builder()
        .header(header::CACHE_CONTROL, keep)
        .header(header::ETAG, tag)
        .header(header::VARY, "Accept-Encoding")
        .header(header::X_CONTENT_TYPE_OPTIONS, "nosniff")
        .header(header::CONTENT_SECURITY_POLICY, POLICY);
    if is_known {
        return Ok(response.status(StatusCode::NOT_MODIFIED).finish());
    }
    if let Some(coding) = coding {
        response = response.header(header::CONTENT_ENCODING, coding);
    }
    let mut response = response.body(bytes);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(asset.media_type));
    Ok(response)
}
