//! The Adobe Stock wire: a REST gateway with two shapes of errors, a token service, downloads by redirect.
//!
//! Everything is under `/adobe`, with whatever prefix a client puts before `Rest`, `ims` and `Download`.

mod answers;
mod assets;
mod categories;
mod columns;
mod downloads;
mod entitlements;
mod gateway;
mod history;
mod ids;
mod ims;
mod licenses;
mod licensing;
mod locale;
mod media;
mod pages;
mod profile;
mod request;
mod search;
mod state;
mod zip;

use std::{
    path::Path,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use axum::{
    Router,
    body::Bytes,
    extract::State,
    http::{HeaderMap, Method, StatusCode, Uri},
    response::Response,
    routing::any,
};
use jiff::Timestamp;
use serde_json::{Map, Value, json};
use tokio::time::Instant;
use tower_http::cors::{AllowHeaders, Any, CorsLayer};

pub(in crate::sandbox) use self::answers::Switches;
use self::{
    answers::{Answer, Failure},
    request::Parameters,
    state::{Account, LicenseEvent, Purpose, Shop},
};
use super::{Site, calls::Call, delivery, store::StoreError};
use crate::{
    clock::Clock,
    config::sandbox::{Fault, FaultKind},
};

const NAME: &str = "adobe_stock";
/// Where it is mounted, without slashes.
const MOUNT: &str = "adobe";
/// What the vendor's own hosts end with.
const DOMAINS: [&str; 3] = [".adobe.com", ".adobe.io", ".adobestock.com"];

/// What this provider keeps.
pub(in crate::sandbox) struct AdobeStock {
    shop: Shop,
    switches: Mutex<Switches>,
    /// Requests so far: what ids of requests and cases of errors follow from.
    requests: AtomicU64,
}

impl AdobeStock {
    /// With the records in a file beside the other provider's state.
    pub(in crate::sandbox) fn open(seed: u64, state: Option<&Path>, clock: Clock) -> Result<Self, StoreError> {
        let file = state.map(Shop::file);
        let shop = Shop::open(seed, file.as_deref(), clock)?;
        Ok(Self { shop, switches: Mutex::default(), requests: AtomicU64::new(0) })
    }

    pub(in crate::sandbox) fn switches(&self) -> Switches {
        *self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(in crate::sandbox) fn switch(&self, switches: Switches) {
        *self.switches.lock().unwrap_or_else(PoisonError::into_inner) = switches;
    }

    /// What was charged by commands, oldest first, and when.
    pub(in crate::sandbox) fn book(&self) -> Vec<(Timestamp, Value)> {
        self.shop.book().iter().map(|event| (event.at, charge(event))).collect()
    }
}

fn charge(event: &LicenseEvent) -> Value {
    let references: Map<String, Value> =
        event.references.iter().map(|(id, value)| (id.clone(), Value::from(value.clone()))).collect();
    json!({
        "provider": NAME,
        "transactionId": event.number,
        "account": event.client,
        "itemId": event.item,
        "licenseId": event.license.name(),
        "size": null,
        "units": event.units,
        "price": event.price.map(super::control::price),
        "references": references,
        "at": event.at.to_string(),
    })
}

pub(super) fn routes() -> Router<Arc<Site>> {
    // The vendor's JavaScript library runs in web pages.
    let pages = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods([Method::GET, Method::HEAD, Method::POST])
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers([gateway::REQUEST_ID]);
    Router::new().route("/adobe", any(handle)).route("/adobe/{*rest}", any(handle)).layer(pages)
}

/// One call of a command.
struct Request<'a> {
    site: &'a Site,
    method: &'a Method,
    headers: &'a HeaderMap,
    /// Query, and the body's where it is a form.
    parameters: &'a Parameters,
    body: &'a [u8],
    hardship: Option<&'a Fault>,
    /// The segments of the path from `Rest`, `ims` or `Download` on.
    path: &'a [String],
}

impl Request<'_> {
    fn shop(&self) -> &Shop {
        &self.site.adobe_stock.shop
    }

    fn switches(&self) -> Switches {
        self.site.adobe_stock.switches()
    }

    /// What its own addresses begin with.
    fn base(&self) -> String {
        base(self.site)
    }

    fn is_struck_by(&self, kind: FaultKind) -> bool {
        self.hardship.is_some_and(|fault| fault.kind == kind)
    }

    fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim).filter(|text| !text.is_empty())
    }
}

