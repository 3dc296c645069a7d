//! The known name that is most like an unknown one.

/// The name with the fewest letters to change, where that is less than half of them.
pub(super) fn nearest<'a>(
    unknown: &str,
    known: impl IntoIterator<Item = &'a str>,
) -> Option<&'a str> {
    /// What is longer than any name resembles none.
    const LONGEST: usize = 64;
    let letters: Vec<char> = unknown.chars().take(LONGEST + 1).collect();
    if letters.len() > LONGEST {
        return None;
    }
    let near = known.into_iter().map(|name| (distance(&letters, name), name));
    let (changes, name) = near.min_by_key(|(changes, _)| *changes)?;
    (changes * 2 < name.len().max(letters.len())).then_some(name)
}

/// How many letters must be put in, left out or changed (Levenshtein).
fn distance(one: &[char], two: &str) -> usize {
    let mut row: Vec<usize> = (0..=one.len()).collect();
    for (line, letter) in two.chars().enumerate() {
        let mut before = line;
        let mut left = line + 1;
        for (other, cell) in one.iter().zip(row.iter_mut().skip(1)) {
            let above = *cell;
            *cell = (before + usize::from(*other != letter)).min(above + 1).min(left + 1);
            (before, left) = (above, *cell);
        }
        if let Some(first) = row.first_mut() {
            *first = line + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant() {
        let known = ["title", "starts_on", "status", "themes"];
        assert_eq!(nearest("titel", known), Some("title"));
        assert_eq!(nearest("start_on", known), Some("starts_on"));
        assert_eq!(nearest("colour", known), None);
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"t".repeat(10_000), known), None);
    }

    #[test]
    fn counts_changes() {
        let of = |one: &str, two: &str| distance(&one.chars().collect::<Vec<_>>(), two);
        assert_eq!((of("kitten", "sitting"), of("", "abc"), of("abc", "abc")), (3, 3, 0));
    }
}
