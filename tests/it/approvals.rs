//! Four eyes: what is above the threshold waits, somebody else decides, once, and only then anything is sent.

use std::time::Duration;

use portico::{
    config::{Config, purchasing::BudgetConfig},
    domain::purchase::{Decision, LineRefusal, LineState, RefusalCode},
    ledger::{Deciding, LineRef, NewPurchase, Opened},
};
use serde_json::{Value, json};

use super::{
    budgets::budget,
    ledger::{Store, purchase, state},
    purchase::{LICENSE, goods},
};
use crate::support::{
    app::{self, TestApp},
    chunks::Chunks,
    raw::Request,
};

const APPROVE: &str = "mutation ($input: ApprovePurchaseInput!) { it: approvePurchase(input: $input) {
    purchase { id status requestedBy approval { decision decidedBy note } lines { code } transactions { key } }
    userErrors { code field message } } }";
const DECLINE: &str = "mutation ($input: DeclinePurchaseInput!) { it: declinePurchase(input: $input) {
    purchase { id status approval { decision decidedBy note } lines { code message } } userErrors { code field } } }";

/// Everything above nothing needs approval.
fn strict() -> Config {
    let mut config = app::config();
    config.purchasing.budgets =
        vec![BudgetConfig { approval_above: Some(0.into()), per_month: Some(100_000.into()), ..budget(None) }];
    config
}

/// An application, and who works with it.
struct World {
    app: TestApp,
    ann: String,
    bob: String,
}

impl World {
    async fn with(config: Config) -> Self {
        Self::of(TestApp::with(config).await)
    }

    fn of(app: TestApp) -> Self {
        let (ann, bob) = (app.token_of("ann", None), app.token_of("bob", None));
        Self { app, ann, bob }
    }

    /// Ann asks for an item; what she gets.
    async fn ask(&self, nth: usize, key: &str) -> Value {
        let input = goods(&self.app, nth).await.input(key);
        let mut answer = self.app.answer_as(&self.ann, LICENSE, json!({ "input": input })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["licenseItem"].take()
    }

    async fn decide(&self, by: &str, document: &str, id: &Value) -> Value {
        let input = json!({ "purchaseId": id, "note": "For spring" });
        let mut answer = self.app.answer_as(by, document, json!({ "input": input })).await;
        assert!(answer.get("errors").is_none(), "{answer}");
        answer["data"]["it"].take()
    }

    async fn reserved(&self) -> String {
        let data = self.app.data("{ budget { reserved { amount } } }").await;
        data["budget"]["reserved"]["amount"].as_str().unwrap().to_owned()
    }

    async fn licensed(&self) -> usize {
        let commands = self.app.commands().await;
        commands.iter().filter(|command| *command == "licenseItem").count()
    }
}

#[tokio::test]
async fn a_purchase_waits_until_somebody_else_approves_it_and_is_bought_once() {
    let world = World::with(strict()).await;
    let asked = world.ask(0, "one").await;
    let id = &asked["purchase"]["id"];
    assert_eq!((&asked["purchase"]["status"], &asked["userErrors"]), (&json!("AWAITING_APPROVAL"), &json!([])));
    let replayed = world.ask(0, "one").await;
    assert_eq!((&replayed["replayed"], &replayed["purchase"]["id"]), (&json!(true), id));
    assert_ne!(world.reserved().await, "0");
    assert_eq!(world.licensed().await, 0);

    let listed = "{ purchases(filter: { status: AWAITING_APPROVAL }) { totalCount nodes { id requestedBy
        approval { expiresAt decision } } } none: purchases(filter: { status: SETTLED }) { totalCount } }";
    let waiting = world.app.data(listed).await;
    assert_eq!(waiting["purchases"]["nodes"][0]["id"], *id);
    assert_eq!((&waiting["purchases"]["totalCount"], &waiting["none"]["totalCount"]), (&json!(1), &json!(0)));

    let own = world.decide(&world.ann, APPROVE, id).await;
    assert_eq!(
        (&own["userErrors"][0]["code"], &own["purchase"]["status"]),
        (&json!("OWN_PURCHASE"), &json!("AWAITING_APPROVAL"))
    );
    let body = json!({ "query": "subscription ($id: ID!) { purchaseProgress(id: $id) { status } }", "variables": { "id": id } });
    let request = Request::post(body.to_string()).accept("text/event-stream");
    let mut progress = Chunks::open(request, world.app.addr()).await;
    let mut told = String::new();
    while !told.contains("AWAITING_APPROVAL") {
        told += &progress.next().await.unwrap();
    }

    let approved = world.decide(&world.bob, APPROVE, id).await;
    assert_eq!(
        (&approved["purchase"]["status"], &approved["userErrors"]),
        (&json!("SETTLED"), &json!([])),
        "{approved}"
    );
    let decided = json!({ "decision": "APPROVED", "decidedBy": "bob", "note": "For spring" });
    assert_eq!((&approved["purchase"]["approval"], &approved["purchase"]["requestedBy"]), (&decided, &json!("ann")));
    let again = world.decide(&world.bob, APPROVE, id).await;
    assert_eq!(again, approved, "approving twice is approving once");
    let late = world.decide(&world.bob, DECLINE, id).await;
    assert_eq!(late["userErrors"][0]["code"], "NOT_AWAITING_APPROVAL");
    assert_eq!((world.licensed().await, world.app.book().await.len()), (1, 1));
    assert_eq!(world.reserved().await.trim_end_matches(['0', '.']), "");
    let rest = progress.rest().await.concat();
    assert!(rest.contains("SETTLED") && rest.contains("event: complete"), "{rest}");
    world.app.shutdown().await;
}

