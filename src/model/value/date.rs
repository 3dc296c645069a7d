//! Dates as precise as their source.

use std::fmt;
use std::str::FromStr;

use super::expected::Expected;

/// A date as precise as its source: a year, a month or a day (ISO 8601-2, EDTF level 0).
///
/// Dates order by their first possible day, the less precise first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate(u32);

impl PartialDate {
    const fn new(year: u32, month: u32, day: u32) -> Self {
        Self(year * 10_000 + month * 100 + day)
    }

    /// The date that [`PartialDate::packed`] made this number of, or `None` for zero.
    pub const fn from_packed(packed: u32) -> Option<Self> {
        if packed == 0 { None } else { Some(Self(packed)) }
    }

    /// The date as one number, `yyyymmdd`, with `00` for what is not known.
    pub const fn packed(self) -> u32 {
        self.0
    }

    /// The year.
    pub const fn year(self) -> u32 {
        self.0 / 10_000
    }

    /// The month, where known.
    pub const fn month(self) -> Option<u32> {
        match self.0 / 100 % 100 {
            0 => None,
            month => Some(month),
        }
    }

    /// The day of the month, where known.
    pub const fn day(self) -> Option<u32> {
        match self.0 % 100 {
            0 => None,
            day => Some(day),
        }
    }

    /// The first day that the date can mean.
    #[must_use]
    pub fn first_day(self) -> Self {
        Self::new(self.year(), self.month().unwrap_or(1), self.day().unwrap_or(1))
    }

    /// The last day that the date can mean.
    #[must_use]
    pub fn last_day(self) -> Self {
        let month = self.month().unwrap_or(12);
        let day = self.day().unwrap_or_else(|| days_of(self.year(), month));
        Self::new(self.year(), month, day)
    }
}

const fn days_of(year: u32, month: u32) -> u32 {
    match month {
        2 if year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400)) => {
            29
        }
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

impl FromStr for PartialDate {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        const EXPECTED: Expected = Expected(
            "expected a date such as `2018`, `2018-09` or `2018-09-01`",
            "qui serve una data come `2018`, `2018-09` o `2018-09-01`",
        );
        const IMPOSSIBLE: Expected = Expected(
            "expected a day that the calendar has",
            "qui serve un giorno che esista nel calendario",
        );
        let mut parts = text.split('-');
        let mut part = |digits: usize| match parts.next() {
            None => Ok(0),
            Some(part) if part.len() == digits && part.bytes().all(|b| b.is_ascii_digit()) => {
                part.parse::<u32>().map_err(|_| EXPECTED)
            }
            Some(_) => Err(EXPECTED),
        };
        let (year, month, day) = (part(4)?, part(2)?, part(2)?);
        if parts.next().is_some() {
            return Err(EXPECTED);
        }
        let month_given = text.len() > 4;
        let day_given = text.len() > 7;
        if year == 0
            || (month_given && !(1..=12).contains(&month))
            || (day_given && !(1..=days_of(year, month)).contains(&day))
        {
            return Err(IMPOSSIBLE);
        }
        Ok(Self::new(year, month, day))
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:04}", self.year())?;
        if let Some(month) = self.month() {
            write!(out, "-{month:02}")?;
        }
        if let Some(day) = self.day() {
            write!(out, "-{day:02}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_keep_their_precision() {
        for text in ["2018", "2018-09", "2018-09-01", "2020-02-29"] {
            assert_eq!(text.parse::<PartialDate>().unwrap().to_string(), text);
        }
    }

    #[test]
    fn refuses_what_is_not_a_date() {
        for text in ["", "18", "2018-9", "2018-00", "2018-13", "2019-02-29", "2018-09-01-", "+018"]
        {
            assert!(text.parse::<PartialDate>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_date_spans_its_possible_days() {
        let date = |text: &str| text.parse::<PartialDate>().unwrap();
        assert_eq!(date("2018").first_day(), date("2018-01-01"));
        assert_eq!(date("2018").last_day(), date("2018-12-31"));
        assert_eq!(date("2016-02").last_day(), date("2016-02-29"));
        assert!(date("2018") < date("2018-01") && date("2018-01") < date("2018-01-01"));
    }
}
