//! Who asks: the address of the client, also behind proxies that are trusted.

use std::net::{IpAddr, SocketAddr};

use poem::http::header::{FORWARDED, HeaderMap, HeaderName};

use crate::config::Network;

const X_FORWARDED_FOR: HeaderName = HeaderName::from_static("x-forwarded-for");

/// The bits of an IPv6 address that one client chooses freely.
const OWN_BITS: u32 = 64;

/// The address of the client: that of the connection, or what trusted proxies say, from the
/// nearest to the first that is not one of them.
pub(super) fn address(headers: &HeaderMap, peer: IpAddr, trusted: &[Network]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(address));
    let mut client = peer.to_canonical();
    if !is_trusted(client) {
        return client;
    }
    // One of them must do: a proxy that writes the one may let a stranger's other pass.
    let name = if headers.contains_key(X_FORWARDED_FOR) { X_FORWARDED_FOR } else { FORWARDED };
    let values: Vec<&str> =
        headers.get_all(&name).iter().map(|value| value.to_str().unwrap_or_default()).collect();
    for hop in values.iter().rev().flat_map(|value| value.rsplit(',')) {
        let hop = if name == FORWARDED { forwarded_for(hop) } else { Some(hop) };
        // Whoever hides behind this proxy is counted as the proxy.
        let Some(address) = hop.and_then(parse) else { return client };
        client = address;
        if !is_trusted(client) {
            break;
        }
    }
    client
}

/// The `for` of one part of `Forwarded` (RFC 7239).
fn forwarded_for(part: &str) -> Option<&str> {
    part.split(';').find_map(|pair| {
        let (name, value) = pair.split_once('=')?;
        name.trim().eq_ignore_ascii_case("for").then_some(value.trim().trim_matches('"'))
    })
}

/// An address, with or without a port.
fn parse(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    let address = bare.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|address| address.ip());
    address.or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

/// What counts as one client: an address of IPv4, a network of IPv6.
pub(super) fn key(address: IpAddr) -> u128 {
    match address.to_canonical() {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        // No such number is one of the above: the lower half of those is theirs alone.
        IpAddr::V6(address) => address.to_bits() >> OWN_BITS << OWN_BITS | 1 << 32,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(peer: &str, trusted: &str, pairs: &[(&str, &str)]) -> String {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.append(name.parse::<HeaderName>().unwrap(), value.parse().unwrap());
        }
        let trusted: Vec<Network> = trusted.split_whitespace().filter_map(Network::parse).collect();
        address(&headers, peer.parse().unwrap(), &trusted).to_string()
    }

    #[test]
    fn only_a_trusted_proxy_is_believed() {
        let forwarded = [("x-forwarded-for", "192.0.2.1")];
        assert_eq!(of("198.51.100.1", "", &forwarded), "198.51.100.1");
        assert_eq!(of("198.51.100.1", "10.0.0.0/8", &forwarded), "198.51.100.1");
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &forwarded), "192.0.2.1");
        assert_eq!(of("::ffff:10.0.0.1", "10.0.0.0/8", &forwarded), "192.0.2.1");
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &[]), "10.0.0.1");
    }

    #[test]
    fn what_a_stranger_writes_before_the_first_trusted_proxy_does_not_count() {
        let chain = [("x-forwarded-for", "203.0.113.9, 192.0.2.1, 10.0.0.2")];
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &chain), "192.0.2.1");
        let lines = [("x-forwarded-for", "203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &lines), "192.0.2.1");
        let both = [("forwarded", "for=203.0.113.9"), ("x-forwarded-for", "192.0.2.1")];
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &both), "192.0.2.1");
        let hidden = [("x-forwarded-for", "203.0.113.9, unknown")];
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &hidden), "10.0.0.1");
    }

    #[test]
    fn forwarded_is_read_with_its_ports_and_marks() {
        let pairs = [("forwarded", "for=192.0.2.1:80;proto=https, For=\"[2001:db8::1]:4711\"")];
        assert_eq!(of("10.0.0.1", "10.0.0.0/8", &pairs), "2001:db8::1");
        assert_eq!(of("10.0.0.1", "10.0.0.0/8 2001:db8::/32", &pairs), "192.0.2.1");
    }

    #[test]
    fn one_network_of_ipv6_is_one_client() {
        let key = |text: &str| key(text.parse().unwrap());
        assert_eq!(key("2001:db8::1"), key("2001:db8::ffff:1"));
        assert_ne!(key("2001:db8::1"), key("2001:db8:0:1::1"));
        assert_ne!(key("192.0.2.1"), key("192.0.2.2"));
        assert_eq!(key("192.0.2.1"), key("::ffff:192.0.2.1"));
        assert_ne!(key("::1"), key("0.0.0.0"));
    }
}
