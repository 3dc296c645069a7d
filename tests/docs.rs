//! What must be documented is documented: settings, codes, tables, formats, addresses, commands.
//!
//! Lists that follow from the code stand in the documents between `<!-- begin NAME -->` and
//! `<!-- end NAME -->`; they are compared with what they follow from.
//! `DOCUMENTS=overwrite cargo test --test docs` writes them anew.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::Mutex;

use opencoop::config::SETTINGS;
use opencoop::export::FORMATS;
use opencoop::image::filter::parse::tests_of;
use opencoop::image::page::Order;
use opencoop::model::TABLES;
use opencoop::model::codes::CODE_LISTS;
use opencoop::model::table::{Arity, Column, Kind, Link, Target};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every document, by its path from the root.
fn documents() -> Vec<String> {
    let ours =
        ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "seeds/README.md"];
    let mut found: Vec<String> = ours.map(str::to_owned).to_vec();
    for entry in fs::read_dir(root().join("docs")).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if Path::new(&name).extension().is_some_and(|ending| ending == "md") {
            found.push(format!("docs/{name}"));
        }
    }
    found.sort();
    assert!(found.len() >= 8, "{found:?}");
    found
}

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
    // How long a server takes to stop is nothing that a request can reach.
    let is_limit = |key: &str| key.starts_with("limits.") && key != "limits.shutdown_seconds";
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
fn the_page_on_the_api_lists_every_table_with_its_orders() {
    let mut out = String::from("| table | a row is | `order` |\n| --- | --- | --- |\n");
    for (at, table) in TABLES.iter().enumerate() {
        let orders: Vec<_> = Order::names(at).iter().map(|name| format!("`{name}`")).collect();
        let _ = writeln!(out, "| `{}` | {} | {} |", table.name, table.doc, orders.join(" "));
    }
    compare("docs/api.md", "tables", &out);
}

#[test]
fn the_page_on_the_api_lists_every_format() {
    let mut out = String::from("| ending | media type |\n| --- | --- |\n");
    for format in FORMATS {
        let _ = writeln!(out, "| `.{}` | `{}` |", format.name(), format.media_type());
    }
    compare("docs/api.md", "formats", &out);
}

