//! Parameters: the filter of each table in the form of a query string, and those of pages.

use serde_json::{Map, Value, json};

use super::schemas::filters::YEARS;
use super::schemas::operand;
use super::{described, examples, properties, reference, schema};
use crate::config::Limits;
use crate::image::filter::parse::{link_tests, names, slug_tests_of, tests_of};
use crate::image::page::Order;
use crate::image::render::select::{Part, link_names, ways};
use crate::image::text::is_searched;
use crate::model::TABLES;
use crate::model::short::{self, Asks};
use crate::model::table::{Column, Kind, snake_case};

/// The names of parameters that are no column of any table.
const RESERVED: &[&str] = &[
    "filter", "search", "order", "limit", "after", "before", "fields", "include", "by", "language",
    "q", "types",
];

/// The parameters of files that are the same for every table, by their names in the document.
pub(super) const OF_FILES: [&str; 6] =
    ["file.columns", "file.language", "file.limit", "file.bom", "file.sep", "file.nested"];

fn of_files() -> [(&'static str, Value); 6] {
    // The languages of texts are those of the publisher and of the data.
    let column = json!({ "type": "string", "pattern": "^[a-z][a-z0-9_]*(_[A-Za-z0-9-]+)?$" });
    let truth = || json!({ "type": "string", "enum": ["0", "1", "false", "true"], "default": "0" });
    let [columns, language, limit, bom, sep, nested] = OF_FILES;
    [
        (
            columns,
            listed(
                "columns",
                "These columns in this order, instead of all: `slug,title_it,countries`.",
                &list(&column),
            ),
        ),
        (
            language,
            query(
                "language",
                "The language of labels; the publisher's first if it is left out.",
                json!({ "type": "string", "enum": ["en", "it"] }),
            ),
        ),
        (
            limit,
            query(
                "limit",
                "How many records the file has at most; all if it is left out.",
                json!({ "type": "integer", "minimum": 1 }),
            ),
        ),
        (bom, query("bom", "CSV with a byte order mark, by which Excel knows UTF-8.", truth())),
        (
            sep,
            query(
                "sep",
                "What stands between the cells of CSV. `semicolon` and `tab` are the signs of these \
                 names.",
                json!({
                    "type": "string",
                    "enum": [",", ";", "semicolon", "\t", "tab", "|"],
                    "default": ",",
                }),
            ),
        ),
        (
            nested,
            query(
                "nested",
                "JSON with records as at `/api`, with objects and lists in place of cells.",
                truth(),
            ),
        ),
    ]
}

/// Parameters that are the same for every table.
pub(super) fn shared(limits: &Limits) -> Map<String, Value> {
    let limit = json!({
        "type": "integer",
        "minimum": 1,
        "maximum": limits.page_size_max,
        "default": limits.page_size,
    });
    let cursor = json!({ "type": "string", "pattern": "^[A-Za-z0-9_-]+$" });
    let tags = list(&schema("LanguageTag"));
    let mut all = properties([
        ("limit", query("limit", "How many records the page has at most.", limit)),
        (
            "after",
            query("after", "Behind this place: `page.next` has the whole address.", cursor.clone()),
        ),
        (
            "before",
            query("before", "Before this place: `page.previous` has the whole address.", cursor),
        ),
        (
            "language",
            listed(
                "language",
                "Texts in the first of these languages that they are in, instead of all \
                 languages; those of the publisher follow. `title_language` says which it is.",
                &tags,
            ),
        ),
    ]);
    all.append(&mut properties(of_files()));
    all
}

/// The parameters of a table, each under the name of the table and its own.
pub(super) fn of_table(at: usize) -> Map<String, Value> {
    let table = TABLES[at].name;
    let mut all = filters(at);
    let orders =
        Order::names(at).into_iter().flat_map(|name| [name.to_owned(), format!("-{name}")]);
    let orders: Vec<String> = orders.collect();
    all.push(query(
        "order",
        "What the records are ordered by; `-` before the name turns it round. Records without a \
         value come last.",
        json!({ "type": "string", "enum": orders, "default": "slug" }),
    ));
    let fields: Vec<&str> = Part::all(at).iter().map(|part| part.name(at)).collect();
    let path = "^[a-z_]+(\\.[a-z0-9_]+){1,2}$";
    all.push(listed(
        "fields",
        "These fields in this order, instead of all. A name with a point is a field of linked \
         records: `countries.name`.",
        &list(&json!({ "anyOf": [{ "enum": fields }, { "type": "string", "pattern": path }] })),
    ));
    all.push(listed(
        "include",
        "Linked records as objects in the place of their slugs; with a point, those that they are \
         linked to.",
        &list(&json!({ "type": "string", "enum": includes(at) })),
    ));
    properties(all.into_iter().map(|parameter| {
        let name = parameter["name"].as_str().unwrap_or_default().to_owned();
        (format!("{table}.{name}"), parameter)
    }))
}

/// References to the filter of a table.
pub(super) fn of_filter(at: usize) -> Vec<Value> {
    named(at, filters(at).iter().filter_map(|parameter| parameter["name"].as_str()))
}

/// References to parameters of a table.
pub(super) fn named<'n>(at: usize, names: impl IntoIterator<Item = &'n str>) -> Vec<Value> {
    let table = TABLES[at].name;
    names.into_iter().map(|name| reference("parameters", &format!("{table}.{name}"))).collect()
}

