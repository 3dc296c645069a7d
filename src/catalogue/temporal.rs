//! The time that a table is about.

use crate::image::Image;
use crate::image::columns::Data;
use crate::model::TABLES;
use crate::model::value::PartialDate;

/// The first and the last day that the dated records of a table can mean.
pub(super) fn of(image: &Image, at: usize) -> Option<(PartialDate, PartialDate)> {
    let mut span: Option<(PartialDate, PartialDate)> = None;
    for (first, last) in TABLES[at].spans() {
        for column in std::iter::once(first).chain(last) {
            let Data::Date(dates) = &image.table(at).column(column).data else { continue };
            for row in 0..image.table(at).rows as u32 {
                let Some(date) = dates.find(row).and_then(PartialDate::from_packed) else {
                    continue;
                };
                let (from, to) = span.unwrap_or((date.first_day(), date.last_day()));
                span = Some((from.min(date.first_day()), to.max(date.last_day())));
            }
        }
    }
    span
}
