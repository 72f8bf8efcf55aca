//! A small graph with subscriptions, behind the real endpoint and the real transport. `examples/streams.rs` serves it to
//! the JavaScript clients.

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use async_graphql::{
    Context, Error, ErrorExtensions, Object, ObjectType, Result, Schema, Subscription, SubscriptionType,
    ValidationMode, Value,
};
use async_trait::async_trait;
use futures::{Stream, StreamExt, stream};
use jiff::Timestamp;
use portico::{
    auth::{Auth, Viewer},
    clock::Clock,
    config::{
        Mode, auth::AuthConfig, cache::CacheConfig, download::DownloadConfig, http::HttpConfig, limits::LimitsConfig,
    },
    domain::tenant::PerTenant,
    download::{Broker, Links},
    graphql::{
        document::{PipelineOptions, SchemaFacts},
        endpoint::{self, Endpoint},
        nullable::Nullable,
        operation::{Answer, OperationContext, OperationRequest},
    },
    http::{self, GraphiqlSettings, Operations, ProviderState, Readiness, Server, Services},
    loaders::{Caches, Loaders},
    providers::Providers,
};
use tokio::{
    net::TcpListener,
    sync::{Notify, broadcast, watch},
};

/// More than any test lets wait.
const WAITING_TICKS: usize = 1_024;

/// What moves the graph, and what is seen of it.
pub(crate) struct Ticker {
    ticks: broadcast::Sender<String>,
    /// Subscriptions that are open.
    open: watch::Sender<usize>,
    /// What was taken out of floods.
    flooded: AtomicU64,
    /// Told when a `wait` has begun.
    pub(crate) waiting: Notify,
    /// Lets a `wait` go.
    pub(crate) release: Notify,
}

impl Default for Ticker {
    fn default() -> Self {
        Self {
            ticks: broadcast::Sender::new(WAITING_TICKS),
            open: watch::Sender::new(0),
            flooded: AtomicU64::new(0),
            waiting: Notify::new(),
            release: Notify::new(),
        }
    }
}

impl Ticker {
    /// Something happens.
    pub(crate) fn tick(&self, text: &str) -> usize {
        self.ticks.send(text.to_owned()).unwrap_or(0)
    }

    /// Counts a stream as open until it is dropped.
    fn counted<T, S: Stream<Item = T>>(self: &Arc<Self>, events: S) -> impl Stream<Item = T> + use<T, S> {
        struct Open(Arc<Ticker>);
        impl Drop for Open {
            fn drop(&mut self) {
                self.0.open.send_modify(|open| *open -= 1);
            }
        }
        self.open.send_modify(|open| *open += 1);
        let open = Open(self.clone());
        events.inspect(move |_| {
            let _held = &open;
        })
    }

    /// Waits until this many subscriptions are open.
    pub(crate) async fn opened(&self, count: usize) {
        let reached = self.open.subscribe().wait_for(|open| *open == count).await.map(drop);
        reached.unwrap_or_else(|_| unreachable!("the sender is held"));
    }

    /// What was taken out of floods so far.
    pub(crate) fn flooded(&self) -> u64 {
        self.flooded.load(Ordering::SeqCst)
    }
}

fn ticker<'a>(ctx: &Context<'a>) -> &'a Arc<Ticker> {
    ctx.data_unchecked()
}

fn subject(ctx: &Context<'_>) -> String {
    ctx.data_unchecked::<Viewer>().subject.to_string()
}

fn coded(message: &str) -> Error {
    Error::new(message).extend_with(|_, values| values.set("code", "UPSTREAM_REJECTED"))
}

/// What can be read.
pub(crate) struct Query;

#[Object]
impl Query {
    /// 1.
    async fn one(&self) -> i32 {
        1
    }

    /// The text.
    async fn echo(&self, text: String) -> String {
        text
    }

    /// Who asks.
    async fn viewer(&self, ctx: &Context<'_>) -> String {
        subject(ctx)
    }

    /// Subscriptions that are open.
    async fn open(&self, ctx: &Context<'_>) -> usize {
        *ticker(ctx).open.borrow()
    }
}

/// What can be done.
pub(crate) struct Mutation;

#[Object]
impl Mutation {
    /// Something happens; how many were told.
    async fn tick(&self, ctx: &Context<'_>, text: String) -> usize {
        ticker(ctx).tick(&text)
    }

    /// Takes until it is let go.
    async fn wait(&self, ctx: &Context<'_>) -> bool {
        ticker(ctx).waiting.notify_one();
        ticker(ctx).release.notified().await;
        true
    }
}

/// Something that happened.
pub(crate) struct Tick(String);

#[Object]
impl Tick {
    /// What.
    async fn text(&self) -> &str {
        &self.0
    }

    /// Fails for a text that says so, and for an internal reason.
    async fn careful(&self) -> Nullable<String> {
        Nullable::from(match self.0.as_str() {
            "refuse" => Err(coded("refused")),
            "fail" => Err(Error::new("the password is hunter2")),
            text => Ok(Some(text.to_owned())),
        })
    }

    /// Makes an upstream call; how many this event has made.
    async fn calls(&self, ctx: &Context<'_>) -> Nullable<u32> {
        let meter = &ctx.data_unchecked::<Loaders>().call().meter;
        Nullable::some(meter.take().map(|()| meter.made()).map_err(|_| coded("no calls are left")))
    }
}

/// What can be waited for.
pub(crate) struct Subscriptions;

