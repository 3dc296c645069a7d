//! The bytes of a file on their way to the reader: counted, hashed, the first line read ahead.

use std::io::{self, Cursor, Read};

use sha2::{Digest, Sha256};

use super::BUFFER;

/// Reads and hashes the bytes that pass.
pub(super) struct Hashing<R> {
    /// What was read ahead.
    begin: Cursor<Vec<u8>>,
    input: R,
    hash: Sha256,
    bytes: u64,
}

impl<R: Read> Hashing<R> {
    /// The bytes of `input`; the first read gives its first line whole, or as much as fits.
    pub(super) fn new(mut input: R) -> io::Result<Self> {
        let mut begin = vec![0; BUFFER];
        let mut length = 0;
        while let Some(rest) = begin.get_mut(length..).filter(|rest| !rest.is_empty()) {
            let read = input.read(rest)?;
            length += read;
            if read == 0 || rest.get(..read).is_some_and(|read| read.contains(&b'\n')) {
                break;
            }
        }
        begin.truncate(length);
        Ok(Self { begin: Cursor::new(begin), input, hash: Sha256::new(), bytes: 0 })
    }

    /// The number of bytes so far.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The SHA-256 of the bytes so far.
    pub(super) fn finish(self) -> [u8; 32] {
        self.hash.finalize().into()
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = match self.begin.read(buffer)? {
            0 => self.input.read(buffer)?,
            length => length,
        };
        self.hash.update(buffer.get(..length).unwrap_or_default());
        self.bytes += length as u64;
        Ok(length)
    }
}
