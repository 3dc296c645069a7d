//! Services: what the city offers on its own ground.

use super::codes::{ORGANISATION_ROLE, SERVICE_KIND};
use super::table::{Column, Label, Link, Table};

pub(super) const SERVICES: Table = Table {
    name: "services",
    one: "Service",
    label: Label { en: "Services", it: "Servizi" },
    doc: "A local service, reception measure or way of working for migrants and refugees.",
    description: Label {
        en: "Local services, reception measures and ways of working for migrants and refugees, \
             with their places, dates, themes and the organisations that run them.",
        it: "Servizi locali, misure di accoglienza e modalità di lavoro per migranti e rifugiati, \
             con i luoghi, le date, i temi e le organizzazioni che li gestiscono.",
    },
    classes: &["schema:Service"],
    columns: &[
        Column::localised("name", "Name", "Nome", "Name of the service.")
            .term("schema:name")
            .required()
            .searched()
            .sorted(),
        Column::text("acronym", "Acronym", "Acronimo", "Short name, where it has one.")
            .term("skos:altLabel")
            .searched(),
        Column::summary(),
        Column::code("kind", &SERVICE_KIND, "Kind", "Tipo", "Sort of service.")
            .term("dct:type")
            .faceted(),
        Column::date("opened_on", "Opened on", "Apertura", "When it opened, where stated.")
            .starts()
            .sorted(),
        Column::date("closed_on", "Closed on", "Chiusura", "When it closed, where stated.")
            .ends()
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[
        Link::many(
            "organisations",
            "organisations",
            "Organisations",
            "Organizzazioni",
            "Organisations that run or support it, each in its role.",
        )
        .with_role(&ORGANISATION_ROLE)
        .back("services", "Services", "Servizi"),
        Link::many("cities", "cities", "Cities", "Città", "Places where it is offered.")
            .term("schema:location")
            .back("services", "Services", "Servizi"),
        Link::many("themes", "themes", "Themes", "Temi", "Themes that it belongs to.")
            .term("dct:subject")
            .back("services", "Services", "Servizi"),
    ],
};
