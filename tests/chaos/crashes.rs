//! The façade is killed: at every crash point of `docs/ledger.md`, and at random moments.

use std::{process::Command, sync::Arc, time::Duration};

use futures::StreamExt;
use portico::clock::Clock;
use rand::RngExt;
use sqlx::Row;

use crate::{
    adobe_stock,
    audit::{audit, ended},
    buyer::{Goods, Order, adobe_goods, crowd, goods, is_settled, transactions},
    hardships,
    plan::{Figures, chance, rounds, together},
    process::LOOK,
    world::{Setup, World},
};

/// With the hardship that leads there, if one does.
pub(crate) type Point = (&'static str, Option<&'static str>);

pub(crate) const POINTS: [Point; 8] = [
    ("before-intent", None),
    ("after-intent", None),
    ("after-attempt", None),
    ("mid-request", None),
    ("after-response", None),
    ("after-commit", None),
    ("mid-reconcile", Some("commit_then_drop")),
    ("mid-release", Some("lost_request")),
];

/// Orders at each point; the process dies at one of the first three crossings.
const ORDERS: usize = 6;
const CROSSINGS: u64 = 3;

/// So many points are crossed in one world, the others in others at the same time.
const TOGETHER: usize = 3;

async fn at_crash_points(seed: u64, points: &'static [Point], unmarked: bool) -> Figures {
    let mut chance = chance(seed, points[0].0);
    let world = Arc::new(World::start(Setup { unmarked, ..Setup::default() }));
    world.serve(None);
    let stock = goods(&world, points.len() * (ORDERS + 2)).await;
    for (&(point, hardship), stock) in points.iter().zip(stock.chunks(ORDERS + 2)) {
        world.stop();
        let at = format!("{point}:{}", chance.random_range(1..=CROSSINGS));
        world.serve(Some(&at));
        if let Some(kind) = hardship {
            world.fault("licenseItem", kind, 1, CROSSINGS, 1.0).await;
        }
        let mut orders: Vec<Order> =
            (1..ORDERS).map(|nth| Order::item(&format!("{point} {nth}"), &stock[nth])).collect();
        orders.push(Order::items(&format!("{point} many"), &stock[ORDERS - 1..]));
        let clients = orders.into_iter().map(|order| {
            let (copies, draw) = (chance.random_range(2..=4), crate::plan::chance(chance.random(), &order.key));
            crowd(&world, order, copies, draw)
        });
        let clients = futures::future::join_all(clients);
        let dies = async {
            world.killed_itself(&at).await;
            world.serve(None);
        };
        futures::join!(clients, dies);
        world.no_faults().await;
        let after = Order::item(&format!("after {point}"), &stock[0]).insist(&world).await;
        assert!(is_settled(&after), "{at}: {after}");
    }
    audit(&world).await
}

async fn at_every_crash_point(seed: u64, unmarked: bool) -> Figures {
    together(POINTS.chunks(TOGETHER).map(|points| at_crash_points(seed, points, unmarked))).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_every_crash_point() {
    let (mut marked, mut unmarked) = (Figures::default(), Figures::default());
    for seed in rounds("killed_at_every_crash_point") {
        let (with, without) = futures::join!(at_every_crash_point(seed, false), at_every_crash_point(seed, true));
        marked += with;
        unmarked += without;
    }
    marked.judge("killed_at_every_crash_point");
    unmarked.judge("killed_at_every_crash_point_without_a_marker");
}

/// Who sells what is bought at random moments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Seller {
    Depositphotos { marked: bool },
    AdobeStock,
}

