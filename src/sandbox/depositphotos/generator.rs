//! The image generator, and the callbacks of its jobs.

use std::{net::IpAddr, sync::Arc, time::Duration};

use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    Failure, Request,
    envelope::{Answer, members, wrap},
    items,
};
use crate::sandbox::{
    Site,
    state::{Actor, AspectRatio, Callback, Generation, GenerationRequest, Medium, Report},
};

/// How often due jobs are looked for.
const TICK: Duration = Duration::from_millis(200);
/// How long a callback may take.
const CALLBACK_TIMEOUT: Duration = Duration::from_secs(5);

pub(super) fn generate(request: &Request<'_>, actor: Actor) -> Answer {
    let parameters = request.parameters;
    let order = GenerationRequest {
        prompt: parameters.need_text("dp_prompt")?,
        aspect_ratio: parameters.word("dp_aspect_ratio", AspectRatio::parse)?.unwrap_or_default(),
        medium: parameters.word("dp_medium", Medium::parse)?.unwrap_or_default(),
        callback_url: parameters.word("dp_callback_url", web_address)?,
    };
    let job = request.site.world.generate(actor, &order)?;
    Ok(members(json!({ "data": shown(request.site, &job) })))
}

/// An address that can be called at all.
fn web_address(text: &str) -> Option<String> {
    let url = url::Url::parse(text).ok()?;
    matches!(url.scheme(), "http" | "https").then(|| text.to_owned())
}

fn uuid(request: &Request<'_>) -> Result<Uuid, Failure> {
    let text = request.parameters.need_text("dp_uuid")?;
    // An id that cannot exist is one that does not.
    Uuid::parse_str(&text).map_err(|_| Failure::no_item())
}

pub(super) fn get(request: &Request<'_>, actor: Actor) -> Answer {
    let job = request.site.world.generation(actor, uuid(request)?)?;
    Ok(members(json!({ "data": shown(request.site, &job) })))
}

pub(super) fn media(request: &Request<'_>, actor: Actor) -> Answer {
    let item = request.site.world.generated_media(actor, uuid(request)?)?;
    Ok(members(json!({ "data": items::internal(request.site, item.id) })))
}

fn shown(site: &Site, job: &Generation) -> Value {
    let items = job.pictures.iter().map(|picture| {
        let preview = picture.preview.as_ref().map(|preview| {
            format!("{}/secure/{}/staff_1024.jpg?md5={}", site.base, preview.number, preview.token.as_str())
        });
        json!({ "uuid": picture.uuid, "dpItemId": picture.item, "previewUrl": preview })
    });
    json!({
        "uuid": job.uuid, "prompt": job.prompt, "status": job.status.name(),
        "purchaseStatus": if job.paid { "paid" } else { "deferred" }, "items": items.collect::<Vec<_>>(),
    })
}

/// Ends due jobs and tells whoever asked to be told, until stopped.
pub(in crate::sandbox) async fn send_callbacks(site: Arc<Site>, stop: CancellationToken) {
    let client =
        reqwest::Client::builder().timeout(CALLBACK_TIMEOUT).redirect(reqwest::redirect::Policy::none()).build();
    let Ok(client) = client else { return };
    let mut tick = tokio::time::interval(TICK);
    loop {
        tokio::select! {
            () = stop.cancelled() => return,
            _ = tick.tick() => {}
        }
        if site.world.next_due().is_none_or(|due| due > site.clock.now()) {
            continue;
        }
        let callbacks = site.world.advance().unwrap_or_else(|refusal| {
            tracing::error!(%refusal, "due generator jobs stay open");
            Vec::new()
        });
        for callback in callbacks {
            for (url, body) in reports(&site, &callback) {
                if is_loopback(&url) {
                    let request = client.post(&url).header("content-type", "application/json");
                    // As the real one: whoever does not listen is not told again.
                    drop(request.body(body.to_string()).send().await);
                }
            }
        }
    }
}

/// What is sent, where to.
fn reports(site: &Site, callback: &Callback) -> Vec<(String, Value)> {
    let report = |job: &Generation| wrap(Ok(members(json!({ "data": shown(site, job) }))), site.clock.now());
    let (url, job) = (&callback.url, &callback.generation);
    let another = Generation { uuid: callback.other.unwrap_or_default(), ..job.clone() };
    match callback.report {
        Report::Sent => vec![(url.clone(), report(job))],
        Report::Lost => Vec::new(),
        Report::Forged => {
            vec![(url.clone(), report(&another)), (format!("{url}A"), report(job)), (url.clone(), report(job))]
        }
    }
}

/// The sandbox calls nobody but this machine.
fn is_loopback(url: &str) -> bool {
    let Ok(url) = url::Url::parse(url) else { return false };
    let Some(host) = url.host_str() else { return false };
    let host = host.trim_matches(['[', ']']);
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|ip| ip.is_loopback())
}
