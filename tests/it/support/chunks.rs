//! A response that is still being sent: its chunks one by one, as they stand on the wire.

use std::{net::SocketAddr, time::Duration};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    net::TcpStream,
    time::timeout,
};

use super::raw::Request;

/// Longer than anything a test waits for; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

/// A response whose body comes in chunks.
pub(crate) struct Chunks {
    stream: BufReader<TcpStream>,
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
}

impl Chunks {
    /// Sends a request and reads the head of its answer.
    pub(crate) async fn open(request: Request, addr: SocketAddr) -> Self {
        let mut stream = BufReader::new(request.start(addr).await);
        let status = line(&mut stream).await.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = line(&mut stream).await;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Self { stream, status, headers }
    }

    /// A header; `None` where it is absent.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }

    /// The next chunk; `None` when the body has ended in order.
    pub(crate) async fn next(&mut self) -> Option<String> {
        let length = usize::from_str_radix(&line(&mut self.stream).await, 16).unwrap();
        let mut chunk = vec![0; length + 2];
        timeout(PATIENCE, self.stream.read_exact(&mut chunk)).await.unwrap().unwrap();
        assert_eq!(&chunk[length..], b"\r\n");
        chunk.truncate(length);
        (length > 0).then(|| String::from_utf8(chunk).unwrap())
    }

    /// The chunks that are left, to the body's end.
    pub(crate) async fn rest(&mut self) -> Vec<String> {
        let mut chunks = Vec::new();
        while let Some(chunk) = self.next().await {
            chunks.push(chunk);
        }
        chunks
    }
}

async fn line(stream: &mut BufReader<TcpStream>) -> String {
    let mut line = String::new();
    let read = timeout(PATIENCE, stream.read_line(&mut line)).await.unwrap().unwrap();
    assert!(read > 0, "the connection ended");
    line.trim_end().to_owned()
}
