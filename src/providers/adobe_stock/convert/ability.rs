//! `Ability` of `Content/Info` and `Member/Profile`.

use super::{
    super::{
        answer::{missing, unavailable},
        wire,
    },
    license::choices,
    time,
    transaction::Event,
};
use crate::{
    domain::{
        ability::{Ability, Ownership, ReferenceField, Verdict},
        id::{ItemId, LicenseId},
        language::Language,
    },
    providers::Read,
};

/// By what an item is licensed under this licence, if it is.
///
/// # Errors
/// When the answer is not about the item.
pub(in super::super) fn ownership(info: wire::Content, item: &ItemId, license: &LicenseId) -> Read<Option<Ownership>> {
    let details = details(info, item)?;
    let state = details.state.text().ok_or_else(|| missing("purchase_details.state"))?;
    if !matches!(state.as_str(), "purchased" | "just_purchased") {
        return Ok(None);
    }
    // Licensed, but under another licence than the one that was asked about.
    if details.license.text().is_some_and(|other| !super::same_license(&other, &license.key)) {
        return Ok(None);
    }
    let event = Event::new(item, &license.key, time(&details.date));
    Ok(Some(Ownership { transaction_id: event.id(), licensed_at: event.licensed_at() }))
}

/// What an answer says of an item.
///
/// # Errors
/// When it says nothing.
pub(in super::super) fn details(content: wire::Content, item: &ItemId) -> Read<wire::PurchaseDetails> {
    let entry = content.contents.0.into_iter().find(|(id, entry)| {
        let inside = entry.0.as_ref().and_then(|entry| entry.content_id.text());
        **id == *item.key || inside.is_some_and(|inside| *inside == *item.key)
    });
    let details = entry.and_then(|(_, entry)| entry.0?.purchase_details.0);
    details.ok_or_else(|| missing(&format!("contents.{}.purchase_details", item.key)))
}

/// The judgement of a profile. Upstream's profile does not know what is owned: `owned` does.
///
/// # Errors
/// When the profile says nothing that can be understood: better no purchase than a wrong one.
pub(in super::super) fn ability(profile: wire::Profile, owned: Option<Ownership>, language: Language) -> Read<Ability> {
    let options = profile.purchase_options.0.ok_or_else(|| missing("purchase_options"))?;
    let entitlement = profile.available_entitlement.0;
    let state = options.state.text().ok_or_else(|| missing("purchase_options.state"))?;
    let verdict = match state.as_str() {
        "overage" => Verdict::Overage,
        // Without an entitlement the plan has nothing for this kind of item, whatever else is said.
        "possible" if entitlement.is_some() => Verdict::Covered,
        "not_possible" if options.requires_checkout.truth() == Some(true) => Verdict::NeedsCheckout,
        "possible" | "not_possible" => Verdict::NotCovered,
        other => return Err(unavailable(format!("at `purchase_options.state`: `{other}` is not known"))),
    };
    let message = options.message.text();
    let references = profile.cce_agency.0.into_iter().filter_map(|(_, field)| {
        let field = field.0?;
        Some(ReferenceField {
            key: field.id.text()?,
            label: field.text.text(),
            required: field.required.truth() == Some(true),
        })
    });
    Ok(Ability {
        verdict,
        units: message.as_deref().filter(|_| super::locale(language) == "en_US").and_then(units),
        message,
        url: options.url.text(),
        units_left: entitlement.and_then(|entitlement| entitlement.quota.unsigned()),
        owned,
        references: references.collect(),
        licenses: choices(profile.possible_licenses).collect(),
    })
}

/// The number in "This will use 2 of your 9,733 credits.": the only place where upstream says what an item takes.
fn units(message: &str) -> Option<u64> {
    let (number, _) = message.strip_prefix("This will use ")?.split_once(" of your ")?;
    number.replace(',', "").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_are_read_off_one_sentence_alone() {
        for (message, expected) in [
            ("This will use 1 of your 48 licenses.", Some(1)),
            ("This will use 1,200 of your 9,733 credits.", Some(1_200)),
            ("This will use your last standard credit.", None),
            ("Would you like to license the image for $2.99?", None),
        ] {
            assert_eq!(units(message), expected, "{message}");
        }
    }
}
