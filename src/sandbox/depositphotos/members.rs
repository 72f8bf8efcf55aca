//! Members: who joins, changes and leaves.

use serde_json::{Map, Value, json};

use super::{
    Failure, Request,
    account::{profile, stats},
    envelope::{Answer, Members, members},
    request::{Misfit, Parameters},
};
use crate::sandbox::state::{Actor, MemberChanges, NewMember, Page, Permission, UsageFilter, UserId};

pub(super) fn register(request: &Request<'_>, actor: Actor) -> Answer {
    let parameters = request.parameters;
    if parameters.number("dp_group_id")?.is_some_and(|group| group != actor.group().0) {
        return Err(Failure::parameter("dp_group_id", "is not yours"));
    }
    let info = match parameters.value("dp_user_info") {
        Some(Value::Object(info)) => Parameters(info.clone()),
        // An empty map is a list to PHP.
        None | Some(Value::Array(_)) => Parameters::default(),
        Some(_) => return Err(Failure::parameter("dp_user_info", "must be an object")),
    };
    let new = NewMember {
        username: parameters.need_text("dp_regist_user")?,
        email: parameters.need_text("dp_regist_email")?,
        first_name: info.text("firstName"),
        last_name: info.text("lastName"),
        phone: info.text("phone"),
        occupation: info.text("occupation"),
    };
    let id = request.site.world.register_member(actor, new, &parameters.need_text("dp_regist_password")?)?;
    Ok(members(json!({ "userid": id.0 })))
}

/// Whom a command is about.
fn member(request: &Request<'_>) -> Result<UserId, Misfit> {
    request.parameters.need_number("dp_user_id").map(UserId)
}

pub(super) fn update(request: &Request<'_>, actor: Actor) -> Answer {
    let (id, given) = (member(request)?, |name| request.parameters.text(name));
    let changes = MemberChanges {
        email: given("dp_email"),
        first_name: given("dp_first_name"),
        last_name: given("dp_last_name"),
        country: given("dp_country"),
        city: given("dp_city"),
        state: given("dp_state"),
        address: given("dp_address"),
        zip: given("dp_zip"),
        phone: given("dp_phone"),
        occupation: given("dp_occupation"),
    };
    let world = &request.site.world;
    world.update_member(actor, id, changes)?;
    let user = world.user(actor, Some(id))?;
    let used = world.members(actor, UsageFilter::default(), &[id], Page::default());
    let usage = used.rows.first().map(|member| member.usage).unwrap_or_default();
    let mut root = members(profile(&user));
    // Its own name for the key, here alone.
    root.shift_remove("userId");
    root.extend(members(json!({
        "id": id.0, "enterpriseEnabled": user.may("login"), "enterpriseStats": stats(usage),
    })));
    Ok(root)
}

pub(super) fn remove(request: &Request<'_>, actor: Actor) -> Answer {
    request.site.world.remove_member(actor, member(request)?)?;
    Ok(Members::new())
}

pub(super) fn set_password(request: &Request<'_>, actor: Actor) -> Answer {
    let password = request.parameters.need_text("dp_new_password")?;
    request.site.world.set_password(actor, member(request)?, &password)?;
    Ok(Members::new())
}

pub(super) fn set_permission(request: &Request<'_>, actor: Actor) -> Answer {
    let action = request.parameters.need_text("dp_permission")?;
    let granted = request.parameters.flag("dp_state")?;
    let granted = granted.ok_or_else(|| Failure::parameter("dp_state", "is required"))?;
    let held = request.site.world.set_permission(actor, member(request)?, &action, granted)?;
    Ok(members(json!({ "permissions": by_resource(&held) })))
}

/// The actions by `enterprise` and `enterprise_group:123`.
fn by_resource(permissions: &[Permission]) -> Map<String, Value> {
    let mut resources: Map<String, Value> = Map::new();
    for permission in permissions {
        let resource = match permission.resource_id {
            Some(id) => format!("{}:{id}", permission.resource_type),
            None => permission.resource_type.clone(),
        };
        if let Value::Array(actions) = resources.entry(resource).or_insert_with(|| json!([])) {
            actions.push(permission.action.clone().into());
        }
    }
    resources
}
