//! What a file is of: lines of one revision in an order, and the columns that are wanted.

use std::sync::Arc;

use super::format::{Format, Scope};
use super::options::Options;
use crate::about::Service;
use crate::error::{Error, Result};
use crate::image::filter::Filter;
use crate::image::page::Order;
use crate::image::render::Plan;
use crate::image::{Image, Row};
use crate::model::find_table;

/// The name of the files that hold all tables.
pub const EVERYTHING: &str = "opencoop";

/// The filter of the table at a position of the registry.
pub type FilterOf<'a> = &'a dyn Fn(usize) -> Result<Filter>;

/// What a file is of.
pub struct Subject {
    /// The revision.
    pub image: Arc<Image>,
    /// Who publishes it, from where, under which licence.
    pub service: Arc<Service>,
    /// The name of the table, of the link, or [`EVERYTHING`].
    pub name: String,
    /// The fields of its lines.
    pub plan: Plan,
    /// How they are written.
    pub options: Options,
    /// Whether nothing was left out of it.
    pub is_whole: bool,
    rows: Rows,
}

enum Rows {
    Range(std::ops::Range<Row>),
    Set(Box<roaring::bitmap::IntoIter>),
    Listed(std::vec::IntoIter<Row>),
}

impl Subject {
    /// All tables.
    pub fn everything(image: Arc<Image>, service: Arc<Service>) -> Self {
        let plan = Plan::empty(&image);
        let (name, rows) = (EVERYTHING.to_owned(), Rows::Range(0..0));
        Self { image, service, name, plan, options: Options::default(), is_whole: true, rows }
    }

    /// All lines of a table or link of this name, with all columns.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such table.
    pub fn whole(image: Arc<Image>, service: Arc<Service>, name: &str) -> Result<Self> {
        let plan = plan(&image, name)?;
        let rows = Rows::Range(0..image.table(plan.table).rows as Row);
        let options = Options::default();
        Ok(Self { image, service, name: name.to_owned(), plan, options, is_whole: true, rows })
    }

    /// The lines of a table such as `projects`, or of a link such as `project_countries`; `filter`
    /// is that of the table, or of the one where the link starts. They stand in slug order unless
    /// another is asked for.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`] if there is no such table, [`Error::Argument`] for a column, language or
    /// order that it does not have.
    pub fn some(
        image: Arc<Image>,
        service: Arc<Service>,
        name: &str,
        options: Options,
        filter: FilterOf<'_>,
    ) -> Result<Self> {
        let whole = Self::whole(image, service, name)?;
        let image = &whole.image;
        let mut plan = whole.plan;
        let table = plan.table;
        options.apply(image, &mut plan)?;
        let order = options.order.as_deref().map(|text| Order::parse(table, text, "order"));
        let order = order.transpose()?.unwrap_or_default();
        let filter = filter(table)?;
        let everything = filter.is_everything();
        let set = (!everything).then(|| image.rows(table, &filter));
        let rows = match (set, options.limit) {
            (None, None) if order == Order::default() => whole.rows,
            (Some(set), None) if order == Order::default() => Rows::Set(Box::new(set.into_iter())),
            (set, limit) => {
                let rows = image.ordered(table, set.as_ref(), order, limit.unwrap_or(usize::MAX));
                Rows::Listed(rows.into_iter())
            }
        };
        let is_whole = options == Options::default() && everything;
        Ok(Self { plan, options, is_whole, rows, ..whole })
    }

    /// The number of records that lines start from.
    pub fn records(&self) -> u64 {
        match &self.rows {
            Rows::Range(rows) => rows.len() as u64,
            Rows::Set(rows) => rows.len() as u64,
            Rows::Listed(rows) => rows.len() as u64,
        }
    }

    /// The number of lines, without making them.
    pub fn lines(&self) -> u64 {
        let Some(way) = self.plan.pairs else { return self.records() };
        let count = |row: Row| self.image.edges(way, row).rows.len() as u64;
        match &self.rows {
            // All records of the table.
            Rows::Range(_) => self.image.pairs(way).len() as u64,
            Rows::Set(rows) => rows.clone().map(count).sum(),
            Rows::Listed(rows) => rows.as_slice().iter().copied().map(count).sum(),
        }
    }

    /// Calls `each` for all records, without taking them.
    pub(super) fn each_row(&self, each: impl FnMut(Row)) {
        match &self.rows {
            Rows::Range(rows) => rows.clone().for_each(each),
            Rows::Set(rows) => rows.clone().for_each(each),
            Rows::Listed(rows) => rows.as_slice().iter().copied().for_each(each),
        }
    }

    pub(super) fn next_row(&mut self) -> Option<Row> {
        match &mut self.rows {
            Rows::Range(rows) => rows.next(),
            Rows::Set(rows) => rows.next(),
            Rows::Listed(rows) => rows.next(),
        }
    }

    /// The name under which a reader keeps the file: what it is of, the day and the number of its
    /// revision.
    pub fn file_name(&self, format: &dyn Format) -> String {
        let revision = &self.image.revision;
        let day = revision.published_at.get(..10).unwrap_or_default();
        let part = if self.is_whole { "" } else { "-selection" };
        format!("{}{part}-{day}-r{}.{}", self.name, revision.number, format.name())
    }
}

/// The plan of a table or link of this name.
///
/// # Errors
///
/// [`Error::NotFound`] if there is none.
pub fn plan(image: &Image, name: &str) -> Result<Plan> {
    let plan = match find_table(name) {
        Some((table, _)) => Some(Plan::flat(image, table)),
        None => Plan::of_pairs(image, name),
    };
    plan.ok_or_else(|| Error::NotFound {
        what: format!("there is no table `{name}`"),
        hint: "the names of all files are at `/export`".to_owned(),
    })
}

/// The names of the files that a format has of this image, without their ending: all tables and
/// links that it takes, or the one of everything.
pub fn names(image: &Image, format: &dyn Format) -> Vec<String> {
    if format.scope() == Scope::Everything {
        return vec![EVERYTHING.to_owned()];
    }
    let names = crate::model::TABLES.iter().flat_map(|table| {
        let pairs = table.links.iter().map(|link| table.pairs(link));
        std::iter::once(table.name.to_owned()).chain(pairs)
    });
    let taken =
        |name: &String| plan(image, name).is_ok_and(|plan| format.takes(image, &plan).is_ok());
    names.filter(taken).collect()
}
