//! What catalogues say of the publisher and of all data together.

use super::effective::Effective;
use crate::model::table::Words;
use crate::model::value::parse_url;

/// The settings of the section `catalogue`, as they are given; what of them a portal would refuse
/// is told by a report, and stops no server.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Catalogue {
    /// The title of all data together.
    pub title: Words,
    /// What it is.
    pub description: Words,
    /// Keywords of every dataset in English.
    pub keywords_en: Vec<String>,
    /// The same in Italian.
    pub keywords_it: Vec<String>,
    /// The identifier of the publisher, such as `c_f205`; empty if not given.
    pub publisher_identifier: String,
    /// The type of the publisher in the list of ADMS.
    pub publisher_type: String,
    /// The home page of the publisher; empty for that of the service.
    pub publisher_url: String,
    /// The body that holds the rights; empty for the publisher.
    pub holder: String,
    /// Its identifier; empty if not given.
    pub holder_identifier: String,
    /// The name of the office behind the e-mail address; empty for the publisher.
    pub contact_name: String,
    /// Codes of the EU table of data themes, the main one first.
    pub themes: Vec<String>,
    /// A code of the EU table of frequencies.
    pub frequency: String,
    /// A code of the EU tables of places or countries; empty for none.
    pub place: String,
    /// The name of that place.
    pub place_name: String,
    /// West, south, east and north in degrees, as it is written; empty for none.
    pub place_bbox: String,
    /// The address of that place in GeoNames; empty for none.
    pub place_geonames: String,
}

impl Catalogue {
    /// West, south, east and north of the box around the place, if they are degrees in this order.
    pub fn bbox(&self) -> Option<[f64; 4]> {
        let mut found = [0.0; 4];
        let mut parts = self.place_bbox.split(',');
        for (side, limit) in found.iter_mut().zip([180.0, 90.0, 180.0, 90.0]) {
            *side = parts.next()?.trim().parse().ok().filter(|side: &f64| side.abs() <= limit)?;
        }
        let [west, south, east, north] = found;
        let is_box = parts.next().is_none() && west < east && south < north;
        is_box.then_some(found)
    }

    /// The address of the place in GeoNames, if it is one.
    pub fn geonames(&self) -> Option<&str> {
        parse_url(&self.place_geonames).ok()
    }

    pub(super) fn of(effective: &Effective) -> Self {
        let text = |name: &str| effective.text(&format!("catalogue.{name}")).trim().to_owned();
        let list = |name: &str| {
            let text = text(name);
            let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
            parts.map(str::to_owned).collect()
        };
        let words =
            |name: &str| Words { en: text(&format!("{name}_en")), it: text(&format!("{name}_it")) };
        Self {
            title: words("title"),
            description: words("description"),
            keywords_en: list("keywords_en"),
            keywords_it: list("keywords_it"),
            publisher_identifier: text("publisher_identifier"),
            publisher_type: text("publisher_type"),
            publisher_url: text("publisher_url"),
            holder: text("holder"),
            holder_identifier: text("holder_identifier"),
            contact_name: text("contact_name"),
            themes: list("themes"),
            frequency: text("frequency"),
            place: text("place"),
            place_name: text("place_name"),
            place_bbox: text("place_bbox"),
            place_geonames: text("place_geonames"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_has_four_sides_in_their_order() {
        let bbox = |text: &str| {
            let place_bbox = text.to_owned();
            Catalogue { place_bbox, ..Catalogue::default() }.bbox()
        };
        assert_eq!(bbox("9.04, 45.38,9.28,45.54"), Some([9.04, 45.38, 9.28, 45.54]));
        for text in [
            "",
            "9,45,9.2",
            "9,45,9.2,46,1",
            "10,45,9,46",
            "9,45,9,46",
            "9,45,9.2,91",
            "a,b,c,d",
            "NaN,1,2,3",
        ] {
            assert_eq!(bbox(text), None, "{text}");
        }
    }
}