/// Behind a name of the vendor's own stands a proxy that adds the mount to every path: libraries with built-in hosts cannot.
fn base(site: &Site) -> String {
    let url = url::Url::parse(&site.base).ok();
    let host = url.as_ref().and_then(url::Url::host_str).unwrap_or_default();
    if DOMAINS.iter().any(|domain| host.ends_with(domain)) {
        site.base.clone()
    } else {
        format!("{}/{MOUNT}", site.base)
    }
}

/// Who must be known before a command runs.
#[derive(Clone, Copy)]
enum Door {
    /// Key and token; the token may be absent where the command says so.
    Gateway { token: bool, run: fn(&Request<'_>, Option<&'static Account>) -> Answer },
    /// The command looks for itself.
    Open(fn(&Request<'_>) -> Answer),
}

/// A command: its name in the log, its methods, and what runs it.
#[derive(Clone, Copy)]
struct Command {
    name: &'static str,
    methods: &'static [Method],
    door: Door,
}

const GET: &[Method] = &[Method::GET];
const POST: &[Method] = &[Method::POST];
const GET_POST: &[Method] = &[Method::GET, Method::POST];
const GET_HEAD: &[Method] = &[Method::GET, Method::HEAD];

/// The command at a path.
fn command(path: &[String]) -> Command {
    let segments: Vec<&str> = path.iter().map(String::as_str).collect();
    let licensing = |name, methods, run| Command { name, methods, door: Door::Gateway { token: true, run } };
    let searching = |name, methods, run| Command { name, methods, door: Door::Gateway { token: false, run } };
    let open = |name, methods, run| Command { name, methods, door: Door::Open(run) };
    match segments.as_slice() {
        ["Rest", "Libraries", "1", "Content", "Info"] => licensing("Content/Info", GET, licensing::info),
        ["Rest", "Libraries", "1", "Content", "License"] => licensing("Content/License", GET_POST, licensing::license),
        ["Rest", "Libraries", "1", "Member", "Profile"] => licensing("Member/Profile", GET, profile::profile),
        ["Rest", "Libraries", "1", "Member", "LicenseHistory"] => {
            licensing("Member/LicenseHistory", GET, history::history)
        }
        ["Rest", "Libraries", "1", "Member", "Abandon"] => licensing("Member/Abandon", GET, profile::abandon),
        ["Rest", "Entitlement", "1", "Entitlement", "List"] => licensing("Entitlement/List", GET, entitlements::list),
        ["Rest", "Entitlement", "1", "Entitlement", "Select"] => {
            licensing("Entitlement/Select", POST, entitlements::select)
        }
        ["Rest", "Media", "1", "Search", "Files"] => searching("Search/Files", GET_POST, search::search),
        ["Rest", "Media", "1", "Search", "Category"] => searching("Search/Category", GET, categories::category),
        ["Rest", "Media", "1", "Search", "CategoryTree"] => searching("Search/CategoryTree", GET, categories::tree),
        ["Rest", "Media", "1", "Files"] => searching("Media/Files", GET, media::files),
        ["Rest", "Libraries", "Download", ..] => open("Libraries/Download", GET_HEAD, downloads::licensed),
        ["Rest", "Libraries", "Watermarked", "Download", ..] => {
            open("Libraries/Watermarked/Download", GET_HEAD, downloads::watermarked)
        }
        ["Download", "DownloadFileDirectly", _] => open("DownloadFileDirectly", GET_HEAD, downloads::directly),
        ["ims", "token"] | ["ims", "token", "v1" | "v2" | "v3"] => open("ims/token", GET_POST, ims::token),
        ["ims", "exchange", "jwt"] => open("ims/exchange/jwt", GET_POST, ims::exchange),
        ["ims", "authorize"] | ["ims", "authorize", _] => open("ims/authorize", GET, ims::authorize),
        _ => searching("", GET_POST, |_, _| Err(no_such_method())),
    }
}

/// Code 31.
fn no_such_method() -> Failure {
    Failure::application(StatusCode::NOT_FOUND, 31, "Invalid Method")
}

/// The segments of a path from the first one on that a command begins with.
fn api_path(path: &str) -> Option<Vec<String>> {
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    let begins = |segment: &&str| ["Rest", "ims", "Download"].contains(segment);
    let at = segments.iter().position(begins)?;
    // A page's address begins so as well, and is for browsers.
    let page = segments.get(at + 1).is_some_and(|segment| segment.starts_with("stock-"));
    (!page).then(|| segments[at..].iter().map(|segment| (*segment).to_owned()).collect())
}

async fn handle(State(site): State<Arc<Site>>, method: Method, uri: Uri, headers: HeaderMap, body: Bytes) -> Response {
    match api_path(uri.path()) {
        Some(path) => call(site, method, path, uri, headers, body).await,
        None => pages::page(site, uri, headers).await,
    }
}

/// Runs a command, notes it, and breaks its answer where that was asked for.
async fn call(
    site: Arc<Site>,
    method: Method,
    path: Vec<String>,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (started, at) = (Instant::now(), site.clock.now());
    let command = command(&path);
    let name = if command.name.is_empty() { path.join("/") } else { command.name.to_owned() };
    let fault = site.faults.strike(NAME, &name);
    delivery::wait(&site, fault.as_ref()).await;
    let form = if path.first().is_some_and(|first| first == "ims") { &body[..] } else { &[] };
    let read = Parameters::read(uri.query().unwrap_or_default(), form);
    let (shown, account) = (shown(&read, &path, &body), account(&site, &read, &headers));
    let nth = site.adobe_stock.requests.fetch_add(1, Ordering::Relaxed);
    let request_id = headers.get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let reply = match delivery::turned_away(fault.as_ref()) {
        Some(reply) => gateway::turned_away(reply),
        None => {
            let (site, fault) = (site.clone(), fault.clone());
            // Commands search, draw and write to the disk.
            let ran = tokio::task::spawn_blocking(move || {
                let parameters = read.map_err(|why| Failure::application(StatusCode::BAD_REQUEST, 20, why));
                let answer = parameters.and_then(|parameters| {
                    let request = Request {
                        site: &site,
                        method: &method,
                        headers: &headers,
                        parameters: &parameters,
                        body: &body,
                        hardship: fault.as_ref(),
                        path: &path,
                    };
                    gateway::enter(&request, command)
                });
                answer.unwrap_or_else(|failure| failure.reply(site.adobe_stock.switches(), nth))
            });
            ran.await.unwrap_or_else(|_| delivery::Reply::new(StatusCode::INTERNAL_SERVER_ERROR, "text/plain", ""))
        }
    };
    let request_id = request_id.filter(|id| !id.is_empty()).unwrap_or_else(|| gateway::request_id(nth));
    let reply = reply.with(gateway::REQUEST_ID, &request_id);
    let (response, status) = delivery::deliver(reply, fault.as_ref()).await;
    let ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    site.calls.record(Call { provider: NAME, account, command: name, arguments: shown, status, at, ms });
    response
}

/// In whose name a command is sent: the token's, where there is one, else the key's or that of who wants a token.
fn account(site: &Site, read: &Result<Parameters, &'static str>, headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name)?.to_str().ok();
    match text("authorization").and_then(|header| header.split_once(' ')) {
        Some((_, token)) => {
            let account = site.adobe_stock.shop.bearer(token.trim(), Purpose::Access);
            account.ok().map(|account| account.client.to_owned())
        }
        None => text("x-api-key").map(str::to_owned).or_else(|| read.as_ref().ok()?.text("client_id")),
    }
}

/// What the log of calls says of a request: no secrets.
fn shown(parameters: &Result<Parameters, &'static str>, path: &[String], body: &[u8]) -> Value {
    let mut shown = parameters.as_ref().map(Parameters::shown).unwrap_or_default();
    let segments: Vec<&str> = path.iter().map(String::as_str).collect();
    if let ["Rest", "Libraries", .., "Download", id, number] = segments.as_slice() {
        shown.insert("content_id".into(), (*id).into());
        shown.insert("number".into(), (*number).into());
    }
    if segments.last() == Some(&"License")
        && let Ok(sent) = serde_json::from_slice::<Value>(body)
    {
        shown.insert("body".into(), sent);
    }
    Value::Object(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_prefix_may_stand_before_a_command() {
        for path in ["/adobe/Rest/Media/1/Files", "/adobe/some/where//Rest/Media/1/Files/"] {
            assert_eq!(command(&api_path(path).unwrap()).name, "Media/Files", "{path}");
        }
        assert!(api_path("/adobe/112670342").is_none());
        assert!(api_path("/adobe/Rest/stock-photo/kitten/112670342").is_none());
    }
}
