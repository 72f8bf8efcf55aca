//! The Depositphotos wire: one address for every command, HTTP 200 for failures too.

mod account;
mod envelope;
mod files;
pub(super) mod generator;
mod invoices;
mod items;
mod purchases;
mod quirks;
mod request;

use std::sync::Arc;

use axum::{
    Router,
    body::{Body, Bytes},
    extract::{RawQuery, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use futures::{Stream, StreamExt, stream};
use serde_json::Value;
use tokio::time::Instant;

use self::{
    envelope::{Answer, Failure, wrap},
    request::Parameters,
};
use super::{
    Site,
    calls::Call,
    faults,
    server::Break,
    state::{Actor, Hardship},
};
use crate::config::sandbox::{Fault, FaultKind};

const NAME: &str = "depositphotos";
/// The company's key.
const API_KEY: &str = "sandbox-key";
/// Commands of the partner API, which an enterprise key may not run.
const PARTNER_COMMANDS: [&str; 8] = [
    "login",
    "getMedia",
    "reDownload",
    "getCategoriesList",
    "getMediaKeywords",
    "getSeries",
    "getLightboxes",
    "getUserData",
];

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
    let started = Instant::now();
    let read = Parameters::read(query.as_deref().unwrap_or_default(), &headers, &body);
    let (parameters, unreadable) = match read {
        Ok(parameters) => (parameters, None),
        Err(why) => (Parameters::default(), Some(why)),
    };
    let command = parameters.text("dp_command").unwrap_or_default();
    let fault = site.faults.strike(NAME, &command);
    if !site.config.latency.is_zero() {
        tokio::time::sleep(site.config.latency).await;
    }
    if let Some(fault) = fault.as_ref().filter(|fault| fault.kind == FaultKind::Slow) {
        tokio::time::sleep(faults::time(fault)).await;
    }
    let shown = parameters.shown();
    let answer = match unreadable {
        Some(why) => Err(Failure::new(400, "EInternal\\InvalidParam", why)),
        None => {
            let (site, fault, command) = (site.clone(), fault.clone(), command.clone());
            // Commands search, draw and write to the disk.
            let ran = tokio::task::spawn_blocking(move || {
                run(&command, &Request { site: &site, parameters: &parameters, hardship: fault.as_ref() })
            });
            ran.await.unwrap_or_else(|_| Err(Failure::new(0, "EApi\\EInternalError", "The sandbox failed")))
        }
    };
    let text = quirks::play(site.quirks(), &command, wrap(answer, site.clock.now()));
    let (response, status) = deliver(text, fault.as_ref()).await;
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    site.calls.record(Call { provider: NAME, command, arguments: shown, status, ms });
    response
}

/// The answer, or what becomes of it on command; and what the log of calls says of it.
async fn deliver(text: String, fault: Option<&Fault>) -> (Response, Value) {
    let broken = |end: Break, status: &str| {
        let mut response = Response::new(Body::empty());
        response.extensions_mut().insert(end);
        (response, Value::from(status))
    };
    match fault.map(|fault| (fault.kind, fault)) {
        Some((FaultKind::CommitThenDrop, _)) => broken(Break::Drop, "dropped"),
        Some((FaultKind::CommitThenReset, _)) => broken(Break::Reset, "reset"),
        Some((FaultKind::CommitThenHang, fault)) => {
            tokio::time::sleep(faults::time(fault)).await;
            broken(Break::Drop, "hung")
        }
        Some((FaultKind::CommitThen502, _)) => {
            let page = "<html><body><h1>502 Bad Gateway</h1></body></html>";
            let response = (StatusCode::BAD_GATEWAY, [(header::CONTENT_TYPE, "text/html")], page).into_response();
            (response, 502.into())
        }
        Some((FaultKind::Garbage, _)) => (json(Body::from("\u{1}<<garbage{{{")), 200.into()),
        Some((FaultKind::HalfBody, _)) => {
            let mut response = json(Body::from_stream(half_of(&text)));
            response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
            (response, "half a body".into())
        }
        _ => (json(Body::from(text)), 200.into()),
    }
}

/// The first half of a text, then an error, which closes the connection.
fn half_of(text: &str) -> impl Stream<Item = std::io::Result<Bytes>> + use<> {
    let half = Bytes::copy_from_slice(&text.as_bytes()[..text.len() / 2]);
    let broken_off = async {
        // An error right behind the half would stop the server before that has left its buffer.
        tokio::task::yield_now().await;
        Err(std::io::Error::other("broken off on command"))
    };
    stream::once(async { Ok(half) }).chain(stream::once(broken_off))
}

fn json(body: Body) -> Response {
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

/// Runs a command: key, name, session, then the command itself.
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
    match command {
        "loginEnterprise" => account::login(request),
        "search" => items::search(request),
        "getMediaData" => items::media(request),
        "getRelated" => items::related(request),
        "checkItemsStatus" => items::check(request),
        "searchHint" => items::hints(request),
        "getSearchColors" => Ok(items::colors()),
        "getInfo" => Ok(items::info()),
        "getTagCloud" => Ok(items::tag_cloud(request)),
        _ if PARTNER_COMMANDS.contains(&command) => {
            Err(Failure::new(403, "EAPI\\EApiTypeNotAllowed", "The key's API type may not run this command"))
        }
        _ => private(command, request),
    }
}

/// The commands that need a session.
fn private(command: &str, request: &Request<'_>) -> Answer {
    let session = request.parameters.text("dp_session_id").unwrap_or_default();
    let run: fn(&Request<'_>, Actor) -> Answer = match command {
        "logout" => |request, _| account::logout(request),
        "renewSession" => |request, _| account::renew(request),
        "getUserEnterpriseGroup" => account::group,
        "getEnterpriseUserData" => account::user,
        "getUsersFromGroup" => account::users,
        "getEnterpriseStatisticsTotal" => account::usage_total,
        "getEnterpriseStatisticsDates" => account::usage_by_month,
        "getEnterpriseStatisticsItems" => account::usage_by_item,
        "getLicenseOfGroup" => purchases::licenses,
        "licenseItem" => purchases::license,
        "getDownloadLink" => purchases::download_link,
        "complimentaryDownload" => purchases::comp_download,
        "getGroupCompDownloads" => purchases::comps,
        "getLicensedItems" => purchases::licensed,
        "getTransferredLicenses" => purchases::transferred,
        "getTransactionLicenseInfo" => purchases::info,
        "transferEnterpriseLicense" => purchases::transfer,
        "createEnterpriseInvoice" => invoices::create,
        "getEnterpriseInvoice" => invoices::invoice,
        "getEnterpriseInvoiceCount" => invoices::count,
        "getEnterpriseInvoiceList" => invoices::list,
        "imageGenerator.generate" => generator::generate,
        "imageGenerator.get" => generator::get,
        "imageGenerator.getMediaData" => generator::media,
        _ => return Err(Failure::new(403, "EAPI\\EValueNotAllowed", format!("No command is called {command:.100}"))),
    };
    let actor = request.site.world.session(&session)?;
    run(request, actor)
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
