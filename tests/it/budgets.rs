//! Budgets: however many buy at once, nothing is spent beyond them; what is not bought is given back.

use std::{collections::BTreeSet, time::Duration};

use portico::{
    config::{
        Config,
        purchasing::{BudgetConfig, Unpriced},
    },
    domain::{
        budget::{BudgetRule, BudgetUse},
        money::Money,
        purchase::{LineState, Task},
    },
    ledger::{Ledger, LineRef, NewPurchase, Opened},
};
use rust_decimal::Decimal;
use serde_json::{Value, json};

use super::{
    ledger::{Store, attempted, change, purchase},
    purchase::{Goods, LICENSE, goods, license},
};
use crate::support::app::{self, TestApp};

const TENANT: &str = "company";

fn rule(team: Option<&str>, per_month: i64) -> BudgetRule {
    BudgetRule {
        team: team.map(Into::into),
        currency: "USD".into(),
        per_month: Some(per_month.into()),
        per_purchase: None,
        approval_above: None,
    }
}

/// A purchase of one item at this price, out of these budgets.
fn priced(key: &str, price: &str, currency: Option<&str>, budgets: &[BudgetRule]) -> NewPurchase {
    let mut new = purchase(key, &[key]);
    if let Task::License(task) = &mut new.lines[0].task {
        task.price = Some(Money { amount: price.parse().unwrap(), currency: currency.map(Into::into) });
    }
    NewPurchase { budgets: budgets.to_vec(), ..new }
}

async fn used(ledger: &Ledger, rule: &BudgetRule) -> (String, String) {
    let BudgetUse { spent, reserved } = ledger.budget(TENANT, rule, ledger.now()).await.unwrap().usage;
    (spent.normalize().to_string(), reserved.normalize().to_string())
}

fn amounts(spent: &str, reserved: &str) -> (String, String) {
    (spent.to_owned(), reserved.to_owned())
}

fn line(opened: &Opened) -> Option<LineRef> {
    match opened {
        Opened::New(new) => Some(LineRef { purchase: new.id.clone(), line: 0 }),
        Opened::Short(_) => None,
        Opened::Existing(existing) => panic!("{existing:?}"),
    }
}