#[Subscription(name = "Subscription")]
impl Subscriptions {
    /// From 1.
    async fn count(&self, to: i32) -> impl Stream<Item = i32> {
        stream::iter(1..=to)
    }

    /// What happens from now on.
    async fn ticks(&self, ctx: &Context<'_>) -> impl Stream<Item = Tick> + use<> {
        let ticks = stream::unfold(ticker(ctx).ticks.subscribe(), |mut ticks| async {
            Some((Tick(ticks.recv().await.ok()?), ticks))
        });
        ticker(ctx).counted(ticks)
    }

    /// Who asks.
    async fn viewer(&self, ctx: &Context<'_>) -> impl Stream<Item = String> + use<> {
        stream::iter([subject(ctx)])
    }

    /// Cannot be begun.
    async fn refused(&self) -> Result<stream::Empty<i32>> {
        Err(coded("refused from the start"))
    }

    /// Goes wrong after the first event.
    async fn panics(&self) -> impl Stream<Item = i32> {
        stream::iter(1..).map(|number| if number == 1 { number } else { panic!("as the document says") })
    }

    /// As much as the client can take.
    async fn flood(&self, ctx: &Context<'_>, bytes: usize) -> impl Stream<Item = String> + use<> {
        let ticker = ticker(ctx).clone();
        let text = "x".repeat(bytes);
        let flood = stream::iter(0_u64..).map({
            let ticker = ticker.clone();
            move |_| {
                ticker.flooded.fetch_add(1, Ordering::SeqCst);
                text.clone()
            }
        });
        ticker.counted(flood)
    }
}

/// The graph, as the transport knows it.
struct Graph<Q, M, S>(Endpoint<Q, M, S>);

#[async_trait]
impl<Q, M, S> Operations for Graph<Q, M, S>
where
    Q: ObjectType + 'static,
    M: ObjectType + 'static,
    S: SubscriptionType + 'static,
{
    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer {
        self.0.answer(request, context).await
    }
}

/// No provider reports anything here.
struct NoCallbacks;

#[async_trait]
impl http::Callbacks for NoCallbacks {
    async fn reported(&self, _: &str, _: Option<&str>) -> http::Taken {
        http::Taken::NotOurs
    }
}

struct AlwaysReady;

#[async_trait]
impl Readiness for AlwaysReady {
    fn stopping(&self) -> bool {
        false
    }

    async fn providers(&self) -> BTreeMap<String, ProviderState> {
        BTreeMap::new()
    }
}

/// How the small graph is served.
pub(crate) struct Settings {
    pub(crate) http: HttpConfig,
    pub(crate) auth: AuthConfig,
    /// When every viewer's token ends.
    pub(crate) expires: fn(&Viewer) -> Option<Timestamp>,
    pub(crate) graphiql: bool,
    /// Pages of this machine may ask.
    pub(crate) loopback_origins: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let (http, auth) = (HttpConfig::default(), AuthConfig::default());
        Self { http, auth, expires: |_| None, graphiql: false, loopback_origins: false }
    }
}

/// The small graph, served.
pub(crate) struct Streaming {
    pub(crate) addr: SocketAddr,
    pub(crate) ticker: Arc<Ticker>,
    pub(crate) auth: Arc<Auth>,
    pub(crate) server: Server,
}

impl Streaming {
    /// On `listen`; port 0 picks a free one.
    pub(crate) async fn start(listen: SocketAddr, settings: Settings) -> io::Result<Self> {
        let ticker = Arc::new(Ticker::default());
        let schema = Schema::build(Query, Mutation, Subscriptions)
            .validation_mode(ValidationMode::Fast)
            .data(ticker.clone())
            .finish();
        let sdl = schema.sdl();
        let facts = SchemaFacts { weight: |_, _| 1, check_scalar: |_, _: &Value| Ok(()), scope: |_, _| None };
        let options = PipelineOptions { introspection: true, suggestions: true };
        let limits = LimitsConfig { upstream_calls: 2, ..LimitsConfig::default() };
        let caches = PerTenant::Shared(Arc::new(Caches::new(&CacheConfig::default())));
        let download = DownloadConfig::default();
        let links = Arc::new(Links::new(&download, "http://portico.example", Clock::system()));
        let sources = endpoint::Services {
            providers: Arc::new(Providers::default()),
            caches,
            purchases: None,
            generations: None,
            links: links.clone(),
        };
        let endpoint = Endpoint::new(schema, &sdl, facts, &limits, options, sources).map_err(io::Error::other)?;
        let auth = Auth::new(&settings.auth, Mode::Development, Path::new("./nowhere"), Clock::system());
        let auth = Arc::new(auth.map_err(io::Error::other)?);
        let services = Services {
            callbacks: Arc::new(NoCallbacks),
            downloads: Arc::new(Broker::new(&download, links, Arc::default())),
            operations: Arc::new(Graph(endpoint)),
            auth: auth.clone(),
            clock: Clock::system(),
            expires: settings.expires,
            readiness: Arc::new(AlwaysReady),
            config: Arc::new(settings.http.clone()),
            most_values: 1_000,
            origins: http::Origins::new(&settings.http.allowed_origins, settings.loopback_origins),
            gateway_secret: None,
            graphiql: settings.graphiql.then(GraphiqlSettings::default),
        };
        let listener = TcpListener::bind(listen).await?;
        let server = Server::start(listener, http::router(services), &settings.http)?;
        Ok(Self { addr: server.addr(), ticker, auth, server })
    }
}
