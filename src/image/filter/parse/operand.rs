//! Values to compare a column with, from JSON.

use serde_json::Value;

use super::{refuse, text};
use crate::error::Result;
use crate::image::filter::Operand;
use crate::model::table::{CodeList, Column, Kind};
use crate::model::value::{self, Expected};

/// The value that `json` writes for a column; amounts of money need the place of their currency.
pub(super) fn operand(
    column: &Column,
    currency: Option<usize>,
    json: &Value,
    place: &str,
) -> Result<Operand> {
    // Numbers may come as JSON numbers, which hold some sixteen digits; more need a text.
    let written = match json {
        Value::Number(number) => number.to_string(),
        Value::Bool(truth) => truth.to_string(),
        _ => text(json, place)?.to_owned(),
    };
    let parsed = match column.kind {
        Kind::Text | Kind::Url => Ok(Operand::Text(written)),
        Kind::Integer => value::parse_integer(&written).map(Operand::Number),
        Kind::Instant => value::parse_instant(&written).map(Operand::Number),
        Kind::Decimal => written.parse().map(|number| Operand::Amount(0, number)),
        Kind::Date => written.parse().map(Operand::Date),
        Kind::Boolean => value::parse_boolean(&written).map(|yes| Operand::Cell(1 + u8::from(yes))),
        Kind::Code(list) => {
            // GraphQL writes the codes of closed lists as enum values, in capitals.
            let known = list.find(&written).or_else(|| list.find(&written.to_ascii_lowercase()));
            let Some((at, _)) = known else {
                return Err(refuse(
                    place,
                    format!("`{written}` is not a code of {}", list.name),
                    format!("use one of {}", codes(list)),
                ));
            };
            Ok(Operand::Cell(at as u8 + 1))
        }
        Kind::Money => match currency {
            Some(currency) => written.parse().map(|number| Operand::Amount(currency as u8, number)),
            None => Err(Expected(
                "expected a `currency` beside it, since sums are never mixed",
                "qui serve anche `currency`: valute diverse non si sommano",
            )),
        },
        Kind::Localised | Kind::Point => Err(Expected(
            "such a column is not compared with values",
            "questa colonna non si confronta con valori",
        )),
    };
    parsed.map_err(|Expected(what, _)| {
        refuse(place, format!("{what}, not {json}"), "correct the value, or leave the test out")
    })
}

fn codes(list: &CodeList) -> String {
    list.codes.iter().map(|entry| entry.code).collect::<Vec<_>>().join(", ")
}
