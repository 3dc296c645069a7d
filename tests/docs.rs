//! What must be documented is documented: settings, codes, tables, formats, addresses, commands.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

#[cfg(test)]
#[path = "docs/links.rs"]
mod links;
#[cfg(test)]
#[path = "docs/lists.rs"]
mod lists;
#[cfg(test)]
#[path = "docs/names.rs"]
mod names;

pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

pub(crate) fn read(name: &str) -> String {
    fs::read_to_string(root().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// Every document, by its path from the root.
pub(crate) fn documents() -> Vec<String> {
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

/// Every source file, by its path below `src` and without its ending.
pub(crate) fn sources() -> Vec<String> {
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
