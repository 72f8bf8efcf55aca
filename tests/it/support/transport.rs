//! The transport alone, over a real socket, in front of a graph that does as the document says.

use std::{
    collections::BTreeMap,
    net::SocketAddr,
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use async_graphql::{Pos, Response, ServerError, value};
use async_trait::async_trait;
use portico::{
    auth::Auth,
    clock::Clock,
    config::{Mode, auth::AuthConfig, download::DownloadConfig, http::HttpConfig},
    download::{Broker, Links},
    graphql::{
        error::ErrorCode,
        operation::{Answer, OperationContext, OperationRequest, Refused, RefusedReason, RequestError},
    },
    http::{self, Operations, ProviderState, Readiness, Server, Services},
};
use tokio::{net::TcpListener, sync::Notify};

use super::raw::{Reply, Request};

/// A graph that remembers what it was asked. The document decides how it ends, see [`Operations::answer`].
#[derive(Default)]
pub(crate) struct Graph {
    asked: Mutex<Vec<(OperationRequest, OperationContext)>>,
    /// Told when a `hang` has begun.
    pub(crate) hanging: Notify,
    /// Lets a `hang` go.
    pub(crate) release: Notify,
}

#[async_trait]
impl Operations for Graph {
    async fn answer(&self, request: OperationRequest, context: OperationContext) -> Answer {
        let document = request.query.clone().unwrap_or_default();
        let read_only = context.read_only;
        self.asked.lock().unwrap().push((request, context));
        match document.as_str() {
            "{" => refused(RefusedReason::Invalid, ErrorCode::GraphqlParseFailed),
            "{ huge }" => refused(RefusedReason::TooLarge, ErrorCode::RequestTooLarge),
            "{ panic }" => panic!("as the document says"),
            "{ fail }" => {
                let mut response = Response::new(value!({ "fail": null }));
                response.errors.push(ServerError::new("it failed", Some(Pos { line: 1, column: 3 })));
                Answer::Executed(response)
            }
            "{ hang }" => {
                self.hanging.notify_one();
                self.release.notified().await;
                Answer::Executed(Response::new(value!({ "hang": true })))
            }
            mutation if mutation.starts_with("mutation") && read_only => {
                refused(RefusedReason::OperationNotAllowed, ErrorCode::BadUserInput)
            }
            _ => Answer::Executed(Response::new(value!({ "__typename": "Query" }))),
        }
    }
}

fn refused(reason: RefusedReason, code: ErrorCode) -> Answer {
    let error = RequestError { message: "refused".into(), code, locations: vec![Pos { line: 1, column: 2 }] };
    Answer::Refused(Refused { reason, errors: vec![error] })
}

/// Readiness as the test wants it.
#[derive(Default)]
pub(crate) struct Switches {
    /// A stop was asked for.
    pub(crate) stopping: AtomicBool,
    /// The provider is gone.
    pub(crate) unreachable: AtomicBool,
}

#[async_trait]
impl Readiness for Switches {
    fn stopping(&self) -> bool {
        self.stopping.load(Ordering::Relaxed)
    }

    async fn providers(&self) -> BTreeMap<String, ProviderState> {
        let gone = self.unreachable.load(Ordering::Relaxed);
        BTreeMap::from([(
            "depositphotos".to_owned(),
            if gone { ProviderState::Unreachable } else { ProviderState::Up },
        )])
    }
}

/// A running transport.
pub(crate) struct Transport {
    /// Where it listens.
    pub(crate) addr: SocketAddr,
    /// The graph behind it.
    pub(crate) graph: Arc<Graph>,
    /// Its readiness.
    pub(crate) switches: Arc<Switches>,
    /// Its tokens.
    pub(crate) auth: Arc<Auth>,
    /// The server, to be stopped.
    pub(crate) server: Server,
}

struct NoCallbacks;

#[async_trait]
impl http::Callbacks for NoCallbacks {
    async fn reported(&self, _: &str, _: Option<&str>) -> http::Taken {
        http::Taken::NotOurs
    }
}

impl Transport {
    /// With the default configuration.
    pub(crate) async fn start() -> Self {
        Self::with(HttpConfig::default()).await
    }

    /// With this configuration, on a free port.
    pub(crate) async fn with(config: HttpConfig) -> Self {
        Self::assemble(config, &AuthConfig::default(), Mode::Development).await
    }

    /// With these rules of who may ask.
    pub(crate) async fn guarded(auth: &AuthConfig, mode: Mode) -> Self {
        Self::assemble(HttpConfig::default(), auth, mode).await
    }

    async fn assemble(config: HttpConfig, auth: &AuthConfig, mode: Mode) -> Self {
        let (graph, switches) = (Arc::new(Graph::default()), Arc::new(Switches::default()));
        let auth = Arc::new(Auth::new(auth, mode, Path::new("./nowhere"), Clock::system()).unwrap());
        let settings = DownloadConfig::default();
        let links = Arc::new(Links::new(&settings, "http://portico.example", Clock::system()));
        let downloads = Arc::new(Broker::new(&settings, links, Arc::default()));
        let services = Services {
            operations: graph.clone(),
            auth: auth.clone(),
            clock: Clock::system(),
            expires: |_| None,
            downloads,
            readiness: switches.clone(),
            config: Arc::new(config.clone()),
            most_values: 1_000,
            origins: http::Origins::new(&config.allowed_origins, mode.is_development()),
            gateway_secret: None,
            callbacks: Arc::new(NoCallbacks),
            graphiql: None,
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = Server::start(listener, http::router(services), &config).unwrap();
        Self { addr: server.addr(), graph, switches, auth, server }
    }

    /// Asks with this token.
    pub(crate) async fn ask(&self, token: &str) -> Reply {
        Request::query("{ a }").header("authorization", format!("Bearer {token}")).send(self.addr).await
    }

    /// What reached the graph.
    pub(crate) fn asked(&self) -> Vec<(OperationRequest, OperationContext)> {
        self.graph.asked.lock().unwrap().clone()
    }
}
