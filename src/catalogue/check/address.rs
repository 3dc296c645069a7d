//! The address under which portals find the service.

use super::Problems;
use crate::about::Service;

/// The names under which a machine calls itself.
const OWN_NAMES: [&str; 3] = ["localhost", "127.0.0.1", "[::1]"];

pub(super) fn check(problems: &mut Problems, service: &Service) {
    let base_url = service.base_url.as_str();
    let setting = "base_url";
    let (scheme, rest) = base_url.split_once("://").unwrap_or(("", base_url));
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => authority,
    };
    if rest.contains(['?', '#']) || authority.contains('@') {
        problems.add(
            setting,
            base_url,
            (
                "permanent addresses begin with it, and none can follow a query, a fragment or a \
                 password",
                "gli indirizzi permanenti cominciano così, e nessuno può seguire una query, un \
                 frammento o una password",
            ),
            (
                "give scheme and host alone, such as `https://opendata.example.org`",
                "indica solo schema e host, come `https://opendata.example.org`",
            ),
        );
    } else if rest.trim_end_matches('/').contains('/') {
        problems.add(
            setting,
            base_url,
            (
                "permanent addresses and pages lead to the root of the host, and not below a path",
                "gli indirizzi permanenti e le pagine portano alla radice dell’host, non sotto un \
                 percorso",
            ),
            (
                "give the server a host of its own, such as `https://opendata.example.org`",
                "dai al server un host tutto suo, come `https://opendata.example.org`",
            ),
        );
    } else if OWN_NAMES.contains(&host) || host.ends_with(".localhost") {
        problems.remark(
            setting,
            base_url,
            (
                "no portal reaches this machine by it",
                "con questo nessun portale raggiunge la macchina",
            ),
            (
                "before a portal is told of the catalogue, give the address that others reach; \
                 permanent addresses do not change afterwards",
                "prima di segnalare il catalogo a un portale, indica l’indirizzo raggiungibile da \
                 fuori; gli indirizzi permanenti poi non cambiano",
            ),
        );
    } else if scheme != "https" {
        problems.add(
            setting,
            base_url,
            (
                "portals want an address with `https`, and it is a part of every permanent address",
                "i portali vogliono un indirizzo `https`, che è parte di ogni indirizzo permanente",
            ),
            (
                "put the server behind a proxy with a certificate, and give that address",
                "metti davanti al server un proxy con un certificato, e indica quell’indirizzo",
            ),
        );
    }
}
