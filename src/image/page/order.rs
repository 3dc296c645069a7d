//! What lists are ordered by.

use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::model::table::{camel_case, snake_case};

/// The order of a list: by a column, or by slug. Records without a value come last either way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Order {
    /// The position of the column; none for the order of the slugs.
    pub column: Option<usize>,
    /// From the greatest to the least.
    pub descending: bool,
}

impl Order {
    /// The order by the column of this name (as in GraphQL or as in files), or by `slug`.
    pub fn by(table: usize, name: &str, descending: bool) -> Option<Self> {
        let name = snake_case(name);
        if name == "slug" {
            return Some(Self { column: None, descending });
        }
        let (at, column) = TABLES[table].column(&name)?;
        column.sorted.then_some(Self { column: Some(at), descending })
    }

    /// The names that a list of a table can be ordered by, as in files.
    pub fn names(table: usize) -> Vec<&'static str> {
        let columns = TABLES[table].columns.iter().filter(|column| column.sorted);
        std::iter::once("slug").chain(columns.map(|column| column.name)).collect()
    }

    /// The order that `text` writes: a name, after `-` for descending, such as `-starts_on`.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] lists the names that there are.
    pub fn parse(table: usize, text: &str, argument: &str) -> Result<Self> {
        let (name, descending) = text.strip_prefix('-').map_or((text, false), |name| (name, true));
        Self::by(table, name, descending).ok_or_else(|| Error::Argument {
            argument: argument.to_owned(),
            what: format!("`{}` cannot be ordered by `{name}`", TABLES[table].name),
            hint: format!("use one of {}", Self::names(table).join(", ")),
        })
    }

    /// The name in GraphQL of what it orders by.
    pub fn name(&self, table: usize) -> String {
        self.column
            .map_or_else(|| "slug".to_owned(), |at| camel_case(TABLES[table].columns[at].name))
    }
}
