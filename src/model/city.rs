//! Cities: the places below the country.

use super::codes::PLACE_KIND;
use super::table::{Column, Kind, Label, Link, Table};

pub(super) const CITIES: Table = Table {
    name: "cities",
    one: "City",
    label: Label { en: "Cities and places", it: "Città e luoghi" },
    doc: "A partner city or another place below the level of a country.",
    description: Label {
        en: "Partner cities and other places below the level of a country, with their position \
             and their identifiers in GeoNames and Wikidata.",
        it: "Città partner e altri luoghi al di sotto del livello nazionale, con la posizione e \
             gli identificativi in GeoNames e Wikidata.",
    },
    classes: &["schema:Place", "dct:Location"],
    columns: &[
        Column::localised("name", "Name", "Nome", "Name of the place.")
            .term("schema:name")
            .required()
            .searched()
            .sorted(),
        Column::summary(),
        Column::code("kind", &PLACE_KIND, "Kind", "Tipo", "What sort of place it is.")
            .term("dct:type")
            .required()
            .faceted(),
        Column::of(
            Kind::Point,
            "point",
            "Position",
            "Posizione",
            "Position of its centre (WGS 84, degrees).",
        ),
        Column::text(
            "geonames_id",
            "GeoNames id",
            "Identificativo GeoNames",
            "Number of the place in GeoNames.",
        )
        .same_as("https://sws.geonames.org/", "/"),
        Column::text(
            "wikidata_id",
            "Wikidata id",
            "Identificativo Wikidata",
            "Item of the place in Wikidata, such as `Q490`.",
        )
        .same_as("http://www.wikidata.org/entity/", ""),
        Column::page(),
        Column::caveat(),
    ],
    links: &[Link::one(
        "country",
        "countries",
        "Country",
        "Paese",
        "Country or territory in which the place lies.",
    )
    .term("schema:containedInPlace")
    .required()
    .within()
    .back("cities", "Cities and places", "Città e luoghi")],
};
