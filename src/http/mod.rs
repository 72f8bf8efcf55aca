//! The transport: the only room that knows axum (but for the sandbox).

mod access_log;
mod authorization;
mod body;
mod callback;
mod connection;
mod cors;
mod deadline;
mod download;
mod graphiql;
mod graphql;
mod health;
mod host;
mod origins;
mod panics;
mod problem;
mod request_id;
mod security_headers;
mod server;

use std::sync::Arc;

use axum::{
    Router,
    middleware::{from_fn, from_fn_with_state},
    routing::{any, get, post},
};
use jiff::Timestamp;
use secrecy::SecretString;
use tower::ServiceBuilder;
use tower_http::catch_panic::CatchPanicLayer;

pub use self::{
    callback::{Callbacks, Taken},
    graphiql::GraphiqlSettings,
    graphql::Operations,
    health::{ProviderState, Readiness},
    origins::Origins,
    server::Server,
};
use crate::{
    auth::{Auth, Viewer},
    clock::Clock,
    config::http::HttpConfig,
    download::Broker,
};

/// What the routes need.
#[derive(Clone)]
pub struct Services {
    /// Who answers operations.
    pub operations: Arc<dyn Operations>,
    /// Who takes reports of the provider's progress.
    pub callbacks: Arc<dyn Callbacks>,
    /// Who tells viewers apart.
    pub auth: Arc<Auth>,
    /// Who passes files on.
    pub downloads: Arc<Broker>,
    /// Who knows whether requests can be served.
    pub readiness: Arc<dyn Readiness>,
    /// What time it is.
    pub clock: Clock,
    /// When a viewer's token ends, and with it the streams that it opened; `None` for one without an end.
    pub expires: fn(&Viewer) -> Option<Timestamp>,
    /// Limits, time-outs.
    pub config: Arc<HttpConfig>,
    /// Values in the JSON of one request or message at the most.
    pub most_values: usize,
    /// Whose pages may ask.
    pub origins: Origins,
    /// What proves that the federation gateway asks; nobody has to prove it without one.
    pub gateway_secret: Option<SecretString>,
    /// The query editor, where it is served.
    pub graphiql: Option<GraphiqlSettings>,
}

/// Every route, behind the middleware.
pub fn router(services: Services) -> Router {
    // In the order in which a request meets them; an answer meets them from the last to the first.
    let middleware = ServiceBuilder::new()
        // First, so that whatever happens next can be named by its id.
        .layer(from_fn(request_id::name))
        // Outside of all that can refuse, so that every request leaves one line with its real status.
        .layer(from_fn(access_log::record))
        // Outside of all that can answer, so that refusals carry the headers too.
        .layer(from_fn(security_headers::add))
        // Before the panics, so that a browser may read those answers as well; preflights end here and cost nothing.
        .layer(cors::layer(services.origins.clone()))
        // Before anything is answered that needs no token.
        .layer(from_fn_with_state(services.clone(), host::refuse_strange_names))
        // Around everything that runs code of ours for this one request.
        .layer(CatchPanicLayer::custom(panics::answer))
        // Last: the clock runs for the work, not for the bookkeeping around it; and until an answer begins, so that neither a
        // stream nor a long download is cut off.
        .layer(from_fn_with_state(services.config.request_timeout, deadline::hold));
    let mut services = services;
    services.operations = Arc::new(graphql::Shed::new(services.operations, services.config.max_operations));
    let graphiql = services.graphiql.is_some();
    let editor = services.graphiql.clone().map(graphiql::routes).unwrap_or_default();
    Router::new()
        .merge(editor)
        .route("/graphql", any(graphql::handle))
        .route("/callbacks/generation/{token}", post(callback::take))
        .route("/download/{token}", get(download::handle))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .fallback(problem::not_found(graphiql))
        .method_not_allowed_fallback(problem::method_not_allowed)
        .layer(middleware)
        .with_state(services)
}
