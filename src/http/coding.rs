//! Codings of answers: which one a client wants, and the bytes in it.
//!
//! The levels are fast ones: an answer is coded once for each reader, not once for all.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use async_compression::Level;
use async_compression::tokio::write::{BrotliEncoder, GzipEncoder, ZstdEncoder};
use hyper::body::Bytes;
use poem::http::{HeaderMap, header};
use tokio::io::AsyncWrite;

/// A coding of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Coding {
    Zstd,
    Brotli,
    Gzip,
}

impl Coding {
    /// All of them, those first that give the most for their time.
    pub(super) const ALL: [Self; 3] = [Self::Zstd, Self::Brotli, Self::Gzip];

    /// The name in `Content-Encoding`.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Zstd => "zstd",
            Self::Brotli => "br",
            Self::Gzip => "gzip",
        }
    }

    /// The coding that a client wants most; none if it wants the bytes as they are, or does not
    /// say. What has the same quality is ours to choose.
    pub(super) fn wanted(headers: &HeaderMap) -> Option<Self> {
        Self::wanted_of(&Self::ALL, headers)
    }

    /// The same among these codings, which stand in their order.
    pub(super) fn wanted_of(there: &[Self], headers: &HeaderMap) -> Option<Self> {
        let mut named: [Option<u16>; 3] = [None; 3];
        let (mut identity, mut others) = (None, None);
        for value in headers.get_all(header::ACCEPT_ENCODING) {
            for part in value.to_str().unwrap_or_default().split(',') {
                let (name, quality) = quality(part);
                let at = Self::ALL.iter().position(|coding| {
                    name.eq_ignore_ascii_case(coding.name())
                        || *coding == Self::Gzip && name.eq_ignore_ascii_case("x-gzip")
                });
                match at {
                    Some(at) => named[at] = Some(quality),
                    None if name == "*" => others = Some(quality),
                    None if name.eq_ignore_ascii_case("identity") => identity = Some(quality),
                    None => {}
                }
            }
        }
        // Who takes anything is served what everybody can read.
        let gzip = named[2].or(others).unwrap_or(0);
        let mut qualities = [named[0].unwrap_or(0), named[1].unwrap_or(0), gzip];
        for (coding, quality) in Self::ALL.iter().zip(&mut qualities) {
            if !there.contains(coding) {
                *quality = 0;
            }
        }
        let most = qualities.iter().copied().max().filter(|most| *most > 0)?;
        if identity.is_some_and(|identity| identity > most) {
            return None;
        }
        let at = qualities.iter().position(|quality| *quality == most)?;
        Self::ALL.get(at).copied()
    }
}

/// A name with its quality in thousandths; one that cannot be read is none.
fn quality(part: &str) -> (&str, u16) {
    let (name, parameters) = part.split_once(';').unwrap_or((part, ""));
    let value = parameters.trim().strip_prefix(['q', 'Q']).map(str::trim_start);
    let quality = match value.and_then(|value| value.strip_prefix('=')) {
        Some(value) => value.trim().parse::<f32>().map_or(0.0, |value| value.clamp(0.0, 1.0)),
        None => 1.0,
    };
    (name.trim(), (quality * 1000.0) as u16)
}

/// Whether a media type is worth coding: text in one form or another.
pub(super) fn is_text(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    essence.starts_with("text/")
        || ["json", "xml", "javascript", "graphql", "ndjson", "yaml"]
            .iter()
            .any(|ending| essence.ends_with(ending))
        || matches!(essence, "image/svg+xml" | "application/n-triples" | "application/wasm")
}

/// Codes bytes piece by piece.
pub(super) enum Encoder {
    Zstd(ZstdEncoder<Vec<u8>>),
    Brotli(Box<BrotliEncoder<Vec<u8>>>),
    Gzip(GzipEncoder<Vec<u8>>),
}

impl Encoder {
    /// An encoder with nothing in it.
    pub(super) fn new(coding: Coding) -> Self {
        let out = Vec::new();
        match coding {
            Coding::Zstd => Self::Zstd(ZstdEncoder::with_quality(out, Level::Precise(1))),
            Coding::Brotli => {
                Self::Brotli(Box::new(BrotliEncoder::with_quality(out, Level::Precise(2))))
            }
            Coding::Gzip => Self::Gzip(GzipEncoder::with_quality(out, Level::Precise(4))),
        }
    }

    fn writer(&mut self) -> Pin<&mut (dyn AsyncWrite + Unpin)> {
        match self {
            Self::Zstd(encoder) => Pin::new(encoder),
            Self::Brotli(encoder) => Pin::new(encoder),
            Self::Gzip(encoder) => Pin::new(encoder),
        }
    }

