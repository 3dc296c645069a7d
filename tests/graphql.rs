//! The GraphQL door over small images: execution, lists, languages, history, limits, the schema.

#[path = "graphql/execution.rs"]
mod execution;
#[path = "graphql/fixture.rs"]
mod fixture;
#[path = "graphql/history.rs"]
mod history;
#[path = "graphql/http.rs"]
mod http;
#[path = "graphql/limits.rs"]
mod limits;
#[path = "graphql/lists.rs"]
mod lists;
#[path = "graphql/records.rs"]
mod records;
#[path = "graphql/schema.rs"]
mod schema;
