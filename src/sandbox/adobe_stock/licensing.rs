//! Content/Info and Content/License.

use std::time::Duration;

use axum::http::StatusCode;
use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    DOMAINS, Request, Switches,
    answers::{Answer, Failure, ok},
    assets::{self, Asset, Found, Media},
    licenses::License,
    profile,
    state::{Account, Order, Outcome},
};
use crate::{
    config::sandbox::FaultKind,
    sandbox::{faults, form::scalar},
};

/// The most references one purchase takes, and the longest in characters.
const MAX_REFERENCES: usize = 100;
const MAX_REFERENCE: usize = 1_000;

/// Whoever calls a command that needs a token.
pub(super) fn who(account: Option<&'static Account>) -> Result<&'static Account, Failure> {
    account.ok_or(Failure::gateway(StatusCode::FORBIDDEN, "403010", "Oauth token is missing."))
}

/// An asset that can be bought today.
pub(super) fn on_sale(id: u64) -> Result<Asset, Failure> {
    match assets::find(id) {
        Found::OnSale(asset) => Ok(asset),
        Found::Withdrawn(_) => Err(Failure::withdrawn(id)),
        Found::Missing => Err(Failure::unknown(id)),
    }
}

/// The licence that is named; it must fit the asset.
pub(super) fn license_for(request: &Request<'_>, account: &Account, asset: &Asset) -> Result<Option<License>, Failure> {
    let Some(name) = request.parameters.text("license") else { return Ok(None) };
    let license = License::parse(&name).filter(|license| asset.licenses(account.alternatives).contains(license));
    license.map(Some).ok_or_else(|| Failure::misfit(&name, asset.id))
}

fn content_id(request: &Request<'_>) -> Result<u64, Failure> {
    request.parameters.number("content_id")?.ok_or_else(|| Failure::parameter("content_id", "is required"))
}

/// A number in some answers and text in others; the switch makes it a number in all.
fn id(asset: &Asset, as_number: bool) -> Value {
    if as_number { asset.id.into() } else { asset.id.to_string().into() }
}

/// `YYYY-MM-DD hh:mm:ss`, UTC, and nothing that says so.
fn date(at: Timestamp, switches: Switches) -> Value {
    let format = if switches.fractional_dates { "%Y-%m-%d %H:%M:%S.%3f" } else { "%Y-%m-%d %H:%M:%S" };
    at.strftime(format).to_string().into()
}

/// `contents` with its only member.
fn contents(asset: &Asset, content_id: Value, size: &str, details: Value) -> Value {
    json!({
        asset.id.to_string(): { "content_id": content_id, "size": size, "purchase_details": details },
    })
}

pub(super) fn info(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let (account, switches) = (who(account)?, request.switches());
    let number = content_id(request)?;
    let asset = assets::find(number).known().ok_or_else(|| Failure::unknown(number))?;
    let license = license_for(request, account, &asset)?;
    let owned = request.shop().owned(account, asset.id, license);
    let contents = match (owned, request.shop().cancelled(account, asset.id, license)) {
        (Some(event), _) => {
            let license = event.license.name();
            let details = json!({ "state": "purchased", "license": license, "date": date(event.at, switches) });
            contents(&asset, id(&asset, true), "Original", details)
        }
        // What was bought before stays in the records; what was not is gone.
        (None, _) if assets::find(number).on_sale().is_none() => return Err(Failure::withdrawn(number)),
        (None, Some(at)) => {
            let details = json!({ "state": "cancelled", "cancelled": date(at, switches) });
            contents(&asset, id(&asset, switches.content_id_as_number), "Comp", details)
        }
        (None, None) => {
            let key = profile::member_key(switches);
            let details = json!({ "state": "not_purchased", key: account.member });
            contents(&asset, id(&asset, switches.content_id_as_number), "Comp", details)
        }
    };
    ok(&json!({ "member": profile::member(account, switches), "contents": contents }))
}

pub(super) fn license(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let (account, switches) = (who(account)?, request.switches());
    let asset = on_sale(content_id(request)?)?;
    let license = match license_for(request, account, &asset)? {
        Some(license) => license,
        None => *asset.licenses(false).first().ok_or_else(|| Failure::misfit(License::Standard.name(), asset.id))?,
    };
    let listed_after = match request.hardship {
        Some(fault) if fault.kind == FaultKind::LateListing => faults::time(fault),
        _ => Duration::ZERO,
    };
    let outcome = request.shop().license(Order {
        account,
        asset: &asset,
        license,
        again: request.parameters.flag("license_again"),
        references: references(request.body)?,
        quota_out: request.is_struck_by(FaultKind::BalanceOut),
        listed_after,
    })?;
    let content_id = id(&asset, switches.content_id_as_number);
    let left = request.shop().left(account);
    let file = file(&asset, license);
    let (entitlement, details) = match outcome {
        Outcome::Bought(event) => {
            let lag = if switches.lagging_quota { event.units } else { 0 };
            let details = bought(request, &asset, license, "just_purchased", event.at, &file);
            (profile::entitlement(account, left, lag), details)
        }
        Outcome::Owned(event) => {
            let details = bought(request, &asset, license, "purchased", event.at, &file);
            (profile::entitlement(account, left, 0), details)
        }
        Outcome::Cancelled(at) => {
            let mut details = bought(request, &asset, license, "cancelled", at, &file);
            details["url"] = address(request, "Watermarked/Download", &asset, license).into();
            details["cancelled"] = date(at, switches);
            (profile::entitlement(account, left, 0), details)
        }
        Outcome::Refused => {
            let url = format!("{}/{}?sso_inbound=1", request.base(), asset.id);
            (Value::Null, json!({ "state": "not_possible", "url": url, "message": "" }))
        }
        Outcome::ReferenceMissing(field) => {
            let message = format!("License reference #{} ({}) is required", field.id, field.text);
            return Err(Failure::application(StatusCode::BAD_REQUEST, 100, message));
        }
    };
    ok(&json!({
        "available_entitlement": entitlement,
        "contents": contents(&asset, content_id, "Comp", details),
        "member": profile::member(account, switches),
    }))
}

fn address(request: &Request<'_>, way: &str, asset: &Asset, license: License) -> String {
    let base = request.base();
    // The vendor's PHP library shows its token only to addresses that have one of the vendor's domains somewhere in them,
    // and knows no other way to a file. Whatever stands before `Rest` is passed over.
    let known = DOMAINS.iter().any(|domain| base.contains(domain));
    let sign = if known { "" } else { "/stock.adobe.com" };
    format!("{base}{sign}/Rest/Libraries/{way}/{}/{}", asset.id, asset.file_number(license))
}

fn bought(
    request: &Request<'_>,
    asset: &Asset,
    license: License,
    state: &str,
    at: Timestamp,
    file: &Map<String, Value>,
) -> Value {
    let mut details = json!({
        "state": state,
        "license": license.name(),
        "date": date(at, request.switches()),
        "url": address(request, "Download", asset, license),
    });
    if let Value::Object(details) = &mut details {
        details.extend(file.clone());
    }
    details
}

/// What is said of the file.
fn file(asset: &Asset, license: License) -> Map<String, Value> {
    let (width, height) = asset.delivered(license);
    let mut file = Map::new();
    file.insert("content_type".into(), asset.content_type().into());
    file.insert("width".into(), width.into());
    file.insert("height".into(), height.into());
    if asset.media == Media::Video {
        let frames = f64::from(asset.item.fps.unwrap_or(25));
        // The vendor's Java library reads the one, its PHP library the other.
        file.insert("framerate".into(), frames.into());
        file.insert("frame_rate".into(), frames.into());
        file.insert("duration".into(), (u64::from(asset.item.length.unwrap_or(1)) * 1_000).into());
        file.insert("content_length".into(), asset.item.filesize.into());
    }
    file
}

/// The references of a POST, by id: JSON whatever its content type says, in an object or bare.
fn references(body: &[u8]) -> Result<Vec<(String, String)>, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        return Ok(Vec::new());
    }
    let misfit = || Failure::parameter("cce_agency", "must be a list of id and value");
    let sent: Value = serde_json::from_slice(body).map_err(|_| Failure::parameter("body", "is no JSON"))?;
    let list = match &sent {
        Value::Array(list) => list.as_slice(),
        Value::Object(members) => match members.get("cce_agency") {
            Some(Value::Array(list)) => list.as_slice(),
            Some(_) => return Err(misfit()),
            None => &[],
        },
        _ => return Err(misfit()),
    };
    if list.len() > MAX_REFERENCES {
        return Err(misfit());
    }
    let pair = |entry: &Value| {
        let value = scalar(&entry["value"]).filter(|value| value.chars().count() <= MAX_REFERENCE)?;
        Some((scalar(&entry["id"])?, value))
    };
    list.iter().map(|entry| pair(entry).ok_or_else(misfit)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_read_in_every_clients_form() {
        let expected = vec![("2".to_owned(), "Project X".to_owned())];
        for body in [
            r#"{"cce_agency":[{"id":"2","value":"Project X"}]}"#,
            r#"{"cce_agency":[{"id":2,"value":"Project X"}]}"#,
            r#"[{"id":2,"value":"Project X"}]"#,
        ] {
            assert_eq!(references(body.as_bytes()).unwrap(), expected, "{body}");
        }
        assert!(references(b" ").unwrap().is_empty());
        assert!(references(b"{").is_err() && references(b"3").is_err());
    }
}
