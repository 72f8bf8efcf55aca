//! What was bought, and what has changed since.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{
    Failure, Request,
    account::page,
    envelope::{Answer, Members, members},
    items::{Style, generated_media, listed},
    purchases::text,
};
use crate::sandbox::{
    catalog::{self, DownloadOption, Kinds, Query},
    state::{Actor, LicensedItem, TransactionFilter, TransactionOrder, UserId},
};

pub(super) fn purchases(request: &Request<'_>, actor: Actor) -> Answer {
    let parameters = request.parameters;
    let filter = TransactionFilter {
        user: parameters.number("dp_subaccount_id")?.map(UserId),
        items: parameters.number("dp_item_id")?.into_iter().collect(),
        size: parameters.word("dp_size", DownloadOption::parse)?,
        ..TransactionFilter::default()
    };
    let by_price = parameters.word("dp_sort_field", |field| match field {
        "timestamp" | "date" | "purchaseDate" => Some(false),
        "price" => Some(true),
        _ => None,
    })?;
    let upwards = parameters.word("dp_sort_type", |direction| match direction.to_ascii_lowercase().as_str() {
        "asc" => Some(true),
        "desc" => Some(false),
        _ => None,
    })?;
    let order = match (by_price.unwrap_or(false), upwards.unwrap_or(false)) {
        (false, false) => TransactionOrder::Newest,
        (false, true) => TransactionOrder::Oldest,
        (true, false) => TransactionOrder::Dearest,
        (true, true) => TransactionOrder::Cheapest,
    };
    let style = Style::of(request)?;
    let found = request.site.world.purchases(actor, &filter, order, page(request)?);
    let rows: Vec<Value> = found.rows.iter().map(|row| Value::Object(purchase(request, row, &style))).collect();
    Ok(members(json!({ "purchases": rows, "count": found.count })))
}

/// An item with what it was bought as.
fn purchase(request: &Request<'_>, row: &LicensedItem, style: &Style) -> Members {
    let made = &row.transaction;
    let (mut entry, (width, height)) = match request.site.world.generated_item(made.item) {
        Some(item) => (generated_media(&item, style), (item.width, item.height)),
        None => match catalog::lookup(made.item).known() {
            Some(item) => {
                (listed(&item, style, false, false), item.download(made.size).unwrap_or((item.width, item.height)))
            }
            None => (Members::new(), (0, 0)),
        },
    };
    entry.extend(members(json!({
        "mediaId": made.item.to_string(), "license": "enterprise", "size": made.size.name(), "price": text(made.price),
        "method": "es_license", "purchaseDate": style.time(made.at.as_second()), "licenseId": made.id.to_string(),
        "purchasedWidth": width.to_string(), "purchasedHeight": height.to_string(),
    })));
    entry
}

/// No seller is kept from any buyer here.
pub(super) fn restricted_sellers(_: &Request<'_>, _: Actor) -> Answer {
    Ok(members(json!({ "restricted_sellers": [] })))
}

/// What came and what went: an item that was withdrawn counts for the time at which it was published.
pub(super) fn items(request: &Request<'_>) -> Answer {
    let parameters = request.parameters;
    let (from, to) = stretch(request, "datetime_from", "datetime_to")?;
    let query = |withdrawn| -> Result<Query, Failure> {
        Ok(Query {
            kinds: Kinds::ALL,
            nudity: true,
            collection: None,
            withdrawn,
            offset: parameters.number("dp_search_offset")?.unwrap_or(0),
            limit: usize::try_from(parameters.number("dp_search_limit")?.unwrap_or(100)).unwrap_or(usize::MAX),
            ..Query::default()
        })
    };
    let style = Style::of(request)?;
    let new = catalog::published(&query(false)?, from.as_second(), to.as_second());
    let gone = catalog::published(&query(true)?, from.as_second(), to.as_second());
    let shown = new.ids.iter().filter_map(|&id| catalog::lookup(id).active());
    let result: Vec<Value> = shown.map(|item| Value::Object(listed(&item, &style, true, false))).collect();
    Ok(members(json!({ "result": result, "deleted": gone.ids, "count": new.count })))
}

/// Licences whose status has changed. None has: nothing that was bought is cancelled here.
pub(super) fn transactions(request: &Request<'_>, _: Actor) -> Answer {
    stretch(request, "dp_date_from", "dp_date_to")?;
    request.parameters.word("dp_current_status", |status| ["active", "cancelled"].contains(&status).then_some(()))?;
    Ok(members(json!({ "result": [] })))
}

/// Both ends of a stretch of time.
fn stretch(request: &Request<'_>, from: &'static str, to: &'static str) -> Result<(Timestamp, Timestamp), Failure> {
    let time = |name| request.parameters.time(name)?.ok_or_else(|| Failure::parameter(name, "is required"));
    let (since, until) = (time(from)?, time(to)?);
    if until < since { Err(Failure::parameter(to, "is before the beginning")) } else { Ok((since, until)) }
}
