//! The GET door: pages of records and single records as JSON, in the words of files.

pub mod groups;
pub mod parameters;

use crate::config::Config;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::page::{Cursor, Fingerprint, Set, Slice};
use crate::image::render::{Line, Plan, write};
use crate::model::{TABLES, find_table};
use parameters::{Parameters, query_string};

/// What answers need to know beside the data.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The revision that answers.
    pub image: &'a Image,
    /// Publisher, licence and limits.
    pub config: &'a Config,
}

/// A page, and the address of the next one.
#[derive(Debug)]
pub struct List {
    /// The JSON.
    pub body: Vec<u8>,
    /// Path and query of the next page; none if this is the last.
    pub next: Option<String>,
}

/// The table of this name.
pub fn table(name: &str) -> Result<usize> {
    find_table(name).map(|(at, _)| at).ok_or_else(|| Error::NotFound {
        what: format!("there is no table `{name}`"),
        hint: "the names of all tables are at `/api`".to_owned(),
    })
}

/// All tables with the addresses of their pages and files.
pub fn index(context: Context<'_>, formats: &[&str]) -> Vec<u8> {
    let config = context.config;
    let tables: Vec<serde_json::Value> = context
        .image
        .tables()
        .iter()
        .map(|table| {
            let name = table.table.name;
            let files: Vec<String> =
                formats.iter().map(|format| format!("/export/{name}.{format}")).collect();
            serde_json::json!({
                "name": name,
                "label": { "en": table.table.label.en, "it": table.table.label.it },
                "description": table.table.doc,
                "records": table.rows,
                "list": format!("/api/{name}"),
                "files": files,
            })
        })
        .collect();
    let value = serde_json::json!({
        "revision": context.image.revision.number,
        "publishedAt": context.image.revision.published_at,
        "publisher": { "name": config.publisher, "contact": config.contact },
        "licence": config.licence,
        "baseUrl": config.base_url,
        "graphql": "/graphql",
        "schema": "/schema.graphql",
        "tables": tables,
    });
    value.to_string().into_bytes()
}

/// The page of a table that the parameters of a request ask for.
///
/// # Errors
///
/// [`Error::Argument`], [`Error::Cursor`] and [`Error::Limit`] name the parameter.
pub fn list(context: Context<'_>, table: usize, pairs: &[(String, String)]) -> Result<List> {
    let image = context.image;
    let wanted = Parameters::parse(table, pairs, &context.config.limits)?;
    image.check_scan(table, &wanted.filter, context.config.limits.scan_bytes)?;
    let everything = wanted.filter.is_everything();
    let set = if everything { Set::All } else { Set::Rows(image.rows(table, &wanted.filter)) };
    let total = set.len(image.table(table));
    let query = Fingerprint::new(&[
        TABLES[table].name,
        &wanted.filter.to_json(table).to_string(),
        &format!("{:?}", wanted.order),
    ]);
    let after = wanted.after.as_deref().map(|text| Cursor::parse(text, query, "after"));
    let slice = Slice { first: Some(wanted.limit), after: after.transpose()?, ..Slice::default() };
    let page = image.page(table, set, wanted.order, &slice);
    let next = page.items.last().filter(|_| page.has_next).map(|last| {
        let cursor = Cursor::new(image.table(table), wanted.order, *last).encode(query);
        format!("/api/{}?{}", TABLES[table].name, query_string(pairs, &cursor))
    });

    let plan = Plan::nested(image, table);
    let mut body = b"{\"data\":[".to_vec();
    for (at, item) in page.items.iter().enumerate() {
        if at > 0 {
            body.push(b',');
        }
        plan.write_json(image, Line::of(item.row), &mut body);
    }
    body.extend_from_slice(b"],\"page\":{\"next\":");
    match &next {
        Some(next) => write::string(&mut body, next),
        None => body.extend_from_slice(b"null"),
    }
    body.extend_from_slice(b",\"total\":");
    body.extend_from_slice(itoa::Buffer::new().format(total).as_bytes());
    body.push(b'}');
    end(context, &mut body);
    Ok(List { body, next })
}

/// One record.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none of this slug.
pub fn record(context: Context<'_>, table: usize, slug: &str) -> Result<Vec<u8>> {
    let image = context.image;
    let row = image.table(table).find(slug).ok_or_else(|| Error::NotFound {
        what: format!("`{}` has no record `{slug}`", TABLES[table].name),
        hint: format!("the records are at `/api/{}`", TABLES[table].name),
    })?;
    let mut body = b"{\"data\":".to_vec();
    Plan::nested(image, table).write_json(image, Line::of(row), &mut body);
    end(context, &mut body);
    Ok(body)
}

fn end(context: Context<'_>, body: &mut Vec<u8>) {
    body.extend_from_slice(b",\"revision\":");
    body.extend_from_slice(itoa::Buffer::new().format(context.image.revision.number).as_bytes());
    body.extend_from_slice(b",\"licence\":");
    write::string(body, &context.config.licence);
    body.push(b'}');
}
