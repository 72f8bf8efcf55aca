//! Downloads: the alias checks who asks and for what, then sends on to a storage that knows neither keys nor accounts.

use axum::{
    body::Bytes,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Response},
};
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tokio::time::Instant;

use super::{
    NAME, Request, Site,
    answers::{Answer, Failure},
    assets::{self, Asset, Media},
    gateway,
    licenses::License,
    state::{Account, LicenseEvent, Purpose, TokenFault, seal, unseal},
    zip,
};
use crate::sandbox::{
    calls::Call,
    delivery::{self, Reply},
    pictures::{self, Format, Watermark},
};

/// How long the storage's addresses live.
const LIFE: SignedDuration = SignedDuration::from_secs(300);
const IMAGE_SIZES: [u32; 6] = [400, 800, 1600, 2400, 3100, 5000];
const VIDEO_SIZES: [u32; 2] = [1080, 2160];
/// The longest edge of a comp.
const COMP_EDGE: u32 = 1_000;

/// What the storage gives out, as its addresses say.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Grant {
    item: u64,
    shape: Shape,
    watermarked: bool,
    /// Unix seconds.
    until: i64,
}

/// What a file is made as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Shape {
    /// The file itself.
    Original,
    /// A bitmap with so long a longest edge.
    Jpeg(u32),
    Png(u32),
    Clip,
}

/// What stands for a licence in the history's addresses.
#[derive(Serialize, Deserialize)]
struct Opaque {
    license: u64,
}

pub(super) fn opaque(site: &Site, number: u64) -> String {
    seal(site.adobe_stock.shop.seed(), &Opaque { license: number })
}

fn missing() -> Failure {
    let message = "Cannot find a download for this file and license on this organization";
    Failure::application(StatusCode::NOT_FOUND, 100, message)
}

fn wrong_size() -> Failure {
    Failure::application(StatusCode::BAD_REQUEST, 20, "This download cannot be processed, invalid size")
}

