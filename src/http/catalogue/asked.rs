//! What part of a catalogue is asked for: all of it, a page, what changed since a moment.

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::about::once;
use crate::catalogue::graph::Graph;
use crate::catalogue::{Catalogue, dcat};
use crate::error::{Error, Result};
use crate::model::value::parse_instant;

/// Datasets on a page.
const PAGE: usize = 100;

/// How many datasets one answer holds where no page is asked for: some 20 megabytes, of the 50 that
/// importers take.
const ONE_ANSWER: usize = 1_000;

/// The parameters of a catalogue. Others mean nothing: importers add some of their own.
#[derive(Debug, Default)]
pub(super) struct Asked {
    page: Option<usize>,
    since: Option<i64>,
    /// The key of the catalogue whose pages are read.
    pub(super) snapshot: Option<String>,
}

/// A part of a catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Part {
    /// How many of its datasets count: all, or none where nothing is new.
    total: usize,
    /// The page, from one; none for all in one answer.
    page: Option<usize>,
}

impl Asked {
    /// Reads the parameters.
    pub(super) fn parse(pairs: &[(String, String)]) -> Result<Self> {
        once(pairs, &["page", "modified_since", "snapshot"])?;
        let mut asked = Self::default();
        for (name, value) in pairs {
            match name.as_str() {
                "page" => {
                    let number = value.parse().ok().filter(|number| *number > 0);
                    asked.page = Some(number.ok_or_else(|| {
                        refuse(name, "it is no number of a page", "pages are counted from 1")
                    })?);
                }
                "modified_since" => {
                    asked.since = Some(moment(value).ok_or_else(|| {
                        refuse(name, "it is no moment", "write it as `2026-11-21T10:30:00Z`")
                    })?);
                }
                "snapshot" => asked.snapshot = Some(value.clone()),
                _ => {}
            }
        }
        Ok(asked)
    }

    /// The part of a catalogue. All that it says of a dataset, the hashes of files among it, is
    /// served since one moment: either all is new, or nothing.
    pub(super) fn part(&self, catalogue: &Catalogue) -> Result<Part> {
        let served_from = parse_instant(&catalogue.served_from).unwrap_or(i64::MAX);
        let is_new = self.since.is_none_or(|since| served_from >= since);
        let total = if is_new { catalogue.datasets.len() } else { 0 };
        let page = self.page.or((total > ONE_ANSWER).then_some(1));
        let last = last(total);
        match page {
            Some(number) if number > last => Err(Error::NotFound {
                what: format!("there is no page {number} of the catalogue: the last is {last}"),
                hint: "begin at the first and follow `hydra:next`".to_owned(),
            }),
            _ => Ok(Part { total, page }),
        }
    }
}

impl Part {
    /// The name of a document with this part.
    pub(super) fn name(self, document: &str) -> String {
        let Self { total, page } = self;
        format!("{document}?total={total}&page={}", page.unwrap_or(0))
    }

    /// The graph of it; `root` is the address whose pages these are.
    pub(super) fn graph(self, catalogue: &Catalogue, root: &str) -> Graph {
        let all = catalogue.datasets.get(..self.total).unwrap_or_default();
        let Some(number) = self.page else { return dcat::of(catalogue, all) };
        let datasets = all.chunks(PAGE).nth(number - 1).unwrap_or_default();
        let page = dcat::Page {
            number,
            last: last(self.total),
            size: PAGE,
            total: self.total,
            root: format!("{root}?snapshot={}&page=", catalogue.key),
        };
        dcat::page(catalogue, datasets, &page)
    }
}

/// The number of the last page.
fn last(total: usize) -> usize {
    total.div_ceil(PAGE).max(1)
}

/// A moment as harvesters write it: with a zone, in UTC without one, or a day alone.
fn moment(text: &str) -> Option<i64> {
    if let Ok(moment) = parse_instant(text) {
        return Some(moment);
    }
    let civil = text.parse::<DateTime>();
    let civil = civil.or_else(|_| text.parse::<Date>().map(|day| day.at(0, 0, 0, 0))).ok()?;
    civil.to_zoned(TimeZone::UTC).ok().map(|moment| moment.timestamp().as_second())
}

fn refuse(argument: &str, what: &str, hint: &str) -> Error {
    let (what, hint) = (what.to_owned(), hint.to_owned());
    Error::Argument { argument: argument.to_owned(), what, hint }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_read_as_harvesters_write_them() {
        let moment_of = |text| moment(text);
        let expected = moment("2026-11-21T10:30:00Z");
        assert!(expected.is_some());
        assert_eq!(moment_of("2026-11-21T10:30:00"), expected);
        assert_eq!(moment_of("2026-11-21T10:30:00.123456"), expected);
        assert_eq!(moment_of("2026-11-21T11:30:00+01:00"), expected);
        assert_eq!(moment_of("2026-11-21"), moment("2026-11-21T00:00:00Z"));
        for text in ["", "ieri", "2026-11", "2026-13-01"] {
            assert_eq!(moment_of(text), None, "{text}");
        }
    }

    #[test]
    fn pages_hold_a_hundred() {
        assert_eq!([0, 1, 100, 101, 2_000].map(last), [1, 1, 1, 2, 20]);
    }
}
