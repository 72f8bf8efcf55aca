//! The audit log: who asked for what that changes something, with which request; for the company alone, and chained.

use std::collections::BTreeSet;

use portico::{
    auth::{self, Grant, Scopes},
    clock::Clock,
    config::{Config, purchasing::BudgetConfig},
    domain::audit::{AuditAction, AuditFilter, AuditOutcome, Audited},
};
use serde_json::{Value, json};

use super::{
    budgets::budget,
    ledger::{Store, purchase},
    purchase::{LICENSE, goods},
};
use crate::support::{
    app::{self, TestApp},
    raw::Request,
};

const LOG: &str = "query ($filter: AuditFilter, $first: Int = 50, $after: String) {
    auditLog(filter: $filter, first: $first, after: $after) { totalCount pageInfo { hasNextPage endCursor }
        nodes { number subject requestId action outcome code purchase { id } item { id } } } }";

async fn log(app: &TestApp, variables: Value) -> Value {
    let mut answer = app.answer(LOG, variables).await;
    assert!(answer.get("errors").is_none(), "{answer}");
    answer["data"]["auditLog"].take()
}

/// Action, outcome and code of each entry, oldest first.
fn told(log: &Value) -> Vec<(String, String, String)> {
    let text = |value: &Value| value.as_str().unwrap_or("").to_owned();
    let entries = log["nodes"].as_array().unwrap().iter().rev();
    entries.map(|entry| (text(&entry["action"]), text(&entry["outcome"]), text(&entry["code"]))).collect()
}

fn entry(action: &str, outcome: &str, code: &str) -> (String, String, String) {
    (action.to_owned(), outcome.to_owned(), code.to_owned())
}

/// Sends a document as somebody, with a request id.
async fn send(app: &TestApp, by: &str, request_id: &str, document: &str, input: &Value) -> Value {
    let body = json!({ "query": document, "variables": { "input": input } });
    let request = Request::post(body.to_string()).header("authorization", format!("Bearer {}", app.token_of(by, None)));
    let answer = app.send(request.header("x-request-id", request_id)).await.json();
    assert!(answer.get("errors").is_none(), "{answer}");
    answer
}

#[tokio::test]
async fn whatever_changes_something_is_told_with_who_asked_and_by_which_request() {
    let app = TestApp::start().await;
    let good = goods(&app, 0).await;
    let bought = send(&app, "ann", "request-1", LICENSE, &good.input("one")).await;
    let purchase = &bought["data"]["licenseItem"]["purchase"];
    // Repeated, tried out, unusable: none of them asks for more.
    send(&app, "ann", "request-2", LICENSE, &good.input("one")).await;
    send(&app, "ann", "request-2", LICENSE, &good.with("two", &json!({ "dryRun": true }))).await;
    send(&app, "ann", "request-2", LICENSE, &good.input("")).await;
    send(&app, "bob", "request-3", LICENSE, &good.input("two")).await;
    let transaction = &purchase["transactions"][0];
    let id = &purchase["lines"][0]["transactions"][0]["id"];
    assert!(transaction["key"].is_string());
    let party = json!({ "company": "Somebody Ltd" });
    let transfer = "mutation ($input: TransferLicenseInput!) { transferLicense(input: $input) { purchase { id } } }";
    let input = json!({ "transactionIds": [id], "from": party, "to": party, "idempotencyKey": "t" });
    send(&app, "bob", "request-4", transfer, &input).await;
    let invoice = "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) { purchase { id } } }";
    send(&app, "bob", "request-5", invoice, &json!({ "transactionIds": [id], "idempotencyKey": "i" })).await;
    let generate = "mutation ($input: GenerateImageInput!) { generateImage(input: $input) { purchase { id } } }";
    send(&app, "bob", "request-6", generate, &json!({ "prompt": "A fox", "idempotencyKey": "g" })).await;
    let comp = "mutation ($input: DownloadCompInput!) { downloadComp(input: $input) { download { id } } }";
    send(&app, "bob", "request-7", comp, &json!({ "itemId": good.item, "sizeId": good.size })).await;
    send(&app, "bob", "request-8", comp, &json!({ "itemId": good.item, "sizeId": "xxl" })).await;

    let all = log(&app, json!({})).await;
    assert_eq!(
        told(&all),
        [
            entry("LICENSE", "ACCEPTED", ""),
            entry("LICENSE", "REFUSED", "ALREADY_LICENSED"),
            entry("TRANSFER", "ACCEPTED", ""),
            entry("INVOICE", "ACCEPTED", ""),
            entry("GENERATE", "ACCEPTED", ""),
            entry("DOWNLOAD_COMP", "ATTEMPTED", ""),
            entry("DOWNLOAD_COMP", "DONE", ""),
            entry("DOWNLOAD_COMP", "ATTEMPTED", ""),
            entry("DOWNLOAD_COMP", "REFUSED", "SIZE_NOT_OFFERED"),
        ]
    );
    let first = &all["nodes"].as_array().unwrap().last().unwrap();
    assert_eq!((&first["subject"], &first["requestId"]), (&json!("ann"), &json!("request-1")));
    assert_eq!((&first["purchase"]["id"], &first["number"]), (&purchase["id"], &json!(1)));
    let taken = &all["nodes"][0];
    assert_eq!((&taken["item"]["id"], &taken["requestId"]), (&good.item, &json!("request-8")));
    for (filter, count) in [
        (json!({ "subject": "ann" }), 1),
        (json!({ "requestId": "request-7" }), 2),
        (json!({ "action": "DOWNLOAD_COMP", "outcome": "REFUSED" }), 1),
        (json!({ "purchaseId": purchase["id"] }), 1),
        (json!({ "until": "2020-01-01T00:00:00Z" }), 0),
        (json!({ "from": "2020-01-01T00:00:00Z" }), 9),
    ] {
        assert_eq!(log(&app, json!({ "filter": filter })).await["totalCount"], count, "{filter}");
    }
    app.shutdown().await;
}

