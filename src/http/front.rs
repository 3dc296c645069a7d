//! What happens to every request before it comes to its door, and to every answer behind it.

use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use hyper::body::{Body, Bytes, Incoming};
use poem::http::header::HeaderMap;
use poem::http::uri::Scheme;
use poem::http::{HeaderValue, Method, Request, StatusCode, header};
use poem::web::{LocalAddr, RemoteAddr};
use poem::{Endpoint, Response};

use super::answer::{failed, problem};
use super::cache::{self, Conditions, Tag, Tags};
use super::coding::{self, Coding, Encoder};
use super::outgoing::{self, Account, Content, Outgoing};
use super::policy::{self, Policy};
use super::rate::Rate;
use super::request_id::{RequestIds, X_REQUEST_ID};
use super::turn::Turn;
use super::{State, client, target};
use crate::config::Config;
use crate::error::{Error, for_request};

/// The shortest answer that is coded: below, it fits one packet as it is.
const CODED_FROM: u64 = 1024;

/// The longest answer that is coded as a whole, so that its length is known; a longer one is coded
/// while it is sent.
const CODED_AT_ONCE: u64 = 256 * 1024;

/// What stands before the doors.
pub(super) struct Front<E> {
    doors: E,
    state: Arc<State>,
    tags: Tags,
    rate: Option<Arc<Rate>>,
    policy: Policy,
    ids: RequestIds,
}

/// What a request asks for beside its address.
struct Asked {
    /// Whether it reads, and so can be kept and asked for again.
    reads: bool,
    /// Whether it asks for the header alone.
    head: bool,
    coding: Option<Coding>,
    conditions: Conditions,
    tag: Option<Tag>,
}

impl<E: Endpoint<Output = Response>> Front<E> {
    pub(super) fn new(doors: E, state: Arc<State>, rate: Option<Arc<Rate>>) -> Self {
        let tags = Tags::new(&state.config);
        let policy = Policy::new(&state.config.base_url);
        let ids = RequestIds::new((state.clock)());
        Self { doors, state, tags, rate, policy, ids }
    }

    pub(super) fn config(&self) -> &Config {
        &self.state.config
    }

    /// Answers a request.
    pub(super) async fn answer(
        &self,
        request: Request<Incoming>,
        peer: SocketAddr,
        turn: Arc<Turn>,
    ) -> hyper::Response<Outgoing<impl Body<Data = Bytes, Error = io::Error> + Unpin + use<E>>>
    {
        let id = self.ids.of(request.headers());
        let account = Account::open(&request, Arc::clone(&id), turn);
        let address = client::address(request.headers(), peer.ip(), &self.config().trusted_proxies);
        let verdict = self.rate.as_ref().map(|rate| (rate, rate.take(address)));
        let uri = request.uri().clone();
        let asked = self.asked(&request);
        let wait = verdict.and_then(|(_, verdict)| verdict.wait_seconds);
        let response = for_request(Arc::clone(&id), async {
            match wait {
                Some(wait_seconds) => problem(&Error::TooOften { wait_seconds }),
                None => self.respond(request, peer, &asked).await,
            }
        });
        let (mut head, body) = hyper::Response::<_>::from(response.await).into_parts();
        policy::name_methods(&uri, head.status, &mut head.headers);
        self.policy.write(&mut head.headers);
        if let Some((rate, verdict)) = verdict {
            rate.tell(verdict, &mut head.headers);
        }
        if let Ok(id) = HeaderValue::from_str(&id) {
            head.headers.insert(X_REQUEST_ID, id);
        }
        let content = self.content(&asked, &mut head.status, &mut head.headers, body).await;
        let body = account.pay(head.status, content);
        hyper::Response::from_parts(head, body)
    }

    /// What a request asks for.
    fn asked<B>(&self, request: &Request<B>) -> Asked {
        let (headers, head) = (request.headers(), request.method() == Method::HEAD);
        let reads = head || request.method() == Method::GET;
        let coding = Coding::wanted(headers);
        if !reads {
            return Asked { reads, head, coding, conditions: Conditions::default(), tag: None };
        }
        let image = self.state.published.current();
        let tag = self.tags.tag(image.as_deref(), request.uri(), headers);
        Asked { reads, head, coding, conditions: Conditions::of(headers), tag }
    }

