//! Archives (ZIP), made while they are read, in constant memory.
//!
//! The bytes depend on nothing but the entries: each is dated by the revision, and the compressor
//! is the same on every machine.

use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError};

use zip::write::{SimpleFileOptions, StreamWriter};
use zip::{CompressionMethod, DateTime, System, ZipWriter};

use super::format::{PIECE, Pieces};
use crate::error::{Error, Result};

/// How hard the compressor tries. The next level makes sheets smaller by an eighth, and takes twice
/// the time; the third takes four times, for a fifth.
const LEVEL: i64 = 1;

/// One file of an archive.
pub(super) struct Entry {
    /// Its name, with `/` between folders.
    pub(super) name: String,
    /// Whether it may have 4 GiB or more. The form of such entries is not known to every reader.
    pub(super) is_large: bool,
    /// What is in it.
    pub(super) pieces: Pieces,
}

impl Entry {
    /// A small file, whose bytes are there.
    pub(super) fn of(name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        Self::streamed(name, Box::new(std::iter::once(Ok(bytes.into()))), false)
    }

    /// A file that is made while the archive is read.
    pub(super) fn streamed(name: impl Into<String>, pieces: Pieces, is_large: bool) -> Self {
        Self { name: name.into(), is_large, pieces }
    }
}

/// The archive of some entries, in their order, all dated `instant` (RFC 3339). Each is asked for
/// when those before it have been read.
pub(super) fn pieces(
    instant: &str,
    entries: impl Iterator<Item = Result<Entry>> + Send + 'static,
) -> Pieces {
    let buffer = Buffer::default();
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .compression_level(Some(LEVEL))
        .last_modified_time(dated(instant))
        .unix_permissions(0o644)
        .system(System::Unix);
    let zip = Some(ZipWriter::new_stream(buffer.clone()));
    Box::new(Archive { zip, buffer, options, entries, current: None })
}

/// The moment as archives write it: without a zone, in steps of two seconds, from 1980 on.
fn dated(instant: &str) -> DateTime {
    let moment = instant.parse::<jiff::Timestamp>().ok();
    let moment = moment.map(|moment| moment.to_zoned(jiff::tz::TimeZone::UTC).datetime());
    let dated = moment.and_then(|at| {
        let part = |number: i8| u8::try_from(number).ok();
        let year = u16::try_from(at.year()).ok()?;
        let (month, day) = (part(at.month())?, part(at.day())?);
        let (hour, minute, second) = (part(at.hour())?, part(at.minute())?, part(at.second())?);
        DateTime::from_date_and_time(year, month, day, hour, minute, second).ok()
    });
    dated.unwrap_or_default()
}

/// What the archive has written and nobody has taken yet.
#[derive(Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn with<T>(&self, work: impl FnOnce(&mut Vec<u8>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.with(|buffer| buffer.extend_from_slice(bytes));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Archive<E> {
    /// Nothing once the archive has its end.
    zip: Option<ZipWriter<StreamWriter<Buffer>>>,
    buffer: Buffer,
    options: SimpleFileOptions,
    entries: E,
    current: Option<Pieces>,
}

impl<E: Iterator<Item = Result<Entry>>> Archive<E> {
    /// Writes the next part of an entry, or the end.
    fn step(&mut self) -> Result<()> {
        let Some(zip) = &mut self.zip else { return Ok(()) };
        if let Some(pieces) = &mut self.current {
            match pieces.next() {
                Some(piece) => zip.write_all(&piece?).map_err(Error::internal)?,
                None => self.current = None,
            }
        } else if let Some(entry) = self.entries.next() {
            let entry = entry?;
            let options = self.options.large_file(entry.is_large);
            zip.start_file(entry.name, options).map_err(Error::internal)?;
            self.current = Some(entry.pieces);
        } else if let Some(zip) = self.zip.take() {
            zip.finish().map_err(Error::internal)?;
        }
        Ok(())
    }
}

impl<E: Iterator<Item = Result<Entry>>> Iterator for Archive<E> {
    type Item = Result<Vec<u8>>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.zip.is_some() && self.buffer.with(|buffer| buffer.len()) < PIECE {
            if let Err(error) = self.step() {
                // Without its end, nobody takes what was written for an archive.
                self.zip = None;
                self.buffer.with(Vec::clear);
                return Some(Err(error));
            }
        }
        let piece = self.buffer.with(std::mem::take);
        (!piece.is_empty()).then_some(Ok(piece))
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use sha2::{Digest, Sha256};
    use zip::ZipArchive;

    use super::*;

    fn archive(instant: &str, is_large: bool) -> Vec<u8> {
        let lines = (0..40_000_u32).map(|at| Ok(format!("line {at}\r\n").into_bytes()));
        let entries =
            [Entry::of("a/è.txt", "one"), Entry::streamed("b.csv", Box::new(lines), is_large)];
        let all = pieces(instant, entries.into_iter().map(Ok)).map(Result::unwrap);
        all.collect::<Vec<_>>().concat()
    }

    #[test]
    fn an_archive_reads_as_it_was_written() {
        for is_large in [false, true] {
            let bytes = archive("2026-11-21T10:30:59Z", is_large);
            let mut read = ZipArchive::new(Cursor::new(bytes)).unwrap();
            let mut text = String::new();
            read.by_name("a/è.txt").unwrap().read_to_string(&mut text).unwrap();
            assert_eq!(text, "one");
            let mut entry = read.by_name("b.csv").unwrap();
            assert_eq!(entry.last_modified().unwrap().to_string(), "2026-11-21 10:30:58");
            text.clear();
            entry.read_to_string(&mut text).unwrap();
            assert_eq!(text.lines().count(), 40_000);
            assert!(text.ends_with("line 39999\r\n"));
        }
    }

    #[test]
    fn the_bytes_are_the_same_on_every_machine() {
        const EXPECTED: &str = "b08ffeb2ae61cd5f97c63e6faebb257e7aafb72ff9b723c9b23e169bfe6da735";
        let bytes = archive("2026-11-21T10:30:59Z", false);
        let hash = data_encoding::HEXLOWER.encode(&Sha256::digest(&bytes));
        assert_eq!(hash, EXPECTED, "another compressor, or another form of archives");
    }

    #[test]
    fn moments_that_archives_cannot_write_are_their_first_one() {
        for instant in ["", "1979-12-31T23:59:59Z", "2108-01-01T00:00:00Z"] {
            assert_eq!(dated(instant), DateTime::default(), "{instant}");
        }
    }

    #[test]
    fn an_entry_that_fails_leaves_no_end() {
        let lines = vec![Ok(b"x".to_vec()), Err(Error::NotReady)];
        let entry = Entry::streamed("a", Box::new(lines.into_iter()), false);
        let mut pieces = pieces("2026-11-21T10:30:59Z", std::iter::once(Ok(entry)));
        assert!(matches!(pieces.next(), Some(Err(Error::NotReady))));
        assert!(pieces.next().is_none());
    }
}
