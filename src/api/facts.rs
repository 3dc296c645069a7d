//! What stands beside the records: tables, code lists, the journal of changes, explanations.

use serde_json::{Value, json};

use super::parameters::{page_size, query_string};
use super::{Context, List};
use crate::about::explain::{Memory, explain as explained, id_of, key_of};
use crate::about::{Service, codes, datasets, journal};
use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::store::Store;
use crate::store::history::{Change, FieldChange};

/// All tables as datasets, each with the addresses of its list and files.
pub(super) fn tables(context: Context<'_>, service: &Service) -> Vec<Value> {
    let tables = datasets::datasets(context.image, service);
    let tables = tables.into_iter().map(|table| {
        let name = table["name"].as_str().unwrap_or_default();
        let formats = table["files"].as_array().into_iter().flatten();
        let formats = formats.filter_map(|file| file["format"].as_str());
        let files: Vec<_> = formats.map(|format| format!("/export/{name}.{format}")).collect();
        json!({
            "name": name,
            "label": table["label"],
            "description": table["description"],
            "records": table["records"],
            "list": format!("/api/{name}"),
            "files": files,
            "formats": table["files"],
            "fields": table["fields"],
            "url": table["url"],
            "licence": table["licence"],
            "publisher": table["publisher"],
            "revision": table["revision"],
        })
    });
    tables.collect()
}

/// The code lists, those of `names=` or all of them.
///
/// # Errors
///
/// [`Error::Argument`] for a name that no list has.
pub fn code_lists(context: Context<'_>, pairs: &[(String, String)]) -> Result<Vec<u8>> {
    let mut names: Option<Vec<&str>> = None;
    for (name, value) in pairs {
        match name.as_str() {
            "names" => names.get_or_insert_default().extend(value.split(',').map(str::trim)),
            _ => return Err(unknown(name, "names")),
        }
    }
    let most = codes::names().count();
    if names.as_ref().is_some_and(|names| names.len() > most) {
        return Err(Error::Argument {
            argument: "names".to_owned(),
            what: "there are not so many code lists".to_owned(),
            hint: "name each list once".to_owned(),
        });
    }
    Ok(ended(context, json!({ "data": codes::lists(names.as_deref())? })))
}

/// One code list.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none of this name.
pub fn code_list(context: Context<'_>, name: &str) -> Result<Vec<u8>> {
    let list = codes::list(name).ok_or_else(|| Error::NotFound {
        what: format!("there is no code list `{name}`"),
        hint: "the names of all lists are at `/api/codelists`".to_owned(),
    })?;
    Ok(ended(context, json!({ "data": list })))
}

/// A page of the journal: what changed after the revision `since=`, or since that date.
///
/// # Errors
///
/// [`Error::Argument`], [`Error::Cursor`] and [`Error::Limit`] name the parameter; those of the
/// store.
pub async fn changes(
    context: Context<'_>,
    store: &Store,
    pairs: &[(String, String)],
) -> Result<List> {
    let limits = &context.config.limits;
    let (mut since, mut types, mut limit, mut after) = (None, None, limits.page_size, None);
    for (name, value) in pairs {
        match name.as_str() {
            "since" => since = Some(journal::start(value)?),
            "types" => types = Some(value.as_str()),
            "limit" => limit = page_size(value, limits)?,
            "after" => after = Some(value.as_str()),
            _ => return Err(unknown(name, "since, types, limit, after")),
        }
    }
    let since = since.ok_or_else(|| missing("since", "the revision that you have, or a date"))?;
    let tables = match types {
        Some(names) => journal::tables(names.split(',').map(str::trim))?,
        None => (0..TABLES.len()).collect(),
    };
    let newest = context.image.revision.number;
    let asked = journal::page((since, newest), tables, after, limit)?;
    let page = store.journal(&asked).await?;
    let last = page.entries.last();
    let cursor = last.map(|entry| journal::cursor(&asked, entry));
    let next = cursor.as_ref().filter(|_| page.has_next);
    let next = next.map(|cursor| format!("/api/changes?{}", query_string(pairs, cursor)));
    let entries = page.entries.iter().map(|entry| {
        let row = context.image.table(entry.table).find(&entry.slug);
        json!({
            "id": entry.record(),
            "table": TABLES.get(entry.table).map(|table| table.name),
            "kind": entry.change.kind.name(),
            "revision": entry.change.revision,
            "fields": fields(&entry.change.fields),
            "url": row.map(|_| format!("/api/{}", entry.record())),
        })
    });
    let data: Vec<Value> = entries.collect();
    // The cursor is there on the last page too: whoever keeps it goes on from there later.
    let page = json!({ "next": &next, "cursor": cursor });
    let body = ended(context, json!({ "data": data, "page": page }));
    let links = next.into_iter().map(|next| ("next", next)).collect();
    Ok(List { body, links, file: None })
}

/// What became of the record `id=`.
///
/// # Errors
///
/// [`Error::Argument`] without an id; those of the store.
pub async fn explain(
    context: Context<'_>,
    store: &Store,
    pairs: &[(String, String)],
) -> Result<Vec<u8>> {
    let mut given = None;
    for (name, value) in pairs {
        match name.as_str() {
            "id" => given = Some(value.as_str()),
            _ => return Err(unknown(name, "id")),
        }
    }
    let id = id_of(given.ok_or_else(|| missing("id", "an id such as `projects/dakar-reve`"))?);
    let keys: Vec<_> = key_of(id).into_iter().collect();
    let (changes, refusals) = (store.history(&keys).await?, store.refusals(&keys).await?);
    let changes = changes.into_values().next().unwrap_or_default();
    let refusals = refusals.into_values().next().unwrap_or_default();
    let renames = store.renames(&keys).await?.into_values().next().unwrap_or_default();
    let memory = Memory { changes: &changes, refusals: &refusals, renames: &renames };
    let found = explained(context.image, id, memory);
    let change = |change: &&Change| {
        json!({
            "revision": change.revision,
            "kind": change.kind.name(),
            "fields": fields(&change.fields),
        })
    };
    let refusals = found
        .refusals
        .iter()
        .map(|refusal| json!({ "revision": refusal.revision, "problem": &refusal.problem }));
    let data = json!({
        "id": found.id,
        "state": found.state.name(),
        "renamed_to": found.renamed_to,
        "sentence": { "en": found.sentence("en"), "it": found.sentence("it") },
        "added_in": found.added,
        "changed_in": found.changed,
        "removed_in": found.removed,
        "changes": found.changes.iter().map(change).collect::<Vec<_>>(),
        "refusals": refusals.collect::<Vec<_>>(),
    });
    Ok(ended(context, json!({ "data": data })))
}

fn fields(fields: &[FieldChange]) -> Vec<Value> {
    let fields = fields.iter();
    fields
        .map(|field| json!({ "name": field.name, "before": field.before, "after": field.after }))
        .collect()
}

fn ended(context: Context<'_>, mut body: Value) -> Vec<u8> {
    body["revision"] = json!(context.image.revision.number);
    body["licence"] = json!(context.config.licence);
    body.to_string().into_bytes()
}

fn missing(name: &str, what: &str) -> Error {
    Error::Argument {
        argument: name.to_owned(),
        what: "a value is required".to_owned(),
        hint: format!("give {what}"),
    }
}

fn unknown(name: &str, known: &str) -> Error {
    Error::Argument {
        argument: name.to_owned(),
        what: "there is no such parameter".to_owned(),
        hint: format!("use {known}"),
    }
}
