//! The place that the data is about.

use super::Problems;
use crate::catalogue::vocabulary;
use crate::config::catalogue::Catalogue;
use crate::model::value::parse_url;

pub(super) fn check(problems: &mut Problems, settings: &Catalogue) {
    let Catalogue { place, place_name, place_bbox, place_geonames, .. } = settings;
    if place.is_empty() {
        for (setting, value) in [
            ("catalogue.place_name", place_name),
            ("catalogue.place_bbox", place_bbox),
            ("catalogue.place_geonames", place_geonames),
        ] {
            if !value.is_empty() {
                problems.add(
                    setting,
                    value,
                    ("it describes a place, and none is given", "descrive un luogo che manca"),
                    (
                        "give the place itself in `catalogue.place`, such as `ITA_MIL` or `ITA`",
                        "indica il luogo in `catalogue.place`, come `ITA_MIL` o `ITA`",
                    ),
                );
            }
        }
    } else {
        if vocabulary::place(place).is_none() {
            problems.add(
                "catalogue.place",
                place,
                (
                    "it is no code of a country or place in the EU tables",
                    "non è un codice di paese o luogo delle tabelle UE",
                ),
                (
                    "use three capital letters such as `ITA`, or these, `_` and the place, such as \
                     `ITA_MIL`",
                    "usa tre maiuscole come `ITA`, o queste, `_` e il luogo, come `ITA_MIL`",
                ),
            );
        }
        if place_name.is_empty() {
            problems.add(
                "catalogue.place_name",
                "",
                ("the place has no name", "il luogo non ha un nome"),
                ("give it, such as `Milano`", "indicalo, come `Milano`"),
            );
        }
    }
    if !place_bbox.is_empty() && settings.bbox().is_none() {
        problems.add(
            "catalogue.place_bbox",
            place_bbox,
            ("it is no box on the globe", "non è un riquadro sul globo"),
            (
                "give west, south, east and north in degrees, such as `9.04,45.38,9.28,45.54`",
                "indica ovest, sud, est e nord in gradi, come `9.04,45.38,9.28,45.54`",
            ),
        );
    }
    if !place_geonames.is_empty() && !is_geonames(place_geonames) {
        problems.add(
            "catalogue.place_geonames",
            place_geonames,
            (
                "it is no address of a place in GeoNames",
                "non è l’indirizzo di un luogo in GeoNames",
            ),
            (
                "use one such as `https://sws.geonames.org/3173435/`",
                "usane uno come `https://sws.geonames.org/3173435/`",
            ),
        );
    }
}

fn is_geonames(text: &str) -> bool {
    let Ok(address) = parse_url(text) else { return false };
    let rest = address.split_once("://").map_or("", |(_, rest)| rest);
    let Some((host, path)) = rest.split_once('/') else { return false };
    let number = path.split('/').next().unwrap_or_default();
    matches!(host, "sws.geonames.org" | "www.geonames.org" | "geonames.org")
        && !number.is_empty()
        && number.bytes().all(|byte| byte.is_ascii_digit())
}
