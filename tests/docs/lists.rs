//! Lists that follow from the code.
//!
//! They stand in the documents between `<!-- begin NAME -->` and `<!-- end NAME -->`, and are
//! compared with what they follow from. `DOCUMENTS=overwrite cargo test --test docs` writes them
//! anew.

use std::fmt::Write as _;
use std::fs;
use std::sync::Mutex;

use opencoop::config::SETTINGS;
use opencoop::export::FORMATS;
use opencoop::image::filter::offers;
use opencoop::image::filter::parse::tests_of;
use opencoop::image::group::dimensions;
use opencoop::image::page::Order;
use opencoop::model::TABLES;
use opencoop::model::codes::CODE_LISTS;
use opencoop::model::short::SHORTS;
use opencoop::model::table::{Arity, Column, Kind, Link, Target};

use super::{read, root, sources};

/// Held while a document is read or written: tests run side by side.
static DOCUMENT: Mutex<()> = Mutex::new(());

/// Compares a list of a document with what it follows from.
fn compare(document: &str, list: &str, wanted: &str) {
    let _held = DOCUMENT.lock();
    let text = read(document);
    let (begin, end) = (format!("<!-- begin {list} -->\n"), format!("<!-- end {list} -->"));
    let (before, rest) =
        text.split_once(&begin).unwrap_or_else(|| panic!("{document} has no `{}`", begin.trim()));
    let (found, after) =
        rest.split_once(&end).unwrap_or_else(|| panic!("{document} has no `{end}`"));
    let wanted = format!("\n{}\n\n", wanted.trim());
    if found == wanted {
        return;
    }
    if std::env::var_os("DOCUMENTS").is_some_and(|mode| mode == "overwrite") {
        fs::write(root().join(document), format!("{before}{begin}{wanted}{end}{after}")).unwrap();
        return;
    }
    let lacking =
        wanted.lines().filter(|line| !found.contains(line)).map(|line| format!("+ {line}"));
    let stale = found.lines().filter(|line| !wanted.contains(line)).map(|line| format!("- {line}"));
    let difference: Vec<String> = stale.chain(lacking).collect();
    panic!(
        "the list `{list}` of {document} is not what the code says:\n{}\n\
         hint: `DOCUMENTS=overwrite cargo test --test docs` writes it anew",
        difference.join("\n")
    );
}

fn kind(column: &Column) -> String {
    match column.kind {
        Kind::Code(list) => format!("code of {}", list.name),
        other => other.name().to_owned(),
    }
}

fn marked(name: &str, required: bool) -> String {
    if required { format!("**`{name}`**") } else { format!("`{name}`") }
}

fn target(link: &Link) -> &'static str {
    match link.target {
        Target::Table(name) => name,
        Target::Any => "any table",
    }
}

#[test]
fn the_page_on_imports_lists_every_table_with_its_columns() {
    let mut out = String::from("| file | columns | links to one record |\n| --- | --- | --- |\n");
    for table in TABLES {
        let columns = table.columns.iter();
        let columns = columns.map(|c| format!("{} {}", marked(c.name, c.required), kind(c)));
        let links = table.links.iter().filter(|link| link.arity == Arity::One);
        let links = links.map(|l| format!("{} → {}", marked(l.name, l.required), target(l)));
        let (columns, links): (Vec<_>, Vec<_>) = (columns.collect(), links.collect());
        let _ = writeln!(
            out,
            "| `{}.csv` | **`slug`**, {} | {} |",
            table.name,
            columns.join(", "),
            links.join(", ")
        );
    }
    compare("docs/import.md", "tables", &out);
}

#[test]
fn the_page_on_imports_lists_every_file_of_links() {
    let mut out = String::from("| file | columns | what a row says |\n| --- | --- | --- |\n");
    for table in TABLES {
        for link in table.links.iter().filter(|link| link.arity == Arity::Many) {
            let to = TABLES.iter().find(|other| other.name == target(link)).unwrap();
            let mut columns = vec![marked(&table.singular(), true), marked(&to.singular(), true)];
            columns.extend(link.basis.then(|| "`basis` code of Basis".to_owned()));
            columns.extend(link.role.map(|list| format!("`role` code of {}", list.name)));
            let (pairs, doc) = (table.pairs(link), link.doc);
            let _ = writeln!(out, "| `{pairs}.csv` | {} | {doc} |", columns.join(", "));
        }
    }
    compare("docs/import.md", "links", &out);
}

#[test]
fn the_page_on_imports_lists_every_code() {
    let mut out = String::from("| list | codes | source |\n| --- | --- | --- |\n");
    for list in CODE_LISTS {
        let codes = list.codes.iter();
        let codes: Vec<_> = codes.map(|c| format!("`{}` {}", c.code, c.label.en)).collect();
        let _ = writeln!(out, "| {} | {} | {} |", list.name, codes.join("; "), list.source);
    }
    compare("docs/import.md", "codes", &out);
}

#[test]
fn the_page_on_operations_lists_every_setting() {
    let mut out = String::from("| key | variable | flag | default | what it is |\n");
    out.push_str("| --- | --- | --- | --- | --- |\n");
    for setting in SETTINGS {
        let default = match setting.default {
            "" => "empty".to_owned(),
            default => format!("`{default}`"),
        };
        let (key, doc) = (setting.key, setting.doc);
        let (variable, flag) = (setting.variable(), setting.flag());
        let _ = writeln!(out, "| `{key}` | `{variable}` | `--{flag}` | {default} | {doc} |");
    }
    compare("docs/operations.md", "settings", &out);
}

