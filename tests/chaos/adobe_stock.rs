//! Adobe Stock: no marker, nothing that comes back, and a purchase that is a GET. Never charged twice, and each charge has its
//! row, or is left to a person.

use std::sync::Arc;

use rand::RngExt;

use crate::{
    audit::{audit, ended},
    buyer::{Goods, Order, adobe_goods, crowd, goods},
    crashes::{POINTS, Point},
    hardships::{KINDS, MEANT},
    plan::{Figures, chance, rounds, together},
    world::{Setup, World},
};

/// What a purchase asks upstream.
pub(crate) const COMMANDS: [&str; 3] = ["Content/License", "Content/Info", "Member/LicenseHistory"];

/// Every other one is bought only if it is not owned; the rest is licensed again whatever is.
async fn stock(world: &World, many: usize) -> Vec<Goods> {
    let stock = adobe_goods(world, many).await.into_iter().enumerate();
    stock.map(|(nth, goods)| if nth % 2 == 0 { goods.at_first() } else { goods }).collect()
}

async fn every_kind_at(seed: u64, command: &'static str) -> Figures {
    let mut chance = chance(seed, command);
    let world = Arc::new(World::start(Setup::default()));
    world.serve(None);
    let stock = stock(&world, KINDS.len() + 1).await;
    let others = goods(&world, 2).await;
    for (nth, (kind, seconds)) in (1..).zip(KINDS) {
        if !MEANT.contains(&(kind, command)) {
            world.fault(command, kind, nth, 1, seconds).await;
        }
    }
    // The other provider's orders among them: what strikes one must not lose the other's.
    let clients = stock.iter().chain(&others).enumerate().map(|(nth, goods)| {
        let (copies, draw) = (chance.random_range(1..=3), crate::plan::chance(chance.random(), "copies"));
        crowd(&world, Order::item(&format!("{command} {nth}"), goods), copies, draw)
    });
    futures::future::join_all(clients).await;
    assert_eq!(ended(&world).await, 0, "without a restart");
    audit(&world).await
}

async fn killed_at((point, hardship): Point) -> Figures {
    let world = Arc::new(World::start(Setup::default()));
    world.serve(None);
    let stock = stock(&world, 2).await;
    for (nth, goods) in stock.iter().enumerate() {
        world.kill().await;
        world.serve(Some(point));
        if let Some(kind) = hardship {
            world.fault(COMMANDS[0], kind, 1, 1, 1.0).await;
        }
        let order = Order::item(&format!("{point} {nth}"), goods);
        // The answer dies with the façade.
        let (_, ()) = futures::join!(order.once(&world), world.killed_itself(point));
        world.serve(None);
        order.insist(&world).await;
    }
    audit(&world).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn every_hardship_at_adobe_stock() {
    let mut figures = Figures::default();
    for seed in rounds("every_hardship_at_adobe_stock") {
        figures += together(COMMANDS.map(|command| every_kind_at(seed, command))).await;
    }
    figures.judge("every_hardship_at_adobe_stock");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_while_it_buys_from_adobe_stock() {
    let mut figures = Figures::default();
    for _ in rounds("killed_while_it_buys_from_adobe_stock") {
        figures += together(POINTS.map(killed_at)).await;
    }
    figures.judge("killed_while_it_buys_from_adobe_stock");
}
