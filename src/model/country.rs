//! Countries: the frame of reference for places.

use super::codes::{REGION, SUBREGION};
use super::table::{Column, Kind, Label, Table};

pub(super) const COUNTRIES: Table = Table {
    name: "countries",
    one: "Country",
    label: Label { en: "Countries", it: "Paesi" },
    doc: "A country or territory of ISO 3166-1; its slug is the two-letter code in lower case.",
    description: Label {
        en: "Countries and territories of ISO 3166-1, with their codes, regions of the world (UN \
             M49) and the position of their capitals.",
        it: "Paesi e territori della norma ISO 3166-1, con i codici, le regioni del mondo (UN \
             M49) e la posizione delle capitali.",
    },
    classes: &["schema:Country", "dct:Location"],
    columns: &[
        Column::localised("name", "Name", "Nome", "Short name of the country.")
            .term("schema:name")
            .required()
            .searched()
            .sorted(),
        Column::text("iso2", "ISO 3166-1 alpha-2", "ISO 3166-1 alpha-2", "Code of two letters.")
            .required()
            .sorted(),
        Column::text("iso3", "ISO 3166-1 alpha-3", "ISO 3166-1 alpha-3", "Code of three letters.")
            .same_as("http://publications.europa.eu/resource/authority/country/", "")
            .required(),
        Column::text(
            "m49",
            "UN M49 code",
            "Codice UN M49",
            "Code of three digits of the United Nations Statistics Division.",
        ),
        Column::code("region", &REGION, "Region", "Regione", "Region of the world (UN M49).")
            .faceted()
            .within(),
        Column::code(
            "subregion",
            &SUBREGION,
            "Subregion",
            "Sottoregione",
            "Part of the region (UN M49).",
        )
        .faceted()
        .within(),
        Column::of(
            Kind::Point,
            "point",
            "Position",
            "Posizione",
            "Position of the capital (WGS 84, degrees), where known.",
        ),
        Column::page(),
        Column::caveat(),
    ],
    links: &[],
};
