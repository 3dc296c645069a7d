//! What a cell can hold beyond plain text and numbers: partial dates, exact decimals, positions.
//!
//! Each type has one written form, used in files, in the store and in answers alike.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::codes::CURRENCIES;

/// The longest slug, in bytes.
pub const SLUG_LIMIT: usize = 100;

/// Why a text is not a value of a kind: what was expected, in English and in Italian.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected(pub &'static str, pub &'static str);

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

/// An exact decimal number: `digits × 10^-scale`, written as its source wrote it.
///
/// Equality and order are those of the number: `0.10` equals `0.1`.
#[derive(Debug, Clone, Copy)]
pub struct Decimal {
    /// The digits without the point.
    pub digits: i64,
    /// How many of the digits stand behind the point, at most [`Decimal::SCALE_LIMIT`].
    pub scale: u8,
}

impl Decimal {
    /// The most digits behind the point.
    pub const SCALE_LIMIT: u8 = 18;
}

impl Ord for Decimal {
    fn cmp(&self, other: &Self) -> Ordering {
        // 19 digits raised by at most 18 places stay below the 38 digits of an i128.
        let raise = |digits: i64, places: u8| i128::from(digits) * 10_i128.pow(u32::from(places));
        match self.scale.cmp(&other.scale) {
            Ordering::Equal => self.digits.cmp(&other.digits),
            Ordering::Less => {
                raise(self.digits, other.scale - self.scale).cmp(&i128::from(other.digits))
            }
            Ordering::Greater => {
                i128::from(self.digits).cmp(&raise(other.digits, self.scale - other.scale))
            }
        }
    }
}

impl PartialOrd for Decimal {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Decimal {}

impl FromStr for Decimal {
    type Err = Expected;

    fn from_str(text: &str) -> Result<Self, Expected> {
        const EXPECTED: Expected = Expected(
            "expected a number with a point before its decimals and no other separators, such as \
             `1311894.50`",
            "qui serve un numero con il punto decimale e senza altri separatori, come `1311894.50`",
        );
        const TOO_LONG: Expected = Expected(
            "expected a number of at most 18 digits",
            "qui serve un numero di al massimo 18 cifre",
        );
        let number = text.strip_prefix('-').unwrap_or(text);
        let (whole, fraction) = number.split_once('.').unwrap_or((number, "0"));
        let are_digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !are_digits(whole) || !are_digits(fraction) {
            return Err(EXPECTED);
        }
        let scale = if number.contains('.') { fraction.len() } else { 0 };
        let digits = text.replace('.', "");
        if whole.len() + scale > usize::from(Self::SCALE_LIMIT) {
            return Err(TOO_LONG);
        }
        Ok(Self {
            digits: digits.parse().map_err(|_| EXPECTED)?,
            scale: u8::try_from(scale).map_err(|_| TOO_LONG)?,
        })
    }
}

impl fmt::Display for Decimal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.scale == 0 {
            return write!(out, "{}", self.digits);
        }
        let sign = if self.digits < 0 { "-" } else { "" };
        let places = usize::from(self.scale);
        let digits = format!("{:0width$}", self.digits.unsigned_abs(), width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        write!(out, "{sign}{whole}.{fraction}")
    }
}

/// A WGS 84 position in units of 10⁻⁷ degree, about one centimetre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Point {
    /// North of the equator is positive.
    pub latitude: i32,
    /// East of Greenwich is positive.
    pub longitude: i32,
}

impl Point {
    const UNITS: f64 = 1e7;

    /// The position of two numbers in degrees, rounded to seven decimals.
    pub fn from_degrees(latitude: f64, longitude: f64) -> Result<Self, Expected> {
        let units = |degrees: f64, limit: f64| {
            if degrees.abs() <= limit {
                // At most 1.8e9, so the cast is exact.
                #[expect(clippy::cast_possible_truncation, reason = "the limit keeps it in i32")]
                Some((degrees * Self::UNITS).round() as i32)
            } else {
                None
            }
        };
        Ok(Self {
            latitude: units(latitude, 90.0).ok_or(Expected(
                "expected degrees of latitude from -90 to 90",
                "qui servono gradi di latitudine da -90 a 90",
            ))?,
            longitude: units(longitude, 180.0).ok_or(Expected(
                "expected degrees of longitude from -180 to 180",
                "qui servono gradi di longitudine da -180 a 180",
            ))?,
        })
    }

    /// Latitude and longitude in degrees.
    pub fn degrees(self) -> (f64, f64) {
        (f64::from(self.latitude) / Self::UNITS, f64::from(self.longitude) / Self::UNITS)
    }
}

/// The whole number that `text` writes; of 32 bits, so that the `Int` of GraphQL holds it.
pub fn parse_integer(text: &str) -> Result<i64, Expected> {
    text.parse::<i32>().ok().filter(|_| !text.starts_with('+')).map(i64::from).ok_or(Expected(
        "expected a whole number without separators, such as `1200`",
        "qui serve un numero intero senza separatori, come `1200`",
    ))
}