#[tokio::test]
async fn of_sixty_four_at_the_limit_none_overspends_and_a_restart_keeps_what_is_open() {
    for store in Store::all() {
        let (one, two) = (store.open().await, store.open().await);
        // The team's is the tighter one.
        let budgets = [rule(None, 1_000), rule(Some("design"), 25)];
        let purchases: Vec<_> = (0..64).map(|nth| priced(&nth.to_string(), "1.25", None, &budgets)).collect();
        let buying = purchases.iter().enumerate().map(|(nth, new)| if nth % 2 == 0 { &one } else { &two }.record(new));
        let opened = futures::future::join_all(buying).await;
        let lines: Vec<_> = opened.iter().filter_map(|opened| line(opened.as_ref().unwrap())).collect();
        assert_eq!(lines.len(), 20);
        for rule in &budgets {
            assert_eq!(used(&one, rule).await, amounts("0", "25"));
        }
        assert_eq!(one.verify().await.unwrap(), []);
        // A key that was refused is free, and the refusal says what is missing.
        let refused = two.record(&priced("more", "0.01", None, &budgets)).await.unwrap();
        assert!(
            matches!(&refused, Opened::Short(short) if short.budget.remaining() == Some(Decimal::ZERO)),
            "{refused:?}"
        );

        for line in &lines {
            attempted(&one, line).await;
        }
        for (nth, to) in
            [LineState::Settled, LineState::Refused, LineState::Unknown].into_iter().cycle().take(18).enumerate()
        {
            assert!(change(&one, &lines[nth], LineState::Sending, to).await);
        }
        // Six settled, six refused; six unknown, two under way.
        assert_eq!(used(&two, &budgets[1]).await, amounts("7.5", "10"));
        assert!(change(&two, &lines[2], LineState::Unknown, LineState::Settled).await);
        assert!(change(&two, &lines[5], LineState::Unknown, LineState::Released).await);
        assert!(change(&two, &lines[8], LineState::Unknown, LineState::NeedsReview).await);
        let after = amounts("8.75", "7.5");
        assert_eq!(used(&two, &budgets[1]).await, after);
        one.close().await;
        two.close().await;
        let again = store.open().await;
        again.take_over(true, Duration::from_secs(60)).await.unwrap();
        for rule in &budgets {
            assert_eq!(used(&again, rule).await, after, "what may have been sent is still reserved");
        }
        let left = futures::future::join_all(purchases.iter().map(|new| {
            let new = NewPurchase { idempotency_key: format!("{} again", new.idempotency_key), ..new.clone() };
            let again = &again;
            async move { again.record(&new).await.unwrap() }
        }));
        assert_eq!(left.await.iter().filter_map(line).count(), 7, "8.75 are free again");
        assert_eq!(again.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn what_nobody_sends_after_a_restart_is_given_back() {
    let store = Store::new(None);
    let budget = [rule(None, 10)];
    let dead = store.open().await;
    assert!(line(&dead.record(&priced("a", "10", Some("USD"), &budget)).await.unwrap()).is_some());
    let alive = store.open().await;
    assert_eq!(used(&alive, &budget[0]).await, amounts("0", "10"));
    assert_eq!(alive.take_over(true, Duration::from_secs(60)).await.unwrap(), 1);
    assert_eq!(used(&alive, &budget[0]).await, amounts("0", "0"));
    assert_eq!(alive.verify().await.unwrap(), []);
}

#[tokio::test]
async fn a_month_is_that_of_the_intent_and_the_next_begins_empty() {
    for store in Store::all() {
        let ledger = store.open().await;
        let budget = [rule(None, 10)];
        let end = ledger.budget(TENANT, &budget[0], ledger.now()).await.unwrap().month.ends();
        let until = Duration::try_from(end.duration_since(ledger.now())).unwrap();
        store.clock.advance(until - Duration::from_millis(1));
        let late = line(&ledger.record(&priced("late", "8", None, &budget)).await.unwrap()).unwrap();
        assert!(line(&ledger.record(&priced("too much", "8", None, &budget)).await.unwrap()).is_none());
        store.clock.advance(Duration::from_millis(1));
        assert!(line(&ledger.record(&priced("next", "8", None, &budget)).await.unwrap()).is_some());
        attempted(&ledger, &late).await;
        assert!(change(&ledger, &late, LineState::Sending, LineState::Settled).await);
        assert_eq!(used(&ledger, &budget[0]).await, amounts("0", "8"));
        let before = ledger.budget(TENANT, &budget[0], end - jiff::SignedDuration::from_secs(1)).await.unwrap();
        assert_eq!(before.usage, BudgetUse { spent: 8.into(), reserved: 0.into() });
        assert_eq!(ledger.verify().await.unwrap(), []);
    }
}

#[tokio::test]
async fn tampering_with_a_budget_shows() {
    for store in Store::all() {
        let ledger = store.open().await;
        let bought = line(&ledger.record(&priced("one", "8", None, &[rule(None, 10)])).await.unwrap()).unwrap();
        attempted(&ledger, &bought).await;
        assert!(change(&ledger, &bought, LineState::Sending, LineState::Settled).await);
        assert_eq!(ledger.verify().await.unwrap(), []);
        for (statement, flaw) in [
            ("UPDATE budgets SET spent = '0'", "is not the sum of its reservations"),
            // Which makes the sum right again.
            ("UPDATE reservations SET state = 'RELEASED'", "does not fit its state"),
        ] {
            store.tamper(statement).await;
            let flaws = ledger.verify().await.unwrap();
            assert!(flaws.len() == 1 && flaws[0].what.contains(flaw), "{statement}: {flaws:?}");
        }
    }
}

pub(crate) fn budget(team: Option<&str>) -> BudgetConfig {
    BudgetConfig {
        tenant: "default".to_owned(),
        team: team.map(Into::into),
        currency: "USD".into(),
        per_month: None,
        per_purchase: None,
        approval_above: None,
    }
}

fn with(budgets: Vec<BudgetConfig>) -> Config {
    let mut config = app::config();
    config.purchasing.budgets = budgets;
    config
}

/// The price of what these tests buy, as the sandbox asks for it. Known before the application starts.
async fn price() -> Decimal {
    let app = TestApp::start().await;
    let price = goods(&app, 0).await.price.parse().unwrap();
    app.shutdown().await;
    price
}

async fn budgets(app: &TestApp) -> Value {
    let amounts = "team limit { amount currency } spent { amount } reserved { amount } remaining { amount }";
    app.data(&format!("{{ budgets {{ {amounts} }} }}")).await["budgets"].take()
}

fn amount(value: &Value) -> Decimal {
    value["amount"].as_str().unwrap().parse().unwrap()
}

fn quote(goods: &Goods) -> (&'static str, Value) {
    let document = "query ($input: QuoteInput!) { quote(input: $input) { needsApproval refusals { code message } } }";
    let line = json!({ "itemId": goods.item, "licenseId": goods.license, "sizeId": goods.size });
    (document, json!({ "input": { "lines": [line] } }))
}

#[tokio::test]
async fn sixty_four_buyers_at_once_spend_the_budget_and_no_more() {
    let price = price().await;
    let (company, left) = (price * Decimal::from(5), price / Decimal::TWO);
    let app = TestApp::with(with(vec![BudgetConfig { per_month: Some(company + left), ..budget(None) }])).await;
    let good = goods(&app, 0).await;
    let inputs: Vec<_> = (0..64).map(|nth| good.with(&format!("key {nth}"), &json!({ "buyAgain": true }))).collect();
    let answers = futures::future::join_all(inputs.iter().map(|input| license(&app, input))).await;
    let settled = answers.iter().filter(|answer| answer["purchase"]["status"] == "SETTLED").count();
    assert_eq!((settled, app.book().await.len()), (5, 5));
    let refused: Vec<_> = answers.iter().filter(|answer| answer["purchase"].is_null()).collect();
    assert_eq!(refused.len(), 59);
    for answer in refused {
        assert_eq!(answer["userErrors"][0]["code"], "INSUFFICIENT_BUDGET", "{answer}");
    }
    let now = budgets(&app).await;
    assert_eq!((amount(&now[0]["spent"]), amount(&now[0]["reserved"])), (company, Decimal::ZERO), "{now}");
    assert_eq!((amount(&now[0]["remaining"]), &now[0]["limit"]["currency"]), (left, &json!("USD")));
    // It is known beforehand too.
    let another = goods(&app, 1).await;
    let (document, variables) = quote(&another);
    let quoted = app.answer(document, variables).await;
    assert_eq!(quoted["data"]["quote"]["refusals"][0]["code"], "INSUFFICIENT_BUDGET", "{quoted}");
    let period =
        app.data("{ budget { period { name start end } } budgetOfNobody: budget(team: \"x\") { team } }").await;
    assert_eq!(period["budgetOfNobody"], Value::Null);
    let name = period["budget"]["period"]["name"].as_str().unwrap();
    assert!(period["budget"]["period"]["start"].as_str().unwrap().starts_with(name), "{period}");
    app.shutdown().await;
}

#[tokio::test]
async fn what_the_provider_refuses_is_given_back_and_what_is_unclear_is_not() {
    let price = price().await;
    let mut config = with(vec![BudgetConfig { per_month: Some(price), ..budget(None) }]);
    config.purchasing.wait = Duration::from_millis(100);
    config.providers.depositphotos.retries = 0;
    let app = TestApp::with(config).await;
    let good = goods(&app, 0).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "refuse" })).await;
    let no = loop {
        let answer = license(&app, &good.input("no")).await;
        // A mutation waits for a moment alone.
        if answer["purchase"]["status"] != "PENDING" {
            break answer;
        }
    };
    assert_eq!(no["userErrors"][0]["code"], "PROVIDER_REFUSED");
    let now = budgets(&app).await;
    assert_eq!((amount(&now[0]["reserved"]), amount(&now[0]["remaining"])), (Decimal::ZERO, price), "{now}");
    // The answer is lost, and so is every look-up.
    app.fault(&json!({ "provider": "depositphotos", "command": "licenseItem", "kind": "commit_then_drop" })).await;
    app.fault(&json!({ "provider": "depositphotos", "command": "getLicensedItems", "kind": "refuse", "nth": 2, "times": 1000 }))
        .await;
    let unclear = license(&app, &good.input("unclear")).await;
    assert_eq!(unclear["purchase"]["status"], "PENDING", "{unclear}");
    while app.book().await.is_empty() {
        tokio::task::yield_now().await;
    }
    let now = budgets(&app).await;
    assert_eq!((amount(&now[0]["reserved"]), amount(&now[0]["spent"])), (price, Decimal::ZERO), "{now}");
    app.shutdown().await;
}

