//! The keys of records: which slug is which record, and whether it stays.

use std::collections::HashMap;

use crate::model::TABLES;

use super::renames::Renames;

/// What is known of a record while an import runs.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    /// The key in the store.
    pub key: u32,
    /// The line of the file that gives it; none if no file of this import does.
    pub line: Option<u32>,
    /// What the store holds of it; none for a record that is new.
    pub stored: Option<Stored>,
    /// Whether its row was left out.
    pub refused: bool,
}

/// What the store says of a record.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stored {
    /// The hash of the content.
    pub hash: i64,
    /// The revision that added it.
    pub added_in: i64,
}

/// The records of one table.
#[derive(Debug, Default)]
pub(super) struct TableKeys {
    known: HashMap<Box<str>, Known>,
    greatest: u32,
    /// The slugs that renamed records had in the store, by their keys.
    moved: HashMap<u32, Box<str>>,
    /// Whether records that no file gives are to be removed.
    pub replaced: bool,
}

impl TableKeys {
    /// Notes a record of the store.
    pub(super) fn store(&mut self, key: u32, slug: &str, stored: Stored) {
        self.greatest = self.greatest.max(key);
        let known = Known { key, line: None, stored: Some(stored), refused: false };
        self.known.insert(slug.into(), known);
    }

    /// Notes a record of a file; gives the line of an earlier row of the same slug, if any.
    pub(super) fn define(&mut self, slug: &str, line: u32, refused: bool) -> Result<(), u32> {
        if let Some(known) = self.known.get_mut(slug) {
            if let Some(first) = known.line {
                return Err(first);
            }
            known.line = Some(line);
            known.refused = refused;
            return Ok(());
        }
        self.greatest += 1;
        let known = Known { key: self.greatest, line: Some(line), stored: None, refused };
        self.known.insert(slug.into(), known);
        Ok(())
    }

    /// Gives a record of the store a slug that none has; says whether there was such a record and
    /// the slug was free.
    pub(super) fn rename(&mut self, slug: &str, new: &str) -> bool {
        if self.known.contains_key(new) {
            return false;
        }
        let Some((slug, known)) = self.known.remove_entry(slug) else { return false };
        self.moved.insert(known.key, slug);
        self.known.insert(new.into(), known);
        true
    }

    /// The slugs that renamed records had in the store, by their keys.
    pub(super) const fn moved(&self) -> &HashMap<u32, Box<str>> {
        &self.moved
    }

    /// What is known of a slug.
    pub(super) fn find(&self, slug: &str) -> Option<Known> {
        self.known.get(slug).copied()
    }

    /// Whether a record stays or comes in; a row that was left out leaves the stored one as it is.
    pub(super) const fn remains(&self, known: &Known) -> bool {
        known.stored.is_some() && (!self.replaced || known.line.is_some())
            || known.line.is_some() && !known.refused
    }

    /// The records of the store that go out.
    pub(super) fn removed(&self) -> impl Iterator<Item = (&str, &Known)> {
        let all = self.known.iter().map(|(slug, known)| (&**slug, known));
        all.filter(|(_, known)| known.stored.is_some() && !self.remains(known))
    }

    /// All records, by their keys.
    pub(super) fn all(&self) -> impl Iterator<Item = (u32, (&str, Known))> {
        self.known.iter().map(|(slug, known)| (known.key, (&**slug, *known)))
    }

    /// The keys of the records that stay or come in.
    pub(super) fn remaining(&self) -> impl Iterator<Item = u32> {
        self.known.values().filter(|known| self.remains(known)).map(|known| known.key)
    }

    fn forget_files(&mut self) {
        self.known.retain(|_, known| {
            known.line = None;
            known.refused = false;
            known.stored.is_some()
        });
        self.greatest = self.known.values().map(|known| known.key).max().unwrap_or(0);
        let moved = std::mem::take(&mut self.moved);
        if !moved.is_empty() {
            let known = std::mem::take(&mut self.known).into_iter();
            let back =
                |(slug, known): (_, Known)| (moved.get(&known.key).cloned().unwrap_or(slug), known);
            self.known = known.map(back).collect();
        }
    }

    /// For each key, the slug.
    pub(super) fn slugs(&self) -> HashMap<u32, &str> {
        self.known.iter().map(|(slug, known)| (known.key, &**slug)).collect()
    }
}

/// The records of all tables, in the order of [`TABLES`].
#[derive(Debug)]
pub(super) struct Keys {
    tables: Vec<TableKeys>,
    /// The ids that were given up for others.
    pub renames: Renames,
}

impl Default for Keys {
    fn default() -> Self {
        let tables = TABLES.iter().map(|_| TableKeys::default()).collect();
        Self { tables, renames: Renames::default() }
    }
}

impl Keys {
    /// The records of the table at a position of [`TABLES`].
    pub(super) fn table(&self, at: usize) -> &TableKeys {
        &self.tables[at]
    }

    /// The records of the table at a position of [`TABLES`], to be changed.
    pub(super) fn table_mut(&mut self, at: usize) -> &mut TableKeys {
        &mut self.tables[at]
    }

    /// Forgets what files said, before they are read again and what is missing from them stays.
    pub(super) fn forget_files(&mut self) {
        for table in &mut self.tables {
            table.forget_files();
            table.replaced = false;
        }
        self.renames.forget_files();
    }
}
