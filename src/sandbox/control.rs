//! `/_sandbox/…`: what it saw, what it charged, its clock and its faults.

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{FromRequest, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::get,
};
use jiff::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Value, json};

use super::{
    Site,
    adobe_stock::Switches,
    state::{BookEntry, Charged, Course, Fate, Report},
};
use crate::config::sandbox::{Fault, Quirks};

/// A century: more would leave the calendar.
const MOST_ADVANCE: f64 = 3_155_760_000.0;

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/_sandbox/calls", get(calls).delete(forget_calls))
        .route("/_sandbox/book", get(book))
        .route("/_sandbox/clock", get(clock).post(advance))
        .route("/_sandbox/faults", get(faults).post(set_fault).delete(clear_faults))
        .route("/_sandbox/quirks", get(quirks).post(set_quirks))
        .route("/_sandbox/generations", get(generations).post(next_generation))
        .route("/_sandbox/adobe_stock/switches", get(switches).post(set_switches))
        .fallback(|| async { refuse(StatusCode::NOT_FOUND, "nothing here") })
}

fn refuse(status: StatusCode, error: impl ToString) -> Response {
    (status, Json(json!({ "error": error.to_string() }))).into_response()
}

/// A JSON body, whatever its content type says, or a 400 that says what is wrong with it.
struct Body<T>(T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Body<T> {
    type Rejection = Response;

    async fn from_request(request: Request, state: &S) -> Result<Self, Response> {
        let bytes = Bytes::from_request(request, state).await.map_err(IntoResponse::into_response)?;
        serde_json::from_slice(&bytes).map(Self).map_err(|error| refuse(StatusCode::BAD_REQUEST, error))
    }
}

async fn calls(State(site): State<Arc<Site>>) -> Response {
    Json(site.calls.all()).into_response()
}

async fn forget_calls(State(site): State<Arc<Site>>) -> StatusCode {
    site.calls.forget();
    StatusCode::NO_CONTENT
}

async fn book(State(site): State<Arc<Site>>) -> Response {
    let mut charges: Vec<(Timestamp, Value)> =
        site.world.book().iter().map(|entry| (entry.at, charge(entry))).chain(site.adobe_stock.book()).collect();
    charges.sort_by_key(|(at, _)| *at);
    Json(charges.into_iter().map(|(_, charge)| charge).collect::<Vec<_>>()).into_response()
}

fn charge(entry: &BookEntry) -> Value {
    let (item, license, size, job) = match &entry.what {
        Charged::License { item, license, size } => (json!(item), json!(license.0), json!(size.name()), Value::Null),
        Charged::Generation { items, job } => (json!(items), Value::Null, Value::Null, json!(job)),
    };
    let noted = &entry.references;
    json!({
        "provider": "depositphotos",
        "transactionId": entry.transaction.0,
        "itemId": item,
        "generation": job,
        "licenseId": license,
        "size": size,
        "price": price(entry.price),
        "references": {
            "project": noted.project, "client": noted.client, "purchaseOrder": noted.purchase_order,
            "isbn": noted.isbn, "other": noted.other,
        },
        "at": entry.at.to_string(),
    })
}

/// An amount as a number: the book is for counting.
pub(super) fn price(amount: Decimal) -> Value {
    serde_json::from_str(&amount.normalize().to_string()).unwrap_or(Value::Null)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Advance {
    advance_seconds: f64,
}

async fn clock(State(site): State<Arc<Site>>) -> Response {
    Json(json!({ "now": site.clock.now().to_string() })).into_response()
}

async fn advance(State(site): State<Arc<Site>>, Body(Advance { advance_seconds }): Body<Advance>) -> Response {
    if !(0.0..=MOST_ADVANCE).contains(&advance_seconds) {
        return refuse(StatusCode::BAD_REQUEST, format!("advanceSeconds must be 0 to {MOST_ADVANCE}"));
    }
    site.clock.advance(Duration::from_secs_f64(advance_seconds));
    clock(State(site)).await
}

async fn faults(State(site): State<Arc<Site>>) -> Response {
    Json(site.faults.all()).into_response()
}

async fn set_fault(State(site): State<Arc<Site>>, Body(fault): Body<Fault>) -> Response {
    match site.arrange(fault.clone()) {
        Ok(()) => Json(fault).into_response(),
        Err(why) => refuse(StatusCode::BAD_REQUEST, why),
    }
}

async fn clear_faults(State(site): State<Arc<Site>>) -> StatusCode {
    site.faults.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Mode {
    mode: Quirks,
}

async fn quirks(State(site): State<Arc<Site>>) -> Response {
    Json(json!({ "mode": site.quirks().name() })).into_response()
}

async fn set_quirks(State(site): State<Arc<Site>>, Body(Mode { mode }): Body<Mode>) -> StatusCode {
    *site.quirks.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = mode;
    StatusCode::NO_CONTENT
}

async fn switches(State(site): State<Arc<Site>>) -> Response {
    Json(site.adobe_stock.switches()).into_response()
}

/// All of them: what is not named is off.
async fn set_switches(State(site): State<Arc<Site>>, Body(wanted): Body<Switches>) -> Response {
    site.adobe_stock.switch(wanted);
    Json(wanted).into_response()
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Next {
    next: Fate,
    #[serde(default)]
    report: Report,
}

/// Every job that was taken on, whatever became of the answer.
async fn generations(State(site): State<Arc<Site>>) -> Response {
    let jobs = site.world.prompts().into_iter();
    Json(jobs.map(|(uuid, prompt)| json!({ "uuid": uuid, "prompt": prompt })).collect::<Vec<_>>()).into_response()
}

async fn next_generation(State(site): State<Arc<Site>>, Body(Next { next, report }): Body<Next>) -> Response {
    match site.world.next_generation(Course { fate: next, report }) {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(refusal) => refuse(StatusCode::BAD_REQUEST, refusal),
    }
}
