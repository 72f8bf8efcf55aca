//! The sandbox's server: HTTP over TCP, with connections that can be broken on command.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{
    Router,
    body::Body,
    extract::DefaultBodyLimit,
    http::{Request, Response},
};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
    time::Instant,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::ServiceExt;

use super::{Site, adobe_stock, control, depositphotos};

/// The longest request, in bytes.
const MAX_BODY: usize = 4 * 1024 * 1024;
/// Connections at a time.
const MAX_CONNECTIONS: usize = 4_096;
/// How long a client may take to send its headers.
const HEADER_TIMEOUT: Duration = Duration::from_secs(30);
/// How long an answer that is under way may take after its connection was cut.
const GRACE: Duration = Duration::from_secs(1);
/// The pause before the port is tried again: after it was closed on command, or when no connection can be had.
const PORT_PAUSE: Duration = Duration::from_millis(20);

/// How a connection ends instead of an answer; put into a response's extensions.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Break {
    /// It is closed.
    Drop,
    /// It is reset.
    Reset,
}

/// The switch that closes the port for a while.
pub(crate) struct Connections(watch::Sender<Option<Instant>>);

impl Default for Connections {
    fn default() -> Self {
        Self(watch::Sender::new(None))
    }
}

impl Connections {
    /// Closes the port until `time` has passed; open connections close once they have answered.
    pub(crate) fn refuse_for(&self, time: Duration) {
        self.0.send_replace(Some(Instant::now() + time));
    }
}

/// Serves until stopped.
pub(super) async fn serve(mut listener: TcpListener, site: Arc<Site>, stop: CancellationToken) {
    let Ok(addr) = listener.local_addr() else { return };
    let router = Router::new()
        .merge(control::routes())
        .merge(depositphotos::routes())
        .merge(adobe_stock::routes())
        .layer(DefaultBodyLimit::max(MAX_BODY))
        .with_state(site.clone());
    let (tracker, turns) = (TaskTracker::new(), Arc::new(Semaphore::new(MAX_CONNECTIONS)));
    let mut refusals = site.connections.0.subscribe();
    if refusals.borrow().is_some() {
        // Configured to be closed from the start.
        refusals.mark_changed();
    }
    let mut cut = stop.child_token();
    loop {
        tokio::select! {
            () = stop.cancelled() => break,
            _ = refusals.changed() => {
                let until = *refusals.borrow_and_update();
                drop(listener);
                cut.cancel();
                cut = stop.child_token();
                if let Some(until) = until {
                    tokio::select! {
                        () = stop.cancelled() => break,
                        () = tokio::time::sleep_until(until) => {}
                    }
                }
                match rebind(addr, &stop).await {
                    Some(again) => listener = again,
                    None => break,
                }
            }
            accepted = listener.accept() => {
                let Ok((stream, _)) = accepted else {
                    tokio::time::sleep(PORT_PAUSE).await;
                    continue;
                };
                let Ok(turn) = turns.clone().try_acquire_owned() else { continue };
                let (router, cut) = (router.clone(), cut.clone());
                tracker.spawn(async move {
                    connection(stream, router, cut).await;
                    drop(turn);
                });
            }
        }
    }
    tracker.close();
    tracker.wait().await;
}

async fn rebind(addr: SocketAddr, stop: &CancellationToken) -> Option<TcpListener> {
    while !stop.is_cancelled() {
        match TcpListener::bind(addr).await {
            Ok(listener) => return Some(listener),
            Err(_) => tokio::time::sleep(PORT_PAUSE).await,
        }
    }
    None
}

async fn connection(stream: TcpStream, router: Router, cut: CancellationToken) {
    // Small answers shall not wait for company.
    drop(stream.set_nodelay(true));
    // A second handle on the socket outlives the server's, to say how it is closed.
    let Ok((stream, handle)) = doubled(stream) else { return };
    let how = Arc::new(Mutex::new(None));
    let noted = how.clone();
    let service = service_fn(move |request: Request<Incoming>| {
        let (router, noted) = (router.clone(), noted.clone());
        async move {
            // In a task of its own: a real upstream does not stop when its client hangs up either.
            let answering = tokio::spawn(router.oneshot(request.map(Body::new)));
            let response: Result<Response<Body>, Infallible> = answering.await.map_err(io::Error::other)?;
            let response = response.unwrap_or_else(|never| match never {});
            match response.extensions().get::<Break>() {
                None => Ok(response),
                Some(end) => {
                    *noted.lock().unwrap_or_else(PoisonError::into_inner) = Some(*end);
                    Err(io::Error::other("broken on command"))
                }
            }
        }
    });
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(HEADER_TIMEOUT);
    let mut serving = pin!(http.serve_connection(TokioIo::new(stream), service));
    // An error here is a client that hung up, or a connection that was broken on command.
    if cut.run_until_cancelled(serving.as_mut()).await.is_none() {
        serving.as_mut().graceful_shutdown();
        drop(tokio::time::timeout(GRACE, serving.as_mut()).await);
    }
    if matches!(*how.lock().unwrap_or_else(PoisonError::into_inner), Some(Break::Reset)) {
        drop(handle.set_linger(Some(Duration::ZERO)));
    }
}

fn doubled(stream: TcpStream) -> io::Result<(TcpStream, socket2::Socket)> {
    let stream = stream.into_std()?;
    let handle = socket2::Socket::from(stream.try_clone()?);
    Ok((TcpStream::from_std(stream)?, handle))
}
