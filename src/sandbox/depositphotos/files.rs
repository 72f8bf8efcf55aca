//! Pictures, pages and downloads: what the answers' addresses lead to.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    extract::{Path, Query, State},
    http::{HeaderMap, StatusCode, header},
    response::{Html, IntoResponse, Response},
    routing::get,
};

use serde_json::json;
use tokio::time::Instant;

use crate::sandbox::{
    Site,
    calls::Call,
    catalog::{self, Kind, Lang, Preview},
    delivery::{self, Reply},
    pictures::{self, Format, Picture, Watermark},
    state::{DownloadOption, GeneratedItem},
};

pub(super) fn routes() -> Router<Arc<Site>> {
    Router::new()
        .route("/previews/{id}/{file}", get(preview))
        .route("/clips/{file}", get(clip))
        .route("/avatars/{file}", get(avatar))
        .route("/secure/{number}/{file}", get(generated_preview))
        .route("/storage/item/download", get(download))
        .route("/license-desc.html", get(license_page))
        .route("/{id}/{page}", get(page))
}

/// Draws off the runtime's threads.
async fn draw(work: impl FnOnce() -> Option<Picture> + Send + 'static) -> Response {
    match tokio::task::spawn_blocking(work).await {
        Ok(Some(picture)) => {
            let caching =
                [(header::CONTENT_TYPE, picture.content_type), (header::CACHE_CONTROL, "public, max-age=86400")];
            (caching, picture.bytes).into_response()
        }
        Ok(None) | Err(_) => (StatusCode::NOT_FOUND, "no such file").into_response(),
    }
}

fn generated(item: &GeneratedItem, edge: u32, watermark: Watermark) -> Option<Picture> {
    let index = u32::try_from(item.position).unwrap_or(0);
    pictures::generated(&item.prompt, index, (item.width, item.height), edge, watermark, Format::Jpeg).ok()
}

async fn preview(
    State(site): State<Arc<Site>>,
    Path((id, file)): Path<(u64, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    draw(move || {
        let edge: u32 = file.split('.').next()?.parse().ok()?;
        let preview = Preview::of_edge(edge)?;
        let watermark = Watermark::on(preview, query.get("watermark").map(String::as_str));
        if let Some(item) = site.world.generated_item(id) {
            return generated(&item, edge, watermark);
        }
        let item = catalog::lookup(id).known()?;
        pictures::render(&item, edge, watermark, Format::Jpeg).ok()
    })
    .await
}

async fn clip(Path(file): Path<String>) -> Response {
    draw(move || {
        let item = catalog::lookup(file.strip_suffix(".mp4")?.parse().ok()?).known()?;
        let is_video = item.kind == Kind::Video;
        pictures::clip(&item, Watermark::Neutral).ok().filter(|_| is_video)
    })
    .await
}

async fn avatar(Path(file): Path<String>) -> Response {
    draw(move || {
        let author = catalog::author(file.strip_suffix(".jpg")?.parse().ok()?)?;
        pictures::avatar(&author, 110).ok()
    })
    .await
}

async fn generated_preview(
    State(site): State<Arc<Site>>,
    Path((number, _file)): Path<(u64, String)>,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    draw(move || {
        let item = site.world.preview(number, query.get("md5")?)?;
        generated(&item, 1_024, Watermark::Neutral)
    })
    .await
}

/// A licensed or complimentary file, as a file server gives it: with a tag, whole or in part.
async fn download(
    State(site): State<Arc<Site>>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
) -> Response {
    let (begun, at) = (Instant::now(), site.clock.now());
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok()).map(str::to_owned);
    let world = site.clone();
    let drawn = tokio::task::spawn_blocking(move || licensed(&world, query.get("id")?)).await;
    let response = match drawn {
        Ok(Some((picture, name))) => {
            let name = format!("attachment; filename=\"{name}\"");
            let whole = Reply::new(StatusCode::OK, picture.content_type, picture.bytes);
            delivery::part(whole.with(header::CONTENT_DISPOSITION, &name), range.as_deref()).into_response()
        }
        Ok(None) | Err(_) => (StatusCode::NOT_FOUND, "no such file").into_response(),
    };
    site.calls.record(Call {
        provider: "depositphotos",
        account: None,
        command: "file".to_owned(),
        arguments: json!({ "range": range }),
        status: json!(response.status().as_u16()),
        at,
        ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    response
}

/// What a token stands for, drawn, and its name.
fn licensed(site: &Site, token: &str) -> Option<(Picture, String)> {
    let file = site.world.download(token).ok()?;
    if let Some(item) = site.world.generated_item(file.item) {
        let picture = generated(&item, item.width.max(item.height), Watermark::None)?;
        return Some((picture, format!("depositphotos_{}.jpg", item.id)));
    }
    let item = catalog::lookup(file.item).known()?;
    let (width, height) = item.download(file.size)?;
    let edge = width.max(height).min(pictures::MAX_EDGE);
    let (picture, extension) = match item.kind {
        Kind::Video => (pictures::clip(&item, Watermark::None).ok()?, "mp4"),
        Kind::Vector if file.size == DownloadOption::Vect => {
            (pictures::render(&item, edge, Watermark::None, Format::Svg).ok()?, "svg")
        }
        _ => (pictures::render(&item, edge, Watermark::None, Format::Jpeg).ok()?, "jpg"),
    };
    Some((picture, format!("depositphotos_{}-{}.{extension}", item.id, item.slug())))
}

/// A page about an item: its picture, title and description.
async fn page(State(site): State<Arc<Site>>, Path((id, _page)): Path<(u64, String)>) -> Response {
    let texts = match site.world.generated_item(id) {
        Some(item) => Some((item.prompt.clone(), item.prompt)),
        None => catalog::lookup(id).known().map(|item| (item.title(Lang::En), item.description(Lang::En))),
    };
    let Some((title, description)) = texts else {
        return (StatusCode::NOT_FOUND, Html("no such item")).into_response();
    };
    let [title, description] = [title, description].map(|text| escape(&text));
    Html(format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{title}</title>\
         <body style=\"font-family:sans-serif;max-width:950px;margin:2rem auto\"><h1>{title}</h1>\
         <img src=\"/previews/{id}/950.jpg\" alt=\"\" style=\"max-width:100%\"><p>{description}</p>"
    ))
    .into_response()
}

/// Where a certificate's `license.link` leads.
async fn license_page() -> Html<&'static str> {
    Html(
        "<!doctype html><meta charset=\"utf-8\"><title>License</title><h1>License</h1><p>A license of the sandbox.</p>",
    )
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