/// The codes that a source file gives its variants: `=> "NOT_FOUND"`.
fn codes_in(source: &str) -> BTreeSet<String> {
    let text = read(source);
    let found: BTreeSet<String> = text
        .split("=> \"")
        .skip(1)
        .filter_map(|rest| rest.split_once('"').map(|(code, _)| code.to_owned()))
        .filter(|code| !code.is_empty())
        .filter(|code| code.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_'))
        .collect();
    assert!(found.len() > 10, "{source}: {found:?}");
    found
}

/// The codes that a document explains: the first cell of a row of a table.
fn codes_explained(document: &str) -> BTreeSet<String> {
    let is_code = |text: &str| text.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let text = read(document);
    let cells = text.lines().filter_map(|line| line.strip_prefix("| `")?.split_once("` |"));
    cells.map(|(code, _)| code.to_owned()).filter(|code| is_code(code)).collect()
}

#[test]
fn every_code_of_an_error_is_explained_and_no_other() {
    assert_eq!(codes_explained("docs/api.md"), codes_in("src/error.rs"));
}

#[test]
fn every_code_of_a_problem_is_explained_and_no_other() {
    assert_eq!(codes_explained("docs/import.md"), codes_in("src/import/finding.rs"));
}

#[test]
fn every_address_is_documented() {
    let routes = read("src/http.rs");
    let pages = read("docs/api.md") + &read("docs/operations.md");
    let mut addresses = 0;
    for rest in routes.split(".at(\"").skip(1) {
        let Some((address, _)) = rest.split_once('"') else { continue };
        let parts = address.split('/').map(|part| match part.strip_prefix(':') {
            Some(name) => format!("{{{name}}}"),
            None => part.to_owned(),
        });
        let address = parts.collect::<Vec<_>>().join("/");
        assert!(pages.contains(&format!("`{address}`")), "no page tells of `{address}`");
        addresses += 1;
    }
    assert!(addresses > 5, "the addresses are not where this test looks for them");
}

#[test]
fn every_command_and_its_options_are_documented() {
    let pages: String = documents().iter().map(|name| read(name)).collect();
    let settings: BTreeSet<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    for command in opencoop::cli::command().get_subcommands() {
        let name = command.get_name();
        assert!(pages.contains(&format!("opencoop {name}")), "no page tells of `opencoop {name}`");
        for option in
            command.get_opts().filter(|option| !settings.contains(option.get_id().as_str()))
        {
            let long = option.get_long().unwrap_or_default();
            assert!(pages.contains(&format!("--{long}")), "no page tells of `{name} --{long}`");
        }
    }
}

/// Names in the recipes of CONTRIBUTING.md that stand for something new.
const EXAMPLES: &[&str] =
    &["migrations/0002_budget_line.sql", "src/model/grant.rs", "src/export/yaml.rs"];

#[test]
fn the_files_that_the_architecture_names_exist() {
    let text = read("ARCHITECTURE.md") + &read("CONTRIBUTING.md");
    let mut named = 0;
    for word in text.split(|letter: char| letter == '`' || letter.is_whitespace()) {
        let ending = Path::new(word).extension().and_then(|ending| ending.to_str());
        let is_path = word.contains('/') && matches!(ending, Some("rs" | "sql" | "graphql"));
        if !is_path || EXAMPLES.contains(&word) {
            continue;
        }
        let places = [root().join(word), root().join("src").join(word)];
        assert!(places.iter().any(|path| path.exists()), "there is no file `{word}`");
        named += 1;
    }
    assert!(named > 30, "only {named} files are named");
}

#[test]
fn the_functions_that_the_architecture_names_exist() {
    let sources: String = sources().iter().map(|name| read(&format!("src/{name}.rs"))).collect();
    let text = read("ARCHITECTURE.md");
    let mut named = 0;
    // Between two marks stands every second part.
    for word in text.split('`').skip(1).step_by(2) {
        let is_path =
            word.contains("::") && word.chars().all(|c| c.is_alphanumeric() || "_:".contains(c));
        if !is_path {
            continue;
        }
        let name = word.rsplit("::").next().unwrap_or_default();
        let is_there = ["fn ", "mod "].iter().any(|item| {
            let item = format!("{item}{name}");
            let mut found = sources.split(&item).skip(1);
            found.any(|rest| rest.starts_with(['(', '<', ';']))
        });
        assert!(is_there, "there is no `{word}`");
        named += 1;
    }
    assert!(named > 15, "only {named} functions are named");
}

/// Every source file, by its path below `src` and without its ending.
fn sources() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let name = path.strip_prefix(root().join("src")).unwrap();
                found.push(name.with_extension("").to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
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
        "lib", "main", "error", "model", "config", "store", "image", "import", "export", "graphql",
        "api", "generate", "http", "cli",
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

/// The links of a document that lead to files: `[text](target)`, outside of code.
fn links(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        if line.starts_with("```") {
            fenced = !fenced;
        }
        if fenced {
            continue;
        }
        for rest in line.split("](").skip(1) {
            let Some((target, _)) = rest.split_once(')') else { continue };
            if !target.contains("://") && !target.starts_with("mailto:") {
                found.push(target.to_owned());
            }
        }
    }
    found
}

/// The anchor of a heading, as renderers of Markdown make it.
fn anchor(heading: &str) -> String {
    let kept = heading.to_lowercase();
    let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.map(|letter| if letter == ' ' { '-' } else { letter }).collect()
}

fn anchors(text: &str) -> Vec<String> {
    let mut fenced = false;
    let mut found = Vec::new();
    for line in text.lines() {
        fenced ^= line.starts_with("```");
        if let (false, true) = (fenced, line.starts_with('#')) {
            found.push(anchor(line.trim_start_matches('#').trim()));
        }
    }
    found
}

#[test]
fn every_link_leads_to_a_file_or_a_heading() {
    let mut wrong = Vec::new();
    for document in documents() {
        let folder = root().join(&document).parent().unwrap().to_owned();
        let text = read(&document);
        for link in links(&text) {
            let (path, heading) = link.split_once('#').unwrap_or((&link, ""));
            let file = if path.is_empty() { root().join(&document) } else { folder.join(path) };
            if !file.exists() {
                wrong.push(format!("{document}: `{link}` leads to no file"));
            } else if !heading.is_empty()
                && !anchors(&fs::read_to_string(&file).unwrap()).iter().any(|a| a == heading)
            {
                wrong.push(format!("{document}: `{link}` leads to no heading"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn documents_name_no_place_of_one_machine() {
    for document in documents() {
        let text = read(&document);
        for place in ["/home/", "/root/", "/work/", "/tmp/", "/Users/"] {
            assert!(!text.contains(place), "{document} names `{place}`");
        }
    }
}

#[test]
fn the_changelog_tells_of_this_version() {
    let heading = format!("## [{}]", env!("CARGO_PKG_VERSION"));
    let text = read("CHANGELOG.md");
    assert!(text.contains(&heading) || text.contains("## [Unreleased]"), "no `{heading}`");
}
