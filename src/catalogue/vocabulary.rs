//! Lists of codes that others keep and portals know: the tables of the EU and those of ADMS, as far
//! as a catalogue of ours can need them.

use crate::model::table::Label;

/// A list of codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scheme {
    /// The address of the list.
    pub address: &'static str,
    /// The addresses of its concepts, without the slash and the code at their end.
    root: &'static str,
    /// The title.
    pub title: Label,
    /// What it lists, as far as it is needed.
    pub concepts: &'static [Concept],
}

/// A value of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Concept {
    /// The code.
    pub code: &'static str,
    /// The name.
    pub label: Label,
}

impl Scheme {
    /// The concept of this code.
    pub fn find(&self, code: &str) -> Option<&'static Concept> {
        self.concepts.iter().find(|concept| concept.code == code)
    }

    /// The address of the concept of a code.
    pub fn iri(&self, code: &str) -> String {
        format!("{}/{code}", self.root)
    }
}

const fn concept(code: &'static str, en: &'static str, it: &'static str) -> Concept {
    Concept { code, label: Label { en, it } }
}

/// A list whose concepts stand below it, as in the tables of the EU.
const fn authority(address: &'static str, title: Label, concepts: &'static [Concept]) -> Scheme {
    Scheme { address, root: address, title, concepts }
}

/// What data is about.
pub const THEMES: Scheme = authority(
    "http://publications.europa.eu/resource/authority/data-theme",
    Label { en: "Data theme", it: "Tema dei dati" },
    &[
        concept(
            "AGRI",
            "Agriculture, fisheries, forestry and food",
            "Agricoltura, pesca, silvicoltura e prodotti alimentari",
        ),
        concept("ECON", "Economy and finance", "Economia e finanze"),
        concept("EDUC", "Education, culture and sport", "Istruzione, cultura e sport"),
        concept("ENER", "Energy", "Energia"),
        concept("ENVI", "Environment", "Ambiente"),
        concept("GOVE", "Government and public sector", "Governo e settore pubblico"),
        concept("HEAL", "Health", "Salute"),
        concept("INTR", "International issues", "Tematiche internazionali"),
        concept(
            "JUST",
            "Justice, legal system and public safety",
            "Giustizia, sistema giuridico e sicurezza pubblica",
        ),
        concept("REGI", "Regions and cities", "Regioni e città"),
        concept("SOCI", "Population and society", "Popolazione e società"),
        concept("TECH", "Science and technology", "Scienza e tecnologia"),
        concept("TRAN", "Transport", "Trasporti"),
    ],
);

/// How often data changes.
pub const FREQUENCIES: Scheme = authority(
    "http://publications.europa.eu/resource/authority/frequency",
    Label { en: "Frequency", it: "Frequenza" },
    &[
        concept("ANNUAL", "annual", "annuale"),
        concept("ANNUAL_2", "semiannual", "semestrale"),
        concept("ANNUAL_3", "three times a year", "tre volte all’anno"),
        concept("BIDECENNIAL", "bidecennial", "bidecennale"),
        concept("BIENNIAL", "biennial", "biennale"),
        concept("BIHOURLY", "bihourly", "ogni due ore"),
        concept("BIMONTHLY", "bimonthly", "bimestrale"),
        concept("BIWEEKLY", "biweekly", "quindicinale"),
        concept("CONT", "continuous", "continuo"),
        concept("DAILY", "daily", "quotidiano"),
        concept("DAILY_2", "twice a day", "due volte al giorno"),
        concept("DECENNIAL", "decennial", "decennale"),
        concept("HOURLY", "hourly", "ogni ora"),
        concept("IRREG", "irregular", "irregolare"),
        concept("MONTHLY", "monthly", "mensile"),
        concept("MONTHLY_2", "semimonthly", "bimensile"),
        concept("MONTHLY_3", "three times a month", "tre volte al mese"),
        concept("NEVER", "never", "mai"),
        concept("OTHER", "other", "altro"),
        concept("QUADRENNIAL", "quadrennial", "ogni quattro anni"),
        concept("QUARTERLY", "quarterly", "trimestrale"),
        concept("QUINQUENNIAL", "quinquennial", "ogni cinque anni"),
        concept("TRIDECENNIAL", "tridecennial", "tridecennale"),
        concept("TRIENNIAL", "triennial", "triennale"),
        concept("TRIHOURLY", "trihourly", "ogni tre ore"),
        concept("UNKNOWN", "unknown", "sconosciuto"),
        concept("UPDATE_CONT", "continuously updated", "in continuo aggiornamento"),
        concept("WEEKLY", "weekly", "settimanale"),
        concept("WEEKLY_2", "semiweekly", "bisettimanale"),
        concept("WEEKLY_3", "three times a week", "tre volte a settimana"),
    ],
);

