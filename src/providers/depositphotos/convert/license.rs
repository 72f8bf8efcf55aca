//! `License` of `getLicenseOfGroup`.

use super::{
    super::{answer::listed, wire},
    HERE, bare_money, item_kind, key,
};
use crate::{
    domain::{
        id::LicenseId,
        item::ItemKind,
        license::{License, LicenseProduct, LicenseSize},
    },
    providers::Read,
};

/// The licences on offer. One without an id cannot be bought under and is dropped.
pub(in super::super) fn licenses(answer: wire::Licenses) -> Read<Vec<License>> {
    let data = listed(answer.data.0, &answer.count, "data")?;
    Ok(data.0.into_iter().filter_map(|(_, entry)| license(entry.0?)).collect())
}

fn license(wire: wire::License) -> Option<License> {
    let id = LicenseId::new(HERE, key(wire.license_id.or(&wire.license_id_doc))?);
    let kind = item_kind(&wire.product_type).unwrap_or(ItemKind::Unknown);
    let sizes = wire.sizes.0.into_iter().filter_map(|(_, size)| {
        let size = size.0?;
        Some(LicenseSize {
            id: size.id.text()?,
            label: size.label.text(),
            price: bare_money(&size.price),
            // The documentation knows no switch: what is listed can be bought.
            enabled: size.enabled.truth().unwrap_or(true),
            net_id: size.net_id.text(),
        })
    });
    Some(License {
        id,
        name: wire.license_name.text().unwrap_or_default(),
        product: LicenseProduct::of(kind),
        // What is for an unknown kind fits none.
        kinds: if kind == ItemKind::Unknown { Vec::new() } else { vec![kind] },
        template_id: wire.template_id.text(),
        sizes: sizes.collect(),
    })
}
