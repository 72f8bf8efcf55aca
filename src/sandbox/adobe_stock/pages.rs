//! What is for browsers: thumbnails, clips, pages about assets; and their addresses.

use std::sync::Arc;

use axum::{
    http::{HeaderMap, StatusCode, Uri, header},
    response::{Html, IntoResponse, Response},
};

use super::{
    Site,
    assets::{self, Asset, Media},
    base, downloads,
};
use crate::sandbox::{
    catalog::{Lang, mix},
    delivery::Reply,
    pictures::{self, Format, Picture, Watermark},
};

/// The longest edges of thumbnails.
pub(super) const THUMBNAILS: [u64; 6] = [110, 160, 220, 240, 500, 1000];
/// From here on they carry a watermark.
const WATERMARKED: u64 = 500;

/// `…/jpg/00/75/95/03/500_F_75950374_….jpg`
pub(super) fn thumbnail_url(base: &str, asset: &Asset, size: u64) -> String {
    let padded = format!("{:010}", asset.id);
    let folders = [0, 2, 4, 6].map(|at| padded.get(at..at + 2).unwrap_or("00"));
    format!("{base}/jpg/{}/{size}_F_{}_{:016x}.jpg", folders.join("/"), asset.id, mix(asset.id))
}

pub(super) fn clip_url(base: &str, asset: &Asset) -> String {
    format!("{base}/clips/{}.mp4", asset.id)
}

/// `content_url`
pub(super) fn content_url(base: &str, asset: &Asset) -> String {
    let kind = if asset.media == Media::Video { "video" } else { "photo" };
    format!("{base}/Rest/stock-{kind}/{}/{}", asset.item.slug(), asset.id)
}

/// `details_url`
pub(super) fn details_url(base: &str, asset: &Asset, key: Option<&str>) -> String {
    let content: String = form_urlencoded::byte_serialize(key.unwrap_or_default().as_bytes()).collect();
    format!("{base}/{}?as_channel=affiliate&as_source=api&as_content={content}", asset.id)
}

/// Whatever is no command.
pub(super) async fn page(site: Arc<Site>, uri: Uri, headers: HeaderMap) -> Response {
    let drawn = tokio::task::spawn_blocking(move || {
        let segments: Vec<&str> = uri.path().split('/').filter(|segment| !segment.is_empty()).collect();
        match segments.as_slice() {
            [.., "jpg", _, _, _, _, file] => thumbnail(file),
            [.., "clips", file] => clip(file),
            [.., "storage", signed, _] => Some(downloads::storage(&site, signed, &headers)),
            [.., id] => about(&base(&site), id),
            [] => None,
        }
    });
    let page = drawn.await.ok().flatten();
    page.unwrap_or_else(|| (StatusCode::NOT_FOUND, Html("no such page")).into_response())
}

fn cached(picture: Picture) -> Response {
    let reply = Reply::new(StatusCode::OK, picture.content_type, picture.bytes);
    reply.with(header::CACHE_CONTROL, "public, max-age=86400").into_response()
}

fn thumbnail(file: &str) -> Option<Response> {
    let mut parts = file.split('_');
    let (size, _, id) = (parts.next()?.parse().ok()?, parts.next()?, parts.next()?.parse().ok()?);
    let edge = u32::try_from(size).ok().filter(|_| THUMBNAILS.contains(&size))?;
    let asset = assets::find(id).known()?;
    let watermark = if size >= WATERMARKED { Watermark::Neutral } else { Watermark::None };
    pictures::render(&asset.item, edge, watermark, Format::Jpeg).ok().map(cached)
}

fn clip(file: &str) -> Option<Response> {
    let asset = assets::find(file.strip_suffix(".mp4")?.parse().ok()?).known()?;
    if asset.media != Media::Video {
        return None;
    }
    pictures::clip(&asset.item, Watermark::Neutral).ok().map(cached)
}

/// A page about an asset: its picture, title and description.
fn about(base: &str, id: &str) -> Option<Response> {
    let asset = assets::find(id.parse().ok()?).known()?;
    let escape = |text: String| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let (title, description) = (escape(asset.item.title(Lang::En)), escape(asset.item.description(Lang::En)));
    let picture = thumbnail_url(base, &asset, 1000);
    let page = format!(
        "<!doctype html><meta charset=\"utf-8\"><title>{title}</title>\
         <body style=\"font-family:sans-serif;max-width:1000px;margin:2rem auto\"><h1>{title}</h1>\
         <img src=\"{picture}\" alt=\"\" style=\"max-width:100%\"><p>{description}</p>"
    );
    Some(Html(page).into_response())
}
