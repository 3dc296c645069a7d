//! The GET door: pages of records and single records as JSON, in the words of files.

pub mod facts;
mod fields;
pub mod groups;
mod list;
pub mod openapi;
pub mod parameters;
pub mod search;

use crate::about::{self, Service};
use crate::config::Config;
use crate::error::{Error, Result};
use crate::image::Image;
use crate::image::render::select::Manner;
use crate::image::render::{Line, Plan, write};
use crate::model::{TABLES, find_table};
use fields::Wanted;
pub use list::{List, all_linked, list};

/// What answers need to know beside the data.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The revision that answers.
    pub image: &'a Image,
    /// Publisher, licence and limits.
    pub config: &'a Config,
}

/// The table of this name.
pub fn table(name: &str) -> Result<usize> {
    find_table(name).map(|(at, _)| at).ok_or_else(|| Error::NotFound {
        what: format!("there is no table `{name}`"),
        hint: "the names of all tables are at `/api`".to_owned(),
    })
}

/// All tables with the addresses of their pages and files.
pub fn index(context: Context<'_>, service: &Service) -> Vec<u8> {
    let config = context.config;
    let tables = facts::tables(context, service);
    let value = serde_json::json!({
        "revision": context.image.revision.number,
        "publishedAt": context.image.revision.published_at,
        "publisher": { "name": config.publisher, "contact": config.contact },
        "licence": config.licence,
        "baseUrl": config.base_url,
        "graphql": "/graphql",
        "schema": "/schema.graphql",
        "openapi": "/openapi.json",
        "codelists": "/api/codelists",
        "changes": "/api/changes",
        "tables": tables,
    });
    value.to_string().into_bytes()
}

/// One record.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none of this slug; [`Error::Argument`] and [`Error::Limit`] name
/// the parameter.
pub fn record(
    context: Context<'_>,
    table: usize,
    slug: &str,
    pairs: &[(String, String)],
) -> Result<Vec<u8>> {
    let Context { image, config } = context;
    about::once(pairs, fields::NAMES)?;
    if let Some((name, _)) = pairs.iter().find(|(name, _)| !fields::NAMES.contains(&name.as_str()))
    {
        return Err(Error::Argument {
            argument: name.clone(),
            what: "a record has no such parameter".to_owned(),
            hint: format!("use one of {}", fields::NAMES.join(", ")),
        });
    }
    let wanted = Wanted::parse(table, pairs)?;
    wanted.within(image, table, 1, &config.limits)?;
    let row = image.table(table).find(slug).ok_or_else(|| Error::NotFound {
        what: format!("`{}` has no record `{slug}`", TABLES[table].name),
        hint: format!("the records are at `/api/{}`", TABLES[table].name),
    })?;
    let manner = Manner {
        languages: &wanted.languages,
        most: config.limits.page_size,
        next: list::next_of_linked,
    };
    let mut body = b"{\"data\":".to_vec();
    let plan = Plan::of_parts(image, table, &wanted.parts, &manner);
    plan.write_json(image, Line::of(row), &mut body);
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
