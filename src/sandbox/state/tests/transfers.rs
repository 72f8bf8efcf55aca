//! Licences passed on.

use super::*;

fn party(company: &str) -> Party {
    Party { company: company.to_owned(), ..Party::default() }
}

#[test]
fn a_later_transfer_replaces_the_earlier() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let ids = buy(&world, buyer, items(Kind::Image, 2));
    let before = world.transferred(buyer, &TransactionFilter::default(), Page::default()).count;
    let first = world.transfer(buyer, &ids, &party("Lindenhof"), &party("Atlas")).unwrap();
    assert_eq!(first.len(), 2);
    let second = world.transfer(buyer, &ids[..1], &party("Lindenhof"), &party("Fjord")).unwrap();
    let info = world.transaction_info(buyer, ids[0]).unwrap();
    assert_eq!(info.transaction.transfer, Some(second[0]));
    assert_eq!(info.transferred_to, Some(party("Fjord")));
    let transferred = world.transferred(buyer, &TransactionFilter::default(), Page::default());
    assert_eq!(transferred.count, before + 2);
    assert!(transferred.rows.iter().all(|row| row.transaction.transfer.is_some()));
    check_money(&world);
}

#[test]
fn a_transfer_is_done_whole_or_not_at_all() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let id = buy(&world, buyer, items(Kind::Image, 1))[0];
    let before = world.lock().state.clone();
    let (from, to) = (party("Lindenhof"), party("Atlas"));
    let unknown = world.transfer(buyer, &[id, TransactionId(1)], &from, &to);
    assert!(matches!(unknown, Err(Refusal::Missing(Record::Transaction))));
    let foreign = world.transfer(actor(&world, "finance"), &[id], &from, &to);
    assert!(matches!(foreign, Err(Refusal::Missing(Record::Transaction))));
    for (ids, from, to) in
        [(&[][..], &from, &to), (&[id][..], &Party::default(), &to), (&[id][..], &from, &party("  "))]
    {
        assert!(matches!(world.transfer(buyer, ids, from, to), Err(Refusal::Invalid { .. })));
    }
    assert!(matches!(world.transfer(buyer, &[id], &from, &party(&"x".repeat(5_000))), Err(Refusal::Invalid { .. })));
    let after = world.lock().state.clone();
    assert_eq!((after.transfers, after.transactions), (before.transfers, before.transactions));
}
