//! What several ask for at the same moment, each under a key of its own, is done once: the others are told what became of it.
//! Which of them is first, and whether the others find out before they send or when they are about to, is chance.

use std::time::Duration;

use futures::future::join_all;
use serde_json::{Value, json};

use crate::{
    purchase::{Goods, goods, license},
    support::{
        app::{self, TestApp},
        process::{Process, addr},
        raw::Request,
    },
};

const TRANSFER: &str = "mutation ($input: TransferLicenseInput!) { it: transferLicense(input: $input) {
    purchase { status } userErrors { code field } } }";
const INVOICE: &str = "mutation ($input: CreateInvoiceInput!) { it: createInvoice(input: $input) {
    purchase { status } invoice { id } userErrors { code field } } }";
const ITEM: &str = "mutation ($input: LicenseItemInput!) { it: licenseItem(input: $input) {
    purchase { status } userErrors { code } } }";
const ITEMS: &str = "mutation ($input: LicenseItemsInput!) { it: licenseItems(input: $input) {
    purchase { lines { status code } } userErrors { code field transactions { key } } } }";

/// The transaction of something that was just bought.
async fn bought(app: &TestApp, nth: usize) -> Value {
    let goods = goods(app, nth).await;
    let bought = license(app, &goods.input(&format!("buy {nth}"))).await;
    app.forget_calls().await;
    bought["purchase"]["lines"][0]["transactions"][0]["id"].clone()
}

fn transfer(transactions: &[&Value], key: &str) -> Value {
    let party = |name: &str| json!({ "company": name });
    json!({ "transactionIds": transactions, "from": party("Studio"), "to": party(key), "idempotencyKey": key })
}

fn invoice(transactions: &[&Value], key: &str) -> Value {
    json!({ "transactionIds": transactions, "idempotencyKey": key })
}

async fn ask(app: &TestApp, document: &str, input: &Value) -> Value {
    let mut answer = app.answer(document, json!({ "input": input })).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["it"].take()
}

/// The same, until it has an outcome.
async fn insist(app: &TestApp, document: &str, input: &Value) -> Value {
    loop {
        let answer = ask(app, document, input).await;
        if answer["purchase"]["status"] != "PENDING" {
            return answer;
        }
    }
}

async fn sent(app: &TestApp, command: &str) -> usize {
    app.commands().await.iter().filter(|sent| *sent == command).count()
}

/// How often each outcome came: a refusal's code, or the status.
fn outcomes(answers: &[Value]) -> Vec<(String, usize)> {
    let mut came = std::collections::BTreeMap::new();
    for answer in answers {
        let outcome = answer["userErrors"][0]["code"].as_str().or(answer["purchase"]["status"].as_str());
        *came.entry(outcome.unwrap().to_owned()).or_default() += 1;
    }
    came.into_iter().collect()
}

fn fault(command: &str, kind: &str, seconds: f64) -> Value {
    json!({ "provider": "depositphotos", "command": command, "kind": kind, "seconds": seconds })
}

/// Looks what is unclear up at once; who waits for others does not wait long.
fn hasty() -> portico::config::Config {
    let mut config = app::config();
    config.purchasing.lookup_pause = Duration::from_millis(20);
    config
}

#[tokio::test]
async fn a_transaction_is_passed_on_once_and_invoiced_once() {
    let app = TestApp::start().await;
    let transaction = bought(&app, 0).await;
    for (command, document, input, refusal) in [
        ("transferEnterpriseLicense", TRANSFER, transfer as fn(&[&Value], &str) -> Value, "ALREADY_TRANSFERRED"),
        ("createEnterpriseInvoice", INVOICE, invoice, "ALREADY_INVOICED"),
    ] {
        // Long enough for the others to look beforehand, and find nothing.
        app.fault(&fault(command, "slow", 0.5)).await;
        let inputs: Vec<Value> = (0..8).map(|nth| input(&[&transaction], &format!("{command} {nth}"))).collect();
        let answers = join_all(inputs.iter().map(|input| ask(&app, document, input))).await;
        assert_eq!(outcomes(&answers), [(refusal.to_owned(), 7), ("SETTLED".to_owned(), 1)], "{answers:?}");
        let refused = answers.iter().filter(|answer| answer["userErrors"][0]["code"] == refusal);
        assert!(refused.clone().all(|answer| answer["userErrors"][0]["field"] == "transactionIds.0"));
        assert_eq!(sent(&app, command).await, 1);
    }
    app.shutdown().await;
}

