//! A WebSocket client that says what it is told to, well-behaved or not.

use std::{net::SocketAddr, time::Duration};

use futures::{SinkExt, StreamExt};
use serde_json::{Value as Json, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, client::IntoClientRequest},
};

/// Longer than anything a test waits for; only a hang reaches it.
const PATIENCE: Duration = Duration::from_secs(20);

/// An open socket.
#[derive(Debug)]
pub(crate) struct Socket {
    inner: WebSocketStream<TcpStream>,
    /// The protocol that the handshake agreed on.
    pub(crate) protocol: Option<String>,
}

impl Socket {
    /// A handshake with these headers; the error is the status of a refusal, or 0 for one that the client must refuse.
    pub(crate) async fn handshake(addr: SocketAddr, headers: &[(&'static str, &str)]) -> Result<Self, u16> {
        let mut request = format!("ws://{addr}/graphql").into_client_request().unwrap();
        for (name, value) in headers {
            request.headers_mut().insert(*name, value.parse().unwrap());
        }
        let stream = TcpStream::connect(addr).await.unwrap();
        match timeout(PATIENCE, client_async(request, stream)).await.unwrap() {
            Ok((inner, response)) => {
                let protocol = response.headers().get("sec-websocket-protocol");
                let protocol = protocol.map(|protocol| protocol.to_str().unwrap().to_owned());
                Ok(Self { inner, protocol })
            }
            Err(Error::Http(response)) => Err(response.status().as_u16()),
            Err(_) => Err(0),
        }
    }

    /// A socket that speaks the protocol.
    pub(crate) async fn open(addr: SocketAddr) -> Self {
        Self::handshake(addr, &[("sec-websocket-protocol", "graphql-transport-ws")]).await.unwrap()
    }

    /// The same, after `connection_init` with this payload was acknowledged.
    pub(crate) async fn ready_with(addr: SocketAddr, payload: Json) -> Self {
        let mut socket = Self::open(addr).await;
        socket.say(json!({ "type": "connection_init", "payload": payload })).await;
        assert_eq!(socket.hear().await, json!({ "type": "connection_ack" }));
        socket
    }

    /// The same, without a payload.
    pub(crate) async fn ready(addr: SocketAddr) -> Self {
        Self::ready_with(addr, Json::Null).await
    }

    /// Sends a message.
    pub(crate) async fn say(&mut self, message: Json) {
        self.send(Message::text(message.to_string())).await;
    }

    /// Sends a frame; that the server has closed the socket already is seen by reading.
    pub(crate) async fn send(&mut self, message: Message) {
        let _ = timeout(PATIENCE, self.inner.send(message)).await.unwrap();
    }

    /// Asks for an operation.
    pub(crate) async fn subscribe(&mut self, id: &str, query: &str) {
        self.say(json!({ "id": id, "type": "subscribe", "payload": { "query": query } })).await;
    }

    /// The next frame; `None` after the last.
    pub(crate) async fn frame(&mut self) -> Option<Message> {
        timeout(PATIENCE, self.inner.next()).await.unwrap().and_then(Result::ok)
    }

    /// The next message of the protocol.
    pub(crate) async fn hear(&mut self) -> Json {
        loop {
            match self.frame().await {
                Some(Message::Text(text)) => return serde_json::from_str(&text).unwrap(),
                Some(Message::Ping(_) | Message::Pong(_)) => {}
                other => panic!("no message but {other:?}"),
            }
        }
    }

    /// The `data` of the next message, which is an answer to `id` without errors.
    pub(crate) async fn data(&mut self, id: &str) -> Json {
        let mut message = self.hear().await;
        assert_eq!((message["id"].as_str(), message["type"].as_str()), (Some(id), Some("next")), "{message}");
        assert!(message["payload"].get("errors").is_none(), "{message}");
        message["payload"]["data"].take()
    }

    /// The next message is the end of `id`.
    pub(crate) async fn completed(&mut self, id: &str) {
        assert_eq!(self.hear().await, json!({ "id": id, "type": "complete" }));
    }

    /// Nothing has been said since: the next message answers a ping.
    pub(crate) async fn silent(&mut self) {
        self.say(json!({ "type": "ping" })).await;
        assert_eq!(self.hear().await, json!({ "type": "pong" }));
    }

    /// Reads to the end, and gives the code and the reason of the close.
    pub(crate) async fn closed(mut self) -> (u16, String) {
        loop {
            match self.frame().await {
                Some(Message::Close(Some(frame))) => return (frame.code.into(), frame.reason.to_string()),
                Some(Message::Close(None)) | None => panic!("closed without a reason"),
                Some(_) => {}
            }
        }
    }
}
