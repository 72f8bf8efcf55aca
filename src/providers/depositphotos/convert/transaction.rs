//! `TransactionRecord` of the lists, `Certificate` of `getTransactionLicenseInfo`.

use super::{
    super::{
        Currencies,
        answer::{listed, missing},
        wire::{self, lenient::Loose},
    },
    HERE, item_id, item_kind, key, party, transaction_status, user,
};
use crate::{
    domain::{
        id::{InvoiceId, LicenseId, TransactionId},
        page::Page,
        transaction::{Certificate, ExtraOption, ExtraOptionKind, References, TransactionRecord},
    },
    providers::Read,
};

/// A page of licensed items or of transfers. Entries without a transaction or an item are dropped.
pub(in super::super) fn page(answer: wire::Downloads) -> Read<Page<TransactionRecord>> {
    let total = answer.count.unsigned();
    let downloads = listed(answer.downloads, &answer.count, "downloads")?;
    Ok(Page { items: downloads.0.into_iter().filter_map(|(_, entry)| record(entry.0?)).collect(), total })
}

fn record(wire: wire::Download) -> Option<TransactionRecord> {
    let references = noted(&wire);
    let invoice_id = key(&wire.invoice_id).map(|key| InvoiceId::new(HERE, key));
    Some(TransactionRecord {
        id: TransactionId::new(HERE, key(&wire.item_transaction_id)?),
        item_id: item_id(&wire.item_id)?,
        item_kind: item_kind(&wire.item_type),
        license_id: key(&wire.license_id).map(|key| LicenseId::new(HERE, key)),
        transfer_number: wire.license_transfer_id.text().filter(|number| number != "0"),
        status: transaction_status(&wire.status, invoice_id.is_some()),
        provider_status: wire.status.text(),
        invoice_id,
        licensed_at: wire.datetime.time(),
        filename: wire.filename.text(),
        group_id: wire.group_id.text(),
        item_page_url: wire.item_link.text(),
        preview_url: wire.preview.text(),
        width: wire.width.unsigned(),
        height: wire.height.unsigned(),
        editorial: wire.editorial.truth(),
        visible: wire.visible.truth(),
        actor: user(wire.actor.0),
        seller: user(wire.seller.0.or(wire.seler.0)),
        references,
    })
}

/// By the documentation, only the purchase order is listed: then it takes the certificate to know the rest.
fn noted(wire: &wire::Download) -> Option<References> {
    let absent = |member: &Loose| matches!(member, Loose::Absent);
    let listed = [&wire.project, &wire.client, &wire.isbn, &wire.other].into_iter().any(|member| !absent(member));
    listed.then(|| References {
        project: wire.project.text(),
        client: wire.client.text(),
        purchase_order: wire.purchase_order.text(),
        isbn: wire.isbn.text(),
        other: wire.other.text(),
        custom: Vec::new(),
    })
}

/// A transaction's certificate.
///
/// # Errors
/// When it says nothing of licence, transaction and item: whoever looks for a purchase must not take that for one that
/// notes nothing.
pub(in super::super) fn certificate(
    wire: wire::LicenseInfo,
    id: &TransactionId,
    money: &Currencies,
) -> Read<Certificate> {
    if wire.license.0.is_none() && wire.transaction.0.is_none() && wire.item.0.is_none() {
        return Err(missing("license"));
    }
    let license = wire.license.0.unwrap_or_default();
    let transaction = wire.transaction.0.unwrap_or_default();
    let item = wire.item.0.unwrap_or_default();
    let options = transaction.ext_options.0.iter().filter_map(|(_, option)| {
        let option = option.0.as_ref()?;
        Some(ExtraOption {
            kind: extra_option(option.option.unsigned()?),
            price: money.money(&option.price, &transaction.currency_id),
            price_usd: option.price_usd.decimal(),
        })
    });
    Ok(Certificate {
        transaction_id: id.clone(),
        license_id: key(&license.id).map(|key| LicenseId::new(HERE, key)),
        license_name: license.name.text(),
        license_url: license.link.text(),
        size: transaction.size.or(&license.size).text(),
        price: money.money(&transaction.price, &transaction.currency_id),
        licensed_at: transaction.timestamp.time(),
        extra_options: options.collect(),
        transfer_number: license.transfer_id.text().filter(|number| number != "0"),
        references: references(license.fields.0.into_iter().filter_map(|(_, field)| field.0)),
        item_id: item_id(&item.id),
        item_kind: item_kind(&item.kind),
        filename: item.filename.text(),
        editorial: item.is_editorial.truth(),
        nudity: item.is_nudity.truth(),
        preview_url: item.preview.text(),
        item_page_url: item.link.text(),
        width: item.width.unsigned(),
        height: item.height.unsigned(),
        from: party(wire.from.0),
        to: party(wire.to.0),
        transferred_to: party(wire.transferred_to.0),
    })
}

fn references(fields: impl Iterator<Item = wire::InfoField>) -> References {
    let mut references = References::default();
    for field in fields {
        let name: String = field.name.text().unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
        let value = field.value.text();
        // `dp_purchase_order`, `purchaseOrder`, `Purchase Order`: all the same field.
        match name.to_ascii_lowercase().trim_start_matches("dp") {
            "project" => references.project = value,
            "client" => references.client = value,
            "purchaseorder" => references.purchase_order = value,
            "isbn" => references.isbn = value,
            "other" => references.other = value,
            _ => {}
        }
    }
    references
}

fn extra_option(bit: u32) -> ExtraOptionKind {
    match bit {
        1 => ExtraOptionKind::UnlimitedPrint,
        2 => ExtraOptionKind::MultiSeat,
        4 => ExtraOptionKind::ExtraLegalWarranty,
        8 => ExtraOptionKind::ProductForResale,
        16 => ExtraOptionKind::RightToTransfer,
        _ => ExtraOptionKind::Unknown,
    }
}

/// The bit of an extra right in `dp_ext_options`.
pub(in super::super) fn extra_option_bit(option: ExtraOptionKind) -> Option<u32> {
    match option {
        ExtraOptionKind::UnlimitedPrint => Some(1),
        ExtraOptionKind::MultiSeat => Some(2),
        ExtraOptionKind::ExtraLegalWarranty => Some(4),
        ExtraOptionKind::ProductForResale => Some(8),
        ExtraOptionKind::RightToTransfer => Some(16),
        ExtraOptionKind::Unknown => None,
    }
}
