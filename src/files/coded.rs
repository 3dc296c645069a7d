//! A file in its three forms at once: as it is, in gzip, in zstd; each hashed and counted.
//!
//! The levels are fixed, and neither coding knows the machine: the same file gives the same bytes
//! anywhere.

use std::io::{self, Write};

use data_encoding::HEXLOWER;
use flate2::Compression;
use flate2::write::GzEncoder;
use sha2::{Digest as _, Sha256};
use zstd::stream::write::Encoder as ZstdEncoder;

use crate::describe::package::Size;
use crate::error::{Error, Result};

/// The levels: more would take far longer for little.
const GZIP_LEVEL: u32 = 6;
const ZSTD_LEVEL: i32 = 6;

/// How much of a coded form is handed on at once.
const PIECE: usize = 64 * 1024;

/// A form in which a file is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    Identity,
    Gzip,
    Zstd,
}

impl Form {
    /// All forms, in the order of their numbers.
    pub(super) const ALL: [Self; 3] = [Self::Identity, Self::Gzip, Self::Zstd];

    const fn ending(self) -> &'static str {
        match self {
            Self::Identity => "",
            Self::Gzip => ".gz",
            Self::Zstd => ".zst",
        }
    }

    /// The name of a file in this form.
    pub(super) fn name(self, file: &str) -> String {
        format!("{file}{}", self.ending())
    }

    /// The form that a name says, and the name without it; none where it says none.
    pub(super) fn of(name: &str) -> Option<(Self, &str)> {
        [Self::Gzip, Self::Zstd]
            .into_iter()
            .find_map(|form| Some((form, name.strip_suffix(form.ending())?)))
    }
}

/// Whether a file of this media type is kept in coded forms too.
pub fn is_coded(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/") || essence.ends_with("json") || essence.ends_with("xml")
}

/// Takes the bytes of a form: counts and hashes them, and keeps them until they are handed on.
#[derive(Default)]
struct Sink {
    hash: Sha256,
    count: u64,
    bytes: Vec<u8>,
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.write_all(bytes)?;
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.hash.update(bytes);
        self.count += bytes.len() as u64;
        self.bytes.extend_from_slice(bytes);
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink {
    fn take(&mut self, least: usize) -> Option<Vec<u8>> {
        (self.bytes.len() >= least.max(1)).then(|| std::mem::take(&mut self.bytes))
    }

    fn size(self) -> Size {
        Size { bytes: self.count, sha256: HEXLOWER.encode(&self.hash.finalize()) }
    }
}

/// Makes all forms of a file out of its pieces, and hands on what there is of each; ends early when
/// `hand` says that nobody takes it. Gives the sizes of the forms in their order.
pub(super) fn forms(
    pieces: impl Iterator<Item = Result<Vec<u8>>>,
    coded: bool,
    mut hand: impl FnMut(Form, Vec<u8>) -> bool,
) -> Result<Vec<Size>> {
    let ended = || Error::internal("nobody takes the file any more");
    let mut plain = Sink::default();
    let mut encoders = None;
    if coded {
        let gzip = GzEncoder::new(Sink::default(), Compression::new(GZIP_LEVEL));
        let zstd = ZstdEncoder::new(Sink::default(), ZSTD_LEVEL).map_err(Error::internal)?;
        encoders = Some((gzip, zstd));
    }
    for piece in pieces {
        let piece = piece?;
        plain.hash.update(&piece);
        plain.count += piece.len() as u64;
        if let Some((gzip, zstd)) = &mut encoders {
            gzip.write_all(&piece).map_err(Error::internal)?;
            zstd.write_all(&piece).map_err(Error::internal)?;
            let made = [
                (Form::Gzip, gzip.get_mut().take(PIECE)),
                (Form::Zstd, zstd.get_mut().take(PIECE)),
            ];
            for (form, bytes) in made {
                if let Some(bytes) = bytes
                    && !hand(form, bytes)
                {
                    return Err(ended());
                }
            }
        }
        if !piece.is_empty() && !hand(Form::Identity, piece) {
            return Err(ended());
        }
    }
    let mut sizes = vec![plain.size()];
    if let Some((gzip, zstd)) = encoders {
        let gzip = gzip.finish().map_err(Error::internal)?;
        let zstd = zstd.finish().map_err(Error::internal)?;
        for (form, mut sink) in [(Form::Gzip, gzip), (Form::Zstd, zstd)] {
            if let Some(bytes) = sink.take(1)
                && !hand(form, bytes)
            {
                return Err(ended());
            }
            sizes.push(sink.size());
        }
    }
    Ok(sizes)
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use super::*;

    #[test]
    fn each_form_holds_the_file_and_its_sum_is_that_of_its_bytes() {
        let pieces = vec![b"one,".repeat(50_000), Vec::new(), b"two".to_vec()];
        let whole = pieces.concat();
        let mut made = [Vec::new(), Vec::new(), Vec::new()];
        let sums = forms(pieces.into_iter().map(Ok), true, |form, bytes| {
            made[form as usize].extend_from_slice(&bytes);
            true
        });
        for (sum, bytes) in sums.unwrap().iter().zip(&made) {
            assert_eq!(sum.bytes, bytes.len() as u64);
            assert_eq!(sum.sha256, HEXLOWER.encode(&Sha256::digest(bytes)));
        }
        assert_eq!(made[0], whole);
        let mut read = Vec::new();
        flate2::read::GzDecoder::new(&made[1][..]).read_to_end(&mut read).unwrap();
        assert_eq!(read, whole);
        assert_eq!(zstd::decode_all(&made[2][..]).unwrap(), whole);
        assert!(made[1].len() < whole.len() / 50);
    }

    #[test]
    fn a_file_that_nobody_takes_is_not_made_to_its_end() {
        let pieces = std::iter::repeat_with(|| Ok(vec![0; 100_000]));
        assert!(forms(pieces, true, |_, _| false).is_err());
    }

    #[test]
    fn names_say_their_form() {
        assert_eq!(Form::of("projects.csv.gz"), Some((Form::Gzip, "projects.csv")));
        assert_eq!(Form::of("projects.csv"), None);
        assert_eq!(Form::Zstd.name("projects.csv"), "projects.csv.zst");
        assert!(Form::ALL.iter().enumerate().all(|(at, form)| *form as usize == at));
    }
}