/// Frequencies as ISO 8601 repeats them; those of no fixed length are not here.
const REPEATS: &[(&str, &str)] = &[
    ("ANNUAL", "R/P1Y"),
    ("ANNUAL_2", "R/P6M"),
    ("ANNUAL_3", "R/P4M"),
    ("BIDECENNIAL", "R/P20Y"),
    ("BIENNIAL", "R/P2Y"),
    ("BIHOURLY", "R/PT2H"),
    ("BIMONTHLY", "R/P2M"),
    ("BIWEEKLY", "R/P2W"),
    ("CONT", "R/PT1S"),
    ("DAILY", "R/P1D"),
    ("DAILY_2", "R/PT12H"),
    ("DECENNIAL", "R/P10Y"),
    ("HOURLY", "R/PT1H"),
    ("MONTHLY", "R/P1M"),
    ("MONTHLY_2", "R/P0.5M"),
    ("MONTHLY_3", "R/P0.33M"),
    ("QUADRENNIAL", "R/P4Y"),
    ("QUARTERLY", "R/P3M"),
    ("QUINQUENNIAL", "R/P5Y"),
    ("TRIDECENNIAL", "R/P30Y"),
    ("TRIENNIAL", "R/P3Y"),
    ("TRIHOURLY", "R/PT3H"),
    ("UPDATE_CONT", "R/PT1S"),
    ("WEEKLY", "R/P1W"),
    ("WEEKLY_2", "R/P3.5D"),
    ("WEEKLY_3", "R/P0.33W"),
];

/// A frequency as `data.json` writes it: an ISO 8601 repeat such as `R/P1D`, or `irregular`; none
/// where it is not known.
pub fn repeat(frequency: &str) -> Option<&'static str> {
    if frequency == "IRREG" {
        return Some("irregular");
    }
    REPEATS.iter().find(|(code, _)| *code == frequency).map(|(_, repeat)| *repeat)
}

/// What files are.
pub const FILE_TYPES: Scheme = authority(
    "http://publications.europa.eu/resource/authority/file-type",
    Label { en: "File type", it: "Tipo di file" },
    &[
        concept("BIN", "Binary Data", "Dati binari"),
        concept("CSV", "CSV", "CSV"),
        concept("GEOJSON", "GeoJSON", "GeoJSON"),
        concept("HTML", "HTML", "HTML"),
        concept("JSON", "JSON", "JSON"),
        concept("JSON_LD", "JSON-LD", "JSON-LD"),
        concept("PARQUET", "PARQUET", "PARQUET"),
        concept("RDF_TURTLE", "RDF Turtle", "RDF Turtle"),
        concept("RDF_XML", "RDF XML", "RDF XML"),
        concept("TXT", "Plain text", "Testo semplice"),
        concept("XLSX", "Excel XLSX", "Excel XLSX"),
        concept("XML", "XML", "XML"),
        concept("ZIP", "ZIP", "ZIP"),
    ],
);

