//! The registry: all that OpenCoop publishes, in reading order. Start here.
//!
//! Every door, file and document is derived from [`TABLES`]: GraphQL types and filters, GET
//! parameters, export columns, import checks. What a table, a column and a link are stands in
//! [`table`]; what a cell can hold, in [`value`].

pub mod codes;
mod column;
mod label;
mod link;
pub mod short;
pub mod table;
pub mod value;

mod agreement;
mod budget;
mod citation;
mod city;
mod country;
mod event;
mod mission;
mod network;
mod observation;
mod organisation;
mod project;
mod sdg;
mod service;
mod source;
mod theme;

use table::{Link, Table, Target};

/// All published tables.
pub const TABLES: &[Table] = &[
    project::PROJECTS,
    mission::MISSIONS,
    city::CITIES,
    country::COUNTRIES,
    theme::THEMES,
    sdg::SDGS,
    organisation::ORGANISATIONS,
    agreement::AGREEMENTS,
    network::NETWORKS,
    service::SERVICES,
    budget::BUDGETS,
    observation::OBSERVATIONS,
    event::EVENTS,
    source::SOURCES,
    citation::CITATIONS,
];

/// The position in [`TABLES`] and the descriptor of the table of this name.
pub fn find_table(name: &str) -> Option<(usize, &'static Table)> {
    TABLES.iter().enumerate().find(|(_, table)| table.name == name)
}

/// The positions of the tables that `link` can lead to: one, or all for a link to anything.
pub fn targets(link: &Link) -> Vec<usize> {
    match link.target {
        Target::Table(name) => find_table(name).map(|(at, _)| at).into_iter().collect(),
        Target::Any => (0..TABLES.len()).collect(),
    }
}

/// A link seen from its target: the table it starts from and its place in that table's list.
#[derive(Debug, Clone, Copy)]
pub struct BackLink {
    /// The position in [`TABLES`] of the table that the link starts from.
    pub from: usize,
    /// The position of the link in that table's list.
    pub at: usize,
    /// The link itself.
    pub link: &'static Link,
}

/// The links of all tables that lead to the table at position `to`, in reading order.
pub fn back_links(to: usize) -> Vec<BackLink> {
    let mut found = Vec::new();
    for (from, table) in TABLES.iter().enumerate() {
        for (at, link) in table.links.iter().enumerate() {
            if targets(link).contains(&to) {
                found.push(BackLink { from, at, link });
            }
        }
    }
    found
}
