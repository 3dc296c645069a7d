//! The second reading: what differs from the store is written, and noted in the history.

mod absent;
mod links;
mod moved;

use std::collections::{BTreeMap, HashMap, HashSet};

use roaring::RoaringBitmap;
use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::model::TABLES;
use crate::model::table::Table;
use crate::store::Cell;
use crate::store::history::ChangeKind;
use crate::store::layout::{Field, PairTable, data_fields};
use crate::store::write::Writer;

use links::Pairs;

use super::Progress;
use super::check::{PairRow, Record};
use super::differ::{as_written, differences, text_of};
use super::files::{Content, Rows, Source};
use super::header::{Header, PairHeader};
use super::keys::{Keys, Known};
use super::survey::{Refused, Survey};

/// Records that are gathered before they are written.
const RECORDS_AT_ONCE: usize = 2_000;

/// How many records came in, changed and went out.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Changes {
    /// Came in.
    pub added: u64,
    /// Changed, be it only in their links.
    pub changed: u64,
    /// Went out.
    pub removed: u64,
    /// Ids that were given up for others.
    pub renamed: u64,
}

impl Changes {
    /// Whether the store holds already what the files say.
    pub(super) const fn is_nothing(&self) -> bool {
        self.added + self.changed + self.removed + self.renamed == 0
    }
}

/// Writes what the files say.
pub(super) async fn apply(
    writer: &mut Writer,
    keep_missing: bool,
    sources: &[Source],
    survey: &Survey,
    refused: &Refused,
    keys: &Keys,
    progress: &dyn Progress,
) -> Result<Changes> {
    let affected = moved::affected(writer, keys).await?;
    let mut applier = Applier {
        writer,
        survey,
        refused,
        keys,
        progress,
        done: 0,
        keep_missing,
        said: said(sources),
        affected,
        slugs: Slugs::new(keys),
        pairs: HashMap::new(),
        fresh: vec![RoaringBitmap::new(); TABLES.len()],
        changed: vec![RoaringBitmap::new(); TABLES.len()],
        removed: 0,
    };
    for (file, source) in sources.iter().enumerate() {
        let hash = match &source.content {
            Content::Records(at) => applier.records(file, source, *at).await?,
            Content::Pairs { owner, link_at, table } => {
                applier.pairs(file, source, (*owner, *link_at), table)?
            }
            Content::Renames => read_over(source)?,
        };
        if survey.hashes.get(file) != Some(&hash) {
            let error = std::io::Error::other("it changed while it was read");
            return Err(super::unreadable(source, &error));
        }
        applier.done += source.bytes;
    }
    for (at, table) in TABLES.iter().enumerate() {
        applier.remove(at, table).await?;
        applier.rename(at, table).await?;
    }
    for (at, table) in TABLES.iter().enumerate() {
        for link_at in 0..table.links.len() {
            applier.link(at, link_at).await?;
        }
    }
    let renames = survey.renames.iter().map(|rename| rename.noted(&keys.renames));
    applier.writer.rename(renames.collect()).await?;
    let total = |bitmaps: &[RoaringBitmap]| bitmaps.iter().map(RoaringBitmap::len).sum();
    Ok(Changes {
        added: total(&applier.fresh),
        changed: total(&applier.changed),
        removed: applier.removed,
        renamed: survey.renames.len() as u64,
    })
}

struct Applier<'a> {
    writer: &'a mut Writer,
    survey: &'a Survey,
    refused: &'a Refused,
    keys: &'a Keys,
    progress: &'a dyn Progress,
    done: u64,
    /// The pairs of each link that the files give.
    pairs: HashMap<(usize, usize), Pairs>,
    /// Whether pairs of the store that no file gives stay.
    keep_missing: bool,
    /// The links that have a file of their own, in which pairs can say their basis and role.
    said: HashSet<(usize, usize)>,
    /// For each table, the records that have another slug or are linked to one that has.
    affected: Vec<RoaringBitmap>,
    /// The slugs of keys, for the history.
    slugs: Slugs<'a>,
    /// For each table, the records that came in.
    fresh: Vec<RoaringBitmap>,
    /// For each table, the records that changed.
    changed: Vec<RoaringBitmap>,
    removed: u64,
}

/// A record of the store that a file says otherwise.
struct Changed {
    known: Known,
    slug: String,
    cells: Vec<Cell>,
    hash: i64,
}

