//! The schema: its types as plain data, and the same as async-graphql's schema.

pub(super) mod does;
mod filters;
mod groups;
mod records;
mod register;
mod rest;
pub(super) mod search;
mod values;
pub(super) mod words;

use async_graphql::dynamic::TypeRef;

use crate::about::Service;
use crate::config::Limits;
use crate::model::TABLES;
use crate::model::table::camel_case;
use does::{Does, Root};
use words::{Fields, Types, argument};

pub(super) use register::register;

/// The types of the schema, derived from [`TABLES`].
pub(super) fn types(limits: &Limits, service: &Service) -> Types {
    let mut types = Types::new();
    query(&mut types, limits);
    rest::add_formats(&mut types, &service.formats);
    for at in 0..TABLES.len() {
        records::add(&mut types, at, limits);
        filters::add(&mut types, at);
        groups::add_dimensions(&mut types, at);
    }
    filters::add_shared(&mut types);
    groups::add_shared(&mut types);
    values::add(&mut types);
    rest::add(&mut types);
    search::add(&mut types);
    types
}

fn query(types: &mut Types, limits: &Limits) {
    let mut fields = Fields::default();
    fields.add(
        "node",
        TypeRef::named("Node"),
        Does::Root(Root::Node),
        "The record of a global id; null where there is none.",
        vec![argument("id", TypeRef::named_nn(TypeRef::ID), ID)],
    );
    fields.add(
        "nodes",
        TypeRef::named_list_nn("Node"),
        Does::Root(Root::Nodes),
        "The records of several global ids, in the order of the ids; null where there is none.",
        vec![argument("ids", TypeRef::named_nn_list_nn(TypeRef::ID), IDS)],
    );
    fields.add(
        "revision",
        TypeRef::named_nn("Revision"),
        Does::Root(Root::Revision),
        "The published revision that this answer is made from.",
        Vec::new(),
    );
    rest::query(&mut fields, limits);
    search::field(&mut fields, limits);
    for (at, table) in TABLES.iter().enumerate() {
        fields.add(
            camel_case(&table.singular()),
            TypeRef::named(table.one),
            Does::Root(Root::One(at)),
            format!("The record of `{}` that has a slug; null where there is none.", table.name),
            vec![argument(
                "slug",
                TypeRef::named_nn(TypeRef::STRING),
                "The slug, as in the id `table/slug`.",
            )],
        );
        fields.add(
            camel_case(table.name),
            TypeRef::named_nn(format!("{}Connection", table.one)),
            Does::Root(Root::Records(at)),
            format!("All records of `{}`, or those that a filter holds for.", table.name),
            records::list_arguments(at, limits),
        );
    }
    types.object("Query", "What can be asked.", fields.0);
}

const ID: &str = "The global id: the name of the table, `/`, and the slug.";
const IDS: &str = "The global ids: the name of the table, `/`, and the slug.";
