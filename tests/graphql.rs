//! The GraphQL door over small images: execution, lists, languages, history, limits, the schema.

#[cfg(test)]
#[path = "graphql/attacks.rs"]
mod attacks;
#[cfg(test)]
#[path = "graphql/execution.rs"]
mod execution;
#[cfg(test)]
#[path = "graphql/facts.rs"]
mod facts;
#[cfg(test)]
#[path = "graphql/fixture.rs"]
mod fixture;
#[cfg(test)]
#[path = "graphql/history.rs"]
mod history;
#[cfg(test)]
#[path = "graphql/http.rs"]
mod http;
#[cfg(test)]
#[path = "graphql/limits.rs"]
mod limits;
#[cfg(test)]
#[path = "graphql/lists.rs"]
mod lists;
#[cfg(test)]
#[path = "graphql/records.rs"]
mod records;
#[cfg(test)]
#[path = "graphql/relay.rs"]
mod relay;
#[cfg(test)]
#[path = "graphql/schema.rs"]
mod schema;
