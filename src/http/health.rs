//! Whether the process lives, and whether it can serve.

use std::collections::BTreeMap;

use async_trait::async_trait;
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use serde::Serialize;

use super::Services;

/// Whether a provider can be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderState {
    /// Its server takes connections, and it answers.
    Up,
    /// It failed too often, and one call at a time finds out whether it answers again; or a part of it fails.
    Degraded,
    /// Its server takes connections, and it failed too often: its calls are held back for a while.
    Down,
    /// Its server takes no connections.
    Unreachable,
}

/// Knows whether requests can be served.
#[async_trait]
pub trait Readiness: Send + Sync + 'static {
    /// Whether a stop was asked for.
    fn stopping(&self) -> bool;

    /// Every configured provider by name, as it was a few seconds ago at most.
    async fn providers(&self) -> BTreeMap<String, ProviderState>;
}

#[derive(Serialize)]
struct Alive {
    status: &'static str,
}

#[derive(Serialize)]
struct Ready {
    status: &'static str,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    providers: BTreeMap<String, ProviderState>,
}

/// The process answers: nothing more is meant, so that a provider's trouble never restarts us.
pub(super) async fn alive() -> impl IntoResponse {
    Json(Alive { status: "alive" })
}

/// 200 when requests make sense: no stop was asked for, a viewer can be believed, and at least one provider's server takes
/// connections. Else 503.
/// Calls that are held back do not make it one: it takes requests to find out that a provider answers again.
pub(super) async fn ready(State(services): State<Services>) -> impl IntoResponse {
    if services.readiness.stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { status: "stopping", providers: BTreeMap::new() }));
    }
    let providers = services.readiness.providers().await;
    if !services.auth.can_believe() {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { status: "without keys", providers }));
    }
    if providers.values().any(|state| *state != ProviderState::Unreachable) {
        (StatusCode::OK, Json(Ready { status: "ready", providers }))
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { status: "unreachable", providers }))
    }
}
