//! Missions: exchanges of officials.

use super::codes::DIRECTION;
use super::table::{Column, Kind, Label, Link, Table};

pub(super) const MISSIONS: Table = Table {
    name: "missions",
    one: "Mission",
    label: Label { en: "Missions", it: "Missioni" },
    doc: "An exchange of officials between the city and partner administrations.",
    description: Label {
        en: "Exchanges of officials between the city and partner administrations: their \
             direction, the places, the sectors, and how many officials took part.",
        it: "Scambi di funzionari tra la città e le amministrazioni partner: la direzione, i \
             luoghi, i settori e quanti funzionari vi hanno preso parte.",
    },
    classes: &["schema:Event", "prov:Activity"],
    columns: &[
        Column::localised("title", "Title", "Titolo", "Who went where, in one line.")
            .term("dct:title")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::code(
            "direction",
            &DIRECTION,
            "Direction",
            "Direzione",
            "Whether officials left the city or came to it.",
        )
        .required()
        .faceted(),
        Column::of(
            Kind::Integer,
            "officials",
            "Officials",
            "Funzionari",
            "Number of officials who travelled.",
        )
        .sorted()
        .summed(),
        Column::date("starts_on", "Start", "Inizio", "First day of the mission, where stated.")
            .term("schema:startDate")
            .starts()
            .sorted()
            .faceted(),
        Column::date("ends_on", "End", "Fine", "Last day of the mission, where stated.")
            .term("schema:endDate")
            .ends()
            .sorted(),
        Column::date(
            "period_from",
            "Period from",
            "Periodo dal",
            "Start of the era in which the mission took place, where its own dates are not known.",
        )
        .starts(),
        Column::date(
            "period_to",
            "Period to",
            "Periodo al",
            "End of the era in which the mission took place, where its own dates are not known.",
        )
        .ends(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[
        Link::one(
            "programme",
            "projects",
            "Programme",
            "Programma",
            "Programme under which the officials travelled.",
        )
        .term("dct:isPartOf")
        .back("missions", "Missions", "Missioni"),
        Link::many(
            "cities",
            "cities",
            "Partner cities",
            "Città partner",
            "Places that the officials went to or came from.",
        )
        .term("schema:location")
        .back("missions", "Missions", "Missioni"),
        Link::many(
            "countries",
            "countries",
            "Partner countries",
            "Paesi partner",
            "Countries that the officials went to or came from.",
        )
        .term("dct:spatial")
        .back("missions", "Missions", "Missioni"),
        Link::many("themes", "themes", "Themes", "Temi", "Sectors that the exchange was about.")
            .term("dct:subject")
            .back("missions", "Missions", "Missioni"),
    ],
};
