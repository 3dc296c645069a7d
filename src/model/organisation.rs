//! Organisations: who takes part.

use super::codes::ORGANISATION_TYPE;
use super::table::{Column, Label, Link, Table};

pub(super) const ORGANISATIONS: Table = Table {
    name: "organisations",
    one: "Organisation",
    label: Label { en: "Organisations", it: "Organizzazioni" },
    doc: "A body, or a unit of a body, that takes part in cooperation.",
    description: Label {
        en: "Bodies, and units of bodies, that take part in cooperation, with their type, country \
             and city, and the body they belong to.",
        it: "Enti, e uffici di enti, che partecipano alla cooperazione, con il tipo, il Paese e \
             la città, e l’ente di cui fanno parte.",
    },
    classes: &["org:Organization", "foaf:Organization", "schema:Organization"],
    columns: &[
        Column::localised("name", "Name", "Nome", "Name of the organisation.")
            .term("foaf:name")
            .required()
            .searched()
            .sorted(),
        Column::text("acronym", "Acronym", "Acronimo", "Short name, where it uses one.")
            .term("skos:altLabel")
            .searched(),
        Column::summary(),
        Column::code(
            "type",
            &ORGANISATION_TYPE,
            "Type",
            "Tipo",
            "Sort of organisation (IATI OrganisationType).",
        )
        .term("org:classification")
        .faceted(),
        Column::text(
            "identifier",
            "Identifier",
            "Identificativo",
            "Identifier in the form of org-id.guide, such as `IT-CF-01199250158`.",
        )
        .term("org:identifier"),
        Column::page(),
        Column::caveat(),
    ],
    links: &[
        Link::one("country", "countries", "Country", "Paese", "Country in which it is based.")
            .term("dct:spatial")
            .back("organisations", "Organisations", "Organizzazioni"),
        Link::one("city", "cities", "City", "Città", "City in which it is based.")
            .term("schema:location")
            .back("organisations", "Organisations", "Organizzazioni"),
        Link::one(
            "parent",
            "organisations",
            "Part of",
            "Parte di",
            "Organisation that it is a unit of.",
        )
        .term("org:subOrganizationOf")
        .back("parts", "Units", "Unità"),
    ],
};
