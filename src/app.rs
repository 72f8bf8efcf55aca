//! Assembled once: configuration, clock, sandbox, providers, caches, graph, transport.

pub mod ledger;
mod reachable;
mod upstreams;

use std::{
    fs::File,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use async_graphql::ObjectType;
use async_trait::async_trait;
use tokio::net::TcpListener;

use self::{reachable::Reachability, upstreams::Upstreams};
use crate::{
    auth::{Auth, AuthError},
    clock::Clock,
    config::{Config, providers::ProvidersConfig, sandbox::SandboxConfig},
    domain::provider::ProviderName,
    download::{Broker, Links},
    generation::{CallbackKey, Generations},
    graphql::{
        self,
        document::PipelineOptions,
        endpoint::Endpoint,
        mutation::Mutation,
        operation::{Answer, OperationContext, OperationRequest},
        persisted::{PersistedDocuments, TrustedDocuments},
        schema,
        subscription::Subscription,
    },
    http::{self, Callbacks, GraphiqlSettings, Operations, Origins, Server, Services},
    ledger::{Ledger, LedgerError},
    loaders::Caches,
    providers::Providers,
    purchase::{CallbackUrl, Purchases},
    rates::Rates,
    sandbox::{self, Sandbox, SandboxError},
};

/// Why nothing was started.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// An address cannot be listened on.
    #[error("http.listen: cannot listen on {addr}: {source}")]
    Listen {
        /// What it says.
        addr: SocketAddr,
        /// Why not.
        source: io::Error,
    },
    /// The sandbox cannot be started.
    #[error(transparent)]
    Sandbox(#[from] SandboxError),
    /// A provider's client cannot be made.
    #[error("providers.{provider}: {reason}")]
    Provider {
        /// Whose.
        provider: ProviderName,
        /// Why not.
        reason: String,
    },
    /// The schema that was built into the binary is broken.
    #[error("the schema is invalid: {0}")]
    Schema(String),
    /// The manifest of trusted documents cannot be read.
    #[error("graphql.trusted_documents: {}: {reason}", path.display())]
    TrustedDocuments {
        /// What it says.
        path: PathBuf,
        /// Why not.
        reason: String,
    },
    /// The ledger cannot be opened.
    #[error("ledger: {0}")]
    Ledger(#[from] LedgerError),
    /// The data folder cannot be used.
    #[error("data_dir: {0}")]
    DataDir(#[from] io::Error),
    /// Viewers cannot be told apart.
    #[error(transparent)]
    Auth(#[from] AuthError),
}

/// Everything that runs: the façade, and the sandbox where it stands in for the providers.
pub struct App {
    facade: Facade,
    /// The upstreams of the binary, where no other is configured.
    pub sandbox: Option<Sandbox>,
    /// The ledger is ours alone. Last, so that it goes last.
    _claim: Option<File>,
}

/// Where the sandbox of `serve` keeps its state, within the data folder.
const SANDBOX_STATE: &str = "sandbox.json";

struct Facade {
    server: Server,
    providers: Arc<Providers>,
    purchases: Purchases,
    generations: Generations,
    grace: Duration,
    readiness: Arc<Reachability>,
    development_token: Option<String>,
    graphiql: bool,
}

/// Starts everything that `config` asks for.
///
/// # Errors
/// [`StartError`]; what had been started before is stopped.
pub async fn start(config: Config) -> Result<App, StartError> {
    // Before the sandbox, so that a port in use costs nothing.
    let listener = TcpListener::bind(config.http.listen).await.map_err(unusable(&config))?;
    // Before the sandbox and the ledger, which are the other façade's while there is one.
    let claim = Ledger::claim(&config.ledger, &config.data_dir)?;
    let sandbox = if config.providers.on_the_sandbox() {
        let mut sandbox = config.sandbox.clone();
        // What the ledger says was bought shall still be there after a restart.
        sandbox.state.get_or_insert_with(|| config.data_dir.join(SANDBOX_STATE));
        Some(start_sandbox(sandbox).await?)
    } else {
        None
    };
    let upstreams = match &sandbox {
        Some(sandbox) => upstreams::standing_in(&config, sandbox.addr()),
        None => config.providers.clone(),
    };
    match facade(&config, &upstreams, listener).await {
        Ok(facade) => Ok(App { facade, sandbox, _claim: claim }),
        Err(error) => {
            if let Some(sandbox) = sandbox {
                sandbox.shutdown().await;
            }
            Err(error)
        }
    }
}

/// Starts the sandbox.
///
/// # Errors
/// [`StartError::Sandbox`].
pub async fn start_sandbox(config: SandboxConfig) -> Result<Sandbox, StartError> {
    // A clock of its own, as a real upstream has: moving it must not move ours.
    Ok(sandbox::start(config, Clock::system()).await?)
}

async fn facade(config: &Config, upstreams: &ProvidersConfig, listener: TcpListener) -> Result<Facade, StartError> {
    let clock = Clock::system();
    let upstreams = Upstreams::new(upstreams, &config.tenants, &clock)?;
    let providers = upstreams.providers.clone();
    // By account: what one is answered, or whether it was asked before, is nothing for another.
    let caches = upstreams.spenders.as_ref().map(|_| Arc::new(Caches::new(&config.cache)));
    let store = Ledger::open(&config.ledger, &config.data_dir, clock.clone()).await?;
    let store = Arc::new(store);
    let key = CallbackKey::open(config.generation.callback_secret.as_ref(), &config.data_dir)?;
    let generations = Generations::new(store.clone(), providers.clone(), config.generation.clone(), key);
    let base = public_url(config, &listener)?;
    let callbacks = config.generation.callbacks.then(|| callback_url(base.clone(), generations.clone()));
    let purchases = Purchases::new(store, providers.clone(), upstreams.spenders, config.purchasing.clone(), callbacks);
    purchases.start().await?;
    generations.start();
    let readiness = Arc::new(Reachability::new(upstreams.addresses, providers.clone()));

    let links = Arc::new(Links::new(&config.download, &base, clock.clone()));
    let downloads = Arc::new(Broker::new(&config.download, links.clone(), providers.clone()));
    let auth = Arc::new(Auth::new(&config.auth, config.mode, &config.data_dir, clock.clone())?);
    let development_token = auth.development_token()?;
    if !config.mode.is_development() && config.auth.anonymous(config.mode) {
        tracing::warn!("requests without a token are answered (`auth.anonymous`): let only friends reach this port");
    }

    let options = PipelineOptions {
        introspection: config.graphql.introspection(config.mode),
        suggestions: config.graphql.suggestions(config.mode),
    };
    let sources = graphql::endpoint::Services {
        providers: providers.clone(),
        caches,
        purchases: Some(purchases.clone()),
        generations: Some(generations.clone()),
        links,
    };
    let operations = if config.graphql.federation {
        operations(schema::build_subgraph(), config, options, sources).await?
    } else {
        operations(schema::build(), config, options, sources).await?
    };
    let services = Services {
        operations,
        callbacks: Arc::new(Reports { generations: generations.clone(), purchases: purchases.clone() }),
        gateway_secret: config.graphql.gateway_secret.clone(),
        auth,
        clock,
        // Tokens are only looked at when a stream begins.
        expires: |viewer| viewer.expires,
        downloads,
        readiness: readiness.clone(),
        config: Arc::new(config.http.clone()),
        // A developer's page is served by another port than ours, and may ask without being listed.
        origins: Origins::new(&config.http.allowed_origins, config.mode.is_development()),
        graphiql: config
            .graphql
            .graphiql(config.mode)
            .then(|| GraphiqlSettings { token: development_token.clone(), image_sources: upstreams.image_sources }),
    };
    let server = Server::start(listener, http::router(services), &config.http).map_err(unusable(config))?;
    let graphiql = config.graphql.graphiql(config.mode);
    Ok(Facade {
        server,
        providers,
        purchases,
        generations,
        grace: config.http.shutdown_grace,
        readiness,
        development_token,
        graphiql,
    })
}

/// Where the provider reports the progress of a job.
fn callback_url(base: String, generations: Generations) -> CallbackUrl {
    Box::new(move |attempt| {
        let base = base.trim_end_matches('/');
        format!("{base}/callbacks/generation/{}", generations.callback_token(attempt))
    })
}

impl App {
    /// Where the façade listens.
    pub fn addr(&self) -> SocketAddr {
        self.facade.server.addr()
    }

    /// Where operations are sent.
    pub fn graphql_url(&self) -> String {
        self.url("graphql")
    }

    /// Where a browser finds GraphiQL, if it is served.
    pub fn graphiql_url(&self) -> Option<String> {
        self.facade.graphiql.then(|| self.url("graphiql"))
    }

    /// A token of the development viewer, in development mode.
    pub fn development_token(&self) -> Option<&str> {
        self.facade.development_token.as_deref()
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}/{path}", reachable_addr(self.addr()))
    }

    /// Takes no more requests, lets those under way end within the period of grace, logs out, stops the sandbox.
    pub async fn shutdown(self) {
        self.facade.readiness.stop();
        self.facade.server.stop().await;
        // Before the providers log out: purchases under way still need them.
        self.facade.generations.shutdown().await;
        self.facade.purchases.shutdown(self.facade.grace).await;
        for provider in self.facade.providers.iter() {
            provider.shutdown().await;
        }
        if let Some(sandbox) = self.sandbox {
            sandbox.shutdown().await;
        }
    }
}

/// What links to the façade start with.
fn public_url(config: &Config, listener: &TcpListener) -> Result<String, StartError> {
    if let Some(url) = &config.http.public_url {
        return Ok(url.to_string());
    }
    let addr = listener.local_addr().map_err(unusable(config))?;
    Ok(format!("http://{}", reachable_addr(addr)))
}

fn unusable(config: &Config) -> impl FnOnce(io::Error) -> StartError + use<> {
    let addr = config.http.listen;
    move |source| StartError::Listen { addr, source }
}

/// An address that can be called: one that listens everywhere is called on loopback.
pub fn reachable_addr(addr: SocketAddr) -> SocketAddr {
    let ip = match addr.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    SocketAddr::new(ip, addr.port())
}

/// The graph, behind its pipeline.
async fn operations<Q: ObjectType + 'static>(
    schema: async_graphql::Schema<Q, Mutation, Subscription>,
    config: &Config,
    options: PipelineOptions,
    services: graphql::endpoint::Services,
) -> Result<Arc<dyn Operations>, StartError> {
    let sdl = schema::sdl_of(&schema);
    let endpoint = Endpoint::new(schema, &sdl, schema::facts(), &config.limits, options, services)
        .map_err(StartError::Schema)?
        .with_rates(Rates::new(&config.limits.rate))
        .with_persisted(persisted_documents(config)?)
        .await;
    Ok(Arc::new(Graph(endpoint)))
}

fn persisted_documents(config: &Config) -> Result<PersistedDocuments, StartError> {
    let settings = &config.graphql;
    let trusted = match &settings.trusted_documents {
        None => TrustedDocuments::default(),
        Some(path) => {
            let read = std::fs::read_to_string(path).map_err(|error| error.to_string());
            read.and_then(|manifest| TrustedDocuments::parse(&manifest))
                .map_err(|reason| StartError::TrustedDocuments { path: path.clone(), reason })?
        }
    };
    let automatic = settings.persisted_queries.then_some(settings.persisted_bytes);
    Ok(PersistedDocuments::new(trusted, settings.trusted_only, automatic))
}

/// Reports of the provider's progress: told to whoever follows the job, and to whoever wonders what became of it.
struct Reports {
    generations: Generations,
    purchases: Purchases,
}

#[async_trait]
impl Callbacks for Reports {
    async fn reported(&self, token: &str, job: &str) -> bool {
        let taken = self.generations.reported(token, job).await;
        if let Err(error) = &taken {
            tracing::error!(%error, "a callback cannot be recorded");
        }
        self.purchases.look_now();
        taken.unwrap_or(true)
    }
}

/// The graph, as the transport knows it.
struct Graph<Q>(Endpoint<Q, Mutation, Subscription>);

#[async_trait]
impl<Q: ObjectType + 'static> Operations for Graph<Q> {
    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer {
        self.0.answer(request, context).await
    }
}
