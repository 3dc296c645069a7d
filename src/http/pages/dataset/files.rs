//! The files of a dataset.

use super::super::Language;
use super::super::html::Html;
use super::super::numbers::size;
use crate::catalogue::{Dataset, Distribution, format_title};

/// The files with their sizes and checksums, where these are known.
pub(super) fn files(html: &mut Html, language: Language, dataset: &Dataset) {
    let title = language.pick("Downloads", "Scaricare i dati");
    html.heading("files", title);
    let are_kept = dataset.distributions.iter().any(|file| file.bytes.is_some());
    let mut heads = vec![language.pick("File", "File"), language.pick("Format", "Formato")];
    if are_kept {
        heads.extend([language.pick("Size", "Dimensione"), "SHA-256"]);
    }
    html.table(title, &heads);
    for file in &dataset.distributions {
        html.raw("<tr><th scope=\"row\">");
        let name = name(file);
        html.raw("<a href=\"").text(&format!("/export/{name}")).raw("\" download>").text(name);
        html.raw("</a></th><td>").text(&format_title(file.format));
        html.raw("</td>");
        if are_kept {
            html.raw("<td class=\"number\">");
            html.text(&file.bytes.map_or_else(|| "–".to_owned(), |bytes| size(bytes, language)));
            html.raw("</td><td class=\"hash\">");
            match &file.sha256 {
                Some(sha256) => html.code(sha256),
                None => html.raw("–"),
            };
            html.raw("</td>");
        }
        html.raw("</tr>\n");
    }
    html.end_table();
}

/// The name of a file: the end of its address.
fn name(file: &Distribution) -> &str {
    file.url.rsplit_once('/').map_or(file.url.as_str(), |(_, name)| name)
}