impl Applier<'_> {
    async fn records(&mut self, file: usize, source: &Source, at: usize) -> Result<[u8; 32]> {
        let table = &TABLES[at];
        let unreadable = |error: std::io::Error| super::unreadable(source, &error);
        let (mut rows, names) =
            Rows::open(source).map_err(unreadable)?.map_err(|_| touched(source))?;
        let header = Header::parse(table, names).map_err(|_| touched(source))?;
        let fields = data_fields(table);
        let revision = Cell::Integer(self.writer.revision());
        let mut added: Vec<Cell> = Vec::new();
        let mut added_rows = 0;
        let mut changed = Vec::new();
        while rows.next().map_err(unreadable)? {
            if self.refused.contains(&(file, rows.row.line)) {
                continue;
            }
            let cells: Vec<&str> = rows.row.cells().collect();
            let record = Record::check(at, &header, &cells, self.keys);
            let known = self.keys.table(at).find(&record.slug).ok_or_else(|| touched(source))?;
            for (link_at, targets) in record.links {
                let pairs = self.pairs.entry((at, link_at)).or_default();
                pairs.extend(targets.into_iter().map(|to| (known.key, (to, 0, 0))));
            }
            let hash = content_hash(&fields, &record.cells);
            match known.stored {
                Some(stored) if stored.hash == hash && !self.affected[at].contains(known.key) => {}
                Some(_) => {
                    let (slug, cells) = (record.slug, record.cells);
                    changed.push(Changed { known, slug, cells, hash });
                }
                None => {
                    self.fresh[at].insert(known.key);
                    added.push(Cell::Integer(i64::from(known.key)));
                    added.push(Cell::Text(record.slug));
                    added.extend(record.cells);
                    added.extend([Cell::Integer(hash), revision.clone(), revision.clone()]);
                    added_rows += 1;
                }
            }
            if added_rows >= RECORDS_AT_ONCE {
                self.progress.advance("writing", self.done + rows.bytes());
                self.writer.insert(table, &added).await?;
                added.clear();
                added_rows = 0;
            }
            if changed.len() >= RECORDS_AT_ONCE {
                self.change(at, &header, std::mem::take(&mut changed)).await?;
            }
        }
        self.writer.insert(table, &added).await?;
        self.change(at, &header, changed).await?;
        Ok(rows.hash())
    }

    /// Puts new states of records in place of the old ones and notes what is different.
    async fn change(&mut self, at: usize, header: &Header, records: Vec<Changed>) -> Result<()> {
        let table = &TABLES[at];
        let of_records: Vec<u32> = records.iter().map(|record| record.known.key).collect();
        let old = self.writer.texts(table, &of_records).await?;
        let old: HashMap<u32, Vec<String>> =
            old.into_iter().map(|(key, _, texts)| (key, texts)).collect();
        let fields = data_fields(table);
        let (mut cells, mut keys) = (Vec::new(), Vec::new());
        for mut record in records {
            let key = record.known.key;
            let stored = old.get(&key).map_or(&[][..], Vec::as_slice);
            absent::keep(table, header, &fields, stored, &mut record.cells);
            record.hash = content_hash(&fields, &record.cells);
            let is_same = record.known.stored.is_some_and(|stored| stored.hash == record.hash);
            if is_same && !self.affected[at].contains(key) {
                continue;
            }
            keys.push(key);
            let texts: Vec<String> = record.cells.iter().map(text_of).collect();
            self.note_changed(at, &record.known, &record.slug, stored, &texts).await?;
            cells.push(Cell::Integer(i64::from(key)));
            cells.push(Cell::Text(record.slug));
            cells.extend(record.cells);
            let revision = self.writer.revision();
            // The old id was added before, and this one now.
            let is_moved = self.keys.table(at).moved().contains_key(&key);
            let added_in = record.known.stored.map(|stored| stored.added_in);
            let added_in = added_in.filter(|_| !is_moved).unwrap_or(revision);
            cells.extend([record.hash, added_in, revision].map(Cell::Integer));
        }
        self.writer.delete(table, &keys).await?;
        self.writer.insert(table, &cells).await
    }

    fn pairs(
        &mut self,
        file: usize,
        source: &Source,
        link: (usize, usize),
        table: &PairTable,
    ) -> Result<[u8; 32]> {
        let unreadable = |error: std::io::Error| super::unreadable(source, &error);
        let (mut rows, names) =
            Rows::open(source).map_err(unreadable)?.map_err(|_| touched(source))?;
        let header = PairHeader::parse(table, names).map_err(|_| touched(source))?;
        let pairs = self.pairs.entry(link).or_default();
        let descriptor = &TABLES[link.0].links[link.1];
        while rows.next().map_err(unreadable)? {
            if self.refused.contains(&(file, rows.row.line)) {
                continue;
            }
            let cells: Vec<&str> = rows.row.cells().collect();
            let row = PairRow::check(link.0, descriptor, table, &header, &cells, self.keys);
            if let (Some(from), Some(to)) = (row.from, row.to) {
                let place = |at: Option<usize>| at.map_or(0, |at| at as u8 + 1);
                pairs.push((from, (to, place(row.basis), place(row.role))));
            }
        }
        Ok(rows.hash())
    }

    /// Notes that an id is not there any more, and what was there.
    async fn note_removed(
        &mut self,
        id: String,
        added_in: Option<i64>,
        before: &BTreeMap<String, String>,
    ) -> Result<()> {
        self.writer.note(id.clone(), added_in, ChangeKind::Added, &[]).await?;
        let fields = differences(before, &BTreeMap::new());
        self.writer.note(id, None, ChangeKind::Removed, &fields).await
    }

    /// Takes out the records of a table that no file gives.
    async fn remove(&mut self, at: usize, table: &Table) -> Result<()> {
        let mut removed: Vec<(u32, i64)> = self
            .keys
            .table(at)
            .removed()
            .filter_map(|(_, known)| Some((known.key, known.stored?.added_in)))
            .collect();
        removed.sort_unstable();
        for part in removed.chunks(RECORDS_AT_ONCE) {
            let keys: Vec<u32> = part.iter().map(|(key, _)| *key).collect();
            let added_in: HashMap<u32, i64> = part.iter().copied().collect();
            for (key, slug, texts) in self.writer.texts(table, &keys).await? {
                let before = as_written(table, &texts, &|table, key| self.slugs.before(table, key));
                let id = format!("{}/{slug}", table.name);
                let added = added_in.get(&key).copied();
                self.note_removed(id, added, &before).await?;
            }
            self.writer.delete(table, &keys).await?;
            self.removed += keys.len() as u64;
        }
        Ok(())
    }
}

