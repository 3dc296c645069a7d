//! A body on its way out: as it is or coded, counted, and told to the log when it is gone.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use hyper::body::{Body, Bytes, Frame, SizeHint};
use poem::http::{Method, StatusCode, Uri};

use super::coding::Encoder;
use super::turn::Turn;

/// How much of a long body is coded at once.
const PIECE: usize = 64 * 1024;

/// After how many pieces others get their turn on this core. The first one goes out alone, so that
/// a reader sees at once that it comes.
const PIECES: u32 = 8;

/// What is left to send.
pub(super) enum Content<B> {
    /// Nothing.
    Nothing,
    /// These bytes.
    Whole(Bytes),
    /// What another body gives.
    Plain(B),
    /// What another body gives, coded.
    Coded { body: B, encoder: Encoder, left: Bytes, ended: bool },
}

impl<B> Content<B> {
    /// A body that is coded while it is sent.
    pub(super) fn coded(body: B, encoder: Encoder, left: Bytes) -> Self {
        Self::Coded { body, encoder, left, ended: false }
    }
}

/// A body on its way out.
pub(super) struct Outgoing<B> {
    content: Content<B>,
    pieces: u32,
    account: Account,
}

impl<B: Body<Data = Bytes, Error = io::Error> + Unpin> Outgoing<B> {
    fn next(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<Bytes>>> {
        match &mut self.content {
            Content::Nothing => Poll::Ready(None),
            Content::Whole(bytes) => {
                let bytes = std::mem::take(bytes);
                self.content = Content::Nothing;
                Poll::Ready(Some(Ok(bytes)))
            }
            Content::Plain(body) => data(body, context),
            Content::Coded { body, encoder, left, ended } => loop {
                if *ended {
                    return Poll::Ready(None);
                }
                if left.is_empty() {
                    match data(body, context) {
                        Poll::Ready(Some(Ok(bytes))) => *left = bytes,
                        Poll::Ready(None) => {
                            *ended = true;
                            return Poll::Ready(Some(encoder.last(&[])));
                        }
                        other => return other,
                    }
                }
                let piece = left.split_to(left.len().min(PIECE));
                match encoder.piece(&piece) {
                    Ok(coded) if coded.is_empty() => {}
                    other => return Poll::Ready(Some(other)),
                }
            },
        }
    }
}

/// The next bytes of a body; other frames have no place in what we send.
pub(super) fn data<B: Body<Data = Bytes, Error = io::Error> + Unpin>(
    body: &mut B,
    context: &mut Context<'_>,
) -> Poll<Option<io::Result<Bytes>>> {
    loop {
        match Pin::new(&mut *body).poll_frame(context) {
            Poll::Ready(Some(Ok(frame))) => match frame.into_data() {
                Ok(bytes) if !bytes.is_empty() => return Poll::Ready(Some(Ok(bytes))),
                _ => {}
            },
            Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
            Poll::Ready(None) => return Poll::Ready(None),
            Poll::Pending => return Poll::Pending,
        }
    }
}

impl<B: Body<Data = Bytes, Error = io::Error> + Unpin> Body for Outgoing<B> {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = self.get_mut();
        if this.pieces > PIECES {
            this.pieces = 0;
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let Poll::Ready(next) = this.next(context) else { return Poll::Pending };
        this.pieces += 1;
        match &next {
            Some(Ok(bytes)) => this.account.bytes += bytes.len() as u64,
            Some(Err(_)) => {}
            None => this.account.whole = true,
        }
        this.account.whole |= this.is_end_stream();
        Poll::Ready(next.map(|bytes| bytes.map(Frame::data)))
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Nothing => true,
            Content::Whole(bytes) => bytes.is_empty(),
            Content::Plain(body) => body.is_end_stream(),
            Content::Coded { ended, .. } => *ended,
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Nothing => SizeHint::with_exact(0),
            Content::Whole(bytes) => SizeHint::with_exact(bytes.len() as u64),
            Content::Plain(body) => body.size_hint(),
            Content::Coded { .. } => SizeHint::default(),
        }
    }
}

/// A request, from when it came to when its answer is gone; then it is a line of the log.
pub(super) struct Account {
    method: Method,
    uri: Uri,
    id: Arc<str>,
    start: Instant,
    turn: Arc<Turn>,
    status: StatusCode,
    bytes: u64,
    whole: bool,
}

impl Account {
    /// Opens the account of a request.
    pub(super) fn open<T>(request: &poem::http::Request<T>, id: Arc<str>, turn: Arc<Turn>) -> Self {
        let (method, uri) = (request.method().clone(), request.uri().clone());
        turn.begin();
        let status = StatusCode::INTERNAL_SERVER_ERROR;
        Self { method, uri, id, start: Instant::now(), turn, status, bytes: 0, whole: false }
    }

    /// The answer with this status and content, whose account this is.
    pub(super) fn pay<B>(mut self, status: StatusCode, content: Content<B>) -> Outgoing<B> {
        self.status = status;
        self.whole = matches!(content, Content::Nothing);
        Outgoing { content, pieces: PIECES - 1, account: self }
    }
}

impl Drop for Account {
    fn drop(&mut self) {
        self.turn.end();
        tracing::info!(
            target: "access",
            method = %self.method,
            path = self.uri.path(),
            status = self.status.as_u16(),
            bytes = self.bytes,
            milliseconds = self.start.elapsed().as_micros() as f64 / 1000.0,
            id = &*self.id,
            "{}",
            if self.whole { "answered" } else { "left" }
        );
    }
}

#[cfg(test)]
mod tests {
    use super::super::coding::Coding;
    use super::*;

    /// A body of pieces.
    struct Pieces(Vec<&'static [u8]>);

    impl Body for Pieces {
        type Data = Bytes;
        type Error = io::Error;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            _: &mut Context<'_>,
        ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
            Poll::Ready(self.0.pop().map(|bytes| Ok(Frame::data(Bytes::from_static(bytes)))))
        }
    }

    async fn pieces(content: Content<Pieces>) -> Vec<Bytes> {
        let request = poem::http::Request::new(());
        let account = Account::open(&request, "a".into(), Arc::default());
        let mut body = account.pay(StatusCode::OK, content);
        let mut found = Vec::new();
        while let Some(frame) =
            std::future::poll_fn(|context| Pin::new(&mut body).poll_frame(context)).await
        {
            found.push(frame.unwrap().into_data().unwrap());
        }
        assert!(body.is_end_stream() || matches!(body.content, Content::Plain(_)));
        assert!(body.account.whole);
        found
    }

    #[tokio::test]
    async fn a_body_comes_out_as_it_goes_in() {
        assert_eq!(pieces(Content::Nothing).await, Vec::<Bytes>::new());
        assert_eq!(pieces(Content::Whole(Bytes::from_static(b"ab"))).await, ["ab"]);
        let many = vec![b"a".as_slice(); 100];
        assert_eq!(pieces(Content::Plain(Pieces(many))).await.len(), 100);
    }

    #[tokio::test]
    async fn each_piece_of_a_coded_body_comes_out_at_once() {
        let body = Pieces(vec![b"two", b"one"]);
        let encoder = Encoder::new(Coding::Gzip);
        let found = pieces(Content::coded(body, encoder, Bytes::new())).await;
        // The pieces and the end.
        assert_eq!(found.len(), 3);
    }
}
