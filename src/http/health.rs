//! Whether the process lives, and whether it can serve.

use std::collections::BTreeMap;

use async_trait::async_trait;
use axum::{Json, extract::State, http::StatusCode, response::IntoResponse};
use serde::Serialize;

use super::Services;

/// Whether a provider's server takes connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ProviderState {
    /// It does.
    Reachable,
    /// It does not.
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

/// 200 when requests make sense: no stop was asked for, and at least one provider is reachable. Else 503.
pub(super) async fn ready(State(services): State<Services>) -> impl IntoResponse {
    if services.readiness.stopping() {
        return (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { status: "stopping", providers: BTreeMap::new() }));
    }
    let providers = services.readiness.providers().await;
    if providers.values().any(|state| *state == ProviderState::Reachable) {
        (StatusCode::OK, Json(Ready { status: "ready", providers }))
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, Json(Ready { status: "unreachable", providers }))
    }
}
