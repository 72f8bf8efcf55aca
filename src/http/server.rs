//! The accept loop: a bounded number of connections, and a stop that lets requests end and tells streams to.

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    pin::pin,
    sync::Arc,
    time::Duration,
};

use axum::{Extension, Router, body::Body};
use hyper::{
    body::Incoming,
    rt::{Read, Write},
    server::conn::http1::UpgradeableConnection,
    service::HttpService,
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore},
    task::JoinHandle,
    time,
};
use tokio_io_timeout::TimeoutStream;
use tokio_util::{sync::CancellationToken, task::TaskTracker};
use tower::Layer;

use super::connection::Connection;
use crate::{config::http::HttpConfig, telemetry};

/// How long to wait when the system has no more connections to give.
const ACCEPT_PAUSE: Duration = Duration::from_millis(200);

/// A server that runs until it is stopped.
pub struct Server {
    addr: SocketAddr,
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Server {
    /// Serves `router` on the connections of `listener`.
    ///
    /// # Errors
    /// When the listener has no address.
    pub fn start(listener: TcpListener, router: Router, config: &HttpConfig) -> io::Result<Self> {
        let addr = listener.local_addr()?;
        let stop = CancellationToken::new();
        let acceptor = Acceptor {
            listener,
            router,
            header_timeout: config.header_timeout,
            write_timeout: config.write_timeout,
            grace: config.shutdown_grace,
            free: Arc::new(Semaphore::new(config.max_connections)),
            stop: stop.clone(),
            cut: CancellationToken::new(),
            open: TaskTracker::new(),
        };
        Ok(Self { addr, stop, task: tokio::spawn(acceptor.run()) })
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Takes no more connections, tells streams to end, lets requests end within the period of grace, and cuts what is
    /// left.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the server did not stop in order");
        }
    }
}

struct Acceptor {
    listener: TcpListener,
    router: Router,
    header_timeout: Duration,
    write_timeout: Duration,
    grace: Duration,
    free: Arc<Semaphore>,
    stop: CancellationToken,
    cut: CancellationToken,
    /// Connections, those that have become WebSockets too.
    open: TaskTracker,
}

impl Acceptor {
    async fn run(self) {
        while let Some((stream, peer, permit)) = self.next().await {
            // Answers are written at once; waiting for more to send would only delay them.
            if let Err(error) = stream.set_nodelay(true) {
                tracing::debug!(%error, "a connection went away before it was served");
                continue;
            }
            self.serve(stream, peer.ip(), permit);
        }
        drop(self.listener);
        let connections = self.open.len();
        self.open.close();
        if time::timeout(self.grace, self.open.wait()).await.is_err() {
            tracing::warn!(connections, grace_ms = telemetry::ms(self.grace), "requests were cut off by the stop");
        }
        self.cut.cancel();
    }

    /// The next connection, or nothing when a stop was asked for.
    async fn next(&self) -> Option<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
        loop {
            let accepted = tokio::select! {
                biased;
                () = self.stop.cancelled() => return None,
                accepted = self.accept() => accepted?,
            };
            match accepted {
                (Ok((stream, peer)), permit) => return Some((stream, peer, permit)),
                (Err(error), _) => {
                    tracing::warn!(%error, "a connection cannot be accepted");
                    time::sleep(ACCEPT_PAUSE).await;
                }
            }
        }
    }

    async fn accept(&self) -> Option<(io::Result<(TcpStream, SocketAddr)>, OwnedSemaphorePermit)> {
        let permit = self.free.clone().acquire_owned().await.ok()?;
        Some((self.listener.accept().await, permit))
    }

    fn serve(&self, stream: TcpStream, peer: IpAddr, place: OwnedSemaphorePermit) {
        let connection = Connection::new(self.stop.clone(), self.cut.clone(), peer, place, self.open.token());
        let service = TowerToHyperService::new(Extension(connection.clone()).layer(self.router.clone()));
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(self.write_timeout));
        let served = hyper::server::conn::http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(self.header_timeout)
            .serve_connection(TokioIo::new(Box::pin(stream)), service)
            .with_upgrades();
        tokio::spawn(async move {
            tokio::select! {
                () = connection.cut().cancelled() => {}
                ended = until_stopped(served, connection.stop()) => if let Err(error) = ended {
                    tracing::debug!(%error, "a connection ended early");
                },
            }
        });
    }
}

/// Serves requests until the client goes or a stop is asked for; then the one under way is the last.
async fn until_stopped<I, S>(served: UpgradeableConnection<I, S>, stop: &CancellationToken) -> hyper::Result<()>
where
    I: Read + Write + Unpin + Send + 'static,
    S: HttpService<Incoming, ResBody = Body, Error = Infallible>,
{
    let mut served = pin!(served);
    tokio::select! {
        ended = served.as_mut() => return ended,
        () = stop.cancelled() => served.as_mut().graceful_shutdown(),
    }
    served.await
}
