//! Names that the code gives, each explained in its place: codes, addresses, commands, functions.

use std::collections::BTreeSet;
use std::path::Path;

use opencoop::config::SETTINGS;

use super::{documents, read, root, sources};

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
    &["migrations/0006_budget_line.sql", "src/model/grant.rs", "src/export/yaml.rs"];

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
