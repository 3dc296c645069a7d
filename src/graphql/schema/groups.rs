//! The types of facets and groups, derived from the dimensions of each table.

use async_graphql::dynamic::TypeRef;

use super::does::{Does, Grouped, List};
use super::words::{Argument, Fields, Types, argument, enumeration};
use crate::config::Limits;
use crate::image::group::{DIMENSIONS_LIMIT, dimensions, sums};
use crate::model::TABLES;
use crate::model::table::camel_case;

/// Adds the fields `facets` and `groups` to those of a connection to the table `at`.
pub(super) fn add_fields(fields: &mut Fields, at: usize, limits: &Limits) {
    let dimension = format!("{}Dimension", TABLES[at].one);
    let by = |doc: String| argument("by", TypeRef::named_nn_list_nn(&dimension), doc);
    fields.add(
        "facets",
        TypeRef::named_nn_list_nn("Facet"),
        Does::List(List::Facets),
        "How many records of the whole list, whatever the page, have each value of each of these \
         dimensions.",
        vec![
            by("What to count by; each dimension is counted on its own.".to_owned()),
            first("values of each dimension, those with the most records first", limits),
        ],
    );
    fields.add(
        "groups",
        TypeRef::named_nn("GroupConnection"),
        Does::List(List::Groups),
        "The records of the whole list, whatever the page, in groups that have the same values of \
         all these dimensions. A record with several values is in several groups, once in each.",
        vec![
            by(format!("What the records of a group have in common; at most {DIMENSIONS_LIMIT}.")),
            argument(
                "orderBy",
                TypeRef::named("GroupOrder"),
                "The order of the groups; those with the most records first where none is given.",
            ),
            first("groups", limits),
            argument(
                "after",
                TypeRef::named(TypeRef::STRING),
                "The cursor that the page begins behind: `pageInfo.endCursor` of the page before.",
            ),
        ],
    );
}

fn first(what: &str, limits: &Limits) -> Argument {
    let (usual, most) = (limits.page_size, limits.page_size_max);
    let doc = format!("How many {what}: {usual} where it is not given, at most {most}.");
    argument("first", TypeRef::named(TypeRef::INT), doc)
}

/// Adds the dimensions of a table.
pub(super) fn add_dimensions(types: &mut Types, at: usize) {
    let values = dimensions(at).iter();
    let values = values.map(|one| (one.name.to_ascii_uppercase(), one.doc.clone()));
    types.enumeration(enumeration(
        format!("{}Dimension", TABLES[at].one),
        format!("What records of `{}` can be counted by.", TABLES[at].name),
        values,
    ));
}

fn languages() -> Argument {
    argument(
        "language",
        TypeRef::named_nn_list("LanguageTag"),
        "Languages from the most to the least wanted. Where there is no text in any of them, codes \
         are in English, and names of records in the publisher's languages.",
    )
}

/// Adds the types that are the same whatever the table.
pub(super) fn add_shared(types: &mut Types) {
    order(types);
    connection(types);
    group(types);
    facet(types);
}

fn int_nn() -> TypeRef {
    TypeRef::named_nn(TypeRef::INT)
}

fn string_nn() -> TypeRef {
    TypeRef::named_nn(TypeRef::STRING)
}

fn order(types: &mut Types) {
    let mut values = vec![
        ("COUNT".to_owned(), "The number of records.".to_owned()),
        ("KEY".to_owned(), "The keys, in the order of the dimensions of `by`.".to_owned()),
    ];
    values.extend(sums().iter().map(|column| {
        (column.name.to_ascii_uppercase(), format!("The sum of `{}`.", camel_case(column.name)))
    }));
    types.enumeration(enumeration(
        "GroupOrderField",
        "What groups can be ordered by. Equal ones stand in the order of their keys.",
        values,
    ));
    types.input(
        "GroupOrder",
        "An order of groups; groups without a value come last either way.",
        vec![
            argument("field", TypeRef::named_nn("GroupOrderField"), "What to order by."),
            argument(
                "direction",
                TypeRef::named("OrderDirection"),
                "Which end comes first; where it is not given, the first key and the greatest \
                 number.",
            ),
        ],
    );
}

fn connection(types: &mut Types) {
    let fields = Fields::default()
        .with(
            "totalCount",
            int_nn(),
            Does::Grouped(Grouped::Groups),
            "How many groups there are in all, whatever the page.",
        )
        .with(
            "nodes",
            TypeRef::named_nn_list_nn("Group"),
            Does::Grouped(Grouped::Nodes),
            "The groups of the page.",
        )
        .with(
            "pageInfo",
            TypeRef::named_nn("PageInfo"),
            Does::Grouped(Grouped::PageInfo),
            "Where the page stands among the groups.",
        )
        .with(
            "total",
            TypeRef::named_nn("Group"),
            Does::Grouped(Grouped::Total),
            "All records of the list together, each counted once, whatever the number of groups \
             that it is in; it has no keys.",
        );
    types.object("GroupConnection", "A page of the groups of a list.", fields.0);
}

