//! Labels, and the code lists whose every value has one.

/// A name for people, in the two languages that every published word has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Label {
    /// English.
    pub en: &'static str,
    /// Italian.
    pub it: &'static str,
}

impl Label {
    /// The language of labels that fits a reader best who names these language tags, the most
    /// wanted first.
    pub fn language<'t>(wanted: impl IntoIterator<Item = &'t str>) -> &'static str {
        let known = |tag: &'t str| {
            let primary = tag.split('-').next().unwrap_or_default();
            ["it", "en"].into_iter().find(|language| primary.eq_ignore_ascii_case(language))
        };
        wanted.into_iter().find_map(known).unwrap_or("en")
    }

    /// The label in `language`, or the English one where that language has none.
    pub fn text(&self, language: &str) -> &'static str {
        if language.split('-').next() == Some("it") { self.it } else { self.en }
    }
}

/// Words for people in the same two languages, which somebody gives while the program runs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Italian.
    pub it: String,
}

impl Words {
    /// Words that are the same in both languages.
    pub fn same(text: &str) -> Self {
        Self { en: text.to_owned(), it: text.to_owned() }
    }

    /// The words in `language`, or the English ones where that language has none.
    pub fn text(&self, language: &str) -> &str {
        if language.split('-').next() == Some("it") { &self.it } else { &self.en }
    }

    /// Each language tag with its words, in the order of the tags.
    pub fn each(&self) -> [(&'static str, &str); 2] {
        [("en", &self.en), ("it", &self.it)]
    }
}

impl From<Label> for Words {
    fn from(label: Label) -> Self {
        Self { en: label.en.to_owned(), it: label.it.to_owned() }
    }
}

/// One value of a code list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Code {
    /// The value as it stands in files and filters.
    pub code: &'static str,
    /// What the value means.
    pub label: Label,
}

/// A short form for the rows of a code list.
pub(crate) const fn code(code: &'static str, en: &'static str, it: &'static str) -> Code {
    Code { code, label: Label { en, it } }
}

/// A list of codes that a column or the role of a link takes its values from.
#[derive(Debug)]
pub struct CodeList {
    /// The name in the terms of the field, such as `ActivityStatus`; also the GraphQL type.
    pub name: &'static str,
    /// What the codes say, as a sentence.
    pub doc: &'static str,
    /// Where the list comes from: a standard, or `OpenCoop`.
    pub source: &'static str,
    /// Whether GraphQL shows the list as an enum: short lists of our own that seldom change.
    pub closed: bool,
    /// The values in the order of their source.
    pub codes: &'static [Code],
}

impl CodeList {
    /// The position and the entry of a code, or `None` when the list does not hold it.
    pub fn find(&self, code: &str) -> Option<(usize, &'static Code)> {
        self.codes.iter().enumerate().find(|(_, entry)| entry.code == code)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_known_language_is_that_of_labels() {
        for (wanted, expected) in [
            (&[][..], "en"),
            (&["it"], "it"),
            (&["IT-ch", "en"], "it"),
            (&["fr", "en-GB", "it"], "en"),
            (&["fr"], "en"),
        ] {
            assert_eq!(Label::language(wanted.iter().copied()), expected, "{wanted:?}");
        }
    }
}
