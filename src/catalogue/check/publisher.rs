//! Who publishes, under which licence, and what the data is about.

use super::{Both, Problems, SETTINGS_FILE};
use crate::about::Service;
use crate::catalogue::vocabulary::{FREQUENCIES, PUBLISHER_TYPES, Scheme, THEMES, language};
use crate::config::catalogue::Catalogue;
use crate::describe::licence;
use crate::model::value::parse_url;

/// The ends of names that are kept for examples, and reach nobody (RFC 2606).
const EXAMPLES: [&str; 6] =
    ["example.org", "example.com", "example.net", ".example", ".invalid", ".test"];

/// What the service says of itself on every door.
pub(super) fn check_service(problems: &mut Problems, service: &Service) {
    for tag in service.languages.iter().filter(|tag| language(tag).is_none()) {
        problems.remark(
            "languages",
            tag,
            (
                "the EU table has other names for it, or none: catalogues do not say this language",
                "la tabella UE la chiama in altro modo, o non la ha: i cataloghi non la dicono",
            ),
            (
                "nothing needs to be done; the texts are published",
                "non serve far nulla: i testi si pubblicano",
            ),
        );
    }
    if service.publisher.trim().is_empty() {
        problems.add(
            "publisher",
            "",
            ("nobody publishes the data", "nessuno pubblica i dati"),
            SETTINGS_FILE,
        );
    }
    if service.contact.is_empty() {
        problems.add(
            "contact",
            "",
            (
                "there is no e-mail address, which `data.json` and OAI-PMH must have",
                "manca l’indirizzo e-mail, obbligatorio in `data.json` e OAI-PMH",
            ),
            SETTINGS_FILE,
        );
    } else if service.email() != Some(&service.contact) {
        problems.add(
            "contact",
            &service.contact,
            ("it is no e-mail address", "non è un indirizzo e-mail"),
            (
                "give the address alone, such as `opendata@comune.example.it`",
                "indica solo l’indirizzo, come `opendata@comune.example.it`",
            ),
        );
    } else if EXAMPLES.iter().any(|end| service.contact.ends_with(end)) {
        problems.remark(
            "contact",
            &service.contact,
            ("it is an example, and reaches nobody", "è un esempio, e non raggiunge nessuno"),
            ("give that of your office", "indica quello del tuo ufficio"),
        );
    }
    if licence::known(service).is_none() {
        problems.add(
            "licence",
            &service.licence,
            (
                "portals do not know this licence, and show the data as without one",
                "i portali non conoscono questa licenza, e mostrano i dati come senza licenza",
            ),
            (
                "use `https://creativecommons.org/licenses/by/4.0/`, unless the law asks for another",
                "usa `https://creativecommons.org/licenses/by/4.0/`, se la legge non ne chiede un’altra",
            ),
        );
    }
}

/// What catalogues say of the publisher and of the data.
pub(super) fn check(problems: &mut Problems, settings: &Catalogue) {
    check_identifier(problems, "catalogue.publisher_identifier", &settings.publisher_identifier);
    check_code(
        problems,
        "catalogue.publisher_type",
        &settings.publisher_type,
        &PUBLISHER_TYPES,
        ("the list of ADMS", "l’elenco di ADMS"),
    );
    let url = &settings.publisher_url;
    if !url.is_empty() && parse_url(url).is_err() {
        problems.add(
            "catalogue.publisher_url",
            url,
            ("it is no `http` or `https` address", "non è un indirizzo `http` o `https`"),
            ("give it with `https://` before it", "indicalo con `https://` davanti"),
        );
    }
    if !settings.holder.is_empty() {
        check_identifier(problems, "catalogue.holder_identifier", &settings.holder_identifier);
    } else if !settings.holder_identifier.is_empty() {
        problems.add(
            "catalogue.holder_identifier",
            &settings.holder_identifier,
            ("there is no holder that it belongs to", "manca il titolare a cui appartiene"),
            (
                "give the name in `catalogue.holder`, or take it away where that is the publisher",
                "indica il nome in `catalogue.holder`, o toglilo se il titolare è chi pubblica",
            ),
        );
    }
    let table = ("the EU table", "la tabella UE");
    if settings.themes.is_empty() {
        check_code(problems, "catalogue.themes", "", &THEMES, table);
    }
    for (at, theme) in settings.themes.iter().enumerate() {
        check_code(problems, "catalogue.themes", theme, &THEMES, table);
        if settings.themes.iter().take(at).any(|other| other == theme) {
            let sentence = ("it is given twice", "è indicato due volte");
            let hint = ("give it once", "indicalo una volta");
            problems.add("catalogue.themes", theme, sentence, hint);
        }
    }
    check_code(problems, "catalogue.frequency", &settings.frequency, &FREQUENCIES, table);
}

fn check_code(
    problems: &mut Problems,
    setting: &'static str,
    code: &str,
    scheme: &Scheme,
    (en, it): Both<'_>,
) {
    if scheme.find(code).is_some() {
        return;
    }
    let codes: Vec<&str> = scheme.concepts.iter().map(|concept| concept.code).collect();
    let codes = codes.join(", ");
    let missing = ("it is missing, and portals demand it", "manca, e i portali lo esigono");
    let unknown = (format!("{en} has no such code"), format!("{it} non ha questo codice"));
    let sentence = if code.is_empty() { missing } else { (&*unknown.0, &*unknown.1) };
    let hint = (format!("use one of {codes}"), format!("usa uno tra {codes}"));
    problems.add(setting, code, sentence, (&hint.0, &hint.1));
}

fn check_identifier(problems: &mut Problems, setting: &'static str, identifier: &str) {
    if is_ipa(identifier) || is_vat(identifier) {
        return;
    }
    let missing = (
        "it is missing, and DCAT-AP_IT demands it: dati.gov.it shows `N/A`",
        "manca, e DCAT-AP_IT lo esige: dati.gov.it mostra `N/A`",
    );
    let wrong = (
        "it is neither a code of IPA nor a VAT number",
        "non è né un codice IPA né una partita IVA",
    );
    problems.add(
        setting,
        identifier,
        if identifier.is_empty() { missing } else { wrong },
        (
            "look the body up at indicepa.gov.it, where its code is such as `c_f205`; others give \
             their VAT number",
            "cerca l’ente su indicepa.gov.it, dove il codice è come `c_f205`; gli altri indicano \
             la partita IVA",
        ),
    );
}

/// Whether a text has the form of a code of IPA.
fn is_ipa(text: &str) -> bool {
    let is_sign =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-".contains(&byte);
    (2..=40).contains(&text.len())
        && text.starts_with(|first: char| first.is_ascii_lowercase())
        && text.bytes().all(is_sign)
}

/// Whether a text is a VAT number: of Italy with its check digit, or of another country by its form.
fn is_vat(text: &str) -> bool {
    let number = text.strip_prefix("IT").unwrap_or(text);
    if number.len() == 11 && number.bytes().all(|byte| byte.is_ascii_digit()) {
        // The sum of Luhn, as the number of a payment card has it.
        let sum: u32 = number.bytes().map(|byte| u32::from(byte - b'0')).enumerate().fold(
            0,
            |sum, (at, digit)| {
                let doubled = if at % 2 == 1 { digit * 2 } else { digit };
                sum + if doubled > 9 { doubled - 9 } else { doubled }
            },
        );
        return sum.is_multiple_of(10) && number != "00000000000";
    }
    let Some((country, number)) = text.split_at_checked(2) else { return false };
    country != "IT"
        && country.bytes().all(|byte| byte.is_ascii_uppercase())
        && (8..=12).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit())
}