fn group(types: &mut Types) {
    let mut fields = Fields::default()
        .with(
            "keys",
            TypeRef::named_nn_list_nn("GroupKey"),
            Does::Grouped(Grouped::Keys),
            "What its records have in common, in the order of `by`.",
        )
        .with(
            "count",
            int_nn(),
            Does::Grouped(Grouped::Count),
            "How many distinct records it has.",
        );
    for (at, column) in sums().iter().enumerate() {
        let doc = format!(
            "Sum of what is stated of its records: {} Null where nothing is, or where such \
             records have none. A record that is in several groups counts in each.",
            column.doc
        );
        fields = fields.with(
            camel_case(column.name),
            TypeRef::named(TypeRef::INT),
            Does::Grouped(Grouped::Sum(at)),
            doc,
        );
    }
    let does = Does::Grouped;
    fields = fields
        .with(
            "amounts",
            TypeRef::named_nn_list_nn("AmountSum"),
            does(Grouped::Amounts),
            "Sums of the money stated for its records, for each kind and currency alone: a total \
             and a grant of one project overlap, so that they are never added.",
        )
        .with(
            "firstDate",
            TypeRef::named("PartialDate"),
            does(Grouped::FirstDay),
            "First day on which the earliest of its records can have begun; null where no date \
             is stated.",
        )
        .with(
            "lastDate",
            TypeRef::named("PartialDate"),
            does(Grouped::LastDay),
            "Last day on which the latest of its records can have ended; null where no date is \
             stated.",
        );
    types.object(
        "Group",
        "Records that have the same values, and what they say together.",
        fields.0,
    );
    key(types);
    amount(types);
}

fn key(types: &mut Types) {
    let does = Does::Grouped;
    let mut fields = Fields::default()
        .with("dimension", string_nn(), does(Grouped::Dimension), "The dimension, as in `by`.")
        .with(
            "id",
            TypeRef::named(TypeRef::STRING),
            does(Grouped::KeyId),
            "The value: a code or a slug as in filters, a year, a month, a currency. Null where \
             the records have none.",
        );
    let label = "What the value means, or that none is stated.";
    fields.add("label", string_nn(), does(Grouped::KeyLabel), label, vec![languages()]);
    types.object("GroupKey", "A value that the records of a group have in common.", fields.0);
}

fn amount(types: &mut Types) {
    let does = Does::Grouped;
    let fields = Fields::default()
        .with(
            "kind",
            TypeRef::named(TypeRef::STRING),
            does(Grouped::Kind),
            "What the amounts cover, as a code in files, such as `total` or `grant`.",
        )
        .with("currency", string_nn(), does(Grouped::Currency), "The currency (ISO 4217).")
        .with(
            "total",
            TypeRef::named_nn("Decimal"),
            does(Grouped::AmountTotal),
            "The sum, exactly.",
        )
        .with("count", int_nn(), does(Grouped::AmountCount), "How many amounts were added.");
    types.object("AmountSum", "A sum of amounts of one kind in one currency.", fields.0);
}

fn facet(types: &mut Types) {
    let does = Does::Grouped;
    let fields = Fields::default()
        .with("dimension", string_nn(), does(Grouped::Dimension), "The dimension, as in `by`.")
        .with(
            "totalCount",
            int_nn(),
            does(Grouped::Groups),
            "How many different values the records have, whatever `first` is.",
        )
        .with("missing", int_nn(), does(Grouped::Missing), "How many records have no value.")
        .with(
            "values",
            TypeRef::named_nn_list_nn("FacetValue"),
            does(Grouped::Values),
            "The values, those with the most records first.",
        );
    types.object("Facet", "How the records of a list spread over a dimension.", fields.0);

    let mut fields = Fields::default().with(
        "id",
        string_nn(),
        does(Grouped::KeyId),
        "The value: a code or a slug as in filters, a year, a month, a currency.",
    );
    fields.add(
        "label",
        string_nn(),
        does(Grouped::KeyLabel),
        "What the value means.",
        vec![languages()],
    );
    fields.add(
        "count",
        int_nn(),
        does(Grouped::ValueCount),
        "How many distinct records have it.",
        Vec::new(),
    );
    types.object("FacetValue", "A value, and how many records have it.", fields.0);
}
