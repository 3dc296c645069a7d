//! What a cell can hold beyond plain text and numbers: partial dates, exact decimals, positions.
//!
//! Each type has one written form, used in files, in the store and in answers alike.

mod date;
mod decimal;
mod expected;

pub use date::PartialDate;
pub use decimal::Decimal;
pub use expected::Expected;

use super::codes::CURRENCIES;

/// The longest slug, in bytes.
pub const SLUG_LIMIT: usize = 100;

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
                // At most 1.8e9, which an i32 holds.
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

/// The words that no record can have as its slug: what stands beside the records of a table under
/// its address.
pub const RESERVED_SLUGS: [&str; 2] = ["groups", "facets"];

/// Whether a record can be reached under `slug`: not if it is one of the [`RESERVED_SLUGS`].
pub fn check_free(slug: &str) -> Result<(), Expected> {
    if RESERVED_SLUGS.contains(&slug) {
        return Err(Expected(
            "expected another slug than the reserved words `groups` and `facets`",
            "qui serve uno slug diverso dalle parole riservate `groups` e `facets`",
        ));
    }
    Ok(())
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
    fn refuses_what_is_not_a_slug() {
        for text in ["", "-a", "a-", "a--b", "A", "a_b", "è", &"a".repeat(101)] {
            assert!(parse_slug(text).is_err(), "{text}");
        }
        assert!(parse_slug("dakar-reve").is_ok() && parse_slug("11-2").is_ok());
        assert!(check_free("groups").is_err() && check_free("facets").is_err());
        assert!(check_free("groups-2").is_ok());
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
