//! Networks: where cities act together.

use super::codes::NETWORK_KIND;
use super::table::{Column, Label, Link, Table};

pub(super) const NETWORKS: Table = Table {
    name: "networks",
    one: "Network",
    label: Label { en: "Networks", it: "Reti" },
    doc: "A network, campaign or shared project of cities that the city has to do with.",
    description: Label {
        en: "Networks, campaigns and shared projects of cities that the city belongs or belonged \
             to, with the organisations behind them.",
        it: "Reti, campagne e progetti comuni di città di cui la città fa o ha fatto parte, con \
             le organizzazioni che li promuovono.",
    },
    classes: &["org:OrganizationalCollaboration", "schema:Organization"],
    columns: &[
        Column::localised("name", "Name", "Nome", "Name of the network.")
            .term("foaf:name")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::code("kind", &NETWORK_KIND, "Kind", "Tipo", "Sort of network.")
            .term("dct:type")
            .faceted(),
        Column::date(
            "founded_on",
            "Founded on",
            "Fondata il",
            "When the network was founded or launched.",
        )
        .term("schema:foundingDate")
        .sorted(),
        Column::date("joined_on", "Joined on", "Adesione", "When the city joined, where stated.")
            .starts()
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[Link::many(
        "organisations",
        "organisations",
        "Organisations",
        "Organizzazioni",
        "Organisations that founded it, lead it or belong to it.",
    )
    .term("org:hasMember")
    .back("networks", "Networks", "Reti")],
};
