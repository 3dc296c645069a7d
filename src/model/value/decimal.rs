//! Exact decimal numbers.

use std::cmp::Ordering;
use std::fmt;
use std::str::FromStr;

use super::expected::Expected;

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

#[cfg(test)]
mod tests {
    use super::*;

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
}
