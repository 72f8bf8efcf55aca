//! The Depositphotos wire: one address for every command, HTTP 200 for failures too.

mod account;
mod changes;
mod commands;
mod envelope;
mod files;
pub(super) mod generator;
mod invoices;
mod items;
mod members;
mod purchases;
mod quirks;
mod request;

use std::sync::Arc;

use axum::{
    Router,
    body::Bytes,
    extract::{RawQuery, State},
    http::{HeaderMap, StatusCode},
    response::Response,
    routing::any,
};
use tokio::time::Instant;

use self::{
    envelope::{Answer, Failure, wrap},
    request::Parameters,
};
use super::{
    Site,
    calls::Call,
    delivery::{self, Reply},
    faults,
    state::Hardship,
};
use crate::config::sandbox::{Fault, FaultKind};

const NAME: &str = "depositphotos";
/// The company's key.
const API_KEY: &str = "sandbox-key";

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/depositphotos", any(handle))
        .route("/depositphotos/", any(handle))
        .route("/depositphotos/{*rest}", any(handle))
        .merge(files::routes())
}

/// One call of a command.
struct Request<'a> {
    site: &'a Site,
    parameters: &'a Parameters,
    hardship: Option<&'a Fault>,
}

async fn handle(State(site): State<Arc<Site>>, RawQuery(query): RawQuery, headers: HeaderMap, body: Bytes) -> Response {
    let (started, at) = (Instant::now(), site.clock.now());
    let read = Parameters::read(query.as_deref().unwrap_or_default(), &headers, &body);
    let (parameters, unreadable) = match read {
        Ok(parameters) => (parameters, None),
        Err(why) => (Parameters::default(), Some(why)),
    };
    let command = parameters.text("dp_command").unwrap_or_default();
    let fault = site.faults.strike(NAME, &command);
    delivery::wait(&site, fault.as_ref()).await;
    let (shown, account) = (parameters.shown(), account(&site, &parameters));
    let reply = match delivery::turned_away(fault.as_ref()) {
        Some(reply) => reply,
        None => {
            let answer = match unreadable {
                Some(why) => Err(Failure::new(400, "EInternal\\InvalidParam", why)),
                None => in_background(site.clone(), command.clone(), parameters, fault.clone()).await,
            };
            let text = quirks::play(site.quirks(), &command, wrap(answer, site.clock.now()));
            Reply::json(StatusCode::OK, text)
        }
    };
    let (response, status) = delivery::deliver(reply, fault.as_ref()).await;
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    site.calls.record(Call { provider: NAME, account, command, arguments: shown, status, at, ms });
    response
}

/// In whose name a command is sent, whatever becomes of it.
fn account(site: &Site, parameters: &Parameters) -> Option<String> {
    match parameters.text("dp_session_id") {
        None => parameters.text("dp_login_user"),
        Some(session) => {
            let actor = site.world.session(&session).ok()?;
            site.world.user(actor, None).ok().map(|user| user.username)
        }
    }
}

/// Runs a command off the runtime's threads: commands search, draw and write to the disk.
async fn in_background(site: Arc<Site>, command: String, parameters: Parameters, fault: Option<Fault>) -> Answer {
    let ran = tokio::task::spawn_blocking(move || {
        run(&command, &Request { site: &site, parameters: &parameters, hardship: fault.as_ref() })
    });
    ran.await.unwrap_or_else(|_| Err(Failure::new(0, "EApi\\EInternalError", "The sandbox failed")))
}

/// Runs a command: the key first, then what goes wrong on command, then the command itself.
fn run(command: &str, request: &Request<'_>) -> Answer {
    let Request { site, parameters, hardship } = request;
    if command.is_empty() {
        return Err(Failure::new(400, "EAPI\\EUndefinedCommand", "No command was given"));
    }
    if parameters.text("dp_apikey").as_deref() != Some(API_KEY) {
        return Err(Failure::new(403, "EAPI\\EIllegalApiKey", "The API key is malformed, unknown or disabled"));
    }
    match hardship.map(|fault| fault.kind) {
        Some(FaultKind::Refuse) => return Err(Failure::refused_on_command()),
        Some(FaultKind::SessionExpired) => site.world.expire_sessions()?,
        _ => {}
    }
    commands::run(command, request)
}

impl Request<'_> {
    /// What the world shall make hard about a purchase.
    fn hardship(&self, lines: usize) -> Hardship {
        match self.hardship.map(|fault| (fault.kind, faults::time(fault))) {
            Some((FaultKind::LateListing, time)) => Hardship { listed_after: Some(time), ..Hardship::default() },
            Some((FaultKind::BalanceOut, _)) => Hardship { balance_out_after: Some(lines / 2), ..Hardship::default() },
            _ => Hardship::default(),
        }
    }
}
