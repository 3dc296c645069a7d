//! What happened since a revision, all in all, as a file: whoever has the files of tables and links
//! of then, in NDJSON, and applies its lines, has those of the image.

mod columns;
mod lines;
mod net;
mod touched;

use std::collections::btree_set;
use std::iter::Peekable;
use std::sync::Arc;

use futures_util::stream::{self, Stream};

use crate::about::{journal, once};
use crate::error::{Error, Result};
use crate::image::{Image, Row};
use crate::model::TABLES;
use crate::store::Store;
use crate::store::journal::Start;
use lines::Lines;
use net::{Net, net};
use touched::{OfTable, touched};

/// The media type (RFC 6838).
pub const MEDIA_TYPE: &str = "application/x-ndjson";

/// How many records the store is asked about at once.
const AT_ONCE: usize = 500;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Where it begins.
    pub since: Start,
    /// The tables, by their position in the registry, in its order.
    pub tables: Vec<usize>,
}

impl Asked {
    /// What the pairs of a query string ask for; everything if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Argument`] names the parameter that cannot be understood.
    pub fn parse(pairs: &[(String, String)]) -> Result<Self> {
        once(pairs, &["since", "types"])?;
        let (mut since, mut types) = (Start::Revision(0), None);
        for (name, value) in pairs {
            match name.as_str() {
                "since" => since = journal::start(value)?,
                "types" => types = Some(journal::tables(value.split(',').map(str::trim))?),
                _ => return Err(unknown(name, "since, types")),
            }
        }
        let mut tables = types.unwrap_or_else(|| (0..TABLES.len()).collect());
        tables.sort_unstable();
        tables.dedup();
        Ok(Self { since, tables })
    }
}

pub(super) fn unknown(name: &str, known: &str) -> Error {
    Error::Argument {
        argument: name.to_owned(),
        what: "there is no such parameter".to_owned(),
        hint: format!("use {known}"),
    }
}

/// The file, made piece by piece.
pub struct Changes {
    image: Arc<Image>,
    store: Store,
    since: i64,
    /// The publisher's languages, in which every table has columns.
    languages: Vec<String>,
    tables: Vec<usize>,
    left: Option<std::vec::IntoIter<OfTable>>,
    keys: Option<Keys>,
}

impl Changes {
    /// The file for what is asked. `languages` are those of the publisher.
    ///
    /// # Errors
    ///
    /// Those of the store.
    pub async fn open(
        image: Arc<Image>,
        store: Store,
        languages: Vec<String>,
        asked: Asked,
    ) -> Result<Self> {
        let Asked { since, tables } = asked;
        let since = store.behind(&since).await?;
        Ok(Self { image, store, since, languages, tables, left: None, keys: None })
    }

    /// The name under which a reader keeps the file.
    pub fn file_name(&self) -> String {
        let revision = &self.image.revision;
        let day = revision.published_at.get(..10).unwrap_or_default();
        let since = self.since.min(revision.number);
        format!("changes-r{since}-r{}-{day}.ndjson", revision.number)
    }

    /// The pieces, each made when the one before it has been taken.
    pub fn pieces(self) -> impl Stream<Item = Result<Vec<u8>>> + Send + 'static {
        stream::unfold(Some(self), |left| async {
            let mut file = left?;
            match file.piece().await.transpose()? {
                Ok(bytes) => Some((Ok(bytes), Some(file))),
                Err(error) => Some((Err(error), None)),
            }
        })
    }

    async fn piece(&mut self) -> Result<Option<Vec<u8>>> {
        loop {
            if let Some(keys) = &mut self.keys {
                let batch = keys.batch(&self.image);
                if batch.is_empty() {
                    self.keys = None;
                    continue;
                }
                let out = self.write(&batch).await?;
                if out.is_empty() {
                    continue;
                }
                return Ok(Some(out));
            }
            if self.left.is_none() {
                self.left = Some(self.find().await?.into_iter());
            }
            let Some(next) = self.left.as_mut().and_then(Iterator::next) else { return Ok(None) };
            self.keys = Some(Keys::new(&self.image, next));
        }
    }

    /// The records whose lines may be others than then.
    async fn find(&self) -> Result<Vec<OfTable>> {
        if self.since == 0 {
            return Ok(self.tables.iter().map(|table| OfTable::all(&self.image, *table)).collect());
        }
        let mut found = touched(&self.store, &self.image, self.since, &self.tables).await?;
        for of_table in &mut found {
            let (image, store) = (&self.image, &self.store);
            if columns::differ(store, image, self.since, &self.languages, of_table).await? {
                of_table.rows.insert_range(0..image.table(of_table.table).rows as Row);
                of_table.every_line = true;
            }
        }
        Ok(found)
    }

    /// The lines of some records of one table.
    async fn write(&self, batch: &[(String, Option<Row>)]) -> Result<Vec<u8>> {
        let mut out = Vec::new();
        let Some(Keys { table, every_line, lines, .. }) = &self.keys else { return Ok(out) };
        let records: Vec<_> = batch.iter().map(|(slug, _)| (*table, slug.clone())).collect();
        let history = self.store.changes(&records).await?;
        for (key, (slug, row)) in records.iter().zip(batch) {
            let changes = history.get(key).map_or(&[][..], Vec::as_slice);
            let until = self.image.revision.number;
            let now = || row.map(|row| lines.texts(&self.image, row)).unwrap_or_default();
            let (net, revision) = net(changes, self.since, until, row.is_some(), now);
            let net = match net {
                // A column came or went, so that the line is another one.
                None if *every_line && row.is_some() => Some(Net::Changed(Vec::new())),
                other => other,
            };
            if let Some(net) = net {
                lines.write(&self.image, slug, *row, &net, revision, &mut out);
            }
        }
        Ok(out)
    }
}

/// The records of a table that are left to be told, in the order of slugs.
struct Keys {
    table: usize,
    every_line: bool,
    lines: Lines,
    rows: Peekable<roaring::bitmap::IntoIter>,
    gone: Peekable<btree_set::IntoIter<String>>,
}

impl Keys {
    fn new(image: &Image, of_table: OfTable) -> Self {
        let OfTable { table, rows, gone, every_line, .. } = of_table;
        let lines = Lines::new(image, table);
        let (rows, gone) = (rows.into_iter().peekable(), gone.into_iter().peekable());
        Self { table, every_line, lines, rows, gone }
    }

    fn batch(&mut self, image: &Image) -> Vec<(String, Option<Row>)> {
        let table = image.table(self.table);
        let mut batch = Vec::new();
        while batch.len() < AT_ONCE {
            let slug = self.rows.peek().map(|row| table.slug(*row));
            let is_gone = match (slug, self.gone.peek()) {
                (Some(slug), Some(gone)) => gone.as_str() < slug,
                (slug, _) => slug.is_none(),
            };
            let next = if is_gone {
                self.gone.next().map(|slug| (slug, None))
            } else {
                self.rows.next().map(|row| (table.slug(row).to_owned(), Some(row)))
            };
            match next {
                Some(next) => batch.push(next),
                None => break,
            }
        }
        batch
    }
}