#[tokio::test]
async fn several_transactions_are_passed_on_together_or_not() {
    let app = TestApp::start().await;
    let (a, b) = (bought(&app, 0).await, bought(&app, 1).await);
    app.fault(&fault("transferEnterpriseLicense", "slow", 0.3)).await;
    let inputs = [transfer(&[&a, &b], "ab"), transfer(&[&b, &a], "ba"), transfer(&[&b], "b")];
    let answers = join_all(inputs.iter().map(|input| ask(&app, TRANSFER, input))).await;
    let settled = outcomes(&answers).into_iter().find(|(outcome, _)| outcome == "SETTLED");
    assert_eq!(settled, Some(("SETTLED".to_owned(), 1)), "{answers:?}");
    assert_eq!(sent(&app, "transferEnterpriseLicense").await, 1);
    app.shutdown().await;
}

#[tokio::test]
async fn an_item_is_licensed_once_unless_it_is_wanted_again() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    app.fault(&fault("licenseItem", "slow", 0.5)).await;
    let inputs: Vec<Value> = (0..8).map(|nth| goods.input(&format!("key {nth}"))).collect();
    let answers = join_all(inputs.iter().map(|input| license(&app, input))).await;
    assert_eq!(outcomes(&answers), [("ALREADY_LICENSED".to_owned(), 7), ("SETTLED".to_owned(), 1)], "{answers:?}");
    let charged = app.book().await;
    assert_eq!(charged.len(), 1);
    for refused in answers.iter().filter(|answer| answer["userErrors"] != json!([])) {
        let existing = json!([{ "key": charged[0]["transactionId"].to_string() }]);
        assert_eq!(refused["userErrors"][0]["transactions"], existing, "{refused}");
    }
    let again: Vec<Value> =
        (0..3).map(|nth| goods.with(&format!("again {nth}"), &json!({ "buyAgain": true }))).collect();
    let answers = join_all(again.iter().map(|input| license(&app, input))).await;
    assert_eq!(outcomes(&answers), [("SETTLED".to_owned(), 3)]);
    assert_eq!(app.book().await.len(), 4);
    app.shutdown().await;
}

