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
    /// A report at this address that names this job; `false` when the address is none of ours.
    async fn reported(&self, token: &str, job: &str) -> bool;
}

/// Only the job's key is read: a report is a hint, and the state is asked for.
pub(super) async fn take(State(services): State<Services>, Path(token): Path<String>, request: Request) -> StatusCode {
    let Ok(body) = to_bytes(request.into_body(), MAX_REPORT).await else { return StatusCode::PAYLOAD_TOO_LARGE };
    let report: Value = serde_json::from_slice(&body).unwrap_or_default();
    let job = [report.pointer("/data/uuid"), report.get("uuid")].into_iter().flatten().find_map(Value::as_str);
    let Some(job) = job else { return StatusCode::BAD_REQUEST };
    if services.callbacks.reported(&token, job).await { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND }
}
