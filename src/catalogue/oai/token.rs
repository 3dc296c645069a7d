//! Tokens of pages: which list of which catalogue, and where in it.

use data_encoding::BASE64URL_NOPAD;

use super::list::{Format, Part};

/// The next page of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// The key of the catalogue.
    pub(super) key: String,
    /// How many records stand before it.
    pub(super) start: usize,
    /// The list.
    pub(super) part: Part,
}

impl Token {
    /// The token as text, which means nothing to others.
    pub(super) fn write(&self) -> String {
        let Part { whole, format, from, until, set } = &self.part;
        let moment = |at: &Option<i64>| at.map_or_else(String::new, |at| at.to_string());
        let fields = [
            if *whole { "records" } else { "headers" }.to_owned(),
            format.prefix().to_owned(),
            moment(from),
            moment(until),
            set.clone().unwrap_or_default(),
            self.start.to_string(),
            self.key.clone(),
        ];
        BASE64URL_NOPAD.encode(fields.join("\n").as_bytes())
    }

    /// The token in a text that [`Self::write`] gave.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = String::from_utf8(BASE64URL_NOPAD.decode(text.as_bytes()).ok()?).ok()?;
        let fields: Vec<&str> = text.splitn(7, '\n').collect();
        let [whole, prefix, from, until, set, start, key] = <[&str; 7]>::try_from(fields).ok()?;
        let whole = match whole {
            "records" => true,
            "headers" => false,
            _ => return None,
        };
        let moment = |text: &str| match text {
            "" => Some(None),
            text => text.parse::<i64>().ok().map(Some),
        };
        Some(Self {
            key: key.to_owned(),
            start: start.parse().ok().filter(|start| *start > 0)?,
            part: Part {
                whole,
                format: Format::of(prefix)?,
                from: moment(from)?,
                until: moment(until)?,
                set: Some(set.to_owned()).filter(|set| !set.is_empty()),
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_read_as_it_was_written_and_no_other_text_is_one() {
        for (from, set) in [(None, None), (Some(-3), Some("tables".to_owned()))] {
            let part = Part { whole: true, format: Format::Dcat, from, until: Some(9), set };
            let token = Token { key: "12-ab".to_owned(), start: 100, part };
            let text = token.write();
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)));
            assert_eq!(Token::read(&text), Some(token));
            assert_eq!(Token::read(&text[..20]), None);
        }
        let read = |text: &str| Token::read(&BASE64URL_NOPAD.encode(text.as_bytes()));
        assert!(read("headers\noai_dc\n\n\n\n1\n1").is_some());
        for text in [
            "",
            "x\noai_dc\n\n\n\n1\n1",
            "headers\nx\n\n\n\n1\n1",
            "headers\noai_dc\nx\n\n\n1\n1",
            "headers\noai_dc\n\n\n\n0\n1",
            "headers\noai_dc\n\n\n\n-1\n1",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
        for text in ["", "%", "AAAA", "ÿ", &"A".repeat(1_000)] {
            assert_eq!(Token::read(text), None, "{text}");
        }
    }
}
