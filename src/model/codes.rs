//! The code lists that columns and roles take their values from.
//!
//! The IATI lists keep the codes and English names of the standard (IATI codelists, CC BY 4.0,
//! "IATI Standard"); their Italian names are editorial. Regions are those of UN M49, with Italian
//! names of the Unicode CLDR. The short lists are our own.

mod currencies;

use super::table::{CodeList, code};

pub use currencies::CURRENCIES;

/// All code lists, in the order of first use.
pub const CODE_LISTS: &[&CodeList] = &[
    &ACTIVITY_STATUS,
    &ORGANISATION_ROLE,
    &DIRECTION,
    &PLACE_KIND,
    &REGION,
    &SUBREGION,
    &THEME_VOCABULARY,
    &SDG_KIND,
    &ORGANISATION_TYPE,
    &AGREEMENT_KIND,
    &NETWORK_KIND,
    &SERVICE_KIND,
    &BUDGET_KIND,
    &QUALIFIER,
    &BASIS,
];

/// Stage in the life of an activity.
pub static ACTIVITY_STATUS: CodeList = CodeList {
    name: "ActivityStatus",
    doc: "Stage in the life of an activity.",
    source: "IATI ActivityStatus",
    closed: false,
    codes: &[
        code("1", "Pipeline/identification", "In preparazione / individuazione"),
        code("2", "Implementation", "In attuazione"),
        code("3", "Finalisation", "In conclusione"),
        code("4", "Closed", "Chiusa"),
        code("5", "Cancelled", "Annullata"),
        code("6", "Suspended", "Sospesa"),
    ],
};

/// Part that an organisation plays in an activity.
pub static ORGANISATION_ROLE: CodeList = CodeList {
    name: "OrganisationRole",
    doc: "Part that an organisation plays in an activity.",
    source: "IATI OrganisationRole",
    closed: false,
    codes: &[
        code("1", "Funding", "Finanziatore"),
        code("2", "Accountable", "Responsabile"),
        code("3", "Extending", "Erogatore"),
        code("4", "Implementing", "Esecutore"),
    ],
};

/// Sort of organisation.
pub static ORGANISATION_TYPE: CodeList = CodeList {
    name: "OrganisationType",
    doc: "Sort of organisation.",
    source: "IATI OrganisationType",
    closed: false,
    codes: &[
        code("10", "Government", "Governo"),
        code("11", "Local Government", "Ente locale"),
        code("15", "Other Public Sector", "Altro settore pubblico"),
        code("21", "International NGO", "ONG internazionale"),
        code("22", "National NGO", "ONG nazionale"),
        code("23", "Regional NGO", "ONG regionale"),
        code("24", "Partner Country based NGO", "ONG con sede nel Paese partner"),
        code("30", "Public Private Partnership", "Partenariato pubblico-privato"),
        code("40", "Multilateral", "Multilaterale"),
        code("60", "Foundation", "Fondazione"),
        code("70", "Private Sector", "Settore privato"),
        code("71", "Private Sector in Provider Country", "Settore privato nel Paese donatore"),
        code(
            "72",
            "Private Sector in Aid Recipient Country",
            "Settore privato nel Paese beneficiario",
        ),
        code("73", "Private Sector in Third Country", "Settore privato in un Paese terzo"),
        code("80", "Academic, Training and Research", "Università, formazione e ricerca"),
        code("90", "Other", "Altro"),
    ],
};

/// Region of the world.
pub static REGION: CodeList = CodeList {
    name: "Region",
    doc: "Region of the world.",
    source: "UN M49",
    closed: false,
    codes: &[
        code("002", "Africa", "Africa"),
        code("009", "Oceania", "Oceania"),
        code("019", "Americas", "Americhe"),
        code("142", "Asia", "Asia"),
        code("150", "Europe", "Europa"),
    ],
};

/// Part of a region of the world.
pub static SUBREGION: CodeList = CodeList {
    name: "Subregion",
    doc: "Part of a region of the world.",
    source: "UN M49",
    closed: false,
    codes: &[
        code("015", "Northern Africa", "Nordafrica"),
        code("021", "Northern America", "America del Nord"),
        code("030", "Eastern Asia", "Asia orientale"),
        code("034", "Southern Asia", "Asia del Sud"),
        code("035", "South-eastern Asia", "Sud-est asiatico"),
        code("039", "Southern Europe", "Europa meridionale"),
        code("053", "Australia and New Zealand", "Australasia"),
        code("054", "Melanesia", "Melanesia"),
        code("057", "Micronesia", "Regione micronesiana"),
        code("061", "Polynesia", "Polinesia"),
        code("143", "Central Asia", "Asia centrale"),
        code("145", "Western Asia", "Asia occidentale"),
        code("151", "Eastern Europe", "Europa orientale"),
        code("154", "Northern Europe", "Europa settentrionale"),
        code("155", "Western Europe", "Europa occidentale"),
        code("202", "Sub-Saharan Africa", "Africa subsahariana"),
        code("419", "Latin America and the Caribbean", "America Latina"),
    ],
};

/// Way in which officials travelled.
pub static DIRECTION: CodeList = CodeList {
    name: "Direction",
    doc: "Way in which officials travelled.",
    source: "OpenCoop",
    closed: true,
    codes: &[
        code(
            "outbound",
            "Outbound: officials left the city",
            "In uscita: funzionari partiti dalla città",
        ),
        code(
            "inbound",
            "Inbound: officials came to the city",
            "In entrata: funzionari arrivati in città",
        ),
    ],
};

