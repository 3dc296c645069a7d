//! Words in Italian and English, and the texts that are made of them.
//!
//! `phrases.csv` holds them, one a line: the part of a text they can be, the key they belong to
//! (a goal, a code), and both languages. `{place}` and `{n}` stand for a name and a number.

use std::collections::BTreeMap;

use super::random::Random;
use crate::error::{Error, Result};

/// A text in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// Italian.
    pub(super) it: String,
    /// English.
    pub(super) en: String,
}

impl Text {
    /// Adds another text behind `between`.
    pub(super) fn join(&mut self, between: &str, other: &Self) {
        for (text, other) in [(&mut self.it, &other.it), (&mut self.en, &other.en)] {
            if !text.is_empty() {
                text.push_str(between);
            }
            text.push_str(other);
        }
    }

    /// The characters of the shorter language.
    pub(super) fn length(&self) -> usize {
        self.it.chars().count().min(self.en.chars().count())
    }
}

/// One line of the file.
#[derive(Debug, Clone, Default)]
struct Phrase {
    key: String,
    text: Text,
}

/// All phrases, by part and by part and key.
#[derive(Debug)]
pub(super) struct Phrases {
    parts: BTreeMap<String, Vec<Phrase>>,
    /// The goals that phrases exist for, as slugs.
    pub(super) goals: Vec<String>,
}

impl Phrases {
    /// Reads the file that is built in.
    pub(super) fn read() -> Result<Self> {
        let mut parts: BTreeMap<String, Vec<Phrase>> = BTreeMap::new();
        let mut reader = csv::Reader::from_reader(include_bytes!("phrases.csv").as_slice());
        for line in reader.deserialize() {
            let (part, key, it, en): (String, String, String, String) =
                line.map_err(Error::internal)?;
            let phrase = Phrase { key, text: Text { it, en } };
            parts.entry(format!("{part}/{}", phrase.key)).or_default().push(phrase.clone());
            parts.entry(part).or_default().push(phrase);
        }
        let goals = parts.keys().filter_map(|part| part.strip_prefix("title/"));
        Ok(Self { goals: goals.map(str::to_owned).collect(), parts })
    }

    /// A phrase of `part` (`tail`, or `title/6` for one key) with its key, its gaps filled.
    pub(super) fn draw(&self, part: &str, place: &str, random: &mut Random) -> (&str, Text) {
        let Some(phrase) = self.parts.get(part).and_then(|list| random.pick(list)) else {
            return ("", Text::default());
        };
        let number = (random.below(89) + 12).to_string();
        let fill = |text: &str| text.replace("{place}", place).replace("{n}", &number);
        (&phrase.key, Text { it: fill(&phrase.text.it), en: fill(&phrase.text.en) })
    }

    /// A text like [`Phrases::draw`], without its key.
    pub(super) fn text(&self, part: &str, place: &str, random: &mut Random) -> Text {
        self.draw(part, place, random).1
    }

    /// The title of a project for `goal`.
    pub(super) fn title(&self, goal: &str, place: &str, random: &mut Random) -> Text {
        let mut title = self.text(&format!("title/{goal}"), place, random);
        title.join(" – ", &self.text("tail", place, random));
        title
    }

    /// What a project for `goal` does, in five or six sentences.
    pub(super) fn summary(&self, goal: &str, place: &str, random: &mut Random) -> Text {
        const SHORTEST: usize = 250;
        let mut summary = self.text(&format!("aim/{goal}"), place, random);
        summary.join(" ", &self.text(&format!("work/{goal}"), place, random));
        for part in ["where", "method", "result"] {
            summary.join(" ", &self.text(part, place, random));
        }
        if summary.length() < SHORTEST {
            summary.join(" ", &self.text("closing", place, random));
        }
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_and_summaries_have_the_length_of_real_ones() {
        let phrases = Phrases::read().unwrap();
        assert!(phrases.goals.len() >= 12);
        for index in 0..20_000 {
            let mut random = Random::at(1, "test", index);
            let place = random.name();
            let goal = random.pick(&phrases.goals).unwrap().clone();
            let title = phrases.title(&goal, &place, &mut random);
            let summary = phrases.summary(&goal, &place, &mut random);
            for (text, lengths) in [
                (title.it, 40..=90),
                (title.en, 40..=90),
                (summary.it, 250..=400),
                (summary.en, 250..=400),
            ] {
                assert!(lengths.contains(&text.chars().count()), "{text}");
                assert!(!text.contains(['{', '}']), "{text}");
            }
        }
    }
}
