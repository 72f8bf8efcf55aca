//! What the world promises over all its nouns: money, atomicity, time, persistence.

use std::collections::HashSet;

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::*;
use crate::clock::Clock;

mod comps;
mod generator;
mod invoices;
mod lists;
mod members;
mod money;
mod persistence;
mod purchases;
mod sessions;
mod statistics;
mod transfers;

const START: &str = "2026-06-15T12:00:00Z";

/// A new world that stands still, and its clock.
fn world() -> (World, Clock) {
    open(WorldSettings::default())
}

fn open(settings: WorldSettings) -> (World, Clock) {
    let clock = Clock::fixed(START.parse().unwrap());
    (World::open(settings, clock.clone()).unwrap(), clock)
}

fn actor(world: &World, username: &str) -> Actor {
    let session = world.login(username, "sandbox").unwrap();
    world.session(&session.id).unwrap()
}

/// The first items of a kind on sale.
fn items(kind: Kind, count: usize) -> Vec<ItemId> {
    stock::shelf("", kind, count)
}

/// The standard licence of the actor's group.
fn standard(world: &World, actor: Actor) -> LicenseId {
    world.licenses(actor).iter().find(|license| license.name == "Standard License").unwrap().id
}

fn order(license: LicenseId, option: &str, items: Vec<ItemId>) -> LicenseOrder {
    let entry = LicenseEntry { items, license, option: option.to_owned(), ext_options: 0 };
    LicenseOrder { entries: vec![entry], ..LicenseOrder::default() }
}

/// Charges what is asked, and gives the transactions.
fn buy(world: &World, actor: Actor, items: Vec<ItemId>) -> Vec<TransactionId> {
    let lines = world.license_items(actor, &order(standard(world, actor), "s-2015", items)).unwrap();
    lines.into_iter().map(|line| line.outcome.unwrap().transaction).collect()
}

/// Every number that must agree with another, from the records.
fn check_money(world: &World) {
    let inner = world.lock();
    let state = &inner.state;
    for group in &state.groups {
        let own = || state.transactions.iter().filter(|row| row.group == group.id);
        let charged: Decimal = own().map(|row| row.price).sum();
        let refilled: Decimal = state
            .invoices
            .iter()
            .filter(|invoice| invoice.group == group.id && invoice.state == InvoiceState::Paid)
            .filter(|invoice| invoice.kind == InvoiceKind::BalanceRefill)
            .map(|invoice| invoice.total)
            .sum();
        match group.payment {
            Payment::Prepaid => assert_eq!(group.balance, refilled - charged),
            Payment::Postpaid => assert_eq!(group.balance, Decimal::ZERO),
        }
        assert!(group.balance >= Decimal::ZERO);
    }
    for row in &state.transactions {
        let options: Decimal = row.options.iter().map(|charge| charge.price).sum();
        let license = state.license(row.license).unwrap();
        assert_eq!(license.group, row.group);
        assert_eq!(row.price, license.offer(row.size).unwrap().price + options);
        let bearing = |invoice: &&Invoice| invoice.state != InvoiceState::Cancelled && bills(invoice, row.id);
        let bearing: Vec<InvoiceId> = state.invoices.iter().filter(bearing).map(|invoice| invoice.id).collect();
        assert_eq!(bearing, Vec::from_iter(row.invoice), "{} stands on its one invoice", row.id);
    }
    for invoice in &state.invoices {
        let lines: Decimal = invoice
            .lines
            .iter()
            .map(|line| match line {
                InvoiceLine::File(file) => file.price,
                InvoiceLine::Refill(refill) => refill.price * Decimal::from(refill.quantity),
            })
            .sum();
        assert_eq!(invoice.subtotal, lines);
        assert_eq!(invoice.total, invoice.subtotal + invoice.vat);
        assert_eq!(invoice.paid.is_some(), invoice.state == InvoiceState::Paid);
    }
}

fn bills(invoice: &Invoice, id: TransactionId) -> bool {
    invoice.lines.iter().any(|line| matches!(line, InvoiceLine::File(file) if file.transaction == id))
}

#[test]
fn the_past_is_rich_and_its_numbers_agree() {
    let (world, clock) = world();
    check_money(&world);
    let buyer = actor(&world, "buyer");
    let all = world.licensed_items(buyer, &TransactionFilter::default(), Page { limit: 1_000, offset: 0 });
    assert!((150..=250).contains(&all.count), "{}", all.count);
    let newest: HashSet<ItemId> = all.rows.iter().take(100).map(|row| row.transaction.item).collect();
    assert!((51..=100).contains(&newest.len()), "two batches of fifty: {}", newest.len());
    assert!(all.rows.iter().all(|row| row.transaction.at <= clock.now()));
    for status in [TransactionStatus::Uninvoiced, TransactionStatus::Invoiced, TransactionStatus::Paid] {
        assert!(all.rows.iter().any(|row| row.status == status), "{status:?}");
    }
    for state in [InvoiceState::Unpaid, InvoiceState::Paid, InvoiceState::Cancelled] {
        for actor in [buyer, actor(&world, "finance")] {
            assert!(world.invoice_count(actor, InvoiceFilter { state: Some(state), group: None }) > 0, "{state:?}");
        }
    }
    let buyers: HashSet<UserId> = all.rows.iter().map(|row| row.buyer.id).collect();
    assert!(buyers.len() >= 4);
    assert!(world.transferred(buyer, &TransactionFilter::default(), Page::default()).count >= 5);
    assert!(world.comps(buyer, &CompFilter::default(), Page::default()).count >= 40);
    let group = world.group(buyer);
    assert!(group.balance > Decimal::from(5_000) && group.balance < Decimal::from(50_000), "{}", group.balance);
    assert_eq!(world.group(actor(&world, "finance")).payment, Payment::Postpaid);
    assert_eq!(world.book(), vec![], "the book begins with the world");
    assert!(all.rows.iter().any(|row| !row.transaction.references.isbn.is_empty()));
    let invoices = world.invoices(buyer, InvoiceFilter::default(), Page { limit: 100, offset: 0 });
    assert!(invoices.rows.iter().all(|invoice| invoice.paid.is_none_or(|paid| paid <= clock.now())));
    let jobs = world.lock().state.jobs.iter().filter(|job| job.completed()).count();
    assert_eq!(jobs, 3);
    assert!(world.generated_item(FIRST_GENERATED_ITEM).is_some());
}

#[test]
fn one_seed_makes_one_world_and_another_makes_another() {
    let seeded = |seed| open(WorldSettings { seed, ..WorldSettings::default() }).0;
    let state = |world: World| world.lock().state.clone();
    assert_eq!(state(seeded(7)), state(seeded(7)));
    assert_ne!(state(seeded(7)).transactions, state(seeded(8)).transactions);
}

#[test]
fn an_unbroken_past_ends_before_the_world_begins() {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let world = World::open(WorldSettings::default(), clock).unwrap();
    check_money(&world);
}
