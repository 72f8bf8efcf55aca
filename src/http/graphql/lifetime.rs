//! What ends a stream before its own end: a stop of the server, and the end of the token that opened it.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::{Instant, sleep_until};

use crate::{
    clock::Clock,
    graphql::{error::ErrorCode, operation::RequestError},
    http::connection::Connection,
};

/// How long a stream may live.
pub(super) struct Lifetime {
    /// Held, so that a stop waits for the stream.
    connection: Connection,
    expires: Option<Instant>,
}

/// Why a stream ends early.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Early {
    /// The server stops.
    Stopping,
    /// The token has expired.
    Expired,
}

impl Lifetime {
    pub(super) fn new(connection: Connection, expires: Option<Timestamp>, clock: &Clock) -> Self {
        let left = |end: Timestamp| Duration::try_from(end.duration_since(clock.now())).unwrap_or_default();
        Self { connection, expires: expires.map(|end| Instant::now() + left(end)) }
    }

    /// Waits for an early end, if there will be one.
    pub(super) async fn ended(&self) -> Early {
        tokio::select! {
            () = self.connection.stop().cancelled() => Early::Stopping,
            () = self.expired() => Early::Expired,
        }
    }

    /// Waits for the end of the token, if it has one.
    pub(super) async fn expired(&self) {
        match self.expires {
            Some(end) => sleep_until(end).await,
            None => std::future::pending().await,
        }
    }
}

impl Early {
    /// What the client is told.
    pub(super) fn error(self) -> RequestError {
        let (code, message) = match self {
            Self::Stopping => (ErrorCode::UpstreamUnavailable, "The server is stopping: subscribe again."),
            Self::Expired => (ErrorCode::Unauthenticated, "The token has expired: subscribe again with a new one."),
        };
        RequestError { message: message.to_owned(), code, locations: Vec::new() }
    }
}
