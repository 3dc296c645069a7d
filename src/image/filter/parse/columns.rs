//! Tests of columns, from JSON.

use serde_json::Value;

use super::operand::operand;
use super::{links, list, object, refuse, tests_of, text, truth, unknown_test};
use crate::error::{Error, Result};
use crate::image::filter::near::FARTHEST;
use crate::image::filter::{Filter, Operand, Test};
use crate::model::table::{Column, Kind};
use crate::model::value::{self, Decimal, Expected, Point};

pub(super) fn tests(at: usize, column: &Column, json: &Value, place: &str) -> Result<Filter> {
    let known = tests_of(column);
    if !json.is_object() && !known.contains(&"in") {
        return Err(refuse(
            place,
            format!(
                "a value alone means `in`, which a column of {} does not offer",
                column.kind.name()
            ),
            format!("write an object of tests; use one of {}", known.join(", ")),
        ));
    }
    let tests = &links::tests(json, place)?;
    let currency = match tests.get("currency") {
        Some(json) if !json.is_null() && matches!(column.kind, Kind::Money) => {
            let place = format!("{place}.currency");
            let code = text(json, &place)?;
            Some(value::parse_currency(code).map_err(|Expected(what, _)| {
                refuse(&place, what, "use a code of three capital letters")
            })?)
        }
        _ => None,
    };
    let filter = |test| Filter::Column { at, test };
    let (mut from, mut to) = (None, None);
    let mut all = Vec::new();
    for (name, value) in tests {
        if value.is_null() {
            continue;
        }
        let place = links::place_of(name, json, place);
        let json = value;
        if !known.contains(&name.as_str()) {
            return Err(unknown_test(&place, known));
        }
        let operands = || -> Result<Vec<Operand>> {
            list(json, &place)?.iter().map(|json| operand(column, currency, json, &place)).collect()
        };
        match name.as_str() {
            "eq" | "in" => all.push(filter(Test::one_of(operands()?))),
            "not" => all.push(filter(Test::one_of(operands()?)).negated()),
            "gte" => from = Some(operand(column, currency, json, &place)?),
            "lte" => to = Some(operand(column, currency, json, &place)?),
            "isNull" if truth(json, &place)? => all.push(filter(Test::Missing)),
            "isNull" => all.push(filter(Test::Missing).negated()),
            "contains" => all.push(filter(Test::Contains(needle(json, &place)?))),
            "near" => all.push(filter(near(json, &place)?)),
            // The currency stands for itself below.
            _ => {}
        }
    }
    if let (Some(currency), None, None) = (currency, &from, &to) {
        let lowest = Decimal { digits: i64::MIN, scale: 0 };
        from = Some(Operand::Amount(currency as u8, lowest));
    }
    if from.is_some() || to.is_some() {
        all.push(filter(Test::Between(from, to)));
    }
    Ok(Filter::all(all))
}

fn needle(json: &Value, place: &str) -> Result<String> {
    let text = text(json, place)?;
    if text.is_empty() {
        return Err(refuse(
            place,
            "expected at least one letter",
            "leave the test out to ask for all",
        ));
    }
    Ok(text.to_owned())
}

/// What lies near a place: an object, or latitude, longitude and kilometres in one text.
fn near(json: &Value, place: &str) -> Result<Test> {
    const NAMES: [&str; 3] = ["latitude", "longitude", "distanceKm"];
    let numbers: Vec<Value> = if json.is_object() {
        let parts = object(json, place)?;
        if let Some(name) = parts.keys().find(|name| !NAMES.contains(&name.as_str())) {
            return Err(unknown_test(&format!("{place}.{name}"), &NAMES));
        }
        NAMES.iter().map(|name| parts.get(*name).cloned().unwrap_or_default()).collect()
    } else {
        let parts = text(json, place)?.split(',');
        parts.map(|part| part.trim().parse::<f64>().map_or(Value::Null, Value::from)).collect()
    };
    let numbers: Option<Vec<f64>> = numbers.iter().map(Value::as_f64).collect();
    let Some(&[latitude, longitude, kilometres]) = numbers.as_deref() else {
        return Err(refuse(
            place,
            "expected three numbers: latitude, longitude and distance in kilometres",
            "write it as `{\"latitude\": 45.46, \"longitude\": 9.19, \"distanceKm\": 50}`, or in a \
             query string as `45.46,9.19,50`",
        ));
    };
    let centre = Point::from_degrees(latitude, longitude)
        .map_err(|Expected(what, _)| refuse(place, what, "latitude comes before longitude"))?;
    if kilometres < 0.0 {
        return Err(refuse(place, "expected a distance of zero or more", "leave out the sign"));
    }
    let metres = (kilometres * 1000.0).round();
    if metres > f64::from(FARTHEST) {
        return Err(Error::Limit {
            what: "the distance in kilometres",
            value: kilometres.ceil() as u64,
            limit: u64::from(FARTHEST) / 1000,
            hint: "nothing on the globe is farther; leave the test out to ask for all".to_owned(),
        });
    }
    Ok(Test::Near(centre, metres as u32))
}
