//! The types of records, and of the connections and edges that lead to them.

use async_graphql::dynamic::TypeRef;

use super::does::{Does, Edge, List, Record};
use super::groups;
use super::rest;
use super::words::{Argument, Fields, Types, argument, enumeration};
use crate::config::Limits;
use crate::image::Way;
use crate::image::page::Order;
use crate::model::TABLES;
use crate::model::codes::BASIS;
use crate::model::table::{Arity, CodeList, Column, Kind, Link, Target, camel_case};

/// Adds the type of a table's records, their connection, and the connections of its links.
pub(super) fn add(types: &mut Types, at: usize, limits: &Limits) {
    let table = &TABLES[at];
    let mut fields = Fields::default()
        .with(
            "id",
            TypeRef::named_nn(TypeRef::ID),
            Does::Record(Record::Id),
            "Global id: the name of the table, `/`, and the slug.",
        )
        .with(
            "slug",
            TypeRef::named_nn(TypeRef::STRING),
            Does::Record(Record::Slug),
            "Public key in its table: lower-case letters, digits and `-`; it never changes.",
        );
    for (column_at, column) in table.columns.iter().enumerate() {
        add_column(&mut fields, column_at, column);
    }
    for (link_at, link) in table.links.iter().enumerate() {
        add_link(types, &mut fields, at, link_at, link, limits);
    }
    for way in Way::backward(at) {
        let name = camel_case(way.name());
        let doc = format!(
            "{}: the records of `{}` whose `{}` leads here.",
            way.link.back_label.en,
            TABLES[way.owner].name,
            camel_case(way.link.name),
        );
        let ty = connection_of(types, at, &name, &way, limits);
        let arguments = list_arguments(way.to, limits);
        fields.add(name, ty, Does::Record(Record::Many(way)), doc, arguments);
    }
    fields = fields.with(
        "history",
        TypeRef::named_nn_list_nn("Change"),
        Does::Record(Record::History),
        "What changed in the record, the oldest change first.",
    );
    types.object(table.one, table.doc, fields.0);
    if let Some(object) = types.objects.get_mut(table.one) {
        object.is_node = true;
    }
    types.records.push(table.one.to_owned());
    connection(types, table.one, at, None, limits);
    order(types, at);
}

fn nullable(name: &str, required: bool) -> TypeRef {
    if required { TypeRef::named_nn(name) } else { TypeRef::named(name) }
}

fn languages() -> Argument {
    argument(
        "language",
        TypeRef::named_nn_list("LanguageTag"),
        "Languages from the most to the least wanted; where there is no text in any of them, the \
         publisher's languages follow.",
    )
}

fn add_column(fields: &mut Fields, at: usize, column: &Column) {
    let name = camel_case(column.name);
    let (ty, does) = match column.kind {
        Kind::Localised => return add_localised(fields, at, column, &name),
        Kind::Text => (TypeRef::STRING, Record::Scalar(at)),
        Kind::Code(list) if list.closed => (list.name, Record::Scalar(at)),
        Kind::Code(list) => (list.name, Record::Code(at)),
        Kind::Integer => (TypeRef::INT, Record::Scalar(at)),
        Kind::Decimal => ("Decimal", Record::Scalar(at)),
        Kind::Money => ("Money", Record::Money(at)),
        Kind::Date => ("PartialDate", Record::Scalar(at)),
        Kind::Instant => ("DateTime", Record::Scalar(at)),
        Kind::Boolean => (TypeRef::BOOLEAN, Record::Scalar(at)),
        Kind::Url => ("Url", Record::Scalar(at)),
        Kind::Point => ("Point", Record::Point(at)),
    };
    fields.add(name, nullable(ty, column.required), Does::Record(does), column.doc, Vec::new());
}

fn add_localised(fields: &mut Fields, at: usize, column: &Column, name: &str) {
    fields.add(
        name,
        nullable(TypeRef::STRING, column.required),
        Does::Record(Record::Localised(at)),
        column.doc,
        vec![languages()],
    );
    fields.add(
        format!("{name}Language"),
        nullable("LanguageTag", column.required),
        Does::Record(Record::Language(at)),
        format!("Language of `{name}` when asked for in these languages."),
        vec![languages()],
    );
    fields.add(
        format!("{name}Translations"),
        TypeRef::named_nn_list_nn("Translation"),
        Does::Record(Record::Translations(at)),
        format!("`{name}` in every language that it is written in, the publisher's first."),
        Vec::new(),
    );
}

fn add_link(
    types: &mut Types,
    fields: &mut Fields,
    at: usize,
    link_at: usize,
    link: &Link,
    limits: &Limits,
) {
    let name = camel_case(link.name);
    let ways = Way::forward(at, link_at);
    let target = match link.target {
        Target::Any => "Node",
        Target::Table(_) => ways.first().map_or("Node", |way| TABLES[way.to].one),
    };
    if link.arity == Arity::One {
        let does = Does::Record(Record::One(link_at));
        fields.add(name, nullable(target, link.required), does, link.doc, Vec::new());
        return;
    }
    let Some(way) = ways.first() else { return };
    let ty = connection_of(types, at, &name, way, limits);
    let arguments = list_arguments(way.to, limits);
    fields.add(name, ty, Does::Record(Record::Many(*way)), link.doc, arguments);
}