    fn take(&mut self) -> Bytes {
        std::mem::take(match self {
            Self::Zstd(encoder) => encoder.get_mut(),
            Self::Brotli(encoder) => encoder.get_mut(),
            Self::Gzip(encoder) => encoder.get_mut(),
        })
        .into()
    }

    /// All that a client needs to read these bytes.
    pub(super) fn piece(&mut self, mut bytes: &[u8]) -> io::Result<Bytes> {
        self.write(&mut bytes)?;
        ready(self.writer().poll_flush(&mut context()))?;
        Ok(self.take())
    }

    /// These bytes and the end.
    pub(super) fn last(&mut self, mut bytes: &[u8]) -> io::Result<Bytes> {
        self.write(&mut bytes)?;
        ready(self.writer().poll_shutdown(&mut context()))?;
        Ok(self.take())
    }

    fn write(&mut self, bytes: &mut &[u8]) -> io::Result<()> {
        while !bytes.is_empty() {
            let written = ready(self.writer().poll_write(&mut context(), bytes))?;
            *bytes =
                bytes.get(written..).filter(|_| written > 0).ok_or(io::ErrorKind::WriteZero)?;
        }
        Ok(())
    }
}

/// Memory never makes a writer wait, so that nobody needs to be woken.
fn context() -> Context<'static> {
    Context::from_waker(Waker::noop())
}

fn ready<T>(polled: Poll<io::Result<T>>) -> io::Result<T> {
    match polled {
        Poll::Ready(result) => result,
        Poll::Pending => Err(io::ErrorKind::WouldBlock.into()),
    }
}

#[cfg(test)]
mod tests {
    use async_compression::tokio::bufread::{BrotliDecoder, GzipDecoder, ZstdDecoder};
    use tokio::io::AsyncReadExt as _;

    use super::*;

    fn wanted(values: &[&str]) -> Option<&'static str> {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(header::ACCEPT_ENCODING, value.parse().unwrap());
        }
        Coding::wanted(&headers).map(Coding::name)
    }

    #[test]
    fn the_client_chooses_the_coding() {
        for (values, expected) in [
            (&[][..], None),
            (&[""], None),
            (&["gzip"], Some("gzip")),
            (&["GZip"], Some("gzip")),
            (&["x-gzip"], Some("gzip")),
            (&["gzip, deflate, br, zstd"], Some("zstd")),
            (&["gzip, br"], Some("br")),
            (&["gzip", "br;q=0.5"], Some("gzip")),
            (&["gzip;q=0"], None),
            (&["gzip;q=0.000, br ; q = 0.1"], Some("br")),
            (&["*"], Some("gzip")),
            (&["*;q=0"], None),
            (&["*, gzip;q=0"], None),
            (&["identity, gzip;q=0.5"], None),
            (&["identity;q=0.5, gzip;q=0.5"], Some("gzip")),
            (&["identity;q=0"], None),
            (&["deflate, compress"], None),
            (&["gzip;q=no"], None),
        ] {
            assert_eq!(wanted(values), expected, "{values:?}");
        }
    }

    #[test]
    fn text_is_coded_and_what_is_coded_already_is_not() {
        for media_type in [
            "application/json",
            "application/graphql-response+json; charset=utf-8",
            "text/csv; charset=utf-8",
            "application/x-ndjson",
            "application/rdf+xml",
        ] {
            assert!(is_text(media_type), "{media_type}");
        }
        for media_type in ["application/zip", "image/png", "font/woff2", ""] {
            assert!(!is_text(media_type), "{media_type}");
        }
    }

    #[tokio::test]
    async fn what_is_coded_can_be_read_piece_by_piece() {
        for coding in Coding::ALL {
            let mut encoder = Encoder::new(coding);
            let first = encoder.piece(b"one,").unwrap();
            assert!(!first.is_empty());
            // What was sent so far can be read without what follows.
            assert_eq!(decoded(coding, &first, 4).await, b"one,");
            let mut all = first.to_vec();
            all.extend_from_slice(&encoder.piece(b"two,").unwrap());
            all.extend_from_slice(&encoder.last(b"three").unwrap());
            assert_eq!(decoded(coding, &all, 13).await, b"one,two,three");
        }
    }

    async fn decoded(coding: Coding, bytes: &[u8], length: usize) -> Vec<u8> {
        let mut out = vec![0; length];
        match coding {
            Coding::Zstd => ZstdDecoder::new(bytes).read_exact(&mut out).await.unwrap(),
            Coding::Brotli => BrotliDecoder::new(bytes).read_exact(&mut out).await.unwrap(),
            Coding::Gzip => GzipDecoder::new(bytes).read_exact(&mut out).await.unwrap(),
        };
        out
    }
}
