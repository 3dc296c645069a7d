//! What stands in the cells of a sheet: texts as XML, days and moments as numbers.

use crate::image::render::write;
use crate::model::value::{Decimal, PartialDate};

/// Whole numbers below this have at most fifteen digits, which spreadsheets keep.
const EXACT: u64 = 1_000_000_000_000_000;

/// The number of 1970-01-01, where 1899-12-30 is 0.
const EPOCH: i64 = 25_569;

/// The number of 1900-03-01. Spreadsheets believe in a 1900-02-29, so that days before it have
/// other numbers in Excel than elsewhere.
const FIRST: i64 = 61;

/// The number of 9999-12-31.
const LAST: i64 = 2_958_465;

const DAY: i64 = 86_400;

/// Whether a spreadsheet keeps a number of these digits as it is.
pub(super) const fn is_exact(digits: i64) -> bool {
    digits.unsigned_abs() < EXACT
}

/// The number of a day, if it is a whole day that every spreadsheet counts the same.
pub(super) fn day(date: PartialDate) -> Option<i64> {
    let (month, day) = (date.month()?, date.day()?);
    // Years that begin in March end with the leap day (Howard Hinnant, `days_from_civil`).
    let year = i64::from(date.year()) - i64::from(month <= 2);
    let (era, of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((i64::from(month) + 9) % 12) + 2) / 5 + i64::from(day) - 1;
    let days = era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468;
    Some(days + EPOCH).filter(|number| *number >= FIRST)
}

/// The number of a moment given in seconds since 1970.
pub(super) fn moment(seconds: i64) -> Option<f64> {
    let day = seconds.div_euclid(DAY) + EPOCH;
    // Five digits of days and eleven of their parts, below a microsecond.
    let part = seconds.rem_euclid(DAY) as f64 / DAY as f64;
    (FIRST..=LAST).contains(&day).then_some(day as f64 + part)
}

/// Writes an exact number.
pub(super) fn decimal(number: Decimal, out: &mut Vec<u8>) {
    // JSON has it between quotation marks.
    let start = out.len();
    write::decimal(out, number);
    out.pop();
    out.remove(start);
}

/// Whether somebody who edits a text in a spreadsheet would make something else of it: a formula, a
/// number, a date.
pub(super) fn is_ambiguous(text: &str) -> bool {
    matches!(text.as_bytes().first(), Some(b'0'..=b'9' | b'=' | b'+' | b'-' | b'@' | b'\'' | b'.'))
}

/// Whether a reader may leave out spaces of a text unless it is told to keep them.
pub(super) fn has_space(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_space = |byte: Option<&u8>| byte.is_some_and(|byte| *byte <= b' ');
    is_space(bytes.first())
        || is_space(bytes.last())
        || memchr::memchr2(b'\n', b'\t', bytes).is_some()
}

/// What is to be done with a byte: nothing, or it is the start of something that is written in
/// another way.
const PLAIN: [bool; 256] = {
    let mut plain = [true; 256];
    let mut at = 0;
    while at < 0x20 {
        plain[at] = matches!(at as u8, b'\n' | b'\t');
        at += 1;
    }
    plain[b'&' as usize] = false;
    plain[b'<' as usize] = false;
    plain[b'>' as usize] = false;
    plain[b'_' as usize] = false;
    // U+FFFE and U+FFFF begin with it.
    plain[0xef] = false;
    plain
};

/// Writes a text as XML. What XML cannot hold is written as Excel does, `_x0001_`, and so is what
/// looks like that.
pub(super) fn text(text: &str, out: &mut Vec<u8>) {
    let bytes = text.as_bytes();
    let mut rest = bytes;
    while let Some(at) = rest.iter().position(|byte| !PLAIN[usize::from(*byte)]) {
        let (plain, from) = rest.split_at(at);
        out.extend_from_slice(plain);
        let length = match from {
            [b'&', ..] => put(out, b"&amp;", 1),
            [b'<', ..] => put(out, b"&lt;", 1),
            [b'>', ..] => put(out, b"&gt;", 1),
            [b'_', b'x', a, b, c, d, b'_', ..]
                if [a, b, c, d].iter().all(|digit| digit.is_ascii_hexdigit()) =>
            {
                put(out, b"_x005F_", 1)
            }
            [0xef, 0xbf, 0xbe, ..] => put(out, b"_xFFFE_", 3),
            [0xef, 0xbf, 0xbf, ..] => put(out, b"_xFFFF_", 3),
            [control @ 0..0x20, ..] => {
                const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                let digit = |at: u8| DIGITS[usize::from(at & 15)];
                put(out, &[b'_', b'x', b'0', b'0', digit(control >> 4), digit(*control), b'_'], 1)
            }
            [other, ..] => put(out, &[*other], 1),
            [] => 0,
        };
        rest = from.get(length..).unwrap_or_default();
    }
    out.extend_from_slice(rest);
}

fn put(out: &mut Vec<u8>, bytes: &[u8], length: usize) -> usize {
    out.extend_from_slice(bytes);
    length
}

#[cfg(test)]
mod tests {
    use super::*;

    fn xml(of: &str) -> String {
        let mut out = Vec::new();
        text(of, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_are_escaped_as_excel_does() {
        assert_eq!(xml("a & b < c > d \"'"), "a &amp; b &lt; c &gt; d \"'");
        assert_eq!(xml("è 🌍\n\t﻿"), "è 🌍\n\t﻿");
        assert_eq!(xml("\u{0}\u{1f}\r"), "_x0000__x001F__x000D_");
        assert_eq!(xml("\u{fffe}\u{ffff}\u{fffd}"), "_xFFFE__xFFFF_\u{fffd}");
        assert_eq!(xml("_x0041_ _x41_ __x00e8__ _"), "_x005F_x0041_ _x41_ __x005F_x00e8__ _");
    }

    #[test]
    fn days_have_the_numbers_of_excel() {
        for (text, number) in [
            ("1900-02-28", None),
            ("1900-03-01", Some(61)),
            ("1970-01-01", Some(25_569)),
            ("2000-02-29", Some(36_585)),
            ("2026-11-21", Some(46_347)),
            ("9999-12-31", Some(2_958_465)),
            ("2026-11", None),
            ("2026", None),
        ] {
            assert_eq!(day(text.parse().unwrap()), number, "{text}");
        }
    }

    #[test]
    fn moments_are_parts_of_days() {
        assert_eq!(moment(0), Some(25_569.0));
        assert_eq!(moment(DAY * 3 / 2), Some(25_570.5));
        assert_eq!(moment(-DAY / 4), Some(25_568.75));
        assert_eq!(moment(i64::MIN / 2), None);
        assert_eq!(moment(i64::MAX / 2), None);
    }

    #[test]
    fn decimals_keep_their_places() {
        let mut out = b"<v>".to_vec();
        decimal("-0.50".parse().unwrap(), &mut out);
        assert_eq!(out, b"<v>-0.50");
    }

    #[test]
    fn fifteen_digits_are_exact_and_sixteen_are_not() {
        assert!(is_exact(-999_999_999_999_999) && !is_exact(1_000_000_000_000_000));
        assert!(!is_exact(i64::MIN));
    }
}
