//! Projects: what the city does with others.

use super::codes::{ACTIVITY_STATUS, ORGANISATION_ROLE};
use super::table::{Column, Label, Link, Table};

pub(super) const PROJECTS: Table = Table {
    name: "projects",
    one: "Project",
    label: Label { en: "Projects", it: "Progetti" },
    doc: "A cooperation activity of the city, alone or with partners.",
    description: Label {
        en: "Projects of international cooperation of the city, with their status, dates, \
             countries, cities, themes, Sustainable Development Goals and the organisations that \
             take part.",
        it: "Progetti di cooperazione internazionale della città, con lo stato, le date, i Paesi, \
             le città, i temi, gli Obiettivi di sviluppo sostenibile e le organizzazioni che vi \
             partecipano.",
    },
    classes: &["foaf:Project", "schema:Project"],
    columns: &[
        Column::localised("title", "Title", "Titolo", "Name as its owner gives it.")
            .term("dct:title")
            .required()
            .searched()
            .sorted(),
        Column::text("acronym", "Acronym", "Acronimo", "Short name, where the owner uses one.")
            .term("skos:altLabel")
            .searched(),
        Column::summary(),
        Column::code(
            "status",
            &ACTIVITY_STATUS,
            "Status",
            "Stato",
            "Stage in the life of the activity (IATI ActivityStatus).",
        )
        .term("adms:status")
        .faceted(),
        Column::date("starts_on", "Start", "Inizio", "First day, as precise as the source.")
            .term("schema:startDate")
            .starts()
            .sorted()
            .faceted(),
        Column::date("ends_on", "End", "Fine", "Last day, as precise as the source.")
            .term("schema:endDate")
            .ends()
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[
        Link::one(
            "parent",
            "projects",
            "Programme",
            "Programma",
            "Programme that the project belongs to.",
        )
        .term("dct:isPartOf")
        .back("parts", "Parts", "Parti"),
        Link::many(
            "countries",
            "countries",
            "Countries",
            "Paesi",
            "Countries where the project acts or with which it is carried out.",
        )
        .term("dct:spatial")
        .with_basis()
        .back("projects", "Projects", "Progetti"),
        Link::many(
            "cities",
            "cities",
            "Cities",
            "Città",
            "Cities and other places where the project acts.",
        )
        .term("schema:location")
        .with_basis()
        .back("projects", "Projects", "Progetti"),
        Link::many("themes", "themes", "Themes", "Temi", "Themes that the project works on.")
            .term("dct:subject")
            .with_basis()
            .back("projects", "Projects", "Progetti"),
        Link::many(
            "sdgs",
            "sdgs",
            "Sustainable Development Goals",
            "Obiettivi di sviluppo sostenibile",
            "Goals and targets of the 2030 Agenda that the project serves.",
        )
        .with_basis()
        .back("projects", "Projects", "Progetti"),
        Link::many(
            "organisations",
            "organisations",
            "Organisations",
            "Organizzazioni",
            "Organisations that take part, each in its role.",
        )
        .term("dct:contributor")
        .with_role(&ORGANISATION_ROLE)
        .back("projects", "Projects", "Progetti"),
        Link::many(
            "agreements",
            "agreements",
            "Agreements",
            "Accordi",
            "Acts and agreements that the project rests on.",
        )
        .back("projects", "Projects", "Progetti"),
    ],
};
