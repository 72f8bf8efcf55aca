//! Entitlement/List and Entitlement/Select: which plans somebody may choose from. Undocumented, and offered by the vendor's Java
//! library; an account here has one.

use axum::http::StatusCode;
use serde_json::{Value, json};

use super::{
    Request,
    answers::{Answer, ok},
    licensing,
    state::{Account, Plan},
};

/// The plan, in its organization.
pub(super) fn list(request: &Request<'_>, account: Option<&'static Account>) -> Answer {
    let account = licensing::who(account)?;
    let (name, organization) = if account.is_individual() {
        ("Personal", Value::Null)
    } else {
        ("Sandbox", format!("{:024X}@AdobeOrg", account.organization).into())
    };
    let left = (account.plan != Plan::Unlimited).then(|| request.shop().left(account));
    ok(&json!({
        "guid": guid(account),
        "creation_date": CREATED,
        "organizations": [{
            "id": organization,
            "name": name,
            "entitlements": [{
                "entitlement_id": account.member,
                "label": name,
                "guid": guid(account),
                "creation": CREATED,
                "nb_active_allotments": 1,
                "licenses_available": left,
                "licenses_used": left.map(|left| account.units.saturating_sub(left)),
                "has_overage": account.overage,
                "is_default_entitlement": true,
                "suspended_date": null,
            }],
        }],
    }))
}

/// There is nothing to choose. The library reads a body whatever the status: an empty 204 is a failure to it.
pub(super) fn select(_: &Request<'_>, account: Option<&'static Account>) -> Answer {
    licensing::who(account)?;
    ok(&StatusCode::NO_CONTENT.as_u16().into())
}

const CREATED: &str = "2017-07-11 14:25:37";

fn guid(account: &Account) -> String {
    format!("{:024X}@AdobeID", account.member)
}
