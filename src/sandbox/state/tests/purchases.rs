//! What can be bought is bought, the rest is refused line by line, and the book says what was charged.

use std::time::Duration;

use super::*;

#[test]
fn a_purchase_succeeds_in_part() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let picture = items(Kind::Image, 1)[0];
    let clip = items(Kind::Video, 1)[0];
    let license = standard(&world, buyer);
    let before = world.group(buyer).balance;
    let entry = |items: &[ItemId], option: &str| LicenseEntry {
        items: items.to_vec(),
        license,
        option: option.to_owned(),
        ext_options: 0,
    };
    let references = References { project: "Spring".to_owned(), other: "marker".to_owned(), ..References::default() };
    let order = LicenseOrder {
        entries: vec![entry(&[picture, 5, clip], "s"), entry(&[picture], "el0"), entry(&[picture], "xl-2015")],
        references: references.clone(),
        ..LicenseOrder::default()
    };
    let lines = world.license_items(buyer, &order).unwrap();
    let outcomes: Vec<_> =
        lines.iter().map(|line| line.outcome.as_ref().map(|charged| charged.price).map_err(|e| *e)).collect();
    assert_eq!(
        outcomes,
        [
            Ok(Decimal::new(1_500, 2)),
            Err(LineRefusal::UnknownItem),
            Err(LineRefusal::SizeNotOffered),
            Err(LineRefusal::SizeNotOffered),
            Ok(Decimal::new(3_900, 2)),
        ]
    );
    assert_eq!(before - world.group(buyer).balance, Decimal::new(5_400, 2));
    let book = world.book();
    assert_eq!(book.len(), 2);
    assert!(book.iter().all(|entry| entry.references == references && entry.user == buyer.user()));
    assert_eq!(book[0].what, Charged::License { item: picture, license, size: DownloadOption::S2015 });
    check_money(&world);
}

#[test]
fn the_same_item_again_is_charged_again() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let picture = items(Kind::Image, 1)[0];
    let ids = buy(&world, buyer, vec![picture, picture]);
    assert_ne!(ids[0], ids[1]);
    assert_eq!(world.book().len(), 2);
}

#[test]
fn a_size_that_the_agreement_disables_is_not_sold() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let social = world.licenses(buyer).into_iter().find(|license| license.name == "Social Media License").unwrap();
    assert_eq!(social.enabled_sizes(), 3);
    let lines = world.license_items(buyer, &order(social.id, "l", items(Kind::Image, 1))).unwrap();
    assert_eq!(lines[0].outcome, Err(LineRefusal::SizeNotOffered));
    assert_eq!(world.book(), vec![]);
}

#[test]
fn a_prepaid_balance_runs_out_and_a_postpaid_group_has_none() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let enhanced = world.licenses(buyer).into_iter().find(|license| license.name == "Enhanced License").unwrap();
    let mut refused = false;
    for _ in 0..10 {
        let lines = world.license_items(buyer, &order(enhanced.id, "xl", items(Kind::Image, 1).repeat(200))).unwrap();
        refused |= lines.iter().any(|line| line.outcome == Err(LineRefusal::BalanceTooLow));
        check_money(&world);
    }
    assert!(refused, "the balance is finite");
    assert!(world.group(buyer).balance < Decimal::new(14_900, 2));
    world.refill(PUBLISHER, Decimal::from(149)).unwrap();
    let lines = world.license_items(buyer, &order(enhanced.id, "xl", items(Kind::Image, 2))).unwrap();
    assert!(lines[0].outcome.is_ok());
    assert_eq!(lines[1].outcome, Err(LineRefusal::BalanceTooLow));

    let finance = actor(&world, "finance");
    let license = standard(&world, finance);
    for _ in 0..10 {
        let lines = world.license_items(finance, &order(license, "xl", items(Kind::Image, 1).repeat(200))).unwrap();
        assert!(lines.iter().all(|line| line.outcome.is_ok()));
    }
    assert!(matches!(world.refill(AGENCY, Decimal::ONE), Err(Refusal::Missing(Record::Group))));
    check_money(&world);
}