/// Ground on which a statement stands.
pub static BASIS: CodeList = CodeList {
    name: "Basis",
    doc: "Ground on which a statement stands.",
    source: "OpenCoop",
    closed: true,
    codes: &[
        code("stated", "Stated by a source", "Dichiarato da una fonte"),
        code("editorial", "Inferred by the editors", "Dedotto dai redattori"),
        code("external", "Added from an outside page", "Aggiunto da una pagina esterna"),
    ],
};

/// How a source means a figure.
pub static QUALIFIER: CodeList = CodeList {
    name: "Qualifier",
    doc: "How a source means a figure.",
    source: "OpenCoop",
    closed: true,
    codes: &[
        code("exact", "Exactly", "Esattamente"),
        code("about", "About", "Circa"),
        code("more_than", "More than", "Più di"),
        code("at_least", "At least", "Almeno"),
        code("less_than", "Less than", "Meno di"),
        code("at_most", "At most", "Al massimo"),
        code("target", "Target, not a result", "Obiettivo, non risultato"),
        code("derived", "Worked out from other figures", "Ricavato da altre cifre"),
    ],
};

/// Sort of place below the level of a country.
pub static PLACE_KIND: CodeList = CodeList {
    name: "PlaceKind",
    doc: "Sort of place below the level of a country.",
    source: "OpenCoop",
    closed: false,
    codes: &[
        code("city", "City", "Città"),
        code("municipality", "Municipality", "Comune"),
        code("district", "District", "Distretto"),
        code("province", "Province", "Provincia"),
        code("state", "State", "Stato"),
        code("region", "Region", "Regione"),
        code("territory", "Territory", "Territorio"),
        code("site", "Site or natural area", "Sito o area naturale"),
    ],
};

/// List that a theme belongs to.
pub static THEME_VOCABULARY: CodeList = CodeList {
    name: "ThemeVocabulary",
    doc: "List that a theme belongs to.",
    source: "OpenCoop",
    closed: false,
    codes: &[
        code("priority", "Priority themes of the city", "Temi prioritari della città"),
        code("mission-sector", "Sectors of the missions", "Settori delle missioni"),
        code(
            "dac-category",
            "OECD DAC sector category (3 digits)",
            "Categoria settoriale OCSE-DAC (3 cifre)",
        ),
        code(
            "dac-sector",
            "OECD DAC CRS purpose code (5 digits)",
            "Codice settore OCSE-DAC CRS (5 cifre)",
        ),
    ],
};

/// Level in the 2030 Agenda.
pub static SDG_KIND: CodeList = CodeList {
    name: "SdgKind",
    doc: "Level in the 2030 Agenda.",
    source: "OpenCoop",
    closed: true,
    codes: &[code("goal", "Goal", "Obiettivo"), code("target", "Target", "Traguardo")],
};

/// Sort of act that cooperation rests on.
pub static AGREEMENT_KIND: CodeList = CodeList {
    name: "AgreementKind",
    doc: "Sort of act that cooperation rests on.",
    source: "OpenCoop",
    closed: false,
    codes: &[
        code("law", "Law", "Legge"),
        code("decree", "Decree", "Decreto"),
        code("resolution", "Resolution", "Delibera"),
        code("statute", "Statute", "Statuto"),
        code("protocol", "Protocol", "Protocollo"),
        code("memorandum", "Memorandum of understanding", "Memorandum d’intesa"),
        code("framework-agreement", "Framework agreement", "Accordo quadro"),
        code("agreement", "Agreement", "Accordo"),
        code("convention", "Convention or treaty", "Convenzione o trattato"),
        code("plan", "Plan or strategy", "Piano o strategia"),
        code("declaration", "Declaration or charter", "Dichiarazione o carta"),
        code("call", "Call for proposals", "Bando"),
    ],
};

/// Sort of network.
pub static NETWORK_KIND: CodeList = CodeList {
    name: "NetworkKind",
    doc: "Sort of network.",
    source: "OpenCoop",
    closed: false,
    codes: &[
        code("network", "Network of cities", "Rete di città"),
        code("campaign", "Campaign", "Campagna"),
        code("project", "Shared project", "Progetto comune"),
        code("coalition", "Coalition or alliance", "Coalizione o alleanza"),
        code("association", "Association of local authorities", "Associazione di enti locali"),
        code("pact", "Pact or agenda", "Patto o agenda"),
    ],
};

/// Sort of local service.
pub static SERVICE_KIND: CodeList = CodeList {
    name: "ServiceKind",
    doc: "Sort of local service.",
    source: "OpenCoop",
    closed: false,
    codes: &[
        code("approach", "Way of working", "Approccio"),
        code("reception", "Reception and shelter", "Accoglienza"),
        code("hub", "First aid and orientation", "Primo aiuto e orientamento"),
        code("counter", "Information counter", "Sportello"),
        code("integration", "Integration and training", "Integrazione e formazione"),
        code("health", "Health", "Salute"),
        code("work", "Work", "Lavoro"),
        code("registry", "Registration and rights", "Registrazione e diritti"),
        code("other", "Other", "Altro"),
    ],
};

/// What an amount of money covers.
pub static BUDGET_KIND: CodeList = CodeList {
    name: "BudgetKind",
    doc: "What an amount of money covers.",
    source: "OpenCoop",
    closed: false,
    codes: &[
        code("total", "Total cost", "Costo totale"),
        code("grant", "Grant of a funder", "Contributo di un finanziatore"),
        code("co-financing", "Share of the partners", "Cofinanziamento dei partner"),
        code("agreement", "Value of an agreement", "Valore di un accordo"),
    ],
};
