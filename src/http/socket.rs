//! A connection that waits for nobody forever: each thing that a client does has its time.
//!
//! It also speaks where no request is understood, so that the answer has the shape of all others.

use std::io::{self, IoSlice};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep};

use super::turn::Turn;
use crate::config::Limits;
use crate::error::Error;

/// How far above its limits a header is read, so that the answer can say what is too long.
const SLACK: usize = 16 * 1024;

/// How much a client that was refused may go on to send, so that it reads why, and for how long.
const LINGER_BYTES: usize = 1024 * 1024;
const LINGER: Duration = Duration::from_secs(2);

/// A timer that is made when it is first needed.
#[derive(Default)]
struct Timer {
    sleep: Option<Pin<Box<Sleep>>>,
    runs: bool,
}

impl Timer {
    /// Whether the time is over that began when this was first asked.
    fn is_over(&mut self, time: Duration, context: &mut Context<'_>) -> bool {
        let until = || Instant::now() + time;
        let sleep = self.sleep.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(until())));
        if !self.runs {
            sleep.as_mut().reset(until());
            self.runs = true;
        }
        sleep.as_mut().poll(context).is_ready()
    }

    const fn stop(&mut self) {
        self.runs = false;
    }
}

/// What the client has sent of a header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Header {
    /// Nothing yet.
    Awaited,
    /// So many bytes; `is_line` while they are the first line.
    Begun { bytes: usize, is_line: bool },
    /// Too much or too late: it was refused, and so many bytes may follow.
    Refused { left: usize },
}

