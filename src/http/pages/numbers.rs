//! Numbers and moments as people write them.

use super::Language;
use super::html::Html;
use crate::model::value::PartialDate;

/// A number of bytes for people.
pub(super) fn size(bytes: u64, language: Language) -> String {
    let tenths = |unit: u64| {
        let number = format!("{:.1}", bytes as f64 / unit as f64);
        if language == Language::It { number.replace('.', ",") } else { number }
    };
    match bytes {
        0..1_000 => format!("{bytes} B"),
        1_000..1_000_000 => format!("{} kB", tenths(1_000)),
        1_000_000..1_000_000_000 => format!("{} MB", tenths(1_000_000)),
        _ => format!("{} GB", tenths(1_000_000_000)),
    }
}

const MONTHS: [(&str, &str); 12] = [
    ("January", "gennaio"),
    ("February", "febbraio"),
    ("March", "marzo"),
    ("April", "aprile"),
    ("May", "maggio"),
    ("June", "giugno"),
    ("July", "luglio"),
    ("August", "agosto"),
    ("September", "settembre"),
    ("October", "ottobre"),
    ("November", "novembre"),
    ("December", "dicembre"),
];

/// A count for people, with its thousands apart.
pub(super) fn count(number: u64, language: Language) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (at, digit) in digits.chars().enumerate() {
        let left = digits.len() - at;
        // Italian keeps four digits together.
        let is_apart = at > 0 && left.is_multiple_of(3);
        if is_apart && !(language == Language::It && digits.len() == 4) {
            out.push(if language == Language::It { '.' } else { ',' });
        }
        out.push(digit);
    }
    out
}

/// A date for people, as precise as it is.
fn date(date: PartialDate, language: Language) -> String {
    let names = date.month().and_then(|month| MONTHS.get(month as usize - 1));
    let month = names.map(|(en, it)| language.pick(en, it));
    match (date.day(), month) {
        (Some(1), Some(month)) if language == Language::It => format!("1º {month} {}", date.year()),
        (Some(day), Some(month)) => format!("{day} {month} {}", date.year()),
        (None, Some(month)) => format!("{month} {}", date.year()),
        (_, None) => date.year().to_string(),
    }
}

impl Html {
    /// A day.
    pub(super) fn day(&mut self, of: PartialDate, language: Language) -> &mut Self {
        self.time(&of.to_string(), &date(of, language))
    }

    /// A moment in RFC 3339 by its day, in UTC; as it is written where it is none.
    pub(super) fn moment(&mut self, moment: &str, language: Language) -> &mut Self {
        let day = moment.get(..10).and_then(|day| day.parse().ok());
        match day {
            Some(day) => self.time(moment, &date(day, language)),
            None => self.text(moment),
        }
    }

    fn time(&mut self, machine: &str, shown: &str) -> &mut Self {
        self.raw("<time datetime=\"").text(machine).raw("\">").text(shown).raw("</time>")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_dates_are_those_of_the_language() {
        assert_eq!(count(29, Language::En), "29");
        assert_eq!(count(1_234_567, Language::En), "1,234,567");
        assert_eq!(count(1_234, Language::It), "1234");
        assert_eq!(count(12_345, Language::It), "12.345");
        assert_eq!(size(1_234_567, Language::It), "1,2 MB");
        for (text, en, it) in [
            ("2018", "2018", "2018"),
            ("2018-09", "September 2018", "settembre 2018"),
            ("2018-09-01", "1 September 2018", "1º settembre 2018"),
            ("2018-12-31", "31 December 2018", "31 dicembre 2018"),
        ] {
            let of: PartialDate = text.parse().unwrap();
            assert_eq!([date(of, Language::En), date(of, Language::It)], [en, it]);
        }
    }
}
