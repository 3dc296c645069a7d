//! The socket that the server listens on, and the signals that end it.

use std::io;
use std::net::SocketAddr;

use tokio::net::{TcpListener, TcpStream};

use crate::error::{Error, Result};

/// A bound socket. Connections send small answers at once instead of waiting for more to come,
/// which costs 40 ms on some of them.
pub struct Listener(TcpListener);

impl Listener {
    /// Binds to an address such as `127.0.0.1:8080`; port 0 takes any that is free.
    ///
    /// # Errors
    ///
    /// [`Error::Listen`] if the address is in use or is none of this machine's.
    pub async fn bind(address: &str) -> Result<Self> {
        let failed = |error: io::Error| Error::Listen {
            address: address.to_owned(),
            cause: error.to_string(),
        };
        TcpListener::bind(address).await.map(Self).map_err(failed)
    }

    /// The address that was bound, with its port.
    pub fn address(&self) -> String {
        self.0.local_addr().map_or_else(|_| String::new(), |address| address.to_string())
    }

    /// The next connection.
    pub(super) async fn accept(&self) -> io::Result<(TcpStream, SocketAddr)> {
        let (stream, peer) = self.0.accept().await?;
        // A connection that is gone already fails when it is read.
        let _ = stream.set_nodelay(true);
        Ok((stream, peer))
    }
}

/// Waits for an interrupt or a request to terminate.
pub(super) async fn told_to_end() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
    tracing::info!("told to end; running requests go on to their end");
}
