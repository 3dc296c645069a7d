//! `/sitemap.xml` and `/robots.txt`.

use std::sync::Arc;

use poem::{Request, Response};

use super::catalogue::since;
use super::{State, documents, parts};
use crate::about::once;
use crate::catalogue::sitemap;
use crate::error::{Error, Result};

/// The media type of sitemaps.
const XML: &str = "application/xml; charset=utf-8";

/// The sitemap, or the file of it that `page` names.
pub(super) async fn sitemap(state: Arc<State>, request: Request) -> Result<Response> {
    let catalogue = state.catalogues.newest()?;
    let pairs = parts(&request);
    once(&pairs, &["page"])?;
    let page = pairs.iter().find(|(name, _)| name == "page").map(|(_, page)| page.as_str());
    let number = match page {
        None => None,
        Some(page) => Some(number(page, sitemap::files(&catalogue))?),
    };
    let name = number.map_or("sitemap".to_owned(), |number| format!("sitemap {number}"));
    let document = documents::of(&state, &catalogue, name, move |catalogue| {
        let file = |number| sitemap::file(catalogue, number);
        Ok((XML, number.map_or_else(|| sitemap::sitemap(catalogue), file)))
    });
    let document = document.await?;
    document.ready(&request).await?;
    Ok(document.answer(&state, &since(&catalogue), &request, false))
}

/// The file that is meant, of so many.
fn number(page: &str, files: usize) -> Result<usize> {
    let number = page.parse().ok().filter(|number| (1..=files).contains(number));
    number.ok_or_else(|| Error::NotFound {
        what: format!("the sitemap has no page `{page}`"),
        hint: "`/sitemap.xml` says where all pages are".to_owned(),
    })
}

/// What programs may read.
pub(super) fn robots(state: &State) -> Response {
    let body = sitemap::robots(&state.service);
    Response::builder().content_type("text/plain; charset=utf-8").body(body)
}
