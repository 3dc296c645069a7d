//! Limits on what strangers may ask.

use super::effective::Effective;
use crate::error::Result;

/// The limits, each a setting under `limits.`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Records on a page where a request names no number.
    pub page_size: usize,
    /// Most records on a page.
    pub page_size_max: usize,
    /// Longest body of a request, in bytes.
    pub body_bytes: usize,
    /// Longest GraphQL document, in bytes.
    pub document_bytes: usize,
    /// Most words, numbers, texts and signs of a GraphQL document.
    pub tokens: usize,
    /// How deep GraphQL fields stand in each other.
    pub depth: usize,
    /// Most fields of a GraphQL document, fragments spread.
    pub fields: usize,
    /// Most fields at the root of a GraphQL operation.
    pub root_fields: usize,
    /// Most aliases of a GraphQL operation, fragments spread.
    pub aliases: usize,
    /// Most directives of a GraphQL operation, fragments spread.
    pub directives: usize,
    /// Most records that one request can reach.
    pub records: u64,
    /// Most links that the lists inside lists of one request can look at.
    pub links: u64,
    /// Most records whose history a GraphQL operation can ask for.
    pub histories: u64,
    /// Most bytes of texts that the `contains` of a request read.
    pub scan_bytes: u64,
    /// Most pairs of a record and a group that the groups and facets of a request can look at.
    pub grouped: u64,
    /// Most groups that one question can make.
    pub groups: u64,
    /// Longest answer of GraphQL, and longest page of GET, in bytes.
    pub answer_bytes: usize,
    /// Longest address of a request, in bytes.
    pub target_bytes: usize,
    /// Longest header of a request, in bytes.
    pub header_bytes: usize,
    /// Time that a client gets to send a header, in seconds.
    pub header_seconds: u64,
    /// Time that a client gets to send a body, in seconds.
    pub body_seconds: u64,
    /// Time that a connection is kept open between requests, in seconds.
    pub idle_seconds: u64,
    /// Time after which a client is dropped that takes nothing of its answer, in seconds.
    pub stall_seconds: u64,
    /// Time after which an answer that has not begun is given up, in seconds.
    pub request_seconds: u64,
    /// Most open connections.
    pub connections: usize,
    /// Most open connections of one client.
    pub connections_per_client: usize,
    /// Requests of one client in a second, in the long run; 0 for any number.
    pub requests_per_second: u32,
    /// Requests of one client at once.
    pub burst: u32,
    /// Longest time of a GraphQL operation, in milliseconds.
    pub graphql_milliseconds: u64,
    /// Most GraphQL documents that are kept parsed.
    pub documents: usize,
    /// Most memory of GraphQL documents that are kept parsed, in bytes.
    pub documents_bytes: usize,
    /// Most GraphQL documents that clients can ask for by their hash.
    pub persisted: usize,
    /// Most memory of GraphQL documents that clients can ask for by their hash, in bytes.
    pub persisted_bytes: usize,
    /// Time that running requests get to end, in seconds.
    pub shutdown_seconds: u64,
}

impl Limits {
    /// The limits where nobody sets them.
    pub fn standard() -> Result<Self> {
        Self::of(&Effective::default())
    }

    /// The limits among the values of all settings.
    pub(super) fn of(effective: &Effective) -> Result<Self> {
        let number = |name: &'static str| effective.number(name);
        let size = |name: &'static str| effective.number(name).map(|number| number as usize);
        Ok(Self {
            page_size: size("limits.page_size")?,
            page_size_max: size("limits.page_size_max")?,
            body_bytes: size("limits.body_bytes")?,
            document_bytes: size("limits.document_bytes")?,
            tokens: size("limits.tokens")?,
            depth: size("limits.depth")?,
            fields: size("limits.fields")?,
            root_fields: size("limits.root_fields")?,
            aliases: size("limits.aliases")?,
            directives: size("limits.directives")?,
            records: number("limits.records")?,
            links: number("limits.links")?,
            histories: number("limits.histories")?,
            scan_bytes: number("limits.scan_bytes")?,
            grouped: number("limits.grouped")?,
            groups: number("limits.groups")?,
            answer_bytes: size("limits.answer_bytes")?,
            target_bytes: size("limits.target_bytes")?,
            header_bytes: size("limits.header_bytes")?,
            header_seconds: number("limits.header_seconds")?,
            body_seconds: number("limits.body_seconds")?,
            idle_seconds: number("limits.idle_seconds")?,
            stall_seconds: number("limits.stall_seconds")?,
            request_seconds: number("limits.request_seconds")?,
            connections: size("limits.connections")?,
            connections_per_client: size("limits.connections_per_client")?,
            requests_per_second: effective.number_or_none("limits.requests_per_second")?,
            burst: number("limits.burst")? as u32,
            graphql_milliseconds: number("limits.graphql_milliseconds")?,
            documents: size("limits.documents")?,
            documents_bytes: size("limits.documents_bytes")?,
            persisted: size("limits.persisted")?,
            persisted_bytes: size("limits.persisted_bytes")?,
            shutdown_seconds: number("limits.shutdown_seconds")?,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_can_be_used() {
        let limits = Limits::standard().unwrap();
        assert!(limits.page_size <= limits.page_size_max);
    }
}
