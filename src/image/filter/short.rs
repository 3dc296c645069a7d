//! Short forms, put into the words of the core filter.

use super::{Filter, Test};
use crate::image::Way;
use crate::image::filter::Operand;
use crate::model::short::{Asks, Short};
use crate::model::table::Target;
use crate::model::value::PartialDate;
use crate::model::{TABLES, find_table};

/// Whether a short form leads anywhere from a table.
pub fn offers(table: usize, short: &Short) -> bool {
    match short.asks {
        Asks::Linked(target) => linked(table, target, &[]).is_some(),
        Asks::Years => !TABLES[table].spans().is_empty(),
    }
}

/// Yes for the records of `target` that are named, and those of any table that lie within one.
fn members(table: usize, target: usize, slugs: &[String]) -> Option<Filter> {
    let of = &TABLES[table];
    if table == target {
        let slugs = slugs.to_vec();
        let contains = of.container().is_some();
        return Some(if contains { Filter::within(slugs) } else { Filter::slugs(slugs) });
    }
    of.links.iter().enumerate().find_map(|(at, link)| {
        let to = match link.target {
            Target::Table(name) if link.within && name != of.name => find_table(name)?.0,
            _ => return None,
        };
        let inner = members(to, target, slugs)?;
        let way = Way::forward(table, at).pop()?;
        Some(Filter::Some { ways: vec![(way, inner)] })
    })
}

/// Yes for the records of a table that are linked, in either direction, to the named ones of
/// `target` or to what lies within those; none where no link leads there.
pub(super) fn linked(table: usize, target: &str, slugs: &[String]) -> Option<Filter> {
    let target = find_table(target)?.0;
    let own = members(table, target, slugs);
    if table == target {
        return own;
    }
    let forward = (0..TABLES[table].links.len()).flat_map(|at| Way::forward(table, at));
    let ways = forward.chain(Way::backward(table)).filter(|way| way.to != table);
    let linked = ways.filter_map(|way| {
        let inner = members(way.to, target, slugs)?;
        Some(Filter::Some { ways: vec![(way, inner)] })
    });
    let parts: Vec<Filter> = own.into_iter().chain(linked).collect();
    if parts.is_empty() { None } else { Some(Filter::any(parts)) }
}

/// Yes for the records whose stated time touches the years between two, each included.
///
/// A record with one stated end is of that date alone.
pub(super) fn years(table: usize, from: Option<u32>, to: Option<u32>) -> Filter {
    let date = |year: Option<u32>| {
        year.and_then(|year| PartialDate::from_packed(year * 10_000)).map(Operand::Date)
    };
    let between = |at: usize, from: Option<u32>, to: Option<u32>| match (date(from), date(to)) {
        (None, None) => Filter::Column { at, test: Test::Missing }.negated(),
        (from, to) => Filter::Column { at, test: Test::Between(from, to) },
    };
    let missing = |at: usize| Filter::Column { at, test: Test::Missing };
    let spans = TABLES[table].spans().into_iter().map(|(first, last)| match last {
        None => between(first, from, to),
        Some(last) => Filter::any(vec![
            // Dates hold at least a year, so that these are the years of the two ends.
            Filter::all(vec![between(first, None, to), between(last, from, None)]),
            Filter::all(vec![between(first, from, to), missing(last)]),
            Filter::all(vec![missing(first), between(last, from, to)]),
        ]),
    });
    Filter::any(spans.collect())
}
