//! Themes: what cooperation is about.

use super::codes::THEME_VOCABULARY;
use super::table::{Column, Label, Link, Table};

pub(super) const THEMES: Table = Table {
    name: "themes",
    one: "Theme",
    label: Label { en: "Themes", it: "Temi" },
    doc: "A subject of cooperation: a priority of the city, a sector of missions, a DAC sector.",
    description: Label {
        en: "Subjects of cooperation: the priorities of the city, the sectors of missions and the \
             sectors of the OECD Development Assistance Committee (DAC).",
        it: "Temi della cooperazione: le priorità della città, i settori delle missioni e i \
             settori del Comitato di aiuto allo sviluppo (DAC) dell’OCSE.",
    },
    classes: &["skos:Concept"],
    columns: &[
        Column::localised("name", "Name", "Nome", "Name of the theme.")
            .term("skos:prefLabel")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::code(
            "vocabulary",
            &THEME_VOCABULARY,
            "Vocabulary",
            "Vocabolario",
            "List that the theme belongs to.",
        )
        .required()
        .faceted(),
        Column::text("code", "Code", "Codice", "Code of the theme in its vocabulary.")
            .term("skos:notation")
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[
        Link::one("parent", "themes", "Broader theme", "Tema superiore", "Theme that contains it.")
            .term("skos:broader")
            .within()
            .back("parts", "Narrower themes", "Temi inferiori"),
        Link::many(
            "sdgs",
            "sdgs",
            "Sustainable Development Goals",
            "Obiettivi di sviluppo sostenibile",
            "Goals and targets that work on the theme serves.",
        )
        .with_basis()
        .back("themes", "Themes", "Temi"),
    ],
};
