//! The floors of the house: no import from a floor above, or from a neighbour on the same floor.
//!
//! Reads the sources as text. `ARCHITECTURE.md` tells what each floor is for.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The modules of the crate, from the ground. A module imports only from floors below its own.
const FLOORS: &[&[&str]] = &[
    &["error", "model"],
    &["config"],
    &["store"],
    &["image"],
    &["about"],
    &["describe"],
    &["import", "export", "graphql", "api", "generate"],
    &["files"],
    &["catalogue"],
    &["http"],
    &["cli"],
    &["main"],
];

/// The most lines of a file.
const LINES_LIMIT: usize = 400;

/// A file of `src`.
struct Source {
    /// Its path below `src`, with `/`.
    path: String,
    /// Its text without comments and without the content of strings.
    code: String,
    lines: usize,
}

/// A path into another module of the crate.
#[derive(Debug)]
struct Import {
    path: String,
    line: usize,
    from: String,
    to: String,
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut folders = vec![root.clone()];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                found.push(source(&root, &path));
            }
        }
    }
    found.sort_by(|one, two| one.path.cmp(&two.path));
    assert!(found.len() > 20, "the sources are not where this test looks for them");
    found
}

fn source(root: &Path, path: &PathBuf) -> Source {
    let text = fs::read_to_string(path).unwrap();
    let path = path.strip_prefix(root).unwrap().to_string_lossy().replace('\\', "/");
    Source { path, lines: text.lines().count(), code: bare(&text) }
}

/// The code without comments and strings; line ends stay, so that lines keep their numbers.
fn bare(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let at = |place: usize| letters.get(place).copied().unwrap_or('\0');
    let mut out = String::with_capacity(text.len());
    let mut place = 0;
    while place < letters.len() {
        let start = place;
        match (at(place), at(place + 1)) {
            ('/', '/') => {
                while place < letters.len() && at(place) != '\n' {
                    place += 1;
                }
            }
            ('/', '*') => {
                let mut depth = 0;
                loop {
                    match (at(place), at(place + 1)) {
                        ('/', '*') => (depth, place) = (depth + 1, place + 2),
                        ('*', '/') => (depth, place) = (depth - 1, place + 2),
                        _ => place += 1,
                    }
                    if depth == 0 || place >= letters.len() {
                        break;
                    }
                }
            }
            ('r', '"' | '#') if !at(place.wrapping_sub(1)).is_alphanumeric() => {
                let marks =
                    letters[place + 1..].iter().take_while(|letter| **letter == '#').count();
                place += 1 + marks;
                if at(place) == '"' {
                    place += 1;
                    let ends = |place: usize| {
                        at(place) == '"' && (1..=marks).all(|mark| at(place + mark) == '#')
                    };
                    while place < letters.len() && !ends(place) {
                        place += 1;
                    }
                    place += 1 + marks;
                }
            }
            ('"', _) => {
                place += 1;
                while place < letters.len() && at(place) != '"' {
                    place += if at(place) == '\\' { 2 } else { 1 };
                }
                place += 1;
            }
            // A character such as '"'; a lifetime has no second mark.
            ('\'', '\\') => place += 4,
            ('\'', _) if at(place + 2) == '\'' => place += 3,
            (letter, _) => {
                out.push(letter);
                place += 1;
                continue;
            }
        }
        let end = place.min(letters.len());
        out.extend(letters[start..end].iter().filter(|letter| **letter == '\n'));
    }
    out
}

/// The module of the crate that a file belongs to: `image` for `image/page.rs`.
fn module_of(path: &str) -> &str {
    let first = path.split('/').next().unwrap();
    first.strip_suffix(".rs").unwrap_or(first)
}

/// The first names behind `path::`: one, or those in braces.
fn names_behind(code: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    let Some(list) = code.trim_start().strip_prefix('{') else { return vec![word(code)] };
    let mut names = vec![word(list)];
    let mut depth = 0;
    for (place, letter) in list.char_indices() {
        match letter {
            '{' => depth += 1,
            '}' if depth == 0 => break,
            '}' => depth -= 1,
            ',' if depth == 0 => names.push(word(&list[place + 1..])),
            _ => {}
        }
    }
    names.retain(|name| !name.is_empty());
    names
}

fn imports(source: &Source, modules: &BTreeSet<&str>) -> Vec<Import> {
    let from = module_of(&source.path);
    let mut found = Vec::new();
    for root in ["crate::", "opencoop::"] {
        for (place, _) in source.code.match_indices(root) {
            let before = source.code[..place].chars().next_back();
            if before.is_some_and(|letter| letter.is_alphanumeric() || letter == '_') {
                continue;
            }
            let line = source.code[..place].matches('\n').count() + 1;
            for to in names_behind(&source.code[place + root.len()..]) {
                if to != from && modules.contains(to.as_str()) {
                    let (path, from) = (source.path.clone(), from.to_owned());
                    found.push(Import { path, line, from, to });
                }
            }
        }
    }
    found
}

