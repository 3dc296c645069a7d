//! What a record is linked to, along the links of its table and back along those of others.

use super::{View, foreign, path, title};
use crate::api::all_linked;
use crate::catalogue::record::heading;
use crate::http::pages::html::Html;
use crate::http::pages::numbers::count;
use crate::http::pages::with_language;
use crate::image::columns::{Data, code_of, currency_of, date_of};
use crate::image::links::Item;
use crate::image::{Row, Way};
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{Kind, Label};

/// How many records are shown of those that a link leads to.
const SHOWN: usize = 50;

/// All links that lead anywhere, the record's own first.
pub(super) fn links(html: &mut Html, view: &View<'_>) {
    let language = view.language;
    let own = (0..view.of().links.len()).flat_map(|at| Way::forward(view.table, at));
    let ways: Vec<Way> = own.chain(Way::backward(view.table)).collect();
    let leads = |way: &&Way| !view.image.edges(**way, view.row).rows.is_empty();
    if !ways.iter().any(|way| leads(&way)) {
        return;
    }
    html.heading("links", language.pick("Links", "Collegamenti"));
    for way in ways.iter().filter(leads) {
        section(html, view, *way);
    }
}

fn label(way: Way) -> Label {
    if way.forward { way.link.label } else { way.link.back_label }
}

fn section(html: &mut Html, view: &View<'_>, way: Way) {
    let language = view.language;
    let edges = view.image.edges(way, view.row);
    let total = edges.rows.len();
    html.raw("<h3>").text(label(way).text(language.tag()));
    if total > 1 {
        html.raw(" (").text(&count(total as u64, language)).raw(")");
    }
    html.raw("</h3>\n<ul>\n");
    for pair in edges.iter().take(SHOWN) {
        html.raw("<li>");
        linked(html, view, way, pair);
        html.raw("</li>\n");
    }
    html.raw("</ul>\n");
    if total > SHOWN {
        let address = all_linked(view.image, view.table, way, view.row);
        let all = count(total as u64, language);
        let all = match language.tag() {
            "it" => format!("Tutte e {all}, come JSON"),
            _ => format!("All {all}, as JSON"),
        };
        html.raw("<p>").link(&address, &all).raw("</p>\n");
    }
}

/// A linked record by its name, with what the link says of it.
fn linked(html: &mut Html, view: &View<'_>, way: Way, pair: Item) {
    let language = view.language;
    let record = (way.to, pair.row);
    let (mut text, tag) = title(view, record);
    if tag.is_empty() {
        text = brief(view, record, Some((view.table, view.row))).into();
    }
    html.raw("<a href=\"").text(&with_language(&path(view.image, way.to, pair.row), language));
    html.raw("\"");
    foreign(html, language, tag);
    html.text(&text).raw("</a>");
    let basis = pair.edge.basis().filter(|_| way.link.basis);
    let basis = basis.and_then(|at| BASIS.codes.get(at));
    let role = way.link.role.zip(pair.edge.role());
    let role = role.and_then(|(list, at)| list.codes.get(at));
    for code in role.into_iter().chain(basis) {
        html.raw(" <small>(").text(code.label.text(language.tag())).raw(")</small>");
    }
}

/// What a record without a name says: the names of what it leads to, but for one that is known, and
/// its short values; its slug if there are none.
pub(super) fn brief(
    view: &View<'_>,
    (at, row): (usize, Row),
    known: Option<(usize, Row)>,
) -> String {
    let tag = view.language.tag();
    let (of, table) = (&TABLES[at], view.image.table(at));
    let mut parts = Vec::new();
    for link in 0..of.links.len() {
        let found = view.image.linked(at, link, row).filter(|found| Some(*found) != known);
        // What it leads to may have no name either, and lead back here.
        parts.extend(found.map(|(to, target)| {
            let names = heading(view.image, to, target);
            let own = names.iter().find(|(known, _)| known.split('-').next() == Some(tag));
            let name = own.or_else(|| names.first()).map(|(_, name)| *name);
            name.unwrap_or_else(|| view.image.table(to).slug(target)).to_owned()
        }));
    }
    for (column, cells) in table.columns() {
        match &cells.data {
            // An address says little, and is long.
            Data::Text(texts) if !matches!(column.kind, Kind::Url) => {
                parts.push(texts.get(row).to_owned());
            }
            Data::Code(list, cells) => {
                let found = code_of(list, cells.get(row));
                parts.extend(found.map(|code| code.label.text(tag).to_owned()));
            }
            Data::Money(numbers, currencies) => {
                let currency = currency_of(currencies.get(row));
                parts.extend(numbers.get(row).map(|number| format!("{number} {currency}")));
            }
            Data::Decimal(numbers) => {
                parts.extend(numbers.get(row).map(|number| number.to_string()));
            }
            Data::Date(cells) => parts.extend(date_of(cells.get(row)).map(|date| date.to_string())),
            _ => {}
        }
    }
    parts.retain(|part| !part.is_empty());
    if parts.is_empty() { table.slug(row).to_owned() } else { parts.join(" · ") }
}
