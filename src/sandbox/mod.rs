//! Upstreams that speak the providers' wire over loopback. A server of its own: reached only by HTTP, as a real upstream
//! would be, and written from the wire contract alone.

mod adobe_stock;
pub mod calls;
pub mod catalog;
pub mod control;
mod delivery;
pub mod depositphotos;
pub mod faults;
mod form;
pub mod pictures;
mod server;
pub mod state;
mod store;

use std::{io, net::SocketAddr, sync::Arc};

use tokio::{net::TcpListener, task::JoinHandle};
use tokio_util::sync::CancellationToken;
use url::Url;

use self::{
    adobe_stock::AdobeStock,
    calls::Calls,
    faults::Faults,
    server::Connections,
    state::{World, WorldSettings},
    store::StoreError,
};
use crate::{
    clock::Clock,
    config::sandbox::{Fault, FaultKind, Quirks, SandboxConfig},
};

/// What every handler of the sandbox works with.
pub(crate) struct Site {
    pub(crate) world: World,
    pub(in crate::sandbox) adobe_stock: AdobeStock,
    pub(crate) clock: Clock,
    pub(crate) calls: Calls,
    pub(crate) faults: Faults,
    pub(crate) connections: Connections,
    pub(crate) quirks: std::sync::Mutex<Quirks>,
    pub(crate) config: SandboxConfig,
    /// What its own URLs start with, without a trailing slash.
    pub(crate) base: String,
}

impl Site {
    /// The reading of the wire that is played now.
    pub(crate) fn quirks(&self) -> Quirks {
        *self.quirks.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Sets a fault.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(crate) fn arrange(&self, fault: Fault) -> Result<(), String> {
        let closed_for = (fault.kind == FaultKind::ConnectRefused).then(|| faults::time(&fault));
        self.faults.set(fault)?;
        if let Some(time) = closed_for {
            self.connections.refuse_for(time);
        }
        Ok(())
    }
}

/// Who is played.
#[derive(Clone, Copy, Debug)]
pub struct Played {
    /// The name in the configuration.
    pub name: &'static str,
    /// The name for people.
    pub title: &'static str,
    /// The folder of its address: what stands before the `/Rest/…` of Adobe Stock, for one.
    folder: &'static str,
}

/// Everybody who is played.
pub const PLAYED: [Played; 2] = [
    Played { name: "depositphotos", title: "Depositphotos", folder: "depositphotos" },
    Played { name: "adobe_stock", title: "Adobe Stock", folder: "adobe" },
];

impl Played {
    /// Where it is on a sandbox that listens on `addr`.
    pub fn address(&self, addr: SocketAddr) -> Option<Url> {
        Url::parse(&format!("http://{addr}/{}", self.folder)).ok()
    }
}

/// A running sandbox.
pub struct Sandbox {
    addr: SocketAddr,
    stop: CancellationToken,
    tasks: Vec<JoinHandle<()>>,
}

/// Why there is no sandbox.
#[derive(Debug, thiserror::Error)]
pub enum SandboxError {
    /// The address cannot be listened on.
    #[error("sandbox.listen: cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The state file cannot be used.
    #[error("sandbox.state: {0}")]
    State(#[from] StoreError),
    /// A configured fault is none.
    #[error("sandbox.faults: {0}")]
    Fault(String),
}

/// Starts the sandbox.
///
/// # Errors
/// [`SandboxError`]
pub async fn start(config: SandboxConfig, clock: Clock) -> Result<Sandbox, SandboxError> {
    let unusable = |error| SandboxError::Listen(config.listen, error);
    let listener = TcpListener::bind(config.listen).await.map_err(unusable)?;
    let addr = listener.local_addr().map_err(unusable)?;
    let settings = WorldSettings {
        seed: config.seed,
        session_lifetime: config.session_lifetime,
        generation_time: config.generation_time,
        state: config.state.clone(),
    };
    let world = World::open(settings, clock.clone())?;
    let adobe = AdobeStock::open(config.seed, config.state.as_deref(), clock.clone())?;
    let base = match &config.public_url {
        Some(url) => url.as_str().trim_end_matches('/').to_owned(),
        None => format!("http://{addr}"),
    };
    let stop = CancellationToken::new();
    let site = Arc::new(Site {
        world,
        adobe_stock: adobe,
        clock,
        calls: Calls::default(),
        faults: Faults::default(),
        connections: Connections::default(),
        quirks: std::sync::Mutex::new(config.quirks),
        config,
        base,
    });
    for fault in site.config.faults.clone() {
        site.arrange(fault).map_err(SandboxError::Fault)?;
    }
    // The first search builds the stock's index; nobody shall wait for it.
    let warm = tokio::task::spawn_blocking(|| drop(catalog::search(&catalog::Query::default())));
    let serve = tokio::spawn(server::serve(listener, site.clone(), stop.clone()));
    let callbacks = tokio::spawn(self::depositphotos::generator::send_callbacks(site, stop.clone()));
    Ok(Sandbox { addr, stop, tasks: vec![warm, serve, callbacks] })
}

impl Sandbox {
    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Where a provider is, by its name in the configuration.
    pub fn address_of(&self, provider: &str) -> Option<Url> {
        PLAYED.iter().find(|played| played.name == provider)?.address(self.addr)
    }

    /// Stops it and waits until it has.
    pub async fn shutdown(self) {
        self.stop.cancel();
        for task in self.tasks {
            drop(task.await);
        }
    }
}
