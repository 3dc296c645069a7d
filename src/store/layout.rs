//! How the registry lies in the store: the fields of each table, in one place for load and write.
//!
//! Migrations are not derived from this; a test keeps them equal.

use crate::model::table::{Arity, Kind, Link, Table, Target};
use crate::model::{TABLES, find_table};

/// What one field of the store holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FieldType {
    /// `TEXT`
    Text,
    /// `BIGINT`
    Integer,
    /// `DOUBLE PRECISION`
    Double,
    /// `BOOLEAN`
    Boolean,
}

/// One field of a table of the store.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// The name of the field.
    pub name: String,
    /// What it holds.
    pub field_type: FieldType,
}

impl Field {
    fn new(name: impl Into<String>, field_type: FieldType) -> Self {
        Self { name: name.into(), field_type }
    }
}

/// The fields that every table ends with: a hash of the content, and the revisions that added and
/// last changed the record.
pub const SYSTEM_FIELDS: [&str; 3] = ["content_hash", "added_in", "changed_in"];

/// The fields of the columns and to-one links of a table, in the order of the registry.
pub fn data_fields(table: &Table) -> Vec<Field> {
    use FieldType::{Boolean, Double, Integer, Text};
    let mut fields = Vec::new();
    for column in table.columns {
        let name = column.name;
        match column.kind {
            Kind::Text
            | Kind::Localised
            | Kind::Code(_)
            | Kind::Date
            | Kind::Instant
            | Kind::Url => {
                fields.push(Field::new(name, Text));
            }
            Kind::Integer => fields.push(Field::new(name, Integer)),
            Kind::Boolean => fields.push(Field::new(name, Boolean)),
            Kind::Decimal | Kind::Money => {
                fields.push(Field::new(name, Integer));
                fields.push(Field::new(format!("{name}_scale"), Integer));
                if matches!(column.kind, Kind::Money) {
                    fields.push(Field::new(format!("{name}_currency"), Text));
                }
            }
            Kind::Point => {
                fields.push(Field::new(format!("{name}_latitude"), Double));
                fields.push(Field::new(format!("{name}_longitude"), Double));
            }
        }
    }
    for link in table.links.iter().filter(|link| link.arity == Arity::One) {
        if link.target == Target::Any {
            fields.push(Field::new(format!("{}_table", link.name), Text));
        }
        fields.push(Field::new(format!("{}_id", link.name), Integer));
    }
    fields
}

/// All fields of a table, in the order of the store: key, slug, data, system.
pub fn fields(table: &Table) -> Vec<Field> {
    let mut fields =
        vec![Field::new("id", FieldType::Integer), Field::new("slug", FieldType::Text)];
    fields.extend(data_fields(table));
    fields.extend(SYSTEM_FIELDS.map(|name| Field::new(name, FieldType::Integer)));
    fields
}

/// A table of the store that holds the pairs of a to-many link.
#[derive(Debug, Clone)]
pub struct PairTable {
    /// The name, such as `project_countries`.
    pub name: String,
    /// The field of the key where the link starts, such as `project_id`.
    pub from: String,
    /// The field of the key where it leads, such as `country_id`.
    pub to: String,
    /// The position in [`TABLES`] of the table that it leads to.
    pub target: usize,
    /// Whether pairs have a basis.
    pub basis: bool,
    /// Whether pairs have a role.
    pub role: bool,
}

impl PairTable {
    /// The pair table of a link of `table`; `None` for a link to at most one record.
    pub fn of(table: &Table, link: &Link) -> Option<Self> {
        let Target::Table(target) = link.target else { return None };
        let (target, _) = find_table(target).filter(|_| link.arity == Arity::Many)?;
        Some(Self {
            name: table.pairs(link),
            from: format!("{}_id", table.singular()),
            to: format!("{}_id", TABLES[target].singular()),
            target,
            basis: link.basis,
            role: link.role.is_some(),
        })
    }

    /// The names of the fields in the order of the store.
    pub fn fields(&self) -> Vec<&str> {
        let mut fields = vec![self.from.as_str(), self.to.as_str()];
        if self.basis {
            fields.push("basis");
        }
        if self.role {
            fields.push("role");
        }
        fields
    }
}
