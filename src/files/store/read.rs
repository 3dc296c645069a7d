//! A file on its way to a reader.

use std::fs::File;
use std::io::{self, Read as _, Seek as _, SeekFrom};
use std::ops::Range;
use std::pin::Pin;

use futures_util::{Stream, StreamExt as _, stream};
use hyper::body::Bytes;
use object_store::{GetOptions, GetRange, GetResultPayload, ObjectStore as _};

use super::{Shelf, failed};
use crate::error::Result;

/// How much of a file is read at once.
const PIECE: u64 = 256 * 1024;

/// A file, or a part of one, that is open for a reader; closed when it is dropped.
pub struct Reading {
    source: Source,
    left: u64,
}

enum Source {
    Nothing,
    File(File),
    Stream(Coming),
}

/// The bytes of a file, as they come.
type Coming = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

impl Shelf {
    /// Opens these bytes of a file; none if it is not there, or not of this size.
    pub(crate) async fn open_file(
        &self,
        (set, file): (&str, &str),
        size: u64,
        range: Range<u64>,
    ) -> Result<Option<Reading>> {
        let left = range.end.saturating_sub(range.start);
        let start = range.start;
        if left == 0 {
            return Ok(Some(Reading { source: Source::Nothing, left }));
        }
        let name = self.name(set, file);
        let options = GetOptions {
            range: (left < size).then_some(GetRange::Bounded(range)),
            ..GetOptions::default()
        };
        let found = match self.objects.get_opts(&name, options).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            found => found.map_err(|cause| failed("read", &name, &cause))?,
        };
        if found.meta.size != size {
            return Ok(None);
        }
        let source = match found.payload {
            GetResultPayload::File(mut file, _) => {
                let sought = file.seek(SeekFrom::Start(start));
                sought.map_err(|cause| super::fault("read", &name, &cause))?;
                Source::File(file)
            }
            GetResultPayload::Stream(bytes) => {
                Source::Stream(Box::pin(bytes.map(|piece| piece.map_err(io::Error::other))))
            }
        };
        Ok(Some(Reading { source, left }))
    }
}

impl Reading {
    /// The bytes, each piece read when the one before it has been taken.
    pub fn into_stream(self) -> impl Stream<Item = io::Result<Bytes>> + Send + use<> {
        let coming: Coming = match self.source {
            Source::Nothing => Box::pin(stream::empty()),
            Source::Stream(bytes) => bytes,
            Source::File(file) => {
                let start = Some((file, self.left));
                Box::pin(stream::unfold(start, |at| async { piece(at?).await }))
            }
        };
        coming
    }
}

type Left = Option<(File, u64)>;

async fn piece((mut file, left): (File, u64)) -> Option<(io::Result<Bytes>, Left)> {
    if left == 0 {
        return None;
    }
    let length = left.min(PIECE);
    let read = tokio::task::spawn_blocking(move || {
        let mut bytes = vec![0; length as usize];
        file.read_exact(&mut bytes)?;
        Ok((bytes, file))
    });
    match read.await.unwrap_or_else(|error| Err(io::Error::other(error))) {
        Ok((bytes, file)) => Some((Ok(bytes.into()), Some((file, left - length)))),
        Err(error) => Some((Err(error), None)),
    }
}
