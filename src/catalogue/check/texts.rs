//! Titles, descriptions and keywords.

use super::Problems;
use crate::config::catalogue::Catalogue;

/// How long a description may be, in characters: search engines pass over others.
const DESCRIPTION: std::ops::RangeInclusive<usize> = 50..=5_000;

/// The longest title that portals show whole, in characters.
const TITLE: usize = 200;

pub(super) fn check(problems: &mut Problems, settings: &Catalogue) {
    for (setting, text) in
        [("catalogue.title_en", &settings.title.en), ("catalogue.title_it", &settings.title.it)]
    {
        check_text(problems, setting, text);
        let length = text.chars().count();
        if !text.is_empty() && text.chars().filter(|letter| letter.is_alphanumeric()).count() < 2 {
            problems.add(
                setting,
                text,
                (
                    "CKAN makes names from titles, and this one has no letters",
                    "CKAN ricava i nomi dai titoli, e questo non ha lettere",
                ),
                ("use words", "usa delle parole"),
            );
        } else if length > TITLE {
            problems.add(
                setting,
                text,
                (
                    "it is longer than 200 characters, and is a part of every title",
                    "supera i 200 caratteri, ed è parte di ogni titolo",
                ),
                ("say the rest in the description", "il resto va nella descrizione"),
            );
        }
    }
    for (setting, text) in [
        ("catalogue.description_en", &settings.description.en),
        ("catalogue.description_it", &settings.description.it),
    ] {
        check_text(problems, setting, text);
        let length = text.chars().count();
        if length > 0 && !DESCRIPTION.contains(&length) {
            problems.add(
                setting,
                "",
                (
                    &format!("it has {length} characters, and search engines want 50 to 5000"),
                    &format!(
                        "ha {length} caratteri, e i motori di ricerca ne vogliono da 50 a 5000"
                    ),
                ),
                (
                    "say in a sentence or two what the data is",
                    "di’ in una frase o due che cosa sono i dati",
                ),
            );
        }
    }
    for (setting, words) in [
        ("catalogue.keywords_en", &settings.keywords_en),
        ("catalogue.keywords_it", &settings.keywords_it),
    ] {
        check_keywords(problems, setting, words);
    }
}

/// What is said of every text for people.
fn check_text(problems: &mut Problems, setting: &'static str, text: &str) {
    if text.is_empty() {
        problems.add(
            setting,
            "",
            (
                "it is missing, and a dataset without it can end a whole harvest",
                "manca, e un insieme di dati senza può interrompere l’intero harvesting",
            ),
            ("give a text in this language", "indica un testo in questa lingua"),
        );
    }
    if has_markup(text) {
        problems.add(
            setting,
            "",
            (
                "it contains HTML, which portals show as it is",
                "contiene HTML, che i portali mostrano così com’è",
            ),
            ("write plain text", "scrivi testo semplice"),
        );
    }
    if text.chars().any(char::is_control) {
        problems.add(
            setting,
            "",
            (
                "it contains line ends or other control characters",
                "contiene fine riga o altri caratteri di controllo",
            ),
            ("write it in one line", "scrivilo su una riga"),
        );
    }
}

fn check_keywords(problems: &mut Problems, setting: &'static str, words: &[String]) {
    if words.is_empty() {
        problems.add(
            setting,
            "",
            (
                "there is no keyword in this language, by which people find datasets",
                "non c’è nessuna parola chiave in questa lingua, con cui si trovano i dati",
            ),
            ("give one or more, with `,` between them", "indicane una o più, separate da `,`"),
        );
    }
    for (at, word) in words.iter().enumerate() {
        let is_taken = |letter: char| letter.is_alphanumeric() || " -_.".contains(letter);
        if !(2..=100).contains(&word.chars().count()) || !word.chars().all(is_taken) {
            problems.add(
                setting,
                word,
                ("CKAN refuses it as a tag", "CKAN lo rifiuta come etichetta"),
                (
                    "use 2 to 100 letters, digits, spaces, `-`, `_` and `.`",
                    "usa da 2 a 100 lettere, cifre, spazi, `-`, `_` e `.`",
                ),
            );
        }
        let is_same = |other: &String| other.to_lowercase() == word.to_lowercase();
        if words.iter().take(at).any(is_same) {
            problems.add(
                setting,
                word,
                ("it is given twice", "è indicato due volte"),
                ("give it once", "indicalo una volta"),
            );
        }
    }
}

/// Whether a text contains a tag or an entity of HTML.
fn has_markup(text: &str) -> bool {
    let tag = text.match_indices('<').any(|(at, _)| {
        let next = text.get(at + 1..).and_then(|rest| rest.chars().next());
        next.is_some_and(|next| next.is_ascii_alphabetic() || "/!".contains(next))
    });
    let entity = text.match_indices('&').any(|(at, _)| {
        let rest = text.get(at + 1..).unwrap_or_default();
        let name = rest.split(';').next().unwrap_or_default();
        let is_name = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'#';
        name.len() < rest.len() && (2..=8).contains(&name.len()) && name.bytes().all(is_name)
    });
    tag || entity
}