/// The links that can be included, and those of their records.
fn includes(at: usize) -> Vec<String> {
    let mut all = Vec::new();
    for name in link_names(at) {
        all.push(name.to_owned());
        for way in ways(at, name) {
            for further in link_names(way.to) {
                let path = format!("{name}.{further}");
                if !all.contains(&path) {
                    all.push(path);
                }
            }
        }
    }
    all
}

fn filters(at: usize) -> Vec<Value> {
    let table = &TABLES[at];
    let mut all = vec![
        json!({
            "name": "filter",
            "in": "query",
            "description": "The filter as JSON, as in GraphQL; it holds beside other parameters.",
            "content": {
                "application/json": { "schema": schema(&format!("{}Filter", table.one)) },
            },
        }),
        listed("slug", "The slug is one of these.", &list(&text())),
        listed("slug.not", "The slug is none of these.", &list(&text())),
    ];
    if slug_tests_of(at).contains(&"within") {
        let doc = "It is one of these, or lies within one.";
        all.push(listed("slug.within", doc, &list(&text())));
    }
    for column in table.columns {
        all.extend(tests_of(column).iter().filter_map(|test| of_test(column, test)));
    }
    for name in link_names(at) {
        let Some(way) = ways(at, name).first().copied() else { continue };
        let tests = link_tests(&way);
        if tests.contains(&"in") {
            let doc = format!("Linked to one of these records. {}", way.link.doc);
            all.push(listed(name, &doc, &list(&text())));
        }
        let doc = format!("Linked to none (`true`), or to some (`false`). {}", way.link.doc);
        all.push(query(&format!("{name}.is_null"), &doc, json!({ "type": "boolean" })));
    }
    if is_searched(at) {
        let doc = "Found by the full-text search for these words: see `/api/search`.";
        all.push(query("search", doc, json!({ "type": "string" })));
    }
    for name in names(at) {
        let is_new = !all.iter().any(|known| known["name"] == name.as_str());
        let Some(short) = short::find(&name).filter(|_| is_new) else { continue };
        match short.asks {
            Asks::Linked(_) => all.push(listed(&name, short.doc, &list(&text()))),
            Asks::Years => {
                let year = json!({ "type": "integer", "minimum": 1, "maximum": 9999 });
                let span = json!({ "type": "string", "pattern": YEARS });
                all.push(query(&name, short.doc, span));
                all.push(query("year.from", "From this year on.", year.clone()));
                all.push(query("year.to", "Up to this year.", year));
            }
        }
    }
    for parameter in &mut all {
        let value = parameter["name"].as_str().and_then(|name| examples::value(table.name, name));
        if let Some(value) = value {
            let is_list = parameter["schema"]["type"] == "array";
            parameter["example"] = if is_list { json!([value]) } else { json!(value) };
        }
    }
    all
}

fn of_test(column: &Column, test: &str) -> Option<Value> {
    let value = operand(column.kind);
    let is_free = matches!(column.kind, Kind::Text | Kind::Url);
    let name = format!("{}.{}", column.name, snake_case(test));
    let parameter = match test {
        "in" => {
            let is_reserved = RESERVED.contains(&column.name);
            let name = if is_reserved { name } else { column.name.to_owned() };
            let items = if is_free { text() } else { value };
            listed(&name, &format!("One of these. {}", column.doc), &list(&items))
        }
        "not" if is_free => query(&name, &format!("Not this one. {}", column.doc), value),
        "not" => listed(&name, &format!("None of these. {}", column.doc), &list(&value)),
        "gte" => query(&name, &format!("At least this one. {}", column.doc), value),
        "lte" => query(&name, &format!("At most this one. {}", column.doc), value),
        "isNull" => {
            let doc = format!("Without a value (`true`), or with one (`false`). {}", column.doc);
            query(&name, &doc, json!({ "type": "boolean" }))
        }
        "contains" => {
            let doc = format!("Contains this text, in any language and case. {}", column.doc);
            query(&name, &doc, json!({ "type": "string", "minLength": 1 }))
        }
        "near" => {
            let number = "-?[0-9]+(\\.[0-9]+)?";
            let near = format!("^{number},{number},{number}$");
            let doc = "Not farther from a place: latitude, longitude and kilometres.";
            query(
                &name,
                doc,
                json!({
                    "type": "string",
                    "pattern": near,
                    "examples": ["45.46,9.19,50"],
                }),
            )
        }
        "currency" => {
            let doc =
                format!("In this currency; beside `gte` and `lte` it must stand. {}", column.doc);
            query(&name, &doc, schema("Currency"))
        }
        // `eq` is `in` of a single value.
        _ => return None,
    };
    Some(parameter)
}

/// A value between commas.
fn text() -> Value {
    json!({ "type": "string", "pattern": "^[^,]*$" })
}

fn list(items: &Value) -> Value {
    json!({ "type": "array", "items": items, "minItems": 1 })
}

/// A parameter of a query string.
pub(super) fn query(name: &str, doc: &str, schema: Value) -> Value {
    let mut parameter = described(json!({ "name": name, "in": "query" }), doc);
    parameter["schema"] = schema;
    parameter
}

/// A parameter of several values with `,` between them.
pub(super) fn listed(name: &str, doc: &str, schema: &Value) -> Value {
    described(
        json!({ "name": name, "in": "query", "style": "form", "explode": false, "schema": schema }),
        doc,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::fields;

    #[test]
    fn parameters_of_answers_are_reserved() {
        assert!(fields::NAMES.iter().all(|name| RESERVED.contains(name)));
    }
}
