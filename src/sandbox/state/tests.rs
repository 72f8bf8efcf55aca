//! What the world promises over all its nouns: money, atomicity, time, persistence.

use std::{path::Path, time::Duration};

use jiff::Timestamp;
use rust_decimal::Decimal;

use super::*;
use crate::clock::Clock;

pub(super) const START: &str = "2026-06-15T12:00:00Z";

/// A new world that stands still, and its clock.
pub(super) fn world() -> (World, Clock) {
    open(WorldSettings::default())
}

pub(super) fn open(settings: WorldSettings) -> (World, Clock) {
    let clock = Clock::fixed(START.parse().unwrap());
    (World::open(settings, clock.clone()).unwrap(), clock)
}

fn kept(path: &Path) -> WorldSettings {
    WorldSettings { state: Some(path.to_owned()), ..WorldSettings::default() }
}

pub(super) fn actor(world: &World, username: &str) -> Actor {
    let session = world.login(username, "sandbox").unwrap();
    world.session(&session.id).unwrap()
}

/// The first items of a kind on sale.
pub(super) fn items(kind: Kind, count: usize) -> Vec<ItemId> {
    stock::shelf("", kind, count)
}

/// The standard licence of the actor's group.
pub(super) fn standard(world: &World, actor: Actor) -> LicenseId {
    world.licenses(actor).iter().find(|license| license.name == "Standard License").unwrap().id
}

pub(super) fn order(license: LicenseId, option: &str, items: Vec<ItemId>) -> LicenseOrder {
    let entry = LicenseEntry { items, license, option: option.to_owned(), ext_options: 0 };
    LicenseOrder { entries: vec![entry], ..LicenseOrder::default() }
}

/// Charges what is asked, and gives the transactions.
pub(super) fn buy(world: &World, actor: Actor, items: Vec<ItemId>) -> Vec<TransactionId> {
    let lines = world.license_items(actor, &order(standard(world, actor), "s-2015", items)).unwrap();
    lines.into_iter().map(|line| line.outcome.unwrap().transaction).collect()
}

/// Every number that must agree with another, from the records.
pub(super) fn check_money(world: &World) {
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
    let newest: std::collections::HashSet<ItemId> = all.rows.iter().take(100).map(|row| row.transaction.item).collect();
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
    let buyers: std::collections::HashSet<UserId> = all.rows.iter().map(|row| row.buyer.id).collect();
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
fn a_restart_finds_everything_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let session = world.login("buyer", "sandbox").unwrap();
    let buyer = world.session(&session.id).unwrap();
    let ids = buy(&world, buyer, items(Kind::Image, 3));
    let invoice = world.create_invoice(buyer, &ids, Some("PO-1")).unwrap();
    let party = Party { company: "Atlas".to_owned(), ..Party::default() };
    world.transfer(buyer, &ids[..1], &party, &party).unwrap();
    let comp = world.comp_download(buyer, items(Kind::Video, 1)[0], "480").unwrap();
    let job = world.generate(buyer, &GenerationRequest { prompt: "A fox".to_owned(), ..Default::default() }).unwrap();
    clock.advance(Duration::from_secs(6));
    assert_eq!(world.book().len(), 4);
    let before = world.lock().state.clone();
    drop(world);

    let world = World::open(kept(&path), clock).unwrap();
    assert_eq!(world.lock().state, before);
    assert_eq!(world.session(&session.id).unwrap(), buyer, "sessions survive");
    assert_eq!(world.invoice(buyer, invoice).unwrap().invoice.lines.len(), 3);
    assert_eq!(world.download(comp.token.as_str()).unwrap().right, DownloadRight::Complimentary(comp.comp.id));
    assert_eq!(world.generation(buyer, job.uuid).unwrap().status, GenerationStatus::Completed);
    check_money(&world);
}

