//! Whatever is done in whatever order: the money agrees, and a refusal changes nothing.

use std::{sync::LazyLock, time::Duration};

use proptest::{collection::vec, option, prelude::*, sample::Index};

use super::*;

#[derive(Clone, Debug)]
enum Step {
    Buy { entries: Vec<(Vec<Index>, Index, Index, u32)>, balance_out_after: Option<usize> },
    Invoice(Vec<Index>),
    Transfer(Vec<Index>),
    Refill(u32),
    Generate(Index),
    Wait(u64),
}

fn step() -> impl Strategy<Value = Step> {
    let entry = (vec(any::<Index>(), 0..4), any::<Index>(), any::<Index>(), 0..40_u32);
    prop_oneof![
        4 => (vec(entry, 0..4), option::weighted(0.2, 0..3_usize))
            .prop_map(|(entries, balance_out_after)| Step::Buy { entries, balance_out_after }),
        2 => vec(any::<Index>(), 0..4).prop_map(Step::Invoice),
        1 => vec(any::<Index>(), 0..4).prop_map(Step::Transfer),
        1 => (0..500_u32).prop_map(Step::Refill),
        1 => any::<Index>().prop_map(Step::Generate),
        1 => (0..10_u64).prop_map(Step::Wait),
    ]
}

/// Some of each kind, one that does not exist, one that is generated first.
static ITEMS: LazyLock<Vec<ItemId>> = LazyLock::new(|| {
    let kinds = [Kind::Image, Kind::Vector, Kind::Video].into_iter().flat_map(|kind| items(kind, 3));
    kinds.chain([5, FIRST_GENERATED_ITEM + 4 * 4]).collect()
});

/// Does a step; what it must have cost, unless it was refused as a whole.
fn act(world: &World, clock: &Clock, actor: Actor, step: Step) -> Option<Decimal> {
    let own: Vec<TransactionId> = world
        .licensed_items(actor, &TransactionFilter::default(), Page { limit: 8, offset: 0 })
        .rows
        .iter()
        .map(|row| row.transaction.id)
        .chain([TransactionId(3)])
        .collect();
    let pick = |chosen: &[Index]| chosen.iter().map(|index| own[index.index(own.len())]).collect::<Vec<_>>();
    match step {
        Step::Buy { entries, balance_out_after } => {
            let licenses = world.licenses(actor);
            let entries = entries
                .iter()
                .map(|(items, license, option, ext_options)| LicenseEntry {
                    items: items.iter().map(|index| *index.get(&ITEMS)).collect(),
                    license: license.get(&licenses).id,
                    option: option.get(&DownloadOption::ALL).name().to_owned(),
                    ext_options: *ext_options,
                })
                .collect();
            let hardship = Hardship { balance_out_after, ..Hardship::default() };
            let order = LicenseOrder { entries, hardship, ..LicenseOrder::default() };
            let lines = world.license_items(actor, &order).ok()?;
            Some(lines.iter().filter_map(|line| line.outcome.as_ref().ok()).map(|charged| charged.price).sum())
        }
        Step::Invoice(chosen) => world.create_invoice(actor, &pick(&chosen), None).ok().map(|_| Decimal::ZERO),
        Step::Transfer(chosen) => {
            let party = stock_house();
            world.transfer(actor, &pick(&chosen), &party, &party).ok().map(|_| Decimal::ZERO)
        }
        Step::Refill(amount) => {
            let amount = Decimal::from(amount);
            world.refill(actor.group(), amount).ok().map(|_| -amount)
        }
        Step::Generate(fate) => {
            let fates = [Fate::Completes, Fate::Rerolls, Fate::Fails, Fate::Stalls];
            world.next_generation(*fate.get(&fates)).unwrap();
            let request = GenerationRequest { prompt: "A fox".to_owned(), ..GenerationRequest::default() };
            world.generate(actor, &request).ok().map(|_| Decimal::ZERO)
        }
        Step::Wait(seconds) => {
            clock.advance(Duration::from_secs(seconds));
            world.book();
            Some(Decimal::ZERO)
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_money_agrees_and_refusals_change_nothing(steps in vec((any::<bool>(), step()), 1..16)) {
        let (world, clock) = world();
        let actors = ["buyer", "finance"].map(|user| actor(&world, user));
        // Nearly empty, so that balances run out.
        let buyer = actors[0];
        let left = world.group(buyer).balance;
        world.lock().state.drain(PUBLISHER, left - Decimal::from(100));
        let drained = left - Decimal::from(100);
        for (is_finance, step) in steps {
            let actor = actors[usize::from(is_finance)];
            let before = world.lock().state.clone();
            let cost = act(&world, &clock, actor, step);
            let after = world.lock().state.clone();
            match cost {
                None => prop_assert_eq!(&before, &after),
                Some(cost) => {
                    let balance = |state: &records::State| state.group(actor.group()).unwrap().balance;
                    let fell = balance(&before) - balance(&after);
                    prop_assert_eq!(fell, if is_finance { Decimal::ZERO } else { cost });
                    prop_assert!(balance(&after) >= Decimal::ZERO);
                    let charged = |state: &records::State| state.book.iter().map(|entry| entry.price).sum::<Decimal>();
                    prop_assert_eq!(charged(&after) - charged(&before), cost.max(Decimal::ZERO));
                }
            }
        }
        world.lock().state.drain(PUBLISHER, -drained);
        check_money(&world);
        let book = world.book();
        let keys: HashSet<TransactionId> = book.iter().map(|entry| entry.transaction).collect();
        prop_assert_eq!(keys.len(), book.len());
    }
}
