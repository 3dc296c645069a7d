//! What the columns of a table say of a record, each under its label.

use super::{View, foreign};
use crate::http::pages::html::Html;
use crate::http::pages::{Language, with_language};
use crate::image::columns::{Data, code_of, currency_of, date_of};
use crate::model::table::{Code, CodeList, Column};
use crate::model::value::{format_instant, parse_url};

/// What is to be known before all else.
pub(super) fn caveats(html: &mut Html, view: &View<'_>) {
    for (at, column) in view.of().columns.iter().enumerate() {
        if column.warns && has(view, at) {
            let label = column.label.text(view.language.tag());
            html.raw("<section class=\"caveat\" aria-label=\"").text(label).raw("\">\n<p><strong>");
            html.text(label).raw("</strong></p>\n");
            cell(html, view, at, column);
            html.raw("</section>\n");
        }
    }
}

/// All other columns; those without a value are named at the end.
pub(super) fn fields(html: &mut Html, view: &View<'_>) {
    let language = view.language;
    let title = language.pick("Fields", "Campi");
    html.heading("fields", title);
    html.table(title, &[language.pick("Field", "Campo"), language.pick("Value", "Valore")]);
    let mut missing = Vec::new();
    for (at, column) in view.of().columns.iter().enumerate() {
        let label = column.label.text(language.tag());
        if !has(view, at) {
            missing.push(label);
        } else if !column.warns {
            html.raw("<tr><th scope=\"row\">").text(label).raw("</th><td class=\"value\">");
            cell(html, view, at, column);
            html.raw("</td></tr>\n");
        }
    }
    html.end_table();
    if !missing.is_empty() {
        html.raw("<p class=\"quiet\">").text(language.pick("Not stated:", "Non indicati:"));
        html.raw(" ").text(&missing.join(", ")).raw(".</p>\n");
    }
}

fn has(view: &View<'_>, at: usize) -> bool {
    view.image.table(view.table).column(at).data.has(view.row)
}

/// The value of a column.
fn cell(html: &mut Html, view: &View<'_>, at: usize, column: &Column) {
    let (language, row) = (view.language, view.row);
    match &view.image.table(view.table).column(at).data {
        Data::Text(texts) => text(html, column, texts.get(row)),
        Data::Localised(tags) => {
            let texts = tags.iter().map(|(tag, texts)| (tag.as_str(), texts.get(row)));
            localised(
                html,
                language,
                &texts.filter(|(_, text)| !text.is_empty()).collect::<Vec<_>>(),
            );
        }
        Data::Code(list, cells) => {
            if let Some(found) = code_of(list, cells.get(row)) {
                code(html, language, list, found);
            }
        }
        Data::Integer(cells) => {
            html.text(&cells.find(row).map_or_else(String::new, |number| number.to_string()));
        }
        Data::Decimal(numbers) => {
            html.text(&numbers.get(row).map_or_else(String::new, |number| number.to_string()));
        }
        Data::Money(numbers, currencies) => {
            if let Some(number) = numbers.get(row) {
                html.text(&number.to_string()).raw(" ").text(currency_of(currencies.get(row)));
            }
        }
        Data::Date(cells) => {
            if let Some(date) = date_of(cells.get(row)) {
                html.day(date, language);
            }
        }
        Data::Instant(cells) => {
            if let Some(seconds) = cells.find(row) {
                html.moment(&format_instant(seconds), language);
            }
        }
        Data::Boolean(cells) => {
            let value = cells.find(row) == Some(2);
            html.text(if value { language.pick("yes", "sì") } else { language.pick("no", "no") });
        }
        Data::Point(cells) => {
            if let Some(point) = cells.find(row) {
                let (latitude, longitude) = point.degrees();
                html.text(&format!("{latitude}, {longitude}"));
            }
        }
    }
}

/// A text as it is; an address as a link, and so the same thing elsewhere.
fn text(html: &mut Html, column: &Column, text: &str) {
    match parse_url(text) {
        Ok(address) => html.link(address, text),
        Err(_) => html.text(text),
    };
    if let Some(same) = column.same_as {
        let address = format!("{}{text}{}", same.before, same.after);
        if parse_url(&address).is_ok() {
            html.raw(" = ").link(&address, &address);
        }
    }
}

/// A text in the language of the page, or in the next best one; the others stand behind it.
fn localised(html: &mut Html, language: Language, texts: &[(&str, &str)]) {
    let is_own = |tag: &str| tag.split('-').next() == Some(language.tag());
    let first = texts.iter().position(|(tag, _)| is_own(tag)).unwrap_or_default();
    let mut others = texts.to_vec();
    if first >= others.len() {
        return;
    }
    let (tag, text) = others.remove(first);
    html.raw("<span");
    foreign(html, language, tag);
    html.text(text).raw("</span>");
    // A name is often the same in all languages.
    others.retain(|(_, other)| *other != text);
    if others.is_empty() {
        return;
    }
    let tags: Vec<&str> = others.iter().map(|(tag, _)| *tag).collect();
    html.raw("<details><summary>").text(language.pick("Other languages:", "Altre lingue:"));
    html.raw(" ").text(&tags.join(", ")).raw("</summary>\n");
    for (tag, text) in others {
        html.raw("<p");
        foreign(html, language, tag);
        html.text(text).raw("</p>\n");
    }
    html.raw("</details>");
}

/// What a code means, and the code itself with the way to its list.
pub(super) fn code(html: &mut Html, language: Language, list: &CodeList, code: &Code) {
    html.text(code.label.text(language.tag())).raw(" <small>");
    let place = format!("{}#{}", with_language("/dictionary", language), list.name);
    html.link(&place, &format!("{} {}", list.name, code.code)).raw("</small>");
}
