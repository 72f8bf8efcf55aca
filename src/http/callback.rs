//! The provider's reports of progress.

use async_trait::async_trait;
use axum::{
    body::to_bytes,
    extract::{Path, Request, State},
    http::StatusCode,
};
use serde_json::Value;

use super::Services;

/// The longest report that is read, in bytes.
const MAX_REPORT: usize = 256 * 1024;

/// Takes reports.
#[async_trait]
pub trait Callbacks: Send + Sync + 'static {
    /// A report at this address, and the job that it names, where it can be told.
    async fn reported(&self, token: &str, job: Option<&str>) -> Taken;
}

/// What became of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// It was noted.
    Yes,
    /// The address is none of ours, or it names what can be no job.
    NotOurs,
    /// It cannot be noted now; whoever sent it may come again.
    NotNow,
}

/// Only the job's key is read: a report is a hint, and the state is asked for.
pub(super) async fn take(State(services): State<Services>, Path(token): Path<String>, request: Request) -> StatusCode {
    let Ok(body) = to_bytes(request.into_body(), MAX_REPORT).await else { return StatusCode::PAYLOAD_TOO_LARGE };
    let report: Value = serde_json::from_slice(&body).unwrap_or_default();
    let job = [report.pointer("/data/uuid"), report.get("uuid")].into_iter().flatten().find_map(Value::as_str);
    match services.callbacks.reported(&token, job).await {
        Taken::Yes => StatusCode::NO_CONTENT,
        Taken::NotOurs => StatusCode::NOT_FOUND,
        Taken::NotNow => StatusCode::SERVICE_UNAVAILABLE,
    }
}
