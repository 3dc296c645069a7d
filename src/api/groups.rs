//! Facets and groups by GET: the twins of those of GraphQL, in the words of files.

use std::borrow::Cow;

use super::parameters::{self, query_string};
use super::{Context, List};
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::filter::Filter;
use crate::image::group::{
    AmountSum, Budget, DIMENSIONS_LIMIT, GroupCursor, GroupOrder, Key, Measures, Question, Rows,
    Wanted, dimensions, parse_dimensions, sums,
};
use crate::image::page::{Fingerprint, Set};
use crate::image::render::write;
use crate::model::TABLES;
use crate::model::value::PartialDate;

/// What a request asks for.
struct Asked {
    by: Vec<usize>,
    order: GroupOrder,
    filter: Filter,
    limit: usize,
    after: Option<String>,
}

impl Asked {
    fn parse(
        context: Context<'_>,
        table: usize,
        pairs: &[(String, String)],
        in_groups: bool,
    ) -> Result<Self> {
        let limits = &context.config.limits;
        let (mut by, mut order, mut after) = (String::new(), GroupOrder::default(), None);
        let mut limit = limits.page_size;
        let mut filters = Vec::new();
        for (name, value) in pairs {
            match name.as_str() {
                "by" => by.clone_from(value),
                "order" if in_groups => order = GroupOrder::parse(value, "order")?,
                "after" if in_groups => after = Some(value.clone()),
                "order" | "after" => {
                    return Err(Error::Argument {
                        argument: name.clone(),
                        what: "facets have no order and no pages".to_owned(),
                        hint: format!("ask `/api/{}/groups`, which has", TABLES[table].name),
                    });
                }
                "limit" => limit = parameters::page_size(value, limits)?,
                _ => filters.push((name.clone(), value.clone())),
            }
        }
        let names = by.split(',').map(str::trim).filter(|name| !name.is_empty());
        let most = if in_groups { DIMENSIONS_LIMIT } else { dimensions(table).len() };
        let by = parse_dimensions(table, names, most, "by")?;
        Ok(Self { by, order, filter: parameters::filter(table, &filters)?, limit, after })
    }

    fn set(&self, context: Context<'_>, table: usize) -> Result<Set<'static>> {
        context.image.check_scan(table, &self.filter, context.config.limits.scan_bytes)?;
        Ok(if self.filter.is_everything() {
            Set::All
        } else {
            Set::Rows(context.image.rows(table, &self.filter))
        })
    }
}

fn budget(context: Context<'_>) -> Budget {
    let limits = &context.config.limits;
    Budget::new(limits.grouped, limits.groups)
}

/// The groups of the records of a table that the parameters of a request ask for.
///
/// # Errors
///
/// [`Error::Argument`], [`Error::Cursor`] and [`Error::Limit`] name the parameter.
pub fn groups(context: Context<'_>, table: usize, pairs: &[(String, String)]) -> Result<List> {
    let image = context.image;
    let asked = Asked::parse(context, table, pairs, true)?;
    let query = Fingerprint::new(&[
        "groups",
        TABLES[table].name,
        &format!("{:?}", asked.filter),
        &format!("{:?} {:?}", asked.by, asked.order),
    ]);
    let after = asked.after.as_deref().map(|text| GroupCursor::parse(text, query, "after"));
    let after = after.transpose()?;
    let set = asked.set(context, table)?;
    let rows = Rows::of(&set);
    let records = image.records_of(table, &rows);
    budget(context).spend(image.pairs_to_group(table, records, &asked.by))?;
    let wanted = Wanted { sums: true, amounts: true, days: true };
    let question = Question { by: asked.by.clone(), order: asked.order, wanted };
    let groups = image.group(table, &rows, &question, &mut budget(context))?;
    let page = groups.page(asked.limit, after.as_ref());
    let next = (page.end < groups.len() && !page.is_empty()).then(|| {
        let cursor = groups.cursor(page.end - 1, query);
        format!("/api/{}/groups?{}", TABLES[table].name, query_string(pairs, &cursor))
    });

    let mut body = b"{\"data\":[".to_vec();
    for place in page.clone() {
        if place > page.start {
            body.push(b',');
        }
        body.extend_from_slice(b"{\"keys\":[");
        for (at, (key, dimension)) in groups.keys(place).iter().zip(&asked.by).enumerate() {
            if at > 0 {
                body.push(b',');
            }
            body.extend_from_slice(b"{\"dimension\":");
            write::string(&mut body, name(table, *dimension));
            body.push(b',');
            write_key(image, key, &mut body);
            body.push(b'}');
        }
        body.extend_from_slice(b"],");
        write_measures(&groups.measures(place), &mut body);
        body.push(b'}');
    }
    body.extend_from_slice(b"],\"page\":{\"next\":");
    match &next {
        Some(next) => write::string(&mut body, next),
        None => body.extend_from_slice(b"null"),
    }
    body.extend_from_slice(b",\"total\":");
    write::integer(&mut body, groups.len() as i64);
    body.extend_from_slice(b"},\"total\":{");
    write_measures(&groups.total(), &mut body);
    body.push(b'}');
    super::end(context, &mut body);
    let links = next.map(|next| ("next", next)).into_iter().collect();
    Ok(List { body, links, file: None })
}

/// The facets of the records of a table that the parameters of a request ask for.
///
/// # Errors
///
/// [`Error::Argument`] and [`Error::Limit`] name the parameter.
pub fn facets(context: Context<'_>, table: usize, pairs: &[(String, String)]) -> Result<Vec<u8>> {
    let image = context.image;
    let asked = Asked::parse(context, table, pairs, false)?;
    let set = asked.set(context, table)?;
    let rows = Rows::of(&set);
    let records = image.records_of(table, &rows);
    let mut estimate = budget(context);
    for dimension in &asked.by {
        estimate.spend(image.pairs_to_group(table, records, std::slice::from_ref(dimension)))?;
    }
    let mut budget = budget(context);
    let mut body = b"{\"data\":[".to_vec();
    for (at, dimension) in asked.by.iter().enumerate() {
        let facet = image.facet(table, &rows, *dimension, asked.limit, &mut budget)?;
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(b"{\"dimension\":");
        write::string(&mut body, name(table, *dimension));
        body.extend_from_slice(b",\"total\":");
        write::integer(&mut body, facet.total as i64);
        body.extend_from_slice(b",\"missing\":");
        write::integer(&mut body, facet.missing as i64);
        body.extend_from_slice(b",\"values\":[");
        for (at, (key, count)) in facet.values.iter().enumerate() {
            body.extend_from_slice(if at > 0 { b",{" } else { b"{" });
            write_key(image, key, &mut body);
            body.extend_from_slice(b",\"count\":");
            write::integer(&mut body, *count as i64);
            body.push(b'}');
        }
        body.extend_from_slice(b"]}");
    }
    body.extend_from_slice(b"],\"total\":{\"count\":");
    write::integer(&mut body, records as i64);
    body.push(b'}');
    super::end(context, &mut body);
    Ok(body)
}

fn name(table: usize, dimension: usize) -> &'static str {
    dimensions(table).get(dimension).map_or("", |dimension| dimension.name.as_str())
}

