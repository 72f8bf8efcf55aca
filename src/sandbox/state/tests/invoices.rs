//! Invoices add up, and bill a transaction once.

use super::*;

#[test]
fn an_invoice_bills_its_transactions_with_vat() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let ids = buy(&world, buyer, items(Kind::Image, 3));
    let repeated = [ids[0], ids[1], ids[0], ids[2]];
    let id = world.create_invoice(buyer, &repeated, Some("PO-99")).unwrap();
    let details = world.invoice(buyer, id).unwrap();
    let invoice = &details.invoice;
    assert_eq!(invoice.lines.len(), 3);
    assert_eq!(
        (invoice.subtotal, invoice.vat, invoice.total),
        (Decimal::new(4_500, 2), Decimal::new(855, 2), Decimal::new(5_355, 2))
    );
    assert_eq!((invoice.state, invoice.paid), (InvoiceState::Unpaid, None));
    assert!(invoice.number().starts_with("ESI-"));
    let InvoiceLine::File(line) = &invoice.lines[0] else { panic!("a file line") };
    assert_eq!(line.info, [("Purchase Order".to_owned(), "PO-99".to_owned())]);
    assert_eq!(details.tax.unwrap().rate, Decimal::from(19));
    assert_eq!((details.from, details.to.company.as_str()), (stock_house(), "Lindenhof Verlag GmbH"));
    assert!(details.payment_instructions.contains(&("reference", invoice.number())));
    assert_eq!(world.invoices(buyer, InvoiceFilter::default(), Page { limit: 1, offset: 0 }).rows[0].id, id);
    let filter = TransactionFilter { status: Some(TransactionStatus::Invoiced), ..TransactionFilter::default() };
    let invoiced = world.licensed_items(buyer, &filter, Page::default());
    assert!(ids.iter().all(|id| invoiced.rows.iter().any(|row| row.transaction.id == *id)));
    check_money(&world);
}

#[test]
fn a_group_without_vat_is_billed_none() {
    let (world, _) = world();
    let finance = actor(&world, "finance");
    let ids = buy(&world, finance, items(Kind::Image, 1));
    let id = world.create_invoice(finance, &ids, None).unwrap();
    let details = world.invoice(finance, id).unwrap();
    assert_eq!((details.tax, details.invoice.vat), (None, Decimal::ZERO));
}

#[test]
fn a_refused_invoice_bills_nothing() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let ids = buy(&world, buyer, items(Kind::Image, 2));
    world.create_invoice(buyer, &ids[..1], None).unwrap();
    let before = world.lock().state.clone();
    assert!(matches!(world.create_invoice(buyer, &[], None), Err(Refusal::Invalid { .. })));
    assert!(
        matches!(world.create_invoice(buyer, &[ids[1], ids[0]], None), Err(Refusal::AlreadyInvoiced(id)) if id == ids[0])
    );
    let unknown = [ids[1], TransactionId(1)];
    assert!(matches!(world.create_invoice(buyer, &unknown, None), Err(Refusal::Missing(Record::Transaction))));
    let long = "x".repeat(1_001);
    assert!(matches!(world.create_invoice(buyer, &ids[1..], Some(&long)), Err(Refusal::Invalid { .. })));
    assert_eq!(world.lock().state, before);
}

#[test]
fn invoices_are_counted_as_they_are_listed() {
    let (world, _) = world();
    let [buyer, finance] = ["buyer", "finance"].map(|user| actor(&world, user));
    let all = world.invoices(buyer, InvoiceFilter::default(), Page::default());
    assert!(all.rows.is_sorted_by_key(|row| std::cmp::Reverse((row.at, row.id))));
    for kind in [InvoiceKind::FileInvoice, InvoiceKind::BalanceRefill] {
        assert!(all.rows.iter().any(|invoice| invoice.kind == kind), "{kind:?}");
    }
    assert!(all.rows.iter().any(Invoice::is_proforma));
    let mut parts = 0;
    for state in [InvoiceState::Unpaid, InvoiceState::Paid, InvoiceState::Cancelled] {
        let filter = InvoiceFilter { state: Some(state), group: None };
        let listing = world.invoices(buyer, filter, Page::default());
        assert!(listing.rows.iter().all(|invoice| invoice.state == state));
        assert_eq!(listing.count, world.invoice_count(buyer, filter));
        parts += listing.count;
    }
    assert_eq!(parts, all.count);
    assert_eq!(world.invoice_count(buyer, InvoiceFilter { state: None, group: Some(AGENCY) }), 0);
    assert!(matches!(world.invoice(finance, all.rows[0].id), Err(Refusal::Missing(Record::Invoice))));
}
