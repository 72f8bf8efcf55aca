//! Purchases that wait for somebody else: the façade dies while they are decided about, several decide at once, and each is
//! bought once. The budget that they come out of holds what the book says, and not a cent more.

use std::{process::Command, sync::Arc};

use rust_decimal::Decimal;
use serde_json::{Value, json};
use tokio::time::Instant;

use crate::{
    audit::audit,
    buyer::{Order, goods, is_settled, transactions},
    crashes::{POINTS, Point},
    plan::{Figures, rounds, together},
    process::{LOOK, PATIENCE},
    world::{Setup, World},
};

/// Everything waits, and there is money for all of it.
const BUDGET: &str = "[purchasing]
budgets = [{ tenant = \"default\", currency = \"USD\", per_month = 1000000, approval_above = 0 }]
";

const APPROVE: &str = "mutation ($input: ApprovePurchaseInput!) { approvePurchase(input: $input) {
    purchase { status } userErrors { code } } }";

/// Who decides, all at once.
const DECIDING: [&str; 3] = ["bob", "carol", "dave"];

/// Where the façade dies in between: those of every purchase, and the one of a decision.
fn points() -> impl Iterator<Item = Point> {
    // The intent is older than the decision.
    let common = POINTS.into_iter().filter(|(point, _)| !point.ends_with("-intent"));
    common.chain([("after-decision", None)])
}

/// A token of somebody else than who buys.
fn token(world: &World, subject: &str) -> String {
    let minted = Command::new(env!("CARGO_BIN_EXE_portico"))
        .args(["token", "--subject", subject, "--data-dir"])
        .arg(&world.data)
        .env_clear()
        .output()
        .unwrap();
    assert!(minted.status.success(), "{}", String::from_utf8_lossy(&minted.stderr));
    String::from_utf8(minted.stdout).unwrap().trim().to_owned()
}

/// Approves, again on every error, until the purchase waits no more.
async fn approve(world: &World, token: &str, id: &Value) {
    let deadline = Instant::now() + PATIENCE;
    let variables = json!({ "input": { "purchaseId": id } });
    loop {
        let answer = world.ask_as(Some(token), APPROVE, &variables).await;
        let decided = |answer: &Value| {
            let status = answer["data"]["approvePurchase"]["purchase"]["status"].as_str();
            status.is_some_and(|status| status != "AWAITING_APPROVAL")
        };
        if answer.as_ref().is_ok_and(decided) {
            return;
        }
        assert!(Instant::now() < deadline, "{id} is not decided about: {answer:?}\n{}", world.log());
        tokio::time::sleep(LOOK).await;
    }
}

async fn decided_at((point, hardship): Point) -> Figures {
    let world = Arc::new(World::start(Setup { config: Some(BUDGET), ..Setup::default() }));
    world.serve(None);
    let tokens = DECIDING.map(|subject| token(&world, subject));
    for (nth, goods) in goods(&world, 2).await.iter().enumerate() {
        let order = Order::item(&format!("{point} {nth}"), goods);
        let waiting = order.insist(&world).await;
        assert_eq!(waiting["purchase"]["status"], "AWAITING_APPROVAL", "{waiting}");
        world.kill().await;
        world.serve(Some(point));
        assert_eq!(order.sent(&world).await, 0, "nobody approved it yet");
        if let Some(kind) = hardship {
            world.fault(order.command, kind, 1, 1, 1.0).await;
        }
        let deciding = tokens.iter().map(|token| approve(&world, token, &waiting["purchase"]["id"]));
        let dies = async {
            world.killed_itself(point).await;
            world.serve(None);
        };
        futures::join!(futures::future::join_all(deciding), dies);
        let outcome = order.insist(&world).await;
        assert_eq!(is_settled(&outcome), transactions(&outcome).len() == 1, "{outcome}");
    }
    assert_eq!(budget(&world).await, charged(&world).await, "{point}");
    audit(&world).await
}

/// What the budget says was spent; nothing is reserved any more.
async fn budget(world: &World) -> Decimal {
    let data = world.data("{ budget { spent { amount } reserved { amount } } }", &json!({})).await;
    let amount = |name: &str| data["budget"][name]["amount"].as_str().unwrap().parse::<Decimal>().unwrap();
    assert!(amount("reserved").is_zero(), "{data}");
    amount("spent")
}

/// What the sandbox's book says was charged.
async fn charged(world: &World) -> Decimal {
    let prices = world.book().await;
    prices.iter().map(|charge| charge["price"].to_string().parse::<Decimal>().unwrap()).sum()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn approvals_killed_at_every_crash_point() {
    let mut figures = Figures::default();
    for _ in rounds("approvals_killed_at_every_crash_point") {
        figures += together(points().map(decided_at)).await;
    }
    figures.judge("approvals");
}
