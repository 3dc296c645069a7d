//! XML in the making: always well formed, whatever texts stand in it.

use std::borrow::Cow;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// A document.
pub(super) struct Xml(Writer<Vec<u8>>);

/// Names and values of the attributes of an element.
pub(super) type Attributes<'a> = [(&'a str, &'a str)];

impl Xml {
    /// A document in UTF-8.
    pub(super) fn new() -> Self {
        let mut xml = Self(Writer::new(Vec::new()));
        xml.write(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)));
        xml.raw("\n");
        xml
    }

    /// Begins an element.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.write(Event::Start(start(name, attributes)));
    }

    /// Ends it.
    pub(super) fn close(&mut self, name: &str) {
        self.write(Event::End(BytesEnd::new(name)));
    }

    /// An element that holds a text.
    pub(super) fn text(&mut self, name: &str, attributes: &Attributes<'_>, text: &str) {
        self.open(name, attributes);
        self.write(Event::Text(BytesText::new(&clean(text))));
        self.close(name);
    }

    /// An element that holds nothing.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.write(Event::Empty(start(name, attributes)));
    }

    /// XML that is written already.
    pub(super) fn raw(&mut self, xml: &str) {
        self.0.get_mut().extend_from_slice(clean(xml).as_bytes());
    }

    /// The bytes.
    pub(super) fn finish(self) -> Vec<u8> {
        self.0.into_inner()
    }

    fn write(&mut self, event: Event<'_>) {
        // Memory takes everything.
        let _ = self.0.write_event(event);
    }
}

fn start<'a>(name: &'a str, attributes: &Attributes<'_>) -> BytesStart<'a> {
    let mut start = BytesStart::new(name);
    for (name, value) in attributes {
        start.push_attribute((*name, &*clean(value)));
    }
    start
}

/// A text without the characters that XML cannot hold, not even as references: in their place
/// stands the one for what cannot be shown.
pub(super) fn clean(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_held) {
        return Cow::Borrowed(text);
    }
    let held = |letter: char| if is_held(letter) { letter } else { char::REPLACEMENT_CHARACTER };
    Cow::Owned(text.chars().map(held).collect())
}

/// Whether XML 1.0 can hold a character.
const fn is_held(letter: char) -> bool {
    matches!(letter, '\t' | '\n' | '\r' | ' '..='\u{fffd}' | '\u{10000}'..)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_text_is_held() {
        let mut xml = Xml::new();
        let all: String = ('\0'..='\u{ffff}').collect();
        xml.open("a", &[("b", &all), ("c", "\"'<>&\n")]);
        xml.text("d", &[], &all);
        xml.text("e", &[], "1 < 2 && \"3\" ]]> è");
        xml.empty("f", &[]);
        xml.raw("<g>\u{1}</g>");
        xml.close("a");
        let text = String::from_utf8(xml.finish()).unwrap();
        assert!(text.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a b="), "{text}");
        assert!(text.contains("<e>1 &lt; 2 &amp;&amp; &quot;3&quot; ]]&gt; è</e><f/>"), "{text}");
        assert!(text.chars().all(is_held));
        assert!(text.contains("<g>\u{fffd}</g>"), "{text}");
        let mut reader = quick_xml::Reader::from_str(&text);
        while !matches!(reader.read_event().unwrap(), Event::Eof) {}
    }

    #[test]
    fn what_is_clean_is_not_copied() {
        assert!(matches!(clean("Città\n\t"), Cow::Borrowed(_)));
        assert_eq!(clean("a\u{0}\u{b}\u{fffe}b"), "a\u{fffd}\u{fffd}\u{fffd}b");
    }
}
