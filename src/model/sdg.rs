//! The Sustainable Development Goals and their targets.

use super::codes::SDG_KIND;
use super::table::{Column, Label, Link, Table};

pub(super) const SDGS: Table = Table {
    name: "sdgs",
    one: "Sdg",
    label: Label { en: "Sustainable Development Goals", it: "Obiettivi di sviluppo sostenibile" },
    doc: "A goal or a target of the 2030 Agenda; the slug is its number, as `11` or `11-2`.",
    description: Label {
        en: "The 17 goals and the targets of the 2030 Agenda of the United Nations, to which \
             projects, themes and services are linked.",
        it: "I 17 obiettivi e i traguardi dell’Agenda 2030 delle Nazioni Unite, a cui sono \
             collegati progetti, temi e servizi.",
    },
    classes: &["skos:Concept"],
    columns: &[
        Column::localised("title", "Title", "Titolo", "Text of the goal or target.")
            .term("skos:prefLabel")
            .required()
            .searched(),
        Column::localised("name", "Short name", "Nome breve", "Short name of a goal.")
            .term("skos:altLabel")
            .searched(),
        Column::text("number", "Number", "Numero", "Number in the Agenda, as `11` or `11.2`.")
            .term("skos:notation")
            .same_as("http://metadata.un.org/sdg/", "")
            .required()
            .sorted(),
        Column::code("kind", &SDG_KIND, "Kind", "Tipo", "Whether it is a goal or a target.")
            .term("dct:type")
            .required()
            .faceted(),
        Column::page(),
    ],
    links: &[Link::one("goal", "sdgs", "Goal", "Obiettivo", "Goal that a target belongs to.")
        .term("skos:broader")
        .within()
        .back("targets", "Targets", "Traguardi")],
};
