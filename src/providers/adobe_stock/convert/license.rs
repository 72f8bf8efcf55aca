//! The licences: a fixed table by kind of item, and those that an account may choose besides.

use super::{super::wire, HERE, key, same_license};
use crate::{
    domain::{
        ability::LicenseChoice,
        id::LicenseId,
        item::ItemKind,
        license::{License, LicenseProduct, LicenseSize},
    },
    providers::lenient::{Entries, Maybe},
};

/// Every licence that any account can buy: its name, what people call it, the kinds of item. Not every item is offered
/// under all that fit its kind (`Standard_M` is of premium ones alone): the profile says so item by item.
const LICENSES: &[(&str, &str, &[ItemKind])] = &[
    ("Standard", "Standard", &[ItemKind::Image, ItemKind::Vector, ItemKind::Template, ItemKind::Model3d]),
    ("Standard_M", "Standard, medium size", &[ItemKind::Image, ItemKind::Vector]),
    ("Extended", "Extended", &[ItemKind::Image, ItemKind::Vector]),
    ("Video_HD", "Video HD", &[ItemKind::Video]),
    ("Video_4K", "Video 4K", &[ItemKind::Video]),
];

/// The licences on offer to an account with this choice. A licence has one size, that goes by its name, and no price:
/// upstream knows none in money.
pub(in super::super) fn licenses(possible: Entries<Maybe<wire::PossibleLicense>>) -> Vec<License> {
    let mut licenses: Vec<License> =
        LICENSES.iter().map(|(name, label, kinds)| license(name, (*label).to_owned(), kinds.to_vec())).collect();
    for choice in choices(possible) {
        let name = choice.license_id.key;
        if licenses.iter().all(|known| !same_license(&known.id.key, &name)) {
            let kinds =
                if name.starts_with("Video") { vec![ItemKind::Video] } else { vec![ItemKind::Image, ItemKind::Vector] };
            licenses.push(license(&name, choice.label.unwrap_or_else(|| name.to_string()), kinds));
        }
    }
    licenses
}

fn license(name: &str, label: String, kinds: Vec<ItemKind>) -> License {
    let size = LicenseSize { id: name.to_owned(), label: None, price: None, enabled: true, net_id: None };
    License {
        id: LicenseId::new(HERE, name),
        name: label,
        product: LicenseProduct::of(kinds.first().copied().unwrap_or(ItemKind::Unknown)),
        kinds,
        template_id: None,
        sizes: vec![size],
    }
}

/// The licences that an account may choose for an item.
pub(super) fn choices(possible: Entries<Maybe<wire::PossibleLicense>>) -> impl Iterator<Item = LicenseChoice> {
    possible.0.into_iter().filter_map(|(_, entry)| {
        let entry = entry.0?;
        Some(LicenseChoice {
            license_id: LicenseId::new(HERE, key(&entry.license)?),
            label: entry.license_label.text(),
            price_text: entry.price_with_unit.text(),
        })
    })
}
