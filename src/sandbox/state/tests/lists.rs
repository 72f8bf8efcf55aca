//! Lists: every filter filters, and pages put together are the whole.

use std::time::Duration;

use super::*;

const ALL: Page = Page { limit: 1_000, offset: 0 };

fn list(world: &World, actor: Actor, filter: &TransactionFilter) -> Vec<LicensedItem> {
    let listing = world.licensed_items(actor, filter, ALL);
    assert_eq!(listing.count as usize, listing.rows.len());
    listing.rows
}

#[test]
fn pages_partition_the_list_newest_first() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let whole = list(&world, buyer, &TransactionFilter::default());
    assert!(whole.is_sorted_by_key(|row| std::cmp::Reverse((row.transaction.at, row.transaction.id))));
    for limit in [1, 7, 100] {
        let mut rows = Vec::new();
        while rows.len() < whole.len() {
            let page = world.licensed_items(buyer, &TransactionFilter::default(), Page { limit, offset: rows.len() });
            assert_eq!(page.count as usize, whole.len());
            assert!(!page.rows.is_empty());
            rows.extend(page.rows);
        }
        assert_eq!(rows, whole);
    }
    let beyond = world.licensed_items(buyer, &TransactionFilter::default(), Page { limit: 10, offset: 10_000 });
    assert_eq!((beyond.count as usize, beyond.rows.len()), (whole.len(), 0));
}

#[test]
fn the_kinds_of_status_partition_the_list() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let statuses = [TransactionStatus::Uninvoiced, TransactionStatus::Invoiced, TransactionStatus::Paid];
    let with = |status| TransactionFilter { status: Some(status), ..TransactionFilter::default() };
    let parts: usize = statuses
        .into_iter()
        .map(|status| {
            let rows = list(&world, buyer, &with(status));
            assert!(rows.iter().all(|row| row.status == status));
            assert!(
                rows.iter().all(|row| row.transaction.invoice.is_some() == (status != TransactionStatus::Uninvoiced))
            );
            rows.len()
        })
        .sum();
    assert_eq!(parts, list(&world, buyer, &TransactionFilter::default()).len());
}

#[test]
fn every_filter_of_transactions_filters() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let whole = list(&world, buyer, &TransactionFilter::default());
    let one = whole[whole.len() / 2].transaction.clone();
    let none = TransactionFilter::default();
    let check = |filter: TransactionFilter, expected: &dyn Fn(&Transaction) -> bool| {
        let expected: Vec<_> = whole.iter().filter(|row| expected(&row.transaction)).cloned().collect();
        assert!(!expected.is_empty() && expected.len() < whole.len());
        assert_eq!(list(&world, buyer, &filter), expected);
    };
    check(TransactionFilter { from: Some(one.at), ..none.clone() }, &|row| row.at >= one.at);
    check(TransactionFilter { to: Some(one.at), ..none.clone() }, &|row| row.at <= one.at);
    check(TransactionFilter { user: Some(one.user), ..none.clone() }, &|row| row.user == one.user);
    check(TransactionFilter { items: vec![one.item, 5], ..none.clone() }, &|row| row.item == one.item);
    check(TransactionFilter { licenses: vec![one.license], ..none.clone() }, &|row| row.license == one.license);
    let both = TransactionFilter { from: Some(one.at), user: Some(one.user), ..none.clone() };
    check(both, &|row| row.at >= one.at && row.user == one.user);
    assert_eq!(list(&world, buyer, &TransactionFilter { group: Some(PUBLISHER), ..none.clone() }), whole);
    assert_eq!(list(&world, buyer, &TransactionFilter { group: Some(AGENCY), ..none }), vec![]);
}

#[test]
fn groups_do_not_see_each_other() {
    let (world, _) = world();
    let [buyer, finance] = ["buyer", "finance"].map(|user| actor(&world, user));
    let id = buy(&world, buyer, items(Kind::Image, 1))[0];
    let missing = |answer| matches!(answer, Err(Refusal::Missing(Record::Transaction)));
    assert!(missing(world.transaction_info(finance, id).map(|_| ())));
    assert!(missing(world.create_invoice(finance, &[id], None).map(|_| ())));
    let rows = list(&world, finance, &TransactionFilter::default());
    assert!(rows.iter().all(|row| row.transaction.group == AGENCY));
}

#[test]
fn a_new_purchase_is_first() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    clock.advance(Duration::from_secs(1));
    let ids = buy(&world, buyer, items(Kind::Image, 2));
    let rows = list(&world, buyer, &TransactionFilter::default());
    assert_eq!(rows[0].transaction.id, ids[1]);
    assert_eq!(rows[1].transaction.id, ids[0]);
    assert_eq!(rows[0].buyer, UserRef { id: buyer.user(), username: "buyer".to_owned() });
}
