//! Where indexes are kept: one folder for each revision of each store.
//!
//! An index can always be made again, and it is checked when it is opened: so nothing waits for
//! the disk, and nothing is locked. It is written under a name of its own and then renamed.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback,
    WatchHandle, WritePtr,
};
use tantivy::{Directory, TantivyError};

use super::index::TextIndex;
use super::words::ANALYSIS;
use crate::image::{Image, Revision};

/// How long the folder of another process is left alone.
const OTHERS: Duration = Duration::from_hours(24);

/// The first letters of the name of a folder that is being written.
const UNFINISHED: &str = "unfinished-";

/// The folder in which the indexes of a store are kept.
#[derive(Debug, Clone)]
pub struct Shelf {
    folder: PathBuf,
    /// What the names of all indexes of the store begin with.
    store: String,
}

fn hash(text: &str) -> String {
    let mut written = HEXLOWER.encode(&Sha256::digest(text));
    written.truncate(12);
    written
}

impl Shelf {
    /// The shelf in the folder `data` for the store of this address.
    pub fn new(data: &Path, store: &str) -> Self {
        Self { folder: data.join("search"), store: hash(store) }
    }

    /// The folder of a revision. Its number alone may come again in a store that was restored.
    fn place(&self, revision: &Revision) -> PathBuf {
        let (number, moment) = (revision.number, hash(&revision.published_at));
        self.folder.join(format!("{}-{number}-{moment}-{ANALYSIS}", self.store))
    }

    /// The index of an image: the one that is kept if it is whole, else a new one; in memory if
    /// nothing can be kept, which the log says.
    pub(super) fn take(&self, image: &Image) -> tantivy::Result<TextIndex> {
        let place = self.place(&image.revision);
        if place.exists() {
            match Folder::open(&place).and_then(|folder| TextIndex::open(image, folder)) {
                Ok(index) => return Ok(index),
                Err(error) => {
                    let folder = place.display();
                    tracing::warn!(%folder, %error, "the search index is broken and made again");
                }
            }
        }
        self.build(image, &place).or_else(|error| {
            let folder = self.folder.display();
            tracing::warn!(%folder, %error, "the search index cannot be kept: it is in memory");
            TextIndex::in_memory(image)
        })
    }

    fn build(&self, image: &Image, place: &Path) -> tantivy::Result<TextIndex> {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let unfinished = self.folder.join(format!("{UNFINISHED}{}-{count}", std::process::id()));
        // A process of the same number may have left one.
        let _ = fs::remove_dir_all(&unfinished);
        fs::create_dir_all(&unfinished)?;
        let made = Folder::open(&unfinished).and_then(|folder| TextIndex::build(image, folder));
        let kept = made.and_then(|index| {
            if fs::rename(&unfinished, place).is_err() {
                // What stands there is broken, or another server was faster.
                fs::remove_dir_all(place).or_else(|_| fs::remove_file(place))?;
                fs::rename(&unfinished, place)?;
            }
            Ok(index)
        });
        if kept.is_err() {
            let _ = fs::remove_dir_all(&unfinished);
        }
        kept
    }

    /// Removes the indexes of revisions that are no longer answered from, and what processes that
    /// were killed left behind. What cannot be removed stays.
    pub fn tidy(&self, current: &Revision) {
        let Ok(entries) = fs::read_dir(&self.folder) else { return };
        for entry in entries.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            if entry.path() == self.place(current) {
                continue;
            }
            let number = name.strip_prefix(&self.store).and_then(|rest| rest.split('-').nth(1));
            let is_old = number.and_then(|number| number.parse::<i64>().ok());
            let is_old = is_old.map(|number| number <= current.number);
            // A newer one is of a server that was faster, or of a store before it was restored.
            let is_left = || {
                let modified = entry.metadata().and_then(|metadata| metadata.modified());
                modified.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > OTHERS))
            };
            let is_ours = is_old.is_some() || name.starts_with(UNFINISHED);
            if is_old == Some(true) || (is_ours && is_left()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// A folder of an index: mapped into memory, written without waiting for the disk, not locked.
#[derive(Debug, Clone)]
struct Folder {
    path: PathBuf,
    mapped: MmapDirectory,
}

impl Folder {
    fn open(path: &Path) -> tantivy::Result<Self> {
        Ok(Self { path: path.to_path_buf(), mapped: MmapDirectory::open(path)? })
    }
}

/// A file that is being written.
struct Writer(File);

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl TerminatingWrite for Writer {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        self.0.flush()
    }
}

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let file = File::create_new(self.path.join(path))
            .map_err(|error| OpenWriteError::wrap_io_error(error, path.to_path_buf()))?;
        Ok(BufWriter::new(Box::new(Writer(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        let written = self.path.join(path).with_extension("new");
        fs::write(&written, data)?;
        fs::rename(&written, self.path.join(path))
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, _: &Lock) -> Result<DirectoryLock, LockError> {
        Ok(DirectoryLock::from(Box::new(())))
    }

    fn watch(&self, callback: WatchCallback) -> Result<WatchHandle, TantivyError> {
        self.mapped.watch(callback)
    }
}
