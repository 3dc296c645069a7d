//! `/api/search`: the best records of several tables for some words.

use serde_json::json;

use super::parameters::{page_size, query_string};
use super::{Context, List, end, table};
use crate::error::{Error, Result};
use crate::image::page::Fingerprint;
use crate::image::render::{Line, Plan, write};
use crate::image::text::{Hit, Query, is_searched, searched_tables};
use crate::model::TABLES;

/// The page of results that the parameters of a request ask for.
///
/// # Errors
///
/// [`Error::Argument`], [`Error::Cursor`] and [`Error::Limit`] name the parameter.
pub fn search(context: Context<'_>, pairs: &[(String, String)]) -> Result<List> {
    let image = context.image;
    let limits = &context.config.limits;
    let (mut query, mut tables) = (None, searched_tables());
    let (mut limit, mut after) = (limits.page_size, None);
    for (name, value) in pairs {
        match name.as_str() {
            "q" => query = Some(Query::parse(value, "q")?),
            "types" => tables = types(value)?,
            "limit" => limit = page_size(value, limits)?,
            "after" => after = Some(value),
            _ => {
                return Err(refuse(
                    name,
                    "there is no such parameter",
                    "use q, types, limit, after",
                ));
            }
        }
    }
    let query = query.ok_or_else(|| {
        refuse("q", "it says what to search for and is not given", "write `?q=acqua`")
    })?;
    let mut parts = vec!["search".to_owned(), query.to_string()];
    parts.extend(tables.iter().map(|table| TABLES[*table].name.to_owned()));
    let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
    let fingerprint = Fingerprint::new(&parts);
    let after = after.map(|text| Hit::at_cursor(image, text, fingerprint, "after")).transpose()?;
    let found = image.search(&query, &tables, limit, after)?;
    let snippets = image.snippets(&query, &found.hits);
    let next = found.hits.last().filter(|_| found.has_next).map(|last| {
        let cursor = last.cursor(image, found.start + found.hits.len(), fingerprint);
        format!("/api/search?{}", query_string(pairs, &cursor))
    });

    let plans: Vec<(usize, Plan)> =
        tables.iter().map(|table| (*table, Plan::nested(image, *table))).collect();
    let mut body = b"{\"data\":[".to_vec();
    for (at, (hit, snippets)) in found.hits.iter().zip(snippets).enumerate() {
        let Some((_, plan)) = plans.iter().find(|(table, _)| *table == hit.table) else { continue };
        if at > 0 {
            body.push(b',');
        }
        body.extend_from_slice(b"{\"type\":");
        write::string(&mut body, TABLES[hit.table].name);
        body.extend_from_slice(b",\"score\":");
        write::float(&mut body, f64::from(hit.score));
        body.extend_from_slice(b",\"snippets\":");
        let snippets = snippets.into_iter().map(|snippet| {
            let language = snippet.language;
            json!({ "field": snippet.field, "language": language, "html": snippet.html })
        });
        let snippets: serde_json::Value = snippets.collect();
        body.extend_from_slice(snippets.to_string().as_bytes());
        body.extend_from_slice(b",\"record\":");
        plan.write_json(image, Line::of(hit.row), &mut body);
        body.push(b'}');
    }
    body.extend_from_slice(b"],\"page\":{\"next\":");
    match &next {
        Some(next) => write::string(&mut body, next),
        None => body.extend_from_slice(b"null"),
    }
    body.extend_from_slice(b",\"total\":");
    write::integer(&mut body, found.total as i64);
    body.push(b'}');
    end(context, &mut body);
    let links = next.into_iter().map(|next| ("next", next)).collect();
    Ok(List { body, links, file: None })
}

fn refuse(argument: &str, what: &str, hint: &str) -> Error {
    Error::Argument { argument: argument.to_owned(), what: what.to_owned(), hint: hint.to_owned() }
}

/// The tables that a list with `,` names, in reading order.
fn types(text: &str) -> Result<Vec<usize>> {
    let mut tables = Vec::new();
    for name in text.split(',').map(str::trim) {
        let at = table(name).ok().filter(|at| is_searched(*at)).ok_or_else(|| {
            let known = searched_tables().into_iter().map(|at| TABLES[at].name);
            let known: Vec<&str> = known.collect();
            let hint = format!("use one or more of {}", known.join(", "));
            refuse("types", &format!("the search reads no table `{name}`"), &hint)
        })?;
        tables.push(at);
    }
    tables.sort_unstable();
    tables.dedup();
    Ok(tables)
}
