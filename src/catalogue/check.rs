//! What of the settings of a publisher portals would refuse, lose or misread, before any of them
//! comes.
//!
//! A catalogue is served all the same: what cannot be used of a setting is left out of it.

mod address;
mod place;
mod publisher;
mod texts;

use std::fmt::Write as _;

use serde_json::json;

use crate::about::Service;
use crate::model::table::Words;

/// What is wrong with a setting.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The key of the setting, such as `catalogue.themes`.
    pub setting: &'static str,
    /// The part of its value that is wrong; empty if it has none.
    pub value: String,
    /// Whether a portal would refuse or lose something; otherwise it is a remark.
    pub is_refused: bool,
    /// What is wrong, as a sentence without its full stop.
    pub sentence: Words,
    /// How to mend it, likewise.
    pub hint: Words,
}

/// All that is wrong with the settings of a publisher, in the order of the documentation.
pub fn check(service: &Service) -> Vec<Problem> {
    let mut problems = Problems::default();
    address::check(&mut problems, service);
    publisher::check_service(&mut problems, service);
    texts::check(&mut problems, &service.catalogue);
    publisher::check(&mut problems, &service.catalogue);
    place::check(&mut problems, &service.catalogue);
    problems.0
}

/// How many of them are no mere remarks.
pub fn count(problems: &[Problem]) -> usize {
    problems.iter().filter(|problem| problem.is_refused).count()
}

/// One line for each problem and one with its hint, in `en` or `it`.
pub fn as_text(problems: &[Problem], language: &str) -> String {
    let mut out = String::new();
    for problem in problems {
        // Writing to a String cannot fail.
        let _ = writeln!(out, "{}", problem.line(language));
        let _ = writeln!(out, "  hint: {}", problem.hint.text(language));
    }
    out
}

/// The problems as one JSON object, indented.
pub fn as_json(problems: &[Problem], language: &str) -> String {
    let listed = problems.iter().map(|problem| {
        json!({
            "setting": problem.setting,
            "value": if problem.value.is_empty() { None } else { Some(&problem.value) },
            "refused": problem.is_refused,
            "message": problem.sentence.text(language),
            "hint": problem.hint.text(language),
        })
    });
    let listed: Vec<_> = listed.collect();
    let report = json!({ "problem_count": count(problems), "problems": listed });
    // It holds nothing that JSON cannot write.
    serde_json::to_string_pretty(&report).unwrap_or_default()
}

impl Problem {
    /// Setting, value and sentence in one line.
    pub fn line(&self, language: &str) -> String {
        let Self { setting, value, is_refused, sentence, .. } = self;
        let sentence = sentence.text(language);
        let remark = match (is_refused, language) {
            (true, _) => "",
            (false, "it") => "nota: ",
            (false, _) => "note: ",
        };
        if value.is_empty() {
            return format!("{setting}: {remark}{sentence}");
        }
        format!("{setting} {value:?}: {remark}{sentence}")
    }
}

/// Problems in the making.
#[derive(Debug, Default)]
struct Problems(Vec<Problem>);

/// Words in English and Italian.
type Both<'a> = (&'a str, &'a str);

impl Problems {
    /// Adds what a portal would refuse.
    fn add(&mut self, setting: &'static str, value: &str, sentence: Both<'_>, hint: Both<'_>) {
        let words = |(en, it): Both<'_>| Words { en: en.to_owned(), it: it.to_owned() };
        self.0.push(Problem {
            setting,
            value: value.to_owned(),
            is_refused: true,
            sentence: words(sentence),
            hint: words(hint),
        });
    }

    /// Adds a remark.
    fn remark(&mut self, setting: &'static str, value: &str, sentence: Both<'_>, hint: Both<'_>) {
        self.add(setting, value, sentence, hint);
        if let Some(problem) = self.0.last_mut() {
            problem.is_refused = false;
        }
    }
}

/// What is often given as the name of a file that holds no settings of a publisher.
const SETTINGS_FILE: Both<'static> = (
    "give it in `opencoop.toml`; the one of this repository shows how",
    "indicalo in `opencoop.toml`; quello di questo repository mostra come",
);

#[cfg(test)]
#[path = "check/tests.rs"]
mod tests;
