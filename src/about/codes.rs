//! The code lists, the currencies among them.

use serde_json::{Value, json};

use crate::error::{Error, Result};
use crate::model::codes::{CODE_LISTS, CURRENCIES};
use crate::model::table::CodeList;

/// The name of the list of currencies.
pub const CURRENCY: &str = "Currency";

/// The names of all lists, in the order of first use.
pub fn names() -> impl Iterator<Item = &'static str> {
    CODE_LISTS.iter().map(|list| list.name).chain([CURRENCY])
}

/// The lists of these names, whatever the case of their letters, or all of them.
///
/// # Errors
///
/// [`Error::Argument`] for a name that no list has.
pub fn lists(wanted: Option<&[&str]>) -> Result<Vec<Value>> {
    let Some(wanted) = wanted else { return Ok(names().filter_map(list).collect()) };
    wanted
        .iter()
        .map(|name| {
            list(name).ok_or_else(|| Error::Argument {
                argument: "names".to_owned(),
                what: format!("there is no code list `{name}`"),
                hint: format!("use one of {}", names().collect::<Vec<_>>().join(", ")),
            })
        })
        .collect()
}

/// The list of this name, whatever the case of its letters.
pub fn list(name: &str) -> Option<Value> {
    if name.eq_ignore_ascii_case(CURRENCY) {
        return Some(currencies());
    }
    CODE_LISTS.iter().find(|list| list.name.eq_ignore_ascii_case(name)).map(|list| of(list))
}

fn of(list: &CodeList) -> Value {
    let codes = list.codes.iter();
    let codes: Vec<Value> = codes
        .map(|entry| {
            json!({
                "code": entry.code,
                "label": { "en": entry.label.en, "it": entry.label.it },
            })
        })
        .collect();
    json!({
        "name": list.name,
        "description": list.doc,
        "source": list.source,
        "closed": list.closed,
        "codes": codes,
    })
}

fn currencies() -> Value {
    let codes: Vec<Value> = CURRENCIES
        .iter()
        .map(|code| json!({ "code": code, "label": { "en": code, "it": code } }))
        .collect();
    json!({
        "name": CURRENCY,
        "description": "Currency of an amount.",
        "source": "ISO 4217",
        "closed": false,
        "codes": codes,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_have_names_of_their_own_and_currencies_are_one_of_them() {
        let all = lists(None).unwrap();
        assert_eq!(all.len(), CODE_LISTS.len() + 1);
        for (at, name) in names().enumerate() {
            assert!(names().take(at).all(|other| !other.eq_ignore_ascii_case(name)), "{name}");
        }
        let found = lists(Some(&["currency", "basis"])).unwrap();
        assert_eq!(found[0]["codes"].as_array().unwrap().len(), CURRENCIES.len());
        assert_eq!(found[1]["closed"], true);
        assert_eq!(lists(Some(&["Nope"])).unwrap_err().code(), "ARGUMENT_INVALID");
    }
}
