//! Invoices.

use serde_json::{Value, json};

use super::{
    Request,
    account::page,
    envelope::{Answer, members},
    purchases::{number, party, text, transactions},
};
use crate::sandbox::{
    Site, catalog,
    state::{Actor, FileLine, GroupId, InvoiceDetails, InvoiceFilter, InvoiceId, InvoiceLine, InvoiceState, Tax},
};

fn filter(request: &Request<'_>) -> Result<InvoiceFilter, super::Failure> {
    Ok(InvoiceFilter {
        state: request.parameters.word("dp_state", InvoiceState::parse)?,
        group: request.parameters.number("dp_group_id")?.map(GroupId),
    })
}

pub(super) fn create(request: &Request<'_>, actor: Actor) -> Answer {
    let ids = transactions(request.parameters)?;
    let value = request.parameters.text("dp_field_value");
    let id = request.site.world.create_invoice(actor, &ids, value.as_deref())?;
    Ok(members(json!({ "result": true, "invoiceId": id.0 })))
}

pub(super) fn count(request: &Request<'_>, actor: Actor) -> Answer {
    let count = request.site.world.invoice_count(actor, filter(request)?);
    Ok(members(json!({ "count": count })))
}

pub(super) fn list(request: &Request<'_>, actor: Actor) -> Answer {
    let listing = request.site.world.invoices(actor, filter(request)?, page(request)?);
    let data = listing.rows.iter().map(|invoice| {
        json!({
            "id": invoice.id.0, "number": invoice.number(), "type": invoice.kind.name(), "title": invoice.title(),
            "description": invoice.title(), "date": invoice.at.as_second(), "price": number(invoice.total),
            "amount": number(invoice.total), "currencyId": 0, "paymentDate": invoice.paid.map(|at| at.as_second()),
            "isProforma": invoice.is_proforma(),
        })
    });
    Ok(members(json!({ "data": data.collect::<Vec<_>>(), "count": listing.count })))
}

pub(super) fn invoice(request: &Request<'_>, actor: Actor) -> Answer {
    let id = InvoiceId(request.parameters.need_number("dp_invoice_id")?);
    let InvoiceDetails { invoice, tax, from, to, payment_instructions } = request.site.world.invoice(actor, id)?;
    let rate = invoice.vat_rate.map(number);
    let items: Vec<Value> = invoice
        .lines
        .iter()
        .map(|line| match line {
            InvoiceLine::File(line) => file(request.site, line, rate.clone(), tax.as_ref()),
            InvoiceLine::Refill(line) => json!({
                "description": line.description, "qty": line.quantity, "price": text(line.price), "currencyId": "0",
            }),
        })
        .collect();
    let instructions = payment_instructions.iter().map(|(key, value)| json!({ "key": key, "value": value }));
    Ok(members(json!({ "invoice": {
        "id": invoice.id.0, "number": invoice.number(), "type": invoice.kind.name(), "title": invoice.title(),
        "isProforma": invoice.is_proforma(), "state": invoice.state.name(), "date": invoice.at.as_second(),
        "paid": invoice.paid.map(|at| at.as_second()), "currencyId": 0, "subTotal": number(invoice.subtotal),
        "vat": number(invoice.vat), "total": number(invoice.total), "tax": tax_of(tax.as_ref()), "items": items,
        "from": party(&from), "to": party(&to), "paymentInstructions": instructions.collect::<Vec<_>>(),
    } })))
}

/// Always an object: the vendor's library reads its members unasked.
fn tax_of(tax: Option<&Tax>) -> Value {
    match tax {
        Some(tax) => json!({ "rate": number(tax.rate), "name": tax.name, "region": tax.region }),
        None => json!({ "rate": null, "name": null, "region": null }),
    }
}

fn file(site: &Site, line: &FileLine, rate: Option<Value>, tax: Option<&Tax>) -> Value {
    let item = catalog::lookup(line.item).known();
    let (width, height) = match (&item, site.world.generated_item(line.item)) {
        (Some(item), _) => (item.width, item.height),
        (None, Some(item)) => (item.width, item.height),
        (None, None) => (0, 0),
    };
    let info = line.info.iter().map(|(key, value)| json!({ "key": key, "value": value }));
    json!({
        "itemId": line.item, "thumbUrl": format!("{}/previews/{}/110.jpg", site.base, line.item),
        "licenseInfo": info.collect::<Vec<_>>(), "licenseId": line.license.0, "licenseName": line.license_name,
        "size": line.size.name(), "itemOriginalSize": { "width": width, "height": height }, "type": line.kind.name(),
        "price": text(line.price), "currencyId": "0", "vatPrice": text(line.price + line.vat), "vatRate": rate,
        "tax": tax_of(tax), "vatId": "0", "isEditorial": item.as_ref().is_some_and(|item| item.editorial),
        "isNudity": item.as_ref().is_some_and(|item| item.nudity),
    })
}