#[tokio::test]
async fn of_two_that_wait_for_one_item_one_is_bought() {
    let world = World::with(strict()).await;
    let asked = [world.ask(0, "one").await, world.ask(0, "two").await];
    let slow = json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "slow", "seconds": 0.3 });
    world.app.fault(&slow).await;
    let decisions = asked.iter().map(|asked| world.decide(&world.bob, APPROVE, &asked["purchase"]["id"]));
    let mut came = futures::future::join_all(decisions).await;
    came.sort_by_key(|decided| decided["purchase"]["status"] == "SETTLED");
    assert_eq!(came[0]["userErrors"][0]["code"], "ALREADY_LICENSED", "{came:?}");
    assert_eq!(
        (&came[0]["purchase"]["status"], &came[1]["purchase"]["status"]),
        (&json!("REFUSED"), &json!("SETTLED"))
    );
    assert_eq!((world.licensed().await, world.app.book().await.len()), (1, 1));
    assert_eq!(world.reserved().await.trim_end_matches(['0', '.']), "", "what was refused is free again");
    world.app.shutdown().await;
}

#[tokio::test]
async fn what_is_declined_is_not_bought_and_its_budget_is_free_again() {
    let world = World::with(strict()).await;
    let asked = world.ask(0, "one").await;
    let id = &asked["purchase"]["id"];
    let own = world.decide(&world.ann, DECLINE, id).await;
    assert_eq!(own["userErrors"][0]["code"], "OWN_PURCHASE");
    let declined = world.decide(&world.bob, DECLINE, id).await;
    assert_eq!(
        (&declined["purchase"]["status"], &declined["userErrors"]),
        (&json!("REFUSED"), &json!([])),
        "{declined}"
    );
    let line = &declined["purchase"]["lines"][0];
    assert_eq!(*line, json!({ "code": "DECLINED", "message": "It was declined: For spring" }));
    assert_eq!(world.decide(&world.bob, DECLINE, id).await, declined);
    assert_eq!(world.decide(&world.bob, APPROVE, id).await["userErrors"][0]["code"], "NOT_AWAITING_APPROVAL");
    assert_eq!(world.ask(0, "one").await["userErrors"][0]["code"], "DECLINED");
    assert_eq!(world.reserved().await.trim_end_matches(['0', '.']), "");
    assert_eq!(world.licensed().await, 0);
    let nothing = json!("UHVyY2hhc2U6cG9ydGljbzowMUtBMDAwMDAwMDAwMDAwMDAwMDAwMDAwMA");
    let unknown = world.decide(&world.bob, APPROVE, &nothing).await;
    assert_eq!((&unknown["userErrors"][0]["code"], &unknown["purchase"]), (&json!("PURCHASE_NOT_FOUND"), &Value::Null));
    world.app.shutdown().await;
}

#[tokio::test]
async fn what_nobody_approves_in_time_is_refused() {
    let mut config = strict();
    config.purchasing.approval_lifetime = Duration::from_millis(50);
    config.purchasing.lookup_pause = Duration::from_millis(20);
    let world = World::with(config).await;
    let asked = world.ask(0, "one").await;
    let document = "query ($id: ID!) { purchase(id: $id) { status approval { decision decidedBy } lines { code } } }";
    let expired = loop {
        let answer = world.app.answer(document, json!({ "id": asked["purchase"]["id"] })).await;
        if answer["data"]["purchase"]["status"] != "AWAITING_APPROVAL" {
            break answer["data"]["purchase"].clone();
        }
        tokio::task::yield_now().await;
    };
    let decided = json!({ "decision": "EXPIRED", "decidedBy": null });
    assert_eq!((&expired["status"], &expired["approval"]), (&json!("REFUSED"), &decided));
    assert_eq!(expired["lines"], json!([{ "code": "APPROVAL_EXPIRED" }]));
    let late = world.decide(&world.bob, APPROVE, &asked["purchase"]["id"]).await;
    assert_eq!(late["userErrors"][0]["code"], "APPROVAL_EXPIRED");
    assert_eq!(world.reserved().await.trim_end_matches(['0', '.']), "");
    assert_eq!(world.licensed().await, 0);
    world.app.shutdown().await;
}

