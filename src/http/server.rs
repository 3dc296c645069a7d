//! Connections: let in, served, turned away, and led to their end.

use std::collections::HashMap;
use std::convert::Infallible;
use std::net::{IpAddr, SocketAddr};
use std::pin::pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use poem::{Endpoint, Response};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::client;
use super::front::Front;
use super::listen::Listener;
use super::socket::{Socket, spoken};
use super::turn::Turn;
use crate::config::{Limits, Network};
use crate::error::Error;

/// How long to wait where no connection can be taken, as when there are too many open files.
const AGAIN: Duration = Duration::from_millis(100);

/// How long somebody who is turned away gets to ask and to read why.
const FAREWELL: Duration = Duration::from_secs(1);

/// How many are told why they are turned away, at the same time; others are not.
const FAREWELLS: usize = 100;

/// Serves until `told` comes, then lets run what runs, for as long as the limits say.
pub(super) async fn run<E>(listener: Listener, front: Front<E>, told: impl Future<Output = ()>)
where
    E: Endpoint<Output = Response> + 'static,
{
    let front = Arc::new(front);
    let limits = front.config().limits;
    let rooms = Rooms::new(&limits, &front.config().trusted_proxies);
    let farewells = Arc::new(tokio::sync::Semaphore::new(FAREWELLS));
    let (end, ending) = watch::channel(false);
    let mut connections = JoinSet::new();
    let mut told = pin!(told);
    loop {
        let accepted = tokio::select! {
            () = &mut told => break,
            Some(_) = connections.join_next() => continue,
            accepted = listener.accept() => accepted,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                tracing::warn!(%error, "cannot take a connection");
                tokio::time::sleep(AGAIN).await;
                continue;
            }
        };
        match rooms.enter(peer.ip()) {
            Ok(room) => {
                let (front, ending) = (Arc::clone(&front), ending.clone());
                connections.spawn(async move {
                    let _room = room;
                    connection(stream, peer, front, ending).await;
                });
            }
            Err(error) => {
                if let Ok(permit) = Arc::clone(&farewells).try_acquire_owned() {
                    connections.spawn(async move {
                        let _permit = permit;
                        turn_away(stream, &error).await;
                    });
                }
            }
        }
    }
    drop(listener);
    let _ = end.send(true);
    let all = async { while connections.join_next().await.is_some() {} };
    let time = Duration::from_secs(limits.shutdown_seconds);
    if tokio::time::timeout(time, all).await.is_err() {
        tracing::warn!("ended before all requests did");
    }
}

async fn connection<E>(
    stream: TcpStream,
    peer: SocketAddr,
    front: Arc<Front<E>>,
    mut ending: watch::Receiver<bool>,
) where
    E: Endpoint<Output = Response> + 'static,
{
    let turn = Arc::new(Turn::default());
    let socket = TokioIo::new(Socket::new(stream, Arc::clone(&turn), &front.config().limits));
    let service = service_fn(|request| {
        let (front, turn) = (Arc::clone(&front), Arc::clone(&turn));
        async move { Ok::<_, Infallible>(front.answer(request, peer, turn).await) }
    });
    // The time of a header is the socket's affair.
    let mut builder = http1::Builder::new();
    builder.header_read_timeout(None);
    let mut connection = pin!(builder.serve_connection(socket, service));
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = ending.wait_for(|ending| *ending) => {}
    }
    turn.last();
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// Says that there is no room, to a client that may still be speaking.
async fn turn_away(mut stream: TcpStream, error: &Error) {
    let farewell = async {
        stream.write_all(&spoken(error)).await?;
        stream.shutdown().await?;
        let mut rest = [0; 1024];
        while stream.read(&mut rest).await? > 0 {}
        Ok::<(), std::io::Error>(())
    };
    let _ = tokio::time::timeout(FAREWELL, farewell).await;
}

/// How many connections there are, in all and of each client.
struct Rooms {
    all: usize,
    each: usize,
    proxies: Vec<Network>,
    taken: Mutex<Taken>,
}

#[derive(Default)]
struct Taken {
    all: usize,
    each: HashMap<u128, usize>,
}

/// The place of a connection, free again when it is dropped.
struct Room {
    rooms: Arc<Rooms>,
    client: u128,
}

impl Rooms {
    fn new(limits: &Limits, proxies: &[Network]) -> Arc<Self> {
        let (all, each) = (limits.connections, limits.connections_per_client);
        Arc::new(Self { all, each, proxies: proxies.to_vec(), taken: Mutex::default() })
    }

    /// A place for a connection from this address. A proxy stands for many clients.
    fn enter(self: &Arc<Self>, peer: IpAddr) -> Result<Room, Error> {
        let is_proxy = self.proxies.iter().any(|known| known.contains(peer.to_canonical()));
        let client = client::key(peer);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if taken.all >= self.all {
            return Err(Error::Busy { what: "the server has too many connections" });
        }
        let own = taken.each.entry(client).or_default();
        if *own >= self.each && !is_proxy {
            return Err(Error::Busy { what: "this address has too many connections" });
        }
        *own += 1;
        taken.all += 1;
        Ok(Room { rooms: Arc::clone(self), client })
    }
}

impl Drop for Room {
    fn drop(&mut self) {
        let mut taken = self.rooms.taken.lock().unwrap_or_else(PoisonError::into_inner);
        taken.all = taken.all.saturating_sub(1);
        if let Some(own) = taken.each.get_mut(&self.client) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                taken.each.remove(&self.client);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_counted_in_all_and_for_each_client() {
        let limits = Limits::standard().unwrap();
        let limits = Limits { connections: 3, connections_per_client: 2, ..limits };
        let rooms = Rooms::new(&limits, &[Network::parse("10.0.0.0/8").unwrap()]);
        let enter = |peer: &str| rooms.enter(peer.parse().unwrap());
        let first = enter("192.0.2.1").unwrap();
        let second = enter("192.0.2.1").unwrap();
        assert!(enter("192.0.2.1").is_err());
        let third = enter("2001:db8::1").unwrap();
        assert!(enter("192.0.2.2").is_err());
        drop(first);
        let first = enter("192.0.2.1").unwrap();
        drop((first, second, third));
        assert!(rooms.taken.lock().unwrap().each.is_empty());
        // A proxy may take all.
        let all: Vec<_> = (0..3).map(|_| enter("10.0.0.1").unwrap()).collect();
        assert!(enter("10.0.0.1").is_err());
        drop(all);
        assert_eq!(rooms.taken.lock().unwrap().all, 0);
    }
}
