//! The company's group, its members, and what they used.

use super::{super::wire, HERE, bare_money, key};
use crate::domain::{
    account::{Account, PaymentModel, Permission, Usage, User},
    id::{AccountId, UserId},
};

/// The group; `None` without an id.
pub(in super::super) fn account(wire: &wire::Group) -> Option<Account> {
    Some(Account {
        id: AccountId::new(HERE, key(&wire.group_id)?),
        profile_id: wire.profile_id.text(),
        payment_model: match wire.is_postpayment.truth() {
            Some(true) => PaymentModel::Postpaid,
            Some(false) => PaymentModel::Prepaid,
            None => PaymentModel::Unknown,
        },
        balance: bare_money(wire.balance.or(&wire.money)),
        money: bare_money(&wire.money),
        vat_number: wire.vat_number.text(),
        vat_rate: wire.vat_rate.decimal(),
        vat_enabled: wire.vat_enabled.truth(),
        units_left: None,
        quotas: Vec::new(),
        enterprise: Some(true),
    })
}

/// A member; `None` without an id.
pub(in super::super) fn user(wire: wire::User) -> Option<User> {
    let permissions = wire.permissions.unwrap_or_default().0.into_iter().filter_map(|(_, permission)| {
        let permission = permission.0?;
        Some(Permission {
            resource_type: permission.resource_type.text()?,
            resource_id: permission.resource_id.text(),
            action: permission.action.text()?,
        })
    });
    Some(User {
        id: UserId::new(HERE, key(wire.user_id.or(&wire.id))?),
        username: wire.username.text(),
        first_name: wire.first_name.text(),
        last_name: wire.last_name.text(),
        email: wire.email.text(),
        phone: wire.phone.text(),
        country: wire.country.text(),
        city: wire.city.text(),
        state: wire.state.text(),
        address: wire.address.text(),
        zip: wire.zip.text(),
        occupation: wire.occupation.text(),
        business_name: wire.business_name.text(),
        industry: wire.industry.text(),
        biography: wire.biography.text(),
        website: wire.website.text(),
        timezone: wire.timezone.text(),
        vat_number: wire.vat_number.text(),
        avatar_url: wire.avatar.or(&wire.avatar_big).text(),
        registered_at: wire.registered.time(),
        group_id: wire.enterprise_lite.0.and_then(|group| group.group_id.text()),
        usage: wire.enterprise_stats.0.as_ref().map(usage),
        permissions: permissions.collect(),
    })
}

/// Whether anything is said of use.
pub(in super::super) fn says_usage(wire: &wire::Stats) -> bool {
    [&wire.comps, &wire.licensed, &wire.licenses, &wire.transferred, &wire.transfers]
        .into_iter()
        .any(|count| count.unsigned::<u64>().is_some())
}

/// What was used; what is not said was not used.
pub(in super::super) fn usage(wire: &wire::Stats) -> Usage {
    Usage {
        comps: wire.comps.unsigned().unwrap_or(0),
        licensed: wire.licensed.or(&wire.licenses).unsigned().unwrap_or(0),
        transferred: wire.transferred.or(&wire.transfers).unsigned().unwrap_or(0),
    }
}