/// A connection with limits.
pub(super) struct Socket<S> {
    stream: S,
    turn: Arc<Turn>,
    limits: Limits,
    header: Header,
    requests: u64,
    reading: Timer,
    writing: Timer,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Socket<S> {
    pub(super) fn new(stream: S, turn: Arc<Turn>, limits: &Limits) -> Self {
        let limits = *limits;
        let (reading, writing) = (Timer::default(), Timer::default());
        Self { stream, turn, limits, header: Header::Awaited, requests: 0, reading, writing }
    }

    /// Reads what the client sends while it is its turn.
    fn read_header(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.await_next();
        let limit = self.limits.target_bytes + self.limits.header_bytes + SLACK;
        if let Header::Begun { bytes, is_line } = self.header
            && bytes >= limit
        {
            let (status, what) = if is_line { (414, "address") } else { (431, "header") };
            return self.refuse(status, format!("the {what} is too long"), context, buffer);
        }
        let before = buffer.filled().len();
        match Pin::new(&mut self.stream).poll_read(context, buffer) {
            Poll::Ready(Ok(())) => {
                let new = buffer.filled().get(before..).unwrap_or_default();
                let ends = memchr::memchr(b'\n', new).is_some();
                self.header = match self.header {
                    Header::Begun { bytes, is_line } => {
                        Header::Begun { bytes: bytes + new.len(), is_line: is_line && !ends }
                    }
                    other => {
                        self.reading.stop();
                        if new.is_empty() {
                            other
                        } else {
                            Header::Begun { bytes: new.len(), is_line: !ends }
                        }
                    }
                };
                Poll::Ready(Ok(()))
            }
            Poll::Ready(Err(error)) => Poll::Ready(Err(error)),
            Poll::Pending => self.wait(context, buffer),
        }
    }

    /// Begins anew behind an answer; says whether there was one.
    fn await_next(&mut self) -> bool {
        let is_new = self.requests != self.turn.requests();
        if is_new {
            self.requests = self.turn.requests();
            self.header = Header::Awaited;
            self.reading.stop();
        }
        is_new
    }

    /// Nothing comes: waits, but not forever.
    fn wait(
        &mut self,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let awaited = self.header == Header::Awaited;
        if awaited && self.turn.is_last() {
            return Poll::Ready(Ok(()));
        }
        // Who connects wants to ask: only who has asked may rest.
        let is_resting = awaited && self.requests > 0;
        let Limits { idle_seconds, header_seconds, .. } = self.limits;
        let seconds = if is_resting { idle_seconds } else { header_seconds };
        if !self.reading.is_over(Duration::from_secs(seconds), context) {
            return Poll::Pending;
        }
        if awaited {
            return Poll::Ready(Ok(()));
        }
        let what = format!("the header did not come within {seconds} seconds");
        self.refuse(408, what, context, buffer)
    }

    /// Says why there is no answer, and waits until the client has read it.
    fn refuse(
        &mut self,
        status: u16,
        what: String,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.header = Header::Refused { left: LINGER_BYTES };
        self.reading.stop();
        let hint = "send a shorter request, or send it faster".to_owned();
        let answer = spoken(&Error::Request { status, what, hint });
        // The client has taken all that came before, so that there is room for these few bytes.
        let _ = Pin::new(&mut self.stream).poll_write(context, &answer);
        self.linger(LINGER_BYTES, context, buffer)
    }

    /// Reads on without looking: to close on unread bytes would take the answer from the client.
    fn linger(
        &mut self,
        mut left: usize,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let _ = Pin::new(&mut self.stream).poll_shutdown(context);
        let before = buffer.filled().len();
        loop {
            match Pin::new(&mut self.stream).poll_read(context, buffer) {
                Poll::Ready(Ok(())) => {}
                Poll::Ready(Err(error)) => return Poll::Ready(Err(error)),
                Poll::Pending => {
                    self.header = Header::Refused { left };
                    let is_over = self.reading.is_over(LINGER, context);
                    return if is_over { Poll::Ready(Ok(())) } else { Poll::Pending };
                }
            }
            let read = buffer.filled().len() - before;
            buffer.set_filled(before);
            left = left.saturating_sub(read);
            if read == 0 || left == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }

    /// Whether these bytes are the words of the HTTP library itself, to a request that it does not
    /// understand: the head of an empty answer while no answer of ours is on its way.
    fn refusal(&self, bytes: &[u8]) -> Option<u16> {
        let is_whole = bytes.len() < 256 && bytes.ends_with(b"\r\n\r\n");
        if self.turn.is_ours() || !is_whole {
            return None;
        }
        let status = bytes.strip_prefix(b"HTTP/1.1 ").or(bytes.strip_prefix(b"HTTP/1.0 "))?;
        let status = std::str::from_utf8(status.get(..3)?).ok()?.parse().ok()?;
        (400..500).contains(&status).then_some(status)
    }

    /// Keeps the time of a client that takes nothing.
    fn written(
        &mut self,
        polled: Poll<io::Result<usize>>,
        context: &mut Context<'_>,
    ) -> Poll<io::Result<usize>> {
        if polled.is_ready() {
            self.writing.stop();
            return polled;
        }
        if self.writing.is_over(Duration::from_secs(self.limits.stall_seconds), context) {
            return Poll::Ready(Err(io::ErrorKind::TimedOut.into()));
        }
        Poll::Pending
    }
}

/// A whole answer, for one who never asked properly.
pub(super) fn spoken(error: &Error) -> Vec<u8> {
    let status = error.status();
    let reason = poem::http::StatusCode::from_u16(status).ok();
    let reason = reason.and_then(|status| status.canonical_reason()).unwrap_or_default();
    let body = super::answer::problem_json(error).to_string();
    format!(
        "HTTP/1.1 {status} {reason}\r\ncontent-type: application/problem+json\r\n\
         content-length: {}\r\ncache-control: no-store\r\naccess-control-allow-origin: *\r\n\
         x-content-type-options: nosniff\r\nconnection: close\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for Socket<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if let Header::Refused { left } = this.header {
            return this.linger(left, context, buffer);
        }
        if this.turn.is_ours() {
            return Pin::new(&mut this.stream).poll_read(context, buffer);
        }
        this.read_header(context, buffer)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for Socket<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if let Some(status) = this.refusal(bytes) {
            let what = "the request cannot be understood".to_owned();
            let hint =
                "send a request of HTTP/1.1, in whose address `\"` is written as `%22` and a \
                        space as `%20`"
                    .to_owned();
            let answer = spoken(&Error::Request { status, what, hint });
            let written = Pin::new(&mut this.stream).poll_write(context, &answer);
            return this.written(written, context).map_ok(|_| bytes.len());
        }
        let written = Pin::new(&mut this.stream).poll_write(context, bytes);
        this.written(written, context)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        slices: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let [only] = slices {
            return self.poll_write(context, only);
        }
        let this = self.get_mut();
        let written = Pin::new(&mut this.stream).poll_write_vectored(context, slices);
        this.written(written, context)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let flushed = Pin::new(&mut this.stream).poll_flush(context);
        // The answer is gone. The client was listened to all the time, so that nobody asks for its
        // next word before it comes: the rest begins here.
        if flushed.is_ready() && !this.turn.is_ours() && this.await_next() {
            let _ = this.reading.is_over(Duration::from_secs(this.limits.idle_seconds), context);
        }
        flushed
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