#[tokio::test]
async fn decisions_are_told_and_so_are_those_that_were_refused() {
    let mut config = app::config();
    config.purchasing.budgets = vec![BudgetConfig { approval_above: Some(0.into()), ..budget(None) }];
    let app = TestApp::with(config).await;
    let good = goods(&app, 0).await;
    let asked = send(&app, "ann", "r", LICENSE, &good.input("one")).await;
    let id = &asked["data"]["licenseItem"]["purchase"]["id"];
    let approve = "mutation ($input: ApprovePurchaseInput!) { approvePurchase(input: $input) { purchase { status } } }";
    for by in ["ann", "bob", "bob"] {
        send(&app, by, "r", approve, &json!({ "purchaseId": id })).await;
    }
    let all = log(&app, json!({ "filter": { "purchaseId": id } })).await;
    let expected = [
        entry("LICENSE", "ACCEPTED", ""),
        entry("APPROVE", "REFUSED", "OWN_PURCHASE"),
        entry("APPROVE", "ACCEPTED", ""),
    ];
    assert_eq!(told(&all), expected);
    assert_eq!(all["nodes"][0]["subject"], "bob");
    app.shutdown().await;
}

#[tokio::test]
async fn another_company_sees_nothing_of_it_and_cursors_stay_good() {
    let app = TestApp::start().await;
    let good = goods(&app, 0).await;
    for nth in 0..3 {
        let input = good.with(&nth.to_string(), &json!({ "buyAgain": true }));
        send(&app, "ann", &format!("request-{nth}"), LICENSE, &input).await;
    }
    let first = log(&app, json!({ "first": 2 })).await;
    let ids =
        |page: &Value| page["nodes"].as_array().unwrap().iter().map(|e| e["requestId"].clone()).collect::<Vec<_>>();
    assert_eq!(ids(&first), ["request-2", "request-1"]);
    send(&app, "ann", "meanwhile", LICENSE, &good.with("x", &json!({ "buyAgain": true }))).await;
    let next = log(&app, json!({ "first": 2, "after": first["pageInfo"]["endCursor"] })).await;
    assert_eq!((ids(&next), &next["pageInfo"]["hasNextPage"]), (vec![json!("request-0")], &json!(false)));
    let elsewhere = Grant {
        subject: "ann".into(),
        name: None,
        scopes: Scopes::all(),
        tenant: "elsewhere".into(),
        team: None,
        lifetime: std::time::Duration::from_secs(600),
    };
    let config = Config { data_dir: app.data_dir().to_owned(), ..app::config() };
    let token = auth::mint(&config, &elsewhere, &Clock::system()).unwrap();
    let answer = app.answer_as(&token, LOG, json!({})).await;
    assert_eq!(answer["data"]["auditLog"]["totalCount"], 0, "{answer}");
    app.shutdown().await;
}

#[tokio::test]
async fn the_log_is_one_chain_however_many_write_and_tampering_shows() {
    for store in Store::all() {
        let (one, two) = (store.open().await, store.open().await);
        let what = |nth: usize| Audited {
            tenant: ["company", "another"][nth % 2].to_owned(),
            subject: Some("somebody".to_owned()),
            team: None,
            request_id: nth.to_string(),
            action: AuditAction::DownloadComp,
            outcome: AuditOutcome::Done,
            purchase: None,
            item: None,
            code: None,
            message: None,
        };
        let writing = (0..40).map(|nth| {
            let ledger = if nth % 4 < 2 { &one } else { &two };
            async move {
                ledger.audit(&what(nth)).await.unwrap();
                ledger.record(&purchase(&nth.to_string(), &["1"])).await.unwrap();
            }
        });
        futures::future::join_all(writing).await;
        let rows = one.audit_rows(0).await.unwrap();
        assert!(rows.iter().map(|row| row.seq).eq(1..=80));
        let (entries, total) = two.audit_log("another", &AuditFilter::default(), 100, None).await.unwrap();
        assert_eq!((entries.len(), total), (20, 20));
        let tenants: BTreeSet<_> = entries.iter().map(|entry| entry.what.tenant.as_str()).collect();
        assert_eq!(tenants, BTreeSet::from(["another"]));
        assert_eq!(one.verify().await.unwrap(), []);
        store.tamper("UPDATE audit SET subject = 'nobody' WHERE seq = 2").await;
        let flaws = one.verify().await.unwrap();
        assert!(flaws.len() == 1 && flaws[0].what.contains("entry 2 of the audit log"), "{flaws:?}");
    }
}
