//! Member/Profile: what an account has left, and what a licence would take of it. Member/Abandon.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::{
    Request, Switches,
    answers::{Answer, Failure, ok},
    assets::{Asset, Media},
    licenses::License,
    licensing,
    locale::{Locale, Message},
    state::{Account, Plan, Quote, quote},
};
use crate::sandbox::delivery::Reply;

/// `quota` where a plan has no end.
const UNLIMITED: u64 = 999_999;

/// `member`
pub(super) fn member(account: &Account, switches: Switches) -> Value {
    json!({ member_key(switches): account.member })
}

/// The name under which a member's number is given: the vendor's PHP and Java libraries know the one alone.
pub(super) const fn member_key(switches: Switches) -> &'static str {
    if switches.member_id { "member_id" } else { "stock_id" }
}

/// `available_entitlement`; the map may lag behind the quota.
pub(super) fn entitlement(account: &Account, left: u64, lag: u64) -> Value {
    let (key, license_type) = match account.plan {
        Plan::Universal => ("universal_credits_quota", 43),
        Plan::StandardCredits => ("standard_credits_quota", 42),
        Plan::Images => ("image_quota", 1),
        Plan::Videos => ("video_quota", 15),
        Plan::Unlimited => ("cct_pro_unlimited_images", 1),
    };
    let unlimited = account.plan == Plan::Unlimited;
    let full = match left {
        _ if unlimited => json!({ key: "unlimited" }),
        0 if account.empty_list => json!([]),
        _ => json!({ key: left + lag }),
    };
    let quota = if unlimited { UNLIMITED } else { left };
    let mut entitlement = Map::new();
    entitlement.insert("quota".into(), quota.into());
    if quota > 0 || account.overage {
        let agency = matches!(account.plan, Plan::Universal | Plan::StandardCredits);
        entitlement.insert("license_type_id".into(), license_type.into());
        entitlement.insert("has_credit_model".into(), (account.plan == Plan::Videos).into());
        entitlement.insert("has_agency_model".into(), agency.into());
        entitlement.insert("is_cce".into(), (!account.is_individual()).into());
    }
    entitlement.insert("full_entitlement_quota".into(), full);
    if account.plan == Plan::Universal {
        entitlement.insert("quota_ids".into(), json!({ key: "credits" }));
    }
    if matches!(account.plan, Plan::Universal | Plan::Unlimited) {
        entitlement.insert("user_has_ccpro".into(), unlimited.into());
        entitlement.insert("organization_has_ccpro".into(), unlimited.into());
    }
    Value::Object(entitlement)
}

pub(super) fn profile(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let account = licensing::who(account)?;
    let left = request.shop().left(account);
    let locale = Locale::of(request.parameters);
    let member = member(account, request.switches());
    let id = request.parameters.number("content_id")?.filter(|id| *id > 0);
    let Some(id) = id else {
        let state = match left {
            _ if left > 0 || account.plan == Plan::Unlimited => "possible",
            _ if account.overage => "overage",
            _ => "not_possible",
        };
        let checkout = state == "not_possible" && account.is_individual();
        let message = match account.plan {
            Plan::Unlimited => Message::Unlimited,
            _ => Message::Balance { left },
        };
        return ok(&json!({
            "available_entitlement": entitlement(account, left, 0),
            "member": member,
            "purchase_options": {
                "state": state, "requires_checkout": checkout,
                "message": locale.message(account, &message),
            },
        }));
    };
    let asset = licensing::on_sale(id)?;
    let license = licensing::license_for(request, account, &asset)?;
    // Without a licence the quote is for the plainest one.
    let license = match license.or_else(|| asset.licenses(account.alternatives).first().copied()) {
        Some(license) => license,
        None => return Err(Failure::misfit(License::Standard.name(), id)),
    };
    let quoted = quote(account, left, &asset, license);
    let mut body = Map::new();
    let entitlement = if quoted == Quote::NotCovered { Value::Null } else { entitlement(account, left, 0) };
    body.insert("available_entitlement".into(), entitlement);
    let options = purchase_options(request, account, &asset, license, locale);
    body.insert("member".into(), member);
    body.insert("purchase_options".into(), options);
    if account.alternatives {
        let possible = asset.licenses(true).into_iter().map(|license| {
            json!({
                "license": license.name(), "license_label": license.label(),
                "price_with_unit": locale.price_with_unit(asset.units(license)),
            })
        });
        body.insert("possible_licenses".into(), possible.collect());
    }
    if account.alternatives || account.empty_list {
        body.insert("cce_agency".into(), json!([]));
    }
    if !account.references.is_empty() {
        let fields = account
            .references
            .iter()
            .map(|field| json!({ "id": field.id, "text": field.text, "required": field.required }));
        body.insert("cce_agency".into(), fields.collect());
    }
    ok(&Value::Object(body))
}

fn purchase_options(
    request: &Request<'_>,
    account: &Account,
    asset: &Asset,
    license: License,
    locale: Locale,
) -> Value {
    let left = request.shop().left(account);
    let site = account.is_individual();
    let (state, checkout, message) = match quote(account, left, asset, license) {
        Quote::Possible { .. } if account.plan == Plan::Unlimited => ("possible", Some(false), Message::Unlimited),
        Quote::Possible { units } => ("possible", Some(false), Message::Uses { units, left }),
        Quote::Overage { price } => {
            let video = asset.media == Media::Video;
            ("overage", Some(false), Message::Overage { price: format!("{price:.2}"), video })
        }
        Quote::NotEnough if site => ("not_possible", Some(true), Message::NothingLeft),
        Quote::NotEnough => ("not_possible", None, Message::NotEnough),
        Quote::NotCovered => ("not_possible", site.then_some(true), Message::NotCovered),
    };
    let mut options = Map::new();
    options.insert("state".into(), state.into());
    if let Some(checkout) = checkout {
        options.insert("requires_checkout".into(), checkout.into());
    }
    options.insert("message".into(), locale.message(account, &message).into());
    if checkout == Some(true) {
        options.insert("url".into(), format!("{}/{}?sso_inbound=1&license=1", request.base(), asset.id).into());
    }
    if account.alternatives {
        options.insert("license".into(), license.name().into());
    }
    Value::Object(options)
}

/// Member/Abandon: nothing comes of it. The vendor documents an empty 204, but its PHP library reads the number off the body, and its
/// JavaScript library takes a 200 alone for a success.
pub(super) fn abandon(request: &Request<'_>, _: Option<&'static Account>) -> Answer {
    if request.switches().no_content {
        let (headers, body) = (axum::http::HeaderMap::new(), axum::body::Bytes::new());
        return Ok(Reply { status: StatusCode::NO_CONTENT, headers, body });
    }
    ok(&StatusCode::NO_CONTENT.as_u16().into())
}
