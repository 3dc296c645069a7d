//! Records that have another id than the store knows them by, and those that are linked to them:
//! what their files say is another thing, though nothing else changed.

use std::collections::BTreeMap;

use roaring::RoaringBitmap;

use crate::error::Result;
use crate::model::table::{Arity, Table};
use crate::model::{TABLES, back_links};
use crate::store::history::{ChangeKind, FieldChange};
use crate::store::write::Writer;

use super::{Applier, RECORDS_AT_ONCE};
use crate::import::differ::{as_written, differences};
use crate::import::keys::{Keys, Known};

/// For each table, the records of the store that have another slug now, and those from which a
/// link to one leads to such a record.
pub(super) async fn affected(writer: &mut Writer, keys: &Keys) -> Result<Vec<RoaringBitmap>> {
    let mut affected = vec![RoaringBitmap::new(); TABLES.len()];
    for (at, table) in TABLES.iter().enumerate() {
        let mut moved: Vec<u32> = keys.table(at).moved().keys().copied().collect();
        moved.sort_unstable();
        affected[at].extend(moved.iter().copied());
        if moved.is_empty() {
            continue;
        }
        for back in back_links(at).iter().filter(|back| back.link.arity == Arity::One) {
            let from = &TABLES[back.from];
            affected[back.from].extend(writer.linked_from(from, back.link, table, &moved).await?);
        }
    }
    Ok(affected)
}

impl Applier<'_> {
    /// Notes what is different of a record, between the texts of the store and the new ones.
    pub(super) async fn note_changed(
        &mut self,
        at: usize,
        known: &Known,
        slug: &str,
        stored: &[String],
        texts: &[String],
    ) -> Result<()> {
        let table = &TABLES[at];
        let before = as_written(table, stored, &|table, key| self.slugs.before(table, key));
        let after = as_written(table, texts, &|table, key| self.slugs.get(table, key));
        let mut fields = differences(&before, &after);
        if let Some(old) = self.keys.table(at).moved().get(&known.key) {
            let (was, is) = (Some((**old).to_owned()), Some(slug.to_owned()));
            let name = "slug".to_owned();
            fields.push(FieldChange { name, before: was, after: is });
            fields.sort_by(|one, two| one.name.cmp(&two.name));
            let added_in = known.stored.map(|stored| stored.added_in);
            self.note_removed(format!("{}/{old}", table.name), added_in, &before).await?;
        }
        let id = format!("{}/{slug}", table.name);
        self.writer.note(id, None, ChangeKind::Changed, &fields).await?;
        self.changed[at].insert(known.key);
        Ok(())
    }

    /// Gives the records of a table their new slugs, and notes what that changed, where no row of
    /// a file did.
    pub(super) async fn rename(&mut self, at: usize, table: &Table) -> Result<()> {
        let gone = self.removed_keys(at);
        let left: Vec<u32> = (&self.affected[at] - &self.changed[at] - gone).iter().collect();
        if left.is_empty() {
            return Ok(());
        }
        let known: BTreeMap<u32, (&str, Known)> = self.keys.table(at).all().collect();
        for keys in left.chunks(RECORDS_AT_ONCE) {
            for (key, _, texts) in self.writer.texts(table, keys).await? {
                let Some((slug, known)) = known.get(&key) else { continue };
                self.note_changed(at, known, slug, &texts, &texts).await?;
                if self.keys.table(at).moved().contains_key(&key) {
                    self.writer.reslug(table, key, slug).await?;
                }
            }
            self.writer.touch(table, keys).await?;
        }
        Ok(())
    }
}