#[test]
fn extra_options_are_priced_by_the_agreement() {
    let (world, _) = world();
    for (username, added) in [("buyer", 0), ("finance", 1_500 + 2_000 + 4_000 + 1_000)] {
        let actor = actor(&world, username);
        let mut order = order(standard(&world, actor), "s", items(Kind::Image, 1));
        order.entries[0].ext_options = 27;
        let charged = world.license_items(actor, &order).unwrap().remove(0).outcome.unwrap();
        let info = world.transaction_info(actor, charged.transaction).unwrap();
        let bits: Vec<u32> = info.transaction.options.iter().map(|charge| charge.option.bit()).collect();
        assert_eq!(bits, [1, 2, 8, 16]);
        let list_price = info.license.offer(DownloadOption::S2015).unwrap().price;
        assert_eq!(charged.price - list_price, Decimal::new(added, 2));
    }
}

#[test]
fn a_refused_call_charges_nothing() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let license = standard(&world, buyer);
    let foreign = standard(&world, actor(&world, "finance"));
    let picture = items(Kind::Image, 1);
    let good = order(license, "s", picture.clone()).entries.remove(0);
    let with = |entries: Vec<LicenseEntry>| LicenseOrder { entries, ..LicenseOrder::default() };
    let long = References { other: "x".repeat(1_001), ..References::default() };
    let orders = [
        with(vec![]),
        with(vec![good.clone(), LicenseEntry { items: vec![], ..good.clone() }]),
        with(vec![good.clone(), LicenseEntry { license: foreign, ..good.clone() }]),
        with(vec![good.clone(), LicenseEntry { ext_options: 32, ..good.clone() }]),
        with(vec![LicenseEntry { items: picture.repeat(201), ..good.clone() }]),
        LicenseOrder { references: long, ..with(vec![good]) },
    ];
    for order in orders {
        let before = world.lock().state.clone();
        assert!(matches!(
            world.license_items(buyer, &order),
            Err(Refusal::Invalid { .. } | Refusal::Missing(Record::License))
        ));
        assert_eq!(world.lock().state, before);
    }
}

#[test]
fn hardship_a_late_listing_hides_the_charge_from_lists_alone() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    let picture = items(Kind::Image, 1);
    let filter = TransactionFilter { items: picture.clone(), ..TransactionFilter::default() };
    let listed = || world.licensed_items(buyer, &filter, Page::default()).count;
    let before = listed();
    let mut order = order(standard(&world, buyer), "s", picture);
    order.hardship.listed_after = Some(Duration::from_secs(30));
    let charged = world.license_items(buyer, &order).unwrap().remove(0).outcome.unwrap();
    assert_eq!(world.book().len(), 1);
    assert!(world.transaction_info(buyer, charged.transaction).is_ok());
    assert!(world.download(charged.token.as_str()).is_ok());
    clock.advance(Duration::from_secs(29));
    assert_eq!(listed(), before);
    clock.advance(Duration::from_secs(1));
    assert_eq!(listed(), before + 1);
}

#[test]
fn hardship_the_balance_runs_out_half_way() {
    let (world, _) = world();
    for username in ["buyer", "finance"] {
        let actor = actor(&world, username);
        let mut order = order(standard(&world, actor), "s", items(Kind::Image, 4));
        order.hardship.balance_out_after = Some(2);
        let lines = world.license_items(actor, &order).unwrap();
        let charged: Vec<bool> = lines.iter().map(|line| line.outcome.is_ok()).collect();
        assert_eq!(charged, [true, true, false, false]);
    }
}

#[test]
fn a_link_stands_for_one_licensed_file_and_can_be_had_again() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    // One that the past did not buy.
    let picture = stock::shelf("cat", Kind::Image, 1)[0];
    assert!(matches!(world.download_link(buyer, picture, "s"), Err(Refusal::ItemNotFound)));
    let id = buy(&world, buyer, vec![picture])[0];
    let token = world.download_link(buyer, picture, "s-2015").unwrap();
    let download = world.download(token.as_str()).unwrap();
    assert_eq!(download, Download { item: picture, size: DownloadOption::S2015, right: DownloadRight::Licensed(id) });
    assert!(matches!(world.download_link(buyer, picture, "xl"), Err(Refusal::ItemNotFound)), "another size");
    assert!(matches!(world.download_link(actor(&world, "finance"), picture, "s"), Err(Refusal::ItemNotFound)));
    assert!(matches!(world.download(&"0".repeat(32)), Err(Refusal::Missing(Record::Download))));
    assert!(!format!("{token:?}").contains(token.as_str()), "a token never prints");
}