/// Who may have data.
pub const ACCESS_RIGHTS: Scheme = authority(
    "http://publications.europa.eu/resource/authority/access-right",
    Label { en: "Access right", it: "Diritti di accesso" },
    &[concept("PUBLIC", "public", "pubblico")],
);

/// How long files are meant to be there.
pub const AVAILABILITIES: Scheme = authority(
    "http://publications.europa.eu/resource/authority/planned-availability",
    Label { en: "Planned availability", it: "Disponibilità prevista" },
    &[concept("STABLE", "stable", "stabile")],
);

/// Languages.
pub const LANGUAGES: Scheme = authority(
    "http://publications.europa.eu/resource/authority/language",
    Label { en: "Language", it: "Lingua" },
    &[
        concept("BUL", "Bulgarian", "bulgaro"),
        concept("CES", "Czech", "ceco"),
        concept("DAN", "Danish", "danese"),
        concept("DEU", "German", "tedesco"),
        concept("ELL", "Greek", "greco"),
        concept("ENG", "English", "inglese"),
        concept("EST", "Estonian", "estone"),
        concept("FIN", "Finnish", "finlandese"),
        concept("FRA", "French", "francese"),
        concept("GLE", "Irish", "irlandese"),
        concept("HRV", "Croatian", "croato"),
        concept("HUN", "Hungarian", "ungherese"),
        concept("ITA", "Italian", "italiano"),
        concept("LAV", "Latvian", "lettone"),
        concept("LIT", "Lithuanian", "lituano"),
        concept("MLT", "Maltese", "maltese"),
        concept("NLD", "Dutch", "neerlandese"),
        concept("POL", "Polish", "polacco"),
        concept("POR", "Portuguese", "portoghese"),
        concept("RON", "Romanian", "rumeno"),
        concept("SLK", "Slovak", "slovacco"),
        concept("SLV", "Slovenian", "sloveno"),
        concept("SPA", "Spanish", "spagnolo"),
        concept("SWE", "Swedish", "svedese"),
    ],
);

/// Languages by their tags.
const TAGS: &[(&str, &str)] = &[
    ("bg", "BUL"),
    ("cs", "CES"),
    ("da", "DAN"),
    ("de", "DEU"),
    ("el", "ELL"),
    ("en", "ENG"),
    ("es", "SPA"),
    ("et", "EST"),
    ("fi", "FIN"),
    ("fr", "FRA"),
    ("ga", "GLE"),
    ("hr", "HRV"),
    ("hu", "HUN"),
    ("it", "ITA"),
    ("lt", "LIT"),
    ("lv", "LAV"),
    ("mt", "MLT"),
    ("nl", "NLD"),
    ("pl", "POL"),
    ("pt", "POR"),
    ("ro", "RON"),
    ("sk", "SLK"),
    ("sl", "SLV"),
    ("sv", "SWE"),
];

/// The language of a tag such as `it` or `de-AT`, if it is an official one of the EU.
pub fn language(tag: &str) -> Option<&'static Concept> {
    let primary = tag.split('-').next().unwrap_or_default();
    let (_, code) = TAGS.iter().find(|(tag, _)| primary.eq_ignore_ascii_case(tag))?;
    LANGUAGES.find(code)
}

/// What publishers are.
pub const PUBLISHER_TYPES: Scheme = Scheme {
    address: "http://purl.org/adms/publishertype/1.0",
    root: "http://purl.org/adms/publishertype",
    title: Label { en: "Publisher type", it: "Tipo di soggetto che pubblica" },
    concepts: &[
        concept(
            "Academia-ScientificOrganisation",
            "Academia/Scientific organisation",
            "Università o ente di ricerca",
        ),
        concept("Company", "Company", "Impresa"),
        concept("IndustryConsortium", "Industry consortium", "Consorzio industriale"),
        concept("LocalAuthority", "Local Authority", "Autorità locale"),
        concept("NationalAuthority", "National authority", "Autorità nazionale"),
        concept(
            "NonGovernmentalOrganisation",
            "Non-Governmental Organisation",
            "Organizzazione non governativa",
        ),
        concept(
            "NonProfitOrganisation",
            "Non-Profit Organisation",
            "Organizzazione senza scopo di lucro",
        ),
        concept("PrivateIndividual", "Private Individual(s)", "Privati"),
        concept("RegionalAuthority", "Regional authority", "Autorità regionale"),
        concept("StandardisationBody", "Standardisation body", "Ente di normazione"),
        concept("SupraNationalAuthority", "Supra-national authority", "Autorità sovranazionale"),
    ],
};

