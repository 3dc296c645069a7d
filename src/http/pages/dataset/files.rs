//! The files of a dataset.

use super::super::Language;
use super::super::html::Html;
use super::super::numbers::size;
use crate::catalogue::{Dataset, Distribution};

/// The files with their sizes and checksums, where these are known.
pub(super) fn files(html: &mut Html, language: Language, dataset: &Dataset) {
    let title = language.pick("Downloads", "Scaricare i dati");
    html.heading("files", title);
    let are_kept = dataset.distributions.iter().any(|file| file.bytes.is_some());
    let mut heads = vec!["File"];
    if are_kept {
        heads.push(language.pick("Size", "Dimensione"));
    }
    heads.push(language.pick("Format", "Formato"));
    if are_kept {
        heads.push("SHA-256");
    }
    html.table_with(title, &heads, if are_kept { &[1] } else { &[] });
    for file in &dataset.distributions {
        let name = name(file);
        html.raw("<tr><th scope=\"row\"><a href=\"").text(&format!("/export/{name}"));
        html.raw("\" download>").text(name).raw("</a></th>");
        if are_kept {
            html.raw("<td class=\"number\">");
            html.text(&file.bytes.map_or_else(|| "–".to_owned(), |bytes| size(bytes, language)));
            html.raw("</td>");
        }
        html.raw("<td>").text(file.profile.title).raw("</td>");
        if are_kept {
            html.raw("<td class=\"hash\">");
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
