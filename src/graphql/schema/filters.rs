//! The types of filters, derived from the tests that the one parser of filters offers.

use async_graphql::dynamic::TypeRef;

use super::words::{Argument, Types, argument};
use crate::image::Way;
use crate::image::filter::parse::{link_tests, names, slug_tests_of, tests_of};
use crate::model::TABLES;
use crate::model::short::{self, Asks, Short};
use crate::model::table::{Column, Kind, Target, camel_case};

/// The tests of the slugs of records that contain each other.
const NESTED: &str = "NestedSlugTest";

/// A span of years.
const YEARS: &str = "YearSpan";

/// A place and a distance.
const NEAR: &str = "Near";

/// Adds the filter of a table and the tests that it uses.
pub(super) fn add(types: &mut Types, at: usize) {
    let table = &TABLES[at];
    let filter = format!("{}Filter", table.one);
    let mut fields: Vec<Argument> = Vec::new();
    for name in names(at) {
        fields.push(field(types, at, &filter, name));
    }
    let doc = format!(
        "A question to each record of `{}`; several fields must all hold, and `{{}}` holds for \
         every record.",
        table.name
    );
    types.input(filter, doc, fields);
}

fn field(types: &mut Types, at: usize, filter: &str, name: String) -> Argument {
    let table = &TABLES[at];
    match name.as_str() {
        "all" => {
            argument(name, TypeRef::named_nn_list(filter), "Holds where every one of these does.")
        }
        "any" => argument(
            name,
            TypeRef::named_nn_list(filter),
            "Holds where at least one of these does.",
        ),
        "not" => argument(name, TypeRef::named(filter), "Holds where this does not."),
        "slug" => {
            let test = if slug_tests_of(at).contains(&"within") { NESTED } else { "SlugTest" };
            argument(name, TypeRef::named(test), "Tests the slug.")
        }
        "search" => argument(name, TypeRef::named(TypeRef::STRING), super::search::FILTER),
        _ => {
            let own = short::find(&name).filter(|_| !is_column_or_link(at, &name));
            if let Some(short) = own {
                return short_form(types, short);
            }
            if let Some(column) = table.columns.iter().find(|c| camel_case(c.name) == name) {
                let doc = format!("Tests `{name}`: {}", lower_first(column.doc));
                return argument(name, TypeRef::named(column_test(types, column)), doc);
            }
            let links = table.links.iter().enumerate();
            let forward = links
                .filter(|(_, link)| camel_case(link.name) == name)
                .find_map(|(link_at, _)| Way::forward(at, link_at).into_iter().next());
            let back = Way::backward(at).into_iter();
            let way =
                forward.or_else(|| back.into_iter().find(|way| camel_case(way.name()) == name));
            let doc = match short::find(&name) {
                // The short form of this name has no field here; in JSON and GET it has a value.
                Some(_) => format!(
                    "Tests the records that `{name}` leads to. The short form of this name has no \
                     field here; in GET it is `{name}` with a value alone."
                ),
                None => format!("Tests the records that `{name}` leads to."),
            };
            let test = way.map_or_else(|| "SlugTest".to_owned(), |way| link_test(types, &way));
            argument(name, TypeRef::named(test), doc)
        }
    }
}

fn is_column_or_link(at: usize, name: &str) -> bool {
    let table = &TABLES[at];
    table.columns.iter().any(|column| camel_case(column.name) == name)
        || table.links.iter().any(|link| camel_case(link.name) == name)
        || Way::backward(at).iter().any(|way| camel_case(way.name()) == name)
}

fn short_form(types: &mut Types, short: &Short) -> Argument {
    let Asks::Linked(target) = short.asks else {
        if !types.inputs.contains_key(YEARS) {
            let year = |name, doc| argument(name, TypeRef::named(TypeRef::INT), doc);
            let fields = vec![
                year("from", "First year; none for no beginning."),
                year("to", "Last year; none for no end."),
            ];
            types.input(YEARS, "Years from one to another, each included.", fields);
        }
        return argument(short.name, TypeRef::named(YEARS), format!("Short form. {}", short.doc));
    };
    let doc = format!("Short form for links to `{target}`, by their slugs. {}", short.doc);
    // A goal may be written as its number.
    argument(short.name, TypeRef::named_nn_list(TypeRef::ID), doc)
}

fn lower_first(doc: &str) -> String {
    let mut letters = doc.chars();
    match (letters.next(), letters.clone().next()) {
        // An abbreviation keeps its capitals.
        (Some(first), Some(second)) if !second.is_uppercase() => {
            format!("{}{}", first.to_lowercase(), letters.as_str())
        }
        _ => doc.to_owned(),
    }
}

