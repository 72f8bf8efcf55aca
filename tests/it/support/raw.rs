//! HTTP by hand: what a well-behaved client would never send, and answers as they stand on the wire.

use std::{fmt::Write, net::SocketAddr, time::Duration};

use serde_json::Value;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
    time::timeout,
};

/// Longer than any time-out that a test configures; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(90);

/// A request, made of parts.
#[derive(Clone)]
pub(crate) struct Request {
    method: &'static str,
    target: String,
    headers: Vec<(String, String)>,
    body: Option<Vec<u8>>,
}

impl Request {
    /// `method` on `target`, without headers.
    pub(crate) fn new(method: &'static str, target: impl Into<String>) -> Self {
        Self { method, target: target.into(), headers: Vec::new(), body: None }
    }

    /// A JSON body for `/graphql`.
    pub(crate) fn post(body: impl Into<Vec<u8>>) -> Self {
        Self::new("POST", "/graphql").header("content-type", "application/json").body(body)
    }

    /// A document for `/graphql`.
    pub(crate) fn query(document: &str) -> Self {
        Self::post(serde_json::json!({ "query": document }).to_string())
    }

    /// Parameters in the address of `/graphql`.
    pub(crate) fn get(parameters: &[(&str, &str)]) -> Self {
        let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
        Self::new("GET", format!("/graphql?{query}"))
    }

    /// With one more header.
    pub(crate) fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    /// With `Accept`.
    pub(crate) fn accept(self, media: &str) -> Self {
        self.header("accept", media)
    }

    /// With a body, and its length unless a header says so already.
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends it on a connection of its own.
    pub(crate) async fn send(self, addr: SocketAddr) -> Reply {
        let head_only = self.method == "HEAD";
        let mut stream = self.start(addr).await;
        read(&mut stream, head_only).await
    }

    /// Sends it and leaves the answer unread.
    pub(crate) async fn start(self, addr: SocketAddr) -> TcpStream {
        let mut stream = TcpStream::connect(addr).await.unwrap();
        let mut head = format!("{} {} HTTP/1.1\r\nhost: {addr}\r\n", self.method, self.target);
        for (name, value) in &self.headers {
            write!(head, "{name}: {value}\r\n").unwrap();
        }
        let body = self.body.unwrap_or_default();
        if !self.headers.iter().any(|(name, _)| name == "content-length" || name == "transfer-encoding") {
            write!(head, "content-length: {}\r\n", body.len()).unwrap();
        }
        head.push_str("\r\n");
        stream.write_all(head.as_bytes()).await.unwrap();
        // A server may refuse before it has read everything.
        let _ = stream.write_all(&body).await;
        stream
    }
}

/// An answer.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The status.
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// The body, as text; what is none is replaced.
    pub(crate) body: String,
    /// The body.
    pub(crate) bytes: Vec<u8>,
}

impl Reply {
    /// The values of a header, joined; `None` where it is absent.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let values: Vec<_> =
            self.headers.iter().filter(|(found, _)| found == name).map(|(_, value)| value.as_str()).collect();
        (!values.is_empty()).then(|| values.join(", "))
    }

    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// The code of the first error, of a body that has no `data`.
    pub(crate) fn refusal(&self) -> String {
        let body = self.json();
        assert!(body.get("data").is_none(), "{body}");
        assert!(body["errors"][0]["message"].as_str().is_some_and(|message| !message.contains('\n')), "{body}");
        body["errors"][0]["extensions"]["code"].as_str().unwrap().to_owned()
    }
}

/// Reads one answer.
pub(crate) async fn read(stream: &mut TcpStream, head_only: bool) -> Reply {
    timeout(PATIENCE, answer(stream, head_only)).await.unwrap()
}

async fn answer(stream: &mut TcpStream, head_only: bool) -> Reply {
    let mut bytes = Vec::new();
    let mut chunk = [0; 16 * 1024];
    loop {
        if let Some(reply) = parse(&bytes, head_only) {
            return reply;
        }
        let read = stream.read(&mut chunk).await.unwrap();
        assert!(read > 0, "the connection ended after {:?}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&chunk[..read]);
    }
}

fn parse(bytes: &[u8], head_only: bool) -> Option<Reply> {
    let end = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next()?.split(' ').nth(1)?.parse().unwrap();
    let headers: Vec<(String, String)> = lines
        .filter_map(|line| line.split_once(':'))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let length =
        headers.iter().find(|(name, _)| name == "content-length").map_or(0, |(_, value)| value.parse().unwrap());
    let body = &bytes[end + 4..];
    let length = if head_only || status == 304 { 0 } else { length };
    (body.len() >= length).then(|| {
        let bytes = body[..length].to_vec();
        Reply { status, headers, body: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    })
}
