//! Clients that say the same many times: at once, and in one document.

use std::sync::Arc;

use serde_json::json;

use crate::{
    audit::audit,
    buyer::{Order, crowd, goods, is_settled},
    hardships,
    plan::{Figures, chance, rounds},
    world::{Setup, World},
};

const AT_ONCE: usize = 100;

async fn a_hundred_at_once(seed: u64) -> Figures {
    let world = Arc::new(World::start(Setup::default()));
    world.serve(None);
    let hardships = [None, Some("commit_then_drop"), Some("commit_then_502"), Some("slow")];
    let stock = goods(&world, hardships.len() + 1).await;
    for (hardship, goods) in hardships.into_iter().zip(&stock) {
        let order = Order::item(&format!("hundred, {hardship:?}"), goods);
        if let Some(kind) = hardship {
            world.fault("licenseItem", kind, 1, 1, 0.5).await;
        }
        let payloads = futures::future::join_all((0..AT_ONCE).map(|_| order.insist(&world))).await;
        assert!(payloads.iter().all(|payload| is_settled(payload) && *payload == payloads[0]), "{payloads:?}");
        assert_eq!(order.sent(&world).await, 1, "{}", order.key);
        world.no_faults().await;
    }
    // And with a kill amid the request: all insist.
    world.stop();
    world.serve(Some("mid-request"));
    let order = Order::item("hundred, killed", &stock[hardships.len()]);
    let dies = async {
        world.killed_itself("mid-request").await;
        world.serve(None);
    };
    futures::join!(crowd(&world, order.clone(), AT_ONCE, chance(seed, "hundred")), dies);
    assert!(order.sent(&world).await <= 1);
    audit(&world).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_hundred_requests_with_one_key_are_one_call_and_equal_payloads() {
    let mut figures = Figures::default();
    for seed in rounds("a_hundred_with_one_key") {
        figures += a_hundred_at_once(seed).await;
    }
    figures.judge("a_hundred_with_one_key");
}

async fn documents(seed: u64) -> Figures {
    const MANY: usize = 10;
    let world = Arc::new(World::start(Setup::default()));
    world.serve(None);
    let stock = goods(&world, MANY * 2).await;
    let fields = "purchase { id status } userErrors { code }";
    let mut chance = chance(seed, "documents");
    hardships::at_random(&world, &mut chance, MANY, &hardships::COMMANDS).await;
    let clients = stock.chunks(2).enumerate().map(|(nth, stock)| {
        let (world, fields) = (world.clone(), fields);
        let (one, two) = (Order::item(&format!("one {nth}"), &stock[0]), Order::item(&format!("two {nth}"), &stock[1]));
        async move {
            // Two keys; one key under two names; one key twice under one name.
            let document = format!(
                "mutation ($one: LicenseItemInput!, $two: LicenseItemInput!) {{
                   a: licenseItem(input: $one) {{ {fields} }} b: licenseItem(input: $two) {{ {fields} }}
                   c: licenseItem(input: $one) {{ {fields} }}
                   licenseItem(input: $two) {{ purchase {{ id }} }} licenseItem(input: $two) {{ {fields} }} }}"
            );
            let variables = json!({ "one": one.input, "two": two.input });
            let mut data;
            loop {
                data = world.data(&document, &variables).await;
                let pending = ["a", "b", "c", "licenseItem"].map(|name| data[name]["purchase"]["status"] == "PENDING");
                if pending == [false; 4] {
                    break;
                }
            }
            assert_eq!(data["a"], data["c"]);
            assert_eq!(data["b"], data["licenseItem"]);
            assert_ne!(data["a"]["purchase"]["id"], data["b"]["purchase"]["id"]);
        }
    });
    let dies = async {
        world.kill().await;
        world.serve(None);
    };
    futures::join!(futures::future::join_all(clients), dies);
    for nth in 0..MANY {
        for key in [format!("one {nth}"), format!("two {nth}")] {
            // A session that was gone lets a request be sent a second time, and nothing else does.
            assert!(world.sent("licenseItem", &key).await <= 2, "{key}");
        }
    }
    audit(&world).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_document_that_repeats_itself_buys_once_a_key() {
    let mut figures = Figures::default();
    for seed in rounds("documents") {
        figures += documents(seed).await;
    }
    figures.judge("documents");
}
