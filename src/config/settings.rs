//! The list of settings, in the order of the documentation.

/// The beginning of the names of all variables.
pub(super) const PREFIX: &str = "OPENCOOP_";

/// One setting.
#[derive(Debug)]
pub struct Setting {
    /// The key in `opencoop.toml`; a point divides the section from the name.
    pub key: &'static str,
    /// The value where nobody gives one.
    pub default: &'static str,
    /// What it is for, as a sentence.
    pub doc: &'static str,
}

const fn setting(key: &'static str, default: &'static str, doc: &'static str) -> Setting {
    Setting { key, default, doc }
}

/// All settings, in the order of the documentation.
pub const SETTINGS: &[Setting] = &[
    setting("listen", "127.0.0.1:8080", "Address and port that the server listens on."),
    setting(
        "store",
        "",
        "Where the data is kept: `sqlite:FILE` or `postgres://user:password@host/database`; if \
         empty, `opencoop.db` in the folder `data`.",
    ),
    setting("data", "data", "Folder for files that the program makes."),
    setting(
        "base_url",
        "http://localhost:8080",
        "Address under which others reach the server; permanent addresses begin with it.",
    ),
    setting(
        "seeds",
        "seeds",
        "Folder of the data that a server imports into an empty store; empty for none.",
    ),
    setting(
        "languages",
        "it,en",
        "Languages of the publisher, the first one first; texts fall back along them.",
    ),
    setting("publisher", "OpenCoop", "Name of the body that publishes the data."),
    setting("contact", "", "E-mail address of the publisher."),
    setting(
        "licence",
        "https://creativecommons.org/licenses/by/4.0/",
        "Address of the licence of the data.",
    ),
    setting("log", "info", "What is logged: `error`, `warn`, `info`, `debug`, or a filter."),
    setting(
        "trusted_proxies",
        "",
        "Addresses and networks (`10.0.0.0/8`) of proxies whose `X-Forwarded-For` or `Forwarded` is \
         believed; empty for none.",
    ),
    setting(
        "cache_seconds",
        "60",
        "How long an answer may be kept without asking again; 0 for not.",
    ),
    setting(
        "files",
        "",
        "Where whole files of revisions are kept: a folder, `s3://bucket/prefix`, or `none` for \
         none; if empty, the folder `files` in `data`.",
    ),
    setting(
        "files_kept",
        "10",
        "Of how many revisions whole files are kept, the newest one included.",
    ),
    setting(
        "catalogue.title_en",
        "International cooperation: open data",
        "Title of all data together, in English.",
    ),
    setting(
        "catalogue.title_it",
        "Cooperazione internazionale: dati aperti",
        "Title of all data together, in Italian.",
    ),
    setting(
        "catalogue.description_en",
        "Projects, missions, partner cities, organisations, agreements and networks of \
         international cooperation, each fact with its source.",
        "What all data together is, in a sentence or two, in English.",
    ),
    setting(
        "catalogue.description_it",
        "Progetti, missioni, città partner, organizzazioni, accordi e reti della cooperazione \
         internazionale, ogni fatto con la sua fonte.",
        "What all data together is, in a sentence or two, in Italian.",
    ),
    setting(
        "catalogue.keywords_en",
        "international cooperation,open data",
        "Keywords of every dataset, in English, each of 2 to 100 letters, digits, spaces, `-`, `_` \
         and `.`.",
    ),
    setting(
        "catalogue.keywords_it",
        "cooperazione internazionale,dati aperti",
        "Keywords of every dataset, in Italian.",
    ),
    setting(
        "catalogue.publisher_identifier",
        "",
        "Identifier of the publisher: its code in IPA, the index of Italian public bodies, such as \
         `c_f205`, or its VAT number.",
    ),
    setting(
        "catalogue.publisher_type",
        "LocalAuthority",
        "Type of the publisher in the list of ADMS, such as `RegionalAuthority`.",
    ),
    setting(
        "catalogue.publisher_url",
        "",
        "Home page of the publisher; if empty, that of this service.",
    ),
    setting(
        "catalogue.holder",
        "",
        "Name of the body that holds the rights in the data; if empty, the publisher.",
    ),
    setting("catalogue.holder_identifier", "", "Identifier of that body, as of the publisher."),
    setting(
        "catalogue.contact_name",
        "",
        "Name of the office behind the e-mail address `contact`; if empty, that of the publisher.",
    ),
    setting(
        "catalogue.themes",
        "INTR,GOVE",
        "Themes of the data, as codes of the EU table of data themes, the main one first.",
    ),
    setting(
        "catalogue.frequency",
        "IRREG",
        "How often the data changes, as a code of the EU table of frequencies, such as `MONTHLY`.",
    ),
    setting(
        "catalogue.place",
        "",
        "Place that the data is about, as a code of the EU table of places such as `ITA_MIL`, or of \
         countries such as `ITA`.",
    ),
    setting("catalogue.place_name", "", "Name of that place."),
    setting(
        "catalogue.place_bbox",
        "",
        "Box around that place: west, south, east and north, in degrees (WGS 84).",
    ),
    setting("catalogue.place_geonames", "", "Address of that place in GeoNames."),
    setting("limits.page_size", "100", "Records on a page where a request names no number."),
    setting("limits.page_size_max", "1000", "Most records on a page."),
    setting("limits.body_bytes", "262144", "Longest body of a request, in bytes."),
    setting("limits.document_bytes", "65536", "Longest GraphQL document, in bytes."),
    setting("limits.tokens", "10000", "Most words and signs of a GraphQL document."),
    setting("limits.depth", "20", "How deep GraphQL fields stand in each other."),
    setting("limits.fields", "2000", "Most fields of a GraphQL document, fragments spread."),
    setting("limits.root_fields", "50", "Most fields at the root of a GraphQL operation."),
    setting("limits.aliases", "200", "Most aliases of a GraphQL operation."),
    setting("limits.directives", "200", "Most directives of a GraphQL operation."),
    setting(
        "limits.records",
        "100000",
        "Most records that one request can reach, worked out before it runs.",
    ),
    setting(
        "limits.links",
        "20000000",
        "Most links that lists inside lists with a filter or an order of their own can look at, \
         worked out before it runs.",
    ),
    setting(
        "limits.histories",
        "1000",
        "Most records whose history a GraphQL operation can ask for.",
    ),
    setting(
        "limits.scan_bytes",
        "33554432",
        "Most bytes of texts that the `contains` of a request read, worked out before it runs.",
    ),
    setting(
        "limits.grouped",
        "20000000",
        "Most pairs of a record and a group that the groups and facets of a request can look at.",
    ),
    setting("limits.groups", "100000", "Most groups that one question can make."),
    setting(
        "limits.answer_bytes",
        "67108864",
        "Longest answer of GraphQL, and longest page of GET, in bytes.",
    ),
    setting("limits.target_bytes", "16384", "Longest address of a request, in bytes."),
    setting("limits.header_bytes", "16384", "Longest header of a request, in bytes."),
    setting("limits.header_seconds", "15", "Time that a client gets to send a header."),
    setting("limits.body_seconds", "20", "Time that a client gets to send a body."),
    setting("limits.idle_seconds", "75", "Time that a connection is kept open between requests."),
    setting(
        "limits.stall_seconds",
        "30",
        "Time after which a client is dropped that takes nothing of its answer.",
    ),
    setting(
        "limits.request_seconds",
        "30",
        "Time after which an answer that has not begun is given up.",
    ),
    setting("limits.connections", "20000", "Most open connections."),
    setting(
        "limits.connections_per_client",
        "2000",
        "Most open connections of one client: an address, or a /64 network of IPv6.",
    ),
    setting(
        "limits.requests_per_second",
        "20000",
        "Requests of one client in a second, in the long run; 0 for any number.",
    ),
    setting("limits.burst", "40000", "Requests of one client at once, after a rest."),
    setting(
        "limits.graphql_milliseconds",
        "10000",
        "Longest time of a GraphQL operation, in milliseconds.",
    ),
    setting("limits.documents", "1000", "Most GraphQL documents that are kept parsed."),
    setting(
        "limits.documents_bytes",
        "33554432",
        "Most memory of GraphQL documents that are kept parsed, in bytes.",
    ),
    setting(
        "limits.persisted",
        "10000",
        "Most GraphQL documents that clients can ask for by their hash.",
    ),
    setting(
        "limits.persisted_bytes",
        "33554432",
        "Most memory of GraphQL documents that clients can ask for by their hash, in bytes.",
    ),
    setting("limits.shutdown_seconds", "30", "Time that running requests get to end."),
];

impl Setting {
    /// The name of its variable, such as `OPENCOOP_BASE_URL`.
    pub fn variable(&self) -> String {
        format!("{PREFIX}{}", self.key.replace('.', "_").to_uppercase())
    }

    /// The name of its flag without the dashes, such as `base-url`.
    pub fn flag(&self) -> String {
        self.key.replace(['.', '_'], "-")
    }
}

/// The setting of this key.
pub(super) fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_have_names_of_their_own_and_are_described() {
        for (at, setting) in SETTINGS.iter().enumerate() {
            assert!(SETTINGS[..at].iter().all(|other| other.flag() != setting.flag()));
            assert!(setting.doc.ends_with('.'), "{}", setting.key);
        }
    }
}
