//! Member/LicenseHistory.

use serde_json::{Map, Value, json};

use super::{
    Request,
    answers::{Answer, ok},
    assets, columns, downloads, licensing,
    locale::Locale,
    pages,
    state::{Account, LicenseEvent},
};

pub(super) fn history(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let account = licensing::who(account)?;
    let search = request.parameters.part("search_parameters");
    let limit = search.within("limit", 1, 100, 100)?;
    let offset = search.number("offset")?.unwrap_or(0);
    let thumbnail = search.number("thumbnail_size")?;
    if thumbnail.is_some_and(|size| !pages::THUMBNAILS.contains(&size)) {
        return Err(super::Failure::parameter("thumbnail_size", "is none of the allowed values"));
    }
    let columns = request.parameters.list("result_columns");
    let all = request.parameters.flag("all");
    let page = |number: u64| usize::try_from(number).unwrap_or(usize::MAX);
    let (count, events) = request.shop().history(account, all, page(offset), page(limit));
    let locale = Locale::of(request.parameters);
    let rows: Vec<Value> = events.iter().map(|event| row(request, event, locale, thumbnail, &columns)).collect();
    ok(&json!({ "nb_results": count, "files": rows }))
}

/// A licence; what was withdrawn since stays in the list.
fn row(
    request: &Request<'_>,
    event: &LicenseEvent,
    locale: Locale,
    thumbnail: Option<u64>,
    columns: &[String],
) -> Value {
    let base = request.base();
    let opaque = downloads::opaque(request.site, event.number);
    let mut row = Map::new();
    row.insert("license".into(), event.license.name().into());
    row.insert("license_date".into(), locale.date(event.at).into());
    row.insert("download_url".into(), format!("{base}/Download/DownloadFileDirectly/{opaque}").into());
    row.insert("id".into(), event.item.into());
    let Some(asset) = assets::find(event.item).known() else { return Value::Object(row) };
    let view = columns::View { base: &base, locale, key: request.header("x-api-key"), account: None, shop: None };
    for name in ["title", "creator_name", "creator_id"] {
        row.insert(name.into(), view.column(&asset, name).unwrap_or_default());
    }
    row.insert("content_url".into(), pages::content_url(&base, &asset).into());
    for name in ["media_type_id", "vector_type", "content_type", "height", "width", "details_url"] {
        row.insert(name.into(), view.column(&asset, name).unwrap_or_default());
    }
    if let Some(size) = thumbnail {
        let mut thumbnail = view.thumbnail(&asset, size);
        // The vendor's Java library accepts no member that it does not know.
        thumbnail.shift_remove("thumbnail_html_tag");
        row.extend(thumbnail);
    }
    for name in columns.iter().filter(|name| columns::is_numbered_thumbnail(name)) {
        row.extend(view.column(&asset, name).map(|value| (name.clone(), value)));
    }
    Value::Object(row)
}