#[tokio::test]
async fn a_team_has_a_budget_of_its_own_within_the_companys() {
    let price = price().await;
    let app = TestApp::with(with(vec![
        BudgetConfig { per_month: Some(price * Decimal::TWO), ..budget(None) },
        BudgetConfig { per_purchase: Some(price / Decimal::TWO), ..budget(Some("interns")) },
        BudgetConfig { per_month: Some(price), ..budget(Some("design")) },
    ]))
    .await;
    let good = goods(&app, 0).await;
    let buy = async |team: Option<&str>, key: &str| {
        let input = good.with(key, &json!({ "buyAgain": true }));
        let answer = app.answer_as(&app.token_of("ann", team), LICENSE, json!({ "input": input })).await;
        let answer = &answer["data"]["licenseItem"];
        let code = answer["userErrors"][0]["code"].as_str().map(str::to_owned);
        code.unwrap_or_else(|| answer["purchase"]["status"].as_str().unwrap().to_owned())
    };
    assert_eq!(buy(Some("interns"), "one").await, "INSUFFICIENT_BUDGET", "too dear for one purchase");
    assert_eq!(buy(Some("design"), "two").await, "SETTLED");
    assert_eq!(buy(Some("design"), "three").await, "INSUFFICIENT_BUDGET");
    assert_eq!(buy(Some("unnamed"), "four").await, "SETTLED", "only the company's counts");
    assert_eq!(buy(None, "five").await, "INSUFFICIENT_BUDGET", "which is used up");
    let now = budgets(&app).await;
    let by_team: Vec<_> =
        now.as_array().unwrap().iter().map(|budget| (&budget["team"], amount(&budget["spent"]))).collect();
    let expected = [(json!(null), price * Decimal::TWO), (json!("design"), price), (json!("interns"), Decimal::ZERO)];
    assert_eq!(by_team, expected.iter().map(|(team, spent)| (team, *spent)).collect::<Vec<_>>());
    let viewer = app.answer_as(&app.token_of("ann", Some("design")), "{ viewer { team } }", json!({})).await;
    assert_eq!(viewer["data"]["viewer"]["team"], "design");
    assert_eq!(app.book().await.len(), 2);
    app.shutdown().await;
}

