//! A reader who keeps files and applies changes to them; it knows nothing of ours but what the
//! documentation says.

use std::collections::BTreeMap;

use serde_json::Value;

/// For each file, by its name without ending, and each record that its lines start from, these
/// lines.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Copy {
    pub(crate) files: BTreeMap<String, BTreeMap<String, Vec<String>>>,
}

impl Copy {
    /// Keeps a file.
    pub(crate) fn read(&mut self, name: &str, text: &str) {
        let file = self.files.entry(name.to_owned()).or_default();
        for line in text.lines() {
            // The first field is the slug, or the slug of the record where a link starts.
            let object: Value = serde_json::from_str(line).unwrap();
            let slug = object.as_object().unwrap().values().next().unwrap().as_str().unwrap();
            file.entry(slug.to_owned()).or_default().push(line.to_owned());
        }
    }

    /// The bytes of a file.
    pub(crate) fn text(&self, name: &str) -> String {
        let lines = self.files[name].values().flatten();
        lines.flat_map(|line| [line.as_str(), "\n"]).collect()
    }

    /// Brings the files to what the lines say.
    pub(crate) fn apply(&mut self, changes: &str) {
        for line in changes.lines() {
            let change: Value = serde_json::from_str(line).unwrap();
            let record = &change["record"];
            let record = (!record.is_null()).then(|| record.to_string());
            self.put(&change, &change["table"], record.into_iter().collect());
            for (link, pairs) in change["links"].as_object().unwrap() {
                let pairs = pairs.as_array().unwrap().iter().map(Value::to_string).collect();
                self.put(&change, &Value::from(link.as_str()), pairs);
            }
        }
    }

    fn put(&mut self, change: &Value, file: &Value, lines: Vec<String>) {
        let file = self.files.get_mut(file.as_str().unwrap()).unwrap();
        let slug = change["slug"].as_str().unwrap();
        if lines.is_empty() {
            file.remove(slug);
        } else {
            file.insert(slug.to_owned(), lines);
        }
    }

    /// The ids of all records of a table.
    pub(crate) fn ids<'a>(&'a self, table: &'a str) -> impl Iterator<Item = String> + 'a {
        self.files[table].keys().map(move |slug| format!("{table}/{slug}"))
    }

    /// A record.
    pub(crate) fn record(&self, table: &str, slug: &str) -> Option<Value> {
        let line = self.files[table].get(slug)?.first()?;
        Some(serde_json::from_str(line).unwrap())
    }

    /// All lines of a record, in all files.
    pub(crate) fn lines(&self, change: &Value) -> Vec<&Vec<String>> {
        let slug = change["slug"].as_str().unwrap();
        let links = change["links"].as_object().unwrap().keys().map(String::as_str);
        let files = std::iter::once(change["table"].as_str().unwrap()).chain(links);
        files.filter_map(|file| self.files[file].get(slug)).collect()
    }
}
