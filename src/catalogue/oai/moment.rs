//! Moments as the standard writes them: days, or seconds in UTC.

use crate::model::value::parse_instant;

/// A moment of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Moment {
    /// Its first second since 1970.
    pub(super) first: i64,
    /// Its last.
    pub(super) last: i64,
}

impl Moment {
    /// The moment of a text such as `2026-03-01` or `2026-03-01T02:00:00Z`, and of no other form.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let has_form = |form: &str| {
            text.len() == form.len()
                && text.bytes().zip(form.bytes()).all(|(byte, sign)| match sign {
                    b'0' => byte.is_ascii_digit(),
                    _ => byte == sign,
                })
        };
        if has_form("0000-00-00") {
            let first = parse_instant(&format!("{text}T00:00:00Z")).ok()?;
            return Some(Self { first, last: first + 24 * 60 * 60 - 1 });
        }
        if !has_form("0000-00-00T00:00:00Z") {
            return None;
        }
        let second = parse_instant(text).ok()?;
        Some(Self { first: second, last: second })
    }

    /// Whether it is a day.
    pub(super) const fn is_day(self) -> bool {
        self.first != self.last
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_days_or_seconds() {
        let day = Moment::parse("1970-01-02").unwrap();
        assert_eq!((day.first, day.last, day.is_day()), (86_400, 172_799, true));
        let second = Moment::parse("1970-01-01T00:01:00Z").unwrap();
        assert_eq!((second.first, second.last, second.is_day()), (60, 60, false));
        for text in [
            "",
            "2026",
            "2026-03",
            "2026-02-30",
            "2026-3-1",
            "2026-03-01T02:00Z",
            "2026-03-01T02:00:00",
            "2026-03-01T02:00:00.0Z",
            "2026-03-01T25:00:00Z",
            "2026-03-01t02:00:00z",
            "2026-03-01T02:00:00+01:00",
            "２026-03-0",
        ] {
            assert_eq!(Moment::parse(text), None, "{text}");
        }
    }
}