#[test]
fn the_page_on_the_api_lists_every_limit() {
    let mut out = String::from("| limit | default | setting |\n| --- | --- | --- |\n");
    // How long a server takes to stop is nothing that a request can reach, and what concerns
    // connections is told to those who run a server.
    let others = ["idle_seconds", "shutdown_seconds", "connections", "connections_per_client"];
    let others = others.map(|name| format!("limits.{name}"));
    let is_limit = |key: &str| key.starts_with("limits.") && !others.iter().any(|o| o == key);
    for setting in SETTINGS.iter().filter(|setting| is_limit(setting.key)) {
        let _ = writeln!(out, "| {} | {} | `{}` |", setting.doc, setting.default, setting.key);
    }
    compare("docs/api.md", "limits", &out);
}

#[test]
fn the_page_on_the_api_lists_the_tests_of_every_kind() {
    let code = Kind::Code(&opencoop::model::codes::BASIS);
    let kinds = [
        Kind::Text,
        Kind::Localised,
        code,
        Kind::Integer,
        Kind::Decimal,
        Kind::Money,
        Kind::Date,
        Kind::Instant,
        Kind::Boolean,
        Kind::Url,
        Kind::Point,
    ];
    let mut out = String::from("| kind of column | tests |\n| --- | --- |\n");
    for kind in kinds {
        let tests: Vec<_> =
            tests_of(&Column::of(kind, "", "", "", "")).iter().map(|t| format!("`{t}`")).collect();
        let _ = writeln!(out, "| {} | {} |", kind.name(), tests.join(" "));
    }
    compare("docs/api.md", "tests", &out);
}

#[test]
fn the_page_on_the_api_lists_every_short_form() {
    let mut out = String::from("| short form | what it does | tables |\n| --- | --- | --- |\n");
    for short in SHORTS {
        let tables = TABLES.iter().enumerate().filter(|(at, _)| offers(*at, short));
        let tables: Vec<_> = tables.map(|(_, table)| format!("`{}`", table.name)).collect();
        let _ = writeln!(out, "| `{}` | {} | {} |", short.name, short.doc, tables.join(" "));
    }
    compare("docs/api.md", "short forms", &out);
}

#[test]
fn the_page_on_the_api_lists_the_columns_that_tell_the_time_of_a_record() {
    let mut out = String::from("| table | from, to |\n| --- | --- |\n");
    for table in TABLES.iter().filter(|table| !table.spans().is_empty()) {
        let name = |at: usize| format!("`{}`", table.columns[at].name);
        let spans = table.spans().into_iter().map(|(first, last)| {
            let ends = [Some(first), last].into_iter().flatten();
            ends.map(name).collect::<Vec<_>>().join(", ")
        });
        let spans: Vec<String> = spans.collect();
        let _ = writeln!(out, "| `{}` | {} |", table.name, spans.join("; "));
    }
    compare("docs/api.md", "spans", &out);
}

#[test]
fn the_page_on_the_api_lists_every_table_with_its_orders() {
    let mut out = String::from("| table | a row is | `order` |\n| --- | --- | --- |\n");
    for (at, table) in TABLES.iter().enumerate() {
        let orders: Vec<_> = Order::names(at).iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(out, "| `{}` | {} | {} |", table.name, table.doc, orders.join(" "));
    }
    compare("docs/api.md", "tables", &out);
}

#[test]
fn the_page_on_the_api_lists_every_dimension() {
    let mut out = String::from("| table | `by` |\n| --- | --- |\n");
    for (at, table) in TABLES.iter().enumerate() {
        let names: Vec<_> = dimensions(at).iter().map(|one| format!("`{}`", one.name)).collect();
        let _ = writeln!(out, "| `{}` | {} |", table.name, names.join(" "));
    }
    compare("docs/api.md", "dimensions", &out);
}

#[test]
fn the_page_on_the_api_lists_every_format() {
    let mut out = String::from("| ending | media type |\n| --- | --- |\n");
    for format in FORMATS {
        let _ = writeln!(out, "| `.{}` | `{}` |", format.name(), format.media_type());
    }
    compare("docs/api.md", "formats", &out);
}

/// The first sentence of the head of a source file.
fn head(text: &str) -> String {
    let lines = text.lines().skip_while(|line| !line.starts_with("//!"));
    let lines = lines.map_while(|line| line.strip_prefix("//!")).map(str::trim);
    let paragraph: Vec<&str> = lines.take_while(|line| !line.is_empty()).collect();
    let paragraph = paragraph.join(" ");
    paragraph.split_inclusive(". ").next().unwrap_or_default().trim().to_owned()
}

#[test]
fn the_map_of_the_house_says_what_every_file_is_for() {
    /// The order in which one reads: from the ground up.
    const MODULES: &[&str] = &[
        "lib",
        "main",
        "error",
        "model",
        "config",
        "store",
        "image",
        "about",
        "describe",
        "import",
        "export",
        "graphql",
        "api",
        "generate",
        "files",
        "catalogue",
        "http",
        "cli",
    ];
    let mut files = sources();
    let place = |name: &String| {
        let module = name.split('/').next().unwrap_or_default();
        let place = MODULES.iter().position(|known| *known == module);
        place.unwrap_or_else(|| panic!("`{name}` is in no module that this test knows"))
    };
    files.sort_by_key(|name| (place(name), name.clone()));
    let mut out = String::from("| file | what it is for |\n| --- | --- |\n");
    for name in files {
        let file = format!("{name}.rs");
        let doc = head(&read(&format!("src/{file}")));
        assert!(!doc.is_empty(), "src/{file} does not say what it is for in its first line");
        let _ = writeln!(out, "| `{file}` | {doc} |");
    }
    compare("ARCHITECTURE.md", "map", &out);
}