/// Orders by many clients, hardships of every kind at random calls, and kills at random moments.
async fn at_random_moments(seed: u64, seller: Seller, orders: usize) -> Figures {
    let mut chance = chance(seed, "random moments");
    let unmarked = seller == Seller::Depositphotos { marked: false };
    let world = Arc::new(World::start(Setup { unmarked, ..Setup::default() }));
    world.serve(None);
    let adobe_stock = seller == Seller::AdobeStock;
    let (stock, commands) = if adobe_stock {
        // Nothing is wanted twice: what is bought there in one minute cannot be told apart in the book.
        (adobe_goods(&world, orders + orders.div_ceil(10)).await, &adobe_stock::COMMANDS[..])
    } else {
        (goods(&world, orders).await, &hardships::COMMANDS[..])
    };
    hardships::at_random(&world, &mut chance, orders * 2, commands).await;
    let buying = async {
        // A few at a time, as one after the other comes to its end.
        let waves: Vec<(Order, usize, u64)> = (0..orders)
            .map(|nth| {
                let copies = if chance.random_ratio(1, 20) { 20 } else { chance.random_range(1..=3) };
                // Some want what another wants too, at the same time.
                let wanted = if chance.random_ratio(1, 8) && !adobe_stock { nth / 8 * 8 } else { nth };
                let beside = if adobe_stock { orders + nth / 10 } else { nth.saturating_sub(1) };
                let (key, seed) = (format!("random {nth}"), chance.random());
                let order = if nth % 10 == 9 {
                    Order::items(&key, &[stock[nth].clone(), stock[beside].clone()])
                } else {
                    Order::item(&key, &stock[wanted])
                };
                (order, copies, seed)
            })
            .collect();
        let clients = waves.into_iter().map(|(order, copies, seed)| {
            let world = world.clone();
            async move {
                let draw = crate::plan::chance(seed, &order.key);
                if seed % 10 == 0 {
                    // One who hangs up and never comes back.
                    order.hang_up(&world, Duration::from_millis(seed % 97)).await;
                } else {
                    crowd(&world, order, copies, draw).await;
                }
            }
        });
        futures::stream::iter(clients).buffer_unordered(12).count().await
    };
    let mut moments = crate::plan::chance(seed, "kills");
    let killing = async {
        // On a machine too slow for any order to end within such a life, the last life lets them.
        for _ in 0..orders / 3 {
            tokio::time::sleep(Duration::from_millis(moments.random_range(500..2_500))).await;
            world.kill().await;
            if moments.random_ratio(1, 4) {
                world.kill_at_start(Duration::from_millis(moments.random_range(0..600))).await;
            }
            world.serve(None);
        }
        std::future::pending::<()>().await;
    };
    tokio::select! {
        _ = buying => {}
        () = killing => {}
    }
    if world.is_down() {
        world.serve(None);
    }
    audit(&world).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn killed_at_random_moments() {
    let [mut marked, mut unmarked, mut adobe_stock] = [Figures::default(); 3];
    for seed in rounds("killed_at_random_moments") {
        let (with, without, there) = futures::join!(
            together([at_random_moments(seed, Seller::Depositphotos { marked: true }, 130)]),
            together([at_random_moments(seed, Seller::Depositphotos { marked: false }, 70)]),
            together([at_random_moments(seed, Seller::AdobeStock, 60)]),
        );
        marked += with;
        unmarked += without;
        adobe_stock += there;
    }
    marked.judge("killed_at_random_moments");
    unmarked.judge("killed_at_random_moments_without_a_marker");
    adobe_stock.judge("killed_at_random_moments_at_adobe_stock");
}

/// Transfers and invoices: the sandbox's calls are what tells.
async fn transfers_and_invoices(seed: u64, points: &'static [Point]) -> Figures {
    let mut chance = chance(seed, points[0].0);
    let world = Arc::new(World::start(Setup::default()));
    world.serve(None);
    let stock: Vec<Goods> = goods(&world, points.len() * 2).await;
    let mut orders: Vec<(Order, String)> = Vec::new();
    for (&(point, hardship), stock) in points.iter().zip(stock.chunks(2)) {
        let mut bought = Vec::new();
        for (nth, goods) in stock.iter().enumerate() {
            let payload = Order::item(&format!("{point}, to be passed on {nth}"), goods).insist(&world).await;
            bought.extend(transactions(&payload));
        }
        let [passed_on, invoiced] = [&bought[0], &bought[1]];
        let transfer = Order::transfer(&format!("transfer {point}"), passed_on);
        let invoice = Order::invoice(&format!("invoice {point}"), invoiced);
        world.stop();
        let at = format!("{point}:{}", chance.random_range(1..=2));
        world.serve(Some(&at));
        for order in [&transfer, &invoice] {
            if let Some(kind) = hardship {
                world.fault(order.command, kind, 1, 1, 1.0).await;
            }
        }
        let clients = [&transfer, &invoice].map(|order| {
            let draw = crate::plan::chance(chance.random(), &order.key);
            crowd(&world, order.clone(), 3, draw)
        });
        let dies = async {
            world.killed_itself(&at).await;
            world.serve(None);
        };
        futures::join!(futures::future::join_all(clients), dies);
        world.no_faults().await;
        orders.push((transfer, passed_on.clone()));
        orders.push((invoice, invoiced.clone()));
    }
    let mut figures = Figures::default();
    for (order, transaction) in orders {
        let payload = order.insist(&world).await;
        let key = portico::domain::id::TransactionId::decode(&transaction).unwrap().key;
        let named = |arguments: &serde_json::Value| {
            arguments["dp_item_transaction_ids"].to_string().contains(&format!("\"{key}\""))
        };
        let calls = world.calls(order.command, named).await;
        assert!(calls <= 1, "{} was sent {calls} times", order.key);
        figures.doubles += (calls as u64).saturating_sub(1);
        figures.phantoms += u64::from(is_settled(&payload) && calls == 0);
    }
    figures += audit(&world).await;
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn transfers_and_invoices_killed_at_every_crash_point() {
    let mut figures = Figures::default();
    for seed in rounds("transfers_and_invoices") {
        figures += together(POINTS.chunks(TOGETHER).map(|points| transfers_and_invoices(seed, points))).await;
    }
    figures.judge("transfers_and_invoices");
}

/// A process that died amid many purchases, and what `portico ledger reconcile` makes of it in two cycles.
async fn two_cycles(seed: u64) -> Figures {
    const MANY: usize = 16;
    let mut chance = chance(seed, "two cycles");
    // The command is another process: it takes over what is overdue, as with a store that several share.
    let world =
        World::start(Setup { settings: vec![("PORTICO_PURCHASING__ABANDONED_AFTER", "0s")], ..Setup::default() });
    world.serve(None);
    let stock = goods(&world, MANY).await;
    for nth in 0..MANY as u64 {
        let kinds =
            ["commit_then_drop", "commit_then_502", "garbage", "half_body", "lost_request", "commit_then_reset"];
        // The last one, and every other, has no answer at the time of the kill.
        let kind = if nth % 2 == 1 { "commit_then_hang" } else { kinds[chance.random_range(0..kinds.len())] };
        world.fault("licenseItem", kind, nth + 1, 1, 1.5).await;
    }
    let orders: Vec<Order> =
        stock.iter().enumerate().map(|(nth, goods)| Order::item(&format!("cycle {nth}"), goods)).collect();
    let asking = futures::future::join_all(orders.iter().map(|order| order.insist(&world)));
    let all_sent = async {
        let database = world.database().await;
        let states = "SELECT COUNT(*) AS sent FROM lines WHERE state <> 'RESERVED'";
        while sqlx::query(states).fetch_one(&database).await.unwrap().get::<i64, _>("sent") < MANY as i64 {
            tokio::time::sleep(LOOK).await;
        }
        database.close().await;
    };
    tokio::select! {
        _ = asking => {}
        () = all_sent => {}
    }
    world.kill().await;
    world.no_faults().await;
    let database = world.database().await;
    let last = sqlx::query("SELECT MAX(deadline_at) AS last FROM attempts").fetch_one(&database).await.unwrap();
    let last: i64 = last.get("last");
    database.close().await;
    let clock = Clock::system();
    while clock.now().as_millisecond() <= last + 1_000 {
        tokio::time::sleep(LOOK).await;
    }
    for _ in 0..2 {
        let variables = world.settings().iter().map(|(name, value)| (name, value));
        let cycle = Command::new(env!("CARGO_BIN_EXE_portico"))
            .args(["ledger", "reconcile"])
            .env_clear()
            .envs(variables)
            .current_dir(&world.data)
            .output()
            .unwrap();
        assert!(cycle.status.success(), "{}", String::from_utf8_lossy(&cycle.stderr));
    }
    let database = world.database().await;
    let open = "SELECT COUNT(*) AS open FROM lines WHERE state IN ('RESERVED', 'SENDING', 'UNKNOWN', 'NEEDS_REVIEW')";
    let open: i64 = sqlx::query(open).fetch_one(&database).await.unwrap().get("open");
    database.close().await;
    world.serve(None);
    assert_eq!(ended(&world).await, 0);
    let mut figures = audit(&world).await;
    figures.slow += open.unsigned_abs();
    figures
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn two_cycles_of_reconciliation_settle_everything() {
    let mut figures = Figures::default();
    for seed in rounds("two_cycles") {
        figures += two_cycles(seed).await;
    }
    figures.judge("two_cycles");
}