#[tokio::test]
async fn what_is_listed_late_is_licensed_all_the_same() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    app.fault(&fault("licenseItem", "late_listing", 500.0)).await;
    let first = license(&app, &goods.input("first")).await;
    assert_eq!(first["purchase"]["status"], "SETTLED", "{first}");
    let second = license(&app, &goods.input("second")).await;
    let error = &second["userErrors"][0];
    assert_eq!((&error["code"], &error["field"]), (&json!("ALREADY_LICENSED"), &json!("itemId")), "{second}");
    assert_eq!(error["transactions"][0]["key"], first["purchase"]["transactions"][0]["key"]);
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn a_purchase_licenses_an_item_that_it_names_twice_once() {
    let app = TestApp::start().await;
    let Goods { item, license, size, .. } = goods(&app, 0).await;
    let line = json!({ "itemId": item, "licenseId": license, "sizeId": size });
    let came = ask(&app, ITEMS, &json!({ "lines": [line, line], "idempotencyKey": "twice" })).await;
    let lines = json!([{ "status": "SETTLED", "code": null }, { "status": "REFUSED", "code": "ALREADY_LICENSED" }]);
    assert_eq!(came["purchase"]["lines"], lines, "{came}");
    assert_eq!(came["userErrors"][0]["field"], "lines.1.itemId");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn whoever_waited_goes_ahead_when_the_first_is_refused_and_not_when_its_answer_is_lost() {
    let app = TestApp::with(hasty()).await;
    for (nth, (kind, other, times)) in
        [("refuse", "PROVIDER_REFUSED", 2), ("commit_then_drop", "ALREADY_TRANSFERRED", 1)].into_iter().enumerate()
    {
        let transaction = bought(&app, nth).await;
        app.fault(&fault("transferEnterpriseLicense", kind, 0.0)).await;
        let inputs = [1, 2].map(|nth| transfer(&[&transaction], &format!("{kind} {nth}")));
        let answers = join_all(inputs.iter().map(|input| ask(&app, TRANSFER, input))).await;
        assert_eq!(outcomes(&answers), [(other.to_owned(), 1), ("SETTLED".to_owned(), 1)], "{kind}: {answers:?}");
        assert_eq!(sent(&app, "transferEnterpriseLicense").await, times, "{kind}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn what_has_no_outcome_yet_stands_in_the_way_until_it_has() {
    let mut config = hasty();
    config.purchasing.wait = Duration::from_millis(100);
    let app = TestApp::with(config).await;
    let transaction = bought(&app, 0).await;
    for (command, document, input) in [
        ("transferEnterpriseLicense", TRANSFER, transfer as fn(&[&Value], &str) -> Value),
        ("createEnterpriseInvoice", INVOICE, invoice),
    ] {
        // Nothing happened, which nobody can know for ten minutes.
        app.fault(&fault(command, "lost_request", 0.0)).await;
        let first = ask(&app, document, &input(&[&transaction], &format!("{command} 1"))).await;
        assert_eq!(first["purchase"]["status"], "PENDING", "{first}");
        let second = insist(&app, document, &input(&[&transaction], &format!("{command} 2"))).await;
        let error = &second["userErrors"][0];
        assert_eq!((&error["code"], &error["field"]), (&json!("IN_PROGRESS"), &json!("transactionIds.0")), "{second}");
        assert_eq!(sent(&app, command).await, 1);
    }
    let goods = goods(&app, 1).await;
    app.fault(&fault("licenseItem", "lost_request", 0.0)).await;
    assert_eq!(license(&app, &goods.input("1")).await["purchase"]["status"], "PENDING");
    let second = insist(&app, ITEM, &goods.input("2")).await;
    assert_eq!(second["userErrors"][0]["code"], "IN_PROGRESS", "{second}");
    let again = insist(&app, ITEM, &goods.with("3", &json!({ "buyAgain": true }))).await;
    assert_eq!(again["purchase"]["status"], "SETTLED", "who insists is not held up");
    assert_eq!(app.book().await.len(), 2);
    app.shutdown().await;
}

#[tokio::test]
async fn a_transfer_that_a_kill_cut_off_stands_in_the_way_of_another() {
    let variables = [("PORTICO_PURCHASING__WAIT", "100ms")];
    let dying = [variables[0], ("PORTICO_CRASH_POINT", "mid-request")];
    let mut process = Process::start(&["serve"], &variables);
    let facade = process.line("GraphQL");
    let ask = async |facade: &str, document: &str, variables: Value| {
        let body = json!({ "query": document, "variables": variables }).to_string();
        Request::post(body).send(addr(facade)).await.json()
    };
    let history = ask(&facade, "{ transactions(first: 10) { nodes { id transfer { number } } } }", json!({})).await;
    let nodes = history["data"]["transactions"]["nodes"].as_array().unwrap();
    let transaction = nodes.iter().find(|node| node["transfer"].is_null()).unwrap()["id"].clone();
    let mut process = process.killed_and_started(&["serve"], &dying);
    let facade = process.line("GraphQL");
    let body = json!({ "query": TRANSFER, "variables": { "input": transfer(&[&transaction], "cut off") } });
    let _caller = Request::post(body.to_string()).start(addr(&facade)).await;
    process.child.wait().unwrap();
    let mut process = process.killed_and_started(&["serve"], &variables);
    let (facade, sandbox) = (process.line("GraphQL"), process.line("Sandbox"));
    let other = loop {
        let answer = ask(&facade, TRANSFER, json!({ "input": transfer(&[&transaction], "another") })).await;
        if answer["data"]["it"]["purchase"]["status"] != "PENDING" {
            break answer;
        }
    };
    let code = other["data"]["it"]["userErrors"][0]["code"].as_str().unwrap();
    // Whether the request had arrived by the kill is chance.
    assert!(["ALREADY_TRANSFERRED", "IN_PROGRESS"].contains(&code), "{other}");
    let calls = Request::new("GET", "/_sandbox/calls").send(addr(&sandbox)).await.json();
    let calls = calls.as_array().unwrap();
    assert!(calls.iter().all(|call| call["command"] != "transferEnterpriseLicense"), "{calls:?}");
}
