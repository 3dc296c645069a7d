//! Names as CKAN takes them, and texts as they are searched.

/// The most letters of a name.
const LONGEST: usize = 100;

/// A name of 2 to 100 small letters, digits and `-`.
pub(super) fn name_of(text: &str) -> String {
    let mut name = String::new();
    for letter in fold(text).chars() {
        if letter.is_ascii_alphanumeric() {
            name.push(letter);
        } else if !name.is_empty() && !name.ends_with('-') {
            name.push('-');
        }
    }
    name.truncate(LONGEST);
    let name = name.trim_end_matches('-');
    if name.len() < 2 { "publisher".to_owned() } else { name.to_owned() }
}

/// A text in small letters without the accents of European languages.
pub(super) fn fold(text: &str) -> String {
    let bare = |letter| match letter {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'ç' => 'c',
        'è' | 'é' | 'ê' | 'ë' => 'e',
        'ì' | 'í' | 'î' | 'ï' => 'i',
        'ñ' => 'n',
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ý' | 'ÿ' => 'y',
        '’' => '\'',
        other => other,
    };
    text.chars().flat_map(char::to_lowercase).map(bare).collect()
}

/// What is searched of some texts.
pub(super) fn searched<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    texts.into_iter().map(fold).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_have_letters_that_every_portal_takes() {
        assert_eq!(name_of("Comune di Milano"), "comune-di-milano");
        assert_eq!(name_of(" Città (Forlì) – è’ "), "citta-forli-e");
        for short in ["", "x", "–", "東京"] {
            assert_eq!(name_of(short), "publisher", "{short}");
        }
        assert_eq!(name_of(&"ab".repeat(100)).len(), LONGEST);
    }
}
