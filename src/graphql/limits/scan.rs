//! The look at the bytes of a document: tokens, and how deep brackets stand in each other.

/// The tokens of a document, each with its place; what is no token is one of its bytes.
pub(in crate::graphql) struct Tokens<'d> {
    bytes: &'d [u8],
    at: usize,
}

impl<'d> Tokens<'d> {
    /// The tokens of these bytes.
    pub(in crate::graphql) const fn of(bytes: &'d [u8]) -> Self {
        Self { bytes, at: 0 }
    }
}

impl<'d> Iterator for Tokens<'d> {
    type Item = (usize, &'d [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.bytes.get(self.at..)?;
            let length = match rest.first()? {
                b' ' | b'\t' | b'\r' | b'\n' | b',' => {
                    self.at += 1;
                    continue;
                }
                b'#' => {
                    self.at += rest.iter().take_while(|b| !matches!(b, b'\n' | b'\r')).count();
                    continue;
                }
                b'"' => string(rest).min(rest.len()),
                b'_' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {
                    let word = |b: &&u8| {
                        matches!(b, b'_' | b'-' | b'+' | b'.') || b.is_ascii_alphanumeric()
                    };
                    rest.iter().take_while(word).count()
                }
                _ => 1,
            };
            let start = self.at;
            self.at += length;
            return Some((start, rest.get(..length)?));
        }
    }
}

/// The number of tokens, and how deep brackets stand in each other.
pub(super) fn count(bytes: &[u8]) -> (usize, usize) {
    let (mut tokens, mut nesting, mut deepest) = (0, 0_usize, 0);
    for (_, token) in Tokens::of(bytes) {
        match token {
            b"{" | b"[" | b"(" => {
                nesting += 1;
                deepest = deepest.max(nesting);
            }
            b"}" | b"]" | b")" => nesting = nesting.saturating_sub(1),
            _ => {}
        }
        tokens += 1;
    }
    (tokens, deepest)
}

/// The length of the text that begins here, its quotation marks included.
fn string(bytes: &[u8]) -> usize {
    let block = bytes.starts_with(b"\"\"\"");
    let mut at = if block { 3 } else { 1 };
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'\\' if block && bytes[at..].starts_with(b"\\\"\"\"") => at += 4,
            b'\\' if !block => at += 2,
            b'"' if !block => return at + 1,
            b'"' if bytes[at..].starts_with(b"\"\"\"") => return at + 3,
            // A text in one line ends with its line; the parser will say that it is wrong.
            b'\n' | b'\r' if !block => return at,
            _ => at += 1,
        }
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_brackets_only_where_they_are_brackets() {
        assert_eq!(count(b"{ a(b: \"{{{\") # [[[\n c }"), (9, 2));
        assert_eq!(count(br#"{ a(b: """ {[ \""" ( """) }"#), (8, 2));
        assert_eq!(count(b"\"\\\"{"), (1, 0));
    }
}
