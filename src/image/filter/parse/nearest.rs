//! The name that was probably meant.

/// The known name that is nearest to one that is not known, if it is near enough to be meant.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    /// Longer names were not mistyped, and would take long to compare.
    const LENGTH: usize = 40;
    if name.len() > LENGTH {
        return None;
    }
    let found = known.into_iter().map(|known| (distance(name, known), known));
    let (steps, known) = found.min_by_key(|(steps, _)| *steps)?;
    (steps * 3 <= name.len().max(3)).then_some(known)
}

/// The letters to insert, leave out, replace or swap with the next to make one word of another.
fn distance(one: &str, two: &str) -> usize {
    let one: Vec<char> = one.to_lowercase().chars().collect();
    let two: Vec<char> = two.to_lowercase().chars().collect();
    let mut before: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=two.len()).collect();
    for (row, letter) in one.iter().enumerate() {
        let mut next = vec![row + 1];
        for (at, other) in two.iter().enumerate() {
            let replaced = last[at] + usize::from(letter != other);
            let mut steps = replaced.min(last[at + 1] + 1).min(next[at] + 1);
            if row > 0 && at > 0 && *letter == two[at - 1] && one[row - 1] == *other {
                steps = steps.min(before[at - 1] + 1);
            }
            next.push(steps);
        }
        before = std::mem::replace(&mut last, next);
    }
    last.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_what_was_meant_and_nothing_far_from_it() {
        let known = ["status", "startsOn", "endsOn", "countries", "in"];
        assert_eq!(nearest("sttaus", known), Some("status"));
        assert_eq!(nearest("starts_on", known), Some("startsOn"));
        assert_eq!(nearest("county", known), None);
        assert_eq!(nearest("contries", known), Some("countries"));
        assert_eq!(nearest("", known), None);
        assert_eq!(nearest(&"s".repeat(10_000), known), None);
    }
}