fn said(sources: &[Source]) -> HashSet<(usize, usize)> {
    let links = sources.iter().filter_map(|source| match source.content {
        Content::Pairs { owner, link_at, .. } => Some((owner, link_at)),
        Content::Records(_) | Content::Renames => None,
    });
    links.collect()
}

/// The slugs of keys, found table by table as they are asked for.
struct Slugs<'a> {
    keys: &'a Keys,
    tables: Vec<std::sync::OnceLock<HashMap<u32, &'a str>>>,
}

impl<'a> Slugs<'a> {
    fn new(keys: &'a Keys) -> Self {
        Self { keys, tables: TABLES.iter().map(|_| std::sync::OnceLock::new()).collect() }
    }

    fn get(&self, table: usize, key: u32) -> Option<String> {
        let slugs = self.tables.get(table)?.get_or_init(|| self.keys.table(table).slugs());
        slugs.get(&key).map(|slug| (*slug).to_owned())
    }

    /// The slug that a key had in the store.
    fn before(&self, table: usize, key: u32) -> Option<String> {
        let moved = self.keys.table(table).moved().get(&key);
        moved.map(|slug| (**slug).to_owned()).or_else(|| self.get(table, key))
    }
}

/// Reads a file again of which all is known, for its hash.
fn read_over(source: &Source) -> Result<[u8; 32]> {
    let unreadable = |error: std::io::Error| super::unreadable(source, &error);
    let (mut rows, _) = Rows::open(source).map_err(unreadable)?.map_err(|_| touched(source))?;
    while rows.next().map_err(unreadable)? {}
    Ok(rows.hash())
}

/// A hash of the values that there are, with the names of their fields: the same content has the
/// same hash on every machine, and a new column changes it only where it is filled.
fn content_hash(fields: &[Field], cells: &[Cell]) -> i64 {
    let mut hash = Sha256::new();
    for (field, cell) in fields.iter().zip(cells).filter(|(_, cell)| **cell != Cell::Null) {
        for text in [&field.name, &text_of(cell)] {
            hash.update((text.len() as u64).to_le_bytes());
            hash.update(text.as_bytes());
        }
    }
    let digest: [u8; 32] = hash.finalize().into();
    digest.first_chunk().copied().map_or(0, i64::from_le_bytes)
}

fn touched(source: &Source) -> Error {
    super::unreadable(source, &std::io::Error::other("it changed while it was read"))
}
