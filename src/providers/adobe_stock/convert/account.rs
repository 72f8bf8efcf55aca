//! The account: a product profile and what is left of its plan.

use super::{super::wire, HERE, key};
use crate::{
    domain::{
        account::{Account, PaymentModel, Quota},
        id::AccountId,
    },
    providers::lenient::Loose,
};

/// The profile. Without a number of its own it goes by `fallback`.
pub(in super::super) fn account(profile: wire::Profile, fallback: &str) -> Account {
    let member = profile.member.0.unwrap_or_default();
    let number = key(member.stock_id.or(&member.member_id));
    let entitlement = profile.available_entitlement.0;
    let enterprise = entitlement.as_ref().and_then(|entitlement| entitlement.is_cce.truth());
    Account {
        id: AccountId::new(HERE, number.clone().unwrap_or_else(|| fallback.into())),
        profile_id: number.map(|number| number.to_string()),
        // Units were paid for beforehand or are part of a contract: upstream does not say, and names no money.
        payment_model: PaymentModel::Unknown,
        balance: None,
        money: None,
        vat_number: None,
        vat_rate: None,
        vat_enabled: None,
        units_left: entitlement.as_ref().and_then(|entitlement| entitlement.quota.unsigned()),
        quotas: entitlement.map(quotas).unwrap_or_default(),
        enterprise,
    }
}

fn quotas(entitlement: wire::Entitlement) -> Vec<Quota> {
    let units = entitlement.quota_ids.0;
    let quotas = entitlement.full_entitlement_quota.0.into_iter().filter_map(|(name, left)| {
        let unlimited = matches!(&left, Loose::Text(text) if text.eq_ignore_ascii_case("unlimited"));
        // What is neither a number nor unlimited says nothing.
        let left = if unlimited { None } else { Some(left.unsigned()?) };
        let unit = units.iter().find(|(of, _)| *of == name).and_then(|(_, unit)| unit.text());
        Some(Quota { name, left, unit })
    });
    quotas.collect()
}