    /// Sends a request to its door, unless it is clear what the answer is.
    async fn respond(
        &self,
        mut request: Request<Incoming>,
        peer: SocketAddr,
        asked: &Asked,
    ) -> Response {
        let (uri, headers) = (request.uri(), request.headers());
        let limits = &self.config().limits;
        if let Err(error) = target::check_lengths(uri, headers, limits) {
            return problem(&error);
        }
        if request.method() == Method::OPTIONS {
            return policy::options(uri, headers);
        }
        // GraphQL says in its own words what is wrong with an address.
        if uri.path() != "/graphql"
            && let Err(error) = target::check_encoding(uri)
        {
            return problem(&error);
        }
        if let Some(response) = target::redirect(uri) {
            return response;
        }
        if let Some(tag) = &asked.tag
            && let Some(text) = asked.conditions.named(tag, asked.coding)
        {
            let mut response = Response::builder().status(StatusCode::NOT_MODIFIED).finish();
            self.tags.write(tag, &text, response.headers_mut());
            response.headers_mut().insert(header::VARY, tag.vary());
            return response;
        }
        if asked.head {
            *request.method_mut() = Method::GET;
        }
        let peer = RemoteAddr(peer.into());
        let request = poem::Request::from((request, LocalAddr::default(), peer, Scheme::HTTP));
        let seconds = limits.request_seconds;
        let answer = caught(self.doors.call(request));
        match tokio::time::timeout(Duration::from_secs(seconds), answer).await {
            Ok(Some(Ok(response))) => response,
            Ok(Some(Err(error))) => failed(error).await,
            Ok(None) => problem(&Error::internal("a panic; the log has it above")),
            Err(_) => problem(&Error::Time { limit_ms: seconds * 1000 }),
        }
    }

    /// The content of an answer, with the headers that depend on it.
    async fn content<B>(
        &self,
        asked: &Asked,
        status: &mut StatusCode,
        headers: &mut HeaderMap,
        body: B,
    ) -> Content<B>
    where
        B: Body<Data = Bytes, Error = io::Error> + Unpin,
    {
        // A tag that an answer brings along is that of its bytes as they are.
        let is_done =
            headers.contains_key(header::ETAG) || headers.contains_key(header::CONTENT_ENCODING);
        let is_ready = *status == StatusCode::OK && !is_done;
        let coding = asked.coding.filter(|_| is_ready && is_worth_coding(headers, &body));
        if *status == StatusCode::OK && asked.reads {
            let tag = asked.tag.as_ref().filter(|tag| tag.is_of(headers));
            if !headers.contains_key(header::CACHE_CONTROL)
                && let Some(tag) = tag
            {
                self.tags.write(tag, &tag.text(coding), headers);
            }
            add_vary(headers);
            if headers.contains_key(header::ETAG) && asked.conditions.hold(tag, headers) {
                cache::not_modified(status, headers);
                return Content::Nothing;
            }
        } else if status.as_u16() >= 400 && !headers.contains_key(header::CACHE_CONTROL) {
            headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        let content = match coding {
            Some(coding) => {
                if !asked.reads {
                    add_vary(headers);
                }
                coded(coding, headers, body).await
            }
            None => Content::Plain(body),
        };
        if !asked.head {
            return content;
        }
        let length = match &content {
            Content::Whole(bytes) => Some(bytes.len() as u64),
            Content::Plain(body) => body.size_hint().exact(),
            Content::Nothing | Content::Coded { .. } => None,
        };
        if let Some(length) = length.filter(|_| *status != StatusCode::NOT_MODIFIED) {
            headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
        Content::Nothing
    }
}

fn is_worth_coding<B: Body>(headers: &HeaderMap, body: &B) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    media_type.is_some_and(coding::is_text)
        && body.size_hint().exact().is_none_or(|length| length >= CODED_FROM)
}

fn add_vary(headers: &mut HeaderMap) {
    let value = match headers.get(header::VARY).and_then(|vary| vary.to_str().ok()) {
        None => Ok(HeaderValue::from_static("Accept-Encoding")),
        Some("Accept") => Ok(HeaderValue::from_static("Accept, Accept-Encoding")),
        Some(other) if other.contains("Accept-Encoding") => return,
        Some(other) => HeaderValue::from_str(&format!("{other}, Accept-Encoding")),
    };
    if let Ok(value) = value {
        headers.insert(header::VARY, value);
    }
}

/// A body in a coding.
async fn coded<B>(coding: Coding, headers: &mut HeaderMap, mut body: B) -> Content<B>
where
    B: Body<Data = Bytes, Error = io::Error> + Unpin,
{
    headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding.name()));
    headers.remove(header::CONTENT_LENGTH);
    let mut encoder = Encoder::new(coding);
    if body.size_hint().exact().is_none_or(|length| length > CODED_AT_ONCE) {
        return Content::coded(body, encoder, Bytes::new());
    }
    // Most bodies are one piece.
    let first = std::future::poll_fn(|context| outgoing::data(&mut body, context)).await;
    match first {
        Some(Ok(bytes)) if body.is_end_stream() => match encoder.last(&bytes) {
            Ok(bytes) => Content::Whole(bytes),
            Err(_) => Content::coded(body, Encoder::new(coding), bytes),
        },
        Some(Ok(bytes)) => Content::coded(body, encoder, bytes),
        _ => Content::coded(body, encoder, Bytes::new()),
    }
}

/// What an answer becomes; none if making it panics, which must not hurt other requests.
async fn caught<T>(work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    std::future::poll_fn(|context| {
        let mut work = AssertUnwindSafe(Pin::as_mut(&mut work));
        match catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context))) {
            Ok(Poll::Ready(done)) => Poll::Ready(Some(done)),
            Ok(Poll::Pending) => Poll::Pending,
            Err(_) => Poll::Ready(None),
        }
    })
    .await
}