fn column_test(types: &mut Types, column: &Column) -> String {
    let (name, value, what) = match column.kind {
        Kind::Text | Kind::Url => ("TextTest".to_owned(), TypeRef::STRING, "a text"),
        Kind::Localised => {
            ("LocalisedTest".to_owned(), TypeRef::STRING, "a text in any of its languages")
        }
        Kind::Code(list) => {
            let value = if list.closed { list.name } else { TypeRef::STRING };
            (format!("{}Test", list.name), value, list.doc)
        }
        Kind::Integer => ("IntegerTest".to_owned(), TypeRef::INT, "a whole number"),
        Kind::Decimal => ("DecimalTest".to_owned(), "Decimal", "an exact number"),
        Kind::Money => ("MoneyTest".to_owned(), "Decimal", "an amount in its currency"),
        Kind::Date => (
            "DateTest".to_owned(),
            "PartialDate",
            "a date; a partial date lies between two others if every day that it can mean does",
        ),
        Kind::Instant => ("InstantTest".to_owned(), "DateTime", "a moment"),
        Kind::Boolean => ("BooleanTest".to_owned(), TypeRef::BOOLEAN, "a truth value"),
        Kind::Point => ("PointTest".to_owned(), TypeRef::STRING, "a position"),
    };
    if !types.inputs.contains_key(&name) {
        let tests = tests_of(column).iter().map(|test| test_field(test, value)).collect();
        let doc = match column.kind {
            Kind::Code(list) => format!("Tests of a code. {}{}", list.doc, codes_of(list)),
            _ => format!("Tests of {what}."),
        };
        types.input(&name, doc, tests);
    }
    name
}

/// The codes of an open list, since its type does not show them.
fn codes_of(list: &crate::model::table::CodeList) -> String {
    if list.closed {
        return String::new();
    }
    let codes: Vec<String> =
        list.codes.iter().map(|entry| format!("`{}` {}", entry.code, entry.label.en)).collect();
    format!(" Codes: {}.", codes.join(", "))
}

fn test_field(test: &str, value: &str) -> Argument {
    let (ty, doc) = match test {
        "near" => (
            TypeRef::named(NEAR),
            "Holds where the position lies at most so far from a place, on the globe.",
        ),
        "eq" => (TypeRef::named(value), "Holds for this value."),
        "in" => (TypeRef::named_nn_list(value), "Holds for each of these values."),
        "not" => (
            TypeRef::named_nn_list(value),
            "Holds for everything but these values, also where there is none.",
        ),
        "gte" => (TypeRef::named(value), "Holds from this value on, itself included."),
        "lte" => (TypeRef::named(value), "Holds up to this value, itself included."),
        "contains" => (
            TypeRef::named(TypeRef::STRING),
            "Holds where the text contains this one, whatever the case of its letters.",
        ),
        "currency" => (
            TypeRef::named(TypeRef::STRING),
            "Currency (ISO 4217) that the amounts are in; needed beside `gte` and `lte`.",
        ),
        _ => (
            TypeRef::named(TypeRef::BOOLEAN),
            "`true` holds where there is no value, `false` where there is one.",
        ),
    };
    argument(test, ty, doc)
}

fn link_test(types: &mut Types, way: &Way) -> String {
    let to_any = way.link.target == Target::Any && way.forward;
    let one = TABLES[way.to].one;
    let name = if to_any { "AnyLinkTest".to_owned() } else { format!("{one}LinkTest") };
    if !types.inputs.contains_key(&name) {
        let filter = format!("{one}Filter");
        let tests = link_tests(way).iter().map(|test| match *test {
            "some" => argument(
                *test,
                TypeRef::named(&filter),
                "Holds where at least one linked record answers yes.",
            ),
            "none" => {
                argument(*test, TypeRef::named(&filter), "Holds where no linked record does.")
            }
            "in" if to_any => argument(
                *test,
                TypeRef::named_nn_list(TypeRef::ID),
                "Holds where it leads to one of these ids.",
            ),
            "in" => argument(
                *test,
                TypeRef::named_nn_list(TypeRef::STRING),
                "Holds where it leads to one of these slugs.",
            ),
            _ => argument(
                *test,
                TypeRef::named(TypeRef::BOOLEAN),
                "`true` holds where there is no linked record, `false` where there is one.",
            ),
        });
        let mut tests: Vec<Argument> = tests.collect();
        if to_any {
            tests.extend(TABLES.iter().map(|table| {
                let filter = TypeRef::named(format!("{}Filter", table.one));
                let doc = format!(
                    "Holds where it leads to a record of `{}` that answers yes.",
                    table.name
                );
                argument(camel_case(table.name), filter, doc)
            }));
        }
        let doc = if to_any {
            "Tests of a link to a record of any table.".to_owned()
        } else {
            format!("Tests of links to `{one}` records.")
        };
        types.input(&name, doc, tests);
    }
    name
}

/// Adds the tests that every table has.
pub(super) fn add_shared(types: &mut Types) {
    let text = || TypeRef::named_nn_list(TypeRef::STRING);
    let fields = || {
        vec![
            argument("eq", TypeRef::named(TypeRef::STRING), "Holds for this slug."),
            argument("in", text(), "Holds for each of these slugs."),
            argument("not", text(), "Holds for all slugs but these."),
        ]
    };
    types.input("SlugTest", "Tests of a slug.", fields());
    let mut nested = fields();
    nested.push(argument(
        "within",
        text(),
        "Holds for each of these slugs, and for all that lie within one, at any depth.",
    ));
    types.input(NESTED, "Tests of a slug of records that contain each other.", nested);
    let number = |name, doc| argument(name, TypeRef::named_nn(TypeRef::FLOAT), doc);
    let fields = vec![
        number("latitude", "Degrees north of the equator, from -90 to 90."),
        number("longitude", "Degrees east of Greenwich, from -180 to 180."),
        number("distanceKm", "Great-circle distance in kilometres, at most 20,040."),
    ];
    types.input(NEAR, "A place and how far from it.", fields);
}
