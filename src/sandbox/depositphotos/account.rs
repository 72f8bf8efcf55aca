//! Sessions, the group, its members, and what they used.

use serde_json::{Value, json};

use super::{
    Request,
    envelope::{Answer, members},
};
use crate::sandbox::state::{Actor, GroupId, Member, Page, Payment, Usage, UsageFilter, User, UserId};

pub(super) fn login(request: &Request<'_>) -> Answer {
    let name = request.parameters.need_text("dp_login_user")?;
    let password = request.parameters.need_text("dp_login_password")?;
    let session = request.site.world.login(&name, &password)?;
    Ok(members(json!({ "sessionid": session.id, "userid": session.user.0 })))
}

pub(super) fn renew(request: &Request<'_>) -> Answer {
    let id = request.parameters.text("dp_session_id").unwrap_or_default();
    let session = request.site.world.renew(&id)?;
    Ok(members(json!({ "data": { "sessionid": session.id, "userid": session.user.0 } })))
}

pub(super) fn logout(request: &Request<'_>) -> Answer {
    let id = request.parameters.text("dp_session_id").unwrap_or_default();
    request.site.world.logout(&id)?;
    Ok(members(json!({})))
}

pub(super) fn group(request: &Request<'_>, actor: Actor) -> Answer {
    let group = request.site.world.group(actor);
    let balance = super::purchases::number(group.balance);
    let data = json!({
        "groupId": group.id.0,
        "profileId": group.profile_id,
        "money": balance,
        "balance": balance,
        "isPostpayment": group.payment == Payment::Postpaid,
        "vatNumber": group.vat.number,
        "vatRate": super::purchases::number(group.vat.rate),
        "vatEnabled": group.vat.enabled,
    });
    Ok(members(json!({ "data": data, "group": data })))
}

pub(super) fn user(request: &Request<'_>, actor: Actor) -> Answer {
    let id = request.parameters.number("dp_user_id")?.map(UserId);
    let user = request.site.world.user(actor, id)?;
    Ok(members(json!({ "data": profile(&user) })))
}

pub(super) fn profile(user: &User) -> Value {
    json!({
        "userId": user.id.0, "username": user.username, "firstName": user.first_name, "lastName": user.last_name,
        "email": user.email, "phone": user.phone, "country": user.country, "city": user.city, "state": user.state,
        "address": user.address, "zip": user.zip, "occupation": user.occupation, "avatar": null, "avatarBig": null,
        "avatarSmall": null, "registered": user.registered.as_second(), "enterpriseLite": { "groupId": user.group.0 },
        "businessName": user.business_name, "timezone": user.timezone, "website": user.website, "industry": user.industry,
        "biography": user.biography, "vatNumber": null,
    })
}

pub(super) fn page(request: &Request<'_>) -> Result<Page, super::Failure> {
    let limit = request.parameters.number("dp_limit")?.unwrap_or(100);
    let offset = request.parameters.number("dp_offset")?.unwrap_or(0);
    Ok(Page {
        limit: usize::try_from(limit).unwrap_or(usize::MAX),
        offset: usize::try_from(offset).unwrap_or(usize::MAX),
    })
}

fn usage_filter(request: &Request<'_>) -> Result<UsageFilter, super::Failure> {
    let parameters = request.parameters;
    Ok(UsageFilter {
        from: parameters.time("dp_date_start")?,
        to: parameters.time("dp_date_end")?,
        user: parameters.number("dp_user_id")?.map(UserId),
        group: parameters.number("dp_group_id")?.map(GroupId),
    })
}

pub(super) fn users(request: &Request<'_>, actor: Actor) -> Answer {
    let parameters = request.parameters;
    let ids: Vec<UserId> = parameters.ids("dp_user_id")?.into_iter().map(UserId).collect();
    let filter = UsageFilter {
        from: parameters.time("dp_date_start")?,
        to: parameters.time("dp_date_end")?,
        ..UsageFilter::default()
    };
    let members_of = request.site.world.members(actor, filter, &ids, page(request)?);
    let data: Vec<Value> = members_of.rows.iter().map(member).collect();
    Ok(members(json!({ "data": data, "count": members_of.count })))
}

fn member(member: &Member) -> Value {
    let mut data = profile(&member.user);
    if let Value::Object(data) = &mut data {
        data.insert("enterpriseStats".into(), stats(member.usage));
        let permissions = member.user.permissions.iter().map(|permission| {
            let mut entry = json!({ "resourceType": permission.resource_type, "action": permission.action });
            if let (Some(id), Value::Object(entry)) = (permission.resource_id, &mut entry) {
                entry.insert("resourceId".into(), id.into());
            }
            entry
        });
        data.insert("permissions".into(), permissions.collect());
    }
    data
}

pub(super) fn stats(usage: Usage) -> Value {
    json!({ "comps": usage.comps, "licensed": usage.licensed, "transferred": usage.transferred })
}

pub(super) fn usage_total(request: &Request<'_>, actor: Actor) -> Answer {
    let usage = request.site.world.usage_total(actor, usage_filter(request)?);
    Ok(members(stats(usage)))
}

pub(super) fn usage_by_month(request: &Request<'_>, actor: Actor) -> Answer {
    let months = request.site.world.usage_by_month(actor, usage_filter(request)?, page(request)?);
    let data = months.rows.iter().map(|month| {
        let mut entry = stats(month.usage);
        entry["title"] = month.title.clone().into();
        entry
    });
    Ok(members(json!({ "data": data.collect::<Vec<_>>(), "count": months.count })))
}

pub(super) fn usage_by_item(request: &Request<'_>, actor: Actor) -> Answer {
    let items = request.site.world.usage_by_item(actor, usage_filter(request)?, page(request)?);
    let data = items.rows.iter().map(|row| {
        let mut entry = super::items::internal(request.site, row.item);
        let usage = row.usage;
        entry.extend(members(json!({
            "comps": usage.comps, "licenses": usage.licensed, "transfers": usage.transferred,
        })));
        Value::Object(entry)
    });
    Ok(members(json!({ "data": data.collect::<Vec<_>>(), "count": items.count })))
}
