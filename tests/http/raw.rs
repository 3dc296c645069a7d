//! A client that sends what no library would, and as slowly as it likes.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::support::Server;

/// How long to wait for a server before a test fails.
pub(crate) const PATIENCE: Duration = Duration::from_mins(1);

/// A connection.
pub(crate) struct Raw(TcpStream);

/// What came back.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Raw {
    pub(crate) fn connect(server: &Server) -> Self {
        let stream = TcpStream::connect(server.url("").trim_start_matches("http://")).unwrap();
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_write_timeout(Some(PATIENCE)).unwrap();
        Self(stream)
    }

    pub(crate) fn send(&mut self, text: &str) {
        self.0.write_all(text.as_bytes()).unwrap();
    }

    /// The bytes that come next; none at the end.
    pub(crate) fn some(&mut self) -> Vec<u8> {
        let mut bytes = vec![0; 64 * 1024];
        let read = self.0.read(&mut bytes).unwrap_or(0);
        bytes.truncate(read);
        bytes
    }

    /// All that comes until the server closes.
    pub(crate) fn rest(&mut self) -> Vec<u8> {
        let mut all = Vec::new();
        // A reset after an answer is an end too.
        let _ = self.0.read_to_end(&mut all);
        all
    }

    /// The one answer that comes until the server closes.
    pub(crate) fn reply(&mut self) -> Reply {
        let all = String::from_utf8(self.rest()).unwrap();
        let (head, body) = all.split_once("\r\n\r\n").unwrap_or((&all, ""));
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok());
        let status = status.unwrap_or_else(|| panic!("no answer: {all:?}"));
        Reply { status, head: head.to_ascii_lowercase(), body: body.to_owned() }
    }
}

/// The answer to a request of these lines, after which the connection is closed.
pub(crate) fn ask(server: &Server, lines: &str) -> Reply {
    let mut raw = Raw::connect(server);
    raw.send(lines);
    raw.reply()
}

/// Asks with this method and target.
pub(crate) fn request(server: &Server, method: &str, target: &str) -> Reply {
    ask(server, &format!("{method} {target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"))
}

impl Reply {
    /// Fails unless it is a problem of this status in the shape of all problems.
    #[track_caller]
    pub(crate) fn is_problem(&self, status: u16) {
        assert_eq!(self.status, status, "{self:?}");
        assert!(self.head.contains("content-type: application/problem+json"), "{self:?}");
        let json: serde_json::Value = serde_json::from_str(&self.body).unwrap();
        assert_eq!(json["status"], status);
        assert!(!json["title"].as_str().unwrap().is_empty());
        assert!(!json["code"].as_str().unwrap().is_empty());
    }
}
