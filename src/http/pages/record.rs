//! `/record/{table}/{slug}`: a record for people.

use std::sync::Arc;

use poem::{Request, Response};

use super::html::Html;
use super::{Language, Page};
use crate::catalogue::graph::Graph;
use crate::http::State;
use crate::image::{Image, Row};
use crate::model::TABLES;

/// The page.
pub(in crate::http) fn answer(
    state: &Arc<State>,
    request: &Request,
    image: &Arc<Image>,
    (table, row): (usize, Row),
    _graph: &Graph,
) -> Response {
    let language = Language::of(request, &state.config);
    let slug = image.table(table).slug(row);
    let mut html = Html::default();
    html.raw("<h1>").text(slug).raw("</h1>\n");
    let path = format!("/record/{}/{slug}", TABLES[table].name);
    Page::new(language, &path, slug, &state.config.publisher).answer(&html, Some(image))
}
