//! JSON, written straight into the bytes of the answer: no value is built on the way.

use std::io::Write;

use crate::model::value::{Decimal, PartialDate};

/// A text between quotation marks.
pub fn string(out: &mut Vec<u8>, text: &str) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut start = 0;
    while let Some(found) = next_escape(bytes, start) {
        out.extend_from_slice(&bytes[start..found]);
        match bytes[found] {
            b'"' => out.extend_from_slice(b"\\\""),
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            b'\t' => out.extend_from_slice(b"\\t"),
            control => {
                const DIGITS: &[u8; 16] = b"0123456789abcdef";
                out.extend_from_slice(b"\\u00");
                out.push(DIGITS[usize::from(control >> 4)]);
                out.push(DIGITS[usize::from(control & 15)]);
            }
        }
        start = found + 1;
    }
    out.extend_from_slice(&bytes[start..]);
    out.push(b'"');
}

/// The place of the next byte that JSON writes in another way; eight bytes are looked at in one
/// step.
fn next_escape(bytes: &[u8], from: usize) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = ONES << 7;
    let is_escaped = |byte: &u8| *byte < 0x20 || *byte == b'"' || *byte == b'\\';
    let rest = bytes.get(from..)?;
    let (words, tail) = rest.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // A byte below 0x20, or one that a comparison makes zero, borrows from its highest bit.
        let control = word.wrapping_sub(ONES * 0x20);
        let quote = (word ^ (ONES * 0x22)).wrapping_sub(ONES);
        let slash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
        if (control | quote | slash) & !word & HIGHS != 0
            && let Some(found) = words[at].iter().position(is_escaped)
        {
            return Some(from + at * 8 + found);
        }
    }
    let found = tail.iter().position(is_escaped)?;
    Some(from + words.len() * 8 + found)
}

/// A whole number.
pub fn integer(out: &mut Vec<u8>, number: i64) {
    out.extend_from_slice(itoa::Buffer::new().format(number).as_bytes());
}

/// A truth value.
pub fn boolean(out: &mut Vec<u8>, is: bool) {
    out.extend_from_slice(if is { b"true" } else { b"false" });
}

/// An exact number, as a text.
pub fn decimal(out: &mut Vec<u8>, number: Decimal) {
    out.push(b'"');
    if number.digits < 0 {
        out.push(b'-');
    }
    let mut buffer = itoa::Buffer::new();
    let digits = buffer.format(number.digits.unsigned_abs()).as_bytes();
    let places = usize::from(number.scale);
    let whole = digits.len().saturating_sub(places);
    if whole == 0 {
        out.push(b'0');
    }
    out.extend_from_slice(&digits[..whole]);
    if places > 0 {
        out.push(b'.');
        out.extend(std::iter::repeat_n(b'0', places.saturating_sub(digits.len())));
        out.extend_from_slice(&digits[whole..]);
    }
    out.push(b'"');
}

/// A date as written, as a text.
pub fn date(out: &mut Vec<u8>, date: PartialDate) {
    let digit = |number: u32| b'0' + (number % 10) as u8;
    let year = date.year();
    out.extend([b'"', digit(year / 1000), digit(year / 100), digit(year / 10), digit(year)]);
    for part in [date.month(), date.day()].into_iter().flatten() {
        out.extend([b'-', digit(part / 10), digit(part)]);
    }
    out.push(b'"');
}

/// A floating-point number that is finite.
pub fn float(out: &mut Vec<u8>, number: f64) {
    // Writing into a vector cannot fail.
    let _ = write!(out, "{number}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>)) -> String {
        let mut out = Vec::new();
        write(&mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn texts_are_those_of_serde_json() {
        let every: String = (0..=0x250_u32).filter_map(char::from_u32).collect();
        for text in
            ["", "è", "a\"b", "\\", "12345678", "1234567\"", "\u{1}234567\n9", "\u{7f}", &every]
        {
            for padding in 0..9 {
                let text = format!("{}{text}{}", "x".repeat(padding), "y".repeat(padding));
                let read: String =
                    serde_json::from_str(&written(|out| string(out, &text))).unwrap();
                assert_eq!(read, text);
            }
        }
    }

    #[test]
    fn decimals_and_dates_are_written_as_they_display() {
        for text in
            ["0", "-3", "1311894.50", "0.17", "-0.05", "999999999999999999", "0.000", "10.0"]
        {
            let number: Decimal = text.parse().unwrap();
            assert_eq!(written(|out| decimal(out, number)), format!("\"{text}\""));
        }
        for text in ["0987", "2018", "2018-09", "2018-09-01"] {
            assert_eq!(written(|out| date(out, text.parse().unwrap())), format!("\"{text}\""));
        }
    }
}