/// Whoever a token is of: as a parameter first, in the header else.
fn downloader(request: &Request<'_>) -> Result<&'static Account, Failure> {
    let parameter = request.parameters.text("token");
    let token = parameter.as_deref().or_else(|| gateway::bearer(request)).ok_or_else(missing)?;
    request.shop().bearer(token, Purpose::Access).map_err(|fault| match fault {
        TokenFault::Expired => Failure::application(StatusCode::UNAUTHORIZED, 10, "This download is expired"),
        TokenFault::Unknown => missing(),
    })
}

/// The asset and the number at the end of a path.
fn named(request: &Request<'_>) -> Result<(Asset, u64), Failure> {
    let [.., id, number] = request.path else { return Err(missing()) };
    let (Ok(id), Ok(number)) = (id.parse(), number.parse()) else { return Err(missing()) };
    Ok((assets::find(id).on_sale().ok_or_else(missing)?, number))
}

/// Libraries/Download.
pub(super) fn licensed(request: &Request<'_>) -> Answer {
    let account = downloader(request)?;
    let (asset, number) = named(request)?;
    let owned = License::ALL.into_iter().filter(|license| asset.file_number(*license) == number);
    let event = owned.filter_map(|license| request.shop().owned(account, asset.id, Some(license))).next();
    send(request, &asset, &event.ok_or_else(missing)?)
}

/// The address in the history.
pub(super) fn directly(request: &Request<'_>) -> Answer {
    let account = downloader(request)?;
    let opaque = request.path.last().and_then(|text| unseal::<Opaque>(request.shop().seed(), text));
    let event = opaque.and_then(|opaque| request.shop().event(account, opaque.license)).ok_or_else(missing)?;
    let asset = assets::find(event.item).on_sale().ok_or_else(missing)?;
    send(request, &asset, &event)
}

/// Libraries/Watermarked/Download: for everybody with a token.
pub(super) fn watermarked(request: &Request<'_>) -> Answer {
    downloader(request)?;
    let (asset, _) = named(request)?;
    let shape = if asset.media == Media::Video { Shape::Clip } else { Shape::Jpeg(COMP_EDGE.min(asset.long_edge())) };
    hand_out(request, &asset, shape, true)
}

fn send(request: &Request<'_>, asset: &Asset, event: &LicenseEvent) -> Answer {
    let shape = shape(request, asset, event.license)?;
    hand_out(request, asset, shape, false)
}

/// What `size` and `format` come to under a licence.
fn shape(request: &Request<'_>, asset: &Asset, license: License) -> Result<Shape, Failure> {
    let (width, height) = asset.delivered(license);
    let size = match request.parameters.text("size") {
        Some(text) => Some(text.parse::<u32>().map_err(|_| wrong_size())?),
        None => None,
    };
    let format = request.parameters.text("format").map(|format| format.to_ascii_lowercase());
    match (asset.media, size, format.as_deref()) {
        (Media::Vector, None, Some("jpeg")) => Ok(Shape::Jpeg(asset.long_edge())),
        (Media::Vector, None, Some("png")) if asset.is_transparent() => Ok(Shape::Png(asset.long_edge())),
        (_, _, Some(_)) => Err(Failure::parameter("format", "does not match type of content")),
        (Media::Photo | Media::Illustration, None, None) => Ok(Shape::Jpeg(width.max(height))),
        (Media::Photo | Media::Illustration, Some(size), None) if IMAGE_SIZES.contains(&size) => {
            Ok(Shape::Jpeg(size.min(width.max(height))))
        }
        (Media::Video, None, None) => Ok(Shape::Clip),
        (Media::Video, Some(size), None) if VIDEO_SIZES.contains(&size) && size <= width.min(height).max(1080) => {
            Ok(Shape::Clip)
        }
        (_, Some(_), None) => Err(wrong_size()),
        (_, None, None) => Ok(Shape::Original),
    }
}

/// The way to the file, or the file itself where the switch says so.
fn hand_out(request: &Request<'_>, asset: &Asset, shape: Shape, watermarked: bool) -> Answer {
    let until = request.shop().now().checked_add(LIFE).map_or(i64::MAX, |until| until.as_second());
    let grant = Grant { item: asset.id, shape, watermarked, until };
    if request.switches().direct_download {
        return draw(&grant, asset).ok_or_else(missing);
    }
    let signed = seal(request.shop().seed(), &grant);
    let location = format!("{}/storage/{signed}/{}", request.base(), file_name(asset, shape));
    Ok(Reply::new(StatusCode::FOUND, "text/html", "").with(header::LOCATION, &location))
}

fn file_name(asset: &Asset, shape: Shape) -> String {
    let extension = match (shape, asset.content_type()) {
        (Shape::Jpeg(_), _) => "jpeg",
        (Shape::Png(_), _) => "png",
        (Shape::Clip, _) => "mp4",
        (Shape::Original, "image/svg+xml") => "svg",
        (Shape::Original, _) => "zip",
    };
    format!("AdobeStock_{}.{extension}", asset.id)
}

/// The storage: knows what it signed, and dislikes a second way of saying who one is.
pub(super) fn storage(site: &Site, signed: &str, headers: &HeaderMap) -> Response {
    let (begun, at) = (Instant::now(), site.clock.now());
    let range = headers.get(header::RANGE).and_then(|range| range.to_str().ok());
    let response = stored(site, signed, headers, range);
    site.calls.record(Call {
        provider: NAME,
        account: None,
        command: "file".to_owned(),
        arguments: json!({ "range": range }),
        status: json!(response.status().as_u16()),
        at,
        ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
    });
    response
}

fn stored(site: &Site, signed: &str, headers: &HeaderMap, range: Option<&str>) -> Response {
    let refuse = |status: StatusCode, code: &str, message: &str| {
        let body = format!("<?xml version=\"1.0\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>");
        Reply::new(status, "application/xml", body).into_response()
    };
    if headers.get(header::AUTHORIZATION).is_some_and(|value| !value.is_empty()) {
        let message = "Only one auth mechanism allowed";
        return refuse(StatusCode::BAD_REQUEST, "InvalidArgument", message);
    }
    let shop = &site.adobe_stock.shop;
    let grant = unseal::<Grant>(shop.seed(), signed).filter(|grant| grant.until > shop.now().as_second());
    let Some(grant) = grant else {
        return refuse(StatusCode::FORBIDDEN, "AccessDenied", "Request has expired");
    };
    let file = assets::find(grant.item).known().and_then(|asset| draw(&grant, &asset));
    match file {
        Some(file) => delivery::part(file, range).into_response(),
        None => refuse(StatusCode::NOT_FOUND, "NoSuchKey", "no such file"),
    }
}

fn draw(grant: &Grant, asset: &Asset) -> Option<Reply> {
    let watermark = if grant.watermarked { Watermark::Neutral } else { Watermark::None };
    let bitmap = |edge, format| pictures::render(&asset.item, edge, watermark, format).ok();
    let (content_type, bytes) = match grant.shape {
        Shape::Jpeg(edge) => bitmap(edge, Format::Jpeg).map(|picture| ("image/jpeg", picture.bytes))?,
        Shape::Png(edge) => bitmap(edge, Format::Png).map(|picture| ("image/png", picture.bytes))?,
        Shape::Clip => pictures::clip(&asset.item, watermark).ok().map(|clip| ("video/mp4", clip.bytes))?,
        Shape::Original => {
            let drawing = bitmap(pictures::MAX_EDGE, Format::Svg)?.bytes;
            match asset.content_type() {
                "image/svg+xml" => ("image/svg+xml", drawing),
                _ => ("application/zip", zip::of(&format!("AdobeStock_{}.svg", asset.id), &drawing)),
            }
        }
    };
    let name = file_name(asset, grant.shape);
    let disposition = format!("attachment; filename=\"{name}\";");
    Some(Reply::new(StatusCode::OK, content_type, Bytes::from(bytes)).with(header::CONTENT_DISPOSITION, &disposition))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_signed_here_is_not_read() {
        let text = seal(1, &Opaque { license: 7 });
        assert_eq!(unseal::<Opaque>(1, &text).map(|opaque| opaque.license), Some(7));
        assert!(unseal::<Opaque>(2, &text).is_none());
        assert!(unseal::<Grant>(1, &text).is_none());
    }
}
