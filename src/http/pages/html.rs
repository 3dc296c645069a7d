//! HTML that is written piece by piece: markup is ours, texts are escaped.

/// A piece of a page.
#[derive(Debug, Default)]
pub(crate) struct Html(String);

impl Html {
    /// Markup of ours; only what stands in the source can be one.
    pub(crate) fn raw(&mut self, markup: &'static str) -> &mut Self {
        self.0.push_str(markup);
        self
    }

    /// A text, or the value of an attribute between `"`, whatever it holds.
    pub(crate) fn text(&mut self, text: &str) -> &mut Self {
        for letter in text.chars() {
            match letter {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                // HTML has no way to write it.
                '\0' => self.0.push('\u{fffd}'),
                letter => self.0.push(letter),
            }
        }
        self
    }

    /// A text in which what stands between two `` ` `` is code.
    pub(crate) fn prose(&mut self, text: &str) -> &mut Self {
        for (at, part) in text.split('`').enumerate() {
            if at % 2 == 1 {
                self.code(part);
            } else {
                self.text(part);
            }
        }
        self
    }

    /// A name as it is typed.
    pub(crate) fn code(&mut self, text: &str) -> &mut Self {
        self.raw("<code>").text(text).raw("</code>")
    }

    /// A link to an address of ours.
    pub(crate) fn link(&mut self, to: &str, text: &str) -> &mut Self {
        self.raw("<a href=\"").text(to).raw("\">").text(text).raw("</a>")
    }

    /// A link that shows its own address.
    pub(crate) fn address(&mut self, to: &str) -> &mut Self {
        self.raw("<a href=\"").text(to).raw("\">").code(to).raw("</a>")
    }

    /// A heading of the second level, to which others can lead.
    pub(crate) fn heading(&mut self, id: &'static str, text: &str) -> &mut Self {
        self.raw("<h2 id=\"").raw(id).raw("\">").text(text).raw("</h2>\n")
    }

    /// A paragraph with code between `` ` ``.
    pub(crate) fn paragraph(&mut self, text: &str) -> &mut Self {
        self.raw("<p>").prose(text).raw("</p>\n")
    }

    /// The head of a table; its rows and [`Html::end_table`] must follow.
    pub(crate) fn table(&mut self, caption: &str, heads: &[&str]) -> &mut Self {
        self.table_with(caption, heads, &[])
    }

    /// The same where the columns at these places hold numbers.
    pub(crate) fn table_with(
        &mut self,
        caption: &str,
        heads: &[&str],
        numbers: &[usize],
    ) -> &mut Self {
        // It can be scrolled by keyboard where it is wider than the window.
        self.raw("<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"");
        self.text(caption).raw("\"><table>\n<thead><tr>");
        for (at, head) in heads.iter().enumerate() {
            let is_number = numbers.contains(&at);
            self.raw(if is_number {
                "<th scope=\"col\" class=\"number\">"
            } else {
                "<th scope=\"col\">"
            });
            self.text(head).raw("</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n")
    }

    /// The end of a table.
    pub(crate) fn end_table(&mut self) -> &mut Self {
        self.raw("</tbody></table></div>\n")
    }

    /// Data for programs that read the page, which no browser runs.
    pub(crate) fn linked_data(&mut self, data: &serde_json::Value) -> &mut Self {
        self.0.push_str("<script type=\"application/ld+json\">");
        // Inside of a script nothing is escaped, and `</script` or `<!--` would change what it is;
        // both can stand in texts of JSON alone, which know another way to write them.
        self.0.push_str(&data.to_string().replace('<', "\\u003c"));
        self.raw("</script>\n")
    }

    /// A link of the head, such as one of `rel="alternate"`.
    pub(crate) fn relation(&mut self, rel: &'static str, media_type: &str, to: &str) -> &mut Self {
        self.raw("<link rel=\"").raw(rel);
        if !media_type.is_empty() {
            // What follows it says how it is written.
            let media_type = media_type.split(';').next().unwrap_or_default();
            self.raw("\" type=\"").text(media_type);
        }
        self.raw("\" href=\"").text(to).raw("\">\n")
    }

    /// A word of the head about the page.
    pub(crate) fn meta(&mut self, name: &'static str, content: &str) -> &mut Self {
        self.raw("<meta name=\"").raw(name).raw("\" content=\"").text(content).raw("\">\n")
    }

    /// Another piece.
    pub(crate) fn html(&mut self, other: &Self) -> &mut Self {
        self.0.push_str(&other.0);
        self
    }

    /// What was written.
    pub(crate) fn into_text(self) -> String {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_cannot_become_markup() {
        let mut html = Html::default();
        html.raw("<i title=\"").text("\"><script>").raw("\">").prose("a & `<b>'\0`").raw("</i>");
        let wanted =
            "<i title=\"&quot;&gt;&lt;script&gt;\">a &amp; <code>&lt;b&gt;&#39;\u{fffd}</code></i>";
        assert_eq!(html.into_text(), wanted);
    }

    #[test]
    fn linked_data_cannot_end_its_script() {
        let text = "</script><!--<script>";
        let mut html = Html::default();
        html.linked_data(&serde_json::json!({ "name": text }));
        let html = html.into_text();
        let json = html.strip_prefix("<script type=\"application/ld+json\">").unwrap();
        let json = json.strip_suffix("</script>\n").unwrap();
        assert!(!json.contains('<'), "{json}");
        let read: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(read["name"], text);
    }
}
