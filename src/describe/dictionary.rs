//! The data dictionary: all fields of all files, and all codes, as CSV.

use serde_json::Value;

use super::file::files;
use crate::about::codes;
use crate::image::Image;

/// The columns of the dictionary.
pub const FIELDS: [&str; 10] = [
    "table",
    "name",
    "label_en",
    "label_it",
    "kind",
    "required",
    "language",
    "code_list",
    "target",
    "description",
];

/// The columns of the code lists.
pub const CODES: [&str; 5] = ["list", "code", "label_en", "label_it", "source"];

/// The dictionary: a line for each field of each file.
pub fn fields(image: &Image) -> Vec<u8> {
    let mut lines = Lines::new(&FIELDS);
    for file in files(image) {
        for entry in &file.entries {
            lines.add([
                file.name.as_str(),
                &entry.name,
                &entry.title_en,
                &entry.title_it,
                entry.form.name(),
                if entry.required { "true" } else { "false" },
                entry.language.as_deref().unwrap_or_default(),
                entry.code_list().unwrap_or_default(),
                entry.target().unwrap_or_default(),
                &entry.doc,
            ]);
        }
    }
    lines.0
}

/// The code lists: a line for each code.
pub fn codes() -> Vec<u8> {
    let mut lines = Lines::new(&CODES);
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    for list in codes::names().filter_map(codes::list) {
        let (name, source) = (text(&list["name"]), text(&list["source"]));
        for code in list["codes"].as_array().into_iter().flatten() {
            let (en, it) = (text(&code["label"]["en"]), text(&code["label"]["it"]));
            lines.add([name.as_str(), &text(&code["code"]), &en, &it, &source]);
        }
    }
    lines.0
}

/// Lines of CSV, written as the files are.
struct Lines(Vec<u8>);

impl Lines {
    fn new(columns: &[&str]) -> Self {
        let mut lines = Self(Vec::new());
        lines.add(columns.iter().copied());
        lines
    }

    fn add<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) {
        for (at, cell) in cells.into_iter().enumerate() {
            if at > 0 {
                self.0.push(b',');
            }
            if cell.contains([',', '"', '\n', '\r']) {
                self.0.push(b'"');
                self.0.extend_from_slice(cell.replace('"', "\"\"").as_bytes());
                self.0.push(b'"');
            } else {
                self.0.extend_from_slice(cell.as_bytes());
            }
        }
        self.0.extend_from_slice(b"\r\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_where_they_must() {
        let mut lines = Lines::new(&["a", "b"]);
        lines.add(["x, y", "say \"so\""]);
        assert_eq!(lines.0, b"a,b\r\n\"x, y\",\"say \"\"so\"\"\"\r\n");
    }
}
