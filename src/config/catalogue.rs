//! What catalogues say of the publisher and of all data together.

use super::effective::Effective;
use crate::model::table::Words;

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
