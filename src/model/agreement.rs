//! Agreements: the acts that cooperation rests on.

use super::codes::{AGREEMENT_KIND, ORGANISATION_ROLE};
use super::table::{Column, Label, Link, Table};

pub(super) const AGREEMENTS: Table = Table {
    name: "agreements",
    one: "Agreement",
    label: Label { en: "Agreements and acts", it: "Accordi e atti" },
    doc: "A law, resolution, protocol or agreement that cooperation rests on.",
    description: Label {
        en: "Laws, council resolutions, protocols and agreements on which cooperation rests: \
             their kind, the day they were signed, and the organisations that are party to them.",
        it: "Leggi, delibere, protocolli e accordi su cui si fonda la cooperazione: il tipo, il \
             giorno della firma e le organizzazioni che ne sono parte.",
    },
    classes: &["foaf:Document", "schema:CreativeWork"],
    columns: &[
        Column::localised("title", "Title", "Titolo", "Name of the act.")
            .term("dct:title")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::code("kind", &AGREEMENT_KIND, "Kind", "Tipo", "Sort of act.")
            .term("dct:type")
            .required()
            .faceted(),
        Column::text("number", "Number", "Numero", "Number that the act bears.")
            .term("schema:identifier"),
        Column::date("signed_on", "Signed on", "Firmato il", "Day of signature or adoption.")
            .term("dct:issued")
            .starts()
            .sorted()
            .faceted(),
        Column::page(),
        Column::caveat(),
    ],
    links: &[Link::many(
        "organisations",
        "organisations",
        "Parties",
        "Parti",
        "Organisations that signed, adopted or are bound by it.",
    )
    .with_role(&ORGANISATION_ROLE)
    .back("agreements", "Agreements and acts", "Accordi e atti")],
};
