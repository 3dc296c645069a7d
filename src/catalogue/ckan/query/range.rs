//! Ranges of moments, which are compared as texts.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::catalogue::ckan::written;

/// The last moment of a day.
const LAST: &str = "T23:59:59.999999";

/// An end of a range, as CKAN writes moments.
#[derive(Debug, Clone, PartialEq, Eq)]
struct End {
    moment: String,
    is_in: bool,
}

/// A range of moments; an end that is not there is open.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(in crate::catalogue::ckan) struct Range {
    from: Option<End>,
    to: Option<End>,
}

impl Range {
    /// The range between two texts such as `2026-11-21T21:35:02.832101Z` and `*`, with whether each
    /// is in it; none if they are no moments.
    pub(super) fn of(from: (&str, bool), to: (&str, bool)) -> Option<Self> {
        let open = |text: &str, is_last: bool| text == "*" || is_last && text == "NOW";
        let end = |(text, is_in): (&str, bool), is_last: bool| {
            if open(text, is_last) {
                return Some(None);
            }
            // The day before which a range ends is not in it.
            let moment = moment(text, is_last == is_in)?;
            Some(Some(End { moment, is_in }))
        };
        Some(Self { from: end(from, false)?, to: end(to, true)? })
    }

    /// The range of one moment, or of a day.
    pub(super) fn at(text: &str) -> Option<Self> {
        Self::of((text, true), (text, true))
    }

    /// Whether a moment is in it.
    pub(super) fn has(&self, moment: &str) -> bool {
        let from = self
            .from
            .as_ref()
            .is_none_or(|end| moment > end.moment.as_str() || end.is_in && moment == end.moment);
        let to = self
            .to
            .as_ref()
            .is_none_or(|end| moment < end.moment.as_str() || end.is_in && moment == end.moment);
        from && to
    }
}

/// A moment as it is written in queries: with a zone, without one, or a day, which is its first
/// moment or its last.
fn moment(text: &str, is_last: bool) -> Option<String> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(written(moment));
    }
    if text.len() <= 10 {
        let day = text.parse::<Date>().ok()?;
        return Some(if is_last {
            format!("{day}{LAST}")
        } else {
            format!("{day}T00:00:00.000000")
        });
    }
    let moment = text.parse::<DateTime>().ok()?;
    let moment = moment.to_zoned(TimeZone::UTC).ok()?;
    Some(written(moment.timestamp()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-11-21T21:35:02.000000";

    fn has(from: (&str, bool), to: (&str, bool)) -> bool {
        Range::of(from, to).unwrap().has(NOW)
    }

    #[test]
    fn the_ends_of_ranges_are_in_them_or_not() {
        let any = ("*", true);
        for from in ["2026-11-21T21:35:02Z", "2026-11-21T21:35:02.000000", "2026-11-21"] {
            assert!(has((from, true), any), "{from}");
        }
        assert!(has(("2026-11-21T22:35:02+01:00", true), any));
        assert!(has(any, ("2026-11-21T21:35:02.000000Z", true)));
        assert!(!has(("2026-11-21T21:35:02Z", false), any));
        assert!(!has(any, ("2026-11-21T21:35:02Z", false)));
        assert!(!has(("2026-11-21T21:35:02.000001Z", true), any));
        assert!(has(any, any) && has(any, ("NOW", true)));
    }

    #[test]
    fn a_day_has_all_its_moments() {
        let any = ("*", true);
        assert!(has(any, ("2026-11-21", true)) && !has(any, ("2026-11-21", false)));
        assert!(has(("2026-11-21", true), any) && !has(("2026-11-21", false), any));
        assert!(Range::at("2026-11-21").unwrap().has(NOW));
        assert!(Range::at("2026-11-21T21:35:02Z").unwrap().has(NOW));
    }

    #[test]
    fn what_is_no_moment_makes_no_range() {
        for text in ["NOW-1DAY", "yesterday", "", "2026-13-01"] {
            assert_eq!(Range::of((text, true), ("*", true)), None, "{text}");
        }
    }
}
