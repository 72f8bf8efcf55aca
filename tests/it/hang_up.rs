//! A caller that hangs up stops nothing that was asked for.

use std::time::Duration;

use serde_json::{Value, json};

use crate::{
    purchase::{LICENSE, goods, license},
    support::{app::TestApp, raw::Request},
};

const FOUND: &str = "{ purchaseByIdempotencyKey(key: \"hang\") { id } }";

/// Asks for a purchase under the key `hang`, and hangs up when `begun` is over.
async fn hang_up(app: &TestApp, input: &Value, begun: impl Future<Output = ()>) {
    let body = json!({ "query": LICENSE, "variables": { "input": input } }).to_string();
    let sending = std::pin::pin!(app.send(Request::post(body)));
    tokio::select! {
        _ = sending => panic!("it was answered at once"),
        () = begun => {}
    }
}

async fn is_recorded(app: &TestApp) {
    while app.data(FOUND).await["purchaseByIdempotencyKey"].is_null() {
        tokio::task::yield_now().await;
    }
}

fn slow(command: &str) -> Value {
    json!({ "provider": "depositphotos", "command": command, "kind": "slow", "seconds": 0.3 })
}

#[tokio::test]
async fn a_caller_that_hangs_up_stops_no_purchase() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    app.fault(&slow("licenseItem")).await;
    hang_up(&app, &goods.input("hang"), is_recorded(&app)).await;
    // The same key waits for the outcome of the first.
    let answer = license(&app, &goods.input("hang")).await;
    assert_eq!(answer["purchase"]["status"], "SETTLED", "{answer}");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}

#[tokio::test]
async fn nor_one_that_is_still_looked_into() {
    let app = TestApp::start().await;
    let goods = goods(&app, 0).await;
    app.fault(&slow("getLicensedItems")).await;
    let looked = async {
        while app.calls().await.is_empty() {
            tokio::task::yield_now().await;
        }
    };
    hang_up(&app, &goods.input("hang"), looked).await;
    tokio::time::timeout(Duration::from_secs(30), is_recorded(&app)).await.unwrap();
    let answer = license(&app, &goods.input("hang")).await;
    assert_eq!((&answer["purchase"]["status"], &answer["replayed"]), (&json!("SETTLED"), &json!(true)), "{answer}");
    assert_eq!(app.book().await.len(), 1);
    app.shutdown().await;
}
