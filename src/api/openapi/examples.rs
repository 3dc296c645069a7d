//! Records of the seeds that stand as examples, and a question that finds some of each table.

/// A table, the slug of one of its records, and a parameter with a value that finds records. A
/// test asks them all of the seeds; a table without an example has none in the document.
pub const EXAMPLES: &[(&str, &str, &str, &str)] = &[
    ("projects", "dakar-reve", "countries", "sn"),
    ("missions", "officials-to-beirut", "direction", "outbound"),
    ("cities", "dakar", "country", "sn"),
    ("countries", "sn", "iso2", "SN"),
    ("themes", "food", "name.contains", "food"),
    ("sdgs", "11", "kind", "goal"),
    ("organisations", "comune-di-milano", "country", "it"),
    ("agreements", "2030-agenda", "title.contains", "agenda"),
    ("networks", "admin4all-phase-2", "kind", "campaign"),
    ("services", "asylum-seekers-registry", "name.contains", "registro"),
    ("budgets", "valore-green-albania-grant-eur", "kind", "grant"),
    ("observations", "active-cas-2019", "qualifier", "about"),
    ("events", "aics-call-december-2019", "title.contains", "dakar"),
    ("sources", "acra-citta-invisibili", "publisher", "Fondazione ACRA"),
    ("citations", "agreements-2030-agenda-1", "basis", "stated"),
];

/// The slug of a record of a table.
pub(super) fn slug(table: &str) -> Option<&'static str> {
    EXAMPLES.iter().find(|(name, ..)| *name == table).map(|(_, slug, ..)| *slug)
}

/// The value of a parameter that finds records of a table.
pub(super) fn value(table: &str, parameter: &str) -> Option<&'static str> {
    let found =
        EXAMPLES.iter().find(|(name, _, known, _)| *name == table && *known == parameter)?;
    Some(found.3)
}
