//! Short forms, from JSON.

use serde_json::Value;

use super::{list, object, refuse, text, unknown_test};
use crate::error::Result;
use crate::image::filter::{Filter, short};
use crate::model::short::{Asks, Short};

/// What a short form stands for.
pub(super) fn filter(table: usize, form: &Short, json: &Value, place: &str) -> Result<Filter> {
    let target = match form.asks {
        Asks::Years => return years(table, json, place),
        Asks::Linked(target) => target,
    };
    if json.is_object() {
        return Err(refuse(
            place,
            "this short form takes slugs, and no tests",
            format!("write it as `{{\"{}\": [\"…\"]}}`", form.name),
        ));
    }
    let slugs = list(json, place)?.iter().map(|json| slug(json, place));
    let slugs = slugs.collect::<Result<Vec<String>>>()?;
    short::linked(table, target, &slugs)
        .ok_or_else(|| refuse(place, "this short form leads nowhere from here", "leave it out"))
}

/// A slug as people write it: `MZ`, `11.2`, or the number 11.
fn slug(json: &Value, place: &str) -> Result<String> {
    // `17.10` as a number would be `17.1`.
    if let Some(number) = json.as_u64() {
        return Ok(number.to_string());
    }
    Ok(super::links::slug(json, place)?.replace('.', "-"))
}

fn years(table: usize, json: &Value, place: &str) -> Result<Filter> {
    let (mut from, mut to) = (None, None);
    match json {
        Value::Object(_) => {
            for (name, json) in object(json, place)?.iter().filter(|(_, json)| !json.is_null()) {
                let place = format!("{place}.{name}");
                match name.as_str() {
                    "from" => from = Some(year(&written(json, &place)?, &place)?),
                    "to" => to = Some(year(&written(json, &place)?, &place)?),
                    _ => return Err(unknown_test(&place, &["from", "to"])),
                }
            }
        }
        Value::Array(_) => {
            return Err(refuse(
                place,
                "expected one span of years, not a list",
                "write it as `2018..2020`, or put several into `any`",
            ));
        }
        alone => {
            let text = written(alone, place)?;
            let (first, last) = text.split_once("..").unwrap_or((&text, &text));
            let end = |text: &str| (!text.is_empty()).then(|| year(text, place)).transpose();
            (from, to) = (end(first)?, end(last)?);
            if (from, to) == (None, None) {
                return Err(year(&text, place).err().unwrap_or_else(|| no_year(&text, place)));
            }
        }
    }
    if let (Some(first), Some(last)) = (from, to)
        && first > last
    {
        return Err(refuse(
            place,
            format!("{first} comes after {last}"),
            "write the earlier year first",
        ));
    }
    match (from, to) {
        (None, None) => Ok(Filter::default()),
        _ => Ok(short::years(table, from, to)),
    }
}

fn written(json: &Value, place: &str) -> Result<String> {
    match json {
        Value::Number(number) => Ok(number.to_string()),
        _ => Ok(text(json, place)?.to_owned()),
    }
}

fn year(text: &str, place: &str) -> Result<u32> {
    let is_year = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    let year = text.parse().ok().filter(|year| *year > 0 && is_year);
    year.ok_or_else(|| no_year(text, place))
}

fn no_year(text: &str, place: &str) -> crate::error::Error {
    refuse(
        place,
        format!("expected a year from 1 to 9999, not `{text}`"),
        "write a year as `2018`, a span as `2018..2020`, `2018..` or `..2020`",
    )
}
