//! Observations: figures that sources state.

use super::codes::QUALIFIER;
use super::table::{Column, Kind, Label, Link, Table};

pub(super) const OBSERVATIONS: Table = Table {
    name: "observations",
    one: "Observation",
    label: Label { en: "Observations", it: "Osservazioni" },
    doc: "A figure that a source states about a record.",
    description: Label {
        en: "Figures that sources state about records, each with its unit, its period and how \
             exactly it is meant.",
        it: "Cifre che le fonti riportano sulle righe, ciascuna con l’unità di misura, il periodo \
             e quanto è esatta.",
    },
    classes: &["schema:Observation"],
    columns: &[
        Column::localised("indicator", "Indicator", "Indicatore", "What was counted or measured.")
            .term("schema:variableMeasured")
            .required()
            .searched()
            .sorted(),
        Column::of(Kind::Decimal, "value", "Value", "Valore", "Figure, exactly as stated.")
            .term("schema:value")
            .required()
            .sorted(),
        Column::localised("unit", "Unit", "Unità", "What one of the figure is, such as persons.")
            .term("schema:unitText"),
        Column::code(
            "qualifier",
            &QUALIFIER,
            "Qualifier",
            "Qualificatore",
            "How the source means the figure: exactly, about, at least, at most, as a target.",
        )
        .faceted(),
        Column::date("period_from", "From", "Dal", "Start of the time that the figure is about.")
            .term("schema:startDate")
            .starts()
            .sorted()
            .faceted(),
        Column::date("period_to", "To", "Al", "End of the time that the figure is about.")
            .term("schema:endDate")
            .ends()
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[Link::any(
        "subject",
        "Subject",
        "Soggetto",
        "Record that the figure is about, by its global id.",
    )
    .term("schema:about")
    .back("observations", "Observations", "Osservazioni")],
};
