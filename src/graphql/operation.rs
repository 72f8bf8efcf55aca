//! What the transport hands to the graph, and what it gets back. Nothing here knows HTTP.

use std::{fmt, net::IpAddr, sync::Arc, time::Duration};

use async_graphql::{Pos, Response};
use futures::stream::BoxStream;

use super::error::ErrorCode;
pub use crate::rates::{Exhausted, Throttle};

/// What is said to who asks for a subscription in a way that has one answer.
pub const TRANSPORT_NEEDED: &str = "Subscriptions need a transport that streams: a WebSocket (graphql-transport-ws), or \
                                    `Accept: text/event-stream` or `multipart/mixed;subscriptionSpec=1.0`.";

/// A GraphQL request, as it came over any transport.
#[derive(Clone, Debug, Default)]
pub struct OperationRequest {
    /// The document; may be absent where `extensions` or `document_id` name a stored one.
    pub query: Option<String>,
    /// Which of the document's operations to run.
    pub operation_name: Option<String>,
    /// Values of its variables, not coerced yet.
    pub variables: serde_json::Map<String, serde_json::Value>,
    /// `persistedQuery` and the like.
    pub extensions: serde_json::Map<String, serde_json::Value>,
    /// The id of a trusted document.
    pub document_id: Option<String>,
}

/// Who asks, and under which conditions.
#[derive(Clone, Debug)]
pub struct OperationContext {
    /// Accepted from the client or made; in every log line, error and upstream call.
    pub request_id: Arc<str>,
    /// Who asks.
    pub viewer: crate::auth::Viewer,
    /// From where, as far as the transport knows.
    pub address: Option<IpAddr>,
    /// Queries only: the request came by GET, which must be safe to repeat.
    pub read_only: bool,
    /// The request proved to come from the federation gateway, or needs no proof.
    pub from_gateway: bool,
    /// The transport can give more than one answer; subscriptions are refused where it cannot.
    pub streams: bool,
}

/// The answers of a subscription. It ends when they do; whoever drops it, cancels it.
pub type Answers = BoxStream<'static, Response>;

/// How an operation ended, or goes on.
pub enum Answer {
    /// It was refused before execution: there is no `data` entry.
    Refused(Refused),
    /// It was executed; there may be field errors beside the data.
    Executed(Response),
    /// It is a subscription: every event is an answer. Only where the transport `streams`.
    Stream(Answers),
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refused) => f.debug_tuple("Refused").field(refused).finish(),
            Self::Executed(response) => f.debug_tuple("Executed").field(response).finish(),
            Self::Stream(_) => f.write_str("Stream"),
        }
    }
}

/// Why an operation was not executed.
#[derive(Debug)]
pub struct Refused {
    /// What the transport must make of it.
    pub reason: RefusedReason,
    /// At least one error.
    pub errors: Vec<RequestError>,
}

/// The reasons that transports tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RefusedReason {
    /// The request, the document or a variable is wrong.
    Invalid,
    /// A mutation by GET (405), or a subscription where only one answer can be given.
    OperationNotAllowed,
    /// Larger than is allowed.
    TooLarge,
    /// Whoever asks has nothing here.
    Forbidden,
    /// The viewer or the tenant asks too often (429).
    RateLimited(Exhausted),
    /// There is no place for one more; in so long there may be (503).
    Overloaded(Duration),
}

impl Refused {
    /// In how many seconds, at least one, the same may be asked again; `None` where it would be refused again.
    pub fn retry_after(&self) -> Option<u64> {
        let wait = match self.reason {
            RefusedReason::RateLimited(exhausted) => exhausted.retry_after,
            RefusedReason::Overloaded(pause) => pause,
            RefusedReason::Invalid
            | RefusedReason::OperationNotAllowed
            | RefusedReason::TooLarge
            | RefusedReason::Forbidden => return None,
        };
        Some(wait.as_secs().saturating_add(u64::from(wait.subsec_nanos() > 0)).max(1))
    }

    /// What is left in the bucket that had not enough, where that was the reason.
    pub fn throttle(&self) -> Option<Throttle> {
        match self.reason {
            RefusedReason::RateLimited(exhausted) => Some(exhausted.throttle),
            _ => None,
        }
    }
}

/// An error of the request as a whole.
#[derive(Clone, Debug)]
pub struct RequestError {
    /// One readable line.
    pub message: String,
    /// The stable code.
    pub code: ErrorCode,
    /// Where in the document, line and column from 1.
    pub locations: Vec<Pos>,
}
