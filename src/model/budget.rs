//! Budgets: what projects cost and who pays.

use super::codes::BUDGET_KIND;
use super::table::{Column, Kind, Label, Link, Table};

pub(super) const BUDGETS: Table = Table {
    name: "budgets",
    one: "Budget",
    label: Label { en: "Budgets", it: "Bilanci" },
    doc: "An amount of money that a source states for a project.",
    description: Label {
        en: "Amounts of money that sources state for projects, each with its currency, what it \
             covers, who funds it and for which time.",
        it: "Importi che le fonti indicano per i progetti, ciascuno con la valuta, che cosa \
             copre, chi lo finanzia e per quale periodo.",
    },
    classes: &[],
    columns: &[
        Column::code("kind", &BUDGET_KIND, "Kind", "Tipo", "What the amount covers.")
            .term("dct:type")
            .required()
            .faceted(),
        Column::of(
            Kind::Money,
            "amount",
            "Amount",
            "Importo",
            "Exact amount in its own currency (ISO 4217), as the source states it.",
        )
        .term("schema:amount")
        .required()
        .sorted()
        .summed_by("kind"),
        Column::date("period_from", "From", "Dal", "Start of the time that the amount covers.")
            .term("schema:startDate")
            .starts()
            .sorted()
            .faceted(),
        Column::date("period_to", "To", "Al", "End of the time that the amount covers.")
            .term("schema:endDate")
            .ends()
            .sorted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[
        Link::one("project", "projects", "Project", "Progetto", "Project that it pays for.")
            .term("schema:about")
            .required()
            .back("budgets", "Budgets", "Bilanci"),
        Link::one(
            "funder",
            "organisations",
            "Funder",
            "Finanziatore",
            "Organisation that gives the money, where stated.",
        )
        .term("schema:funder")
        .back("budgets", "Budgets", "Bilanci"),
    ],
};