fn write_key(image: &Image, key: &Key, body: &mut Vec<u8>) {
    body.extend_from_slice(b"\"id\":");
    write_text(key.id(image), body);
    body.extend_from_slice(b",\"label\":{");
    for (at, (tag, label)) in key.labels(image).iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        write::string(body, tag);
        body.push(b':');
        write::string(body, label);
    }
    body.push(b'}');
}

fn write_text(text: Option<Cow<'_, str>>, body: &mut Vec<u8>) {
    match text {
        Some(text) => write::string(body, &text),
        None => body.extend_from_slice(b"null"),
    }
}

fn write_measures(says: &Measures, body: &mut Vec<u8>) {
    body.extend_from_slice(b"\"count\":");
    write::integer(body, says.count as i64);
    for (column, sum) in sums().iter().zip(&says.sums) {
        body.push(b',');
        write::string(body, column.name);
        body.push(b':');
        match sum {
            Some(sum) => write::integer(body, *sum),
            None => body.extend_from_slice(b"null"),
        }
    }
    body.extend_from_slice(b",\"amounts\":[");
    for (at, sum) in says.amounts.iter().enumerate() {
        body.extend_from_slice(if at > 0 { b"," } else { b"" });
        write_amount(sum, body);
    }
    body.push(b']');
    for (name, day) in [("first_date", says.first_day), ("last_date", says.last_day)] {
        body.push(b',');
        write::string(body, name);
        body.push(b':');
        write_day(day, body);
    }
}

fn write_amount(sum: &AmountSum, body: &mut Vec<u8>) {
    body.extend_from_slice(b"{\"kind\":");
    write_text(sum.kind.map(|code| Cow::Borrowed(code.code)), body);
    body.extend_from_slice(b",\"currency\":");
    write::string(body, sum.currency);
    body.extend_from_slice(b",\"total\":");
    write::string(body, &sum.total);
    body.extend_from_slice(b",\"count\":");
    write::integer(body, sum.count as i64);
    body.push(b'}');
}

fn write_day(day: Option<PartialDate>, body: &mut Vec<u8>) {
    match day {
        Some(day) => write::date(body, day),
        None => body.extend_from_slice(b"null"),
    }
}
