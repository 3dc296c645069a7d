//! Where a page stands: the way to it, and the address that is its own.

use poem::Request;

use super::html::Html;
use super::{Language, with_language};
use crate::api::parameters::pairs;

/// The way from the overview to a page, through the pages of these paths and names.
pub(super) fn trail(html: &mut Html, language: Language, steps: &[(&str, &str)], here: &str) {
    html.raw("<nav class=\"trail\" aria-label=\"");
    html.text(language.pick("You are here", "Percorso")).raw("\"><ol>\n<li>");
    html.link(&with_language("/", language), language.pick("Overview", "Panoramica"));
    html.raw("</li>\n");
    for (path, name) in steps {
        html.raw("<li>").link(&with_language(path, language), name).raw("</li>\n");
    }
    html.raw("<li aria-current=\"page\">").text(here).raw("</li>\n</ol></nav>\n");
}

/// Names in the head of a page the address that is its own, in the language that was asked for.
pub(super) fn canonical(head: &mut Html, request: &Request, mut address: String) {
    let pairs = pairs(request.uri().query().unwrap_or_default());
    let named = pairs.iter().find(|(name, _)| name == "language");
    if let Some(named) = named.and_then(|(_, tag)| Language::of_tag(tag)) {
        address = with_language(&address, named);
    }
    head.relation("canonical", "", &address);
}
