//! Statistics agree with the lists and with each other.

use super::*;

const ALL: Page = Page { limit: 1_000, offset: 0 };

fn sum(usage: impl IntoIterator<Item = Usage>) -> Usage {
    usage.into_iter().fold(Usage::default(), |sum, usage| Usage {
        comps: sum.comps + usage.comps,
        licensed: sum.licensed + usage.licensed,
        transferred: sum.transferred + usage.transferred,
    })
}

#[test]
fn months_items_and_members_sum_up_to_the_total() {
    let (world, clock) = world();
    let buyer = actor(&world, "buyer");
    let half = Some(clock.now() - jiff::SignedDuration::from_hours(24 * 150));
    for filter in [
        UsageFilter::default(),
        UsageFilter { from: half, ..UsageFilter::default() },
        UsageFilter { to: half, ..UsageFilter::default() },
        UsageFilter { user: Some(buyer.user()), ..UsageFilter::default() },
    ] {
        let total = world.usage_total(buyer, filter);
        assert!(total.licensed > 0 && total.comps > 0);
        assert_eq!(sum(world.usage_by_month(buyer, filter, ALL).rows.iter().map(|row| row.usage)), total);
        assert_eq!(sum(world.usage_by_item(buyer, filter, ALL).rows.iter().map(|row| row.usage)), total);
        assert_eq!(sum(world.members(buyer, filter, &[], ALL).rows.iter().map(|row| row.usage)), total);
    }
}

#[test]
fn the_total_is_what_the_lists_count() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let total = world.usage_total(buyer, UsageFilter::default());
    assert_eq!(total.licensed, world.licensed_items(buyer, &TransactionFilter::default(), ALL).count);
    assert_eq!(total.transferred, world.transferred(buyer, &TransactionFilter::default(), ALL).count);
    assert_eq!(total.comps, world.comps(buyer, &CompFilter::default(), ALL).count);
    let foreign = UsageFilter { group: Some(AGENCY), ..UsageFilter::default() };
    assert_eq!(world.usage_total(buyer, foreign), Usage::default());
}

#[test]
fn months_are_in_order_and_named() {
    let (world, _) = world();
    let months = world.usage_by_month(actor(&world, "buyer"), UsageFilter::default(), ALL).rows;
    assert!(months.is_sorted_by_key(|month| month.title.clone()));
    assert_eq!(months.last().unwrap().title, "2026-06-01 00:00:00");
    assert!(months.len() >= 10);
}

#[test]
fn members_come_with_what_they_may_do() {
    let (world, _) = world();
    let buyer = actor(&world, "buyer");
    let members = world.members(buyer, UsageFilter::default(), &[], ALL);
    assert_eq!(members.count, 7);
    assert!(members.rows.iter().all(|member| member.user.group == PUBLISHER && !member.user.permissions.is_empty()));
    let one = world.members(buyer, UsageFilter::default(), &[buyer.user()], ALL);
    assert_eq!(one.rows.len(), 1);
    assert_eq!(one.rows[0].user.id, buyer.user());
    let second = world.members(buyer, UsageFilter::default(), &[], Page { limit: 1, offset: 1 });
    assert_eq!(second.rows[0], members.rows[1]);
}