fn all_imports(sources: &[Source]) -> Vec<Import> {
    let modules: BTreeSet<&str> = sources.iter().map(|source| module_of(&source.path)).collect();
    sources.iter().flat_map(|source| imports(source, &modules)).collect()
}

fn floor_of(module: &str) -> usize {
    let floor = FLOORS.iter().position(|floor| floor.contains(&module));
    floor.unwrap_or_else(|| panic!("`{module}` stands on no floor: add it to FLOORS"))
}

#[test]
fn every_module_stands_on_a_floor() {
    let sources = sources();
    let found: BTreeSet<&str> = sources.iter().map(|source| module_of(&source.path)).collect();
    let known: BTreeSet<&str> = FLOORS.iter().flat_map(|floor| floor.iter().copied()).collect();
    let found = found.into_iter().filter(|module| *module != "lib").collect::<BTreeSet<_>>();
    assert_eq!(found, known, "the modules of `src` and those of FLOORS are not the same");
}

#[test]
fn no_module_imports_from_its_own_floor_or_one_above() {
    let mut wrong = Vec::new();
    for import in all_imports(&sources()).iter().filter(|import| import.from != "lib") {
        let Import { path, line, from, to } = import;
        if floor_of(to) >= floor_of(from) {
            wrong.push(format!("src/{path}:{line}: `{from}` imports `{to}`"));
        }
    }
    assert!(wrong.is_empty(), "imports that run up the house:\n{}", wrong.join("\n"));
}

#[test]
fn the_imports_of_modules_have_no_circle() {
    let mut leads: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for import in all_imports(&sources()) {
        leads.entry(import.from).or_default().insert(import.to);
    }
    // A module whose every import is known to be free of circles is free of them too.
    let mut free: BTreeSet<String> = BTreeSet::new();
    loop {
        let next: Vec<String> = leads
            .iter()
            .filter(|(from, to)| {
                let is_free = |to: &String| free.contains(to) || !leads.contains_key(to);
                !free.contains(*from) && to.iter().all(is_free)
            })
            .map(|(from, _)| from.clone())
            .collect();
        if next.is_empty() {
            break;
        }
        free.extend(next);
    }
    let circle: Vec<&String> = leads.keys().filter(|from| !free.contains(*from)).collect();
    assert!(circle.is_empty(), "these modules import each other in a circle: {circle:?}");
}

#[test]
fn the_ground_imports_nothing_of_ours() {
    let found = all_imports(&sources());
    let wrong: Vec<&Import> =
        found.iter().filter(|import| matches!(import.from.as_str(), "error" | "model")).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn only_the_loader_of_the_image_knows_the_store() {
    for import in all_imports(&sources()) {
        let is_loader = import.path == "image/load.rs";
        assert!(import.from != "image" || import.to != "store" || is_loader, "{import:?}");
    }
}

#[test]
fn paths_to_other_modules_begin_at_the_crate() {
    // `super::super::store` would pass by the tests above.
    for source in sources() {
        let depth = source.path.split('/').count();
        let tests = source.code.find("mod tests").unwrap_or(source.code.len());
        for (at, part) in [(depth, &source.code[..tests]), (depth + 1, &source.code[tests..])] {
            let chain = "super::".repeat(at);
            let path = &source.path;
            assert!(!part.contains(&chain), "src/{path} leaves its module by `{chain}`");
        }
    }
}

#[test]
fn no_file_is_longer_than_400_lines() {
    for Source { path, lines, .. } in sources() {
        assert!(lines <= LINES_LIMIT, "src/{path} has {lines} lines: divide it");
    }
}

#[test]
fn a_module_is_a_file_beside_its_folder() {
    for source in sources() {
        assert!(!source.path.ends_with("mod.rs"), "src/{}: write `x.rs` beside `x/`", source.path);
    }
}

#[test]
fn comments_and_strings_are_no_imports() {
    let code = "use crate::{a::{b, c}, d}; // crate::e\n/* crate::f */ let x = \"crate::g\";\n\
                let y = '\"'; crate::h::i(r#\"crate::j\"#);";
    let source = Source { path: "here.rs".to_owned(), code: bare(code), lines: 3 };
    let modules: BTreeSet<&str> = ["a", "b", "c", "d", "e", "f", "g", "h", "j"].into();
    let found = imports(&source, &modules);
    let found: Vec<(&str, usize)> = found.iter().map(|i| (i.to.as_str(), i.line)).collect();
    assert_eq!(found, [("a", 1), ("d", 1), ("h", 3)]);
}