#[tokio::test]
async fn what_waits_survives_a_restart_and_is_looked_at_anew_before_it_is_sent() {
    let memory = tempfile::tempdir().unwrap();
    let mut config = strict();
    config.sandbox.state = Some(memory.path().join("sandbox.json"));
    let world = World::with(config).await;
    let (first, second) = (world.ask(0, "first").await, world.ask(0, "second").await);
    assert_eq!(second["purchase"]["status"], "AWAITING_APPROVAL");
    let world = World::of(world.app.restart().await);
    let bought = world.decide(&world.bob, APPROVE, &first["purchase"]["id"]).await;
    assert_eq!(bought["purchase"]["status"], "SETTLED", "{bought}");
    // Meanwhile the company has the item: once is enough.
    let owned = world.decide(&world.bob, APPROVE, &second["purchase"]["id"]).await;
    assert_eq!(
        (&owned["purchase"]["status"], &owned["purchase"]["approval"]["decision"]),
        (&json!("REFUSED"), &json!("APPROVED"))
    );
    assert_eq!(
        (&owned["userErrors"][0]["code"], &owned["userErrors"][0]["field"]),
        (&json!("ALREADY_LICENSED"), &json!("lines.0"))
    );
    assert_eq!(world.decide(&world.bob, APPROVE, &second["purchase"]["id"]).await, owned);
    assert_eq!(world.app.book().await.len(), 1);
    assert_eq!(world.reserved().await.trim_end_matches(['0', '.']), "");
    world.app.shutdown().await;
}

#[tokio::test]
async fn purchases_are_listed_by_pages_whose_cursors_stay_good() {
    let world = World::with(strict()).await;
    let mut ids = Vec::new();
    for nth in 0..3 {
        ids.push(world.ask(nth, &nth.to_string()).await["purchase"]["id"].clone());
    }
    let document = "query ($after: String) { purchases(first: 2, after: $after) { totalCount nodes { id }
        pageInfo { hasNextPage hasPreviousPage endCursor } } }";
    let page =
        async |after: &Value| world.app.answer(document, json!({ "after": after })).await["data"]["purchases"].clone();
    let first = page(&Value::Null).await;
    assert_eq!(first["nodes"], json!([{ "id": ids[2] }, { "id": ids[1] }]));
    assert_eq!((&first["pageInfo"]["hasNextPage"], &first["totalCount"]), (&json!(true), &json!(3)));
    // What comes in meanwhile moves nothing.
    world.ask(3, "meanwhile").await;
    let second = page(&first["pageInfo"]["endCursor"]).await;
    assert_eq!(second["nodes"], json!([{ "id": ids[0] }]));
    assert_eq!(
        (&second["pageInfo"]["hasNextPage"], &second["pageInfo"]["hasPreviousPage"]),
        (&json!(false), &json!(true))
    );
    let wrong = world.app.answer(document, json!({ "after": "eDp5" })).await;
    assert_eq!(wrong["errors"][0]["extensions"]["code"], "BAD_USER_INPUT");
    world.app.shutdown().await;
}

