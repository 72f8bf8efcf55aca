//! The messages of the protocol, both ways.

use axum::extract::ws::{Message, Utf8Bytes};
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    super::{json, parameters::Parameters},
    Close,
};
use crate::graphql::operation::OperationRequest;

/// Longer ids of operations are refused: they come back with every answer.
const LONGEST_ID: usize = 256;

/// What a client says.
#[derive(Debug)]
pub(super) enum Said {
    Init(Map<String, Value>),
    Ping(Option<Map<String, Value>>),
    Pong,
    Subscribe { id: String, request: Box<OperationRequest> },
    Complete { id: String },
}

impl Said {
    /// Reads a message of at most so many values.
    ///
    /// # Errors
    /// Close the socket: it is not one that a client may send.
    pub(super) fn read(text: &str, most_values: usize) -> Result<Self, Close> {
        let Value::Object(mut message) = json::read(text, most_values)? else {
            return Err(Close::bad_request("Invalid message: it must be an object"));
        };
        let Some(Value::String(kind)) = message.remove("type") else {
            return Err(Close::bad_request("Invalid message: it must have a type"));
        };
        let (id, payload) = (message.remove("id"), object(message.remove("payload"))?);
        Ok(match &*kind {
            "connection_init" => Self::Init(payload.unwrap_or_default()),
            "ping" => Self::Ping(payload),
            "pong" => Self::Pong,
            "subscribe" => Self::Subscribe { id: named(id)?, request: Box::new(request(payload)?) },
            "complete" => Self::Complete { id: named(id)? },
            _ => return Err(Close::bad_request("Invalid message: the type is none that a client may send")),
        })
    }
}

fn object(payload: Option<Value>) -> Result<Option<Map<String, Value>>, Close> {
    match payload {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Object(members)) => Ok(Some(members)),
        Some(_) => Err(Close::bad_request("Invalid message: the payload must be an object")),
    }
}

fn named(id: Option<Value>) -> Result<String, Close> {
    match id {
        Some(Value::String(id)) if id.len() > LONGEST_ID => {
            Err(Close::bad_request("Invalid message: the id is too long"))
        }
        Some(Value::String(id)) if !id.is_empty() => Ok(id),
        _ => Err(Close::bad_request("Invalid message: it must have an id")),
    }
}

fn request(payload: Option<Map<String, Value>>) -> Result<OperationRequest, Close> {
    let payload = payload.ok_or_else(|| Close::bad_request("Invalid message: it must have a payload"))?;
    let request = Parameters::from(payload).into_request();
    request.map_err(|problem| Close::bad_request(format!("Invalid message: {}", problem.message())))
}

/// What the server says.
#[derive(Serialize)]
pub(super) struct Saying<'a, P> {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a str>,
    #[serde(rename = "type")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    payload: Option<P>,
}

impl<'a, P: Serialize> Saying<'a, P> {
    /// An answer of an operation.
    pub(super) fn next(id: &'a str, answer: P) -> Self {
        Self { id: Some(id), kind: "next", payload: Some(answer) }
    }

    /// The errors that an operation was not begun for. It is the operation's last message.
    pub(super) fn error(id: &'a str, errors: P) -> Self {
        Self { id: Some(id), kind: "error", payload: Some(errors) }
    }

    pub(super) fn pong(payload: Option<P>) -> Self {
        Self { id: None, kind: "pong", payload }
    }

    /// As it goes over the wire.
    pub(super) fn text(&self) -> Utf8Bytes {
        match serde_json::to_string(self) {
            Ok(text) => text.into(),
            Err(error) => {
                tracing::error!(%error, "an answer cannot be written as JSON");
                Saying::<Value> { id: self.id, kind: "complete", payload: None }.text()
            }
        }
    }
}

impl<'a> Saying<'a, Value> {
    pub(super) fn ack() -> Self {
        Self { id: None, kind: "connection_ack", payload: None }
    }

    /// The end of an operation.
    pub(super) fn complete(id: &'a str) -> Self {
        Self { id: Some(id), kind: "complete", payload: None }
    }
}

impl<P: Serialize> From<Saying<'_, P>> for Message {
    fn from(saying: Saying<'_, P>) -> Self {
        Self::Text(saying.text())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_read() {
        assert!(
            matches!(Said::read(r#"{"type":"connection_init"}"#, 9), Ok(Said::Init(payload)) if payload.is_empty())
        );
        let init = r#"{"payload":{"a":1},"type":"connection_init","unknown":[]}"#;
        assert!(matches!(Said::read(init, 9), Ok(Said::Init(payload)) if payload.len() == 1));
        assert!(matches!(Said::read(r#"{"type":"ping","payload":null}"#, 9), Ok(Said::Ping(None))));
        assert!(matches!(Said::read(r#"{"type":"\u0070ong"}"#, 9), Ok(Said::Pong)));
        let subscribe =
            r#"{"id":"1","type":"subscribe","payload":{"query":"{a}","operationName":null,"variables":{"x":1}}}"#;
        let Ok(Said::Subscribe { id, request }) = Said::read(subscribe, 9) else { panic!("not read") };
        assert_eq!((id.as_str(), request.query.as_deref(), request.variables.len()), ("1", Some("{a}"), 1));
    }

    #[test]
    fn what_no_client_may_say_is_4400() {
        let long = format!(r#"{{"type":"complete","id":"{}"}}"#, "x".repeat(LONGEST_ID + 1));
        for text in [
            "",
            "nonsense",
            "[]",
            r#"["ping",null,null]"#,
            "null",
            "{}",
            r#"{"type":1}"#,
            r#"{"type":"start","id":"1","payload":{"query":"{a}"}}"#,
            r#"{"type":"connection_ack"}"#,
            r#"{"type":"next","id":"1","payload":{}}"#,
            r#"{"type":"ping","payload":1}"#,
            r#"{"type":"connection_init","payload":"x"}"#,
            r#"{"type":"subscribe","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"","payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":1,"payload":{"query":"{a}"}}"#,
            r#"{"type":"subscribe","id":"1"}"#,
            r#"{"type":"subscribe","id":"1","payload":{}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":1}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","variables":[]}}"#,
            r#"{"type":"subscribe","id":"1","payload":{"query":"{a}","query":"{b}"}}"#,
            r#"{"type":"complete"}"#,
            r#"{"type":"ping","type":"pong"}"#,
            &long,
        ] {
            assert_eq!(Said::read(text, 9).unwrap_err().code, 4400, "{text}");
        }
        let many = r#"{"type":"ping","payload":{"x":[1,2,3,4,5,6]}}"#;
        assert_eq!(Said::read(many, 9).unwrap_err().code, 1009);
    }
}
