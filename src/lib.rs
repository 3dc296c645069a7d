//! OpenCoop: the international cooperation of a city as a service.
//!
//! The floors of the house, from the ground: [`error`] and [`model`] know nothing of ours above
//! them; `config`; `store`, which keeps the truth; [`image`], one revision in memory;
//! [`about`], what it says of itself; [`describe`], documents about its files; the doors and the
//! import; [`files`], what exports make, kept; [`catalogue`], all of it as datasets that portals
//! harvest; and on top `http` and `cli`. No module imports from a floor above its own.

pub mod about;
pub mod api;
pub mod catalogue;
pub mod cli;
pub mod config;
pub mod describe;
pub mod error;
pub mod export;
pub mod files;
pub mod generate;
pub mod graphql;
pub mod http;
pub mod image;
pub mod import;
pub mod model;
pub mod store;