#[tokio::test]
async fn of_many_that_decide_at_once_one_does() {
    for store in Store::all() {
        let (one, two) = (store.open().await, store.open().await);
        for (nth, too_late) in [false, false, true].into_iter().enumerate() {
            let new =
                NewPurchase { approval: Some(Duration::from_secs(60)), ..purchase(&nth.to_string(), &["1", "2"]) };
            let Opened::New(recorded) = one.record(&new).await.unwrap() else { panic!("it is new") };
            let line = |line| LineRef { purchase: recorded.id.clone(), line };
            assert_eq!(state(&one, &line(1)).await, LineState::AwaitingApproval);
            // Nobody takes over what waits.
            one.take_over(true, Duration::ZERO).await.unwrap();
            if too_late {
                store.clock.advance(Duration::from_secs(60));
                assert_eq!(two.overdue_approvals().await.unwrap(), std::slice::from_ref(&recorded.id));
            }
            let decisions = [Decision::Approved, Decision::Declined, Decision::Expired].into_iter().cycle().take(30);
            let deciding = decisions.enumerate().map(|(nth, decision)| {
                let refusal = LineRefusal::new(RefusalCode::Declined, "No.");
                let refusals =
                    if decision == Decision::Approved { vec![] } else { vec![(0, refusal.clone()), (1, refusal)] };
                let by = (decision != Decision::Expired).then(|| "bob".to_owned());
                let (purchase, request_id) = (recorded.id.clone(), "01K".to_owned());
                let deciding = Deciding { purchase, decision, by, team: None, request_id, note: None, refusals };
                let ledger = if nth % 2 == 0 { &one } else { &two };
                async move { (decision, ledger.decide(&deciding).await.unwrap()) }
            });
            let came = futures::future::join_all(deciding).await;
            let won: Vec<_> = came.iter().filter(|(_, won)| *won).map(|(decision, _)| *decision).collect();
            assert_eq!(won.len(), 1);
            assert_eq!(won[0] == Decision::Expired, too_late, "{won:?}");
            let purchase = two.purchase(&recorded.id).await.unwrap().unwrap();
            assert_eq!(purchase.approval.unwrap().decision.map(|decided| decided.decision), Some(won[0]));
            let expected = if won[0] == Decision::Approved { LineState::Reserved } else { LineState::Refused };
            assert!(purchase.lines.iter().all(|line| line.state == expected), "{:?}", purchase.lines);
            assert_eq!(one.entries_of(&recorded.id).await.unwrap().len(), 4);
        }
        assert_eq!(one.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_picture_that_was_approved_is_followed_to_its_end() {
    let mut config = app::config();
    config.purchasing.budgets = vec![BudgetConfig { approval_above: Some(0.into()), ..budget(None) }];
    config.sandbox.generation_time = Duration::from_millis(50);
    config.generation.callbacks = false;
    let world = World::with(config).await;
    let document = "mutation ($input: GenerateImageInput!) { it: generateImage(input: $input) {
        generation { id } purchase { id status lines { generation { id } } } } }";
    let input = json!({ "prompt": "A red fox", "idempotencyKey": "fox" });
    let ask = async || world.app.answer_as(&world.ann, document, json!({ "input": input })).await["data"]["it"].take();
    let asked = ask().await;
    assert_eq!((&asked["purchase"]["status"], &asked["generation"]), (&json!("AWAITING_APPROVAL"), &Value::Null));
    let approved = world.decide(&world.bob, APPROVE, &asked["purchase"]["id"]).await;
    assert_eq!(approved["purchase"]["status"], "SETTLED", "{approved}");
    // The same key has the job now, on the purchase too, and whoever listens hears of its end.
    let again = ask().await;
    let id = &again["generation"]["id"];
    assert!(id.is_string() && again["purchase"]["lines"][0]["generation"]["id"] == *id, "{again}");
    let body = json!({ "query": "subscription ($id: ID!) { generationProgress(id: $id) { status } }", "variables": { "id": id } });
    let request = Request::post(body.to_string()).accept("text/event-stream");
    let heard = Chunks::open(request, world.app.addr()).await.rest().await.concat();
    assert!(heard.contains("COMPLETED") && heard.contains("event: complete"), "{heard}");
    let generated = world.app.commands().await.iter().filter(|command| *command == "imageGenerator.generate").count();
    assert_eq!(generated, 1);
    world.app.shutdown().await;
}

#[tokio::test]
async fn what_was_approved_and_not_sent_when_its_process_died_is_released() {
    let store = Store::new(None);
    let dead = store.open().await;
    let new = NewPurchase { approval: Some(Duration::from_secs(60)), ..purchase("one", &["1"]) };
    let Opened::New(recorded) = dead.record(&new).await.unwrap() else { panic!("it is new") };
    let line = LineRef { purchase: recorded.id.clone(), line: 0 };
    let approving = store.open().await;
    let (by, request_id, decision) = (Some("bob".to_owned()), "01K".to_owned(), Decision::Approved);
    let purchase = recorded.id.clone();
    let deciding = Deciding { purchase, decision, by, team: None, request_id, note: None, refusals: Vec::new() };
    assert!(approving.decide(&deciding).await.unwrap());
    assert_eq!(approving.take_over(true, Duration::ZERO).await.unwrap(), 0, "this process runs it");
    let alive = store.open().await;
    assert_eq!(alive.take_over(true, Duration::from_secs(60)).await.unwrap(), 1);
    assert_eq!(state(&alive, &line).await, LineState::Released);
    assert_eq!(alive.verify().await.unwrap(), []);
}