/// The truth value that `text` writes.
pub fn parse_boolean(text: &str) -> Result<bool, Expected> {
    match text {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Expected("expected `true` or `false`", "qui serve `true` o `false`")),
    }
}

/// The moment that `text` writes in RFC 3339, in seconds since 1970 in UTC.
pub fn parse_instant(text: &str) -> Result<i64, Expected> {
    text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_second).map_err(|_| {
        Expected(
            "expected a moment such as `2026-11-21T10:30:00Z`",
            "qui serve un istante come `2026-11-21T10:30:00Z`",
        )
    })
}

/// The written form of a moment given in seconds since 1970.
pub fn format_instant(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds).map_or_else(|_| String::new(), |at| at.to_string())
}

/// The address in `text`, which must be an absolute `http` or `https` one.
pub fn parse_url(text: &str) -> Result<&str, Expected> {
    const EXPECTED: Expected = Expected(
        "expected an address that begins with `https://`",
        "qui serve un indirizzo che cominci con `https://`",
    );
    let host =
        text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or(EXPECTED)?;
    let host_end = host.find(['/', '?', '#']).unwrap_or(host.len());
    if host_end == 0 || text.bytes().any(|b| b <= b' ' || b == 0x7f || b"<>\"`{}|\\^".contains(&b))
    {
        return Err(EXPECTED);
    }
    Ok(text)
}

/// The slug in `text`: lower-case ASCII letters and digits, in groups joined by `-`.
pub fn parse_slug(text: &str) -> Result<&str, Expected> {
    const EXPECTED: Expected = Expected(
        "expected lower-case letters a-z and digits in groups joined by `-`, at most 100",
        "qui servono lettere minuscole a-z e cifre in gruppi uniti da `-`, al massimo 100",
    );
    let valid = text.len() <= SLUG_LIMIT
        && text.split('-').all(|group| {
            !group.is_empty() && group.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())
        });
    if valid { Ok(text) } else { Err(EXPECTED) }
}

/// The position in [`CURRENCIES`] of an ISO 4217 code.
pub fn parse_currency(text: &str) -> Result<usize, Expected> {
    CURRENCIES.binary_search(&text).map_err(|_| {
        Expected(
            "expected a currency of ISO 4217 such as `EUR`",
            "qui serve una valuta ISO 4217 come `EUR`",
        )
    })
}

/// Whether `tag` has the form of a language tag (BCP 47) in its usual spelling, such as `pt-BR`.
pub fn is_language_tag(tag: &str) -> bool {
    tag.split('-').enumerate().all(|(at, part)| {
        let letters = part.bytes().all(|b| b.is_ascii_alphabetic());
        if at == 0 {
            (2..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
        } else {
            (letters && matches!(part.len(), 2 | 4..=8))
                || (part.len() <= 8
                    && part.len() >= 3
                    && part.bytes().all(|b| b.is_ascii_alphanumeric()))
        }
    })
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

    #[test]
    fn decimals_are_exact_and_keep_their_scale() {
        for text in ["0", "-3", "1311894.50", "0.17", "-0.05", "999999999999999999"] {
            assert_eq!(text.parse::<Decimal>().unwrap().to_string(), text);
        }
        let decimal = |text: &str| text.parse::<Decimal>().unwrap();
        assert_eq!(decimal("0.10"), decimal("0.1"));
        assert!(decimal("-1.5") < decimal("-1.25") && decimal("2") < decimal("10.0"));
    }

    #[test]
    fn refuses_what_is_not_a_decimal() {
        for text in ["", "-", "1.", ".5", "1,000", "1e3", "--1", "+1", "1234567890123456789", "١"]
        {
            assert!(text.parse::<Decimal>().is_err(), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_not_a_slug() {
        for text in ["", "-a", "a-", "a--b", "A", "a_b", "è", &"a".repeat(101)] {
            assert!(parse_slug(text).is_err(), "{text}");
        }
        assert!(parse_slug("dakar-reve").is_ok() && parse_slug("11-2").is_ok());
    }

    #[test]
    fn positions_are_rounded_to_seven_decimals() {
        let point = Point::from_degrees(45.464_27, 9.189_51).unwrap();
        assert_eq!(point.degrees(), (45.464_27, 9.189_51));
        assert!(Point::from_degrees(90.1, 0.0).is_err());
        assert!(Point::from_degrees(f64::NAN, 0.0).is_err());
    }

    #[test]
    fn knows_language_tags() {
        for tag in ["it", "pt-BR", "sr-Latn", "swa"] {
            assert!(is_language_tag(tag), "{tag}");
        }
        for tag in ["", "i", "IT", "it_IT", "it-", "italiano"] {
            assert!(!is_language_tag(tag), "{tag}");
        }
    }

    #[test]
    fn refuses_addresses_that_are_not_web_pages() {
        for text in ["", "ftp://a", "https://", "https:///x", "http://a b", "javascript:x"] {
            assert!(parse_url(text).is_err(), "{text}");
        }
    }
}
