//! What the groups and facets of one request may cost: an estimate before they run, and a count
//! while they do.

use super::Rows;
use super::count::possible;
use super::members::Members;
use crate::error::{Error, Result};
use crate::image::Image;

/// What the groups and facets of one request may still cost.
#[derive(Debug, Clone, Copy)]
pub struct Budget {
    /// The most pairs of a record and a group, as the operator set it.
    limit: u64,
    spent: u64,
    /// The most groups that one question can make.
    groups: u64,
}

impl Budget {
    /// A budget of so many pairs, and so many groups a question.
    pub const fn new(pairs: u64, groups: u64) -> Self {
        Self { limit: pairs, spent: 0, groups }
    }

    /// Takes pairs out of the budget.
    ///
    /// # Errors
    ///
    /// [`Error::Limit`] where it has not so many.
    pub fn spend(&mut self, pairs: u64) -> Result<()> {
        self.spent = self.spent.saturating_add(pairs);
        if self.spent > self.limit {
            return Err(Error::Limit {
                what: "the number of pairs of a record and a group that the request looks at",
                value: self.spent,
                limit: self.limit,
                hint: "ask with a narrower `filter`, for fewer dimensions in `by`, or for fewer \
                       lists of groups in one request"
                    .to_owned(),
            });
        }
        Ok(())
    }

    /// Refuses more groups than one question can make.
    pub(super) fn check_groups(&self, groups: u64) -> Result<()> {
        if groups > self.groups {
            return Err(Error::Limit {
                what: "the number of groups",
                value: groups,
                limit: self.groups,
                hint: "ask with a narrower `filter`, or for fewer dimensions in `by`".to_owned(),
            });
        }
        Ok(())
    }
}

impl Image {
    /// How many pairs of a record and a group counting by some dimensions is likely to look at,
    /// for so many records of a table.
    pub fn pairs_to_group(&self, table: usize, records: u64, by: &[usize]) -> u64 {
        let table = self.table(table);
        let rows = table.rows.max(1) as u64;
        let members = by.iter().filter_map(|at| table.grouping.members.get(*at));
        members.fold(records, |all, members| {
            let pairs = u128::from(all) * u128::from(members.pairs) / u128::from(rows);
            u64::try_from(pairs).unwrap_or(u64::MAX)
        })
    }

    /// How many groups there can be at most by some dimensions.
    pub fn most_groups(&self, table: usize, by: &[usize]) -> u64 {
        let members = &self.table(table).grouping.members;
        let by: Vec<&Members> = by.iter().filter_map(|at| members.get(*at)).collect();
        possible(&by).unwrap_or(u64::MAX)
    }

    /// How many records of a table there are among `rows`.
    pub fn records_of(&self, table: usize, rows: &Rows<'_>) -> u64 {
        rows.len(self.table(table).rows)
    }
}
