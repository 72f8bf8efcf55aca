//! Invoices of `getEnterpriseInvoiceList` and `getEnterpriseInvoice`.

use super::{
    super::{
        Currencies,
        answer::listed,
        wire::{self, lenient::Entries, lenient::Maybe},
    },
    HERE, item_id, item_kind, key, party, word,
};
use crate::{
    domain::{
        id::{InvoiceId, LicenseId},
        invoice::{
            InvoiceDetails, InvoiceLine, InvoiceRecord, InvoiceState, InvoiceType, ItemLine, KeyValue, RefillLine, Tax,
        },
        page::Page,
    },
    providers::Read,
};

/// A page of invoices. Entries without an id are dropped.
pub(in super::super) fn page(answer: wire::Invoices, money: &Currencies) -> Read<Page<InvoiceRecord>> {
    let total = answer.count.unsigned();
    let data = listed(answer.data.0, &answer.count, "data")?;
    Ok(Page { items: data.0.into_iter().filter_map(|(_, entry)| record(entry.0?, money)).collect(), total })
}

fn record(wire: wire::InvoiceEntry, money: &Currencies) -> Option<InvoiceRecord> {
    Some(InvoiceRecord {
        id: InvoiceId::new(HERE, key(&wire.id)?),
        number: wire.number.text(),
        kind: kind(&word(&wire.kind)),
        issued_at: wire.date.time(),
        amount: money.money(wire.amount.or(&wire.price), &wire.currency_id),
        paid_at: wire.payment_date.time(),
        title: wire.title.or(&wire.description).text(),
        proforma: wire.is_proforma.truth(),
    })
}

fn kind(word: &str) -> InvoiceType {
    match word {
        "file_invoice" => InvoiceType::File,
        "balance_refill" => InvoiceType::BalanceRefill,
        _ => InvoiceType::Unknown,
    }
}

/// An invoice with its lines.
pub(in super::super) fn details(wire: wire::Invoice, id: &InvoiceId, money: &Currencies) -> InvoiceDetails {
    let amount = |amount| money.money(amount, &wire.currency_id);
    let record = InvoiceRecord {
        id: id.clone(),
        number: wire.number.text(),
        kind: kind(&word(&wire.kind)),
        issued_at: wire.date.time(),
        amount: amount(&wire.total),
        paid_at: wire.paid.time(),
        title: wire.title.text(),
        proforma: wire.is_proforma.truth(),
    };
    let (subtotal, vat, total) = (amount(&wire.sub_total), amount(&wire.vat), amount(&wire.total));
    InvoiceDetails {
        record,
        state: match word(&wire.state).as_str() {
            "unpaid" => InvoiceState::Unpaid,
            "paid" => InvoiceState::Paid,
            "cancelled" | "canceled" => InvoiceState::Cancelled,
            _ => InvoiceState::Unknown,
        },
        subtotal,
        vat,
        total,
        tax: tax(wire.tax.0),
        lines: wire.items.0.into_iter().filter_map(|(_, entry)| Some(line(entry.0?, money))).collect(),
        from: party(wire.from.0),
        to: party(wire.to.0),
        payment_instructions: pairs(wire.payment_instructions),
    }
}

fn tax(wire: Option<wire::Tax>) -> Tax {
    let wire = wire.unwrap_or_default();
    Tax { rate: wire.rate.decimal(), name: wire.name.text(), region: wire.region.text() }
}

fn pairs(list: Entries<Maybe<wire::KeyValue>>) -> Vec<KeyValue> {
    let pairs = list.0.into_iter().filter_map(|(_, pair)| {
        let pair = pair.0?;
        Some(KeyValue { key: pair.key.text()?, value: pair.value.text().unwrap_or_default() })
    });
    pairs.collect()
}

/// A licensed item where the line names one, else a refill: the documentation's sample mixes both.
fn line(wire: wire::InvoiceLine, money: &Currencies) -> InvoiceLine {
    let price = money.money(&wire.price, &wire.currency_id);
    let Some(item_id) = item_id(&wire.item_id) else {
        let (description, quantity) = (wire.description.text(), wire.qty.unsigned());
        return InvoiceLine::Refill(RefillLine { description, quantity, price });
    };
    let original = wire.item_original_size.0.unwrap_or_default();
    InvoiceLine::Item(Box::new(ItemLine {
        item_id,
        item_kind: item_kind(&wire.kind),
        thumbnail_url: wire.thumb_url.text(),
        license_info: pairs(wire.license_info),
        license_id: key(&wire.license_id).map(|key| LicenseId::new(HERE, key)),
        license_name: wire.license_name.text(),
        size: wire.size.text(),
        original_width: original.width.unsigned(),
        original_height: original.height.unsigned(),
        price,
        price_with_vat: money.money(&wire.vat_price, &wire.currency_id),
        vat_rate: wire.vat_rate.decimal(),
        tax: tax(wire.tax.0),
        editorial: wire.is_editorial.truth(),
        nudity: wire.is_nudity.truth(),
    }))
}
