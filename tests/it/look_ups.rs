//! A look-up that cannot tell is no proof that nothing was done.

use std::time::Duration;

use portico::domain::{id::TransactionId, provider::ProviderName};
use serde_json::{Value, json};

use crate::support::{
    app::{self, TestApp},
    wire::Wire,
};

const ITEM: &str = "590365667";

async fn control(wire: &Wire, path: &str, body: Value) {
    let url = reqwest::Url::parse(&wire.url()).unwrap().join(path).unwrap();
    let reply =
        wire.client.post(url).header("content-type", "application/json").body(body.to_string()).send().await.unwrap();
    assert!(reply.status().is_success(), "{reply:?}");
}

fn fault(command: &str, kind: &str) -> Value {
    json!({ "provider": "depositphotos", "command": command, "kind": kind, "seconds": 500 })
}

/// The attempt's time and the window are over within the wait, and it is looked up many times by then.
#[tokio::test]
async fn what_is_not_listed_yet_is_not_taken_for_undone() {
    let wire = Wire::start().await;
    control(&wire, "/_sandbox/faults", fault("licenseItem", "late_listing")).await;
    let licensing = json!([{ "dp_item_id": [ITEM], "dp_license_id": 377, "dp_option": "s-2015" }]);
    let bought = wire.call("licenseItem", &json!({ "dp_licensing": licensing })).await;
    let key = bought["result"][ITEM]["transaction"][0]["transactionId"].to_string();
    let transaction = TransactionId::new(ProviderName::Depositphotos, key).encode();

    let mut config = app::config();
    config.purchasing.visibility_window = Duration::from_millis(1);
    config.purchasing.lookup_pause = Duration::from_millis(10);
    config.purchasing.wait = Duration::from_millis(1_500);
    config.providers.depositphotos.url = Some(wire.url().parse().unwrap());
    config.providers.depositphotos.spend_timeout = Duration::from_millis(10);
    config.providers.depositphotos.timeout = Duration::from_millis(600);
    let app = TestApp::with(config).await;
    control(&wire, "/_sandbox/faults", fault("createEnterpriseInvoice", "commit_then_drop")).await;
    let document = "mutation ($input: CreateInvoiceInput!) { createInvoice(input: $input) {
        purchase { status } invoice { number } userErrors { code } } }";
    let input = json!({ "input": { "transactionIds": [transaction], "idempotencyKey": "invoice" } });
    let first = app.answer(document, input.clone()).await;
    assert_eq!(first["data"]["createInvoice"]["purchase"]["status"], "PENDING", "{first}");
    control(&wire, "/_sandbox/clock", json!({ "advanceSeconds": 500 })).await;
    let made = loop {
        let again = app.answer(document, input.clone()).await["data"]["createInvoice"].take();
        if again["purchase"]["status"] != "PENDING" {
            break again;
        }
    };
    assert!(made["invoice"]["number"].is_string(), "{made}");
    app.shutdown().await;
}