/// The address of a place of the EU tables: of a country such as `ITA`, or of a place in one such as
/// `ITA_MIL`; none for what is neither by its form. The tables themselves are long and grow.
pub fn place(code: &str) -> Option<String> {
    let is_part = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
    };
    let table = match code.split_once('_') {
        None if is_part(code, 3..=3) => "country",
        Some((country, place)) if is_part(country, 3..=3) && is_part(place, 2..=6) => "place",
        _ => return None,
    };
    Some(format!("http://publications.europa.eu/resource/authority/{table}/{code}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_once_and_have_names() {
        for scheme in [
            THEMES,
            FREQUENCIES,
            FILE_TYPES,
            ACCESS_RIGHTS,
            AVAILABILITIES,
            LANGUAGES,
            PUBLISHER_TYPES,
        ] {
            for (at, concept) in scheme.concepts.iter().enumerate() {
                assert!(scheme.concepts[..at].iter().all(|other| other.code != concept.code));
                assert!(!concept.label.en.is_empty() && !concept.label.it.is_empty());
                assert_eq!(scheme.find(concept.code), Some(concept));
            }
        }
        let address = "http://publications.europa.eu/resource/authority/data-theme/INTR";
        assert_eq!(THEMES.iri("INTR"), address);
        let address = "http://purl.org/adms/publishertype/LocalAuthority";
        assert_eq!(PUBLISHER_TYPES.iri("LocalAuthority"), address);
    }

    #[test]
    fn frequencies_repeat_unless_they_have_no_length() {
        assert_eq!(repeat("DAILY"), Some("R/P1D"));
        assert_eq!(repeat("IRREG"), Some("irregular"));
        let without = |concept: &&Concept| repeat(concept.code).is_none();
        let without: Vec<_> = FREQUENCIES.concepts.iter().filter(without).collect();
        let codes: Vec<_> = without.iter().map(|concept| concept.code).collect();
        assert_eq!(codes, ["NEVER", "OTHER", "UNKNOWN"]);
        assert!(REPEATS.iter().all(|(code, _)| FREQUENCIES.find(code).is_some()));
    }

    #[test]
    fn every_format_has_a_file_type_and_every_tag_a_language() {
        for format in crate::export::FORMATS {
            let code = format.profile().file_type;
            assert!(FILE_TYPES.find(code).is_some(), "{}", format.name());
            assert_eq!(code == "BIN", format.name() == "sqlite", "{}", format.name());
        }
        assert_eq!(language("de-AT").map(|language| language.code), Some("DEU"));
        assert_eq!(language("xx"), None);
        assert!(TAGS.iter().all(|(tag, _)| language(tag).is_some()));
        assert_eq!(TAGS.len(), LANGUAGES.concepts.len());
    }

    #[test]
    fn places_are_countries_or_places_in_them() {
        let root = "http://publications.europa.eu/resource/authority";
        assert_eq!(place("ITA_MIL"), Some(format!("{root}/place/ITA_MIL")));
        assert_eq!(place("ITA"), Some(format!("{root}/country/ITA")));
        for code in ["", "IT", "ita", "ITA_", "_MIL", "Milano", "ITA_MIL_X", "ITA MIL"] {
            assert_eq!(place(code), None, "{code}");
        }
    }
}