#[tokio::test]
async fn what_has_no_price_is_refused_where_a_budget_has_limits_unless_it_is_allowed() {
    let document = "mutation ($input: GenerateImageInput!) { generateImage(input: $input) {
        purchase { status } userErrors { code message } } }";
    let mut seen = BTreeSet::new();
    for unpriced in [Unpriced::Refuse, Unpriced::Allow] {
        let mut config = with(vec![BudgetConfig { per_month: Some(1.into()), ..budget(None) }]);
        config.purchasing.unpriced = unpriced;
        let app = TestApp::with(config).await;
        let input = json!({ "prompt": "A red fox", "idempotencyKey": "fox" });
        let answer = app.answer(document, json!({ "input": input })).await;
        let came = &answer["data"]["generateImage"];
        let generated = app.commands().await.iter().any(|command| command == "imageGenerator.generate");
        let message = came["userErrors"][0]["message"].as_str().unwrap_or("It is made.");
        assert!(message.starts_with(char::is_uppercase), "{message}");
        let code = came["userErrors"][0]["code"].as_str().unwrap_or("none").to_owned();
        seen.insert((generated, code, came["purchase"]["status"].as_str().unwrap_or("none").to_owned()));
        app.shutdown().await;
    }
    let refused = (false, "INSUFFICIENT_BUDGET".to_owned(), "none".to_owned());
    let made = (true, "none".to_owned(), "SETTLED".to_owned());
    assert_eq!(seen, BTreeSet::from([refused, made]));
}