/// The connection that a way of the table `at` leads to: its own where the link says something of
/// each pair, else that of the target's records.
fn connection_of(types: &mut Types, at: usize, name: &str, way: &Way, limits: &Limits) -> TypeRef {
    if !way.link.basis && way.link.role.is_none() {
        return TypeRef::named_nn(format!("{}Connection", TABLES[way.to].one));
    }
    let mut letters = name.chars();
    let first = letters.next().unwrap_or_default().to_ascii_uppercase();
    let prefix = format!("{}{first}{}", TABLES[at].one, letters.as_str());
    connection(types, &prefix, way.to, Some(way.link), limits);
    TypeRef::named_nn(format!("{prefix}Connection"))
}

fn connection(types: &mut Types, prefix: &str, to: usize, link: Option<&Link>, limits: &Limits) {
    let one = TABLES[to].one;
    let edge = format!("{prefix}Edge");
    let mut fields = Fields::default()
        .with(
            "totalCount",
            TypeRef::named_nn(TypeRef::INT),
            Does::List(List::Total),
            "How many records the list has in all, whatever the page.",
        )
        .with(
            "nodes",
            TypeRef::named_nn_list_nn(one),
            Does::List(List::Nodes),
            "The records of the page.",
        )
        .with(
            "edges",
            TypeRef::named_nn_list_nn(&edge),
            Does::List(List::Edges),
            "The records of the page, each with its cursor and what the link says of it.",
        )
        .with(
            "pageInfo",
            TypeRef::named_nn("PageInfo"),
            Does::List(List::PageInfo),
            "Where the page stands in the list.",
        );
    rest::export_url(types, &mut fields);
    groups::add_fields(&mut fields, to, limits);
    let doc = match link {
        None => format!("A page of a list of `{one}` records."),
        Some(_) => format!("A page of a list of linked `{one}` records."),
    };
    types.object(format!("{prefix}Connection"), doc, fields.0);

    let mut fields = Fields::default()
        .with(
            "cursor",
            TypeRef::named_nn(TypeRef::STRING),
            Does::Edge(Edge::Cursor),
            "Place of the record in this list, for `after` and `before`.",
        )
        .with("node", TypeRef::named_nn(one), Does::Edge(Edge::Node), "The record.");
    let mut says = |name: &str, list: &'static CodeList, does| {
        fields.add(name, TypeRef::named(list.name), Does::Edge(does), list.doc, Vec::new());
    };
    if link.is_some_and(|link| link.basis) {
        says("basis", &BASIS, Edge::Basis(&BASIS));
    }
    if let Some(list) = link.and_then(|link| link.role) {
        says("role", list, Edge::Role(list));
    }
    types.object(edge, format!("A `{one}` record in a list."), fields.0);
}

fn order(types: &mut Types, at: usize) {
    let table = &TABLES[at];
    let field = format!("{}OrderField", table.one);
    let values = Order::names(at).into_iter().map(|name| {
        let doc = table.column(name).map_or("Public key in its table.", |(_, column)| column.doc);
        (name.to_ascii_uppercase(), doc)
    });
    let doc = format!("What lists of `{}` can be ordered by.", table.name);
    types.enumeration(enumeration(&field, doc, values));
    let direction = Argument {
        default: Some("ASC"),
        ..argument("direction", TypeRef::named("OrderDirection"), "Which end comes first.")
    };
    types.input(
        format!("{}Order", table.one),
        "An order of a list; records without a value come last either way.",
        vec![argument("field", TypeRef::named_nn(field), "What to order by."), direction],
    );
}

/// The arguments of every list of records of a table.
pub(super) fn list_arguments(at: usize, limits: &Limits) -> Vec<Argument> {
    let one = TABLES[at].one;
    let int = || TypeRef::named(TypeRef::INT);
    let string = || TypeRef::named(TypeRef::STRING);
    let page = format!(
        "{} where neither `first` nor `last` is given; at most {}.",
        limits.page_size, limits.page_size_max
    );
    vec![
        argument(
            "filter",
            TypeRef::named(format!("{one}Filter")),
            "Keeps the records that it holds for.",
        ),
        argument(
            "orderBy",
            TypeRef::named(format!("{one}Order")),
            "The order of the list; by slug where none is given.",
        ),
        argument("first", int(), format!("How many records from the front: {page}")),
        argument("after", string(), "The cursor that the page begins behind."),
        argument("last", int(), "How many records from the back, instead of `first`."),
        argument("before", string(), "The cursor that the page ends before."),
    ]
}
