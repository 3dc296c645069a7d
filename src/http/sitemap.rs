//! `/sitemap.xml` and `/robots.txt`.

use std::sync::Arc;

use poem::{Request, Response};

use super::{State, parts, whole};
use crate::about::once;
use crate::catalogue::sitemap;
use crate::error::{Error, Result};

/// The sitemap, or the file of it that `page` names.
pub(super) async fn sitemap(state: Arc<State>, request: Request) -> Result<Response> {
    let catalogue = state.catalogues.newest()?;
    let pairs = parts(&request);
    once(&pairs, &["page"])?;
    let page = pairs.iter().find(|(name, _)| name == "page").map(|(_, page)| page.clone());
    let of = Arc::clone(&catalogue);
    let made = tokio::task::spawn_blocking(move || {
        let Some(page) = page else { return Ok(sitemap::sitemap(&of)) };
        let files = sitemap::files(&of);
        match page.parse::<usize>() {
            Ok(number) if (1..=files).contains(&number) => Ok(sitemap::file(&of, number)),
            _ => Err(Error::NotFound {
                what: format!("the sitemap has no page `{page}`"),
                hint: "`/sitemap.xml` says where all pages are".to_owned(),
            }),
        }
    });
    let bytes = made.await.map_err(Error::internal).flatten()?;
    Ok(whole::answer(
        &state,
        &catalogue.revision,
        "application/xml; charset=utf-8",
        bytes,
        &request,
    ))
}

/// What programs may read.
pub(super) fn robots(state: &State) -> Response {
    let body = sitemap::robots(&state.service);
    Response::builder().content_type("text/plain; charset=utf-8").body(body)
}
