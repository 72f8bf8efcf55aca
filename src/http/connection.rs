//! The connection that a request came by, for what goes on after the answer has begun: streams and WebSockets.

use std::{net::IpAddr, sync::Arc};

use tokio::sync::OwnedSemaphorePermit;
use tokio_util::{sync::CancellationToken, task::task_tracker::TaskTrackerToken};

/// A connection. The server gives one to every request; as long as any clone of it is left, the connection counts as
/// open, takes one of `http.max_connections` places, and holds up a stop.
#[derive(Clone, Default)]
pub(super) struct Connection(Arc<Inner>);

#[derive(Default)]
struct Inner {
    stop: CancellationToken,
    cut: CancellationToken,
    peer: Option<IpAddr>,
    _held: Option<(OwnedSemaphorePermit, TaskTrackerToken)>,
}

impl Connection {
    pub(super) fn new(
        stop: CancellationToken,
        cut: CancellationToken,
        peer: IpAddr,
        place: OwnedSemaphorePermit,
        open: TaskTrackerToken,
    ) -> Self {
        Self(Arc::new(Inner { stop, cut, peer: Some(peer), _held: Some((place, open)) }))
    }

    /// Who is at its other end: a client, or a proxy in front of many.
    pub(super) fn peer(&self) -> Option<IpAddr> {
        self.0.peer
    }

    /// Cancelled when a stop was asked for: what has no end of its own shall end now.
    pub(super) fn stop(&self) -> &CancellationToken {
        &self.0.stop
    }

    /// Cancelled when the period of grace is over: there is no time for a farewell.
    pub(super) fn cut(&self) -> &CancellationToken {
        &self.0.cut
    }
}