#[test]
fn an_answered_change_is_on_the_disk_already() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    let ids = buy(&world, buyer, items(Kind::Image, 1));
    // What a process finds that starts when this one is killed right now.
    let copy = folder.path().join("copy.json");
    std::fs::copy(&path, &copy).unwrap();
    let after = World::open(kept(&copy), clock).unwrap();
    assert_eq!(after.book().iter().map(|entry| entry.transaction).collect::<Vec<_>>(), ids);
}

#[test]
fn a_kill_in_the_middle_of_a_write_loses_only_what_was_not_answered() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    buy(&world, buyer, items(Kind::Image, 1));
    let answered = std::fs::read(&path).unwrap().len();
    buy(&world, buyer, items(Kind::Image, 2));
    drop(world);
    let whole = std::fs::read(&path).unwrap();
    for cut in [answered + 1, whole.len() - 1] {
        std::fs::write(&path, &whole[..cut]).unwrap();
        let world = World::open(kept(&path), clock.clone()).unwrap();
        assert_eq!(world.book().len(), 1);
        check_money(&world);
    }
}

#[test]
fn a_kill_between_the_new_file_and_its_rename_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    buy(&world, buyer, items(Kind::Image, 1));
    drop(world);
    std::fs::write(folder.path().join("state.json.new"), b"{\"format\":\"portico sand").unwrap();
    let world = World::open(kept(&path), clock).unwrap();
    assert_eq!(world.book().len(), 1);
}

#[test]
fn a_file_that_is_not_ours_is_an_error_and_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    buy(&world, buyer, items(Kind::Image, 1));
    drop(world);
    let good = String::from_utf8(std::fs::read(&path).unwrap()).unwrap();
    let cases = [
        (String::new(), "line 1: empty"),
        ("{}\n".to_owned(), "line 1: missing field"),
        (good.lines().next().unwrap().to_owned(), "line 1: cut off"),
        (good.replacen("\"version\":1", "\"version\":2", 1), "version 2"),
        (good.replacen("{\"change\":\"session_opened\"", "{\"change\":\"session_opene", 1), "line 2"),
        (format!("{good}{}\n", good.lines().last().unwrap()), "line 4: a change does not fit"),
    ];
    for (text, expected) in cases {
        std::fs::write(&path, &text).unwrap();
        let error = World::open(kept(&path), clock.clone()).unwrap_err();
        assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
        assert!(error.to_string().contains(expected), "{error}");
        assert_eq!(std::fs::read(&path).unwrap(), text.as_bytes(), "left as it is");
    }
}

#[test]
fn two_sandboxes_do_not_share_a_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (_world, clock) = open(kept(&path));
    assert!(matches!(World::open(kept(&path), clock), Err(StoreError::InUse { .. })));
}

#[test]
fn what_cannot_be_saved_does_not_happen() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let buyer = actor(&world, "buyer");
    let balance = world.group(buyer).balance;
    world.lock().break_store();
    let license = standard(&world, buyer);
    let refusal = world.license_items(buyer, &order(license, "s", items(Kind::Image, 1))).unwrap_err();
    assert!(matches!(refusal, Refusal::NotSaved(_)), "{refusal}");
    assert_eq!(world.group(buyer).balance, balance);
    assert_eq!(world.book(), vec![]);
    drop(world);
    let world = World::open(kept(&path), clock).unwrap();
    assert_eq!(world.group(buyer).balance, balance);
}

#[test]
fn a_restart_keeps_the_seed_that_the_file_was_made_with() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("state.json");
    let (world, clock) = open(kept(&path));
    let before = world.lock().state.clone();
    drop(world);
    clock.advance(Duration::from_secs(86_400));
    let world = World::open(WorldSettings { seed: 99, ..kept(&path) }, clock).unwrap();
    assert_eq!(world.lock().state, before);
}

#[test]
fn an_unbroken_past_ends_before_the_world_begins() {
    let clock = Clock::fixed(Timestamp::UNIX_EPOCH);
    let world = World::open(WorldSettings::default(), clock).unwrap();
    check_money(&world);
}
