//! The part of a file that a request asks for.

use std::ops::Range;

use poem::http::header::HeaderMap;
use poem::http::{HeaderValue, header};

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// All of it. Several parts at once are answered so too, and whatever cannot be understood.
    Whole,
    /// These bytes.
    Part(Range<u64>),
    /// Bytes that there are not.
    Impossible,
}

/// What the header asks for of a file of this size.
pub(super) fn asked(headers: &HeaderMap, size: u64) -> Asked {
    let mut values = headers.get_all(header::RANGE).iter();
    match (values.next().and_then(|value: &HeaderValue| value.to_str().ok()), values.next()) {
        (Some(text), None) => parse(text, size).unwrap_or(Asked::Whole),
        _ => Asked::Whole,
    }
}

fn parse(text: &str, size: u64) -> Option<Asked> {
    let (unit, range) = text.split_once('=')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") || range.contains(',') {
        return None;
    }
    let (first, last) = range.trim().split_once('-')?;
    let range = if first.is_empty() {
        let length = number(last)?;
        size.saturating_sub(length)..size
    } else {
        let first = number(first)?;
        let end = if last.is_empty() { size } else { number(last)?.saturating_add(1) };
        if !last.is_empty() && end <= first {
            return None;
        }
        first..end.min(size)
    };
    Some(if range.start < range.end { Asked::Part(range) } else { Asked::Impossible })
}

/// A number of digits; one that is too large is larger than any file.
fn number(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_range_is_a_part_and_all_else_the_whole() {
        let part = |start, end| Asked::Part(start..end);
        for (text, expected) in [
            ("bytes=0-9", part(0, 10)),
            ("Bytes = 0-9", part(0, 10)),
            ("bytes=5-", part(5, 100)),
            ("bytes=-5", part(95, 100)),
            ("bytes=-500", part(0, 100)),
            ("bytes=90-200", part(90, 100)),
            ("bytes=99-99999999999999999999999", part(99, 100)),
            ("bytes=100-", Asked::Impossible),
            ("bytes=100-200", Asked::Impossible),
            ("bytes=99999999999999999999999-", Asked::Impossible),
            ("bytes=-0", Asked::Impossible),
            ("bytes=0-1,5-6", Asked::Whole),
            ("bytes=9-0", Asked::Whole),
            ("bytes=-", Asked::Whole),
            ("bytes=+1-2", Asked::Whole),
            ("bytes=a-b", Asked::Whole),
            ("rows=0-1", Asked::Whole),
            ("", Asked::Whole),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::RANGE, text.parse().unwrap());
            assert_eq!(asked(&headers, 100), expected, "{text}");
            headers.append(header::RANGE, text.parse().unwrap());
            assert_eq!(asked(&headers, 100), Asked::Whole);
        }
        let mut headers = HeaderMap::new();
        assert_eq!(asked(&headers, 0), Asked::Whole);
        headers.insert(header::RANGE, "bytes=0-".parse().unwrap());
        assert_eq!(asked(&headers, 0), Asked::Impossible);
    }
}
