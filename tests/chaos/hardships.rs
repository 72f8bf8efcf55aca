//! Every hardship that the sandbox can play, at every command that a purchase needs.

use std::sync::Arc;

use rand::RngExt;
use rand_chacha::ChaCha8Rng;

use crate::{
    audit::{audit, ended},
    buyer::{Order, crowd, goods},
    plan::{Figures, chance, rounds, together},
    world::{Setup, World},
};

/// All of `docs/sandbox.md`, and how many seconds each takes. None goes on for longer than the deadline and the window.
pub(crate) const KINDS: [(&str, f64); 15] = [
    ("commit_then_drop", 1.0),
    ("commit_then_reset", 1.0),
    ("commit_then_hang", 1.5),
    ("commit_then_502", 1.0),
    ("half_body", 1.0),
    ("garbage", 1.0),
    ("late_listing", 0.5),
    ("session_expired", 1.0),
    ("refuse", 1.0),
    ("slow", 1.5),
    ("balance_out", 1.0),
    ("lost_request", 1.0),
    ("rate_limited", 1.0),
    ("forbidden_page", 1.0),
    ("connect_refused", 0.3),
];

/// What a purchase asks upstream.
pub(crate) const COMMANDS: [&str; 5] =
    ["licenseItem", "getLicensedItems", "getMediaData", "getUserEnterpriseGroup", "loginEnterprise"];

/// Refusals that mean something for good: wrong credentials, which are not tried again for long; no such item, which one of
/// many copies is told and the others are not.
pub(crate) const MEANT: [(&str, &str); 2] = [("refuse", "loginEnterprise"), ("refuse", "Content/Info")];

/// Sets this many hardships, each at a call to come of one of the commands; half of them at the first, which is the spend.
pub(crate) async fn at_random(world: &World, chance: &mut ChaCha8Rng, many: usize, commands: &[&str]) {
    for nth in 0..many {
        let (kind, seconds) = KINDS[chance.random_range(0..KINDS.len())];
        let command =
            if chance.random_bool(0.5) { commands[0] } else { commands[chance.random_range(1..commands.len())] };
        if kind == "connect_refused" || MEANT.contains(&(kind, command)) {
            continue;
        }
        let call = nth as u64 / 2 + chance.random_range(1..4);
        world.fault(command, kind, call, 1, seconds).await;
    }
}

async fn every_kind_at(seed: u64, command: &'static str, unmarked: bool) -> Figures {
    let mut chance = chance(seed, command);
    let world = Arc::new(World::start(Setup { unmarked, ..Setup::default() }));
    world.serve(None);
    let stock = goods(&world, KINDS.len() + 1).await;
    for (nth, (kind, seconds)) in (1..).zip(KINDS) {
        if !MEANT.contains(&(kind, command)) {
            world.fault(command, kind, nth, 1, seconds).await;
        }
    }
    let clients = stock.iter().enumerate().map(|(nth, goods)| {
        let (copies, draw) = (chance.random_range(1..=3), crate::plan::chance(chance.random(), "copies"));
        crowd(&world, Order::item(&format!("{command} {nth}"), goods), copies, draw)
    });
    futures::future::join_all(clients).await;
    assert_eq!(ended(&world).await, 0, "without a restart");
    audit(&world).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_hardship() {
    let (mut marked, mut unmarked) = (Figures::default(), Figures::default());
    for seed in rounds("every_hardship") {
        let with = together(COMMANDS.map(|command| every_kind_at(seed, command, false)));
        let without = together(["licenseItem", "getLicensedItems"].map(|command| every_kind_at(seed, command, true)));
        let (with, without) = futures::join!(with, without);
        marked += with;
        unmarked += without;
    }
    marked.judge("every_hardship");
    unmarked.judge("every_hardship_without_a_marker");
}
